"""Turn the bytes a program wrote to a terminal into the lines a person sees when it has ended."""

import unicodedata

import pyte

COLUMNS = 160
ROWS = 50

# What a terminal acts upon. pyte stops drawing a line at any other character that it cannot print.
_CONTROLS = "\a\b\t\n\v\f\r\x1b"


class _Screen(pyte.Screen):
    """A screen that keeps the lines that scroll off its top."""

    scrolled: list[str]

    def reset(self) -> None:
        super().reset()
        self.scrolled = []

    def index(self) -> None:
        if self.cursor.y == self.lines - 1 and self.margins is None:
            self.scrolled.append(self.text(0))
        super().index()

    def text(self, row: int) -> str:
        cells = self.buffer[row]
        return "".join(cells[column].data for column in range(max(cells, default=-1) + 1))


def lines(data: bytes) -> tuple[str, ...]:
    """The final lines, without trailing blanks and trailing empty lines.

    Bytes that are not UTF-8, and characters that no terminal shows, become U+FFFD.
    """
    screen = _Screen(COLUMNS, ROWS)
    stream = pyte.Stream(screen)
    screen.linefeed()  # what was typed stands above; some programs step onto that line and back
    for line in harmless(data.decode(errors="replace")).split("\n"):
        try:
            stream.feed(line)
        except (TypeError, ValueError, NameError):  # pyte on a sequence whose parameters no terminal knows
            screen.draw("\ufffd")
        screen.linefeed()
    rows = [*screen.scrolled, *(screen.text(row) for row in range(ROWS))]
    shown = [row.rstrip() for row in rows]
    if not shown[0]:
        shown.pop(0)
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
