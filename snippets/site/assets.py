"""The site's stylesheets and scripts stand in one folder, whose name is a digest of them all.

So a browser never mixes a page with a file that it kept from before, also where one script loads another: that one
is looked for beside the script that loads it. What every page loads is one stylesheet and one script, without comments.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from importlib import resources

import rcssmin  # type: ignore[import-untyped]
import rjsmin  # type: ignore[import-untyped]
from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

_ASSETS = "assets/"
_TOGETHER: dict[str, tuple[str, Callable[[str], str]]] = {
    "extra_css": (f"{_ASSETS}all.css", rcssmin.cssmin),
    "extra_javascript": (f"{_ASSETS}all.js", rjsmin.jsmin),
}
_LATER = {f"{_ASSETS}lesson.js"}
"""What a worker loads besides."""
_PLAYER = ("asciinema-player.min.js", "asciinema-player.css")


def publish(files: Files, casts: Mapping[str, str], env: Environment, config: MkDocsConfig) -> None:
    """Put stylesheets and scripts in their folder, with what the pages play, and have every page load them from there.

    Templates find them by the filter ``asset``.

    Args:
        files: The files of the site; everything that is generated is among them.
        casts: Each asciicast by its name.
        env: Where templates get their filters from.
        config: What names the files that every page loads.

    Raises:
        PluginError: A file that every page loads is missing; MkDocs says nothing.
    """
    for name, content in _played(casts).items():
        files.append(File.generated(config, _ASSETS + name, content=content))
    loaded = [file for file in files if file.is_css() or file.is_javascript()]
    ours = {file.src_uri: file for file in loaded if file.src_dir in (config.docs_dir, None)}
    listed = {kind: [str(path) for path in config[kind]] for kind in ("extra_css", "extra_javascript")}
    if missing := [path for paths in listed.values() for path in paths if path not in ours]:
        raise PluginError(f"mkdocs.yml: {'、'.join(missing)} が{config.docs_dir}にありません。")
    for kind, paths in listed.items():
        if paths:
            listed[kind] = [_together(kind, paths, ours, files, config)]
    contents = sorted((path, file.content_bytes) for path, file in ours.items())
    digest = hashlib.sha256(repr(contents).encode()).hexdigest()[:8]
    addresses = {path: f"{_ASSETS}{digest}/{path.removeprefix(_ASSETS)}" for path in ours}
    for path, file in ours.items():
        file.dest_uri = addresses[path]
    for kind, paths in listed.items():
        config[kind] = [addresses[path] for path in paths]
    env.filters["asset"] = addresses.__getitem__


def _together(kind: str, paths: Sequence[str], ours: dict[str, File], files: Files, config: MkDocsConfig) -> str:
    """Put one file in place of several; its name."""
    name, minify = _TOGETHER[kind]
    content = minify("\n".join(ours[path].content_string for path in paths))
    for path in set(paths) - _LATER:
        files.remove(ours.pop(path))
    ours[name] = File.generated(config, name, content=content)
    files.append(ours[name])
    return name


def _played(casts: Mapping[str, str]) -> dict[str, str | bytes]:
    """The casts and their player; without casts, nothing. From ``file://`` a browser reads nothing but scripts."""
    if not casts:
        return {}
    source = resources.files("mkdocs_asciinema_player") / "assets"
    player = {f"player/{name}": (source / name).read_bytes() for name in _PLAYER}
    scripts = {
        f"casts/{name}.js": f'(self.casts ??= {{}})["{name}"] = {json.dumps(cast)};\n' for name, cast in casts.items()
    }
    return {**player, **scripts}
