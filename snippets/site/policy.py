"""A page's content security policy: the page loads what stands in the site's own folder, and runs no other script.

Inline scripts are the theme's; the policy names each by its hash. Those of a page's content are not named, so that
what an escape forgotten somewhere lets into a page is not run.
"""

import base64
import functools
import hashlib
import re
from html.parser import HTMLParser

PLACEHOLDER = "@content-security-policy@"
"""Where the theme's template wants the policy."""
_CLASSIC = {"", "module", "text/javascript", "application/javascript"}
"""Types of a script that is run; others hold data."""


_INLINE = re.compile(r"<script(?![^>]* src=)(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.S)
_TYPE = re.compile(r"""\btype=["']?([^"'\s>]+)""")


class _Reader(HTMLParser):
    """Notes what a policy is about.

    Attributes:
        blocked: What only a policy for this very page could allow, as an author would call it.
        plays: Whether a block can be played; the player is a WebAssembly program.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.blocked: set[str] = set()
        self.plays = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and "src" not in attributes and _runs(attributes.get("type", ""))):
            self.blocked.add(f"<{tag}>")
        self.plays = self.plays or "data-replay" in attributes
        for name, value in attributes.items():
            if name == "style" or name.startswith("on"):
                self.blocked.add(f"{name}属性")
            if value.strip().lower().startswith("javascript:"):
                self.blocked.add("javascript:")


@functools.lru_cache(maxsize=1)
def _read(content: str) -> _Reader:
    return _Reader(content)


def blocked(content: str) -> list[str]:
    """What the policy would keep from working in a page's content, as an author would call it."""
    return sorted(_read(content).blocked)


def with_policy(html: str, content: str, *, serving: bool) -> str:
    """A whole page with its policy where the theme wants it.

    Args:
        html: The page.
        content: The part of it that does not come from the theme.
        serving: Whether `mkdocs serve` will add an inline script of its own, which differs each time.
    """
    # The theme's part is well known, and long: no need to read every tag of it.
    scripts = _INLINE.finditer(html.replace(content, ""))
    kinds = ((_TYPE.search(script["attributes"]), script["text"]) for script in scripts)
    hashes = sorted({_hash(text) for kind, text in kinds if _runs(kind[1] if kind else "")})
    player = ["'wasm-unsafe-eval'"] if _read(content).plays else []
    allowed = " ".join(["'self'", *(["'unsafe-inline'"] if serving else hashes), *player])
    policy = (
        f"default-src 'none'; script-src {allowed}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'"
    )
    return html.replace(PLACEHOLDER, policy, 1)


def _runs(kind: str) -> bool:
    return kind.lower() in _CLASSIC


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
