"""The built site, in the order in which a reader goes through it."""

from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup


def pages(site: Path) -> Iterator[tuple[str, BeautifulSoup]]:
    """The pages in the order of the navigation, by title."""
    start = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html5lib")
    links = start.select(".md-nav--primary .md-nav__list a.md-nav__link")
    for link in dict.fromkeys(link["href"] for link in links if not link["href"].startswith("#")):
        path = site / link
        page = BeautifulSoup((path / "index.html" if path.is_dir() else path).read_text(encoding="utf-8"), "html5lib")
        yield link, page
