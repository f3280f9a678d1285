"""The diagrams of what happened, on a small page and on the real site."""

import json
import re

import msgspec
import pytest
from bs4 import BeautifulSoup

from snippets.record import recording
from snippets.trace.entries import Answer, Event, Request, Trace
from tests.helpers.project import ROOT

TRACED = {
    "first": ["run"],
    "client-and-host": ["version", "stopped"],
    "image": ["pull", "again"],
    "container": ["run", "nginx"],
    "lifecycle": ["create", "stop"],
    "data": ["volume"],
    "registry": ["push", "again", "pull", "inspect", "old"],
    "together": ["network", "up"],
    "below": ["run"],
}
HOSTILE = '</code></td></details><script>alert(1)</script>`x` \n\n# heading\n--8<-- "a" \x02wzxhzdk:0\x03 <img src=x>'


def with_trace(project, trace, prose="## after\n", options=' trace="yes"'):
    """A page with one step, recorded with this trace."""
    project.page("page", options=options, one="$ docker ps\n...\n", prose=prose)
    project.record("page", "id")
    path = project.recordings / "page.json"
    old = recording.load(path)
    command = msgspec.structs.replace(old.steps[0].commands[0], trace=trace)
    step = msgspec.structs.replace(old.steps[0], commands=(command,))
    recording.save(path, msgspec.structs.replace(old, steps=(step,)))


def parsed(html):
    return BeautifulSoup(html, "html5lib")


def label(details):
    """The text of a diagram without the spaces at which its labels break."""
    for hidden in details.select("svg title, svg desc"):
        hidden.decompose()
    return re.sub(r"\s", "", details.select_one("svg").text)


def test_a_traced_step_has_a_folded_diagram_under_its_output(project):
    with_trace(project, Trace((Request(0.1, "client", "GET", "/v1.51/containers/json"),), pings=1))
    status, output = project.build()
    assert status == 0, output
    (details,) = parsed(project.html("page")).select("figure.terminal + details.trace")
    assert not details.has_attr("open")
    assert details.summary.text == "裏側を見る"
    assert "コンテナの一覧をください" in label(details)
    assert details.select_one("td code").text == "GET /containers/json"


def test_a_diagram_may_be_open_at_first(project):
    with_trace(project, Trace((Request(0.1, "client", "GET", "/v1.51/containers/json"),)), options=' trace="open"')
    status, output = project.build()
    assert status == 0, output
    details = parsed(project.html("page")).select_one("figure.terminal + details.trace")
    assert details.has_attr("open")
    assert details.select("details:not([open]) td code")[0].text == "GET /containers/json"


def test_a_step_without_sources_has_no_diagram_and_the_build_says_why(project):
    with_trace(project, Trace(missing="レジストリのログがありません。"))
    status, output = project.build()
    assert status == 0, output
    assert "台本 page/one.console の追跡の図を出しません。レジストリのログがありません。" in output
    assert not parsed(project.html("page")).select("details, svg")
    assert "id" in parsed(project.html("page")).select_one("figure.terminal").text


def test_a_page_that_wants_no_trace_shows_none(project):
    with_trace(project, Trace(pings=1))
    page = project.root / "docs" / "page.md"
    page.write_text(page.read_text(encoding="utf-8").replace(' trace="yes"', ""), encoding="utf-8")
    status, output = project.build()
    assert status == 0, output
    assert not parsed(project.html("page")).select("details, svg")


def test_hostile_logs_are_inert(project):
    entries = (
        Request(0.1, "client", HOSTILE, HOSTILE),
        Request(0.1, "client", "POST", f"/v1.51/containers/create?name={HOSTILE}"),
        Answer(0.1, "GET", HOSTILE, HOSTILE, 404),
        Request(0.1, "daemon", "GET", f"/v2/{HOSTILE}", 200, 5),
        Event(0.1, HOSTILE, HOSTILE, HOSTILE),
    )
    with_trace(project, Trace(entries))
    status, output = project.build()
    assert status == 0, output
    page = parsed(project.html("page"))
    assert page.select("figure script, details script, img, details h1, details a, details strong") == []
    assert [heading.text.strip("#¶ ") for heading in page.select("h1, h2")][-2:] == ["page", "after"]
    (details,) = page.select("details.trace")
    assert "<script>alert(1)</script>`x`" in label(details)
    assert all("<script>alert(1)</script>`x`" in row.text for row in details.select("tbody tr")[1:])
    assert not re.search("[\x02\x03]", project.html("page"))


def newest(page):
    """The traces of a page, of the newest generation of the engine."""
    return [each for each in page.select("details.trace") if "@" not in each.find_previous("figure")["data-step"]]


