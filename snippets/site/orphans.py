"""Notice transcripts that no page includes, and recordings that no page shows."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from snippets.record import recording
from snippets.script import editions
from snippets.script.script import ENDING, Script, shows


def orphans(scripts: Sequence[Script], lessons: Path, recordings: Path) -> Iterator[str]:
    """One message for each file that nothing needs.

    Args:
        scripts: What the pages run.
        lessons: The folder of transcripts.
        recordings: The folder of recordings.
    """
    steps = {step.name for script in scripts for step in script.steps}
    recorded = {
        recording.path(recordings, script.name, generation)
        for script in scripts
        if script.steps
        for generation in editions.IMAGES
        if shows(script, generation)
    }
    for path in sorted(lessons.rglob(f"*{ENDING}")):
        name = path.relative_to(lessons)
        step = name.with_suffix("").as_posix()
        original = editions.base(step)
        if original != step and not (lessons / (original + ENDING)).is_file():
            yield f"台本 {name} のもとになる {original}{ENDING} がありません。"
        elif original not in steps:
            yield f"台本 {name} を取り込むページがありません。"
    for path in sorted(recordings.glob("*.json")):
        if path not in recorded:
            yield f"記録 {path.name} のページがありません。ファイルを消してください。"
