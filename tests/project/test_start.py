"""The short way to our modules gives what the import system gives."""

from __future__ import annotations

import os
import py_compile
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
from dockerlint import start
start.quicken()
import dockerlint.part.thing
thing = sys.modules["dockerlint.part.thing"]
spec = thing.__spec__
print(thing.VALUE, thing.made.__code__.co_filename == thing.__file__ == spec.origin == spec.loader.path,
      type(spec.loader).__name__, thing.__package__, thing.__cached__ == spec.cached,
      spec.loader.get_source(spec.name).splitlines()[0], dockerlint.part.thing is thing,
      dockerlint.part.__path__ == [sys.argv[1] + "/dockerlint/part"], spec.loader.get_code(spec.name) is not None)
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small package of our name, compiled."""
    folder = tmp_path / "dockerlint"
    (folder / "part").mkdir(parents=True)
    for name in ("__init__.py", "record.py", "start.py"):
        shutil.copy(ROOT / "dockerlint" / name, folder / name)
    (folder / "part" / "__init__.py").write_text("")
    (folder / "part" / "thing.py").write_text("VALUE = 1\ndef made(): ...\n")
    for path in folder.rglob("*.py"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
        py_compile.compile(str(path), invalidation_mode=py_compile.PycInvalidationMode.TIMESTAMP)
    return tmp_path


def told(folder: Path, *options: str) -> list[str]:
    program = [sys.executable, "-I", "-S", *options, "-c", PROGRAM, str(folder)]
    return subprocess.run(program, capture_output=True, text=True, check=True).stdout.split()


def test_a_module_is_as_the_import_system_makes_it(package: Path) -> None:
    rest = ["dockerlint.part", "True", "VALUE", "=", "1", "True", "True", "True"]
    assert told(package) == ["1", "True", "Loader", *rest]
    assert told(package, "-O") == ["1", "True", "SourceFileLoader", *rest]


def test_a_source_that_has_changed_is_read(package: Path) -> None:
    source = package / "dockerlint" / "part" / "thing.py"
    source.write_text("VALUE = 2\ndef made(): ...\n")
    assert told(package)[:3] == ["2", "True", "SourceFileLoader"]
    source.write_text("VALUE = 33\ndef made(): ...\n")
    os.utime(source, (1_700_000_000, 1_700_000_000))
    assert told(package)[:3] == ["33", "True", "SourceFileLoader"]


@pytest.mark.parametrize("damage", [b"", b"\xa7", b"cut off", b"\0" * 40])
def test_a_compiled_file_that_is_damaged_is_no_matter(package: Path, damage: bytes) -> None:
    (compiled,) = (package / "dockerlint" / "part" / "__pycache__").glob("thing.*.pyc")
    compiled.write_bytes(damage)
    assert told(package)[:3] == ["1", "True", "SourceFileLoader"]


def test_a_program_without_compiled_files_runs(package: Path) -> None:
    for path in package.rglob("*.pyc"):
        path.unlink()
    assert told(package, "-B")[:3] == ["1", "True", "SourceFileLoader"]
