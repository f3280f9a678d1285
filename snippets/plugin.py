"""The MkDocs plugin: wires transcripts, sandbox and rendering to markdown-exec, nothing else.

A plugin, not a hook: MkDocs keeps the instance from one build to the next while it serves.
"""

import logging
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import markdown_exec
from jinja2 import Environment
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from snippets import cast, compare, known_errors, predict, quote, recording, render, replay, search, sequence, variants
from snippets.check import problems
from snippets.diagram import DiagramError, to_svg
from snippets.glossary import Entry, GlossaryError, GlossaryExtension, read_glossary
from snippets.known_errors import EntryError, KnownError
from snippets.lab import ENGINES, SHOWN, Lab, SandboxError
from snippets.page import TIMELINE, PageError, number_quotes, quote_parts
from snippets.policy import blocked, with_policy
from snippets.publish import Publication
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

TABLE = '<div data-snippets="outputs"></div>'
"""Where a page wants the table of all executed commands."""
ERRORS = '<div data-snippets="known-errors"></div>'
"""Where the page of errors wants the table of its entries."""
_ABOUT = "about-outputs.md"
_ERRORS = "troubleshooting.md"
_ERRORS_DATA = "assets/known-errors-data.js"
_GLOSSARY = "glossary.md"
_HELPING = {"setup": "setup.md", "errors": "troubleshooting.md"}
"""The pages that a reader is sent to whose own output is not right."""


class _NoOptions(Config):  # type: ignore[no-untyped-call]
    pass


class _Reading:
    """The page that is being rendered.

    Attributes:
        script: What it runs; None when that cannot be read.
        upcoming: What its fences that are not rendered yet will show.
        live: How what ran in this process is counted.
        outcomes: One for each fence that was rendered; None where there is none.
        editions: The recorded steps on other generations of the engine, where the page shows what those print.
        diagrams: How many diagrams were rendered so far.
        questions: The ids of the questions that were rendered so far; None for one that cannot be read.
        answered: For each question of the page, whether its answer follows.
        entries: The errors that the page explains.
    """

    def __init__(self, page: Page, about: str | None, helping: Mapping[str, str | None]) -> None:
        self.page = page
        self.about = about
        self.helping = helping
        self.script: Script | None = None
        self.upcoming: Iterator[Outcome] = iter(())
        self.live = "ran"
        self.outcomes: list[Outcome | None] = []
        self.editions: dict[str, tuple[Outcome, ...]] = {}
        self.diagrams = 0
        self.questions: list[str | None] = []
        self.answered: tuple[bool, ...] = ()
        self.entries: tuple[KnownError, ...] = ()


