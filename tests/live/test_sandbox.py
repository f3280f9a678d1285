"""One sandbox, used as a session uses it."""

import re

import pytest

from snippets.sandbox.sandbox import KEPT_BYTES, Sandbox
from snippets.sandbox.terminal import lines

pytestmark = pytest.mark.usefixtures("author")


@pytest.fixture(scope="module")
def shared(author):
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(shared):
    shared.reset({})
    return shared


def shown(sandbox, command, timeout=60):
    output = sandbox.run(command, timeout)
    return output.status, lines(output.data)


def test_the_engine_is_the_sandbox_own_and_empty(sandbox):
    assert sandbox.facts.hub == "stand-in"
    assert shown(sandbox, "docker version --format '{{.Server.Version}}'") == (0, (sandbox.facts.engine,))
    assert shown(sandbox, "docker ps -aq") == (0, ())
    assert shown(sandbox, "docker image ls -q") == (0, ())


def test_a_terminal_of_160_columns_and_no_input(sandbox):
    assert shown(sandbox, "stty size <&1") == (0, ("50 160",))
    assert shown(sandbox, "test -t 1 && echo terminal") == (0, ("terminal",))
    assert shown(sandbox, "cat; read line; echo $?") == (0, ("1",))


def test_directory_and_variables_last_through_a_page_and_not_longer(sandbox):
    assert shown(sandbox, "mkdir -p web; cd web; NAME='a  \"b\"'; LIST=(one two)") == (0, ())
    assert shown(sandbox, 'pwd; echo "$NAME ${LIST[1]}"') == (0, ("/root/web", 'a  "b" two'))
    assert shown(sandbox, "exit 3") == (3, ())
    assert shown(sandbox, "pwd") == (0, ("/root/web",))
    sandbox.reset({})
    assert shown(sandbox, 'pwd; ls; echo "[$NAME]"') == (0, ("/root", "[]"))


def test_files_of_a_page_stand_in_the_home_directory(sandbox):
    sandbox.reset({"Dockerfile": "FROM httpd\n# コンテナ\n".encode()})
    assert shown(sandbox, "cat Dockerfile") == (0, ("FROM httpd", "# コンテナ"))


def test_a_command_that_hangs_is_killed_with_its_children_and_the_next_one_runs(sandbox):
    assert shown(sandbox, "echo before; sleep 1000 | sleep 1000", timeout=1) == (None, ("before",))
    assert shown(sandbox, "pgrep -x sleep") == (1, ())


def test_a_flood_is_cut_and_the_status_still_known(sandbox):
    output = sandbox.run("head -c 10000000 /dev/zero | tr '\\0' 'x'; exit 4", 60)
    assert (len(output.data), output.cut, output.status) == (KEPT_BYTES, True, 4)


def test_an_output_is_kept_with_the_seconds_at_which_it_came(sandbox):
    output = sandbox.run("printf one; sleep 0.5; printf two", 60)
    assert [chunk for _, chunk in output.chunks] == [b"one", b"two"]
    (first, _), (second, _) = output.chunks
    assert 0 < first < second - 0.4 < output.seconds


def test_reset_leaves_nothing_of_a_page(sandbox):
    for command in (
        "docker run -d --name web-test -p 8080:80 -v data:/data httpd",
        "docker network create shop",
        "docker run -d --name second hello-world",
        "daemon stop",
    ):
        assert sandbox.run(command, 60).status == 0
    sandbox.reset({})
    kinds = ("Images", "Containers", "Local Volumes", "Build Cache")
    assert shown(sandbox, "docker system df --format '{{.Type}}: {{.TotalCount}}'") == (
        0,
        tuple(f"{kind}: 0" for kind in kinds),
    )
    assert shown(sandbox, "docker network ls --format '{{.Name}}' | sort") == (0, ("bridge", "host", "none"))


def test_the_daemon_really_stops_and_starts(sandbox):
    assert shown(sandbox, "daemon stop; pgrep -x dockerd; test -S /var/run/docker.sock; echo $?") == (0, ("1",))
    status, text = shown(sandbox, "docker version")
    assert status == 1
    assert re.match("(failed to connect to the docker API|Cannot connect to the Docker daemon) at unix:", text[-1])
    assert shown(sandbox, "daemon start && docker ps -q") == (0, ())


def test_the_registry_can_be_reached_through_a_network_that_leads_nowhere_else(sandbox, author):
    assert shown(sandbox, "curl -s -o /dev/null -w '%{http_code}' https://registry-1.docker.io/v2/") == (0, ("200",))
    engine = author.client.containers.get(sandbox._engine.id)
    (network,) = engine.attrs["NetworkSettings"]["Networks"]
    assert author.client.networks.get(network).attrs["Internal"]
    assert engine.ports == dict.fromkeys(engine.ports)


@pytest.mark.usefixtures("newest")
def test_an_image_that_the_hub_does_not_have_is_not_found(sandbox):
    """And not a name that cannot be looked up: the engine has only the registry to ask."""
    status, text = shown(sandbox, "docker pull nosuch")
    assert status == 1
    name = "docker.io/library/nosuch:latest"
    assert text[-1].endswith(f'failed to resolve reference "{name}": {name}: not found')
