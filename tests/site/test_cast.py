"""What the pages play is in the site, and ends as what they show."""

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from snippets.sandbox.terminal import picture
from snippets.story.cast import name

SCRIPT = re.compile(r'\(self\.casts \?\?= \{\}\)\[(".*?")\] = (".*");\n')
MOVING = re.compile(r"^\S+: (Pull complete|Pushed)$|^\[\+\] Building", re.M)
BAR = {0.1: "a: Waiting\r\n", 0.5: "\x1b[A\x1b[2K\ra: [==>  ]\r\x1b[B", 2.0: "\x1b[A\x1b[2K\ra: done\r\x1b[B"}


def figures(site):
    """The blocks of all pages."""
    pages = [BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib") for path in site.rglob("*.html")]
    return [figure for page in pages for figure in page.select("figure.terminal")]


def read_cast(site, figure):
    """The asciicast that the site has for a block: its header and its events."""
    (path,) = site.glob(f"assets/*/casts/{figure['data-replay']}.js")
    script = path.read_text("ascii")
    key, cast = map(json.loads, SCRIPT.fullmatch(script).groups())
    assert key == figure["data-replay"] == name(cast)
    header, *events = map(json.loads, cast.splitlines())
    return header, events


def filled(lines):
    return [line.rstrip() for line in lines if line.strip()]


def test_what_is_pulled_built_or_pushed_can_be_played(site):
    names = {figure.get("data-replay"): figure["data-step"] for figure in figures(site)}
    names.pop(None)
    played = set(names.values())
    moving = {figure["data-step"] for figure in figures(site) if MOVING.search(figure.samp.text)}
    assert played >= moving >= {"image/pull", "registry/push", "setup/hello"}
    assert "image/list" not in played
    assert {path.name for path in site.glob("assets/*/casts/*")} == {f"{key}.js" for key in names}
    assert {path.name for path in site.glob("assets/*/player/*")} == {
        "asciinema-player.css",
        "asciinema-player.min.js",
    }


def test_a_cast_ends_as_what_the_page_shows(site):
    for figure in figures(site):
        if figure.has_attr("data-replay"):
            header, events = read_cast(site, figure)
            for notice in figure.select(".notice"):
                notice.decompose()
            end = picture("".join(text for _, _, text in events), header["width"], header["height"])
            assert filled(end.lines) == filled(figure.samp.text.splitlines()), figure["data-step"]
            assert [at for at, _, _ in events] == sorted(at for at, _, _ in events)


def test_the_pull_is_seen_coming_layer_by_layer(site):
    header, events = read_cast(site, next(each for each in figures(site) if each["data-step"] == "image/pull"))
    text, screens = "", []
    for _, _, more in events:
        text += more
        shown = "\n".join(picture(text, header["width"], header["height"]).lines)
        states = re.findall(r"^[0-9a-f]{12}: ([A-Z][a-z ]+[a-z])", shown, re.M)
        screens += [states] if screens[-1:] != [states] else []
    assert {"Pulling fs layer", "Download complete", "Extracting", "Pull complete"} <= {
        s for each in screens for s in each
    }
    assert set(screens[-1]) <= {"Pull complete", "Download complete"}
    assert len(screens) > 4


def test_a_site_where_nothing_moves_has_no_player(project):
    project.page("page", one="$ x\n...\n")
    project.record("page", {0.1: "at once\r\n"})
    status, output = project.build()
    assert status == 0, output
    assert [figure.has_attr("data-replay") for figure in figures(project.site)] == [False]
    assert not (project.site / "assets").exists()


def test_a_changed_output_has_another_address(project):
    project.page("page", one="$ x\n...\n")
    names = []
    for last in ("a: done", "a: failed"):
        project.record("page", {**BAR, 3.0: f"\x1b[A\x1b[2K\r{last}\r\x1b[B"})
        status, output = project.build()
        assert status == 0, output
        names += [figure["data-replay"] for figure in figures(project.site)]
    assert len(set(names)) == 2


@pytest.mark.parametrize(
    "hostile",
    [
        "</script><script>alert(1)</script>\"\\';\u2028\u2029alert(1)",
        "\x1b[8;900;900t\x1b]0;title\x07\x1b]8;;javascript:alert(1)\x07link\x1b]8;;\x07\x1b[?1049h\x1bc",
        "\x1b[999999999A\x1b[999999999;999999999H\x1b[999999999X",
        "x" * 256 * 1024,
    ],
    ids=["script", "sequences", "far", "flood"],
)
def test_hostile_outputs_are_one_string_in_a_script(project, hostile):
    project.page("page", one="$ x\n...\n")
    project.record("page", {**BAR, 2.1: hostile})
    status, output = project.build()
    assert status == 0, output
    header, events = read_cast(project.site, *figures(project.site))
    assert hostile in [text for _, _, text in events]
    assert (80 <= header["width"] <= 160, 1 < header["height"] <= 50) == (True, True)


def test_a_recording_mended_by_hand_fails_the_build(project):
    project.page("page", one="$ x\n...\n")
    project.record("page", BAR)
    path = Path(project.recordings / "page.json")
    path.write_text(path.read_text(encoding="utf-8").replace('"a: done"', '"a: DONE"'), encoding="utf-8")
    status, output = project.build()
    assert status == 1
    assert "手順 page/one「x」では、載せる出力（lines）と再生する出力（frames）が違います。手で直さず" in output
