"""The house as the README draws it: values go forward only, and each side effect has one room."""

import re

from tests.helpers import house
from tests.helpers.project import ROOT


def drawn():
    """The rooms in the README's drawing, from first to last."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (drawing,) = re.findall(r"```\n(snippets/\n(?:.*\n)*?)```", text)
    lines = drawing.splitlines()
    assert len(lines) <= 12
    return [match[1] for line in lines if (match := re.match(r" +(\w+)/ ", line))]


def test_the_drawing_has_every_room_and_each_uses_only_those_above_it():
    order = drawn()
    assert sorted(order) == sorted(folder.partition("/")[2] for folder in house.rooms() if "/" in folder)
    assert {(user, used) for user, used in house.arrows() if order.index(user) < order.index(used)} == set()


def test_no_modules_import_each_other_in_a_circle():
    assert house.circle() == []


def test_a_room_is_seen_at_a_glance():
    assert {folder: count for folder, count in house.rooms().items() if count > 9} == {}


def test_one_room_knows_docker_and_one_knows_mkdocs():
    assert house.importing("docker") == {"snippets/sandbox"}
    assert house.importing("mkdocs") == {"snippets/site"}
    assert house.importing("markdown_exec") == {"snippets/page"}


def test_tests_share_by_helpers_and_not_with_each_other():
    found = {}
    for path in sorted((ROOT / "tests").rglob("*.py")):
        if "node_modules" not in path.parts:
            text = path.read_text(encoding="utf-8")
            found[path.relative_to(ROOT).as_posix()] = re.findall(
                r"^from (tests\.\S*(?:test_|conftest)\S*)", text, re.M
            )
    assert {path: used for path, used in found.items() if used} == {}


def test_unit_tests_stand_in_the_rooms_of_what_they_test():
    rooms = {folder.partition("/")[2] for folder in house.rooms()}
    folders = {path.parent.name for path in (ROOT / "tests" / "unit").glob("*/test_*.py")}
    assert folders <= rooms
