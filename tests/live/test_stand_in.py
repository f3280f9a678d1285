"""The stand-ins of Docker Hub and Docker's own images are like them. With the real ones there is nothing to test."""

import base64
import json
import os
import re

import pytest
import requests

from snippets.script.editions import IMAGES

HUB = os.environ.get("HUB_URL", "")
INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"

pytestmark = pytest.mark.skipif(not HUB, reason="HUB_URL names no stand-in")


def get(path, accept="*/*", **headers):
    return requests.get(f"{HUB}/v2/{path}", headers={"Accept": accept, **headers}, timeout=10)


def token(scope, user=None):
    """The answer to a request for a token, at the address which the hub itself names."""
    realm, service = re.findall(r'(?:realm|service)="([^"]+)"', get("").headers["WWW-Authenticate"])
    return requests.get(realm, {"service": service, "scope": scope}, auth=user, timeout=10)


def access(scope, user=None):
    """What a token allows."""
    payload = token(scope, user).json()["token"].split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "==="))["access"]


def pulled(name, reference="latest", kind="manifests", accept=INDEX):
    bearer = token(f"repository:library/{name}:pull").json()["token"]
    return get(f"library/{name}/{kind}/{reference}", accept, Authorization=f"Bearer {bearer}")


def platforms(name):
    index = pulled(name).json()
    assert index["mediaType"] == INDEX
    return [(entry["platform"]["architecture"], entry["digest"]) for entry in index["manifests"]]


def test_nothing_is_given_without_a_token():
    for path in ("", "library/httpd/manifests/latest", "_catalog"):
        answer = get(path)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (401, "UNAUTHORIZED")
        assert answer.headers["WWW-Authenticate"].startswith(f'Bearer realm="{HUB}/token",service=')


def test_everybody_may_pull_and_nobody_may_push():
    assert access("repository:library/httpd:pull,push") == [
        {"type": "repository", "name": "library/httpd", "actions": ["pull"]}
    ]
    assert access("repository:httpd:pull") == access("registry:catalog:*") == access("") == []


def test_an_unknown_repository_is_refused_and_an_unknown_tag_is_not_found():
    refused = pulled("nosuch")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].endswith(
        'scope="repository:library/nosuch:pull",error="insufficient_scope"'
    )
    missing = pulled("httpd", "nosuch")
    assert (missing.status_code, missing.json()["errors"][0]["code"]) == (404, "MANIFEST_UNKNOWN")


def test_a_user_with_a_password_may_push():
    (granted,) = access("repository:library/mine:pull,push", ("lesson", "open-sesame"))
    assert granted["actions"] == ["pull", "push"]
    refused = token("repository:library/httpd:pull", ("lesson", "wrong"))
    assert (refused.status_code, refused.json()) == (401, {"details": "incorrect username or password"})


def test_images_are_indexes_with_a_note_of_how_they_were_built():
    for name in ("httpd", "nginx", "hello-world"):
        *images, (kind, digest) = platforms(name)
        assert kind == "unknown"
        (note, *_) = pulled(name, digest, accept=MANIFEST).json()["layers"]
        assert note["annotations"]["in-toto.io/predicate-type"].startswith("https://slsa.dev/provenance/")
        manifest = pulled(name, images[0][1], accept=MANIFEST).json()
        config = pulled(name, manifest["config"]["digest"], kind="blobs").json()
        assert re.fullmatch("[0-9a-f]{16}", config["config"]["Labels"]["docker-flow-lesson.hub"])
        assert not [step for step in config["history"] if "#(nop)" in step.get("created_by", "")]


def test_one_name_is_for_several_platforms():
    assert {kind for kind, _ in platforms("hello-world")} == {"amd64", "arm64", "unknown"}
    assert len(platforms("nginx")) == 2


@pytest.mark.parametrize("image", IMAGES.values())
def test_the_image_of_an_engine_has_busybox_and_gets_more_from_apk(author, image):
    def printed(script):
        output = author.client.containers.run(image, ["sh", "-c", script], remove=True)
        return output.decode().splitlines()

    if "docker-flow-lesson.hub" not in author.client.images.get(image).labels:
        pytest.skip(f"{image} is no stand-in")
    assert printed("for name in bash curl apt-get perl; do command -v $name; done; realpath /bin/sh /usr/bin/tail") == [
        "/usr/bin/busybox",
        "/usr/bin/busybox",
    ]
    assert printed("apk add --no-cache bash curl && bash -c 'curl --version' | cut -d ' ' -f 1 | head -n 1") == [
        "Installing bash",
        "Installing curl",
        "curl",
    ]
    assert printed("apk add nosuch 2>&1 || echo $?") == [
        "ERROR: unable to select packages: nosuch (no such package)",
        "1",
    ]
    assert printed("docker compose version")[0].startswith("Docker Compose version 2.")
