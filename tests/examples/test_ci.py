"""The example of a repository in CI: the steps of the action run on a good and a bad pull request; hooks run too."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "judgements"))
from verdict_oracles import meets, tool  # beside the tests of the forms

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "ci"
SECRET = "021-555-0104-ext-77"
pytestmark = pytest.mark.oracle


def read_yaml(path: Path) -> Any:
    program = (
        "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1], encoding='utf-8')), default=str))"
    )
    done = subprocess.run([tool("python"), "-c", program, path], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def run_action(folder: Path, given: dict[str, str]) -> tuple[int, str, dict[str, str]]:
    """Run the steps of action.yml as a runner does, installing aside; return exit code, output and outputs."""
    action = read_yaml(ROOT / "action.yml")
    inputs = {name: given.get(name, said.get("default", "")) for name, said in action["inputs"].items()}
    assert set(given) <= set(inputs)
    output = folder / "github-output"
    output.write_text("", encoding="utf-8")
    said = ""
    for step in action["runs"]["steps"]:
        if step["name"] == "Install":
            assert step["if"] == "${{ inputs.package != '' }}"
            continue
        assert "${{" not in step["run"], "an input must not become part of a command"
        values = {
            name: inputs[text.removeprefix("${{ inputs.").removesuffix(" }}")] for name, text in step["env"].items()
        }
        environment = {
            **os.environ,
            **values,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "GITHUB_OUTPUT": str(output),
            "RUNNER_TEMP": str(folder),
            "LANG": "C.UTF-8",
        }
        command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        said += done.stdout
        if done.returncode:
            break
    outputs = dict(line.split("=", 1) for line in output.read_text("utf-8").splitlines())
    return done.returncode, said, outputs


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    shutil.copytree(EXAMPLE, folder)
    return folder


def pull(repository: Path, request: str) -> dict[str, str]:
    """Apply a pull request and return what the workflow gives the action."""
    shutil.copytree(repository / request / "data", repository / "data")
    (job,) = read_yaml(repository / ".github" / "workflows" / "data.yml")["jobs"].values()
    return next(step["with"] for step in job["steps"] if "opendata-share" in step.get("uses", ""))


def test_the_good_pull_request_passes(repository: Path) -> None:
    code, said, outputs = run_action(repository, pull(repository, "good"))
    assert code == 0
    assert outputs == {"exit-code": "0"}
    assert [line for line in said.splitlines() if line.startswith("::")] == [
        "::notice title=opendata-share validate::0 errors, 0 advice: sound"
    ]
    assert not (repository / "report.html").exists()


def test_the_bad_pull_request_fails_with_annotations_and_a_page(repository: Path) -> None:
    code, said, outputs = run_action(repository, pull(repository, "bad"))
    assert code == 1
    assert outputs == {"exit-code": "1"}
    errors = [line for line in said.splitlines() if line.startswith("::error ")]
    assert [line.split("::")[1] for line in errors] == [
        "error file=data/wards.csv,line=3,title=minimum (beds)",
        "error file=data/wards.csv,line=5,title=max-length (phone)",
        "error file=data/wards.csv,line=5,title=duplicate-key (ward_id)",
    ]
    page = (repository / "report.html").read_text("utf-8")
    assert "<title>wrong" in page
    assert SECRET not in said + page


def test_nothing_to_judge_could_not_be_judged(repository: Path) -> None:
    code, said, outputs = run_action(repository, {"files": "nowhere/*.csv", "package": ""})
    assert code == 2
    assert outputs == {"exit-code": "2"}
    assert "no file matches" in said


def test_an_input_is_never_run(repository: Path) -> None:
    given = pull(repository, "good")
    marker = repository / "run"
    run_action(repository, {**given, "options": f"$(touch {marker})\n; touch {marker}", "to": f"`touch {marker}`"})
    assert not marker.exists()


def test_the_workflow_and_the_action_are_of_githubs_form() -> None:
    for schema, path in (
        ("vendor.github-workflows", EXAMPLE / ".github" / "workflows" / "data.yml"),
        ("vendor.github-actions", ROOT / "action.yml"),
    ):
        done = meets(schema, path)
        assert done.returncode == 0, done.stdout


def test_the_hooks_are_of_pre_commits_form_and_run(repository: Path) -> None:
    manifest = ROOT / ".pre-commit-hooks.yaml"
    done = subprocess.run(
        [tool("pre-commit"), "validate-manifest", manifest], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    hooks = {hook["id"]: hook["entry"].split() for hook in read_yaml(manifest)}
    program, *command = hooks["opendata-validate"]
    each = Path(sys.executable).parent / program

    def judged(*files: str) -> subprocess.CompletedProcess[str]:
        arguments = [each, *command, "--to=contracts/ward.json", "--lang=en", *files]
        return subprocess.run(arguments, cwd=repository, capture_output=True, text=True, check=False, timeout=100)

    assert judged("good/data/wards.csv").returncode == 0
    both = judged("good/data/wards.csv", "bad/data/wards.csv")
    assert both.returncode == 1
    assert "0 rejected" in both.stdout
    policy = repository / "policies" / "wrong.toml"
    policy.parent.mkdir()
    policy.write_text("colour = 1\n", encoding="utf-8")
    program, *command = hooks["opendata-policy-check"]
    checked = subprocess.run([each, *command, policy], capture_output=True, text=True, check=False, timeout=100)
    assert checked.returncode == 2
