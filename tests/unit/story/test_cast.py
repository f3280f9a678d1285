import json
import random

import pytest

from snippets.record.recording import load
from snippets.record.result import CommandResult
from snippets.sandbox.terminal import frames, lines, picture
from snippets.script.transcript import parse
from snippets.story.cast import cast, moves
from tests.helpers.project import ROOT

PULL = {
    0.1: "f1f2: Waiting\r\na6b0: Waiting\r\n",
    0.9: "\x1b[2A\x1b[2K\rf1f2: Pulling [====>    ]\r\x1b[2B",
    4.2: "\x1b[2A\x1b[2K\rf1f2: Pull complete\r\x1b[2B",
    4.3: "\x1b[1A\x1b[2K\ra6b0: Pull complete\r\x1b[1B",
}


def result(frames, seconds=5.0):
    return CommandResult("x", 0, seconds, lines("".join(frames.values()).encode()), False, frames=frames)


def play(source, *results):
    """What a player reads: the header and the events."""
    header, *events = map(json.loads, cast(parse(source), results).splitlines())
    return header, events


def seen(header, events):
    """What stands on the player's screen at the end, and what scrolled off it."""
    return picture("".join(text for _, _, text in events), header["width"], header["height"]).lines


def test_a_frame_is_what_came_within_a_thirtieth_of_a_second():
    chunks = [(0.1, b"a"), (0.1004, b"b"), (0.133, b"c"), (0.1337, b"d"), (2.0, b"e")]
    assert frames(chunks) == {0.1: "abc", 0.134: "d", 2.0: "e"}
    assert frames([]) == {}


def test_a_character_that_two_chunks_share_survives():
    whole = "箱📦箱".encode()
    for cut in range(len(whole) + 1):
        assert "".join(frames([(0, whole[:cut]), (1, whole[cut:])]).values()) == "箱📦箱"
    assert frames([(0, b"\xe7\xae"), (1, b"\xb1")]) == {1: "箱"}


def test_what_is_no_text_becomes_visible():
    assert frames([(0, b"\xff \x02\x9b\xe2\x80"), (1, b"\xae \xe7")]) == {0: "\ufffd \ufffd\ufffd", 1: "\ufffd \ufffd"}
    assert frames([(3, b"\xe7")]) == {3: "\ufffd"}


def test_frames_show_what_the_lines_say():
    letters = b"\x1b\x9b[]?;0123456789ABCDHJKLMPXhlmrnc#%() \r\n\x07\x08\xe3\x81\x82\xc2\xb2abc"
    source = random.Random(2)  # noqa: S311
    for _ in range(300):
        chunks = [(n / 20, bytes(source.choices(letters, k=20))) for n in range(10)]
        shown = "".join(frames(chunks).values())
        assert lines(shown.encode()) == lines(b"".join(chunk for _, chunk in chunks))


@pytest.mark.parametrize("path", sorted((ROOT / "snippets/recordings").glob("*.json")), ids=lambda path: path.stem)
def test_a_recording_tells_one_story(path):
    for step in load(path).steps:
        for command in step.commands:
            assert lines("".join(command.frames.values()).encode()) == command.lines, (step.step, command.command)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (PULL, True),
        ({0.1: "#1 building\n", 1.1: "#2 done\n"}, True),
        ({0.1: "old\r\n\x1b[A\x1b[2Knew\r\n"}, True),
        ({0.1: "\x1b[1;32mgreen\x1b[0m\r\n", 0.5: "\x1b[K50%\r100%\n"}, False),
        ({9.0: "id\n"}, False),
        ({}, False),
    ],
)
def test_there_is_something_to_watch_where_a_screen_is_drawn_over_or_fills_slowly(written, expected):
    assert moves([result({}), result(written)]) is expected


def test_a_cast_has_what_was_typed_and_the_real_seconds():
    header, events = play(
        "### 取得する\n$ docker pull \\\n>   httpd\n...\n$ docker ps\n", result(PULL), result({0.2: "ID"}, 0.3)
    )
    assert header == {"version": 2, "width": 80, "height": 8, "idle_time_limit": 1.5}
    assert {kind for _, kind, _ in events} == {"o"}
    assert [at for at, _, _ in events] == [0, 0.9, 1.7, 5, 5.1, 5.8, 6.6, 7.6, 7.7]
    assert seen(header, events) == (
        "### 取得する",
        "$ docker pull \\",
        ">   httpd",
        "f1f2: Pull complete",
        "a6b0: Pull complete",
        "$ docker ps",
        "ID",
    )
    assert "f1f2: Pulling [====>    ]" in seen(header, events[:3])


def test_a_prompt_begins_a_row_even_after_an_output_that_did_not_end_its_own():
    assert seen(*play("$ printf ID\n$ x\n", result({0.1: "ID"}), result({0.1: "y\r\n"}))) == (
        "$ printf ID",
        "ID",
        "$ x",
        "y",
    )


def test_the_terminal_is_as_small_as_it_can_be_without_breaking_anything():
    wide = {0.1: f"{'=' * 96}>\r\n", 2.0: "\x1b[A\x1b[2Kdone\r\n"}
    assert play("$ x\n", result(wide))[0]["width"] == 97
    assert play(f"$ echo {'x' * 90}\n", result({}))[0]["width"] == 97
    assert play("$ x\n", result({0.1: "x" * 161}))[0]["width"] == 160
    many = {0.1: "".join(f"{n}\r\n" for n in range(40))}
    assert play("$ x\n", result(many))[0]["height"] == 25
    far = {**many, 0.5: "\x1b[35A\x1b[2Kfive\r\x1b[35B"}
    header, events = play("### 1\n### 2\n$ x\n", result(far))
    assert header["height"] == 36
    assert seen(header, events)[3:] == result(far).lines
    assert result(far).lines[5] == "five"


def test_hostile_outputs_and_commands_are_strings_of_json():
    hostile = "</script><script>alert(1)</script>\u2028\u2029\x1b]0;title\x07\x1b[8;900;900t"
    line = hostile.replace("\u2028\u2029", "")
    text = cast(parse(f"### {line}\n$ echo {line}\n"), [result({0.1: hostile})])
    assert text.isascii()
    typed, written, _ = map(json.loads, text.splitlines()[1:])
    assert typed[2].count("\x1b") == 5
    assert written[2] == hostile
