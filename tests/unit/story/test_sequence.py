import re

import pytest

from snippets.diagram.mermaid import to_svg
from snippets.page.diagram import figure
from snippets.page.diagram import trace as to_html
from snippets.record.result import CommandResult
from snippets.story.rows import rows
from snippets.story.sequence import mermaid, reasons
from snippets.story.steps import steps
from snippets.trace.entries import BELOW, Answer, Below, Event, Request, Trace
from snippets.trace.trace import traces
from tests.helpers.captured import captured, own_log
from tests.helpers.drawn import Drawn

HOSTILE = "</svg><script>alert(1)</script><br/>`x` **b** #quot; #60; ; %% --8<-- : あ\n\ua000 \x02wzxhzdk:0\x03"


def command(typed, trace, status=0, lines=()):
    return CommandResult(typed, status, 1.0, tuple(lines), False, trace)


def drawn(*commands):
    return Drawn(figure(to_svg(mermaid(commands), "t")))


def said(*commands):
    """The diagram's texts from top to bottom, joined: where a label breaks is the diagram's business."""
    drawing = drawn(*commands)
    heights = [float(attributes["y"]) for tag, attributes in drawing.elements if tag == "text"]
    texts = sorted(zip(heights, drawing.texts, strict=True), key=lambda pair: pair[0])
    return re.sub(r"\s", "", "".join(text for _, (_, text) in texts))


def of(engine, name, typed):
    log, registry = captured(engine, name)
    return command(typed, traces(log, registry, 1, own_log(engine, name))[0])


@pytest.mark.parametrize("engine", ["20.10", "26.1", "28.5", "29.7"])
def test_a_pull_is_told_in_order(engine):
    text = said(of(engine, "pull", "docker image pull httpd"))
    parts = ["dockerimagepullhttpd", "イメージを取ってきて", "このタグが指すものは？", "中身の一覧をください"]
    parts += ["レイヤーをください", "（43.7MB）", "イメージがそろったhttpd", "終了ステータス0"]
    at = [text.index(part) for part in parts]
    assert at == sorted(at)
    assert text.count("レイヤーをください") == 7
    assert text.count("イメージの設定をください") == 1


@pytest.mark.parametrize("engine", ["28.5", "29.7"])
def test_a_run_without_the_image_is_refused_first(engine):
    text = said(of(engine, "runmissing", "docker run -d --name web-nginx nginx"))
    parts = ["コンテナを作ってweb-nginx", "イメージがありません404Nosuchimage:nginx:latest", "イメージを取ってきて"]
    parts += ["イメージがそろった", "コンテナができた", "動かして", "コンテナが動きだした"]
    at = [text.index(part) for part in parts]
    assert at == sorted(at)


@pytest.mark.parametrize("engine", ["20.10", "26.1", "28.5", "29.7"])
def test_a_push_goes_to_the_readers_own_registry_layer_by_layer(engine):
    pushed = of(engine, "push", "docker push localhost:5000/my-httpd:1.0")
    text = said(pushed)
    parts = ["レジストリに送ってlocalhost:5000/my-httpd", "レイヤーは、もうありますか？"]
    parts += ["まだありません404", "レイヤーを送ります"]
    parts += ["このタグの中身の一覧を置いて", "イメージを送りおえた", "細かいやりとり", "終了ステータス0"]
    at = [text.index(part) for part in parts]
    assert at == sorted(at)
    assert ("話せますか？" in text) == (engine != "29.7")
    assert text.count("イメージの設定を送ります") == 1
    assert text.count("レイヤーは、もうありますか？") == text.count("まだありません404") - 1 == 7
    assert len(re.findall(r"レイヤーを送ります（[\d.]+(?:B|kB|MB)）", text)) == 7
    drawn_requests = len(re.findall(r"^\w+->>\w+", mermaid([pushed]), re.M)) - 1
    (counted,) = re.findall(r"細かいやりとり(\d+)件", text)
    assert drawn_requests + int(counted) == len([e for e in pushed.trace.entries if isinstance(e, Request)])
    ways = {row.way for row in rows(pushed.trace)}
    assert ways == {"Client → daemon", "daemon → あなたのレジストリ", "daemonの出来事"}


