"""Tell a traced step as a list: the requests themselves, line by line."""

import re
from dataclasses import dataclass

from snippets.story.phrases import NAMES, answered, asked, below, is_silent, lean, said, sent, short
from snippets.trace.entries import Answer, Below, Entry, Event, Trace


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


def rows(trace: Trace) -> tuple[Row, ...]:
    """What one command's trace holds, line by line."""
    found = [_row(entry) for entry in trace.entries]
    if is_silent(trace):
        found.append(Row("", _way("client", "daemon"), "daemonに届いた要求はありません", ""))
    if trace.pings:
        found.append(Row("", _way("client", "daemon"), f"いますか？という確認（_ping）{trace.pings}回", ""))
    if trace.more:
        found.append(Row("", "", f"このほかに{trace.more}件", ""))
    return tuple(found)


def _row(entry: Entry) -> Row:
    at = f"{entry.at:.2f}"
    if isinstance(entry, Event):
        return Row(at, "daemonの出来事", f"{entry.what} {entry.action} {short(entry.name)}", "")
    if isinstance(entry, Below):
        who = [NAMES[name] for name in re.findall(r"daemon|containerd|shim|process", below(entry)[0])]
        return Row(at, " → ".join(who), lean(entry.line), "")
    if isinstance(entry, Answer):
        return Row(at, _way("daemon", "client"), sent(entry), said(entry))
    return Row(at, _way(entry.sender, asked(entry)), sent(entry), answered(entry))


def _way(sender: str, to: str) -> str:
    return f"{NAMES[sender]} → {NAMES[to]}"
