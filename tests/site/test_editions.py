"""Where generations of the engine print different things, a page shows each in a tab."""

import pytest
from bs4 import BeautifulSoup

from tests.helpers.project import ROOT

OLD = {"engine": "20.10", "version": "20.10.24"}
COMMAND = "uv run snippets record --engine 20.10 page で記録してください。"


@pytest.fixture
def page(project):
    """A page whose first step has a variant for 20.10, and whose second has none."""
    project.page("page", one="$ docker version\nnew\n", two="$ docker ps\nsame\n")
    project.write("snippets/lessons/page/one@20.10.console", "$ docker version\nold [..]\n")
    project.record("page", "new", "same")
    return project


def tabs(html):
    found = BeautifulSoup(html, "html5lib").select_one(".tabbed-set")
    labels = [label.text for label in found.select("label")]
    blocks = [(block.figure["data-step"], block.select_one(".output").text) for block in found.select(".tabbed-block")]
    return list(zip(labels, blocks, strict=True))


def test_what_differs_stands_in_tabs(page):
    page.record("page", "old <b>", "not shown", **OLD)
    status, output = page.build()
    assert status == 0, output
    assert tabs(page.html("page")) == [
        ("Docker 29〜26.1", ("page/one", "new\n")),
        ("Docker 20.10", ("page/one@20.10", "old <b>\n")),
    ]
    figures = BeautifulSoup(page.html("page"), "html5lib").select("figure.terminal")
    assert [figure["data-step"] for figure in figures] == ["page/one", "page/one@20.10", "page/two"]
    assert "20.10.24" in figures[1].figcaption.text


def test_the_table_of_all_commands_has_both(page):
    page.record("page", "old b", "not shown", **OLD)
    page.write("docs/about-outputs.md", '# about\n\n<div data-snippets="outputs"></div>\n')
    status, output = page.build()
    assert status == 0, output
    found = BeautifulSoup(page.html("about-outputs"), "html5lib")
    commands = [[cell.text for cell in table.select("td:first-child")] for table in found.select("h2 ~ table")]
    assert [heading.text for heading in found.select("h2")] == ["page", "page（Docker 20.10）"]
    assert commands == [["docker version", "docker ps"], ["docker version"]]


def test_without_a_recording_the_build_fails_and_says_what_to_do(page):
    status, output = page.build()
    assert status == 1
    assert f"台本 page/one のDocker Engine 20.10での記録がないか、古くなっています。{COMMAND}" in output


def test_a_recording_of_other_commands_is_stale(page):
    page.record("page", "old a", "same", **OLD)
    page.write("snippets/lessons/page/one.console", "$ docker version --x\nnew\n")
    page.write("snippets/lessons/page/one@20.10.console", "$ docker version --x\nold [..]\n")
    page.record("page", "new", "same")
    status, output = page.build()
    assert status == 1
    assert COMMAND in output


def test_what_an_engine_printed_is_checked_against_its_variant(page):
    page.record("page", "new", "same", **OLD)
    status, output = page.build()
    assert status == 1
    for part in ("台本 page/one@20.10.console の1行目", "- old [..]", "+ new"):
        assert part in output


def test_a_broken_recording_fails_the_build(page):
    page.write("snippets/recordings/page@20.10.json", "{}")
    status, output = page.build()
    assert status == 1
    assert "記録 page@20.10.json を読めません" in output
    assert "uv run snippets record --engine 20.10 page で作りなおしてください。" in output


@pytest.mark.parametrize("name", ["page@20.10", "other"])
def test_a_recording_that_no_page_shows_is_noticed(project, name):
    project.page("page", one="$ docker version\nnew\n")
    project.record("page", "new")
    project.write(f"snippets/recordings/{name}.json", "{}")
    status, output = project.build()
    assert status == 1
    assert f"記録 {name}.json のページがありません。ファイルを消してください。" in output


def test_every_variant_that_an_engine_can_print_is_on_its_page(site):
    lessons = ROOT / "snippets" / "lessons"
    wanted = {path.relative_to(lessons).with_suffix("").as_posix() for path in lessons.rglob("*@*.console")}
    shown = {
        figure["data-step"]
        for path in site.rglob("*.html")
        for figure in BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib").select(".tabbed-block > figure")
        if "@" in figure["data-step"]
    }
    assert shown == wanted
