"""Rewrite mmdr's SVG: its geometry, in markup fit for a page, with the labels' own text.

Colours, and the size of the text, come from ``docs/assets/diagram.css``.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor
from pathlib import Path
from xml.etree import ElementTree as ET

from snippets import html
from snippets.diagram.labels import FONT_SIZE, PLANNED_SIZE, width_of
from snippets.errors import LessonError

_NAMING = {
    "flowchart": 'ラベルは "…" で囲み、idだけの要素には id["名前"] の形でラベルをつけてください。',
    "sequenceDiagram": "participant id as 名前 の形で名前をつけてください。",
    "stateDiagram-v2": "id: 名前 の形で名前をつけてください。",
}
_NAMES: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
"""What mmdr calls the parts of a drawing, and what they are called here."""
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
_COLOURED = ("node", "group", "person")
_POINT = re.compile(r"(?<![A\d.])(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)")
"""A point of a path, but not the radii of an arc, with which one edge jumps over another."""
_FRACTION = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_MARKER = re.compile(r"url\(#(?P<id>[\w-]+)\)")
_ID = re.compile(r"merman-(?:flowchart-|state-)?(?P<id>[\w-]+?)(?:-\d+)?")


@dataclass(frozen=True)
class Svg:
    """A drawing.

    Attributes:
        title: What it shows, as HTML.
        width: How wide it is where there is room, in rem.
        markup: The ``svg`` element.
    """

    title: str
    width: float
    markup: str


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


class Drawing:
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

    def svg(self, root: ET.Element) -> Svg:
        """The SVG that mmdr's becomes."""
        title, description = self._alternative(root, "title", "accTitle"), self._alternative(root, "desc", "accDescr")
        body = self._children(root, _Place())
        for stand_in, line in self._lines.items():
            if line and stand_in not in self._drawn:
                raise LessonError(f"ラベル「{line}」が図に出ません。書き方を確かめてください。")
        if "<text" not in body:
            raise LessonError("何も描かれていません。")
        markers = "".join(self._marker(marker) for marker in root.iter(f"{_SVG}marker"))
        x, y, width, height = (float(number) for number in root.attrib["viewBox"].split())
        wide, high = ceil(width) + 2 * _MARGIN, ceil(height) + 2 * _MARGIN
        box = f"{floor(x) - _MARGIN} {floor(y) - _MARGIN} {wide} {high}"
        return Svg(
            title,
            wide * _REM,
            f'<svg viewBox="{box}" width="{wide * _REM:g}rem" role="img"'
            f' aria-labelledby="{self._uid}-title {self._uid}-desc">'
            f'<title id="{self._uid}-title">{title}</title>\n<desc id="{self._uid}-desc">{description}</desc>\n'
            f"{markers}<g data-search-exclude>{body}</g></svg>",
        )

    def _alternative(self, root: ET.Element, tag: str, name: str) -> str:
        text = self._restored(root.findtext(_SVG + tag, "").strip(), "")
        if not text:
            raise LessonError(f"図を見られない人のために、{name}: で始まる行を書いてください。")
        return html.text(text)

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
        role = place.role(_NAMES["shapes"], "node")
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
            attributes += f' data-of="{html.text(place.of)}"'
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
        role = place.role(_NAMES["texts"], "")
        text = self._restored("".join(element.itertext()).strip("[] \n"), role)
        if not text:
            return ""
        x, y = float(element.attrib["x"]), self._middle(element, role)
        before = f'<circle class="number" cx="{_short(x)}" cy="{_short(y)}" r="10"/>' if role == "number" else ""
        if role == "condition":
            half = width_of(text) * FONT_SIZE / 2
            if x - half < self._frame[0] or x + half > self._frame[1]:
                raise _too_wide(text)
        if role == "title":
            x, y, role = self._corner(x, y, 0.9 * width_of(text) * FONT_SIZE)
        named = f' class="{role}"' if role else ""
        return f'{before}<text{named} x="{_short(x)}" y="{_short(y)}"{_transform(place)}>{html.text(text)}</text>'

    def _restored(self, drawn: str, role: str) -> str:
        if not drawn or role in _MMDR_WORDS:
            return drawn
        self._drawn.add(drawn)
        if drawn in self._lines:
            return self._lines[drawn]
        for stand_in, line in self._lines.items():
            if stand_in[0] == drawn[0]:
                raise _too_wide(line)
        raise LessonError(f"「{drawn}」は幅を測れないので描けません。{_NAMING[self._kind]}")

    def _middle(self, text: ET.Element, role: str) -> float:
        """The height of the middle of a text, which mmdr gives in several ways."""
        y = float(text.attrib["y"])
        if text.get("dy") == "1em":
            y += PLANNED_SIZE[self._kind]
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


def _too_wide(line: str) -> LessonError:
    return LessonError(f"ラベル「{line}」は長すぎて入りません。短くするか、<br/>で改行してください。")


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
