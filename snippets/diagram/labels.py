"""The labels of a diagram: broken into lines here, and measured.

mmdr takes Latin letters for narrower than any font has them and breaks lines inside words. So it gets stand-ins: each
line of a label becomes as many full-width characters as the line is wide at most, and its text comes back when the
SVG is rewritten. This also keeps label text away from everything that would read markup into it.
"""

import re
from collections.abc import Sequence
from html import unescape
from math import ceil
from unicodedata import east_asian_width

from snippets.errors import LessonError

FONT_SIZE = 15
"""Height of the text in the SVG's own units; ``assets/diagram.css`` says it too."""
PLANNED_SIZE = {"flowchart": FONT_SIZE, "sequenceDiagram": 18, "stateDiagram-v2": FONT_SIZE}
"""What mmdr takes for it: in sequences a larger one, because their lines stand too close together otherwise."""

_LABELS = {
    "flowchart": r'"(?P<label>[^"\n]*)"',
    "sequenceDiagram": r"^\s*(?:loop|alt|else|opt|par|and|critical|option|break)\s+(?P<condition>.+)"
    r"|^\s*(?:participant|actor)\s+\S+\s+as\s+(?P<label>.+)|^[^:]*:(?P<said>.+)",
    "stateDiagram-v2": r'"(?P<label>[^"\n]*)"|^[^:"]*:(?!:)(?P<said>.+)',
}
"""Where labels stand in a line, for each type of diagram that is known to come out well."""
_WIDEST = {"flowchart": 12, "sequenceDiagram": 10.5, "stateDiagram-v2": 8}
"""Width of a label in em at which it breaks; mmdr itself breaks the name of a state that is wider than 8."""

_GROUP = re.compile(r"\s*subgraph\b")
_ALTERNATIVE = re.compile(r"(\s*(?:accTitle|accDescr)\s*:\s*)(.+)")

_NEW_LINE = re.compile(r"\s*<br\s*/?>\s*")
_ENTITY = re.compile(r"#(\w+);")
_BREAK = re.compile(
    r"(?<=[、。：？！・ /])(?![、。：？！・）」])|(?<=[）」])(?![、。：？！・）」ぁ-ん])|(?=[（「])"
    r"|(?<=[のをにへとがはもでて])(?![ぁ-んー、。：？！・）」])|(?<=[ぁ-ん])(?=[ァ-ヶA-Za-z])"
)
"""Where a line may break: behind punctuation, spaces and particles, before brackets, katakana and Latin words."""

_NARROW = frozenset("fijlrtI.,:;'`|!()[]{}/\\- ")
_WIDE = frozenset("mwMW@%")

_FIRST, _FILLER = "\ua000", "\ua48c"
"""Stand-ins are syllables of the Yi script: as wide as kanji, and in no Japanese text."""


def with_stand_ins(line: str, kind: str, lines: dict[str, str]) -> str:
    """A line of the source with stand-ins for the lines of its labels; ``lines`` gets what these stand for."""
    if line.lstrip().startswith("%%"):
        return line
    if alternative := _ALTERNATIVE.fullmatch(line):
        stand_in = _stand_in(len(lines), 1)
        lines[stand_in] = alternative[2].strip()
        return alternative[1] + stand_in

    def replaced(match: re.Match[str]) -> str:
        group = str(match.lastgroup)
        whole = group == "condition" or _GROUP.match(line)  # what stands on a frame or on top of a group
        parts = [_plain(part) for part in _NEW_LINE.split(match[group].strip())]
        stand_ins = []
        for text in [text for part in parts for text in ([part] if whole else _lines(part, _WIDEST[kind]))]:
            # mmdr would break a condition wherever it is wider than a participant, although its frame is wider still
            size = 1 if group == "condition" else ceil(width_of(text) * FONT_SIZE / PLANNED_SIZE[kind])
            stand_ins.append(_stand_in(len(lines), size))
            lines[stand_ins[-1]] = text
        before, after = match.start(group) - match.start(), match.end(group) - match.start()
        return match[0][:before] + "<br/>".join(stand_ins) + match[0][after:]

    return re.sub(_LABELS[kind], replaced, line)


def _stand_in(index: int, size: int) -> str:
    if index >= ord(_FILLER) - ord(_FIRST):
        raise LessonError("ラベルが多すぎます。図を分けてください。")
    return chr(ord(_FIRST) + index) + _FILLER * (size - 1)


def _plain(label: str) -> str:
    """Mermaid's way of writing special characters (``#quot;``, ``#35;``) undone."""
    return _ENTITY.sub(lambda match: unescape(f"&{'#' if match[1].isdecimal() else ''}{match[1]};"), label)


def _lines(label: str, limit: float) -> list[str]:
    """A label in as few lines as fit, of about the same width."""
    parts = [part for part in _BREAK.split(label) if part]
    widest = max([width_of(part) for part in parts], default=0)
    narrower = min(max(limit, widest), width_of(label))
    filled = _filled(parts, narrower)
    while (narrower := narrower - 0.5) >= widest:
        again = _filled(parts, narrower)
        if len(again) > len(filled):
            break
        filled = again
    return filled


def _filled(parts: Sequence[str], limit: float) -> list[str]:
    lines = [""]
    for part in parts:
        if lines[-1] and width_of(lines[-1] + part.rstrip()) > limit:
            lines.append("")
        lines[-1] += part
    return [line.strip() for line in lines]


def width_of(text: str) -> float:
    """How wide a line is, in em, in the widest fonts that are about (Verdana's relatives)."""
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> float:
    if east_asian_width(char) in "WFA":
        return 1.3 if ord(char) > 0xFFFF else 1.0  # emoji are wider than an em
    if char in _NARROW:
        return 0.42
    if char in _WIDE:
        return 1.0
    return 0.64 if char.islower() or char.isdecimal() or char == "_" else 0.8
