"""Turn what a step did into HTML. Outputs are never trusted: they become text and nothing else."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby

from snippets.compare import Pair
from snippets.known_errors import KnownError
from snippets.recording import CommandResult, Provenance
from snippets.screen import visible
from snippets.sequence import Row
from snippets.session import Outcome, Step
from snippets.timeline import Moment
from snippets.transcript import Command

_COPY = '<button type="button" class="terminal-copy" hidden data-search-exclude="">コピー</button>'
_UNSEARCHED = ' data-search-exclude=""'
_DIGEST = re.compile(r"Digest: (sha256:[0-9a-f]{64})")


def text(value: str) -> str:
    """Text that is safe anywhere in HTML, with what cannot be seen made visible."""
    return escape(visible(value, keep="\n"))


def block(outcome: Outcome, about: str | None, replay: str | None = None) -> str:
    """A terminal with the commands of a step, their outputs and where these come from.

    Args:
        outcome: What the step did.
        about: Address of the page that explains provenance, if there is one.
        replay: Name of the block's cast, if it can be played.
    """
    pairs = zip(outcome.step.commands, outcome.result.commands, strict=True)
    lines = "".join(_command(command, result) for command, result in pairs)
    source = "live" if outcome.live else "recorded"
    caption = _caption(outcome.provenance, outcome.live)
    linked = f'<a href="{text(about)}">{caption}</a>' if about else caption
    played = f' data-replay="{replay}"' if replay else ""
    return (
        f'<figure class="terminal" data-step="{text(outcome.step.name)}" data-source="{source}"{played}>'
        f'<pre tabindex="0" role="group" aria-label="コマンドと出力"><samp>{lines}</samp></pre>{_COPY}'
        f'<figcaption data-search-exclude="">{linked}</figcaption>'
        "</figure>"
    )


def editions(blocks: Sequence[tuple[str, str]], name: str) -> str:
    """Blocks of one step in tabs, where generations of the engine print different things.

    Args:
        blocks: Each engine's version, such as ``28.5.2``, with its block; the first is shown first.
        name: What the tabs' ids begin with.
    """
    checked = ["checked ", *[""] * len(blocks)]
    inputs = "".join(
        f'<input {on}id="{text(name)}-{number}" name="{text(name)}" type="radio">'
        for number, (on, _) in enumerate(zip(checked, blocks, strict=False), 1)
    )
    labels = "".join(
        f'<label for="{text(name)}-{number}">Docker {text(".".join(version.split(".")[:2]))}</label>'
        for number, (version, _) in enumerate(blocks, 1)
    )
    contents = "".join(
        f'<div class="tabbed-block"{"" if on else _UNSEARCHED}>{html}</div>'
        for on, (_, html) in zip(checked, blocks, strict=False)
    )
    return (
        f'<p class="editions" data-search-exclude="">お使いのDockerの版</p>'
        f'<div class="tabbed-set tabbed-alternate" data-tabs="{text(name)}:{len(blocks)}">{inputs}'
        f'<div class="tabbed-labels" data-search-exclude="">{labels}</div>'
        f'<div class="tabbed-content">{contents}</div></div>'
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


def check(step: Step, pages: Mapping[str, str | None]) -> str:
    """What a script makes the form of, in which readers check their own output: the step's expectations, as JSON.

    Nothing of it is seen without that script.

    Args:
        step: The step.
        pages: Addresses of the pages that help on, ``setup`` and ``errors``; None where there is none.
    """
    data = {
        "pages": dict(pages),
        "commands": [command.text for command in step.commands],
        "outputs": [
            {
                "engine": engine,
                "expected": [command.expected for command in commands],
                "status": [command.status for command in commands],
            }
            for engine, commands in (("", step.commands), *((v.engine, v.commands) for v in step.variants))
        ],
    }
    # Within a script element only `<` has a meaning, as the beginning of its end or of a comment.
    harmless = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" class="check" data-step="{text(step.name)}">{harmless}</script>'


_STATES = {"created": "作成済み", "running": "実行中", "paused": "一時停止中", "exited": "停止中", "removed": ""}
_ACTIONS = {
    "create": "作成",
    "start": "起動",
    "pause": "一時停止",
    "unpause": "再開",
    "die": "終了",
    "destroy": "削除",
}


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


def comparison(titles: Sequence[str], pairs: Sequence[Pair]) -> str:
    """Two traces side by side, with what is in one only marked."""
    head = "".join(f'<th scope="col">{text(title)}</th>' for title in titles)
    rows = "".join(
        f"<tr{_only(pair)}>{_side(pair.way, pair.left, pair.right)}{_side(pair.way, pair.right, pair.left)}</tr>"
        for pair in pairs
    )
    return (
        '<div class="trace-rows" tabindex="0" role="group" aria-label="見比べる" data-search-exclude>'
        f'<table class="trace-table compare"><thead><tr>{head}</tr></thead><tbody>{rows}'
        f"</tbody></table></div>"
    )


def failure(message: str) -> str:
    """What the page shows, besides or instead of a block, when a step went wrong."""
    return (
        f'<div class="admonition failure"><p class="admonition-title">ビルドの誤り</p><pre>{text(message)}</pre></div>'
    )


def quote(line: str) -> str:
    """A line of output inside prose."""
    return f'<code class="quote">{text(line)}</code>'


def table(pages: Mapping[str, Sequence[Outcome]]) -> str:
    """Every executed command, page by page, with where its output comes from.

    Args:
        pages: The outcomes of each page, by the page's title.
    """
    tables = "".join(_page_table(title, outcomes) for title, outcomes in pages.items() if outcomes)
    return f'<div data-search-exclude="">{tables}</div>'


def known_errors(entries: Iterable[KnownError]) -> str:
    """The table that leads from a message to its entry on the same page."""
    groups = "".join(
        f'<tbody><tr><th colspan="2" scope="rowgroup">{text(group)}</th></tr>'
        f"{''.join(map(_known_error, members))}</tbody>"
        for group, members in groupby(entries, key=lambda entry: entry.group)
    )
    return (
        '<div class="error-index" data-search-exclude="">'
        "<table><thead><tr><th>メッセージの一部</th><th>どういうことか</th></tr></thead>"
        f"{groups}</table></div>"
    )


def _known_error(entry: KnownError) -> str:
    title = f"<code>{text(entry.title)}</code>" if entry.message else text(entry.title)
    return f'<tr><td><a href="#{text(entry.id)}">{title}</a></td><td>{text(entry.meaning)}</td></tr>'


def _command(command: Command, result: CommandResult) -> str:
    typed = command.text.split("\n")
    parts = [f'<span class="comment">### {text(comment)}\n</span>' for comment in command.comments]
    for prompt, line in zip(["$ ", *["> "] * len(typed)], typed, strict=False):
        parts.append(f'<span class="prompt">{text(prompt)}</span><span class="typed">{text(line)}\n</span>')
    if result.lines:
        output = text("\n".join(result.lines))
        parts.append(f'<span class="output">{output}\n</span>')
    if result.cut:
        parts.append('<span class="notice">（出力が長すぎるので、ここから先は省きました）\n</span>')
    if result.status is None:
        parts.append('<span class="notice">（時間切れで止めました）\n</span>')
    elif result.status:
        parts.append(f'<span class="notice">終了ステータス {result.status}\n</span>')
    return "".join(parts)


def _caption(provenance: Provenance, live: bool) -> str:
    when = provenance.time[:10]
    images = "" if provenance.hub == "docker-hub" else "・代役イメージ"
    how = "このビルドで実行" if live else "記録した出力"
    return f"{text(f'Docker Engine {provenance.engine}')}・<time>{text(when)}</time>・{how}{images}"


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


def _only(pair: Pair) -> str:
    return "" if pair.left and pair.right else ' class="only"'


def _side(way: str, told: str, other: str) -> str:
    if not told:
        return '<td class="none">なし</td>'
    shown = text(told) if other else f"<mark>{text(told)}</mark>"
    return f'<td><span class="way">{text(way)}</span> {shown}</td>'


def _page_table(title: str, outcomes: Sequence[Outcome]) -> str:
    rows = "".join(
        f"<tr><td><code>{text(result.command)}</code></td><td>{_status(result.status)}</td>"
        f"<td>{result.seconds:.2f}</td><td>{_digests(result.lines)}</td></tr>"
        for outcome in outcomes
        for result in outcome.result.commands
    )
    provenance = outcomes[0].provenance
    return (
        f"<h3>{text(title)}</h3><p>{_caption(provenance, outcomes[0].live)}<br>"
        f"{text(provenance.time)}・{text(provenance.platform)}・"
        f"engineのイメージ <code>{text(provenance.image)}</code></p>"
        "<table><thead><tr><th>コマンド</th><th>終了ステータス</th><th>秒</th><th>取得したイメージのダイジェスト</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _status(status: int | None) -> str:
    return "時間切れ" if status is None else str(status)


def _digests(lines: Iterable[str]) -> str:
    found = (_DIGEST.fullmatch(line) for line in lines)
    return "<br>".join(f"<code>{match[1]}</code>" for match in found if match)
