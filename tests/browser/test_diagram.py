"""The diagrams of the built site, and harder ones, measured in Chromium."""

import re

import pytest
from playwright.sync_api import expect

from snippets.diagram.mermaid import to_svg
from snippets.page.diagram import figure
from tests.helpers.browser import DESKTOP, PHONE
from tests.helpers.web import DOCS

SCHEMES = {"light": "default", "dark": "slate"}
WIDTHS = {"desktop": DESKTOP, "phone": PHONE}

MISTAKES = """() => {
  const mistakes = [], canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const page = getComputedStyle(document.body).backgroundColor;
  const luminance = (...colors) => {
    for (const color of colors) { canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); }
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map(value => value / 255)
      .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, two) => (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
  const corners = text => {
    const { x, y, width, height } = text.getBBox(), half = parseFloat(getComputedStyle(text).fontSize) / 2;
    const matrix = text.getScreenCTM(), middle = y + height / 2;
    return [[x, middle - half], [x + width, middle - half], [x + width, middle + half], [x, middle + half]]
      .map(([x, y]) => new DOMPoint(x, y).matrixTransform(matrix));
  };
  const holds = (shape, points) => points.map(point => point.matrixTransform(shape.getScreenCTM().inverse()))
    .map(point => shape.isPointInFill(point));
  const CONTAINERS = { "": ".node, .note", title: ".group", word: ".tab", number: "circle.number" };
  // On a phone a list stands in place of a trace.
  for (const diagram of [...document.querySelectorAll(".diagram")].filter(each => each.checkVisibility())) {
    const svg = diagram.querySelector("svg"), name = svg.querySelector("title").textContent;
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll("text")].map(text => ({ text, box: corners(text) }));
    const boxes = [...svg.querySelectorAll(".node, .note")];
    const wires = [...svg.querySelectorAll("path.edge")].flatMap(edge => {
      const matrix = edge.getScreenCTM(), length = edge.getTotalLength();
      return Array.from({ length: Math.ceil(length / 3) }, (_, step) => edge.getPointAtLength(step * 3))
        .map(point => point.matrixTransform(matrix));
    });
    for (const { text, box } of texts) {
      const role = text.classList[0] ?? "", say = what => mistakes.push(`${name}: ${text.textContent} ${what}`);
      const [from, , to] = box;
      if (from.x < frame.left || to.x > frame.right || from.y < frame.top || to.y > frame.bottom) say("is cut off");
      let background = [page];
      if (role in CONTAINERS) {
        const container = [...svg.querySelectorAll(CONTAINERS[role])].reverse()
          .find(shape => holds(shape, box).every(Boolean));
        if (container) background.push(getComputedStyle(container).fill);
        else say("is not inside its shape");
      } else if (boxes.some(shape => holds(shape, box).some(Boolean))) say("stands on a shape");
      const ratio = contrast(luminance(...background), luminance(...background, getComputedStyle(text).fill));
      if (!(ratio >= 4.5)) say(`has a contrast of ${ratio}`);
      if (to.y - from.y < (role === "number" ? 8 : 10)) say(`is ${to.y - from.y} pixels high`);
      if (["", "title"].includes(role) && wires.some(({ x, y }) => x > from.x && x < to.x && y > from.y && y < to.y))
        say("is crossed");
      for (const { text: other, box: [start, , end] } of texts)
        if (other !== text && from.x < end.x && to.x > start.x && from.y < end.y && to.y > start.y)
          say(`overlaps ${other.textContent}`);
    }
  }
  return mistakes.join('\\n');
}"""

HARD = [
    """flowchart LR
  subgraph one["とても長い名前のまとまり（Docker Hostの中で動くもの）"]
    a(["端が丸い箱：コンテナを作る"]) --> b[("データベースのボリューム")]
    b --> c(("まるい形"))
  end
  c --> d{{"六角形：イメージの準備"}}
  d --> e[["サブルーチン docker compose up"]]
  e --> f("丸い角の箱 sha256:0123456789abcdef")
  d -->|"とても長い説明が線の上に乗っています。読めるでしょうか"| g{"イメージはもうDocker Hostにありますか"}
  g ==>|"ある"| f
  g -.->|"ない（MWMWMW）"| h[/"平行四辺形"/]
  h --x i>"旗の形"]
  i --o j["1行目<br/>2行目 <b>&amp;</b>"]""",
    """flowchart TB
  subgraph client["Docker Client"]
    run["docker container run --detach --publish 8080:80 httpd"]
  end
  subgraph host["Docker Host"]
    daemon["WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"] --> images["ｱｲｳｴｵ①②③【】🐳"]
    daemon <--> containers["イメージ（読み取り専用のレイヤーの重なりと設定）からできたコンテナ"]
  end
  run --> daemon
  other["別の人"] --> daemon""",
    """sequenceDiagram
  autonumber
  actor you as あなた
  participant client as Docker Client（手元の命令係）
  participant daemon as daemon
  participant registry as レジストリ
  you->>client: docker run --name web-test -p 8080:80 httpd を実行する
  Note over client,daemon: ここからはAPIの会話です。長い説明がここに入るかもしれません
  alt イメージがあるとき
    client->>+daemon: POST /v1.51/containers/create?name=web-test
  else イメージがないとき
    daemon-->>-client: 404 No such image: httpd:latest
    loop 層の数だけ
      daemon->>registry: GET /v2/library/httpd/blobs/sha256:0123456789abcdef
      registry-->>daemon: 層のデータ
    end
  end
  Note right of registry: 置いておく場所
  Note left of you: 学ぶ人
  daemon->>daemon: 自分でネットワークを準備する
  client--xyou: 失敗""",
    """stateDiagram-v2
  [*] --> created: docker create
  created --> running: docker start
  running --> paused: docker pause
  paused --> running: docker unpause
  running --> exited: docker stop（または中のプログラムの終了）
  exited --> running: docker start
  exited --> removed: docker rm
  created --> removed: docker rm
  removed --> [*]
  created: 作成済み（created）
  running: 実行中（running）
  paused: 一時停止中（paused）
  exited: 終了（exited）
  removed: 削除済み
  note right of removed: 中のファイルは<br/>もうありません""",
]