class SnippetsPlugin(BasePlugin[_NoOptions]):  # type: ignore[no-untyped-call]
    """Runs the transcripts of the pages, or shows their recordings, and checks both."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Decide what this process runs."""
        self._serving = command == "serve"
        try:
            self._lab = Lab(os.environ.get("SNIPPETS", "auto"), serving=self._serving)
        except ValueError as error:
            raise PluginError(str(error)) from error
        self._ran: dict[str, tuple[Outcome, ...]] = {}
        self._publication = None if self._serving else Publication()
        # Otherwise a SIGTERM ends the process without `on_shutdown`.
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Replace markdown-exec's console runner, and register the quotes."""
        root = Path(config.config_file_path).parent / "snippets"
        self._lessons, self._recordings = root / "lessons", root / "recordings"
        config.watch += [str(folder) for folder in (self._lessons, self._recordings) if folder.is_dir()]
        markdown_exec.formatters["console"] = self._format
        inline = config.mdx_configs.setdefault("pymdownx.inlinehilite", {}).setdefault("custom_inline", [])
        inline.append({"name": "output", "class": "quote", "format": self._quote})
        self._glossary = GlossaryExtension(_read_glossary(Path(config.docs_dir) / _GLOSSARY))
        config.markdown_extensions.append(self._glossary)  # type: ignore[arg-type]
        fences = config.mdx_configs.setdefault("pymdownx.superfences", {}).setdefault("custom_fences", [])
        fences.append({"name": "mermaid", "class": "diagram", "format": self._diagram})
        fences.append({"name": "compare", "class": "compare", "format": self._compare})
        fences.append({"name": "predict", "class": "predict", "format": self._question, "validator": _any_option})
        if self._publication:
            self._publication.begin(config)
        if self._serving:
            _show_mistakes_instead_of_stopping()
        self._counts: Counter[str] = Counter()
        self._readings: dict[str, _Reading] = {}
        self._casts: dict[str, str] = {}
        return config

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        """Keep the pages' order for the table."""
        self._order = nav.pages

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Read what the page runs, before it is rendered."""
        helping = {
            what: "" if path == page.file.src_uri else _address(path, page, files) for what, path in _HELPING.items()
        }
        self._reading = _Reading(page, _address(_ABOUT, page, files), helping)
        self._glossary.address = _address(_GLOSSARY, page, files)
        self._readings[page.file.src_uri] = self._reading
        name = PurePosixPath(page.file.src_uri).stem
        try:
            script = read_script(name, markdown, self._lessons)
            recorded = recording.load(self._recordings / f"{name}.json") if self._lab.recorded_allowed else None
        except (PageError, TranscriptError, RecordingError) as error:
            self._fail(str(error))
        else:
            self._reading.script = script
            self._reading.upcoming = outcomes(script, recorded, self._lab, self._ran)
            self._reading.live = "kept" if script.last_key in self._ran else "ran"
            self._read_editions(script)
        self._reading.answered = predict.followed(markdown)
        if page.file.src_uri == _ERRORS:
            self._read_entries(markdown)
        return number_quotes(markdown)

    def _read_editions(self, script: Script) -> None:
        for engine in ENGINES:
            if engine == SHOWN or not shows(script, engine):
                continue
            try:
                recorded = recording.load(recording.path(self._recordings, script.name, engine))
            except RecordingError as error:
                self._fail(str(error))
            else:
                self._reading.editions[engine] = fresh(edition(script, engine), recorded)

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Tell the containers' lives, and notice a block that Markdown dropped after it was made."""
        for outcome in self._reading.outcomes:
            if outcome and f'data-step="{outcome.step.name}"' not in html:
                self._fail(f"台本 {outcome.step.name}{ENDING} がページに出ません。フェンスの字下げを確かめてください。")
        self._check_questions(html)
        if page.file.src_uri == _ERRORS:
            html = html.replace(ERRORS, self._known_errors(page, config, files))
        return html.replace(TIMELINE, self._timeline()) if TIMELINE in html else html

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:
        """Fill the table of all commands, and notice what no page shows."""
        readings = [self._readings[page.file.src_uri] for page in self._order]
        table = render.table({title: shown for reading in readings for title, shown in _shown(reading)})
        for reading in readings:
            reading.page.content = (reading.page.content or "").replace(TABLE, table)
        self._check_orphans()

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Give a page its content security policy, and notice what that will block."""
        content = page.content or ""
        if names := blocked(content):
            log.warning(
                "ページ %s: %s は、コンテンツセキュリティポリシーがブラウザーで止めます。"
                "CSSは docs/assets のファイルに、スクリプトは extra_javascript のファイルに書いてください。",
                page.file.src_uri,
                "、".join(names),
            )
        return with_policy(output, content, serving=self._serving)

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Give the pages that are not made from Markdown their policy as well."""
        return with_policy(output_content, "", serving=self._serving)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Add what the pages play, and say what was run and what was not."""
        replay.publish(Path(config.site_dir) / "assets", self._casts)
        if config.use_directory_urls:  # a site to be read from a folder has its index as a script of the page
            search.defer(Path(config.site_dir) / "search")
        log.info(
            "手順: 実行 %d・実行済み %d・記録を再生 %d・失敗 %d",
            *(self._counts[what] for what in ("ran", "kept", "recorded", "failed")),
        )
        if self._publication:
            self._publication.complete()

    def on_shutdown(self) -> None:
        """Remove the sandbox, and put the site in place."""
        self._lab.close()
        if self._publication:
            self._publication.end()

    def _format(self, *, code: str, **_: Any) -> str:
        """What markdown-exec calls for each console fence; superfences would swallow what it raises."""
        self._reading.outcomes.append(None)
        try:
            return self._block(code)
        except (PageError, StaleError, SandboxError) as error:
            return self._fail(str(error))
        except Exception as error:
            log.debug("", exc_info=True)
            return self._fail(f"出力ブロックを作れませんでした（{type(error).__name__}: {error}）。")

    def _block(self, code: str) -> str:
        reading, index = self._reading, len(self._reading.outcomes) - 1
        steps = reading.script.steps if reading.script else ()
        if reading.script and (index >= len(steps) or steps[index].source.strip() != code.strip()):
            raise PageError('```console exec="1" の書き方を読みとれません。台本を取り込む1行だけの形にしてください。')
        outcome = next(reading.upcoming, None)
        if not outcome:
            return render.failure("このページの前の誤りのために、ここの出力はありません。")
        reading.outcomes[index] = outcome
        self._counts[reading.live if outcome.live else "recorded"] += 1
        shown = [outcome, *self._others(outcome.step, index)]
        failures = "".join(self._fail(problem) for each in shown for problem in problems(each))
        form = render.check(outcome.step, reading.helping) if outcome.step.check else ""
        blocks = [(each.provenance.engine, render.block(each, reading.about, self._replay(each))) for each in shown]
        tabs = render.editions(blocks, f"edition-{index + 1}") if len(blocks) > 1 else blocks[0][1]
        return tabs + self._trace(outcome) + form + failures

    def _others(self, step: Step, index: int) -> Iterator[Outcome]:
        """What a step does on other generations of the engine, where that is something else."""
        for engine, steps in self._reading.editions.items():
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
        name = replay.name(played)
        self._casts[name] = played
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
        return render.trace(self._diagram(sequence.mermaid(commands)), traces)

    def _timeline(self) -> str:
        """The lives of the page's containers, where the sources were there."""
        if None in self._reading.outcomes:
            return ""  # that is a failure already
        commands = [command for outcome in self._reading.outcomes if outcome for command in outcome.result.commands]
        try:
            return render.timeline(moments(commands))
        except TimelineError as reason:
            log.info("ページ %s のコンテナの一生の図を出しません。%s", self._reading.page.file.src_uri, reason)
            return ""

    def _read_entries(self, markdown: str) -> None:
        try:
            self._reading.entries = known_errors.entries(markdown)
        except EntryError as error:
            self._fail(str(error))

    def _known_errors(self, page: Page, config: MkDocsConfig, files: Files) -> str:
        """The table of the entries, which any page's scripts can look messages up in as well."""
        done = self._reading.outcomes
        if None in done:
            return ""  # that is a failure already
        pairs = []
        for entry in self._reading.entries:
            outcomes = [outcome for number in entry.blocks if (outcome := done[number])]
            try:
                known_errors.check(entry, outcomes)
            except EntryError as error:
                self._fail(str(error))
            pairs.append((entry, outcomes))
        content = known_errors.script(page.url, pairs)
        files.append(File.generated(config, _ERRORS_DATA, content=content))
        return render.known_errors(self._reading.entries)

    def _compare(self, source: str, *_: Any, **__: Any) -> str:
        """What superfences calls for each fence that compares two traces; it would swallow what this raises."""
        try:
            sides = compare.sides(source)
            left, right = (self._traced(side.step) for side in sides)
        except (compare.CompareError, PageError) as error:
            return self._fail(str(error))
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
        for outcome in self._reading.outcomes:
            if outcome and outcome.step.trace and outcome.step.name.rpartition("/")[2] == name:
                return outcome.result.commands
        raise PageError(f'見比べる台本 {name} を、これより上のブロックで trace="yes" を付けて実行してください。')

    def _quote(self, source: str, *_: Any) -> str:
        """What inlinehilite calls for each quote; it would swallow what this raises."""
        try:
            above, text = quote_parts(source)
        except ValueError:
            return self._fail(f"引用 `#!output {source}` はコードの外に書いてください。")
        for outcome in reversed(self._reading.outcomes[:above]):
            if not outcome:
                return render.quote(text)  # without the block, which failed, nothing can be said of its quotes
            line = quote.find(text, (line for result in outcome.result.commands for line in result.lines))
            if line is not None:
                return render.quote(line)
        return self._fail(
            f"引用「{text}」と合う行を、これより上のブロックは出力していません。引用か台本を直してください。"
        )

    def _diagram(self, source: str, *_: Any, **__: Any) -> str:
        """What superfences calls for each Mermaid fence; it would swallow what this raises."""
        self._reading.diagrams += 1
        number = self._reading.diagrams
        try:
            return to_svg(source, f"diagram-{number}")
        except DiagramError as error:
            return self._fail(f"{number}番目の図: {error}")
        except Exception as error:
            log.debug("", exc_info=True)
            return self._fail(f"{number}番目の図を描けませんでした（{type(error).__name__}: {error}）。")

    def _question(self, source: str, language: str, css: str, options: dict[str, str], *_: Any, **__: Any) -> str:
        """What superfences calls for each question; it would swallow what this raises."""
        reading = self._reading
        reading.questions.append(None)
        try:
            question = predict.parse(source, options)
            if question.id in reading.questions:
                raise predict.PredictError(f"id {question.id} は、このページの前の問いと同じです。変えてください。")
            reading.questions[-1] = question.id
            return predict.render(question, PurePosixPath(reading.page.file.src_uri).with_suffix("").as_posix())
        except predict.PredictError as error:
            return self._fail(f"{len(reading.questions)}番目の問い: {error}")
        except Exception as error:
            log.debug("", exc_info=True)
            return self._fail(
                f"{len(reading.questions)}番目の問いを出せませんでした（{type(error).__name__}: {error}）。"
            )

    def _check_questions(self, html: str) -> None:
        """Notice a question that Markdown took for something else, and one without its answer."""
        reading = self._reading
        dropped = [name for name in reading.questions if name and f'id="predict-{name}"' not in html]
        if dropped or len(reading.answered) != len(reading.questions):
            self._fail(
                '```predict の書き方を読みとれません。```predict id="英語の名前" の形と字下げを確かめてください。'
            )
        for number, answered in enumerate(reading.answered, start=1):
            if not answered:
                self._fail(f'{number}番目の問いのすぐ下に、出力の入った ??? success "答えを見る" を置いてください。')

    def _fail(self, message: str) -> str:
        self._counts["failed"] += 1
        log.warning("ページ %s: %s", self._reading.page.file.src_uri, message)
        return render.failure(message)

    def _check_orphans(self) -> None:
        scripts = [reading.script for reading in self._readings.values()]
        if None in scripts:
            return  # what an unreadable page shows is not known
        steps = {step.name for script in scripts if script for step in script.steps}
        recorded = {
            recording.path(self._recordings, script.name, engine).stem
            for script in scripts
            if script and script.steps
            for engine in ENGINES
            if shows(script, engine)
        }
        for path in sorted(self._lessons.rglob(f"*{ENDING}")):
            step = path.relative_to(self._lessons).with_suffix("").as_posix()
            original = variants.base(step)
            if original != step and not (self._lessons / (original + ENDING)).is_file():
                log.warning(
                    "台本 %s のもとになる %s%s がありません。", path.relative_to(self._lessons), original, ENDING
                )
            elif original not in steps:
                log.warning("台本 %s を取り込むページがありません。", path.relative_to(self._lessons))
        for path in sorted(self._recordings.glob("*.json")):
            if path.stem not in recorded:
                log.warning("記録 %s のページがありません。ファイルを消してください。", path.name)


