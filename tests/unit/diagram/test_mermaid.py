import re

import pytest

from snippets.diagram.mermaid import to_svg
from snippets.errors import LessonError
from snippets.page.diagram import figure
from tests.helpers.drawn import Drawn

ALTERNATIVE = "accTitle: 題\naccDescr: 説明\n"
HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(1)> </svg> ' ` **太字** & ${x}"


def drawing(source, uid):
    return figure(to_svg(source, uid))


def draw(source, uid="d"):
    header, _, rest = source.partition("\n")
    return Drawn(drawing(f"{header}\n{ALTERNATIVE}{rest}", uid))


def test_a_flowchart():
    drawn = draw('flowchart TB\nsubgraph host["Docker Host"]\na["箱"]\nend\nb(["丸"]) -.->|"線"| a\nb ==> a')
    assert drawn.texts == [("title", "Docker Host"), ("said", "線"), (None, "箱"), (None, "丸")]
    assert [len(drawn.having(class_=name)) for name in ("edge dashed", "edge thick", "edge", "head")] == [1, 1, 0, 1]
    assert [shape["data-of"] for shape in drawn.having(class_="node")] == ["a", "b"]
    assert [shape["data-of"] for shape in drawn.having(class_="group")] == ["host"]


def test_a_sequence():
    drawn = draw(
        "sequenceDiagram\nautonumber\nactor you as あなた\nparticipant daemon as daemon\n"
        "you->>+daemon: 頼む: これ\nNote over daemon: メモ\nalt ある\ndaemon-->>-you: はい\nelse ない\n"
        "daemon--xyou: いいえ\nend"
    )
    assert sorted(drawn.texts, key=str) == sorted(
        [
            (None, "daemon"),
            (None, "メモ"),
            ("said", "あなた"),
            ("said", "頼む: これ"),
            ("said", "はい"),
            ("said", "いいえ"),
            ("word", "alt"),
            ("condition", "ある"),
            ("condition", "ない"),
            ("number", "1"),
            ("number", "2"),
            ("number", "3"),
        ],
        key=str,
    )
    assert [shape["data-of"] for shape in drawn.having(class_="node")] == ["daemon"]
    assert {shape["data-of"] for shape in drawn.having(class_="person")} == {"you"}
    assert len(drawn.having(class_="lifeline")) == 2
    assert len(drawn.having(class_="note")) == 1
    assert len(drawn.having(class_="activation")) == 1
    assert len(drawn.having(class_="edge")) == 1
    assert len(drawn.having(class_="edge dashed")) == 2
    assert len(drawn.having(class_="frame")) == 4
    assert len(drawn.having(class_="frame dashed")) == 1
    assert len(drawn.having(class_="number", r="10")) == 3


def test_a_state_diagram():
    drawn = draw(
        'stateDiagram-v2\n[*] --> running: docker run\nstate "終了" as exited\nrunning: 実行中\nrunning --> exited\n'
        "exited --> [*]\nnote right of exited: メモ"
    )
    assert drawn.texts == [("said", "docker run"), (None, "実行中"), (None, "終了"), (None, "メモ")]
    assert [shape["data-of"] for shape in drawn.having(class_="node")] == ["running", "exited"]
    assert len(drawn.having(class_="note")) == 1
    assert [shape["r"] for shape in drawn.having(class_="end")] == ["7", "3.5"]
    assert [shape["r"] for shape in drawn.having(class_="end ring")] == ["7"]


def test_the_search_knows_the_description_and_not_the_labels():
    svg = drawing(f'flowchart TB\n{ALTERNATIVE}a["箱"] --> a', "d")
    described, drawn = svg.split("<g data-search-exclude>")
    assert "</title>\n<desc" in described
    assert "箱" not in described
    assert "</text></g></svg><svg " in drawn
    assert drawn.count("</g>") == 1  # Material's search takes the end of any element of this name for this one's


def test_a_state_that_holds_states_has_one_frame():
    drawn = draw('stateDiagram-v2\nstate "外" as outer {\n[*] --> inner_end\ninner_end: 中\n}')
    assert drawn.texts == [("title", "外"), (None, "中")]
    assert [shape["data-of"] for shape in drawn.having(class_="node")] == ["inner_end"]
    assert len(drawn.having(class_="group")) == 1