@pytest.mark.parametrize("name", TRACED)
def test_the_real_diagrams_are_those_of_the_recording(site, name):
    recorded = json.loads((ROOT / "snippets" / "recordings" / f"{name}.json").read_text(encoding="utf-8"))
    steps = {step["step"]: step["commands"] for step in recorded["steps"]}
    page = parsed((site / "lessons" / name / "index.html").read_text(encoding="utf-8"))
    shown = {details.find_previous("figure")["data-step"]: details for details in newest(page)}
    assert list(shown) == [f"{name}/{step}" for step in TRACED[name]]
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))
    for step, details in shown.items():
        entries = [entry for command in steps[step] for entry in command["trace"].get("entries", [])]
        listed = [row.select("td") for row in details.select("tbody tr") if len(row.select("td")) == 4]
        moments = [cells[0].text for cells in listed if cells[0].text]
        assert moments == [f"{entry['at']:.2f}" for entry in entries]
        asked = [entry for entry in entries if entry["type"] == "request"]
        arrows = details.select("svg line.edge:not(.dashed), svg path.edge:not(.dashed)")
        lost = "届きません" in label(details)
        counted = [int(number) for number in re.findall(r"細かいやりとり(\d+)件", label(details))]
        typed = [command for command in steps[step] if command["command"].startswith("docker ")]
        below = [entry["step"] for entry in entries if entry["type"] == "below"]
        spoken = sum(step in ("bundle", "shim", "create", "start") for step in below)
        assert len(arrows) == len(typed) + len(asked) + lost + spoken - sum(counted)
        events = sum(entry["type"] == "event" for entry in entries)
        unasked = label(details).count("daemonには何も頼まない")
        others = len(steps[step]) - len(typed)  # each has a note for what was typed, and one for what came of it
        assert len(details.select("svg rect.note")) == events + len(counted) + unasked + 2 * others + below.count(
            "ready"
        )


def layers_of(site, name, step):
    page = parsed((site / "lessons" / name / "index.html").read_text(encoding="utf-8"))
    (figure,) = page.select(f'figure[data-step="{name}/{step}"]')
    return figure.text.count(": Pull complete"), label(figure.find_next("details", class_="trace"))


@pytest.mark.parametrize(("name", "step", "least"), [("image", "pull", 5), ("registry", "pull", 2)])
def test_there_is_one_request_for_each_layer_of_the_same_output(site, name, step, least):
    complete, diagram = layers_of(site, name, step)
    assert complete >= least
    assert len(re.findall(r"レイヤーをください（[\d.]+(?:B|kB|MB)）", diagram)) == complete


def test_a_push_sends_each_part_of_the_same_output_and_pulls_bring_the_same_digest_back(site):
    page = parsed((site / "lessons" / "registry" / "index.html").read_text(encoding="utf-8"))
    names = ("push", "again", "pull", "same", "move", "old")
    push, again, pull, same, move, old = (page.select_one(f'figure[data-step="registry/{name}"]') for name in names)
    sent = re.findall(
        r"(?:レイヤー|イメージの部品)を送ります（[\d.]+(?:B|kB|MB)）", label(push.find_next_sibling("details"))
    )
    assert len(sent) == push.text.count(": Pushed") >= 7
    assert push.text.count(": Pushed") == len(re.findall("[aA]lready exists", again.text))
    assert again.text.count(": Layer already exists") >= 7
    assert "送ります" not in label(again.find_next_sibling("details"))
    digests = [set(re.findall("sha256:[0-9a-f]{64}", figure.text)) for figure in (push, again, pull, same, old)]
    assert digests == [digests[0]] * 5
    (digest,) = digests[0]
    (moved,) = set(re.findall(r"digest: (sha256:[0-9a-f]{64})", move.text))
    assert moved != digest
    assert f"Status: Downloaded newer image for localhost:5000/my-web@{digest}" in old.text
    for figure in (pull, old):  # what only the registry still had: the layers of RUN and COPY, by whichever name
        brought = re.findall(r"レイヤーをください（[\d.]+(?:B|kB|MB)）", label(figure.find_next_sibling("details")))
        assert len(brought) == figure.text.count(": Pull complete") == 2
    words = page.select_one('figure[data-step="registry/words"]')
    assert "<h1>Hello again!</h1>" in words.text


def test_who_looks_into_a_registry_without_a_pull_is_the_client(site):
    page = parsed((site / "lessons" / "registry" / "index.html").read_text(encoding="utf-8"))
    (figure,) = page.select('figure[data-step="registry/inspect"]')
    seen = label(figure.find_next_sibling("details"))
    assert ("daemonには何も頼まない" in seen, "あなたのレジストリ" in seen) == (True, True)


def test_the_real_diagrams_say_what_the_lesson_is_about(site):
    host = parsed((site / "lessons" / "client-and-host" / "index.html").read_text(encoding="utf-8"))
    version, stopped = (label(details) for details in newest(host))
    assert "バージョンを教えて" in version
    assert "届きません" in stopped
    assert "教えて" not in stopped
    missing, present = layers_of(site, "container", "nginx")[1], layers_of(site, "container", "run")[1]
    for part in ("イメージがありません", "イメージを取ってきて", "イメージがそろった"):
        assert part in missing
        assert part not in present
    for part in ("コンテナを作って", "動かして", "コンテナが動きだした"):
        assert part in missing
        assert part in present


LIFE = Trace(tuple(Event(0.1, "container", action, "web") for action in ("create", "start")))
TIMELINE = '<div data-snippets="timeline"></div>'


def test_a_page_tells_the_lives_of_its_containers_also_of_steps_without_a_diagram(project):
    with_trace(project, LIFE, TIMELINE, options="")
    status, output = project.build()
    assert status == 0, output
    html = parsed(project.html("page"))
    assert [cell.text for cell in html.select(".timeline td.state")] == ["", "作成済み", "実行中"]
    assert not html.select("details.trace")


def test_lives_that_were_not_heard_in_whole_are_not_told_and_the_build_says_why(project):
    with_trace(project, Trace(LIFE.entries[1:]), TIMELINE)
    status, output = project.build()
    assert status == 0, output
    assert "ページ page.md のコンテナの一生の図を出しません。コンテナ web は" in output
    assert "timeline" not in project.html("page")


def test_a_recording_without_traces_is_not_fresh_for_a_page_that_tells_lives(project):
    with_trace(project, None, TIMELINE, options="")
    status, output = project.build()
    assert status == 1
    assert "台本 page/one は記録のあとで変わりました" in output
