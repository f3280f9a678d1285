"""The Markdown extension: a page's fences, quotes and tooltips, in any host that runs Python-Markdown.

markdown-exec reads what stands behind the name of an executed fence and hands the fence on. Its own runner of console
fences, which would run a lesson's commands on the author's own Docker, is replaced when this module is imported, and
its fences come onto a page only through this extension. Without our MkDocs plugin nothing is ever run: what is
recorded is shown, or a notice.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import markdown_exec
from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from snippets.glossary.terms import read_terms
from snippets.page import terminal
from snippets.page.page import Course, Links, Page
from snippets.page.tooltips import Tooltips
from snippets.record.source import Source

_NAME = "snippets"
_GLOSSARY = Path("docs/glossary.md")
_FIRST, _LAST = 100, -1  # before anything is included, after all that reads the page's own links and escapes


class LessonExtension(Extension):
    """What executable pages need of Markdown.

    Args:
        lessons: The folder of transcripts, from which pages include them.
        begin: Gives the page that is rendered next. Without it, pages show their recordings.
    """

    def __init__(self, lessons: Path = Path("snippets/lessons"), begin: Callable[[], Page] | None = None) -> None:
        super().__init__()
        self._lessons = lessons
        self._begin = begin or (lambda: _replayed(lessons))

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Bring in the extensions that read fences, quotes and included files, and read pages before these do."""
        reader = _Reader(md, self._begin)
        md.preprocessors.register(reader, _NAME, _FIRST)
        md.registerExtensions(
            ["pymdownx.inlinehilite", "pymdownx.snippets", "pymdownx.superfences"],
            {
                "pymdownx.inlinehilite": {"custom_inline": [{"name": "output", "class": "quote", "format": _inline}]},
                "pymdownx.snippets": {"base_path": [str(self._lessons)], "check_paths": True},
                "pymdownx.superfences": {"custom_fences": _FENCES},
            },
        )
        tooltips = Tooltips(md, lambda: (reader.page.course.terms, reader.page.links.glossary))
        md.treeprocessors.register(tooltips, _NAME, _LAST)
        md.treeprocessors.register(_Finisher(md), f"{_NAME}-finish", _LAST - 1)


makeExtension = LessonExtension  # noqa: N816 - Python-Markdown's name


class _Reader(Preprocessor):
    """Reads a page before anything else does.

    Attributes:
        page: The page that is being rendered.
    """

    page: Page

    def __init__(self, md: Markdown, begin: Callable[[], Page]) -> None:
        super().__init__(md)
        self._begin = begin

    def run(self, lines: list[str]) -> list[str]:
        self.page = self._begin()
        return self.page.read("\n".join(lines)).split("\n")


class _Finisher(Treeprocessor):
    """Has a page finished once. Before this, postprocessors get single headings, for the table of contents."""

    def run(self, root: Element) -> None:
        self.md.postprocessors.register(_Finish(self.md), _NAME, _LAST)


class _Finish(Postprocessor):
    def run(self, text: str) -> str:
        self.md.postprocessors.deregister(_NAME)
        return _page(self.md).finish(text)


def _page(md: Markdown) -> Page:
    reader = md.preprocessors[_NAME]
    assert isinstance(reader, _Reader)
    return reader.page


def _show(md: Markdown, kind: str, source: str, options: Mapping[str, str]) -> str:
    if _NAME not in md.preprocessors:
        return terminal.failure(
            "このブロックは実行しません。Markdownの拡張に snippets.page.extension を加えてください。"
        )
    return _page(md).show(kind, source, options)


def _console(*, code: str, md: Markdown, **_: Any) -> str:
    """What markdown-exec calls for each executed console fence."""
    return _show(md, "console", code, {})


def _fence(source: str, language: str, css_class: str, options: dict[str, str], md: Markdown, **_: Any) -> str:
    """What superfences calls for each fence of the kinds below."""
    return _show(md, language, source, options)


def _inline(source: str, language: str, css_class: str, md: Markdown) -> str:
    """What inlinehilite calls for each quote."""
    return _show(md, language, source, {})


def _any_option(language: str, inputs: dict[str, str], options: dict[str, str], *_: Any) -> bool:
    """What superfences asks whether a fence's options are good; it shows the bare fence when they are not."""
    options.update(inputs)
    return True


markdown_exec.formatters["console"] = _console
_FENCES = [
    {"name": "console", "class": "console", "validator": markdown_exec.validator, "format": markdown_exec.formatter},
    {"name": "mermaid", "class": "diagram", "format": _fence},
    {"name": "goal", "class": "goal", "validator": _any_option, "format": _fence},
    {"name": "map", "class": "map", "validator": _any_option, "format": _fence},
    {"name": "predict", "class": "predict", "validator": _any_option, "format": _fence},
]


def _replayed(lessons: Path) -> Page:
    """A page of a host that says nothing of it."""
    terms = read_terms(_GLOSSARY.read_text(encoding="utf-8")) if _GLOSSARY.is_file() else ()
    course = Course(lessons, lessons.with_name("recordings"), Source("replay", serving=False), terms)
    return Page(course, links=Links(glossary=_GLOSSARY.name))
