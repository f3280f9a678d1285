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
    ("kind", "links", "attribute", "name"),
    [("extra_css", "link[rel=stylesheet]", "href", "all.css"), ("extra_javascript", "script[src]", "src", "all.js")],
)
def test_every_page_loads_what_is_listed_as_one_file(site, kind, links, attribute, name):
    (folder,) = (path.parent for path in site.glob("assets/*/all.js"))
    for page in ("index.html", "404.html", "lessons/image/index.html", "troubleshooting/index.html"):
        root = site if page == "404.html" else (site / page).parent
        assert [(root / link.lstrip("/")).resolve() for link in ours(site / page, links, attribute)] == [folder / name]
    together = (folder / name).read_text(encoding="utf-8")
    for path in settings(kind):
        written = (DOCS / path).read_text(encoding="utf-8")
        longest = max(
            re.findall(r"[\w-]{6,}", re.sub(r"/\*.*?\*/|//.*", "", written, flags=re.S if kind == "extra_css" else 0)),
            key=len,
        )
        assert longest in together, path
    assert "A block instead of a module" not in together


def test_all_stylesheets_and_scripts_are_in_one_folder(site):
    every = {*settings("extra_css"), *settings("extra_javascript")} - {"assets/lesson.js"}
    names = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("assets/**/*.*s")} - every
    written = {Path(name).relative_to("assets"): (DOCS / name).read_bytes() for name in names}
    (folder,) = (path.parent for path in site.glob("assets/*/all.js"))
    assert re.fullmatch("[0-9a-f]{8}", folder.name)
    built = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*s")}
    assert {path: built[path] for path in written} == written
    assert {path.parts[0] for path in built.keys() - written.keys()} == {
        "all.css",
        "all.js",
        "casts",
        "errors",
        "player",
    }
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
            project.write(f"docs/assets/{path}", f"a {{ color: {letter if path == changed else 'x'} }}\n")
        assert build(project, "[assets/one.css]")[0] == 0
        addresses += ours(project.site / "index.html", "link[href*=all]", "href")
        assert (project.site / addresses[-1]).with_name("later.js").is_file()
    assert len(set(addresses)) == 2


def test_a_missing_file_stops_the_build(project):
    project.write("docs/assets/one.css", "a {}\n")
    status, output = build(project, "[assets/one.css, assets/two.css]")
    assert status == 1
    assert f"mkdocs.yml: assets/two.css が{project.root / 'docs'}にありません。" in output
