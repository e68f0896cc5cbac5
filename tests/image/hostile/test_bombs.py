"""What is small as it is stored and grows without end when it is read."""

from __future__ import annotations

import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zstandard

from tests.image.acceptance.archives import gz, xz, zipped, zst
from tests.image.acceptance.tar import file, header, tar
from tests.image.hostile.running import scan_bounded
from tests.image.hostile.samples import CONFIG, LAYER, Layout, configuration, digest_of, dumped, saved, two_layers

GIB = 1 << 30


def gzip_zeros(size: int) -> bytes:
    """A gzip stream of zeros, a GiB of which takes a MB; its checksum is not right, as nobody gets there."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = squeezer.compress(bytes(1 << 20)) + squeezer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + block * (size >> 20) + b"\x03\0" + bytes(8)


def zstd_zeros(size: int) -> bytes:
    """A zstd frame of zeros in blocks of one repeated byte (RFC 8878, RLE_Block): a GiB takes 32 kB."""
    head = b"\x28\xb5\x2f\xfd" + b"\x00" + bytes([17 - 10 << 3])  # no size, a window of 128 KiB
    block = ((128 << 10) << 3 | 1 << 1).to_bytes(3, "little") + b"\0"
    last = ((128 << 10) << 3 | 1 << 1 | 1).to_bytes(3, "little") + b"\0"
    return head + block * ((size >> 17) - 1) + last


def image_with(path: Path, name: str, data: bytes) -> Path:
    """An image with a file of that name beside the samples."""
    path.write_bytes(saved([tar(file(f"srv/{name}", data)), *two_layers()]))
    return path


def quine() -> bytes:
    """A zip that holds a zip that holds ... as deep as anybody looks."""
    data = b"the end"
    for _ in range(200):
        data = zipped(("inner.zip", data), method=zipfile.ZIP_STORED)
    return data


def overlapping_zip(count: int, size: int) -> bytes:
    """A zip whose members are all the same bytes: ``count`` times ``size`` bytes come out of one stream."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream = squeezer.compress(bytes(size)) + squeezer.flush()
    names = [b"%06d" % number for number in range(count)]
    local = b"PK\3\4" + struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, zlib.crc32(bytes(size)), len(stream), size, 6, 0)
    body = local + names[0] + stream
    central = b"".join(
        b"PK\1\2"
        + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 8, 0, 0, 0, len(stream), size, 6, 0, 0, 0, 0, 0, 0)
        + name
        for name in names
    )
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, min(count, 0xFFFF), min(count, 0xFFFF), len(central), len(body), 0)
    return body + central + end


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "gz of 4 GiB": ("bomb.gz", lambda: gzip_zeros(4 * GIB)),
    "gz in gz": ("bomb.gz.gz", lambda: gz(gzip_zeros(4 * GIB))),
    "zst of 64 GiB": ("bomb.zst", lambda: zstd_zeros(64 * GIB)),
    "xz": ("bomb.xz", lambda: xz(bytes(96 << 20)) * 2),
    "a zip of one large member": ("bomb.zip", lambda: zipped(("zeros", bytes(80 << 20)))),
    "a jar of jars of jars": ("bomb.jar", lambda: _tree(5, 16)),
    "200 zips deep": ("bomb.zip", quine),
    "100 gz deep": ("deep.gz", lambda: _deep(100)),
}  # fmt: skip


def _tree(depth: int, width: int) -> bytes:
    """A zip of zips of zips: ``width ** depth`` files of a MiB."""
    data = bytes(1 << 20)
    for _ in range(depth):
        data = zipped(*((f"{number}.zip", data) for number in range(width)))
    return data


def _deep(times: int) -> bytes:
    data = b"nothing\n"
    for _ in range(times):
        data = gz(data)
    return data


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_in_a_layer_ends_as_a_gap_and_hides_nothing_else(name: str, tmp_path: Path) -> None:
    file_name, make = BOMBS[name]
    found = scan_bounded(image_with(tmp_path / "app.tar", file_name, make()), seconds=60)
    assert found.has_both, found.errors
    assert found.status == 3, "the bomb was passed over in silence"
    assert f"/srv/{file_name}" in found.errors


def test_members_that_share_their_bytes_are_read_once(tmp_path: Path) -> None:
    data = overlapping_zip(60_000, 4 << 20)
    found = scan_bounded(image_with(tmp_path / "app.tar", "bomb.zip", data))
    assert found.has_both


@pytest.mark.parametrize(
    ("form", "make"), [("gzip", lambda: gzip_zeros(3 * GIB)), ("zstd", lambda: zstd_zeros(64 * GIB))]
)
def test_a_layer_that_is_a_bomb_ends_as_a_gap(form: str, make: Callable[[], bytes], tmp_path: Path) -> None:
    stored = make()
    first, second = two_layers()
    layout = Layout(tmp_path / "oci")
    config = layout.blob(dumped(configuration([digest_of(first), "sha256:" + "0" * 64, digest_of(second)])), CONFIG)
    blobs = [layout.blob(first, LAYER), layout.blob(stored, f"{LAYER}+{form}"), layout.blob(second, LAYER)]
    found = scan_bounded(layout.top(layout.manifest(config, blobs)), seconds=60)
    assert (found.status, found.has_both) == (3, True)


def test_an_archive_that_is_a_bomb_fills_no_disk(tmp_path: Path) -> None:
    for name, data in (("app.tar.gz", gzip_zeros(3 * GIB)), ("app.tar.zst", zstd_zeros(64 * GIB))):
        path = tmp_path / name
        path.write_bytes(data)
        found = scan_bounded(path, seconds=60)
        assert found.status == 3


