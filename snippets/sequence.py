"""Tell a traced step as a sequence diagram, in Mermaid text for `snippets.diagram`, and as a list.

Each arrow has one plain phrase; the list has the requests themselves. An arrow stands for a line of a log, or
for several where a channel is opened again, but for what the reader typed, what the command ended with, and a daemon
that the client itself said it could not reach.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import parse_qs, unquote

from snippets.recording import CommandResult
from snippets.screen import visible
from snippets.trace import DEAF, UNTRACED, Answer, Entry, Event, Request, Trace, unversioned

_REF = "(.+)"
_CLIENT = (
    ("GET", "/version", "バージョンを教えて"),
    ("GET", "/info", "様子を教えて"),
    ("GET", "/containers/json", "コンテナの一覧をください"),
    ("POST", "/containers/create", "コンテナを作って"),
    ("POST", "/containers/prune", "止まっているコンテナを消して"),
    ("POST", f"/containers/{_REF}/start", "動かして"),
    ("POST", f"/containers/{_REF}/stop", "止めて"),
    ("POST", f"/containers/{_REF}/restart", "動かしなおして"),
    ("POST", f"/containers/{_REF}/kill", "強制的に止めて"),
    ("POST", f"/containers/{_REF}/pause", "一時停止して"),
    ("POST", f"/containers/{_REF}/unpause", "一時停止をやめて"),
    ("POST", f"/containers/{_REF}/wait", "終わったら知らせて"),
    ("POST", f"/containers/{_REF}/attach", "入出力をつないで"),
    ("POST", f"/containers/{_REF}/exec", "中で動かすコマンドを用意して"),
    ("POST", f"/exec/{_REF}/start", "用意したコマンドを動かして"),
    ("GET", f"/exec/{_REF}/json", "コマンドの様子を教えて"),
    ("GET", f"/containers/{_REF}/logs", "ログをください"),
    ("GET", f"/containers/{_REF}/json", "コンテナのくわしい情報をください"),
    ("DELETE", f"/containers/{_REF}", "コンテナを消して"),
    ("GET", "/images/json", "イメージの一覧をください"),
    ("POST", "/images/create", "イメージを取ってきて"),
    ("GET", f"/images/{_REF}/history", "イメージの履歴をください"),
    ("GET", f"/images/{_REF}/json", "イメージのくわしい情報をください"),
    ("POST", f"/images/{_REF}/tag", "名前をつけて"),
    ("POST", f"/images/{_REF}/push", "レジストリに送って"),
    ("DELETE", f"/images/{_REF}", "イメージを消して"),
    ("POST", "/build", "イメージをbuildして"),
    ("POST", "/grpc", "buildの窓口を開いて"),
    ("POST", "/session", "材料の窓口を開いて"),
    ("GET", "/system/df", "使っている容量を教えて"),
    ("GET", "/networks", "ネットワークの一覧をください"),
    ("GET", "/volumes", "ボリュームの一覧をください"),
)
_REGISTRY = (
    ("GET", "/v2/", "話せますか？"),
    ("HEAD", f"/v2/{_REF}/manifests/sha256:{_REF}", "この中身の一覧はありますか？"),
    ("HEAD", f"/v2/{_REF}/manifests/{_REF}", "このタグが指すものは？"),
    ("GET", f"/v2/{_REF}/manifests/sha256:{_REF}", "中身の一覧をください"),
    ("GET", f"/v2/{_REF}/manifests/{_REF}", "このタグの中身の一覧をください"),
    ("PUT", f"/v2/{_REF}/manifests/sha256:{_REF}", "中身の一覧を置いて"),
    ("PUT", f"/v2/{_REF}/manifests/{_REF}", "このタグの中身の一覧を置いて"),
)
_BLOBS = {"GET": "をください", "HEAD": "は、もうありますか？", "PUT": "を送ります"}
"""What is asked for a layer or for an image's configuration."""
_HAS = {200: "あります", 404: "まだありません"}
_UPKEEP = re.compile(f"(POST|PATCH) /v2/{_REF}/blobs/uploads/[^/?]*([?]_state=[^&]*)?")
"""What sends a blob before the last request says which one it was."""
_EVENTS = {
    ("image", "pull"): "イメージがそろった",
    ("image", "tag"): "イメージに名前がついた",
    ("image", "untag"): "イメージの名前がとれた",
    ("image", "delete"): "イメージが消えた",
    ("image", "create"): "イメージができた",
    ("image", "push"): "イメージを送りおえた",
    ("container", "create"): "コンテナができた",
    ("container", "start"): "コンテナが動きだした",
    ("container", "attach"): "コンテナの入出力をつないだ",
    ("container", "kill"): "コンテナに合図を送った",
    ("container", "stop"): "コンテナを止めた",
    ("container", "die"): "コンテナの中身が終わった",
    ("container", "pause"): "コンテナが一時停止した",
    ("container", "unpause"): "コンテナがまた動きだした",
    ("container", "restart"): "コンテナを動かしなおした",
    ("container", "destroy"): "コンテナが消えた",
    ("build", "diffcopy"): "Clientからファイルを受け取った",
    ("build", "creating"): "コマンドを動かす",
    ("network", "connect"): "ネットワークにつないだ",
    ("network", "disconnect"): "ネットワークから外した",
}
_PARTICIPANTS = """sequenceDiagram
actor you as あなた
participant client as Docker Client
participant daemon as Docker daemon"""
_REGISTRIES = {"registry": "レジストリ", "own": "あなたのレジストリ"}
_ERRORS = {
    "No such image": "イメージがありません",
    "No such container": "コンテナがありません",
}
_CHANNELS = ("/grpc", "/session")
"""What a build opens several times. What is said inside is in no log, but for what the builder did."""
_UNREACHED = re.compile(r"Cannot connect to the Docker daemon|failed to connect to the docker API")
_LONGEST = 100
"""Characters of a command, a path or a message that an arrow shows."""
_ID = re.compile("[0-9a-f]{64}")
_DIGEST = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")
_UUID = re.compile(r"\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_STATE = re.compile(r"\b_state=[^&]*")
_STAND_IN = re.compile("[\ua000-\ua48c]")


@dataclass(frozen=True)
class Row:
    """A line of the list under a diagram.

    Attributes:
        at: Seconds since the command began; empty where a line has no moment of its own.
        way: Who speaks to whom, or to whom it happened.
        what: The request as it was sent, or the event.
        answer: What came back, where a log tells.
    """

    at: str
    way: str
    what: str
    answer: str


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
    title = "、".join(_printable(_short(command.command)) for command in commands)
    alternative = f"accTitle: {title} で起きたこと\naccDescr: 図と同じことを、すぐ下の表に時刻の順で書いています。"
    arrows = [arrow for command in commands for arrow in _arrows(command, command.trace or Trace())]
    lines = [f"{arrow}: {'<br/>'.join(map(_text, parts))}" for arrow, parts in arrows]
    asked = {_registry(entry) for command in commands for entry in _to_registry(command.trace or Trace())}
    registries = [f"participant {name} as {_REGISTRIES[name]}" for name in sorted(asked or {"registry"}, reverse=True)]
    return "\n".join([_PARTICIPANTS, *registries, alternative, *lines])


def rows(trace: Trace) -> tuple[Row, ...]:
    """What one command's trace holds, line by line."""
    found = [_row(entry) for entry in trace.entries]
    if _is_silent(trace):
        found.append(Row("", _WAY["client"], "daemonに届いた要求はありません", ""))
    if trace.pings:
        found.append(Row("", _WAY["client"], f"いますか？という確認（_ping）{trace.pings}回", ""))
    if trace.more:
        found.append(Row("", "", f"このほかに{trace.more}件", ""))
    return tuple(found)


def told(entry: Entry) -> tuple[str, tuple[str, ...]]:
    """Who speaks to whom, and the arrow's phrase: what is asked or happened, then of what."""
    _, phrase = next(_entry(entry))
    if isinstance(entry, Event):
        return "daemonの出来事", phrase
    return _WAY["" if isinstance(entry, Answer) else entry.sender], phrase


_Arrow = tuple[str, tuple[str, ...]]
_HAPPENED = "Note over daemon"
_WAY = {
    "client": "Client → daemon",
    "daemon": "daemon → レジストリ",
    "own": "daemon → あなたのレジストリ",
    "": "daemon → Client",
}


def _arrows(command: CommandResult, trace: Trace) -> Iterator[_Arrow]:
    yield "you->>client", (_short(command.command),)
    if _is_silent(trace):
        if _is_unreached(command):
            yield "client-xdaemon", ("届きません",)
        else:
            yield "Note over client", ("daemonには何も頼まない",)
    upkeep = _upkeep(trace)
    hidden = set(upkeep)
    yield from _happened([entry for entry in trace.entries if entry not in hidden])
    if upkeep:
        yield _HAPPENED, ("ほかに、送るための", f"細かいやりとり{len(upkeep)}件", "（下の表）")
    if _is_unheard(trace):
        yield _HAPPENED, ("レジストリに届いた要求は", "ログにありません")
    if trace.more:
        yield _HAPPENED, (f"このほかに{trace.more}件",)
    status = "時間切れ" if command.status is None else f"終了ステータス {command.status}"
    yield "client-->>you", ("出力", status)


def _happened(entries: Sequence[Entry]) -> Iterator[_Arrow]:
    """The arrows of the entries; a channel that is opened several times has one, with their number."""
    opened = Counter(map(_channel, entries))
    for entry in entries:
        channel = _channel(entry)
        if not channel or opened[channel] == 1:
            yield from _entry(entry)
        elif count := opened.pop(channel, 0):
            arrow, phrase = next(_entry(entry))
            yield arrow, (*phrase, f"{count}回")


def _channel(entry: Entry) -> str:
    path = unversioned(entry.path) if isinstance(entry, Request) and entry.sender == "client" else ""
    return path if path in _CHANNELS else ""


def _is_unreached(command: CommandResult) -> bool:
    """Whether the client says that it could not reach the daemon."""
    return any(_UNREACHED.search(line) for line in command.lines)


def _is_silent(trace: Trace) -> bool:
    """Whether the client asked the daemon nothing at all."""
    asked = any(isinstance(entry, Request) and entry.sender == "client" for entry in trace.entries)
    return not asked and not trace.pings


def _to_registry(trace: Trace) -> list[Request]:
    return [entry for entry in trace.entries if isinstance(entry, Request) and entry.sender == "daemon"]


def _registry(request: Request) -> str:
    return "own" if request.own else "registry"


def _is_unheard(trace: Trace) -> bool:
    """Whether the client wanted something of a registry, and no registry tells of it."""
    wanted = re.compile(rf"POST /images/(create\?.*fromImage=.*|{_REF}/push(\?.*)?)")
    asked = (entry for entry in trace.entries if isinstance(entry, Request) and entry.sender == "client")
    return not _to_registry(trace) and any(wanted.fullmatch(f"{entry.method} {_path(entry)}") for entry in asked)


def _upkeep(trace: Trace) -> list[Request]:
    """The requests around the sending of blobs, which the diagram only counts: the last of each blob is drawn."""
    found: list[Request] = []
    sent: set[str] = set()
    for request in _to_registry(trace):
        blob = request.path.split("/blobs/")[-1]
        if _UPKEEP.fullmatch(f"{request.method} {request.path}") or (request.method == "HEAD" and blob in sent):
            found.append(request)
        elif request.method == "PUT" and _is_blob(request):
            sent.add(unquote(request.path).rpartition("digest=")[2])
    return found


def _entry(entry: Entry) -> Iterator[_Arrow]:
    if isinstance(entry, Event):
        phrase = _EVENTS.get((entry.what, entry.action), f"{entry.what} {entry.action}")
        yield _HAPPENED, (phrase, _short(entry.name))
    elif isinstance(entry, Answer):
        yield "daemon-->>client", (*_plainly(entry), _said(entry))
    else:
        to = "daemon" if entry.sender == "client" else _registry(entry)
        yield f"{entry.sender}->>{to}", _phrase(entry) or (_request(entry),)
        if entry.status is not None and not (_is_blob(entry) and entry.status < 300 and entry.method != "HEAD"):
            has = _HAS.get(entry.status) if _is_blob(entry) and entry.method == "HEAD" else None
            yield f"{to}-->>{entry.sender}", tuple(filter(None, (has, _answer(entry))))


def _row(entry: Entry) -> Row:
    at = f"{entry.at:.2f}"
    if isinstance(entry, Event):
        return Row(at, "daemonの出来事", f"{entry.what} {entry.action} {_short(entry.name)}", "")
    if isinstance(entry, Answer):
        return Row(at, _WAY[""], _request(entry), _said(entry))
    way = "own" if entry.sender == "daemon" and entry.own else entry.sender
    return Row(at, _WAY[way], _request(entry), _answer(entry))


def _path(entry: Request | Answer) -> str:
    from_client = isinstance(entry, Answer) or entry.sender == "client"
    return unversioned(entry.path) if from_client else entry.path


def _request(entry: Request | Answer) -> str:
    return f"{entry.method} {_short(unquote(_STATE.sub('_state=…', _path(entry))))}"


def _answer(request: Request) -> str:
    """The status, and how much came with it: after HEAD nothing does, although the log has a number there."""
    if request.status is None:
        return ""
    return f"{request.status}{_size(request.size)}" if request.method == "GET" else f"{request.status}"


def _said(answer: Answer) -> str:
    return " ".join(filter(None, ["" if answer.status is None else str(answer.status), _short(answer.message)]))


def _plainly(answer: Answer) -> tuple[str, ...]:
    return tuple(phrase for beginning, phrase in _ERRORS.items() if answer.message.startswith(f"{beginning}: "))


def _is_blob(request: Request) -> bool:
    return request.sender == "daemon" and request.method in _BLOBS and request.layer is not None


def _phrase(request: Request) -> tuple[str, ...]:
    """What a request asks for, in plain words, and of what; empty for one that is not in the tables."""
    path, _, query = _path(request).partition("?")
    if _is_blob(request):
        size = "" if request.method == "HEAD" else _size(request.size)
        return (f"{'レイヤー' if request.layer else 'イメージの設定'}{_BLOBS[request.method]}{size}",)
    if request.sender == "daemon":
        found = (phrase for verb, form, phrase in _REGISTRY if verb == request.method and re.fullmatch(form, path))
        return tuple(islice(found, 1))
    for verb, form, phrase in _CLIENT:
        if verb == request.method and (match := re.fullmatch(form, path)):
            of = [unquote(name) for name in match.groups()] or parse_qs(query).get("name", [])
            return (phrase, *(_short(name) for name in of if not _ID.fullmatch(name)))
    return ()


def _size(size: int | None) -> str:
    """Bytes, as Docker itself writes them: powers of 1000."""
    if size is None:
        return ""
    if size < 1000:
        return f"（{size} B）"
    return f"（{size / 1e3:.1f} kB）" if size < 1e6 else f"（{size / 1e6:.1f} MB）"


def _short(text: str) -> str:
    first, *more = text.split("\n")
    shown = _UUID.sub(r"\1…", _DIGEST.sub(r"\1…", first))
    return f"{shown[:_LONGEST]}…" if more or len(shown) > _LONGEST else shown


def _printable(text: str) -> str:
    return _STAND_IN.sub("\ufffd", visible(text))


def _text(text: str) -> str:
    """Text that is a label and nothing else: no markup, no entities."""
    return _printable(text).strip().translate({ord(char): f"#{ord(char)};" for char in "#<>"}) or "…"
