"""The parsers, on lines that real engines and real registries wrote."""

import re

import pytest

from snippets.trace.entries import Answer, Event, Request
from snippets.trace.logs import Blob, answers, blobs, builds, events, lesson_registries, registry_requests, requests
from snippets.trace.trace import KEPT, traces
from tests.helpers.captured import captured, own_log

OLD_STORE = ("20.10", "26.1", "28.5")
CONTAINERD = ("29.7",)
ENGINES = (*OLD_STORE, *CONTAINERD)
# The same image, compressed anew for another registry.
LAYERS = {engine: [226, 268, 372, 648, 659461, 1947905, 43733866] for engine in OLD_STORE}
LAYERS["29.7"] = [225, 264, 372, 644, 659451, 1947900, 43733734]
CONFIGURATION = {**dict.fromkeys(OLD_STORE, "68146c01bfad"), "29.7": "a187ad55718b"}
BEGIN = 1795493276.0
MORNING = "2026-11-24T04:07:56"


def trace(engine, command):
    (found,) = traces(*captured(engine, command), 1, own_log(engine, command))
    assert found.missing == ""
    return found


def told(entries):
    """Each entry in one line."""
    return [
        f"{entry.what} {entry.action} {entry.name}"
        if isinstance(entry, Event)
        else f"{'client' if isinstance(entry, Answer) else entry.sender} {entry.method} {entry.path}"
        for entry in entries
    ]


def engine_log(*lines, listening=True):
    """A log of one command that began at `MORNING`."""
    return "\n".join([*["lesson listen"] * listening, f"lesson begin {BEGIN:.6f}", *lines, f"lesson end {BEGIN + 9}"])


def request_line(request="GET /v1.51/version", at=MORNING):
    return f'time="{at}.5Z" level=debug msg="Calling {request}"'


@pytest.mark.parametrize("engine", ENGINES)
def test_a_version_is_one_request_and_a_ping(engine):
    found = trace(engine, "version")
    assert [(entry.sender, entry.method) for entry in found.entries] == [("client", "GET")]
    assert found.entries[0].path.endswith("/version")
    assert 0 < found.entries[0].at < 1
    assert found.pings == 1


@pytest.mark.parametrize("engine", ENGINES)
def test_a_pull_in_order_with_one_request_for_each_layer(engine):
    entries = trace(engine, "pull").entries
    asked = [entry for entry in entries if isinstance(entry, Request)]
    create = next(entry for entry in asked if "/images/create" in entry.path)
    assert (create.sender, create.method) == ("client", "POST")
    manifest = next(entry for entry in asked if entry.method == "HEAD")
    path = "/v2/library/httpd/manifests/latest" + "?ns=docker.io" * (engine in CONTAINERD)
    assert (manifest.sender, manifest.path, manifest.status) == ("daemon", path, 200)
    fetched = [entry for entry in asked if entry.layer]
    assert [sorted(entry.size for entry in fetched), {entry.status for entry in fetched}] == [LAYERS[engine], {200}]
    assert len({entry.path for entry in fetched}) == 7
    configurations = [entry.path.partition("sha256:")[2][:12] for entry in asked if entry.layer is False]
    assert configurations == [CONFIGURATION[engine]]
    assert (entries[-1].what, entries[-1].action, entries[-1].name) == ("image", "pull", "httpd")
    order = [create, manifest, *fetched, entries[-1]]
    assert order == sorted(order, key=entries.index)
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)


@pytest.mark.parametrize("engine", ENGINES)
def test_running_what_is_not_there_asks_pulls_creates_and_starts(engine):
    entries = trace(engine, "runmissing").entries
    lines = [line.split("?")[0] for line in told(entries)]
    wanted = ["/containers/create", "/images/create", "/containers/create", "/start", "container start web-nginx"]
    found = iter(lines)
    for end in wanted:
        assert any(line.endswith(end) for line in found), end
    assert "image pull nginx" in lines
    # Older ones do not log an answer that is the client's mistake.
    refused = [(entry.status, entry.message) for entry in entries if isinstance(entry, Answer)]
    assert refused == ([(404, "No such image: nginx:latest")] if engine in ("28.5", "29.7") else [])


@pytest.mark.parametrize("engine", ENGINES)
def test_running_what_is_there_asks_no_registry(engine):
    entries = trace(engine, "run").entries
    assert {entry.sender for entry in entries if isinstance(entry, Request)} == {"client"}
    assert [line for line in told(entries) if "container" in line.split()[0]] == [
        "container create web-test",
        "container start web-test",
    ]


