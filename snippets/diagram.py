"""Mermaid text to inline SVG, at build time and without a browser.

mmdr lays diagrams out as Mermaid does, but takes Latin letters for narrower than any font has them and breaks
lines inside words. So it gets stand-ins: each line of a label, broken here, becomes as many full-width characters
as the line is wide at most, and its text comes back when the SVG is rewritten. This also keeps label text away
from everything that would read markup into it. Colours come from ``assets/diagram.css``.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from itertools import pairwise
from math import ceil, floor
from unicodedata import east_asian_width
from xml.etree import ElementTree as ET

import mmdr

FONT_SIZE = 15
"""Height of the text in the SVG's own units; ``assets/diagram.css`` says it too."""
_PLANNED_SIZE = {"flowchart": FONT_SIZE, "sequenceDiagram": 18, "stateDiagram-v2": FONT_SIZE}
"""What mmdr takes for it: in sequences a larger one, because their lines stand too close together otherwise."""

_SETTINGS = {
    "look": "classic",
    "flowchart": {"wrappingWidth": 9999, "padding": 10},
    "sequence": {
        "mirrorActors": False,
        "diagramMarginX": 4,
        "diagramMarginY": 4,
        "actorMargin": 20,
        "width": 100,
        "height": 42,
        "messageMargin": 34,
    },
}

_LABELS = {
    "flowchart": r'"(?P<label>[^"\n]*)"',
    "sequenceDiagram": r"^\s*(?:loop|alt|else|opt|par|and|critical|option|break)\s+(?P<condition>.+)"
    r"|^\s*(?:participant|actor)\s+\S+\s+as\s+(?P<label>.+)|^[^:]*:(?P<said>.+)",
    "stateDiagram-v2": r'"(?P<label>[^"\n]*)"|^[^:"]*:(?!:)(?P<said>.+)',
}
"""Where labels stand in a line, for each type of diagram that is known to come out well."""
_NAMING = {
    "flowchart": 'ラベルは "…" で囲み、idだけの要素には id["名前"] の形でラベルをつけてください。',
    "sequenceDiagram": "participant id as 名前 の形で名前をつけてください。",
    "stateDiagram-v2": "id: 名前 の形で名前をつけてください。",
}
_WIDEST = {"flowchart": 12, "sequenceDiagram": 10.5, "stateDiagram-v2": 8}
"""Width of a label in em at which it breaks; mmdr itself breaks the name of a state that is wider than 8."""

_HEADER = re.compile(r"(flowchart) +(?:TB|TD|BT|LR|RL)|(sequenceDiagram)|(stateDiagram-v2)")
_REFUSED = re.compile(
    r"\s*(%%\{|---|accDescr\s*\{|(?:style|classDef|class|linkStyle|click|links?|rect|box)(?=\s+[\w#]))"
)
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
_ANY_STAND_IN = re.compile(f"[{_FIRST}-{_FILLER}]")

_SHAPES = {
    "statediagram-note": "note",
    "note-cluster": "",
    "inner": "",
    "note-edge": "edge dashed",
    "edge-pattern-dotted": "edge dashed",
    "edge-pattern-dashed": "edge dashed",
    "edge-thickness-thick": "edge thick",
    "flowchart-link": "edge",
    "transition": "edge",
    "messageLine0": "edge",
    "messageLine1": "edge dashed",
    "labelBkg": "back",
    "state-start": "end",
    "node": "node",
    "cluster": "group",
    "statediagram-cluster": "group",
    "actor-line": "lifeline",
    "actor-man": "person",
    "actor": "node",
    "note": "note",
    "activation0": "activation",
    "activation1": "activation",
    "activation2": "activation",
    "loopLine": "frame",
    "labelBox": "tab",
    "marker": "head",
}
_TEXTS = {
    "cluster-label": "title",
    "labelText": "word",
    "loopText": "condition",
    "sectionTitle": "condition",
    "messageText": "said",
    "edgeLabel": "said",
    "sequenceNumber": "number",
    "actor-man": "said",
}
"""Classes of mmdr's, and what they are called here."""
_MMDR_WORDS = {"word", "number"}
"""Texts that mmdr adds by itself."""

