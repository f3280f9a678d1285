"""The lives of a page's containers, read from the engine's events.

The states and what moves a container from one to the next are those of Docker:
https://docs.docker.com/reference/api/engine/ (ContainerState), and the events ``create`` to ``destroy``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from snippets.errors import LessonError
from snippets.record.result import CommandResult
from snippets.trace.entries import UNTRACED, Event

State = Literal["created", "running", "paused", "exited", "removed"]

_MOVES: dict[str, tuple[frozenset[State], State]] = {
    "create": (frozenset({"removed"}), "created"),
    "start": (frozenset({"created", "exited"}), "running"),
    "pause": (frozenset({"running"}), "paused"),
    "unpause": (frozenset({"paused"}), "running"),
    "die": (frozenset({"running", "paused"}), "exited"),
    "destroy": (frozenset({"created", "exited"}), "removed"),
}
"""What an event needs a container to be in, and what it is in afterwards."""


class TimelineError(LessonError):
    """Events that do not tell whole lives; the message says what is missing."""


@dataclass(frozen=True)
class Moment:
    """A container comes into another state.

    Attributes:
        command: The number of the command meanwhile, from 0.
        typed: That command.
        at: Seconds since it began.
        action: The engine's word for what happened, such as ``start``.
        name: The container's.
        state: What it is in from now on.
    """

    command: int
    typed: str
    at: float
    action: str
    name: str
    state: State


def moments(commands: Sequence[CommandResult]) -> tuple[Moment, ...]:
    """Every change of state while a page's commands ran, in order.

    Raises:
        TimelineError: A command has no trace, or an event must have been missed.
    """
    if missing := dict.fromkeys(filter(None, map(_missing, commands))):
        raise TimelineError(" ".join(missing))
    states: dict[str, State] = {}
    found = []
    for number, command in enumerate(commands):
        for event in _changes(command):
            before, after = _MOVES[event.action]
            state = states.get(event.name, "removed")
            if state not in before:
                raise TimelineError(
                    f"コンテナ {event.name} は {state} なのに、出来事 {event.action} が来ました。"
                    "その前の出来事を聞きのがしています。"
                )
            states[event.name] = after
            found.append(Moment(number, command.command, event.at, event.action, event.name, after))
    return tuple(found)


def _missing(command: CommandResult) -> str:
    """Why not all of a command's events are known. A stopped daemon, which nobody hears, has none."""
    if command.trace is None:
        return UNTRACED
    return f"{command.command} の出来事が多すぎます。" if command.trace.more else command.trace.missing


def _changes(command: CommandResult) -> Iterable[Event]:
    entries = command.trace.entries if command.trace else ()
    return (
        entry for entry in entries if isinstance(entry, Event) and entry.what == "container" and entry.action in _MOVES
    )
