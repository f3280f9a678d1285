"""What axe-core finds on the pages, in both colour schemes and at both widths."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.helpers.browser import EVERYTHING, SCHEMES, violations
from tests.helpers.web import PAGES


@pytest.fixture
def page(new_page):
    """A browser page that takes the styles of a test, which the site's security policy would block."""
    return new_page(bypass_csp=True)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(page, path, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(path)
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", SCHEMES[scheme])
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true; })")
    page.add_style_tag(content=EVERYTHING)
    page.evaluate(AXE_SCRIPT)
    found = []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width} px {violation}" for violation in violations(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_while_searching(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto("/")
    page.add_style_tag(content=EVERYTHING)
    page.locator(".md-search__input").fill("docker")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    page.evaluate(AXE_SCRIPT)
    assert violations(page) == []
