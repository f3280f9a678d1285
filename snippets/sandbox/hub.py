"""Docker Hub as the sandbox has it: a registry under the Hub's own name that fetches from what `HUB_URL` names.

The engine believes to speak to Docker Hub, so that every program that asks a registry finds it, not the daemon alone:
`docker manifest inspect` asks by itself.
"""

import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import trustme
from docker.auth import load_config

NAME = "registry-1.docker.io"
STAND_IN = "docker-flow-lesson.hub"
"""The label by which the images of `tests/hub` tell what they are."""
PROBE = "hello-world"
"""The image that is pulled to see whether the hub gives any."""
QUESTION = f"https://{NAME}/v2/library/{PROBE}/manifests/sha256:{'0' * 64}"
"""What the registry answers in the hub's own words: it takes a tag that the hub refuses for one that is unknown."""
KEY = "hub.pem"
"""File of the registry's certificate with its key, in its container's top folder."""
ROOT = "hub-root.pem"
"""File of the certificate that the engine trusts, in its container's top folder."""


@dataclass(frozen=True)
class Hub:
    """A registry with the images of the lessons.

    Attributes:
        url: Where it is, as in the environment variable ``HUB_URL``.
        user: Who fetches, and the password; None without an account.
    """

    url: str
    user: tuple[str, str] | None

    def name(self, labels: dict[str, str]) -> str:
        """What recordings call it: ``docker-hub``, ``stand-in`` for the one of the tests, or its host.

        Args:
            labels: Of an image from there.
        """
        if STAND_IN in labels:
            return "stand-in"
        return "docker-hub" if self.host == NAME else self.host

    @property
    def host(self) -> str:
        """Its name and port."""
        return urlsplit(self.url).netloc.rpartition("@")[2]

    def registry(self) -> dict[str, str]:
        """The environment of a registry that fetches from it.

        See https://distribution.github.io/distribution/recipes/mirror/
        """
        told = {
            "REGISTRY_PROXY_REMOTEURL": self.url,
            "REGISTRY_HTTP_ADDR": ":443",
            "REGISTRY_HTTP_TLS_CERTIFICATE": f"/{KEY}",
            "REGISTRY_HTTP_TLS_KEY": f"/{KEY}",
        }
        if self.user:
            told["REGISTRY_PROXY_USERNAME"], told["REGISTRY_PROXY_PASSWORD"] = self.user
        return told


def hub() -> Hub:
    """The hub that the environment names, with what ``docker login`` keeps for it.

    Raises:
        DockerException: The store of ``docker login`` cannot be read.
    """
    url = os.environ.get("HUB_URL", f"https://{NAME}")
    if user := os.environ.get("REGISTRY_PROXY_USERNAME"):
        return Hub(url, (user, os.environ.get("REGISTRY_PROXY_PASSWORD", "")))
    host = Hub(url, None).host
    kept = load_config().resolve_authconfig(None if host == NAME else host) or {}
    # Some logins keep a token for the engine instead, which a registry cannot use.
    user, password = kept.get("username"), kept.get("password")
    return Hub(url, (user, password) if user and password else None)


def certificates() -> tuple[bytes, bytes]:
    """A certificate with its key for `NAME`, and the one that vouches for it, both as PEM."""
    authority = trustme.CA()
    issued = authority.issue_cert(NAME)
    return issued.private_key_and_cert_chain_pem.bytes(), authority.cert_pem.bytes()


def last_words(log: str) -> str:
    """Why a registry ended, by its log; empty when it did not. One that cannot reach its hub at first gives up."""
    found = re.search(r"^panic: (.+)|level=fatal msg=(.+)", log, re.M)
    return (found[1] or found[2]) if found else ""


# What a registry writes, in Go's words or the hub's, when it cannot fetch; the first that fits.
_REFUSALS = (
    (
        r"toomanyrequests|\b429\b",
        "取得できる回数の上限に達しています",
        "しばらく待つか、docker login でログインしてください",
    ),
    (
        r"unauthorized|authentication required|denied|\b40[13]\b",
        "ログインを求められたか、ログインの情報が正しくありません",
        "docker login でログインしなおしてください",
    ),
    (
        r"proxyconnect|Proxy Authentication",
        "プロキシにつながりません",
        "~/.docker/config.json の proxies を確かめてください",
    ),
    (
        r"x509|certificate|tls:",
        "証明書を信用できません",
        "通信を調べる社内の機器がないか、時計が合っているかを確かめてください",
    ),
    (
        r"no such host|server misbehaving|lookup \S+",
        "名前からアドレスがわかりません（DNS）",
        "ネットワークと HUB_URL のつづりを確かめてください",
    ),
    (
        r"unexpected HTTP status: \d+|unexpected status",
        "相手が故障しています",
        "しばらく待ってから、もう一度実行してください",
    ),
    (
        r"refused|unreachable|timeout|deadline|EOF|reset",
        "つながりません",
        "ネットワークとプロキシの設定、HUB_URL を確かめてください",
    ),
)
_SILENCE = ("返事がありません", "ネットワークとプロキシの設定、HUB_URL を確かめてください")
_LONGEST = 300
"""Characters that a message quotes of what the registry said."""


def refusal(hub: Hub, said: str) -> str:
    """Why the hub gives no image, and what to do.

    Args:
        hub: Where images come from.
        said: What the sandbox's registry answered, or logged at its end; empty when it does neither.
    """
    where = f"{urlsplit(hub.url).scheme}://{hub.host}"
    secret = hub.user[1] if hub.user else ""
    said = " ".join((said.replace(secret, "…") if secret else said).split())[:_LONGEST]
    found = (words for pattern, *words in _REFUSALS if re.search(pattern, said))
    what, advice = next(found, ("取得できません", "registryの答えを確かめてください") if said else _SILENCE)
    answer = f"registryの答え: {said}" if said else "registryは何も答えませんでした。"
    return f"サンドボックスは {where} からイメージを取得できません。{what}。{advice}。{answer}"
