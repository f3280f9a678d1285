"""What every page promises its reader: a short way, no command and no term left unexplained, one voice."""

import functools
import re
import shlex
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from snippets.glossary.terms import read_terms
from tests.helpers.web import DOCS, PAGES

LESSON = [page for page in PAGES if page != "404.html"]
GLOSSARY = "glossary/"
ERRORS = "troubleshooting/"
ABOUT = ("about-outputs/", "about-commands/")
KNOWN = {"cat", "cd", "echo", "ls"}  # the reader has typed a few commands in a terminal before


@functools.cache
def article(file: Path):
    """The part of a page that its author wrote, without the tooltips' texts."""
    html = BeautifulSoup(file.read_text(encoding="utf-8"), "html5lib").select_one("article")
    for tip in html.select(".glossary-tip"):
        tip.decompose()
    return html


@functools.cache
def order(site: Path) -> list[str]:
    """The pages in the order of the navigation."""
    html = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html5lib")
    links = [link["href"] for link in html.select("nav.md-nav--primary a.md-nav__link[href]")]
    return list(dict.fromkeys(link.removeprefix(".").removeprefix("/") for link in links if "#" not in link))


@pytest.fixture
def content(site):
    return lambda page: article(site / page / "index.html")


def test_the_navigation_leads_through_all_pages(site):
    assert sorted(order(site)) == sorted(LESSON)


@pytest.mark.parametrize("page", [page for page in LESSON if page not in {GLOSSARY, ERRORS, *ABOUT}])
def test_a_page_of_the_lesson_speaks_to_its_reader_first_and_has_at_most_nine_parts(content, page):
    html = content(page)
    assert html.select_one("h1 + p")
    assert len(html.select("h2")) <= 9


def test_the_first_page_has_one_button_which_leads_to_the_second_page(site, content):
    (button,) = content("").select("a.md-button")
    assert button["href"] == order(site)[1]


def test_the_route_names_every_page_in_order_and_adds_up_its_minutes(site, content):
    route = content("").select_one("h2#route ~ table")
    rows = route.select("tbody tr")
    links = [row.select_one("a:not(.glossary-term)") for row in rows]
    named = [link and link["href"] for link in links]
    assert [page for page in named if page] == [
        page for page in order(site) if page not in {"", ERRORS, *ABOUT, GLOSSARY}
    ]
    container = named.index("lessons/container/") + 1
    text = content("").text
    for part, told in ((rows[:container], "そこまでで"), (rows, "最後まで進むと、")):
        walk, read = (sum(int(row.select("td")[column].text.removesuffix("分")) for row in part) for column in (2, 3))
        assert f"{told}手を動かして約{_about(walk)}、読むだけなら約{_about(read)}です。" in text
        assert text.count(f"約{_about(walk)}") == 2  # at the top, too


# Commands and options


ALIASES = {
    "build": "image build",
    "history": "image history",
    "images": "image ls",
    "pull": "image pull",
    "push": "image push",
    "rmi": "image rm",
    "tag": "image tag",
}
GROUPS = {"builder", "buildx", "compose", "container", "context", "image", "network", "system", "volume"}
ENDED_BY_IMAGE = {"run", "create", "exec", "compose exec"}
_SUBSTITUTED = re.compile(r"\$\(([^)]*)\)")
WITHOUT_VALUE = {"-T", "-d", "-i", "-t", "-it", "-P", "-q", "--detach", "--init", "--privileged", "--rm"}


