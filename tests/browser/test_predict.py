"""Predict, then look: a reader answers, is told why, and sees the real output."""

import json
import re
import shutil

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.helpers.browser import DESKTOP, EVERYTHING, SCHEMES, violations
from tests.helpers.project import ROOT, Project
from tests.helpers.web import serve

TRY, OTHER = "try/", "container/"
KEY = "docker-flow-lesson.answers"
NO_STORAGE = """
Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } });
"""
FULL_STORAGE = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
HOSTILE = "<img src=x onerror=document.title='gone'>"
WRONG = "エラーで終わる"
RIGHT = "イメージを取り寄せてから動く"
NOT_KEPT = "このブラウザでは保存できないので、ページを閉じると消えます"


QUESTIONS = {
    "missing-image": """
? イメージがないときに`docker run`を打つと、どうなるでしょう。
- エラーで終わる | 惜しい予想です。「見つからない」という知らせは出ますが、そこでは終わりません。
+ イメージを取り寄せてから動く | `docker run`で、daemonが「イメージがありません」と答えると、pullをリクエストします。
- イメージなしで、すぐに動く | コンテナには、元になるイメージが必ず要ります。
""",
    "count": """
? コンテナは2つ動いています。では、イメージはいくつあるでしょう。数字で答えてください。
= 1 / 1つ / 1個 / 一つ / ひとつ | 2つのコンテナは、同じイメージを使います。
! コンテナを作っても、イメージは増えません。
""",
    "publish-port": """
? `docker run -d --name web-nginx3 □ nginx`の□には、何を書けばよいでしょう。
= -p 8081:80 / -p8081:80 / --publish 8081:80 | 左がDocker Host、右がコンテナです。
! `-p`の後ろに、番号を2つ書きます。コロンの左がDocker Host、右がコンテナです。
""",
    "unpublished-port": """
? `curl`は、`web-test`のページを取ってこられるでしょうか。
- 取ってこられる | 動いているだけでは届きません。
+ 取ってこられない | コンテナは切り離されています。
""",
}
TOTAL = len(QUESTIONS) - 1  # the last one stands on a page of its own


