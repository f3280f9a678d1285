import pytest

from snippets.errors import LessonError
from snippets.glossary.terms import LONGEST_DEFINITION, Term, read_terms

ENTRY = """### タグ {#tag}

読み：たぐ／別の書き方：荷札、tag

`x`と[y](z.md)と**目印**だよ。続き。

もう1つの段落。
"""


def test_reading_terms():
    publish = "### 公開 { #publish }\n\n英語：publish\n\n見せることだよ。\n\n"
    assert read_terms(f"# 用語\n\n{publish}## 次\n\n説明。\n\n{ENTRY}\n## まとめ") == (
        Term("publish", ("公開",), "見せることだよ。"),
        Term("tag", ("タグ", "荷札", "tag"), "xとyと目印だよ。"),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ENTRY.replace(" {#tag}", ""), "「タグ」の後ろに {#英語のid}"),
        (ENTRY.replace("読み：たぐ／別の書き方：荷札、tag\n\n", ""), "「タグ」に、読みや英語の行"),
        ("### タグ {#tag}\n\n読み：たぐ\n\n## 次\n\n説明だよ。", "「タグ」に、読みや英語の行"),
        (ENTRY.replace("。", ""), "「タグ」の最初の文"),
        (ENTRY.replace("目印", "目" * LONGEST_DEFINITION), "「タグ」の最初の文"),
        (ENTRY + ENTRY.replace("#tag", "#tag2"), "「タグ」が2つ"),
        (ENTRY + ENTRY.replace("タグ", "荷札"), "「#tag」が2つ"),
        (ENTRY.replace("荷札", "タグ"), "「タグ」が2つ"),
    ],
)
def test_a_term_that_cannot_be_read_says_what_to_write(text, message):
    with pytest.raises(LessonError) as caught:
        read_terms(text)
    assert message in str(caught.value)