_SVG = "{http://www.w3.org/2000/svg}"
_GEOMETRY = {
    "rect": ("x", "y", "width", "height"),
    "line": ("x1", "y1", "x2", "y2"),
    "circle": ("cx", "cy", "r"),
    "ellipse": ("cx", "cy", "rx", "ry"),
    "path": ("d",),
    "polygon": ("points",),
    "marker": ("viewBox", "refX", "refY", "markerWidth", "markerHeight", "markerUnits", "orient"),
}
_CORNERS = {"node": 8, "group": 10, "back": 5, "note": 3, "activation": 2}
"""How round a rectangle is."""
_MARGIN = 6
"""Added around the drawing; mmdr cuts off what stands at its edges."""
_REM = 0.05
"""How wide one unit of a diagram is, in rem, where there is room: its text is as large as the text around it."""
_LEAST_REM = 0.036
"""How wide it is at least; in a narrower place it scrolls."""
_COLOURED = ("node", "group", "person")
_POINT = re.compile(r"(?<![A\d.])(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)")
"""A point of a path, but not the radii of an arc, with which one edge jumps over another."""
_FRACTION = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_OFFSET = re.compile(r" at (\d+)$")
_MARKER = re.compile(r"url\(#(?P<id>[\w-]+)\)")
_ID = re.compile(r"merman-(?:flowchart-|state-)?(?P<id>[\w-]+?)(?:-\d+)?")


class DiagramError(ValueError):
    """A diagram that cannot be drawn as it is meant; the message says what to write instead."""


def to_svg(source: str, uid: str) -> str:
    """Draw a diagram.

    Args:
        source: Mermaid text, with ``accTitle`` and ``accDescr``.
        uid: Beginning of the ids in the SVG; no two diagrams of a page may share it.

    Raises:
        DiagramError: The text has a mistake, or something in it would not be drawn.
    """
    kind = _kind(source)
    lines: dict[str, str] = {}
    text = "\n".join(_with_stand_ins(line, kind, lines) for line in source.splitlines())
    try:
        svg = mmdr.render(f"%%{{init: {json.dumps(_settings(kind))}}}%%\n{text}").svg()
    except ValueError as error:
        raise DiagramError(f"Mermaidとして読めません。{_message(str(error), text, lines)}") from error
    root = ET.fromstring(svg)  # noqa: S314 - written by mmdr, from text without labels
    return _Drawing(uid, kind, lines).figure(root)


def _message(error: str, text: str, lines: Mapping[str, str]) -> str:
    """What mmdr says, with labels in place of stand-ins, and with a line number where it gives a place in bytes."""
    if place := _OFFSET.search(error):
        before = text.encode()[: int(place[1])].count(b"\n")
        line = text.split("\n")[before].strip()
        error = f"{before + 1}行目「{line}」: {error}"
    for stand_in, line in lines.items():
        error = error.replace(stand_in, line)
    return error


def _settings(kind: str) -> dict[str, object]:
    size = _PLANNED_SIZE[kind]
    return {**_SETTINGS, "fontSize": size, "themeVariables": {"fontSize": f"{size}px"}}


def _kind(source: str) -> str:
    first, *rest = [line.strip() for line in source.strip().splitlines()] or [""]
    header = _HEADER.fullmatch(first)
    if not header:
        raise DiagramError(
            f"1行目「{first}」は使えません。flowchart TB（向きはTB・BT・LR・RL）、sequenceDiagram、"
            "stateDiagram-v2 のどれかにしてください。"
        )
    for line in [first, *rest]:
        if _REFUSED.match(line):
            raise DiagramError(
                f"「{line}」は使えません。色は assets/diagram.css が決め、図の説明は1行の accDescr: に書きます。"
            )
    if _ANY_STAND_IN.search(source):
        raise DiagramError("イ文字（U+A000〜U+A48C）は使えません。")
    return str(header[header.lastindex or 0])


