import pytest
from bs4 import BeautifulSoup

from snippets.page.diagram import timeline
from snippets.record.result import CommandResult
from snippets.story.timeline import TimelineError, moments
from snippets.trace.entries import Event, Trace

HOSTILE = "</code><script>alert(1)</script>`x`"


def ran(typed, *events, **trace):
    """A command during which these happened to containers: pairs of action and name."""
    entries = tuple(Event(0.25 * n, "container", action, name) for n, (action, name) in enumerate(events, 1))
    return CommandResult(typed, 0, 1.0, (), False, Trace(entries, **trace))


def grid(html):
    """The table as one sees it: each row with the text of every column, rowspans filled in."""
    found = {}
    for y, row in enumerate(BeautifulSoup(html, "html5lib").select("tr")):
        x = 0
        for cell in row.find_all(["td", "th"]):
            while (y, x) in found:
                x += 1
            for dy in range(int(cell.get("rowspan", 1))):
                for dx in range(int(cell.get("colspan", 1))):
                    assert (y + dy, x + dx) not in found
                    found[y + dy, x + dx] = cell.text
    height, width = (max(at[axis] for at in found) + 1 for axis in (0, 1))
    return [[found[y, x] for x in range(width)] for y in range(height)]


def test_each_change_of_state_has_its_command_and_moment():
    found = moments([ran("docker run x", ("create", "a"), ("attach", "a"), ("start", "a")), ran("docker ps")])
    assert [(m.command, m.typed, m.at, m.action, m.name, m.state) for m in found] == [
        (0, "docker run x", 0.25, "create", "a", "created"),
        (0, "docker run x", 0.75, "start", "a", "running"),
    ]


def test_a_whole_life():
    actions = ["create", "start", "pause", "unpause", "kill", "die", "stop", "start", "die", "destroy"]
    states = [m.state for m in moments([ran("x", *((action, "a") for action in actions))])]
    assert states == ["created", "running", "paused", "running", "exited", "running", "exited", "removed"]


@pytest.mark.parametrize(
    "actions",
    [
        ["start"],
        ["create", "create"],
        ["create", "pause"],
        ["create", "start", "start"],
        ["create", "start", "unpause"],
        ["create", "die"],
        ["create", "start", "destroy"],  # it must have died before
        ["create", "destroy", "start"],
    ],
)
def test_an_event_that_was_missed_is_noticed(actions):
    with pytest.raises(TimelineError, match=f"コンテナ a は .* なのに、出来事 {actions[-1]} が来ました。"):
        moments([ran("x", *((action, "a") for action in actions))])


def test_without_sources_there_is_a_reason():
    missing = CommandResult("x", 0, 1.0, (), False, Trace(missing="ログがありません。"))
    with pytest.raises(TimelineError, match=r"^追跡せずに記録しました。 ログがありません。$"):
        moments([CommandResult("y", 0, 1.0, (), False), missing, missing])
    with pytest.raises(TimelineError, match="x の出来事が多すぎます。"):
        moments([ran("x", more=1)])


def test_time_runs_down_and_states_reach_to_their_end():
    html = timeline(
        moments(
            [
                ran("docker run a", ("create", "a"), ("start", "a")),
                ran("docker ps"),
                ran("docker create b", ("create", "b")),
                ran("docker rm -f a", ("die", "a"), ("destroy", "a")),
                ran("docker run a", ("create", "a")),
            ]
        )
    )
    assert grid(html) == [
        ["秒", "出来事", "a", "b"],
        ["docker run a", "docker run a", "", ""],
        ["0.25", "作成（create）", "作成済み", ""],
        ["0.50", "起動（start）", "実行中", ""],
        ["docker create b", "docker create b", "実行中", ""],
        ["0.25", "作成（create）", "実行中", "作成済み"],
        ["docker rm -f a", "docker rm -f a", "実行中", "作成済み"],
        ["0.25", "終了（die）", "停止中", "作成済み"],
        ["0.50", "削除（destroy）", "", "作成済み"],
        ["docker run a", "docker run a", "", "作成済み"],
        ["0.25", "作成（create）", "作成済み", "作成済み"],
    ]


def test_hostile_names_are_text():
    html = timeline(moments([ran(HOSTILE, ("create", HOSTILE))]))
    assert not BeautifulSoup(html, "html5lib").find("script")
    assert grid(html)[0][2] == grid(html)[1][0] == HOSTILE
