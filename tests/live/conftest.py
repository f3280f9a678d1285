"""The author's own Docker, which these tests need."""

import os

import docker
import pytest
from docker.errors import DockerException

from snippets.sandbox.sandbox import Sandbox
from tests.helpers.author import Author


@pytest.fixture(scope="session")
def author():
    """The author's Docker. Without one these tests say nothing, which CI must not take for good news."""
    try:
        client = docker.from_env()
    except DockerException as error:
        if os.environ.get("CI"):
            pytest.fail(f"no engine: {error}")
        pytest.skip(f"no engine: {error}")
    yield Author(client)
    client.close()


@pytest.fixture(scope="session")
def warm(author):
    """The engine's image, which the first sandbox builds and keeps."""
    Sandbox().close()


@pytest.fixture
def untouched(author, warm):
    """Whatever a test does, nothing of ours stays, and nothing of the author's changes."""
    before, others = author.belongings(), set(author.sandboxes())
    yield
    assert author.belongings() == before
    assert set(author.sandboxes()) <= others
