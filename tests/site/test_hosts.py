"""Hosts that run Python-Markdown but not our MkDocs plugin show what is recorded, and run nothing."""

import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml
from bs4 import BeautifulSoup

from tests.helpers.project import CONFIG, ROOT
from tests.helpers.web import DOCS

CONVERT = """
import sys, markdown
for path in sys.argv[2:]:
    text = open(path, encoding="utf-8").read().split("---\\n", 2)[-1]
    html = markdown.markdown(text, extensions=eval(sys.argv[1]))
    print("\\0", path, "\\0", html)
"""
STOCK = """
import sys, markdown, markdown_exec
exec(sys.argv[1])
fence = {"name": "console", "class": "console", "validator": markdown_exec.validator, "format": markdown_exec.formatter}
configs = {"pymdownx.superfences": {"custom_fences": [fence]}}
text = '```console exec="1"\\n$ docker ps\\n```\\n'
print(markdown.markdown(text, extensions=["pymdownx.superfences"], extension_configs=configs))
"""


@pytest.fixture
def run(tmp_path):
    """Runs a command where whatever is called `docker` is noted, and says what was; live mode would run everything."""
    called = tmp_path / "called"
    docker = tmp_path / "bin" / "docker"
    docker.parent.mkdir()
    docker.write_text(f'#!/bin/sh\necho "$@" >>{called}\n', encoding="utf-8")
    docker.chmod(0o755)

    def run(*command, cwd=ROOT):
        path = f"{docker.parent}:{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "SNIPPETS": "live", "MARKDOWN_EXEC_AUTO": "console"}
        done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=True)
        return done.stdout, called.read_text(encoding="utf-8") if called.exists() else ""

    return run


def extensions():
    """Those of mkdocs.yml, by name."""
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("!ENV", "")
    return [
        next(iter(each)) if isinstance(each, dict) else each for each in yaml.safe_load(text)["markdown_extensions"]
    ]


def fences(markdown):
    return len(re.findall(r'^ *```console exec="1"', markdown, re.M))


def test_plain_markdown_shows_every_recording_and_runs_nothing(run):
    paths = sorted(DOCS.rglob("*.md"))
    output, called = run(sys.executable, "-c", CONVERT, repr(extensions()), *paths)
    pages = dict(zip(*[iter(output.split("\0")[1:])] * 2, strict=True))
    assert len(pages) == len(paths)
    shown = 0
    for path in paths:
        page = BeautifulSoup(pages[f" {path} "], "html5lib")
        figures = {figure["data-step"] for figure in page.select('figure.terminal[data-source="recorded"]')}
        assert len({step for step in figures if "@" not in step}) == fences(path.read_text(encoding="utf-8")), path
        assert page.select(".admonition.failure") == [], path
        shown += len(figures)
    assert shown > 100
    assert called == ""


def test_what_is_not_recorded_is_a_notice(run, project):
    project.page("page", one="$ docker ps\nout\n", prose="`#!output out`")
    page = project.root / "docs" / "page.md"
    output, called = run(sys.executable, "-c", CONVERT, "['snippets.page.extension']", page, cwd=project.root)
    notice, quote = BeautifulSoup(output, "html5lib").select(".admonition.failure, code.quote")
    assert "台本 page/one の記録がありません。古い出力は表示しません。" in notice.text
    assert quote.text == "out"
    assert called == ""


def test_the_stock_runner_is_what_it_was_feared_to_be_and_out_of_reach(run):
    assert run(sys.executable, "-c", STOCK, "import markdown_exec")[1] == "ps\n"
    output, called = run(sys.executable, "-c", STOCK, "import snippets.page.extension")
    assert "このブロックは実行しません。" in BeautifulSoup(output, "html5lib").select_one(".admonition.failure").text
    assert called == "ps\n"


def test_nothing_in_the_configurations_brings_the_stock_runner_in():
    for text in (CONFIG, (ROOT / "mkdocs.yml").read_text(encoding="utf-8")):
        assert "snippets.page.extension" in text
        assert "markdown-exec" not in text
        assert "markdown_exec" not in text


def test_zensical_shows_every_recording_and_runs_nothing(run, tmp_path):
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("docs", "snippets"):
        shutil.copytree(ROOT / name, folder / name)
    # Its templates are not Jinja's, in which ours change Material's.
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(re.sub(r"  custom_dir: .*\n", "", config), encoding="utf-8")
    output, called = run("zensical", "build", cwd=folder)
    pages = [BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib") for path in (folder / "site").rglob("*.html")]
    figures = {figure["data-step"] for page in pages for figure in page.select('figure[data-source="recorded"]')}
    written = sum(fences(path.read_text(encoding="utf-8")) for path in DOCS.rglob("*.md"))
    assert len({step for step in figures if "@" not in step}) == written
    assert [notice.text for page in pages for notice in page.select(".admonition.failure")] == []
    assert len([term for page in pages for term in page.select(".glossary-term")]) > 100
    assert called == "", output
