r"""Read the glossary, and mark its terms on the other pages.

Python-Markdown's ``abbr`` looks for whole words by ``\b``, and Japanese puts nothing between words. What tells
コンテナ from コンテナイメージ is the script: a word of one script does not begin or end within a run of it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

LONGEST_DEFINITION = 60
"""Characters that fit into a tooltip."""

_ENTRY = re.compile(r"^### +(?P<heading>.+)\n(?P<body>(?:(?!#{1,3} ).*\n?)*)", re.M)
_HEADING = re.compile(r"(?P<spelling>.+?) *\{ *#(?P<id>[\w-]+) *\} *")
_SPELLINGS = "別の書き方"
_MARKUP = re.compile(r"\[(?P<text>[^]]*)\]\([^)]*\)|[`*]")

_KATAKANA = "ァ-ヺー-ヿㇰ-ㇿｦ-ﾟ"
_KANJI = "々〆〇㐀-䶿一-鿿豈-﫿\U00020000-\U000323af"
_LATIN = "0-9A-Za-zÀ-ɏ０-９Ａ-Ｚａ-ｚ"
_BORDERS = {
    _KATAKANA: (f"(?<![{_KATAKANA}])(?<![{_KATAKANA}][・･])", f"(?![・･]?[{_KATAKANA}])"),
    _KANJI: (f"(?<![{_KANJI}])", f"(?![{_KANJI}])"),
    # Besides words, these keep out options, paths, addresses and file names: --pull, run.sh, httpd:latest.
    _LATIN: (rf"(?<![{_LATIN}_$#@/\\.:-])", f"(?![_-]|[.:/@]?[{_LATIN}])"),
}
"""For each script, what must not stand before and after a term that begins or ends in it."""

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_UNMARKED = _HEADINGS | {"dt", "figcaption", "pre", "script", "style", "summary", "th"}
_UNMARKED |= {"a", "abbr", "button", "code", "kbd", "label", "math", "samp", "svg"}
_INLINE = {"a", "abbr", "del", "em", "ins", "mark", "span", "strong", "sub", "sup"}
"""Elements that may stand within a word. Code is a word of its own."""
_BREAK = "\0"
_RAW_START = re.compile(r"<(?!(?:br|hr|img|input|wbr)\b)[a-z][^<>]*>", re.I)


class GlossaryError(ValueError):
    """A glossary that cannot be read; the message says what to write."""


@dataclass(frozen=True)
class Entry:
    """A term of the glossary.

    Attributes:
        id: Where it stands on the glossary's page.
        spellings: How texts write it.
        definition: What the tooltip says.
    """

    id: str
    spellings: tuple[str, ...]
    definition: str


def read_glossary(markdown: str) -> tuple[Entry, ...]:
    """The glossary's entries, which are its headings of the third level.

    An entry has three parts: a heading with an id, a line of fields, and the definition, whose first sentence
    becomes the tooltip::

        ### コンテナイメージ {#image}

        英語：container image／別の書き方：イメージ

        コンテナを作るときの元になるものだよ。ふだんは短く…

    A term is spelled as in its heading or as one of 別の書き方, which are separated by 、. The other fields are
    for people: a reading or an English name becomes a spelling only when it is written there as well.

    Raises:
        GlossaryError: An entry lacks a part, its first sentence is too long, or two share an id or a spelling.
    """
    entries = tuple(_entry(match["heading"], match["body"]) for match in _ENTRY.finditer(markdown))
    seen: set[str] = set()
    for entry in entries:
        for name in (f"#{entry.id}", *entry.spellings):
            if name in seen:
                raise GlossaryError(f"用語集に「{name}」が2つあります。")
            seen.add(name)
    return entries


def _entry(heading: str, body: str) -> Entry:
    title = _HEADING.fullmatch(heading)
    if not title:
        raise GlossaryError(f"用語集の見出し「{heading}」の後ろに {{#英語のid}} を書いてください。")
    fields, _, definition = body.strip().partition("\n\n")
    if not definition or "：" not in fields:
        raise GlossaryError(f"用語集の「{title['spelling']}」に、読みや英語の行と、説明の段落を書いてください。")
    sentence, end, _ = _MARKUP.sub(lambda match: match["text"] or "", definition).partition("。")
    if not end or len(sentence + end) > LONGEST_DEFINITION:
        raise GlossaryError(
            f"用語集の「{title['spelling']}」の最初の文を、「。」まで{LONGEST_DEFINITION}文字以内にしてください。"
        )
    named = dict(field.partition("：")[::2] for field in fields.split("／"))
    others = [spelling for spelling in named.get(_SPELLINGS, "").split("、") if spelling]
    return Entry(title["id"], (title["spelling"], *others), sentence + end)


class GlossaryExtension(Extension):
    """Marks the first occurrence of each term in each section, which begins at each heading.

    Attributes:
        address: The glossary's address as seen from the page that is rendered next; None marks nothing.
    """

    def __init__(self, entries: Sequence[Entry], address: str | None = None) -> None:
        super().__init__()
        self.entries = entries
        self.address = address

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 -- Python-Markdown's name
        """Mark at the very end: escapes are resolved, and MkDocs has checked the page's own links."""
        if self.address is not None and self.entries:
            md.treeprocessors.register(_Marker(md, self.entries, self.address), "glossary", -1)


