from dataclasses import replace
from html.parser import HTMLParser

import pytest
from msgspec import structs

from snippets.page.outputs import table
from snippets.page.terminal import block, failure, quote
from snippets.record.result import CommandResult, Outcome, Provenance, StepResult
from snippets.script.script import Step
from snippets.script.transcript import parse

HOSTILE = (
    "<script>alert(1)</script>",
    '--8<-- "secret"',
    "```````",
    "</samp></pre>",
    "&amp; \x02wzxhzdk:0\x03",
    "[x](javascript:1)",
)
PROVENANCE = Provenance("28.5.2", "linux/amd64", "stand-in", "sha256:1", "2026-11-24T01:02:03+00:00")


class Text(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


def read(html):
    parser = Text()
    parser.feed(html)
    return parser


def outcome(source, *results, live=True):
    commands = parse(source)
    step = Step("page/step", source, commands, 60.0, "key")
    return Outcome(step, StepResult(step.name, "key", tuple(results)), PROVENANCE, live)


def test_commands_and_outputs_stand_interleaved():
    html = block(
        outcome(
            "### 一覧\n$ first\n$ second \\\n> more\n? 1\n",
            CommandResult("first", 0, 0.1, ("one", "", "two"), False),
            CommandResult("second", 1, 0.1, ("failed",), False),
        ),
        None,
    )
    assert read(html).text == (
        "### 一覧\n$ first\none\n\ntwo\n$ second \\\n> more\nfailed\n終了ステータス 1\n"
        "コピーDocker Engine 28.5.2・2026-11-24・このビルドで実行・代役イメージ"
    )


@pytest.mark.parametrize(
    ("hub", "said"),
    [("docker-hub", ""), ("stand-in", "・代役イメージ"), ("mirror.example:5000", "・mirror.example:5000のイメージ")],
)
def test_a_block_says_which_registry_its_images_are_from(hub, said):
    shown = outcome("$ x\n", CommandResult("x", 0, 0.1, (), False))
    html = block(replace(shown, provenance=structs.replace(PROVENANCE, hub=hub)), None)
    assert read(html).text.endswith(f"・このビルドで実行{said}")


def test_hostile_outputs_are_text_and_nothing_else():
    harmless = block(outcome("$ x\n", CommandResult("x", 0, 0.1, ("plain",), False)), None)
    html = block(outcome("$ x\n", CommandResult("x", 0, 0.1, HOSTILE, False)), None)
    assert read(html).tags == read(harmless).tags
    assert "\n".join(HOSTILE).replace("\x02", "\ufffd").replace("\x03", "\ufffd") in read(html).text
    for shown in (failure(HOSTILE[0]), quote(HOSTILE[0])):
        assert HOSTILE[0] in read(shown).text
        assert "script" not in read(shown).tags


def test_what_was_cut_and_what_was_stopped_is_said():
    html = block(outcome("$ x\n", CommandResult("x", None, 0.1, ("y",), True)), None)
    assert "（出力が長すぎるので、ここから先は省きました）\n（時間切れで止めました）\n" in read(html).text


def test_a_recorded_output_is_labelled_and_links_to_the_explanation():
    html = block(outcome("$ x\n", CommandResult("x", 0, 0.1, (), False), live=False), "../about-outputs/")
    assert '<a href="../about-outputs/">' in html
    assert "記録した出力" in read(html).text


def test_the_table_has_each_command_with_the_digests_it_pulled():
    digest = "sha256:" + "0a" * 32
    pulled = outcome(
        "$ docker pull httpd\n", CommandResult("docker pull httpd", 0, 1.234, (f"Digest: {digest}",), False)
    )
    html = table({"イメージ": [pulled], "空": []})
    assert read(html).tags.count("tr") == 2
    for part in (
        "イメージ",
        "docker pull httpd",
        "1.23",
        digest,
        "sha256:1",
        "linux/amd64",
        "2026-11-24T01:02:03+00:00",
    ):
        assert part in read(html).text
