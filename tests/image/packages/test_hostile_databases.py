"""Databases are other people's bytes: whatever they hold, reading them ends, and nothing is raised."""

from __future__ import annotations

import json
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.image.packages import Inventory, Packages
from dockerlint.image.packages.rows import SIZE
from tests.image.packages.samples import digests, owner, record_row, rpm_berkeley, rpm_header, rpm_ndb, rpm_sqlite

PLACES = [
    "var/lib/dpkg/status",
    "var/lib/dpkg/info/x.md5sums",
    "var/lib/dpkg/status.d/x",
    "lib/apk/db/installed",
    "var/lib/rpm/rpmdb.sqlite",
    "var/lib/rpm/Packages.db",
    "var/lib/rpm/Packages",
    "s/x-1.dist-info/RECORD",
    "node_modules/.package-lock.json",
    "node_modules/.yarn-integrity",
    "node_modules/.pnpm/lock.yaml",
    "conda-meta/x-1.json",
    "pkgs/x-1-0/info/paths.json",
    "v/x/.cargo-checksum.json",
    "specifications/x-1.gemspec",
    "a/b/c/x.jar.sha1",
]
SAMPLES = [
    rpm_sqlite(rpm_header({"/etc/a": "0" * 32})),
    rpm_ndb(rpm_header({"/etc/a": "0" * 32})),
    rpm_berkeley(rpm_header({"/etc/a": "0" * 32})),
    b"Package: x\nVersion: 1\nConffiles:\n /etc/a " + b"0" * 32 + b"\n",
    b"P:a\nV:1\nF:etc\nR:b\nZ:Q1AAAA\n",
    json.dumps({"packages": {"node_modules/a": {"integrity": "x"}}, "files": {"a": "b"}, "package": "x"}).encode(),
    record_row("a").encode(),
]


@pytest.mark.parametrize("place", PLACES)
@given(data=st.one_of(st.binary(max_size=400), st.sampled_from(SAMPLES)))
@settings(max_examples=40)
def test_any_bytes_are_read_to_rows(place: str, data: bytes) -> None:
    inventory = Inventory()
    inventory.add(place, data, -5)
    packages = inventory.packages
    assert all(len(rows) % SIZE == 0 and label.count("\t") == 2 for label, rows in packages)
    Packages(packages).owner_of("etc/a", digests())


@given(
    sample=st.sampled_from(SAMPLES[:3]), changes=st.lists(st.tuples(st.integers(0), st.binary(max_size=4)), max_size=8)
)
@settings(max_examples=300)
def test_damaged_stores_of_rpm_are_read_as_far_as_they_go(sample: bytes, changes: list[tuple[int, bytes]]) -> None:
    data = bytearray(sample)
    for at, new in changes:
        place = at % len(data)
        data[place : place + len(new)] = new
    for path in ("rpmdb.sqlite", "Packages.db", "Packages"):
        Inventory().add(f"var/lib/rpm/{path}", bytes(data), 0)


def test_a_tree_of_json_that_is_too_deep_or_too_large_is_left_out() -> None:
    for data in (b"[" * 200_000, b'{"files":' * 100_000, b'{"a":[' + b"[]," * (4 << 20) + b"[]]}"):
        inventory = Inventory()
        inventory.add("v/x/.cargo-checksum.json", data, 0)
        assert inventory.packages == ()


def test_lines_without_end_cost_neither_time_nor_memory() -> None:
    data = b"\n" * (32 << 20)
    tracemalloc.start()
    try:
        for place in ("var/lib/dpkg/info/x.md5sums", "var/lib/dpkg/status", "s/x-1.dist-info/RECORD"):
            Inventory().add(place, data, 0)
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_a_label_cannot_be_broken_by_what_a_database_calls_its_package() -> None:
    data = b"P:a\tb\x0bc\nV:1\t2\nF:etc\nR:a\nZ:Q1" + b"A" * 27 + b"=\n"
    found = owner({"lib/apk/db/installed": data}, "etc/a")
    assert found is not None
    assert (found.package, found.version) == ("a b c", "1 2")
