"""Turn what a step did into HTML. Outputs are never trusted: they become text and nothing else."""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from snippets.recording import CommandResult, Provenance
from snippets.screen import visible
from snippets.sequence import Row
from snippets.session import Outcome
from snippets.transcript import Command

_COPY = '<button type="button" class="terminal-copy" hidden data-search-exclude="">コピー</button>'
_DIGEST = re.compile(r"Digest: (sha256:[0-9a-f]{64})")


def text(value: str) -> str:
    """Text that is safe anywhere in HTML, with what cannot be seen made visible."""
    return escape(visible(value, keep="\n"))


def block(outcome: Outcome, about: str | None) -> str:
    """A terminal with the commands of a step, their outputs and where these come from.

    Args:
        outcome: What the step did.
        about: Address of the page that explains provenance, if there is one.
    """
    pairs = zip(outcome.step.commands, outcome.result.commands, strict=True)
    lines = "".join(_command(command, result) for command, result in pairs)
    source = "live" if outcome.live else "recorded"
    caption = _caption(outcome.provenance, outcome.live)
    linked = f'<a href="{text(about)}">{caption}</a>' if about else caption
    return (
        f'<figure class="terminal" data-step="{text(outcome.step.name)}" data-source="{source}">'
        f'<pre tabindex="0" role="group" aria-label="コマンドと出力"><code>{lines}</code></pre>{_COPY}'
        f'<figcaption data-search-exclude="">{linked}</figcaption>'
        "</figure>"
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
        '<table class="trace-table"><thead><tr><th>秒</th><th>だれからだれへ</th>'
        "<th>要求・出来事</th><th>答え</th></tr></thead>"
        f"{groups}</table></div></details>"
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
        f"<tr><td>{text(row.at)}</td><td>{text(row.way)}</td><td><code>{text(row.what)}</code></td>"
        f"<td>{text(row.answer)}</td></tr>"
        for row in rows
    )
    return f'<tbody><tr><th colspan="4" scope="rowgroup"><code>{text(typed)}</code></th></tr>{lines}</tbody>'


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
