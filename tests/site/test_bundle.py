"""Stylesheets and scripts are written by subject, and loaded as one of each."""

import pytest
import yaml
from bs4 import BeautifulSoup

from tests.helpers.project import CONFIG
from tests.helpers.web import DOCS


def settings(name):
    """A list of mkdocs.yml; its tags, which read the environment, are not for a plain reader."""
    text = (DOCS.parent / "mkdocs.yml").read_text(encoding="utf-8").replace("!ENV", "")
    return yaml.safe_load(text)[name]


@pytest.mark.parametrize(
    ("kind", "links", "attribute"),
    [("extra_css", "link[rel=stylesheet]", "href"), ("extra_javascript", "script[src]", "src")],
)
def test_a_page_loads_everything_of_ours_as_one_file(site, kind, links, attribute):
    parts = settings(kind)
    for page in ("index.html", "404.html", "lessons/image/index.html"):
        read = BeautifulSoup((site / page).read_text(encoding="utf-8"), "html5lib")
        ours = [link[attribute] for link in read.select(links) if "/bundle." in link[attribute]]
        ours = [address for address in ours if "/javascripts/" not in address]
        assert len(ours) == 1
        loaded = (site / page).parent / ours[0] if page != "404.html" else site / ours[0].lstrip("/")
        assert loaded.read_text(encoding="utf-8") == "\n".join(
            (DOCS / part).read_text(encoding="utf-8") for part in parts
        )
    assert [part for part in parts if (site / part).exists()] == []


def build(project, listed):
    project.write("mkdocs.yml", f"{CONFIG}extra_css: {listed}\n")
    project.write("docs/index.md", "# page\n")
    return project.build()


def test_another_content_has_another_name(project):
    project.write("docs/assets/one.css", "a {}\n")
    assert build(project, "[assets/one.css]")[0] == 0
    before = {path.name for path in project.site.glob("assets/*.css")}
    project.write("docs/assets/one.css", "b {}\n")
    assert build(project, "[assets/one.css]")[0] == 0
    after = {path.name for path in project.site.glob("assets/*.css")}
    assert (len(before), len(after), before & after) == (1, 1, set())


def test_a_missing_file_stops_the_build(project):
    project.write("docs/assets/one.css", "a {}\n")
    status, output = build(project, "[assets/one.css, assets/two.css]")
    assert status == 1
    assert f"mkdocs.yml: assets/two.css が{project.root / 'docs'}にありません。" in output


def test_files_of_different_folders_stop_the_build(project):
    project.write("docs/assets/one.css", "a {}\n")
    project.write("docs/more/two.css", "b {}\n")
    status, output = build(project, "[assets/one.css, more/two.css]")
    assert status == 1
    assert "assets/one.css、more/two.css は1つにまとめるので、同じフォルダーに置いてください。" in output
