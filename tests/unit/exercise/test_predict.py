import json

import pytest
from bs4 import BeautifulSoup

from snippets.errors import LessonError
from snippets.exercise.answers import followed
from snippets.exercise.predict import Choice, Prediction, Typed, parse, render

CHOICES = """? イメージがないときに`docker run`を打つと？
- エラーで終わる | 惜しい。
+ `docker ps | wc -l`が動く | そのとおり。`a | b`も。

- すぐに動く | イメージが要ります。
"""
TYPED = "? 止まったものも出すには？\n= docker ps -a / docker ps --all | そのとおり。\n! `-a`を思い出しましょう。\n"
HOSTILE = '<script>alert(1)</script> `<b>"x"</b>` &amp; --8<-- **bold** [a](b) \x02wzxhzdk:0\x03 \u202e <img src=x>'
ANSWER = '??? success "答えを見る"\n\n    text\n'


def question(source, name="try-pull"):
    return parse(source, {"id": name})


def html(source):
    return BeautifulSoup(render(question(source), "lessons/try"), "html5lib")


def test_choices_keep_their_order_and_their_explanations():
    assert question(CHOICES) == Prediction(
        "try-pull",
        "イメージがないときに`docker run`を打つと？",
        (
            Choice("エラーで終わる", False, "惜しい。"),
            Choice("`docker ps | wc -l`が動く", True, "そのとおり。`a | b`も。"),
            Choice("すぐに動く", False, "イメージが要ります。"),
        ),
    )


def test_an_answer_to_type_has_spellings_and_may_have_a_pipe_in_it():
    typed = Typed(("docker ps -a", "docker ps --all"), "そのとおり。", "`-a`を思い出しましょう。")
    assert question(TYPED).answer == typed
    assert question("? q\n= docker ps -q | wc -l | why\n! no\n").answer.spellings == ("docker ps -q | wc -l",)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "try-pull: 最初の行に「? 問い」を1つだけ書いてください"),
        ("- a | b\n+ c | d\n", "最初の行に「? 問い」を1つだけ"),
        ("? q\n? r\n- a | b\n+ c | d\n", "最初の行に「? 問い」を1つだけ"),
        ("- a | b\n? q\n+ c | d\n", "最初の行に「? 問い」を1つだけ"),
        ("? q\n", "「+ 正しい答え | 説明」を1つと、「- 違う答え | 説明」を1つ以上"),
        ("? q\n- a | b\n- c | d\n", "「+ 正しい答え | 説明」を1つと"),
        ("? q\n+ a | b\n+ c | d\n- e | f\n", "「+ 正しい答え | 説明」を1つと"),
        ("? q\n+ a | b\n", "「- 違う答え | 説明」を1つ以上"),
        ("? q\n- a\n+ c | d\n", "try-pull: 答えの後ろに「 | 」と説明を書いてください: a"),
        ("? q\n- a |\n+ c | d\n", "答えの後ろに「 | 」と説明を書いてください: a |"),
        ("? q\n-  | b\n+ c | d\n", "答えの後ろに「 | 」と説明を書いてください: | b"),
        ("? q\n- `a | b`\n+ c | d\n", "答えの後ろに「 | 」と説明を書いてください: `a | b`"),
        ("? q\n- a | b\n+ a | d\n", "同じ文の答えが2つあります"),
        ("? q\nmore\n- a | b\n+ c | d\n", "try-pullの2行目: 「? 問い」「- 違う答え | 説明」"),
        ("? q\n-a | b\n+ c | d\n", "try-pullの2行目"),
        ("? q\n- \n+ c | d\n", "try-pullの2行目"),
        ("? q\n- a | b\n+ c | d\n! e\n", "「! 違うときの説明」は「= 入力する答え」と一緒に使います"),
        ("? q\n= a | b\n", "「= 入力する答え | 説明」と「! 違うときの説明」を1つずつ"),
        ("? q\n= a | b\n= c | d\n! e\n", "「= 入力する答え | 説明」と「! 違うときの説明」を1つずつ"),
        ("? q\n= a\n! e\n", "答えの後ろに「 | 」と説明を書いてください: a"),
        ("? q\n= a | b\n! e\n+ c | d\n", "どちらか一方にしてください"),
        ("? q\n= `a` | b\n! e\n", "バッククォートなしで、入力する文字だけを書いてください: `a`"),
        ("? q\n= a /  / b | c\n! e\n", "「= 」の答えは「 / 」で区切ってください"),
    ],
)
def test_what_cannot_be_read_says_what_to_write(source, message):
    with pytest.raises(LessonError) as caught:
        question(source)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, 'id を、英小文字で始まる英小文字・数字・ハイフンで書いてください（例: ```predict id="try-pull"）: '),
        ({"id": "問い"}, 'ハイフンで書いてください（例: ```predict id="try-pull"）: 問い'),
        ({"id": "a b"}, "ハイフンで書いてください"),
        ({"id": '"><script>'}, "ハイフンで書いてください"),
        ({"id": "a", "open": "yes"}, "open というオプションはありません。使えるのは id です"),
    ],
)
def test_a_wrong_option_says_what_to_write(options, message):
    with pytest.raises(LessonError) as caught:
        parse(CHOICES, options)
    assert message in str(caught.value)


