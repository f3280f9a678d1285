"""What the traces of a real engine hold."""

import re

import pytest

from snippets.sandbox.sandbox import Sandbox
from snippets.sandbox.terminal import lines
from snippets.trace.entries import Answer, Event, Request
from snippets.trace.logs import lesson_registries
from snippets.trace.trace import traces

pytestmark = pytest.mark.usefixtures("author")


@pytest.fixture(scope="module")
def shared(author):
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(shared):
    shared.reset({})
    return shared


def traced(sandbox, *commands):
    """The traces of commands, and what the last printed."""
    outputs = [sandbox.run(command, 60) for command in commands]
    logs = sandbox.logs()
    own = "".join(map(sandbox.container_log, lesson_registries(logs.engine)))
    found = traces(logs.engine, logs.registry, len(commands), own)
    assert [trace.missing for trace in found] == [""] * len(commands)
    return found, lines(outputs[-1].data)


def requests(trace):
    return [
        (entry.sender, entry.method, re.sub(r"^/v1\.\d+|\?.*|[0-9a-f]{64}", "", entry.path))
        for entry in trace.entries
        if isinstance(entry, Request)
    ]


def events(trace):
    return [(entry.action, entry.name) for entry in trace.entries if isinstance(entry, Event)]


def test_a_version_is_all_that_is_seen_of_a_version(sandbox):
    (trace,), _ = traced(sandbox, "docker version")
    assert requests(trace) == [("client", "GET", "/version")]
    assert trace.pings == 1


def test_with_the_daemon_stopped_nothing_reaches_it_and_what_comes_back_is_traced_again(sandbox):
    (_, stopped, started, again), _ = traced(sandbox, "daemon stop", "docker version", "daemon start", "docker version")
    for trace in (stopped, started):
        assert (trace.entries, trace.pings) == ((), 0)
    assert requests(again) == [("client", "GET", "/version")]
    (run,), _ = traced(sandbox, "docker run -d --name web-test hello-world")
    assert ("start", "web-test") in events(run)


def test_a_pull_has_one_request_for_each_layer_that_is_complete(sandbox):
    (trace,), printed = traced(sandbox, "docker image pull httpd")
    complete = sorted(line.split(":")[0] for line in printed if line.endswith(": Pull complete"))
    layers = [entry for entry in trace.entries if isinstance(entry, Request) and entry.layer]
    assert sorted(layer.path.split("sha256:")[1][:12] for layer in layers) == complete
    assert len(complete) >= 5
    assert all(layer.size and layer.status == 200 for layer in layers)
    asked = requests(trace)
    create, manifest = ("client", "POST", "/images/create"), ("daemon", "HEAD", "/v2/library/httpd/manifests/latest")
    first_layer = trace.entries.index(layers[0])
    assert asked.index(create) < asked.index(manifest) < first_layer
    assert events(trace) == [("pull", "httpd")]
    assert trace.entries[-1].action == "pull"


def test_running_pulls_only_what_is_not_there(sandbox):
    (missing, present), _ = traced(sandbox, "docker run -d --name one nginx", "docker run -d --name two nginx")
    create, pull = ("client", "POST", "/containers/create"), ("client", "POST", "/images/create")
    start = ("client", "POST", "/containers//start")
    asked = requests(missing)
    assert asked.count(create) == 2
    assert asked.index(create) < asked.index(pull) < asked.index(start)
    if int(sandbox.facts.engine.split(".")[0]) >= 28:  # older ones do not log it
        (answer,) = [entry for entry in missing.entries if isinstance(entry, Answer)]
        assert (answer.status, answer.message) == (404, "No such image: nginx:latest")
    happened = events(missing)
    order = [happened.index(event) for event in (("pull", "nginx"), ("create", "one"), ("start", "one"))]
    assert order == sorted(order)
    assert requests(present).count(create) == 1
    assert {sender for sender, _, _ in requests(present)} == {"client"}
    assert pull not in requests(present)


