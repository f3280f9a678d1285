"""How a terminal looked while commands ran, as an asciicast that a page plays.

Format: https://docs.asciinema.org/manual/asciicast/v2/
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence

from snippets.record.result import CommandResult
from snippets.sandbox.terminal import COLUMNS, ROWS, Picture, picture, visible
from snippets.script.transcript import Command

_IDLE = 1.5
"""Seconds after which a player goes on where nothing happened for longer."""
_LONG = 1.0
"""Seconds over which a command must write before its output is worth watching."""
_READING = 0.8
"""Seconds for which a command stands alone, and its output stands before the next command."""
_COLUMNS = 80
_ROWS = 24
"""The size of a terminal whose programs need no more."""
_REDRAWN = re.compile("\x1b\\[\\d*A")
_PLAIN, _MUTED, _PROMPT, _TYPED = "\x1b[0m", "\x1b[90m", "\x1b[32m", "\x1b[0;1;97m"


def moves(results: Sequence[CommandResult]) -> bool:
    """Whether there is something to watch: a command drew over what it had written, or wrote for a while."""
    return any(
        max(result.frames) - min(result.frames) >= _LONG or _REDRAWN.search("".join(result.frames.values()))
        for result in results
        if result.frames
    )


def cast(commands: Sequence[Command], results: Sequence[CommandResult]) -> str:
    """An asciicast, version 2, of commands as they were typed and of what they wrote, with its real timing."""
    typed = [_typed(command) for command in commands]
    written = [picture("".join(result.frames.values())) for result in results]
    header = {"version": 2, **_size([*map(picture, typed), *written]), "idle_time_limit": _IDLE}
    events = _events(typed, results, written)
    return "".join(json.dumps(line) + "\n" for line in (header, *events))


def name(played: str) -> str:
    """A name that another cast does not have."""
    return hashlib.sha256(played.encode()).hexdigest()[:12]


def _typed(command: Command) -> str:
    """What stands above a command's output."""
    comments = [f"{_MUTED}### {visible(comment)}" for comment in command.comments]
    prompts = ["$ ", *["> "] * command.text.count("\n")]
    lines = zip(prompts, command.text.split("\n"), strict=True)
    return "".join(
        f"{line}{_PLAIN}\r\n" for line in (*comments, *(f"{_PROMPT}{p}{_TYPED}{visible(t)}" for p, t in lines))
    )


def _size(pictures: Sequence[Picture]) -> dict[str, int]:
    """The smallest terminal, from a usual one up to the recorded one, that breaks no line and no redrawing."""
    widest, reach = max(shown.columns for shown in pictures), max(shown.reach for shown in pictures)
    rows = min(sum(len(shown.lines) for shown in pictures), _ROWS)
    return {"width": min(max(widest, _COLUMNS), COLUMNS), "height": min(max(rows, reach) + 1, ROWS)}


def _events(
    typed: Sequence[str], results: Sequence[CommandResult], written: Sequence[Picture]
) -> Iterator[tuple[float, str, str]]:
    """What a terminal gets, with the second at which it gets it."""
    begun = 0.0
    for command, result, shown in zip(typed, results, written, strict=True):
        yield begun, "o", command
        begun += _READING
        for at, text in result.frames.items():
            yield round(begun + at, 3), "o", text
        begun = round(begun + max((result.seconds, *result.frames)), 3)
        yield begun, "o", _PLAIN if shown.ended else f"{_PLAIN}\r\n"
        begun += _READING
