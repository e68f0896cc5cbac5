"""Bombs: what comes out, and the memory that it takes, is bounded, and the limit is told."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable

import pytest
import zstandard

from dockerlint.image.content import look_at, look_into_stream
from dockerlint.image.matching import find
from dockerlint.image.reading import Reader
from dockerlint.image.unpacking import Budget, Exhausted, unpack
from dockerlint.image.values import Limits
from tests.image.unpacking.making import TEXT, ar, copied, delta, members, pack, packed, tar, zipped

MIB = 1 << 20
SMALL = Limits(free=4 * MIB, unpacked=64 * MIB)
RATIO = "it unpacks to more than 1000 times its size (--max-ratio)"
ZEROS = bytes(96 * MIB)


def gzip_of_zeros() -> bytes:
    return gzip.compress(ZEROS, 9)


BOMBS: dict[str, Callable[[], bytes]] = {
    "gzip": gzip_of_zeros,
    "bzip2": lambda: bz2.compress(ZEROS),
    "xz": lambda: lzma.compress(ZEROS, preset=1),
    "zstd": lambda: zstandard.compress(ZEROS, 1),
    "zip": lambda: zipped(("zeros", ZEROS)),
    "many in a zip": lambda: zipped(*((f"zeros{index}", ZEROS[: 3 * MIB]) for index in range(30))),
    "gzip in gzip": lambda: gzip.compress(gzip_of_zeros(), 9),
    "zip in zip": lambda: zipped(*((f"{index}.zip", zipped(("zeros", ZEROS[: 2 * MIB]))) for index in range(60))),
    "pack": lambda: pack(
        packed(3, ZEROS[:MIB]),
        *(packed(7, delta(MIB, MIB, *[copied(0, 1 << 16)] * 16), _name(ZEROS[:MIB])) for _ in range(200)),
    ),
}


def _name(data: bytes) -> bytes:
    from hashlib import sha1

    return sha1(b"blob %d\0" % len(data) + data).digest()


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("is_streamed", [False, True])
def test_a_bomb_is_told_once_and_takes_little_memory(bomb: str, is_streamed: bool) -> None:
    data = BOMBS[bomb]()
    find(b"")  # what the engine takes is no matter here
    tracemalloc.start()
    try:
        stream = io.BytesIO(data)
        look = look_into_stream("bomb", stream.read, SMALL) if is_streamed else look_at("bomb", data, SMALL)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    (gap,) = look.gaps
    assert gap.reason in (RATIO, f"more than {64 * MIB} bytes in its archives (--max-unpacked)")
    assert gap.where.startswith("/bomb")
    assert peak < 72 * MIB  # a file that is held in memory, and its pieces while they are joined


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_comes_out_of_a_bomb_ends_at_the_limit(bomb: str) -> None:
    data = BOMBS[bomb]()

    def taken(path: str, data: bytes, reader: Reader, budget: Budget, depth: int) -> int:
        out = 0
        for member in unpack(path, reader, budget):
            if depth and member.name.endswith((".zip", "bomb")):
                out += taken(member.name, data, member.reader, budget, depth - 1)
            while part := member.reader.read(MIB):
                out += len(part)
        return out

    reader = Reader.of_bytes(data)
    budget = Budget(SMALL, reader)
    with pytest.raises(Exhausted):
        taken("bomb", data, reader, budget, 2)
    assert budget.spent_bytes <= max(SMALL.free, 1000 * len(data)) + 16 * MIB


def test_the_number_of_bytes_is_limited_whatever_the_ratio() -> None:
    noise = zlib.compress(TEXT) * 1000
    data = tar(*((f"{index}.gz", gzip.compress(noise)) for index in range(30)))
    look = look_at("a.tar", data, Limits(unpacked=20 * len(noise), free=1000))
    assert [gap.reason for gap in look.gaps] == [f"more than {20 * len(noise)} bytes in its archives (--max-unpacked)"]


def test_the_number_of_files_is_limited() -> None:
    data = zipped(*((str(index), b"") for index in range(50)))
    look = look_at("a.zip", data, Limits(members=49))
    assert [gap.reason for gap in look.gaps] == ["more than 49 files in its archives (--max-members)"]


def test_files_beside_one_that_is_nested_too_deep_are_read() -> None:
    deep = gzip.compress(gzip.compress(gzip.compress(TEXT)))
    look = look_at("a.tar", tar(("deep.gz", deep), ("b", TEXT)), Limits(depth=3))
    assert [found.place.inner for found in look.found] == [("b",)]
    (gap,) = look.gaps
    assert gap == ("/a.tar!deep.gz!deep!deep", "archives are nested more than 3 deep (--max-depth)")


def test_files_of_a_zip_that_share_their_bytes_are_told() -> None:
    inner = zipped(("inner", b"0" * 5000))
    inner = inner[: inner.index(b"PK\x01\x02")]
    outer = bytearray(zipped(("outer", inner), ("other", b"x"), method=zipfile.ZIP_STORED))
    at = outer.index(b"PK\x01\x02", outer.index(b"PK\x01\x02") + 1)
    outer[at + 42 : at + 46] = outer.index(b"PK\x03\x04", 1).to_bytes(4, "little")
    assert ("other", b"", "it overlaps another") in members("a.zip", bytes(outer))


def test_one_content_under_many_names_is_read_once() -> None:
    data = bytearray(zipped(("a", ZEROS[: 3 * MIB]), ("b", b"x")))
    at = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[at + 42 : at + 46] = bytes(4)
    assert [(name, len(content)) for name, content, _ in members("a.zip", bytes(data))][:2] == [
        ("a", 3 * MIB),
        ("b", 0),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"\x28\xb5\x2f\xfd\x04\xa8" + bytes(40),  # a window of 2 GiB
        lzma.compress(b"x", filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 512 * MIB}]),
    ],
)
def test_a_stream_that_needs_much_memory_is_told(data: bytes) -> None:
    look = look_at("a.tar", tar(("b", data)), Limits())
    assert [gap.reason for gap in look.gaps] == ["it needs more than 128 MiB of memory to be decompressed"]


def test_sizes_beyond_all_measure_do_no_harm() -> None:
    for size in (b"\x80" + b"\xff" * 11, b"7" * 11 + b"\0", b"\xff" * 12):
        data = bytearray(tar(("a", TEXT), ("b", b"x")))
        data[124:136] = size
        look_at("a.tar.gz", gzip.compress(bytes(data)), Limits())
    look_at("a.a", ar(("a", b"x")).replace(b"1         `", b"9999999999`"), Limits())
