"""Put into a built site what its pages play: the casts, and the player, which is loaded with the first of them."""

import hashlib
import json
import shutil
from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path

_PLAYER = ("asciinema-player.min.js", "asciinema-player.css")


def publish(assets: Path, casts: Mapping[str, str]) -> None:
    """Write casts and player into a site's folder of assets; without casts, nothing.

    A cast is a script, because from ``file://`` a browser reads nothing else.

    Args:
        assets: Where the site's own scripts are.
        casts: The asciicast of each step, by the step's name.
    """
    if not casts:
        return
    with as_file(files("mkdocs_asciinema_player") / "assets") as player:
        (assets / "player").mkdir(parents=True, exist_ok=True)
        for name in _PLAYER:
            shutil.copyfile(player / name, assets / "player" / name)
    for step, cast in casts.items():
        path = assets / "casts" / f"{step}.js"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"(self.casts ??= {{}})[{json.dumps(step)}] = {json.dumps(cast)};\n", encoding="utf-8")


def version(cast: str) -> str:
    """What a page adds to a cast's address, so that no browser plays an older one that it kept."""
    return hashlib.sha256(cast.encode()).hexdigest()[:8]
