import pytest

from snippets.lab import Lab
from snippets.sandbox import Facts, Output, SandboxUnavailableError
from snippets.session import Session, StaleError, read_script, recording_of


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
        return Output(f"{command} #{len(self.log)}\r\n".encode(), False, 0, 0.1)

    def close(self):
        self.alive = False


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


def session_of(script, mode="auto", serving=True, recorded=None, sandbox=None, ran=None):
    def start():
        if not sandbox:
            raise SandboxUnavailableError("Dockerに接続できません。")
        return sandbox

    lab = Lab(mode, serving=serving, start=start)
    return Session(script, recorded, lab, {} if ran is None else ran)


def record(script):
    session = session_of(script, "live", sandbox=FakeSandbox())
    return recording_of([session.outcome(index) for index in range(len(script.steps))])


def lines(outcome):
    return [result.lines for result in outcome.result.commands]


def test_all_steps_run_once_in_order_on_one_clean_engine(lessons):
    sandbox = FakeSandbox()
    session = session_of(script_of(lessons, "a", "b"), "live", sandbox=sandbox)
    first, second = session.outcome(0), session.outcome(1)
    assert sandbox.log == [("reset", ["Dockerfile"]), ("a1", 5.0), ("a2", 5.0), ("b1", 5.0), ("b2", 5.0)]
    assert lines(first) == [("a1 #2",), ("a2 #3",)]
    assert lines(second) == [("b1 #4",), ("b2 #5",)]
    assert first.live
    assert first.provenance.hub == "stand-in"


def test_serving_replays_what_is_fresh_and_runs_nothing(lessons):
    script, sandbox = script_of(lessons, "a", "b"), FakeSandbox()
    session = session_of(script, recorded=record(script), sandbox=sandbox)
    assert [session.outcome(index).live for index in (0, 1)] == [False, False]
    assert sandbox.log == []


def test_building_runs_what_is_recorded(lessons):
    script, sandbox = script_of(lessons, "a"), FakeSandbox()
    assert session_of(script, serving=False, recorded=record(script), sandbox=sandbox).outcome(0).live
    assert len(sandbox.log) == 3


def test_a_changed_step_runs_on_top_of_the_steps_before_it(lessons):
    recorded = record(script_of(lessons, "a", "b", "c"))
    (lessons / "page" / "b.console").write_text("$ new\n...\n", encoding="utf-8")
    sandbox = FakeSandbox()
    session = session_of(script_of(lessons, "a", "b", "c"), recorded=recorded, sandbox=sandbox)
    assert [session.outcome(index).live for index in range(3)] == [False, True, True]
    assert [command for command, _ in sandbox.log] == ["reset", "a1", "a2", "new", "c1", "c2"]


def test_a_changed_expectation_runs_nothing(lessons):
    recorded = record(script_of(lessons, "a"))
    (lessons / "page" / "a.console").write_text("$ a1\nother\n$ a2\n...\n", encoding="utf-8")
    assert not session_of(script_of(lessons, "a"), recorded=recorded).outcome(0).live


def test_what_ran_in_this_process_is_not_run_again(lessons):
    script, sandbox, ran = script_of(lessons, "a"), FakeSandbox(), {}
    first = session_of(script, "live", sandbox=sandbox, ran=ran).outcome(0)
    assert session_of(script, "live", sandbox=sandbox, ran=ran).outcome(0) is first
    assert len(sandbox.log) == 3


def test_a_sandbox_that_died_is_replaced_and_the_session_starts_over(lessons):
    script, sandboxes, started = script_of(lessons, "a", "b"), [FakeSandbox(), FakeSandbox()], []

    def start():
        started.append(sandboxes[len(started)])
        return started[-1]

    session = Session(script, None, Lab("live", serving=False, start=start), {})
    session.outcome(0)
    sandboxes[0].alive = False
    session.outcome(1)
    assert [command for command, _ in sandboxes[1].log] == ["reset", "a1", "a2", "b1", "b2"]


@pytest.mark.parametrize(("mode", "serving"), [("auto", False), ("auto", True), ("replay", False), ("replay", True)])
def test_without_a_sandbox_a_fresh_recording_is_shown(lessons, mode, serving):
    script = script_of(lessons, "a")
    assert not session_of(script, mode, serving, recorded=record(script)).outcome(0).live


def test_live_never_shows_a_recording(lessons):
    script = script_of(lessons, "a")
    with pytest.raises(StaleError, match="Dockerに接続できません"):
        session_of(script, "live", recorded=record(script)).outcome(0)


def test_replay_never_starts_a_sandbox(lessons):
    sandbox = FakeSandbox()
    with pytest.raises(StaleError, match=r"台本 page/a の記録がありません.*uv run snippets record page"):
        session_of(script_of(lessons, "a"), "replay", sandbox=sandbox).outcome(0)
    assert sandbox.log == []


@pytest.mark.parametrize("serving", [True, False])
def test_a_changed_step_that_nothing_can_run_is_never_shown_old(lessons, serving):
    recorded = record(script_of(lessons, "a"))
    (lessons / "page" / "a.console").write_text("$ new\n...\n", encoding="utf-8")
    with pytest.raises(StaleError, match="台本 page/a は記録のあとで変わりました。古い出力は表示しません"):
        session_of(script_of(lessons, "a"), serving=serving, recorded=recorded).outcome(0)


def test_an_unavailable_sandbox_is_asked_for_once(lessons):
    asked = []

    def start():
        asked.append(1)
        raise SandboxUnavailableError("no")

    script = script_of(lessons, "a", "b")
    session = Session(script, record(script), Lab("auto", serving=False, start=start), {})
    session.outcome(0)
    session.outcome(1)
    assert asked == [1]


def test_an_unknown_mode_names_the_known_ones():
    with pytest.raises(ValueError, match=r"SNIPPETS の値 'fast' は使えません。auto・live・replay"):
        Lab("fast", serving=False)
