"""A fix changes a Dockerfile and all that build it, or nothing: as people start it, on folders and on lone files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dockerlint.cli import main
from tests.callers import bed

DOCKERFILE = (
    'FROM alpine\nARG API_TOKEN\nRUN wget --header "Authorization: Bearer $API_TOKEN" https://example.com/data\n'
)
SCRIPT = '#!/bin/sh\ndocker build --build-arg API_TOKEN="$API_TOKEN" -t app .\n'
FIXED = "#!/bin/sh\ndocker build --secret id=api_token,env=API_TOKEN -t app .\n"
KANIKO = (
    "image:\n  script:\n    - /kaniko/executor -c . -f Dockerfile --build-arg API_TOKEN=$API_TOKEN -d example.com/a\n"
)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "build.sh").write_text(SCRIPT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_lone_dockerfile_brings_its_callers_along(repository: Path) -> None:
    assert main(["--fix", "Dockerfile"]) == 0
    assert "--mount=type=secret" in (repository / "Dockerfile").read_text()
    assert (repository / "build.sh").read_text() == FIXED


def test_a_lone_caller_brings_its_dockerfile_along(repository: Path) -> None:
    assert main(["--fix", "build.sh"]) == 0
    assert "--mount=type=secret" in (repository / "Dockerfile").read_text()
    assert (repository / "build.sh").read_text() == FIXED


def test_callers_are_found_from_a_folder_below(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "app").mkdir()
    (repository / "Dockerfile").rename(repository / "app" / "Dockerfile")
    (repository / "build.sh").write_text(SCRIPT.replace("app .", "app app"))
    monkeypatch.chdir(repository / "app")
    assert main(["--fix"]) == 0
    assert (repository / "build.sh").read_text() == FIXED.replace("app .", "app app")


def test_one_caller_that_cannot_hand_over_secrets_keeps_all_as_they_are(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / ".gitlab-ci.yml").write_text(KANIKO)
    assert main(["--fix", "--verbose", "."]) == 1
    assert (repository / "Dockerfile").read_text() == DOCKERFILE
    assert (repository / "build.sh").read_text() == SCRIPT
    assert "no fix: .gitlab-ci.yml:3 builds it as well: kaniko ignores" in capsys.readouterr().out


def test_a_verbose_diff_tells_why_there_is_no_fix(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / ".gitlab-ci.yml").write_text(KANIKO)
    (repository / "Dockerfile").write_text(DOCKERFILE.replace("FROM alpine\n", "FROM alpine\nENV A_PASSWORD=\n"))
    assert main(["--diff", "--select", "secret-in-arg", "Dockerfile"]) == 1
    assert "kaniko" not in capsys.readouterr().err
    assert main(["--diff", "--verbose", "--select", "secret-in-arg", "Dockerfile"]) == 1
    shown = capsys.readouterr()
    assert "Dockerfile:3: secret-in-arg: no fix: .gitlab-ci.yml:3 builds it as well: kaniko ignores" in shown.err
    assert "kaniko" not in shown.out


def test_allow_partial_leaves_that_caller_and_names_it(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / ".gitlab-ci.yml").write_text(KANIKO)
    assert main(["--fix", "--allow-partial", "."]) == 1
    assert (repository / "build.sh").read_text() == FIXED
    assert (repository / ".gitlab-ci.yml").read_text() == KANIKO
    assert "kaniko-ignores-secret-mounts" in capsys.readouterr().out


def test_outside_of_a_repository_a_lone_dockerfile_is_fixed_alone(repository: Path) -> None:
    (repository / ".git").rmdir()
    assert main(["--fix", "Dockerfile"]) == 0
    assert (repository / "build.sh").read_text() == SCRIPT


def test_the_callers_of_a_submodule_lie_in_the_repository_that_has_it(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = repository / "module"
    module.mkdir()
    (module / ".git").write_text("gitdir: ../.git/modules/module\n")
    (repository / "Dockerfile").rename(module / "Dockerfile")
    (repository / "build.sh").write_text(SCRIPT.replace(" .\n", " module\n"))
    assert main(["--fix", "module/Dockerfile"]) == 0
    assert "build-arg" not in (repository / "build.sh").read_text()


def test_the_callers_of_a_work_tree_lie_in_it(repository: Path) -> None:
    tree = repository / "tree"
    tree.mkdir()
    (tree / ".git").write_text("gitdir: /srv/repository/.git/worktrees/tree\n")
    (repository / "Dockerfile").rename(tree / "Dockerfile")
    (tree / "build.sh").write_text(SCRIPT)
    (repository / "build.sh").write_text(SCRIPT.replace(" .\n", " tree\n"))
    assert main(["--fix", "tree/Dockerfile"]) == 0
    assert "build-arg" not in (tree / "build.sh").read_text()
    assert "build-arg" in (repository / "build.sh").read_text()


@pytest.mark.parametrize("name", ["Makefile", "build.sh", ".gitlab-ci.yml"])
def test_a_caller_that_cannot_be_read_leaves_the_dockerfile(
    name: str, repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / name).write_text("# its text is not known\n")
    monkeypatch.setattr("os.access", lambda path, mode: os.path.basename(path) != name)
    assert main(["--fix", "--verbose", "Dockerfile"]) == 1
    assert (repository / "Dockerfile").read_text() == DOCKERFILE
    assert f"no fix: {name} may build it, and cannot be read" in capsys.readouterr().out
    main(["--diff", "--allow-partial", "."])
    assert f"# left as it is: {name} may build it, and cannot be read\n" in capsys.readouterr().out


def test_a_caller_that_cannot_be_written_leaves_the_dockerfile(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = __import__("os").replace

    def replace(source: str, target: str) -> None:
        if target.endswith("build.sh"):
            raise PermissionError(13, "Permission denied")
        real(source, target)

    monkeypatch.setattr("os.replace", replace)
    assert main(["--fix", "Dockerfile"]) == 3
    assert (repository / "Dockerfile").read_text() == DOCKERFILE
    assert (repository / "build.sh").read_text() == SCRIPT
    assert "permission denied" in capsys.readouterr().err


def test_a_diff_shows_all_files_and_writes_none(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--diff", "Dockerfile"]) == 0
    shown = capsys.readouterr().out
    assert "+++ build.sh" in shown
    assert (repository / "build.sh").read_text() == SCRIPT


def test_a_comment_keeps_a_finding_of_a_caller_silent(repository: Path) -> None:
    (repository / "Dockerfile").write_text("FROM alpine\n")
    (repository / "build.sh").write_text(
        SCRIPT.replace("docker", "# dockerlint: ignore[secret-in-build-arg] only here\ndocker", 1)
    )
    assert main(["."]) == 0


def test_a_literal_in_a_caller_is_never_shown(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    value = "".join(("S3cr", "3tV4lu3", "xyzzy"))
    (repository / "build.sh").write_text(f"docker build --build-arg API_TOKEN={value} .\n")
    for words in (["--verbose"], ["--diff"], ["--format", "json"], ["--format", "sarif"], ["--format", "html"]):
        assert main([*words, "."]) == 1
        told = capsys.readouterr()
        assert value not in told.out + told.err


def test_files_that_run_no_build_are_no_dockerfiles(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "Dockerfile").write_text("FROM scratch\n")
    (repository / "build.sh").unlink()
    (repository / "data").write_bytes(b"\0\1\2 docker build")
    (repository / "values.yaml").write_text("a: [")
    (repository / "notes").write_text("docker build --build-arg API_TOKEN=$API_TOKEN .\n")
    assert main(["."]) == 0
    assert capsys.readouterr().err == ""


def test_what_bake_is_told_on_its_command_line_becomes_a_secret(repository: Path) -> None:
    (repository / "docker-bake.hcl").write_text('target "app" {\n  args = { VERSION = "1" }\n}\n')
    (repository / "build.sh").write_text(
        '#!/bin/sh\ndocker buildx bake --set "*.args.API_TOKEN=$API_TOKEN" --set app.args.VERSION=2 app\n'
    )
    assert main(["--fix", "."]) == 0
    assert (repository / "build.sh").read_text() == (
        "#!/bin/sh\ndocker buildx bake --set '*.secrets=id=api_token,env=API_TOKEN' --set app.args.VERSION=2 app\n"
    )


KEYS = """\
FROM alpine
ARG ssh_prv_key
RUN apk add --no-cache git openssh-client && mkdir -p /root/.ssh && ssh-keyscan github.com > /root/.ssh/known_hosts
RUN echo "$ssh_prv_key" > /root/.ssh/id_rsa && chmod 600 /root/.ssh/id_rsa
RUN git clone git@github.com:acme/app.git /app
RUN rm /root/.ssh/id_rsa
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'docker build --build-arg ssh_prv_key="$(cat ~/.ssh/id_rsa)" -t app .\n',
            'docker build --ssh "default=$HOME/.ssh/id_rsa" -t app .\n',
        ),
        (
            "buildah bud --build-arg ssh_prv_key=$(< keys/id) .\n",
            "buildah bud --ssh default=keys/id .\n",
        ),
    ],
)
def test_a_key_that_is_a_file_is_handed_over_by_its_path(repository: Path, before: str, after: str) -> None:
    (repository / "Dockerfile").write_text(KEYS)
    (repository / "build.sh").write_text(before)
    main(["--fix", "--verbose", "."])
    assert "--mount=type=ssh" in (repository / "Dockerfile").read_text()
    assert (repository / "build.sh").read_text() == after


