"""Stylesheets and scripts: what every page loads, and that no page ever meets an old one."""

import re
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup

from tests.helpers.project import CONFIG

DOCS = Path(__file__).parent.parent.parent / "docs"


def settings(name):
    """A list of mkdocs.yml; its tags, which read the environment, are not for a plain reader."""
    text = (DOCS.parent / "mkdocs.yml").read_text(encoding="utf-8").replace("!ENV", "")
    return yaml.safe_load(text)[name]


def ours(path, links, attribute):
    """Where a page loads what is not the theme's from."""
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")
    addresses = [link[attribute] for link in page.select(links)]
    return [address for address in addresses if not re.search("/(javascripts|stylesheets)/", address)]


@pytest.mark.parametrize(
    ("kind", "links", "attribute"),
    [("extra_css", "link[rel=stylesheet]", "href"), ("extra_javascript", "script[src]", "src")],
)
def test_every_page_loads_what_is_listed(site, kind, links, attribute):
    (folder,) = (path.parent for path in site.glob("assets/*/lesson.js"))
    listed = [folder / part.removeprefix("assets/") for part in settings(kind)]
    for page in ("index.html", "404.html", "lessons/image/index.html", "troubleshooting/index.html"):
        root = site if page == "404.html" else (site / page).parent
        assert [(root / link.lstrip("/")).resolve() for link in ours(site / page, links, attribute)] == listed


def test_all_stylesheets_and_scripts_are_in_one_folder(site):
    written = {path.relative_to(DOCS / "assets"): path.read_bytes() for path in DOCS.rglob("assets/**/*.*s")}
    (folder,) = (path.parent for path in site.glob("assets/*/lesson.js"))
    assert re.fullmatch("[0-9a-f]{8}", folder.name)
    built = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*s")}
    assert {path: built[path] for path in written} == written
    assert {path.parts[0] for path in built.keys() - written.keys()} == {"casts", "errors", "player"}
    elsewhere = [path for path in site.rglob("*.*s") if folder not in path.parents]
    assert {path.relative_to(site).parts[1] for path in elsewhere} == {"javascripts", "stylesheets"}


def build(project, listed):
    project.write("mkdocs.yml", f"{CONFIG}extra_css: {listed}\n")
    project.write("docs/index.md", "# page\n")
    return project.build()


@pytest.mark.parametrize("changed", ["one.css", "later.js", "more/later.css"])
def test_a_page_has_other_addresses_when_anything_has_changed(project, changed):
    addresses = []
    for letter in "ab":
        for path in ("one.css", "later.js", "more/later.css"):
            project.write(f"docs/assets/{path}", f"/* {letter if path == changed else 'x'} */\n")
        assert build(project, "[assets/one.css]")[0] == 0
        addresses += ours(project.site / "index.html", "link[href*=one]", "href")
        assert (project.site / addresses[-1]).with_name("later.js").is_file()
    assert len(set(addresses)) == 2


def test_a_missing_file_stops_the_build(project):
    project.write("docs/assets/one.css", "a {}\n")
    status, output = build(project, "[assets/one.css, assets/two.css]")
    assert status == 1
    assert f"mkdocs.yml: assets/two.css が{project.root / 'docs'}にありません。" in output
