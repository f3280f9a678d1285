"""One page's commands in order: show what is recorded and fresh, run what is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from snippets import page as pages
from snippets import recording, screen
from snippets.lab import Lab
from snippets.recording import CommandResult, Provenance, Recording, StepResult
from snippets.sandbox import Sandbox, SandboxUnavailableError
from snippets.transcript import Command, TranscriptError, parse

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
    """

    name: str
    source: str
    commands: tuple[Command, ...]
    timeout: float
    key: str


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


def read_script(name: str, markdown: str, lessons: Path) -> Script:
    """Read the transcripts that a page shows.

    Raises:
        PageError: A fence is not written as it must be, or names a transcript that is not there.
        TranscriptError: A transcript cannot be read.
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
    steps = tuple(
        Step(fence.step, source, step, fence.timeout, key)
        for fence, source, step, key in zip(fences, sources, commands, keys, strict=True)
    )
    return Script(name, steps, files)


def _source(step: str, name: str, lessons: Path) -> str:
    path = lessons / (step + ENDING)
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


class Session:
    """One page's commands, each step on top of the ones before it.

    Args:
        script: The page's commands.
        recorded: The page's recording, if there is one.
        lab: Where commands run.
        ran: What ran earlier in this process, by key; what runs now is added.
    """

    def __init__(self, script: Script, recorded: Recording | None, lab: Lab, ran: dict[str, Outcome]) -> None:
        self._script = script
        self._recorded = recorded
        self._lab = lab
        self._ran = ran
        self._engine: Sandbox | None = None
        self._provenance: Provenance | None = None
        self._next = 0

    def outcome(self, index: int) -> Outcome:
        """What the commands of a step did: from this process, the recording or the engine, as the lab decides.

        Raises:
            StaleError: Nothing fresh is recorded, and no sandbox can be had.
            SandboxError: The sandbox failed.
        """
        step = self._script.steps[index]
        if step.key in self._ran:
            return self._ran[step.key]
        recorded = self._fresh(step)
        if recorded and self._lab.recorded_first:
            return recorded
        try:
            engine = self._lab.engine()
        except SandboxUnavailableError as reason:
            if recorded and self._lab.recorded_allowed:
                return recorded
            raise StaleError(_stale(self._script.name, step.name, self._recorded is not None, reason)) from reason
        self._run_until(index, engine)
        return self._ran[step.key]

    def _fresh(self, step: Step) -> Outcome | None:
        if not self._recorded:
            return None
        for result in self._recorded.steps:
            if result.key == step.key:
                return Outcome(step, result, self._recorded.provenance, live=False)
        return None

    def _run_until(self, index: int, engine: Sandbox) -> None:
        """Run up to and including a step, from a clean engine unless the engine is just before it."""
        if engine is not self._engine or self._next > index or not self._provenance:
            engine.reset(self._script.files)
            self._engine, self._next = engine, 0
            self._provenance = _provenance(engine)
        for step in self._script.steps[self._next : index + 1]:
            commands = tuple(_run(engine, command.text, step.timeout) for command in step.commands)
            self._ran[step.key] = Outcome(step, StepResult(step.name, step.key, commands), self._provenance, live=True)
            self._next += 1


def _provenance(engine: Sandbox) -> Provenance:
    facts = engine.facts
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return Provenance(facts.engine, facts.platform, facts.hub, facts.image, now)


def _run(engine: Sandbox, command: str, timeout: float) -> CommandResult:
    output = engine.run(command, timeout)
    return CommandResult(command, output.status, round(output.seconds, 3), screen.lines(output.data), output.cut)


def _stale(page: str, step: str, recorded: bool, reason: SandboxUnavailableError) -> str:
    what = "は記録のあとで変わりました" if recorded else "の記録がありません"
    return (
        f"台本 {step} {what}。古い出力は表示しません。Dockerを起動してビルドしなおすか、"
        f"uv run snippets record {page} で記録してください。実行できなかった理由: {reason}"
    )


def recording_of(outcomes: Sequence[Outcome]) -> Recording:
    """A page's recording, from all of its outcomes."""
    return Recording(recording.FORMAT, outcomes[0].provenance, tuple(outcome.result for outcome in outcomes))
