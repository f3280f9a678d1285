"""A transcript: the commands of one block and what must come back.

The syntax is that of Rust's trycmd: https://docs.rs/trycmd (``console`` files).
"""

from dataclasses import dataclass

from snippets.errors import LessonError


@dataclass(frozen=True)
class Command:
    """One command with what must come back.

    Attributes:
        text: What is typed; continuation lines are joined with newlines.
        comments: Lines shown above the command, without their ``### ``.
        expected: Pattern lines (see `snippets.script.pattern`).
        status: The exit status expected.
        line: Where the command stands in the transcript, from 1.
    """

    text: str
    comments: tuple[str, ...]
    expected: tuple[str, ...]
    status: int
    line: int


def parse(source: str) -> tuple[Command, ...]:
    """Read a transcript.

    Raises:
        LessonError: A line has no meaning where it stands, or there is no command.
    """
    commands: list[Command] = []
    draft: _Draft | None = None
    comments: list[str] = []
    for number, line in enumerate(source.splitlines(), start=1):
        if line.startswith("### "):
            comments.append(line[4:])
        elif line.startswith("$ "):
            if draft:
                commands.append(draft.finish())
            draft = _Draft(line[2:], tuple(comments), number)
            comments = []
        elif comments:
            raise LessonError(f"{number}行目: 「### 」の説明のすぐ下には「$ 」で始まるコマンドを書いてください。")
        elif draft:
            draft.add(line, number)
        elif line.strip():
            raise LessonError(f"{number}行目: 最初の行は「$ 」で始まるコマンドか「### 」で始まる説明にしてください。")
    if comments:
        raise LessonError("最後の「### 」の説明の下に「$ 」で始まるコマンドがありません。")
    if not draft:
        raise LessonError("「$ 」で始まるコマンドが1つもありません。")
    return (*commands, draft.finish())


class _Draft:
    """A command whose lines are still being read."""

    def __init__(self, text: str, comments: tuple[str, ...], line: int) -> None:
        if not text.strip():
            raise LessonError(f"{line}行目: 「$ 」の後ろにコマンドがありません。")
        self.text = [text]
        self.comments = comments
        self.line = line
        self.expected: list[str] = []
        self.status: int | None = None

    def add(self, line: str, number: int) -> None:
        if self.status is not None:
            if line.strip():
                raise LessonError(f"{number}行目: 「? 終了ステータス」は出力の最後に書いてください。")
        elif line.startswith("> ") and not self.expected:
            self.text.append(line[2:])
        elif line.startswith("? "):
            if not line[2:].strip().isdecimal() or int(line[2:]) > 255:
                raise LessonError(f"{number}行目: 「? 」の後ろには終了ステータス（0〜255）を書いてください: {line}")
            self.status = int(line[2:])
        else:
            self.expected.append(line.rstrip())

    def finish(self) -> Command:
        while self.expected and not self.expected[-1]:
            self.expected.pop()
        return Command("\n".join(self.text), self.comments, tuple(self.expected), self.status or 0, self.line)
