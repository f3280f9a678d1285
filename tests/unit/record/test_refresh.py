"""Which differences between two recordings mean something, and how they are reported."""

import pytest

from snippets.record.mismatch import problems
from snippets.record.recording import FORMAT, Recording, load
from snippets.record.refresh import Run, changes, meaning, refresh
from snippets.record.result import CommandResult, Outcome, Provenance, StepResult
from snippets.record.session import recording_of
from snippets.script.script import read_script

PROVENANCE = Provenance("28.5.2", "linux/amd64", "docker-hub", "sha256:1", "2026-11-24T01:02:03+00:00")
LATER = Provenance("28.5.2", "linux/amd64", "docker-hub", "sha256:2", "2026-12-01T01:02:03+00:00")


def recorded(*lines, status=0, provenance=PROVENANCE, key="k", seconds=0.1):
    command = CommandResult("docker ps", status, seconds, lines, False)
    return Recording(FORMAT, provenance, (StepResult("page/one", key, (command,)),))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0cf8785c572d: Pull complete", "68146c01bfad: Pull complete"),
        ("Digest: sha256:" + "1" * 64, "Digest: sha256:" + "a" * 64),
        ("httpd   latest   0cf8785c572d   15 minutes ago   117MB", "httpd  latest  68146c01bfad  2 hours ago  98.5MB"),
        ("abc   Up About a minute   80/tcp", "abc   Up 3 seconds   80/tcp"),
        ("Exited (0) Less than a second ago", "Exited (0) 12 seconds ago"),
        (" Built:  Tue Sep 10 11:22:33 2025", " Built:  Mon Jan  5 01:02:03 2026"),
        ("127.0.0.1 - - [24/Nov/2026:01:02:03 +0000] 45", "172.17.0.1 - - [01/Dec/2026:11:12:13 +0000] 45"),
        ("2026-11-24T01:02:03.5Z started", "2026-12-01T11:12:13.25Z started"),
        ("[mpm_event:notice] [pid 1:tid 140230184802176] ready", "[mpm_event:notice] [pid 1:tid 139825] ready"),
        ("0cf8785c572d   hello-world   brave_turing", "68146c01bfad   hello-world   happy_hopper2"),
    ],
)
def test_what_is_different_each_time_is_no_change(old, new):
    assert meaning(old) == meaning(new)
    assert changes(recorded(old), recorded(new, provenance=LATER, seconds=9)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Unable to find image 'httpd:latest' locally", "Unable to find image 'httpd:latest'"),
        ("0.0.0.0:8080->80/tcp", "0.0.0.0:8081->80/tcp"),
        ("Exited (0) 2 seconds ago", "Exited (1) 2 seconds ago"),
        ("web-test", "web-test2"),
        ("CONTAINER ID   IMAGE", "CONTAINER ID   IMAGE   PORTS"),
    ],
)
def test_what_a_reader_would_notice_is_a_change(old, new):
    assert [line for line in changes(recorded("same", old), recorded("same", new)) if line[0] in "+-"] == [
        f"-{old}",
        f"+{new}",
    ]


def test_a_change_is_shown_with_its_step_and_command():
    assert changes(recorded("a", "b"), recorded("a", "c")) == ["@@", " $ docker ps", " a", "-b", "+c"]


def test_status_engine_and_origin_are_part_of_the_meaning():
    assert changes(recorded("a"), recorded("a", status=1)) == ["@@", " $ docker ps", " a", "+? 1"]
    other = Provenance("29.0.0", "linux/amd64", "stand-in", "sha256:1", "2026-11-24T01:02:03+00:00")
    assert changes(recorded("a"), recorded("a", provenance=other))[:3] == [
        "@@",
        "-Docker Engine 28.5.2 (docker-hub)",
        "+Docker Engine 29.0.0 (stand-in)",
    ]


def test_a_page_without_a_recording_is_all_new():
    assert [line[0] for line in changes(None, recorded("a"))] == ["@", "+", "+", "+", "+"]


class Pages:
    """Pages whose commands print what a test says."""

    def __init__(self, project):
        self.project = project
        self.prints = {}

    def page(self, name, transcript, printed):
        self.project.page(name, one=transcript)
        self.prints[name] = printed

    def _run(self, name):
        text = (self.project.root / "docs" / f"{name}.md").read_text(encoding="utf-8")
        (step,) = read_script(name, text, self.project.lessons).steps
        printed = iter(self.prints[name])
        commands = tuple(CommandResult(c.text, 0, 0.1, tuple(next(printed)), False) for c in step.commands)
        outcome = Outcome(step, StepResult(step.name, step.key, commands), PROVENANCE, live=True)
        return Run(self.project.recordings / f"{name}.json", recording_of([outcome]), tuple(problems(outcome)))

    def refresh(self):
        return refresh(self._run(name) for name in sorted(self.prints))


@pytest.fixture
def pages(project):
    return Pages(project)


def test_only_what_changed_is_recorded_and_only_what_fits(pages):
    pages.page("same", "$ docker ps\n[..]\n", [["0cf8785c572d"]])
    pages.page("changed", "$ docker ps\n...\n", [["old"]])
    pages.page("failing", "$ docker ps\nold\n", [["old"]])
    assert "### same" in pages.refresh()
    before = {path.name: path.read_bytes() for path in pages.project.recordings.iterdir()}
    pages.prints = {"same": [["68146c01bfad"]], "changed": [["new"]], "failing": [["new"]]}
    report = pages.refresh()
    after = {path.name: path.read_bytes() for path in pages.project.recordings.iterdir()}
    assert {name for name in after if after[name] != before[name]} == {"changed.json"}
    assert load(pages.project.recordings / "changed.json").steps[0].commands[0].lines == ("new",)
    changed, failed = report.split("## 期待と合わないページ")
    assert "### changed\n\n```diff\n@@\n" in changed
    assert "-old\n+new\n```" in changed
    assert "### same" not in report
    assert "次の出力は記録していません。" in failed
    for part in ("### failing", "台本 failing/one.console の1行目", "- old", "+ new"):
        assert part in failed


def test_nothing_new_is_no_report(pages):
    pages.page("page", "$ docker ps\n[..]\n", [["1"]])
    pages.refresh()
    assert pages.refresh() == ""


def test_hostile_output_stays_inside_its_block(pages):
    pages.page("page", "$ docker ps\n...\n", [["````", "</details><script>", "@everyone"]])
    lines = pages.refresh().splitlines()
    fences = [number for number, line in enumerate(lines) if line.startswith("`````")]
    assert [lines[number] for number in fences] == ["`````diff", "`````"]
    assert fences[0] < lines.index("+</details><script>") < lines.index("+@everyone") < fences[1]


def test_a_report_fits_into_a_pull_request(pages):
    pages.page("page", "$ docker ps\n...\n", [[f"line {number}" for number in range(20_000)]])
    report = pages.refresh()
    assert len(report) < 65_536
    assert report.endswith("（長いので、ここから先は省きました）\n")
