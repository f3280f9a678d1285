"""Compare what a step did with what its transcript expects, and say it so that an author knows what to do."""

from collections.abc import Iterator

from snippets.record.result import CommandResult, Outcome
from snippets.script.pattern import diff
from snippets.script.script import ENDING
from snippets.script.transcript import Command

_SHOWN_LINES = 40
"""How many lines of a difference, or of an output, a message shows."""


def problems(outcome: Outcome) -> Iterator[str]:
    """One message for each command that did something else than expected."""
    step = outcome.step
    for command, result in zip(step.commands, outcome.result.commands, strict=True):
        what = _what(command, result, step.timeout)
        if what:
            where = f"台本 {step.name}{ENDING} の{command.line}行目"
            typed = "\n".join(f"  $ {line}" for line in command.text.splitlines())
            advice = f"正しい変化なら台本 {step.name}{ENDING} を、そうでなければコマンドを直してください。"
            yield "\n".join([f"{where}: {what[0]}", typed, *(f"  {line}" for line in what[1:]), advice])


def _what(command: Command, result: CommandResult, timeout: float) -> list[str]:
    if result.status is None:
        return [f"{timeout:g}秒たっても終わらないので止めました。ここまでの出力:", *_first(result.lines)]
    found = []
    if result.status != command.status:
        found.append(f"終了ステータスが違います（期待 {command.status}、実際 {result.status}）。")
    if lines := diff(command.expected, result.lines):
        found += ["出力が違います（- は期待した行、+ は実際の行）。", *_first(lines)]
    elif found:
        found += ["出力:", *_first(result.lines)]
    return found


def _first(lines: tuple[str, ...]) -> list[str]:
    more = len(lines) - _SHOWN_LINES
    return [*lines[:_SHOWN_LINES], *([f"（あと{more}行）"] if more > 0 else [])]
