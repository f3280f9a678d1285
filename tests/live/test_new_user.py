"""The lesson as a new user takes it: every command of the built site, typed page after page into one empty engine.

Nothing here knows transcripts or recordings. Commands, files and what must come back are read off the pages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import ndiff

import pytest
from bs4 import BeautifulSoup, Tag

from snippets.sandbox.sandbox import Sandbox
from snippets.sandbox.terminal import lines, visible
from snippets.script.editions import IMAGES, SHOWN, generation_of
from tests.helpers.course import pages

pytestmark = pytest.mark.usefixtures("author")

VARIES = (
    # what is printed, what stands for it, why it is another one the next time
    (r"\b[0-9a-f]{64}\b", "<id>", "IDs of containers are random; digests change when an image is built anew"),
    (r"\b[0-9a-f]{12}\b", "<id>", "the same, as lists shorten it"),
    (r"(?<=[=])[0-9a-f]{16}\b", "<id>", "stand-ins are marked by what they were made of on this machine"),
    (r"\bfile:[0-9a-f]{16}…", "file:<id>…", "the same, as a history shortens it"),
    (r"^[0-9a-z]{25}\*?(?= )", "<id>", "IDs of the build cache are random; the star is on those in use just then"),
    (
        r"\b(?:Less than a second|About an? (?:minute|hour)|\d+ (?:seconds?|minutes?|hours?|days?|weeks?|months?))\b",
        "<time>",
        "how long ago something was",
    ),
    (r"\b[A-Z][a-z]{2} [A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d(?:\.\d+)? (?:UTC )?\d{4}\b", "<moment>", "when it was"),
    (r"\b\d{4}([/-])\d\d\1\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+Z)?", "<moment>", "the same"),
    (r"\b[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d(?= \S+$)", "<moment>", "the same, of a file in a list"),
    (r"\b\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000", "<moment>", "the same"),
    (r"\b\d+\.\d+s(?=$| )", "<seconds>", "how long a step of a build took"),
    (r"\bafter \d+ ms\b", "after <time>", "how long curl tried"),
    (r"\b(tid|start worker process) \d+\b", r"\1 <number>", "threads and processes of Apache and nginx"),
    (r"(?<=RLIMIT_NOFILE\): )\d+:\d+", "<limits>", "what the machine allows"),
    (r"\b[a-z]+_[a-z]+$", "<name>", "the names that Docker makes up"),
    (r"\b\d+(?:\.\d+)?[kMG]?B\b(?: \(\d+%\))?", "<size>", "packages in images, and logs in containers, grow"),
    (r"\bsize: \d+\b", "size: <size>", "the same, of a manifest"),
    (r"(?<![\d.:])(?!0\.0\.0\.0|127\.0\.0\.1)\d+\.\d+(?:\.\d+)+[\w+~-]*", "<version>", "versions; addresses, too"),
    (r"((?:API|Go)? ?[Vv]ersion:|Built:|(?:Git ?)?[Cc]ommit:) .*", r"\1 <version>", "the same, in docker version"),
    (r"^ *\d+ +\d+ +(?=[a-z])", "<pid> <pid> ", "processes are numbered as they come"),
    (r"\b\d+(?= +RUNNING$)|^\d+$", "<number>", "the same, and the ends of cables"),
    (r"^\d+: veth[0-9a-f]+@\S+", "<number>: veth<id>", "the same"),
    (r":\[\d+\]", ":[<number>]", "namespaces are numbered as they come"),
    (r"\b[\d.]+MiB(?= /)", "<size>", "memory in use"),
    (r"(?<=/snapshots/)\d+(?=/)", "<number>", "layers are numbered as they come"),
    (r" {2,}|(?<=:) +", "  ", "columns are as wide as their widest value"),
    (r"^<id>  (?:true|false)  <size>  .*", "<cache>", "the build cache has what the pages before built, too"),
)
UNORDERED = (
    (r" => .*", "the steps of a build run side by side"),
    (
        r"<id>:  (?:Pushed|Pull complete|Layer already exists|Already exists|Download complete)",
        "layers are moved side by side",
    ),
    (r"\S+ +<version>/16", "a network lists its containers in any order"),
    (r"\S+  \S+  (?:sha256:<id>  )?<id>  <time> ago  <size>", "images are listed by when they were built"),
)
"""Lines that may come in another order."""
REPEATED = r"<moment> \[notice\] 1#1:  start worker process <number>|<cache>"
"""A line that comes once for each processor, or for each part of a build cache."""


@dataclass(frozen=True)
class File:
    """A file that a page tells the reader to save."""

    name: str
    text: str


@dataclass(frozen=True)
class Typed:
    """A command that a page shows, and what it says comes back."""

    step: str
    command: str
    status: int | None
    output: tuple[str, ...]


def shape(output: tuple[str, ...]) -> list[str]:
    """What must be equal each time."""
    shaped = []
    for line in output:
        for pattern, stands_for, _ in VARIES:
            line = re.sub(pattern, stands_for, line)
        line = line.rstrip()
        if not (re.fullmatch(REPEATED, line) and shaped[-1:] == [line]):
            shaped.append(line)
    for pattern, _ in UNORDERED:
        at = [number for number, line in enumerate(shaped) if re.fullmatch(pattern, line)]
        for number, line in zip(at, sorted(shaped[number] for number in at), strict=True):
            shaped[number] = line
    return shaped


def told(page: BeautifulSoup, engine: str) -> Iterator[File | Typed]:
    """What a page tells the reader to save and to type, in order.

    Where generations of the engine stand side by side, the reader looks at the own one.
    """
    for part in page.select("article figure.terminal, article .highlight:has(.filename)"):
        if part.name != "figure":
            yield File(part.select_one(".filename").text.strip(), part.select_one("code").text)
        elif _is_for(part, engine):
            yield from _commands(part)


def _is_for(figure: Tag, engine: str) -> bool:
    tabs = figure.find_parent(class_="tabbed-set")
    if not tabs or not tabs.find_previous_sibling(class_="editions"):
        return True
    known, own = list(IMAGES), generation_of(engine)
    blocks = {each["data-step"].partition("@")[2] or SHOWN: each for each in tabs.select("figure.terminal")}
    here = max(known.index(generation) for generation in blocks if known.index(generation) <= known.index(own))
    return blocks[known[here]] is figure


def _commands(figure: Tag) -> Iterator[Typed]:
    command, output, status = "", "", 0
    for part in figure.select("samp :is(.prompt, .typed, .output, .notice)"):
        kind, text = part["class"][0], part.text
        if kind == "prompt" and text == "$ " and command:
            yield _typed(figure, command, status, output)
            command, output, status = "", "", 0
        if kind == "typed":
            command += text
        elif kind == "output":
            output = text.removesuffix("\n")
        elif kind == "notice":
            status = int(re.fullmatch(r"終了ステータス (\d+)\n", text)[1])
    yield _typed(figure, command, status, output)


def _typed(figure: Tag, command: str, status: int, output: str) -> Typed:
    return Typed(figure["data-step"], command.removesuffix("\n"), status, tuple(output.split("\n")) if output else ())


def differences(typed: Typed, status: int | None, output: tuple[str, ...]) -> str:
    """How what came back differs from what the page shows; empty when it does not."""
    shown, got = shape(typed.output), shape(output)
    if (typed.status, shown) == (status, got):
        return ""
    compared = "\n".join(ndiff(shown, got))
    return f"{typed.step}: $ {typed.command}\nstatus {typed.status}, here {status}\n{compared}\n"


def test_every_command_typed_as_shown_gives_what_the_page_shows(site):
    typed = 0
    with Sandbox() as sandbox:
        sandbox.reset({})
        for link, page in list(pages(site))[1:]:  # the first one shows, and tells its reader not to type
            wrong = []
            for part in told(page, sandbox.facts.engine):
                if isinstance(part, File):
                    written = sandbox.run(f"cat >'{part.name}' <<'END-OF-FILE'\n{part.text}END-OF-FILE", 60)
                    assert written.status == 0
                    continue
                done = sandbox.run(part.command, 120)
                output = tuple(visible(line) for line in lines(done.data))
                wrong.append(differences(part, done.status, output))
                typed += 1
            assert "".join(wrong) == "", link
        left = sandbox.run("docker system df --format '{{.Type}}: {{.TotalCount}}'", 60)
    assert typed > 100
    kinds = ("Images", "Containers", "Local Volumes", "Build Cache")
    assert lines(left.data) == tuple(f"{kind}: 0" for kind in kinds)


def test_the_pages_are_those_of_the_navigation_in_its_order(site):
    names = [link.removesuffix("/index.html").strip("/").split("/")[-1] for link, _ in pages(site)]
    lessons = ["first", "client-and-host", "image", "container", "lifecycle", "build", "registry", "try"]
    assert [name for name in names if name in lessons] == lessons
    assert names.index("setup") < names.index("first")
    assert names.index("try") < names.index("troubleshooting")


@pytest.mark.parametrize(
    ("shown", "here"),
    [
        ("web-test", "web-nginx"),
        ("0.0.0.0:8080->80/tcp", "80/tcp"),
        ("httpd        latest    68146c01bfad", "nginx        latest    68146c01bfad"),
        ("Up 2 seconds (Paused)", "Up 2 seconds"),
        ("Exited (0) 2 seconds ago", "Exited (137) 2 seconds ago"),
        ("8feb8422f096: Pushed", "8feb8422f096: Layer already exists"),
        ('{"name":"my-web","tags":["1.0"]}', '{"name":"my-web","tags":["2.0"]}'),
        ("Build Cache     13        0         123B", "Build Cache     0         0         0B"),
        ("127.0.0.1:5000", "127.0.0.1:5001"),
        ("start worker process 7", "start cache manager process 7"),
    ],
)
def test_what_tells_something_is_compared(shown, here):
    assert shape((shown,)) != shape((here,))


@pytest.mark.parametrize(
    ("shown", "here"),
    [
        ("web  853a1c2b9f00   Up 2 seconds   ", "web  0f3a1c2b9f55   Up About a minute"),
        ("sha256:" + "a" * 64 + " size: 1778", "sha256:" + "b" * 64 + " size: 999"),
        (" API version:       1.51", " API version:       1.47"),
        ("Version:          28.5.2+dfsg4", "Version:  26.1.5"),
        ("Tue Nov 24 07:40:01 UTC 2026", "Wed Nov  4 17:40:01 UTC 2026"),
        ("httpd   latest   5 hours ago   137MB", "httpd   latest   3 weeks ago   1.2GB"),
        ("2026/11/24 07:38:47 [notice] 1#1: OS: Linux 6.1.0-9", "2026/12/04 17:38:47 [notice] 1#1: OS: Linux 7.0.1"),
        (" => [2/3] RUN date > built.txt            1.1s", " => [2/3] RUN date > built.txt      0.1s"),
    ],
)
def test_what_varies_by_nature_is_not(shown, here):
    assert shape((shown,)) == shape((here,))
