"""Workflows as GitHub runs them: where they lie, what their steps take."""

from __future__ import annotations

from dockerlint.callers.github.steps import is_at_least, jobs_of
from dockerlint.callers.kinds import github
from dockerlint.callers.yaml import read_yaml
from dockerlint.text import Source

STEPS = """\
jobs:
  image:
    steps:
      - uses: docker/build-push-action@v6
        with: {context: app, file: app/image.Dockerfile}
      - uses: docker/build-push-action@v6
        with: {context: "https://github.com/acme/other.git"}
      - run: cd app && docker build .
"""


def places(path: str) -> list[tuple[str | None, str | None]]:
    caller = github.read(Source(STEPS, path), path)
    return [(build.dockerfile, build.context) for build in caller.builds]


def test_a_workflow_of_the_root_builds_from_the_root() -> None:
    assert places(".github/workflows/image.yml") == [
        ("app/image.Dockerfile", "app"),
        ("https://github.com/acme/other.git", None),
        ("app/Dockerfile", "app"),
    ]


def test_a_repository_inside_of_another_has_its_own_root() -> None:
    """GitHub runs only the root's: what lies deeper is a template or another project, in which it is the root's."""
    assert places("templates/web/.github/workflows/image.yml") == [
        ("templates/web/app/image.Dockerfile", "templates/web/app"),
        ("https://github.com/acme/other.git", None),
        ("templates/web/app/Dockerfile", "templates/web/app"),
    ]


def test_an_action_of_a_repository_inside_of_another_runs_at_its_root() -> None:
    text = STEPS.replace("jobs:\n  image:\n    steps:", "runs:\n    using: composite\n    steps:")
    path = "templates/web/.github/actions/image/action.yml"
    caller = github.read(Source(text, path), path)
    assert caller.builds[0].dockerfile == "templates/web/app/image.Dockerfile"
    path = "actions/image/action.yml"
    assert github.read(Source(text, path), path).builds[0].dockerfile == "app/image.Dockerfile"


def versions(uses: str) -> bool | None:
    text = f"jobs:\n  image:\n    steps:\n      - uses: {uses}\n"
    source = Source(text, ".github/workflows/image.yml")
    (document,) = read_yaml(source)
    ((step,),) = (job.steps for job in jobs_of(document))
    return is_at_least(source, step, 5, 1)


def test_the_version_of_an_action_is_that_of_its_tag_or_of_the_comment_behind_its_commit() -> None:
    commit = "docker/build-push-action@" + "0123456789" * 4
    assert [versions(f"docker/build-push-action@{tag}") for tag in ("v6", "v5", "v5.1.0", "v5.1.0-rc.1")] == [True] * 4
    assert [versions(f"docker/build-push-action@{tag}") for tag in ("v4", "v5.0.0", "2.3", "v5.0.0-a")] == [False] * 4
    assert versions(f"{commit} # v6.18.0") is True
    assert versions(f"{commit} # v5.0.0") is False
    assert [versions(uses) for uses in (commit, f"{commit} # v5", "docker/build-push-action@master")] == [None] * 3


def test_a_shared_step_is_one_build_where_it_is_written() -> None:
    text = (
        "jobs:\n  one:\n    steps:\n      - &build\n        uses: docker/build-push-action@v6\n"
        "  two:\n    steps:\n      - *build\n  three: &three\n    steps:\n      - run: docker build .\n  four: *three\n"
    )
    caller = github.read(Source(text, ".github/workflows/image.yml"), ".github/workflows/image.yml")
    assert [build.builder for build in caller.builds] == ["buildx", "docker"]


def test_a_runner_with_windows_runs_no_posix_shell() -> None:
    text = "jobs:\n  image:\n    runs-on: windows-latest\n    steps:\n      - run: docker build .\n"
    path = ".github/workflows/image.yml"
    assert github.read(Source(text, path), path).builds == ()
    posix = text.replace("- run: docker build .", "- run: docker build .\n        shell: bash")
    assert len(github.read(Source(posix, path), path).builds) == 1
