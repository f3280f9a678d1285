"""One page's commands in order: show what is recorded and fresh, run what is not."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import takewhile
from typing import TYPE_CHECKING

from msgspec import structs

from snippets.errors import LessonError, SandboxError, SandboxUnavailableError
from snippets.record import recording
from snippets.record.recording import Recording
from snippets.record.result import CommandResult, Outcome, Provenance, StepResult
from snippets.record.source import Source
from snippets.sandbox.terminal import frames, lines
from snippets.script.editions import generation_of
from snippets.script.script import Script, Step, edition
from snippets.trace.entries import Trace
from snippets.trace.logs import lesson_registries
from snippets.trace.trace import traces

if TYPE_CHECKING:
    from snippets.sandbox.sandbox import Sandbox


def outcomes(script: Script, recorded: Recording | None, source: Source) -> Iterator[Outcome]:
    """What each step of a page does, in order: from this process, the recording or the engine, as the source decides.

    A page is shown from one session, so that its IDs and dates belong together: when one step has to run, all do.

    Args:
        script: The page's commands.
        recorded: The page's recording, if there is one.
        source: Where commands run; a page that runs now is added to what ran.

    Raises:
        LessonError: Nothing fresh is recorded for a step, and no sandbox can be had; or the sandbox failed.
    """
    kept = source.ran.get(script.last_key, ())
    if kept and all(_has_traces(step, outcome.result) for step, outcome in zip(script.steps, kept, strict=True)):
        # Its expectations may have changed since.
        steps = _expected(script, kept[0].provenance).steps
        yield from (replace(outcome, step=step) for outcome, step in zip(kept, steps, strict=True))
        return
    replayed = fresh(script, recorded)
    if source.recorded_first and len(replayed) == len(script.steps):
        yield from replayed
        return
    try:
        engine = source.engine()
    except SandboxUnavailableError as reason:
        yield from replayed if source.recorded_allowed else ()
        if stale := script.steps[len(replayed) if source.recorded_allowed else 0 :]:
            raise LessonError(_stale(script.name, stale[0].name, recorded is not None, reason)) from reason
        return
    yield from _run(script, engine, source.ran)


def fresh(script: Script, recorded: Recording | None) -> tuple[Outcome, ...]:
    """The recorded steps up to the first that is not fresh: each key is made of all steps before it."""
    if not recorded:
        return ()
    results = {result.key: result for result in recorded.steps}
    expected = _expected(script, recorded.provenance).steps
    steps = takewhile(lambda step: step.key in results and _has_traces(step, results[step.key]), expected)
    return tuple(Outcome(step, results[step.key], recorded.provenance, live=False) for step in steps)


def _expected(script: Script, provenance: Provenance) -> Script:
    """The script with what the engine is expected to print that did or will run it, which tells its own version."""
    return edition(script, generation_of(provenance.engine))


def _has_traces(step: Step, result: StepResult) -> bool:
    """Whether there is a trace of each command, or the reason why there is none, where the page wants it."""
    traces = [command.trace for command in result.commands]
    return not step.trace or all(
        trace is not None and (trace.deep or not step.deep or trace.missing) for trace in traces
    )


def _run(script: Script, engine: "Sandbox", ran: dict[str, tuple[Outcome, ...]]) -> Iterator[Outcome]:
    engine.reset(script.files)
    provenance = _provenance(engine)
    done: tuple[Outcome, ...] = ()
    for step in _expected(script, provenance).steps:
        commands = tuple(_result(engine, command.text, step.timeout) for command in step.commands)
        if step.trace:
            pairs = zip(commands, _traces(engine, len(commands), step.deep), strict=True)
            commands = tuple(structs.replace(command, trace=trace) for command, trace in pairs)
        done = (*done, Outcome(step, StepResult(step.name, step.key, commands), provenance, live=True))
        if len(done) == len(script.steps):
            ran[script.last_key] = done
        yield done[-1]


def _provenance(engine: "Sandbox") -> Provenance:
    facts = engine.facts
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Provenance(facts.engine, facts.platform, facts.hub, facts.image, now)


def _result(engine: "Sandbox", command: str, timeout: float) -> CommandResult:
    output = engine.run(command, timeout)
    seconds, shown = round(output.seconds, 3), lines(output.data)
    return CommandResult(command, output.status, seconds, shown, output.cut, frames=frames(output.chunks))


def _traces(engine: "Sandbox", count: int, deep: bool) -> tuple[Trace, ...]:
    try:
        logs = engine.logs()
        own = "\n".join(engine.container_log(container) for container in lesson_registries(logs.engine))
    except SandboxError as reason:
        return (Trace(missing=str(reason)),) * count
    return traces(logs.engine, logs.registry, count, own, deep=deep)


def _stale(page: str, step: str, recorded: bool, reason: SandboxUnavailableError) -> str:
    what = "は記録のあとで変わりました" if recorded else "の記録がありません"
    return (
        f"台本 {step} {what}。古い出力は表示しません。Dockerを起動してビルドしなおすか、"
        f"uv run snippets record {page} で記録してください。実行できなかった理由: {reason}"
    )


def recording_of(page: Sequence[Outcome]) -> Recording:
    """A page's recording, from all of its outcomes."""
    return Recording(recording.FORMAT, page[0].provenance, tuple(outcome.result for outcome in page))
