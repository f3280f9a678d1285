"""Tell a traced step as a sequence diagram, in Mermaid text for `snippets.diagram`.

Each arrow has one plain phrase. An arrow stands for a line of a log, or for several where a channel is opened again,
but for what the reader typed, what the command ended with, and a daemon that the client itself said it could not reach.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from msgspec.structs import replace

from snippets.record.result import CommandResult
from snippets.sandbox.terminal import visible
from snippets.story import phrases
from snippets.story.phrases import REF, answered, asked, has, is_blob, is_silent, sent, sent_path, short
from snippets.trace.entries import DEAF, UNTRACED, Answer, Below, Entry, Event, Request, Trace, unversioned

_PARTICIPANTS = """sequenceDiagram
actor you as あなた
participant client as Docker Client
participant daemon as Docker daemon"""
_BELOW = ("containerd", "shim", "process")
"""Who is there below the daemon. runc ends before anything of it is logged: the shim's line names it."""
_UPKEEP = re.compile(f"(POST|PATCH) /v2/{REF}/blobs/uploads/[^/?]*([?]_state=[^&]*)?")
"""What sends a blob before the last request says which one it was."""
_CHANNELS = ("/grpc", "/session")
"""What a build opens several times. What is said inside is in no log, but for what the builder did."""
_UNREACHED = re.compile(r"Cannot connect to the Docker daemon|failed to connect to the docker API")
_DOCKER = re.compile(r"(?:^|[\n;&|(])\s*(?:\w+=\S*\s+)*docker\s")
"""Where a command speaks to the client; others, such as curl, do without it."""
_AT_ONCE = 0.5
"""Seconds within which a daemon that stops a container tells of both its stop and its end."""
_HAPPENED = "Note over daemon"
_Arrow = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Arrow:
    """One thing that happened, as it is drawn.

    Attributes:
        way: Who speaks to whom, or to whom it happened, in Mermaid's words.
        parts: What is said, in parts between which a line may break.
        row: The number of the command, and that of the line in its list (see `snippets.story.rows`); None where no
            line of a log tells it.
    """

    way: str
    parts: tuple[str, ...]
    row: tuple[int, int] | None = None


def reasons(commands: Iterable[CommandResult]) -> tuple[str, ...]:
    """Why a step cannot be told; empty when it can."""
    return tuple(dict.fromkeys(filter(None, map(_reason, commands))))


def _reason(command: CommandResult) -> str:
    if command.trace is None:
        return UNTRACED
    if command.trace.deaf and not _is_unreached(command):
        return DEAF
    return command.trace.missing


def mermaid(commands: Sequence[CommandResult]) -> str:
    """A diagram of what happened while the commands ran, each of which has a trace."""
    title = "、".join(visible(short(command.command)) for command in commands)
    alternative = f"accTitle: {title} で起きたこと\naccDescr: 図と同じことを、すぐ下の表に時刻の順で書いています。"
    lines = [f"{arrow.way}: {'<br/>'.join(map(_label, arrow.parts))}" for arrow in arrows(commands)]
    deep = any(isinstance(entry, Below) for command in commands for entry in (command.trace or Trace()).entries)
    lower = [f"participant {name} as {phrases.NAMES[name]}" for name in _BELOW] if deep else []
    found = {asked(entry) for command in commands for entry in _to_registry(command.trace or Trace())}
    order = sorted(found or ({"registry"} if not deep else set()), reverse=True)
    registries = [f"participant {name} as {phrases.NAMES[name]}" for name in order]
    return "\n".join([_PARTICIPANTS, *lower, *registries, alternative, *lines])


def arrows(commands: Sequence[CommandResult]) -> list[Arrow]:
    """What happened while the commands ran, in the order in which it is drawn."""
    found = []
    for number, command in enumerate(commands):
        trace = command.trace or Trace()
        rows = {id(entry): (number, row) for row, entry in enumerate(trace.entries)}
        found += [
            Arrow(way, parts, rows.get(id(entry)) if entry else None) for way, parts, entry in _told(command, trace)
        ]
    return found


def _told(command: CommandResult, trace: Trace) -> Iterator[tuple[str, tuple[str, ...], Entry | None]]:
    happened = list(_happened(_died_first([entry for entry in trace.entries if entry not in set(_upkeep(trace))])))
    before, after = _around(command, trace)
    yield from ((way, parts, None) for way, parts in before)
    yield from ((way, parts, entry) for entry, (way, parts) in happened)
    yield from ((way, parts, None) for way, parts in after)


