"""The plugin's options in mkdocs.yml, and the same file read by the command ``snippets``."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

from mkdocs.config import config_options, load_config
from mkdocs.config.base import Config
from mkdocs.exceptions import ConfigurationError

from snippets.errors import LessonError


class Options(Config):  # type: ignore[no-untyped-call]
    """What an author may set.

    Attributes:
        lessons: Folder of the transcripts, from mkdocs.yml's own.
        recordings: Folder of the recordings, from there as well.
        about: The page that explains where outputs come from, as in ``nav``.
        errors: The page of errors.
        glossary: The glossary.
    """

    lessons = config_options.Dir(default="snippets/lessons")
    recordings = config_options.Dir(default="snippets/recordings")
    about = config_options.Optional(config_options.Type(str))
    errors = config_options.Optional(config_options.Type(str))
    glossary = config_options.Optional(config_options.Type(str))


@dataclass(frozen=True)
class Folders:
    """Where pages, transcripts and recordings are."""

    pages: Path
    lessons: Path
    recordings: Path


def folders() -> Folders:
    """The folders of the project whose mkdocs.yml stands in the working directory.

    Raises:
        LessonError: There is none, or it cannot be read.
    """
    try:
        config = load_config("mkdocs.yml")
        options = cast(Options, config.plugins["snippets"].config)
    except (ConfigurationError, KeyError) as error:
        raise LessonError(f"mkdocs.yml のあるフォルダーで実行してください。読めませんでした（{error}）。") from error
    return Folders(Path(config.docs_dir), Path(options.lessons), Path(options.recordings))
