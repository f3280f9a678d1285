"""A trace as a list of steps."""

from snippets.record.result import CommandResult
from snippets.story.sequence import arrows
from snippets.story.steps import steps
from snippets.trace.entries import Event, Request, Trace

BLOB = "/v2/library/httpd/blobs/sha256:{}"


def pull(layers):
    blobs = [Request(0.2, "daemon", "GET", BLOB.format(n), 200, 1000 * n, layer=True) for n in range(1, layers + 1)]
    entries = (
        Request(0.1, "client", "POST", "/v1.51/images/create?fromImage=docker.io%2Flibrary%2Fhttpd&tag=latest"),
        *blobs,
        Event(0.3, "image", "pull", "httpd"),
    )
    return CommandResult("docker image pull httpd", 0, 1.0, (), False, Trace(entries))


def test_repeated_exchanges_are_one_step_with_their_number():
    found = [(step.way, step.said, len(step.arrows)) for step in steps([pull(7)])]
    assert found == [
        ("あなた → Client", "docker image pull httpd", 1),
        ("Client → daemon", "イメージを取ってきて", 1),
        ("daemon → レジストリ", "レイヤーをください", 7),
        ("daemon", "イメージがそろった httpd", 1),
        ("Client → あなた", "出力 終了ステータス 0", 1),
    ]


def test_every_arrow_and_every_line_of_the_list_is_in_one_step():
    commands = [pull(3), pull(1)]
    found = steps(commands)
    assert [arrow for step in found for arrow in step.arrows] == list(range(len(arrows(commands))))
    assert [row for step in found for row in step.rows] == ["0-0", "0-1", "0-2", "0-3", "0-4", "1-0", "1-1", "1-2"]
