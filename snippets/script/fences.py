"""Read a page's Markdown: the transcripts it shows, in order, and the output lines its prose quotes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from snippets.errors import LessonError

DEFAULT_TIMEOUT = 60.0
"""Seconds a command may take unless its fence says otherwise."""

TIMELINE = '<div data-snippets="timeline"></div>'
"""Where a page wants the lives of its containers."""
OUTPUTS = '<div data-snippets="outputs"></div>'
"""Where a page wants the table of all executed commands."""
ERRORS = '<div data-snippets="known-errors"></div>'
"""Where a page of errors wants the table of its entries."""

_FENCE = re.compile(
    r"^(?P<indent>[ \t]*)(?P<ticks>`{3,}|~{3,})(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=indent)(?P=ticks)[ \t]*$",
    re.M | re.S,
)
_OPTION = re.compile(r"""(?P<name>[\w-]+)=(?P<quote>["'])(?P<value>.*?)(?P=quote)""")
_INCLUDE = re.compile(r"""\s*--8<--\s+(["'])(?P<path>[^"']+)\.console\1\s*""")
_QUOTE = re.compile(r"`#!output +(?P<text>[^`\n]+)`")


@dataclass(frozen=True)
class Fence:
    """A fence that shows a transcript.

    Attributes:
        step: The transcript's path below the lessons' folder, without its ending, such as ``image/pull``.
        timeout: Seconds each of its commands may take.
        trace: Whether a diagram of what happened stands below it.
        opened: Whether readers see that diagram without unfolding it.
        check: Whether a form that checks the reader's own output stands below it.
        deep: Whether the diagram also tells what happened below the daemon.
    """

    step: str
    timeout: float
    trace: bool = False
    opened: bool = False
    check: bool = False
    deep: bool = False


def fences(markdown: str) -> tuple[Fence, ...]:
    """The page's ``console`` fences that are executed, in order.

    Raises:
        LessonError: A fence has an unknown option, or does not include exactly one transcript.
    """
    return tuple(_fence(match) for match in _FENCE.finditer(markdown) if _is_executed(match["info"]))


def fences_of(language: str, markdown: str) -> Iterator[re.Match[str]]:
    """The page's fences of a language, in order; those within another fence are its text."""
    return (match for match in _FENCE.finditer(markdown) if re.match(rf"\W*{language}(?!\w)", match["info"]))


def prose(markdown: str) -> str:
    """The page with its fences blanked out; what is left stays where it is."""
    return _FENCE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), markdown)


def positions(markdown: str) -> tuple[int, ...]:
    """Where the page's executed fences begin, in order."""
    return tuple(match.start() for match in _FENCE.finditer(markdown) if _is_executed(match["info"]))


def number_quotes(markdown: str) -> str:
    """Write into each quote how many executed fences stand above it, for `quote_parts` to read."""
    ends = [match.end() for match in _FENCE.finditer(markdown) if _is_executed(match["info"])]

    def numbered(match: re.Match[str]) -> str:
        above = sum(end <= match.start() for end in ends)
        return f"`#!output {above} {match['text'].strip()}`"

    return _QUOTE.sub(numbered, markdown)


def quote_parts(numbered: str) -> tuple[int, str]:
    """How many executed fences stand above a quote, and the quote."""
    above, _, text = numbered.partition(" ")
    return int(above), text


def _is_executed(info: str) -> bool:
    return info.split(maxsplit=1)[:1] == ["console"] and "exec" in _options(info)


def _options(info: str) -> dict[str, str]:
    return {match["name"]: match["value"] for match in _OPTION.finditer(info)}


def _fence(match: re.Match[str]) -> Fence:
    options = _options(match["info"])
    if unknown := sorted(set(options) - {"exec", "timeout", "trace", "check"}):
        raise LessonError(
            f"```console の {unknown[0]} というオプションはありません。"
            "使えるのは exec と timeout と trace と check です。"
        )
    include = _INCLUDE.fullmatch(match["body"])
    if not include:
        raise LessonError(
            '```console exec="1" の中には、台本を取り込む1行だけを書いてください（例: --8<-- "image/pull.console"）。'
        )
    timeout = options.get("timeout", str(DEFAULT_TIMEOUT))
    if not re.fullmatch(r"\d+(\.\d+)?", timeout) or float(timeout) == 0:
        raise LessonError(f'timeout には秒数を書いてください（例: timeout="120"）: {timeout}')
    trace = _choice("trace", options, ("yes", "open", "deep"))
    check = _choice("check", options, ("yes",)) != ""
    return Fence(include["path"], float(timeout), trace != "", trace == "open", check, trace == "deep")


def _choice(name: str, options: dict[str, str], known: tuple[str, ...]) -> str:
    """What an option says; empty when it is not there."""
    value = options.get(name)
    if value not in (None, *known):
        raise LessonError(f'{name} には {"か ".join(known)} だけを書けます（例: {name}="yes"）: {value}')
    return value or ""
