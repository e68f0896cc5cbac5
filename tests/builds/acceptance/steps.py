"""What further callers of the test-bed run: Compose, Bake, Jenkins, dev containers, orbs, composite actions.

Those that :mod:`tests.builds.pipeline` knows are left to it.  As there, only so much of each tool is here as the bed
uses; what a tool does with an input follows its documentation, named at each function.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.builds import pipeline
from tests.builds.pipeline import Step

_COMPOSE = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
_SCRIPTS = {
    "shell-positional-parameter": 'sh build.sh "$API_TOKEN"',
    "compose-command-line": 'bash build.sh 1 "$API_TOKEN"',
    "make-environment-variable": "make build TAG=1",
    "shell-local-variable": "sh -e build.sh",
}


def steps(root: Path, case: str, path: str, secret: str) -> Iterator[Step]:
    """What the caller at ``path`` of the case runs; every secret that it asks a service for is ``secret``."""
    name = Path(path).name
    if case in _SCRIPTS:
        yield Step(_SCRIPTS[case], {})
    elif name in _COMPOSE:
        yield Step("docker compose build", {})
    elif name.startswith(("compose.", "docker-compose.")):
        yield Step(f"docker compose -f {path} build", {})
    elif name.startswith("docker-bake."):
        yield Step("docker buildx bake", {})
    elif name == "Jenkinsfile":
        yield from _jenkins((root / path).read_text(), secret)
    elif name == "devcontainer.json":
        yield _devcontainer(root / path, secret)
    elif path == ".github/workflows/bake.yml":
        yield from _bake_action(pipeline.read_yaml(root / path), secret)
    elif name == "action.yml":
        yield from _composite(root, path, secret)
    elif case == "circleci-orb":
        yield _orb(pipeline.read_yaml(root / path))
    else:
        yield from pipeline.steps(root, path, secret)


def _jenkins(text: str, secret: str) -> Iterator[Step]:
    """``sh`` with Groovy's strings, ``docker.build(name, arguments)`` and the agent ``dockerfile``.

    Source: plugins.jenkins.io, docker-workflow: ``docker build -t NAME ARGUMENTS`` in a shell; jenkins.io, "Pipeline
    Syntax": ``docker build -t ID ADDITIONAL -f FILE .``.
    """
    for found in re.finditer(r"\bsh (?:'''(.*?)'''|'([^'\n]*)'|\"([^\"\n]*)\")", text, re.DOTALL):
        raw = next(group for group in found.groups() if group is not None)
        script = _interpolated(raw, secret) if found[3] is not None else raw
        if "docker" in script:
            yield Step(script.replace("\\\\", "\\"), {}, shell=("sh", "-xe", "-c"))
    for name, arguments in re.findall(r'docker\.build\("([^"]*)", "([^"]*)"\)', text):
        line = f'docker build -t "{_interpolated(name, secret)}" {_interpolated(arguments, secret)}'
        yield Step(line, {}, shell=("sh", "-xe", "-c"))
    for arguments in re.findall(r"additionalBuildArgs '([^']*)'", text):
        yield Step(f"docker build -t agent {arguments} -f Dockerfile .", {}, shell=("sh", "-xe", "-c"))


def _interpolated(text: str, secret: str) -> str:
    return re.sub(r"\$\{([\w.]+)\}", lambda found: "1" if found[1].startswith("env.") else secret, text)


def _devcontainer(path: Path, secret: str) -> Step:
    """The command of the dev container's tool: containers.dev, "Dev Container metadata reference", ``build``."""
    text = re.sub(r"^\s*//.*$", "", path.read_text(), flags=re.MULTILINE)
    build = json.loads(re.sub(r",(\s*[}\]])", r"\1", text))["build"]
    command = ["docker", "buildx", "build", "-f", build["dockerfile"], *build.get("options", [])]
    for name, value in build.get("args", {}).items():
        command += ["--build-arg", f"{name}=" + re.sub(r"\$\{localEnv:\w+\}", lambda _: secret, value)]
    return Step(shlex.join([*command, "."]), {}, path.parent.name, ("sh", "-c"))


def _bake_action(document: Any, secret: str) -> Iterator[Step]:
    """``docker/bake-action``: ``--file`` and ``--set`` of its lists."""
    for job in document["jobs"].values():
        for step in job["steps"]:
            if step.get("uses", "").startswith("docker/bake-action"):
                environment = {name: pipeline.expand(value, secret) for name, value in step.get("env", {}).items()}
                inputs = {name: pipeline.expand(value, secret) for name, value in step.get("with", {}).items()}
                command = ["docker", "buildx", "bake", "--file", inputs["files"]]
                command += [word for line in inputs["set"].splitlines() for word in ("--set", line)]
                yield Step(shlex.join(command), environment)


def _composite(root: Path, path: str, secret: str) -> Iterator[Step]:
    """The steps of a composite action whose input ``token`` is the secret, as those of a workflow's job."""
    text = (root / path).read_text().replace("inputs.token", "secrets.token").replace("inputs.version", "github.sha")
    document = pipeline.parse_yaml(text)
    yield from pipeline.github_steps(root, {"jobs": {"action": {"steps": document["runs"]["steps"]}}}, secret)


def _orb(document: Any) -> Step:
    """The job ``publish`` of circleci/docker, src/scripts/build.sh: its build as one line that a shell reads."""
    (job,) = document["workflows"]["main"]["jobs"]
    parameters = job["docker/publish"]
    line = f"docker build {parameters['extra_build_args']} -f ./Dockerfile -t {parameters['image']}:1 ."
    return Step(line, {}, shell=("bash", "-eo", "pipefail", "-c"))
