"""What the exercises of a page have in common: their names, their explanations, and the folded answer below them."""

import re
from collections.abc import Iterator, Mapping

from snippets.errors import LessonError
from snippets.script.fences import fences_of, positions

CODE = re.compile(r"`([^`]+)`")
_ID = re.compile(r"[a-z][a-z0-9-]*")
_HINT = re.compile(r"(?P<indent>[ \t]*)\?\?\?\+? question\b")
_ANSWER = re.compile(r"[ \t]*\?\?\?\+? success\b")


def name(options: Mapping[str, str], example: str) -> str:
    """The name of an exercise, which is its only option.

    Args:
        options: What stands behind the fence's name.
        example: The beginning of such a fence.

    Raises:
        LessonError: It has no good name, or another option.
    """
    if unknown := sorted(set(options) - {"id"}):
        raise LessonError(f"{unknown[0]} というオプションはありません。使えるのは id です（例: {example}）。")
    found = options.get("id", "")
    if not _ID.fullmatch(found):
        raise LessonError(f"id を、英小文字で始まる英小文字・数字・ハイフンで書いてください（例: {example}）: {found}")
    return found


def signed(name: str, source: str, forms: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    """The lines of an exercise: number, the sign that a line begins with, and what it says.

    Args:
        name: The exercise's name.
        source: The fence's lines; empty ones are passed over.
        forms: What each sign is for, as an author would call it.

    Raises:
        LessonError: A line has no such sign, or says nothing.
    """
    for number, line in enumerate(source.splitlines(), start=1):
        sign, said = line[:1], line[1:].strip()
        if not line.strip():
            continue
        if sign not in forms or line[1:2] != " " or not said:
            known = "".join(f"「{sign} {form}」" for sign, form in forms.items())
            raise LessonError(f"{name}の{number}行目: {known}のどれかにしてください: {line}")
        yield number, sign, said


def split(name: str, line: str) -> tuple[str, str]:
    """What stands before the last bar that is not within code, and the words behind it.

    Args:
        name: The exercise's name.
        line: The line.

    Raises:
        LessonError: There is no such bar, or nothing on one side of it.
    """
    bare = CODE.sub(lambda match: "`" * len(match[0]), line)
    at = bare.rfind(" | ")
    if at < 0 or not line[:at].strip() or not line[at + 3 :].strip():
        raise LessonError(f"{name}: 答えの後ろに「 | 」と説明を書いてください: {line}")
    return line[:at].strip(), line[at + 3 :].strip()


def followed(language: str, markdown: str) -> tuple[bool, ...]:
    """For each exercise of a page, whether its folded answer comes next; hints may stand between."""
    return tuple(_is_followed(markdown[match.end() :].splitlines()) for match in fences_of(language, markdown))


def next_blocks(language: str, markdown: str) -> tuple[int, ...]:
    """For each exercise of a page, how many executed fences stand above it: the number of the next one."""
    blocks = positions(markdown)
    return tuple(sum(at < match.start() for at in blocks) for match in fences_of(language, markdown))


def _is_followed(lines: list[str]) -> bool:
    hint: str | None = None
    for line in filter(str.strip, lines):
        if match := _HINT.match(line):
            hint = match["indent"] + " "
        elif hint is None or not line.startswith(hint):
            return bool(_ANSWER.match(line))
    return False
