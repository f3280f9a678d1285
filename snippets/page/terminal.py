"""A block: a terminal with what was typed, what came back, and where that comes from. Quotes of it, and mistakes."""

from collections.abc import Sequence

from snippets.html import text
from snippets.record.result import CommandResult, Outcome
from snippets.script.transcript import Command

_COPY = '<button type="button" class="terminal-copy" hidden data-search-exclude="">コピー</button>'
_UNSEARCHED = ' data-search-exclude=""'


def block(outcome: Outcome, about: str | None, cast: str | None = None) -> str:
    """A terminal with the commands of a step, their outputs and where these come from.

    Args:
        outcome: What the step did.
        about: Address of the page that explains provenance, if there is one.
        cast: Name of the block's cast, if it can be played.
    """
    pairs = zip(outcome.step.commands, outcome.result.commands, strict=True)
    lines = "".join(_command(command, result) for command, result in pairs)
    source = "live" if outcome.live else "recorded"
    said = caption(outcome)
    linked = f'<a href="{text(about)}">{said}</a>' if about else said
    played = f' data-replay="{cast}"' if cast else ""
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


def failure(message: str) -> str:
    """What the page shows, besides or instead of a block, when a step went wrong."""
    return (
        f'<div class="admonition failure"><p class="admonition-title">ビルドの誤り</p><pre>{text(message)}</pre></div>'
    )


def quote(line: str) -> str:
    """A line of output inside prose."""
    return f'<code class="quote">{text(line)}</code>'


def caption(outcome: Outcome) -> str:
    """Where an output comes from: which engine, when, how, and whose images."""
    provenance = outcome.provenance
    images = "" if provenance.hub == "docker-hub" else "・代役イメージ"
    how = "このビルドで実行" if outcome.live else "記録した出力"
    return f"{text(f'Docker Engine {provenance.engine}')}・<time>{text(provenance.time[:10])}</time>・{how}{images}"


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
