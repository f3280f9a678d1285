"""Small documentation projects of a test's own, and the command line of MkDocs."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec

from snippets.record import recording
from snippets.record.recording import FORMAT, Recording
from snippets.record.result import CommandResult, Provenance, StepResult
from snippets.sandbox import terminal
from snippets.script.editions import SHOWN
from snippets.script.script import read_script

ROOT = Path(__file__).parents[2]
CONFIG = """
site_name: test
strict: true
theme: mkdocs
plugins:
  - snippets
markdown_extensions:
  - snippets.page.extension
"""
PROVENANCE = Provenance("29.7.2", "linux/amd64", "stand-in", "sha256:1", "2026-11-24T01:02:03+00:00")


def mkdocs(root, *arguments, mode=None, **environment):
    """The command line of MkDocs, as a person would type it in a folder."""
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1", **environment}
    env.pop("SNIPPETS", None)
    if mode:
        env["SNIPPETS"] = mode
    command = [sys.executable, "-m", "mkdocs", *arguments]
    return subprocess.Popen(
        command,
        cwd=root,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=_hear_ctrl_c,
    )


def _hear_ctrl_c():
    """Tests that a shell started in the background ignore it, and what they start would, too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Project:
    """A documentation project with a page or more of its own."""

    def __init__(self, root):
        self.root = root
        self.lessons = root / "snippets" / "lessons"
        self.recordings = root / "snippets" / "recordings"
        self.site = root / "site"
        self.write("mkdocs.yml", CONFIG)

    def write(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def set(self, *options):
        """Options of the plugin, each as a line of mkdocs.yml."""
        lines = "".join(f"      {option}\n" for option in options)
        self.write("mkdocs.yml", CONFIG.replace("  - snippets\n", f"  - snippets:\n{lines}"))

    def page(self, name, prose="", options="", **transcripts):
        """A page that shows transcripts, each in a fence of its own, with prose below."""
        fences = []
        for step, source in transcripts.items():
            self.write(f"snippets/lessons/{name}/{step}.console", source)
            fences.append(f'```console exec="1"{options}\n--8<-- "{name}/{step}.console"\n```\n')
        self.write(f"docs/{name}.md", "\n".join([f"# {name}\n", *fences, prose]))

    def record(self, name, *outputs, status=0, engine=SHOWN, version="29.7.2"):
        """A recording of a page, as `snippets record` would have written it had the engine printed these lines.

        An output by the seconds at which its parts came can be played.
        """
        page = (self.root / "docs" / f"{name}.md").read_text(encoding="utf-8")
        script = read_script(name, page, self.lessons)
        left = iter(outputs)
        steps = tuple(
            StepResult(
                step.name,
                step.key,
                tuple(_result(command.text, status, next(left)) for command in step.commands),
            )
            for step in script.steps
        )
        provenance = msgspec.structs.replace(PROVENANCE, engine=version)
        recording.save(recording.path(self.recordings, name, engine), Recording(FORMAT, provenance, steps))

    def start(self, *arguments, **settings):
        return mkdocs(self.root, *arguments, **settings)

    def build(self, mode="replay", *arguments, **environment):
        """Build, and return the exit status and everything that was printed."""
        process = self.start("build", *arguments, mode=mode, **environment)
        output, _ = process.communicate(timeout=300)
        return process.returncode, output

    def html(self, name):
        return (self.site / name / "index.html").read_text(encoding="utf-8")


def _result(command, status, output):
    if isinstance(output, dict):
        shown = terminal.lines("".join(output.values()).encode())
        return CommandResult(command, status, max(output), shown, False, frames=output)
    return CommandResult(command, status, 0.1, tuple(output.splitlines()), False)
