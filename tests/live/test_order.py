"""No page needs what another left, and none is disturbed by it."""

import pytest

from snippets.check import problems
from snippets.lab import Lab
from snippets.session import outcomes, read_script
from tests.conftest import ROOT
from tests.live.test_new_user import pages

pytestmark = pytest.mark.usefixtures("author")


def test_the_pages_sessions_pass_from_last_to_first(site):
    """Builds and `snippets check` run them in the order of their names, and a new user in that of the navigation."""
    lab, lessons, ran = Lab("live", serving=False), ROOT / "snippets" / "lessons", []
    try:
        for link, _ in reversed(list(pages(site))):
            source = (ROOT / "docs" / link.strip("/.")).with_suffix(".md")
            if not source.is_file():
                source = ROOT / "docs" / "index.md"
            script = read_script(source.stem, source.read_text(encoding="utf-8"), lessons)
            page = list(outcomes(script, None, lab, {})) if script.steps else []
            assert [message for outcome in page for message in problems(outcome)] == [], link
            ran += [script.name] * bool(page)
    finally:
        lab.close()
    assert (ran[0], ran[-1]) == ("troubleshooting", "setup")
    assert len(ran) == len(list((ROOT / "snippets" / "lessons").iterdir()))
