"""Files in files: each format with the file in it, and limits that are told."""

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

import pytest
import zstandard

from dockerlint.image.content import look_at, look_into_stream
from dockerlint.image.values import Limits
from tests.image.tokens import github_token

TOKEN = github_token(2)
TEXT = f"first line\ntoken: {TOKEN}\n".encode()


def tar(name: str = "a/token.txt", data: bytes = TEXT) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def zipped(name: str = "a/token.txt", data: bytes = TEXT, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr(name, data)
    return stream.getvalue()


def streamed_zip() -> bytes:
    """A zip that was written to a pipe: the sizes stand behind the files."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.data = b""

        def writable(self) -> bool:
            return True

        def write(self, data: object) -> int:
            self.data += bytes(data)  # type: ignore[call-overload]  # a buffer
            return len(bytes(data))  # type: ignore[call-overload]

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("first.txt", b"nothing\n" * 5_000)
        archive.writestr("a/token.txt", TEXT)
    return pipe.data


def ar(name: str, data: bytes) -> bytes:
    header = f"{name + '/':<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n".encode()
    return b"!<arch>\n" + header + data + b"\n" * (len(data) % 2)


def cpio(name: str, data: bytes) -> bytes:
    def entry(name: str, data: bytes) -> bytes:
        fields = [0, 0o100644, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name) + 1, 0]
        head = b"070701" + b"".join(b"%08x" % field for field in fields) + name.encode() + b"\0"
        return head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4)

    return entry(name, data) + entry("TRAILER!!!", b"")


def rpm(payload: bytes) -> bytes:
    header = b"\x8e\xad\xe8\x01" + bytes(4) + (1).to_bytes(4, "big") + (5).to_bytes(4, "big") + bytes(16) + b"abcd\0"
    return b"\xed\xab\xee\xdb" + bytes(92) + header + bytes(-len(header) % 8) + header + payload


CASES: dict[str, tuple[str, Callable[[], bytes], tuple[str, ...]]] = {
    "gzip": ("notes.txt.gz", lambda: gzip.compress(TEXT), ("notes.txt",)),
    "several gzip members": ("n.gz", lambda: gzip.compress(b"x\n") + gzip.compress(TEXT), ("n",)),
    "bzip2": ("n.bz2", lambda: bz2.compress(TEXT), ("n",)),
    "xz": ("n.xz", lambda: lzma.compress(TEXT), ("n",)),
    "lzma": ("n.lzma", lambda: lzma.compress(TEXT, lzma.FORMAT_ALONE), ("n",)),
    "zstd": ("n.zst", lambda: zstandard.compress(TEXT), ("n",)),
    "tar": ("n.tar", tar, ("a/token.txt",)),
    "tar.gz": ("n.tgz", lambda: gzip.compress(tar()), ("a/token.txt",)),
    "zip": ("n.zip", zipped, ("a/token.txt",)),
    "stored zip": ("n.whl", lambda: zipped(method=zipfile.ZIP_STORED), ("a/token.txt",)),
    "zip with bzip2": ("n.zip", lambda: zipped(method=zipfile.ZIP_BZIP2), ("a/token.txt",)),
    "zip with lzma": ("n.zip", lambda: zipped(method=zipfile.ZIP_LZMA), ("a/token.txt",)),
    "zip from a pipe": ("n.jar", streamed_zip, ("a/token.txt",)),
    "program with a zip": ("n.pyz", lambda: b"#!/usr/bin/python3\n" + zipped(), ("a/token.txt",)),
    "war": ("n.war", lambda: zipped("WEB-INF/lib/x.jar", zipped()), ("WEB-INF/lib/x.jar", "a/token.txt")),
    "deb": ("n.deb", lambda: ar("data.tar.xz", lzma.compress(tar())), ("data.tar.xz", "a/token.txt")),
    "cpio": ("n.cpio", lambda: cpio("a/token.txt", TEXT), ("a/token.txt",)),
    "rpm": ("n.rpm", lambda: rpm(gzip.compress(cpio("./a/t", TEXT))), ("a/t",)),
    "apk": ("n.apk", lambda: gzip.compress(tar(".PKGINFO", b"x")[:1024]) + gzip.compress(tar()), ("a/token.txt",)),
    "git object": (
        ".git/objects/ab/" + "c" * 38,
        lambda: zlib.compress(b"blob %d\0" % len(TEXT) + TEXT),
        ("blob",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("is_streamed", [False, True])
def test_a_token_in_an_archive_is_found(case: str, is_streamed: bool) -> None:
    path, make, inner = CASES[case]
    data = make()
    look = look_into_stream(path, io.BytesIO(data).read, Limits()) if is_streamed else look_at(path, data, Limits())
    (found,) = look.found
    assert (found.place.path, found.place.inner, found.place.aspect) == (path, inner, "content")
    assert look.gaps == ()
    assert found.place.line == {"several gzip members": 3}.get(case, 2)


@pytest.mark.skipif(shutil.which("git") is None, reason="git makes the pack")
def test_every_version_of_a_file_in_a_pack_is_found(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b", *words], check=True)

    git("init", "-q")
    long = "".join(f"line {number} of a file that makes a delta worth while\n" for number in range(400))
    tokens = [github_token(seed) for seed in (31, 32, 33)]
    for token in tokens:
        (tmp_path / "config").write_text(long + f"token = {token}\n" + long)
        git("add", "config")
        git("commit", "-qm", "change")
    git("gc", "-q", "--aggressive")
    (pack,) = (tmp_path / ".git" / "objects" / "pack").glob("*.pack")
    look = look_at(".git/objects/pack/x.pack", pack.read_bytes(), Limits())
    assert len({found.evidence.fingerprint for found in look.found}) == 3
    assert look.gaps == ()


def test_archives_that_are_nested_too_deep_are_told() -> None:
    data = TEXT
    for _ in range(4):
        data = gzip.compress(data)
    look = look_at("a.gz", data, Limits(depth=3))
    assert (look.found, [gap.reason for gap in look.gaps]) == (
        (),
        ["archives are nested more than 3 deep (--max-depth)"],
    )


def test_a_bomb_is_told() -> None:
    look = look_at("bomb.gz", gzip.compress(bytes(200 << 20)), Limits())
    assert [gap.reason for gap in look.gaps] == ["it unpacks to more than 1000 times its size (--max-ratio)"]


def test_an_encrypted_file_is_told() -> None:
    data = bytearray(zipped())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (gap,) = look_at("a.zip", bytes(data), Limits()).gaps
    assert gap == ("/a.zip!a/token.txt", "it is encrypted")


def test_a_token_behind_an_archive_is_found() -> None:
    look = look_at("a.zip", zipped(data=b"nothing") + TEXT, Limits())
    assert [found.place.inner for found in look.found] == [()]


@pytest.mark.parametrize("path", ["n.gz", "n.zip", "n.tar", "n.rpm", "n.xz", "n.pack"])
def test_what_only_looks_like_an_archive_is_searched_as_it_is(path: str) -> None:
    starts = {
        "n.gz": b"\x1f\x8b\x08", "n.zip": b"PK\x03\x04", "n.tar": bytes(257) + b"ustar", "n.rpm": b"\xed\xab\xee\xdb",
        "n.xz": b"\xfd7zXZ\0", "n.pack": b"PACK\0\0\0\2",
    }  # fmt: skip
    look = look_at(path, starts[path] + b" " + TEXT + b" " * 600, Limits())
    assert [found.place.inner for found in look.found] == [()]


@pytest.mark.parametrize("case", ["gzip", "tar.gz", "zip", "deb", "zip from a pipe", "xz", "zstd", "rpm"])
def test_an_archive_that_is_cut_anywhere_does_no_harm(case: str) -> None:
    path, make, _ = CASES[case]
    data = make()
    for end in range(0, len(data), max(len(data) // 40, 1)):
        look_at(path, data[:end], Limits())
