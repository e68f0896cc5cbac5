"""The harness's projects with callers of their own: after ``dockerlint check --fix`` the rewritten caller is run.

Each caller hands over today's build arguments as a user's would: credentials from the environment, the rest as text.
What a fixed caller asks for in addition, a variable or an agent, is given as the report says.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from dockerlint.cli import main
from tests.builds.acceptance.docker import Docker
from tests.builds.acceptance.harness import Harness, Image, Project

_SYNTAX = re.compile(r"^\s*#\s*syntax\s*=.*\n", re.IGNORECASE)


class Caller(NamedTuple):
    """A file that builds the project, and the command that its user gives."""

    kind: str
    path: str
    text: str
    command: tuple[str, ...]


class Verdict(NamedTuple):
    """What became of a caller.

    ``state`` is ``joint`` where it was rewritten, ``alone`` where the Dockerfile was and nothing is missing, ``asked``
    where the caller is told to hand over what no file has had but the Dockerfile, ``none`` where nothing was changed.
    """

    kind: str
    state: str
    told: str
    problems: list[str]


def callers(project: Project) -> Iterator[Caller]:
    """A shell script, a Makefile, a Compose file and a Bake file that build the project as it is built today."""
    arguments: dict[str, str] = project.spec.get("build", {}).get("args", {})
    shown = [(name, "" if "@@" in value else value) for name, value in arguments.items()]
    tag = f"acceptance-{secrets.token_hex(4)}"
    options = "".join(f" --build-arg {name}=" + (value or f'"${name}"') for name, value in shown)
    yield Caller("script", "build.sh", f"#!/bin/sh\nset -eu\ndocker build{options} -t {tag} .\n", ("sh", "build.sh"))
    options = "".join(f" --build-arg {name}={value or f'$({name})'}" for name, value in shown)
    yield Caller("make", "Makefile", f"image:\n\tdocker build{options} -t {tag} .\n", ("make", "image"))
    lines = "".join(f"        {name}: {value or f'${{{name}}}'}\n" for name, value in shown)
    listed = f"      args:\n{lines}" if lines else ""
    text = f"services:\n  app:\n    image: {tag}\n    build:\n      context: .\n{listed}"
    yield Caller("compose", "compose.yaml", text, ("docker", "compose", "build"))
    declared = "".join(f'variable "{name}" {{ default = "" }}\n' for name, value in shown if not value)
    lines = "".join(f"    {name} = " + (f'"{value}"' if value else name) + "\n" for name, value in shown)
    listed = f"  args = {{\n{lines}  }}\n" if lines else ""
    text = f'{declared}target "default" {{\n  context = "."\n{listed}  tags = ["{tag}"]\n}}\n'
    yield Caller("bake", "docker-bake.hcl", text, ("docker", "buildx", "bake"))


def prove(harness: Harness, docker: Docker, name: str, folder: Path) -> Iterator[Verdict]:
    """A verdict for each caller of the project."""
    root = folder / "project"
    project = harness.render(name, root)
    if (root / "Dockerfile").exists():
        (root / "Dockerfile").write_text(_SYNTAX.sub("", (root / "Dockerfile").read_text()))
    run = _Runs(harness, docker, project, folder)
    try:
        for caller in callers(project):
            yield run.verdict(caller)
    finally:
        run.end()
        shutil.rmtree(root)


class _Runs:
    """The builds of one project; the original is built once, by its script, and every rewritten caller against it."""

    def __init__(self, harness: Harness, docker: Docker, project: Project, folder: Path) -> None:
        self._harness = harness
        self._docker = docker
        self._project = project
        self._folder = folder
        self._agent = _agent(project)
        self._original: _Built | None = None

    def end(self) -> None:
        if self._original is not None:
            self._docker.remove(self._original.digest)
        if "SSH_AGENT_PID" in self._agent:
            os.kill(int(self._agent["SSH_AGENT_PID"]), 15)

    def verdict(self, caller: Caller) -> Verdict:
        try:
            return self._verdict(caller)
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            return Verdict(caller.kind, "joint", "", [str(error)])

    def _verdict(self, caller: Caller) -> Verdict:
        before = self._copy(caller)
        original = self._original = self._original or self._build(caller, before, {})
        if original.image is None or not original.image.shown:
            told = original.output[-300:] if original.image is None else "it shows no canary"
            return Verdict(caller.kind, "joint", "", [f"the original is of no use: {told}"])
        after = self._copy(caller)
        options = _options(_report(after, "check"))
        report = _report(after, "check", "--fix")
        dockerfile = (after / "Dockerfile").read_text()
        is_rewritten = (after / caller.path).read_text() != caller.text
        is_fixed = _files(before) != _files(after)
        if not is_fixed:
            return Verdict(caller.kind, "none", _reasons(report), [])
        mounts = self._harness.mounts(dockerfile)
        if mounts and not is_rewritten:
            return self._asked(caller, after, original.image, report, options)
        asked = {variable: value for variable in _variables(after / caller.path) if (value := self._given(variable))}
        fixed = self._build(caller, after, asked)
        told = ", ".join(str(mount["id"]) for mount in mounts) or "no mount"
        state = "joint" if is_rewritten else "alone"
        problems = self._problems(caller, original.image, fixed, [str(mount.get("target") or "") for mount in mounts])
        problems += self._half(caller, before, after, asked) if is_rewritten else []
        return Verdict(caller.kind, state, told, problems)

    def _asked(self, caller: Caller, after: Path, before: Image, report: dict[str, Any], options: list[str]) -> Verdict:
        """A caller that has to be given what the Dockerfile held: it ends, is told, and holds with what is printed."""
        problems = []
        if not any(each["code"] == "BLD502" and each["path"].endswith(caller.path) for each in report["findings"]):
            problems.append("nobody is told that this caller ends")
        ended = self._build(caller, after, {})
        if ended.image is not None:
            problems.append("the caller builds without what it has to hand over")
        if caller.kind in ("script", "make"):
            text = caller.text.replace("docker build", " ".join(["docker build", *options]))
            (after / caller.path).write_text(text)
            asked = {
                variable: value for variable in _variables(after / caller.path) if (value := self._given(variable))
            }
            mounts = self._harness.mounts((after / "Dockerfile").read_text())
            fixed = self._build(caller, after, asked)
            problems += self._problems(caller, before, fixed, [str(mount.get("target") or "") for mount in mounts])
        return Verdict(caller.kind, "asked", " ".join(options), problems)

    def _problems(self, caller: Caller, before: Image, fixed: _Built, targets: list[str]) -> list[str]:
        if fixed.image is None:
            return [f"the rewritten caller does not build: {fixed.output[-600:]}"]
        problems = [f"a canary is left: {place}" for place in fixed.image.shown]
        problems += self._harness.compare(
            self._project,
            before,
            fixed.image,
            targets=[*filter(None, targets)],
            # Compose's own labels name its project and its version.
            may_change=["Labels"] if caller.kind == "compose" else [],
            ignored=[each.path for each in callers(self._project)],  # what copies all of the context copies its caller
        )
        smoke = self._project.spec["smoke"]
        given = {name: self._project.fill(value) for name, value in self._project.spec.get("runtime_env", {}).items()}
        status, output = self._docker.run(fixed.digest, *(smoke.get("cmd") or ()), **given)
        if status or not re.search(smoke["expect"], output):
            problems.append(f"the image does not work: status {status}, {output[-200:]}")
        self._docker.remove(fixed.digest)
        return problems

    def _half(self, caller: Caller, before: Path, after: Path, asked: dict[str, str]) -> list[str]:
        """The new Dockerfile with the old caller, and the new caller with nothing to hand over."""
        problems = []
        half = self._copy(caller)
        shutil.copy(after / "Dockerfile", half / "Dockerfile")
        nothing = dict.fromkeys((*asked, *self._credentials()), "")
        for tree, given, told in (
            (half, asked, "the old caller builds the new Dockerfile"),
            (after, nothing, "the rewritten caller builds with empty variables"),
        ):
            built = self._build(caller, tree, given, is_without=given is nothing)
            if built.image is not None:
                problems.append(told)
                self._docker.remove(built.digest)
        return problems

    def _credentials(self) -> dict[str, str]:
        arguments = self._project.spec.get("build", {}).get("args", {})
        return {name: self._project.fill(value) for name, value in arguments.items() if "@@" in value}

    def _given(self, variable: str) -> str | None:
        return self._credentials().get(variable) or self._project.provision(variable)

    def _copy(self, caller: Caller) -> Path:
        made = self._folder / f"{self._project.name}-{caller.kind}-{secrets.token_hex(4)}"
        shutil.copytree(self._project.folder, made, symlinks=True)
        (made / caller.path).write_text(caller.text)
        return made

    def _build(self, caller: Caller, root: Path, given: dict[str, str], *, is_without: bool = False) -> _Built:
        run = self._folder / f"{root.name}-{secrets.token_hex(4)}.run"
        agent = {} if is_without else self._agent
        files = [path for path in _secret_files(root / caller.path) if (root / path).exists()] if is_without else []
        hidden = [(root / path, (root / path).read_bytes()) for path in files]
        for path, _ in hidden:
            path.unlink()
        try:
            done = subprocess.run(
                caller.command,
                cwd=root,
                env=self._docker.environment(run) | self._credentials() | agent | given,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                timeout=400,
                check=False,
            )
        finally:
            for path, content in hidden:
                path.write_bytes(content)
        images = self._docker.images(run)
        if done.returncode or not images:
            return _Built(None, "", done.stdout)
        archive = self._folder / "image.tar"
        self._docker.save(images[0], archive)
        read = self._harness.search(archive, self._project.canaries)
        archive.unlink()
        return _Built(read, images[0], done.stdout)


class _Built(NamedTuple):
    image: Image | None
    digest: str
    output: str


def _report(root: Path, *arguments: str) -> dict[str, Any]:
    """What dockerlint reports of the folder."""
    with contextlib.chdir(root), contextlib.redirect_stdout(io.StringIO()) as output:
        with contextlib.redirect_stderr(io.StringIO()):
            main([*arguments, "--format", "json", "."])
        document: dict[str, Any] = json.loads(output.getvalue())
    return document


def _options(report: dict[str, Any]) -> list[str]:
    """The options of ``docker build`` that the offered fixes ask for."""
    asked = [each for found in report["findings"] if found["fix"] for each in found["fix"]["supply"]]
    return sorted({each["option"] for each in asked if each["verb"] == "build"})


def _reasons(report: dict[str, Any]) -> str:
    return "; ".join(sorted({each["no_fix_because"] for each in report["findings"] if each["no_fix_because"]}))


def _files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _variables(path: Path) -> list[str]:
    """The variables that a caller hands over as secrets."""
    return sorted(set(re.findall(r"\benv(?:ironment)?[=:] ?\"?(\w+)", path.read_text())))


def _secret_files(path: Path) -> list[str]:
    """The files that a caller hands over as secrets."""
    found = re.findall(r"\b(?:src=|file: )\"?([\w./-]+)", path.read_text())
    return sorted({each.removeprefix("./") for each in found})


def _agent(project: Project) -> dict[str, str]:
    """The variables of an ssh agent that holds the project's key, where it has one."""
    key = next((canary["keyfile"] for canary in project.canaries.values() if "keyfile" in canary), None)
    if key is None:
        return {}
    shown = subprocess.run(["ssh-agent", "-s"], check=True, capture_output=True, text=True).stdout
    agent = dict(re.findall(r"(SSH_\w+)=([^;]+);", shown))
    subprocess.run(["ssh-add", "-q", key], check=True, env={**os.environ, **agent}, capture_output=True)
    return agent
