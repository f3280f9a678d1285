"""The choice of a system and of a generation of Docker, which holds on the whole site."""

import json

import pytest
from playwright.sync_api import expect

from tests.helpers.browser import DESKTOP

KEY = "docker-flow-lesson.environment"
OTHER = """kind => [...document.querySelectorAll(`.tabbed-set label[data-generations]`)]
  .filter(label => label.dataset.generations.split(" ").includes("28"))
  .filter(label => !document.getElementById(label.htmlFor).checked)
  .map(label => label.outerHTML)"""


def choose(page, text):
    page.locator(".tabbed-labels:visible > label", has_text=text).first.click()


def test_a_generation_is_chosen_for_all_blocks_of_all_pages_also_in_folds(open_page):
    page = open_page("lessons/image/", **DESKTOP)
    assert page.evaluate(OTHER) != []
    choose(page, "28以前")
    assert page.evaluate(OTHER) == []
    assert json.loads(page.evaluate(f"localStorage.getItem('{KEY}')")) == {"generation": "28"}
    page.goto("lessons/try/")
    assert page.locator("details label[data-generations]").count() > 0
    assert page.evaluate(OTHER) == []


def test_the_trace_is_that_of_the_chosen_generation(open_page):
    page = open_page("lessons/client-and-host/", **DESKTOP)
    both = page.locator(".tabbed-set:has(details.trace)").first
    newest, older = both.locator("details.trace").first, both.locator("details.trace").last
    expect(newest).to_be_visible()
    expect(older).to_be_hidden()
    both.locator("label", has_text="20.10").click()
    expect(newest).to_be_hidden()
    expect(older).to_be_visible()


def test_what_was_chosen_stays_in_view(open_page):
    page = open_page("lessons/image/", **DESKTOP)
    label = page.locator(".tabbed-labels > label[data-generations]").last
    label.scroll_into_view_if_needed()
    before = label.bounding_box()["y"]
    label.click()
    expect(page.locator(f"#{label.get_attribute('for')}")).to_be_checked()
    assert abs(label.bounding_box()["y"] - before) < 2


def test_a_system_is_chosen_for_all_pages(open_page):
    page = open_page("setup/", **DESKTOP)
    choose(page, "macOS")
    page.reload()
    checked = "document.querySelector('.tabbed-set input:checked').id"
    label = page.locator(f"label[for='{page.evaluate(checked)}']")
    expect(label).to_have_text("macOS")


@pytest.mark.parametrize("stored", ["{", "null", "[]", '{"generation": {}}', '{"system": "BeOS"}'])
def test_what_else_stands_in_the_storage_does_no_harm(new_page, stored):
    page = new_page(**DESKTOP)
    errors = []
    page.on("pageerror", lambda error: errors.append(error.message))
    page.add_init_script(f"localStorage.setItem('{KEY}', {json.dumps(stored)})")
    page.goto("lessons/image/")
    expect(page.locator(".tabbed-set input").first).to_be_checked()
    choose(page, "28以前")
    assert page.evaluate(OTHER) == []
    assert errors == []
