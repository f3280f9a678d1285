import base64
import json

import pytest

from snippets.sandbox.hub import STAND_IN, Hub, hub, last_words, refusal


@pytest.fixture(autouse=True)
def login(tmp_path, monkeypatch):
    """What `docker login` keeps, which is nothing at first."""
    for name in ("HUB_URL", "REGISTRY_PROXY_USERNAME", "REGISTRY_PROXY_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))

    def write(**auths):
        kept = {host: {"auth": base64.b64encode(each.encode()).decode()} for host, each in auths.items()}
        (tmp_path / "config.json").write_text(json.dumps({"auths": kept}), encoding="utf-8")

    return write


def test_docker_hub_without_an_account_is_the_hub_unless_the_environment_names_another(monkeypatch):
    assert hub() == Hub("https://registry-1.docker.io", None)
    monkeypatch.setenv("HUB_URL", "https://mirror.example:5000")
    assert hub() == Hub("https://mirror.example:5000", None)


def test_an_account_comes_from_the_login_to_that_registry_or_from_the_environment(login, monkeypatch):
    login(**{"https://index.docker.io/v1/": "taro:secret", "mirror.example:5000": "hanako:other"})
    assert hub().user == ("taro", "secret")
    monkeypatch.setenv("HUB_URL", "https://mirror.example:5000")
    assert hub().user == ("hanako", "other")
    monkeypatch.setenv("REGISTRY_PROXY_USERNAME", "jiro")
    monkeypatch.setenv("REGISTRY_PROXY_PASSWORD", "third")
    assert hub().user == ("jiro", "third")
    assert "third" in hub().registry().values()


@pytest.mark.parametrize(
    ("url", "labels", "name"),
    [
        ("https://registry-1.docker.io", {}, "docker-hub"),
        ("https://mirror.example:5000", {"maintainer": "x"}, "mirror.example:5000"),
        ("https://taro:secret@mirror.example", {}, "mirror.example"),
        ("http://172.17.0.2:5000", {STAND_IN: "1234"}, "stand-in"),
    ],
)
def test_a_hub_has_its_own_name_and_only_the_tests_own_is_a_stand_in(url, labels, name):
    assert Hub(url, None).name(labels) == name


def test_a_password_is_in_no_message():
    message = refusal(Hub("https://taro:secret@mirror.example", ("taro", "secret")), "unauthorized: taro:secret")
    assert "secret" not in message
    assert "https://mirror.example " in message


def test_what_nobody_has_seen_yet_is_quoted_and_cut():
    message = refusal(Hub("https://mirror.example", None), "<script>\n" + "x" * 1000)
    assert "取得できません。registryの答えを確かめてください" in message
    assert "<script> xxx" in message
    assert len(message) < 400


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ("panic: Get https://x/v2/: no such host\n\ngoroutine 1\n", "Get https://x/v2/: no such host"),
        ('time="x" level=fatal msg="lookup x"\n', '"lookup x"'),
        ("level=info msg=listening\n", ""),
    ],
)
def test_a_registry_that_ended_said_why(log, words):
    assert last_words(log) == words
