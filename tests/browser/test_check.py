"""あなたの出力を確認する: what readers paste, and what the form says of it."""

import itertools
import json
import re
from pathlib import Path
from random import Random

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from bs4 import BeautifulSoup
from playwright.sync_api import expect

from snippets.exercise import checker
from snippets.record import recording
from snippets.script.pattern import ANY_CHARACTERS, ANY_LINES, diff, fits
from snippets.script.script import read_script
from tests.helpers.browser import EVERYTHING, PHONE, SCHEMES, violations
from tests.helpers.project import ROOT

PASTES = Path(__file__).parent / "pastes"
SCRIPTS = ["checker/hints.js", "checker/read.js", "checker/align.js", "checker/judge.js"]
JUDGE_ALL = "pastes => pastes.map(([step, paste]) => lesson.judge(step, paste).verdict)"
TITLES = {
    "done": "できています",
    "part": "途中までできています",
    "different": "違う結果です",
    "error": "エラーが出ています",
    "nothing": "コマンドがまだのようです",
    "other": "Docker以外の出力のようです",
}


def cases():
    """Each pasted output: the step it is for, the verdict expected, what it is, and the output itself."""
    for path in sorted(PASTES.glob("*.txt")):
        for case in re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
            head, _, paste = case.partition("\n")
            verdict, _, what = head.partition(": ")
            yield path.stem, verdict, what, paste


CASES = list(cases())


def paste_of(step, what):
    return next(paste for of, _, name, paste in CASES if (of, name) == (step, what))


@pytest.fixture(scope="module")
def steps(site):
    """What the pages export of each step that is checked, by the names of the files with pastes."""
    found = {}
    for path in site.rglob("index.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")
        for block in page.select("script.check"):
            if "/" in block["data-step"]:  # others are goals
                found[block["data-step"].replace("/", "-")] = json.loads(block.string)
    return found


@pytest.fixture(scope="module")
def pure(browser):
    """A page with nothing but the pure functions."""
    context = browser.new_context()
    page = context.new_page()
    for name in ("lesson.js", *SCRIPTS):
        page.add_script_tag(path=ROOT / "docs" / "assets" / name)
    yield page
    context.close()


@pytest.fixture(scope="module")
def judge(pure, steps):
    """Judges a paste for a step."""
    return lambda step, paste: pure.evaluate("([step, paste]) => lesson.judge(step, paste)", [steps[step], paste])


def recorded():
    """Every step of the site, as its form would have it, with what the engine printed for each command."""
    for page in sorted((ROOT / "docs").rglob("*.md")):
        script = read_script(page.stem, page.read_text(encoding="utf-8"), ROOT / "snippets" / "lessons")
        if script.steps:
            results = recording.load(ROOT / "snippets" / "recordings" / f"{page.stem}.json").steps
            for step, result in zip(script.steps, results, strict=True):
                html = checker.form(step, None)
                yield step, json.loads(html[html.index(">") + 1 : html.rindex("<")]), result.commands


def step_of(commands):
    """A step of these commands, each with the lines that are expected."""
    typed, expected = zip(*commands, strict=True)
    return {"commands": typed, "outputs": [{"engine": "", "expected": expected, "status": [0] * len(commands)}]}


def terminal(results, without=(-1, -1)):
    """What a terminal shows of commands and their outputs, less one line of one of them."""
    shown = []
    for number, result in enumerate(results):
        lines = [line for at, line in enumerate(result.lines) if (number, at) != without]
        shown += ["$ " + result.command.replace("\n", "\n> "), *lines]
    return "\n".join(shown)


@pytest.fixture
def form(page):
    """Opens a page and the form of a step, and gives the form."""

    def form(path, step, page=page):
        page.goto(path)
        details = page.locator(f'details.check[data-step="{step}"]')
        details.locator("summary").click()
        return details

    return form


def paste_into(details, text):
    details.get_by_role("textbox").fill(text)
    details.get_by_role("button", name="確認する").click()


@pytest.mark.parametrize(("step", "verdict", "what", "paste"), CASES, ids=[f"{c[0]}: {c[2]}" for c in CASES])
def test_a_pasted_output_has_its_verdict(judge, step, verdict, what, paste):
    judged = judge(step, paste)
    assert judged["verdict"] == verdict, json.dumps(judged, ensure_ascii=False, indent=1)