def test_a_compressed_document_is_no_bomb(tmp_path: Path) -> None:
    """A file of the archive that is said to be large, and is not there."""
    path = tmp_path / "app.tar"
    size = b"\x80" + (1 << 50).to_bytes(11, "big")
    path.write_bytes(header(b"manifest.json", size_field=size) + b"[]")
    assert scan_bounded(path).status == 3


WINDOWS = {
    "zst": lambda: b"\x28\xb5\x2f\xfd\x00" + bytes([31 - 10 << 3]) + b"\x09\x00\x00x",
    "xz": lambda: _xz_of_dictionary(1536 << 20),
    "lzma": lambda: _lzma_of_dictionary(3 << 30),
}


def _xz_of_dictionary(size: int) -> bytes:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 20}]
    data = bytearray(lzma.compress(b"nothing\n" * 1000, filters=filters))
    # The block header's filter flags: LZMA2, one byte of properties, from which the size of the dictionary follows.
    at = data.index(b"\x21\x01", 12)
    bits = next(bits for bits in range(41) if (2 | bits & 1) << (bits // 2 + 11) >= size)
    data[at + 2] = bits
    length = (data[12] + 1) * 4
    data[12 + length - 4 : 12 + length] = struct.pack("<I", zlib.crc32(bytes(data[12 : 12 + length - 4])))
    return bytes(data)


def _lzma_of_dictionary(size: int) -> bytes:
    data = lzma.compress(b"nothing\n" * 1000, format=lzma.FORMAT_ALONE)
    return data[:1] + struct.pack("<I", size) + data[5:]


@pytest.mark.parametrize("ending", WINDOWS)
def test_a_window_larger_than_memory_is_not_made(ending: str, tmp_path: Path) -> None:
    found = scan_bounded(image_with(tmp_path / "app.tar", f"bomb.{ending}", WINDOWS[ending]()))
    assert found.has_both
    assert found.status == 3, "what could not be unpacked is not told"


def test_a_layer_whose_window_is_larger_than_memory_is_told(tmp_path: Path) -> None:
    first, second = two_layers()
    stored = zstandard.compress(second)
    layout = Layout(tmp_path / "oci")
    config = layout.blob(dumped(configuration([digest_of(first), digest_of(stored)])), CONFIG)
    window = WINDOWS["zst"]()
    manifest = layout.manifest(config, [layout.blob(first, LAYER), layout.blob(window, f"{LAYER}+zstd")])
    assert scan_bounded(layout.top(manifest)).status == 3


def test_many_small_members_of_one_archive_are_bounded(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(20_000):
            archive.writestr(zipfile.ZipInfo(f"{number}"), b"")
    path = image_with(tmp_path / "app.tar", "many.zip", stream.getvalue())
    found = scan_bounded(path, "--max-members", "10000")
    assert (found.status, found.has_both) == (3, True)
    assert "--max-members" in found.errors


def _entries(count: int) -> Iterator[bytes]:
    for number in range(count):
        yield header(b"many/%d/%d" % (number >> 8, number))


def test_a_hundred_thousand_entries_take_little_memory(tmp_path: Path) -> None:
    layer = b"".join(_entries(100_000)) + two_layers()[0]
    path = tmp_path / "app.tar"
    path.write_bytes(saved([layer, two_layers()[1]]))
    found = scan_bounded(path)
    assert (found.status, found.has_both) == (1, True)


def test_many_hard_links_whiteouts_and_folders_are_bounded(tmp_path: Path) -> None:
    first, second = two_layers()
    links = b"".join(header(b"l/%d" % number, kind="1", link=b"app/first") for number in range(30_000))
    whiteouts = b"".join(header(b"l/.wh.%d" % number) for number in range(30_000))
    folders = b"".join(header(b"f/%d/" % number, kind="5") for number in range(30_000))
    path = tmp_path / "app.tar"
    path.write_bytes(saved([links + first, second, whiteouts + folders + tar()]))
    found = scan_bounded(path)
    assert (found.status, found.has_both) == (1, True)


def test_two_hundred_layers_are_read(tmp_path: Path) -> None:
    layers = [tar(file(f"app/{number}", b"nothing\n")) for number in range(198)] + two_layers()
    path = tmp_path / "app.tar"
    path.write_bytes(saved(layers))
    found = scan_bounded(path)
    assert (found.status, found.has_both) == (1, True)


def test_the_same_secret_ten_thousand_times_is_one_finding_in_bounded_time(tmp_path: Path) -> None:
    content = two_layers()[0][512 * 2 : 512 * 3]
    layer = b"".join(header(b"s/%d" % number, 512) + content for number in range(10_000)) + two_layers()[1]
    path = tmp_path / "app.tar"
    path.write_bytes(saved([two_layers()[0], layer]))
    found = scan_bounded(path, seconds=60)
    assert (found.status, len(found.fingerprints)) == (1, 2)


def test_gzip_members_without_content_do_not_hang(tmp_path: Path) -> None:
    data = gzip.compress(b"") * 50_000
    found = scan_bounded(image_with(tmp_path / "app.tar", "empty.gz", data))
    assert found.has_both


def test_zst_frames_without_content_do_not_hang(tmp_path: Path) -> None:
    data = zst(b"") * 50_000 + b"\x50\x2a\x4d\x18\0\0\0\0" * 50_000
    found = scan_bounded(image_with(tmp_path / "app.tar", "empty.zst", data))
    assert found.has_both
