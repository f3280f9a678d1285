import pytest

from snippets.errors import LessonError
from snippets.script.fences import Fence, fences, number_quotes, quote_parts

PULL = '```console exec="1"\n--8<-- "image/pull.console"\n```\n'
SLOW = '```console exec="1" timeout="120"\n--8<-- "image/slow.console"\n```\n'


def test_executed_fences_are_found_in_order_also_when_indented():
    indented = "".join(f"    {line}\n" for line in SLOW.splitlines())
    assert fences(f'{PULL}\n=== "Linux"\n\n{indented}') == (Fence("image/pull", 60.0), Fence("image/slow", 120.0))


def test_a_fence_may_want_a_trace():
    assert [fence.trace for fence in fences(PULL + PULL.replace('exec="1"', 'exec="1" trace="yes"'))] == [False, True]


def test_a_trace_may_be_open_at_first():
    found = fences("".join(PULL.replace('exec="1"', f'exec="1" trace="{how}"') for how in ("yes", "open")))
    assert [(fence.trace, fence.opened) for fence in found] == [(True, False), (True, True)]


def test_a_trace_may_go_below_the_daemon():
    (fence,) = fences(PULL.replace('exec="1"', 'exec="1" trace="deep"'))
    assert (fence.trace, fence.opened, fence.deep) == (True, False, True)


def test_a_fence_may_want_a_form():
    assert [fence.check for fence in fences(PULL + PULL.replace('exec="1"', 'exec="1" check="yes"'))] == [False, True]


def test_fences_that_are_examples_are_left_alone():
    assert fences(f"````markdown\n{PULL}````\n\n```console\n$ docker\n```\n\n```python exec=1\n```\n") == ()


@pytest.mark.parametrize(
    ("markdown", "message"),
    [
        (PULL.replace('exec="1"', 'exec="1" width="3"'), "width というオプションはありません"),
        (PULL.replace('exec="1"', 'exec="1" timeout="soon"'), "timeout には秒数を書いてください"),
        (PULL.replace('exec="1"', 'exec="1" timeout="0"'), "timeout には秒数を書いてください"),
        (PULL.replace('exec="1"', 'exec="1" trace="no"'), "trace には yesか openか deep だけを書けます"),
        (PULL.replace('exec="1"', 'exec="1" check="1"'), "check には yes だけを書けます"),
        ('```console exec="1"\n$ docker ps\n```\n', "台本を取り込む1行だけ"),
        ('```console exec="1"\n--8<-- "image/pull.console"\n--8<-- "image/a.console"\n```\n', "台本を取り込む1行だけ"),
    ],
)
def test_a_fence_that_cannot_be_run_says_what_to_write(markdown, message):
    with pytest.raises(LessonError) as caught:
        fences(markdown)
    assert message in str(caught.value)


def test_a_quote_knows_how_many_blocks_stand_above_it():
    numbered = number_quotes(
        f"`#!output early`\n\n{PULL}\n- `#!output [..]: Pull complete` です\n\n{SLOW}\n`#!output x`"
    )
    assert "`#!output 0 early`" in numbered
    assert "`#!output 1 [..]: Pull complete` です" in numbered
    assert "`#!output 2 x`" in numbered
    assert quote_parts("1 [..]: Pull complete") == (1, "[..]: Pull complete")