def test_there_are_pastes_with_every_verdict(steps):
    assert {case[0] for case in CASES} <= set(steps)
    assert {case[1] for case in CASES} == set(TITLES)


def test_what_the_engine_printed_is_right_for_every_step_of_the_site(pure):
    shown = [(step.name, [data, terminal(results)]) for step, data, results in recorded()]
    verdicts = pure.evaluate(JUDGE_ALL, [paste for _, paste in shown])
    assert [name for (name, _), verdict in zip(shown, verdicts, strict=True) if verdict != "done"] == []


def test_every_error_of_the_site_is_an_error_elsewhere(pure, steps):
    failed = [result for _, _, results in recorded() for result in results if result.status and result.lines]
    pastes = [[steps["image-list"], "\n".join(["$ docker image ls", *result.lines])] for result in failed]
    verdicts = pure.evaluate(JUDGE_ALL, pastes)
    assert len(failed) > 20
    assert [result.lines for result, verdict in zip(failed, verdicts, strict=True) if verdict != "error"] == []


def test_an_output_without_a_line_that_the_build_wants_is_not_right(pure):
    """Layers apart: their number is that of the image, and the build knows only how many there are at least."""
    cut = []
    for step, data, results in recorded():
        for number, (command, result) in enumerate(zip(step.commands, results, strict=True)):
            for at, line in enumerate(result.lines):
                rest = result.lines[:at] + result.lines[at + 1 :]
                around = ["...", *(line for expected in command.expected for line in (expected, "..."))]
                if (
                    diff(around, rest)
                    and line.strip()
                    and not line.endswith((": Pull complete", "i Info →   U  In Use"))
                ):
                    cut.append((f"{step.name}: {line}", [data, terminal(results, (number, at))]))
    verdicts = pure.evaluate(JUDGE_ALL, [paste for _, paste in cut])
    assert len(cut) > 150
    assert [name for (name, _), verdict in zip(cut, verdicts, strict=True) if verdict == "done"] == []


PIECES = [ANY_CHARACTERS] * 8 + [" "] * 6 + [*"aab`.[]…é", "日本", "👍", "..", "  ", "\u3000", "\t", "\u00a0", "“", "’"]
WIDE = " " * 20
"""More blanks than a pattern has."""


def made(random):
    """A pattern, and a line that may fit it."""
    pattern = "".join(random.choices(PIECES, k=random.randrange(7)))
    parts = pattern.split(ANY_CHARACTERS)
    fillings = ["".join(random.choices(PIECES, k=random.randrange(3))) for _ in parts]
    line = "".join(itertools.chain.from_iterable(zip(parts, [*fillings[1:], ""], strict=True)))
    if random.random() < 0.3:
        at = random.randrange(len(line) + 1)
        line = line[:at] + random.choice(PIECES) + line[at + random.randrange(2) :]
    return pattern, line


def normal(text, end=""):
    """A text with one kind of quotes, and blanks that are as many everywhere, because in the browser runs are alike.

    Beside `[..]`, which takes the rest of a run, a pattern has one of them.
    """
    text = " ".join(text.translate({ord("“"): '"', ord("’"): "'"}).split())
    return re.sub(r"(?<!\[\.\.\]) (?!\[\.\.\])", WIDE, text + end)


def test_a_line_fits_a_pattern_as_in_the_build(pure):
    random = Random("fits")  # noqa: S311 -- the same cases every time
    pairs = [made(random) for _ in range(5000)]
    found = pure.evaluate(
        "pairs => pairs.map(pair => pair.map(lesson.squeeze)).map(([p, l]) => lesson.fits(lesson.parts(p), l))", pairs
    )
    wanted = [fits(normal(pattern), re.sub(" +", WIDE, normal(line))) for pattern, line in pairs]
    assert min(wanted.count(True), wanted.count(False)) > 1000
    assert [pair for pair, here, there in zip(pairs, found, wanted, strict=True) if here != there] == []


