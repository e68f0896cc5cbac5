"""The examples of docs/integrations and the action: valid by the services' schemas, and carried out here."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from dockerlint.engine.discover import is_dockerfile_name

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs" / "integrations"
BIN = Path(sys.executable).parent
LEAKY = "FROM node:20\nARG NPM_TOKEN\nRUN npm ci --token=$NPM_TOKEN\n"
CLEAN = "FROM scratch\nCOPY app /app\n"

Start = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Runs a command in an empty git repository, with the programs of this environment on the path."""
    monkeypatch.chdir(tmp_path)
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_", "CI_"))}

    def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
        merged = {**bare, "PATH": path, "PYTHONPATH": str(ROOT), **environment}
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env=merged)

    run("git", "init", "-q", ".")
    run("git", "config", "user.name", "t")
    run("git", "config", "user.email", "t@example.com")
    return run


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("github-actions", ["action.yml"]),
        ("github-workflows", ["docs/integrations/github.yml", "docs/integrations/reviewdog.yml"]),
        ("github-workflows", ["docs/integrations/gitea.yml"]),
        ("gitlab-ci", ["docs/integrations/gitlab.yml"]),
    ],
)
def test_the_services_schemas_take_the_examples(schema: str, files: list[str], start: Start) -> None:
    done = start("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *(str(ROOT / name) for name in files))
    assert (done.returncode, done.stdout) == (0, "ok -- validation done\n")


def test_zizmor_finds_nothing_dangerous_in_the_action_and_its_workflows(tmp_path: Path, start: Start) -> None:
    """Tags instead of hashes are left to the reader, who has newer ones."""
    config = tmp_path / "zizmor.yml"
    config.write_text('rules:\n  unpinned-uses:\n    config:\n      policies:\n        "*": ref-pin\n')
    files = (ROOT / "action.yml", EXAMPLES / "github.yml", EXAMPLES / "reviewdog.yml")
    done = start("zizmor", "--offline", "--no-progress", "--config", str(config), *map(str, files))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "command",
    [("pre-commit", "validate-config", "pre-commit.yaml"), ("prek", "validate-config", "pre-commit.yaml", "prek.toml")],
)
def test_the_runners_take_the_examples_of_their_configuration(command: tuple[str, ...], start: Start) -> None:
    program, verb, *names = command
    done = start(program, verb, *(str(EXAMPLES / name) for name in names))
    assert done.returncode == 0, done.stdout + done.stderr


class Action:
    """The steps of action.yml with the inputs' defaults, in what GitHub gives a job."""

    def __init__(self, start: Start, folder: Path) -> None:
        self.start = start
        self.folder = folder
        self.summary = folder / "summary.md"
        self.outputs = folder / "outputs"
        (folder / "home").symlink_to(BIN.parent)

    def step(self, name: str, **inputs: str) -> subprocess.CompletedProcess[str]:
        return self.start(
            "bash", str(ROOT / "scripts" / "action"), name, DOCKERLINT_SOURCE=str(ROOT),
            DOCKERLINT_HOME=str(self.folder / "home"), GITHUB_STEP_SUMMARY=str(self.summary),
            GITHUB_OUTPUT=str(self.outputs), **inputs,
        )  # fmt: skip


@pytest.fixture
def action(start: Start, tmp_path: Path) -> Action:
    return Action(start, tmp_path)


def test_the_action_annotates_summarises_and_writes_sarif(action: Action, tmp_path: Path) -> None:
    (tmp_path / "a b").mkdir()
    (tmp_path / "a b" / "Dockerfile").write_text(LEAKY)
    done = action.step("check", DOCKERLINT_PATHS="a b\n", DOCKERLINT_ARGS="", DOCKERLINT_SARIF="out file.sarif")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("::error file=a b/Dockerfile,line=2,endLine=2,col=5,endColumn=14,title=SEC102")
    assert action.summary.read_text().startswith("## dockerlint: 1 finding (1 error) in 1 file\n")
    assert json.loads((tmp_path / "out file.sarif").read_text())["version"] == "2.1.0"
    assert action.outputs.read_text() == "sarif-file=out file.sarif\nstatus=1\n"
    assert action.step("result", DOCKERLINT_STATUS="1", DOCKERLINT_FAIL="true").returncode == 1
    assert action.step("result", DOCKERLINT_STATUS="1", DOCKERLINT_FAIL="false").returncode == 0


