"""Keep the search's index out of a first visit: it grows with the site, and most visits search for nothing."""

import json
from pathlib import Path


def defer(folder: Path) -> None:
    """Move the sections out of the index that Material loads with every page; `search.js` loads them when asked.

    Args:
        folder: Where the index is. Without an index, as in a site without search, nothing is done.
    """
    index = folder / "search_index.json"
    if not index.is_file():
        return
    data = json.loads(index.read_text(encoding="utf-8"))
    index.replace(folder / "sections.json")
    index.write_text(json.dumps({**data, "docs": []}), encoding="utf-8")