def test_an_output_differs_from_what_is_expected_as_in_the_build(pure):
    """A value at the end of a line may be empty, and then the browser has lost the blank before it: so all get one."""
    random = Random("diff")  # noqa: S311 -- the same cases every time
    cases = []
    for _ in range(1000):
        expected, lines = [], []
        for pattern, line in [made(random) for _ in range(random.randrange(6))]:
            expected += [pattern] if random.random() < 0.9 else []
            lines += [line] if random.random() < 0.9 else []
            expected += [ANY_LINES] if random.random() < 0.2 else []
        cases.append((expected, lines))
    found = pure.evaluate(
        """cases => cases.map(([expected, output]) => {
          const { align, count, patterns } = lesson.alignment;
          const items = align(patterns(expected, "x", 0), lesson.paste.read(output.join("\\n")).lines);
          return [count(items, "missing"), count(items, "extra")];
        })""",
        cases,
    )
    same = 0
    for (expected, lines), (missing, extra) in zip(cases, found, strict=True):
        wanted = [ANY_LINES if normal(text) == ANY_LINES else normal(text, " ") for text in expected if text.strip()]
        difference = diff(wanted, [re.sub(" +", WIDE, normal(line, " ")) for line in lines if line.strip()])
        assert (missing + extra == 0) == (not difference), (expected, lines)
        if ANY_LINES not in wanted:  # with it, the build wants few differences, the browser few that are missing
            signs = [line[0] for line in difference]
            assert (missing, extra) == (signs.count("-"), signs.count("+")), (expected, lines)
        same += not difference
    assert 200 < same < 800


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: "\n\n" + text.replace("\n", "\n\n"),
        lambda text: text.replace("\n", "   \n"),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace(" ", "\u3000"),
        lambda text: re.sub(" {2,}", "\t", text),
        lambda text: "".join(f"    {line}\n" for line in text.splitlines()),
        lambda text: f"\x1b]0;title\x07\x1b[32m{text}\x1b[0m\x1b[K",
        lambda text: text.replace("\n", "\x1b[K\n").replace("A", "\x1b[1mA\x1b[22m"),
        lambda text: "\ufeff" + text.replace("e", "e\u200b"),
        lambda text: text.replace('"', "\u201c").replace("'", "\u2019"),
        lambda text: f"```console\n{text}```\n",
    ],
)
def test_what_copying_does_to_a_text_changes_no_verdict(pure, steps, damage):
    right = [(what, [steps[step], damage(paste)]) for step, verdict, what, paste in CASES if verdict == "done"]
    verdicts = pure.evaluate(JUDGE_ALL, [paste for _, paste in right])
    assert [what for (what, _), verdict in zip(right, verdicts, strict=True) if verdict != "done"] == []


@pytest.mark.parametrize(
    "prompt",
    [
        "$ ", "# ", "% ", "> ", "＄ ", "％", "❯ ", "~/app $ ", "bash-5.2# ", "user@host:~$ ", "花子@ホスト:~$ ",
        "root@abc:/# ", "[root@host ~]# ", "me@mac ~ % ", "(base) me@mac dir % ", "[12:34:56] me@host:~$ ",
        "PS>", "PS C:\\Users\\me> ", "PS /home/me> ", "C:\\Users\\me>", "C:\\Users\\花子>", "➜  ~ ",
        "➜  app git:(main) ✗ ", "┌──(me㉿kali)-[~]\n└─$ ", "╭─me@host ~\n╰─➤ ", "@me ➜ /workspaces/x (main) $ ",
        "me@PC MINGW64 ~ (main)\n$ ", "",
    ],
)  # fmt: skip
def test_a_prompt_is_told_from_an_output(judge, prompt):
    outputs = paste_of("container-ps", "as on the page, on Windows").partition("\n")[2]
    before = f"{prompt}docker image ls\nREPOSITORY   TAG\n" if prompt else ""
    judged = judge("container-ps", f"{before}{prompt}docker ps\n{outputs}{prompt}")
    assert judged["verdict"] == "done", judged
    assert [line["mark"] for command in judged["commands"] for line in command["lines"]] == ["found", "found"]


@pytest.mark.parametrize(
    "flood",
    [
        "x" * 1_000_000,
        "a b" * 333_333,
        "\n" * 1_000_000,
        "\x1b]" * 500_000,
        "\x1b[" + "1;" * 500_000,
        "aaaaaaaaaaaa: Pull complete\n" * 40_000,
        "latest: Pulling from library/httpd\n" * 30_000,
        "$ docker image pull httpd\n" * 40_000,
        "docker: " * 125_000,
        "PS " + "C:\\" * 300_000,
        "Error response from daemon: x\n" * 33_000,
    ],
)
def test_a_flood_is_judged_too(pure, steps, flood):
    every = "([steps, flood]) => steps.map((step) => lesson.judge(step, flood).verdict)"
    assert set(pure.evaluate(every, [list(steps.values()), flood])) <= set(TITLES)


