"""The command `snippets`: record what the pages' commands do, or check it, on a real engine."""

import argparse
import signal
import sys
import time
from collections.abc import Generator
from contextlib import closing
from functools import partial
from pathlib import Path

from snippets.errors import LessonError
from snippets.record import recording
from snippets.record.mismatch import problems
from snippets.record.refresh import refresh
from snippets.record.session import outcomes, recording_of
from snippets.record.source import Source, start_sandbox
from snippets.script.editions import IMAGES, SHOWN
from snippets.script.script import Script, edition, read_script, shows
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
            with closing(_shown(scripts, generations)) as runs:
                print(refresh(runs, where.recordings), end="")
            return 0
        recordings = where.recordings if options.action == "record" else None
        return max([_run_all(scripts, generation, recordings) for generation in generations])
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


def _run_all(scripts: list[Script], generation: str, recordings: Path | None) -> int:
    source = Source("live", serving=False, start=partial(start_sandbox, generation))
    began, steps, wrong = time.monotonic(), 0, 0
    try:
        # Of another generation, only what the pages show of it is recorded.
        for script in [
            edition(script, generation) for script in scripts if not recordings or shows(script, generation)
        ]:
            page = list(outcomes(script, None, source))
            messages = [message for outcome in page for message in problems(outcome)]
            for message in messages:
                print(f"{script.name}: {message}\n", file=sys.stderr)
            print(f"{script.name}: 手順 {len(page)}、期待と違うコマンド {len(messages)}", flush=True)
            steps, wrong = steps + len(page), wrong + len(messages)
            if recordings and not messages:
                recording.save(recording.path(recordings, script.name, generation), recording_of(page))
    finally:
        source.close()
    seconds = time.monotonic() - began
    print(f"Docker Engine {generation}: 手順 {steps}、期待と違うコマンド {wrong}、{seconds:.0f}秒", flush=True)
    if recordings and wrong:
        print("期待と違う出力は記録しませんでした。", file=sys.stderr)
    return int(wrong > 0)


def _shown(scripts: list[Script], generations: list[str]) -> Generator[tuple[Script, str, Source], None, None]:
    """The pages, for each generation those that show what it prints, and where they run."""
    for generation in generations:
        source = Source("live", serving=False, start=partial(start_sandbox, generation))
        try:
            yield from (
                (edition(script, generation), generation, source) for script in scripts if shows(script, generation)
            )
        finally:
            source.close()


if __name__ == "__main__":
    sys.exit(main())