def test_the_actions_inputs_are_words_and_never_commands(action: Action, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(CLEAN)
    evil = "$(touch evil)\n`touch evil`\n; touch evil\n--output=x; touch evil\n"
    action.step("check", DOCKERLINT_PATHS=evil, DOCKERLINT_ARGS=evil, DOCKERLINT_SARIF="$(touch evil)")
    assert not (tmp_path / "evil").exists()


def test_the_action_passes_where_nothing_is_found_and_fails_on_wrong_use(action: Action, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(CLEAN)
    action.step("check", DOCKERLINT_SARIF="")
    assert action.outputs.read_text() == "status=0\n"
    assert action.step("result", DOCKERLINT_STATUS="0").returncode == 0
    action.step("check", DOCKERLINT_ARGS="--formt", DOCKERLINT_SARIF="x.sarif")
    assert action.outputs.read_text() == "status=0\nstatus=2\n"
    assert action.step("result", DOCKERLINT_STATUS="2", DOCKERLINT_FAIL="false").returncode == 2


def test_every_input_reaches_the_script() -> None:
    text = (ROOT / "action.yml").read_text()
    inputs = yaml.safe_load(text)["inputs"]
    assert [name for name in inputs if f"inputs.{name}" not in text] == []
    variables = set(re.findall(r"DOCKERLINT_[A-Z]+", text))
    script = (ROOT / "scripts" / "action").read_text()
    assert variables == set(re.findall(r"DOCKERLINT_[A-Z]+", script)) - {"DOCKERLINT_"}


def test_the_job_for_gitlab_writes_both_reports_and_fails_on_findings(start: Start, tmp_path: Path) -> None:
    job = yaml.safe_load((EXAMPLES / "gitlab.yml").read_text())["dockerlint"]
    script = "set -e\n" + "\n".join(job["script"])
    (tmp_path / "Dockerfile").write_text(LEAKY)
    done = start("sh", "-c", script)
    assert (done.returncode, "SEC102" in done.stdout) == (1, True)
    reports = job["artifacts"]["reports"]
    assert [issue["severity"] for issue in json.loads((tmp_path / reports["codequality"]).read_text())] == ["critical"]
    assert (tmp_path / reports["junit"]).read_text().startswith("<?xml")
    (tmp_path / "Dockerfile").write_text(CLEAN)
    assert start("sh", "-c", script).returncode == 0


def test_lefthook_fixes_stages_and_lets_the_commit_through(start: Start, tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "lefthook.yml", tmp_path)
    names = ("Dockerfile", "a b/Dockerfile.dev", "a/app.dockerfile", "a/b/Containerfile")
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(LEAKY)
    for name in ("Dockerfile.dockerignore", "a/README.md"):
        (tmp_path / name).write_text(LEAKY)
    start("lefthook", "install")
    start("git", "add", ".")
    done = start("git", "commit", "-qm", "x")
    assert done.returncode == 0, done.stdout + done.stderr
    for name in names:
        assert "--mount=type=secret" in start("git", "show", f"HEAD:{name}").stdout
    assert (tmp_path / "a" / "README.md").read_text() == (tmp_path / "Dockerfile.dockerignore").read_text() == LEAKY
    (tmp_path / "Dockerfile").write_text("FROM alpine\nRUN openssl genrsa -out /etc/key.pem 2048\n")
    start("git", "add", ".")
    assert start("git", "commit", "-qm", "y").returncode == 1


NAMES = (
    "Dockerfile",
    "dockerfile",
    "Dockerfile.dev",
    "Dockerfile-dev",
    "x.dockerfile",
    "x.Dockerfile",
    "Containerfile.a",
)
OTHERS = ("Dockerfile.dockerignore", "mydockerfile", "README.md", "compose.yaml")


def test_megalinters_descriptor_means_our_names_and_its_command_runs(start: Start, tmp_path: Path) -> None:
    descriptor: dict[str, Any] = yaml.safe_load((EXAMPLES / "dockerlint.megalinter-descriptor.yml").read_text())
    patterns, endings = descriptor["file_names_regex"], tuple(descriptor["file_names_not_ends_with"])
    for name in (*NAMES, *OTHERS):
        taken = any(re.fullmatch(pattern, name) for pattern in patterns) and not name.endswith(endings)
        assert (name, taken) == (name, is_dockerfile_name(name))
    (linter,) = descriptor["linters"]
    (tmp_path / "Dockerfile").write_text(LEAKY)
    (tmp_path / linter["config_file_name"]).write_text('min-confidence = "likely"\n')
    sarif = [word.replace("{{SARIF_OUTPUT_FILE}}", "out.sarif") for word in linter["cli_sarif_args"]]
    config = [linter["cli_config_arg_name"], linter["config_file_name"]]
    done = start(linter["linter_name"], *config, *sarif, "Dockerfile")
    assert done.returncode == 1
    assert len(json.loads((tmp_path / "out.sarif").read_text())["runs"][0]["results"]) == 1
    text = start(linter["linter_name"], *config, "Dockerfile").stdout
    found = re.search(linter["cli_lint_errors_regex"], text)
    assert found is not None
    assert found.group(1) == "1"


def test_trunks_command_runs(start: Start, tmp_path: Path) -> None:
    trunk: dict[str, Any] = yaml.safe_load((EXAMPLES / "trunk.yaml").read_text())
    (command,) = trunk["lint"]["definitions"][0]["commands"]
    (tmp_path / "Dockerfile").write_text(LEAKY)
    done = start(*command["run"].replace("${target}", "Dockerfile").split())
    assert done.returncode in command["success_codes"]
    assert json.loads(done.stdout)["version"] == "2.1.0"


def test_every_example_is_named_on_the_page() -> None:
    page = (EXAMPLES / "README.md").read_text()
    assert [
        path.name for path in sorted(EXAMPLES.iterdir()) if path.name != "README.md" and path.name not in page
    ] == []
