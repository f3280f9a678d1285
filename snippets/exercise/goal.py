"""A goal: a fence that says what state to reach, and by which lines of which commands one sees that it is reached.

How it is reached does not matter: conditions speak of names and states, lines may come in any order, and what no
condition speaks of may be there or not. That a goal can be reached is proved by the solution below it, which is
executed as everything else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from snippets.errors import LessonError
from snippets.exercise import answers, checker
from snippets.html import html
from snippets.record.result import Outcome
from snippets.script.pattern import ANY_CHARACTERS, ANY_LINES, fits

_FORMS = {"?": "目標", "$": "確かめるコマンド", "+": "出る行 | 言葉", "-": "出ない行 | 言葉"}


@dataclass(frozen=True)
class Condition:
    """What must be seen, or must not.

    Attributes:
        pattern: A line, in which ``[..]`` is anything; runs of blanks count as one.
        wanted: Whether a line must fit it, or none may.
        says: The same in words, with code between backticks.
    """

    pattern: str
    wanted: bool
    says: str


@dataclass(frozen=True)
class Look:
    """A command that shows the state, and the conditions for what it prints."""

    command: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Goal:
    """A state to reach.

    Attributes:
        id: Its name on the page.
        task: What is asked, with code between backticks.
        looks: How it is seen, in the order of the conditions.
    """

    id: str
    task: str
    looks: tuple[Look, ...]


def parse(source: str, options: Mapping[str, str]) -> Goal:
    """Read a fence.

    Args:
        source: The fence's lines.
        options: What stands behind the fence's name.

    Raises:
        LessonError: A line has no meaning, or something is missing or there twice.
    """
    name = answers.name(options, '```goal id="second-server"')
    task = ""
    looks: list[tuple[str, list[Condition]]] = []
    for number, sign, said in answers.signed(name, source, _FORMS):
        if (sign == "?") == bool(task):
            raise LessonError(f"{name}: 最初の行に「? 目標」を1つだけ書いてください。")
        if sign == "?":
            task = said
        elif sign == "$":
            looks.append((said, []))
        elif looks:
            looks[-1][1].append(_condition(name, sign == "+", said))
        else:
            raise LessonError(f"{name}の{number}行目: 先に「$ 確かめるコマンド」を書いてください: {sign} {said}")
    return _complete(Goal(name, task, tuple(Look(command, tuple(conditions)) for command, conditions in looks)))


def prove(goal: Goal, outcomes: Iterable[Outcome]) -> None:
    """Make sure that the executed solution reaches the goal.

    Args:
        goal: The goal.
        outcomes: What the solution's commands printed, on each generation of the engine that the page shows.

    Raises:
        LessonError: The solution does not look, or what it sees is something else.
    """
    for outcome in outcomes:
        where = f"{goal.id}: 解き方の台本 {outcome.step.name} "
        printed = {command.command: command.lines for command in outcome.result.commands}  # the last one counts
        for look in goal.looks:
            if look.command not in printed:
                raise LessonError(f"{where}に、確かめるコマンド「{look.command}」を書いてください。")
            for condition in look.conditions:
                if not reached(condition, printed[look.command]):
                    sign = "+" if condition.wanted else "-"
                    raise LessonError(f"{where}の「{look.command}」が「{sign} {condition.pattern}」と合いません。")


def reached(condition: Condition, lines: Sequence[str]) -> bool:
    """Whether what a command printed is as a condition wants it."""
    pattern = _squeezed(condition.pattern)
    return any(fits(pattern, _squeezed(line)) for line in lines) == condition.wanted


def render(goal: Goal, errors: str | None) -> str:
    """The goal, complete without JavaScript, and the form that judges what a reader's own commands print.

    Args:
        goal: The goal.
        errors: Address of the page of errors; None where there is none.
    """
    looks = [
        {
            "command": look.command,
            "conditions": [
                {"pattern": condition.pattern, "wanted": condition.wanted, "says": condition.says}
                for condition in look.conditions
            ],
        }
        for look in goal.looks
    ]
    return html("goal", "goal", goal) + checker.script(f"goal-{goal.id}", errors, {"goal": looks})


def _squeezed(line: str) -> str:
    return " ".join(line.split())


def _condition(name: str, wanted: bool, said: str) -> Condition:
    pattern, says = answers.split(name, said)
    if pattern == ANY_LINES or not pattern.replace(ANY_CHARACTERS, "").strip():
        raise LessonError(f"{name}: どの行にも合う条件は書けません。名前や状態を書いてください: {pattern}")
    return Condition(pattern, wanted, says)


def _complete(goal: Goal) -> Goal:
    commands = [look.command for look in goal.looks]
    if not commands or not all(look.conditions for look in goal.looks):
        raise LessonError(
            f"{goal.id}: 「$ 確かめるコマンド」を1つ以上書き、それぞれの下に「+ 出る行 | 言葉」か"
            "「- 出ない行 | 言葉」を書いてください。"
        )
    if len(set(commands)) != len(commands):
        raise LessonError(f"{goal.id}: 同じ確かめるコマンドが2つあります。条件を1つのコマンドの下にまとめてください。")
    if not any(condition.wanted for look in goal.looks for condition in look.conditions):
        raise LessonError(f"{goal.id}: 「+ 出る行 | 言葉」を1つ以上書いてください。")
    return goal
