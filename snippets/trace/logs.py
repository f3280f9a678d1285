"""Read the logs of those who were asked: the daemon's, with the engine's events, and the registries'.

The daemon's log and the events stand in one file, with lines of the sandbox's own between them: ``lesson begin`` and
``lesson end`` around each command, with seconds since 1970, ``lesson listen`` and ``lesson deaf`` where the events
begin and end (see ``sandbox/image``).
"""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from urllib.parse import unquote

import msgspec

from snippets.trace.entries import Answer, Event, Request

_LONGEST = 500
"""How much of a path or a message is kept."""

# 20.10 and 26.1, then 28.5.
_CALLING = re.compile(r"Calling (?P<method>[A-Z]+) (?P<path>/\S*)")
_HANDLING = re.compile(r"handling [A-Z]+ request")
_FAILED = re.compile(r"Handler for (?P<method>[A-Z]+) (?P<path>/\S*) returned error: (?P<message>.*)", re.S)
_ERROR = re.compile(r"error response for [A-Z]+ request")
_SHA256 = "sha256:[0-9a-f]{64}"
_LAYER = re.compile(
    rf'pulling blob "(?P<pulled>{_SHA256})"|Checking for presence of layer {_SHA256} \((?P<sought>{_SHA256})\) in .*'
    rf"|uploaded layer {_SHA256} \((?P<sent>{_SHA256})\), (?P<size>\d{{1,18}}) bytes",
    re.S,
)
OWN = "?sandbox"
"""How the requests end that the sandbox makes for itself while a command runs."""


def requests(engine: str) -> Iterator[Request]:
    """The client's requests in a daemon's debug log."""
    for at, message, fields in _lines(engine):
        if match := _CALLING.fullmatch(message):
            yield Request(at, "client", match["method"], match["path"][:_LONGEST])
        elif _HANDLING.fullmatch(message) and "request-url" in fields:
            yield Request(at, "client", fields.get("method", ""), fields["request-url"][:_LONGEST])


def answers(engine: str) -> list[Answer]:
    """The errors that a daemon's debug log says it answered with."""
    found = []
    for at, message, fields in _lines(engine):
        if match := _FAILED.fullmatch(message):
            found.append(Answer(at, match["method"], match["path"][:_LONGEST], match["message"][:_LONGEST]))
        elif _ERROR.fullmatch(message) and "request-url" in fields:
            method, path = fields.get("method", ""), fields["request-url"][:_LONGEST]
            said = fields.get("error-response", "")[:_LONGEST]
            found.append(Answer(at, method, path, said, _number(fields.get("status"))))
    return found


def layers(engine: str) -> frozenset[str]:
    """The digests of the blobs that a daemon's debug log calls layers."""
    return frozenset(match["pulled"] or match["sought"] or match["sent"] for match in _layer_lines(engine))


def sent(engine: str) -> dict[str, int]:
    """How many bytes each layer had that a daemon's debug log says was sent to a registry, by digest."""
    return {match["sent"]: int(match["size"]) for match in _layer_lines(engine) if match["sent"]}


def _layer_lines(engine: str) -> Iterator[re.Match[str]]:
    matches = (_LAYER.fullmatch(message) for _, message, _ in _lines(engine))
    return (match for match in matches if match)


def events(engine: str) -> list[Event]:
    """The events in the engine's log."""
    found = []
    for raw in _raw_events(engine):
        name = raw.Actor.Attributes.get("name") or raw.Actor.ID
        found.append(Event(raw.timeNano / 1e9, raw.Type, raw.Action[:_LONGEST], name[:_LONGEST]))
    return found


_REGISTRY_IMAGE = re.compile(r"(.*/)?registry([:@].*)?", re.S)


def lesson_registries(engine: str) -> tuple[str, ...]:
    """The IDs of the registries that the lesson runs, and has not removed, by the events in the engine's log."""
    found: dict[str, None] = {}
    for raw in _raw_events(engine):
        if (raw.Type, raw.Action) == ("container", "create"):
            if _REGISTRY_IMAGE.fullmatch(raw.Actor.Attributes.get("image", "")):
                found[raw.Actor.ID] = None
        elif (raw.Type, raw.Action) == ("container", "destroy"):
            found.pop(raw.Actor.ID, None)
    return tuple(found)


def _raw_events(engine: str) -> "Iterator[_RawEvent]":
    for line in engine.splitlines():
        if line.startswith("{"):
            try:
                yield msgspec.json.decode(line, type=_RawEvent)
            except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
                continue  # not an event


