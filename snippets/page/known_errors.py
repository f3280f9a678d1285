"""Errors that readers meet, as the page of errors has them: found by their messages in whatever a reader pastes.

An entry is a heading of the page with the blocks below it. Its messages are what stands as code in the heading,
the lines that its failing commands are expected to print (of every generation of the engine there is a transcript
for), and what the prose marks as another wording: `` `code`{ .message } ``. What the author called something (names,
ports, paths, IDs) has another name on a reader's machine, so that any characters fit there.

An entry whose error was not provoked says so by an admonition, which quotes the message with its source.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from snippets.errors import LessonError
from snippets.html import html
from snippets.record.result import Outcome
from snippets.script.fences import positions, prose
from snippets.script.pattern import ANY_CHARACTERS, ANY_LINES, find
from snippets.script.transcript import Command

SHORTEST = 10
"""Letters below which a message is found in too many texts that have nothing to do with it."""

_HEADING = re.compile(r"^### +(?P<title>.+?) +\{ *#(?P<id>[\w-]+) *\} *$", re.M)
_GROUP = re.compile(r"^## +(?P<title>.+?)(?: +\{.*\})? *$", re.M)
_ENDING = re.compile(r"^#{1,3} ", re.M)
_CODE = re.compile(r"`([^`]+)`")
_WORDING = re.compile(r"`([^`]+)`\{ *\.message *\}")
_MEANING = re.compile(r"^\*\*(.+?)\*\*$", re.M)
NOT_EXECUTED = "このページでは実行していません"
_QUOTED = re.compile(rf'^!!! quote "{NOT_EXECUTED}"\n(?P<lines>(?:\n| {{4}}.*\n?)+)', re.M)
_SOURCE = re.compile(r"\]\(https://")
_GAP = "…"
# What comes before and after every message, and says nothing of it.
_PREFIX = re.compile(r"^(?:docker: )?(?:Error response from daemon: |Error: |ERROR: )?")
_HINT = re.compile(r"(?:See|Run) '?docker .*--help|Usage: ")
# What a reader's machine calls something else: addresses, paths, long IDs, numbers of ports.
_OWN = re.compile(r"\w+://[^\s,;\"']+|\d+(?:\.\d+){3}:\d+|(?<![\w.])/[\w./-]+|\b[0-9a-f]{12,64}\b")
_VERB = re.compile(r"^(?:docker (?:(?:image|container) )?\w+|\S+)")
_ARGUMENT = re.compile(r"[^\s'\"=(){}$|;]+")


@dataclass(frozen=True)
class KnownError:
    """An error of the page.

    Attributes:
        group: The heading of the group it is in.
        id: Its own heading's id.
        title: The heading's text.
        meaning: What it comes to, in one sentence of Japanese.
        message: What stands as code in the heading, with ``[..]`` for what varies; empty when nothing is printed.
        wordings: What other versions and systems print, in the same way.
        blocks: Which of the page's executed blocks it has, from 0.
        executed: Whether its error was provoked; otherwise its messages are quoted from elsewhere.
    """

    group: str
    id: str
    title: str
    meaning: str
    message: str
    wordings: tuple[str, ...]
    blocks: tuple[int, ...]
    executed: bool = True


def entries(markdown: str) -> tuple[KnownError, ...]:
    """The entries of the page of errors.

    Raises:
        LessonError: An entry has no sentence that says what it comes to, or quotes a message without its source.
    """
    page, blocks = prose(markdown), positions(markdown)
    return tuple(_entry(match, page, blocks) for match in _HEADING.finditer(page))


def _entry(match: re.Match[str], page: str, blocks: Sequence[int]) -> KnownError:
    ending = _ENDING.search(page, match.end())
    end = ending.start() if ending else len(page)
    body = page[match.end() : end]
    meaning = _MEANING.search(body)
    if not meaning:
        raise LessonError(f"項目 {match['id']} の見出しの下に、**どういうことか**を1文で書いてください。")
    quoted = _QUOTED.search(body)
    for line in quoted["lines"].strip().splitlines() if quoted else ():
        if not _SOURCE.search(line):
            raise LessonError(f"項目 {match['id']} の「{line.strip()}」に、出典のリンク（https://）を書いてください。")
    groups = _GROUP.findall(page, 0, match.start())
    code = _CODE.search(match["title"])
    return KnownError(
        groups[-1] if groups else "",
        match["id"],
        match["title"].replace("`", ""),
        meaning[1].replace("`", ""),
        code[1].replace(_GAP, ANY_CHARACTERS) if code else "",
        tuple(wording.replace(_GAP, ANY_CHARACTERS) for wording in _WORDING.findall(body)),
        tuple(number for number, start in enumerate(blocks) if match.start() < start < end),
        executed=not quoted,
    )


def check(entry: KnownError, outcomes: Iterable[Outcome]) -> None:
    """Notice a heading whose message none of the entry's commands printed and none of its quotes has.

    Raises:
        LessonError: So it is, or the message is too short to be told from others.
    """
    printed = [line for outcome in outcomes for result in outcome.result.commands for line in result.lines]
    lines = printed if entry.executed else list(entry.wordings)
    if entry.message and find(entry.message, lines) is None:
        raise LessonError(
            f"項目 {entry.id} の見出しのメッセージ「{entry.message}」を、その項目のブロックは出力していません。"
            "見出しか台本を直してください。"
        )
    for message in filter(None, (entry.message, *entry.wordings)):
        if _weight(message) < SHORTEST:
            raise LessonError(f"項目 {entry.id} のメッセージ「{message}」は短すぎて、ほかの文と区別できません。")


def patterns(pairs: Sequence[tuple[KnownError, Sequence[Outcome]]]) -> list[tuple[str, ...]]:
    """The messages of each entry. A line that more than one entry expects tells none of them."""
    expected = [[*_lines(outcomes)] for _, outcomes in pairs]
    shared = Counter(line for lines in expected for line in set(lines))
    found = []
    for (entry, _), lines in zip(pairs, expected, strict=True):
        own = [line for line in lines if shared[line] == 1]
        found.append(tuple(dict.fromkeys([*filter(None, [entry.message]), *own, *entry.wordings])))
    return found


def _lines(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """What the failing commands of an entry are expected to print, on every generation of the engine."""
    for outcome in outcomes:
        step = outcome.step
        for commands in (step.commands, *(variant.commands for variant in step.variants)):
            for command in commands:
                if command.status:
                    yield from _messages(command)


def _messages(command: Command) -> Iterator[str]:
    arguments = _ARGUMENT.findall(_VERB.sub("", command.text))
    for line in command.expected:
        if line != ANY_LINES and not _HINT.search(line):
            message = _generalised(_PREFIX.sub("", line), arguments)
            if _weight(message) >= SHORTEST:
                yield message


def _generalised(line: str, arguments: Sequence[str]) -> str:
    """The line with what the author chose replaced by what fits anything."""
    line = _without(line, arguments)
    line = _without(_OWN.sub(ANY_CHARACTERS, line), [word for argument in arguments for word in argument.split(":")])
    return re.sub(rf"(?:{re.escape(ANY_CHARACTERS)})+", ANY_CHARACTERS, line)


def _without(line: str, words: Iterable[str]) -> str:
    for word in sorted({word for word in words if len(word) > 1} - {"docker"}, key=len, reverse=True):
        line = re.sub(rf"(?<![\w./-]){re.escape(word)}(?![\w-])", ANY_CHARACTERS, line)
    return line


def _weight(message: str) -> int:
    return len(re.sub(r"\s", "", message.replace(ANY_CHARACTERS, "")))


def table(entries: Iterable[KnownError]) -> str:
    """The table that leads from a message to its entry on the same page."""
    groups = groupby(entries, key=lambda entry: entry.group)
    return html("known_errors", "table", [(group, list(members)) for group, members in groups])


def script(pairs: Sequence[tuple[KnownError, Sequence[Outcome]]]) -> str:
    """The data in which ``docs/assets/errors/search.js`` looks messages up, as a classic script.

    Args:
        pairs: The entries with what their blocks did.
    """
    data = [
        {
            "id": entry.id,
            "title": entry.title,
            "meaning": entry.meaning,
            "mild": entry.executed
            and all(command.status == 0 for outcome in outcomes for command in outcome.step.commands),
            "patterns": found,
        }
        for (entry, outcomes), found in zip(pairs, patterns(pairs), strict=True)
    ]
    return f"globalThis.lesson.knownErrors = {json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n"
