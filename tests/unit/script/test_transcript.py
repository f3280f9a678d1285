import pytest

from snippets.errors import LessonError
from snippets.script.transcript import parse


def test_commands_keep_their_comments_outputs_and_statuses():
    first, second = parse(
        "### webサーバのイメージを取得する\n$ docker pull httpd\nUsing default tag: latest\n...\n"
        "$ docker run \\\n>   --name web-test httpd\nlost\n? 125\n"
    )
    assert (first.text, first.comments, first.expected, first.status, first.line) == (
        "docker pull httpd",
        ("webサーバのイメージを取得する",),
        ("Using default tag: latest", "..."),
        0,
        2,
    )
    assert (second.text, second.comments, second.expected, second.status, second.line) == (
        "docker run \\\n  --name web-test httpd",
        (),
        ("lost",),
        125,
        5,
    )


def test_lines_that_only_look_like_syntax_are_expected_output():
    (command,) = parse("$ cat file\n$notacommand\n#comment\n ? 3\n\n> quoted after output\n")
    assert command.expected == ("$notacommand", "#comment", " ? 3", "", "> quoted after output")


def test_windows_line_ends_and_trailing_blank_lines_do_not_count():
    (command,) = parse("$ true\r\nout  \r\n\r\n\r\n")
    assert command.expected == ("out",)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "「$ 」で始まるコマンドが1つもありません"),
        ("output first\n$ true\n", "1行目: 最初の行は"),
        ("$ \n", "1行目: 「$ 」の後ろにコマンドがありません"),
        ("$ true\n? many\n", "2行目: 「? 」の後ろには終了ステータス"),
        ("$ true\n? 256\n", "2行目: 「? 」の後ろには終了ステータス"),
        ("$ true\n? 1\nmore\n", "3行目: 「? 終了ステータス」は出力の最後に"),
        ("### 説明\nno command\n", "2行目: 「### 」の説明のすぐ下には"),
        ("$ true\n### 説明\n", "最後の「### 」の説明の下に"),
    ],
)
def test_what_cannot_be_read_says_the_line_and_what_to_write(source, message):
    with pytest.raises(LessonError, match=r".") as caught:
        parse(source)
    assert message in str(caught.value)