@pytest.mark.parametrize(
    ("step", "paste", "note"),
    [
        (
            "container-ps",
            "$ docker ps\nCONTAINER ID   IMAGE     COMMAND   CREATED   STATUS    PORTS     NAMES",
            "動いている",
        ),
        (
            "image-list",
            "$ docker image ls\nIMAGE   ID             DISK USAGE   CONTENT SIZE   EXTRA",
            "イメージが1つも",
        ),
        ("image-list", "$ docker images\nREPOSITORY   TAG       IMAGE ID   CREATED   SIZE", "イメージが1つも"),
    ],
)
def test_a_list_without_rows_says_that_there_is_nothing(pure, steps, step, paste, note):
    judged = pure.evaluate("([step, paste]) => lesson.judge(step, paste)", [steps[step], paste])
    assert judged["verdict"] == "part"
    assert any(said.startswith(f"一覧は見出しだけで、{note}") for said in judged["notes"]), judged["notes"]


def test_a_command_that_a_step_has_twice_must_be_typed_twice(pure):
    commands = [
        ["docker ps", ["web"]],
        ["docker stop web", ["web"]],
        ["docker ps", ["NAMES"]],
        ["docker images", ["none"]],
    ]
    step = step_of(commands)
    shown = ["$ docker ps\nweb\n", "$ docker stop web\nweb\n", "$ docker ps\nNAMES\n", "$ docker images\nnone\n"]
    again = ["$ docker ps\nweb\n", *shown, "$ docker ps\nNAMES\n"]
    pastes = ["".join(shown), "".join(again), "".join(shown[:2] + shown[3:]), "".join(shown[1:])]
    assert pure.evaluate(JUDGE_ALL, [[step, paste] for paste in pastes]) == ["done", "done", "part", "part"]


def test_of_a_long_paste_the_end_is_judged(judge):
    paste = "noise\n" * 5000 + paste_of("container-ps", "as on the page, on Windows")
    judged = judge("container-ps", paste)
    assert judged["verdict"] == "done"
    assert "長いので、最後の部分だけを見ました。" in judged["notes"]


def test_a_form_says_line_by_line_what_is_there(form, page):
    details = form("lessons/image/", "image/pull")
    paste_into(details, paste_of("image-pull", "the end was not copied"))
    expect(details.get_by_role("status")).to_contain_text("途中までできています")
    lines = details.locator(".check-result li")
    assert [line.strip() for line in lines.all_inner_texts()][:4] == [
        "○\nUsing default tag: latest",
        "○\nlatest: Pulling from library/httpd",
        "○\ne4fff0779e6d: Pull complete",
        "○\n1d0292c3dcd2: Pull complete",
    ]
    expect(lines.nth(4)).to_contain_text("Digest: sha256:（何でもよい）")
    expect(lines.nth(4).get_by_role("img", name="まだない行")).to_be_visible()


@pytest.mark.parametrize("verdict", TITLES)
def test_every_verdict_is_said_in_words(form, verdict):
    details = form("setup/", "setup/version")
    paste_into(details, next(case[3] for case in CASES if case[:2] == ("setup-version", verdict)))
    expect(details.get_by_role("status")).to_contain_text(TITLES[verdict])


def test_pasted_html_is_text(form, page):
    alerts = []
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    hostile = "</textarea></script><script>alert(1)</script><img src=x onerror=alert(2)>"
    details = form("lessons/container/", "container/ps")
    paste_into(
        details, f"$ docker ps{hostile}\n{hostile}\nCONTAINER ID {hostile}\nError response from daemon: {hostile}"
    )
    expect(details.get_by_role("status")).to_contain_text("エラーが出ています")
    expect(details.locator(".check-result")).to_contain_text(hostile)
    assert details.locator(":is(img:not([role]), script)").count() == 0
    assert alerts == []


@pytest.mark.parametrize(
    ("path", "step", "what", "entry"),
    [
        ("setup/", "setup/version", "Docker Desktop does not run, Windows, engine 27", "daemon-down"),
        ("setup/", "setup/version", "no right to use the socket", "permission"),
        ("lessons/container/", "container/run", "the name is in use", "name-in-use"),
        ("lessons/container/", "container/run", "options behind the image", "options-after-image"),
        ("lessons/container/", "container/curl", "nothing answers", "not-published"),
    ],
)
def test_a_known_error_leads_to_its_entry(form, page, path, step, what, entry):
    details = form(path, step)
    paste_into(details, paste_of(step.replace("/", "-"), what))
    expect(details.get_by_role("status")).to_contain_text("エラーが出ています")
    details.get_by_role("link", name="エラー逆引きで直し方を見る").click()
    expect(page).to_have_url(re.compile(f"/troubleshooting/#{entry}$"))
    expect(page.locator(f"#{entry}")).to_be_in_viewport()


