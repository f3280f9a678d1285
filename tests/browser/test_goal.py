"""Goals: what readers paste, whichever way they went, and what the form says of it."""

import json

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from snippets.record import recording
from tests.helpers.browser import DESKTOP, EVERYTHING, PHONE, SCHEMES, violations
from tests.helpers.project import ROOT

TRY = "lessons/try/"
SCRIPTS = [
    "lesson.js",
    "checker/hints.js",
    "checker/read.js",
    "checker/align.js",
    "checker/judge.js",
    "checker/goal.js",
]
HEADS = "CONTAINER ID   IMAGE     COMMAND              CREATED         STATUS         PORTS                  NAMES"
FIRST = '1a2b3c4d5e6f   httpd     "httpd-foreground"   2 minutes ago   Up 2 minutes   0.0.0.0:8080->80/tcp   web-test'
SECOND = FIRST.replace("1a2b", "9a2b").replace("8080", "8081").replace("web-test", "any-name")
OTHER = '0a2b3c4d5e6f   nginx     "/docker-entry.…"   3 weeks ago   Up 3 weeks   80/tcp   my-own'
PAGE = "<html><body><h1>It works!</h1></body></html>"
CURL = f"$ curl http://localhost:8081\n{PAGE}\n"
HOSTILE = "<img src=x onerror=document.title='gone'>"


def listed(*rows, command="$ docker ps"):
    return "\n".join([command, HEADS, *rows, ""])


@pytest.fixture(scope="module")
def looks(site):
    """What the page exports of each goal."""
    html = BeautifulSoup((site / TRY / "index.html").read_text(encoding="utf-8"), "html5lib")
    exported = {script["data-step"]: json.loads(script.string) for script in html.select("script.check")}
    return {name.removeprefix("goal-"): data["goal"] for name, data in exported.items() if "goal" in data}


@pytest.fixture(scope="module")
def pure(browser):
    """A page with nothing but the pure functions."""
    context = browser.new_context()
    page = context.new_page()
    for name in SCRIPTS:
        page.add_script_tag(path=ROOT / "docs" / "assets" / name)
    yield page
    context.close()


@pytest.fixture(scope="module")
def judge(pure, looks):
    """Judges a paste for a goal."""

    def judge(name, paste):
        return pure.evaluate("([looks, paste]) => lesson.judgeGoal(looks, paste)", [looks[name], paste])

    return judge


@pytest.mark.parametrize(
    ("verdict", "paste"),
    [
        ("done", listed(SECOND, FIRST) + CURL),
        ("done", CURL + listed(FIRST, OTHER, SECOND)),
        (
            "done",
            listed(FIRST, SECOND.replace("0.0.0.0:8081->80/tcp", "0.0.0.0:8081->80/tcp, [::]:8081->80/tcp")) + CURL,
        ),
        ("done", listed(FIRST, SECOND, command="hanako@ubuntu:~$ sudo docker container ls") + CURL),
        (
            "done",
            listed(FIRST, SECOND, command="PS C:\\Users\\a> docker ps -a")
            + CURL.replace("$ curl", "PS C:\\> curl.exe -s"),
        ),
        ("done", listed(FIRST, SECOND) + CURL.replace("http://localhost:8081", "localhost:8081/")),
        ("done", listed(FIRST) + listed(FIRST, SECOND) + CURL),
        ("done", "\n".join([HEADS, FIRST, SECOND, PAGE])),
        ("part", listed(FIRST, SECOND) + listed(FIRST) + CURL),
        ("part", listed(FIRST, SECOND)),
        ("part", listed(FIRST, SECOND) + CURL.replace("8081", "8080")),
        ("part", listed(FIRST, SECOND.replace("8081->80", "8081->8081")) + CURL),
        ("part", listed(FIRST, SECOND.replace("Up 2", "Exited (0) 2")) + CURL),
        ("part", listed(FIRST, SECOND.replace("httpd ", "nginx ")) + CURL),
        ("part", listed(FIRST.replace("web-test", "my-web-test"), SECOND) + CURL),
        ("different", listed()),
        ("different", "$ docker run -d httpd\n" + "ab" * 32),
        ("different", "こんにちは"),
        ("error", listed(FIRST) + "$ curl http://localhost:8081\ncurl: (7) Failed to connect to localhost port 8081"),
        ("error", "$ docker ps\nCannot connect to the Docker daemon at unix:///var/run/docker.sock."),
        ("nothing", ""),
        ("nothing", " \n\u3000\n"),
        ("other", "$ docker ps\nEmulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg.\n"),
    ],
)
def test_two_servers_are_two_servers_however_one_came_there(judge, verdict, paste):
    judged = judge("second-server", paste)
    assert judged["verdict"] == verdict, json.dumps(judged, ensure_ascii=False, indent=1)