class _Marker(Treeprocessor):
    def __init__(self, md: Markdown, entries: Sequence[Entry], address: str) -> None:
        super().__init__(md)
        self._entries = {spelling: entry for entry in entries for spelling in entry.spellings}
        self._address = address

    def run(self, root: Element) -> None:
        """Mark from the end, so that the places before stay where they are."""
        marks = _first_marks(_Page(root, self.md.htmlStash.rawHtmlBlocks), self._entries)
        for number, (place, start, end, entry) in reversed([*enumerate(marks, 1)]):
            tooltip = _tooltip(entry, f"{self._address}#{entry.id}", f"glossary-tip-{number}")
            _wrap(place, start, end, *tooltip)


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


class _Page:
    """All text of a page in one string, so that a term sees its neighbours across the borders of elements."""

    def __init__(self, root: Element, stash: Sequence[object]) -> None:
        self.text = ""
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
        if element.tag in _HEADINGS:
            self._section += 1
        if element.tag in _UNMARKED or "admonition-title" in element.get("class", ""):
            marked = False
        if element.tag not in _INLINE:
            self._break()
        self._add(element.text, _Place(0, self._section if marked else None, element, None))
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


def _first_marks(page: _Page, entries: Mapping[str, Entry]) -> Iterator[tuple[_Place, int, int, Entry]]:
    """Each term's first mark in each section: its place, the span within that, and the term."""
    seen: set[tuple[int, str]] = set()
    for match in _pattern(entries).finditer(page.text):
        entry = entries[" ".join(match[0].split())]
        place = page.place(*match.span())
        if place and place.section is not None and (place.section, entry.id) not in seen:
            seen.add((place.section, entry.id))
            yield place, match.start() - place.start, match.end() - place.start, entry


def _pattern(spellings: Mapping[str, Entry]) -> re.Pattern[str]:
    """Finds the longest spelling where it is a word of its own."""
    return re.compile("|".join(_word(spelling) for spelling in sorted(spellings, key=len, reverse=True)))


def _word(spelling: str) -> str:
    before, _ = _borders(spelling[0])
    _, after = _borders(spelling[-1])
    return before + r"\s+".join(re.escape(part) for part in spelling.split()) + after


def _borders(letter: str) -> tuple[str, str]:
    return next((borders for script, borders in _BORDERS.items() if re.match(f"[{script}]", letter)), ("", ""))


def _tooltip(entry: Entry, address: str, name: str) -> tuple[Element, Element]:
    """A term, still without its text, and its tooltip."""
    term = Element("a", {"class": "glossary-term", "href": address, "aria-describedby": name})
    # Material's search leaves an excluded element at the end of the first one of the same name: no <small> within.
    tip = Element("small", {"class": "glossary-tip", "popover": "auto", "data-search-exclude": ""})
    definition = Element("span", {"id": name, "role": "tooltip"})
    definition.text = entry.definition
    # The keyboard needs no second stop: the term itself leads to the same place.
    more = Element("a", {"href": address, "tabindex": "-1"})
    more.text = "用語集で読む"
    tip.extend((definition, more))
    return term, tip


def _wrap(place: _Place, start: int, end: int, term: Element, tip: Element) -> None:
    owner, parent = place.owner, place.parent
    text = (owner.text if parent is None else owner.tail) or ""
    term.text, tip.tail = text[start:end], text[end:]
    if parent is None:
        owner.text = text[:start]
        owner[:0] = [term, tip]
    else:
        owner.tail = text[:start]
        after = list(parent).index(owner) + 1
        parent[after:after] = [term, tip]