def test_the_question_stands_there_whole_with_its_answers_folded():
    page = html(CHOICES)
    block = page.select_one("div.predict#predict-try-pull[data-predict=try-pull][data-page='lessons/try']")
    assert block.select_one(".predict-question").text == "イメージがないときにdocker runを打つと？"
    assert [item.text for item in block.select(".predict-choices > li")] == [
        "エラーで終わる",
        "docker ps | wc -lが動く",
        "すぐに動く",
    ]
    assert [code.text for code in block.select(".predict-choices code")] == ["docker ps | wc -l"]
    folded = block.select_one("details:not([open])")
    assert [(item["data-right"], item.select_one(".predict-why").text) for item in folded.select("li")] == [
        ("no", "惜しい。"),
        ("yes", "そのとおり。a | bも。"),
        ("no", "イメージが要ります。"),
    ]


def test_an_answer_to_type_is_folded_too():
    page = html(TYPED)
    assert page.select(".predict-choices") == []
    right = page.select_one("details li[data-right=yes]")
    assert right.code.text == "docker ps -a"
    assert json.loads(right["data-spellings"]) == ["docker ps -a", "docker ps --all"]
    assert [why.text for why in page.select("details .predict-why")] == ["そのとおり。", "-aを思い出しましょう。"]


@pytest.mark.parametrize(
    "source",
    ["? {0}\n- {0} | {0}\n+ b {0} | {0}\n", "? {0}\n= <script>alert(1)</script> & \x02 | {0}\n! {0}\n"],
)
def test_hostile_text_is_text(source):
    harmless = html(source.format("a `b`").replace("<script>alert(1)</script> & \x02", "x"))
    page = html(source.format(HOSTILE))
    assert [tag.name for tag in page.find_all()] == [tag.name for tag in harmless.find_all()]
    shown = HOSTILE.replace("\x02", "\ufffd").replace("\x03", "\ufffd").replace("\u202e", "\ufffd")
    assert page.select_one(".predict-question").text == shown.replace('`<b>"x"</b>`', '<b>"x"</b>')


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        (ANSWER, True),
        (f"\n{ANSWER}", True),
        (f'??? question "ヒント"\n\n    one\n\n    two\n\n{ANSWER}', True),
        ("", False),
        ("text\n\n" + ANSWER, False),
        ('??? question "ヒント"\n\n    one\n', False),
        ('??? note "答え"\n\n    one\n', False),
    ],
)
def test_the_answer_follows_the_question(below, expected):
    fence = f'```predict id="a"\n{CHOICES}```\n'
    assert followed("predict", f"{fence}{below}") == (expected,)
    assert followed("predict", f"````markdown\n{fence}````\n") == ()
