"""One page's commands in order: show what is recorded and fresh, run what is not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from snippets import page as pages
from snippets import recording, screen, variants
from snippets.cast import frames
from snippets.lab import SHOWN, Lab, SandboxError, SandboxUnavailableError
from snippets.recording import CommandResult, Provenance, Recording, StepResult
from snippets.trace import Trace, lesson_registries, traces
from snippets.transcript import Command, TranscriptError, parse
from snippets.variants import Variant

if TYPE_CHECKING:
    from snippets.sandbox import Sandbox

ENDING = ".console"


class StaleError(Exception):
    """A step without a fresh recording, where nothing can run it; the message says what to do."""


@dataclass(frozen=True)
class Step:
    """A transcript of a page, ready to run.

    Attributes:
        name: Its path below the lessons' folder, such as ``image/pull``.
        source: Its text.
        commands: What it says.
        timeout: Seconds each command may take.
        key: Its freshness key.
        trace: Whether the page tells what happened meanwhile.
        diagram: Whether it does so below the step.
        check: Whether the page checks the reader's own output of it.
        variants: What other generations of the engine print.
    """

    name: str
    source: str
    commands: tuple[Command, ...]
    timeout: float
    key: str
    trace: bool = False
    diagram: bool = False
    check: bool = False
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """A step that ran.

    Attributes:
        live: Whether it ran in this process; otherwise it is recorded.
    """

    step: Step
    result: StepResult
    provenance: Provenance
    live: bool


@dataclass(frozen=True)
class Script:
    """Everything that a page runs.

    Attributes:
        name: The page's file name without its ending; its folder of transcripts and its recording have it too.
        steps: In the page's order.
        files: What stands in the home directory when the session starts, by name.
    """

    name: str
    steps: tuple[Step, ...]
    files: dict[str, bytes]

    @property
    def last_key(self) -> str:
        """The key that tells whether anything on the page changed; empty when nothing runs."""
        return self.steps[-1].key if self.steps else ""


def read_script(name: str, markdown: str, lessons: Path) -> Script:
    """Read the transcripts that a page shows.

    Raises:
        PageError: A fence is not written as it must be, or names a transcript that is not there.
        TranscriptError: A transcript cannot be read, or one of its variants has other commands.
    """
    fences = pages.fences(markdown)
    sources = [_source(fence.step, name, lessons) for fence in fences]
    commands = [_commands(fence.step, source) for fence, source in zip(fences, sources, strict=True)]
    files = {
        path.name: path.read_bytes()
        for path in sorted((lessons / name).glob("*"))
        if path.is_file() and path.suffix != ENDING
    }
    keys = recording.keys(name, [[command.text for command in step] for step in commands], files)
    lives = pages.TIMELINE in markdown
    steps = tuple(
        Step(
            fence.step,
            source,
            step,
            fence.timeout,
            key,
            lives or fence.trace,
            fence.trace,
            fence.check,
            variants.read(lessons / (fence.step + ENDING), step),
        )
        for fence, source, step, key in zip(fences, sources, commands, keys, strict=True)
    )
    return Script(name, steps, files)


def edition(script: Script, engine: str) -> Script:
    """The same page on another generation of the engine: where that prints something else, its variants count."""
    return replace(script, steps=tuple(_edition(step, engine) for step in script.steps))


def shows(script: Script, engine: str) -> bool:
    """Whether the page shows what a generation of the engine prints."""
    return engine == SHOWN or any(variant.engine == engine for step in script.steps for variant in step.variants)


def _edition(step: Step, engine: str) -> Step:
    for variant in step.variants:
        if variant.engine == engine:
            return replace(step, name=f"{step.name}{variants.MARK}{engine}", commands=variant.commands)
    return step


def _source(step: str, name: str, lessons: Path) -> str:
    path = lessons / (step + ENDING)
    if variants.MARK in step:
        raise pages.PageError(
            f"台本 {step} は取り込めません。{variants.MARK} の付いた台本は、出力の確認だけに使います。"
        )
    if path.parent != lessons / name:
        raise pages.PageError(f"台本 {step} は取り込めません。このページの台本は {name}/ の下に置いてください。")
    if not path.is_file():
        raise pages.PageError(f"台本 {step}{ENDING} がありません。snippets/lessons/ の下に作ってください。")
    return path.read_text(encoding="utf-8")


def _commands(step: str, source: str) -> tuple[Command, ...]:
    try:
        return parse(source)
    except TranscriptError as error:
        raise TranscriptError(f"台本 {step}{ENDING} を読めません。{error}") from error


def outcomes(
    script: Script, recorded: Recording | None, lab: Lab, ran: dict[str, tuple[Outcome, ...]]
) -> Iterator[Outcome]:
    """What each step of a page does, in order: from this process, the recording or the engine, as the lab decides.

    A page is shown from one session, so that its IDs and dates belong together: when one step has to run, all do.

    Args:
        script: The page's commands.
        recorded: The page's recording, if there is one.
        lab: Where commands run.
        ran: The pages that ran in this process, by the key of their last step; a page that runs now is added.

    Raises:
        StaleError: Nothing fresh is recorded for a step, and no sandbox can be had.
        SandboxError: The sandbox failed.
    """
    kept = ran.get(script.last_key, ())
    if kept and all(_has_traces(step, outcome.result) for step, outcome in zip(script.steps, kept, strict=True)):
        # Its expectations may have changed since.
        yield from (replace(outcome, step=step) for outcome, step in zip(kept, script.steps, strict=True))
        return
    replayed = fresh(script, recorded)
    if lab.recorded_first and len(replayed) == len(script.steps):
        yield from replayed
        return
    try:
        engine = lab.engine()
    except SandboxUnavailableError as reason:
        yield from replayed if lab.recorded_allowed else ()
        if stale := script.steps[len(replayed) if lab.recorded_allowed else 0 :]:
            raise StaleError(_stale(script.name, stale[0].name, recorded is not None, reason)) from reason
        return
    yield from _run(script, engine, ran)


def fresh(script: Script, recorded: Recording | None) -> tuple[Outcome, ...]:
    """The recorded steps up to the first that is not fresh: each key is made of all steps before it."""
    results = {result.key: result for result in recorded.steps} if recorded else {}
    steps = takewhile(lambda step: step.key in results and _has_traces(step, results[step.key]), script.steps)
    return tuple(Outcome(step, results[step.key], recorded.provenance, live=False) for step in steps if recorded)


def _has_traces(step: Step, result: StepResult) -> bool:
    """Whether there is a trace of each command, or the reason why there is none, where the page wants it."""
    return not step.trace or all(command.trace is not None for command in result.commands)


def _run(script: Script, engine: "Sandbox", ran: dict[str, tuple[Outcome, ...]]) -> Iterator[Outcome]:
    engine.reset(script.files)
    provenance = _provenance(engine)
    done: tuple[Outcome, ...] = ()
    for step in script.steps:
        commands = tuple(_result(engine, command.text, step.timeout) for command in step.commands)
        if step.trace:
            pairs = zip(commands, _traces(engine, len(commands)), strict=True)
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
    seconds, shown = round(output.seconds, 3), screen.lines(output.data)
    return CommandResult(command, output.status, seconds, shown, output.cut, frames=frames(output.chunks))


def _traces(engine: "Sandbox", count: int) -> tuple[Trace, ...]:
    try:
        logs = engine.logs()
        own = "\n".join(engine.container_log(container) for container in lesson_registries(logs.engine))
    except SandboxError as reason:
        return (Trace(missing=str(reason)),) * count
    return traces(logs.engine, logs.registry, count, own)


def _stale(page: str, step: str, recorded: bool, reason: SandboxUnavailableError) -> str:
    what = "は記録のあとで変わりました" if recorded else "の記録がありません"
    return (
        f"台本 {step} {what}。古い出力は表示しません。Dockerを起動してビルドしなおすか、"
        f"uv run snippets record {page} で記録してください。実行できなかった理由: {reason}"
    )


def recording_of(page: Sequence[Outcome]) -> Recording:
    """A page's recording, from all of its outcomes."""
    return Recording(recording.FORMAT, page[0].provenance, tuple(outcome.result for outcome in page))
