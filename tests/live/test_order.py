"""No page needs what another left, and none is disturbed by it; nor by an engine without IPv6, as readers may have."""

import pytest

from snippets.record.mismatch import problems
from snippets.record.session import outcomes
from snippets.record.source import Source
from snippets.sandbox.sandbox import Sandbox
from snippets.script.script import read_script
from tests.helpers.course import pages
from tests.helpers.project import ROOT

pytestmark = pytest.mark.usefixtures("author")


def without_ipv6():
    sandbox = Sandbox()
    off = "daemon stop && echo 1 >/proc/sys/net/ipv6/conf/lo/disable_ipv6 && daemon start"
    assert sandbox.run(off, 60).status == 0
    return sandbox


def test_the_pages_sessions_pass_from_last_to_first(site):
    """Builds and `snippets check` run them in the order of their names, and a new user in that of the navigation."""
    source, lessons, ran = Source("live", serving=False, start=without_ipv6), ROOT / "snippets" / "lessons", []
    try:
        for link, _ in reversed(list(pages(site))):
            path = (ROOT / "docs" / link.strip("/.")).with_suffix(".md")
            if not path.is_file():
                path = ROOT / "docs" / "index.md"
            script = read_script(path.stem, path.read_text(encoding="utf-8"), lessons)
            page = list(outcomes(script, None, source)) if script.steps else []
            assert [message for outcome in page for message in problems(outcome)] == [], link
            ran += [script.name] * bool(page)
    finally:
        source.close()
    assert (ran[0], ran[-1]) == ("troubleshooting", "index")
    assert len(ran) == len(list((ROOT / "snippets" / "lessons").iterdir()))
