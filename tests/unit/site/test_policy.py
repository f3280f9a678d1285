"""Which policy a page gets."""

import base64
import hashlib
import re

import pytest

from snippets.site.policy import PLACEHOLDER, blocked, with_policy

PAGE = f"""<html><head><meta http-equiv="Content-Security-Policy" content="{PLACEHOLDER}">
<script>theme = "あ" && 1 < 2;
</script><script type="application/json">{{"a": 1}}</script><script src="a.js"></script></head>
<body>%s<script>last()</script></body></html>"""


def allowed(content="", serving=False):
    html = with_policy(PAGE % content, content, serving=serving)
    policy = re.search(r'content="([^"]*)"', html)[1]
    return dict(directive.split(" ", 1) for directive in policy.split("; "))


def hashed(script):
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


SCRIPTS = ["'self'", *sorted([hashed('theme = "あ" && 1 < 2;\n'), hashed("last()")])]


def test_the_scripts_of_the_theme_are_named_and_nothing_else_is():
    policy = allowed()
    assert policy.pop("script-src").split() == SCRIPTS
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "worker-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_a_script_of_the_content_is_not_named():
    assert allowed("<p><script>alert(1)</script></p>")["script-src"].split() == SCRIPTS


def test_only_a_page_that_plays_a_block_may_run_the_player():
    played = '<figure class="terminal" data-replay="0123456789ab"></figure>'
    assert allowed(played)["script-src"].split() == [*SCRIPTS, "'wasm-unsafe-eval'"]
    assert allowed("<code>&lt;figure data-replay=&quot;1&quot;&gt;</code>")["script-src"].split() == SCRIPTS


def test_while_serving_the_live_reload_may_run():
    assert allowed(serving=True)["script-src"] == "'self' 'unsafe-inline'"


def test_a_page_of_another_theme_is_left_alone():
    assert with_policy("<script>theme()</script>", "", serving=False) == "<script>theme()</script>"


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("<p>text</p><pre><code>&lt;script&gt; style=</code></pre>", []),
        ('<script type="application/json">{}</script><script src="a.js"></script>', []),
        ("<script>alert(1)</script>", ["<script>"]),
        ('<script type="TEXT/JavaScript">alert(1)</script>', ["<script>"]),
        ("<style>p {}</style>", ["<style>"]),
        ('<img src=x onerror="alert(1)" STYLE="color: red">', ["onerror属性", "style属性"]),
        ('<a href=" JavaScript:alert(1)">a</a>', ["javascript:"]),
    ],
)
def test_what_the_policy_would_block_is_named(content, names):
    assert blocked(content) == names
