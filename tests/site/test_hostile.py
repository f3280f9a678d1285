"""Outputs are text, whatever they are."""

import re

from bs4 import BeautifulSoup

HOSTILE = """<script>alert(1)</script>
</samp></pre></figure><h1>injected</h1>
--8<-- "page/one.console"
```````
``` console exec="1"
&lt;b&gt; &amp; {{ config }} {% raw %}
[link](javascript:alert(1)) **bold** ![x](y)
\x02wzxhzdk:0\x03 \x02klzzwxh:0001\x03 \u202e \x1b[31m
# heading
    indented code
 終わり"""


def test_hostile_outputs_stay_inside_their_block_and_the_page_stays_whole(project):
    project.page("page", one="$ cat hostile\n...\n", prose="## after\n\n`#!output alert(1)` and `#!output injected`\n")
    project.record("page", HOSTILE)
    status, output = project.build()
    assert status == 0, output
    page = BeautifulSoup(project.html("page"), "html5lib")
    shown = page.select_one("figure.terminal .output").text
    assert shown == re.sub("[\x02\x03\u202e\x1b]", "\ufffd", HOSTILE) + "\n"
    assert [heading.text.strip("#¶ ") for heading in page.select("h1, h2")][-2:] == ["page", "after"]
    assert page.select("figure script, figure h1, figure a, figure strong, figure img") == []
    assert [code.text for code in page.select("code.quote")] == ["alert(1)", "injected"]


def test_a_hostile_quote_is_text(project):
    project.page("page", one="$ cat hostile\n...\n", prose="`#!output <script>alert(1)</script>`\n")
    project.record("page", HOSTILE)
    status, output = project.build()
    assert status == 0, output
    assert '<code class="quote">&lt;script&gt;alert(1)&lt;/script&gt;</code>' in project.html("page")