def test_only_the_registries_that_were_asked_stand_in_the_diagram():
    def registries(*commands):
        return re.findall("^participant (registry|own)", mermaid(commands), re.M)

    push, pull = of("28.5", "push", "docker push x"), of("28.5", "pull", "docker pull httpd")
    assert registries(push) == ["own"]
    assert registries(pull) == registries(of("28.5", "version", "docker version")) == ["registry"]
    assert registries(pull, push) == ["registry", "own"]


@pytest.mark.parametrize("engine", ["28.5", "29.7"])
def test_layers_that_are_there_are_not_sent(engine):
    text = said(of(engine, "pushagain", "docker push localhost:5000/my-httpd:1.0"))
    assert text.count("もうありますか？") == text.count("あります200") == 8
    assert "送ります" not in text
    assert "細かいやりとり" not in text


def test_a_request_to_a_registry_that_no_log_tells_of_is_not_hidden():
    asked = {
        "/v1.51/images/localhost:5000/my-httpd/push?tag=1.0": True,
        "/v1.51/images/create?fromImage=httpd&tag=latest": True,
        "/v1.51/images/create?fromSrc=-&repo=x": False,
        "/v1.51/containers/create?name=push": False,
    }
    for path, told in asked.items():
        text = said(command("docker", Trace((Request(0.1, "client", "POST", path),)), 1))
        assert ("レジストリに届いた要求はログにありません" in text) == told, path


def test_the_state_of_an_upload_is_left_out_of_the_list_and_its_digest_is_not():
    upload = "c29fa7cf-9079-434d-a71b-2e922f2a61ea"
    path = f"/v2/x/blobs/uploads/{upload}?_state={'a' * 300}&digest=sha256%3A{'b' * 64}"
    (row,) = rows(Trace((Request(0.1, "daemon", "PUT", path, 201, 5, True, own=True),), pings=0))[:1]
    assert (row.what, row.answer) == ("PUT /v2/x/blobs/uploads/c29fa7cf…?_state=…&digest=sha256:bbbbbbbbbbbb…", "201")


def test_a_line_removed_from_the_log_is_missing_in_the_diagram():
    log, registry = captured("28.5", "pull")
    gone = next(line for line in registry.splitlines() if "http.response.written=43733866" in line)
    (trace,) = traces(log, registry.replace(gone + "\n", ""), 1)
    text = said(command("docker image pull httpd", trace))
    assert text.count("レイヤーをください") == 6
    assert "43.7MB" not in text


def test_arrows_are_solid_for_requests_and_dashed_for_answers_that_are_known():
    drawing = drawn(of("28.5", "runmissing", "docker run nginx"))
    # typed, 5 of the client, 9 of the daemon; the output, 404, and the registry's to what is no blob
    assert (len(drawing.having(class_="edge")), len(drawing.having(class_="edge dashed"))) == (1 + 5 + 9, 1 + 1 + 3)
    assert len(drawing.having(class_="note")) == 4


@pytest.mark.parametrize(
    "line",
    [
        "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
        "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct",
    ],
)
def test_a_stopped_daemon_is_not_reached(line):
    stopped = command("docker version", Trace(), 1, [line])
    assert "client-xdaemon: 届きません" in mermaid([stopped])
    assert "届きません終了ステータス1" in said(stopped).replace("出力", "")
    assert [row.what for row in rows(Trace())] == ["daemonに届いた要求はありません"]


def test_what_asks_nothing_is_not_said_to_be_lost():
    assert "daemonには何も頼まない" in said(command("docker --version", Trace()))
    answered = command("docker ps", Trace(pings=1), lines=["Cannot connect to the Docker daemon"])
    assert "届きません" not in said(answered)


def test_an_unknown_request_is_shown_as_it_is():
    unknown = Trace((Request(0.1, "client", "POST", "/v1.51/swarm/init?a=b"), Request(0.2, "daemon", "PUT", "/v2/x")))
    text = said(command("docker swarm init", unknown))
    assert "POST/swarm/init?a=b" in text
    assert "PUT/v2/x" in text
    assert "daemonreload" in said(command("x", Trace((Event(0, "daemon", "reload", "e"),))))


def test_a_blob_of_unknown_kind_is_not_called_a_layer():
    blob = f"/v2/library/httpd/blobs/sha256:{'a' * 64}"
    text = said(command("x", Trace((Request(0.1, "daemon", "GET", blob, 200, 5_000_000),))))
    assert "レイヤー" not in text
    assert "設定" not in text
    assert "イメージの部品をください（5.0MB）" in text


