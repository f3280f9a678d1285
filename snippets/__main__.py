"""The command `snippets`: record what the pages' commands do, or check it, on a real engine."""

import argparse
import signal
import sys
import time
from collections.abc import Generator
from contextlib import closing
from functools import partial
from pathlib import Path

from snippets import recording
from snippets.check import problems
from snippets.lab import ENGINES, SHOWN, Lab, SandboxError, start_sandbox
from snippets.page import PageError
from snippets.recording import RecordingError
from snippets.refresh import refresh
from snippets.session import Script, StaleError, edition, outcomes, read_script, recording_of, shows
from snippets.transcript import TranscriptError


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
        choices=[*ENGINES, "all"],
        default=SHOWN,
        help="Docker Engineの版。allなら全部の版（教材に載せる版は %(default)s）",
    )
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="ページのファイル名（例: image）。なければ全部")
    options = parser.parse_intermixed_args(arguments)  # "record --engine 26.1 image" as well
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    root = Path.cwd()
    try:
        scripts = _scripts(root, options.pages)
        folder = root / "snippets" / "recordings"
        engines = list(ENGINES) if options.engine == "all" else [options.engine]
        if options.action == "refresh":
            with closing(_shown(scripts, engines)) as runs:
                print(refresh(runs, folder), end="")
            return 0
        recordings = folder if options.action == "record" else None
        return max([_run_all(scripts, engine, recordings) for engine in engines])
    except (PageError, TranscriptError, RecordingError, StaleError, SandboxError) as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"ファイルを読み書きできません（{error}）。ディスクの空きと権限を確かめてください。", file=sys.stderr)
    return 1


def _scripts(root: Path, wanted: list[str]) -> list[Script]:
    """The pages that run something, or those of them that are wanted."""
    found = {}
    for path in sorted((root / "docs").rglob("*.md")):
        script = read_script(path.stem, path.read_text(encoding="utf-8"), root / "snippets" / "lessons")
        if script.steps:
            found[script.name] = script
    if unknown := [name for name in wanted if name not in found]:
        raise PageError(f"{unknown[0]} というページはありません。あるのは {'、'.join(found)} です。")
    return [found[name] for name in wanted or found]


def _run_all(scripts: list[Script], engine: str, recordings: Path | None) -> int:
    lab = Lab("live", serving=False, start=partial(start_sandbox, engine))
    began, steps, wrong = time.monotonic(), 0, 0
    try:
        # Of another engine, only what the pages show of it is recorded.
        for script in [edition(script, engine) for script in scripts if not recordings or shows(script, engine)]:
            page = list(outcomes(script, None, lab, {}))
            messages = [message for outcome in page for message in problems(outcome)]
            for message in messages:
                print(f"{script.name}: {message}\n", file=sys.stderr)
            print(f"{script.name}: 手順 {len(page)}、期待と違うコマンド {len(messages)}", flush=True)
            steps, wrong = steps + len(page), wrong + len(messages)
            if recordings and not messages:
                recording.save(recording.path(recordings, script.name, engine), recording_of(page))
    finally:
        lab.close()
    seconds = time.monotonic() - began
    print(f"Docker Engine {engine}: 手順 {steps}、期待と違うコマンド {wrong}、{seconds:.0f}秒", flush=True)
    if recordings and wrong:
        print("期待と違う出力は記録しませんでした。", file=sys.stderr)
    return int(wrong > 0)


def _shown(scripts: list[Script], engines: list[str]) -> Generator[tuple[Script, str, Lab], None, None]:
    """The pages, for each engine those that show what it prints, and where they run."""
    for engine in engines:
        lab = Lab("live", serving=False, start=partial(start_sandbox, engine))
        try:
            yield from ((edition(script, engine), engine, lab) for script in scripts if shows(script, engine))
        finally:
            lab.close()


if __name__ == "__main__":
    sys.exit(main())
