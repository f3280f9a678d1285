"""What other generations of the engine print for a transcript's commands.

A variant stands beside its transcript, as ``<step>@<engine>.console``, with the same commands. It is what a reader's
own output may look like, and what is expected when the page runs on such an engine. A page shows what that engine
printed, and nothing where the engine is not among those that a sandbox can have.
"""

from dataclasses import dataclass
from pathlib import Path

from snippets.transcript import Command, TranscriptError, parse

MARK = "@"
ENGINES = ("20.10", "26.1", "28", "29")
"""The generations of the engine that a variant may be for."""


@dataclass(frozen=True)
class Variant:
    """A transcript's commands with what one generation of the engine prints.

    Attributes:
        engine: The generation, one of `ENGINES`.
        commands: The transcript's, with other expectations.
    """

    engine: str
    commands: tuple[Command, ...]


def read(transcript: Path, commands: tuple[Command, ...]) -> tuple[Variant, ...]:
    """Read the variants beside a transcript, oldest engine first.

    Args:
        transcript: Its file.
        commands: What it says.

    Raises:
        TranscriptError: A variant cannot be read, has other commands, or is for an engine there is none of.
    """
    beginning = transcript.stem + MARK
    found = {
        path.stem.removeprefix(beginning): path for path in transcript.parent.glob(f"{beginning}*{transcript.suffix}")
    }
    if unknown := sorted(set(found) - set(ENGINES)):
        raise TranscriptError(
            f"台本 {found[unknown[0]].name} は読めません。"
            f"{MARK} の後ろには {'・'.join(ENGINES)} のどれかを書いてください（例: {beginning}29{transcript.suffix}）。"
        )
    return tuple(
        Variant(engine, _commands(found[engine], transcript, commands)) for engine in ENGINES if engine in found
    )


def base(name: str) -> str:
    """The name of the transcript that a variant, or a transcript itself, belongs to."""
    return name.partition(MARK)[0]


def _commands(path: Path, transcript: Path, commands: tuple[Command, ...]) -> tuple[Command, ...]:
    where = f"台本 {path.parent.name}/{path.name}"
    try:
        other = parse(path.read_text(encoding="utf-8"))
    except TranscriptError as error:
        raise TranscriptError(f"{where} を読めません。{error}") from error
    if [command.text for command in other] != [command.text for command in commands]:
        raise TranscriptError(
            f"{where} のコマンドが {transcript.name} と違います。コマンドは同じにし、期待する出力だけを変えてください。"
        )
    return other
