"""Turn the bytes a program wrote to a terminal into the lines and frames that a person sees."""

import codecs
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import pyte

COLUMNS = 160
ROWS = 50
_FRAME = 1 / 30
"""Seconds within which everything that was written counts as one picture: no eye tells more of them apart."""
_WIDEST = 2 * COLUMNS
"""A line that only the terminal broke is one line, as it is when a person copies it; no message is longer."""

# What a terminal acts upon. pyte stops drawing a line at any other character that it cannot print.
_CONTROLS = "\a\b\t\n\v\f\r\x1b"


@dataclass(frozen=True)
class Picture:
    """What a terminal shows when a program has ended, and how much room it took meanwhile.

    Attributes:
        lines: The lines, without trailing blanks and trailing empty lines.
        columns: How many columns anything was written in at any time.
        reach: How far above its lowest row anything was written, in rows, both included.
        ended: Whether the last row was ended, so that what follows begins a new one.
    """

    lines: tuple[str, ...]
    columns: int
    reach: int
    ended: bool


class _Screen(pyte.Screen):
    """A screen that keeps the lines that scroll off its top, and how far it was written on."""

    scrolled: list[str]
    widest: int
    lowest: int
    reach: int

    def reset(self) -> None:
        super().reset()
        self.scrolled = []
        self.widest = self.lowest = self.reach = 0

    def index(self) -> None:
        if self.cursor.y == self.lines - 1 and self.margins is None:
            self.scrolled.append(self.text(0))
        super().index()

    def draw(self, data: str) -> None:
        row = self._row
        super().draw(data)
        self.widest = max(self.widest, self.cursor.x if self._row == row else self.columns)
        self.lowest = max(self.lowest, self._row)
        self.reach = max(self.reach, self.lowest - row + 1)

    def text(self, row: int) -> str:
        cells = self.buffer[row]
        return "".join(cells[column].data for column in range(max(cells, default=-1) + 1))

    @property
    def _row(self) -> int:
        return len(self.scrolled) + self.cursor.y


def lines(data: bytes) -> tuple[str, ...]:
    """The final lines, without trailing blanks and trailing empty lines.

    Bytes that are not UTF-8, and characters that no terminal shows, become U+FFFD.
    """
    return picture(harmless(data.decode(errors="replace")), _WIDEST).lines


def frames(chunks: Sequence[tuple[float, bytes]]) -> dict[float, str]:
    """What was written, by the second at which it came; writes that came almost together are joined.

    Emulating all frames gives the lines of `lines`. Bytes that are not UTF-8, and what no terminal
    acts upon or shows, become U+FFFD; a character that two chunks share belongs to the second.

    Args:
        chunks: Seconds, counted from the moment when the command was typed, with the bytes that came then.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    found: dict[float, str] = {}
    begun = -math.inf
    for number, (at, chunk) in enumerate(chunks, 1):
        if text := harmless(decoder.decode(chunk, final=number == len(chunks))):
            if at - begun >= _FRAME:
                begun = round(at, 3)
            found[begun] = found.get(begun, "") + text
    return found


def picture(text: str, columns: int = COLUMNS, rows: int = ROWS) -> Picture:
    """What a terminal of some size makes of a text that is `harmless`."""
    return _plain(text, columns) or _emulated(text, columns, rows)


def _plain(text: str, columns: int) -> Picture | None:
    """What any terminal makes of lines without controls, which most outputs are: it takes no emulation."""
    rows = text.split("\r\n")
    if not all(row.isascii() and row.isprintable() and len(row) <= columns for row in rows):
        return None
    return Picture(_trimmed(rows), max(map(len, rows)), int(any(rows)), not rows[-1])


def _emulated(text: str, columns: int, rows: int) -> Picture:
    screen = _Screen(columns, rows)
    stream = pyte.Stream(screen)
    screen.linefeed()  # what was typed stands above; some programs step onto that line and back
    for number, line in enumerate(text.split("\n")):
        if number:
            screen.linefeed()
        try:
            stream.feed(line)
        except (TypeError, ValueError, NameError):  # pyte on a sequence whose parameters no terminal knows
            screen.draw("\ufffd")
    shown = [*screen.scrolled, *(screen.text(row) for row in range(rows))]
    if not shown[0].rstrip():
        shown.pop(0)
    return Picture(_trimmed(shown), screen.widest, screen.reach, screen.cursor.x == 0)


def _trimmed(rows: list[str]) -> tuple[str, ...]:
    shown = [row.rstrip() for row in rows]
    while shown and not shown[-1]:
        shown.pop()
    return tuple(shown)


def harmless(text: str) -> str:
    """The text with what no terminal acts upon or shows replaced by U+FFFD."""
    return visible(text, keep=_CONTROLS)


def visible(text: str, keep: str = "") -> str:
    """The text with control, format and unassigned characters replaced by U+FFFD, but for those to keep."""
    return "".join(
        "\ufffd" if unicodedata.category(char).startswith("C") and char not in keep else char for char in text
    )
