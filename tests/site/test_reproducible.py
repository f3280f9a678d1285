"""Two builds of the same files: other place, day, time zone and hash seed, and not one byte of difference."""

import os
import shutil
import subprocess

from tests.helpers.project import ROOT, mkdocs

# Python imports a module of this name by itself when it starts.
CLOCK = """
import datetime
import time

LATER = 100 * 24 * 3600
now = time.time
time.time = lambda: now() + LATER


class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)


datetime.datetime = Clock
"""


def build(folder, **environment):
    """The files of the real site and what is in them, built from recordings in a folder of its own."""
    for name in ("docs", "snippets"):
        shutil.copytree(ROOT / name, folder / name, copy_function=shutil.copyfile)
    shutil.copyfile(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    process = mkdocs(folder, "build", "--strict", mode="replay", SITE_URL="https://example.com/docker/", **environment)
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, output
    site = folder / "site"
    return {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_two_builds_of_the_same_files_are_the_same_to_the_byte(tmp_path):
    day = {"SOURCE_DATE_EPOCH": "1000000000"}
    first = build(tmp_path / "first", TZ="UTC", PYTHONHASHSEED="1", **day)
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "sitecustomize.py").write_text(CLOCK, encoding="utf-8")
    path = os.pathsep.join([str(tmp_path / "clock"), os.environ.get("PYTHONPATH", "")])
    second = build(tmp_path / "教材 2", TZ="Asia/Tokyo", PYTHONHASHSEED="2", PYTHONPATH=path, **day)
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []
    assert b"<lastmod>2001-09-09</lastmod>" in first["sitemap.xml"]
    assert "search/sections.json" in first
    assert "sitemap.xml.gz" in first


def test_git_for_windows_checks_out_the_same_lines(tmp_path):
    (tmp_path / "written").mkdir()
    listed = ["git", "-c", "core.autocrlf=true", "-C", str(ROOT)]
    subprocess.run([*listed, "checkout-index", "--all", f"--prefix={tmp_path}/written/"], check=True)
    files = [path for path in (tmp_path / "written").rglob("*") if path.is_file()]
    assert len(files) > 200
    assert [path.name for path in files if b"\r\n" in path.read_bytes()] == []
