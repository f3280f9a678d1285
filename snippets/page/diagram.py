"""Diagrams, and what happened while commands ran: as a diagram, as a list, as the lives of containers."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from snippets.diagram.drawing import Svg
from snippets.html import text
from snippets.story.rows import Row
from snippets.story.timeline import Moment

_LEAST = 0.72
"""The part of a drawing's width below which it scrolls in its frame."""
_STATES = {"created": "作成済み", "running": "実行中", "paused": "一時停止中", "exited": "停止中", "removed": ""}
_ACTIONS = {
    "create": "作成",
    "start": "起動",
    "pause": "一時停止",
    "unpause": "再開",
    "die": "終了",
    "destroy": "削除",
}


def figure(svg: Svg) -> str:
    """A drawing in a frame that scrolls where it is too narrow."""
    return (
        f'<div class="diagram" tabindex="0" role="group" aria-label="図: {svg.title}">{svg.markup}'
        f'<svg class="least" width="{svg.width * _LEAST:g}rem" height="0" aria-hidden="true"></svg></div>'
    )


def trace(diagram: str, commands: Iterable[tuple[str, Sequence[Row]]]) -> str:
    """A folded diagram of what happened while the commands of a block ran, and the same as a table.

    Args:
        diagram: The diagram's HTML.
        commands: What was typed, with the rows of its trace.
    """
    groups = "".join(_trace_rows(typed, rows) for typed, rows in commands)
    return (
        f'<details class="trace"><summary>この命令で何が起きたか</summary>{diagram}'
        '<div class="trace-rows" tabindex="0" role="group" aria-label="起きたことの一覧" data-search-exclude>'
        '<table class="trace-table"><thead><tr><th class="at">秒</th><th>だれからだれへ</th>'
        "<th>要求・出来事</th><th>答え</th></tr></thead>"
        f"{groups}</table></div></details>"
    )


def timeline(moments: Sequence[Moment]) -> str:
    """The lives of containers as a table: time runs down, and each container has a column."""
    names = list(dict.fromkeys(moment.name for moment in moments))
    head = "".join(f'<th scope="col"><code>{text(name)}</code></th>' for name in names)
    # A row for each command, and one for each moment below it.
    lines = [line for _, group in groupby(moments, lambda moment: moment.command) for line in (None, *group)]
    rows = "".join(
        f"<tr>{_moment(line) if line else _typed(lines[number + 1])}"
        f"{''.join(_state(lines, number, name) for name in names)}</tr>"
        for number, line in enumerate(lines)
    )
    return (
        '<div class="trace-rows" tabindex="0" role="group" aria-label="コンテナの一生" data-search-exclude>'
        '<table class="trace-table timeline"><thead><tr><th scope="col" class="at">秒</th>'
        f'<th scope="col">出来事</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _trace_rows(typed: str, rows: Sequence[Row]) -> str:
    lines = "".join(
        f'<tr><td class="at">{text(row.at)}</td><td class="way">{text(row.way)}</td>'
        f'<td class="what"><code>{text(row.what)}</code></td>'
        f"<td>{text(row.answer)}</td></tr>"
        for row in rows
    )
    return f'<tbody><tr><th colspan="4" scope="rowgroup"><code>{text(typed)}</code></th></tr>{lines}</tbody>'


def _typed(moment: Moment | None) -> str:
    return f'<th colspan="2"><code>{text(moment.typed)}</code></th>' if moment else ""


def _moment(moment: Moment) -> str:
    what = f"{_ACTIONS[moment.action]}（{moment.action}）"
    return f'<td class="at">{moment.at:.2f}</td><td>{text(what)}</td>'


def _state(lines: Sequence[Moment | None], number: int, name: str) -> str:
    """A container's cell, which reaches down to its next change; nothing where an earlier one reaches here."""
    own = [at for at, moment in enumerate(lines) if moment and moment.name == name]
    if number and number not in own:
        return ""
    end = next((at for at in own if at > number), len(lines))
    moment = lines[number]
    state = moment.state if moment and number in own else "removed"
    return f'<td class="state {state}" rowspan="{end - number}">{_STATES[state]}</td>'
