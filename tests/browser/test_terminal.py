"""Executed blocks, as a reader uses them."""

from snippets.script.transcript import parse
from tests.helpers.project import ROOT


def test_the_copy_button_copies_the_commands_and_nothing_else(page):
    page.goto("/lessons/container/")
    block = page.locator('figure.terminal[data-step="container/tidy"]')
    block.get_by_role("button", name="コピー").click()
    block.get_by_text("コピーしました").wait_for()
    source = (ROOT / "snippets/lessons/container/tidy.console").read_text(encoding="utf-8")
    typed = [command.text for command in parse(source)]
    assert page.evaluate("navigator.clipboard.readText()").splitlines() == typed


def test_a_recorded_output_is_visible_and_says_so(page):
    page.goto("/lessons/image/")
    block = page.locator('figure.terminal[data-step="image/pull"]')
    assert block.locator(".output").is_visible()
    assert "記録した出力" in block.locator("figcaption").inner_text()
    assert ": Pull complete" in block.locator(".output").inner_text()
