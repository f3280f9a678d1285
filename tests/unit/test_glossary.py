import re
from pathlib import Path

import markdown
import pytest

from snippets.glossary import LONGEST_DEFINITION, Entry, GlossaryError, GlossaryExtension, read_glossary

ROOT = Path(__file__).parents[2]
GLOSSARY = read_glossary((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
EXTENSIONS = ["admonition", "attr_list", "def_list", "md_in_html", "tables", "toc"]
EXTENSIONS += ["pymdownx.details", "pymdownx.inlinehilite", "pymdownx.superfences", "pymdownx.tabbed"]
CONFIGS = {"pymdownx.tabbed": {"alternate_style": True}, "toc": {"permalink": True}}


def render(text, address="../glossary/", entries=GLOSSARY):
    extensions = [*EXTENSIONS, GlossaryExtension(entries, address)]
    return markdown.markdown(text, extensions=extensions, extension_configs=CONFIGS)


def marked(html):
    """The text of HTML, with each marked term in 【】 and, where the spelling is not the heading's, its id."""
    html = re.sub(r'<small class="glossary-tip".*?</small>', "", html, flags=re.S)
    html = re.sub(r'<a [^>]*class="glossary-term" href="[^"#]*#([\w-]+)">(.*?)</a>', r"【\2|\1】", html, flags=re.S)
    text = re.sub(r"<[^>]+>", "", html).replace("&para;", "")
    for entry in GLOSSARY:
        text = text.replace(f"【{entry.spellings[0]}|{entry.id}】", f"【{entry.spellings[0]}】")
    return re.sub(r"\n+", "\n", text).strip()


@pytest.mark.parametrize(
    "expected",
    [
        # katakana: neither within a longer word, nor at its start or end
        "【コンテナイメージ】とは、【コンテナ】の元です。",
        "【コンテナ】を動かします。",
        "動かすのは【コンテナ】",
        "コンテナーとも書きます。",
        "イメージングとは違います。",
        "サポートとレポートとポートレート。",
        "タグラインとメタタグ。",
        "ルートコンテナは別の言葉です。",
        "プライベートレジストリに置く。",
        "コンテナレジストリに置く。",
        "コンテナ・イメージと書く人もいます。",
        "・【コンテナ】",
        "【コンテナ】・nginx",
        "ﾏｲコンテナ",
        "コンテナイメージズは知らない言葉です。",
        # other scripts beside it are no part of the word
        "Docker【イメージ|image】を使います。",
        "【コンテナ】内の【ポート】80番",
        "公式【イメージ|image】と2【コンテナ】",
        "「【レジストリ】」と（【タグ】）、【ダイジェスト】！",
        "【コンテナ】化と【タグ】付け",
        # kanji: not within a longer run of kanji
        "【公開】する",
        "【ポート】【公開】の手順",
        "公開鍵と非公開と一般公開",
        "【仮想マシン】は重い。",
        "仮想マシンイメージと準仮想マシン",
        "【終了ステータス】は0、強制終了ステータスは別。",
        # Latin: whole words, as they are written
        "【Docker Client】に頼む。",
        "Docker Clientsと書かない。",
        "【Client|docker-client】だけでもよい。",
        "MyClient、Client2、Client_id、client",
        "【Docker Hub】から取り寄せる。",
        "DockerHubとGitHubとDocker Hub2",
        "daemonsetとDaemonSetとsubdaemon",
        "【daemon】（デーモン）が待つ。",
        "【デーモン|daemon】とも読みます。",
        "デーモンセットは別です。",
        "【pull】してから【run】する。",
        "docker 【run】を打つ。",
        "pull-through、pre-pull、--pull、pull_request、run.sh、a/build、pull:v1、$run",
        "【pull】、【run】、【build】.",
        "【WSL 2】を使います。",
        "WSL 2.5とWSL 20とWSL2",
        "Docker Desktopは用語ではない。",
        "【Docker Engine】と【Docker Host】",
        # longest first
        "【Docker Client】と【コンテナイメージ】",
        # only the first in a section, however it is spelled
        "【イメージ|image】からイメージへ、コンテナイメージも。",
        "【コンテナ】とコンテナと【コンテナイメージ】",
    ],
)
def test_a_sentence(expected):
    assert marked(render(re.sub(r"[【】]|\|[\w-]+】", "", expected))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # inline elements
        ("**コンテナ**は*イメージ*から", "【コンテナ】は【イメージ|image】から"),
        ("コンテナ**イメージ**と**レジ**ストリ", "コンテナイメージとレジストリ"),
        ("*Docker* Clientと*Docker Hu*b", "Docker ClientとDocker Hub"),
        ("**x**コンテナと~~y~~、**z**タグ", "x【コンテナ】と~~y~~、z【タグ】"),
        ("**プライベート**レジストリ", "プライベートレジストリ"),
        ("Docker\nClientとDocker Client", "【Docker\nClient|docker-client】とDocker Client"),
        ("Docker\n\nClient", "Docker\n【Client|docker-client】"),
        ("- Docker\n    - Client", "Docker\n【Client|docker-client】"),
        (r"pull\_requestと\*コンテナ\*", "pull_requestと*【コンテナ】*"),
        ("コンテナ&amp;タグ<br>ポート", "【コンテナ】&amp;【タグ】【ポート】"),
        # where nothing is marked
        ("`コンテナ`と`pull`と`#!py run`", "コンテナとpullとrun"),
        ("`コンテナ`イメージ、`docker` pull", "コンテナ【イメージ|image】、docker 【pull】"),
        ("[コンテナ](a.md)と[**タグ**](b.md)とポート", "コンテナとタグと【ポート】"),
        ("# コンテナ\n\n## Docker Hub\n\nタグ", "コンテナ\nDocker Hub\n【タグ】"),
        ("```sh\ndocker run コンテナ\n```\n\n    docker pull", "docker run コンテナ\ndocker pull"),
        ("<a href='x'>コンテナ</a>と<button>タグ</button>とポート", "コンテナとタグと【ポート】"),
        ("<kbd><b>タグ</b></kbd>とタグ<br/>ポート<img src='x'>run", "タグと【タグ】【ポート】【run】"),
        ("<div>コンテナ</div>\n\nタグ", "コンテナ\n【タグ】"),
        ("<div markdown>\nコンテナ\n</div>\n\n<b>ポート\n\nタグ", "【コンテナ】\nポート\n【タグ】"),
        ('!!! note "コンテナ"\n\n    タグ', "コンテナ\n【タグ】"),
        ('??? note "コンテナ"\n\n    タグ', "コンテナ\n【タグ】"),
        ('=== "コンテナ"\n\n    タグ', "コンテナ\n【タグ】"),
        ("コンテナ\n: タグ", "コンテナ\n【タグ】"),
        ("| コンテナ | b |\n|---|---|\n| タグ | ポート |", "コンテナ\nb\n【タグ】\n【ポート】"),
        # a new section begins at each heading; what is not marked does not count
        (
            "タグ\n\n# x\n\nタグとタグ\n\n- タグ\n\n### y\n\n- タグ",
            "【タグ】\nx\n【タグ】とタグ\nタグ\ny\n【タグ】",
        ),
        ("`タグ`と[タグ](a.md)とタグ", "タグとタグと【タグ】"),
        ("コンテナ**イメージ**、イメージ", "コンテナイメージ、【イメージ|image】"),
    ],
)
def test_a_page(text, expected):
    assert marked(render(text)) == expected


def test_the_longest_spelling_wins():
    entries = [Entry(name, (name,), "") for name in ("Docker", "Docker Client", "終了", "終了ステータス")]
    html = render("Docker Client、終了ステータス、Docker、終了", entries=entries)
    assert re.findall(r"glossary-term[^>]*>([^<]+)", html) == ["Docker Client", "終了ステータス", "Docker", "終了"]


def test_the_html_of_a_term():
    entry = Entry("tag", ("タグ",), 'a < b & "c"だよ。')
    assert render("**タグ**です", "", [entry]) == (
        '<p><strong><a aria-describedby="glossary-tip-1" class="glossary-term" href="#tag">タグ</a>'
        '<small class="glossary-tip" data-search-exclude="" popover="auto">'
        '<span id="glossary-tip-1" role="tooltip">a &lt; b &amp; "c"だよ。</span>'
        '<a href="#tag" tabindex="-1">用語集で読む</a></small></strong>です</p>'
    )


def test_the_ids_of_a_page_are_unique():
    html = render("タグとポート\n\n# x\n\nタグ、**ポート**、pull\n\n## y\n\n| a |\n|---|\n| タグ |")
    ids = re.findall(r' id="(glossary-[^"]+)"', html)
    assert len(ids) == len(set(ids)) == 6
    assert ids == re.findall(r' aria-describedby="([^"]+)"', html)


def test_without_an_address_nothing_is_marked():
    assert render("コンテナ", None) == "<p>コンテナ</p>"


def test_an_extension_serves_one_page_after_another():
    extension = GlossaryExtension(GLOSSARY)
    pages = []
    for address in ("../glossary/", None, "glossary.html"):
        extension.address = address
        pages.append(markdown.markdown("`ポート`とタグ", extensions=[extension]))
    assert [re.findall(r'href="([^"]+)"', page) for page in pages] == [
        ["../glossary/#tag"] * 2,
        [],
        ["glossary.html#tag"] * 2,
    ]


ENTRY = """### タグ {#tag}

読み：たぐ／別の書き方：荷札、tag

`x`と[y](z.md)と**目印**だよ。続き。

もう1つの段落。
"""


def test_reading_entries():
    publish = "### 公開 { #publish }\n\n英語：publish\n\n見せることだよ。\n\n"
    assert read_glossary(f"# 用語\n\n{publish}## 次\n\n説明。\n\n{ENTRY}\n## まとめ") == (
        Entry("publish", ("公開",), "見せることだよ。"),
        Entry("tag", ("タグ", "荷札", "tag"), "xとyと目印だよ。"),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ENTRY.replace(" {#tag}", ""), "「タグ」の後ろに {#英語のid}"),
        (ENTRY.replace("読み：たぐ／別の書き方：荷札、tag\n\n", ""), "「タグ」に、読みや英語の行"),
        ("### タグ {#tag}\n\n読み：たぐ\n\n## 次\n\n説明だよ。", "「タグ」に、読みや英語の行"),
        (ENTRY.replace("。", ""), "「タグ」の最初の文"),
        (ENTRY.replace("目印", "目" * LONGEST_DEFINITION), "「タグ」の最初の文"),
        (ENTRY + ENTRY.replace("#tag", "#tag2"), "「タグ」が2つ"),
        (ENTRY + ENTRY.replace("タグ", "荷札"), "「#tag」が2つ"),
        (ENTRY.replace("荷札", "タグ"), "「タグ」が2つ"),
    ],
)
def test_an_entry_that_cannot_be_read_says_what_to_write(text, message):
    with pytest.raises(GlossaryError) as caught:
        read_glossary(text)
    assert message in str(caught.value)
