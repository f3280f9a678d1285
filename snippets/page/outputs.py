"""The table of everything that was executed, with where its output comes from."""

import re
from collections.abc import Iterable, Mapping, Sequence

from snippets.html import text
from snippets.page.terminal import caption
from snippets.record.result import Outcome

_DIGEST = re.compile(r"Digest: (sha256:[0-9a-f]{64})")


def table(pages: Mapping[str, Sequence[Outcome]]) -> str:
    """Every executed command, page by page, with where its output comes from.

    Args:
        pages: The outcomes of each page, by the page's title.
    """
    tables = "".join(_page_table(title, outcomes) for title, outcomes in pages.items() if outcomes)
    return f'<div data-search-exclude="">{tables}</div>'


def _page_table(title: str, outcomes: Sequence[Outcome]) -> str:
    rows = "".join(
        f"<tr><td><code>{text(result.command)}</code></td><td>{_status(result.status)}</td>"
        f"<td>{result.seconds:.2f}</td><td>{_digests(result.lines)}</td></tr>"
        for outcome in outcomes
        for result in outcome.result.commands
    )
    provenance = outcomes[0].provenance
    return (
        f"<h3>{text(title)}</h3><p>{caption(outcomes[0])}<br>"
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
