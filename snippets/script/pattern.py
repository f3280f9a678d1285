"""What ``[..]`` and ``...`` stand for, wherever an author writes them: expectations, quotes, messages of errors.

``[..]`` in a pattern line stands for any characters within the line, none included; a line ``...`` for any
number of lines, none included. Everything else is literal. ``docs/assets`` has the same for a reader's own output.
"""

import re
from collections.abc import Iterable, Sequence

ANY_LINES = "..."
ANY_CHARACTERS = "[..]"


def fits(pattern: str, line: str) -> bool:
    """Whether a pattern line fits a whole line."""
    first, *rest = pattern.split(ANY_CHARACTERS)
    if not rest:
        return line == pattern
    # The leftmost place for each part is as good as any other, so no backtracking: outputs may be hostile.
    *middle, last = rest
    at = len(first)
    for part in middle:
        at = line.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return line.startswith(first) and line.endswith(last) and len(line) - len(last) >= at


def diff(expected: Sequence[str], actual: Sequence[str]) -> tuple[str, ...]:
    """The shortest difference between pattern lines and actual lines; empty when they fit.

    Lines that fit begin with two spaces, a pattern nothing fits with ``- ``, an unexpected line with ``+ ``.
    """
    costs = _costs(expected, actual)
    if costs[0][0] == 0:
        return ()
    lines: list[str] = []
    i = j = 0
    while i < len(expected) or j < len(actual):
        here = costs[i][j]
        any_lines = i < len(expected) and expected[i] == ANY_LINES
        if any_lines and costs[i + 1][j] == here:
            lines.append("  " + ANY_LINES)
            i += 1
        elif any_lines and j < len(actual) and costs[i][j + 1] == here:
            j += 1
        elif (
            i < len(expected)
            and j < len(actual)
            and expected[i] != ANY_LINES
            and fits(expected[i], actual[j])
            and costs[i + 1][j + 1] == here
        ):
            lines.append("  " + actual[j])
            i, j = i + 1, j + 1
        elif i < len(expected) and costs[i + 1][j] + 1 == here:
            lines.append("- " + expected[i])
            i += 1
        else:
            lines.append("+ " + actual[j])
            j += 1
    return tuple(lines)


def _costs(expected: Sequence[str], actual: Sequence[str]) -> list[list[int]]:
    """``costs[i][j]``: the fewest ``-`` and ``+`` lines that reconcile ``expected[i:]`` with ``actual[j:]``."""
    costs = [list(range(len(actual), -1, -1))]
    for pattern in reversed(expected):
        below = costs[0]
        if pattern == ANY_LINES:
            row = list(below)
            for j in range(len(actual) - 1, -1, -1):
                row[j] = min(below[j], row[j + 1])
        else:
            row = [cost + 1 for cost in below]
            for j in range(len(actual) - 1, -1, -1):
                row[j] = min(row[j], row[j + 1] + 1)
                if fits(pattern, actual[j]):
                    row[j] = min(row[j], below[j + 1])
        costs.insert(0, row)
    return costs


def find(quote: str, lines: Iterable[str]) -> str | None:
    """The part of the first line that the quote fits, or None.

    A quote stands for a whole line or for whole words of it; ``[..]`` stands for any characters, and at the
    quote's start or end reaches to the line's start or end.
    """
    parts = quote.split(ANY_CHARACTERS)
    for line in lines:
        found = _find_first(parts, line) if len(parts) == 1 else _find_around(parts, line)
        if found:
            return found.strip()
    return None


def _find_first(parts: list[str], line: str) -> str | None:
    match = _words(parts[0], right=True, left=True).search(line)
    return match[0] if match else None


def _find_around(parts: list[str], line: str) -> str | None:
    """The leftmost place for each part but the last is as good as any other, so nothing is tried twice."""
    first, *middle, last = parts
    start = at = 0
    if first:
        match = _words(first, left=True).search(line)
        if not match:
            return None
        start, at = match.span()
    for part in middle:
        at = line.find(part, at)
        if at < 0:
            return None
        at += len(part)
    if not last:
        return line[start:]
    match = _words(last, right=True).search(line, at)
    return line[start : match.end()] if match else None


def _words(text: str, *, left: bool = False, right: bool = False) -> re.Pattern[str]:
    """Finds the text where it does not begin or end within a word."""
    before = r"(?<!\w)" if left and text[:1].isalnum() else ""
    after = r"(?!\w)" if right and text[-1:].isalnum() else ""
    return re.compile(before + re.escape(text) + after)
