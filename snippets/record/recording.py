"""What the commands of a page did, kept as JSON so that a build without Docker can show it.

Only `snippets record` writes recordings. Whether one is fresh is told by the keys of its steps (see
`snippets.script.script`); engine, date and images are provenance, not part of the keys.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from snippets.errors import LessonError
from snippets.record.result import Provenance, StepResult
from snippets.sandbox.terminal import lines
from snippets.script.editions import MARK, SHOWN

FORMAT = 3
"""Which files can be read. A new field that may be absent leaves it as it is."""


class Recording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All steps of one page, run in one session."""

    format: int
    provenance: Provenance
    steps: tuple[StepResult, ...]


def path(folder: Path, page: str, generation: str = SHOWN) -> Path:
    """Where a page's recording stands; those of other generations of the engine have its name in theirs."""
    return folder / f"{page if generation == SHOWN else page + MARK + generation}.json"


def load(path: Path) -> Recording | None:
    """Read a page's recording; None when there is none.

    Raises:
        LessonError: The file is not a recording, or what it shows is not what it plays.
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
        raise LessonError(f"記録 {path.name} を読めません（{error}）。{_again(path)}") from error
    if wrong := next(_contradictions(recording), None):
        raise LessonError(
            f"記録 {path.name} の{wrong}では、載せる出力（lines）と再生する出力（frames）が違います。{_again(path)}"
        )
    return recording


def _again(path: Path) -> str:
    page, _, generation = path.stem.partition(MARK)
    arguments = f"--engine {generation} {page}" if generation else page
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
