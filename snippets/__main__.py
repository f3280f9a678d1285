"""The command `snippets`: record what the pages' commands do, or check it, on a real engine."""

import argparse
import signal
import sys
import time
from collections.abc import Generator
from contextlib import closing
from functools import partial
from itertools import chain
from typing import TextIO

from snippets.errors import LessonError
from snippets.record import recording
from snippets.record.mismatch import problems
from snippets.record.refresh import Run, refresh
from snippets.record.session import outcomes, recording_of
from snippets.record.source import Source, start_sandbox
from snippets.script.editions import IMAGES, SHOWN, generation_of
from snippets.script.script import Script, read_script, shows
from snippets.site.config import Folders, folders


def main(arguments: list[str] | None = None) -> int:
    """Run the command line, in the project's top folder; the result is its exit status."""
    parser = argparse.ArgumentParser(prog="snippets", description="教材のコマンドを本物のengineで実行します。")
    parser.add_argument(
        "action",
        choices=["record", "check", "refresh"],
        help="record: 記録を作りなおす / check: 期待と比べるだけ / refresh: 意味の変わった記録だけ作りなおす",
    )
    parser.add_argument(
        "--engine",
        choices=[*IMAGES, "all"],
        default=SHOWN,
        help="Docker Engineの版。allなら全部の版（教材に載せる版は %(default)s）",
    )
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="ページのファイル名（例: image）。なければ全部")
    options = parser.parse_intermixed_args(arguments)  # "record --engine 26.1 image" as well
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    generations = list(IMAGES) if options.engine == "all" else [options.engine]
    try:
        where = folders()
        scripts = _scripts(where, options.pages)
        if options.action == "refresh":
            runs = [_runs(scripts, generation, where, shown=True, told=sys.stderr) for generation in generations]
            print(refresh(chain.from_iterable(runs)), end="")
            return 0
        return max([_run_all(scripts, generation, where, options.action == "record") for generation in generations])
    except LessonError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"ファイルを読み書きできません（{error}）。ディスクの空きと権限を確かめてください。", file=sys.stderr)
    return 1


def _scripts(where: Folders, wanted: list[str]) -> list[Script]:
    """The pages that run something, or those of them that are wanted."""
    found = {}
    for path in sorted(where.pages.rglob("*.md")):
        script = read_script(path.stem, path.read_text(encoding="utf-8"), where.lessons)
        if script.steps:
            found[script.name] = script
    if unknown := [name for name in wanted if name not in found]:
        raise LessonError(f"{unknown[0]} というページはありません。あるのは {'、'.join(found)} です。")
    return [found[name] for name in wanted or found]


def _run_all(scripts: list[Script], generation: str, where: Folders, record: bool) -> int:
    began, steps, wrong = time.monotonic(), 0, 0
    with closing(_runs(scripts, generation, where, shown=record, told=sys.stdout)) as runs:
        for run in runs:
            for message in run.problems:
                print(f"{run.path.stem}: {message}\n", file=sys.stderr)
            steps, wrong = steps + len(run.recording.steps), wrong + len(run.problems)
            if record and not run.problems:
                recording.save(run.path, run.recording)
    seconds = time.monotonic() - began
    print(f"Docker Engine {generation}: 手順 {steps}、期待と違うコマンド {wrong}、{seconds:.0f}秒", flush=True)
    if record and wrong:
        print("期待と違う出力は記録しませんでした。", file=sys.stderr)
    return int(wrong > 0)


def _runs(
    scripts: list[Script], generation: str, where: Folders, *, shown: bool, told: TextIO
) -> Generator[Run, None, None]:
    """The pages one after the other on an engine of some generation; all, or those that show what it prints."""
    source = Source("live", serving=False, start=partial(start_sandbox, generation))
    try:
        for script in [script for script in scripts if not shown or shows(script, generation)]:
            page = list(outcomes(script, None, source))
            engine = page[0].provenance.engine
            if shown and generation_of(engine) != generation:
                raise LessonError(
                    f"{IMAGES[generation]} のdaemonは {engine} なので、{generation} として記録できません。"
                    f"{IMAGES[generation]} を取得しなおしてください。"
                )
            path = recording.path(where.recordings, script.name, generation)
            run = Run(path, recording_of(page), tuple(message for outcome in page for message in problems(outcome)))
            print(f"{path.stem}: 手順 {len(page)}、期待と違うコマンド {len(run.problems)}", file=told, flush=True)
            yield run
    finally:
        source.close()


if __name__ == "__main__":
    sys.exit(main())
