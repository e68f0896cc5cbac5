"""action.yml step by step as a runner takes it: GitHub's own evaluator, pip, comments on a pull request."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.npm import QUIET, install
from tests.review.conftest import Stand
from tests.review.service import TOKEN

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[2]
EXPRESSIONS = Path(__file__).parent / "expressions"


class Runner:
    """One job with the action as its only step, in the repository ``folder``."""

    def __init__(self, folder: Path, temporary: Path, service: str) -> None:
        self.program = install("npm-expressions", (EXPRESSIONS,), (".", ("install", *QUIET))) / "evaluate.js"
        self.action: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
        self.folder = folder
        self.temporary = temporary
        self.contexts: dict[str, Any] = {
            "github": {"action_path": str(ROOT), "token": TOKEN, "event_name": "pull_request"},
            "runner": {"temp": str(temporary)},
            "steps": {},
        }
        self.given = {
            "GITHUB_API_URL": service, "GITHUB_REPOSITORY": "o/r", "GITHUB_REF": "refs/pull/7/merge",
            "GITHUB_STEP_SUMMARY": str(temporary / "summary.md"), "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }  # fmt: skip
        self.used: list[tuple[str, dict[str, str]]] = []
        self.log = ""

    def evaluate(self, texts: list[str]) -> list[str]:
        node = shutil.which("node")
        assert node is not None
        asked = json.dumps({"texts": texts, "contexts": self.contexts})
        done = subprocess.run([node, str(self.program)], input=asked, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        values: list[str] = json.loads(done.stdout)
        return values

    def mapped(self, values: dict[str, str]) -> dict[str, str]:
        return dict(zip(values, self.evaluate(list(values.values())), strict=True))

    def run(self, **inputs: str) -> tuple[bool, dict[str, str]]:
        """Whether the action succeeds, and its outputs."""
        defaults = {name: one.get("default", "") for name, one in self.action["inputs"].items()}
        self.contexts["inputs"] = self.mapped({**defaults, **{name.replace("_", "-"): inputs[name] for name in inputs}})
        succeeds = all(self.step(number, step) for number, step in enumerate(self.action["runs"]["steps"]))
        outputs = {name: one["value"] for name, one in self.action["outputs"].items()}
        return succeeds, self.mapped(outputs)

    def step(self, number: int, step: dict[str, Any]) -> bool:
        if "if" in step and self.evaluate([f"${{{{ {step['if']} }}}}"]) != ["true"]:
            return True
        if "uses" in step:
            self.used.append((step["uses"], self.mapped(step["with"])))
            return True
        outputs = self.temporary / f"outputs-{number}"
        outputs.write_text("")
        bare = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "PYTHON", "CI"))}
        environment = {**bare, **self.given, **self.mapped(step["env"]), "GITHUB_OUTPUT": str(outputs)}
        (text,) = self.evaluate([step["run"]])
        assert step["shell"] == "bash"
        script = self.temporary / f"step-{number}.sh"
        script.write_text(text)
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
        done = subprocess.run(
            command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False, timeout=300
        )
        self.log += done.stdout + done.stderr
        pairs = dict(line.split("=", 1) for line in outputs.read_text().splitlines())
        if "id" in step:
            self.contexts["steps"][step["id"]] = {"outputs": pairs}
        return done.returncode == 0


def test_the_whole_action_on_a_pull_request(github: Stand, tmp_path: Path) -> None:
    (tmp_path / "runner").mkdir()
    runner = Runner(github.folder, tmp_path / "runner", github.service.url)
    succeeds, outputs = runner.run(review="true", upload_sarif="true")
    assert (succeeds, outputs) == (False, {"status": "1", "sarif-file": "dockerlint.sarif"}), runner.log
    assert "::error file=Dockerfile,line=3,endLine=3,col=5,endColumn=14,title=SEC102 secret-in-arg::" in runner.log
    assert "dockerlint: 1 finding" in (tmp_path / "runner" / "summary.md").read_text()
    sarif = json.loads((github.folder / "dockerlint.sarif").read_text())
    assert len(sarif["runs"][0]["results"]) == 1
    uploading, given = runner.used[0]
    assert uploading.startswith("github/codeql-action/upload-sarif@")
    assert given == {"sarif_file": "dockerlint.sarif", "category": "dockerlint"}
    (comment,) = github.bodies()
    assert "```suggestion\nRUN --mount=type=secret,id=npm_token,required=true \\" in comment
    assert TOKEN not in runner.log
