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
        casts: Each asciicast by its `name`.
    """
    if not casts:
        return
    with as_file(files("mkdocs_asciinema_player") / "assets") as player:
        (assets / "player").mkdir(parents=True, exist_ok=True)
        for file in _PLAYER:
            shutil.copyfile(player / file, assets / "player" / file)
    (assets / "casts").mkdir(exist_ok=True)
    for key, cast in casts.items():
        script = f'(self.casts ??= {{}})["{key}"] = {json.dumps(cast)};\n'
        (assets / "casts" / f"{key}.js").write_text(script, encoding="utf-8")


def name(cast: str) -> str:
    """A name that another cast does not have, so that no browser plays an older one that it kept."""
    return hashlib.sha256(cast.encode()).hexdigest()[:12]