def questions(project, name, asked):
    """A page of questions, each with a recorded output below it."""
    shown = []
    for key in asked:
        project.write(f"snippets/lessons/{name}/{key}.console", f"$ docker {key}\n...\n")
        block = f'    ```console exec="1"\n    --8<-- "{name}/{key}.console"\n    ```\n'
        shown.append(f'```predict id="{key}"{QUESTIONS[key]}```\n\n??? success "答えを見る"\n\n{block}')
    project.write(f"docs/{name}.md", "\n".join([f"# {name}\n", *shown]))
    project.record(name, *["output" for _ in asked])


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A site with nothing but questions, in the looks and with the scripts of the real one."""
    project = Project(tmp_path_factory.mktemp("questions"))
    for part in ("assets", ".overrides"):
        shutil.copytree(ROOT / "docs" / part, project.root / "docs" / part)
    config = re.sub(r"^nav:\n(?: .*\n)+", "", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), flags=re.M)
    project.write("mkdocs.yml", re.sub(r"  - snippets:\n(?: {6}.*\n)+", "  - snippets\n", config))
    project.write("docs/index.md", "# index\n")
    questions(project, "try", [*QUESTIONS][:-1])
    questions(project, "container", [*QUESTIONS][-1:])
    status, output = project.build()
    assert status == 0, output
    return project.site


@pytest.fixture(scope="module")
def address(small):
    """Where the site of questions is served, instead of the real one."""
    with serve(small) as address:
        yield address.removesuffix("/")


def question(page, name="missing-image"):
    return page.locator(f"#predict-{name}")


def output(page, name="missing-image"):
    return page.locator(f"#predict-{name} ~ details.success").first


def choose(page, text):
    question(page).get_by_label(text, exact=True).check()
    question(page).get_by_role("button", name="答え合わせ").click()


def enter(page, name, text):
    question(page, name).get_by_label("あなたの答え").fill(text)
    question(page, name).get_by_label("あなたの答え").press("Enter")


def said(page, name="missing-image"):
    return question(page, name).get_by_role("status")


def progress(page):
    return page.locator(".predict-progress").get_by_role("status")


def score(right):
    return f"このページの問い：{TOTAL}問中{right}問正解"


def test_a_wrong_choice_is_explained_opens_the_output_and_may_be_corrected(open_page):
    page = open_page(TRY, **DESKTOP)
    expect(output(page)).not_to_have_attribute("open", "")
    expect(question(page).locator(".predict-answers")).to_be_hidden()
    choose(page, WRONG)
    expect(said(page)).to_contain_text(f"✕ 違います。あなたの答え：{WRONG}")
    expect(said(page)).to_contain_text("惜しい予想です。")
    expect(said(page)).to_contain_text("もう一度答えられます。")
    expect(output(page).locator("figure.terminal")).to_be_visible()
    expect(progress(page)).to_have_text(score(0))
    choose(page, RIGHT)
    expect(said(page)).to_contain_text(f"○ 正解です。あなたの答え：{RIGHT}")
    expect(said(page)).to_contain_text("daemonが「イメージがありません」と答えると、pullをリクエストします。")
    expect(said(page)).not_to_contain_text("✕")
    expect(said(page).locator("code")).to_have_text("docker run")
    expect(progress(page)).to_have_text(score(1))
    question(page).get_by_text("正解と説明").click()
    expect(question(page).locator(".predict-answers li")).to_have_count(3)
    expect(question(page).locator(".predict-answers li").first).to_be_visible()


def test_the_output_may_be_opened_without_an_answer(open_page):
    page = open_page(TRY, **DESKTOP)
    output(page).get_by_text("答えを見る").click()
    expect(output(page).locator("figure.terminal")).to_be_visible()
    expect(said(page)).to_be_empty()


def test_nothing_chosen_or_typed_is_no_answer(open_page):
    page = open_page(TRY, **DESKTOP)
    question(page).get_by_role("button", name="答え合わせ").click()
    expect(said(page)).to_have_text("答えを1つ選んでから、押してください。")
    expect(question(page).get_by_label(WRONG)).to_be_focused()
    enter(page, "count", "　 ")
    expect(said(page, "count")).to_have_text("答えを入力してから、押してください。")
    expect(question(page, "count").get_by_label("あなたの答え")).to_be_focused()
    expect(output(page, "count")).not_to_have_attribute("open", "")


@pytest.mark.parametrize(
    ("name", "typed", "answer"),
    [
        ("count", "1", "○ 正解です。"),
        ("count", " １つ　", "○ 正解です。"),
        ("count", "2", "✕ 違います。"),
        ("count", "11", "✕ 違います。"),
        ("publish-port", "-p 8081:80", "○ 正解です。"),
        ("publish-port", "－ｐ　８０８１：８０", "○ 正解です。"),
        ("publish-port", "ーp   8081:80", "○ 正解です。"),
        ("publish-port", "--publish 8081:80", "○ 正解です。"),
        ("publish-port", "-p 80:8081", "コロンの左がDocker Host"),
        ("publish-port", "docker run -d --name web-nginx3 -p 8081:80 nginx", "○ 正解です。"),
        ("publish-port", "$ docker run -d  --name web-nginx3 --publish 8081:80 nginx", "○ 正解です。"),
        ("publish-port", "docker run -d --name web-nginx3 nginx -p 8081:80", "✕ 違います。"),
        ("publish-port", "-P 8081:80", "大文字と小文字を見直してみましょう。"),
        ("publish-port", HOSTILE, f"✕ 違います。あなたの答え：{HOSTILE}"),
    ],
)
def test_an_answer_is_typed_as_people_type(open_page, name, typed, answer):
    page = open_page(TRY, **DESKTOP)
    enter(page, name, typed)
    expect(said(page, name)).to_contain_text(answer)
    expect(output(page, name)).to_have_attribute("open", "")
    expect(said(page, name).locator("img")).to_have_count(0)


def test_the_keyboard_is_enough(open_page):
    page = open_page(TRY, **DESKTOP)
    question(page).get_by_label(WRONG).focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowUp", "Tab"):
        page.keyboard.press(key)
    expect(question(page).get_by_role("button", name="答え合わせ")).to_be_focused()
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text(f"○ 正解です。あなたの答え：{RIGHT}")
    expect(question(page).get_by_role("button", name="答え合わせ")).to_be_focused()
    expect(question(page).locator("fieldset")).to_have_accessible_name(
        "イメージがないときにdocker runを打つと、どうなるでしょう。"
    )


def test_answers_are_kept_in_the_browser_until_they_are_cleared(open_page):
    page = open_page(TRY, **DESKTOP)
    choose(page, RIGHT)
    enter(page, "count", HOSTILE)
    enter(page, "publish-port", "-p 8081:80")
    page.goto(OTHER)
    page.get_by_label("取ってこられない", exact=True).check()
    page.get_by_role("button", name="答え合わせ").click()
    expect(progress(page)).to_have_text("このページの問い：1問中1問正解")
    page.goto(TRY)
    expect(progress(page)).to_have_text(score(2))
    expect(question(page).get_by_label(RIGHT)).to_be_checked()
    expect(said(page)).to_contain_text("○ 正解です。")
    expect(said(page, "count")).to_contain_text(HOSTILE)
    expect(question(page, "publish-port").get_by_label("あなたの答え")).to_have_value("-p 8081:80")
    expect(output(page)).not_to_have_attribute("open", "")
    page.get_by_role("button", name="このページの答えを消す").click()
    expect(progress(page)).to_have_text(f"このページの答えを消しました。{score(0)}")
    expect(said(page)).to_be_empty()
    expect(question(page).get_by_label(RIGHT)).not_to_be_checked()
    kept = json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))
    assert list(kept) == ["container"]
    page.reload()
    expect(progress(page)).to_have_text(score(0))
    page.goto(OTHER)
    expect(progress(page)).to_have_text("このページの問い：1問中1問正解")


@pytest.mark.parametrize("script", [NO_STORAGE, FULL_STORAGE])
def test_where_nothing_can_be_kept_questions_work_and_that_is_said(new_page, script):
    page = new_page(**DESKTOP)
    errors = []  # of ours: Material's own palette needs the storage
    page.on("pageerror", lambda error: errors.append(error.stack) if "all.js" in error.stack else None)
    page.add_init_script(script)
    page.goto(TRY)
    choose(page, RIGHT)
    expect(said(page)).to_contain_text("○ 正解です。")
    enter(page, "count", "1")
    expect(progress(page)).to_have_text(f"{score(2)}（{NOT_KEPT}）")
    page.get_by_role("button", name="このページの答えを消す").click()
    expect(progress(page)).to_contain_text(score(0))
    assert errors == []


@pytest.mark.parametrize(
    "stored", ["{", "null", "[]", '{"try": null}', '{"try": {"count": {}, "missing-image": "gone"}}']
)
def test_what_else_stands_in_the_storage_does_no_harm(new_page, stored):
    page = new_page(**DESKTOP)
    errors = []
    page.on("pageerror", lambda error: errors.append(error.message))
    page.goto(TRY)
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", [KEY, stored])
    page.reload()
    expect(progress(page)).to_have_text(score(0))
    expect(said(page)).to_be_empty()
    choose(page, RIGHT)
    expect(progress(page)).to_have_text(score(1))
    page.reload()
    expect(progress(page)).to_have_text(score(1))
    assert errors == []


def test_a_page_opened_as_a_file_keeps_answers(new_page, small):
    page = new_page(**DESKTOP)
    page.context.unroute_all()
    page.goto((small / TRY / "index.html").as_uri())
    choose(page, RIGHT)
    page.reload()
    expect(progress(page)).to_have_text(score(1))


def test_without_javascript_the_question_is_whole(open_page):
    page = open_page(TRY, **DESKTOP, java_script_enabled=False)
    expect(question(page).get_by_text("イメージがないときに")).to_be_visible()
    expect(question(page).get_by_role("listitem")).to_have_text([WRONG, RIGHT, "イメージなしで、すぐに動く"])
    expect(question(page).locator("input, button")).to_have_count(0)
    expect(question(page).get_by_text("惜しい予想です。")).to_be_hidden()
    question(page).get_by_text("正解と説明").click()
    expect(question(page).get_by_text("惜しい予想です。")).to_be_visible()
    expect(question(page).locator("li[data-right=yes]")).to_contain_text(f"○ 正解：{RIGHT}")
    expect(page.locator(".predict-progress")).to_have_count(0)


def test_paper_has_the_question_the_choices_and_all_explanations(open_page):
    page = open_page(TRY, **DESKTOP)
    page.emulate_media(media="print")
    for text in (
        "イメージがないときに",
        "○ 正解",
        "惜しい予想です。",
        "コンテナには、元になるイメージが必ず要ります。",
    ):
        expect(question(page).get_by_text(text)).to_be_visible()
    expect(question(page).get_by_label(WRONG)).to_be_visible()
    expect(question(page).get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_after_answers(open_page, scheme):
    page = open_page(TRY, **DESKTOP, color_scheme=scheme, bypass_csp=True)
    choose(page, RIGHT)
    enter(page, "count", "2")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", SCHEMES[scheme])
    page.add_style_tag(content=EVERYTHING)
    page.evaluate(AXE_SCRIPT)
    assert violations(page) == []
