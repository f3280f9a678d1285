import pytest
from bs4 import BeautifulSoup

from snippets.compare import CompareError, Side, pairs, sides
from snippets.render import comparison
from snippets.trace import Answer, Event, Request
from tests.unit.test_trace import captured, traces


def of(engine, name):
    return traces(*captured(engine, name), 1)[0].entries


def request(method, path, sender="client"):
    return Request(0.1, sender, method, path)


CREATE = "/v1.51/containers/create?name="


def test_the_same_stands_beside_each_other_whatever_its_name():
    left = [request("POST", CREATE + "a"), Event(0.2, "container", "create", "a")]
    right = [request("POST", CREATE + "b"), Event(0.9, "container", "create", "b")]
    assert [(p.left, p.right) for p in pairs(left, right)] == [
        ("コンテナを作って a", "コンテナを作って b"),
        ("コンテナができた a", "コンテナができた b"),
    ]


def test_what_is_on_one_side_only_has_nothing_beside_it():
    missing = Answer(0.1, "POST", CREATE + "a", "No such image: nginx:latest", 404)
    pull = request("POST", "/v1.51/images/create?fromImage=nginx&tag=latest")
    left = [request("POST", CREATE + "a"), missing, pull, request("POST", CREATE + "a"), request("GET", "/v1.51/info")]
    right = [request("POST", CREATE + "b"), request("GET", "/v1.51/version")]
    assert [(p.way, p.left, p.right) for p in pairs(left, right)] == [
        ("Client → daemon", "コンテナを作って a", "コンテナを作って b"),
        ("daemon → Client", "イメージがありません 404 No such image: nginx:latest", ""),
        ("Client → daemon", "イメージを取ってきて", ""),
        ("Client → daemon", "コンテナを作って a", ""),
        ("Client → daemon", "様子を教えて", ""),
        ("Client → daemon", "", "バージョンを教えて"),
    ]


@pytest.mark.parametrize("engine", ["20.10", "26.1", "28.5"])
def test_nothing_of_a_captured_run_is_lost_or_made_up(engine):
    entries = of(engine, "run")
    assert len([p for p in pairs(entries, ()) if p.left and not p.right]) == len(entries)
    assert len([p for p in pairs((), entries) if p.right and not p.left]) == len(entries)
    assert all(p.left == p.right for p in pairs(entries, entries))


def test_the_table_marks_what_is_on_one_side_only():
    left = [request("GET", "/v1.51/info"), request("GET", "/v1.51/<script>")]
    html = BeautifulSoup(comparison(["ない<b>", "ある"], pairs(left, left[:1])), "html5lib")
    assert [th.text for th in html.select("th")] == ["ない<b>", "ある"]
    same, only = html.select("tbody tr")
    assert not same.has_attr("class") and not same.find("mark")
    assert only["class"] == ["only"]
    assert only.mark.text == "GET /<script>"
    assert [td.text for td in only.select("td.none")] == ["なし"]


def test_a_fence_names_two_steps():
    assert sides("nginx: イメージ: ない\n second : ある\n") == (Side("nginx", "イメージ: ない"), Side("second", "ある"))


@pytest.mark.parametrize("source", ["", "a: A", "a: A\nb: B\nc: C", "a A\nb: B", "a:\nb: B", ": A\nb: B"])
def test_a_fence_that_cannot_be_read_says_how_to_write_it(source):
    with pytest.raises(CompareError, match="「台本の名前: 見出し」を2行"):
        sides(source)
