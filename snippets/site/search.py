"""The index of Material's search: a reader who does not search need not load it.

Material asks for ``search/search_index.json`` on every visit. That one has no sections; docs/assets/search.js loads
``search/sections.json`` with the first letters that are typed.
"""

import json
import re
from pathlib import Path

_INDEX = "search_index.json"
_SECTIONS = "sections.json"


def defer(folder: Path) -> None:
    """Move the sections of the index in a site's folder ``search`` into a file of their own."""
    path = folder / _INDEX
    index = json.loads(path.read_text(encoding="utf-8"))
    path.replace(folder / _SECTIONS)
    path.write_text(json.dumps({**index, "docs": []}, ensure_ascii=False), encoding="utf-8")


def with_lines(html: str) -> str:
    """A page's HTML as the index reads it: each row of a table a paragraph, its cells apart, and what folds, too."""
    html = re.sub(r"</t[dh]>\s*<t[dh]\b[^>]*>", "：", html)
    return re.sub(r"<(/?)(?:tr|summary)\b[^>]*>", r"<\1p>", html)
