"""Executed blocks, as a reader uses them."""

import pytest
from playwright.sync_api import expect

from snippets.script.transcript import parse
from tests.helpers.project import ROOT
from tests.helpers.web import PAGES

PHONE = {"width": 390, "height": 844}
OPEN_ALL = "document.querySelectorAll('details').forEach(details => { details.open = true; })"
CUT = """() => [...document.querySelectorAll(".terminal .typed")]
  .filter(typed => typed.checkVisibility())
  .filter(typed => typed.getBoundingClientRect().right > typed.closest("pre").getBoundingClientRect().right)
  .map(typed => typed.textContent)"""
REFUSE = """() => {
  navigator.clipboard.writeText = () => Promise.reject(new DOMException("no", "NotAllowedError"));
}"""
WIDTHS = """pre => ["…", "m", "→"].map(letter => {
  const probe = document.createElement("span");
  probe.textContent = letter.repeat(10);
  pre.querySelector("samp").append(probe);
  return Math.round(probe.getBoundingClientRect().width);
})"""


def test_the_copy_button_copies_the_commands_and_nothing_else(page):
    page.goto("/lessons/container/")
    block = page.locator('figure.terminal[data-step="container/logs"]')
    block.get_by_role("button", name="コピー").click()
    block.get_by_text("コピーしました").wait_for()
    source = (ROOT / "snippets/lessons/container/logs.console").read_text(encoding="utf-8")
    typed = [command.text for command in parse(source)]
    assert page.evaluate("navigator.clipboard.readText()").splitlines() == typed


def test_a_file_is_copied_whole(page):
    page.goto("/lessons/build/")
    block = page.locator(".highlight", has_text="FROM httpd").first
    block.get_by_role("button", name="コピー").click()
    block.get_by_text("コピーしました").wait_for()
    source = (ROOT / "snippets/lessons/build/Dockerfile").read_text(encoding="utf-8")
    assert page.evaluate("navigator.clipboard.readText()").strip() == source.strip()


@pytest.mark.parametrize("block", [".terminal", ".highlight"])
def test_a_refused_clipboard_says_so(page, block):
    page.goto("/lessons/build/")
    page.evaluate(REFUSE)
    button = page.locator(block).first.get_by_role("button", name="コピー")
    button.click()
    expect(page.locator(block).first.get_by_role("button").last).to_have_text("コピーできませんでした")


@pytest.mark.parametrize("path", ["lessons/image/", "lessons/build/", "lessons/try/", "troubleshooting/"])
def test_buttons_are_large_enough_for_a_finger(page, path):
    page.set_viewport_size(PHONE)
    page.goto(path)
    page.evaluate(OPEN_ALL)
    small = """() => [...document.querySelectorAll("article button:not(.tabbed-button)")]
      .filter(button => button.checkVisibility())
      .map(button => [button.textContent, ...["width", "height"].map(side => button.getBoundingClientRect()[side])])
      .filter(([, width, height]) => width < 32 || height < 32)"""
    assert page.evaluate(small) == []


def test_a_recorded_output_is_visible_and_says_so(page):
    page.goto("/lessons/image/")
    block = page.locator('figure.terminal[data-step="image/pull"]')
    assert block.locator(".output").is_visible()
    assert "記録した出力" in block.locator("figcaption").inner_text()
    assert ": Pull complete" in block.locator(".output").inner_text()


@pytest.mark.parametrize("path", PAGES)
def test_on_a_phone_nothing_of_a_command_is_cut(page, path):
    page.set_viewport_size(PHONE)
    page.goto(path)
    page.evaluate(OPEN_ALL)
    assert page.evaluate(CUT) == []


def test_where_an_output_goes_on_it_fades_and_says_so(page):
    page.set_viewport_size(PHONE)
    page.goto("/lessons/image/")
    block = page.locator('figure.terminal[data-step="image/digests"]')
    hint = "caption => getComputedStyle(caption, '::before').content"
    expect(block).to_have_attribute("data-more", "right")
    assert "続き →" in block.locator("figcaption").evaluate(hint)
    block.locator("pre").evaluate("pre => pre.scrollTo(50, 0)")
    expect(block).to_have_attribute("data-more", "left right")
    block.locator("pre").evaluate("pre => pre.scrollTo(9999, 0)")
    expect(block).to_have_attribute("data-more", "left")
    assert block.locator("figcaption").evaluate(hint) == "none"


def test_where_there_is_room_a_block_is_wider_than_the_text(page):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/lessons/image/")
    text = page.locator("article > p").first.bounding_box()["width"]
    assert page.locator("figure.terminal").first.bounding_box()["width"] > text + 100


def test_letters_of_a_table_have_the_width_of_one_column(page):
    page.goto("/lessons/image/")
    first, *others = page.locator("figure.terminal pre").first.evaluate(WIDTHS)
    assert others == [first] * len(others)


def test_what_stands_at_the_far_right_of_a_line_is_seen_and_kept(page):
    page.set_viewport_size(PHONE)
    page.goto("/lessons/image/")
    block = page.locator('figure.terminal[data-step="image/list"]')
    seen, edge = block.evaluate("""figure => {
      const range = document.createRange();
      const text = figure.querySelector(".far").nextSibling;
      range.setStart(text, 0);
      range.setEnd(text, text.data.indexOf("\\n"));
      return [range.getBoundingClientRect().right, figure.getBoundingClientRect().right];
    }""")
    assert seen < edge
    assert block.locator(".output").text_content().startswith(" " * 100)
