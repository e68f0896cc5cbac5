from __future__ import annotations

import importlib.util
import py_compile
from pathlib import Path

import pytest

from dockerlint.image.compiled import HEAD, Sources, source_of
from dockerlint.image.tar import Entry


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("lib/t/__pycache__/keys.cpython-311.pyc", "lib/t/keys.py"),
        ("lib/t/__pycache__/a.b.cpython-313.opt-2.pyc", "lib/t/a.b.py"),
        ("__pycache__/keys.pypy39.pyc", "keys.py"),
        ("lib/t/keys.pyc", ""),
        ("lib/__pycache__/keys.py", ""),
        ("", ""),
    ],
)
def test_the_name_of_a_compiled_file_tells_its_source(path: str, source: str) -> None:
    assert source_of(path) == source


def test_python_itself_names_them_so(tmp_path: Path) -> None:
    source = tmp_path / "keys.py"
    assert source_of(importlib.util.cache_from_source(str(source)).lstrip("/")) == str(source).lstrip("/")


def made(
    source: Path, size: int, mode: py_compile.PycInvalidationMode = py_compile.PycInvalidationMode.TIMESTAMP
) -> str:
    """What is the source of a file that Python compiled, where the layer has one with ``size`` bytes."""
    compiled = py_compile.compile(str(source), invalidation_mode=mode)
    assert compiled is not None
    sources = Sources()
    sources.want(compiled.lstrip("/"), Path(compiled).read_bytes()[:HEAD])
    sources.add(Entry(0, 512, 512 + size, "0", str(source).lstrip("/"), "", 0))
    return sources.of(compiled.lstrip("/"))


def test_a_compiled_file_is_of_the_source_with_its_size(tmp_path: Path) -> None:
    source = tmp_path / "keys.py"
    source.write_text("KEY = 'a' 'b'\n")
    assert made(source, 14) == str(source).lstrip("/")


def test_a_source_that_was_changed_since_is_another(tmp_path: Path) -> None:
    source = tmp_path / "keys.py"
    source.write_text("KEY = 'a' 'b'\n")
    assert made(source, 15) == ""


def test_a_file_that_is_known_by_a_hash_of_its_source_proves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "keys.py"
    source.write_text("KEY = 'a' 'b'\n")
    assert made(source, 14, py_compile.PycInvalidationMode.CHECKED_HASH) == ""


def test_a_file_without_a_source_has_none() -> None:
    sources = Sources()
    sources.want("__pycache__/x.cpython-311.pyc", bytes(HEAD))
    assert sources.of("__pycache__/x.cpython-311.pyc") == ""
    assert sources.of("other") == ""
