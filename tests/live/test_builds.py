"""Builds as an author runs them, on the author's Docker."""

import signal

import pytest
from bs4 import BeautifulSoup

from snippets.sandbox.containers import LABEL
from snippets.sandbox.sandbox import Sandbox
from tests.helpers.author import wait_until

pytestmark = pytest.mark.usefixtures("untouched")


@pytest.fixture
def slow(project):
    """A project whose build is still running when it is stopped."""
    project.page("page", one="$ docker version\n...\n", two="$ echo running; sleep 300\n...\n")
    return project


def running(author):
    """Whether the slow command has begun in a sandbox."""
    engines = author.client.containers.list(filters={"label": LABEL, "name": "-engine"})
    return any("sleep 300" in str(engine.top()["Processes"]) for engine in engines)


def shown(project, name):
    page = BeautifulSoup(project.html(name), "html.parser")
    return [block.select_one("samp").text for block in page.select("figure.terminal")]


def test_commands_run_for_real_and_interleaved_with_their_outputs(project):
    project.page(
        "page",
        one="$ docker image ls -q | wc -l\n0\n$ docker pull -q hello-world\n[..]\n$ docker image ls -q | wc -l\n1\n",
    )
    status, output = project.build("live")
    assert status == 0, output
    assert "手順: 実行 1・実行済み 0・記録を再生 0・失敗 0" in output
    assert shown(project, "page") == [
        "$ docker image ls -q | wc -l\n0\n$ docker pull -q hello-world\ndocker.io/library/hello-world:latest\n"
        "$ docker image ls -q | wc -l\n1\n"
    ]
    assert "このビルドで実行" in project.html("page")


def test_a_command_that_fails_in_the_middle_of_a_block(project):
    project.page("page", one="$ true\n$ docker rm nosuch\n[..]\n$ echo after\nafter\n")
    status, output = project.build("live")
    assert status == 1
    for part in ("page/one.console の2行目", "期待 0、実際 1", "$ docker rm nosuch", "No such container: nosuch"):
        assert part in output
    assert "失敗 1" in output


def test_a_command_that_hangs_past_its_timeout(project):
    project.page("page", options=' timeout="1"', one="$ echo begun; sleep 100\n...\n$ echo next\nnext\n")
    status, output = project.build("live")
    assert status == 1
    for part in ("page/one.console の1行目", "1秒たっても終わらないので止めました", "$ echo begun; sleep 100", "begun"):
        assert part in output
    assert "失敗 1" in output


def test_hostile_outputs_of_real_commands_are_inert(project):
    hostile = '<script>alert(1)</script>\n--8<-- "page/one.console"\n```````\n</samp></pre>'
    project.page(
        "page",
        one=f"$ cat <<'END'\n> {hostile.replace(chr(10), chr(10) + '> ')}\n> END\n...\n",
        two="$ printf 'bad \\xff\\xfe bytes \\x02wzxhzdk:0\\x03\\n'\nbad [..]\n",
        three="$ head -c 10000000 /dev/zero | tr '\\0' 'x'\n...\n",
        prose="## after\n",
    )
    status, output = project.build("live")
    assert status == 0, output
    page = BeautifulSoup(project.html("page"), "html.parser")
    outputs = [span.text for span in page.select("figure.terminal .output")]
    assert outputs[0] == hostile + "\n"
    assert outputs[1] == "bad \ufffd\ufffd bytes \ufffdwzxhzdk:0\ufffd\n"
    assert len(outputs[2].replace("\n", "")) == 256 * 1024
    assert [notice.text for notice in page.select(".notice")] == ["（出力が長すぎるので、ここから先は省きました）\n"]
    assert page.select("figure script") == []
    assert page.select_one("h2#after")


def test_the_authors_container_of_the_same_name_is_left_alone(project, author):
    image = author.client.images.get("registry:3")
    own = author.client.containers.create(image, name="web-test")
    try:
        project.page("page", one="$ docker run -d --name web-test hello-world\n...\n$ docker rm web-test\nweb-test\n")
        status, output = project.build("live")
        assert status == 0, output
        own.reload()
        assert own.status == "created"
    finally:
        own.remove(v=True)


def test_a_failed_build_leaves_nothing(project):
    project.page("page", one="$ docker run -d --name web hello-world\nnot this\n")
    assert project.build("live")[0] == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_build_leaves_nothing(slow, author, number):
    process = slow.start("build", mode="live")
    wait_until(lambda: running(author))
    process.send_signal(number)
    output, _ = process.communicate(timeout=60)
    assert process.returncode != 0, output
    assert not slow.site.exists()
    assert list(slow.root.glob(".site*")) == []


def test_what_a_killed_build_left_ends_by_itself_and_the_next_start_clears_the_rest(slow, author):
    others = set(author.sandboxes())
    process = slow.start("build", mode="live")
    wait_until(lambda: running(author))
    process.kill()
    process.communicate(timeout=60)
    # The containers end by themselves; the network has no process that could end.
    wait_until(lambda: len(set(author.sandboxes()) - others) == 1)
    (network,) = set(author.sandboxes()) - others
    assert not network.endswith("-engine")
    with Sandbox():
        assert network not in author.sandboxes()


def test_two_builds_at_the_same_time_do_not_disturb_each_other(project, tmp_path_factory, author):
    other = type(project)(tmp_path_factory.mktemp("other"))
    for one in (project, other):
        one.page("page", one="$ docker run -d --name web-test -p 8080:80 httpd\n...\n$ docker ps -aq | wc -l\n1\n")
    processes = [one.start("build", mode="live") for one in (project, other)]
    for process in processes:
        output, _ = process.communicate(timeout=300)
        assert process.returncode == 0, output
