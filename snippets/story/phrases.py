"""What requests, answers and events say, in plain words: those of ``phrases.toml``."""

import re
import tomllib
from pathlib import Path
from urllib.parse import parse_qs, unquote

from snippets.trace.entries import Answer, Event, Request, Trace, unversioned

REF = "(.+)"
"""The name of something in a path."""
_PHRASES: dict[str, dict[str, str]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
WAY = _PHRASES["way"]
"""Who speaks to whom: a ``client`` or a ``daemon``, to an ``own`` registry, or the daemon's ``answer``."""
_LONGEST = 100
"""Characters of a command, a path or a message that an arrow shows."""
_ID = re.compile("[0-9a-f]{64}")
_DIGEST = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")
_UUID = re.compile(r"\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_STATE = re.compile(r"\b_state=[^&]*")


def happened(event: Event) -> tuple[str, str]:
    """What an event says, and of what."""
    what = f"{event.what} {event.action}"
    return _PHRASES["events"].get(what, what), short(event.name)


def is_blob(request: Request) -> bool:
    """Whether a request moves, or asks for, a layer or an image's configuration."""
    return request.sender == "daemon" and request.method in _PHRASES["blobs"] and request.layer is not None


def phrase(request: Request) -> tuple[str, ...]:
    """What a request asks for, in plain words, and of what; empty for one that is not in the tables."""
    path, _, query = sent_path(request).partition("?")
    if is_blob(request):
        size = "" if request.method == "HEAD" else _size(request.size)
        return (f"{'レイヤー' if request.layer else 'イメージの設定'}{_PHRASES['blobs'][request.method]}{size}",)
    for form, words in _PHRASES["client" if request.sender == "client" else "registry"].items():
        if match := re.fullmatch(re.escape(form).replace(r"\{\}", REF), f"{request.method} {path}"):
            of = [unquote(name) for name in match.groups()] or parse_qs(query).get("name", [])
            named = of if request.sender == "client" else []
            return (words, *(short(name) for name in named if not _ID.fullmatch(name)))
    return ()


def has(request: Request) -> str:
    """Whether a registry said that it has a blob; empty where that was not asked."""
    return _PHRASES["has"].get(str(request.status), "") if is_blob(request) and request.method == "HEAD" else ""


def sent_path(entry: Request | Answer) -> str:
    """The path of a request, without what says nothing: the version of the daemon's API."""
    from_client = isinstance(entry, Answer) or entry.sender == "client"
    return unversioned(entry.path) if from_client else entry.path


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
    return tuple(
        words for beginning, words in _PHRASES["errors"].items() if answer.message.startswith(f"{beginning}: ")
    )


def is_silent(trace: Trace) -> bool:
    """Whether the client asked the daemon nothing at all."""
    asked = any(isinstance(entry, Request) and entry.sender == "client" for entry in trace.entries)
    return not asked and not trace.pings


def _size(size: int | None) -> str:
    """Bytes, as Docker itself writes them: powers of 1000."""
    if size is None:
        return ""
    if size < 1000:
        return f"（{size} B）"
    return f"（{size / 1e3:.1f} kB）" if size < 1e6 else f"（{size / 1e6:.1f} MB）"


def short(text: str) -> str:
    """The first line of a text, with what is long in it cut: digests, and the end."""
    first, *more = text.split("\n")
    shown = _UUID.sub(r"\1…", _DIGEST.sub(r"\1…", first))
    return f"{shown[:_LONGEST]}…" if more or len(shown) > _LONGEST else shown
