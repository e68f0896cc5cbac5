"""One layer: every byte is searched, every entry has its place, and what could not be read is told."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
from collections.abc import Callable

import pytest
import zstandard

from dockerlint.image.layer import read_layer, read_layers
from dockerlint.image.paths import path_hash
from dockerlint.image.values import Descriptor, ImageError, Layer, LayerContents, Limits
from tests.image.tokens import github_token

TOKEN = github_token(3)


class Memory:
    """A store in memory."""

    def __init__(self, *blobs: bytes) -> None:
        self.blobs = {digest_of(blob): blob for blob in blobs}

    def open(self, blob: Descriptor, /) -> io.BytesIO:
        if blob.digest not in self.blobs:
            raise ImageError("there is no such blob")
        return io.BytesIO(self.blobs[blob.digest])


def digest_of(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def tar(*entries: tuple[str, bytes] | tarfile.TarInfo, form: int = tarfile.PAX_FORMAT) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as archive:
        for entry in entries:
            if isinstance(entry, tarfile.TarInfo):
                archive.addfile(entry)
                continue
            info = tarfile.TarInfo(entry[0])
            info.size = len(entry[1])
            info.mtime = 1_700_000_000
            archive.addfile(info, io.BytesIO(entry[1]))
    return stream.getvalue()


def read(data: bytes, stored: bytes | None = None, limits: Limits | None = None) -> LayerContents:
    stored = data if stored is None else stored
    layer = Layer(Descriptor(digest_of(stored), len(stored), ""), digest_of(data))
    return read_layer(layer, Memory(stored), limits or Limits())


def places(contents: LayerContents) -> list[tuple[str, str, int]]:
    return [(found.place.path, found.place.aspect, found.place.line) for found in contents.found]


STORED: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda data: data,
    "gzip": gzip.compress,
    "two gzip members": lambda data: gzip.compress(data[:1024]) + gzip.compress(data[1024:]),
    "zstd": zstandard.compress,
    "two zstd frames": lambda data: (
        zstandard.compress(data[:512]) + b"\x50\x2a\x4d\x18\2\0\0\0xx" + zstandard.compress(data[512:])
    ),
}  # fmt: skip


@pytest.mark.parametrize("form", STORED)
def test_a_token_in_a_file_has_its_path_line_and_digests(form: str) -> None:
    content = f"a\nb\nc = {TOKEN}\n".encode()
    data = tar(("etc/empty", b""), ("./app/.env", content), ("z", b"z" * 3000))
    contents = read(data, STORED[form](data))
    assert places(contents) == [("app/.env", "content", 3)]
    assert contents.gaps == ()
    found = contents.found[0]
    assert found.place.offset == 8
    assert found.digests is not None
    assert found.digests.sha256 == hashlib.sha256(content).hexdigest()
    assert (found.digests.size, found.digests.mtime) == (len(content), 1_700_000_000)
    assert (contents.diff_id, contents.size, contents.entries) == (digest_of(data), len(data), 3)


@pytest.mark.parametrize("border", [64 << 10, 1 << 20, 2 << 20, 4 << 20, (1 << 20) - (16 << 10), (1 << 20) - 1024])
@pytest.mark.parametrize("shift", [0, 1, 20, 39, 40, 41])
def test_a_token_across_a_border_of_blocks_is_found_once(border: int, shift: int) -> None:
    start = border - 512 - shift
    content = bytearray(b"." * (5 << 20))
    content[start - 1 : start + len(TOKEN) + 1] = b"\n" + TOKEN.encode() + b"\n"
    data = tar(("big", bytes(content)))
    contents = read(data)
    assert places(contents) == [("big", "content", 2)]
    assert contents.found[0].place.offset == start
    assert contents.found[0].digests is not None
    assert contents.found[0].digests.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_names_and_links_are_searched(form: int) -> None:
    link = tarfile.TarInfo("link")
    link.type, link.linkname = tarfile.SYMTYPE, f"../{TOKEN}"
    other = github_token(4)
    data = tar((f"srv/{other}.txt", b"x"), link, form=form)
    assert places(read(data)) == [(f"srv/{other}.txt", "name", 0), ("link", "link target", 0)]


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_long_names_are_whole(form: int) -> None:
    name = "/".join(["d" * 90] * 20) + f"/{TOKEN}"
    contents = read(tar((name, b"x"), form=form))
    assert places(contents) == [(name, "name", 0)]
    assert path_hash(name) in contents.files


def test_extended_attributes_are_searched() -> None:
    info = tarfile.TarInfo("file")
    info.pax_headers = {"SCHILY.xattr.user.token": TOKEN}
    assert places(read(tar(info))) == [("file", "metadata SCHILY.xattr.user.token", 0)]


def test_sparse_files_of_gnu_are_read() -> None:
    header = bytearray(tar(("sparse", b"x" * 512), form=tarfile.GNU_FORMAT)[:512])
    content = (TOKEN + "\n").encode().ljust(512, b"\0")
    header[156:157] = b"S"
    header[482] = 1
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    data = bytes(header) + bytes(512) + content + tar(("after", TOKEN.encode()))
    assert [path for path, _, _ in places(read(data))] == ["sparse", "after"]


def test_what_follows_the_end_of_the_archive_is_searched() -> None:
    contents = read(tar(("a", b"x")) + TOKEN.encode().ljust(512, b"\0"))
    assert places(contents) == [("", "outside of files", 0)]


def test_whiteouts_and_hard_links_are_told() -> None:
    link = tarfile.TarInfo("new")
    link.type, link.linkname = tarfile.LNKTYPE, "./old"
    folder = tarfile.TarInfo("etc/")
    folder.type = tarfile.DIRTYPE
    contents = read(tar(folder, ("etc/.wh.passwd", b""), ("srv/.wh..wh..opq", b""), (".wh.gone", b""), link))
    assert (contents.whiteouts, contents.opaque) == (("etc/passwd", "gone"), ("srv",))
    assert contents.links == (("new", "old"),)
    assert (contents.files, contents.folders) == (path_hash("new"), path_hash("etc"))


def test_a_large_archive_is_looked_into_as_it_streams() -> None:
    inner = tar(("deep/token", TOKEN.encode()), ("filler", bytes(34 << 20)))
    contents = read(tar(("backup.tar", inner)))
    assert [(found.place.inner, found.digests is None) for found in contents.found] == [(("deep/token",), False)]


def test_digests_that_differ_are_told() -> None:
    data = tar(("a", b"x"))
    layer = Layer(Descriptor(digest_of(data), len(data), ""), "sha256:" + "0" * 64)
    (gap,) = read_layer(layer, Memory(data), Limits()).gaps
    assert gap.reason == f"its digest is {digest_of(data)}, the configuration says sha256:{'0' * 64}"


@pytest.mark.parametrize("form", ["plain", "gzip", "zstd"])
def test_a_layer_that_is_cut_is_told(form: str) -> None:
    data = tar(("a", bytes(5_000)), ("b", TOKEN.encode() * 100))
    stored = STORED[form](data)[: -700 if form == "plain" else -20]
    assert read(data, stored).gaps != ()


def test_a_layer_that_is_no_tar_is_told_and_searched() -> None:
    contents = read(b"no tar at all " * 100 + TOKEN.encode() + b" " * 600)
    assert places(contents) == [("", "outside of files", 0)]
    assert [gap.reason for gap in contents.gaps] == ["not a tar all through: no header at byte 0"]


def test_a_limit_is_told() -> None:
    data = tar(*((f"f{number}", b"x") for number in range(20)))
    assert [gap.reason for gap in read(data, limits=Limits(members=10)).gaps] == [
        "more than 10 entries (--max-members)"
    ]
    assert "--max-layer" in read(data, limits=Limits(layer=2048)).gaps[0].reason


def test_a_blob_that_is_not_there_is_told() -> None:
    layer = Layer(Descriptor("sha256:" + "1" * 64, 10, ""), "")
    assert [gap.reason for gap in read_layer(layer, Memory(), Limits()).gaps] == ["there is no such blob"]


def test_two_processes_find_what_one_finds() -> None:
    blobs = [tar((f"f{number}", github_token(number).encode())) for number in range(4)]
    layers = [Layer(Descriptor(digest_of(blob), len(blob), ""), digest_of(blob)) for blob in blobs]
    searched: list[int] = []
    found = dict(read_layers(layers, Memory(*blobs), Limits(), 2, searched.append))
    assert found == dict(read_layers(layers, Memory(*blobs), Limits(), 1))
    assert sum(searched) == sum(map(len, blobs))
