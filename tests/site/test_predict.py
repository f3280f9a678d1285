"""Predict, then look: on a small page and on the real site."""

import pytest
from bs4 import BeautifulSoup

QUESTION = '```predict id="{id}"\n? q\n- wrong <b> | no\n+ right | yes\n```\n\n'
ANSWER = '??? success "答えを見る"\n\n    text\n\n'


def page(project, markdown):
    config = (project.root / "mkdocs.yml").read_text(encoding="utf-8")
    project.write("mkdocs.yml", f"{config}  - pymdownx.details\n")
    project.write("docs/page.md", f"# page\n\n{markdown}")


def test_a_question_with_its_answer_passes(project):
    page(project, QUESTION.format(id="one") + ANSWER)
    status, output = project.build()
    assert status == 0, output
    block = BeautifulSoup(project.html("page"), "html5lib").select_one(".predict")
    assert block["data-page"] == "page"
    assert [item.text for item in block.select(".predict-choices li")] == ["wrong <b>", "right"]
    assert block.find_next_sibling()["class"] == ["success"]


@pytest.mark.parametrize(
    ("markdown", "message"),
    [
        (QUESTION.format(id="one").replace("+", "-") + ANSWER, "1番目の問い: one: 「+ 正しい答え | 説明」を1つと"),
        (QUESTION.format(id="問い") + ANSWER, "1番目の問い: id を、英小文字で始まる"),
        (QUESTION.replace(' id="{id}"', "") + ANSWER, "1番目の問い: id を、英小文字で始まる"),
        ((QUESTION.format(id="one") + ANSWER) * 2, "2番目の問い: id one は、このページの前の問いと同じです"),
        (QUESTION.format(id="one"), '1番目の問いのすぐ下に、出力の入った ??? success "答えを見る" を置いてください'),
        (QUESTION.format(id="one").replace('"', "") + ANSWER, "```predict の書き方を読みとれません"),
        ("".join(f"    {line}\n" for line in QUESTION.format(id="one").splitlines()) + f"\n{ANSWER}", "読みとれません"),
    ],
)
def test_a_mistake_fails(project, markdown, message):
    page(project, markdown)
    status, output = project.build()
    assert status == 1
    assert "ページ page.md: " in output
    assert message in output


def test_without_strict_a_mistake_stands_on_the_page(project):
    page(project, QUESTION.format(id="one").replace("? q", "? q\n<script>") + ANSWER)
    status, output = project.build("replay", "--no-strict")
    assert status == 0, output
    box = BeautifulSoup(project.html("page"), "html5lib").select_one(".admonition.failure")
    assert "oneの2行目" in box.text
    assert "<script>" in box.text


def test_every_question_of_the_site_is_followed_by_a_real_output(site):
    found = 0
    for path in site.rglob("index.html"):
        html = BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")
        for question in html.select(".predict"):
            found += 1
            following = question.find_next_sibling("details", class_="success")
            between = following.find_previous_sibling()
            assert between == question or "question" in between["class"], (path, question["id"])
            assert following.select("figure.terminal .typed"), (path, question["id"])
    assert found >= 1
