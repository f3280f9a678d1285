import pytest

from snippets.errors import LessonError, SandboxError, SandboxUnavailableError
from snippets.record.session import outcomes, recording_of
from snippets.record.source import Source
from snippets.sandbox.sandbox import Facts, Logs, Output
from snippets.script.script import read_script
from snippets.trace.entries import Request


class FakeSandbox:
    """Prints how often it has run something, and remembers it."""

    facts = Facts("28.5.2", "linux/amd64", "stand-in", "sha256:1")

    def __init__(self):
        self.alive = True
        self.log = []

    def reset(self, files):
        self.log.append(("reset", sorted(files)))

    def run(self, command, timeout):
        self.log.append((command, timeout))
        return Output(((0.05, f"{command} #{len(self.log)}\r\n".encode()),), False, 0, 0.1)

    def logs(self):
        """As if each command had asked the daemon for its version."""
        self.log.append("logs")
        lines = ["lesson listen"]
        for second in range(sum(isinstance(entry, tuple) and entry[0] != "reset" for entry in self.log)):
            asked = f'time="1970-01-01T00:00:{second:02}.5Z" level=debug msg="Calling GET /v1.51/version"'
            lines += [f"lesson begin {second}.0", asked, f"lesson end {second}.9"]
        return Logs("\n".join(lines), "log")

    def close(self):
        self.alive = False


class Pushing(FakeSandbox):
    """Each of its commands pushes to a registry that runs in a container."""

    def logs(self):
        logs = super().logs()
        actor = '{"ID": "abc", "Attributes": {"image": "registry:2", "name": "registry"}}'
        event = f'{{"Type": "container", "Action": "create", "Actor": {actor}, "timeNano": 1}}'
        return Logs(f"{logs.engine}\n{event}", logs.registry)

    def container_log(self, container):
        self.log.append(("log of", container))
        asked = "http.request.method=GET http.request.uri=/v2/ http.request.useragent=docker/28.5.2"
        asked += " http.response.duration=0s http.response.status=200"
        return f'time="1970-01-01T00:00:00.6Z" level=info msg="response completed" {asked}\n'


class Deaf(FakeSandbox):
    """Has no logs."""

    def logs(self):
        raise SandboxError("ログを読めません。")


@pytest.fixture
def lessons(tmp_path):
    folder = tmp_path / "page"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.console").write_text(f"$ {name}1\n...\n$ {name}2\n...\n", encoding="utf-8")
    (folder / "Dockerfile").write_text("FROM httpd\n", encoding="utf-8")
    return tmp_path


def markdown(*steps):
    return "\n".join(f'```console exec="1" timeout="5"\n--8<-- "page/{step}.console"\n```\n' for step in steps)


def script_of(lessons, *steps):
    return read_script("page", markdown(*steps), lessons)


def traced(lessons, *steps):
    return read_script("page", markdown(*steps).replace("timeout", 'trace="yes" timeout'), lessons)


def source_of(mode, serving, sandbox):
    def start():
        if not sandbox:
            raise SandboxUnavailableError("Dockerに接続できません。")
        return sandbox

    return Source(mode, serving=serving, start=start)


def run(script, mode="auto", serving=True, recorded=None, sandbox=None):
    return outcomes(script, recorded, source_of(mode, serving, sandbox))


def record(script):
    return recording_of(list(run(script, "live", sandbox=FakeSandbox())))


def lines(outcome):
    return [result.lines for result in outcome.result.commands]


def test_all_steps_run_once_in_order_on_one_clean_engine(lessons):
    sandbox = FakeSandbox()
    first, second = run(script_of(lessons, "a", "b"), "live", sandbox=sandbox)
    assert sandbox.log == [("reset", ["Dockerfile"]), ("a1", 5.0), ("a2", 5.0), ("b1", 5.0), ("b2", 5.0)]
    assert lines(first) == [("a1 #2",), ("a2 #3",)]
    assert lines(second) == [("b1 #4",), ("b2 #5",)]
    assert second.result.commands[0].frames == {0.05: "b1 #4\r\n"}
    assert first.live
    assert first.provenance.hub == "stand-in"


