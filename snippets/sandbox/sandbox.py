"""The sandbox: a private engine and a private pull-through registry on the author's own Docker.

The containers end by themselves when this process is gone, however it went: their first process waits for the end
of an input that this process holds open.
"""

import contextlib
import json
import queue
import shlex
import threading
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docker.errors import APIError, DockerException, NotFound
from docker.models.containers import Container
from docker.types import Mount
from requests.exceptions import RequestException

from snippets.errors import SandboxUnavailableError
from snippets.sandbox.containers import LABEL, archive, build, connect, explained, hang_up, pull, remove, sweep
from snippets.sandbox.hub import KEY, NAME, PROBE, QUESTION, ROOT, Hub, certificates, hub, last_words, refusal
from snippets.sandbox.terminal import COLUMNS, ROWS
from snippets.script.editions import IMAGES, SHOWN

REGISTRY_IMAGE = "registry:3"
LIFETIME = 3600
"""Seconds after which the containers end even when their owner still runs."""
KEPT_BYTES = 256 * 1024
"""How much of one command's output is kept: emulating a terminal takes about two seconds a megabyte."""
_PROBING = 30
"""Seconds within which the hub must give the probe."""
_DYING = 10
"""Seconds after which a command that was killed must be gone."""
_LOG = "/var/log/dockerd.log"
_LOG_BYTES = 8 * 1024 * 1024
"""How much of the logs is read; a page that fills more has no traces."""

# Where the author's Docker may not grant privileges, this is enough for an engine. (Engine API: HostConfig)
_PRIVILEGED: dict[str, Any] = {"Privileged": True}
_UNPRIVILEGED: dict[str, Any] = {
    "CapAdd": ["ALL"],
    "CapDrop": ["SYS_RESOURCE"],
    "SecurityOpt": ["seccomp=unconfined", "apparmor=unconfined"],
    "MaskedPaths": [],
    "ReadonlyPaths": [],
    "DeviceCgroupRules": ["a *:* rwm"],
    "CgroupnsMode": "host",
    "Binds": ["/sys/fs/cgroup:/sys/fs/cgroup:rw"],
}


@dataclass(frozen=True)
class Output:
    """What one command did.

    Attributes:
        chunks: The bytes it wrote to its terminal, `KEPT_BYTES` at most, by the second in which they came.
        cut: Whether it wrote more than that.
        status: Its exit status; None when it was stopped at its timeout.
        seconds: How long it took.
    """

    chunks: tuple[tuple[float, bytes], ...]
    cut: bool
    status: int | None
    seconds: float

    @property
    def data(self) -> bytes:
        """All bytes that are kept."""
        return b"".join(chunk for _, chunk in self.chunks)


@dataclass(frozen=True)
class Facts:
    """What the sandbox is made of.

    Attributes:
        engine: The version the daemon tells, such as ``28.5.2``.
        platform: Such as ``linux/amd64``.
        hub: Where its images come from; see `snippets.sandbox.hub.Hub.name`.
        image: The ID of the image the engine runs from.
    """

    engine: str
    platform: str
    hub: str
    image: str


@dataclass(frozen=True)
class Logs:
    """What the sandbox logged since it began; see `snippets.trace.logs`.

    Attributes:
        engine: The daemon's log, with the engine's events and marks around the commands.
        registry: The log of the registry.
    """

    engine: str
    registry: str


