"""Every transcript on the older generations of the engine; the newest runs in the build's own tests."""

import subprocess
import sys

import pytest

from snippets.script.editions import IMAGES, SHOWN
from tests.helpers.project import ROOT

pytestmark = pytest.mark.usefixtures("untouched")


def test_every_transcript_fits_on_the_older_engines():
    running = {
        engine: subprocess.Popen(
            [sys.executable, "-m", "snippets", "check", "--engine", engine],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for engine in IMAGES
        if engine != SHOWN
    }
    for engine, process in running.items():
        output, _ = process.communicate()
        assert process.returncode == 0, output
        assert f"\nDocker Engine {engine}: 手順 " in output
