"""Records of SQLite that are cut by the ends of pages are put together again."""

from __future__ import annotations

import io
import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.image.content import look_at
from dockerlint.image.reading import Reader
from dockerlint.image.unpacking import Budget, Member
from dockerlint.image.unpacking.sqlite import sqlite_members
from dockerlint.image.values import Limits
from tests.image.tokens import github_token
from tests.image.unpacking.making import TOKEN

TABLES = ("t (x TEXT)", "t (n INTEGER PRIMARY KEY, x TEXT)", "t (x TEXT PRIMARY KEY, y) WITHOUT ROWID")


def database(folder: Path, rows: list[str], page: int = 4096, table: str = TABLES[0], gaps: bool = False) -> bytes:
    """A database with ``rows``; with ``gaps`` their pages are those that other rows left, in any order."""
    path = folder / "a.db"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as made:
        made.execute(f"PRAGMA page_size = {page}")
        made.execute(f"CREATE TABLE {table}")
        if gaps:
            made.executemany("INSERT INTO t (x) VALUES (?)", [(f"{n:05}" + "f" * 3 * page,) for n in range(40)])
            made.execute("DELETE FROM t WHERE CAST(substr(x, 1, 5) AS INTEGER) % 3 > 0")
            made.commit()
        made.executemany("INSERT INTO t (x) VALUES (?)", [(row,) for row in rows])
        made.execute("CREATE INDEX i ON t (x)")
        made.commit()
    return path.read_bytes()


def found(data: bytes) -> set[str]:
    """The fingerprints of what is found in the database."""
    return {each.evidence.fingerprint for each in look_at("a.db", data, Limits()).found}


def streamed(data: bytes) -> list[Member]:
    """The records that a stream gives, and what it tells."""
    reader = Reader.of_stream(io.BytesIO(data).read)
    return list(sqlite_members(reader, Budget(Limits(), reader)))


def fingerprints(*tokens: str) -> set[str]:
    from dockerlint.image.evidence import fingerprint

    return {fingerprint(token) for token in tokens}


@pytest.mark.parametrize("page", [512, 1024, 4096, 65536])
@pytest.mark.parametrize("table", TABLES, ids=["rows", "numbered", "without rowid"])
@pytest.mark.parametrize("gaps", [False, True])
def test_a_token_is_found_wherever_pages_cut_it(tmp_path: Path, page: int, table: str, gaps: bool) -> None:
    source = random.Random(page)
    tokens = [github_token(700 + number) for number in range(24)]
    rows = []
    for number, token in enumerate(tokens):
        before = (number // 4 + 1) * page - (number % 4) * 13 - source.randrange(60)
        rows.append("a" * (before - 1) + f" {token} " + "b" * source.randrange(2 * page))
    data = database(tmp_path, rows, page, table, gaps)
    assert found(data) == fingerprints(*tokens)
    members = streamed(data)
    if not any(member.problem for member in members):
        texts = data + b"".join(member.reader.exactly(1 << 24) for member in members)
        assert all(token.encode() in texts for token in tokens)


def test_records_on_one_page_are_no_files_in_the_file(tmp_path: Path) -> None:
    data = database(tmp_path, [f"password {TOKEN}"])
    (each,) = look_at("a.db", data, Limits()).found
    assert each.place.inner == ()


def test_a_record_is_placed_by_the_page_that_it_begins_on(tmp_path: Path) -> None:
    row = "a" * 8_040 + f" {TOKEN} " + "b" * 9_000
    (each,) = look_at("a.db", database(tmp_path, [row]), Limits()).found
    assert each.place.inner == ("record of page 2",)


def test_in_a_stream_records_that_go_back_are_told(tmp_path: Path) -> None:
    rows = [f"{number}" + "a" * 20_000 for number in range(9)]
    data = database(tmp_path, rows, 1024, gaps=True)
    problems = [member.problem for member in streamed(data) if member.problem]
    assert [problem.partition(" ")[2] for problem in problems] == [
        "records go on on earlier pages of a database that is too large for that"
    ]


def hostile(page: int, kind: int, cells: list[tuple[int, int]], following: int, pages: int) -> bytes:
    """Pages of a tree with cells that all claim to go on at ``following``, then overflow pages in a ring."""
    head = b"SQLite format 3\0" + page.to_bytes(2, "big") + bytes(82)
    body = bytearray(page)
    body[0] = kind
    body[3:5] = len(cells).to_bytes(2, "big")
    for place, (cell, size) in enumerate(cells):
        body[8 + 2 * place : 10 + 2 * place] = cell.to_bytes(2, "big")
        body[cell : cell + 6] = b"\xff\xff\xff" + bytes([size & 127]) + b"\1\1"
    body[-4:] = following.to_bytes(4, "big")
    ring = b"".join((2 + (number + 1) % pages).to_bytes(4, "big") + b"x" * (page - 4) for number in range(pages))
    return head + bytes(page - 100) + ring + bytes(body) * 200


@pytest.mark.parametrize("kind", [2, 10, 13])
def test_endless_chains_end(kind: int) -> None:
    data = hostile(512, kind, [(100 + number, 99) for number in range(150)], 3, 4_000)
    began = time.process_time()
    assert look_at("a.db", data, Limits()).found == ()
    assert sum(len(member.reader.exactly(1 << 30)) for member in streamed(data)) < 3 * len(data)
    assert time.process_time() - began < 10


@given(st.binary(max_size=3_000), st.sampled_from([512, 1024]), st.integers(0, 255))
def test_any_pages_are_read_without_an_error(data: bytes, page: int, first: int) -> None:
    head = b"SQLite format 3\0" + page.to_bytes(2, "big") + bytes(82) + bytes([first])
    held = Reader.of_bytes(head + data)
    members = [*streamed(head + data), *sqlite_members(held, Budget(Limits(), held))]
    assert all(len(member.reader.exactly(1 << 20)) <= len(head) + len(data) for member in members)
