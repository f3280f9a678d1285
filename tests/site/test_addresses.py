"""Where pages stand, what they say of themselves to search engines, and the page for what stands nowhere."""

import re
import xml.etree.ElementTree as ET

import pytest
from bs4 import BeautifulSoup

from tests.helpers.project import ROOT, mkdocs

PAGES = sorted(path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md"))
ADDRESSES = {re.sub(r"(index)?\.md$", "", page).rstrip("/") for page in PAGES}
HOME = "https://example.org/docker/"
SPOKEN = ("alt", "aria-label", "aria-roledescription", "aria-description", "placeholder", "title")
"""Attributes that a reader sees or hears."""
NAMES = {"Docker", "Client", "Host", "daemon", "Material", "for", "MkDocs"}


@pytest.fixture(scope="session")
def build(tmp_path_factory):
    """Builds the real site with settings of the environment."""

    def build(**environment):
        folder = tmp_path_factory.mktemp("addresses") / "site"
        process = mkdocs(ROOT, "build", "--strict", "--site-dir", str(folder), mode="replay", **environment)
        output, _ = process.communicate(timeout=300)
        assert process.returncode == 0, output
        return folder

    return build


@pytest.fixture(scope="session")
def published(build):
    return build(SITE_URL=HOME, OFFLINE="false")


@pytest.fixture(scope="session")
def unpublished(build):
    return build(SITE_URL="", OFFLINE="false")


def read(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")


def read_pages(site):
    return {path.parent.relative_to(site).as_posix().strip("."): read(path) for path in site.rglob("index.html")}


def test_every_page_has_an_address_of_lower_case_words(published):
    assert set(read_pages(published)) == ADDRESSES
    assert [address for address in ADDRESSES if not re.fullmatch(r"([a-z]+(-[a-z]+)*/?)*", address)] == []


def test_every_heading_has_an_ascii_id_of_its_own(published):
    for address, page in read_pages(published).items():
        for table in page.select("article div[data-search-exclude]"):
            table.decompose()  # made headings, which nobody links to
        ids = [heading.get("id", "") for heading in page.select("article :is(h1, h2, h3, h4, h5, h6)")]
        assert [name for name in ids if not re.fullmatch(r"[a-z][a-z0-9-]*", name)] == [], address
        assert len(set(ids)) == len(ids), address
        assert ids[0] == "top", address


def test_titles_and_descriptions_are_unique_and_fit_a_result(published):
    pages = read_pages(published)
    titles = {page.title.text for page in pages.values()}
    descriptions = {page.select_one('meta[name="description"]')["content"] for page in pages.values()}
    assert len(titles) == len(descriptions) == len(pages)
    assert [title for title in titles if not title.endswith(" - Dockerがコンテナを置くまで")] == []
    assert [text for text in descriptions if not 40 <= len(text) <= 120] == []


def test_canonical_addresses_follow_the_site_url(published):
    pages = read_pages(published)
    found = {address: page.select_one('link[rel="canonical"]')["href"] for address, page in pages.items()}
    assert found == {address: f"{HOME}{address}/" if address else HOME for address in ADDRESSES}


def test_the_sitemap_lists_every_page(published):
    tree = ET.parse(published / "sitemap.xml")  # noqa: S314 -- ours
    listed = [element.text for element in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert sorted(listed) == sorted(f"{HOME}{address}/" if address else HOME for address in ADDRESSES)


def test_without_a_site_url_nothing_claims_an_address(unpublished):
    for path in unpublished.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert 'rel="canonical"' not in html, path
        assert not re.search(r'(href|src)="https?://(localhost|127\.0\.0\.1|None)', html), path
    assert "<loc>" not in (unpublished / "sitemap.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("site", "root"), [("published", "/docker/"), ("unpublished", "/")])
def test_the_missing_page_links_from_anywhere(site, root, request):
    site = request.getfixturevalue(site)
    page = read(site / "404.html")
    assert page.h1.text == "ページが見つかりません"
    assert page.title.text == "ページが見つかりません - Dockerがコンテナを置くまで"
    assert page.select_one('link[rel="canonical"]') is None
    links = [link["href"] for link in page.select("article a")]
    assert links[:2] == [root, f"{root}?q="]
    assert {link.removeprefix(root).rstrip("/") for link in links} == {*ADDRESSES, "?q="}
    for element in page.select("[href], [src]"):
        address = element.get("href") or element["src"]
        if not address.startswith(("#", "https://squidfunk.github.io/")):
            assert address.startswith(root), address
            target = site / address.removeprefix(root).partition("?")[0]
            assert (target / "index.html" if target.is_dir() else target).is_file(), address


def test_everything_said_is_japanese(published):
    for path in published.rglob("*.html"):
        page = read(path)
        assert page.html["lang"] == "ja"
        said = {element[name] for name in SPOKEN for element in page.select(f"[{name}]")}
        for element in page.select("script, .md-nav__link[href^='#']"):
            element.decompose()  # what is not said, and the page's own headings
        parts = page.select("header, footer, nav, .md-skip, .md-top")
        said |= {text for part in parts for text in part.stripped_strings}
        assert [text for text in said if not re.search(r"[ぁ-ヿ一-鿿]", text) and not is_name(text)] == [], path


def is_name(text):
    """Whether a text has no word of another language than Japanese in it but names."""
    return not {*re.findall(r"[A-Za-z]+", text)} - NAMES
