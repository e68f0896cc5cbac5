"""Packages from npm that tests need: installed once for the environment, beside its Python packages."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

QUIET = ("--silent", "--no-audit", "--no-fund")


def install(name: str, sources: tuple[Path, ...], *steps: tuple[str, tuple[str, ...]]) -> Path:
    """The folder ``name`` with copies of ``sources`` in which npm has taken ``steps``: each a folder below and words.

    It is made anew when a source has changed, and the test is skipped where npm cannot do it.
    """
    client = shutil.which("npm")
    if client is None:
        pytest.skip("npm is not installed")
    wanted = b"\0".join(path.read_bytes() for source in sources for path in files(source)) + repr(steps).encode()
    folder = Path(sys.prefix) / name
    folder.mkdir(exist_ok=True)
    with FileLock(folder / "lock"):
        done = folder / "done"
        if not done.exists() or done.read_bytes() != wanted:
            done.unlink(missing_ok=True)
            for source in sources:
                for path in files(source):
                    copy = folder / (path.relative_to(source) if source.is_dir() else path.name)
                    copy.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(path, copy)
            for place, words in steps:
                ran = subprocess.run([client, *words], cwd=folder / place, check=False, capture_output=True)
                if ran.returncode != 0:
                    pytest.skip(f"npm cannot do this here: {' '.join(words)}")
            done.write_bytes(wanted)
    return folder


def files(source: Path) -> list[Path]:
    """The files of a folder that are its own, or the one file."""
    if source.is_file():
        return [source]
    made = {"node_modules", "out"}
    found = [path for path in source.rglob("*") if path.is_file() and not made & set(path.relative_to(source).parts)]
    return sorted(path for path in found if path.suffix != ".vsix" and path.name != "package-lock.json")