class Sandbox:
    """A running sandbox; `close` it, or use it as a context manager.

    Args:
        base: The image of Docker's that its engine is built on.

    Attributes:
        facts: What it is made of.

    Raises:
        SandboxUnavailableError: Docker cannot be reached, the sandbox's images cannot be had, or it does not start.
    """

    def __init__(self, base: str = IMAGES[SHOWN]) -> None:
        self._base = base
        self._name = f"docker-flow-lesson-{uuid.uuid4().hex[:12]}"
        self._containers: list[Container] = []
        self._inputs: list[Any] = []
        self._network: Any = None
        self._clean = True
        self._engine_log = bytearray()
        self._docker = connect(LIFETIME)
        try:
            with explained(SandboxUnavailableError):
                sweep(self._docker)
                self._start()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def alive(self) -> bool:
        """Whether the engine's container still runs."""
        try:
            self._engine.reload()
        except (DockerException, RequestException):
            return False
        return bool(self._engine.status == "running")

    def reset(self, files: Mapping[str, bytes]) -> None:
        """Bring the engine back to its first state and put the files into the home directory."""
        with explained():
            if not self._clean:
                self._call("reset")
            self._clean = False
            if files:
                self._engine.put_archive("/root", archive(files))

    def run(self, command: str, timeout: float) -> Output:
        """Run a command in a terminal inside the engine's container, without input.

        Args:
            command: What is typed.
            timeout: Seconds after which it is killed.
        """
        with explained():
            return self._run(["run-command", str(COLUMNS), str(ROWS), command], timeout)

    def logs(self) -> Logs:
        """Everything that was logged until now.

        Raises:
            SandboxError: The logs cannot be read.
        """
        with explained():
            left = _LOG_BYTES - len(self._engine_log)
            read = f"tail -c +{len(self._engine_log) + 1} {_LOG} | head -c {left}"
            # types-docker gives the type of streams to what is none.
            self._engine_log += self._engine.exec_run(["sh", "-c", read], stderr=False).output  # type: ignore[arg-type]
            registry = bytes(self._registry.logs())
            if len(self._engine_log) >= _LOG_BYTES or len(registry) >= _LOG_BYTES:
                raise DockerException(f"サンドボックスのログが {_LOG_BYTES} バイトを超えました。")
            return Logs(self._engine_log.decode(errors="replace"), registry.decode(errors="replace"))

    def container_log(self, container: str) -> str:
        """What a lesson's container wrote until now; empty where it or the daemon is gone.

        Raises:
            SandboxError: The log cannot be read.
        """
        with explained():
            read = f"docker logs {shlex.quote(container)} 2>&1 | head -c {_LOG_BYTES}"
            status, text = self._silently("bash", "-o", "pipefail", "-c", read)
            return text if status == 0 else ""

    def close(self) -> None:
        """Remove the sandbox; calling it again does nothing."""
        while self._containers:
            remove(self._containers.pop())
        if self._network:
            with contextlib.suppress(NotFound):
                self._network.remove()
            self._network = None
        while self._inputs:
            hang_up(self._inputs.pop())
        self._docker.close()

    def _start(self) -> None:
        source = hub()
        key, root = certificates()
        pull(self._docker, REGISTRY_IMAGE)
        pull(self._docker, self._base)
        image = build(self._docker, self._base)
        # Containers first: a network without a container is how `sweep` knows what a killed process left.
        serve = f"/entrypoint.sh /etc/distribution/config.yml & exec timeout {LIFETIME} cat"
        command = ["sh", "-c", serve]
        self._registry = self._create("registry", REGISTRY_IMAGE, command, source.registry(), {KEY: key}, {})
        # Internal: the lesson's containers reach the registry and nothing else.
        self._network = self._docker.networks.create(self._name, internal=True, labels={LABEL: self._name})
        self._network.connect(self._registry)
        self._engine = self._create_engine(image, root)
        # As most readers have it: ports are then published for IPv6 as well. Some kernels have none.
        self._silently("sh", "-c", "echo 0 >/proc/sys/net/ipv6/conf/lo/disable_ipv6")
        self._call("reset")
        version = self._call("docker", "version", "--format", "{{.Server.Version}} {{.Server.Os}}/{{.Server.Arch}}")
        engine, platform = version.split()
        self.facts = Facts(engine, platform, source.name(self._labels(source)), image)

    def _labels(self, source: Hub) -> dict[str, str]:
        """The labels of an image that the engine gets from its registry; it is in the way until the next reset."""
        self._clean = False
        if (words := self._last_words()) is not None:
            raise SandboxUnavailableError(refusal(source, words))
        if self._run(["docker", "pull", PROBE], _PROBING).status != 0:
            _, said = self._silently("curl", "--silent", "--max-time", str(_PROBING), QUESTION)
            raise SandboxUnavailableError(refusal(source, said))
        return json.loads(self._call("docker", "image", "inspect", "--format", "{{json .Config.Labels}}", PROBE)) or {}

    def _last_words(self) -> str | None:
        """Why the registry does not answer, empty when it says nothing; None once it answers."""
        deadline = time.monotonic() + _PROBING
        while time.monotonic() < deadline:
            if self._silently("curl", "--silent", "--output", "/dev/null", f"https://{NAME}/v2/")[0] == 0:
                return None
            if words := last_words(self._registry.logs().decode(errors="replace")):
                return words
            time.sleep(0.1)
        return ""

    def _create_engine(self, image: str, root: bytes) -> Container:
        # Not the daemon: a lesson can stop and start that.
        command = ["timeout", str(LIFETIME), "cat"]
        environment = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "SSL_CERT_FILE": f"/{ROOT}"}
        host = {
            "NetworkMode": self._name,
            "Mounts": [Mount("/var/lib/docker", None, labels={LABEL: self._name})],
            # The only name that it knows; see the script `daemon`.
            "ExtraHosts": [f"{NAME}:{self._address(self._registry)}"],
        }
        try:
            return self._create("engine", image, command, environment, {ROOT: root}, {**host, **_PRIVILEGED})
        except APIError as error:
            # With cgroup v2 the engine would need the author's own cgroups.
            if "operation not permitted" not in str(error) or self._docker.info()["CgroupVersion"] != "1":
                raise
        remove(self._containers.pop())
        return self._create("engine", image, command, environment, {ROOT: root}, {**host, **_UNPRIVILEGED})

    def _create(
        self,
        role: str,
        image: str,
        command: list[str],
        environment: dict[str, str],
        files: dict[str, bytes],
        host: dict[str, Any],
    ) -> Container:
        """Create and start a container whose first process lives no longer than this one."""
        created = self._docker.api.create_container(
            image,
            entrypoint=command,
            name=f"{self._name}-{role}",
            hostname=role,
            environment=environment,
            labels={LABEL: self._name},
            stdin_open=True,
            # The author's proxy is for what leads outside, which the engine has nothing of.
            use_config_proxy=role == "registry",
            host_config={"Init": True, "AutoRemove": True, **host},
        )
        container = self._docker.containers.get(created["Id"])
        self._containers.append(container)
        container.put_archive("/", archive(files))
        self._inputs.append(container.attach_socket(params={"stdin": 1, "stream": 1}))
        container.start()
        return container

    def _address(self, container: Container) -> str:
        container.reload()
        return str(container.attrs["NetworkSettings"]["Networks"][self._name]["IPAddress"])

    def _call(self, *command: str) -> str:
        output = self._run(list(command), timeout=60)
        text = output.data.decode(errors="replace").strip()
        if output.status != 0:
            raise DockerException(f"サンドボックスの中で {' '.join(command)} が失敗しました。\n{text}")
        return text

    def _run(self, command: list[str], timeout: float) -> Output:
        started = time.monotonic()
        api = self._docker.api
        call = api.exec_create(self._engine.id, command, tty=True)["Id"]
        coming: _Chunks = queue.Queue(maxsize=64)
        threading.Thread(target=_read, args=(api, call, coming), daemon=True).start()
        kept: list[tuple[float, bytes]] = []
        left, cut, stopped = KEPT_BYTES, False, False
        deadline = started + timeout
        while True:
            try:
                chunk = coming.get(timeout=max(deadline - time.monotonic(), 0))
            except queue.Empty:
                if stopped:
                    raise DockerException(f"止まりません: {command[-1]}") from None
                self._kill()
                stopped, deadline = True, time.monotonic() + _DYING
                continue
            if isinstance(chunk, Exception):
                raise chunk
            if chunk is None:
                break
            cut = cut or len(chunk) > left
            if chunk := chunk[:left]:
                kept.append((time.monotonic() - started, chunk))
                left -= len(chunk)
        status = None if stopped else api.exec_inspect(call)["ExitCode"]
        return Output(tuple(kept), cut, status, time.monotonic() - started)

    def _kill(self) -> None:
        """End the command that runs in the terminal, with all its processes."""
        self._silently("bash", "-c", "kill -KILL -- -$(cat /run/lesson/pid)")

    def _silently(self, *command: str) -> tuple[int, str]:
        """Run a command inside the engine's container without a terminal: its exit status, and what it wrote."""
        done = self._engine.exec_run(list(command))
        # types-docker gives the types of streams and of what still runs to what is neither.
        return int(done.exit_code), bytes(done.output).decode(errors="replace")  # type: ignore[arg-type]


_Chunks = queue.Queue[bytes | Exception | None]


def _read(api: Any, call: str, chunks: _Chunks) -> None:
    try:
        stream = api.exec_start(call, tty=True, socket=True)
        try:
            # What comes together with the head of the answer is in this buffer, which the SDK's own readers pass by.
            buffer = stream._response.raw._fp.fp
            while chunk := buffer.read1():
                chunks.put(chunk)
        finally:
            hang_up(stream)
        chunks.put(None)
    except (DockerException, RequestException, OSError) as error:
        chunks.put(error)