def test_a_key_from_elsewhere_is_no_file_to_name(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "Dockerfile").write_text(KEYS)
    (repository / "build.sh").write_text('docker build --build-arg ssh_prv_key="$KEY" .\n')
    main(["--fix", "--verbose", "."])
    assert "an SSH agent would have to hold it" in capsys.readouterr().out
    assert (repository / "Dockerfile").read_text() == KEYS


NETRC = """\
FROM alpine
ARG REPOSITORY_PASSWORD
RUN printf 'machine files.example.com login ci password %s' "$REPOSITORY_PASSWORD" > /root/.netrc
RUN curl -fsS --netrc -o /data.json https://files.example.com/data.json
"""


def test_a_value_that_becomes_part_of_a_file_is_no_file(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "Dockerfile").write_text(NETRC)
    (repository / "build.sh").write_text('docker build --build-arg REPOSITORY_PASSWORD="$REPOSITORY_PASSWORD" .\n')
    main(["--fix", "--verbose", "."])
    reason = "it hands REPOSITORY_PASSWORD over, and the Dockerfile would take the file .netrc in its place"
    assert reason in capsys.readouterr().out
    assert (repository / "Dockerfile").read_text() == NETRC


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("docker-bake.hcl", 'target "default" {\n  context = "."\n}\n'),
        ("docker-bake.json", '{"target": {"default": {"context": "."}}}\n'),
    ],
)
def test_bake_forwards_no_agent_that_nobody_allows(
    repository: Path, name: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`docker buildx bake` ends with "additional privileges requested" (buildx 0.29)."""
    (repository / "build.sh").unlink()
    (repository / "id_rsa").write_text("-----BEGIN OPENSSH " + "PRIVATE KEY-----\nb3BlbnNzaC1rZXk=\n")
    (repository / "Dockerfile").write_text(
        "FROM alpine\nCOPY id_rsa /root/.ssh/id_rsa\nRUN git clone git@github.com:acme/app.git /app\n"
    )
    before = (repository / "Dockerfile").read_text()
    (repository / name).write_text(text)
    main(["--fix", "--verbose", "."])
    assert "--allow=ssh" in capsys.readouterr().out
    assert ((repository / "Dockerfile").read_text(), (repository / name).read_text()) == (before, text)


@pytest.mark.parametrize("written", ["${API_TOKEN:?needed}", "${API_TOKEN?}"])
def test_a_check_that_a_variable_is_set_is_kept(repository: Path, written: str) -> None:
    (repository / "build.sh").write_text(f'docker build --build-arg API_TOKEN="{written}" -t app .\n')
    assert main(["--fix", "."]) == 0
    assert (repository / "build.sh").read_text() == (
        f'API_TOKEN="{written}" docker build --secret id=api_token,env=API_TOKEN -t app .\n'
    )


def test_a_check_that_a_variable_is_set_is_kept_under_its_own_name(repository: Path) -> None:
    (repository / "build.sh").write_text('docker build --build-arg API_TOKEN=${OTHER:?"a b"} .\n')
    assert main(["--fix", "."]) == 0
    assert (repository / "build.sh").read_text() == (
        'API_TOKEN=${OTHER:?"a b"} docker build --secret id=api_token,env=API_TOKEN .\n'
    )


def test_a_check_of_compose_would_get_lost(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "build.sh").unlink()
    text = "services:\n  app:\n    build:\n      context: .\n      args:\n        API_TOKEN: ${API_TOKEN:?needed}\n"
    (repository / "compose.yml").write_text(text)
    assert main(["--fix", "--verbose", "."]) == 1
    assert "the check that API_TOKEN is set would get lost" in capsys.readouterr().out
    assert (repository / "compose.yml").read_text() == text


def test_documentation_is_told_when_it_is_out_of_date_and_never_changed(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = "# App\n\n```console\n$ docker build --build-arg API_TOKEN=$API_TOKEN .\n```\n"
    (repository / "README.md").write_text(page)
    assert main(["README.md"]) == 0
    assert main(["--fix", "."]) == 1
    told = capsys.readouterr().out
    assert "README.md:4:16" in told
    assert "in place of the build argument API_TOKEN" in told
    assert (repository / "README.md").read_text() == page


def test_an_argument_with_two_values_is_left_alone(tmp_path: Path) -> None:
    script = b"#!/bin/sh\ndocker build --build-arg API_TOKEN=$A --build-arg API_TOKEN=$B .\n"
    dockerfile = b'FROM alpine:3.19\nARG API_TOKEN\nRUN wget -q --header "A: $API_TOKEN" https://example.com/c\n'
    files = {"Dockerfile": dockerfile, "build.sh": script}
    folder = bed.repository(files, tmp_path / "repository")
    (finding,) = (found for found in bed.report(folder)["findings"] if found["name"] == "secret-in-arg")
    assert "it gives API_TOKEN twice" in finding["no_fix_because"]
    bed.run(folder, "check", "--fix", ".")
    assert bed.tree(folder) == files


def test_a_variable_that_compose_takes_from_its_own_file_is_no_fix(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "build.sh").unlink()
    compose = "services:\n  app:\n    build:\n      context: .\n      args:\n        API_TOKEN: ${API_TOKEN}\n"
    (repository / "compose.yaml").write_text(compose)
    (repository / ".env").write_text("OTHER=1\nAPI_TOKEN=\n")
    assert main(["--fix", "--verbose", "."]) == 1
    assert "API_TOKEN comes from .env" in capsys.readouterr().out
    assert (repository / "compose.yaml").read_text() == compose
    (repository / ".env").write_text("OTHER=1\n")
    main(["--fix", "."])
    assert "environment: API_TOKEN" in (repository / "compose.yaml").read_text()


def test_a_build_that_would_change_along_keeps_all_as_they_are(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository / "build.sh").unlink()
    bake = (
        'target "app" {\n  dockerfile = "Dockerfile"\n  args = {\n    API_TOKEN = API_TOKEN\n  }\n}\n'
        'target "other" {\n  inherits = ["app"]\n  dockerfile = "made/Dockerfile"\n}\n'
    )
    (repository / "docker-bake.hcl").write_text(bake)
    assert main(["--fix", "--verbose", "."]) == 1
    assert (repository / "Dockerfile").read_text() == DOCKERFILE
    assert (repository / "docker-bake.hcl").read_text() == bake
    assert "it would change together with another build of its file" in capsys.readouterr().out
