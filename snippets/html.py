"""HTML from the templates beside ``page`` and ``exercise``. All that is filled in is text, unless a template says not.

Outputs are never trusted: what cannot be seen is made visible, and what HTML would act upon is escaped.
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from snippets.sandbox.terminal import visible


def text(value: str) -> str:
    """Text that is safe anywhere in HTML, with what cannot be seen made visible."""
    return str(escape(visible(value, keep="\n")))


def html(template: str, macro: str, *values: object) -> str:
    """What a macro of a template makes of some values."""
    return str(getattr(_ENVIRONMENT.get_template(f"{template}.html").module, macro)(*values))


def _visible(value: object) -> object:
    return visible(value, keep="\n") if isinstance(value, str) and not isinstance(value, Markup) else value


_ENVIRONMENT = Environment(
    loader=FileSystemLoader([Path(__file__).with_name(room) for room in ("exercise", "page")]),
    autoescape=True,
    finalize=_visible,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
