"""A block: a terminal with what was typed, what came back, and where that comes from. Quotes of it, and mistakes."""

from collections.abc import Sequence

from snippets.html import html
from snippets.record.result import Outcome
from snippets.script.editions import spans


def block(outcome: Outcome, about: str | None, cast: str | None = None) -> str:
    """A terminal with the commands of a step, their outputs and where these come from.

    Args:
        outcome: What the step did.
        about: Address of the page that explains provenance, if there is one.
        cast: Name of the block's cast, if it can be played.
    """
    return html("terminal", "block", outcome, about, cast)


def editions(generations: Sequence[Sequence[str]], blocks: Sequence[str], name: str) -> str:
    """Blocks of one step in tabs, where generations of the engine print different things; the first is shown first.

    Args:
        generations: The generations that each block is for, newest first.
        blocks: The blocks' HTML.
        name: What the tabs' ids begin with.
    """
    return html("terminal", "editions", list(zip(generations, spans(generations), strict=True)), blocks, name)


def failure(message: str) -> str:
    """What the page shows, besides or instead of a block, when a step went wrong."""
    return html("terminal", "failure", message)


def quote(line: str) -> str:
    """A line of output inside prose."""
    return html("terminal", "quote", line)
