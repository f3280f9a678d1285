"""The MkDocs plugin: gives the Markdown extension what MkDocs knows, and the site what the pages became.

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

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils import CountHandler
from mkdocs.utils.templates import TemplateContext

from snippets.errors import LessonError
from snippets.glossary.terms import Term, read_terms
from snippets.page import known_errors, outputs
from snippets.page.page import Course, Links, Page
from snippets.record.result import Outcome
from snippets.record.source import Source
from snippets.script.editions import MARK
from snippets.script.fences import OUTPUTS
from snippets.site import assets, search
from snippets.site.config import Options
from snippets.site.orphans import orphans
from snippets.site.policy import blocked, with_policy
from snippets.site.publication import Publication

log = logging.getLogger("mkdocs.plugins.snippets")

_EXTENSION = "snippets.page.extension"
_ERRORS_DATA = "assets/errors/data.js"


class SnippetsPlugin(BasePlugin[Options]):  # type: ignore[no-untyped-call]
    """Runs the transcripts of the pages, or shows their recordings, and checks both."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Decide what this process runs."""
        self._serving = command == "serve"
        try:
            self._source = Source(os.environ.get("SNIPPETS", "auto"), serving=self._serving)
        except ValueError as error:
            raise PluginError(str(error)) from error
        self._publication = None if self._serving else Publication()
        _log_as_mkdocs_does()
        # Otherwise a SIGTERM ends the process without `on_shutdown`.
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Tell the Markdown extension of the pages to come."""
        options = self.config
        terms = _terms(Path(config.docs_dir), options.glossary)
        self._course = Course(Path(options.lessons), Path(options.recordings), self._source, terms)
        config.watch += [folder for folder in (options.lessons, options.recordings) if Path(folder).is_dir()]
        if _EXTENSION not in config.markdown_extensions:
            config.markdown_extensions.append(_EXTENSION)
        config.mdx_configs[_EXTENSION] = {"lessons": self._course.lessons, "begin": lambda: self._page}
        if self._publication:
            self._publication.begin(config)
        if self._serving:
            _show_mistakes_instead_of_stopping()
        self._pages: dict[str, Page] = {}
        return config

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:
        """Keep the pages' order for the table."""
        self._order = nav.pages

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> None:
        """Begin a page, which the Markdown extension then reads."""
        options = self.config
        names = {"about": options.about, "errors": options.errors, "glossary": options.glossary}
        links = Links(**{name: _address(path, page, files) for name, path in names.items()})
        self._page = self._pages[page.file.src_uri] = Page(self._course, page.file.src_uri, links)

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> None:
        """Keep what all pages' scripts need of a page of errors."""
        if errors := self._page.errors:
            files.append(File.generated(config, _ERRORS_DATA, content=known_errors.script(errors)))

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> None:
        """Fill the table of all commands, give scripts and stylesheets their place, and notice what no page shows."""
        table = outputs.table({title: shown for page in self._order for title, shown in self._shown(page)})
        for page in self._order:
            page.content = (page.content or "").replace(OUTPUTS, table)
        casts = {name: cast for page in self._pages.values() for name, cast in page.casts.items()}
        assets.publish(files, casts, env, config)
        scripts = [page.script for page in self._pages.values()]
        if None in scripts:
            return  # what an unreadable page shows is not known
        for message in orphans([script for script in scripts if script], self._course.lessons, self._course.recordings):
            log.warning(message)

    @event_priority(100)
    def _before_index(self, /, context: TemplateContext, *, page: MkDocsPage, **_: Any) -> None:
        self._content = page.content or ""
        page.content = search.with_lines(self._content)

    @event_priority(-100)
    def _after_index(self, /, context: TemplateContext, *, page: MkDocsPage, **_: Any) -> None:
        page.content = self._content

    # Material's search reads a page at this event.
    on_page_context = CombinedEvent(_before_index, _after_index)

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
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
        counts = sum((page.counts for page in self._pages.values()), Counter[str]())
        log.info(
            "手順: 実行 %d・実行済み %d・記録を再生 %d・失敗 %d",
            *(counts[what] for what in ("ran", "kept", "recorded", "failed")),
        )
        if self._publication:
            self._publication.complete()

    def on_shutdown(self) -> None:
        """Remove the sandbox, and put the site in place."""
        self._source.close()
        if self._publication:
            self._publication.end()

    def _shown(self, page: MkDocsPage) -> Iterator[tuple[str, list[Outcome]]]:
        """What a page shows, under its title, and what it shows of each other generation of the engine."""
        shown = self._pages[page.file.src_uri]
        yield str(page.title), [outcome for outcome in shown.outcomes if outcome]
        for generation, steps in shown.editions.items():
            yield (
                f"{page.title}（Docker {generation}）",
                [step for step in steps if step.step.name.endswith(MARK + generation)],
            )


def _address(path: str | None, page: MkDocsPage, files: Files) -> str | None:
    """Where a page stands as seen from another: empty where it is the same, None where mkdocs.yml names none.

    Raises:
        PluginError: There is no such page.
    """
    if not path:
        return None
    if not (file := files.get_file_from_path(path)):
        raise PluginError(f"mkdocs.yml: snippets の設定にあるページ {path} がありません。")
    return "" if file == page.file else file.url_relative_to(page.file)


def _terms(docs: Path, glossary: str | None) -> tuple[Term, ...]:
    try:
        return read_terms((docs / glossary).read_text(encoding="utf-8")) if glossary else ()
    except (LessonError, FileNotFoundError) as error:
        log.warning("ページ %s: %s", glossary, error)
        return ()


def _log_as_mkdocs_does() -> None:
    """What the other rooms log is MkDocs' to show, and its warnings count in strict mode."""
    logging.getLogger("snippets").parent = log


def _show_mistakes_instead_of_stopping() -> None:
    """While serving, a mistake stands on the page; strict mode would leave an old page and a stuck server."""
    logger = logging.getLogger("mkdocs")
    for handler in [handler for handler in logger.handlers if isinstance(handler, CountHandler)]:
        logger.removeHandler(handler)