def uses(typed: str) -> list[tuple[str, frozenset[str]]]:
    """The commands of a line with their options; those of Docker by their subcommand, such as ``docker image pull``.

    What a container is told to run is not part of it, nor is a line that only waits.
    """
    if typed.startswith(("until ", "sleep ")):
        return []
    typed = typed.partition("<<")[0]
    parts = [_SUBSTITUTED.sub("x", typed), *_SUBSTITUTED.findall(typed)]
    lexer = shlex.shlex(" ; ".join(parts), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    commands: list[list[str]] = [[]]
    for token in lexer:
        if set(token) <= set("|&;<>()"):
            commands.append([] if token[0] not in "<>" else [">"])
        else:
            commands[-1].append(token)
    words = [[w for w in command if not re.fullmatch(r"\w+=.*", w)] for command in commands]
    return [_use(command) for command in words if command and command[0] != ">"]


def _use(command: list[str]) -> tuple[str, frozenset[str]]:
    name, *words = command
    if name != "docker":
        return name, frozenset(_option(word) for word in words if _is_option(word))
    options = set()
    while words and _is_option(words[0]):
        options.add(words.pop(0))
        words.pop(0)
    subcommand = " ".join(words[:2] if words[:1] and words[0] in GROUPS else words[:1])
    words = words[len(subcommand.split()) :]
    while words:
        word = words.pop(0)
        if _is_option(word):
            options.add(_option(word))
            if subcommand in ENDED_BY_IMAGE and "=" not in word and word not in WITHOUT_VALUE:
                words.pop(0)
        elif subcommand in ENDED_BY_IMAGE:
            break
    return f"docker {ALIASES.get(subcommand, subcommand)}", frozenset(options)


def _is_option(word: str) -> bool:
    return re.match(r"--?[A-Za-z]", word) is not None


def _option(word: str) -> str:
    return word.partition("=")[0]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("docker ps", [("docker ps", set())]),
        ("docker run -d --name web-test -p 8080:80 httpd", [("docker run", {"-d", "--name", "-p"})]),
        ("docker run --rm --pull=never httpd sh -c 'exit 3'", [("docker run", {"--rm", "--pull"})]),
        ("docker pull -q httpd", [("docker image pull", {"-q"})]),
        ("docker image ls --digests", [("docker image ls", {"--digests"})]),
        (
            "docker rm $(docker ps -aq --filter ancestor=hello-world)",
            [("docker rm", set()), ("docker ps", {"-aq", "--filter"})],
        ),
        ("docker compose exec -T front curl -sS http://web", [("docker compose exec", {"-T"})]),
        ("ID=$(docker create httpd)", [("docker create", set())]),
        ("until curl -sf http://localhost:8080; do sleep 0.2; done", []),
        ("docker -H tcp://127.0.0.1:9999 image ls", [("docker image ls", {"-H"})]),
        (
            "curl -s http://localhost:8080 | head -n 1 && sleep 1",
            [("curl", {"-s"}), ("head", {"-n"}), ("sleep", set())],
        ),
        ("echo '<h1>a | b</h1>' > index.html", [("echo", set())]),
        ("docker exec web-test sh -c 'echo hello > memo.txt'", [("docker exec", set())]),
    ],
)
def test_a_line_is_read_as_commands_with_options(typed, expected):
    assert uses(typed) == [(name, frozenset(options)) for name, options in expected]


class Section:
    """What stands between two headings: the commands that are typed, and the code that its words speak of."""

    def __init__(self):
        self.used: list[tuple[str, frozenset[str]]] = []
        self.named: list[str] = []

    def explained(self) -> set[tuple[str, str]]:
        """Commands, with "" or with an option. An option without a command belongs to all that are typed here."""
        found = set()
        groups = [code for code in self.named if code.removeprefix("docker ") in {"docker", *GROUPS}]
        for code in self.named:
            if _is_option(code):
                found |= {(name, _option(word)) for name, _ in self.used for word in code.split() if _is_option(word)}
            elif code not in groups:
                for line in [code, *(f"{group} {code}" for group in groups if " " not in code)]:
                    found |= {(name, option) for name, options in _read(line) for option in ("", *options)}
        return found


def _read(code: str) -> list[tuple[str, frozenset[str]]]:
    """A line as commands; nothing when it is something else, such as half of a sentence."""
    try:
        return uses(code)
    except (ValueError, IndexError):
        return []


def sections(html) -> list[Section]:
    found = [Section()]
    spoken = ":is(p, li, td, dt, dd) code"
    for element in html.select(f"h2, h3, figure.terminal, {spoken}"):
        if element.name in ("h2", "h3"):
            found.append(Section())
        elif element.name == "figure":
            found[-1].used += [use for command in typed_in(element) for use in uses(command)]
        elif not element.find_parent(["pre", "form", "figure"]) and not element.find_parent("details", class_="trace"):
            found[-1].named.append(element.text)
    return found


def typed_in(figure) -> list[str]:
    """The commands of a block, continued lines joined."""
    lines = [(prompt.text, prompt.find_next_sibling(class_="typed").text) for prompt in figure.select(".prompt")]
    return [re.sub(r"\\\n", "", part) for part in "".join(map("".join, lines)).removeprefix("$ ").split("\n$ ")]


