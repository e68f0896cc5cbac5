"""Archives that are damaged or cut off: what can be read is read, and what is lost is told."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zlib
from collections.abc import Callable

import lz4.frame  # type: ignore[import-untyped]  # it has no stubs
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.image.content import look_at, look_into_stream
from dockerlint.image.values import Limits
from tests.image.tokens import github_token
from tests.image.unpacking.making import TEXT, TOKEN, ar, cpio, members, rpm, tar, zipped
from tests.image.unpacking.test_formats import CASES

NOISE = random.Random(5).randbytes(3 << 20)


def fingerprints(path: str, data: bytes) -> int:
    return len({found.evidence.fingerprint for found in look_at(path, data, Limits()).found})


@pytest.mark.parametrize("case", CASES)
def test_an_archive_that_is_cut_anywhere_does_no_harm_and_is_no_gap(case: str) -> None:
    path, make, _ = CASES[case]
    data = make()
    for end in range(0, len(data), max(len(data) // 40, 1)):
        for look in (
            look_at(path, data[:end], Limits()),
            look_into_stream(path, io.BytesIO(data[:end]).read, Limits()),
        ):
            assert look.gaps == () or "could not be put together" in look.gaps[0].reason


def test_what_a_stream_holds_before_its_damage_is_found_and_the_damage_told() -> None:
    data = bytearray(gzip.compress(TEXT + NOISE))
    data[-(1 << 20) :] = b"\xff" * (1 << 20)
    look = look_at("a.gz", bytes(data), Limits())
    assert [found.place.inner for found in look.found] == [("a",)]
    assert look.gaps == (("/a.gz!a", "it is damaged"),)


@pytest.mark.parametrize("bits", [-15, 15])
def test_the_last_byte_before_a_damage_is_given(bits: int) -> None:
    content = (b"".join(b"line %d\n" % number for number in range(9000)) + TEXT)[:80_000]
    stream = zlib.compressobj(9, zlib.DEFLATED, bits)
    good = stream.compress(content) + stream.flush(zlib.Z_FULL_FLUSH)
    bad = good + b"\xff" * 50  # a block of a type that there is not
    path, wrapped = ("a.zz", bad) if bits > 0 else ("a.gz", b"\x1f\x8b\x08" + bytes(7) + bad)
    assert members(path, wrapped)[0][1] == content
    assert members(path, wrapped, 100)[0][1] == content


def test_a_wrong_checksum_hides_nothing() -> None:
    data = bytearray(gzip.compress(TEXT))
    data[-6] ^= 1
    look = look_at("a.gz", bytes(data), Limits())
    assert (len(look.found), look.gaps) == (1, ())


def test_text_behind_a_compressed_file_is_found() -> None:
    for data in (gzip.compress(b"x"), bz2.compress(b"x"), lzma.compress(b"x"), zstandard.compress(b"x"),
                 lz4.frame.compress(b"x")):  # fmt: skip
        look = look_at("a", data + TEXT, Limits())
        assert ([found.place.inner for found in look.found], look.gaps) == ([()], ())


BLOCKS: dict[str, Callable[[bytes], bytes]] = {
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.ZstdCompressor(write_checksum=True).compress,
    "lz4": lambda data: bytes(lz4.frame.compress(data, content_checksum=True, block_size=4)),
}


@pytest.mark.parametrize("kind", BLOCKS)
def test_a_damaged_block_is_told(kind: str) -> None:
    data = bytearray(BLOCKS[kind](TEXT + NOISE))
    data[2 << 20] ^= 0x55
    look = look_at("a", bytes(data), Limits())
    assert look.gaps == (("/a!a", "it is damaged"),)
    assert [found.place.inner for found in look.found] == [("a",)]


def test_files_behind_a_damaged_header_of_a_tar_are_found() -> None:
    tokens = [github_token(seed) for seed in range(40, 44)]
    data = bytearray(tar(*((f"file{index}", f"{token}\n".encode() * 3) for index, token in enumerate(tokens)),
                         form=tarfile.USTAR_FORMAT))  # fmt: skip
    data[1024 + 124 : 1024 + 136] = b"no number at"  # the size of the second
    for path, damaged in (("a.tar", bytes(data)), ("a.tar.gz", gzip.compress(bytes(data)))):
        look = look_at(path, damaged, Limits())
        places = {found.place.inner for found in look.found}
        assert places == {("file0",), ("(bytes at 1536)",), ("file2",), ("file3",)}
        assert look.gaps == ((f"/{path}", "it is damaged at byte 1024 of its content"),)


def test_an_archive_in_a_file_whose_header_is_damaged_is_still_read() -> None:
    data = bytearray(tar(("a", b"x"), ("b.gz", gzip.compress(TEXT)), form=tarfile.USTAR_FORMAT))
    data[1024 + 124 : 1024 + 136] = b"no number at"
    assert fingerprints("a.tar.gz", gzip.compress(bytes(data))) == 1


def test_what_stands_behind_a_tar_is_read() -> None:
    first = tar(("a", b"x"))
    assert [name for name, _, _ in members("a.tar", first + tar(("b", b"y")))] == ["a", "b"]
    assert members("a.tar", first + TEXT)[1:] == [("(behind the last file)", TEXT, "")]
    assert members("a.tar.gz", gzip.compress(first + TEXT), 99)[1:] == [("(behind the last file)", TEXT, "")]


def test_what_a_tar_says_of_a_file_is_read() -> None:
    data = tar(("a", b"x"), records={"SCHILY.xattr.user.note": f"token {TOKEN}"})
    (found,) = look_at("a.tar.gz", gzip.compress(data), Limits()).found
    assert (found.place.inner, found.place.aspect) == (("a",), "metadata SCHILY.xattr.user.note")
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, f"../{TOKEN}"
        archive.addfile(link)
    (found,) = look_at("a.tar.gz", gzip.compress(stream.getvalue()), Limits()).found
    assert (found.place.inner, found.place.aspect) == (("link",), "link target")


def test_what_follows_a_damaged_header_of_ar_is_searched_as_it_is() -> None:
    data = ar(("a", b"xx"), ("b", TEXT + b"\n"))
    data = data.replace(b"`\nfirst", b"..first")
    look = look_at("a.a", data, Limits())
    assert ([found.place.inner for found in look.found], look.gaps) == ([("(behind the last file)",)], ())


def test_a_damaged_cpio_archive_is_told() -> None:
    data = bytearray(cpio(("a", TEXT), ("b", b"x" * 500), ("c", b"y")))
    data[data.index(b"070701", 10)] = 0x39
    look = look_at("a.rpm", rpm(gzip.compress(bytes(data))), Limits())
    assert ([found.place.inner for found in look.found], look.gaps) == ([("a",)], (("/a.rpm", "it is damaged"),))


@settings(max_examples=150)
@given(data=st.data())
def test_no_damage_does_harm(data: st.DataObject) -> None:
    path, make, _ = CASES[data.draw(st.sampled_from(sorted(CASES)))]
    archive = bytearray(make())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(archive) - 1))
        match data.draw(st.sampled_from(("byte", "cut", "repeat", "extreme"))):
            case "byte":
                archive[at] = data.draw(st.integers(0, 255))
            case "cut":
                del archive[at : at + data.draw(st.integers(1, 64))]
            case "repeat":
                archive[at:at] = archive[at : at + data.draw(st.integers(1, 64))]
            case _:
                archive[at : at + 4] = data.draw(st.sampled_from((b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff", b"9999")))
        if not archive:
            return
    limits = Limits(free=1 << 20, unpacked=4 << 20)
    for look in (look_at(path, bytes(archive), limits), look_into_stream(path, io.BytesIO(archive).read, limits)):
        assert len(look.gaps) <= 51


def test_a_damaged_file_of_a_zip_is_told_and_the_others_are_read() -> None:
    token = github_token(41)
    data = bytearray(zipped(("a", TEXT), ("b", NOISE[:5000]), ("c", f"{token}\n".encode())))
    at = data.index(b"PK\x03\x04", 60) + 30 + len("b")
    data[at : at + 4000] = b"\xff" * 4000
    for look in (look_at("a.zip", bytes(data), Limits()), look_into_stream("a.zip", io.BytesIO(data).read, Limits())):
        assert [found.place.inner for found in look.found] == [("a",), ("c",)]
        assert look.gaps == (("/a.zip!b", "it is damaged"),)