def test_an_edge_may_jump_over_another():
    names = "\n".join(f"{name}: {name}" for name in "abcd")
    edges = "\n".join(f"{start} --> {end}" for start, end in ("ba", "ca", "bd", "dc", "da", "bc", "cd"))
    svg = drawing(f"stateDiagram-v2\n{ALTERNATIVE}{names}\n{edges}", "d")
    assert svg.count('class="edge"') == 7
    assert re.search(r'class="edge" d="[^"]* A6,6 ', svg)


def test_it_is_a_picture_with_a_name_and_a_description():
    drawn = draw('flowchart TB\na["箱"]', "page-2")
    frame = {"class": "diagram", "tabindex": "0", "role": "group", "aria-label": "図: 題"}
    assert drawn.elements[0] == ("div", frame)
    assert len(drawn.having(role="img", aria_labelledby="page-2-title page-2-desc")) == 1
    assert [drawn.having(id=f"page-2-{part}")[0]["text"] for part in ("title", "desc")] == ["題", "説明"]


def test_two_diagrams_share_no_id_and_each_refers_to_its_own():
    source = 'flowchart TB\na["甲"] --> b["乙"]\nb --x c["丙"]'
    ids = [{element["id"] for element in draw(source, uid).having() if "id" in element} for uid in ("one", "two")]
    assert len(ids[0]) == len(ids[1]) == 4
    assert not ids[0] & ids[1]
    assert {edge["marker-end"][5:-1] for edge in draw(source, "one").having(class_="edge")} < ids[0]


@pytest.mark.parametrize(
    "source",
    [
        f'flowchart TB\na["{HOSTILE}"] -->|"{HOSTILE}"| b["{HOSTILE}"]',
        f"sequenceDiagram\nparticipant a as {HOSTILE}\na->>a: {HOSTILE}\nNote over a: {HOSTILE}",
    ],
)
def test_hostile_labels_are_text_and_nothing_else(source):
    drawn = draw(source)
    known = {"div", "svg", "title", "desc", "marker", "g", "path", "rect", "line", "text"}
    assert {tag for tag, _ in drawn.elements} <= known
    assert "".join(text for _, text in drawn.texts).replace(" ", "") == HOSTILE.replace(" ", "") * 3
    assert not [name for _, attributes in drawn.elements for name in attributes if name.startswith("on")]


def test_a_label_of_what_stands_for_labels_meanwhile_is_text_as_any():
    drawn = draw('flowchart TB\na["\ua001"] --> b["\ua000\ua48c"]')
    assert [text for _, text in drawn.texts] == ["\ua001", "\ua000\ua48c"]


def test_a_hostile_name_is_text():
    drawn = Drawn(drawing(f'flowchart TB\naccTitle: "{HOSTILE}\naccDescr: {HOSTILE}\na["箱"]', "d"))
    assert drawn.elements[0][1]["aria-label"] == f'図: "{HOSTILE}'
    assert "".join(drawn.having(id="d-desc")[0]["text"]) == HOSTILE
    assert [tag for tag, _ in drawn.elements] == ["div", "svg", "title", "desc", "g", "rect", "text", "svg"]


def test_special_characters_are_written_as_mermaid_wants_them():
    assert draw('flowchart TB\na["#quot;引用#quot; #35;1 #lt;b#gt;"]').texts == [(None, '"引用" #1 <b>')]


def test_the_page_decides_about_colours():
    svg = drawing(f'flowchart TB\n{ALTERNATIVE}a(["丸"]) --> b{{"分かれ道"}}\nsubgraph c["群"]\nd[("円筒")]\nend', "d")
    (width,) = re.findall(r'<svg viewBox="\S+ \S+ (\d+) \d+"', svg)
    assert re.findall(r' width="([\d.]*)rem"', svg) == [f"{int(width) * rem:g}" for rem in (0.05, 0.036)]
    assert "style=" not in svg
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b|rgb|hsl|fill=|stroke|font", svg)


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("サンドボックスの中の本物のDocker", ["サンドボックスの", "中の本物のDocker"]),
        ("前のイメージ：ダイジェストA", ["前のイメージ：", "ダイジェストA"]),
        ("web-testの80番（道がない）", ["web-testの80番", "（道がない）"]),
        ("書き込んだファイルはまだ残る", ["書き込んだ", "ファイルはまだ残る"]),
        ("docker container run --detach", ["docker container", "run --detach"]),
        ("1行目<br/>2行目", ["1行目", "2行目"]),
        ("短い", ["短い"]),
    ],
)
def test_a_long_label_breaks_where_a_reader_would(label, lines):
    assert draw(f'flowchart TB\na["{label}"]').texts == [(None, line) for line in lines]


