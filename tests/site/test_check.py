"""The data of the form in which readers check their own output."""

import json
import re

from bs4 import BeautifulSoup


def data(project):
    """What stands in the data blocks of the page, as a browser reads it."""
    page = BeautifulSoup(project.html("page"), "html5lib")
    return [json.loads(block.string) for block in page.select("script.check")]


def test_a_checked_step_exports_its_expectations_and_those_of_other_engines(project):
    project.page("page", options=' check="yes"', one="### say\n$ docker ps\nid [..]\n...\n$ docker x\nno\n")
    project.record("page", "id 1", "no")
    project.write("snippets/lessons/page/one@28.console", "$ docker ps\nnew [..]\n$ docker x\nno\n")
    project.record("page", "new 1", "no", engine="28", version="28.5.2")
    status, output = project.build()
    assert status == 0, output
    assert data(project) == [
        {
            "errors": None,
            "commands": ["docker ps", "docker x"],
            "outputs": [
                {"engine": "", "expected": [["id [..]", "..."], ["no"]], "status": [0, 0]},
                {"engine": "28", "expected": [["new [..]"], ["no"]], "status": [0, 0]},
            ],
        }
    ]
    assert "[..]" not in re.sub("<script.*?</script>", "", project.html("page"), flags=re.S)


def test_a_step_that_is_not_checked_exports_nothing(project):
    project.page("page", one="$ docker ps\nid\n")
    project.record("page", "id")
    assert project.build()[0] == 0
    assert data(project) == []


def test_hostile_expectations_stay_in_the_data(project):
    hostile = "</script><script>alert(1)</script><!-- <img src=x> ` **a** [b](c) &amp;"
    project.page("page", options=' check="yes"', prose="## after\n", one=f"$ cat hostile\n{hostile}\n")
    project.record("page", hostile)
    status, output = project.build()
    assert status == 0, output
    page = BeautifulSoup(project.html("page"), "html5lib")
    assert data(project)[0]["outputs"][0]["expected"] == [[hostile]]
    assert "alert(1)" not in [script.string for script in page.select("script")]
    assert page.select("article img, main img, body > img") == []
    assert [heading.text.strip("#¶ ") for heading in page.select("h1, h2")][-2:] == ["page", "after"]


def test_a_variant_without_its_transcript(project):
    project.page("page", one="$ docker ps\nid\n")
    project.record("page", "id")
    project.write("snippets/lessons/page/two@28.console", "$ docker ps\nid\n")
    status, output = project.build()
    assert status == 1
    assert "台本 page/two@28.console のもとになる page/two.console がありません。" in output


def test_a_variant_with_other_commands(project):
    project.page("page", one="$ docker ps\nid\n")
    project.record("page", "id")
    project.write("snippets/lessons/page/one@28.console", "$ docker ps -a\nid\n")
    status, output = project.build()
    assert status == 1
    assert "ページ page.md: 台本 page/one@28.console のコマンドが one.console と違います" in output