@pytest.fixture
def open_in(open_page):
    """Opens a page in one of the colour schemes and widths."""

    def open_in(path, scheme="light", width="desktop", **options):
        page = open_page(path, color_scheme=scheme, **WIDTHS[width], **options)
        expect(page.locator("body")).to_have_attribute("data-md-color-scheme", SCHEMES[scheme])
        page.evaluate("""() => {
          document.querySelectorAll("details").forEach(details => { details.open = true; });
          document.querySelectorAll(".tabbed-block").forEach(block => { block.style.display = "block"; });
        }""")
        return page

    return open_in


def pages(site):
    """The pages with diagrams, and how many each has."""
    counts = {
        path.relative_to(site).parent.as_posix().removeprefix(".") + "/": len(
            re.findall('<div class="diagram"', path.read_text(encoding="utf-8"))
        )
        for path in site.rglob("index.html")
    }
    return {path.removeprefix("/"): count for path, count in counts.items() if count}


def put(page, sources):
    """Replace the text of a page by diagrams."""
    drawn = []
    for number, source in enumerate(sources):
        header, _, rest = source.partition("\n")
        svg = to_svg(f"{header}\naccTitle: {number}番\naccDescr: 説明\n{rest}", f"hard-{number}")
        drawn.append(figure(svg))
    page.locator("article").evaluate("(article, html) => { article.innerHTML = html; }", "".join(drawn))


def test_each_fence_became_a_diagram(site):
    texts = [path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md")]
    traces = sum(path.read_text(encoding="utf-8").count('<details class="trace') for path in site.rglob("index.html"))
    assert sum(pages(site).values()) == sum(text.count("```mermaid\n") for text in texts) + traces
    assert traces >= sum(text.count(' trace="') for text in texts) > 0


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_labels_stand_where_they_belong_and_can_be_read(site, open_in, scheme, width):
    for path, count in pages(site).items():
        page = open_in(path, scheme, width)
        assert page.locator(".diagram").count() == count
        hidden = page.locator(".diagram").evaluate_all("all => all.filter(each => !each.checkVisibility()).length")
        assert hidden == 0 or width == "phone", path
        assert page.evaluate(MISTAKES) == "", path


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("font", [None, "DejaVu Sans", "Liberation Sans"])
def test_harder_diagrams_come_out_well_too(open_in, scheme, font):
    page = open_in("", scheme, bypass_csp=True)  # the font of the test is no style of the site
    put(page, HARD)
    if font:
        page.add_style_tag(content=f".diagram text {{ font-family: '{font}', 'Noto Sans CJK JP' !important }}")
    assert page.evaluate(MISTAKES) == ""


def test_diagrams_ask_for_nothing_share_no_id_and_have_a_name_and_a_description(site, open_in):
    for path in pages(site):
        page = open_in(path)
        assert page.strangers == []
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
        assert sorted(ids) == sorted(set(ids))
        for diagram in page.locator(".diagram svg[role=img]").all():
            title, description = diagram.get_attribute("aria-labelledby").split()
            assert diagram.locator(f"title#{title}").text_content()
            assert diagram.locator(f"desc#{description}").text_content()


def test_a_wide_diagram_scrolls_in_itself_with_the_keyboard(open_in):
    page = open_in("", width="phone", bypass_csp=True)  # waiting for a script's answer is no script of the site
    put(page, HARD)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["viewport"]["width"]
    diagram = page.locator(".diagram").first
    diagram.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.diagram').scrollLeft > 0")


def test_a_diagram_is_printed_whole(site, open_in):
    for path in pages(site):
        page = open_in(path, width="phone")
        page.emulate_media(media="print")
        assert page.evaluate(
            "[...document.querySelectorAll('.diagram')].every(diagram => diagram.scrollWidth <= diagram.clientWidth)"
        )
