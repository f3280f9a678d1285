"""A block plays again, when its button is pressed and not before."""

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.helpers.browser import PHONE, SCHEMES, violations
from tests.helpers.project import CONFIG
from tests.helpers.web import DOCS

HOSTILE = (
    "a: Waiting\r\n\x1b[A\x1b[2K\ra: done\r\n",
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u2028alert(3)\u2029\r\n",
    "\x1b]0;title\x07\x1b]8;;javascript:alert(4)\x07link\x1b]8;;\x07\x1b]52;c;YQ==\x07\x1b[5n\x1b[c\r\n",
    "\x1b[8;900;900t\x1b[4;9000;9000t\x1b[?3h\x1b[?1049h\x1b[?25l\x1b[999999999;999999999H\x1b[999999999b\x1b[?1049l",
    "\ufffd\ufffd" * 1000 + "\r\n",
    ("x" * 159 + "\r\n") * 1500,
    "\x1bcthe end\r\n",
)
SCRIPTS = ["assets/lesson.js", "assets/cast.js"]
PULL = 'figure.terminal[data-step="image/pull"]'
SCREEN = "screen => [...screen.querySelectorAll('.ap-line')].map(line => line.textContent.trimEnd()).filter(Boolean)"
WATCH = r"""figure => {
  self.extracting = 0;
  const look = () => (self.extracting += /: Extracting/.test(figure.textContent));
  new MutationObserver(look).observe(figure, { childList: true, characterData: true, subtree: true });
}"""
SHOWN = """figure => [...figure.querySelectorAll(".comment, .output, .line > .prompt, .typed")]
  .map(part => part.textContent).join("").split("\\n").map(line => line.trimEnd()).filter(Boolean)"""


@pytest.fixture
def block(page):
    """The block that pulls an image, ready to be played."""
    page.goto("lessons/image/")
    return page.locator(PULL)


def button(block, name):
    return block.get_by_role("button", name=name, exact=True)


def screen(block):
    """The lines on the player's screen."""
    return block.locator(".ap-term-text").evaluate(SCREEN)


def play_to_the_end(block):
    """Press the button, where less motion is wanted."""
    button(block, "再生").click()
    expect(block.locator(".ap-term-text")).to_contain_text("docker.io/library/httpd:latest")


def seek(block, second):
    """Draw the slider to a second."""
    block.get_by_role("slider").fill(str(second))


def test_pressing_plays_to_the_text_that_stood_there_and_nothing_is_loaded_before(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url.partition("/assets/")[2].partition("/")[2]))
    page.goto("lessons/image/", wait_until="networkidle")
    block = page.locator(PULL)
    assert [path for path in asked if path.startswith(("casts", "player"))] == []
    asked.clear()
    name = block.get_attribute("data-replay")
    shown = block.evaluate(SHOWN)
    block.evaluate(WATCH)
    button(block, "再生").click()
    expect(block.locator("pre").first).to_be_hidden()
    expect(block.locator(".ap-term-text")).to_contain_text("docker.io/library/httpd:latest", timeout=60_000)
    button(block, "再生").wait_for()
    assert screen(block) == shown
    assert "Extracting" not in "".join(shown)
    assert page.evaluate("self.extracting") > 3
    assert sorted(asked) == [
        f"casts/{name}.js",
        "player/asciinema-player.css",
        "player/asciinema-player.min.js",
    ]


def test_the_keyboard_alone_plays_pauses_moves_and_closes(page, block):
    start = button(block, "再生")
    start.focus()
    page.keyboard.press("Enter")
    expect(button(block, "一時停止")).to_be_focused()
    page.keyboard.press("Space")
    expect(button(block, "再生")).to_be_focused()
    slider = block.get_by_role("slider", name="再生の位置")
    page.keyboard.press("Home")
    expect(slider).to_have_value("0")
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "1.0秒")
    early = screen(block)
    page.keyboard.press("End")
    expect(block.locator(".ap-term-text")).to_contain_text("Digest")
    assert screen(block) != early
    page.keyboard.press("Tab")
    expect(slider).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(slider).not_to_have_value(slider.get_attribute("max"))
    terminal = block.locator(".ap-term-text")
    terminal.focus()
    for key in ("?", "f", "."):  # the player's help and Material's search and next page
        page.keyboard.press(key)
    expect(page.locator(".ap-overlay-help")).to_have_count(0)
    expect(terminal).to_be_focused()
    page.keyboard.press("Space")
    expect(button(block, "一時停止")).to_be_visible()
    page.keyboard.press("Escape")
    expect(start).to_be_focused()
    expect(block.locator(".replay")).to_have_count(0)
    expect(block.locator("pre")).to_be_visible()


