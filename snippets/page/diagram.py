"""Diagrams, and what happened while commands ran: as a diagram, as a list, as the lives of containers."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from snippets.diagram.drawing import Svg
from snippets.html import html
from snippets.story.rows import Row
from snippets.story.steps import Step
from snippets.story.timeline import Moment, State

_LEAST = 0.72
"""The part of a drawing's width below which it scrolls in its frame."""


def figure(svg: Svg) -> str:
    """A drawing in a frame that scrolls where it is too narrow."""
    return html("diagram", "figure", svg, svg.width * _LEAST)


def trace(diagram: str, steps: Sequence[Step], commands: Iterable[tuple[str, Sequence[Row]]], opened: bool) -> str:
    """A diagram, which can be folded, of what happened while a block's commands ran, and the same as list and as table.

    Args:
        diagram: The diagram's HTML.
        steps: Its arrows, for narrow screens.
        commands: What was typed, with the rows of its trace.
        opened: Whether it is unfolded at first.
    """
    return html("diagram", "trace", diagram, steps, commands, opened)


def timeline(moments: Sequence[Moment]) -> str:
    """The lives of containers as a table: time runs down, and each container has a column."""
    names = list(dict.fromkeys(moment.name for moment in moments))
    # A line for each command, and one for each moment below it.
    groups = [(typed, list(group)) for typed, group in groupby(moments, lambda moment: (moment.command, moment.typed))]
    typed = [line for (_, command), group in groups for line in (command, *[""] * len(group))]
    lines = [line for _, group in groups for line in (None, *group)]
    cells = [list(_cells(lines, number, names)) for number in range(len(lines))]
    return html("diagram", "timeline", names, list(zip(typed, lines, cells, strict=True)))


def _cells(lines: Sequence[Moment | None], number: int, names: Iterable[str]) -> Iterator[tuple[State, int]]:
    """The states that begin in a line, each with how many lines it lasts; one that goes on has its cell already."""
    for name in names:
        own = [at for at, moment in enumerate(lines) if moment and moment.name == name]
        if number == 0 or number in own:
            moment = lines[number]
            end = next((at for at in own if at > number), len(lines))
            yield moment.state if moment else "removed", end - number
