"""What the tests share: a small project, and the real site built from its recordings."""

import pytest

from tests.helpers.project import ROOT, Project, mkdocs


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The real site, built from its recordings."""
    folder = tmp_path_factory.mktemp("site") / "site"
    process = mkdocs(ROOT, "build", "--strict", "--site-dir", str(folder), mode="replay")
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, output
    return folder
