import pytest

from snippets.quote import find

LINES = (
    "latest: Pulling from library/httpd",
    "f1f26f570256: Pull complete",
    '182b  httpd  "httpd-foreground"  80/tcp  web-test',
)


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
