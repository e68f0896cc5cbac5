"""How the grammar comes in."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dockerlint.shell import grammar


def modules_after(code: str) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


def test_importing_the_package_loads_no_grammar() -> None:
    assert not {"tree_sitter", "dockerlint.shell.reader"} & modules_after("import dockerlint.shell")


def test_reading_loads_the_grammar_without_the_slow_packages_around_it() -> None:
    loaded = modules_after("from dockerlint.shell import read_script\nassert read_script('a').commands")
    assert "dockerlint.shell.grammar" in loaded
    assert not {"tree_sitter", "tree_sitter_bash", "importlib.resources", "typing"} & loaded


def test_the_ordinary_import_serves_where_the_compiled_module_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(name: str, path: object) -> None:
        raise OSError(name)

    monkeypatch.setattr(grammar, "_find", find)
    monkeypatch.setattr(grammar, "_language", None)
    monkeypatch.setattr(grammar, "_bindings", {})
    assert grammar.parse(b"a").type == "program"
    assert "tree_sitter_bash" in sys.modules
