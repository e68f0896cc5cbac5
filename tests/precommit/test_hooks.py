"""The hooks, run by the real pre-commit and by the real prek on real repositories."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from tests.precommit.conftest import ROOT, Project, git

LEAKY = "FROM node:20\nARG NPM_TOKEN\nRUN npm ci --token=$NPM_TOKEN\n"
CLEAN = "FROM scratch\nCOPY app /app\n"
MODIFIED = re.compile("files were modified by this hook", re.IGNORECASE)

NAMES = (
    "Dockerfile", "dockerfile", "Dockerfile.dev", "Dockerfile-dev", "a/app.dockerfile", "a/app.Dockerfile",
    "a/Containerfile", "a/Containerfile.dev", "a b/Dockerfile", "ä/Dockerfile.ü",
)  # fmt: skip
OTHERS = ("Dockerfile.dockerignore", "README.md", "a/mydockerfile", "docker-compose.yml", "Dockerfiles/readme")


def hooks() -> str:
    return (ROOT / ".pre-commit-hooks.yaml").read_text()


def test_the_pattern_takes_the_names_that_a_walk_takes() -> None:
    from dockerlint.engine.discover import is_dockerfile_name

    pattern = re.search(r"files: &files '(.+)'", hooks())
    exclude = re.search(r"exclude: &exclude '(.+)'", hooks())
    assert pattern is not None
    assert exclude is not None
    for name in (*NAMES, *OTHERS):
        taken = re.search(pattern.group(1), name) is not None and re.search(exclude.group(1), name) is None
        assert (name, taken) == (name, name in NAMES)
        assert (name, is_dockerfile_name(name.rsplit("/", 1)[-1])) == (name, name in NAMES)


def found_in(output: str) -> set[str]:
    return set(re.findall(r"^ *--> (.+?):\d+:\d+$", output, re.MULTILINE))


def test_every_name_is_looked_at_and_no_other(project: Project) -> None:
    project.configure("dockerlint")
    for name in (*NAMES, *OTHERS):
        project.write(name, LEAKY)
    git(project.folder, "add", ".")
    done = project.run("--all-files")
    assert done.returncode == 1
    assert found_in(done.stdout) == set(NAMES)


def test_a_commit_fails_on_a_leak_and_passes_once_it_is_gone(project: Project) -> None:
    project.configure("dockerlint")
    project.install()
    project.write("a b/Dockerfile", LEAKY)
    git(project.folder, "add", ".")
    done = project.commit()
    assert (done.returncode, found_in(done.stdout)) == (1, {"a b/Dockerfile"})
    project.write("a b/Dockerfile", CLEAN)
    git(project.folder, "add", ".")
    assert project.commit().returncode == 0


def test_the_hook_for_callers_fixes_dockerfile_and_workflow_together(project: Project) -> None:
    project.configure("dockerlint-callers", arguments="    args: [--fix, --exit-non-zero-on-fix]\n")
    project.install()
    project.write("a b/Dockerfile", LEAKY)
    project.write("a b/build it.sh", 'docker build --build-arg NPM_TOKEN="$NPM_TOKEN" "a b"\n')
    git(project.folder, "add", ".")
    first = project.commit()
    assert first.returncode == 1
    assert MODIFIED.search(first.stdout)
    assert project.read("a b/build it.sh") == 'docker build --secret id=npm_token,env=NPM_TOKEN "a b"\n'
    git(project.folder, "add", ".")
    second = project.commit()
    assert second.returncode == 0, second.stdout


def test_the_hook_for_callers_looks_at_the_whole_repository_when_a_script_changes(project: Project) -> None:
    project.configure("dockerlint-callers")
    project.write("Dockerfile", LEAKY)
    project.write("build.sh", "docker build .\n")
    git(project.folder, "add", ".")
    git(project.folder, "commit", "-qm", "x", "--no-verify")
    project.write("build.sh", "docker build --build-arg NPM_TOKEN .\n")
    git(project.folder, "add", ".")
    done = project.run()
    assert (done.returncode, found_in(done.stdout)) == (1, {"Dockerfile", "build.sh"})


def test_the_fixing_hook_fails_once_and_passes_the_second_time(project: Project) -> None:
    project.configure("dockerlint-fix", "dockerlint")
    project.install()
    project.write("a b/Dockerfile-dev", LEAKY)
    project.write("README.md", LEAKY)
    git(project.folder, "add", ".")
    first = project.commit()
    assert first.returncode == 1
    assert MODIFIED.search(first.stdout)
    assert "--mount=type=secret,id=npm_token" in project.read("a b/Dockerfile-dev")
    git(project.folder, "add", ".")
    second = project.commit()
    assert second.returncode == 0, second.stdout
    assert project.read("README.md") == LEAKY


def test_a_fix_that_makes_a_file_fails_once_too(project: Project) -> None:
    """git shows the runner no file that is new, so that a commit could go through without the fix."""
    project.configure("dockerlint-fix")
    project.write("app/Dockerfile", "FROM node:20\nWORKDIR /app\nCOPY . .\n")
    project.write("app/.env", "API_" + "KEY=zq7-lw2-rk9-tx4-bv8\n")
    git(project.folder, "add", "app/Dockerfile")
    first = project.run()
    assert (first.returncode, ".env" in project.read("app/.dockerignore")) == (1, True), first.stdout
    assert project.run().returncode == 0


def test_what_is_staged_is_looked_at_not_what_lies_in_the_work_tree(project: Project) -> None:
    project.configure("dockerlint")
    project.write("Dockerfile", CLEAN)
    git(project.folder, "add", ".")
    project.write("Dockerfile", LEAKY)
    assert project.run().returncode == 0
    git(project.folder, "add", ".")
    project.write("Dockerfile", CLEAN)
    assert project.run().returncode == 1
    assert project.read("Dockerfile") == CLEAN


def test_the_fix_of_a_file_that_is_staged_in_part_loses_nothing(project: Project) -> None:
    """The unstaged line lies apart from the fix, so that both can be kept."""
    project.configure("dockerlint-fix")
    far = LEAKY + "RUN true\n" * 12
    project.write("Dockerfile", far)
    git(project.folder, "add", ".")
    project.write("Dockerfile", far + "CMD app\n")
    assert project.run().returncode == 1
    text = project.read("Dockerfile")
    assert text.endswith("RUN true\nCMD app\n")
    assert "--mount=type=secret,id=npm_token" in text
    assert git(project.folder, "show", ":Dockerfile").stdout == far


def test_a_fix_that_meets_an_unstaged_edit_is_rolled_back_and_the_edit_is_kept(project: Project) -> None:
    project.configure("dockerlint-fix")
    project.write("Dockerfile", LEAKY)
    git(project.folder, "add", ".")
    edited = LEAKY.replace("npm ci", "npm install")
    project.write("Dockerfile", edited)
    assert project.run().returncode == 1
    assert project.read("Dockerfile") == edited


def test_options_reach_the_hook(project: Project) -> None:
    project.configure("dockerlint", arguments="    args: [--ignore, secret-in-arg]\n")
    project.write("Dockerfile", LEAKY)
    git(project.folder, "add", ".")
    assert project.run().returncode == 0


def test_the_network_is_not_asked(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    project.configure("dockerlint")
    project.write("Dockerfile", CLEAN)
    git(project.folder, "add", ".")
    assert project.run().returncode == 0


def test_a_thousand_files_take_seconds(project: Project) -> None:
    project.configure("dockerlint")
    for number in range(1000):
        project.write(f"{number % 40}/Dockerfile.{number}", LEAKY.replace("TOKEN", f"TOKEN{number}"))
    git(project.folder, "add", ".")
    start = time.perf_counter()
    done = project.run("--all-files")
    assert time.perf_counter() - start < 60
    assert done.returncode == 1
    assert len(found_in(done.stdout)) == 1000


def test_identify_knows_too_few_of_these_names_to_be_asked_for_a_type() -> None:
    from identify.identify import tags_from_filename

    untagged = {name for name in NAMES if "dockerfile" not in tags_from_filename(Path(name).name)}
    assert {"dockerfile", "Dockerfile-dev", "a/app.dockerfile"} <= untagged
    assert "types: [dockerfile]" not in hooks()
