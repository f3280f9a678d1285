"""Two traces side by side: what happened in both, and what in one only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from snippets.sequence import told
from snippets.trace import Entry


class CompareError(ValueError):
    """A ``compare`` fence that cannot be read; the message says what to write instead."""


@dataclass(frozen=True)
class Side:
    """One of the two steps to compare: its name below the page's folder, and what the page calls it."""

    step: str
    title: str


def sides(source: str) -> tuple[Side, Side]:
    """Read a ``compare`` fence: two lines, each with a step, a colon and a title.

    Raises:
        CompareError: It is not written so.
    """
    lines = [[part.strip() for part in line.split(":", 1)] for line in source.strip().splitlines()]
    if len(lines) != 2 or not all(len(line) == 2 and all(line) for line in lines):
        raise CompareError(
            "```compare の中には「台本の名前: 見出し」を2行書いてください（例: nginx: イメージがないとき）。"
        )
    left, right = (Side(*line) for line in lines)
    return left, right


@dataclass(frozen=True)
class Pair:
    """What stands side by side.

    Attributes:
        way: Who speaks to whom, or to whom it happened.
        left: What the first trace has here, in plain words; empty where it has nothing.
        right: The same of the second.
    """

    way: str
    left: str
    right: str


def pairs(left: Sequence[Entry], right: Sequence[Entry]) -> tuple[Pair, ...]:
    """Both traces in order, the same things beside each other whatever their names are."""
    return tuple(_pairs([told(entry) for entry in left], [told(entry) for entry in right]))


_Told = tuple[str, tuple[str, ...]]


def _pairs(left: Sequence[_Told], right: Sequence[_Told]) -> Iterator[Pair]:
    matcher = SequenceMatcher(None, [_what(line) for line in left], [_what(line) for line in right], autojunk=False)
    for tag, left_from, left_to, right_from, right_to in matcher.get_opcodes():
        one, other = left[left_from:left_to], right[right_from:right_to]
        if tag == "equal":
            for a, b in zip(one, other, strict=True):
                yield Pair(a[0], _words(a), _words(b))
        else:
            for line in one:
                yield Pair(line[0], _words(line), "")
            for line in other:
                yield Pair(line[0], "", _words(line))


def _what(line: _Told) -> tuple[str, str]:
    way, phrase = line
    return way, phrase[0]


def _words(line: _Told) -> str:
    return " ".join(filter(None, line[1]))
