"""What a page loads, now and later, stands in the folder that this page names: an older file never meets it."""

from playwright.sync_api import expect

from tests.helpers.browser import search


def test_everything_that_a_page_loads_later_is_of_its_own_edition(site, page):
    asked = set()
    page.on("request", lambda request: asked.add(request.url.partition("/assets/")[2]))
    page.goto("troubleshooting/")
    page.get_by_label("出たメッセージを貼り付けると、合う項目が開きます。").fill("No such image: x")
    page.get_by_role("button", name="項目を探す").click()
    expect(page.locator("#no-such-image")).to_be_focused()
    page.goto("lessons/image/")
    details = page.locator("details.check").first
    details.locator("summary").click()
    details.get_by_role("textbox").fill("docker: Error response from daemon: the moon is full")
    details.get_by_role("button", name="確認する").click()
    expect(details.get_by_role("status")).to_contain_text("エラーが出ています")
    block = page.locator(".terminal[data-replay]").first
    block.get_by_role("button", name="再生").click()
    expect(block.locator(".ap-term-text")).to_be_visible()
    search(page, "レジストリ")
    folders = ("", "javascripts", "stylesheets", "images")  # no asset, and Material's, whose names have digests
    ours = {path for path in asked if path.partition("/")[0] not in folders}
    (folder,) = (path.parent for path in site.glob("assets/*/lesson.js"))
    cast = f"{folder.name}/casts/{block.get_attribute('data-replay')}.js"
    built = {path.relative_to(folder.parent).as_posix() for path in folder.rglob("*.*s") if path.parent.name != "casts"}
    assert ours == built | {cast}
