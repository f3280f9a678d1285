"""Predict, then look: a fence with a question that stands before the block with the real output."""

from collections.abc import Mapping
from dataclasses import dataclass

from snippets.errors import LessonError
from snippets.exercise import answers
from snippets.html import html

_FORMS = {
    "?": "問い",
    "-": "違う答え | 説明",
    "+": "正しい答え | 説明",
    "=": "入力する答え | 説明",
    "!": "違うときの説明",
}


@dataclass(frozen=True)
class Choice:
    """One of several answers to choose from.

    Attributes:
        text: The answer; code stands between backticks, as in every text of a question.
        right: Whether it is the right one.
        why: What is said to those who choose it.
    """

    text: str
    right: bool
    why: str


@dataclass(frozen=True)
class Typed:
    """The answer to a question without choices.

    Attributes:
        spellings: What may be typed, the first one to be shown as the answer; no markup.
        why: What is said to those who type one of them.
        wrong: What is said to all others.
    """

    spellings: tuple[str, ...]
    why: str
    wrong: str


@dataclass(frozen=True)
class Prediction:
    """A question with its answer: choices, of which one is right, or something to type."""

    id: str
    question: str
    answer: tuple[Choice, ...] | Typed


def parse(source: str, options: Mapping[str, str]) -> Prediction:
    """Read a fence.

    Args:
        source: The fence's lines.
        options: What stands behind the fence's name.

    Raises:
        LessonError: A line has no meaning, or something is missing or there twice.
    """
    name = answers.name(options, '```predict id="try-pull"')
    lines: dict[str, list[str]] = {sign: [] for sign in _FORMS}
    order: list[str] = []
    for _, sign, said in answers.signed(name, source, _FORMS):
        lines[sign].append(said)
        order.append(sign)
    if len(lines["?"]) != 1 or order[0] != "?":
        raise LessonError(f"{name}: 最初の行に「? 問い」を1つだけ書いてください。")
    return Prediction(name, lines["?"][0], _typed(name, lines) if lines["="] else _choices(name, lines, order))


def render(prediction: Prediction, page: str) -> str:
    """The question, complete without JavaScript: the answers stand folded below it.

    Args:
        prediction: The question with its answer.
        page: The page's path, under which the reader's progress is kept.
    """
    return html("predict", "question", prediction, page)


def _choices(name: str, lines: Mapping[str, list[str]], order: list[str]) -> tuple[Choice, ...]:
    if lines["!"]:
        raise LessonError(f"{name}: 「! 違うときの説明」は「= 入力する答え」と一緒に使います。")
    if len(lines["+"]) != 1 or not lines["-"]:
        raise LessonError(f"{name}: 「+ 正しい答え | 説明」を1つと、「- 違う答え | 説明」を1つ以上書いてください。")
    left = {sign: iter(lines[sign]) for sign in "-+"}
    choices = tuple(_choice(name, sign == "+", next(left[sign])) for sign in order[1:])
    if len({choice.text for choice in choices}) != len(choices):
        raise LessonError(f"{name}: 同じ文の答えが2つあります。違う文にしてください。")
    return choices


def _choice(name: str, right: bool, line: str) -> Choice:
    answer, why = answers.split(name, line)
    return Choice(answer, right, why)


def _typed(name: str, lines: Mapping[str, list[str]]) -> Typed:
    if lines["-"] or lines["+"]:
        raise LessonError(f"{name}: 選ぶ答え（「-」と「+」）と入力する答え（「=」）は、どちらか一方にしてください。")
    if len(lines["="]) != 1 or len(lines["!"]) != 1:
        raise LessonError(f"{name}: 「= 入力する答え | 説明」と「! 違うときの説明」を1つずつ書いてください。")
    answer, why = answers.split(name, lines["="][0])
    if "`" in answer:
        raise LessonError(f"{name}: 「= 」の答えは、バッククォートなしで、入力する文字だけを書いてください: {answer}")
    spellings = tuple(spelling.strip() for spelling in answer.split(" / "))
    if not all(spellings):
        raise LessonError(f"{name}: 「= 」の答えは「 / 」で区切ってください（例: = docker ps -a / docker ps --all）。")
    return Typed(spellings, why, lines["!"][0])