def _with_stand_ins(line: str, kind: str, lines: dict[str, str]) -> str:
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
            size = 1 if group == "condition" else ceil(_width(text) * FONT_SIZE / _PLANNED_SIZE[kind])
            stand_ins.append(_stand_in(len(lines), size))
            lines[stand_ins[-1]] = text
        before, after = match.start(group) - match.start(), match.end(group) - match.start()
        return match[0][:before] + "<br/>".join(stand_ins) + match[0][after:]

    return re.sub(_LABELS[kind], replaced, line)


def _stand_in(index: int, size: int) -> str:
    if index >= ord(_FILLER) - ord(_FIRST):
        raise DiagramError("ラベルが多すぎます。図を分けてください。")
    return chr(ord(_FIRST) + index) + _FILLER * (size - 1)


def _plain(label: str) -> str:
    """Mermaid's way of writing special characters (``#quot;``, ``#35;``) undone."""
    return _ENTITY.sub(lambda match: unescape(f"&{'#' if match[1].isdecimal() else ''}{match[1]};"), label)


def _lines(label: str, limit: float) -> list[str]:
    """A label in as few lines as fit, of about the same width."""
    parts = [part for part in _BREAK.split(label) if part]
    widest = max([_width(part) for part in parts], default=0)
    narrower = min(max(limit, widest), _width(label))
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
        if lines[-1] and _width(lines[-1] + part.rstrip()) > limit:
            lines.append("")
        lines[-1] += part
    return [line.strip() for line in lines]


def _width(text: str) -> float:
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


@dataclass(frozen=True)
class _Place:
    """Where an element stands.

    Attributes:
        classes: Its own, and those of what is around it, nearest first.
        of: The Mermaid id it belongs to.
        transform: From its coordinates to those of the drawing.
    """

    classes: tuple[frozenset[str], ...] = ()
    of: str = ""
    transform: str = ""

    def inside(self, element: ET.Element) -> "_Place":
        names = f"{element.get('class', '')} {element.get('data-merman-source-classes', '')}".split()
        found = _ID.fullmatch(element.get("id", "")) if {"node", "cluster"} & set(names) else None
        of = element.get("name") or (found["id"] if found else self.of)
        transform = f"{self.transform} {element.get('transform', '')}".strip()
        return _Place((frozenset(names), *self.classes), of, transform)

    def role(self, roles: Mapping[str, str], otherwise: str) -> str:
        return next((role for names in self.classes for name, role in roles.items() if name in names), otherwise)


_HEAD = _Place((frozenset({"marker"}),))


