"""What the commands of a page did, whether they ran just now or their recording is shown."""

from dataclasses import dataclass

import msgspec

from snippets.script.script import Step
from snippets.trace.entries import Trace


class CommandResult(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What one command did.

    Attributes:
        command: What was typed.
        status: The exit status; None when the command was stopped at its timeout.
        seconds: How long it took.
        lines: What a terminal shows of its output at the end.
        cut: Whether more was written than is kept.
        trace: What happened meanwhile; None where the page does not show it.
        frames: What it wrote, by the second since it was typed; see `snippets.sandbox.terminal.frames`.
    """

    command: str
    status: int | None
    seconds: float
    lines: tuple[str, ...]
    cut: bool
    trace: Trace | None = None
    frames: dict[float, str] = {}


class Provenance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where results come from.

    Attributes:
        engine: The engine's version.
        platform: The engine's platform, such as ``linux/amd64``.
        hub: Where the images come from: ``docker-hub``, ``stand-in`` for the one of the tests, or a registry's host.
        image: ID of the image the engine ran from.
        time: When the page's session began, in UTC, ISO 8601.
    """

    engine: str
    platform: str
    hub: str
    image: str
    time: str


class StepResult(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the commands of one step did, and the key they did it under."""

    step: str
    key: str
    commands: tuple[CommandResult, ...]


@dataclass(frozen=True)
class Outcome:
    """A step that ran.

    Attributes:
        live: Whether it ran in this process; otherwise it is recorded.
    """

    step: Step
    result: StepResult
    provenance: Provenance
    live: bool
