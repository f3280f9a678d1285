import random

import pytest

from snippets.cast import frames
from snippets.recording import load
from snippets.screen import lines
from tests.conftest import ROOT


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