def _around(command: CommandResult, trace: Trace) -> tuple[list[_Arrow], list[_Arrow]]:
    """What is drawn before and after that of which the logs tell."""
    to_client = not is_silent(trace) or bool(_DOCKER.search(command.command))
    before: list[_Arrow] = [("you->>client" if to_client else "Note over you", (short(command.command),))]
    if to_client and is_silent(trace):
        lost = _is_unreached(command)
        before.append(
            ("client-xdaemon", ("届きません",)) if lost else ("Note over client", ("daemonには何も頼まない",))
        )
    after: list[_Arrow] = []
    if upkeep := _upkeep(trace):
        after.append((_HAPPENED, ("ほかに、送るための", f"細かいやりとり{len(upkeep)}件", "（下の表）")))
    if _is_unheard(trace):
        after.append((_HAPPENED, ("レジストリに届いた要求は", "ログにありません")))
    if trace.more:
        after.append((_HAPPENED, (f"このほかに{trace.more}件",)))
    status = "時間切れ" if command.status is None else f"終了ステータス {command.status}"
    after.append(("client-->>you" if to_client else "Note over you", ("出力", status)))
    return before, after


def _happened(entries: Sequence[Entry]) -> Iterator[tuple[Entry, _Arrow]]:
    """The arrows of the entries; a channel that is opened several times has one, with their number."""
    opened = Counter(map(_channel, entries))
    for entry in entries:
        channel = _channel(entry)
        if not channel or opened[channel] == 1:
            yield from ((entry, arrow) for arrow in _entry(entry))
        elif count := opened.pop(channel, 0):
            arrow, parts = next(_entry(entry))
            yield entry, (arrow, (*parts, f"{count}回"))


def _died_first(entries: Iterable[Entry]) -> list[Entry]:
    """Entries with the end of a process above the stop that it was: the daemon tells of them at once, in any order."""
    told: list[Entry] = []
    for entry in entries:
        at = len(told)
        if isinstance(entry, Event) and entry.action == "die":
            stop = replace(entry, action="stop", at=0)
            near = (
                n for n, other in enumerate(told) if entry.at - other.at < _AT_ONCE and replace(other, at=0) == stop
            )
            at = next(near, at)
        told.insert(at, entry)
    return told


def _channel(entry: Entry) -> str:
    path = unversioned(entry.path) if isinstance(entry, Request) and not entry.to_registry else ""
    return path if path in _CHANNELS else ""


def _is_unreached(command: CommandResult) -> bool:
    """Whether the client says that it could not reach the daemon."""
    return any(_UNREACHED.search(line) for line in command.lines)


def _to_registry(trace: Trace) -> list[Request]:
    return [entry for entry in trace.entries if isinstance(entry, Request) and entry.to_registry]


def _is_unheard(trace: Trace) -> bool:
    """Whether the client wanted something of a registry, and no registry tells of it."""
    wanted = re.compile(rf"POST /images/(create\?.*fromImage=.*|{REF}/push(\?.*)?)")
    made = (f"{entry.method} {sent_path(entry)}" for entry in trace.entries if isinstance(entry, Request))
    return not _to_registry(trace) and any(map(wanted.fullmatch, made))


def _upkeep(trace: Trace) -> list[Request]:
    """The requests around the sending of blobs, which the diagram only counts: the last of each blob is drawn."""
    found: list[Request] = []
    gone: set[str] = set()
    for request in _to_registry(trace):
        blob = request.path.split("/blobs/")[-1]
        if _UPKEEP.fullmatch(f"{request.method} {request.path}") or (request.method == "HEAD" and blob in gone):
            found.append(request)
        elif request.method == "PUT" and is_blob(request):
            gone.add(unquote(request.path).rpartition("digest=")[2])
    return found


def _entry(entry: Entry) -> Iterator[_Arrow]:
    if isinstance(entry, Event):
        yield _HAPPENED, phrases.happened(entry)
    elif isinstance(entry, Below):
        arrow, words = phrases.below(entry)
        yield arrow, (words,)
    elif isinstance(entry, Answer):
        yield "daemon-->>client", (*phrases.plainly(entry), phrases.said(entry))
    else:
        to = asked(entry)
        yield f"{entry.sender}->>{to}", phrases.phrase(entry) or (sent(entry),)
        if entry.status is not None and not (is_blob(entry) and entry.status < 300 and entry.method != "HEAD"):
            yield f"{to}-->>{entry.sender}", tuple(filter(None, (has(entry), answered(entry))))


def _label(text: str) -> str:
    """Text that is a label and nothing else: no markup, no entities."""
    return visible(text).strip().translate({ord(char): f"#{ord(char)};" for char in "#<>"}) or "…"
