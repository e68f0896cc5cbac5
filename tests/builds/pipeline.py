"""Runs what a caller of the test-bed would run: its commands, or those that an action makes of its inputs.

Only so much of each CI service is here as the bed uses: the environment of a step, expressions for secrets, the inputs
of ``docker/build-push-action`` and ``redhat-actions/buildah-build`` as their documentation maps them to options.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

Environment = dict[str, str]


class Step(NamedTuple):
    """A shell script, the variables that it sees, and the folder that it starts in."""

    script: str
    environment: Environment
    folder: str = "."
    shell: tuple[str, ...] = ("bash", "-e", "-c")


def steps(root: Path, path: str, secret: str) -> Iterator[Step]:
    """What the caller at ``path`` runs; every secret that it asks the service for is ``secret``."""
    name = Path(path).name
    if ".github/workflows" in path:
        yield from github_steps(root, read_yaml(root / path), secret)
    elif name.startswith(".gitlab-ci"):
        yield from _gitlab(read_yaml(root / path))
    elif name == "config.yml":
        yield from _circleci(read_yaml(root / path))
    elif name == "bitbucket-pipelines.yml":
        for step in read_yaml(root / path)["pipelines"]["branches"]["main"]:
            yield Step("\n".join(step["step"]["script"]), {})
    elif name == "azure-pipelines.yml":
        yield from _azure(read_yaml(root / path), secret)
    elif name == "package.json":
        scripts = json.loads((root / path).read_text())["scripts"]
        yield from (Step(scripts[key], {}, shell=("sh", "-c")) for key in scripts if "docker" in scripts[key])
    elif name in {"Makefile", "GNUmakefile"}:
        yield Step("make", {})
    else:
        yield Step(
            f"sh {shlex.quote(path)} v1"
            if "bash" not in (root / path).read_text().split("\n")[0]
            else f"bash {path} podman",
            {},
        )


def read_yaml(path: Path) -> Any:
    return parse_yaml(path.read_text())


def parse_yaml(text: str) -> Any:
    loader = YAML(typ="safe")
    loader.constructor.add_constructor(
        "!reference", lambda _, node: ("reference", *(word.value for word in node.value))
    )
    return loader.load(text)


def github_steps(root: Path, document: Any, secret: str) -> Iterator[Step]:
    """What the jobs of a workflow run, one after another."""
    for job in document["jobs"].values():
        for values in _matrix(job):
            outer = _filled(_environment(document) | _environment(job), values, {}, secret)
            for step in job["steps"]:
                seen = outer | _filled(_environment(step), values, outer, secret)
                inputs = {key: _expand(str(value), values, seen, secret) for key, value in step.get("with", {}).items()}
                action = step.get("uses", "")
                if "run" in step:
                    folder = document.get("defaults", {}).get("run", {}).get("working-directory", ".")
                    yield Step(_expand(step["run"], values, seen, secret), seen, folder)
                elif action.startswith("docker/build-push-action"):
                    yield Step(shlex.join(_build_push(root, inputs)), seen)
                elif action.startswith("redhat-actions/buildah-build"):
                    yield Step(shlex.join(_buildah_build(inputs)), seen)


def _matrix(job: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    lists = {key: value for key, value in job.get("strategy", {}).get("matrix", {}).items() if key != "include"}
    if not lists:
        yield {}
    for key, values in lists.items():
        yield from ({key: value} for value in values)


def _environment(node: Mapping[str, Any]) -> Environment:
    return {key: str(value) for key, value in (node.get("env") or {}).items()}


def _filled(environment: Environment, values: Mapping[str, str], outer: Environment, secret: str) -> Environment:
    return {key: _expand(value, values, outer, secret) for key, value in environment.items()}


def expand(text: str, secret: str) -> str:
    """``text`` with a value for each expression of GitHub's."""
    return _expand(text, {}, {}, secret)


def _expand(text: str, values: Mapping[str, str], environment: Environment, secret: str) -> str:
    def value(match: re.Match[str]) -> str:
        context, _, key = match[1].partition(".")
        if context == "env":
            return environment.get(key, "")
        if context == "matrix":
            return values.get(key, "v1")
        return secret if context in {"secrets", "steps"} or match[1] == "github.token" else "v1"

    return re.sub(r"\$\{\{\s*([\w.-]+).*?\}\}", value, text)


def _entries(text: str) -> list[str]:
    """A list input: an entry a line, or between commas; quotes around an entry go."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [entry.strip().strip('"') for line in lines for entry in (line.split(",") if "=" in line else [line])]


def _build_push(root: Path, inputs: Mapping[str, str]) -> list[str]:
    command = ["docker", "buildx", "build"]
    command += [word for entry in _entries(inputs.get("build-args", "")) for word in ("--build-arg", entry)]
    for entry in _entries(inputs.get("secret-envs", "")):
        key, _, variable = entry.partition("=")
        command += ["--secret", f"id={key},env={variable}"]
    for entry in _entries(inputs.get("secrets", "")):
        key, _, content = entry.partition("=")
        file = f".secret-{key}"
        (root / file).write_text(content)
        command += ["--secret", f"id={key},src={file}"]
    for name in ("file", "target"):
        command += [f"--{name}", inputs[name]] if name in inputs else []
    return [*command, inputs.get("context", ".")]


def _buildah_build(inputs: Mapping[str, str]) -> list[str]:
    command = ["buildah", "bud"]
    command += [word for entry in _entries(inputs.get("build-args", "")) for word in ("--build-arg", entry)]
    command += [line.strip() for line in inputs.get("extra-args", "").splitlines() if line.strip()]
    return [*command, "-f", inputs["containerfiles"].strip(), "."]


def _gitlab(document: Mapping[str, Any]) -> Iterator[Step]:
    shared = {key: str(value) for key, value in document.get("variables", {}).items()}
    for name, job in document.items():
        if name.startswith(".") or not isinstance(job, dict) or not ({"script", "extends"} & job.keys()):
            continue
        parent = document.get(job.get("extends", ""), {})
        merged = parent | job
        variables = shared | parent.get("variables", {}) | job.get("variables", {})
        yield Step("\n".join(_lines(document, merged["script"])), {key: str(value) for key, value in variables.items()})


def _lines(document: Mapping[str, Any], script: Any) -> Iterator[str]:
    for item in [script] if isinstance(script, str) else script:
        if isinstance(item, tuple):
            _, job, key = item
            yield from _lines(document, document[job][key])
        elif isinstance(item, list):
            yield from _lines(document, item)
        else:
            yield item


def _circleci(document: Mapping[str, Any]) -> Iterator[Step]:
    for job in document["jobs"].values():
        for step in job["steps"]:
            if isinstance(step, dict) and "run" in step:
                run = step["run"]
                yield Step(run if isinstance(run, str) else run["command"], {})


def _azure(document: Mapping[str, Any], secret: str) -> Iterator[Step]:
    """``$(NAME)`` is put into the text before a shell sees it; a secret variable is in no environment by itself."""
    for step in document["steps"]:
        environment = {key: re.sub(r"\$\(\w+\)", secret, str(value)) for key, value in step.get("env", {}).items()}
        inputs = step.get("inputs", {})
        script = step.get("script") or step.get("bash")
        if step.get("task", "").startswith("Docker@") and inputs["command"] == "build":
            script = f"docker build {inputs.get('arguments', '')} -f {inputs['Dockerfile']} ."
        if script:
            yield Step(
                re.sub(r"\$\(\w*TOKEN\w*\)", secret, re.sub(r"\$\([\w.]*Build[\w.]*\)", "v1", script)), environment
            )
