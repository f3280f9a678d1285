"""The worked example of the README, followed to the letter by somebody who has just cloned the project."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import textwrap
from http.client import HTTPConnection

import pytest
from bs4 import BeautifulSoup

from tests.helpers.author import wait_until
from tests.helpers.project import ROOT
from tests.helpers.web import free_port, listens

pytestmark = pytest.mark.usefixtures("untouched", "newest")

_STEP = re.compile(r"^\d+\. (?P<said>[^\n]+)\n(?P<rest>(?:\n|    [^\n]*\n)*)", re.M)
_FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<language>\w*)\n(?P<text>.*?)^(?P=ticks)$", re.M | re.S)


def example():
    """What each step of the example says, the language of its block, the block, and what is said below."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("### 5分で1つ足す\n")[1].split("\n### ")[0]
    for step in _STEP.finditer(section):
        rest = textwrap.dedent(step["rest"])
        (fence,) = _FENCE.finditer(rest)
        yield step["said"], fence["language"], fence["text"], rest[fence.end() :]


@pytest.fixture
def clone(tmp_path):
    """The project's files as git would clone them, changes that are not committed yet included."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).exists():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


class Newcomer:
    """Somebody who does what the README says, in a shell of their own."""

    def __init__(self, clone):
        self.clone = clone
        self.environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
        for name in ("SNIPPETS", "VIRTUAL_ENV", "SITE_URL"):
            self.environment.pop(name, None)

    def write(self, path, text):
        assert not (self.clone / path).exists()
        (self.clone / path).parent.mkdir(parents=True, exist_ok=True)
        (self.clone / path).write_text(text, encoding="utf-8")

    def add_below(self, path, line, text):
        lines = (self.clone / path).read_text(encoding="utf-8").splitlines(keepends=True)
        (place,) = [number for number, found in enumerate(lines) if found.strip() == line]
        lines.insert(place + 1, text)
        (self.clone / path).write_text("".join(lines), encoding="utf-8")

    def run(self, command):
        done = subprocess.run(
            ["sh", "-c", command], cwd=self.clone, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr

    @contextlib.contextmanager
    def serve(self, command):
        """Reads a path of the site, while a command serves it."""
        port = free_port()  # the one in the README may be taken here
        process = subprocess.Popen(
            [*command.split(), "--dev-addr", f"127.0.0.1:{port}"],
            cwd=self.clone,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            wait_until(lambda: process.poll() is not None or listens(port), seconds=180)
            yield lambda path: self._read(port, path)
        finally:
            process.send_signal(signal.SIGTERM)
            output, _ = process.communicate(timeout=60)
        assert "失敗 0" in output, output

    def _read(self, port, path):
        with contextlib.closing(HTTPConnection("127.0.0.1", port)) as connection:
            connection.request("GET", f"/{path}")
            return connection.getresponse().read().decode()


def block(html):
    """The only executed block of a page: what was typed, what came back, and where it came from."""
    (figure,) = BeautifulSoup(html, "html5lib").select("figure.terminal")
    typed, printed = (" ".join(part.text for part in figure.select(kind)) for kind in (".typed", ".output"))
    return typed.strip(), printed.strip(), figure.select_one("figcaption").text


def test_a_new_command_appears_on_a_page_with_its_real_output(clone):
    newcomer = Newcomer(clone)
    done = []
    for said, language, text, below in example():
        names = re.findall(r"`([^`]+)`", said)
        if "作" in said:
            newcomer.write(names[0], text)
        elif "の下に" in said:
            newcomer.add_below(names[0], names[1], text)
        elif "mkdocs serve" in text:
            (address,) = re.findall(r"<http://127\.0\.0\.1:8000/(\S+)>", below)
            with newcomer.serve(text.strip()) as read:
                html = read(address)
                typed, printed, source = block(html)
                assert typed == "docker version --format '{{.Server.Version}}'"
                assert re.fullmatch(r"\d+\.\d+\.\d+\S*", printed)
                assert "このビルドで実行" in source
                assert f'<code class="quote">{printed}</code>' in html
        else:
            newcomer.run(text)
        done.append(language)
    assert done == ["console", "markdown", "yaml", "sh", "sh"]

    # Now anybody sees it, with or without Docker.
    newcomer.environment |= {"SNIPPETS": "replay", "DOCKER_HOST": "unix:///nonexistent.sock"}
    newcomer.run("uv run mkdocs build --strict")
    recorded = block((clone / "site" / "lessons" / "greeting" / "index.html").read_bytes())
    assert recorded[:2] == (typed, printed)
    assert "記録した出力" in recorded[2]