def test_an_error_without_an_entry_leads_to_the_search_for_one(form, page):
    details = form("lessons/image/", "image/pull")
    paste_into(details, "$ docker image pull httpd\nError response from daemon: the moon is full")
    details.get_by_role("link", name="エラー逆引きで似たものを探す").click()
    expect(page).to_have_url(re.compile("/troubleshooting/#find$"))


def test_an_unknown_command_shows_the_way_to_its_entry(form, page):
    details = form("lessons/image/", "image/pull")
    paste_into(details, "PS C:\\> docker image pull httpd\ndocker : 用語 'docker' は、コマンドレット、関数、スクリプト")
    expect(details.get_by_role("status")).to_contain_text("エラーが出ています")
    details.get_by_role("link", name="エラー逆引きで直し方を見る").click()
    expect(page).to_have_url(re.compile(r"/troubleshooting/#docker-not-found$"))


def test_the_keyboard_is_enough(form, page):
    page.goto("lessons/container/")
    details = page.locator('details.check[data-step="container/run"]')
    details.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("0f1e2d3c4b5a")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(details.get_by_role("status")).to_contain_text("できています")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(details.get_by_role("status")).to_be_empty()
    expect(details.locator(".check-result")).to_be_empty()
    expect(details.get_by_role("textbox")).to_be_focused()
    expect(details.get_by_role("textbox")).to_have_value("")


def test_nothing_is_sent_and_nothing_is_kept(form, page):
    details = form("lessons/container/", "container/run")
    expect(details).to_contain_text("どこにも送らず、保存もしません。")
    asked = []
    paste_into(details, "0f1e2d3c4b5a")
    expect(details.get_by_role("status")).to_contain_text("できています")
    page.on("request", lambda request: asked.append(request.url))
    before = page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])")
    paste_into(details, "secret")
    expect(details.get_by_role("status")).to_contain_text("違う結果です")
    assert asked == []
    assert page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])") == before
    page.reload()
    details.locator("summary").click()
    expect(details.get_by_role("textbox")).to_have_value("")


def test_the_judge_is_loaded_when_a_form_is_opened(page):
    asked = []
    page.on("request", lambda request: asked.append("/".join(request.url.split("/")[-2:])))
    page.goto("lessons/container/", wait_until="networkidle")
    assert not set(SCRIPTS) & set(asked)
    for form in page.locator("details.check").all():
        form.locator("summary").click()
        paste_into(form, "0f1e2d3c4b5a")
        expect(form.get_by_role("status")).not_to_be_empty()
    assert [name for name in asked if name in SCRIPTS] == SCRIPTS


def test_a_long_result_fits_a_phone(form, page):
    page.set_viewport_size(PHONE["viewport"])
    details = form("setup/", "setup/version")
    paste_into(details, paste_of("setup-version", "Docker Desktop does not run, Windows, engine 29"))
    expect(details.get_by_role("status")).to_contain_text("エラーが出ています")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["viewport"]["width"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_in_a_result(form, new_page, scheme):
    page = new_page(color_scheme=scheme, bypass_csp=True)
    details = form("setup/", "setup/version", page)
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", SCHEMES[scheme])
    page.add_style_tag(content=EVERYTHING)
    page.evaluate(AXE_SCRIPT)
    for what in ("Docker Desktop does not run, Windows, engine 29", "the beginning was not copied"):
        paste_into(details, paste_of("setup-version", what))
        expect(details.locator(".check-result li").first).to_be_visible()
        assert violations(page) == []


def test_without_scripts_there_is_no_form(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/setup/")
    assert page.locator("figure.terminal").first.is_visible()
    assert "あなたの出力を確認する" not in page.locator("article").inner_text()
    assert "commands" not in page.locator("article").inner_text()
    context.close()


def test_the_form_is_not_printed(page):
    page.goto("setup/")
    page.emulate_media(media="print")
    assert [details.is_visible() for details in page.locator("details.check").all()] == [False, False]
