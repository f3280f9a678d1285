"""What the sandbox does with the author's Docker besides running commands: images, containers, what was left behind.

Nothing here lists, reads or changes a container, image, network or volume without the sandbox's label, but for
pulling the two images it is made of.
"""

import contextlib
import hashlib
import io
import os
import tarfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import docker
from docker.context import ContextAPI
from docker.errors import APIError, DockerException, ImageNotFound, NotFound
from docker.models.containers import Container
from requests.exceptions import RequestException

from snippets.errors import SandboxError, SandboxUnavailableError

LABEL = "docker-flow-lesson.sandbox"
_ABANDONED = 60
"""Seconds after which a container that was created but never started belongs to nobody."""
_CONNECTING = 10
"""Seconds within which Docker must answer at first."""
_IMAGE = Path(__file__).with_name("image")
"""What the engine's image is built of."""


def connect(timeout: int) -> docker.DockerClient:
    """The author's Docker, whose later answers may take some seconds.

    Raises:
        SandboxUnavailableError: It does not answer.
    """
    try:
        context = None if os.environ.get("DOCKER_HOST") else ContextAPI.get_current_context()
        if context and context.name != "default":
            client = docker.DockerClient(context.Host, tls=context.TLSConfig, version="auto", timeout=_CONNECTING)
        else:
            client = docker.from_env(version="auto", timeout=_CONNECTING)
    except (DockerException, RequestException, OSError) as error:
        raise SandboxUnavailableError(
            "Dockerに接続できません。Docker Desktopを起動するか、Linuxでは dockerd が動いていることと、"
            f"docker ps を実行できる権限を確かめてください（{error}）。"
        ) from error
    client.api.timeout = timeout
    return client


def sweep(client: docker.DockerClient) -> None:
    """Remove what a killed process left: containers that do not run, networks and volumes of no container."""
    mine = {"label": LABEL}
    # Before the containers: a sandbox that starts meanwhile has its first container before all else.
    others: list[Any] = [*client.networks.list(filters=mine), *client.volumes.list(filters=mine)]
    alive = set()
    for container in client.api.containers(all=True, filters=mine):
        fresh = container["State"] == "created" and time.time() - container["Created"] < _ABANDONED
        if container["State"] == "running" or fresh:
            alive.add(container["Labels"][LABEL])
        else:
            remove(client.containers.get(container["Id"]))
    for other in others:
        if other.attrs["Labels"][LABEL] not in alive:
            with contextlib.suppress(NotFound):
                other.remove()


def pull(client: docker.DockerClient, image: str) -> None:
    """Pull an image that is not there.

    Raises:
        SandboxUnavailableError: It cannot be had.
    """
    try:
        client.images.get(image)
    except ImageNotFound:
        try:
            client.images.pull(image)
        except (DockerException, RequestException) as error:
            if "no space left" in str(error):
                raise
            raise SandboxUnavailableError(
                f"サンドボックス用のイメージ {image} を取得できません。"
                f"ネットワークを確かめて docker pull {image} を試してください（{error}）。"
            ) from error


def build(client: docker.DockerClient, base: str) -> str:
    """Build the engine's image on one of Docker's, unless it is there, and give its ID."""
    files = {path.name: path.read_bytes() for path in sorted(_IMAGE.iterdir())}
    recipe = repr((client.images.get(base).id, files))
    tag = f"docker-flow-lesson-engine:{hashlib.sha256(recipe.encode()).hexdigest()[:12]}"
    try:
        image = client.images.get(tag)
    except ImageNotFound:
        image, _ = client.images.build(
            fileobj=io.BytesIO(archive(files)), custom_context=True, buildargs={"BASE": base}, tag=tag, rm=True
        )
    return str(image.id)


def archive(files: Mapping[str, bytes]) -> bytes:
    """A tar archive; what begins as a script may be executed."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), 0o755 if data.startswith(b"#!") else 0o644
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def remove(container: Container) -> None:
    """Remove a container that may be on its way out by itself, and wait until it is gone."""
    try:
        container.remove(v=True, force=True)
    except NotFound:
        return
    except APIError as error:
        if error.status_code != 409:
            raise
        with contextlib.suppress(NotFound):
            container.wait(condition="removed")


@contextlib.contextmanager
def explained(kind: type[SandboxError] = SandboxError) -> Iterator[None]:
    """Turn what Docker or the network raises into an error that says what to do."""
    try:
        yield
    except (DockerException, RequestException, OSError) as error:
        if "no space left" in str(error):
            advice = (
                "ディスクがいっぱいです。docker system df で使用量を確かめ、空きを作ってからもう一度実行してください"
            )
        else:
            advice = (
                "サンドボックスの操作にDockerがエラーを返しました。Dockerの状態を確かめて、もう一度実行してください"
            )
        raise kind(f"{advice}（{error}）。") from error


def hang_up(stream: Any) -> None:
    """Close a raw stream of the SDK, which keeps the connection in the response that it hangs on the stream."""
    stream._response.close()
    stream.close()
