"""What really happened while a command ran: who asked whom for what.

Three sources, merged by time: the daemon's debug log (what the client asked), the access logs of registries (what
the daemon asked, and sometimes the client itself) and the engine's events. The registries are the sandbox's, which
stands for Docker Hub, and those that the lesson itself runs in containers. An event may come a moment after its
command has ended, as after ``docker kill``: it belongs to the last command that had begun.

Nothing is added to what the sources say. Where one of them is missing, there is no trace, but a reason.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import msgspec

from snippets.trace.entries import DEAF, Below, Entry, Event, Request, Trace, unversioned
from snippets.trace.logs import OWN, answers, below, blobs, builds, events, registry_requests, requests

KEPT = 300
"""How many entries of one command are kept."""


def traces(engine: str, registry: str, count: int, own: str = "", *, deep: bool = False) -> tuple[Trace, ...]:
    """What happened during each of the last commands.

    Args:
        engine: The daemon's log with the events, since the sandbox began.
        registry: The registry's log, since the sandbox began.
        count: How many commands.
        own: The logs of the registries that the lesson runs (see `lesson_registries`).
        deep: Whether to tell also what happened below the daemon.
    """
    commands = _commands(engine)[-count:]
    if len(commands) < count:
        return _untraced(count, "コマンドの始まりの印が、daemonのログにありません。")
    if not next(requests(engine), None):
        return _untraced(count, "daemonのログから、APIへの要求を読みとれません。")
    if not registry.strip():
        return _untraced(count, "レジストリのログがありません。")
    # A sandbox that has run for long has logs that take longer to read than a command to run.
    engine, since = engine[commands[0].place :], commands[0].begin
    known = blobs(engine)
    entries: list[Entry] = [*requests(engine), *answers(engine), *events(engine), *builds(engine)]
    entries += below(engine) if deep else ()
    entries += registry_requests(registry, known, since=since)
    entries += registry_requests(own, known, since=since, own=True)
    entries.sort(key=lambda entry: entry.at)
    following = [*(command.begin for command in commands[1:]), inf]
    return tuple(_trace(command, until, entries, deep) for command, until in zip(commands, following, strict=True))


def _untraced(count: int, reason: str) -> tuple[Trace, ...]:
    return (Trace(missing=reason),) * count


@dataclass(frozen=True)
class _Command:
    """When a command ran, whether the engine's events were listened to, and where in the log its begin is marked."""

    begin: float
    end: float
    heard: bool
    place: int


_MARK = re.compile(r"^lesson (?:(?P<what>begin|end) (?P<at>\d+\.\d+)|(?P<ears>listen|deaf))$", re.M)


def _commands(engine: str) -> list[_Command]:
    found: list[_Command] = []
    begin, heard, listening, place = None, False, False, 0
    for mark in _MARK.finditer(engine):
        if mark["ears"]:
            listening = mark["ears"] == "listen"
            heard = heard or listening
            continue
        if begin is not None:  # one that was killed has no end of its own
            found.append(_Command(begin, float(mark["at"]), heard, place))
        begin = float(mark["at"]) if mark["what"] == "begin" else None
        heard, place = listening, mark.start()
    return [*found, _Command(begin, inf, heard, place)] if begin is not None else found


def _trace(command: _Command, until: float, entries: Sequence[Entry], deep: bool) -> Trace:
    during = [
        msgspec.structs.replace(entry, at=round(entry.at - command.begin, 3))
        for entry in entries
        if command.begin <= entry.at <= (until if isinstance(entry, Event | Below) else command.end)
    ]
    during = [entry for entry in during if not (isinstance(entry, Request) and entry.path.endswith(OWN))]
    kept = [entry for entry in during if not _is_ping(entry)]
    if during and not command.heard:
        return Trace(missing=DEAF)
    moved = {entry.action for entry in kept if isinstance(entry, Event) and entry.what == "image"} & set(_MOVES)
    if moved and not any(isinstance(entry, Request) and entry.sender == "daemon" for entry in kept):
        return Trace(missing=f"イメージを{_MOVES[min(moved)]}のに、レジストリのログに要求がありません。")
    return Trace(tuple(kept[:KEPT]), len(during) - len(kept), len(kept[KEPT:]), not command.heard, deep)


def _is_ping(entry: Entry) -> bool:
    return isinstance(entry, Request) and entry.sender == "client" and unversioned(entry.path) == "/_ping"


_MOVES = {"pull": "取得した", "push": "送った"}
"""Events of images that come from a registry or go there, so that its log must tell of it."""
