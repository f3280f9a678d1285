"""The author's own Docker, which these tests need."""

import os

import docker
import pytest
from docker.errors import DockerException

from snippets.sandbox.sandbox import Sandbox
from snippets.script.editions import IMAGES, SHOWN, generation_of
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
    """What a sandbox is made of; the first one builds the engine's image and keeps it."""
    with Sandbox() as sandbox:
        return sandbox.facts


@pytest.fixture(scope="session")
def newest(warm):
    """An engine of the generation that the transcripts are written for, which not every machine can have."""
    if generation_of(warm.engine) != SHOWN:
        pytest.skip(f"needs an engine {SHOWN}: {IMAGES[SHOWN]} is a stand-in here, with {warm.engine}")


@pytest.fixture
def untouched(author, warm):
    """Whatever a test does, nothing of ours stays, and nothing of the author's changes."""
    before, others = author.belongings(), set(author.sandboxes())
    yield
    assert author.belongings() == before
    assert set(author.sandboxes()) <= others
