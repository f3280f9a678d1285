import json

import pytest

from snippets.errors import LessonError
from snippets.page.known_errors import check, entries, patterns, script
from snippets.record.result import CommandResult, Outcome, Provenance, StepResult
from snippets.script.editions import Variant
from snippets.script.script import Step
from snippets.script.transcript import parse

PAGE = """
# Errors {#top}

## Names {#names}

### `No such … container` {#none}

**`ps`が先です。**

```console exec="1"
--8<-- "page/none.console"
```

!!! note

    - `Error: no container … here`{ .message }

```text
### `not a heading` {#text}
```

### It vanished {#gone}

**It ended.**

```console exec="1"
--8<-- "page/gone.console"
```

```console exec="1"
--8<-- "page/gone-fix.console"
```

## Summary {#summary}

```console exec="1"
--8<-- "page/tidy.console"
```
"""


def outcome(source, *printed, variants=()):
    commands = parse(source)
    step = Step("page/x", source, commands, 60, "", variants=tuple(Variant("20.10", parse(v)) for v in variants))
    results = tuple(
        CommandResult(command.text, command.status, 0.1, tuple(lines.splitlines()), False)
        for command, lines in zip(commands, printed or [""] * len(commands), strict=True)
    )
    return Outcome(step, StepResult("page/x", "", results), Provenance("28", "linux/amd64", "", "", ""), live=False)


def found(*sources, variants=()):
    """The messages of one entry for each transcript."""
    entry = entries(PAGE)[1]
    return [list(lines) for lines in patterns([(entry, [outcome(source, variants=variants)]) for source in sources])]


def test_an_entry_is_a_heading_with_what_stands_below_it():
    none, gone = entries(PAGE)
    assert (none.group, none.id, none.title, none.meaning) == ("Names", "none", "No such … container", "psが先です。")
    assert (none.message, none.wordings) == ("No such [..] container", ("Error: no container [..] here",))
    assert (gone.group, gone.title, gone.message, gone.wordings) == ("Names", "It vanished", "", ())
    assert [none.blocks, gone.blocks] == [(0,), (1, 2)]


def test_an_entry_must_say_what_it_comes_to():
    with pytest.raises(LessonError, match=r"項目 gone の見出しの下に、\*\*どういうことか\*\*を1文で"):
        entries(PAGE.replace("**It ended.**", "It ended."))


@pytest.mark.parametrize(
    ("command", "expected", "message"),
    [
        ("docker logs web-test", "Error response from daemon: No such container: web-test", "No such container: [..]"),
        (
            "docker run --name web httpd",
            'docker: The name "/web" is in use by "[..]".',
            'The name "[..]" is in use by "[..]".',
        ),
        (
            "docker ps",
            "Cannot connect at unix:///var/run/docker.sock. Is it running?",
            "Cannot connect at [..] Is it running?",
        ),
        ("docker run -p 8080:80 x", "Bind for 0.0.0.0:8080 failed: allocated", "Bind for [..] failed: allocated"),
        ("docker run httpd /etc", 'exec: "/etc": is a directory', 'exec: "[..]": is a directory'),
        ("docker pull localhost:5000/a:b", "manifest for localhost:5000/a:b not found", "manifest for [..] not found"),
        ("docker rm web", "container 0123456789ab of webs is not running", "container [..] of webs is not running"),
        ("docker run docker", "docker cannot be run in docker", "docker cannot be run in docker"),
        (
            "curl http://localhost:80",
            "curl: (7) Failed to connect to localhost port 80",
            "curl: (7) Failed to connect to localhost port [..]",
        ),
    ],
)
def test_what_the_author_named_fits_anything(command, expected, message):
    assert found(f"$ {command}\n{expected}\n? 1\n") == [[message]]


def test_hints_short_lines_and_successes_are_no_messages():
    hints = "Run 'docker run --help' for more information\nSee 'docker run --help'.\nUsage:  docker run [OPTIONS]\n"
    assert found(f"$ docker run\nto short\n...\n{hints}? 125\n$ docker ps\nCONTAINER ID   IMAGE\n") == [[]]


def test_what_two_entries_print_tells_none_of_them():
    both = "$ docker run a\nsomething is wrong here\nonly the first says so\n? 1\n"
    assert found(both, "$ docker run b\nsomething is wrong here\n? 1\n") == [["only the first says so"], []]


def test_messages_of_other_engines_and_other_wordings_count_as_well():
    entry = entries(PAGE)[0]
    done = outcome("$ docker x\nnew words of it\n? 1\n", variants=["$ docker x\nold words of it\n? 1\n"])
    assert patterns([(entry, [done])]) == [
        ("No such [..] container", "new words of it", "old words of it", "Error: no container [..] here")
    ]


def test_a_heading_must_be_what_was_printed():
    entry = entries(PAGE)[0]
    check(entry, [outcome("$ docker x\n...\n? 1\n", "Error: No such old container: x")])
    with pytest.raises(LessonError, match=r"見出しのメッセージ「No such \[\.\.\] container」を、その項目の"):
        check(entry, [outcome("$ docker x\n...\n? 1\n", "Error: No such image: x")])


def test_a_message_that_is_found_everywhere_is_refused():
    (entry, _) = entries(PAGE.replace("`No such … container`", "`is …`"))
    with pytest.raises(LessonError, match=r"メッセージ「is \[\.\.\]」は短すぎて"):
        check(entry, [outcome("$ docker x\n...\n? 1\n", "it is so")])


def test_the_data_is_a_classic_script():
    none, gone = entries(PAGE)
    source = script([(none, [outcome("$ docker x\n...\n? 1\n")]), (gone, [outcome("$ docker ps\n...\n")])])
    data = json.loads(source.removeprefix("globalThis.lesson.knownErrors = ").removesuffix(";\n"))
    assert data == [
        {
            "id": "none",
            "title": "No such … container",
            "meaning": "psが先です。",
            "mild": False,
            "patterns": ["No such [..] container", "Error: no container [..] here"],
        },
        {"id": "gone", "title": "It vanished", "meaning": "It ended.", "mild": True, "patterns": []},
    ]
