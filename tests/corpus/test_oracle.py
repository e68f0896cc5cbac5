"""Our parser reads as BuildKit's does: on files of our own, on spoilt ones, and on a folder of real ones.

The folder is named by the environment variable DOCKERLINT_CORPUS; without it those tests are skipped.  The long run is
`DOCKERLINT_CORPUS=folder python -m pytest -m corpus tests/corpus`, or, to see more and choose a seed,
`python -m tests.corpus.compare folder [--mutations 20000] [--seed 1]`.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest

from dockerlint.syntax import parse
from dockerlint.text import decode
from tests.corpus import oracle
from tests.corpus.compare import compare_files, compare_mutations, compare_snippets, files_below
from tests.syntax.dump import dump

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.dockerfile"))


@pytest.fixture
def corpus() -> list[Path]:
    folder = os.environ.get("DOCKERLINT_CORPUS")
    if not folder:
        pytest.skip("DOCKERLINT_CORPUS names no folder of Dockerfiles")
    return files_below(Path(folder))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_our_own_files_read_as_buildkit_reads_them(path: Path) -> None:
    text = decode(path.read_bytes())
    assert oracle.difference(oracle.comparable(text)) is None
    assert bool(parse(text).problems) == path.stem.startswith("rejected-")


def test_our_own_files_spoilt_read_as_buildkit_reads_them() -> None:
    assert compare_mutations(FIXTURES, 2500, Random(1)).differences == []


def test_random_pieces_read_as_buildkit_reads_them() -> None:
    assert compare_snippets(2500, Random(2)).differences == []


@pytest.mark.parametrize(
    "text",
    [
        "# check=skip=all\n# escape=`\nRUN a `\n b\n",
        'CMD ["a"] b\n',
        'CMD ["a", 1] b\n',
        "# escape=`\nCOPY --a=b` c d e\n",
        "RUN ${a#b} <<E\nE\n",
        "RUN <<E${a:-b}\n",
        "FROM a\nRUN cat << E\nb\nE\n",
    ],
)
def test_what_newer_buildkit_reads_otherwise_is_seen_and_set_aside(text: str) -> None:
    assert oracle.plain_difference(text) is not None
    assert oracle.difference(text) is None


@pytest.mark.parametrize(
    ("text", "misread"),
    [
        ("RUN a b\n", "RUN a  b\n"),
        ("RUN a\n", "run a\n"),
        ("RUN a\n", "\nRUN a\n"),
        ("RUN a\n", "RUN a \\\n\n"),
        ("RUN --a b\n", "RUN --a= b\n"),
        ("ENV a=b\n", "ENV a b\n"),
        ("COPY a b\n", 'COPY ["a", "b"]\n'),
        ("RUN <<E\nE\n", "RUN <<E\n\nE\n"),
        ("RUN 1<<E\nE\n", "RUN 2<<E\nE\n"),
        ("ENV a=b\n", "ENV a\n"),
        ("ENV a\n", "ENV a=b\n"),
        ("ENV a\n", "ENV a=b c\n"),
        ("RUN a\nRUN b\n", "RUN a\n"),
    ],
)
def test_a_misreading_is_a_difference(text: str, misread: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "parse", lambda _: parse(misread))
    assert oracle.plain_difference(text) is not None


def test_buildkits_own_files_give_its_own_results(corpus: list[Path]) -> None:
    pairs = [(path.with_name("Dockerfile"), path) for path in corpus if path.name == "result"]
    if not pairs:
        pytest.skip("the corpus holds no results of BuildKit's tests")
    for path, result in pairs:
        assert dump(parse(decode(path.read_bytes()))).strip() == result.read_text("utf-8").strip(), path


def test_real_files_read_as_buildkit_reads_them(corpus: list[Path]) -> None:
    assert compare_files(corpus).differences == []


@pytest.mark.corpus
def test_real_files_spoilt_read_as_buildkit_reads_them(corpus: list[Path], request: pytest.FixtureRequest) -> None:
    if "corpus" not in request.config.getoption("markexpr"):
        pytest.skip("takes a minute: runs with -m corpus")
    count = compare_mutations(corpus, 20_000, Random(1))
    assert count.differences == []
    assert count.compared == 20_000
