"""``dockerlint pipeline``: what it writes, what it leaves, and what it says of it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dockerlint.callers.templates import TEMPLATES, render

Run = Callable[..., "subprocess.CompletedProcess[str]"]
PUSH = "#!/bin/sh\ndocker push app:1\n"
SCANNED = "#!/bin/sh\ndockerlint image scan docker-daemon:app:1 || exit 1\ndocker push app:1\n"


def test_a_scan_is_added_to_every_file_of_a_folder(run: Run, folder: Path) -> None:
    (folder / "a.sh").write_text(PUSH)
    (folder / "b").mkdir()
    (folder / "b" / "Makefile").write_text("push:\n\tdocker push app:1\n")
    done = run("pipeline", "add-scan", ".")
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / "a.sh").read_text() == SCANNED
    assert (folder / "b" / "Makefile").read_text() == (
        "push:\n\tdockerlint image scan docker-daemon:app:1\n\tdocker push app:1\n"
    )


def test_the_difference_is_shown_without_a_change(run: Run, folder: Path) -> None:
    (folder / "a.sh").write_text(PUSH)
    done = run("pipeline", "add-scan", "--diff", "a.sh")
    assert done.returncode == 0
    assert "+dockerlint image scan docker-daemon:app:1 || exit 1" in done.stdout.splitlines()
    assert (folder / "a.sh").read_text() == PUSH


def test_the_difference_shows_no_password_beside_the_push(run: Run, folder: Path) -> None:
    first, second = "kJ8s" + "Q0zT4wLpE", "bN3x" + "W7vRt5YqA"
    (folder / "a.sh").write_text(f"REGISTRY_PASSWORD={first}\ndocker login -u a -p {second} r.example\n{PUSH}")
    done = run("pipeline", "add-scan", "--diff", "a.sh")
    assert "+dockerlint image scan" in done.stdout
    assert first not in done.stdout + done.stderr
    assert second not in done.stdout + done.stderr


def test_a_push_that_cannot_be_scanned_is_told_with_the_reason(run: Run, folder: Path) -> None:
    (folder / "a.sh").write_text("docker push --all-tags app\n")
    done = run("pipeline", "add-scan", "a.sh")
    assert done.returncode == 1
    assert "no fix: all tags of a repository are pushed, whichever those are" in done.stdout


def test_nothing_but_pushes_is_changed(run: Run, folder: Path) -> None:
    text = 'docker login -u a -p "$P"\n' + SCANNED
    (folder / "a.sh").write_text(text)
    done = run("pipeline", "add-scan", "a.sh")
    assert done.returncode == 0
    assert (folder / "a.sh").read_text() == text


@pytest.mark.parametrize("service", TEMPLATES)
def test_a_new_pipeline_is_written_once(service: str, run: Run, folder: Path) -> None:
    path = folder / TEMPLATES[service].path
    first = run("pipeline", "init", service, "--image", "registry.example/shop", "--dockerfile", "docker/Dockerfile")
    assert (first.returncode, first.stderr) == (0, f"dockerlint: {TEMPLATES[service].path} written\n")
    text = path.read_text()
    assert "registry.example/shop" in text
    assert "docker/Dockerfile" in text
    assert "@" not in text.replace("actions/checkout@", "").replace("@v", "").replace("Docker@2", "")
    again = run("pipeline", "init", service)
    assert again.returncode == 2
    assert "is there already" in again.stderr
    assert path.read_text() == text


def test_a_link_to_nowhere_is_no_place_for_a_new_pipeline(run: Run, folder: Path) -> None:
    (folder / "Makefile").symlink_to(folder / "elsewhere")
    done = run("pipeline", "init", "make")
    assert done.returncode == 2
    assert not (folder / "elsewhere").exists()


@pytest.mark.parametrize(
    ("builder", "scanned", "pushed"),
    [
        ("docker", "docker-daemon:a/b:1", 'docker push "a/b:1"'),
        ("buildah", "oci-archive:image.tar", '"docker://a/b:1"'),
        ("buildx", "oci-archive:image.tar", '"docker://a/b:1"'),
    ],
)
def test_a_new_makefile_scans_what_its_builder_makes(
    builder: str, scanned: str, pushed: str, run: Run, folder: Path
) -> None:
    run("pipeline", "init", "make", "--image", "a/b:1")
    words = ["make", "--dry-run", f"--directory={folder}", "image-push", f"BUILDER={builder}"]
    lines = subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()
    scan = next(number for number, line in enumerate(lines) if "image scan" in line)
    assert lines[scan].endswith(f'"{scanned}"')
    assert lines[scan + 1].endswith(pushed)


def test_a_new_makefile_tells_a_builder_that_it_does_not_know(run: Run, folder: Path) -> None:
    run("pipeline", "init", "make")
    words = ["make", "--dry-run", f"--directory={folder}", "image-push", "BUILDER=kaniko"]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "BUILDER is docker, buildah or buildx" in done.stderr


def test_a_new_pipeline_can_be_printed(run: Run, folder: Path) -> None:
    before = sorted(folder.iterdir())
    done = run("pipeline", "init", "make", "--output", "-")
    assert done.returncode == 0
    assert "image-push: image-scan" in done.stdout
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["pipeline", "--diff"], "unknown option --diff"),
        (["pipeline", "add-scn"], "there is no command 'pipeline add-scn'; did you mean \"add-scan\"?"),
        (["pipeline", "init", "travis"], "invalid choice: 'travis'"),
        (
            ["pipeline", "init", "make", "--image", "a\nb"],
            "--image: this is not a name that can stand in every pipeline",
        ),
    ],
)
def test_wrong_use_is_told(words: list[str], told: str, run: Run) -> None:
    done = run(*words)
    assert done.returncode == 2
    assert told in done.stderr + done.stdout


LOGINS = {
    ("github", "ghcr.io/acme/shop"): ("registry: ghcr.io", "${{ secrets.GITHUB_TOKEN }}", "packages: write"),
    ("github", "acme/shop"): ("registry: docker.io", "${{ secrets.REGISTRY_PASSWORD }}"),
    ("github", "r.example:5000/shop"): ("registry: r.example:5000", "${{ vars.REGISTRY_USER }}"),
    ("gitlab", "$CI_REGISTRY_IMAGE/web:1"): ('"$CI_REGISTRY_USER" --password-stdin "$CI_REGISTRY"',),
    ("gitlab", "r.example/team/shop"): ('"$REGISTRY_USER" --password-stdin "r.example"',),
    ("circleci", "acme/shop"): ('--password-stdin "docker.io"',),
    ("circleci", "r.example/team/shop"): ('--password-stdin "r.example"',),
    ("jenkins", "shop"): ('--password-stdin "docker.io"',),
}


@pytest.mark.parametrize(("service", "image"), LOGINS)
def test_a_new_pipeline_logs_in_where_its_image_goes(service: str, image: str) -> None:
    text = render(service, image)
    assert [said for said in LOGINS[service, image] if said not in text] == []
    assert "@" not in re.sub(r"[\w/]+@v\d|@[\w.-]+\.(?:com|io)", "", text)
    if image != "ghcr.io/acme/shop":
        assert "packages: write" not in text
        assert "GITHUB_TOKEN" not in text


@pytest.mark.parametrize(
    ("image", "install"),
    [
        ("", "    - command -v pipx >/dev/null || apk add --no-cache pipx\n"),
        ("image: docker:29\n", "    - apk add --no-cache pipx\n"),
        ("image: registry.example/builder:1\n", ""),
    ],
)
def test_a_gitlab_job_gets_pipx_where_its_image_may_lack_it(run: Run, folder: Path, image: str, install: str) -> None:
    (folder / ".gitlab-ci.yml").write_text(f"{image}web:\n  script:\n    - docker push app:1\n")
    assert run("pipeline", "add-scan", ".").returncode == 0
    text = (folder / ".gitlab-ci.yml").read_text()
    assert text.startswith(f"{image}web:\n  script:\n{install}    - pipx run")
