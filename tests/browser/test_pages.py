"""What holds on every page: it asks no other host, fits a phone and prints whole."""

import pytest
from playwright.sync_api import expect

from tests.helpers.web import PAGES, serve

LIMIT = 115_000  # bytes over the wire for a first visit
PHONE = {"width": 390, "height": 844}
PAPER = {"width": 718, "height": 1047}  # A4 less 1 cm on each side, in CSS pixels
OPEN_ALL = "document.querySelectorAll('details').forEach(details => { details.open = true; })"
NOT_PRINTED = """() => [...document.querySelectorAll("article *")]
  .filter(part => !part.closest("[popover], .least, .check, .error-finder, .story, .trace-bar, .map-said"))
  .filter(part => !part.closest("button, input, .headerlink"))
  .filter(part => !part.closest("desc, title, defs"))
  .filter(part => {
    const { display, overflowX } = getComputedStyle(part);
    const seen = display === "contents" || part.checkVisibility({ contentVisibilityAuto: true });
    return !seen || (overflowX !== "visible" && part.scrollWidth > part.clientWidth);
  })
  .map(part => part.outerHTML.slice(0, 200))
"""
STYLE = "(element, property) => getComputedStyle(element)[property]"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_no_other_host_and_has_no_errors(page, path):
    kinds, errors = set(), []
    page.on("request", lambda request: kinds.add(request.resource_type))
    page.on("pageerror", lambda error: errors.append(error.message))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(path, wait_until="networkidle")
    assert page.strangers == []
    assert errors == []
    assert "font" not in kinds


@pytest.mark.parametrize("path", PAGES)
def test_a_page_does_not_scroll_sideways_on_a_phone(page, path):
    page.set_viewport_size(PHONE)
    page.goto(path)
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_printed_whole(page, path):
    page.set_viewport_size(PAPER)
    page.goto(path)
    page.emulate_media(media="print")
    assert page.evaluate(NOT_PRINTED) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PAPER["width"]


def test_a_page_in_the_dark_scheme_is_printed_dark_on_white(page):
    page.emulate_media(color_scheme="dark")
    page.goto("lessons/image/")
    page.emulate_media(media="print")
    for part in ("body", ".terminal"):
        expect(page.locator(part).first).to_have_css("background-color", "rgb(255, 255, 255)")
    for part in (".output", ".typed"):
        expect(page.locator(part).first).to_have_css("color", "rgb(0, 0, 0)")


@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_is_small(browser, site, path):
    sizes = []
    with serve(site) as address:
        page = browser.new_page()
        client = page.context.new_cdp_session(page)
        client.send("Network.enable")
        client.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        page.goto(address + path, wait_until="networkidle")
        page.context.close()
    assert 0 < sum(sizes) <= LIMIT


def test_lines_break_between_phrases_but_code_is_left_alone(page):
    page.goto("lessons/image/")
    for part in ("article p", "article td", "article a.glossary-term", "figcaption a"):
        assert page.locator(part).first.evaluate(STYLE, "wordBreak") == "auto-phrase", part
        assert page.locator(part).first.evaluate(STYLE, "textAutospace") == "normal", part
    for part in (".terminal pre", ".terminal .output", ".diagram text", "article p code"):
        assert page.locator(part).first.evaluate(STYLE, "wordBreak") != "auto-phrase", part
        assert page.locator(part).first.evaluate(STYLE, "textAutospace") == "no-autospace", part


@pytest.mark.parametrize("width", [1280, 390])
def test_a_block_is_one_stop_for_the_keyboard_and_scrolls_in_itself(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("lessons/image/", wait_until="networkidle")
    assert page.locator(".terminal :is(pre, samp)[tabindex]").count() == page.locator(".terminal").count()
    pre = page.locator('[data-step="image/history"] pre')
    pre.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("pre => pre.scrollLeft > 0", arg=pre.element_handle())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_headings_have_weight_and_the_palette_is_the_sites_own(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto("lessons/image/")
    for heading in ("h1", "h2"):
        expect(page.locator(f"article {heading}").first).to_have_css("font-weight", "700")
    assert page.locator("body").get_attribute("data-md-color-primary") == "custom"
    assert page.locator(".md-header").evaluate(STYLE, "backgroundColor") != "rgb(64, 81, 181)"


def test_on_paper_answers_stand_at_the_end_and_come_back(page):
    page.goto("lessons/container/")
    # Not the attributes: the theme measures its tabs meanwhile.
    order = (
        "[...document.querySelectorAll('article :is(h2, p, li, figure, details, form)')].map(each => each.textContent)"
    )
    before = page.evaluate(order)
    answers = page.locator("article details.success").count()
    assert answers > 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("section.answers > details.success").count() == answers
    assert page.locator("section.answers ~ *").count() == 0
    assert page.locator(".predict .predict-answers").count() == 0
    expect(page.locator(".predict ~ .answer-place").first).to_have_text("答え1は、このページの終わりにあります。")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(order) == before
