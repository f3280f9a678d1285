"""Everything that must fail a strict build, with page, step, command and reason in the message."""

import json

import pytest


def test_a_fitting_output_passes(project):
    project.page("page", one="$ docker ps\nid [..]\n")
    project.record("page", "id 1")
    status, output = project.build()
    assert status == 0, output
    assert "手順: 実行 0・実行済み 0・記録を再生 1・失敗 0" in output


def test_an_output_that_differs(project):
    project.page("page", one="$ docker ps\nid [..]\n$ docker images\nexpected\n")
    project.record("page", "id 1", "actual")
    status, output = project.build()
    assert status == 1
    for part in (
        "ページ page.md",
        "台本 page/one.console の3行目",
        "$ docker images",
        "- expected",
        "+ actual",
        "失敗 1",
    ):
        assert part in output
    assert "$ docker ps" not in output


@pytest.mark.parametrize(("expected", "actual"), [("", 1), ("? 1\n", 0), ("? 125\n", 1)])
def test_an_unexpected_status(project, expected, actual):
    project.page("page", one=f"$ docker ps\nout\n{expected}")
    project.record("page", "out", status=actual)
    status, output = project.build()
    assert status == 1
    for part in (
        "ページ page.md",
        "page/one.console の1行目",
        "終了ステータスが違います",
        f"実際 {actual}",
        "$ docker ps",
    ):
        assert part in output


def test_a_quote_that_no_block_above_printed(project):
    project.page("page", one="$ docker ps\nout\n", prose="`#!output nothing`")
    project.record("page", "out")
    status, output = project.build()
    assert status == 1
    assert "ページ page.md: 1番目の引用: 「nothing」と合う行を、これより上のブロックは出力していません" in output


def test_a_quote_above_the_block_that_prints_it(project):
    project.page("page", one="$ docker ps\nout\n")
    project.record("page", "out")
    page = project.root / "docs" / "page.md"
    page.write_text("`#!output out`\n\n" + page.read_text(encoding="utf-8"), encoding="utf-8")
    status, output = project.build()
    assert status == 1
    assert "1番目の引用: 「out」" in output


def test_a_transcript_that_does_not_parse(project):
    project.page("page", one="docker ps\n")
    status, output = project.build()
    assert status == 1
    assert "ページ page.md: 台本 page/one.console を読めません。1行目: 最初の行は「$ 」で始まるコマンド" in output


def test_a_transcript_that_no_page_includes(project):
    project.page("page", one="$ docker ps\nout\n")
    project.record("page", "out")
    project.write("snippets/lessons/page/lonely.console", "$ docker ps\n")
    status, output = project.build()
    assert status == 1
    assert "台本 page/lonely.console を取り込むページがありません" in output


def test_a_recording_of_no_page(project):
    project.page("page", one="$ docker ps\nout\n")
    project.record("page", "out")
    project.write("snippets/recordings/gone.json", "{}")
    status, output = project.build()
    assert status == 1
    assert "記録 gone.json のページがありません" in output


def test_a_transcript_that_is_not_there(project):
    project.write("docs/page.md", '```console exec="1"\n--8<-- "page/gone.console"\n```\n')
    status, output = project.build()
    assert status == 1
    assert "ページ page.md: 台本 page/gone.console がありません" in output


def test_a_transcript_of_another_page(project):
    project.page("page", one="$ docker ps\nout\n")
    project.record("page", "out")
    project.write("docs/other.md", '```console exec="1"\n--8<-- "page/one.console"\n```\n')
    status, output = project.build()
    assert status == 1
    assert "ページ other.md: 台本 page/one は取り込めません" in output


def test_a_missing_recording_in_replay_mode(project):
    project.page("page", one="$ docker ps\nout\n")
    status, output = project.build()
    assert status == 1
    assert "ページ page.md: 1番目の出力ブロック: 台本 page/one の記録がありません。古い出力は表示しません" in output
    assert "uv run snippets record page" in output


def test_a_step_that_changed_after_its_recording(project):
    project.page("page", one="$ docker ps\nout\n", two="$ docker images\nout\n")
    project.record("page", "out", "out")
    project.write("snippets/lessons/page/two.console", "$ docker image ls\nout\n")
    status, output = project.build()
    assert status == 1
    assert "台本 page/two は記録のあとで変わりました" in output
    assert "page/one" not in output


@pytest.mark.parametrize("text", ["", "{", json.dumps({"format": 1}), "null"])
def test_a_malformed_recording(project, text):
    project.page("page", one="$ docker ps\nout\n")
    project.write("snippets/recordings/page.json", text)
    status, output = project.build()
    assert status == 1
    assert "ページ page.md: 記録 page.json を読めません" in output
    assert "uv run snippets record page" in output


def test_an_unknown_fence_option(project):
    project.page("page", options=' result="text"', one="$ docker ps\nout\n")
    status, output = project.build()
    assert status == 1
    assert "ページ page.md: ```console の result というオプションはありません" in output


def test_a_fence_in_a_form_that_is_not_read(project):
    project.write("docs/page.md", '```{.console exec="1"}\n$ docker ps\n```\n')
    status, output = project.build()
    assert status == 1
    assert 'ページ page.md: 1番目の出力ブロック: ```console exec="1" の書き方を読みとれません' in output


