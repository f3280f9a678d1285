"""Put a built site in place only when the build is good, so that a failed one leaves the earlier site as it was."""

import logging
import secrets
import shutil
from pathlib import Path

from filelock import FileLock, Timeout
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils import CountHandler

_LOCK, _OLD = ".lock", ".old"


class Publication:
    """One build's way from a folder beside the site's to the site's.

    Its folder is locked for as long as this process lives, however it ends: the next build removes what is not.
    MkDocs decides about strict mode after the last event that it calls on success, so the warnings are counted here
    as well.
    """

    def __init__(self) -> None:
        self._warnings = CountHandler()
        self._warnings.setLevel(logging.WARNING)
        logging.getLogger("mkdocs").addHandler(self._warnings)
        self._lock: FileLock | None = None
        self._complete = False

    def begin(self, config: MkDocsConfig) -> None:
        """Have MkDocs build into a folder of its own."""
        self._strict = config.strict
        self._site = Path(config.site_dir)
        self._site.parent.mkdir(parents=True, exist_ok=True)
        _sweep(self._site)
        self._draft = self._site.with_name(f".{self._site.name}-{secrets.token_hex(4)}")
        self._lock = FileLock(_beside(self._draft, _LOCK))
        self._lock.acquire()
        self._draft.mkdir()
        config.site_dir = str(self._draft)

    def complete(self) -> None:
        """Note that every page was written."""
        self._complete = True

    def end(self) -> None:
        """Put the built folder in place if the build was good, and remove it otherwise."""
        logging.getLogger("mkdocs").removeHandler(self._warnings)
        if not self._lock:
            return
        if self._complete and not (self._strict and self._warnings.get_counts()):
            if self._site.exists():
                self._site.replace(_beside(self._draft, _OLD))
            self._draft.replace(self._site)
        _remove(self._draft)
        self._lock.release()
        _beside(self._draft, _LOCK).unlink(missing_ok=True)


def _sweep(site: Path) -> None:
    """Remove what builds left that were killed; the site comes back where one was killed while replacing it."""
    for path in site.parent.glob(f".{site.name}-*{_LOCK}"):
        draft = path.with_name(path.name.removesuffix(_LOCK))
        try:
            with FileLock(path, blocking=False):
                if not site.exists() and _beside(draft, _OLD).exists():
                    _beside(draft, _OLD).replace(site)
                _remove(draft)
        except Timeout:
            continue  # its build still runs
        path.unlink(missing_ok=True)


def _remove(draft: Path) -> None:
    for folder in (draft, _beside(draft, _OLD)):
        if folder.exists():
            shutil.rmtree(folder)


def _beside(draft: Path, ending: str) -> Path:
    return draft.with_name(draft.name + ending)