def to_registry(entries):
    return [entry for entry in entries if isinstance(entry, Request) and entry.sender == "daemon"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_push_sends_each_layer_the_configuration_and_last_the_list_to_the_lessons_own_registry(engine):
    entries = trace(engine, "push").entries
    (push,) = [entry for entry in entries if isinstance(entry, Request) and entry.sender == "client"]
    assert (push.method, push.path.split("/", 2)[2]) == ("POST", "images/localhost:5000/my-httpd/push?tag=1.0")
    asked = to_registry(entries)
    assert all(entry.own for entry in asked)
    sent = [entry for entry in asked if entry.method == "PUT" and entry.layer]
    assert ([entry.status for entry in sent], len({entry.path for entry in sent})) == ([201] * 7, 7)
    assert [sorted(entry.size for entry in sent)] == [
        [219, 270, 374, 652, 674787, 1998681, 44969313] if engine == "28.5" else LAYERS[engine]
    ]
    (configuration,) = [entry for entry in asked if entry.method == "PUT" and entry.layer is False]
    # Only containerd logs its size.
    size = 4666 if engine in CONTAINERD else None
    assert (configuration.path[-64:-52], configuration.size) == (CONFIGURATION[engine], size)
    sought = [entry.status for entry in asked if entry.method == "HEAD" and entry.layer]
    assert (sought.count(404), sought.count(200)) == (7, 7 if engine in OLD_STORE else 0)
    manifest, done = entries[-2:]
    assert (manifest.method, manifest.path, manifest.status) == ("PUT", "/v2/my-httpd/manifests/1.0", 201)
    assert (done.what, done.action, done.name) == ("image", "push", "localhost:5000/my-httpd")


def test_what_is_there_already_is_not_sent_again():
    asked = to_registry(trace("28.5", "pushagain").entries)
    assert [(entry.method, entry.status) for entry in asked] == [
        ("GET", 200),
        *[("HEAD", 200)] * 8,
        ("PUT", 201),
    ]
    assert [entry.layer for entry in asked] == [None, *[True] * 7, False, None]
    asked = to_registry(trace("29.7", "pushagain").entries)
    assert {(entry.method, entry.status) for entry in asked} == {("HEAD", 200)}
    assert [entry.layer for entry in asked].count(True) == 7
    assert [entry.layer for entry in asked].count(False) == 1
    assert (asked[-1].path, asked[-1].layer) == ("/v2/my-httpd/manifests/1.0", None)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_pull_from_the_lessons_own_registry_asks_that_one(engine):
    entries = trace(engine, "pullown").entries
    asked = to_registry(entries)
    assert all(entry.own for entry in asked)
    assert ("HEAD", "/v2/my-httpd/manifests/1.0") in [(entry.method, entry.path) for entry in asked]
    assert len([entry for entry in asked if entry.layer]) == 6  # the seventh belongs to the registry's image
    assert (entries[-1].action, entries[-1].name) == ("pull", "localhost:5000/my-httpd")


@pytest.mark.parametrize("engine", ["28.5", "29.7"])
@pytest.mark.parametrize("command", ["push", "pullown"])
def test_a_line_that_is_gone_from_the_lessons_own_registry_is_gone_from_the_trace(engine, command):
    log, registry = captured(engine, command)
    own = own_log(engine, command)
    (whole,) = traces(log, registry, 1, own)
    told_lines = [line for line in own.splitlines() if [*registry_requests(line, {})]]
    assert len(told_lines) == len(to_registry(whole.entries))
    for line in told_lines:
        (less,) = traces(log, registry, 1, own.replace(line + "\n", "", 1))
        assert len(less.entries) == len(whole.entries) - 1


@pytest.mark.parametrize("engine", ENGINES)
def test_which_registries_the_lesson_runs(engine):
    log = captured(engine, "push")[0]
    (created,) = lesson_registries(log)
    assert len(created) == 64
    destroyed = next(line for line in log.splitlines() if '"Action":"create"' in line)
    destroyed = destroyed.replace('"Action":"create"', '"Action":"destroy"')
    assert lesson_registries(f"{log}{destroyed}\n") == ()
    images = {"registry": 1, "localhost:5000/x/registry@sha256:1": 1, "my-registry:2": 0, "registry/httpd": 0}
    for image, count in images.items():
        assert len(lesson_registries(re.sub('"image":"registry:[23]"', f'"image":"{image}"', log))) == count


@pytest.mark.parametrize("engine", ENGINES)
def test_stopping_two_containers(engine):
    lines = told(trace(engine, "stop").entries)
    for name in ("web-test", "web-nginx"):
        assert any(line.endswith(f"/containers/{name}/stop") for line in lines)
        assert f"container die {name}" in lines


@pytest.mark.parametrize(("engine", "status"), [("26.1", None), ("29.7", 500)])
def test_an_error_of_the_daemon_itself_is_logged_by_26_1_too(engine, status):
    (answer,) = answers(captured(engine, "clash")[0])
    assert answer.path.endswith("/start")
    assert "Bind for 0.0.0.0:8080 failed: port is already allocated" in answer.message
    assert answer.status == status


@pytest.mark.parametrize(
    ("engine", "made"),
    [
        (
            "28.5",
            [
                "image tag my-web",
                "image create sha256:27a5249126f45e22b8b49d00980ec8281d645b48c14304666146171129d95106",
            ],
        ),
        (
            "29.7",
            [
                "image create sha256:a2918089de6fd916fd99e00c297c18e0adafd3adb0ba47edfae29285d5ef9019",
                "image tag my-web:latest",
            ],
        ),
    ],
)
def test_a_build_is_what_the_client_asked_and_what_the_builder_did(engine, made):
    assert told(trace(engine, "build").entries) == [
        "client POST /grpc",
        "client POST /grpc",
        "client GET /v1.51/version",
        "client POST /grpc",
        "client POST /session",
        "client POST /grpc",
        "client POST /session",
        "build diffcopy [internal] load build definition from Dockerfile",
        "build diffcopy [internal] load .dockerignore",
        "build diffcopy [internal] load build context",
        "build creating [2/3] RUN date > /usr/local/apache2/htdocs/built.txt",
        *made,
    ]


@pytest.mark.parametrize("engine", ["28.5", "29.7"])
def test_what_comes_from_the_cache_is_not_run(engine):
    lines = told(trace(engine, "rebuild").entries)
    assert not [line for line in lines if line.startswith("build creating")]
    assert "build diffcopy [internal] load build context" in lines


def test_only_the_builders_own_lines_are_of_a_build():
    line = 'time="{}.5Z" level=debug msg="{}"{}'
    others = [("diffcopy took: 1ms", ""), ("> creating ab [sh]", ""), ("diffcopy took: 1ms and more", ' span="s"')]
    assert [*builds("\n".join(line.format(MORNING, *other) for other in others))] == []
    (ran,) = builds(line.format(MORNING, '> creating ab [sh -c \\"a\\nb\\"]', ' span="[2/3] RUN \\"a\\nb\\""'))
    assert (ran.action, ran.name) == ("creating", '[2/3] RUN "a\nb"')


def test_an_event_after_the_end_is_of_the_last_command_that_had_begun():
    died = (
        '{"Type":"container","Action":"die","Actor":{"ID":"i","Attributes":{"name":"web-test"}},'
        f'"timeNano":{int((BEGIN + 10) * 1e9)}}}'
    )
    log = f"{engine_log(request_line())}\n{died}\nlesson begin {BEGIN + 20}\nlesson end {BEGIN + 21}\n"
    killed, after = traces(log, "x", 2)
    assert told(killed.entries) == ["client GET /v1.51/version", "container die web-test"]
    assert killed.entries[-1].at == 10
    assert after.entries == ()
    late = f"{engine_log(request_line(), request_line('GET /v1.51/info', '2026-11-24T04:08:06'))}\n"
    assert told(traces(late, "x", 1)[0].entries) == ["client GET /v1.51/version"]  # a request belongs inside


@pytest.mark.parametrize("engine", ENGINES)
def test_a_line_that_is_gone_is_gone_from_the_trace(engine):
    log, registry = captured(engine, "runmissing")
    (whole,) = traces(log, registry, 1)
    for line in log.splitlines():
        if not line.startswith("lesson") and [*requests(line), *answers(line), *events(line)]:
            (less,) = traces(log.replace(line + "\n", "", 1), registry, 1)
            assert len(less.entries) + less.pings == len(whole.entries) + whole.pings - 1
    for line in registry.splitlines():
        (less,) = traces(log, registry.replace(line + "\n", "", 1), 1)
        assert len(less.entries) == len(whole.entries) - 1
        (path,) = [entry.path for entry in registry_requests(line, {})]
        assert path not in {entry.path for entry in less.entries if isinstance(entry, Request)}


def test_a_stopped_daemon_gets_nothing():
    before, registry = captured("28.5", "version")
    log = f"{before}lesson deaf\nlesson begin 1795493300.000000\nlesson end 1795493301.000000\n"
    stopped = traces(log, registry, 1)[0]
    assert (stopped.entries, stopped.pings, stopped.missing, stopped.deaf) == ((), 0, "", True)
    assert not traces(before, registry, 1)[0].deaf


def test_each_command_gets_its_own():
    version, registry = captured("28.5", "version")
    found = traces(version + captured("28.5", "nosuch")[0], registry, 2)
    assert [told(one.entries)[0].split("/")[-1] for one in found] == ["version", "nosuch"]


def test_what_the_sandbox_asks_is_no_part_of_it():
    own = [request_line(f"GET {path}?sandbox") for path in ("/_ping", "/events")]
    (found,) = traces(engine_log(*own, request_line()), "x", 1)
    assert (told(found.entries), found.pings) == (["client GET /v1.51/version"], 0)


def test_what_happened_before_and_after_is_no_part_of_it():
    log = engine_log(request_line(at="2026-11-24T04:07:55"), request_line(at="2026-11-24T04:08:07"))
    assert traces(log, "x", 1)[0].entries == ()


def test_a_command_that_was_killed_ends_with_the_next():
    log = f"lesson listen\nlesson begin {BEGIN}\n{request_line()}\nlesson begin {BEGIN + 5}\nlesson end {BEGIN + 6}\n"
    assert [len(found.entries) for found in traces(log, "x", 2)] == [1, 0]
    assert [len(found.entries) for found in traces(log.rsplit("lesson begin", 1)[0], "x", 1)] == [1]


@pytest.mark.parametrize(
    ("engine", "registry", "reason"),
    [
        (request_line(), "x", "印が"),
        (engine_log(), "x", "要求を読みとれません"),
        (engine_log(request_line("gibberish")), "x", "要求を読みとれません"),
        (engine_log(request_line()), "", "レジストリのログ"),
        (engine_log(request_line(), listening=False), "x", "イベント"),
        (captured("28.5", "pull")[0], "x", "取得したのに、レジストリのログに要求がありません"),
        (captured("28.5", "pullown")[0], "x", "取得したのに、レジストリのログに要求がありません"),
        (captured("29.7", "pull")[0], "x", "取得したのに、レジストリのログに要求がありません"),
        (captured("29.7", "push")[0], "x", "送ったのに、レジストリのログに要求がありません"),
        (captured("28.5", "push")[0], "x", "送ったのに、レジストリのログに要求がありません"),
    ],
)
def test_without_a_source_there_is_no_trace_but_a_reason(engine, registry, reason):
    (found,) = traces(engine, registry, 1)
    assert reason in found.missing
    assert found.entries == ()


def test_a_missing_line_of_ears_loses_the_trace_of_each_command():
    log, registry = captured("28.5", "run")
    assert traces(log.replace("lesson listen\n", ""), registry, 1)[0].missing


def test_a_flood_is_cut_and_counted():
    (found,) = traces(engine_log(*[request_line()] * (KEPT + 5)), "x", 1)
    assert (len(found.entries), found.more) == (KEPT, 5)


@pytest.mark.parametrize(
    "line",
    [
        'time="2026-11-24T04:07:56Z" level=debug msg="say \\"msg=Calling GET /evil\\""',
        'time="never" level=debug msg="Calling GET /evil"',
        'level=debug msg="Calling GET /evil"',
        'time="2026-11-24T04:07:56Z" level=debug msg="handling GET request"',
        'time="2026-11-24T04:07:56Z" level=debug msg="Calling GET /evil',
        '{"Type": "container"',
        '{"Type": "container", "Action": "start"}',
        '{"Type": 1, "Action": [], "Actor": {"ID": "x"}, "timeNano": 1}',
        '{"a": ' * 5000,
        "lesson begin now",
        "\udcff\x00\x1b[31m",
    ],
)
def test_lines_that_are_something_else_are_nothing(line):
    assert [*requests(line), *answers(line), *events(line)] == []
    assert blobs(line) == {}
    assert lesson_registries(line) == ()
    assert [*registry_requests(line, {})] == []


def test_values_are_what_was_quoted():
    line = (
        'time="2026-11-24T04:07:56Z" level=debug msg="error response for GET request" '
        'error-response="a\\n\\"b\\" \\x1b\\u3042 status=1" method=GET request-url="/x" status=500'
    )
    assert [(a.message, a.status) for a in answers(line)] == [('a\n"b" \x1bあ status=1', 500)]


@pytest.mark.parametrize(("took", "at"), [("250ms", 0.75), ("1m0.5s", -59.5), ('"500000.5µs"', 0.5), ("0s", 1.0)])
def test_a_registry_request_began_before_it_was_logged(took, at):
    line = (
        'time="2026-11-24T04:07:57Z" level=info msg="response completed" http.request.method=GET '
        "http.request.uri=/v2/ http.request.useragent=docker/29.7.2 http.response.status=200 http.response.written=2 "
        f"http.response.duration={took}"
    )
    (request,) = registry_requests(line, {})
    assert request.at - BEGIN == pytest.approx(at, abs=0.001)
    assert (request.status, request.size, request.layer) == (200, 2, None)


@pytest.mark.parametrize(
    ("agent", "sender"),
    [
        ("docker/29.7.2 go/go1.27.3 containerd-client/2.3.3+unknown", "daemon"),
        ("docker/20.10.24+dfsg1 go/go1.19.8", "daemon"),
        ("buildkit/v0.32", "daemon"),
        ("containerd/1.6.20+unknown", "daemon"),  # the builder of 20.10
        ("containerd/2.1.9+unknown", "client"),  # docker buildx imagetools
        ("Docker-Client/29.7.2 (linux)", "client"),
        ("curl/8.23.0", None),
        ("Wget", None),
        ("x docker/29.7.2", None),
        ("", None),
    ],
)
def test_who_asked_a_registry_is_known_by_what_it_calls_itself(agent, sender):
    line = own_log("29.7", "manifest").splitlines()[0]
    assert 'useragent="Docker-Client/29.7.2 (linux)"' in line
    line = line.replace("Docker-Client/29.7.2 (linux)", agent)
    assert [request.sender for request in registry_requests(line, {})] == ([sender] if sender else [])


def test_what_the_client_asks_a_registry_itself_is_not_the_daemons():
    entries = trace("29.7", "manifest").entries
    assert [(entry.sender, entry.own, entry.to_registry) for entry in entries] == [("client", True, True)] * 3
    assert [f"{entry.method} {entry.path[:30]}" for entry in entries] == [
        "GET /v2/",
        "GET /v2/my-httpd/manifests/1.0",
        "GET /v2/my-httpd/blobs/sha256:a187",
    ]
    assert entries[-1].layer is None  # the client logs nothing


def test_a_blob_is_what_the_daemons_log_says_it_is():
    known = blobs(captured("29.7", "pullindex")[0])
    kinds = [blob.layer for digest, blob in known.items()]
    assert (kinds.count(True), kinds.count(False)) == (1, 1)
    asked = {entry.size: entry.layer for entry in trace("29.7", "pullindex").entries[3:-1] if "/blobs/" in entry.path}
    assert asked == {433: False, 97: True, 920: None}
    layer, configuration = "a" * 64, "b" * 64
    line = (
        f'time="{MORNING}Z" level=info msg="response completed" http.request.method=GET http.response.status=200 '
        'http.request.uri="/v2/x/blobs/sha256:{}" http.request.useragent="{}"'
    )
    log = f'time="{MORNING}Z" level=debug msg="pulling blob \\"sha256:{layer}\\""'
    old, new = "docker/28.5.2 go/go1.27", "docker/29.7.2 go/go1.27 containerd-client/2.3"
    for agent, kind in {old: False, new: None, "buildkit/v0": None, "Docker-Client/29.7.2": None}.items():
        (request,) = registry_requests(line.format(configuration, agent), blobs(log))
        assert request.layer is kind, agent
    assert next(registry_requests(line.format(layer, new), blobs(log))).layer
    assert next(registry_requests(line.format(configuration, old), {})).layer is None


def test_a_layer_that_is_sent_again_keeps_its_size():
    first, again = captured("28.5", "push")[0], captured("28.5", "pushagain")[0]
    assert blobs(first + again) == blobs(first)
    assert {blob.size for blob in blobs(again).values()} == {None}
    assert Blob(True, 44969313) in blobs(first).values()


def test_a_list_for_several_platforms_is_told_from_a_list_of_layers():
    entries = to_registry(trace("29.7", "pullindex").entries)
    manifests = [(entry.method, entry.index) for entry in entries if "/manifests/" in entry.path]
    assert manifests == [("HEAD", True), ("GET", True), ("GET", False), ("GET", False), ("GET", False)]
    assert not any(entry.index for entry in to_registry(trace("29.7", "pull").entries))


def test_a_build_that_pulls_asks_as_the_daemon():
    entries = to_registry(trace("29.7", "buildpull").entries)
    assert {entry.sender for entry in entries} == {"daemon"}
    assert [entry.layer for entry in entries] == [None, None, False, *[True] * 6]


def test_what_a_lesson_asks_a_registry_by_itself_is_not_the_daemons():
    assert trace("29.7", "curl").entries == ()
    line = captured("28.5", "pull")[1].splitlines()[0]
    assert len([*registry_requests(line, {})]) == 1
    assert [*registry_requests(line.replace('useragent="docker/', 'useragent="curl/'), {})] == []
