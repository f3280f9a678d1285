"""Find the output line that a piece of prose quotes."""

import re
from collections.abc import Iterable

from snippets.expect import ANY_CHARACTERS


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
