import random

from snippets.sandbox import terminal
from snippets.sandbox.terminal import COLUMNS, lines


def test_progress_bars_leave_only_what_stands_at_the_end():
    data = (
        b"f1f2: Downloading\r\na6b0: Waiting\r\n"
        b"\x1b[2A\x1b[2K\rf1f2: Pull complete\r\x1b[2B"
        b"\x1b[1A\x1b[2K\ra6b0: Pull complete\r\x1b[1B"
    )
    assert lines(data) == ("f1f2: Pull complete", "a6b0: Pull complete")


def test_a_step_onto_the_line_above_and_back_leaves_no_empty_line():
    assert lines(b"\x1b[1A\x1b[1B\x1b[0G\x1b[?25l[+] Building\r\n => [1/3] FROM\r\n") == (
        "[+] Building",
        " => [1/3] FROM",
    )
    assert lines(b"\r\nafter an empty line\r\n") == ("", "after an empty line")


def test_lines_that_scrolled_away_are_kept_in_order():
    assert lines("".join(f"行{n}\r\n" for n in range(300)).encode()) == tuple(f"行{n}" for n in range(300))


def test_colours_and_titles_are_not_text():
    assert lines(b"\x1b]0;title\x07\x1b[1;32mgreen\x1b[0m plain\r\n") == ("green plain",)


def test_a_line_that_only_the_terminal_breaks_is_one_line():
    assert lines(b"x" * (COLUMNS + 1)) == ("x" * (COLUMNS + 1),)


def test_a_line_that_nobody_can_read_is_broken():
    assert lines(b"x" * (2 * COLUMNS + 1)) == ("x" * 2 * COLUMNS, "x")


def test_what_no_terminal_shows_becomes_visible():
    assert lines(b"\x02wzxhzdk:0\x03 \xff\xfe end\r\n") == ("\ufffdwzxhzdk:0\ufffd \ufffd\ufffd end",)
    assert lines("left\u202eright".encode()) == ("left\ufffdright",)


def test_hostile_sequences_never_raise():
    letters = b"\x1b\x9b[]?;0123456789ABCDHJKLMPXhlmrnc#%() \r\n\x07\x08\xe3\x81\x82\xc2\xb2abc"
    source = random.Random(1)  # noqa: S311
    for _ in range(2000):
        for line in lines(bytes(source.choices(letters, k=200))):
            assert "\x1b" not in line


def test_lines_without_controls_are_what_an_emulation_makes_of_them():
    source = random.Random(3)  # noqa: S311
    parts = ["\r\n", "\r\n", " ", "abc  ", "x" * 79, "\n", "\r", "\t", "\x1b[A", "箱"]
    for _ in range(300):
        text, columns = "".join(source.choices(parts, k=source.randrange(9))), source.choice([80, 160])
        assert terminal._plain(text, columns) in (None, terminal._emulated(text, columns, 50)), text
    assert terminal._plain("a\r\n" * 60, 80) == terminal._emulated("a\r\n" * 60, 80, 50)
    assert [terminal._plain(text, 80) for text in ("x" * 81, "a\nb", "a\rb", "\x1b[A", "箱", "\t")] == [None] * 6
