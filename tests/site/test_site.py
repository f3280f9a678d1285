"""The real site, built from its recordings."""

import re

import pytest
from bs4 import BeautifulSoup

from snippets.record import recording
from snippets.script.editions import SHOWN, generation_of
from snippets.script.transcript import parse
from tests.helpers.project import ROOT

LESSONS = ROOT / "snippets" / "lessons"
RECORDINGS = ROOT / "snippets" / "recordings"
TRANSCRIPTS = list(LESSONS.rglob("*.console"))


def page(site, name):
    return BeautifulSoup((site / name / "index.html").read_text(encoding="utf-8"), "html5lib")


def blocks(site, name):
    return {block["data-step"]: block for block in page(site, name).select("figure.terminal")}


def test_every_transcript_is_shown_as_recorded_with_its_engine(site):
    steps = {path.relative_to(LESSONS).with_suffix("").as_posix() for path in TRANSCRIPTS}
    shown = [
        block
        for path in site.rglob("index.html")
        for block in BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib").select("figure.terminal")
    ]
    assert {block["data-step"] for block in shown} == steps
    for block in shown:
        assert block["data-source"] == "recorded"
        generation = block["data-step"].partition("@")[2] or SHOWN
        recorded = recording.load(recording.path(RECORDINGS, block["data-step"].partition("/")[0], generation))
        told = recorded.provenance
        assert generation_of(told.engine) == generation
        images = {"docker-hub": "", "stand-in": "・代役イメージ"}.get(told.hub, f"・{told.hub}のイメージ")
        caption = f"Docker Engine {told.engine}・{told.time[:10]}・記録した出力{images}"
        assert block.select_one("figcaption").text == caption


def test_the_lesson_shows_what_it_is_about(site):
    host = blocks(site, "lessons/client-and-host")
    version = host["client-and-host/version"].text
    assert "Client:" in version
    assert "Server:" in version
    stopped = host["client-and-host/stopped"].text
    assert "Server:" not in stopped
    assert "failed to connect to the docker API" in stopped
    assert "終了ステータス 1" in stopped
    image = blocks(site, "lessons/image")
    empty = image["image/empty"].select(".output")
    assert [output.text.split() for output in empty] == [
        ["i", "Info", "→", "U", "In", "Use", "IMAGE", "ID", "DISK", "USAGE", "CONTENT", "SIZE", "EXTRA"]
    ]
    pull = image["image/pull"].select_one(".output").text.splitlines()
    parts = [line for line in pull if re.fullmatch(r"[0-9a-f]{12}: (Pull|Download) complete", line)]
    assert len(parts) >= 5
    assert len(pull) == len(parts) + 5
    container = blocks(site, "lessons/container")
    assert re.search(r"^[0-9a-f]{64}$", container["container/run"].text, re.M)
    assert re.search(
        r'^[0-9a-f]{12} +httpd +"httpd-foreground" .* 80/tcp +web-test$', container["container/ps"].text, re.M
    )
    assert "It works!" in container["container/curl"].text
    back = blocks(site, "lessons/try")["try/round"].text
    assert "Unable to find image 'localhost:5000/my-web:1.0' locally" in back
    assert "Status: Downloaded newer image for localhost:5000/my-web:1.0" in back


def test_outputs_follow_their_own_commands(site):
    spans = blocks(site, "lessons/container")["container/tidy"].select("samp :is(.typed, .output)")
    kinds = [span["class"][0] for span in spans]
    commands = "".join({"typed": "c", "output": "o"}.get(kind, "") for kind in kinds)
    assert re.fullmatch(r"(co)+", commands)


def test_all_executed_commands_are_listed(site):
    typed = [command.text for path in TRANSCRIPTS for command in parse(path.read_text(encoding="utf-8"))]
    about = page(site, "about-commands")
    tables = [table for table in about.select("table") if table.select_one("th").text == "コマンド"]
    listed = [row.text for table in tables for row in table.select("td:first-child code")]
    assert sorted(listed) == sorted(typed)
    assert re.search(r"sha256:[0-9a-f]{64}", about.text)


def test_quotes_are_lines_of_the_page_itself(site):
    for name in ("client-and-host", "image", "container", "try"):
        html = page(site, f"lessons/{name}")
        printed = "\n".join(output.text for output in html.select("figure.terminal .output"))
        quotes = [code.text for code in html.select("code.quote")]
        assert quotes, name
        assert [quote for quote in quotes if quote not in printed] == []


@pytest.mark.parametrize("path", sorted((ROOT / "docs").rglob("*.md")), ids=lambda path: path.stem)
def test_no_output_is_typed_by_hand(path):
    printed = r"^(CONTAINER ID|REPOSITORY +TAG|IMAGE +ID|Digest: sha256|[0-9a-f]{12}: Pull|Server: Docker|Status: Down)"
    assert re.findall(printed, path.read_text(encoding="utf-8"), re.M) == []


def test_headings_have_ascii_ids(site):
    for path in site.rglob("index.html"):
        html = BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")
        for heading in html.select("article :is(h2, h3)"):
            if not heading.find_parent("figure") and heading.get("id") is not None:
                assert re.fullmatch(r"[a-z][a-z0-9-]*", heading["id"]), (path, heading)


def test_every_page_has_its_security_policy_before_what_it_loads(site):
    for path in site.rglob("*.html"):
        head = BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib").head
        (policy,) = head.select("meta[http-equiv='Content-Security-Policy']")
        assert re.match(r"default-src 'none'; script-src 'self' [^;]*'sha256-\S{44}'", policy["content"]), path
        assert policy.find_all_previous(["script", "style"]) == []
        assert policy.find_all_previous("link", rel="stylesheet") == []
