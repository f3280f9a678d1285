"""Read the logs of those who were asked: the daemon's, with the engine's events, and the registries'.

The daemon's log and the events stand in one file, with lines of the sandbox's own between them: ``lesson begin`` and
``lesson end`` around each command, with seconds since 1970, ``lesson listen`` and ``lesson deaf`` where the events
begin and end (see ``sandbox/image``).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote

import msgspec

from snippets.trace.entries import Answer, Below, Event, Request

_LONGEST = 500
"""How much of a path or a message is kept."""

# 20.10 and 26.1, then 28.5 and 29.7.
_CALLING = re.compile(r"Calling (?P<method>[A-Z]+) (?P<path>/\S*)")
_HANDLING = re.compile(r"handling [A-Z]+ request")
_FAILED = re.compile(r"Handler for (?P<method>[A-Z]+) (?P<path>/\S*) returned error: (?P<message>.*)", re.S)
_ERROR = re.compile(r"error response for [A-Z]+ request")
_SHA256 = "sha256:[0-9a-f]{64}"
# The old image store names the layers that it moves; containerd says what each blob is.
_LAYER = re.compile(
    rf'(?:pulling blob "|(?:Checking for presence of|uploaded) layer {_SHA256} \()(?P<digest>{_SHA256})'
    r'(?:"|\) in .*|\), (?P<size>\d{1,18}) bytes)',
    re.S,
)
_MEDIA = re.compile(
    r"application/vnd\.(?:docker|oci)\.(?:container\.)?image\.(?:(?P<layer>rootfs|layer)\..+|(?:config\.)?v1\+json)"
)
"""A layer's or a configuration's media type: https://github.com/opencontainers/image-spec/blob/main/media-types.md"""
OWN = "?sandbox"
"""How the requests end that the sandbox makes for itself while a command runs."""


def requests(engine: str) -> Iterator[Request]:
    """The client's requests in a daemon's debug log."""
    for at, message, fields in _lines(engine):
        if match := _CALLING.fullmatch(message):
            yield Request(at, "client", match["method"], match["path"][:_LONGEST])
        elif _HANDLING.fullmatch(message) and "request-url" in fields:
            yield Request(at, "client", fields.get("method", ""), fields["request-url"][:_LONGEST])


def answers(engine: str) -> Iterator[Answer]:
    """The errors that a daemon's debug log says it answered with."""
    for at, message, fields in _lines(engine):
        if match := _FAILED.fullmatch(message):
            yield Answer(at, match["method"], match["path"][:_LONGEST], match["message"][:_LONGEST])
        elif _ERROR.fullmatch(message) and "request-url" in fields:
            path, said = fields["request-url"][:_LONGEST], fields.get("error-response", "")[:_LONGEST]
            yield Answer(at, fields.get("method", ""), path, said, _number(fields.get("status")))


class Blob(NamedTuple):
    """What is known of a blob: whether it is a layer, or else an image's configuration, and how many bytes it has."""

    layer: bool | None = None
    size: int | None = None


def blobs(engine: str) -> dict[str, Blob]:
    """The blobs that a daemon's debug log tells something of, by digest."""
    found: dict[str, Blob] = {}
    for _, message, fields in _lines(engine):
        if match := _LAYER.fullmatch(message):
            # One that is sent again is only looked for.
            size = _number(match["size"]) or found.get(match["digest"], Blob()).size
            found[match["digest"]] = Blob(True, size)
        elif message in ("fetch", "push") and "digest" in fields:
            media = _MEDIA.fullmatch(fields.get("mediatype", ""))
            found[fields["digest"]] = Blob(bool(media["layer"]) if media else None, _number(fields.get("size")))
    return found


def events(engine: str) -> Iterator[Event]:
    """The events in the engine's log."""
    for raw in _raw_events(engine):
        name = raw.Actor.Attributes.get("name") or raw.Actor.ID
        yield Event(raw.timeNano / 1e9, raw.Type, raw.Action[:_LONGEST], name[:_LONGEST])


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


def builds(engine: str) -> Iterator[Event]:
    """What the builder in a daemon's debug log did: files received from the client, commands run."""
    for at, message, fields in _lines(engine):
        if (match := _BUILDING.fullmatch(message)) and "span" in fields:
            yield Event(at, "build", match["received"] or match["run"], fields["span"][:_LONGEST])