def missing(known: set[tuple[str, str]], name: str, options: frozenset[str]) -> list[str]:
    """What of a command no words have explained: itself, or its options, together or letter by letter."""
    found = [name] if name not in KNOWN and (name, "") not in known else []
    for option in sorted(options):
        letters = [f"-{letter}" for letter in option[1:]] if re.fullmatch(r"-[A-Za-z]{2,}", option) else []
        if (name, option) not in known and not (letters and all((name, letter) in known for letter in letters)):
            found.append(f"{name} {option}")
    return found


def test_every_command_and_option_is_spoken_of_where_it_first_appears(site, content):
    known, unexplained = set(), []
    for page in order(site):
        if page in {"", ERRORS}:  # a picture; and commands that are wrong on purpose, of which each entry says why
            continue
        parts = sections(content(page))
        known |= {explained for section in parts for explained in section.explained()}
        for name, options in dict.fromkeys(use for section in parts for use in section.used):
            unexplained += [f"{page}: {what}" for what in missing(known, name, options)]
    assert unexplained == []


# Terms


SCRIPTS = ["ァ-ヺー-ヿ", "㐀-䶿一-鿿々", "0-9A-Za-z"]


def occurs(term: str, text: str) -> bool:
    """Whether a term stands in a text as a word of its own, not within a longer one of the same script."""
    before, after = (next(f"[{s}]" for s in SCRIPTS if re.match(f"[{s}]", term[edge])) for edge in (0, -1))
    return (
        re.search(rf"(?<!{before})(?<![/$#@:._-]){re.escape(term)}(?!{after}|[_-]|[.:/@][0-9A-Za-z])", text) is not None
    )


@pytest.mark.parametrize("page", [page for page in LESSON if page != GLOSSARY])
def test_every_term_of_the_glossary_has_a_tooltip_on_a_page_that_uses_it(content, page):
    html = BeautifulSoup(str(content(page)), "html5lib")
    marked = {link["href"].partition("#")[2] for link in html.select("a.glossary-term")}
    unread = "h1, h2, h3, th, pre, code, svg, summary, figure, details.trace, button, form, label, script"
    framing = ".admonition-title, .filename, .goal, .predict, .trace-rows, [data-search-exclude]"
    for element in html.select(f"{unread}, {framing}, a:not(.glossary-term)"):
        element.replace_with("\0")
    entries = read_terms((DOCS / "glossary.md").read_text(encoding="utf-8"))
    used = {entry.id for entry in entries for spelling in entry.spellings if occurs(spelling, html.text)}
    said = {part.get_text(strip=True).strip("\xb6") for part in content(page).select("h1, h2, h3, h4, strong")}
    defined = {entry.id for entry in entries if not said.isdisjoint(entry.spellings)}
    assert used - marked - defined == set()


@pytest.mark.parametrize("page", LESSON)
def test_a_term_has_one_tooltip_in_a_section(content, page):
    section, marked = 0, []
    for element in content(page).select("h1, h2, a.glossary-term"):
        if element.name == "a":
            marked.append((section, element["href"].partition("#")[2]))
        else:
            section += 1
    assert len(marked) == len(set(marked))


# Voice


FRIENDLY = re.compile(r"(だよ|なんだ|[るたいう]よ|だね|[てうい]ね|かな|しよう|[消試見]そう|[んい]だ)。")
POLITE = re.compile(r"(です|ます|ません|でした|ました|ください|しょう)。")
ASIDES = {"info", "note", "question", "tip"}


@pytest.mark.parametrize("page", LESSON)
def test_explanations_and_definitions_are_polite_and_asides_friendly(content, page):
    wrong = []
    for part in content(page).select("p, li, td"):
        fold = part.find_parent(["div", "details"], class_=True)
        aside = fold is not None and not ASIDES.isdisjoint(fold["class"])
        if (POLITE if aside else FRIENDLY).search(part.text):
            wrong.append(part.text)
    assert wrong == []


def _about(minutes):
    """Minutes as they are told, to the next five."""
    hours, minutes = divmod(5 * round(minutes / 5), 60)
    return (f"{hours}時間" if hours else "") + (f"{minutes}分" if minutes else "")