def test_a_fence_that_markdown_takes_for_code(project):
    project.page("page", one="$ docker ps\nout\n")
    project.record("page", "out")
    page = project.root / "docs" / "page.md"
    lines = page.read_text(encoding="utf-8").splitlines()
    page.write_text("text\n\n" + "\n".join(f"    {line}" for line in lines), encoding="utf-8")
    status, output = project.build()
    assert status == 1
    assert "ページ page.md: 台本 page/one.console がページに出ません。フェンスの字下げを確かめてください。" in output


def test_an_exception_inside_the_formatter(project):
    project.page("page", one="$ docker ps\nout\n")
    project.record("page", "out")
    project.write("broken.py", "from snippets.page import terminal\nterminal.block = None\n")
    project.write("mkdocs.yml", (project.root / "mkdocs.yml").read_text(encoding="utf-8") + "hooks: [broken.py]\n")
    status, output = project.build()
    assert status == 1
    assert "ページ page.md: 1番目の出力ブロックを作れませんでした（TypeError" in output


def test_a_diagram_that_is_not_mermaid(project):
    project.write("docs/page.md", "```mermaid\nflowchart TB\n  a --> --> b\n```\n")
    status, output = project.build()
    assert status == 1
    assert "ページ page.md: 1番目の図: Mermaidとして読めません" in output


def test_a_glossary_that_cannot_be_read(project):
    project.set("glossary: glossary.md")
    project.write("docs/glossary.md", "### コンテナ\n\n読み：コンテナ\n\n動いているアプリケーションだよ。\n")
    status, output = project.build()
    assert status == 1
    assert "ページ glossary.md: 用語集の見出し「コンテナ」の後ろに {#英語のid} を書いてください。" in output


@pytest.mark.parametrize("option", ["about", "errors", "glossary"])
def test_a_page_named_in_mkdocs_yml_that_is_not_there(project, option):
    project.page("page", one="$ docker ps\nout\n")
    project.record("page", "out")
    project.set(f"{option}: gone.md")
    status, output = project.build()
    assert status == 1
    assert "mkdocs.yml: snippets の設定にあるページ gone.md がありません。" in output
    assert "Traceback" not in output


def test_an_option_that_there_is_not(project):
    project.write("docs/index.md", "# page\n")
    project.set("glosary: glossary.md")
    status, output = project.build()
    assert status == 1
    assert "Unrecognised configuration name: glosary" in output


def test_a_wrong_mode(project):
    project.page("page", one="$ docker ps\nout\n")
    status, output = project.build("fast")
    assert status == 1
    assert "環境変数 SNIPPETS の値 'fast' は使えません。auto・live・replay のどれかにしてください。" in output
    assert "Traceback" not in output


def test_live_mode_without_docker(project):
    project.page("page", one="$ docker ps\nout\n")
    project.record("page", "out")
    status, output = project.build("live", DOCKER_HOST="unix:///nonexistent.sock")
    assert status == 1
    assert "ページ page.md: 1番目の出力ブロック: 台本 page/one" in output
    assert "Dockerに接続できません。Docker Desktopを起動するか" in output


def test_auto_mode_without_docker_replays_and_says_so_once(project):
    for name in ("page", "second"):
        project.page(name, one="$ docker ps\nout\n", two="$ docker images\nout\n")
        project.record(name, "out", "out")
    status, output = project.build("auto", DOCKER_HOST="unix:///nonexistent.sock")
    assert status == 0, output
    assert output.count("サンドボックスを使えないので、記録した出力を表示します。理由: Dockerに接続できません") == 1
    assert "手順: 実行 0・実行済み 0・記録を再生 4・失敗 0" in output
    assert project.html("page").count("記録した出力") == 2


def files(folder):
    """All files of a folder with when they were written and every byte of them."""
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder): (path.stat().st_mtime_ns, path.read_bytes()) for path in found}


def test_a_failed_build_leaves_the_earlier_site_as_it_was(project):
    project.page("page", one="$ docker ps\nout\n")
    project.record("page", "out")
    assert project.build()[0] == 0
    before = files(project.site)
    project.record("page", "other")
    assert project.build()[0] == 1
    project.write("mkdocs.yml", (project.root / "mkdocs.yml").read_text(encoding="utf-8") + "hooks: [broken.py]\n")
    project.write("broken.py", "def on_post_page(output, **_):\n    raise KeyError('boom')\n")
    assert project.build()[0] == 1
    assert files(project.site) == before
    assert [path.name for path in project.root.glob(".site*")] == []


def test_without_strict_a_failure_stands_on_the_page(project):
    project.page("page", one="$ docker ps\nexpected\n")
    project.record("page", "<b>actual</b>")
    status, output = project.build("replay", "--no-strict")
    assert status == 0, output
    assert "&lt;b&gt;actual&lt;/b&gt;" in project.html("page")
    assert "- expected" in project.html("page")


def test_what_the_security_policy_would_block(project):
    project.write("docs/page.md", '# page\n\n<p style="color: red" onclick="a()">x</p>\n')
    status, output = project.build()
    assert status == 1
    assert "ページ page.md: onclick属性、style属性 は、コンテンツセキュリティポリシーがブラウザーで止めます" in output
    assert "docs/assets のファイルに" in output
