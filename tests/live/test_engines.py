"""Every transcript on the older generations of the engine; the newest runs in the build's own tests."""

import subprocess
import sys

import pytest

from snippets.lab import ENGINES, SHOWN
from tests.conftest import ROOT

pytestmark = pytest.mark.usefixtures("untouched")


@pytest.mark.parametrize("engine", [engine for engine in ENGINES if engine != SHOWN])
def test_every_transcript_fits_on_an_older_engine(engine):
    done = subprocess.run(
        [sys.executable, "-m", "snippets", "check", "--engine", engine],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert f"\nDocker Engine {engine}: 手順 " in done.stdout
