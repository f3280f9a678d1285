"""What the commands of a page did, kept as JSON so that a build without Docker can show it.

Only `snippets record` writes recordings. A step's key tells whether its recording is fresh: it is made of the
page's commands up to and including the step, and of the files they use. Engine, date and images are provenance,
not part of the key.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from snippets.lab import SHOWN
from snippets.screen import lines
from snippets.trace import Trace
from snippets.variants import MARK

FORMAT = 3


class RecordingError(Exception):
    """A recording that cannot be read; the message says why and what to do."""


class CommandResult(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What one command did.

    Attributes:
        command: What was typed.
        status: The exit status; None when the command was stopped at its timeout.
        seconds: How long it took.
        lines: What a terminal shows of its output at the end.
        cut: Whether more was written than is kept.
        trace: What happened meanwhile; None where the page does not show it.
        frames: What it wrote, by the second since it was typed; see `snippets.cast`.
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
        hub: ``docker-hub``, or ``stand-in`` when the images came from another registry.
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


class Recording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All steps of one page, run in one session."""

    format: int
    provenance: Provenance
    steps: tuple[StepResult, ...]


def keys(page: str, steps: Sequence[Sequence[str]], files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The freshness key of each step, given the commands of each."""
    digest = hashlib.sha256(json.dumps([FORMAT, page]).encode())
    for name in sorted(files):
        digest.update(json.dumps([name, hashlib.sha256(files[name]).hexdigest()]).encode())
    found = []
    for commands in steps:
        digest.update(json.dumps(list(commands)).encode())
        found.append(digest.hexdigest()[:16])
    return tuple(found)


def path(folder: Path, page: str, engine: str = SHOWN) -> Path:
    """Where a page's recording stands; those of other generations of the engine have its name in theirs."""
    return folder / f"{page if engine == SHOWN else page + MARK + engine}.json"


def load(path: Path) -> Recording | None:
    """Read a page's recording; None when there is none.

    Raises:
        RecordingError: The file is not a recording, or what it shows is not what it plays.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        recording = msgspec.json.decode(data, type=Recording)
        if recording.format != FORMAT:
            raise msgspec.ValidationError(f"format {recording.format}")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RecordingError(f"記録 {path.name} を読めません（{error}）。{_again(path)}") from error
    if wrong := next(_contradictions(recording), None):
        raise RecordingError(
            f"記録 {path.name} の{wrong}では、載せる出力（lines）と再生する出力（frames）が違います。{_again(path)}"
        )
    return recording


def _again(path: Path) -> str:
    page, _, engine = path.stem.partition(MARK)
    arguments = f"--engine {engine} {page}" if engine else page
    return f"手で直さず、uv run snippets record {arguments} で作りなおしてください。"


def _contradictions(recording: Recording) -> Iterator[str]:
    """The commands whose lines are not what a terminal makes of their frames."""
    for step in recording.steps:
        for result in step.commands:
            if result.frames and lines("".join(result.frames.values()).encode()) != result.lines:
                yield f"手順 {step.step}「{result.command}」"


def save(path: Path, recording: Recording) -> None:
    """Write a page's recording; the old one stays whole until the new one is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_bytes(msgspec.json.format(msgspec.json.encode(recording), indent=1) + b"\n")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
