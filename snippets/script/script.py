"""Everything that a page runs: its transcripts in order, ready to run, and the keys by which recordings are fresh."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from snippets.errors import LessonError
from snippets.script import editions
from snippets.script.editions import IMAGES, MARK, SHOWN, Variant
from snippets.script.fences import TIMELINE, fences
from snippets.script.transcript import Command, parse

ENDING = ".console"
_SCHEME = 3
"""What the keys are made of; another number makes every recording stale."""


@dataclass(frozen=True)
class Step:
    """A transcript of a page, ready to run.

    Attributes:
        name: Its path below the lessons' folder, such as ``image/pull``.
        source: Its text.
        commands: What it says.
        timeout: Seconds each command may take.
        key: Its freshness key.
        trace: Whether the page tells what happened meanwhile.
        diagram: Whether it does so below the step.
        opened: Whether readers see it without unfolding it.
        check: Whether the page checks the reader's own output of it.
        deep: Whether the page also tells what happened below the daemon.
        variants: What other generations of the engine print.
    """

    name: str
    source: str
    commands: tuple[Command, ...]
    timeout: float
    key: str
    trace: bool = False
    diagram: bool = False
    opened: bool = False
    check: bool = False
    deep: bool = False
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True)
class Script:
    """Everything that a page runs.

    Attributes:
        name: The page's file name without its ending; its folder of transcripts and its recording have it too.
        steps: In the page's order.
        files: What stands in the home directory when the session starts, by name.
    """

    name: str
    steps: tuple[Step, ...]
    files: dict[str, bytes]

    @property
    def last_key(self) -> str:
        """The key that tells whether anything on the page changed; empty when nothing runs."""
        return self.steps[-1].key if self.steps else ""


def read_script(name: str, markdown: str, lessons: Path) -> Script:
    """Read the transcripts that a page shows.

    Raises:
        LessonError: A fence is not written as it must be, or names a transcript that is not there or cannot be read.
    """
    found = fences(markdown)
    sources = [_source(fence.step, name, lessons) for fence in found]
    commands = [_commands(fence.step, source) for fence, source in zip(found, sources, strict=True)]
    files = {
        path.name: path.read_bytes()
        for path in sorted((lessons / name).glob("*"))
        if path.is_file() and path.suffix != ENDING and not path.name.startswith(".")
    }
    fresh = keys(name, [[command.text for command in step] for step in commands], files)
    lives = TIMELINE in markdown
    steps = tuple(
        Step(
            fence.step,
            source,
            step,
            fence.timeout,
            key,
            lives or fence.trace,
            fence.trace,
            fence.opened,
            fence.check,
            fence.deep,
            editions.read(lessons / (fence.step + ENDING), step),
        )
        for fence, source, step, key in zip(found, sources, commands, fresh, strict=True)
    )
    return Script(name, steps, files)


def keys(page: str, steps: Sequence[Sequence[str]], files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The freshness key of each step, given the commands of each: all until then, and the files they use."""
    digest = hashlib.sha256(json.dumps([_SCHEME, page]).encode())
    for name in sorted(files):
        digest.update(json.dumps([name, hashlib.sha256(files[name]).hexdigest()]).encode())
    found = []
    for commands in steps:
        digest.update(json.dumps(list(commands)).encode())
        found.append(digest.hexdigest()[:16])
    return tuple(found)


def edition(script: Script, generation: str) -> Script:
    """The same page on a generation of the engine: where that prints something else, its variants count."""
    return replace(script, steps=tuple(_edition(step, generation) for step in script.steps))


def shows(script: Script, generation: str) -> bool:
    """Whether the page shows what a generation of the engine prints."""
    others = {variant.generation for step in script.steps for variant in step.variants}
    return generation == SHOWN or generation in others


def _edition(step: Step, generation: str) -> Step:
    """A step with the expectations of the oldest variant that is not older than the generation."""
    newest_first = list(IMAGES)
    for variant in step.variants:
        if newest_first.index(variant.generation) <= newest_first.index(generation):
            return replace(step, name=f"{step.name}{MARK}{variant.generation}", commands=variant.commands)
    return step


def _source(step: str, name: str, lessons: Path) -> str:
    path = lessons / (step + ENDING)
    if MARK in step:
        raise LessonError(f"台本 {step} は取り込めません。{MARK} の付いた台本は、出力の確認だけに使います。")
    if path.parent != lessons / name:
        raise LessonError(f"台本 {step} は取り込めません。このページの台本は {name}/ の下に置いてください。")
    if not path.is_file():
        raise LessonError(f"台本 {step}{ENDING} がありません。台本のフォルダーに作ってください。")
    return path.read_text(encoding="utf-8")


def _commands(step: str, source: str) -> tuple[Command, ...]:
    try:
        return parse(source)
    except LessonError as error:
        raise LessonError(f"台本 {step}{ENDING} を読めません。{error}") from error
