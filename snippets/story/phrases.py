"""What requests, answers and events say, in plain words: those of ``phrases.toml``."""

import re
import tomllib
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, unquote

from snippets.trace.entries import Answer, Below, Event, Request, Trace, unversioned

REF = "(.+)"
"""The name of something in a path."""
_PHRASES: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
NAMES = _PHRASES["names"]
"""What those are called who speak: ``client``, ``daemon``, ``registry``, and ``own``, a registry of the reader's."""
_LONGEST = 100
"""Characters of a command, a path or a message that an arrow shows."""
_ID = re.compile("[0-9a-f]{64}")
_DIGEST = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")
_UUID = re.compile(r"\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_STATE = re.compile(r"\b_state=[^&]*")
_BLOB = re.compile("/v2/.+/blobs/(sha256:[^/]+|uploads/.*[?&]digest=.*)", re.S)


def happened(event: Event) -> tuple[str, str]:
    """What an event says, and of what."""
    what = f"{event.what} {event.action}"
    return _PHRASES["events"].get(what, what), short(event.name)


def below(entry: Below) -> tuple[str, str]:
    """Below the daemon: from whom to whom, or over whom, in Mermaid's words, and what happened there."""
    arrow, _, words = _PHRASES["below"][entry.step].partition(": ")
    return arrow, words


def asked(request: Request) -> str:
    """Whom a request asks, by the key of `NAMES`."""
    return ("own" if request.own else "registry") if request.to_registry else "daemon"


def is_blob(request: Request) -> bool:
    """Whether a request moves, or asks for, a part of an image."""
    return bool(request.to_registry and request.method in _PHRASES["blobs"] and _BLOB.fullmatch(request.path))


def phrase(request: Request) -> tuple[str, ...]:
    """What a request asks for, in plain words, and of what; empty for one that is not in the tables."""
    if is_blob(request):
        size = "" if request.method == "HEAD" else _size(request.size)
        part = {True: "layer", False: "configuration", None: "part"}[request.layer]
        return (f"{_PHRASES['parts'][part]}{_PHRASES['blobs'][request.method]}{size}",)
    path, _, query = f"{request.method} {sent_path(request)}".partition("?")
    asks = [path, *(f"{path}?{name}={value}" for name, value in parse_qsl(query))]
    tables = ["index"] * request.index + ["registry"] if request.to_registry else ["client"]
    for form, words in (entry for table in tables for entry in _PHRASES[table].items()):
        pattern = re.compile(re.escape(form).replace(r"\{\}", REF))
        if match := next(filter(None, map(pattern.fullmatch, asks)), None):
            of = [unquote(name) for name in match.groups()] or parse_qs(query).get("name", [])
            told = words.replace("{}", short(of.pop())) if "{}" in words else words
            return (told, *(short(name) for name in of if not request.to_registry and not _ID.fullmatch(name)))
    return ()


def has(request: Request) -> str:
    """Whether a registry said that it has what it was asked for; empty where its answer speaks for itself."""
    table = "has" if is_blob(request) and request.method == "HEAD" else "found"
    return _PHRASES[table].get(str(request.status), "") if request.to_registry else ""


def sent_path(entry: Request | Answer) -> str:
    """The path of a request, without what says nothing: the version of the daemon's API."""
    return entry.path if isinstance(entry, Request) and entry.to_registry else unversioned(entry.path)


def sent(entry: Request | Answer) -> str:
    """A request as it was sent, without what is long and says nothing."""
    return f"{entry.method} {short(unquote(_STATE.sub('_state=…', sent_path(entry))))}"


def answered(request: Request) -> str:
    """The status, and how much came with it: after HEAD nothing does, although the log has a number there."""
    if request.status is None:
        return ""
    return f"{request.status}{_size(request.size)}" if request.method == "GET" else f"{request.status}"


def said(answer: Answer) -> str:
    """An error in the daemon's words, with its status."""
    return " ".join(filter(None, ["" if answer.status is None else str(answer.status), short(answer.message)]))


def plainly(answer: Answer) -> tuple[str, ...]:
    """An error in plain words; empty for one that is not in the table."""
    errors = _PHRASES["errors"].items()
    return tuple(words for beginning, words in errors if answer.message.startswith(f"{beginning}: "))


def is_silent(trace: Trace) -> bool:
    """Whether the client asked the daemon nothing at all. A builder works for it, whether or not a log says so."""
    return not trace.pings and not any(
        not entry.to_registry if isinstance(entry, Request) else isinstance(entry, Event) and entry.what == "build"
        for entry in trace.entries
    )


def _size(size: int | None) -> str:
    """Bytes, as Docker itself writes them: powers of 1000."""
    if size is None:
        return ""
    if size < 1000:
        return f"（{size} B）"
    return f"（{size / 1e3:.1f} kB）" if size < 1e6 else f"（{size / 1e6:.1f} MB）"


def lean(text: str) -> str:
    """A text with its digests and such IDs cut."""
    return _UUID.sub(r"\1…", _DIGEST.sub(r"\1…", text))


def short(text: str) -> str:
    """The first line of a text, with what is long in it cut: digests, and the end."""
    first, *more = text.split("\n")
    shown = lean(first)
    return f"{shown[:_LONGEST]}…" if more or len(shown) > _LONGEST else shown
