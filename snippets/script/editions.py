"""The generations of the engine, and what they print where they do not print the same.

A transcript says what the newest generation prints. A variant stands beside it, as ``<step>@<generation>.console``,
with the same commands: what that generation prints, and every older one that has no variant of its own. Pages show
it, a reader's own output may look like it, and it is expected when a page runs on such an engine.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from snippets.errors import LessonError
from snippets.script.transcript import Command, parse

MARK = "@"
IMAGES = {generation: f"docker:{generation}-dind" for generation in ("29", "28", "26.1", "20.10")}
"""The image of each generation, newest first. https://hub.docker.com/_/docker"""
SHOWN = next(iter(IMAGES))
"""The generation that the transcripts are written for."""


@dataclass(frozen=True)
class Variant:
    """A transcript's commands with what one generation of the engine prints.

    Attributes:
        generation: One of `IMAGES`, but not the newest.
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
    oldest_first = [generation for generation in reversed(IMAGES) if generation != SHOWN]
    if unknown := sorted(set(found) - set(oldest_first)):
        raise LessonError(
            f"台本 {found[unknown[0]].name} は読めません。"
            f"{MARK} の後ろには {'・'.join(oldest_first)} のどれかを書いてください"
            f"（例: {beginning}{oldest_first[-1]}{transcript.suffix}）。"
        )
    return tuple(Variant(name, _commands(found[name], transcript, commands)) for name in oldest_first if name in found)


def generation_of(version: str) -> str:
    """The generation whose expectations hold for a daemon: its own, or the next newer one, as for 27 those of 28.

    Args:
        version: What the daemon tells, such as ``29.7.2``.

    Raises:
        LessonError: It is newer than all that transcripts were written for.
    """
    told = _numbers(version)
    for generation in reversed(IMAGES):
        if told[: len(_numbers(generation))] <= _numbers(generation):
            return generation
    raise LessonError(
        f"Docker Engine {version} は、台本が知っている {SHOWN} より新しい版です。"
        "snippets/script/editions.py の表に新しい世代を足し、uv run snippets check で期待を確かめてください。"
    )


def covered(generations: Sequence[str]) -> list[list[str]]:
    """What each of some generations stands for, newest first: itself, and the older ones down to the next."""
    known = list(IMAGES)
    ends = [known.index(generation) for generation in generations[1:]] + [len(known)]
    return [known[known.index(generation) : end] for generation, end in zip(generations, ends, strict=True)]


def spans(covered: Sequence[Sequence[str]]) -> list[str]:
    """The names of what some generations stand for."""
    names = [each[0] if len(each) == 1 else f"{each[0]}〜{each[-1]}" for each in covered]
    return [*names[:-1], names[-1] if len(covered[-1]) == 1 else f"{covered[-1][0]}以前"]


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


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
