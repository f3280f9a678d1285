"""How a terminal looked while commands ran: the frames that a recording keeps."""

import codecs
import math
from collections.abc import Sequence

from snippets.screen import harmless

_FRAME = 1 / 30
"""Seconds within which everything that was written counts as one picture: no eye tells more of them apart."""


def frames(chunks: Sequence[tuple[float, bytes]]) -> dict[float, str]:
    """What was written, by the second at which it came; writes that came almost together are joined.

    Emulating all frames gives the lines of `snippets.screen.lines`. Bytes that are not UTF-8, and what no terminal
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
