"""A site is replaced by a good build only, and nothing of a build that was killed stays beside it."""

import pytest

from tests.helpers.author import wait_until

WAITING = """
import pathlib, time

def on_env(env, **_):
    pathlib.Path("waiting").touch()
    while not pathlib.Path("go").exists():
        time.sleep(0.02)
"""


@pytest.fixture
def waiting(project):
    """A project whose builds wait, once their folder is there, until they may go on."""
    project.write("docs/index.md", "# page\n")
    project.write("waiting.py", WAITING)
    project.write("mkdocs.yml", (project.root / "mkdocs.yml").read_text(encoding="utf-8") + "hooks: [waiting.py]\n")
    return project


def beside(project):
    return sorted(path.name for path in project.root.glob(".site*"))


def start(project):
    process = project.start("build", mode="replay")
    wait_until((project.root / "waiting").exists)
    (project.root / "waiting").unlink()
    return process


def test_what_a_killed_build_left_is_removed_by_the_next(waiting):
    process = start(waiting)
    process.kill()
    process.communicate(timeout=60)
    assert len(beside(waiting)) == 2
    waiting.write("go", "")
    assert waiting.build()[0] == 0
    assert beside(waiting) == []


def test_a_build_that_still_runs_keeps_its_folder(waiting):
    first = start(waiting)
    its_own = beside(waiting)
    second = start(waiting)
    assert set(its_own) < set(beside(waiting))
    waiting.write("go", "")
    for process in (first, second):
        output, _ = process.communicate(timeout=60)
        assert process.returncode == 0, output
    assert beside(waiting) == []
    assert (waiting.site / "index.html").is_file()


def test_a_site_comes_back_whose_build_was_killed_while_replacing_it(project):
    project.write(".site-0123abcd.lock", "")
    project.write(".site-0123abcd/index.html", "new")
    project.write(".site-0123abcd.old/index.html", "old")
    project.page("page", one="$ docker ps\nexpected\n")
    project.record("page", "actual")
    assert project.build()[0] == 1
    assert (project.site / "index.html").read_text(encoding="utf-8") == "old"
    assert beside(project) == []