def test_what_must_not_be_there_counts_and_only_where_one_has_looked(judge):
    looked = "$ docker ps -a\n" + "\n".join([HEADS, FIRST.replace("8080", "8083").replace("web-test", "page-reader")])
    read = "\n$ curl http://localhost:8083/memo.html\nstill here"
    assert judge("survivor", looked + read)["verdict"] == "done"
    left = looked + "\n" + OTHER.replace("my-own", "page-writer")
    assert judge("survivor", left + read)["verdict"] == "part"
    (unseen, *_) = judge("survivor", read)["commands"]
    assert unseen["untyped"]
    assert [line["mark"] for line in unseen["lines"]] == ["unreached", "unreached"]


def test_what_the_engine_printed_for_the_solution_reaches_every_goal(judge, looks):
    """On both generations that the page shows; and each goal needs each of the commands."""
    for name in ("try", "try@28"):
        steps = recording.load(ROOT / "snippets" / "recordings" / f"{name}.json").steps
        solved = steps[1:-1]
        assert len(solved) == len(looks) == 7
        for (goal, commands), step in zip(looks.items(), solved, strict=True):
            typed = {result.command: "\n".join([f"$ {result.command}", *result.lines]) for result in step.commands}
            assert judge(goal, "\n".join(typed.values()))["verdict"] == "done", (name, goal)
            for look in commands:
                less = "\n".join(shown for command, shown in typed.items() if command != look["command"])
                assert judge(goal, less)["verdict"] not in ("done", "nothing"), (name, goal, look["command"])


def test_a_hostile_paste_takes_no_time_and_stays_text(judge, pure):
    for paste in (
        "$ docker ps\n" * 50_000,
        "a" * 1_000_000,
        " httpd  Up " * 100_000,
        "\x1b[" * 200_000,
        HOSTILE * 10_000,
    ):
        started = pure.evaluate("performance.now()")
        assert judge("second-server", paste)["verdict"] in ("different", "nothing", "done")
        assert pure.evaluate("performance.now()") - started < 2_000


def form(page, name="second-server"):
    details = page.locator(f'details.check[data-step="goal-{name}"]')
    details.locator("summary").click()
    return details


def paste_into(details, text):
    details.get_by_role("textbox").fill(text)
    details.get_by_role("button", name="確認する").click()


def test_the_form_says_what_is_reached_and_what_is_not_yet(open_page):
    page = open_page(TRY, **DESKTOP)
    details = form(page)
    paste_into(details, listed(FIRST))
    expect(details.get_by_role("status")).to_contain_text("途中まで届いています")
    expect(details.locator(".check-reached")).to_contain_text(["web-testという名前のコンテナが、8080番で動いている"])
    expect(details.locator(".check-unreached")).to_have_count(2)
    expect(details.locator(".check-untyped")).to_have_text("まだ打っていないようです")
    paste_into(details, listed(FIRST, SECOND) + CURL)
    expect(details.get_by_role("status")).to_contain_text("目標に届きました")
    expect(details.locator(".check-unreached")).to_have_count(0)
    expect(details.locator(".check-reached")).to_have_count(3)


def test_an_error_is_explained_and_html_stays_text(open_page):
    page = open_page(TRY, **DESKTOP)
    title = page.title()
    details = form(page)
    paste_into(details, "$ docker ps\nCannot connect to the Docker daemon at unix:///var/run/docker.sock. " + HOSTILE)
    expect(details.get_by_role("status")).to_contain_text("エラーが出ています")
    expect(details.locator(".check-result a").first).to_be_visible()
    paste_into(details, HOSTILE)
    expect(details.get_by_role("status")).to_contain_text("まだ届いていません")
    assert page.title() == title
    expect(details.locator("img")).to_have_count(0)


def test_without_javascript_the_goal_and_its_hints_are_whole(open_page):
    page = open_page(TRY, **DESKTOP, java_script_enabled=False)
    goal = page.locator("#goal-second-server")
    expect(goal.get_by_role("listitem")).to_have_count(3)
    expect(goal).to_contain_text("確かめるコマンド：docker ps、curl http://localhost:8081")
    expect(page.get_by_text("もう1つは-pの左側")).to_be_hidden()
    page.get_by_text("ヒント2").first.click()
    expect(page.get_by_text("もう1つは-pの左側")).to_be_visible()


def test_nothing_is_wider_than_a_phone(open_page):
    page = open_page(TRY, **PHONE)
    details = form(page)
    paste_into(details, listed(FIRST) + CURL)
    expect(details.get_by_role("status")).not_to_be_empty()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    svg = page.locator("figure.map svg").bounding_box()
    assert svg["x"] >= 0
    assert svg["x"] + svg["width"] <= 390


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_after_a_paste(open_page, scheme):
    page = open_page(TRY, **DESKTOP, color_scheme=scheme, bypass_csp=True)
    details = form(page)
    paste_into(details, listed(FIRST))
    expect(details.get_by_role("status")).not_to_be_empty()
    page.add_style_tag(content=EVERYTHING)
    page.evaluate(AXE_SCRIPT)
    assert violations(page) == []
