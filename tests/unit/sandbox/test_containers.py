from types import SimpleNamespace

import pytest
from docker.errors import APIError, ImageNotFound

from snippets.errors import SandboxError, SandboxUnavailableError
from snippets.sandbox.containers import explained, pull


def test_a_full_disk_says_what_to_look_at():
    with (
        pytest.raises(SandboxError, match=r"ディスクがいっぱいです。docker system df で.*no space left on device"),
        explained(),
    ):
        raise APIError("write /var/lib/docker/tmp: no space left on device")


def test_any_other_error_of_docker_keeps_its_reason():
    with pytest.raises(SandboxError, match=r"Dockerがエラーを返しました.*boom"), explained():
        raise APIError("boom")


def test_an_image_that_cannot_be_pulled_is_named():
    def fail(error):
        def call(_):
            raise error

        return call

    images = SimpleNamespace(get=fail(ImageNotFound("no")), pull=fail(APIError("lookup registry: no such host")))
    with pytest.raises(
        SandboxUnavailableError, match=r"イメージ registry:2 を取得できません.*docker pull registry:2.*no such"
    ):
        pull(SimpleNamespace(images=images), "registry:2")
