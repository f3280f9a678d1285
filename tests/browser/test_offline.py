"""The site from a folder: everything a reader does, at file:// and without any network."""

import re

import pytest
from playwright.sync_api import expect

from tests.helpers.project import ROOT, mkdocs


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The real site, built to be read from a folder; its path has letters that addresses escape."""
    folder = tmp_path_factory.mktemp("offline") / "Docker 教材"
    process = mkdocs(ROOT, "build", "--strict", "--site-dir", str(folder), mode="replay", OFFLINE="true", SITE_URL="")
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, output
    return folder


@pytest.fixture
def page(browser, folder):
    """A page of the folder; whatever is not in it fails and is kept in `page.strangers`."""
    context = browser.new_context(locale="ja-JP", offline=True)
    page = context.new_page()
    page.strangers, page.mistakes = [], []

    def route(route):
        if route.request.url.startswith((folder.as_uri(), "data:", "blob:")):
            route.continue_()
        else:
            page.strangers.append(route.request.url)
            route.abort()

    context.route("**/*", route)
    page.on("pageerror", lambda error: page.mistakes.append(str(error)))
    # A page that is left stops what it still loads.
    page.on(
        "requestfailed",
        lambda request: page.mistakes.append(request.url) if request.failure != "net::ERR_ABORTED" else None,
    )
    yield page
    context.close()
    assert page.strangers == []
    assert page.mistakes == []


def open_page(page, folder, name):
    page.goto((folder / name).as_uri())


def test_the_navigation_leads_from_file_to_file(page, folder):
    open_page(page, folder, "index.html")
    page.get_by_role("navigation", name="ナビゲーション").get_by_role("link", name="コンテナを動かす").click()
    page.wait_for_url("**/lessons/container.html")
    page.get_by_role("link", name=re.compile("^次:")).click()
    page.wait_for_url("**/lessons/lifecycle.html")
    page.get_by_role("navigation", name="ナビゲーション").get_by_role("link", name="やってみよう").click()
    page.wait_for_url("**/lessons/try.html")
    page.get_by_role("article").get_by_role("link", name="エラー逆引き").first.click()
    page.wait_for_url("**/troubleshooting.html")
    page.goto(f"{page.url}#find")
    expect(page.locator("#find")).to_be_in_viewport()


def test_every_link_and_file_is_in_the_folder(page, folder):
    files = {file.as_uri() for file in folder.rglob("*") if file.is_file()}
    for path in folder.rglob("*.html"):
        if path.name != "404.html":  # which only a server shows
            open_page(page, folder, path.relative_to(folder))
            loaded = page.locator("[src], link").evaluate_all("all => all.map(({ href, src }) => href ?? src)")
            linked = page.locator("a").evaluate_all("all => all.map(({ href }) => href)")
            local = loaded + [address for address in linked if not address.startswith("https://")]
            assert {address.partition("#")[0] for address in local} - files == set(), path


@pytest.mark.parametrize(
    ("query", "section"),
    [
        ("registry", "glossary.html#registry"),
        ("イメージを置いておき", "glossary.html#registry"),
        ("Cannot connect to the Docker daemon", "troubleshooting.html#daemon-down"),
    ],
)
@pytest.mark.parametrize("name", ["index.html", "lessons/image.html"])
def test_the_search_answers(page, folder, name, query, section):
    open_page(page, folder, name)
    page.locator(".md-search__input").fill(query)
    page.keyboard.press("End")
    result = page.locator(f".md-search-result__item > a[href$='{section}']")
    expect(result).to_be_visible()
    result.click()
    page.wait_for_url(f"**/{section}")
    expect(page.locator("#" + section.partition("#")[2])).to_be_in_viewport()


def test_terms_diagrams_and_styles_work(page, folder):
    open_page(page, folder, "lessons/image.html")
    page.locator(".glossary-term").first.hover()
    expect(page.locator(".glossary-tip").first).to_be_visible()
    expect(page.locator("article > .diagram svg").first).to_be_visible()
    page.locator("label[title='暗い配色にする']").click()
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def test_a_block_plays(page, folder):
    page.emulate_media(reduced_motion="reduce")  # the last screen stands there at once
    open_page(page, folder, "lessons/image.html")
    block = page.locator('figure[data-step="image/pull"]')
    block.get_by_role("button", name="再生").click()
    expect(block.locator(".ap-term-text")).to_contain_text("Pull complete")


def test_only_the_offline_site_runs_the_search_in_the_page(site, folder):
    tag = re.compile(r'<script src="assets/[0-9a-f]{8}/search\.js"></script>')
    assert tag.search((folder / "index.html").read_text(encoding="utf-8"))
    assert not tag.search((site / "index.html").read_text(encoding="utf-8"))
    assert (folder / "search" / "search_index.js").is_file()
    assert not (site / "search" / "search_index.js").exists()
