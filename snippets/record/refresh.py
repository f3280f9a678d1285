"""Run everything again, keep what is recorded where it still says the same, and report what does not.

Each run brings other IDs, times and sizes. A change is a difference in anything else that a reader sees: a line, an
exit status, the engine, or where the images come from. Traces are not compared: requests are repeated at times.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from snippets.record import recording
from snippets.record.recording import Recording

_LONGEST = 60_000
"""Characters of a report. GitHub takes 65,536 as the text of a pull request."""
_CONTEXT = 2
"""Unchanged lines around a change."""
_VARYING = re.compile(
    r"""
    \b(?:sha256:)?[0-9a-f]{12,}\b                                               # IDs and digests
    | \b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?(?:\ ?[+-]\d{4}|Z)?(?:\ UTC)?
    | \b\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d\ [+-]\d{4}                      # as httpd logs it
    | \b(?:[A-Z][a-z]{2}\ +)?[A-Z][a-z]{2}\ +\d{1,2}\ \d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:\ \d{4})?
    | \b(?:About\ an?|Less\ than\ a|\d+(?:\.\d+)?)\ ?(?:ms|s|(?:second|minute|hour|day|week|month|year)s?)\b
    | \b\d+(?:\.\d+)?\ ?[kKMGT]?i?B\b                                           # sizes
    | \b\d+(?:\.\d+){3}(?::\d{5})?\b                                           # addresses, with the ports of callers
    | \b\d{6,}\b                                                                # numbers of processes and threads
    | \b[a-z]+_[a-z]+\d?$                                                       # the engine's names for containers
    | \ {2,}                                                                    # columns as wide as what is in them
    """,
    re.X,
)


@dataclass(frozen=True)
class Run:
    """A page that ran.

    Attributes:
        path: Where its recording stands, or would stand.
        recording: What it did now.
        problems: What of that was not expected, one message for each command.
    """

    path: Path
    recording: Recording
    problems: tuple[str, ...]


def refresh(runs: Iterable[Run]) -> str:
    """Write the recordings whose meaning changed, and say in Markdown what changed and what was not expected.

    A recording of what was not expected is not written. The report is empty when everything says what it said before.
    """
    changed, failed = [], []
    for run in runs:
        if run.problems:
            failed.append(_section(run.path.stem, "text", "\n\n".join(run.problems)))
        elif lines := changes(recording.load(run.path), run.recording):
            recording.save(run.path, run.recording)
            changed.append(_section(run.path.stem, "diff", "\n".join(lines)))
    return _report(changed, failed)


def changes(old: Recording | None, new: Recording) -> list[str]:
    """What changed in meaning between two recordings of a page, as the lines of a diff."""
    before, after = list(_lines(old)) if old else [], list(_lines(new))
    matcher = SequenceMatcher(None, [meaning(line) for line in before], [meaning(line) for line in after], False)
    found = []
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        found.append("@@")
        for operation, start, end, new_start, new_end in group:
            if operation == "equal":
                found += [f" {line}" for line in after[new_start:new_end]]
            else:
                found += [f"-{line}" for line in before[start:end]]
                found += [f"+{line}" for line in after[new_start:new_end]]
    return found


def meaning(line: str) -> str:
    """A line without what is different each time."""
    return _VARYING.sub("…", line).rstrip()


def _lines(recorded: Recording) -> Iterator[str]:
    """What a reader sees of a recording."""
    yield f"Docker Engine {recorded.provenance.engine} ({recorded.provenance.hub})"
    for step in recorded.steps:
        yield f"# {step.step}"
        for command in step.commands:
            yield from (f"$ {line}" for line in command.command.splitlines())
            yield from command.lines
            if command.status != 0:
                yield f"? {command.status}"


def _section(name: str, language: str, text: str) -> str:
    # What a command printed must not end its block.
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"### {name}\n\n{fence}{language}\n{text}\n{fence}\n"


def _report(changed: list[str], failed: list[str]) -> str:
    parts = []
    if changed:
        parts += ["## 記録が変わったページ\n", "IDや日時のように毎回変わる値の違いは、除いてあります。\n", *changed]
    if failed:
        parts += [
            "## 期待と合わないページ\n",
            "次の出力は記録していません。台本の期待かコマンドを直して、`uv run snippets record` で記録してください。\n",
            *failed,
        ]
    report = "\n".join(parts)
    return report if len(report) <= _LONGEST else f"{report[:_LONGEST]}\n\n（長いので、ここから先は省きました）\n"
