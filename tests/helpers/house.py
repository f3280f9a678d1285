"""The rooms of the house: which modules stand where, and who imports whom."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.helpers.project import ROOT

HOUSE = ROOT / "snippets"


def modules() -> dict[str, Path]:
    """Each module of ours by its name; packages without their ``__init__``."""
    paths = [path for path in sorted(HOUSE.rglob("*.py")) if path.name != "__init__.py"]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in paths}


def rooms() -> dict[str, int]:
    """How many modules stand in each folder."""
    folders = [path.parent.relative_to(ROOT).as_posix() for path in modules().values()]
    return {folder: folders.count(folder) for folder in dict.fromkeys(folders)}


def imports() -> dict[str, set[str]]:
    """What each module imports, wherever in it: modules of ours by their names, others by their packages'."""
    known = modules()
    found: dict[str, set[str]] = {}
    for name, path in known.items():
        found[name] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            if isinstance(node, ast.ImportFrom):
                names = [inner if (inner := f"{node.module}.{each}") in known else str(node.module) for each in names]
            found[name] |= {each if each in known else each.partition(".")[0] for each in names}
    return found


def circle() -> list[str]:
    """Modules of ours that import each other in a circle; empty when none do."""
    ours = modules()
    try:
        TopologicalSorter({name: used & ours.keys() for name, used in imports().items()}).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def arrows() -> set[tuple[str, str]]:
    """Which room imports which."""
    ours = modules()
    pairs = ((_room(name), _room(other)) for name, used in imports().items() for other in used & ours.keys())
    return {pair for pair in pairs if "" not in pair and pair[0] != pair[1]}


def importing(package: str) -> set[str]:
    """The folders in which a module imports a package."""
    return {modules()[name].parent.relative_to(ROOT).as_posix() for name, used in imports().items() if package in used}


def lines() -> int:
    """Lines of all Python files of ours."""
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in HOUSE.rglob("*.py"))


def _room(module: str) -> str:
    """The room of a module; empty for those that stand before the rooms."""
    return module.split(".")[1] if module.count(".") > 1 else ""
