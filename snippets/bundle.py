"""One stylesheet and one script instead of a file for each subject: a phone asks for each with a journey of its own."""

import hashlib
from pathlib import PurePosixPath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files


def join(files: Files, config: MkDocsConfig) -> None:
    """Join the files of ``extra_css`` and those of ``extra_javascript``, and have every page load what was joined.

    The new names carry a digest of the content, so that a browser never mixes a new page with an old file.

    Raises:
        PluginError: A file is missing, or they do not stand in one folder, from which they name other files.
    """
    config.extra_css = _join([str(path) for path in config.extra_css], files, config)
    config.extra_javascript = list(_join([str(path) for path in config.extra_javascript], files, config))


def _join(paths: list[str], files: Files, config: MkDocsConfig) -> list[str]:
    if not paths:
        return []
    if missing := [path for path in paths if not files.get_file_from_path(path)]:
        raise PluginError(f"mkdocs.yml: {'、'.join(missing)} が{config.docs_dir}にありません。")
    if len({PurePosixPath(path).parent for path in paths}) > 1:
        raise PluginError(f"mkdocs.yml: {'、'.join(paths)} は1つにまとめるので、同じフォルダーに置いてください。")
    parts = [file for path in paths if (file := files.get_file_from_path(path))]
    content = "\n".join(part.content_string for part in parts)
    for part in parts:
        files.remove(part)
    first = PurePosixPath(paths[0])
    digest = hashlib.sha256(content.encode()).hexdigest()[:8]
    name = str(first.with_name(f"bundle.{digest}{first.suffix}"))
    files.append(File.generated(config, name, content=content))
    return [name]
