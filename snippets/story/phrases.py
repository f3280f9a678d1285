"""What requests, answers and events say, in plain words: one phrase for each."""

import re
from itertools import islice
from urllib.parse import parse_qs, unquote

from snippets.trace.entries import Answer, Event, Request, Trace, unversioned

REF = "(.+)"
"""The name of something in a path."""
_CLIENT = (
    ("GET", "/version", "バージョンを教えて"),
    ("GET", "/info", "様子を教えて"),
    ("GET", "/containers/json", "コンテナの一覧をください"),
    ("POST", "/containers/create", "コンテナを作って"),
    ("POST", "/containers/prune", "止まっているコンテナを消して"),
    ("POST", f"/containers/{REF}/start", "動かして"),
    ("POST", f"/containers/{REF}/stop", "止めて"),
    ("POST", f"/containers/{REF}/restart", "動かしなおして"),
    ("POST", f"/containers/{REF}/kill", "強制的に止めて"),
    ("POST", f"/containers/{REF}/pause", "一時停止して"),
    ("POST", f"/containers/{REF}/unpause", "一時停止をやめて"),
    ("POST", f"/containers/{REF}/wait", "終わったら知らせて"),
    ("POST", f"/containers/{REF}/attach", "入出力をつないで"),
    ("POST", f"/containers/{REF}/exec", "中で動かすコマンドを用意して"),
    ("POST", f"/exec/{REF}/start", "用意したコマンドを動かして"),
    ("GET", f"/exec/{REF}/json", "コマンドの様子を教えて"),
    ("GET", f"/containers/{REF}/logs", "ログをください"),
    ("GET", f"/containers/{REF}/json", "コンテナのくわしい情報をください"),
    ("DELETE", f"/containers/{REF}", "コンテナを消して"),
    ("GET", "/images/json", "イメージの一覧をください"),
    ("POST", "/images/create", "イメージを取ってきて"),
    ("GET", f"/images/{REF}/history", "イメージの履歴をください"),
    ("GET", f"/images/{REF}/json", "イメージのくわしい情報をください"),
    ("POST", f"/images/{REF}/tag", "名前をつけて"),
    ("POST", f"/images/{REF}/push", "レジストリに送って"),
    ("DELETE", f"/images/{REF}", "イメージを消して"),
    ("POST", "/build", "イメージをbuildして"),
    ("POST", "/grpc", "buildの窓口を開いて"),
    ("POST", "/session", "材料の窓口を開いて"),
    ("GET", "/system/df", "使っている容量を教えて"),
    ("GET", "/networks", "ネットワークの一覧をください"),
    ("GET", "/volumes", "ボリュームの一覧をください"),
)
_REGISTRY = (
    ("GET", "/v2/", "話せますか？"),
    ("HEAD", f"/v2/{REF}/manifests/sha256:{REF}", "この中身の一覧はありますか？"),
    ("HEAD", f"/v2/{REF}/manifests/{REF}", "このタグが指すものは？"),
    ("GET", f"/v2/{REF}/manifests/sha256:{REF}", "中身の一覧をください"),
    ("GET", f"/v2/{REF}/manifests/{REF}", "このタグの中身の一覧をください"),
    ("PUT", f"/v2/{REF}/manifests/sha256:{REF}", "中身の一覧を置いて"),
    ("PUT", f"/v2/{REF}/manifests/{REF}", "このタグの中身の一覧を置いて"),
)
_BLOBS = {"GET": "をください", "HEAD": "は、もうありますか？", "PUT": "を送ります"}
"""What is asked for a layer or for an image's configuration."""
_HAS = {200: "あります", 404: "まだありません"}
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
_ERRORS = {
    "No such image": "イメージがありません",
    "No such container": "コンテナがありません",
}
_LONGEST = 100
"""Characters of a command, a path or a message that an arrow shows."""
_ID = re.compile("[0-9a-f]{64}")
_DIGEST = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")
_UUID = re.compile(r"\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_STATE = re.compile(r"\b_state=[^&]*")
WAY = {
    "client": "Client → daemon",
    "daemon": "daemon → レジストリ",
    "own": "daemon → あなたのレジストリ",
    "": "daemon → Client",
}
"""Who speaks to whom."""


def happened(event: Event) -> tuple[str, str]:
    """What an event says, and of what."""
    return _EVENTS.get((event.what, event.action), f"{event.what} {event.action}"), short(event.name)


def is_blob(request: Request) -> bool:
    """Whether a request moves, or asks for, a layer or an image's configuration."""
    return request.sender == "daemon" and request.method in _BLOBS and request.layer is not None


def phrase(request: Request) -> tuple[str, ...]:
    """What a request asks for, in plain words, and of what; empty for one that is not in the tables."""
    path, _, query = sent_path(request).partition("?")
    if is_blob(request):
        size = "" if request.method == "HEAD" else _size(request.size)
        return (f"{'レイヤー' if request.layer else 'イメージの設定'}{_BLOBS[request.method]}{size}",)
    if request.sender == "daemon":
        found = (words for verb, form, words in _REGISTRY if verb == request.method and re.fullmatch(form, path))
        return tuple(islice(found, 1))
    for verb, form, words in _CLIENT:
        if verb == request.method and (match := re.fullmatch(form, path)):
            of = [unquote(name) for name in match.groups()] or parse_qs(query).get("name", [])
            return (words, *(short(name) for name in of if not _ID.fullmatch(name)))
    return ()


def has(request: Request) -> str:
    """Whether a registry said that it has a blob; empty where that was not asked."""
    return _HAS.get(request.status or 0, "") if is_blob(request) and request.method == "HEAD" else ""


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
    return tuple(words for beginning, words in _ERRORS.items() if answer.message.startswith(f"{beginning}: "))


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