def test_a_step_runs_when_its_turn_comes_and_not_earlier(lessons):
    sandbox = FakeSandbox()
    session = run(script_of(lessons, "a", "b"), "live", sandbox=sandbox)
    next(session)
    assert [command for command, _ in sandbox.log] == ["reset", "a1", "a2"]


def test_serving_replays_what_is_fresh_and_runs_nothing(lessons):
    script, sandbox = script_of(lessons, "a", "b"), FakeSandbox()
    assert [outcome.live for outcome in run(script, recorded=record(script), sandbox=sandbox)] == [False, False]
    assert sandbox.log == []


def test_building_runs_what_is_recorded(lessons):
    script, sandbox = script_of(lessons, "a"), FakeSandbox()
    (outcome,) = run(script, serving=False, recorded=record(script), sandbox=sandbox)
    assert outcome.live
    assert len(sandbox.log) == 3


def test_a_changed_step_runs_its_page_from_the_start(lessons):
    recorded = record(script_of(lessons, "a", "b", "c"))
    (lessons / "page" / "b.console").write_text("$ new\n...\n", encoding="utf-8")
    sandbox = FakeSandbox()
    session = run(script_of(lessons, "a", "b", "c"), recorded=recorded, sandbox=sandbox)
    assert [outcome.live for outcome in session] == [True, True, True]
    assert [command for command, _ in sandbox.log] == ["reset", "a1", "a2", "new", "c1", "c2"]


def test_a_changed_expectation_runs_nothing(lessons):
    recorded = record(script_of(lessons, "a"))
    (lessons / "page" / "a.console").write_text("$ a1\nother\n$ a2\n...\n", encoding="utf-8")
    assert [outcome.live for outcome in run(script_of(lessons, "a"), recorded=recorded)] == [False]


def test_what_ran_in_this_process_is_not_run_again(lessons):
    script, sandbox = script_of(lessons, "a", "b"), FakeSandbox()
    source = source_of("live", True, sandbox)
    first = list(outcomes(script, None, source))
    assert list(outcomes(script, None, source)) == first
    assert len(sandbox.log) == 5


def test_what_ran_in_this_process_meets_the_expectations_of_now(lessons):
    source = source_of("live", True, FakeSandbox())
    list(outcomes(script_of(lessons, "a"), None, source))
    (lessons / "page" / "a.console").write_text("$ a1\nother\n$ a2\n...\n", encoding="utf-8")
    (outcome,) = outcomes(script_of(lessons, "a"), None, source)
    assert outcome.step.commands[0].expected == ("other",)


def test_what_was_not_run_to_its_end_is_run_again(lessons):
    script, sandbox = script_of(lessons, "a", "b"), FakeSandbox()
    source = source_of("live", True, sandbox)
    next(outcomes(script, None, source))
    assert len(list(outcomes(script, None, source))) == 2
    assert [command for command, _ in sandbox.log].count("a1") == 2


def test_a_sandbox_that_died_is_replaced_for_the_next_page(lessons):
    script, sandboxes, started = script_of(lessons, "a"), [FakeSandbox(), FakeSandbox()], []

    def start():
        started.append(sandboxes[len(started)])
        return started[-1]

    source = Source("live", serving=False, start=start)
    list(outcomes(script, None, source))
    sandboxes[0].alive = False
    list(outcomes(script_of(lessons, "b"), None, source))
    assert [command for command, _ in sandboxes[1].log] == ["reset", "b1", "b2"]


@pytest.mark.parametrize(("mode", "serving"), [("auto", False), ("auto", True), ("replay", False), ("replay", True)])
def test_without_a_sandbox_a_fresh_recording_is_shown(lessons, mode, serving):
    script = script_of(lessons, "a", "b")
    assert [outcome.live for outcome in run(script, mode, serving, recorded=record(script))] == [False, False]


def test_live_never_shows_a_recording(lessons):
    script = script_of(lessons, "a")
    with pytest.raises(LessonError, match="Dockerに接続できません"):
        next(run(script, "live", recorded=record(script)))


