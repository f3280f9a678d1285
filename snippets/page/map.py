"""The map: who takes part and where things are, on every lesson page the same, with today's arrow lit.

A place has its coordinates in units of the drawing, which is as wide as a phone's page. What few pages need (the
browser, volumes, the network, containerd) is drawn only where the arrow leads there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from snippets.errors import LessonError
from snippets.html import html

WIDTH = 392
_HEIGHT, _TALL = 100, 146
_HEAD = 10
_FIRST, _SECOND, _THIRD = 32, 78, 124
"""Where the middles of the three lines are; the third is there only where something stands on it."""


@dataclass(frozen=True)
class Place:
    """Something on the map.

    Attributes:
        name: What readers call it.
        x: Where it begins.
        y: Its middle.
        width: How wide it is.
        height: How high it is.
    """

    name: str
    x: int
    y: int
    width: int
    height: int = 24


@dataclass(frozen=True)
class Way:
    """A line between two places, from the border of the one to that of the other."""

    start: tuple[int, int]
    end: tuple[int, int]


@dataclass(frozen=True)
class Map:
    """The map as a page shows it.

    Attributes:
        places: What is drawn, by key.
        ways: The lines that are not lit.
        lit: The arrow, a `Way` from the place it begins at.
        start: The key of that place.
        end: The key of the place it points to.
        height: How high the drawing is.
    """

    places: Mapping[str, Place]
    ways: tuple[Way, ...]
    lit: Way
    start: str
    end: str
    height: int


PLACES = {
    "you": Place("あなた", 1, _FIRST, 47),
    "client": Place("Client", 66, _FIRST, 52),
    "daemon": Place("daemon", 146, _FIRST, 146),
    "images": Place("イメージ", 232, _SECOND, 60),
    "containers": Place("コンテナ", 146, _SECOND, 60),
    "registry": Place("レジストリ", 318, (_FIRST + _SECOND) // 2, 73, 70),
    "browser": Place("ブラウザ", 54, _SECOND, 64),
    "volumes": Place("ボリューム", 146, _THIRD, 76),
    "network": Place("ネットワーク", 146, _THIRD, 90),
    "containerd": Place("containerd", 146, _SECOND, 80),
}
"""What can stand on the map, by the key that authors write."""

_ALWAYS = ("you", "client", "daemon", "images", "containers", "registry")
_WAYS = {
    ("you", "client"): Way((48, _FIRST), (66, _FIRST)),
    ("client", "daemon"): Way((118, _FIRST), (146, _FIRST)),
    ("daemon", "registry"): Way((292, _FIRST), (318, _FIRST)),
    ("daemon", "images"): Way((262, 44), (262, 66)),
    ("daemon", "containers"): Way((176, 44), (176, 66)),
    ("images", "containers"): Way((232, _SECOND), (206, _SECOND)),
    ("images", "registry"): Way((292, _SECOND), (318, _SECOND)),
    ("browser", "containers"): Way((118, _SECOND), (146, _SECOND)),
    ("containers", "volumes"): Way((176, 90), (176, 112)),
    ("containers", "network"): Way((176, 90), (176, 112)),
    ("daemon", "containerd"): Way((176, 44), (176, 66)),
    ("containerd", "containers"): Way((176, 90), (176, 112)),
}
"""The arrows that there are. Each may also be written, and is then drawn, the other way round."""

_ARROW = re.compile(r"\s*(?P<start>[\w-]+)\s*->\s*(?P<end>[\w-]+)\s*")


def parse(source: str, options: Mapping[str, str]) -> Map:
    """Read a fence.

    Args:
        source: One arrow, such as ``daemon -> registry``.
        options: What stands behind the fence's name.

    Raises:
        LessonError: It is not one arrow of those that there are, or there are options.
    """
    if options:
        raise LessonError(f"```map には {next(iter(options))} などのオプションはありません。")
    arrow = _ARROW.fullmatch(source)
    if not arrow:
        raise LessonError(f"```map の中には「daemon -> registry」のように、矢印を1つだけ書いてください: {source}")
    start, end = arrow["start"], arrow["end"]
    for key in (start, end):
        if key not in PLACES:
            raise LessonError(f"{key} という場所は地図にありません。使えるのは {'・'.join(PLACES)} です。")
    if (start, end) in _WAYS:
        lit = _WAYS[start, end]
    elif (end, start) in _WAYS:
        lit = Way(_WAYS[end, start].end, _WAYS[end, start].start)
    else:
        known = "、".join(f"{one} -> {other}" for one, other in _WAYS)
        raise LessonError(f"{start} -> {end} という矢印は地図にありません。あるのは {known} と、その逆向きです。")
    return _drawn(start, end, lit)


def _drawn(start: str, end: str, lit: Way) -> Map:
    places = {key: PLACES[key] for key in (*_ALWAYS, start, end)}
    ways = [("you", "client"), ("client", "daemon"), ("daemon", "registry"), ("daemon", "images")]
    if "containerd" in places:  # it stands between the daemon and the containers
        places["containers"] = replace(PLACES["containers"], y=_THIRD)
        ways += [("daemon", "containerd"), ("containerd", "containers")]
    else:
        ways += [("daemon", "containers"), ("images", "containers")]
    tall = any(place.y == _THIRD for place in places.values())
    unlit = tuple(_WAYS[way] for way in ways if {*way} != {start, end})
    return Map(places, unlit, lit, start, end, _TALL if tall else _HEIGHT)


def head(way: Way) -> tuple[tuple[int, int], str]:
    """The head of a lit arrow: where its shaft ends, and the points of the triangle before that."""
    (x0, y0), (x, y) = way.start, way.end
    along_x, along_y = (x > x0) - (x < x0), (y > y0) - (y < y0)
    back_x, back_y = x - _HEAD * along_x, y - _HEAD * along_y
    sides = (f"{back_x + sign * 6 * along_y},{back_y + sign * 6 * along_x}" for sign in (1, -1))
    return (back_x, back_y), " ".join([f"{x},{y}", *sides])


def render(drawn: Map) -> str:
    """The map as SVG, with where we are in words below it."""
    return html("map", "figure", drawn, WIDTH, *head(drawn.lit))
