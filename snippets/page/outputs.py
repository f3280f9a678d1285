"""The table of everything that was executed, with where its output comes from."""

from collections.abc import Mapping, Sequence

from snippets.html import html
from snippets.record.result import Outcome


def table(pages: Mapping[str, Sequence[Outcome]]) -> str:
    """Every executed command, page by page, with where its output comes from.

    Args:
        pages: The outcomes of each page, by the page's title.
    """
    return html("outputs", "table", pages)