# containerd's and its shims' lines stand in the daemon's log, and name no process; the daemon's own client of
# containerd does. Seen with Docker 29.7.2 and containerd 2.2.
_STEPS = {"bundle dir created": "bundle", "starting signal loop": "ready", "shim disconnected": "gone"}
_REACHED = re.compile(r"connecting to shim [0-9a-f]{64}")
_TASK = re.compile(r"/tasks/(create|start|exit|delete)")


def below(engine: str) -> Iterator[Below]:
    """What a daemon's debug log tells of containerd and its shims."""
    for at, message, fields in _lines(engine):
        step = "shim" if _REACHED.fullmatch(message) else _STEPS.get(message)
        if message == "event" and fields.get("module") == "libcontainerd":
            step = match[1] if (match := _TASK.fullmatch(fields.get("topic", ""))) else None
        if step and fields.get("namespace") == "moby":
            told = (f"{name}={value}" for name, value in reversed(fields.items()) if name not in ("time", "level"))
            yield Below(at, step, " ".join(told)[:_LONGEST])


class _RawActor(msgspec.Struct):
    ID: str
    Attributes: dict[str, str] = {}


class _RawEvent(msgspec.Struct):
    Type: str
    Action: str
    Actor: _RawActor
    timeNano: int  # noqa: N815 - the API's name


_AGENT = re.compile(
    r"(?P<old>docker/(?!.*containerd-client/))|docker/|buildkit/|containerd/1\.6\.|(?P<client>Docker-Client/|containerd/)",
    re.S,
)
"""A daemon without and with containerd, its builder (two names), the client and its plugin; others are a lesson's."""
# In the path of a blob, or in the query of the request that ends its upload.
_BLOB = re.compile(rf"/blobs/(?:uploads/[^?]+\?(?:.*&)?(?P<sent>digest=))?(?P<digest>{_SHA256})(?:[&?]|$)", re.S)
_INDEX = {"application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json"}


def registry_requests(
    registry: str, known: Mapping[str, Blob], *, since: float = 0, own: bool = False
) -> Iterator[Request]:
    """The daemon's and the client's requests in a registry's log.

    Args:
        registry: The log.
        known: What the daemon's log says of blobs.
        since: Seconds since 1970 before which nothing is read.
        own: Whether the lesson runs this registry.
    """
    # A daemon without containerd names the layers, so that an image's only other blob is its configuration.
    named = any(blob.layer for blob in known.values())
    for at, message, fields in _lines(registry, since):
        agent = _AGENT.match(fields.get("http.request.useragent", ""))
        if not message.startswith("response completed") or "http.request.uri" not in fields or not agent:
            continue
        path = fields["http.request.uri"]
        match = _BLOB.search(unquote(path))
        blob = known.get(match["digest"], Blob(False if named and agent["old"] else None)) if match else Blob()
        types = {fields.get("http.request.contenttype"), fields.get("http.response.contenttype")}
        yield Request(
            at - _seconds(fields.get("http.response.duration", "")),
            "client" if agent["client"] else "daemon",
            fields.get("http.request.method", ""),
            path[:_LONGEST],
            _number(fields.get("http.response.status")),
            blob.size if match and match["sent"] else _number(fields.get("http.response.written")),
            blob.layer,
            own,
            not types.isdisjoint(_INDEX),
        )


# The text format of Go's logrus: https://pkg.go.dev/github.com/sirupsen/logrus#TextFormatter
_FIELD = re.compile(r'(?:^| )(?P<name>[\w.-]+)=(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^\s"]*))(?= |$)')
_TIME = re.compile('time="([^"]*)"')
_ESCAPE = re.compile(r"\\(?:x(?P<x>[0-9a-f]{2})|u(?P<u>[0-9a-f]{4})|U(?P<U>[0-9a-f]{8})|(?P<c>.))")
_CHARACTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_INTERESTING = re.compile(
    r"Calling |handling |Handler for |error response for |pulling blob |response completed"
    r"|Checking for presence of layer |uploaded layer |msg=(?:fetch|push) |diffcopy took: |> creating "
    r"|bundle dir created|connecting to shim |starting signal loop|topic=/tasks/|shim disconnected"
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