def test_rows_have_moments_requests_and_answers():
    listed = rows(of("28.5", "runmissing", "docker run nginx").trace)
    assert [(row.way, row.what, row.answer) for row in listed[:5]] == [
        ("Client → daemon", "POST /containers/create?name=web-nginx", ""),
        ("daemon → Client", "POST /containers/create?name=web-nginx", "404 No such image: nginx:latest"),
        ("Client → daemon", "POST /images/create?fromImage=docker.io/library/nginx&tag=latest", ""),
        ("daemon → レジストリ", "GET /v2/", "200（2 B）"),
        ("daemon → レジストリ", "HEAD /v2/library/nginx/manifests/latest", "200"),
    ]
    assert listed[0].at == "0.16"
    assert listed[-1].what == "いますか？という確認（_ping）1回"
    assert not any(re.search("[0-9a-f]{13}", row.what) for row in listed)


def test_hostile_words_are_inert_everywhere():
    entries = (
        Request(0.1, "client", HOSTILE, HOSTILE),
        Request(0.1, "client", "POST", f"/v1.51/containers/{HOSTILE}/start"),
        Answer(0.1, "POST", HOSTILE, HOSTILE, 500),
        Request(0.1, "daemon", "GET", f"/v2/{HOSTILE}", 404, 1),
        Event(0.2, HOSTILE, HOSTILE, HOSTILE),
        Event(0.2, "container", "start", " "),
    )
    hostile = command(HOSTILE, Trace(entries, more=3), None)
    html = to_html(figure(to_svg(mermaid([hostile]), "t")), steps([hostile]), [(HOSTILE, rows(hostile.trace))], False)
    assert not re.search(r"<(script|br|b|strong)\b", html)
    assert not re.search("[\x02\x03]", html)
    assert html.count("<svg") == html.count("</svg>") == 2
    text = said(hostile)
    assert "</svg><script>alert(1)</script><br/>`x`**b**#quot;#60;;%%--8<--:あ" in text
    assert "時間切れ" in text
    assert "このほかに3件" in text


def test_a_step_cannot_be_told_without_all_its_traces():
    good, bad = command("a", Trace(pings=1)), command("b", Trace(missing="ログがありません。"))
    assert reasons([good]) == ()
    assert reasons([good, bad, bad]) == ("ログがありません。",)
    assert reasons([command("c", None)]) == ("追跡せずに記録しました。",)


def test_silence_is_only_told_where_somebody_listened_or_the_client_says_so():
    assert reasons([command("docker ps", Trace(deaf=True))]) == ("engineの出来事（イベント）を受けとっていません。",)
    assert reasons([command("docker ps", Trace(deaf=True), 1, ["Cannot connect to the Docker daemon at"])]) == ()


def test_only_the_first_line_of_a_long_command_is_shown():
    text = said(command("docker run \\\n  httpd", Trace(pings=1)))
    assert "dockerrun\\…" in text
    assert "httpd" not in text


def test_a_build_opens_channels_receives_files_runs_commands_and_makes_an_image():
    text = said(of("28.5", "build", "docker build -t my-web ."))
    parts = ["buildの窓口を開いて4回", "材料の窓口を開いて2回"]
    parts += ["Clientからファイルを受け取った[internal]loadbuilddefinitionfromDockerfile"]
    parts += ["Clientからファイルを受け取った[internal]loadbuildcontext"]
    parts += ["コマンドを動かす[2/3]RUNdate>/usr/local/apache2/htdocs/built.txt"]
    parts += ["イメージに名前がついたmy-web", "イメージができたsha256:27a5249126f4…", "終了ステータス0"]
    at = [text.index(part) for part in parts]
    assert at == sorted(at)
    assert text.count("窓口を開いて") == 2
    listed = [(row.way, row.what) for row in rows(of("28.5", "build", "docker build .").trace)]
    assert listed.count(("Client → daemon", "POST /grpc")) == 4
    assert ("daemonの出来事", "build diffcopy [internal] load build context") in listed


def test_a_build_from_the_cache_runs_no_command():
    text = said(of("28.5", "rebuild", "docker build -t my-web ."))
    assert "コマンドを動かす" not in text
    assert "[internal]loadbuildcontext" in text
    assert "イメージに名前がついたmy-web" in text