# What BuildKit logs of a part of a build; one that comes from the cache has nothing in the log.
_BUILDING = re.compile(r"(?P<received>diffcopy) took: \S+|> (?P<run>creating) \w+ \[.*\]", re.S)


def builds(engine: str) -> list[Event]:
    """What the builder in a daemon's debug log did: files received from the client, commands run."""
    found = []
    for at, message, fields in _lines(engine):
        if (match := _BUILDING.fullmatch(message)) and "span" in fields:
            found.append(Event(at, "build", match["received"] or match["run"], fields["span"][:_LONGEST]))
    return found


class _RawActor(msgspec.Struct):
    ID: str
    Attributes: dict[str, str] = {}


class _RawEvent(msgspec.Struct):
    Type: str
    Action: str
    Actor: _RawActor
    timeNano: int  # noqa: N815 - the API's name


_FROM_LESSON = re.compile("curl/|wget/", re.I)
"""What a lesson itself may ask a registry with."""
# In the path of a blob, or in the query of the request that ends its upload.
_BLOB = re.compile(rf"/blobs/(?:uploads/[^?]+\?(?:.*&)?(?P<sent>digest=))?(?P<digest>{_SHA256})(?:&|$)", re.S)


def registry_requests(
    registry: str, known_layers: Collection[str], sizes: Mapping[str, int], *, since: float = 0.0, own: bool = False
) -> list[Request]:
    """A daemon's requests in a registry's log.

    Args:
        registry: The log.
        known_layers: Digests of blobs that are layers.
        sizes: Bytes of blobs that were sent, by digest.
        since: Seconds since 1970 before which nothing is read.
        own: Whether the lesson runs this registry.
    """
    found = []
    for at, message, fields in _lines(registry, since):
        if not message.startswith("response completed") or "http.request.uri" not in fields:
            continue
        if _FROM_LESSON.match(fields.get("http.request.useragent", "")):
            continue
        path = fields["http.request.uri"]
        blob = _BLOB.search(unquote(path))
        began = at - _seconds(fields.get("http.response.duration", ""))
        found.append(
            Request(
                began,
                "daemon",
                fields.get("http.request.method", ""),
                path[:_LONGEST],
                _number(fields.get("http.response.status")),
                sizes.get(blob["digest"]) if blob and blob["sent"] else _number(fields.get("http.response.written")),
                blob["digest"] in known_layers if blob and known_layers else None,
                own,
            )
        )
    return found


# The text format of Go's logrus: https://pkg.go.dev/github.com/sirupsen/logrus#TextFormatter
_FIELD = re.compile(r'(?:^| )(?P<name>[\w.-]+)=(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^\s"]*))(?= |$)')
_TIME = re.compile('time="([^"]*)"')
_ESCAPE = re.compile(r"\\(?:x(?P<x>[0-9a-f]{2})|u(?P<u>[0-9a-f]{4})|U(?P<U>[0-9a-f]{8})|(?P<c>.))")
_CHARACTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_INTERESTING = re.compile(
    r"Calling |handling |Handler for |error response for |pulling blob |response completed"
    r"|Checking for presence of layer |uploaded layer |diffcopy took: |> creating "
)


def _lines(log: str, since: float = 0.0) -> Iterator[tuple[float, str, dict[str, str]]]:
    """Time, message and fields of each line that may be of interest."""
    for line in log.split("\n"):
        if not (time := _TIME.match(line)) or not _INTERESTING.search(line):
            continue
        try:
            at = datetime.fromisoformat(time[1]).timestamp()
        except ValueError:
            continue
        if at >= since:
            fields = {match["name"]: _value(match) for match in reversed(list(_FIELD.finditer(line.rstrip("\r"))))}
            yield at, fields.get("msg", ""), fields


def _value(match: re.Match[str]) -> str:
    return _ESCAPE.sub(_character, match["quoted"]) if match["quoted"] is not None else match["bare"]


def _character(match: re.Match[str]) -> str:
    if match["c"]:
        return _CHARACTERS.get(match["c"], match["c"])
    code = int(match["x"] or match["u"] or match["U"], 16)
    return chr(code) if code < 0xD800 or 0xDFFF < code <= 0x10FFFF else "\ufffd"


def _number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"[0-9]{1,18}", text) else None


_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "µs": 1e-6, "us": 1e-6, "ns": 1e-9}


def _seconds(duration: str) -> float:
    """Go's way of writing a duration, such as ``1m2.5s``."""
    return sum(
        float(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+(?:\.\d+)?)(h|ms|m|µs|us|ns|s)", duration)
    )
