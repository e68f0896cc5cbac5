"""Archives and packages in their smallest true form, most of them written by hand."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import struct
import zipfile
import zlib

import zstandard

from tests.image.acceptance.tar import file, tar


def gz(data: bytes) -> bytes:
    return gzip.compress(data, 1, mtime=0)


def xz(data: bytes) -> bytes:
    return lzma.compress(data, preset=0)


def bz(data: bytes) -> bytes:
    return bz2.compress(data, 1)


def zst(data: bytes) -> bytes:
    return zstandard.compress(data, 3)


def zipped(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.comment = comment
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 2, 3, 4, 6)), data, method)
    return stream.getvalue()


class _Forwards(io.RawIOBase):
    """A stream that cannot seek, for which zipfile writes data descriptors."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]  # zipfile writes nothing else
        self.data += data
        return len(data)


def streamed_zip(*members: tuple[str, bytes]) -> bytes:
    """A zip whose local headers know no sizes (APPNOTE 4.3.9)."""
    stream = _Forwards()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return bytes(stream.data)


def wheel(content: bytes) -> bytes:
    """A wheel with the RECORD that the format asks for."""
    digest = hashlib.sha256(content).hexdigest()
    return zipped(
        ("tool/settings.py", content),
        ("tool-1.0.dist-info/METADATA", b"Metadata-Version: 2.1\nName: tool\nVersion: 1.0\n"),
        ("tool-1.0.dist-info/RECORD", f"tool/settings.py,sha256={digest},{len(content)}\n".encode()),
    )


def deb(content: bytes) -> bytes:
    """A Debian package: ar(5) with the control and the data, as dpkg-deb makes them today."""
    control = b"Package: tool\nVersion: 1.0\nArchitecture: all\nMaintainer: Nobody\nDescription: a tool\n"
    parts = (
        ("debian-binary", b"2.0\n"),
        ("control.tar.xz", xz(tar(file("./control", control)))),
        ("data.tar.zst", zst(tar(file("./etc/tool.conf", content)))),
    )
    out = b"!<arch>\n"
    for name, data in parts:
        out += f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n".encode() + data + b"\n" * (len(data) % 2)
    return out


def cpio(*members: tuple[str, bytes]) -> bytes:
    """cpio's new ASCII format."""
    out = b""
    for number, (name, data) in enumerate((*members, ("TRAILER!!!", b"")), 1):
        path = name.encode() + b"\0"
        fields = (number, 0o100644, 0, 0, 1, 1_700_000_000, len(data), 0, 0, 0, 0, len(path), 0)
        head = b"070701" + b"".join(b"%08x" % field for field in fields) + path
        out += head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4)
    return out


def rpm(content: bytes) -> bytes:
    """An RPM package: lead, signature, header, then a compressed cpio archive."""
    lead = struct.pack(">4sBBhh66shh16s", b"\xed\xab\xee\xdb", 3, 0, 0, 1, b"tool-1.0-1", 1, 5, b"")

    def section(*texts: tuple[int, str]) -> bytes:
        index, store = b"", b""
        for tag, text in texts:
            index += struct.pack(">iiii", tag, 6, len(store), 1)
            store += text.encode() + b"\0"
        return b"\x8e\xad\xe8\x01\0\0\0\0" + struct.pack(">ii", len(texts), len(store)) + index + store

    signature = section((269, "0" * 40))
    signature += bytes(-len(signature) % 8)
    head = section((1000, "tool"), (1001, "1.0"), (1002, "1"), (1124, "cpio"), (1125, "zstd"))
    return lead + signature + head + zst(cpio(("./etc/tool.conf", content)))


def apk(content: bytes) -> bytes:
    """An Alpine package: three gzip streams behind each other, of which only the last tar has an end."""
    info = b"pkgname = tool\npkgver = 1.0-r0\narch = noarch\n"
    signature = b"".join(file(".SIGN.RSA.nobody.rsa.pub", bytes(256)))
    control = b"".join(file(".PKGINFO", info))
    return gz(signature) + gz(control) + gz(tar(file("etc/tool.conf", content)))


def three_deep(content: bytes) -> bytes:
    """A zip in a tar.xz in a tar.gz."""
    return gz(tar(file("outer/middle.tar.xz", xz(tar(file("inner.zip", zipped(("deep/config.ini", content))))))))


def ear(content: bytes) -> bytes:
    """A web application in an enterprise application (Jakarta EE), with a library's jar beside it."""
    war = zipped(("WEB-INF/web.xml", b"<web-app/>"), ("WEB-INF/classes/application.properties", content))
    return zipped(("META-INF/application.xml", b"<application/>"), ("shop.war", war))


def full_flush_gzip(block: bytes, times: int, last: bytes) -> bytes:
    """``block`` ``times`` times and then ``last``, compressed as fast as one block: each ends at a full flush."""
    squeezer = zlib.compressobj(1, zlib.DEFLATED, -15)
    first = squeezer.compress(block) + squeezer.flush(zlib.Z_FULL_FLUSH)
    end = zlib.compressobj(1, zlib.DEFLATED, -15)
    check = size = 0
    for piece in [block] * times + [last]:
        check = zlib.crc32(piece, check)
        size += len(piece)
    tail = end.compress(last) + end.flush()
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + first * times + tail + struct.pack("<II", check, size & 0xFFFFFFFF)
