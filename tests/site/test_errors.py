"""エラー逆引き: every error that the lesson promises was made for real, and its way out as well."""

import re

import pytest
from bs4 import BeautifulSoup

# What must be on the page: the entry, the command, its status, and a part of what it printed.
PROMISED = [
    ("daemon-down", "docker ps", 1, "failed to connect to the docker API at unix:///var/run/docker.sock;"),
    ("permission", "su nobody -s /bin/sh -c 'docker ps'", 1, "permission denied while trying to connect"),
    ("name-in-use", "docker run -d --name web-test httpd", 125, '"/web-test" is already in use by container "'),
    ("port-in-use", "docker run -d --name web2 -p 8080:80 httpd", 125, "8080 failed: port is already allocated"),
    (
        "options-after-image",
        "docker run -d httpd --name foo",
        127,
        'exec: "--name": executable file not found in $PATH',
    ),
    ("command-not-found", "docker run httpd nosuchcmd", 127, 'exec: "nosuchcmd": executable file not found in $PATH'),
    ("is-a-directory", "docker run httpd /etc", 126, 'exec: "/etc": is a directory'),
    ("uppercase", "docker run HTTPD", 125, "repository name (library/HTTPD) must be lowercase"),
    (
        "no-such-tag",
        "docker pull localhost:5000/httpd:nosuchtag",
        1,
        'failed to resolve reference "localhost:5000/httpd:nosuchtag"',
    ),
    ("no-such-image", "docker run --pull never nosuch", 125, "No such image: nosuch:latest"),
    ("rm-running", "docker rm web-test", 1, "container is running: stop the container before removing"),
    ("image-in-use", "docker image rm httpd", 1, "is using its referenced image"),
    ("typo", "docker rum httpd", 1, "docker: unknown command: docker rum"),
    ("vanished", "docker run --name once httpd true", 0, ""),
    ("vanished", "docker ps --filter name=once", 0, "CONTAINER ID"),
    ("vanished", "docker ps -a --filter name=once", 0, "Exited (0)"),
    ("exit-status", "docker run --rm httpd sh -c 'exit 3'", 3, ""),
    ("two-tags", "docker tag httpd httpd:mine", 0, ""),
    ("two-tags", "docker image rm httpd:mine", 0, "Untagged: httpd:mine"),
    ("not-running", "docker exec web2 ls htdocs", 1, "is not running"),
    ("paused", "docker pause web-test", 0, "web-test"),
    ("paused", "docker exec web-test ls htdocs", 1, "Container web-test is paused"),
    ("not-published", "docker port web-test", 0, ""),
    ("not-published", "docker port web2", 0, "80/tcp -> 0.0.0.0:8081"),
    # Besides, what beginners meet as often.
    ("no-such-container", "docker logs web-tset", 1, "No such container: web-tset"),
    ("no-such-container", "docker exec web-tset ls htdocs", 1, "No such container: web-tset"),
    ("no-such-image", "docker image rm nosuch", 1, "No such image: nosuch"),
    ("no-dockerfile", "docker build -q -t my-web .", 1, "failed to read dockerfile: open Dockerfile: no such file"),
    ("invalid-reference", "docker run --rm httpd：latest echo hello", 125, "docker: invalid reference format"),
    ("unknown-flag", "docker run -name web-test httpd", 125, "unknown shorthand flag: 'n' in -name"),
    ("requires-argument", "docker run -d --name httpd", 1, "requires at least 1 argument"),
    ("invalid-name", "docker run -d --name ウェブ httpd", 125, "Invalid container name (ウェブ)"),
    (
        "not-a-tty",
        "docker run --rm -it httpd echo hello",
        1,
        "cannot attach stdin to a TTY-enabled container because stdin is not a terminal",
    ),
    ("not-published", "curl http://localhost:8082", 7, "Failed to connect to localhost"),
]


# What is quoted from elsewhere.
NOT_EXECUTED = {
    "docker-not-found",
    "client-too-old",
    "browser-refused",
    "empty-reply",
    "cache-key",
    "no-space",
    "too-many-requests",
    "registry-unreachable",
    "http-registry",
    "push-denied",
    "no-matching-manifest",
}
TITLE = "このページでは実行していません"


@pytest.fixture(scope="module")
def article(site):
    html = (site / "troubleshooting" / "index.html").read_text(encoding="utf-8")
    return BeautifulSoup(html, "html5lib").select_one("article")


def blocks(article, entry):
    """The executed blocks between an entry's heading and the next, for the engine that the page shows first."""
    part = article.select_one(f"h3#{entry}").find_next_sibling()
    while part and part.name not in ("h2", "h3"):
        figure = part if "terminal" in part.get("class", ()) else part.select_one("figure.terminal")
        if figure:
            yield figure
        part = part.find_next_sibling()


def quotes(heading):
    """The messages of an entry that was not executed."""
    part = heading.find_next_sibling()
    while part and part.name not in ("h2", "h3"):
        if part.select_one(".admonition-title") and part.select_one(".admonition-title").text == TITLE:
            return part.select("li")
        part = part.find_next_sibling()
    return []


