"""One page while it is rendered: what its fences show, and the mistakes in them.

What is called for a fence answers with HTML, also when something is wrong, because superfences and inlinehilite
swallow what is raised: the page then shows the mistake, and it is logged as a warning, which strict mode counts.
"""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from snippets import cast, compare, known_errors, predict, quote, recording, render, sequence
from snippets.check import problems
from snippets.diagram import DiagramError, to_svg
from snippets.known_errors import EntryError, KnownError
from snippets.lab import ENGINES, SHOWN, Lab, SandboxError
from snippets.page import PageError, quote_parts
from snippets.recording import CommandResult, RecordingError
from snippets.session import (
    ENDING,
    Outcome,
    Script,
    StaleError,
    Step,
    edition,
    fresh,
    outcomes,
    read_script,
    shows,
)
from snippets.timeline import TimelineError, moments
from snippets.transcript import TranscriptError

log = logging.getLogger("mkdocs.plugins.snippets")


class Reading:
    """A page that is being rendered.

    Args:
        path: Its file below the folder of pages.
        about: Address of the page that explains provenance, if there is one.
        helping: Addresses of the pages that a reader is sent to whose own output is not right.

    Attributes:
        script: What it runs; None when that cannot be read.
        outcomes: One for each fence that was rendered; None where there is none.
        editions: The recorded steps on other generations of the engine, where the page shows what those print.
        entries: The errors that the page explains.
        casts: What its blocks play, by name.
        counts: How many steps ``ran``, were ``kept`` from an earlier build, were ``recorded`` or ``failed``.
    """

    def __init__(self, path: str, about: str | None, helping: Mapping[str, str | None]) -> None:
        self.path = path
        self.script: Script | None = None
        self.outcomes: list[Outcome | None] = []
        self.editions: dict[str, tuple[Outcome, ...]] = {}
        self.entries: tuple[KnownError, ...] = ()
        self.casts: dict[str, str] = {}
        self.counts: Counter[str] = Counter()
        self._about = about
        self._helping = helping
        self._upcoming: Iterator[Outcome] = iter(())
        self._live = "ran"
        self._diagrams = 0
        self._questions: list[str | None] = []
        self._answered: tuple[bool, ...] = ()

    def read(self, markdown: str, root: Path, lab: Lab, ran: dict[str, tuple[Outcome, ...]]) -> None:
        """Read what the page runs, before it is rendered.

        Args:
            markdown: The page.
            root: The folder of lessons and recordings.
            lab: Where commands run.
            ran: As for `snippets.session.outcomes`.
        """
        name = PurePosixPath(self.path).stem
        try:
            script = read_script(name, markdown, root / "lessons")
            recorded = recording.load(recording.path(root / "recordings", name)) if lab.recorded_allowed else None
        except (PageError, TranscriptError, RecordingError) as error:
            self.fail(str(error))
        else:
            self.script = script
            self._upcoming = outcomes(script, recorded, lab, ran)
            self._live = "kept" if script.last_key in ran else "ran"
            self._read_editions(script, root / "recordings")
        self._answered = predict.followed(markdown)

    def read_entries(self, markdown: str) -> None:
        """Read the errors that the page explains."""
        try:
            self.entries = known_errors.entries(markdown)
        except EntryError as error:
            self.fail(str(error))

    def _read_editions(self, script: Script, recordings: Path) -> None:
        for engine in ENGINES:
            if engine == SHOWN or not shows(script, engine):
                continue
            try:
                recorded = recording.load(recording.path(recordings, script.name, engine))
            except RecordingError as error:
                self.fail(str(error))
            else:
                self.editions[engine] = fresh(edition(script, engine), recorded)

    def check(self, html: str) -> None:
        """Notice what Markdown dropped after it was made."""
        for outcome in self.outcomes:
            if outcome and f'data-step="{outcome.step.name}"' not in html:
                self.fail(f"台本 {outcome.step.name}{ENDING} がページに出ません。フェンスの字下げを確かめてください。")
        self._check_questions(html)

    def console(self, *, code: str, **_: Any) -> str:
        """What markdown-exec calls for each console fence; superfences would swallow what it raises."""
        self.outcomes.append(None)
        try:
            return self._block(code)
        except (PageError, StaleError, SandboxError) as error:
            return self.fail(str(error))
        except Exception as error:
            log.debug("", exc_info=True)
            return self.fail(f"出力ブロックを作れませんでした（{type(error).__name__}: {error}）。")

    def _block(self, code: str) -> str:
        index = len(self.outcomes) - 1
        steps = self.script.steps if self.script else ()
        if self.script and (index >= len(steps) or steps[index].source.strip() != code.strip()):
            raise PageError('```console exec="1" の書き方を読みとれません。台本を取り込む1行だけの形にしてください。')
        outcome = next(self._upcoming, None)
        if not outcome:
            return render.failure("このページの前の誤りのために、ここの出力はありません。")
        self.outcomes[index] = outcome
        self.counts[self._live if outcome.live else "recorded"] += 1
        shown = [outcome, *self._others(outcome.step, index)]
        failures = "".join(self.fail(problem) for each in shown for problem in problems(each))
        form = render.check(outcome.step, self._helping) if outcome.step.check else ""
        blocks = [(each.provenance.engine, render.block(each, self._about, self._replay(each))) for each in shown]
        tabs = render.editions(blocks, f"edition-{index + 1}") if len(blocks) > 1 else blocks[0][1]
        return tabs + self._trace(outcome) + form + failures

    def _others(self, step: Step, index: int) -> Iterator[Outcome]:
        """What a step does on other generations of the engine, where that is something else."""
        for engine, steps in self.editions.items():
            if engine not in {variant.engine for variant in step.variants}:
                continue
            if index >= len(steps):
                page = step.name.partition("/")[0]
                raise StaleError(
                    f"台本 {step.name} のDocker Engine {engine}での記録がないか、古くなっています。"
                    f"uv run snippets record --engine {engine} {page} で記録してください。"
                )
            yield steps[index]

    def _replay(self, outcome: Outcome) -> str | None:
        """The name of the block's cast, where there is something to watch."""
        if not cast.moves(outcome.result.commands):
            return None
        played = cast.cast(outcome.step.commands, outcome.result.commands)
        name = cast.name(played)
        self.casts[name] = played
        return name

    def _trace(self, outcome: Outcome) -> str:
        """The diagram of what happened, where the page wants one and the sources were there."""
        if not outcome.step.diagram:
            return ""
        if reasons := sequence.reasons(outcome.result.commands):
            log.info("台本 %s%s の追跡の図を出しません。%s", outcome.step.name, ENDING, " ".join(reasons))
            return ""
        commands = outcome.result.commands
        traces = [(command.command, sequence.rows(command.trace)) for command in commands if command.trace]
        return render.trace(self.diagram(sequence.mermaid(commands)), traces)

    def timeline(self) -> str:
        """The lives of the page's containers, where the sources were there."""
        if None in self.outcomes:
            return ""  # that is a failure already
        commands = [command for outcome in self.outcomes if outcome for command in outcome.result.commands]
        try:
            return render.timeline(moments(commands))
        except TimelineError as reason:
            log.info("ページ %s のコンテナの一生の図を出しません。%s", self.path, reason)
            return ""

    def known_errors(self) -> tuple[str, str]:
        """The table of the page's entries, and the script in which the scripts of any page look messages up."""
        if None in self.outcomes:
            return "", ""  # that is a failure already
        pairs = []
        for entry in self.entries:
            outcomes = [outcome for number in entry.blocks if (outcome := self.outcomes[number])]
            try:
                known_errors.check(entry, outcomes)
            except EntryError as error:
                self.fail(str(error))
            pairs.append((entry, outcomes))
        return render.known_errors(self.entries), known_errors.script(pairs)

    def compare(self, source: str, *_: Any, **__: Any) -> str:
        """What superfences calls for each fence that compares two traces; it would swallow what this raises."""
        try:
            sides = compare.sides(source)
            left, right = (self._traced(side.step) for side in sides)
        except (compare.CompareError, PageError) as error:
            return self.fail(str(error))
        commands = [*left, *right]
        if reasons := sequence.reasons(commands):
            log.info("台本 %s と %s を見比べる表を出しません。%s", *(side.step for side in sides), " ".join(reasons))
            return ""
        entries = [
            [entry for command in side if command.trace for entry in command.trace.entries] for side in (left, right)
        ]
        return render.comparison([side.title for side in sides], compare.pairs(*entries))

    def _traced(self, name: str) -> tuple[CommandResult, ...]:
        """What a step above did, with its trace."""
        for outcome in self.outcomes:
            if outcome and outcome.step.trace and outcome.step.name.rpartition("/")[2] == name:
                return outcome.result.commands
        raise PageError(f'見比べる台本 {name} を、これより上のブロックで trace="yes" を付けて実行してください。')

    def quote(self, source: str, *_: Any) -> str:
        """What inlinehilite calls for each quote; it would swallow what this raises."""
        try:
            above, text = quote_parts(source)
        except ValueError:
            return self.fail(f"引用 `#!output {source}` はコードの外に書いてください。")
        for outcome in reversed(self.outcomes[:above]):
            if not outcome:
                return render.quote(text)  # without the block, which failed, nothing can be said of its quotes
            line = quote.find(text, (line for result in outcome.result.commands for line in result.lines))
            if line is not None:
                return render.quote(line)
        return self.fail(
            f"引用「{text}」と合う行を、これより上のブロックは出力していません。引用か台本を直してください。"
        )

    def diagram(self, source: str, *_: Any, **__: Any) -> str:
        """What superfences calls for each Mermaid fence; it would swallow what this raises."""
        self._diagrams += 1
        number = self._diagrams
        try:
            return to_svg(source, f"diagram-{number}")
        except DiagramError as error:
            return self.fail(f"{number}番目の図: {error}")
        except Exception as error:
            log.debug("", exc_info=True)
            return self.fail(f"{number}番目の図を描けませんでした（{type(error).__name__}: {error}）。")

    def question(self, source: str, language: str, css: str, options: dict[str, str], *_: Any, **__: Any) -> str:
        """What superfences calls for each question; it would swallow what this raises."""
        self._questions.append(None)
        try:
            question = predict.parse(source, options)
            if question.id in self._questions:
                raise predict.PredictError(f"id {question.id} は、このページの前の問いと同じです。変えてください。")
            self._questions[-1] = question.id
            return predict.render(question, PurePosixPath(self.path).with_suffix("").as_posix())
        except predict.PredictError as error:
            return self.fail(f"{len(self._questions)}番目の問い: {error}")
        except Exception as error:
            log.debug("", exc_info=True)
            return self.fail(f"{len(self._questions)}番目の問いを出せませんでした（{type(error).__name__}: {error}）。")

    def _check_questions(self, html: str) -> None:
        """Notice a question that Markdown took for something else, and one without its answer."""
        dropped = [name for name in self._questions if name and f'id="predict-{name}"' not in html]
        if dropped or len(self._answered) != len(self._questions):
            self.fail(
                '```predict の書き方を読みとれません。```predict id="英語の名前" の形と字下げを確かめてください。'
            )
        for number, answered in enumerate(self._answered, start=1):
            if not answered:
                self.fail(f'{number}番目の問いのすぐ下に、出力の入った ??? success "答えを見る" を置いてください。')

    def fail(self, message: str) -> str:
        """Log a mistake, and return what shows it on the page."""
        self.counts["failed"] += 1
        log.warning("ページ %s: %s", self.path, message)
        return render.failure(message)
