"""The command line that makes recordings."""

import re
import subprocess
import sys

import pytest

from snippets.record.recording import load
from snippets.script.editions import SHOWN

pytestmark = pytest.mark.usefixtures("untouched", "newest")


def snippets(project, *arguments):
    command = [sys.executable, "-m", "snippets", *arguments]
    return subprocess.run(command, cwd=project.root, capture_output=True, text=True, check=False)


def test_what_is_recorded_is_what_a_build_replays(project):
    project.page("page", one="$ docker pull -q hello-world\n[..]\n$ docker rm nosuch\n[..]nosuch\n? 1\n")
    done = snippets(project, "record")
    assert (done.returncode, done.stderr) == (0, "")
    lines = ["page: 手順 1、期待と違うコマンド 0", rf"Docker Engine {SHOWN}: 手順 1、期待と違うコマンド 0、\d+秒", ""]
    assert re.fullmatch("\n".join(lines), done.stdout)
    recording = load(project.recordings / "page.json")
    assert recording.provenance.hub == "stand-in"
    assert [command.status for command in recording.steps[0].commands] == [0, 1]
    status, output = project.build("replay")
    assert status == 0, output
    assert "docker.io/library/hello-world:latest" in project.html("page")


def test_what_does_not_fit_is_neither_recorded_nor_written_over(project):
    project.page("page", one="$ echo old\nold\n")
    assert snippets(project, "record").returncode == 0
    before = (project.recordings / "page.json").read_bytes()
    project.write("snippets/lessons/page/one.console", "$ echo new\nold\n")
    project.page("good", one="$ echo good\ngood\n")
    done = snippets(project, "record")
    assert done.returncode == 1
    for part in ("page: 台本 page/one.console の1行目", "- old", "+ new", "期待と違う出力は記録しませんでした。"):
        assert part in done.stderr
    assert (project.recordings / "page.json").read_bytes() == before
    assert sorted(path.name for path in project.recordings.iterdir()) == ["good.json", "page.json"]


def test_checking_writes_nothing_and_an_unknown_page_is_named(project):
    project.page("page", one="$ echo out\nout\n")
    assert snippets(project, "check", "page").returncode == 0
    assert not project.recordings.exists()
    done = snippets(project, "check", "--engine", SHOWN, "pgae")
    assert done.returncode == 1
    assert done.stderr == "pgae というページはありません。あるのは page です。\n"


def test_a_refresh_keeps_what_still_says_the_same(project):
    project.page("page", one="$ docker pull -q hello-world\n[..]\n$ docker image ls -q\n[..]\n$ date -Ins\n[..]\n")
    done = snippets(project, "refresh")
    assert done.returncode == 0, done.stderr
    assert "## 記録が変わったページ" in done.stdout
    assert "+docker.io/library/hello-world:latest" in done.stdout
    before = (project.recordings / "page.json").read_bytes()
    done = snippets(project, "refresh")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "page: 手順 1、期待と違うコマンド 0\n")
    assert (project.recordings / "page.json").read_bytes() == before