def test_a_push_and_a_pull_are_told_by_the_lessons_own_registry(sandbox):
    traced(
        sandbox,
        "docker run -d -p 5000:5000 --name registry registry:3",
        "docker pull httpd",
        "docker tag httpd localhost:5000/web",
    )
    (push,), printed = traced(sandbox, "docker push localhost:5000/web")
    sent = [entry for entry in push.entries if isinstance(entry, Request) and entry.method == "PUT"]
    # The configuration is in no line; what tells how the image was built is.
    parts = [entry for entry in sent if "/blobs/" in entry.path and entry.layer is not False]
    assert len(parts) == sum(line.endswith(": Pushed") for line in printed)
    assert sum(part.layer is True for part in parts) >= 5
    assert all(part.own and part.size and part.status == 201 for part in parts)
    (configuration,) = [entry for entry in push.entries if isinstance(entry, Request) and entry.layer is False][-1:]
    assert (configuration.method, configuration.own) == ("PUT", True)
    assert requests(push)[0] == ("client", "POST", "/images/localhost:5000/web/push")
    assert requests(push)[-1] == ("daemon", "PUT", "/v2/web/manifests/latest")
    assert events(push) == [("push", "localhost:5000/web")]
    (inspect,), _ = traced(sandbox, "docker manifest inspect --insecure localhost:5000/web")
    assert {(entry.sender, entry.to_registry) for entry in inspect.entries} == {("client", True)}
    assert ("client", "GET", "/v2/web/manifests/latest") in requests(inspect)
    assert inspect.pings == 0
    (curl,), _ = traced(sandbox, "curl -s http://localhost:5000/v2/_catalog")
    assert (curl.entries, curl.pings) == ((), 0)
    (_, pull), printed = traced(sandbox, "docker image rm httpd localhost:5000/web", "docker pull localhost:5000/web")
    layers = [entry for entry in pull.entries if isinstance(entry, Request) and entry.layer]
    assert len(layers) == sum(line.endswith(": Pull complete") for line in printed) > 0
    assert {entry.own for entry in pull.entries if isinstance(entry, Request) and entry.sender == "daemon"} == {True}
    logs = sandbox.logs()
    (unheard,) = traces(logs.engine, logs.registry, 1)
    assert "レジストリのログに要求がありません" in unheard.missing
    traced(sandbox, "docker rm -fv registry")
    assert lesson_registries(sandbox.logs().engine) == ()


def test_a_build_and_a_death_after_its_command(sandbox):
    sandbox.reset({"Dockerfile": b"FROM httpd\nRUN date > /built.txt\nCOPY page.html /\n", "page.html": b"hi"})
    (_, built, again, _, killed, listed), _ = traced(
        sandbox,
        "docker image pull -q httpd",
        "docker build -t my-web .",
        "docker build -t my-web .",
        "docker run -d --name web-test my-web",
        "docker kill web-test",
        "docker ps",
    )
    assert {("tag", "my-web"), ("tag", "my-web:latest")} & set(events(built))  # the old image store's, containerd's
    assert {sender for sender, _, _ in requests(built)} == {"client"}
    if int(sandbox.facts.engine.split(".")[0]) >= 28:  # older ones may build without BuildKit
        parts = ["[internal] load build definition from Dockerfile", "[internal] load build context"]
        assert [name for action, name in events(built) if action == "diffcopy" and "ignore" not in name] == parts
        assert ("creating", "[2/3] RUN date > /built.txt") in events(built)
        assert "creating" not in dict(events(again))
    assert ("die", "web-test") in [*events(killed), *events(listed)]


def test_the_sandbox_itself_is_not_seen(sandbox):
    for command in ("docker run -d --name web-test hello-world", "daemon stop"):
        assert sandbox.run(command, 60).status == 0
    sandbox.reset({})
    (nothing, listed), _ = traced(sandbox, "sleep 0.2", "docker ps")
    assert (nothing.entries, nothing.pings) == ((), 0)
    assert requests(listed) == [("client", "GET", "/containers/json")]


def test_a_command_that_is_killed_keeps_what_it_did(sandbox):
    assert sandbox.run("docker ps; sleep 100", 2).status is None
    sandbox.run("docker image ls", 60)
    logs = sandbox.logs()
    killed, after = traces(logs.engine, logs.registry, 2)
    assert requests(killed) == [("client", "GET", "/containers/json")]
    assert requests(after) == [("client", "GET", "/images/json")]


def test_without_the_engines_events_there_is_no_trace(sandbox):
    sandbox.run("kill $(cat /run/docker-events.pid); sleep 0.2", 60)
    sandbox.run("docker ps", 60)
    logs = sandbox.logs()
    (trace,) = traces(logs.engine, logs.registry, 1)
    assert "イベント" in trace.missing
    sandbox.run("daemon stop; daemon start", 60)


def test_a_page_says_why_it_has_no_diagram(project):
    project.page("page", options=' trace="yes"', one="$ rm /var/log/dockerd.log; docker ps\n...\n")
    status, output = project.build("live")
    assert status == 0, output
    assert "台本 page/one.console の追跡の図を出しません。" in output
    assert "<svg" not in project.html("page")


def test_a_page_shows_what_happened_in_its_own_build(project):
    project.page("page", options=' trace="yes"', one="$ docker version\n...\n$ docker rm nosuch\n...\n? 1\n")
    status, output = project.build("live")
    assert status == 0, output
    html = project.html("page")
    assert '<details class="trace">' in html
    assert "GET /version" in html
    assert "DELETE /containers/nosuch" in html