@pytest.mark.parametrize(("text", "em"), [("漢字", 30), ("MMMM", 60), ("docker", 54), ("sha256:", 60), ("🐳", 15)])
def test_a_box_is_as_wide_as_its_text_in_a_wide_font(text, em):
    (box,) = draw(f'flowchart TB\na["{text * 15}"]').having(class_="node")
    assert float(box["width"]) >= em * 15


def test_the_title_of_a_group_stands_in_the_corner_that_no_edge_crosses():
    calls = "\n".join(f'x{number}["甲"] --> b' for number in range(3))
    crossed = 'flowchart TB\nsubgraph a["Docker Host"]\nb["daemon"] --> c["イメージ"]\nend\nb --> d["乙"]\n' + calls
    assert draw('flowchart TB\nsubgraph a["群"]\nb["箱"]\nend').texts[0] == ("title", "群")
    assert draw(crossed).texts[0] == ("title right", "Docker Host")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("\n\n", "1行目「accTitle: 題」は使えません。"),
        ("gantt\ntitle 題", "1行目「gantt」は使えません。"),
        ('flowchart XX\na["甲"]', "1行目「flowchart XX」は使えません。"),
        ('flowchart TB\na["甲" --> b["乙"]', "Mermaidとして読めません。"),
        ('flowchart TB\na["甲"] --> b["乙"]\nb -=> a', "Mermaidとして読めません。5行目「b -=> a」: "),
        ('flowchart TB\nsubgraph g["群"]\na["甲"]', "Mermaidとして読めません。"),
        ("sequenceDiagram\nparticipant a as 甲\na=>a: 乙", "Mermaidとして読めません。5行目「a=>a:乙」: "),
        ("sequenceDiagram\nparticipant a as 甲\nopt 条件\na->>a: 乙", "Mermaidとして読めません。"),
        ("stateDiagram-v2\na: 甲\na -> b", "Mermaidとして読めません。"),
        ("flowchart TB", "何も描かれていません。"),
        ('flowchart TB\na["甲"] --> b', '「b」は幅を測れないので描けません。ラベルは "…" で囲み'),
        ('flowchart TB\na["甲"] -->|乙| a', "「乙」は幅を測れないので描けません。"),
        ("sequenceDiagram\na->>a: 甲", "「a」は幅を測れないので描けません。participant id as 名前"),
        ("stateDiagram-v2\n[*] --> a", "「a」は幅を測れないので描けません。id: 名前"),
        ("stateDiagram-v2\na: 切れない長すぎる名前", "ラベル「切れない長すぎる名前」は長すぎて入りません。"),
        (
            "sequenceDiagram\nparticipant a as 甲\nopt とても長くて枠からはみ出してしまう条件\na->>a: 乙\nend",
            "ラベル「とても長くて枠からはみ出してしまう条件」は長すぎて入りません。",
        ),
        ('flowchart TB\na["甲"]\na["乙"]', "ラベル「甲」が図に出ません。"),
        ('flowchart TB\na["甲"]\nstyle a fill:#f00', "「style a fill:#f00」は使えません。"),
        ('flowchart TB\na["甲"]\nclick a href "https://example.com"', "「click a href"),
        ('%%{init: {"theme": "dark"}}%%\nflowchart TB', "は使えません。"),
    ],
)
def test_what_would_not_come_out_is_an_error(source, message):
    with pytest.raises(LessonError, match=re.escape(message)):
        draw(source)


@pytest.mark.parametrize(("missing", "kept"), [("accTitle", "accDescr: 説明"), ("accDescr", "accTitle: 題")])
def test_a_diagram_without_a_text_alternative_is_an_error(missing, kept):
    with pytest.raises(LessonError, match=f"{missing}: で始まる行を書いてください"):
        drawing(f'flowchart TB\n{kept}\na["箱"]', "d")
