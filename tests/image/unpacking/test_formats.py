"""Files in files: each format with the file in it, from memory and from a stream."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import shutil
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import lz4.frame  # type: ignore[import-untyped]  # it has no stubs
import pytest
import zstandard

from dockerlint.image.content import look_at, look_into_stream
from dockerlint.image.unpacking import is_archive
from dockerlint.image.values import Limits
from tests.image.unpacking.making import (
    TEXT,
    TOKEN,
    ar,
    cpio,
    lzip,
    members,
    octal_cpio,
    pdf,
    rpm,
    stripped_cpio,
    tar,
    zipped,
)

FILE = ("a/token.txt", TEXT)
SCRIPT = b"#!/bin/sh\ntail -n +4 $0 | tar xz\nexit\n"
MAKESELF = b"#!/bin/sh\n# This script was generated using Makeself 2.5.0\n" + b"# options\n" * 2000
LONG = "n" * 40 + ".txt"


def _skippable() -> bytes:
    return b"\x5a\x2a\x4d\x18\3\0\0\0abc"


CASES: dict[str, tuple[str, Callable[[], bytes], tuple[str, ...]]] = {
    "gzip": ("notes.txt.gz", lambda: gzip.compress(TEXT), ("notes.txt",)),
    "script with tar.gz": ("i.sh", lambda: SCRIPT + gzip.compress(tar()), ("a/token.txt",)),
    "script with xz, without an ending": ("install", lambda: MAKESELF + lzma.compress(TEXT), ("install",)),
    "script with zip": ("i.run", lambda: SCRIPT + zipped(), ("a/token.txt",)),
    "several gzip members": ("n.gz", lambda: gzip.compress(b"x\n") + gzip.compress(TEXT), ("n",)),
    "padded gzip": ("n.gz", lambda: gzip.compress(TEXT) + bytes(700), ("n",)),
    "gzip without an ending": ("n", lambda: gzip.compress(TEXT), ("n",)),
    "bzip2": ("n.bz2", lambda: bz2.compress(TEXT), ("n",)),
    "several bzip2 streams": ("n.bz2", lambda: bz2.compress(b"x\n") + bz2.compress(TEXT), ("n",)),
    "xz": ("n.xz", lambda: lzma.compress(TEXT), ("n",)),
    "several xz streams": ("n.xz", lambda: lzma.compress(b"x\n") + bytes(4) + lzma.compress(TEXT), ("n",)),
    "lzma": ("n.lzma", lambda: lzma.compress(TEXT, lzma.FORMAT_ALONE), ("n",)),
    "lzip": ("n.lz", lambda: lzip(TEXT), ("n",)),
    "zstd": ("n.zst", lambda: zstandard.compress(TEXT), ("n",)),
    "zstd with a skippable frame": ("n.zst", lambda: _skippable() + zstandard.compress(TEXT), ("n",)),
    "lz4": ("n.lz4", lambda: lz4.frame.compress(TEXT), ("n",)),
    "zlib": ("n.zz", lambda: zlib.compress(TEXT), ("n.zz",)),
    "tar": ("n.tar", tar, ("a/token.txt",)),
    "GNU tar": ("n.tar", lambda: tar(("d" * 200 + "/t", TEXT), form=tarfile.GNU_FORMAT), ("d" * 200 + "/t",)),
    "tar.gz": ("n.tgz", lambda: gzip.compress(tar()), ("a/token.txt",)),
    "tar.zst": ("n.tar.zst", lambda: zstandard.compress(tar()), ("a/token.txt",)),
    "tar.gz in tar.xz": (
        "n.tar.xz",
        lambda: lzma.compress(tar(("n.tar.gz", gzip.compress(tar())))),
        ("n.tar.gz", "a/token.txt"),
    ),
    "zip": ("n.zip", zipped, ("a/token.txt",)),
    "stored zip": ("n.whl", lambda: zipped(method=zipfile.ZIP_STORED), ("a/token.txt",)),
    "zip with bzip2": ("n.zip", lambda: zipped(method=zipfile.ZIP_BZIP2), ("a/token.txt",)),
    "zip with lzma": ("n.zip", lambda: zipped(method=zipfile.ZIP_LZMA), ("a/token.txt",)),
    "zip from a pipe": ("n.jar", lambda: zipped(("first.txt", b"nothing\n" * 5_000), FILE, piped=True), FILE[:1]),
    "stored zip from a pipe": (
        "n.jar",
        lambda: zipped(("1.txt", b"nothing\n" * 50_000), FILE, method=zipfile.ZIP_STORED, piped=True),
        FILE[:1],
    ),
    "program with a zip": ("n.pyz", lambda: b"#!/usr/bin/python3\n" + zipped(), ("a/token.txt",)),
    "jmod": ("java.base.jmod", lambda: b"JM\x01\0" + zipped(), ("a/token.txt",)),
    "extension of a browser": ("n.crx", lambda: b"Cr24\3\0\0\0\4\0\0\0abcd" + zipped(), ("a/token.txt",)),
    "war": ("n.war", lambda: zipped(("WEB-INF/lib/x.jar", zipped())), ("WEB-INF/lib/x.jar", "a/token.txt")),
    "deb": ("n.deb", lambda: ar(("data.tar.xz", lzma.compress(tar()))), ("data.tar.xz", "a/token.txt")),
    "cpio": ("n.cpio", lambda: cpio(FILE), ("a/token.txt",)),
    "cpio in octal": ("n.cpio", lambda: octal_cpio(FILE), ("a/token.txt",)),
    "initrd": ("initrd.img", lambda: cpio(("x", b"y")) + gzip.compress(cpio(FILE)),
               ("(behind the last file)", "a/token.txt")),
    "rpm": ("n.rpm", lambda: rpm(gzip.compress(cpio(("./a/t", TEXT)))), ("a/t",)),
    "rpm with zstd": ("n.rpm", lambda: rpm(zstandard.compress(cpio(("./a/t", TEXT)))), ("a/t",)),
    "rpm with large files": (
        "n.rpm",
        lambda: rpm(lzma.compress(stripped_cpio(b"abc", TEXT)), ("/usr/x", b"abc"), ("/usr/t", TEXT)),
        ("usr/t",),
    ),
    "apk": (
        "n.apk",
        lambda: gzip.compress(tar((".PKGINFO", b"x"))[:1024]) + gzip.compress(tar()),
        ("a/token.txt",),
    ),
    "apk of apk-tools 3": ("n.apk", lambda: b"ADBd" + zlib.compress(TEXT)[2:-4], ("package",)),
    "apk of apk-tools 3 with zstd": ("n.apk", lambda: b"ADBc\2\1" + zstandard.compress(TEXT), ("package",)),
    "git object": (
        ".git/objects/ab/" + "c" * 38,
        lambda: zlib.compress(b"blob %d\0" % len(TEXT) + TEXT),
        ("blob",),
    ),
    "git object elsewhere": ("x", lambda: zlib.compress(b"commit %d\0" % len(TEXT) + TEXT), ("commit",)),
    "PDF": ("n.pdf", lambda: pdf(TEXT), ("stream at 62",)),
}  # fmt: skip
LINES = {"several gzip members": 3, "several bzip2 streams": 3, "several xz streams": 3}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("is_streamed", [False, True])
def test_a_token_in_an_archive_is_found(case: str, is_streamed: bool) -> None:
    path, make, inner = CASES[case]
    data = make()
    assert is_archive(path, data[:512])
    look = look_into_stream(path, io.BytesIO(data).read, Limits()) if is_streamed else look_at(path, data, Limits())
    (found,) = look.found
    assert (found.place.path, found.place.inner, found.place.aspect) == (path, inner, "content")
    assert look.gaps == ()
    assert found.place.line == LINES.get(case, 2)


@pytest.mark.parametrize("piece", [0, 7, 1000])
def test_long_names_of_ar_are_whole(piece: int) -> None:
    def header(name: bytes, size: int) -> bytes:
        return b"%-16s%-12d%-6d%-6d%-8o%-10d`\n" % (name, 0, 0, 0, 0o644, size)

    gnu = b"!<arch>\n" + header(b"//", 44) + LONG.encode() + header(b"/0", 3) + b"abc\n"
    assert members("n.a", gnu, piece)[1] == (LONG, b"abc", "")
    bsd = b"!<arch>\n" + header(b"#1/44", 47) + LONG.encode() + b"abc\n"
    assert members("n.a", bsd, piece) == [(LONG, b"abc", "")]


def test_a_debian_package_is_read(tmp_path: Path) -> None:
    if shutil.which("dpkg-deb") is None:
        pytest.skip("dpkg-deb makes the package")
    control = "Package: a\nVersion: 1\nArchitecture: all\nMaintainer: a <a@example.com>\nDescription: a\n"
    files = {"DEBIAN/control": control, "DEBIAN/postinst": f"#!/bin/sh\n# {TOKEN}\n", "etc/a": TEXT.decode()}
    for name, text in files.items():
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    deb = tmp_path / "a.deb"
    subprocess.run(["dpkg-deb", "--build", tmp_path / "tree", deb], check=True, capture_output=True)
    look = look_at("a.deb", deb.read_bytes(), Limits())
    assert sorted((found.place.inner[1], found.place.line) for found in look.found) == [("etc/a", 2), ("postinst", 2)]
    assert look.gaps == ()


@pytest.mark.parametrize("path", ["n.gz", "n.zip", "n.tar", "n.rpm", "n.xz", "n.pack", "n.lzma", "n.zst", "n.bz2"])
@pytest.mark.parametrize("is_streamed", [False, True])
def test_what_only_looks_like_an_archive_is_searched_as_it_is(path: str, is_streamed: bool) -> None:
    starts = {
        "n.gz": b"\x1f\x8b\x08", "n.zip": b"PK\x03\x04", "n.tar": bytes(257) + b"ustar", "n.rpm": b"\xed\xab\xee\xdb",
        "n.xz": b"\xfd7zXZ\0", "n.pack": b"PACK\0\0\0\2", "n.lzma": b"\x5d\0\0", "n.zst": b"\x28\xb5\x2f\xfd",
        "n.bz2": b"BZh9",
    }  # fmt: skip
    data = starts[path] + b" " + TEXT + b" " * 600
    outer = ("outer.tar", tar((path, data))) if is_streamed else (path, data)
    look = look_at(*outer, Limits())
    assert [found.place.inner for found in look.found] == [(path,) if is_streamed else ()]
    assert look.gaps == ()


@pytest.mark.parametrize("path", ["x", "notes.txt", "a.bin"])
@pytest.mark.parametrize(
    "data", [b"", b"x", b"x\x9c", b"x\x9cabc and so on", b"]\0\0\0", b"PK", b"text\n" * 200, b"x^2 + y^2 = 1\n" * 20]
)
def test_ordinary_files_are_no_archives(path: str, data: bytes) -> None:
    assert not is_archive(path, data)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"7z\xbc\xaf\x27\x1c" + bytes(30), "7-Zip archives cannot be read"),
        (b"Rar!\x1a\x07\x01\0" + bytes(30), "RAR archives cannot be read"),
        (b"hsqs" + bytes(30), "SquashFS archives cannot be read"),
    ],
)
def test_a_format_that_is_known_and_cannot_be_read_is_told(data: bytes, problem: str) -> None:
    assert look_at("a/b", data, Limits()).gaps == (("/a/b", problem),)
