"""Read the glossary: its terms, how texts write them, and what a tooltip says of them."""

import re
from dataclasses import dataclass

from snippets.errors import LessonError

LONGEST_DEFINITION = 60
"""Characters that fit into a tooltip."""

_ENTRY = re.compile(r"^### +(?P<heading>.+)\n(?P<body>(?:(?!#{1,3} ).*\n?)*)", re.M)
_HEADING = re.compile(r"(?P<spelling>.+?) *\{ *#(?P<id>[\w-]+) *\} *")
_SPELLINGS = "別の書き方"
_MARKUP = re.compile(r"\[(?P<text>[^]]*)\]\([^)]*\)|[`*]")


@dataclass(frozen=True)
class Term:
    """A term of the glossary.

    Attributes:
        id: Where it stands on the glossary's page.
        spellings: How texts write it.
        definition: What the tooltip says.
    """

    id: str
    spellings: tuple[str, ...]
    definition: str


def read_terms(markdown: str) -> tuple[Term, ...]:
    """The glossary's terms, which are its headings of the third level.

    A term has three parts: a heading with an id, a line of fields, and the definition, whose first sentence
    becomes the tooltip::

        ### コンテナイメージ {#image}

        英語：container image／別の書き方：イメージ

        コンテナを作るときの元になるものだよ。ふだんは短く…

    A term is spelled as in its heading or as one of 別の書き方, which are separated by 、. The other fields are
    for people: a reading or an English name becomes a spelling only when it is written there as well.

    Raises:
        LessonError: A term lacks a part, its first sentence is too long, or two share an id or a spelling.
    """
    terms = tuple(_term(match["heading"], match["body"]) for match in _ENTRY.finditer(markdown))
    seen: set[str] = set()
    for term in terms:
        for name in (f"#{term.id}", *term.spellings):
            if name in seen:
                raise LessonError(f"用語集に「{name}」が2つあります。")
            seen.add(name)
    return terms


def _term(heading: str, body: str) -> Term:
    title = _HEADING.fullmatch(heading)
    if not title:
        raise LessonError(f"用語集の見出し「{heading}」の後ろに {{#英語のid}} を書いてください。")
    fields, _, definition = body.strip().partition("\n\n")
    if not definition or "：" not in fields:
        raise LessonError(f"用語集の「{title['spelling']}」に、読みや英語の行と、説明の段落を書いてください。")
    sentence, end, _ = _MARKUP.sub(lambda match: match["text"] or "", definition).partition("。")
    if not end or len(sentence + end) > LONGEST_DEFINITION:
        raise LessonError(
            f"用語集の「{title['spelling']}」の最初の文を、「。」まで{LONGEST_DEFINITION}文字以内にしてください。"
        )
    named = dict(field.partition("：")[::2] for field in fields.split("／"))
    others = [spelling for spelling in named.get(_SPELLINGS, "").split("、") if spelling]
    return Term(title["id"], (title["spelling"], *others), sentence + end)
