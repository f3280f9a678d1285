import json

from snippets.site.search import defer, with_lines


def test_the_sections_leave_the_index_that_every_page_loads(tmp_path):
    data = {"config": {"lang": ["ja"]}, "docs": [{"location": "a/", "title": "題", "text": "文"}]}
    (tmp_path / "search_index.json").write_text(json.dumps(data), encoding="utf-8")
    defer(tmp_path)
    assert json.loads((tmp_path / "sections.json").read_text(encoding="utf-8")) == data
    assert json.loads((tmp_path / "search_index.json").read_text(encoding="utf-8")) == {**data, "docs": []}


def test_a_row_is_a_line_and_its_cells_are_apart():
    table = "<table><tr><th>A</th>\n<th>B</th></tr><tr class='x'><td>a</td><td>b</td></tr></table>"
    assert with_lines(table) == "<table><p><th>A：B</th></p><p><td>a：b</td></p></table>"
