"""Build commands in their surroundings: the secret reaches the build, or nothing is changed and the reason is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.callers import bed

DOCKERFILE = b"""FROM alpine:3.19
ARG API_TOKEN
RUN wget -q --header "Authorization: Bearer $API_TOKEN" -O /c https://data.example.com/c
"""
BUILD = "docker build --build-arg API_TOKEN=$API_TOKEN ."
FIXED = "docker build --secret id=api_token,env=API_TOKEN ."

REWRITTEN = {
    f"nohup sudo {BUILD}": f"nohup sudo --preserve-env=API_TOKEN {FIXED}",
    f"time sudo -u me {BUILD}": f"time sudo --preserve-env=API_TOKEN -u me {FIXED}",
    f"sudo -E {BUILD}": f"sudo -E {FIXED}",
    f'bash -c "{BUILD}"': f'bash -c "{FIXED}"',
    f"su -c true; {BUILD}": f"su -c true; {FIXED}",
    f"image=$({BUILD})": f"image=$({FIXED})",
    f"if ! {BUILD}; then exit 1; fi": f"if ! {FIXED}; then exit 1; fi",
    "env A=1 docker build --build-arg API_TOKEN=$1 .": f'API_TOKEN="$1" env A=1 {FIXED}',
    "T=x; docker build --build-arg API_TOKEN=$T .": f'T=x; API_TOKEN="$T" {FIXED}',
    "read -s T; docker build --build-arg API_TOKEN=$T .": f'read -s T; API_TOKEN="$T" {FIXED}',
    "export T=x; docker build --build-arg API_TOKEN=$T .": "export T=x; docker build --secret id=api_token,env=T .",
    "docker build --build-arg API_TOKEN=${API_TOKEN##*/} .": f'API_TOKEN="${{API_TOKEN##*/}}" {FIXED}',
    "docker build --build-arg API_TOKEN=`cat t` .": "docker build --secret id=api_token,src=t .",
    "API_TOKEN=$T docker build --build-arg API_TOKEN .": f"API_TOKEN=$T {FIXED}",
}
REFUSED = {
    f"doas {BUILD}": "doas may start the build without the variable that holds the secret",
    f"su me -c '{BUILD}'": "su may start the build without the variable that holds the secret",
    f"env -i {BUILD}": "env may start the build without the variable that holds the secret",
    f"sudo sh -c '{BUILD}'": "sudo may start the build without the variable that holds the secret",
    "sh -c 'docker build --build-arg API_TOKEN=$1 .' x y": "it stands in quotes, which what it needs would end",
    f'eval "{BUILD}"': "it stands in quotes, which what it needs would end",
    f"API_TOKEN=$T {BUILD}": "the shell reads API_TOKEN before the command's own value for it is set",
    f"ssh host {BUILD}": "in a way that is not understood",
    f"docker exec builder {BUILD}": "in a way that is not understood",
    "docker build ${T:+--build-arg API_TOKEN=$T} .": "in a way that is not understood",
    "docker build --build-arg API_TOKEN=$T https://git.example.com/a.git": "which Dockerfile it takes is not known",
    "docker build --build-arg API_TOKEN=correct-horse .": "the value stands in the file itself",
}


ORB = "version: 2.1\norbs: {docker: circleci/docker@3.0.1}\njobs:\n  a:\n    steps:\n      - docker/build: "


@pytest.mark.parametrize("options", ["<< parameters.options >>", "--build-arg=V=1 << parameters.options >>"])
def test_options_of_an_orb_that_come_from_a_parameter_are_a_reason_for_no_fix(options: str, tmp_path: Path) -> None:
    files = {
        "Dockerfile": DOCKERFILE,
        ".circleci/config.yml": f'{ORB}{{image: a, extra_build_args: "{options}"}}\n'.encode(),
    }
    root = bed.repository(files, tmp_path / "repository")
    bed.run(root, "check", "--fix", "--select", bed.RULES, ".")
    assert bed.tree(root) == files


STEP = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - "
ELSEWHERE = {
    ".github/workflows/a.yml": (
        f"{STEP}uses: docker/build-push-action@v6\n        with:\n          context: https://git.example.com/a.git\n"
        "          build-args: API_TOKEN=${{ secrets.T }}\n"
    ),
    "compose.yaml": "services:\n  a:\n    build: {context: 'https://git.example.com/a.git', args: [API_TOKEN]}\n",
    "compose.dev.yaml": (
        "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM alpine\n"
        "      args:\n        API_TOKEN:\n"
    ),
    "build.sh": "#!/bin/sh\ndocker build --build-arg API_TOKEN=$T git@git.example.com:a.git\n",
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_build_of_another_dockerfile_is_never_changed(name: str, tmp_path: Path) -> None:
    files = {"Dockerfile": DOCKERFILE, name: ELSEWHERE[name].encode()}
    root = bed.repository(files, tmp_path / "repository")
    bed.run(root, "check", "--fix", "--select", bed.RULES, ".")
    assert bed.tree(root) == files


def test_a_variable_of_the_step_that_holds_something_else_keeps_its_value(tmp_path: Path) -> None:
    run = "run: docker build --build-arg API_TOKEN=${{ secrets.T }} .\n        env:\n          API_TOKEN: other\n"
    place = ".github/workflows/a.yml"
    root = bed.repository({"Dockerfile": DOCKERFILE, place: f"{STEP}{run}".encode()}, tmp_path / "repository")
    bed.run(root, "check", "--fix", "--select", bed.RULES, ".")
    command = 'API_TOKEN="${{ secrets.T }}" docker build --secret id=api_token,env=API_TOKEN .'
    assert bed.tree(root)[place].decode() == f"{STEP}run: {command}\n        env:\n          API_TOKEN: other\n"


def fixed(line: str, folder: Path) -> tuple[str, str, bytes]:
    """The line after the fix, the reason why there is none, and the Dockerfile."""
    files = {"Dockerfile": DOCKERFILE, "build.sh": f"#!/bin/bash\n{line}\n".encode()}
    root = bed.repository(files, folder / "repository")
    findings = bed.report(root, "--select", bed.RULES)["findings"]
    reasons = [found["no_fix_because"] or "" for found in findings if found["name"] == "secret-in-arg"]
    bed.run(root, "check", "--fix", "--select", bed.RULES, ".")
    after = bed.tree(root)
    return after["build.sh"].decode().removeprefix("#!/bin/bash\n").rstrip("\n"), reasons[0], after["Dockerfile"]


@pytest.mark.parametrize("line", REWRITTEN)
def test_a_command_hands_the_secret_over(line: str, tmp_path: Path) -> None:
    assert fixed(line, tmp_path)[:2] == (REWRITTEN[line], "")


@pytest.mark.parametrize("line", REFUSED)
def test_a_command_that_might_not_hand_it_over_stays_with_its_dockerfile(line: str, tmp_path: Path) -> None:
    after, reason, dockerfile = fixed(line, tmp_path)
    assert (after, dockerfile) == (line, DOCKERFILE)
    assert REFUSED[line] in reason
