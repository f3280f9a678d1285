"""Search, as a reader uses it: what is typed, and which section is then among the first that are shown."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.helpers.browser import search

FIRST = 3
"""How many results a reader looks at."""

GLOSSARY = {
    "コンテナ": "container",
    "コンテナイメージ": "image",
    "イメージ": "image",
    "container image": "image",
    "レジストリ": "registry",
    "レジスト": "registry",
    "registry": "registry",
    "リポジトリ": "repository",
    "レイヤー": "layer",
    "layer": "layer",
    "タグ": "tag",
    "ダイジェスト": "digest",
    "digest": "digest",
    "daemon": "daemon",
    "デーモン": "daemon",
    "dockerd": "daemon",
    "公開": "publish",
    "publish": "publish",
    "仮想": "virtual-machine",
    "マシン": "virtual-machine",
    "virtual machine": "virtual-machine",
    "かそうマシン": "virtual-machine",
    "終了ステータス": "exit-status",
    "ステータス": "exit-status",
    "exit status": "exit-status",
    "WSL": "wsl2",
    "ドッカーファイル": "dockerfile",
    # As other texts, other keyboards and unfinished input write them.
    "コンテナー": "container",
    "レジストリー": "registry",
    "ｺﾝﾃﾅ": "container",
    "ＷＳＬ２": "wsl2",
    "れじすとり": "registry",
    "いめーj": "image",
}
SECTIONS = {
    # Commands
    "docker image pull": "lessons/image/#pull",
    "docker image history": "lessons/image/#layers",
    "docker ps": "lessons/container/#ps",
    "docker logs": "lessons/container/#ps",
    "docker version": "setup/#version",
    "docker run -d --name web-test httpd": "lessons/lifecycle/#name",
    "--digests": "lessons/image/#digest",
    "-p 8080:80": "lessons/first/#run",
    "curl http://localhost:8080": "lessons/container/#curl",
    # Outputs and messages
    "failed to connect to the docker API": "troubleshooting/#daemon-down",
    "check if the path is correct": "lessons/client-and-host/#stopped",
    "Cannot connect to the Docker daemon": "lessons/client-and-host/#stopped",
    "Is the docker daemon running?": "lessons/client-and-host/#stopped",
    "cannot connect": "lessons/client-and-host/#stopped",
    "Unable to find image 'nginx:latest' locally": "lessons/container/#three-steps",
    "Unable to find image 'localhost:5000/my-web:1.0' locally": "lessons/try/#round-trip",
    "Failed to connect to localhost": "troubleshooting/#not-published",
    "Pull complete": "lessons/image/#pull",
    "httpd-foreground": "lessons/build/#layers",
    "It works!": "lessons/first/#open",
    "AH00558": "lessons/container/#ps",
    "<missing>": "lessons/build/#layers",
    "/var/run/docker.sock": "lessons/client-and-host/#socket",
    # Phrases, as they stand on a page
    "イメージの置き場": "setup/#hello",
    "イメージを置いておき": "glossary/#registry",
    "仲間だけで使う": "glossary/#registry",
    "使い回せる": "glossary/#layer",
    "止まっている": "lessons/client-and-host/#stopped",
    "ポートを公開": "lessons/container/#publish",
    "読み取り専用": "glossary/#image",
    "代役イメージ": "about-outputs/#stand-in",
    "イメージがなかったら、誰が気づく": "lessons/container/#three-steps",
    "dockerグループ": "setup/#install",
    # Phrases in words of the reader
    "置いておく場所": "glossary/#registry",
    "レジストリとは": "glossary/#registry",
    "イメージの取得": "lessons/image/#pull",
    "コンテナを止める方法": "lessons/first/#stop",
    "daemonを止める": "lessons/client-and-host/#stop",
    "ポート公開": "glossary/#publish",
    "Cannot conect to the Docker daemon": "lessons/client-and-host/#stopped",
    # Several words
    "イメージ pull": "glossary/#pull",
    "レイヤー 履歴": "lessons/image/#layers",
    "Windows パイプ": "glossary/#socket",
}


ERRORS = {
    "zsh: command not found: docker": "docker-not-found",
    "docker: Error response from daemon: toomanyrequests: You have reached your pull rate limit.": "too-many-requests",
    'The container name "/my_app" is already in use by container "1a2b".': "name-in-use",
    "このサイトにアクセスできません": "browser-refused",
    "write /usr/lib/x.so: no space left on device": "no-space",
    "用語 'docker' は、コマンドレット、関数": "docker-not-found",
}
TYPOS = {
    "deamon": "daemon",
    "Dockerflie": "Dockerfile",
    "contaner": "container",
    "レジストイ": "レジストリ",
    "けす": "消す",
}


@pytest.mark.parametrize("put", ["pasted by a mouse", "composed"])
def test_text_that_comes_without_a_key_is_searched(page, put):
    page.locator(".md-search__input").focus()
    if put == "composed":
        client = page.context.new_cdp_session(page)
        client.send("Input.imeSetComposition", {"text": "れじすとり", "selectionStart": 5, "selectionEnd": 5})
        client.send("Input.insertText", {"text": "レジストリ"})
    else:
        page.evaluate("document.execCommand('insertText', false, 'レジストリ')")
    expect(page.locator(".md-search-result__meta")).to_contain_text("見つかりました")


def test_a_message_finds_its_entry_on_the_page_of_errors_first(page, address):
    for query, entry in ERRORS.items():
        search(page, query)
        first = page.locator(".md-search-result__item > a").first
        assert first.get_attribute("href").endswith(f"troubleshooting/#{entry}"), query


@pytest.mark.parametrize(("typed", "meant"), TYPOS.items())
def test_one_wrong_letter_and_a_verb_in_kana_find_what_was_meant(page, typed, meant):
    search(page, typed)
    mark = page.locator(".md-search-result__item mark").first
    assert mark.inner_text().lower() == meant.lower()


def test_cells_of_a_table_stand_apart(page):
    search(page, "有名なWebサーバーが入っている")
    expect(page.locator("mark").first).to_be_attached()
    line = page.locator(".md-search-result__item p", has=page.locator("mark")).first.inner_text()
    assert re.search(r"^httpd：元にするイメージ。", line), line


def test_a_term_finds_its_entry(page, address):
    assert misses(page, address, {query: f"glossary/#{entry}" for query, entry in GLOSSARY.items()}) == {}


def test_commands_outputs_and_phrases_find_their_sections(page, address):
    assert misses(page, address, SECTIONS) == {}


@pytest.mark.parametrize("query", ["kubernetes", "docker swarm", "東京タワー", "ж", "   ", "+-*:^~"])
def test_what_is_nowhere_finds_nothing(page, query):
    search(page, query)
    expect(page.locator(".md-search-result__meta")).to_have_text("何も見つかりませんでした")


def test_what_was_found_is_marked_and_stays_text(page):
    search(page, "<missing>")
    result = page.locator(".md-search-result__item > a[href$='image/#layers']")
    expect(result.locator("h2")).to_have_text("層は、どう積み重なっている？")
    expect(result.locator("p").first).to_contain_text("<missing>")
    expect(result.locator("mark").first).to_have_text("<missing>")


def test_a_phrase_is_found_across_the_borders_of_code(page):
    search(page, "docker runは、この2つ")
    expect(page.locator("mark").first).to_have_text("docker runは、この2つ")


def test_further_sections_of_a_page_are_folded(page):
    search(page, "コンテナ")
    first = page.locator(".md-search-result__item").first
    expect(first.locator("> a")).to_have_count(1 + 3)  # the page and its sections
    expect(first.locator("details a").first).to_be_hidden()
    first.locator("summary").click()
    expect(first.locator("details a").first).to_be_visible()


def test_a_result_leads_to_its_section(page):
    search(page, "It works!")
    page.locator(".md-search-result__item > a[href$='#curl']").click()
    page.wait_for_url("**/lessons/container/#curl")
    expect(page.locator("#curl")).to_be_in_viewport()


def test_the_missing_page_leads_to_the_search(page, address):
    page.goto("/404.html")
    page.get_by_role("article").get_by_role("link", name="検索").click()
    expect(page.locator(".md-search__input")).to_be_focused()
    assert page.url == f"{address}/?q="


def test_only_our_own_script_searches_and_loads_the_sections_when_asked(page):
    loaded = []
    page.on("request", lambda request: loaded.append(request.url))
    page.reload(wait_until="networkidle")
    assert [url for url in loaded if url.endswith("sections.json")] == []
    search(page, "レジストリ")
    page.locator(".md-search-result__item").first.wait_for()
    assert len([url for url in loaded if url.endswith("sections.json")]) == 1
    assert [worker.url.rpartition("/")[2] for worker in page.workers] == ["search.js"]
    assert [url for url in loaded if "/workers/" in url or "/lunr/" in url] == []
    assert page.strangers == []


def test_the_index_has_outputs_but_no_tooltips_and_captions(site):
    docs = json.loads((site / "search" / "sections.json").read_text(encoding="utf-8"))["docs"]
    lessons = "".join(doc["text"] for doc in docs if doc["location"].startswith(("lessons/", "setup/")))
    assert "Cannot connect to the Docker daemon" in lessons
    assert "Status: Downloaded newer image for nginx:latest" in lessons
    assert [text for text in ("用語集で読む", "記録した出力", "</samp></pre>コピー") if text in lessons] == []
    table = next(doc for doc in docs if doc["location"] == "about-commands/")
    about = "出力が載るまでのことは、この教材の出力についてで説明しています。"
    assert table["text"] == f"<p>この教材で実行した、すべてのコマンドです。{about}</p>"


@pytest.fixture
def page(page):
    page.goto("/")
    return page


def misses(page, address, expected):
    """What a reader sees first instead, for each query whose section is not among it."""
    missed = {}
    for query, section in expected.items():
        search(page, query)
        links = page.locator(".md-search-result__item > a").evaluate_all("links => links.map(link => link.href)")
        first = [link.removeprefix(f"{address}/") for link in links[:FIRST]]
        if section not in first:
            missed[query] = first
    return missed
