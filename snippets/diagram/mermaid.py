"""Mermaid text to inline SVG, at build time and without a browser; mmdr lays diagrams out as Mermaid does."""

import json
import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

import mmdr

from snippets.diagram.drawing import Drawing, Svg
from snippets.diagram.labels import PLANNED_SIZE, with_stand_ins
from snippets.errors import LessonError

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

_HEADER = re.compile(r"(flowchart) +(?:TB|TD|BT|LR|RL)|(sequenceDiagram)|(stateDiagram-v2)")
_REFUSED = re.compile(
    r"\s*(%%\{|---|accDescr\s*\{|(?:style|classDef|class|linkStyle|click|links?|rect|box)(?=\s+[\w#]))"
)
_OFFSET = re.compile(r" at (\d+)$")


def to_svg(source: str, uid: str) -> Svg:
    """Draw a diagram.

    Args:
        source: Mermaid text, with ``accTitle`` and ``accDescr``.
        uid: Beginning of the ids in the SVG; no two diagrams of a page may share it.

    Raises:
        LessonError: The text has a mistake, or something in it would not be drawn.
    """
    kind = _kind(source)
    lines: dict[str, str] = {}
    text = "\n".join(with_stand_ins(line, kind, lines) for line in source.splitlines())
    try:
        svg = mmdr.render(f"%%{{init: {json.dumps(_settings(kind))}}}%%\n{text}").svg()
    except ValueError as error:
        raise LessonError(f"Mermaidとして読めません。{_message(str(error), text, lines)}") from error
    root = ET.fromstring(svg)  # noqa: S314 - written by mmdr, from text without labels
    return Drawing(uid, kind, lines).svg(root)


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
    size = PLANNED_SIZE[kind]
    return {**_SETTINGS, "fontSize": size, "themeVariables": {"fontSize": f"{size}px"}}


def _kind(source: str) -> str:
    first, *rest = [line.strip() for line in source.strip().splitlines()] or [""]
    header = _HEADER.fullmatch(first)
    if not header:
        raise LessonError(
            f"1行目「{first}」は使えません。flowchart TB（向きはTB・BT・LR・RL）、sequenceDiagram、"
            "stateDiagram-v2 のどれかにしてください。"
        )
    for line in [first, *rest]:
        if _REFUSED.match(line):
            raise LessonError(
                f"「{line}」は使えません。色は assets/diagram.css が決め、図の説明は1行の accDescr: に書きます。"
            )
    return str(header[header.lastindex or 0])
