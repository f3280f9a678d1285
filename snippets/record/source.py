"""Decide whether commands run or recordings are shown, and own the sandbox while commands run."""

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from snippets.errors import SandboxUnavailableError
from snippets.record.result import Outcome
from snippets.script.editions import IMAGES, SHOWN

if TYPE_CHECKING:
    from snippets.sandbox.sandbox import Sandbox

log = logging.getLogger(__name__)

MODES = ("auto", "live", "replay")


def start_sandbox(generation: str = SHOWN) -> "Sandbox":
    """Start a sandbox with an engine of some generation.

    Raises:
        SandboxUnavailableError: None can be had here.
    """
    # Importing Docker's SDK takes a quarter of a second, which a replay need not wait for.
    from snippets.sandbox.sandbox import Sandbox

    return Sandbox(IMAGES[generation])


class Source:
    """Where the outputs of one build, or of one serving process, come from.

    Args:
        mode: ``auto``, ``live`` or ``replay``, as in the environment variable ``SNIPPETS``.
        serving: Whether an author waits for the pages, so that fresh recordings come first.
        start: Starts a sandbox.

    Attributes:
        recorded_first: Whether a fresh recording is shown without asking for a sandbox.
        recorded_allowed: Whether a fresh recording is shown where no sandbox can be had.
        ran: The pages that ran in this process, by the key of their last step.

    Raises:
        ValueError: There is no such mode.
    """

    def __init__(self, mode: str, *, serving: bool, start: Callable[[], "Sandbox"] = start_sandbox) -> None:
        if mode not in MODES:
            raise ValueError(
                f"環境変数 SNIPPETS の値 {mode!r} は使えません。{'・'.join(MODES)} のどれかにしてください。"
            )
        self.recorded_first = mode == "replay" or (mode == "auto" and serving)
        self.recorded_allowed = mode != "live"
        self.ran: dict[str, tuple[Outcome, ...]] = {}
        self._start = start
        self._engine: Sandbox | None = None
        self._unavailable = (
            SandboxUnavailableError("SNIPPETS=replay なので何も実行しません。") if mode == "replay" else None
        )

    def engine(self) -> "Sandbox":
        """The running sandbox, started when there is none.

        Raises:
            SandboxUnavailableError: None can be had; the reason is logged once, and not tried again.
        """
        if self._unavailable:
            raise self._unavailable
        if self._engine and not self._engine.alive:
            self.close()
        if not self._engine:
            started = time.monotonic()
            try:
                self._engine = self._start()
            except SandboxUnavailableError as reason:
                self._unavailable = reason
                if self.recorded_allowed:
                    log.info("サンドボックスを使えないので、記録した出力を表示します。理由: %s", reason)
                raise
            log.info("サンドボックスを起動しました（%.1f秒）", time.monotonic() - started)
        return self._engine

    def close(self) -> None:
        """Remove the sandbox, if one runs."""
        if self._engine:
            self._engine.close()
            self._engine = None