def test_a_channel_that_is_opened_once_has_no_number():
    text = said(command("docker build .", Trace((Request(0.1, "client", "POST", "/v1.43/grpc"),))))
    assert "buildの窓口を開いて" in text
    assert "回" not in text


def test_a_tag_that_stands_for_several_platforms_is_told_down_to_its_layers():
    text = said(of("29.7", "pullindex", "docker pull localhost:5000/multi:1"))
    parts = [
        "このタグが指すものは？",
        "対応機種の一覧をください",
        "中身の一覧をください",
        "イメージの設定をください",
    ]
    parts += ["これに添えたものはありますか？ありません404", "レイヤーをください", "イメージがそろった"]
    at = [text.index(part) for part in parts]
    assert at == sorted(at)
    assert text.count("イメージの部品をください") == 1  # how it was built


def test_what_a_list_says_of_platforms_is_sent_as_such():
    path = "/v2/x/manifests/"
    sent = [Request(0.1, "daemon", "PUT", path + of, 201, 0, own=True, index=True) for of in ("1", "sha256:a")]
    text = said(command("docker push x", Trace(tuple(sent))))
    assert "このタグの対応機種の一覧を置いて" in text
    assert text.count("対応機種の一覧を置いて") == 2


def test_the_client_itself_asks_a_registry_for_a_manifest():
    inspected = of("29.7", "manifest", "docker manifest inspect localhost:5000/my-httpd:1.0")
    arrows = re.findall(r"^\w+-?->>\w+", mermaid([inspected]), re.M)
    assert arrows == ["you->>client", *["client->>own", "own-->>client"] * 2, "client->>own", "client-->>you"]
    text = said(inspected)
    assert "daemonには何も頼まない" in text
    assert "このタグの中身の一覧をください" in text
    assert {row.way for row in rows(inspected.trace)} == {"Client → daemon", "Client → あなたのレジストリ"}
    listed = [(row.way, row.what) for row in rows(inspected.trace)]
    assert listed[1] == ("Client → あなたのレジストリ", "GET /v2/my-httpd/manifests/1.0")


@pytest.mark.parametrize("engine", ["20.10", "26.1", "28.5", "29.7"])
def test_a_process_ends_before_its_container_is_stopped(engine):
    text = said(of(engine, "stop", "docker stop web-test web-nginx"))
    for name in ("web-test", "web-nginx"):
        ended, stopped = (text.index(words + name) for words in ("コンテナの中身が終わった", "コンテナを止めた"))
        assert ended < stopped


def test_only_the_end_that_belongs_to_a_stop_moves_above_it():
    def order(*events):
        entries = tuple(Event(at, "container", action, name) for at, action, name in events)
        return re.findall(r"Note over daemon: (.*)<br/>(\w+)", mermaid([command("docker stop a b", Trace(entries))]))

    end, stop = "コンテナの中身が終わった", "コンテナを止めた"
    assert order((1, "stop", "a"), (1.01, "die", "b"), (1.02, "die", "a")) == [(end, "a"), (stop, "a"), (end, "b")]
    assert order((1, "die", "a"), (1.01, "stop", "a")) == [(end, "a"), (stop, "a")]
    assert order((1, "stop", "a"), (3, "die", "a")) == [(stop, "a"), (end, "a")]


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ("POST /v1.55/containers/web/kill", "強制的に止めてweb"),
        ("POST /v1.41/containers/web/kill?signal=KILL", "強制的に止めてweb"),
        ("POST /v1.55/containers/web/kill?signal=HUP", "合図HUPを送ってweb"),
        ("POST /v1.55/containers/web/stop", "止めてweb"),
        ("POST /v1.55/containers/web/stop?signal=SIGINT", "止めてweb"),
        ("POST /v1.55/containers/web/stop?t=3", "止めて（待つのは3秒まで）web"),
        ("POST /v1.55/containers/web/wait?condition=removed", "消えたら知らせてweb"),
        ("POST /v1.55/containers/web/wait?condition=next-exit", "次に終わったら知らせてweb"),
        ("POST /v1.55/containers/web/wait?condition=not-running", "終わったら知らせてweb"),
        ("POST /v1.55/images/create?fromSrc=-&repo=x&tag=1", "送るファイルをイメージにして"),
        ("POST /v1.55/images/create?fromSrc=http%3A%2F%2Fx%2Fa.tar", "http://x/a.tarをイメージにして"),
        ("POST /v1.55/images/create?fromImage=httpd&tag=latest", "イメージを取ってきて"),
    ],
)
def test_what_is_wanted_of_a_request_is_said(request_, words):
    method, _, path = request_.partition(" ")
    text = said(command("docker x", Trace((Request(0.1, "client", method, path),))))
    assert f"dockerx{words}" in text


