"""One page while it is rendered: what its fences show, and the mistakes in them."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from snippets.diagram.mermaid import to_svg
from snippets.errors import LessonError
from snippets.exercise import answers, checker, goal, predict
from snippets.glossary.terms import Term
from snippets.page import diagram, known_errors, terminal
from snippets.page import map as lesson_map
from snippets.page.known_errors import KnownError
from snippets.record import recording
from snippets.record.mismatch import problems
from snippets.record.result import Outcome
from snippets.record.session import fresh, outcomes
from snippets.record.source import Source
from snippets.script.editions import IMAGES, MARK, SHOWN, covered, generation_of
from snippets.script.fences import ERRORS, TIMELINE, fences, number_quotes, quote_parts
from snippets.script.pattern import find
from snippets.script.script import ENDING, Script, Step, read_script, shows
from snippets.story import cast, rows, sequence
from snippets.story.steps import steps as steps_of
from snippets.story.timeline import TimelineError, moments

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Course:
    """What all pages share.

    Attributes:
        lessons: The folder of transcripts.
        recordings: The folder of recordings.
        source: Where outputs come from.
        terms: What the glossary explains.
    """

    lessons: Path
    recordings: Path
    source: Source
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Links:
    """Addresses of the pages that ``mkdocs.yml`` names (see `snippets.site.config`), as seen from a page.

    They are empty where it is that page itself, and None where there is none.
    """

    about: str | None = None
    errors: str | None = None
    glossary: str | None = None


class Page:
    """A page that is being rendered.

    Args:
        course: What it shares with others.
        path: Its file below the folder of pages; empty where the host does not tell.
        links: Where other pages are.

    Attributes:
        script: What it runs; None when that cannot be read.
        outcomes: One for each executed fence that was rendered; None where there is none.
        editions: The recorded steps on other generations of the engine, where the page shows what those print.
        errors: The errors that the page explains, each with what its blocks did.
        casts: What its blocks play, by name.
        counts: How many steps ``ran``, were ``kept`` from an earlier build, were ``recorded`` or ``failed``.
    """

    def __init__(self, course: Course, path: str = "", links: Links = Links()) -> None:
        self.course = course
        self.path = path
        self.links = links
        self.script: Script | None = None
        self.outcomes: list[Outcome | None] = []
        self.editions: dict[str, tuple[Outcome, ...]] = {}
        self.errors: list[tuple[KnownError, list[Outcome]]] = []
        self.casts: dict[str, str] = {}
        self.counts: Counter[str] = Counter()
        self._upcoming: Iterator[Outcome] = iter(())
        self._live = "ran"
        self._entries: tuple[KnownError, ...] = ()
        self._shown: Counter[str] = Counter()
        self._exercises: list[str] = []
        self._goals: list[tuple[goal.Goal, int]] = []
        self._answered: dict[str, tuple[bool, ...]] = {}
        self._solutions: tuple[int, ...] = ()

    def read(self, markdown: str) -> str:
        """Read what the page runs, and give its Markdown as it is to be rendered."""
        try:
            self._read(markdown)
            self._entries = known_errors.entries(markdown) if ERRORS in markdown else ()
        except LessonError as error:
            self.fail(str(error))
        self._answered = {kind: answers.followed(kind, markdown) for kind in ("predict", "goal")}
        self._solutions = answers.next_blocks("goal", markdown)
        return number_quotes(markdown)

    def show(self, kind: str, source: str, options: Mapping[str, str]) -> str:
        """What a fence or a quote becomes. Whatever is raised meanwhile becomes a mistake that the page shows.

        Args:
            kind: One of `KINDS`.
            source: What stands in it.
            options: What stands behind its name.
        """
        name, make = KINDS[kind]
        self._shown[kind] += 1
        where = f"{self._shown[kind]}番目の{name}"
        try:
            return make(self, source, options)
        except LessonError as error:
            return self.fail(f"{where}: {error}")
        except Exception as error:
            log.debug("", exc_info=True)
            return self.fail(f"{where}を作れませんでした（{type(error).__name__}: {error}）。")

    def finish(self, html: str) -> str:
        """Fill in what needs the whole page, and notice what Markdown dropped."""
        unread = self.script.steps[len(self.outcomes) :] if self.script else ()
        for step in [*(outcome.step for outcome in self.outcomes if outcome), *unread]:
            if f'data-step="{step.name}"' not in html:
                self.fail(f"台本 {step.name}{ENDING} がページに出ません。フェンスの字下げを確かめてください。")
        self._check_exercises(html)
        if unread or None in self.outcomes:
            return html  # that is a failure already
        if TIMELINE in html:
            html = html.replace(TIMELINE, self._timeline())
        self.errors = [self._known(entry) for entry in self._entries]
        return html.replace(ERRORS, known_errors.table(self._entries))

    def fail(self, message: str) -> str:
        """Log a mistake, and give what shows it on the page."""
        self.counts["failed"] += 1
        log.warning("ページ %s: %s", self.path, message)
        return terminal.failure(message)

    def _read(self, markdown: str) -> None:
        self.path = self.path or f"{_folder(markdown)}.md"
        name = PurePosixPath(self.path).stem
        script = read_script(name, markdown, self.course.lessons)
        recordings, source = self.course.recordings, self.course.source
        recorded = recording.load(recording.path(recordings, name)) if source.recorded_allowed else None
        self.script = script
        self._upcoming = outcomes(script, recorded, source)
        self._live = "kept" if script.last_key in source.ran else "ran"
        for generation in IMAGES:
            if generation != SHOWN and shows(script, generation):
                recorded = recording.load(recording.path(recordings, name, generation))
                self.editions[generation] = fresh(script, recorded)

    def _block(self, source: str, options: Mapping[str, str]) -> str:
        index = len(self.outcomes)
        self.outcomes.append(None)
        steps = self.script.steps if self.script else ()
        if self.script and (index >= len(steps) or steps[index].source.strip() != source.strip()):
            raise LessonError('```console exec="1" の書き方を読みとれません。台本を取り込む1行だけの形にしてください。')
        outcome = next(self._upcoming, None)
        if not outcome:
            return terminal.failure("このページの前の誤りのために、ここの出力はありません。")
        self.counts[self._live if outcome.live else "recorded"] += 1
        shown = [outcome, *self._others(outcome.step, index)]
        failures = "".join(self.fail(problem) for each in shown for problem in problems(each))
        blocks = [terminal.block(each, self.links.about, self._cast(each)) + self._trace(each) for each in shown]
        generations = covered([generation_of(each.provenance.engine) for each in shown])
        tabs = terminal.editions(generations, blocks, f"edition-{index + 1}") if len(blocks) > 1 else blocks[0]
        form = checker.form(steps[index], self.links.errors) if outcome.step.check else ""
        shown_whole = tabs + form + failures
        self.outcomes[index] = outcome
        return shown_whole

    def _others(self, step: Step, index: int) -> Iterator[Outcome]:
        """What a step does on other generations of the engine, where that is something else."""
        for generation, steps in self.editions.items():
            others = {variant.generation for variant in step.variants} - {step.name.partition(MARK)[2]}
            if generation not in others:
                continue
            if index >= len(steps):
                page = step.name.partition("/")[0]
                raise LessonError(
                    f"台本 {step.name} のDocker Engine {generation}での記録がないか、古くなっています。"
                    f"uv run snippets record --engine {generation} {page} で記録してください。"
                )
            yield steps[index]

    def _cast(self, outcome: Outcome) -> str | None:
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
        commands = outcome.result.commands
        if reasons := sequence.reasons(commands):
            log.info("台本 %s%s の追跡の図を出しません。%s", outcome.step.name, ENDING, " ".join(reasons))
            return ""
        listed = [(command.command, rows.rows(command.trace)) for command in commands if command.trace]
        drawn = self.show("mermaid", sequence.mermaid(commands), {})
        return diagram.trace(drawn, steps_of(commands), listed, outcome.step.opened)

    def _diagram(self, source: str, options: Mapping[str, str]) -> str:
        return diagram.figure(to_svg(source, f"diagram-{self._shown['mermaid']}"))

    def _map(self, source: str, options: Mapping[str, str]) -> str:
        return lesson_map.render(lesson_map.parse(source, options))

    def _question(self, source: str, options: Mapping[str, str]) -> str:
        question = predict.parse(source, options)
        self._name(f"predict-{question.id}", "問い")
        return predict.render(question, self.path.removesuffix(".md"))

    def _goal(self, source: str, options: Mapping[str, str]) -> str:
        found = goal.parse(source, options)
        self._name(f"goal-{found.id}", "目標")
        self._goals += [(found, at) for at in self._solutions[self._shown["goal"] - 1 :][:1]]
        return goal.render(found, self.links.errors)

    def _name(self, name: str, kind: str) -> None:
        if name in self._exercises:
            raise LessonError(f"id {name.partition('-')[2]} は、このページの前の{kind}と同じです。変えてください。")
        self._exercises.append(name)

    def _quote(self, source: str, options: Mapping[str, str]) -> str:
        above, text = quote_parts(source)
        for outcome in reversed(self.outcomes[:above]):
            if not outcome:
                return terminal.quote(text)  # without the block, which failed, nothing can be said of its quotes
            line = find(text, (line for result in outcome.result.commands for line in result.lines))
            if line is not None:
                return terminal.quote(line)
        raise LessonError(f"「{text}」と合う行を、これより上のブロックは出力していません。引用か台本を直してください。")

    def _timeline(self) -> str:
        """The lives of the page's containers, where the sources were there."""
        commands = [command for outcome in self.outcomes if outcome for command in outcome.result.commands]
        try:
            return diagram.timeline(moments(commands))
        except TimelineError as reason:
            log.info("ページ %s のコンテナの一生の図を出しません。%s", self.path, reason)
            return ""

    def _known(self, entry: KnownError) -> tuple[KnownError, list[Outcome]]:
        """An entry with what its blocks did, which must have printed its message."""
        shown = [outcome for number in entry.blocks if (outcome := self.outcomes[number])]
        try:
            known_errors.check(entry, shown)
        except LessonError as error:
            self.fail(str(error))
        return entry, shown

    def _check_exercises(self, html: str) -> None:
        """Notice an exercise that Markdown took for something else, one without its answer, one that is not solved."""
        for kind, answered in self._answered.items():
            what = KINDS[kind][0]
            dropped = [name for name in self._exercises if name.startswith(kind) and f'id="{name}"' not in html]
            if dropped or len(answered) != self._shown[kind]:
                self.fail(
                    f'```{kind} の書き方を読みとれません。```{kind} id="英語の名前" の形と字下げを確かめてください。'
                )
            for number, is_answered in enumerate(answered, start=1):
                if not is_answered:
                    below = f'{number}番目の{what}のすぐ下に、出力の入った ??? success "答えを見る" を置いてください。'
                    self.fail(below)
        for found, at in self._goals:
            self._prove(found, at)

    def _prove(self, found: goal.Goal, at: int) -> None:
        """Hold a goal against its solution, which is the next block, on each generation that the page shows."""
        solution = self.outcomes[at] if at < len(self.outcomes) else None
        if not solution:
            return  # without the block, which failed or is missed already, nothing can be said of the goal
        try:
            goal.prove(found, [solution, *self._others(solution.step, at)])
        except LessonError as error:
            self.fail(str(error))


def _folder(markdown: str) -> str:
    """The folder of the page's transcripts, which has the page's name."""
    return next((fence.step.partition("/")[0] for fence in fences(markdown)), "")


_Make = Callable[[Page, str, Mapping[str, str]], str]
KINDS: dict[str, tuple[str, _Make]] = {
    "console": ("出力ブロック", Page._block),
    "mermaid": ("図", Page._diagram),
    "goal": ("目標", Page._goal),
    "map": ("地図", Page._map),
    "predict": ("問い", Page._question),
    "output": ("引用", Page._quote),
}
"""What stands on a page: each fence's or quote's name, what an author calls it, and what makes it."""
