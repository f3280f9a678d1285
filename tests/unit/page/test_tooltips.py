import re

import markdown
import pytest
from markdown.extensions import Extension

from snippets.glossary.terms import Term, read_terms
from snippets.page.tooltips import Tooltips
from tests.helpers.project import ROOT

GLOSSARY = read_terms((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
EXTENSIONS = ["admonition", "attr_list", "def_list", "md_in_html", "tables", "toc"]
EXTENSIONS += ["pymdownx.details", "pymdownx.inlinehilite", "pymdownx.superfences", "pymdownx.tabbed"]
CONFIGS = {"pymdownx.tabbed": {"alternate_style": True}, "toc": {"permalink": True}}


class Marking(Extension):
    """Nothing but the tooltips."""

    def __init__(self, terms, address):
        super().__init__()
        self.terms, self.address = terms, address

    def extendMarkdown(self, md):  # noqa: N802 - Python-Markdown's name
        md.treeprocessors.register(Tooltips(md, lambda: (self.terms, self.address)), "tooltips", -1)


def render(text, address="../glossary/", terms=GLOSSARY):
    extensions = [*EXTENSIONS, Marking(terms, address)]
    return markdown.markdown(text, extensions=extensions, extension_configs=CONFIGS)


def marked(html):
    """The text of HTML, with each marked term in 【】 and, where the spelling is not the heading's, its id."""
    html = re.sub(r'<small class="glossary-tip".*?</small>', "", html, flags=re.S)
    html = re.sub(r'<a [^>]*class="glossary-term" href="[^"#]*#([\w-]+)">(.*?)</a>', r"【\2|\1】", html, flags=re.S)
    text = re.sub(r"<[^>]+>", "", html).replace("&para;", "")
    for term in GLOSSARY:
        text = text.replace(f"【{term.spellings[0]}|{term.id}】", f"【{term.spellings[0]}】")
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
        "・【コンテナ】",
        # a middle dot stands between two words
        "【イメージ|image】・【コンテナ】・【タグ】を消す。",
        "【レジストリ】･【リポジトリ】",
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
        "【一時停止】する",
        "仮想一時停止と一時停止中",
        # of a port, and of nothing else
        "【ポートを公開|publish】する。",
        "【ポート公開|publish】の手順",
        "公開する、公開鍵、非公開のイメージ".replace("イメージ", "【イメージ|image】"),
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
        ("__コンテナや__*イメージ*から", "【コンテナ】や【イメージ|image】から"),
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
        # a new section begins at each heading of the second level; what is not marked does not count
        (
            "タグ\n\n# x\n\nタグとタグ\n\n- タグ\n\n### y\n\n- タグ\n\n## z\n\nタグ",
            "【タグ】\nx\n【タグ】とタグ\nタグ\ny\nタグ\nz\n【タグ】",
        ),
        ("`タグ`と[タグ](a.md)とタグ", "タグとタグと【タグ】"),
        # where a section defines a term, before and after that
        ("タグと**タグ**とタグ\n\n## x\n\nタグ", "タグとタグとタグ\nx\n【タグ】"),
        (
            "## コンテナイメージ\n\nイメージ\n\n### タグ\n\nタグ\n\n## x\n\nイメージ",
            "コンテナイメージ\nイメージ\nタグ\nタグ\nx\n【イメージ|image】",
        ),
        ("**コンテナとタグ**", "【コンテナ】と【タグ】"),
        ("コンテナ**イメージ**、イメージ", "コンテナイメージ、【イメージ|image】"),
    ],
)
def test_a_page(text, expected):
    assert marked(render(text)) == expected


def test_the_longest_spelling_wins():
    terms = [Term(name, (name,), "") for name in ("Docker", "Docker Client", "終了", "終了ステータス")]
    html = render("Docker Client、終了ステータス、Docker、終了", terms=terms)
    assert re.findall(r"glossary-term[^>]*>([^<]+)", html) == ["Docker Client", "終了ステータス", "Docker", "終了"]


def test_the_html_of_a_term():
    term = Term("tag", ("タグ",), 'a < b & "c"だよ。')
    assert render("*タグ*です", "glossary", [term]) == (
        '<p><em><a aria-describedby="glossary-tip-1" class="glossary-term" href="glossary#tag">タグ</a>'
        '<small class="glossary-tip" data-search-exclude="" popover="auto">'
        '<span id="glossary-tip-1" role="tooltip">a &lt; b &amp; "c"だよ。</span>'
        '<a href="glossary#tag" tabindex="-1">用語集で読む</a></small></em>です</p>'
    )


def test_the_ids_of_a_page_are_unique():
    html = render("タグとポート\n\n# x\n\nタグ、*ポート*、pull\n\n## y\n\n| a |\n|---|\n| タグ |")
    ids = re.findall(r' id="(glossary-[^"]+)"', html)
    assert len(ids) == len(set(ids)) == 6
    assert ids == re.findall(r' aria-describedby="([^"]+)"', html)


@pytest.mark.parametrize("address", [None, ""])
def test_without_a_glossary_and_on_its_own_page_nothing_is_marked(address):
    assert render("コンテナ", address) == "<p>コンテナ</p>"


def test_an_extension_serves_one_page_after_another():
    extension = Marking(GLOSSARY, None)
    pages = []
    for address in ("../glossary/", None, "glossary.html"):
        extension.address = address
        pages.append(markdown.markdown("`ポート`とタグ", extensions=[extension]))
    assert [re.findall(r'href="([^"]+)"', page) for page in pages] == [
        ["../glossary/#tag"] * 2,
        [],
        ["glossary.html#tag"] * 2,
    ]
