import pytest

from snippets.script.pattern import diff, find

LINES = (
    "latest: Pulling from library/httpd",
    "f1f26f570256: Pull complete",
    '182b  httpd  "httpd-foreground"  80/tcp  web-test',
)


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


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("latest: Pulling from library/httpd", "latest: Pulling from library/httpd"),
        ("[..]: Pull complete", "f1f26f570256: Pull complete"),
        ("80/tcp", "80/tcp"),
        ('"httpd-foreground"', '"httpd-foreground"'),
        ("latest: [..]", "latest: Pulling from library/httpd"),
        ("80/tc", None),
        ("0/tcp", None),
        ("Pulling to", None),
        ("F1F26F570256: Pull complete", None),
    ],
)
def test_a_quote_is_a_line_or_whole_words_of_one(quote, found):
    assert find(quote, LINES) == found