def _shown(reading: _Reading) -> Iterator[tuple[str, list[Outcome]]]:
    """What a page shows, under its title, and what it shows of each other generation of the engine."""
    yield str(reading.page.title), [outcome for outcome in reading.outcomes if outcome]
    for engine, steps in reading.editions.items():
        yield f"{reading.page.title}（Docker {engine}）", [step for step in steps if variants.MARK in step.step.name]


def _address(path: str, page: Page, files: Files) -> str | None:
    """Where a page stands as seen from another; None when there is no other."""
    file = files.get_file_from_path(path)
    return file.url_relative_to(page.file) if file and file != page.file else None


def _read_glossary(path: Path) -> tuple[Entry, ...]:
    try:
        return read_glossary(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except GlossaryError as error:
        log.warning("ページ %s: %s", path.name, error)
        return ()


def _any_option(language: str, inputs: dict[str, str], options: dict[str, str], *_: Any) -> bool:
    """What superfences asks whether a fence's options are good; it shows the bare fence when they are not."""
    options.update(inputs)
    return True


def _show_mistakes_instead_of_stopping() -> None:
    """While serving, a mistake stands on the page; strict mode would leave an old page and a stuck server."""
    logger = logging.getLogger("mkdocs")
    for handler in [handler for handler in logger.handlers if isinstance(handler, CountHandler)]:
        logger.removeHandler(handler)
