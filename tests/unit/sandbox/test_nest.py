"""Nesting in cgroup v2, on a folder that stands for one: not every machine that runs these tests has it."""

import subprocess

from tests.helpers.project import ROOT

NEST = ROOT / "snippets" / "sandbox" / "image" / "nest"


def nest(folder):
    return subprocess.run([NEST, folder], capture_output=True, text=True, check=False)


def test_processes_move_down_and_the_controllers_are_handed_to_the_groups_below(tmp_path):
    (tmp_path / "cgroup.controllers").write_text("cpuset cpu memory\n")
    (tmp_path / "cgroup.procs").write_text("1\n23\n")
    assert nest(tmp_path).returncode == 0
    assert (tmp_path / "engine" / "cgroup.procs").read_text() == "1\n23\n"
    assert (tmp_path / "cgroup.subtree_control").read_text() == "+cpuset +cpu +memory\n"


def test_version_1_stays_as_it_is(tmp_path):
    assert nest(tmp_path).returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_nested_is_said(tmp_path):
    (tmp_path / "cgroup.controllers").write_text("cpu\n")
    (tmp_path / "cgroup.procs").write_text("")
    (tmp_path / "cgroup.subtree_control").mkdir()
    done = nest(tmp_path)
    assert (done.returncode, done.stderr) == (1, f"nest: {tmp_path} のプロセスを移せません。\n")
