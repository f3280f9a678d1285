"""Goals, and the executed solutions that prove them: on a small page and on the real site."""

import json

import pytest
from bs4 import BeautifulSoup

from snippets.exercise.goal import Condition, reached
from tests.helpers.project import ROOT

GOAL = '```goal id="{id}"\n? q <b>\n$ docker ps\n+ [..] web | `web`がある\n```\n\n'
ANSWER = '??? success "やり方の一例"\n\n    ```console exec="1"\n    --8<-- "page/solution.console"\n    ```\n\n'


def page(project, markdown, printed="id web"):
    config = (project.root / "mkdocs.yml").read_text(encoding="utf-8")
    project.write("mkdocs.yml", f"{config}  - pymdownx.details\n")
    project.write("snippets/lessons/page/solution.console", "$ docker ps\n...\n")
    project.write("docs/page.md", f"# page\n\n{markdown}")
    project.record("page", printed)


def test_a_goal_that_its_solution_reaches_passes(project):
    page(project, GOAL.format(id="one") + '??? question "ヒント1"\n\n    hint\n\n' + ANSWER)
    status, output = project.build()
    assert status == 0, output
    html = BeautifulSoup(project.html("page"), "html5lib")
    assert html.select_one(".goal-task").text == "q <b>"
    assert html.select_one("script.check")["data-step"] == "goal-one"
    assert [fold["class"] for fold in html.select("details")] == [["question"], ["success"]]


@pytest.mark.parametrize(
    ("markdown", "printed", "message"),
    [
        (
            GOAL.format(id="one") + ANSWER,
            "id other",
            "one: 解き方の台本 page/solution の「docker ps」が「+ [..] web」と",
        ),
        (
            GOAL.format(id="one").replace("$ docker ps", "$ docker ps -a") + ANSWER,
            "id web",
            "に、確かめるコマンド「docker ps -a」を",
        ),
        (GOAL.format(id="one").replace("+ ", "* ") + ANSWER, "id web", "1番目の目標: oneの3行目: 「? 目標」"),
        (
            GOAL.format(id="one") + "text\n\n" + ANSWER,
            "id web",
            '1番目の目標のすぐ下に、出力の入った ??? success "答えを見る" を',
        ),
        (GOAL.format(id="one") * 2 + ANSWER, "id web", "2番目の目標: id one は、このページの前の目標と同じです"),
        (GOAL.format(id="one").replace('"', "") + ANSWER, "id web", "```goal の書き方を読みとれません"),
    ],
)
def test_a_mistake_fails(project, markdown, printed, message):
    page(project, markdown, printed)
    status, output = project.build()
    assert status == 1
    assert "ページ page.md: " in output
    assert message in output


def goals(site):
    html = BeautifulSoup((site / "lessons/try/index.html").read_text(encoding="utf-8"), "html5lib")
    for box in html.select(".goal"):
        yield box, json.loads(box.find_next_sibling("script").string)["goal"]


def test_the_page_of_exercises_has_seven_goals_with_hints_and_no_commands_to_copy(site):
    found = list(goals(site))
    assert len(found) == 7
    for box, _ in found:
        siblings = box.find_next_siblings("details")
        hints = [fold for fold in siblings if "question" in fold["class"]]
        solution = next(fold for fold in siblings if "success" in fold["class"])
        assert hints[0].sourceline < solution.sourceline
        assert solution.select("figure.terminal .typed")
        assert not box.select("figure, pre")


def test_no_goal_is_reached_before_its_solution(site):
    """By what the solution above it printed: what one sees at the end of one goal is not yet the next."""
    html = BeautifulSoup((site / "lessons/try/index.html").read_text(encoding="utf-8"), "html5lib")
    printed = {}
    for box, looks in goals(site):
        holds = [
            look["command"] in printed and reached(Condition(**condition), printed[look["command"]])
            for look in looks
            for condition in look["conditions"]
        ]
        assert not all(holds), box["id"]
        figure = box.find_next("figure", class_="terminal")
        command = None
        for part in figure.select(".typed, .output"):
            if "typed" in part["class"]:
                command = part.text.removeprefix("$ ").strip()
            else:
                printed[command] = part.text.splitlines()
    assert html.select_one("#tidy")


def test_the_source_of_the_goals_names_no_id_and_no_time():
    text = (ROOT / "docs/lessons/try.md").read_text(encoding="utf-8")
    wanted = [line for line in text.splitlines() if line.startswith(("+ ", "- ")) and " | " in line]
    assert len(wanted) > 12
    assert not [line for line in wanted if "ago" in line or "sha256" in line]
