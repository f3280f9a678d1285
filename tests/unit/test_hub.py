"""What the stand-in of Docker's image does on machines that tests may not have."""

import subprocess

from tests.helpers.project import ROOT


def dind(folder):
    subprocess.run([ROOT / "tests" / "hub" / "engine" / "dind", folder], check=True)
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_with_cgroup_2_no_process_stays_where_containers_get_their_groups(tmp_path):
    given = {"cgroup.controllers": "cpuset cpu memory\n", "cgroup.procs": "1\n27\n", "cgroup.subtree_control": ""}
    for name, text in given.items():
        (tmp_path / name).write_text(text)
    assert dind(tmp_path) == {
        **given,
        "cgroup.subtree_control": "+cpuset +cpu +memory\n",
        "init/cgroup.procs": "1\n27\n",
    }


def test_cgroup_1_is_left_alone(tmp_path):
    (tmp_path / "memory").mkdir()
    (tmp_path / "memory" / "cgroup.procs").write_text("1\n")
    assert dind(tmp_path) == {"memory/cgroup.procs": "1\n"}
