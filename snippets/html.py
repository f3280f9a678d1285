"""Text inside HTML. Outputs are never trusted: all that stands on a page went through here."""

from html import escape

from snippets.sandbox.terminal import visible


def text(value: str) -> str:
    """Text that is safe anywhere in HTML, with what cannot be seen made visible."""
    return escape(visible(value, keep="\n"))
