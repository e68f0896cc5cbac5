"""The lean part of the proof that a split build is the same build: the projects that say so, on buildah.

``bench/staging_builds.py`` runs all of them, on two engines and on bases like the public ones.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builds.buildah import Buildah as Storage
from tests.builds.multistage import lean_bases
from tests.builds.multistage.engines import Buildah
from tests.builds.multistage.project import load, names
from tests.builds.multistage.proof import Outcome, prove
from tests.builds.multistage.split import split

LEAN = [name for name in names() if load(name).description.get("lean")]


@pytest.fixture(scope="module")
def engine(buildah: Storage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Buildah]:
    lacking = lean_bases.missing()
    if lacking and not os.environ.get("CI"):
        pytest.skip(f"builds of C need {', '.join(lacking)}")
    assert not lacking
    # Not below pytest's folder: what is left of a killed run is mounted there, and pytest would trip over it.
    made = Buildah(home=Path(tempfile.mkdtemp(prefix="multistage-")))
    lean_bases.make_lean_bases(made, tmp_path_factory.mktemp("lean-bases"))
    yield made
    made.clear()


@pytest.mark.parametrize("name", LEAN)
def test_a_split_build_does_the_same_without_its_toolchain(name: str, engine: Buildah, tmp_path: Path) -> None:
    outcome = prove(split(load(name), tmp_path), engine, tmp_path)
    assert outcome.problems == []
    assert outcome.verdict == "fixed"
    assert outcome.after < outcome.before / 2


def test_a_project_that_is_split_wrongly_is_told(engine: Buildah, tmp_path: Path) -> None:
    """The proof itself can fail: what the fixed image should not have, or should say, is missed."""
    project = load("c-one-file")
    wrong = {**project.description, "expect": "good bye\n", "gone": ["/src/hello", "/usr/bin/gcc"], "exit": 3}
    outcome: Outcome = prove(split(project._replace(description=wrong), tmp_path), engine, tmp_path)
    assert [problem.partition(":")[0] for problem in outcome.problems] == [
        "before",
        "after",
        "/src/hello is in the image",
    ]
