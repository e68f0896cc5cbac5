"""Every fix keeps its promises: on leaking Dockerfiles of our own in many layouts, and on a folder of real ones.

The folder is named by the environment variable DOCKERLINT_CORPUS:
`DOCKERLINT_CORPUS=folder python -m pytest -m corpus tests/corpus/test_fixes.py`.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dockerlint.text import Source, decode
from tests.corpus.compare import files_below
from tests.corpus.fixes import broken_promises, checker, fixer

LEAKING = sorted((Path(__file__).parent / "leaking").glob("*.dockerfile"))
LEFT_ALONE = {"refused", "windows"}


def read(path: Path) -> Source:
    return Source(decode(path.read_bytes()), path.name)


@pytest.fixture(autouse=True)
def empty_context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("path", LEAKING, ids=lambda path: path.stem)
def test_fixes_of_our_own_files_keep_their_promises(path: Path) -> None:
    assert list(broken_promises(read(path), path.name)) == []


@pytest.mark.parametrize("path", LEAKING, ids=lambda path: path.stem)
def test_our_own_files_are_fixed_unless_no_mount_reaches_the_secret(path: Path) -> None:
    assert checker().check_source(read(path)).findings
    assert (fixer().check_source(read(path)).changes == ()) == (path.stem in LEFT_ALONE)


@pytest.mark.parametrize("path", LEAKING, ids=lambda path: path.stem)
def test_cutting_a_file_short_anywhere_breaks_no_promise(path: Path) -> None:
    lines = decode(path.read_bytes()).splitlines(keepends=True)
    for count in range(1, len(lines)):
        text = "".join(lines[:count])
        assert list(broken_promises(Source(text, path.name), path.name)) == [], text


@pytest.mark.corpus
def test_fixes_of_real_files_keep_their_promises(request: pytest.FixtureRequest) -> None:
    folder = os.environ.get("DOCKERLINT_CORPUS")
    if not folder or "corpus" not in request.config.getoption("markexpr"):
        pytest.skip("takes minutes: runs with -m corpus on the folder DOCKERLINT_CORPUS")
    broken = {
        str(path): found
        for path in files_below(Path(folder))
        if (found := list(broken_promises(read(path), path.name)))
    }
    assert broken == {}
