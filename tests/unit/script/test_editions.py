import re

import pytest
import yaml

from snippets.errors import LessonError
from snippets.script.editions import IMAGES, SHOWN, covered, generation_of, spans
from snippets.script.script import edition, read_script
from tests.helpers.project import ROOT

FENCE = '```console exec="1"\n--8<-- "page/list.console"\n```\n'


@pytest.fixture
def lessons(tmp_path):
    (tmp_path / "page").mkdir()
    write(tmp_path, "list", "$ docker image ls\nREPOSITORY\n$ docker ps\n...\n")
    return tmp_path


def write(lessons, name, source):
    (lessons / "page" / f"{name}.console").write_text(source, encoding="utf-8")


def test_variants_are_read_oldest_engine_first(lessons):
    write(lessons, "list@28", "$ docker image ls\nIMAGE\n$ docker ps\n...\n")
    write(lessons, "list@20.10", "$ docker image ls\nREPOSITORY OLD\n$ docker ps\n...\n? 1\n")
    write(lessons, "other@28", "$ unrelated\n")
    (step,) = read_script("page", FENCE, lessons).steps
    assert [variant.generation for variant in step.variants] == ["20.10", "28"]
    assert [[command.expected for command in variant.commands] for variant in step.variants] == [
        [("REPOSITORY OLD",), ("...",)],
        [("IMAGE",), ("...",)],
    ]


def test_variants_change_neither_the_keys_nor_the_files_of_a_page(lessons):
    before = read_script("page", FENCE, lessons)
    write(lessons, "list@28", "$ docker image ls\nIMAGE\n$ docker ps\n...\n")
    after = read_script("page", FENCE, lessons)
    assert [step.key for step in after.steps] == [step.key for step in before.steps]
    assert after.files == before.files == {}


@pytest.mark.parametrize(
    ("name", "source", "message"),
    [
        (
            "list@28",
            "$ docker images\nIMAGE\n$ docker ps\n...\n",
            "page/list@28.console のコマンドが list.console と違い",
        ),
        ("list@28", "$ docker image ls\nIMAGE\n", "page/list@28.console のコマンドが list.console と違い"),
        ("list@28", "IMAGE\n", "page/list@28.console を読めません。1行目"),
        ("list@27", "$ docker image ls\nIMAGE\n$ docker ps\n", "20.10・26.1・28 のどれかを書いてください"),
    ],
)
def test_a_variant_that_cannot_be_one_says_what_to_write(lessons, name, source, message):
    write(lessons, name, source)
    with pytest.raises(LessonError) as caught:
        read_script("page", FENCE, lessons)
    assert message in str(caught.value)


def test_a_variant_is_not_shown_on_a_page(lessons):
    write(lessons, "list@28", "$ docker image ls\nIMAGE\n$ docker ps\n...\n")
    with pytest.raises(LessonError) as caught:
        read_script("page", FENCE.replace("list", "list@28"), lessons)
    assert "台本 page/list@28 は取り込めません。@ の付いた台本は、出力の確認だけに使います。" in str(caught.value)


@pytest.mark.parametrize(
    ("version", "generation"),
    [
        ("29.7.2", "29"),
        ("28.5.2+dfsg4", "28"),
        ("27.5.1", "28"),
        ("26.1.5+dfsg1", "26.1"),
        ("25.0.0", "26.1"),
        ("20.10.24+dfsg1", "20.10"),
    ],
)
def test_the_daemon_tells_which_expectations_hold(version, generation):
    assert generation_of(version) == generation


@pytest.mark.parametrize("version", ["30.0.1", "30.0.0-rc.1", "100.1"])
def test_a_newer_daemon_than_transcripts_were_written_for_says_what_to_do(version):
    with pytest.raises(LessonError) as caught:
        generation_of(version)
    assert f"Docker Engine {version} は、台本が知っている 29 より新しい版です。" in str(caught.value)


def test_an_older_generation_without_a_variant_of_its_own_prints_what_the_next_newer_one_does(lessons):
    write(lessons, "list@28", "$ docker image ls\n28\n$ docker ps\n...\n")
    write(lessons, "list@20.10", "$ docker image ls\n20.10\n$ docker ps\n...\n")
    script = read_script("page", FENCE, lessons)
    expected = {generation: edition(script, generation).steps[0] for generation in IMAGES}
    assert {generation: (step.name, step.commands[0].expected[0]) for generation, step in expected.items()} == {
        "29": ("page/list", "REPOSITORY"),
        "28": ("page/list@28", "28"),
        "26.1": ("page/list@28", "28"),
        "20.10": ("page/list@20.10", "20.10"),
    }


@pytest.mark.parametrize(
    ("generations", "labels"),
    [
        (["29", "28"], ["29", "28以前"]),
        (["29", "20.10"], ["29〜26.1", "20.10"]),
        (["29", "28", "20.10"], ["29", "28〜26.1", "20.10"]),
        (["29", "28", "26.1", "20.10"], ["29", "28", "26.1", "20.10"]),
    ],
)
def test_a_tab_says_for_which_generations_it_is(generations, labels):
    assert spans(covered(generations)) == labels


def text(path):
    return (ROOT / path).read_text(encoding="utf-8")


def test_every_place_that_names_generations_says_what_the_table_says():
    others = [generation for generation in IMAGES if generation != SHOWN]
    weekly = yaml.safe_load(text(".github/workflows/weekly.yml"))["jobs"]["check"]["strategy"]["matrix"]["engine"]
    assert sorted(weekly) == sorted(IMAGES)
    assert re.findall(r"docker pull (docker:\S+)", text(".devcontainer/devcontainer.json")) == [IMAGES[SHOWN]]
    hub = text("tests/hub/build")
    assert re.findall(r"^lend_name \S+ (docker:\S+)$", hub, re.M) == [IMAGES[SHOWN]]
    assert re.findall(r"^for version in (.*); do lend_name", hub, re.M) == [" ".join(others)]
    readme = text("README.md")
    assert re.findall(r"`(docker:\S+-dind)`", readme) == [IMAGES[SHOWN]]
    assert f"版は{'、'.join(f'`{generation}`' for generation in reversed(others))}のどれか" in readme
    assert f"{len(IMAGES)}つの世代のDocker Engine" in readme