def commands(figure):
    """Each command of a block with its status and what it printed, as a reader sees them."""
    found = []
    for span in figure.select("samp :is(.typed, .output, .notice)"):
        kind = span["class"][0]
        if kind == "typed":
            found.append([span.text.rstrip("\n"), 0, ""])
        elif kind == "output":
            found[-1][2] = span.text
        elif match := re.fullmatch(r"終了ステータス (\d+)\n", span.text):
            found[-1][1] = int(match[1])
    return found


@pytest.mark.parametrize(("entry", "typed", "status", "message"), PROMISED)
def test_the_page_shows_the_command_its_status_and_its_message(article, entry, typed, status, message):
    shown = [command for figure in blocks(article, entry) for command in commands(figure)]
    assert [typed, status] in [command[:2] for command in shown]
    assert any(message in output for text, code, output in shown if [text, code] == [typed, status])


def test_the_port_that_was_taken_leaves_a_container_that_was_only_created(article):
    shown = [command for figure in blocks(article, "port-in-use") for command in commands(figure)]
    (listed,) = [output for typed, _, output in shown if typed == "docker ps -a --filter name=web2"]
    assert re.search(r" Created +web2$", listed, re.M)


def test_every_entry_says_what_it_comes_to_and_ends_with_an_executed_way_out(article):
    entries = article.select("h3[id]")
    for heading in entries:
        assert heading.find_next_sibling().name == "p"
        assert heading.find_next_sibling().strong, heading["id"]
    executed = [heading for heading in entries if not quotes(heading)]
    assert len(executed) >= 25
    for heading in executed:
        *_, last = blocks(article, heading["id"])
        assert commands(last)[-1][1] == 0, heading["id"]


def test_what_was_not_executed_says_so_and_names_the_source_of_every_message(article):
    quoted = {heading["id"]: quotes(heading) for heading in article.select("h3[id]") if quotes(heading)}
    assert set(quoted) == NOT_EXECUTED
    for entry, items in quoted.items():
        assert list(blocks(article, entry)) == []
        for item in items:
            assert item.select("code.message"), entry
            assert item.a["href"].startswith("https://"), entry


def test_a_message_in_a_heading_is_one_that_its_blocks_printed(article):
    for heading in article.select("h3[id]:has(> code)"):
        if quotes(heading):
            continue
        parts = [re.escape(part) for part in heading.code.text.split("…")]
        printed = " ".join(output for f in blocks(article, heading["id"]) for _, _, output in commands(f))
        assert re.search(".*".join(parts), printed), heading["id"]


def test_the_table_leads_to_every_entry_in_groups(article):
    rows = article.select(".error-index tbody")
    linked = [link["href"].removeprefix("#") for row in rows for link in row.select("a")]
    assert linked == [heading["id"] for heading in article.select("h3[id]")]
    groups = [row.select_one("th").text for row in rows]
    errors = ["始める前", "つながらない", "打ちまちがい", "名前", "ポート", "コンテナ", "イメージ", "レジストリ"]
    assert groups == [*errors, "エラーではないもの"]


def test_the_page_ends_with_nothing_left(article):
    (figure,) = [f for f in article.select("figure.terminal") if f["data-step"] == "troubleshooting/tidy"]
    (_, _, containers), (_, _, images) = commands(figure)[-2:]
    assert containers.splitlines() == ["CONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES"]
    assert images.splitlines()[1:] == ["IMAGE   ID             DISK USAGE   CONTENT SIZE   EXTRA"]


def test_a_heading_whose_message_no_block_printed_fails_the_build(project):
    project.page("troubleshooting", down="$ docker ps\nCannot connect to the daemon\n? 1\n")
    fence = (project.root / "docs" / "troubleshooting.md").read_text(encoding="utf-8").partition("\n\n")[2]
    head = "# E\n\n## Group\n\n### `Cannot reach the daemon` {#down}\n\n**It is down.**\n\n"
    project.write("docs/troubleshooting.md", f'{head}{fence}\n<div data-snippets="known-errors"></div>\n')
    project.record("troubleshooting", "Cannot connect to the daemon", status=1)
    status, output = project.build()
    assert status == 1
    assert (
        "項目 down の見出しのメッセージ「Cannot reach the daemon」を、その項目のブロックは出力していません。" in output
    )


def test_a_quote_without_its_source_fails_the_build(project):
    quote = '!!! quote "このページでは実行していません"\n\n    - `The disk of the moon is full`{ .message }\n'
    entry = f"### `disk of the moon` {{#moon}}\n\n**It is full.**\n\n{quote}"
    project.write("docs/troubleshooting.md", f'# E\n\n## G\n\n{entry}\n<div data-snippets="known-errors"></div>\n')
    status, output = project.build()
    assert status == 1
    assert "項目 moon の「- `The disk of the moon is full`{ .message }」に、出典のリンク" in output
