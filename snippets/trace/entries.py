"""What happened while a command ran: requests, answers and events, as they are kept in recordings."""

import re
from typing import Literal

import msgspec

DEAF = "engineの出来事（イベント）を受けとっていません。"
"""A reason."""
BELOW = ("bundle", "shim", "ready", "create", "start", "exit", "delete", "gone")
"""The lines below the daemon: it has made what containerd needs, containerd has reached the shim, the shim is ready;
containerd's events of the container's process, as the daemon hears them; the shim has ended."""
UNTRACED = "追跡せずに記録しました。"
"""A reason."""


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag="request"):
    """A request.

    Attributes:
        at: Seconds since the command began, or since 1970 where no command is known yet.
        sender: ``client``, which asks the daemon and sometimes a registry, or ``daemon``, which asks registries.
        method: Such as ``POST``.
        path: With the query, as it was sent.
        status: Of the answer; None where the log does not tell, as the daemon's does not for a good answer.
        size: Bytes of the answer, or of the blob that was sent, if known.
        layer: For a blob, whether it is a layer of an image or its configuration, if it is known to be either.
        own: Whether a registry was asked that the lesson runs, not the sandbox's.
        index: Whether it is about an index, which lists an image's manifests by platform.
    """

    at: float
    sender: Literal["client", "daemon"]
    method: str
    path: str
    status: int | None = None
    size: int | None = None
    layer: bool | None = None
    own: bool = False
    index: bool = False

    @property
    def to_registry(self) -> bool:
        """Whether a registry was asked: its paths begin as none of the daemon's API does."""
        return self.sender == "daemon" or self.path.startswith("/v2/")


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag="answer"):
    """The daemon's answer to the client, where it is an error: others are in no log.

    Attributes:
        at: As in a request.
        method: Of the request.
        path: Of the request.
        message: What went wrong, in the daemon's words.
        status: None where the log does not tell.
    """

    at: float
    method: str
    path: str
    message: str
    status: int | None = None


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag="event"):
    """An event of the engine, or what its builder logged.

    Attributes:
        at: As in a request.
        what: The kind of the thing it happened to, such as ``container``; ``build`` for the builder.
        action: What happened, such as ``start``; of the builder, its word in the log.
        name: The thing's name, or its ID where it has none; of the builder, the part of the build.
    """

    at: float
    what: str
    action: str
    name: str


class Below(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag="below"):
    """What was logged below the daemon's API, where containers become processes.

    Attributes:
        at: As in a request.
        step: Which line it is: one of `BELOW`.
        line: The line's message with its fields.
    """

    at: float
    step: str
    line: str


Entry = Request | Answer | Event | Below


class Trace(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What happened during one command.

    Attributes:
        entries: In the order they began, some hundreds at most.
        pings: How often the client asked the daemon whether it is there.
        more: How many entries were left out.
        deaf: Whether nothing was heard because nobody listened, as when the daemon is stopped.
        deep: Whether it was also read what happened below the daemon.
        missing: Why nothing is known; empty when something is.
    """

    entries: tuple[Entry, ...] = ()
    pings: int = 0
    more: int = 0
    deaf: bool = False
    deep: bool = False
    missing: str = ""


def unversioned(path: str) -> str:
    """A path of the Engine API without its version."""
    return re.sub(r"^/v\d+\.\d+(?=/)", "", path)
