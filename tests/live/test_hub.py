"""The hub behind the sandbox: what an author reads when it gives nothing, who asks it, and what it is called."""

import json
import socket

import pytest

from snippets.errors import SandboxUnavailableError
from snippets.sandbox import sandbox as module
from snippets.sandbox.sandbox import Sandbox
from snippets.sandbox.terminal import lines
from tests.helpers.hubs import refusing

pytestmark = pytest.mark.usefixtures("untouched")


@pytest.fixture
def gateway(author):
    """This machine, as its containers see it."""
    return author.client.networks.get("bridge").attrs["IPAM"]["Config"][0]["Gateway"]


@pytest.fixture
def login(tmp_path, monkeypatch):
    """Writes the configuration that `docker login` and the author's proxy are kept in."""
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    return lambda **config: (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")


def reason(monkeypatch, url):
    monkeypatch.setenv("HUB_URL", url)
    with pytest.raises(SandboxUnavailableError) as refused:
        Sandbox()
    return str(refused.value)


@pytest.mark.parametrize(
    ("status", "code", "advice"),
    [
        (401, "UNAUTHORIZED", "docker login でログインしなおしてください"),
        (403, "DENIED", "docker login でログインしなおしてください"),
        (429, "TOOMANYREQUESTS", "しばらく待つか、docker login でログインしてください"),
        (500, "", "しばらく待ってから、もう一度実行してください"),
    ],
)
def test_a_hub_that_refuses(gateway, monkeypatch, status, code, advice):
    with refusing(gateway, status, code) as url:
        message = reason(monkeypatch, url)
    assert message.startswith(f"サンドボックスは {url} からイメージを取得できません。")
    assert advice in message


def test_a_hub_that_nobody_vouches_for(gateway, monkeypatch):
    with refusing(gateway, 200, certified=True) as url:
        assert "証明書を信用できません" in reason(monkeypatch, url)


def test_a_hub_that_does_not_answer(gateway, monkeypatch):
    monkeypatch.setattr(module, "_PROBING", 3)
    with socket.socket() as silent:
        silent.bind((gateway, 0))
        silent.listen()
        assert "返事がありません" in reason(monkeypatch, f"http://{gateway}:{silent.getsockname()[1]}")


def test_a_hub_that_is_not_there(gateway, monkeypatch):
    with socket.socket() as closed:
        closed.bind((gateway, 0))
        assert "つながりません" in reason(monkeypatch, f"http://{gateway}:{closed.getsockname()[1]}")
    assert "名前からアドレスがわかりません" in reason(monkeypatch, "http://hub.invalid")


def test_a_proxy_that_is_not_there(login, gateway, monkeypatch):
    with socket.socket() as closed:
        closed.bind((gateway, 0))
        login(proxies={"default": {"httpProxy": f"http://{gateway}:{closed.getsockname()[1]}"}})
        assert "プロキシにつながりません" in reason(monkeypatch, "http://hub.invalid")


def test_a_build_shows_recordings_where_the_hub_refuses_and_says_why(gateway, project):
    project.page("page", one="$ echo hello\nhello\n")
    project.record("page", "hello")
    with refusing(gateway, 429, "TOOMANYREQUESTS") as url:
        status, output = project.build("auto", HUB_URL=url)
        assert (status, "記録を再生 1" in output, "取得できる回数の上限に達しています" in output) == (0, True, True), (
            output
        )
        status, output = project.build("live", HUB_URL=url)
        assert (status, "取得できる回数の上限に達しています" in output) == (1, True), output
        assert "Traceback" not in output


def test_the_authors_login_and_proxy_are_for_the_registry_and_not_for_the_engine(author, login, gateway, monkeypatch):
    with socket.socket() as closed:
        closed.bind((gateway, 0))
        proxy = f"http://{gateway}:{closed.getsockname()[1]}"
        login(proxies={"default": {"httpProxy": proxy, "noProxy": "*"}})
        monkeypatch.setenv("REGISTRY_PROXY_USERNAME", "lesson")
        monkeypatch.setenv("REGISTRY_PROXY_PASSWORD", "open-sesame")
        with Sandbox() as sandbox:
            environment = author.client.containers.get(f"{sandbox._name}-registry").attrs["Config"]["Env"]
            assert {f"HTTP_PROXY={proxy}", "REGISTRY_PROXY_PASSWORD=open-sesame"} <= set(environment)
            assert lines(sandbox.run("env | grep -i -e proxy -e sesame", 60).data) == ()
            logs = sandbox.logs()
            assert "open-sesame" not in logs.engine + logs.registry


def test_the_client_itself_can_ask_the_hub(author):
    with Sandbox() as sandbox:
        sandbox.reset({})
        told = sandbox.run("docker manifest inspect hello-world", 60)
        assert told.status == 0
        assert json.loads(told.data)["schemaVersion"] == 2
