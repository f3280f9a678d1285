"""The MkDocs plugin: wires transcripts, sandbox and rendering to markdown-exec, nothing else.

A plugin, not a hook: MkDocs keeps the instance from one build to the next while it serves.
"""

import logging
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
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

from snippets import recording, render, search, variants
from snippets.glossary import Entry, GlossaryError, GlossaryExtension, read_glossary
from snippets.lab import ENGINES, Lab
from snippets.page import TIMELINE, number_quotes
from snippets.policy import blocked, with_policy
from snippets.publish import Publication
from snippets.reading import Reading
from snippets.session import ENDING, Outcome, shows
from snippets.site import assets

log = logging.getLogger("mkdocs.plugins.snippets")

TABLE = '<div data-snippets="outputs"></div>'
"""Where a page wants the table of all executed commands."""
ERRORS = '<div data-snippets="known-errors"></div>'
"""Where the page of errors wants the table of its entries."""
_ABOUT = "about-outputs.md"
_ERRORS = "troubleshooting.md"
_ERRORS_DATA = "assets/errors/data.js"
_GLOSSARY = "glossary.md"
_HELPING = {"setup": "setup.md", "errors": "troubleshooting.md"}
"""The pages that a reader is sent to whose own output is not right."""


class _NoOptions(Config):  # type: ignore[no-untyped-call]
    pass


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
        self._root = Path(config.config_file_path).parent / "snippets"
        folders = (self._root / "lessons", self._root / "recordings")
        config.watch += [str(folder) for folder in folders if folder.is_dir()]
        markdown_exec.formatters["console"] = lambda **call: self._reading.console(**call)
        inline = config.mdx_configs.setdefault("pymdownx.inlinehilite", {}).setdefault("custom_inline", [])
        inline.append({"name": "output", "class": "quote", "format": lambda *call, **_: self._reading.quote(*call)})
        self._glossary = GlossaryExtension(_read_glossary(Path(config.docs_dir) / _GLOSSARY))
        config.markdown_extensions.append(self._glossary)  # type: ignore[arg-type]
        fences = config.mdx_configs.setdefault("pymdownx.superfences", {}).setdefault("custom_fences", [])
        fences.append(
            {"name": "mermaid", "class": "diagram", "format": lambda *call, **_: self._reading.diagram(*call)}
        )
        fences.append(
            {"name": "compare", "class": "compare", "format": lambda *call, **_: self._reading.compare(*call)}
        )
        fences.append(
            {
                "name": "predict",
                "class": "predict",
                "format": lambda *call, **_: self._reading.question(*call),
                "validator": _any_option,
            }
        )
        if self._publication:
            self._publication.begin(config)
        if self._serving:
            _show_mistakes_instead_of_stopping()
        self._readings: dict[str, Reading] = {}
        return config

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        """Keep the pages' order for the table."""
        self._order = nav.pages

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Read what the page runs, before it is rendered."""
        helping = {
            what: "" if path == page.file.src_uri else _address(path, page, files) for what, path in _HELPING.items()
        }
        self._reading = Reading(page.file.src_uri, _address(_ABOUT, page, files), helping)
        self._readings[page.file.src_uri] = self._reading
        self._glossary.address = _address(_GLOSSARY, page, files)
        self._reading.read(markdown, self._root, self._lab, self._ran)
        if page.file.src_uri == _ERRORS:
            self._reading.read_entries(markdown)
        return number_quotes(markdown)

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Fill in what needs the whole page, and notice what Markdown dropped."""
        self._reading.check(html)
        if page.file.src_uri == _ERRORS:
            table, script = self._reading.known_errors()
            html = html.replace(ERRORS, table)
            if script:
                files.append(File.generated(config, _ERRORS_DATA, content=script))
        return html.replace(TIMELINE, self._reading.timeline()) if TIMELINE in html else html

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:
        """Fill the table of all commands, give scripts and stylesheets their place, and notice what no page shows."""
        table = render.table({title: shown for page in self._order for title, shown in self._shown(page)})
        for page in self._order:
            page.content = (page.content or "").replace(TABLE, table)
        casts = {name: cast for reading in self._readings.values() for name, cast in reading.casts.items()}
        assets.publish(files, casts, env, config)
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
        """Put the search's index aside, and say what was run and what was not."""
        site = Path(config.site_dir)
        # A site for file:// has its index in a script, which the offline plugin makes after this.
        if (site / "search").is_dir() and config.use_directory_urls and config.theme.name == "material":
            search.defer(site / "search")
        counts = sum((reading.counts for reading in self._readings.values()), Counter[str]())
        log.info(
            "手順: 実行 %d・実行済み %d・記録を再生 %d・失敗 %d",
            *(counts[what] for what in ("ran", "kept", "recorded", "failed")),
        )
        if self._publication:
            self._publication.complete()

    def on_shutdown(self) -> None:
        """Remove the sandbox, and put the site in place."""
        self._lab.close()
        if self._publication:
            self._publication.end()

    def _shown(self, page: Page) -> Iterator[tuple[str, list[Outcome]]]:
        """What a page shows, under its title, and what it shows of each other generation of the engine."""
        reading = self._readings[page.file.src_uri]
        yield str(page.title), [outcome for outcome in reading.outcomes if outcome]
        for engine, steps in reading.editions.items():
            yield f"{page.title}（Docker {engine}）", [step for step in steps if variants.MARK in step.step.name]

    def _check_orphans(self) -> None:
        scripts = [reading.script for reading in self._readings.values()]
        if None in scripts:
            return  # what an unreadable page shows is not known
        lessons, recordings = self._root / "lessons", self._root / "recordings"
        steps = {step.name for script in scripts if script for step in script.steps}
        recorded = {
            recording.path(recordings, script.name, engine).stem
            for script in scripts
            if script and script.steps
            for engine in ENGINES
            if shows(script, engine)
        }
        for path in sorted(lessons.rglob(f"*{ENDING}")):
            step = path.relative_to(lessons).with_suffix("").as_posix()
            original = variants.base(step)
            if original != step and not (lessons / (original + ENDING)).is_file():
                log.warning("台本 %s のもとになる %s%s がありません。", path.relative_to(lessons), original, ENDING)
            elif original not in steps:
                log.warning("台本 %s を取り込むページがありません。", path.relative_to(lessons))
        for path in sorted(recordings.glob("*.json")):
            if path.stem not in recorded:
                log.warning("記録 %s のページがありません。ファイルを消してください。", path.name)


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
