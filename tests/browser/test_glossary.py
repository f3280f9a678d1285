"""The glossary's tooltips, by mouse, keyboard and touch."""

import pytest
from playwright.sync_api import expect

from tests.helpers.browser import DESKTOP, PHONE

IS_ON_TOP = """tip => {
  const { x, y, width, height } = tip.getBoundingClientRect();
  return tip.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""
TOUCHES_ITS_TERM = """tip => {
  const { top, bottom, left, right } = tip.getBoundingClientRect();
  return [...tip.previousElementSibling.getClientRects()].some(line =>
    Math.min(Math.abs(top - line.bottom), Math.abs(bottom - line.top)) < 1 && left < line.right && right > line.left);
}"""
LESSONS = (
    "setup/",
    "lessons/first/",
    "lessons/client-and-host/",
    "lessons/image/",
    "lessons/container/",
    "lessons/lifecycle/",
)


def term(page, text):
    return page.locator(".glossary-term", has_text=text).first


def tip(found):
    return found.locator("+ .glossary-tip")


def test_hover_opens_the_tooltip_and_the_mouse_can_reach_it(open_page):
    page = open_page(**DESKTOP)
    found = term(page, "コンテナ")
    expect(tip(found)).to_be_hidden()
    found.hover()
    expect(tip(found)).to_be_visible()
    expect(tip(found)).to_contain_text("イメージから作る、実行できる実体です。")
    tip(found).hover()
    page.wait_for_timeout(600)
    expect(tip(found)).to_be_visible()
    page.mouse.move(5, 5)
    expect(tip(found)).to_be_hidden()


def test_keyboard_focus_opens_the_tooltip_and_leaving_closes_it(open_page):
    page = open_page("lessons/image/", **DESKTOP)
    found, following = page.locator("li .glossary-term").all()[:2]
    following.focus()
    page.keyboard.press("Shift+Tab")
    expect(found).to_be_focused()
    expect(tip(found)).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(found).not_to_be_focused()
    expect(tip(found)).to_be_hidden()
    page.keyboard.press("Tab")
    expect(tip(found)).to_be_visible()
    page.keyboard.press("Tab")
    expect(following).to_be_focused()
    expect(tip(found)).to_be_hidden()
    expect(tip(following)).to_be_visible()


@pytest.mark.parametrize("way", ["hover", "focus"])
def test_esc_closes_the_tooltip(open_page, way):
    page = open_page(**DESKTOP)
    found = term(page, "コンテナ")
    found.hover() if way == "hover" else found.focus()
    expect(tip(found)).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip(found)).to_be_hidden()
    page.wait_for_timeout(600)
    expect(tip(found)).to_be_hidden()


def test_a_tap_opens_the_tooltip_and_a_tap_elsewhere_closes_it(open_page, address):
    page = open_page(**PHONE)
    found = term(page, "コンテナ")
    for _ in range(2):
        found.tap()
        page.wait_for_timeout(600)
        expect(tip(found)).to_be_visible()
        assert page.url == f"{address}/"
    page.locator("h1").tap()
    expect(tip(found)).to_be_hidden()
    assert page.url == f"{address}/"
    found.press("Enter")
    page.wait_for_url(f"{address}/glossary/#container")


@pytest.mark.parametrize("path", ["setup/", "lessons/image/"])
def test_the_tapped_tooltip_leads_to_the_entry(open_page, address, path):
    page = open_page(path, **PHONE)
    found = term(page, "レジストリ")
    found.tap()
    tip(found).get_by_role("link", name="用語集で読む").tap()
    page.wait_for_url(f"{address}/glossary/#registry")
    expect(page.locator("#registry")).to_be_in_viewport()
    expect(page.locator("#registry")).to_contain_text("レジストリ")


def test_a_click_and_the_enter_key_lead_to_the_entry(open_page, address):
    for press in (lambda found: found.click(), lambda found: found.press("Enter")):
        page = open_page("lessons/image/", **DESKTOP)
        press(term(page, "レイヤー"))
        page.wait_for_url(f"{address}/glossary/#layer")


@pytest.mark.parametrize("path", LESSONS)
def test_every_tooltip_stays_within_a_phone(open_page, path):
    page = open_page(path, **PHONE)
    terms = [found for found in page.locator(".glossary-term").all() if found.is_visible()]
    assert len(terms) > 5
    for found in terms:
        found.tap()
        expect(tip(found)).to_be_visible()
        box = tip(found).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390, found.inner_text()
        assert box["y"] >= 0 and box["y"] + box["height"] <= 844, found.inner_text()
        assert tip(found).evaluate(TOUCHES_ITS_TERM), found.inner_text()
        assert tip(found).evaluate(IS_ON_TOP), found.inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.keyboard.press("Escape")


def test_without_javascript_a_term_is_a_link_to_its_entry(open_page, address):
    page = open_page("lessons/image/", java_script_enabled=False, **PHONE)
    found = term(page, "レイヤー")
    expect(tip(found)).to_be_hidden()
    found.tap()
    page.wait_for_url(f"{address}/glossary/#layer")


def test_tooltips_are_neither_printed_nor_copied_nor_searched(open_page):
    page = open_page("lessons/image/", **DESKTOP)
    found = term(page, "レイヤー")
    found.focus()
    expect(tip(found)).to_be_visible()
    page.emulate_media(media="print")
    expect(tip(found)).to_be_hidden()
    page.emulate_media(media="screen")
    expect(tip(found)).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip(found)).to_be_hidden()
    copied = page.evaluate(
        "() => { getSelection().selectAllChildren(document.querySelector('article')); return `${getSelection()}` }"
    )
    assert "イメージは、レイヤーという層の重なりです。" in copied
    assert "用語集で読む" not in copied
    indexed = [part["text"] for part in page.request.get("search/sections.json").json()["docs"]]
    assert any("イメージは、レイヤーという層の重なりです。" in text for text in indexed)
    assert not any("用語集で読む" in text for text in indexed)


def test_the_glossary_itself_has_no_tooltips(open_page):
    assert open_page("glossary/", **DESKTOP).locator(".glossary-term").count() == 0