class _Drawing:
    """One SVG that is being rewritten: mmdr's geometry, in markup fit for a page."""

    def __init__(self, uid: str, kind: str, lines: Mapping[str, str]) -> None:
        self._uid = uid
        self._kind = kind
        self._lines = lines
        self._drawn: set[str] = set()
        self._markers: set[str] = set()
        self._groups: list[tuple[float, float, float]] = []
        self._edges: list[list[tuple[float, float]]] = []
        self._frame = 0.0, 0.0

    def figure(self, root: ET.Element) -> str:
        """The SVG in a frame that scrolls where it is too narrow."""
        title, description = self._alternative(root, "title", "accTitle"), self._alternative(root, "desc", "accDescr")
        body = self._children(root, _Place())
        for stand_in, line in self._lines.items():
            if line and stand_in not in self._drawn:
                raise DiagramError(f"ラベル「{line}」が図に出ません。書き方を確かめてください。")
        if "<text" not in body:
            raise DiagramError("何も描かれていません。")
        markers = "".join(self._marker(marker) for marker in root.iter(f"{_SVG}marker"))
        x, y, width, height = (float(number) for number in root.attrib["viewBox"].split())
        wide, high = ceil(width) + 2 * _MARGIN, ceil(height) + 2 * _MARGIN
        box = f"{floor(x) - _MARGIN} {floor(y) - _MARGIN} {wide} {high}"
        return (
            f'<div class="diagram" tabindex="0" role="group" aria-label="図: {title}">'
            f'<svg viewBox="{box}" width="{wide * _REM:g}rem" role="img"'
            f' aria-labelledby="{self._uid}-title {self._uid}-desc">'
            f'<title id="{self._uid}-title">{title}</title>\n<desc id="{self._uid}-desc">{description}</desc>\n'
            f"{markers}<g data-search-exclude>{body}</g></svg>"
            f'<svg class="least" width="{wide * _LEAST_REM:g}rem" height="0" aria-hidden="true"></svg></div>'
        )

    def _alternative(self, root: ET.Element, tag: str, name: str) -> str:
        text = self._restored(root.findtext(_SVG + tag, "").strip(), "")
        if not text:
            raise DiagramError(f"図を見られない人のために、{name}: で始まる行を書いてください。")
        return escape(text)

    def _children(self, element: ET.Element, place: _Place) -> str:
        return "".join(self._element(child, place.inside(child)) for child in element)

    def _element(self, element: ET.Element, place: _Place) -> str:
        tag = element.tag.removeprefix(_SVG)
        if tag == "g":
            return _end(place) if self._is_end(place) else self._children(element, place)
        if tag == "text":
            return self._label(element, place)
        if tag in _GEOMETRY and tag != "marker":
            return self._shape(element, tag, place)
        return ""

    def _is_end(self, place: _Place) -> bool:
        ending = self._kind == "stateDiagram-v2" and place.of.endswith("_end")
        return ending and {"node", "default"} <= place.classes[0]

    def _shape(self, element: ET.Element, tag: str, place: _Place) -> str:
        role = place.role(_SHAPES, "node")
        outlined = element.get("fill") == "none" and element.get("stroke") and role in ("node", "note")
        if not role or outlined or "sequencenumber" in element.get("marker-start", ""):
            return ""
        if element.get("stroke") == "none":  # mmdr draws an area and its outline apart; here they are one shape
            element.set("d", element.get("d", "") + "Z")
        if role == "frame" and "dasharray" in element.get("style", ""):
            role += " dashed"
        elif role == "frame" and element.get("y1") == element.get("y2"):
            self._frame = float(element.attrib["x1"]), float(element.attrib["x2"])
        attributes = f' class="{role}"{_geometry(element)}{_transform(place)}'
        if tag == "rect":
            attributes += f' rx="{_CORNERS.get(role, 0)}"'
            if role == "group":
                x, y, width = (float(element.attrib[name]) for name in ("x", "y", "width"))
                self._groups.append((x, y, width))
        if tag == "path" and role.startswith("edge"):
            self._edges.append([(float(x), float(y)) for x, y in _POINT.findall(element.attrib["d"])])
        if place.of and role in _COLOURED:
            attributes += f' data-of="{escape(place.of)}"'
        for end in ("marker-start", "marker-end"):
            if marker := _MARKER.fullmatch(element.get(end, "")):
                self._markers.add(marker["id"])
                attributes += f' {end}="url(#{self._uid}-{marker["id"]})"'
        return f"<{tag}{attributes}/>"

    def _marker(self, marker: ET.Element) -> str:
        if marker.get("id") not in self._markers:
            return ""
        shapes = "".join(self._shape(shape, shape.tag.removeprefix(_SVG), _HEAD) for shape in marker)
        return f'<marker id="{self._uid}-{marker.get("id")}"{_geometry(marker)}>{shapes}</marker>'

    def _label(self, element: ET.Element, place: _Place) -> str:
        role = place.role(_TEXTS, "")
        text = self._restored("".join(element.itertext()).strip("[] \n"), role)
        if not text:
            return ""
        x, y = float(element.attrib["x"]), self._middle(element, role)
        before = f'<circle class="number" cx="{_short(x)}" cy="{_short(y)}" r="10"/>' if role == "number" else ""
        if role == "condition":
            half = _width(text) * FONT_SIZE / 2
            if x - half < self._frame[0] or x + half > self._frame[1]:
                raise _too_wide(text)
        if role == "title":
            x, y, role = self._corner(x, y, 0.9 * _width(text) * FONT_SIZE)
        named = f' class="{role}"' if role else ""
        return f'{before}<text{named} x="{_short(x)}" y="{_short(y)}"{_transform(place)}>{escape(text)}</text>'

    def _restored(self, drawn: str, role: str) -> str:
        if not drawn or role in _MMDR_WORDS:
            return drawn
        self._drawn.add(drawn)
        if drawn in self._lines:
            return self._lines[drawn]
        for stand_in, line in self._lines.items():
            if stand_in[0] == drawn[0]:
                raise _too_wide(line)
        raise DiagramError(f"「{drawn}」は幅を測れないので描けません。{_NAMING[self._kind]}")

    def _middle(self, text: ET.Element, role: str) -> float:
        """The height of the middle of a text, which mmdr gives in several ways."""
        y = float(text.attrib["y"])
        if text.get("dy") == "1em":
            y += _PLANNED_SIZE[self._kind]
        part = text.find(f"{_SVG}tspan")
        if part is not None:
            y += float(part.get("dy", "0"))
        if "actor-man" in text.get("class", ""):
            return y + 9
        if "messageText" in text.get("class", ""):
            return y - 3
        return y if text.get("dominant-baseline") and role != "word" else y - 0.3 * FONT_SIZE

    def _corner(self, x: float, y: float, width: float) -> tuple[float, float, str]:
        """Where the title of a group stands: in the upper corner that no edge crosses, on the left if there is one."""
        for left, top, group_width in self._groups:
            if abs(left + group_width / 2 - x) < 2 and 0 <= y - top < 3 * FONT_SIZE:
                y, start, end = y + FONT_SIZE / 2, left + FONT_SIZE, left + group_width - FONT_SIZE
                if self._crossed(start, start + width, y) and not self._crossed(end - width, end, y):
                    return end, y, "title right"
                return start, y, "title"
        return x, y, ""

    def _crossed(self, left: float, right: float, y: float) -> bool:
        top, bottom = y - FONT_SIZE / 2, y + FONT_SIZE / 2
        return any(
            min(x1, x2) <= right and max(x1, x2) >= left and min(y1, y2) <= bottom and max(y1, y2) >= top
            for edge in self._edges
            for (x1, y1), (x2, y2) in pairwise(edge)
        )


def _too_wide(line: str) -> DiagramError:
    return DiagramError(f"ラベル「{line}」は長すぎて入りません。短くするか、<br/>で改行してください。")


def _geometry(element: ET.Element) -> str:
    names = _GEOMETRY[element.tag.removeprefix(_SVG)]
    return "".join(f' {name}="{_short(element.attrib[name])}"' for name in names if name in element.attrib)


def _transform(place: _Place) -> str:
    return f' transform="{_short(place.transform)}"' if place.transform else ""


def _end(place: _Place) -> str:
    """The end of a state diagram, which mmdr draws as long paths."""
    circles = (("end ring", "7"), ("end", "3.5"))
    return "".join(f'<circle class="{role}" r="{radius}"{_transform(place)}/>' for role, radius in circles)


def _short(numbers: str | float) -> str:
    return _FRACTION.sub(lambda match: f"{float(match[0]):.1f}".removesuffix(".0"), str(numbers))
