"""Put a built site in place only when the build is good, so that a failed one leaves the earlier site as it was."""

import logging
import os
import shutil
import tempfile
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils import CountHandler


class Publication:
    """One build's way from a folder beside the site's to the site's.

    MkDocs decides about strict mode after the last event that it calls on success, so the warnings are
    counted here as well.
    """

    def __init__(self) -> None:
        self._warnings = CountHandler()
        self._warnings.setLevel(logging.WARNING)
        logging.getLogger("mkdocs").addHandler(self._warnings)
        self._draft: Path | None = None
        self._complete = False

    def begin(self, config: MkDocsConfig) -> None:
        """Have MkDocs build into a folder of its own."""
        self._strict = config.strict
        self._site = Path(config.site_dir)
        self._site.parent.mkdir(parents=True, exist_ok=True)
        self._draft = Path(tempfile.mkdtemp(prefix=f".{self._site.name}-", dir=self._site.parent))
        config.site_dir = str(self._draft)

    def complete(self) -> None:
        """Note that every page was written."""
        self._complete = True

    def end(self) -> None:
        """Put the built folder in place if the build was good, and remove it otherwise."""
        logging.getLogger("mkdocs").removeHandler(self._warnings)
        if not self._draft:
            return
        if self._complete and not (self._strict and self._warnings.get_counts()):
            self._replace(self._draft)
        shutil.rmtree(self._draft, ignore_errors=True)

    def _replace(self, draft: Path) -> None:
        draft.chmod(0o777 & ~_umask())
        if self._site.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{self._site.name}-", dir=self._site.parent))
            self._site.replace(old / "old")
            draft.replace(self._site)
            shutil.rmtree(old)
        else:
            draft.replace(self._site)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
