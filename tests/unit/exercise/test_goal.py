import json

import pytest
from bs4 import BeautifulSoup

from snippets.errors import LessonError
from snippets.exercise.goal import Condition, Goal, Look, parse, prove, reached, render
from snippets.record.result import CommandResult, Outcome, Provenance, StepResult
from snippets.script.script import Step
from snippets.script.transcript import parse as parse_transcript

SOURCE = """? `httpd`を2つ、動かしてください。
$ docker ps -a
+ [..] Up [..]:8081->80/tcp[..] web | `web`が8081番で動いている
- [..] old | `old`は、もうない

$ curl http://localhost:8081
+ [..]a | b[..] | ページが返る
"""
PROVENANCE = Provenance("29.7.2", "linux/amd64", "stand-in", "sha256:1", "2026-11-24T01:02:03+00:00")
ROW = 'aaaa   httpd   "httpd-foreground"   1 second ago   Up 1 second   0.0.0.0:8081->80/tcp, [::]:8081->80/tcp   web'
HEADS = "CONTAINER ID   IMAGE   COMMAND   CREATED   STATUS   PORTS   NAMES"


def goal(source=SOURCE):
    return parse(source, {"id": "second-server"})


def outcome(**printed):
    """A solution that typed these commands, by their place, and what came back."""
    commands = {"ps": "docker ps -a", "curl": "curl http://localhost:8081", "run": "docker run httpd"}
    source = "".join(f"$ {commands[name.rstrip('_')]}\n...\n" for name in printed)
    results = (
        CommandResult(commands[name.rstrip("_")], 0, 0.1, tuple(lines), False) for name, lines in printed.items()
    )
    step = Step("try/second", source, parse_transcript(source), 60.0, "key")
    return Outcome(step, StepResult(step.name, "key", tuple(results)), PROVENANCE, live=True)


def test_a_goal_has_a_task_and_conditions_for_what_commands_print():
    assert goal() == Goal(
        "second-server",
        "`httpd`を2つ、動かしてください。",
        (
            Look(
                "docker ps -a",
                (
                    Condition("[..] Up [..]:8081->80/tcp[..] web", True, "`web`が8081番で動いている"),
                    Condition("[..] old", False, "`old`は、もうない"),
                ),
            ),
            Look("curl http://localhost:8081", (Condition("[..]a | b[..]", True, "ページが返る"),)),
        ),
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "second-server: 「$ 確かめるコマンド」を1つ以上書き"),
        ("? q\n", "「$ 確かめるコマンド」を1つ以上書き"),
        ("? q\n$ docker ps\n", "それぞれの下に「+ 出る行 | 言葉」か"),
        ("? q\n$ docker ps\n$ docker ps -a\n+ a | b\n", "それぞれの下に"),
        ("$ docker ps\n+ a | b\n", "最初の行に「? 目標」を1つだけ"),
        ("? q\n? r\n$ docker ps\n+ a | b\n", "最初の行に「? 目標」を1つだけ"),
        ("? q\n+ a | b\n$ docker ps\n", "second-serverの2行目: 先に「$ 確かめるコマンド」を書いてください: + a | b"),
        ("? q\n$ docker ps\n+ a\n", "second-server: 答えの後ろに「 | 」と説明を書いてください: a"),
        ("? q\n$ docker ps\n+ [..] | b\n", "どの行にも合う条件は書けません"),
        ("? q\n$ docker ps\n- ... | b\n", "どの行にも合う条件は書けません"),
        ("? q\n$ docker ps\n- a | b\n", "「+ 出る行 | 言葉」を1つ以上"),
        ("? q\n$ docker ps\n+ a | b\n$ docker ps\n+ c | d\n", "同じ確かめるコマンドが2つあります"),
        ("? q\n$ docker ps\n+a | b\n", "second-serverの3行目: 「? 目標」「$ 確かめるコマンド」"),
        ("? q\n<script>\n", "second-serverの2行目"),
    ],
)
def test_what_cannot_be_read_says_what_to_write(source, message):
    with pytest.raises(LessonError) as caught:
        goal(source)
    assert message in str(caught.value)


@pytest.mark.parametrize("options", [{}, {"id": "Second"}, {"id": "a", "trace": "yes"}])
def test_a_goal_has_a_name_and_no_other_option(options):
    with pytest.raises(LessonError, match='```goal id="second-server"'):
        parse(SOURCE, options)


@pytest.mark.parametrize(
    ("lines", "is_reached"),
    [
        ([HEADS, ROW], True),
        ([HEADS, "bbbb nginx other", ROW], True),
        ([ROW, HEADS], True),
        ([ROW.replace("   ", " ")], True),
        ([ROW.replace("8081", "8082")], False),
        ([ROW.replace("Up", "Exited (0)")], False),
        ([ROW.replace("   web", "   my-web")], False),
        ([HEADS], False),
        ([], False),
    ],
)
def test_ids_times_order_and_other_rows_do_not_matter_names_and_states_do(lines, is_reached):
    (condition, unwanted) = goal().looks[0].conditions
    assert reached(condition, lines) is is_reached
    assert reached(unwanted, lines)
    assert not reached(unwanted, [*lines, "cccc   httpd   old"])


def test_a_solution_that_reaches_the_goal_proves_it_on_each_engine():
    good = outcome(run=["id"], ps=[HEADS, ROW], curl=["x a | b x"])
    prove(goal(), [good, good])
    prove(goal(), [outcome(ps_=[HEADS], ps=[HEADS, ROW], curl=["a | b"])])  # the last look counts


@pytest.mark.parametrize(
    ("printed", "message"),
    [
        ({"ps": [HEADS, ROW]}, "try/second に、確かめるコマンド「curl http://localhost:8081」を書いてください"),
        ({"ps": [HEADS], "curl": ["a | b"]}, "の「docker ps -a」が「+ [..] Up [..]:8081->80/tcp[..] web」と合いません"),
        ({"ps": [ROW, "x old"], "curl": ["a | b"]}, "の「docker ps -a」が「- [..] old」と合いません"),
    ],
)
def test_a_solution_that_does_not_reach_it_is_a_mistake(printed, message):
    with pytest.raises(LessonError) as caught:
        prove(goal(), [outcome(**printed)])
    assert message in str(caught.value)


HOSTILE = '<script>alert(1)</script> `<b>"x"</b>` &amp; --8<-- </script> \x02wzxhzdk:0\x03 \u202e <img src=x>'


def test_the_goal_is_whole_without_scripts_and_hostile_texts_are_text():
    source = f"? {HOSTILE}\n$ echo '{HOSTILE}'\n+ {HOSTILE} | {HOSTILE}\n"
    html = BeautifulSoup(render(goal(source), "errors/"), "html5lib")
    box = html.select_one("#goal-second-server")
    assert {tag.name for tag in box.find_all(True)} == {"p", "ul", "li", "code"}
    assert "<script>alert(1)</script>" in box.select_one(".goal-task").text
    assert "<script>alert(1)</script>" in box.li.text
    assert box.select_one("p > code").text == '<b>"x"</b>'
    (script,) = html.select("script")
    data = json.loads(script.string)
    assert data["goal"][0]["conditions"][0] == {"pattern": HOSTILE, "wanted": True, "says": HOSTILE}
    assert data["errors"] == "errors/"
    assert script["data-step"] == "goal-second-server"
