"""The script that proposes new recordings on GitHub, with a real git and a `gh` that writes down what it is asked."""

import os
import shutil
import subprocess

import pytest

from tests.helpers.project import ROOT

GH = """#!/bin/sh
printf '%s\\n' "$*" >> "$TALK"
case "$1 $2" in
"issue list" | "pr list") printf '%s' "$OPEN" ;;
esac
"""
BOT = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]


class Repository:
    """A clone of a repository with one recording, and what the last job found."""

    def __init__(self, root):
        self.root = root
        self.clone, self.origin, self.found, self.talk = (root / name for name in ("clone", "origin", "found", "talk"))
        self.git(root, "init", "--quiet", "--bare", self.origin)
        self.git(root, "clone", "--quiet", self.origin, self.clone)
        self.write(self.clone / "snippets/recordings/page.json", "old")
        (self.clone / ".github").mkdir()
        shutil.copy(ROOT / ".github" / "propose", self.clone / ".github" / "propose")
        self.git(self.clone, "add", ".")
        self.git(self.clone, "commit", "--quiet", "--message", "first")
        self.git(self.clone, "push", "--quiet", "origin", "main")
        self.write(root / "bin" / "gh", GH)
        (root / "bin" / "gh").chmod(0o755)

    def write(self, path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def git(self, folder, *arguments):
        done = subprocess.run(
            ["git", *BOT, *map(str, arguments)], cwd=folder, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def propose(self, recording, number=""):
        self.write(self.found / "report.md", "report")
        self.write(self.found / "snippets/recordings/page.json", recording)
        self.talk.write_text("", encoding="utf-8")
        path = f"{self.root / 'bin'}:{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "TALK": str(self.talk), "OPEN": number}
        command = [self.clone / ".github" / "propose", self.found]
        subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return [line.split(" --")[0] for line in self.talk.read_text(encoding="utf-8").splitlines()]

    def proposed(self):
        return self.git(self.origin, "show", "weekly-recordings:snippets/recordings/page.json")


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path)


def test_new_recordings_become_a_pull_request(repository):
    assert repository.propose("new") == ["auth setup-git", "pr list", "pr create"]
    assert repository.proposed() == "new"
    assert repository.git(repository.origin, "show", "main:snippets/recordings/page.json") == "old"
    assert repository.git(repository.origin, "diff", "--name-only", "main", "weekly-recordings") == (
        "snippets/recordings/page.json"
    )


def test_an_open_pull_request_is_renewed(repository):
    repository.propose("new")
    repository.git(repository.clone, "switch", "--quiet", "main")
    assert repository.propose("newer", number="7") == ["auth setup-git", "pr list", "pr edit 7"]
    assert repository.proposed() == "newer"
    assert repository.git(repository.origin, "rev-list", "--count", "main..weekly-recordings") == "1"


def test_where_nothing_was_recorded_an_issue_says_what_does_not_fit(repository):
    assert repository.propose("old") == ["issue list", "issue create"]
    assert repository.propose("old", number="3") == ["issue list", "issue edit 3"]
    assert repository.git(repository.origin, "branch", "--list", "weekly-recordings") == ""


def test_the_report_is_the_text(repository):
    repository.propose("new")
    (created,) = [line for line in repository.talk.read_text(encoding="utf-8").splitlines() if "create" in line]
    assert created.endswith(f"--body-file {repository.found / 'report.md'}")
    assert "--title 週に1度の実行で、出力が変わりました " in created