def test_it_plays_again_after_its_end_and_after_it_was_closed(page, block):
    for _ in range(2):
        button(block, "再生").click()
        button(block, "一時停止").click()
        seek(block, 99)
        expect(block.locator(".ap-term-text")).to_contain_text("Digest")
        button(block, "再生").click()
        expect(block.locator(".ap-term-text")).not_to_contain_text("Digest")
        button(block, "閉じる").click()
        expect(button(block, "再生")).to_be_focused()


def test_who_wants_less_motion_sees_the_last_screen_until_asking_for_more(page, block):
    page.emulate_media(reduced_motion="reduce")
    shown = block.evaluate(SHOWN)
    button(block, "再生").click()
    note = block.get_by_text("画面の動きを減らす設定なので、最後の画面で止めてあります。「再生」を押すと動きます。")
    expect(note).to_be_visible()
    expect(block.locator(".ap-term-text")).to_contain_text("Digest")
    assert screen(block) == shown
    expect(block.get_by_role("slider")).to_have_attribute("max", block.get_by_role("slider").input_value())
    button(block, "再生").click()
    expect(button(block, "一時停止")).to_be_visible()


def test_a_player_that_cannot_be_had_leaves_the_text_and_says_so(page, block):
    page.route("**/asciinema-player.min.js", lambda route: route.abort())
    button(block, "再生").click()
    expect(block.get_by_text("再生できません。ネットワークか、ブラウザの設定を確かめてください。")).to_be_visible()
    expect(block.locator("pre")).to_be_visible()
    page.unroute("**/asciinema-player.min.js")
    button(block, "再生").click()
    expect(button(block, "一時停止")).to_be_visible()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_in_an_open_player(page, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto("lessons/image/")
    block = page.locator(PULL)
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", SCHEMES[scheme])
    play_to_the_end(block)
    page.evaluate(AXE_SCRIPT)
    assert violations(page) == []


def test_on_a_phone_letters_are_not_small_and_the_page_does_not_scroll_sideways(open_page):
    page = open_page("lessons/image/", **PHONE, reduced_motion="reduce")
    block = page.locator(PULL)
    button(block, "再生").tap()
    expect(block.locator(".ap-term-text")).to_contain_text("docker.io/library/httpd:latest")
    line = block.locator(".ap-line").first
    assert float(line.evaluate("line => getComputedStyle(line).fontSize").removesuffix("px")) >= 12
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["viewport"]["width"]
    for control in (button(block, "再生"), button(block, "閉じる"), block.get_by_role("slider")):
        expect(control).to_be_in_viewport(ratio=1)


def test_no_line_is_broken_that_was_not(page, block):
    page.emulate_media(reduced_motion="reduce")
    shown = block.evaluate(SHOWN)
    play_to_the_end(block)
    assert max(map(len, screen(block))) == max(map(len, shown))


def test_paper_shows_the_text(page, block):
    button(block, "再生").click()
    button(block, "一時停止").wait_for()
    page.emulate_media(media="print")
    expect(block.locator("pre").first).to_be_visible()
    expect(block.locator(".replay")).to_be_hidden()


@pytest.fixture
def folder(project):
    """A site of one block that plays what hostile programs print; a file system, not a server, shows it."""
    for script in SCRIPTS:
        project.write(f"docs/{script}", (DOCS / script).read_text(encoding="utf-8"))
    theme = "theme: {name: material, font: false}"
    settings = f"extra_javascript: {SCRIPTS}\nuse_directory_urls: false\n"
    project.write("mkdocs.yml", CONFIG.replace("theme: mkdocs", theme) + settings)
    project.page("page", one="### 説明\n$ x\n...\n")
    project.record("page", {n / 10: part for n, part in enumerate(HOSTILE[:-1])} | {100.0: HOSTILE[-1]})
    status, output = project.build()
    assert status == 0, output
    return project.site


def test_hostile_outputs_only_show_from_a_folder_as_well(browser, folder):
    page = browser.new_page()
    mistakes, strangers = [], []
    page.on("pageerror", lambda error: mistakes.append(error.message))
    page.on("console", lambda message: mistakes.append(message.text) if message.type == "error" else None)
    page.on("dialog", lambda dialog: mistakes.append(dialog.message))
    page.on("request", lambda request: strangers.append(request.url) if "file:///" not in request.url else None)
    page.emulate_media(reduced_motion="reduce")
    page.goto((folder / "page.html").as_uri())
    block = page.locator("figure.terminal")
    button(block, "再生").click()
    expect(block.locator(".ap-term-text")).to_contain_text("the end")
    assert screen(block)[-1] == "the end"
    assert 2 <= block.locator(".ap-line").count() <= 50
    assert 2 < float(block.get_by_role("slider").get_attribute("max")) < 5
    assert page.title().startswith("page")
    assert block.locator("script, a[href^=javascript]").count() == 0
    assert (mistakes, strangers) == ([], [])
    page.close()