def test_replay_never_starts_a_sandbox(lessons):
    sandbox = FakeSandbox()
    with pytest.raises(LessonError, match=r"台本 page/a の記録がありません.*uv run snippets record page"):
        next(run(script_of(lessons, "a"), "replay", sandbox=sandbox))
    assert sandbox.log == []


@pytest.mark.parametrize("serving", [True, False])
def test_a_changed_step_that_nothing_can_run_is_never_shown_old(lessons, serving):
    recorded = record(script_of(lessons, "a", "b"))
    (lessons / "page" / "b.console").write_text("$ new\n...\n", encoding="utf-8")
    session = run(script_of(lessons, "a", "b"), serving=serving, recorded=recorded)
    assert not next(session).live
    with pytest.raises(LessonError, match="台本 page/b は記録のあとで変わりました。古い出力は表示しません"):
        next(session)


def test_an_unavailable_sandbox_is_asked_for_once(lessons):
    asked = []

    def start():
        asked.append(1)
        raise SandboxUnavailableError("no")

    script, source = script_of(lessons, "a", "b"), Source("auto", serving=False, start=start)
    for _ in range(2):
        assert len(list(outcomes(script, record(script), source))) == 2
    assert asked == [1]


def test_an_unknown_mode_names_the_known_ones():
    with pytest.raises(ValueError, match=r"SNIPPETS の値 'fast' は使えません。auto・live・replay"):
        Source("fast", serving=False)


def test_a_traced_step_reads_the_logs_once_and_others_never(lessons):
    sandbox = FakeSandbox()
    first, second = run(traced(lessons, "a", "b"), "live", sandbox=sandbox)
    assert sandbox.log.count("logs") == 2
    for outcome in (first, second):
        for result in outcome.result.commands:
            assert result.trace.entries == (Request(0.5, "client", "GET", "/v1.51/version"),)
    plain = FakeSandbox()
    (outcome,) = run(script_of(lessons, "a"), "live", sandbox=plain)
    assert [result.trace for result in outcome.result.commands] == [None, None]
    assert "logs" not in plain.log


def test_the_registry_that_a_lesson_runs_tells_what_it_was_asked(lessons):
    sandbox = Pushing()
    (outcome,) = run(traced(lessons, "a"), "live", sandbox=sandbox)
    assert [entry for entry in sandbox.log if entry[0] == "log of"] == [("log of", "abc")]
    first, second = (result.trace.entries for result in outcome.result.commands)
    assert [entry for entry in first if isinstance(entry, Request)] == [
        Request(0.5, "client", "GET", "/v1.51/version"),
        Request(0.6, "daemon", "GET", "/v2/", 200, own=True),
    ]
    assert second == (Request(0.5, "client", "GET", "/v1.51/version"),)


def test_without_logs_a_step_still_runs_and_says_why_it_has_no_trace(lessons):
    (outcome,) = run(traced(lessons, "a"), "live", sandbox=Deaf())
    assert lines(outcome) == [("a1 #2",), ("a2 #3",)]
    assert [result.trace.missing for result in outcome.result.commands] == ["ログを読めません。"] * 2


def test_a_recording_without_traces_is_fresh_until_the_page_wants_them(lessons):
    recorded = record(script_of(lessons, "a"))
    with pytest.raises(LessonError, match="page/a"):
        list(run(traced(lessons, "a"), "replay", recorded=recorded))
    recorded = record(traced(lessons, "a"))
    for script in (script_of(lessons, "a"), traced(lessons, "a")):
        assert [outcome.live for outcome in run(script, "replay", recorded=recorded)] == [False]
    nowhere = recording_of(list(run(traced(lessons, "a"), "live", sandbox=Deaf())))
    assert len(list(run(traced(lessons, "a"), "replay", recorded=nowhere))) == 1


def test_what_ran_without_traces_is_run_again_when_the_page_wants_them(lessons):
    sandbox = FakeSandbox()
    source = source_of("live", True, sandbox)
    list(outcomes(script_of(lessons, "a"), None, source))
    for _ in range(2):
        (outcome,) = outcomes(traced(lessons, "a"), None, source)
        assert outcome.result.commands[0].trace.entries
    assert sandbox.log.count("logs") == 1
