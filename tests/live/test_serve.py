"""What runs while an author edits."""

import re
import signal
import socket
import threading

import pytest

from tests.helpers.author import wait_until

pytestmark = pytest.mark.usefixtures("untouched")


class Server:
    """A `mkdocs serve` whose log is read as it comes."""

    def __init__(self, project):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.process = project.start("serve", "--dev-addr", f"127.0.0.1:{port}")
        self.log = []
        self.reader = threading.Thread(target=lambda: self.log.extend(iter(self.process.stdout.readline, "")))
        self.reader.start()

    def summaries(self):
        return [re.sub(r".*手順: ", "", line).strip() for line in list(self.log) if "手順: " in line]

    def ready(self):
        return any("Serving on" in line for line in list(self.log))


@pytest.fixture
def two_pages(project):
    project.page("first", one="$ echo one\none\n", two="$ echo two\n[..]\n")
    project.page("second", one="$ echo other\nother\n")
    project.record("first", "one", "two")
    project.record("second", "other")
    return project


@pytest.fixture
def serve(two_pages):
    server = Server(two_pages)
    yield server
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(timeout=60)
    server.reader.join()
    server.process.stdout.close()


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def after(serve, count):
    """The summaries of all builds, once there are so many."""
    return wait_until(lambda: len(serve.summaries()) >= count and serve.summaries())


def test_what_an_edit_runs(serve, two_pages, author):
    others = set(author.sandboxes())
    replayed = "実行 0・実行済み 0・記録を再生 3・失敗 0"
    wait_until(serve.ready)
    assert serve.summaries() == [replayed]

    edit(two_pages.root / "docs" / "first.md", "# first", "# first\n\nMore prose.")
    assert after(serve, 2)[-1] == replayed
    assert set(author.sandboxes()) <= others

    edit(two_pages.lessons / "first" / "two.console", "echo two", "echo three")
    assert after(serve, 3)[-1] == "実行 2・実行済み 0・記録を再生 1・失敗 0"

    edit(two_pages.root / "docs" / "second.md", "# second", "# second\n\nMore prose.")
    assert after(serve, 4)[-1] == "実行 0・実行済み 2・記録を再生 1・失敗 0"

    edit(two_pages.lessons / "first" / "two.console", "[..]", "four")
    assert after(serve, 5)[-1] == "実行 0・実行済み 2・記録を再生 1・失敗 1"
    assert any("+ three" in line for line in serve.log)
    assert serve.process.poll() is None
