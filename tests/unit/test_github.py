"""What GitHub and editors read: workflows, Dependabot's settings, the development container."""

import json
import re
import subprocess

import pytest
import yaml

from tests.helpers.project import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").iterdir())
LIFECYCLE = {"onCreateCommand", "updateContentCommand", "postAttachCommand"}


def parsed(path):
    # YAML 1.1 reads the key `on` as true.
    return {str(key): value for key, value in yaml.safe_load(path.read_text(encoding="utf-8")).items()}


def steps():
    for path in WORKFLOWS:
        for name, job in parsed(path)["jobs"].items():
            for step in job["steps"]:
                yield f"{path.name} {name}", step


@pytest.mark.parametrize(
    "command",
    [
        # Without what a machine may have besides, so that it says the same everywhere.
        ["actionlint", "-shellcheck=", "-pyflakes=", *WORKFLOWS],
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS],
        ["check-jsonschema", "--builtin-schema", "vendor.dependabot", ROOT / ".github" / "dependabot.yml"],
        ["zizmor", "--offline", "--quiet", "--persona", "auditor", ROOT / ".github"],
    ],
    ids=["actionlint", "workflow-schema", "dependabot-schema", "zizmor"],
)
def test_a_linter_finds_nothing(command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_do_little_and_ends(path):
    workflow = parsed(path)
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["group"].startswith("${{ github.workflow }}")
    for name, job in workflow["jobs"].items():
        assert job["permissions"], name
        assert 0 < job["timeout-minutes"] <= 60, name


def test_only_jobs_that_run_nothing_of_the_lesson_may_write():
    writing = {
        f"{path.name} {name}"
        for path in WORKFLOWS
        for name, job in parsed(path)["jobs"].items()
        if "write" in job["permissions"].values()
    }
    assert writing == {"ci.yml deploy", "weekly.yml propose"}
    ran = [step["run"] for name, step in steps() if name in writing and "run" in step]
    assert not [run for run in ran if re.search(r"\buv\b|mkdocs|tests/", run)]


def test_actions_are_pinned_and_say_their_version():
    used = [line for path in WORKFLOWS for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert used
    assert [line for line in used if not re.search(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+(\.\d+)*$", line)] == []
    versions = {}
    for line in used:
        action, pin = line.split("uses: ")[1].split("@")
        assert versions.setdefault(action, pin) == pin


def test_a_checkout_keeps_no_token():
    checkouts = [step for _, step in steps() if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_the_real_docker_hub_is_asked():
    builds = [step for name, step in steps() if name == "ci.yml build" and "mkdocs build" in step.get("run", "")]
    assert [step["env"]["SNIPPETS"] for step in builds] == ["live"]
    assert not [path for path in WORKFLOWS if "HUB_URL" in path.read_text(encoding="utf-8")]


def test_the_weekly_run_checks_each_engine():
    job = parsed(ROOT / ".github" / "workflows" / "weekly.yml")["jobs"]["check"]
    assert 'snippets check --engine "$ENGINE"' in job["steps"][-1]["run"]


def test_dependabot_knows_every_place_that_pins_something_and_groups_them():
    updates = parsed(ROOT / ".github" / "dependabot.yml")["updates"]
    assert {(update["package-ecosystem"], update["directory"]) for update in updates} == {
        ("uv", "/"),
        ("npm", "/tests"),
        ("github-actions", "/"),
        ("devcontainers", "/"),
    }
    assert all(list(group.values()) == [{"patterns": ["*"]}] for group in (update["groups"] for update in updates))


def test_the_development_container_has_docker_and_serves_the_site():
    text = (ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8")
    container = json.loads(re.sub(r"^\s*//.*", "", text, flags=re.M))
    # No package carries its published schema, so the few properties that are used stand here with their types.
    types = {"name": str, "image": str, "features": dict, "forwardPorts": list, "portsAttributes": dict}
    types |= {"otherPortsAttributes": dict}
    assert set(container) == set(types) | LIFECYCLE
    assert all(isinstance(container[name], kind) for name, kind in types.items())
    assert re.fullmatch(r"mcr\.microsoft\.com/devcontainers/python:\d\.\d+-\w+", container["image"])
    (feature,) = container["features"]
    assert re.fullmatch(r"ghcr\.io/devcontainers/features/docker-in-docker:\d+", feature)
    assert container["forwardPorts"] == [8000]
    assert container["portsAttributes"] == {"8000": {"label": "教材", "onAutoForward": "openPreview"}}
    assert container["otherPortsAttributes"] == {"onAutoForward": "silent"}
    assert "uv" in container["onCreateCommand"]
    assert container["postAttachCommand"]["site"] == "uv run mkdocs serve"
    assert "docker pull" in container["postAttachCommand"]["images"]
