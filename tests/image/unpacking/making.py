"""Archives of all kinds, made when a test runs."""

from __future__ import annotations

import io
import lzma
import tarfile
import zipfile
import zlib
from hashlib import sha1

from dockerlint.image.reading import Reader
from dockerlint.image.unpacking import Budget, unpack
from dockerlint.image.values import Limits
from tests.image.tokens import github_token

TOKEN = github_token(2)
TEXT = f"first line\ntoken: {TOKEN}\n".encode()


class Pipe(io.RawIOBase):
    """A file that can only be written to."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]  # a buffer
        self.data += part
        return len(part)


def tar(*files: tuple[str, bytes], form: int = tarfile.PAX_FORMAT, records: dict[str, str] | None = None) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form, pax_headers=records) as archive:
        for name, data in files or (("a/token.txt", TEXT),):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return stream.getvalue()


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED, piped: bool = False) -> bytes:
    """A zip; ``piped`` as programs write it that cannot go back: the sizes stand behind the files."""
    target = Pipe() if piped else io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in files or (("a/token.txt", TEXT),):
            archive.writestr(name, data)
    return bytes(target.data) if isinstance(target, Pipe) else target.getvalue()


def ar(*files: tuple[str, bytes]) -> bytes:
    parts = [b"!<arch>\n"]
    for name, data in files:
        parts.append(f"{name + '/':<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n".encode())
        parts.append(data + b"\n" * (len(data) % 2))
    return b"".join(parts)


def cpio(*files: tuple[str, bytes]) -> bytes:
    parts = []
    for name, data in (*files, ("TRAILER!!!", b"")):
        path = name.encode("utf-8", "surrogateescape") + b"\0"
        fields = [0, 0o100644, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(path), 0]
        head = b"070701" + b"".join(b"%08x" % field for field in fields) + path
        parts.append(head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4))
    return b"".join(parts)


def octal_cpio(*files: tuple[str, bytes]) -> bytes:
    parts = []
    for name, data in (*files, ("TRAILER!!!", b"")):
        path = name.encode() + b"\0"
        head = b"070707" + b"%06o" % 0 * 7 + b"%011o" % 0 + b"%06o" % len(path) + b"%011o" % len(data)
        parts.append(head + path + data)
    return b"".join(parts)


def stripped_cpio(*contents: bytes) -> bytes:
    """As rpm writes files too large for cpio: a header has but their number."""
    parts = [b"07070X%08x" % index + bytes(2) + data + bytes(-len(data) % 4) for index, data in enumerate(contents)]
    return b"".join(parts) + cpio()


def rpm(payload: bytes, *files: tuple[str, bytes]) -> bytes:
    """A package whose header lists ``files``."""
    folders = b"".join(name.rpartition("/")[0].encode() + b"/\0" for name, _ in files)
    names = b"".join(name.rpartition("/")[2].encode() + b"\0" for name, _ in files)
    entries = [
        (1028, 4, b"".join(len(data).to_bytes(4, "big") for _, data in files)),
        (1030, 3, b"".join((0o100644).to_bytes(2, "big") for _ in files)),
        (1116, 4, b"".join(index.to_bytes(4, "big") for index in range(len(files)))),
        (1117, 8, names),
        (1118, 8, folders),
    ]
    index = store = b""
    for tag, kind, data in entries:
        index += b"".join(number.to_bytes(4, "big") for number in (tag, kind, len(store), len(files)))
        store += data
    return (
        b"\xed\xab\xee\xdb" + bytes(92) + _rpm_header(1, bytes(16), b"abcde") + _rpm_header(5, index, store) + payload
    )


def _rpm_header(count: int, index: bytes, store: bytes) -> bytes:
    header = b"\x8e\xad\xe8\x01" + bytes(4) + count.to_bytes(4, "big") + len(store).to_bytes(4, "big") + index + store
    return header + bytes(-len(header) % 8) if count == 1 else header


def lzip(data: bytes) -> bytes:
    chain = [{"id": lzma.FILTER_LZMA1, "lc": 3, "lp": 0, "pb": 2, "dict_size": 1 << 16}]
    return b"LZIP\x01\x10" + lzma.compress(data, lzma.FORMAT_RAW, filters=chain) + bytes(20)


def pdf(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return (
        b"%%PDF-1.4\n1 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed)
        + packed
        + b"\nendstream\nendobj\n"
    )


def pack(*objects: bytes) -> bytes:
    """A Git pack of objects that are encoded already."""
    data = b"PACK\0\0\0\2" + len(objects).to_bytes(4, "big") + b"".join(objects)
    return data + sha1(data).digest()


def packed(kind: int, data: bytes, base: bytes = b"") -> bytes:
    """An object of a pack: 1 commit, 2 tree, 3 blob, 4 tag, 6 a delta of an object before, 7 one of a named object."""
    size = len(data)
    head = [kind << 4 | size & 15]
    size >>= 4
    while size:
        head[-1] |= 0x80
        head.append(size & 0x7F)
        size >>= 7
    return bytes(head) + base + zlib.compress(data)


def delta(base_size: int, size: int, *steps: bytes) -> bytes:
    return _number(base_size) + _number(size) + b"".join(steps)


def copied(start: int, size: int) -> bytes:
    """The step of a delta that copies, every byte of its numbers written."""
    return b"\xff" + start.to_bytes(4, "little") + size.to_bytes(3, "little")


def added(data: bytes) -> bytes:
    return bytes((len(data),)) + data


def _number(value: int) -> bytes:
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*parts, value))


def blob_name(data: bytes) -> bytes:
    return sha1(b"blob %d\0" % len(data) + data).digest()


def members(path: str, data: bytes, piece: int = 0, limits: Limits | None = None) -> list[tuple[str, bytes, str]]:
    """Name, content and problem of all that is in an archive; read in pieces of ``piece`` bytes, or from memory."""
    stream = io.BytesIO(data)
    reader = Reader(lambda: stream.read(piece)) if piece else Reader.of_bytes(data)
    found = []
    for member in unpack(path, reader, Budget(limits or Limits(), reader)):
        content = bytearray()
        while part := member.reader.read(1 << 20):
            content += part
        if member.aspect == "content":
            found.append((member.name, bytes(content), member.problem))
    return found
