import json

import pytest

from snippets.errors import LessonError
from snippets.record.recording import FORMAT, Recording, load, save
from snippets.record.result import CommandResult, Provenance, StepResult

PROVENANCE = Provenance("28.5.2", "linux/amd64", "stand-in", "sha256:1", "2026-11-24T00:00:00+00:00")
PULLED = CommandResult(
    "docker pull httpd", 0, 1.5, ("コンテナ", "</code>"), False, frames={0.05: "コンテナ\r\n", 1.25: "\x1b[2K</code>"}
)
RECORDING = Recording(FORMAT, PROVENANCE, (StepResult("image/pull", "k1", (PULLED,)),))


def test_a_recording_comes_back_as_it_was_saved(tmp_path):
    save(tmp_path / "new" / "image.json", RECORDING)
    assert load(tmp_path / "new" / "image.json") == RECORDING
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["image.json"]


def test_no_recording_is_none(tmp_path):
    assert load(tmp_path / "image.json") is None


def test_a_failed_write_leaves_the_old_recording_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "image.json"
    save(path, RECORDING)
    old = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="No space left"):
        save(path, RECORDING)
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


def _with(change):
    data = {
        "format": FORMAT,
        "provenance": dict.fromkeys(("engine", "platform", "hub", "image", "time"), "x"),
        "steps": [
            {
                "step": "a",
                "key": "k",
                "commands": [{"command": "c", "status": 0, "seconds": 1.0, "lines": [], "cut": False}],
            }
        ],
    }
    change(data)
    return json.dumps(data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '"\ud800"'.encode("utf-8", "surrogatepass"),
        _with(lambda data: data.pop("steps")),
        _with(lambda data: data.update(format=FORMAT + 1)),
        _with(lambda data: data["steps"][0]["commands"][0].update(status="0")),
        _with(lambda data: data["steps"][0]["commands"][0].update(lines="text")),
        _with(lambda data: data["steps"][0].update(note="by hand")),
    ],
)
def test_a_malformed_recording_says_which_and_how_to_make_it_again(tmp_path, text):
    path = tmp_path / "image.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(LessonError) as caught:
        load(path)
    assert "記録 image.json を読めません" in str(caught.value)
    assert "uv run snippets record image" in str(caught.value)


def test_a_recording_that_shows_one_thing_and_plays_another_is_refused(tmp_path):
    path = tmp_path / "image.json"
    save(path, RECORDING)
    path.write_text(path.read_text(encoding="utf-8").replace('"コンテナ"', '"イメージ"'), encoding="utf-8")
    with pytest.raises(LessonError) as caught:
        load(path)
    assert str(caught.value) == (
        "記録 image.json の手順 image/pull「docker pull httpd」では、"
        "載せる出力（lines）と再生する出力（frames）が違います。"
        "手で直さず、uv run snippets record image で作りなおしてください。"
    )
