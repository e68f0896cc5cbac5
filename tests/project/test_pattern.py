"""Expressions from the table, and wildcards, do what the standard library's do."""

from __future__ import annotations

import _sre  # type: ignore[import-not-found]
import fnmatch
import re
import subprocess
import sys
from marshal import loads
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint import pattern

ROOT = Path(__file__).parents[2]
TABLES = sorted((ROOT / "dockerlint" / "compiled").glob("sre-*.bin"))


def rows(path: Path) -> list[tuple[int, str]]:
    """Flags and text of every expression in a table."""
    data = path.read_bytes()
    count = int.from_bytes(data[:4], "little")
    index, texts = data[4 : 4 + 12 * count], data[4 + 12 * count :]
    found = [loads(texts[int.from_bytes(index[at + 8 : at + 12], "little") :]) for at in range(0, len(index), 12)]
    assert [pattern.hash_of(source, flags) for flags, source, *_ in found] == [
        index[at : at + 8] for at in range(0, len(index), 12)
    ]
    return [(flags, source) for flags, source, *_ in found]


def test_the_table_of_this_python_holds_what_re_would_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    given_to_engine: list[tuple[object, ...]] = []

    class Engine:
        def __getattr__(self, name: str) -> object:
            return getattr(_sre, name)

        def compile(self, *arguments: object) -> object:
            source, flags, *rest = arguments
            given_to_engine.append((source, int(flags), *map(tuple, rest[:1]), rest[1], dict(rest[2]), tuple(rest[3])))  # type: ignore[call-overload, arg-type]
            return _sre.compile(*arguments)

    path = Path(pattern.table_path(_sre.MAGIC))
    if path not in TABLES:
        pytest.skip("there is no table for this Python")
    known = rows(path)
    monkeypatch.setattr(re._compiler, "_sre", Engine())  # type: ignore[attr-defined]
    for flags, source in known:
        re._compiler.compile(source, flags)  # type: ignore[attr-defined]
        by_re = given_to_engine.pop()
        monkeypatch.setattr(_sre, "compile", lambda *arguments: given_to_engine.append(arguments))
        pattern._from_table(source, flags)
        monkeypatch.undo()
        monkeypatch.setattr(re._compiler, "_sre", Engine())  # type: ignore[attr-defined]
        ours = given_to_engine.pop()
        assert (ours[0], ours[1], tuple(ours[2]), *ours[3:]) == by_re  # type: ignore[arg-type]
    assert len(known) > 300


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_the_tables_of_all_pythons_are_sound(path: Path) -> None:
    found = rows(path)
    assert len(set(found)) == len(found) > 300


def test_an_expression_that_the_table_lacks_is_compiled() -> None:
    assert pattern._from_table("no such expression x*", 0) is None
    assert pattern.fullmatch("no such expression x*", "no such expression xx") is not None


def test_an_engine_without_a_table_is_no_matter() -> None:
    program = (
        "from dockerlint import pattern\n"
        "pattern.table_path = lambda magic: '/no/such/table'\n"
        "print(pattern.sub(r'/+', '/', 'a//b'), 're' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = [{str(ROOT)!r}]\n{program}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "a/b True\n"


def test_expressions_made_of_names_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pattern, "_compiled", {})
    for number in range(pattern._MOST + 5):
        pattern.compile(f"name_{number}")
    assert len(pattern._compiled) <= pattern._MOST


@given(st.text())
def test_escaping_is_that_of_re(text: str) -> None:
    assert pattern.escape(text) == re.escape(text)


@given(st.text(alphabet="ab*?[]!\n"), st.text(alphabet="ab*?[]!\n"))
def test_wildcards_fit_what_fnmatch_says(name: str, wildcards: str) -> None:
    assert pattern.fnmatchcase(name, wildcards) is fnmatch.fnmatchcase(name, wildcards)
