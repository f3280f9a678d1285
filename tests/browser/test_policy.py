"""The content security policy: nothing on the site breaks it, and nothing gets past it."""

import re
import shutil
import signal

import pytest
from playwright.sync_api import expect

from tests.helpers.author import wait_until
from tests.helpers.project import ROOT, mkdocs
from tests.helpers.web import PAGES, free_port, listens, serve

LISTEN = """
window.blocked = [];
document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample, lineNumber }) =>
  window.blocked.push([violatedDirective, blockedURI, sample, lineNumber].join(" ")));
"""
VISITS = [
    *(("top", path) for path in PAGES if path != "404.html"),
    ("path", "lessons/try/"),
    ("folder", "lessons/image/"),
]
PRESS = ".terminal button, .md-clipboard, article form button, article details summary"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The real site, built to be read from a folder."""
    folder = tmp_path_factory.mktemp("offline") / "site"
    process = mkdocs(ROOT, "build", "--strict", "--site-dir", str(folder), mode="replay", OFFLINE="true", SITE_URL="")
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, output
    return folder


@pytest.fixture(scope="module")
def addresses(site, folder, tmp_path_factory):
    """The ways the site is read: at the top of a host, below a path, and from a folder."""
    below = tmp_path_factory.mktemp("host")
    shutil.copytree(site, below / "docs" / "site")
    with serve(site) as top, serve(below) as host:
        yield {"top": top, "path": f"{host}docs/site/", "folder": f"{folder.as_uri()}/"}


@pytest.fixture
def visit(browser, addresses):
    """Opens a page and says what the policy blocked; whatever the browser complains about is kept, too."""
    context = browser.new_context(locale="ja-JP", permissions=["clipboard-write"])
    context.add_init_script(LISTEN)
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: "Security Policy" in message.text and page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))

    def visit(way, path):
        if way == "folder":
            path = "index.html" if path == "" else re.sub("/$", ".html", path)
        page.goto(addresses[way] + path, wait_until="load")
        return page

    yield visit
    context.close()


def search(page):
    page.locator(".md-search__input").fill("registry")
    page.keyboard.press("End")
    expect(page.locator(".md-search-result__item > a[href*='glossary']").first).to_be_visible()
    page.keyboard.press("Escape")


@pytest.mark.parametrize(("way", "path"), VISITS)
def test_everything_on_a_page_works_within_the_policy(visit, way, path):
    page = visit(way, path)
    assert page.locator("meta[http-equiv='Content-Security-Policy']").count() == 1
    page.locator("label[title='暗い配色にする']").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    for term in page.locator("article .glossary-term").all()[:1]:
        term.hover()
        expect(page.locator(".glossary-tip").first).to_be_visible()
    for pressed in page.query_selector_all(PRESS):
        # What was pressed before may add buttons or hide some at any moment, so that no place can be clicked surely.
        if pressed.is_visible():
            pressed.evaluate("element => element.click()")
    search(page)
    assert page.evaluate("window.blocked") == []
    assert page.complaints == []


@pytest.mark.parametrize("way", ["top", "path", "folder"])
def test_what_gets_into_a_page_is_blocked(visit, way):
    page = visit(way, "lessons/image/")
    page.evaluate("""() => {
      const inline = document.createElement("script");
      inline.textContent = "window.ran = 'inline'";
      const stranger = document.createElement("script");
      stranger.src = "https://example.com/stranger.js";
      const button = document.createElement("button");
      button.setAttribute("onclick", "window.ran = 'handler'");
      document.body.append(inline, stranger, button);
      setTimeout(() => { window.ran = eval("'eval'"); });  // later, because a browser's driver may do it
      button.click();
      document.body.insertAdjacentHTML("beforeend", "<p id=styled style='color: red'></p><img src=https://example.com/>");
    }""")
    page.wait_for_function("window.blocked.length >= 6")
    assert page.evaluate("window.ran") is None
    assert sorted({line.split()[0] for line in page.evaluate("window.blocked")}) == [
        "img-src",
        "script-src",
        "script-src-attr",
        "script-src-elem",
        "style-src-attr",
    ]


@pytest.fixture
def serving(tmp_path):
    """The files of the site in a folder of their own while `mkdocs serve` serves them, and where it does."""
    for name in ("docs", "snippets"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    port = free_port()
    process = mkdocs(tmp_path, "serve", "--dev-addr", f"127.0.0.1:{port}", mode="replay", SITE_URL="")
    try:
        wait_until(lambda: process.poll() is not None or listens(port))
        yield tmp_path, f"http://127.0.0.1:{port}/"
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def test_a_page_reloads_within_the_policy_while_an_author_edits(visit, addresses, serving):
    folder, address = serving
    addresses["serve"] = address
    page = visit("serve", "about-outputs/")
    file = folder / "docs" / "about-outputs.md"
    file.write_text(file.read_text(encoding="utf-8") + "\n\nいま書いた文です。\n", encoding="utf-8")
    page.get_by_text("いま書いた文です。").wait_for(timeout=60_000)
    assert page.evaluate("window.blocked") == []
    assert page.complaints == []
