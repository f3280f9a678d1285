"""The generations of the engine, and what they print where they do not print the same.

A variant stands beside its transcript, as ``<step>@<generation>.console``, with the same commands. It is what a
reader's own output may look like, and what is expected when the page runs on such an engine. A page shows what that
engine printed, and nothing where the engine is not among those that a sandbox can have.
"""

from dataclasses import dataclass
from pathlib import Path

from snippets.errors import LessonError
from snippets.script.transcript import Command, parse

MARK = "@"
IMAGES = {"28": "docker:28-dind", "26.1": "docker:26.1-dind", "20.10": "docker:20.10-dind"}
"""The image of each generation that a sandbox can have, newest first. https://hub.docker.com/_/docker"""
SHOWN = "28"
"""The generation that the pages show."""
GENERATIONS = ("29", *IMAGES)
"""The generations that a variant may be for, newest first: a reader may have one that no sandbox can have."""


@dataclass(frozen=True)
class Variant:
    """A transcript's commands with what one generation of the engine prints.

    Attributes:
        generation: One of `GENERATIONS`.
        commands: The transcript's, with other expectations.
    """

    generation: str
    commands: tuple[Command, ...]


def read(transcript: Path, commands: tuple[Command, ...]) -> tuple[Variant, ...]:
    """Read the variants beside a transcript, oldest generation first.

    Args:
        transcript: Its file.
        commands: What it says.

    Raises:
        LessonError: A variant cannot be read, has other commands, or is for a generation there is none of.
    """
    beginning = transcript.stem + MARK
    found = {
        path.stem.removeprefix(beginning): path for path in transcript.parent.glob(f"{beginning}*{transcript.suffix}")
    }
    oldest_first = GENERATIONS[::-1]
    if unknown := sorted(set(found) - set(oldest_first)):
        raise LessonError(
            f"台本 {found[unknown[0]].name} は読めません。"
            f"{MARK} の後ろには {'・'.join(oldest_first)} のどれかを書いてください"
            f"（例: {beginning}29{transcript.suffix}）。"
        )
    return tuple(Variant(name, _commands(found[name], transcript, commands)) for name in oldest_first if name in found)


def base(name: str) -> str:
    """The name of the transcript that a variant, or a transcript itself, belongs to."""
    return name.partition(MARK)[0]


def _commands(path: Path, transcript: Path, commands: tuple[Command, ...]) -> tuple[Command, ...]:
    where = f"台本 {path.parent.name}/{path.name}"
    try:
        other = parse(path.read_text(encoding="utf-8"))
    except LessonError as error:
        raise LessonError(f"{where} を読めません。{error}") from error
    if [command.text for command in other] != [command.text for command in commands]:
        raise LessonError(
            f"{where} のコマンドが {transcript.name} と違います。コマンドは同じにし、期待する出力だけを変えてください。"
        )
    return other
