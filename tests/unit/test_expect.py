import pytest

from snippets.expect import diff


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        ([], []),
        (["same"], ["same"]),
        (["a[..]z"], ["az"]),
        (["[..]: Pull complete", "..."], ["f1f26f570256: Pull complete"]),
        (["...", "end"], ["one", "two", "end"]),
        (["...", "x", "..."], ["x"]),
        (["..."], []),
        (["... ", "..."], ["... "]),
        (["a.c (b)* \\d"], ["a.c (b)* \\d"]),
        (["...", "a", "...", "b"], ["b", "a", "a", "b"]),
    ],
)
def test_what_fits(expected, actual):
    assert diff(expected, actual) == ()


@pytest.mark.parametrize(
    ("expected", "actual", "difference"),
    [
        ([], ["unexpected"], ("+ unexpected",)),
        (["missing"], [], ("- missing",)),
        (["a.c"], ["abc"], ("- a.c", "+ abc")),
        (["a[..]c"], ["a", "c"], ("- a[..]c", "+ a", "+ c")),
        (["a...c"], ["abc"], ("- a...c", "+ abc")),
        (["head [..]", "tail"], ["head 1", "tail", "more"], ("  head 1", "  tail", "+ more")),
        (["...", "end"], ["one", "two"], ("  ...", "- end")),
        (["one", "...", "end"], ["one", "x", "end", "after"], ("  one", "  ...", "  end", "+ after")),
    ],
)
def test_what_does_not_fit_is_shown_line_by_line(expected, actual, difference):
    assert diff(expected, actual) == difference


def test_many_wildcards_against_a_hostile_line_take_no_exponential_time():
    assert diff(["[..]a" * 12 + "b"], ["a" * 5000]) != ()
