"""Mark the terms of the glossary on a page, each with a tooltip.

A term is marked once in a section, which begins at each heading of the second level: smaller parts are read in one
go. Where a section defines a term itself, as it does with one that stands alone in bold or as a heading, it is not
marked there at all.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

from snippets.glossary.terms import Term
from snippets.glossary.words import pattern

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_SECTIONS = {"h1", "h2"}
_DEFINING = _HEADINGS | {"strong", "dfn"}
"""What makes a term that is all its text one that the section defines."""
_UNMARKED = _HEADINGS | {"dt", "figcaption", "pre", "script", "style", "summary", "th"}
_UNMARKED |= {"a", "abbr", "button", "code", "kbd", "label", "math", "samp", "svg"}
_INLINE = {"a", "abbr", "del", "em", "ins", "mark", "span", "strong", "sub", "sup"}
"""Elements that may stand within a word. Code is a word of its own."""
_BREAK = "\0"
_RAW_START = re.compile(r"<(?!(?:br|hr|img|input|wbr)\b)[a-z][^<>]*>", re.I)


class Tooltips(Treeprocessor):
    """Marks the first occurrence of each term in each section.

    Args:
        md: The converter.
        glossary: Gives, for each page, the terms and the glossary's address as seen from there. Without an address,
            nothing is marked.
    """

    def __init__(self, md: Markdown, glossary: Callable[[], tuple[Sequence[Term], str | None]]) -> None:
        super().__init__(md)
        self._glossary = glossary

    def run(self, root: Element) -> None:
        """Mark from the end, so that the places before stay where they are."""
        terms, address = self._glossary()
        if not address or not terms:
            return
        spelled = {spelling: term for term in terms for spelling in term.spellings}
        marks = _first_marks(_Text(root, self.md.htmlStash.rawHtmlBlocks), spelled)
        for number, (place, start, end, term) in reversed([*enumerate(marks, 1)]):
            _wrap(place, start, end, *_tooltip(term, f"{address}#{term.id}", f"glossary-tip-{number}"))


@dataclass(frozen=True)
class _Place:
    """Where a piece of the page's text stands.

    Attributes:
        start: Its offset in the page's text.
        section: The number of its section; None where nothing is marked.
        owner: The element whose text it is, or whose tail if there is a parent.
    """

    start: int
    section: int | None
    owner: Element
    parent: Element | None


class _Text:
    """All text of a page in one string, so that a term sees its neighbours across the borders of elements.

    Attributes:
        text: The text.
        defining: The section of each part that defines what it says, by its start and end.
    """

    def __init__(self, root: Element, stash: Sequence[object]) -> None:
        self.text = ""
        self.defining: dict[tuple[int, int], int] = {}
        self._places: list[_Place] = []
        self._stash = stash
        self._section = 0
        self._raw = 0
        self._read(root, marked=True)

    def place(self, start: int, end: int) -> _Place | None:
        """The place of a part of the text; None when it stands in more than one."""
        at, last = (bisect_right(self._places, offset, key=lambda place: place.start) for offset in (start, end - 1))
        return self._places[at - 1] if at == last else None

    def _read(self, element: Element, *, marked: bool) -> None:
        if element.tag in _SECTIONS:
            self._section += 1
        if element.tag in _UNMARKED or "admonition-title" in element.get("class", ""):
            marked = False
        if element.tag not in _INLINE:
            self._break()
        start = len(self.text)
        self._add(element.text, _Place(0, self._section if marked else None, element, None))
        if element.tag in _DEFINING:
            self.defining[start, len(self.text)] = self._section
        for child in element:
            self._read(child, marked=marked)
            self._add(child.tail, _Place(0, self._section if marked else None, child, element))
        if element.tag not in _INLINE:
            self._break()

    def _add(self, text: str | None, place: _Place) -> None:
        if text:
            self._places.append(replace(place, start=len(self.text)))
            self.text += self._without_raw(text)

    def _break(self) -> None:
        self.text += _BREAK
        self._raw = 0

    def _without_raw(self, text: str) -> str:
        """The text with raw HTML, which stands in the tree as placeholders, and all it encloses blanked."""
        kept, end = "", 0
        for match in HTML_PLACEHOLDER_RE.finditer(text):
            kept += self._blanked(text[end : match.start()]) + _BREAK * len(match[0])
            end = match.end()
            raw = str(self._stash[int(match[1])])
            if _RAW_START.fullmatch(raw):
                self._raw += 1
            elif raw.startswith("</"):
                self._raw -= 1
        return kept + self._blanked(text[end:])

    def _blanked(self, text: str) -> str:
        return _BREAK * len(text) if self._raw > 0 else text


def _first_marks(text: _Text, terms: Mapping[str, Term]) -> Iterator[tuple[_Place, int, int, Term]]:
    """Each term's first mark in each section: its place, the span within that, and the term."""
    found = [(match, terms[" ".join(match[0].split())]) for match in pattern(terms).finditer(text.text)]
    seen = {(text.defining[match.span()], term.id) for match, term in found if match.span() in text.defining}
    for match, term in found:
        place = text.place(*match.span())
        if place and place.section is not None and (place.section, term.id) not in seen:
            seen.add((place.section, term.id))
            yield place, match.start() - place.start, match.end() - place.start, term


def _tooltip(term: Term, address: str, name: str) -> tuple[Element, Element]:
    """A term, still without its text, and its tooltip."""
    link = Element("a", {"class": "glossary-term", "href": address, "aria-describedby": name})
    # Material's search leaves an excluded element at the end of the first one of the same name: no <small> within.
    tip = Element("small", {"class": "glossary-tip", "popover": "auto", "data-search-exclude": ""})
    definition = Element("span", {"id": name, "role": "tooltip"})
    definition.text = term.definition
    # The keyboard needs no second stop: the term itself leads to the same place.
    more = Element("a", {"href": address, "tabindex": "-1"})
    more.text = "用語集で読む"
    tip.extend((definition, more))
    return link, tip


def _wrap(place: _Place, start: int, end: int, link: Element, tip: Element) -> None:
    owner, parent = place.owner, place.parent
    text = (owner.text if parent is None else owner.tail) or ""
    link.text, tip.tail = text[start:end], text[end:]
    if parent is None:
        owner.text = text[:start]
        owner[:0] = [link, tip]
    else:
        owner.tail = text[:start]
        after = list(parent).index(owner) + 1
        parent[after:after] = [link, tip]
