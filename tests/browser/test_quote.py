"""An output line and its explanation, which light up together."""

import pytest
from playwright.sync_api import expect

from tests.helpers.browser import DESKTOP, PHONE


@pytest.fixture
def pair(open_page):
    """Opens a page, and gives an explanation's quote with its line."""

    def pair(**options):
        page = open_page("lessons/build/", **options)
        quote = page.locator("li > code.quote[role]:visible").first
        text = quote.inner_text()
        return page, quote, page.locator(".terminal .explained:visible", has_text=text).first

    return pair


def test_an_explanation_lights_its_line_and_the_line_its_explanation(pair):
    page, quote, line = pair(**DESKTOP)
    expect(line).not_to_contain_class("lit")
    quote.hover()
    expect(line).to_contain_class("lit")
    page.mouse.move(0, 0)
    expect(line).not_to_contain_class("lit")
    line.hover()
    expect(quote).to_contain_class("lit")


def test_a_tap_leads_to_the_line_and_back(pair):
    _, quote, line = pair(**PHONE)
    quote.tap()
    expect(line).to_contain_class("lit")
    expect(line).to_be_in_viewport()
    line.tap()
    expect(quote).to_be_focused()
    expect(quote).to_be_in_viewport()


def test_the_keyboard_is_enough(pair):
    page, quote, line = pair(**DESKTOP)
    quote.focus()
    expect(line).to_contain_class("lit")
    page.keyboard.press("Enter")
    expect(line).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(line).not_to_contain_class("lit")


def test_the_text_of_an_output_stays_what_it_was(open_page):
    texts = "[...document.querySelectorAll('.terminal .output')].map(output => output.textContent)"
    plain = open_page("lessons/build/", java_script_enabled=False).locator(".terminal .output").all_text_contents()
    page = open_page("lessons/build/")
    expect(page.locator(".explained").first).to_be_attached()
    assert page.evaluate(texts) == plain
