"""Workflows as GitHub runs them: where they lie, what their steps take."""

from __future__ import annotations

from dockerlint.callers.kinds import github
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
