"""エラー逆引き: what readers paste into its search box, and the entry that opens."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.helpers.browser import PHONE

MESSAGES = Path(__file__).parent / "messages.txt"
PAGE = "troubleshooting/"
LOAD = "lesson.load('errors/data.js', 'errors/search.js')"
FIND = "text => lesson.errors.find(text)?.id ?? 'none'"
NAME_IN_USE = 'The container name "/my_app" is already in use by container "1a2b".'
RED_HERRING = "docker: Error response from daemon: network my-net not found"
PASTE = """([input, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  input.focus();
  document.execCommand("insertText", false, text);
  input.dispatchEvent(new InputEvent("input", { inputType: "insertFromPaste", bubbles: true }));
}"""


def cases():
    """Each pasted text with the entry expected, and what it is."""
    for case in re.split(r"^=== ", MESSAGES.read_text(encoding="utf-8"), flags=re.M)[1:]:
        head, _, text = case.partition("\n")
        entry, _, what = head.partition(": ")
        yield pytest.param(entry, text, id=f"{entry}: {what}")


@pytest.fixture(scope="module")
def find(browser, address):
    """Looks a text up as any script can."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/{PAGE}")
    page.evaluate(LOAD)
    yield lambda text: page.evaluate(FIND, text)
    context.close()


@pytest.mark.parametrize(("entry", "text"), list(cases()))
def test_a_pasted_message_finds_its_entry(find, entry, text):
    assert find(text) == entry
    assert find(text.replace("\n", "\r\n")) == entry


def test_a_message_is_found_at_both_ends_of_a_flood(find):
    megabyte = "Error response from daemon: exec: container 0123456789 is \n" * 17_000
    assert len(megabyte) > 1_000_000
    assert find(megabyte) == "none"
    assert find(NAME_IN_USE + megabyte) == "name-in-use"
    assert find(megabyte + NAME_IN_USE) == "name-in-use"
    assert find("a" * 1_000_000) == "none"


def test_every_message_that_the_page_itself_shows_finds_its_entry(open_page):
    page = open_page(PAGE)
    headings = page.locator("article h3:has(> code)")
    assert headings.count() >= 20
    page.evaluate(LOAD)
    found = page.evaluate("""() => [...document.querySelectorAll("article h3:has(> code)")].map((heading) => {
      let block = heading;
      while (!block.querySelector(".output, li > .message")) block = block.nextElementSibling;
      return [heading.id, lesson.errors.find(block.textContent)?.id];
    })""")
    assert [own for own, other in found if own != other] == []


def test_what_is_pasted_opens_its_entry_and_says_so(open_page):
    page = open_page(PAGE)
    box = page.get_by_label("出たメッセージを貼り付けると、合う項目が開きます。")
    page.evaluate(PASTE, [box.element_handle(), NAME_IN_USE])
    heading = page.locator("#name-in-use")
    expect(heading).to_be_in_viewport()
    expect(heading).to_be_focused()
    expect(heading).to_contain_class("error-found")
    expect(page.locator(".error-status[role=status]")).to_have_text(
        "見つかりました：is already in use by container その名前のコンテナが、もうあります。"
    )
    page.wait_for_url(f"**/{PAGE}#name-in-use")


def test_the_keyboard_finds_one_entry_after_another(open_page):
    page = open_page(PAGE)
    box = page.locator(".error-finder textarea")
    for text, entry in ((NAME_IN_USE, "name-in-use"), ("No such container: x", "no-such-container")):
        box.fill(text)
        expect(page.locator(".error-finder textarea")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(f"#{entry}")).to_be_focused()
        assert page.locator(".error-found").evaluate_all("all => all.map(({ id }) => id)") == [entry]


def test_where_nothing_is_found_the_nearest_two_are_offered(open_page):
    page = open_page(PAGE)
    box = page.locator(".error-finder textarea")
    box.fill("Error: the container name is used by another container")
    page.get_by_role("button", name="項目を探す").click()
    status = page.locator(".error-status[role=status]")
    expect(status).to_contain_text("合う項目はありませんでした")
    expect(status.get_by_role("link")).to_have_count(2)
    expect(status.locator("a[href='#name-in-use']")).to_be_visible()
    expect(box).to_be_focused()
    for text in (
        "ぬるぽ",
        "Error response from daemon: network my-net not found",
        "429 Too Many Moons: moonrate exceeded",
    ):
        box.fill(text)
        page.get_by_role("button", name="項目を探す").click()
        expect(status).to_contain_text("合う項目はありませんでした")
        expect(status.get_by_role("link")).to_have_count(0)


def test_an_empty_box_and_the_button_that_clears_it(open_page):
    page = open_page(PAGE)
    box, status = page.locator(".error-finder textarea"), page.locator(".error-status[role=status]")
    page.get_by_role("button", name="項目を探す").click()
    expect(status).to_have_text("メッセージを貼り付けてください。")
    box.fill(RED_HERRING)
    page.get_by_role("button", name="消す").click()
    expect(box).to_have_value("")
    expect(status).to_have_text("")
    expect(box).to_be_focused()


def test_hostile_text_stays_text(open_page):
    page = open_page(PAGE)
    page.evaluate("() => { globalThis.alert = () => { globalThis.alarmed = true; }; }")
    page.locator(".error-finder textarea").fill(f"<img src=x onerror=alert(1)>{NAME_IN_USE}<script>alert(2)</script>")
    page.get_by_role("button", name="項目を探す").click()
    expect(page.locator("#name-in-use")).to_be_focused()
    assert page.locator(".error-finder :is(img, script)").count() == 0
    assert page.evaluate("globalThis.alarmed") is None


def test_without_scripts_there_is_the_table_and_no_dead_box(open_page):
    page = open_page(PAGE, java_script_enabled=False)
    expect(page.locator(".error-index")).to_be_visible()
    assert page.locator(".error-finder *").count() == 0
    page.locator(".error-index a", has_text="No such image").click()
    expect(page.locator("#no-such-image")).to_be_in_viewport()


def test_any_page_can_look_a_message_up(open_page):
    page = open_page("lessons/image/")
    assert page.evaluate("lesson.errors === undefined")
    page.evaluate(LOAD)
    entry = page.evaluate("text => lesson.errors.find(text)", NAME_IN_USE)
    assert entry["title"] == "is already in use by container"
    page.goto(f"{PAGE}#{entry['id']}")
    expect(page.locator("#name-in-use")).to_be_in_viewport()


def test_the_form_on_a_lesson_links_a_known_error_to_its_entry(open_page):
    page = open_page("lessons/container/", **PHONE)
    details = page.locator("details.check").first
    details.locator("summary").click()
    details.locator("textarea").fill(f"$ docker run -d --name web-test httpd\ndocker: Conflict. {NAME_IN_USE}")
    details.get_by_role("button", name="確認する").click()
    details.locator("a[href$='#name-in-use']").click()
    page.wait_for_url(f"**/{PAGE}#name-in-use")


def test_the_data_is_what_the_page_says(site):
    (path,) = site.glob("assets/*/errors/data.js")
    source = path.read_text(encoding="utf-8")
    data = json.loads(source.removeprefix("globalThis.lesson.knownErrors = ").removesuffix(";\n"))
    patterns = {entry["id"]: entry["patterns"] for entry in data}
    assert "docker: unknown command" in patterns["typo"]
    assert "'rum' is not a docker command." in patterns["typo"]
    assert "You cannot remove a running container" in patterns["rm-running"]
    assert not any("web-test" in pattern or "--help" in pattern for found in patterns.values() for pattern in found)
