"""Tell a traced step as a list of who says what to whom, for screens on which a diagram is too wide."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from snippets.record.result import CommandResult
from snippets.story.phrases import NAMES
from snippets.story.sequence import Arrow, arrows

_ARROW = re.compile(r"(?P<sender>\w+?)-(?:->>|>>|x)(?P<to>\w+)|Note over (?P<within>\w+)")
_SIZE = re.compile(r"（[^（）]*B）$")
_LONGEST_ROUND = 2
"""Arrows of an exchange that may be repeated: a question and its answer."""


@dataclass(frozen=True)
class Step:
    """An arrow of the diagram, or several that say the same.

    Attributes:
        sender: Who speaks, or to whom it happened.
        to: To whom, as an id of the diagram; empty for an event.
        way: Both in words.
        said: What is said.
        arrows: The numbers of the arrows, from 0.
        rows: The lines of the list under the diagram, as the numbers of the command and of the line.
    """

    sender: str
    to: str
    way: str
    said: str
    arrows: tuple[int, ...]
    rows: tuple[str, ...]


def steps(commands: Sequence[CommandResult]) -> list[Step]:
    """What happened while the commands ran, with repeated exchanges as one."""
    return [_step(list(numbered)) for numbered in _folded(list(enumerate(arrows(commands))))]


def _folded(numbered: list[tuple[int, Arrow]]) -> Iterator[Sequence[tuple[int, Arrow]]]:
    keys = [(arrow.way, _plain(arrow)) for _, arrow in numbered]
    at = 0
    while at < len(keys):
        size, times = max(((size, _times(keys[at:], size)) for size in range(1, _LONGEST_ROUND + 1)), key=_covered)
        for offset in range(size):
            yield numbered[at + offset : at + size * times : size]
        at += size * times


def _plain(arrow: Arrow) -> str:
    """What is said, without the size that ends it."""
    return _SIZE.sub("", _words(arrow))


def _words(arrow: Arrow) -> str:
    return " ".join(arrow.parts).replace(" （", "（")


def _times(keys: list[tuple[str, str]], size: int) -> int:
    """How often the first so many keys stand there one after the other."""
    times = 1
    while keys[:size] == keys[times * size : (times + 1) * size]:
        times += 1
    return times


def _covered(found: tuple[int, int]) -> int:
    size, times = found
    return size * times if times > 1 else int(size == 1)


def _step(numbered: Sequence[tuple[int, Arrow]]) -> Step:
    (_, first), *_ = numbered
    match = _ARROW.fullmatch(first.way)
    assert match
    sender, to = match["sender"] or match["within"], match["to"] or ""
    names = {"you": "あなた", **NAMES}
    said = _words(first)
    if any(arrow.parts != first.parts for _, arrow in numbered):
        said = _plain(first)
    rows = dict.fromkeys("-".join(map(str, arrow.row)) for _, arrow in numbered if arrow.row)
    way = f"{names[sender]} → {names[to]}" if to else names[sender]
    return Step(sender, to, way, said, tuple(number for number, _ in numbered), tuple(rows))
