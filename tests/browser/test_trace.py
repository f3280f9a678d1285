"""What happened behind a command, as a reader goes through it step by step."""

import pytest
from playwright.sync_api import expect

from tests.helpers.browser import DESKTOP, PHONE


@pytest.fixture
def opened(open_page):
    """Opens the trace of a pull."""

    def opened(**options):
        page = open_page("lessons/image/", **options)
        trace = page.locator("figure[data-step='image/pull'] ~ details.trace").first
        trace.locator("summary").click()
        return trace

    return opened


def test_on_a_phone_it_is_a_list_of_who_says_what_to_whom_that_is_not_cut(opened):
    trace = opened(**PHONE)
    expect(trace.locator(".diagram")).to_be_hidden()
    steps = trace.locator(".story > li")
    expect(steps.first).to_be_visible()
    expect(steps.first).to_have_text("あなた → Client docker image pull httpd")
    expect(steps.filter(has_text="レイヤーをください")).to_have_count(1)
    expect(steps.filter(has_text="レイヤーをください").locator("strong")).to_contain_text("×")
    assert steps.evaluate_all("all => all.every(step => step.scrollWidth <= step.clientWidth)")


def test_where_there_is_room_it_is_a_drawing(opened):
    trace = opened(**DESKTOP)
    expect(trace.locator(".diagram")).to_be_visible()
    expect(trace.locator(".story")).to_be_hidden()


def test_next_lights_one_step_in_the_drawing_and_in_the_table(opened):
    trace = opened(**DESKTOP)
    forward = trace.get_by_role("button", name="次へ")
    forward.click()
    expect(trace.locator("svg text.lit")).to_have_text(["docker image", "pull httpd"])
    expect(trace.locator("tr.lit")).to_have_count(0)
    forward.click()
    expect(trace.locator("svg text.lit")).to_have_text(["イメージを取ってきて"])
    expect(trace.locator("svg .edge.lit")).to_have_count(1)
    expect(trace.locator("tr.lit")).to_have_count(1)
    expect(trace.locator("tr.lit")).to_contain_text("Client → daemon")
    expect(trace.locator(".trace-bar [role=status]")).to_contain_text("Client → daemon：イメージを取ってきて")
    expect(trace.locator("svg .edge.lit")).to_be_in_viewport()
    trace.get_by_role("button", name="前へ").click()
    expect(trace.locator("svg text.lit")).to_have_text(["docker image", "pull httpd"])


def test_next_goes_through_all_steps_on_a_phone(opened):
    trace = opened(**PHONE)
    steps = trace.locator(".story > li")
    forward = trace.get_by_role("button", name="次へ")
    for number in range(steps.count()):
        expect(forward).to_be_enabled()
        forward.click()
        expect(trace.locator(".story > li.lit")).to_have_count(1)
        expect(steps.nth(number)).to_contain_class("lit")
        expect(steps.nth(number)).to_be_in_viewport()
    expect(forward).to_be_disabled()