def test_a_signal_and_an_import_are_said_of_what_29_logs():
    assert "合図HUPを送ってweb-test" in said(of("29.7", "killhup", "docker kill -s HUP web-test"))
    assert "強制的に止めてweb-test" in said(of("29.7", "kill", "docker kill web-test"))
    text = said(of("29.7", "import", "docker import c.tar imported:1"))
    assert "送るファイルをイメージにして" in text
    assert "イメージを取りこんだ" in text
    assert "レジストリに届いた要求" not in text


@pytest.mark.parametrize(
    ("typed", "spoken"),
    [
        ("docker --version", True),
        ("BEFORE=$(docker image inspect x)", True),
        ("sleep 1; docker ps", True),
        ("DOCKER_BUILDKIT=1 docker build .", True),
        ("cat x |\n docker load", True),
        ("curl http://localhost:8080", False),
        ("sleep 1", False),
        ("cat /etc/docker/daemon.json", False),
        ("grep docker x", False),
        ("docker-compose", False),
    ],
)
def test_only_what_speaks_to_the_client_is_drawn_so(typed, spoken):
    text = mermaid([command(typed, Trace((Event(0.1, "container", "die", "web"),)))])
    assert ("you->>client" in text) == ("client-->>you" in text) == ("daemonには何も頼まない" in text) == spoken
    assert ("Note over you: 出力<br/>終了ステータス 0" in text) != spoken
    assert "Note over daemon: コンテナの中身が終わった<br/>web" in text
    asked = command(typed, Trace((Request(0.1, "client", "GET", "/v1.55/info"),)))
    assert "you->>client" in mermaid([asked])  # somebody did ask


def test_a_builder_whose_requests_no_log_tells_of_is_not_silent():
    text = said(command("docker build .", Trace((Event(0.1, "build", "creating", "[2/2] RUN date"),))))
    assert "コマンドを動かす[2/2]RUNdate" in text
    assert "何も頼まない" not in text
    assert not any("届いた要求はありません" in row.what for row in rows(Trace((Event(0.1, "build", "creating", "x"),))))


def test_below_the_daemon_each_arrow_has_its_line_of_the_log():
    log, registry = captured("29.7", "below")
    typed = "docker run -d --name web-test httpd && docker stop web-test"
    (deep,) = traces(log, registry, 1, deep=True)
    below = [entry for entry in deep.entries if isinstance(entry, Below)]
    assert [entry.step for entry in below] == list(BELOW)
    text = said(command(typed, deep))
    steps = ["動かして", "コンテナを用意して", "起動して、つながる", "見守る用意ができた", "作った", "動かした"]
    places = [text.index(step) for step in [*steps, "止めて", "片付けた", "shimも終わった"]]
    assert places == sorted(places)
    told = [row for row in rows(deep) if row.what.startswith("msg=")]
    assert [row.way for row in told][:3] == ["daemon → containerd", "containerd → shim（runc）", "shim（runc）"]
    assert re.search("pid=[0-9]+ runtime=io.containerd.runc.v2$", told[2].what)
    lines = [line for line in log.splitlines() if "msg=event " in line]
    assert [row.what.split()[-1] for row in told if "topic=" in row.what] == [line.split()[-1] for line in lines]


def test_without_being_asked_nothing_is_told_of_what_is_below_the_daemon():
    log, registry = captured("29.7", "below")
    (trace,) = traces(log, registry, 1)
    assert not trace.deep
    assert not [entry for entry in trace.entries if isinstance(entry, Below)]
    assert "containerd" not in said(command("docker run", trace))


def test_hostile_lines_of_containerd_are_text():
    line = f"msg=event namespace=moby {HOSTILE}"
    hostile = command("docker run", Trace(tuple(Below(0.1, step, line) for step in BELOW), deep=True))
    html = to_html(
        figure(to_svg(mermaid([hostile]), "t")), steps([hostile]), [("docker run", rows(hostile.trace))], False
    )
    assert not re.search(r"<(script|br|b|strong)\b", html)
    assert "&lt;script&gt;alert(1)" in html
