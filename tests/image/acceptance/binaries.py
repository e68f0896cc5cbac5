"""Files that are no text: programs, byte code, a database, Git's objects."""

from __future__ import annotations

import hashlib
import importlib.util
import marshal
import sqlite3
import struct
import zlib
from pathlib import Path


def elf(content: bytes) -> bytes:
    """The head of an ELF program, and a string among zeros as a compiler leaves it in .rodata."""
    ident = b"\x7fELF\x02\x01\x01" + bytes(9)
    head = ident + struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, 0x401000, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    return head + bytes(range(256)) * 16 + b"\0usage\0" + content + b"\0%s: bad\0" + bytes(4096)


def pyc(content: str) -> bytes:
    """What Python writes into __pycache__."""
    code = compile(f"TOKEN = {content!r}\n", "settings.py", "exec")
    return importlib.util.MAGIC_NUMBER + bytes(4) + struct.pack("<II", 1_700_000_000, 60) + marshal.dumps(code)


def java_class(content: bytes) -> bytes:
    """A class file whose constant pool holds ``content`` (JVM specification, chapter 4)."""
    texts = (b"Settings", b"java/lang/Object", content)
    pool = b"".join(b"\1" + struct.pack(">H", len(each)) + each for each in texts)
    pool += b"\7\0\1" + b"\7\0\2" + b"\x08\0\3"
    return b"\xca\xfe\xba\xbe\0\0\0\x3d" + struct.pack(">H", 7) + pool + struct.pack(">HHHHHHH", 0x21, 4, 5, 0, 0, 0, 0)


def sqlite(folder: Path, rows: list[str], page: int = 4096) -> bytes:
    """A database with a row for each text."""
    path = folder / "made.db"
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    try:
        database.execute(f"pragma page_size = {page}")
        database.execute("create table settings (name text, value text)")
        database.executemany("insert into settings values (?, ?)", [(f"row {n}", row) for n, row in enumerate(rows)])
        database.commit()
    finally:
        database.close()
    data = path.read_bytes()
    path.unlink()
    return data


def git_object(kind: str, content: bytes) -> tuple[str, bytes]:
    """The path below .git of a loose object, and its bytes."""
    data = f"{kind} {len(content)}\0".encode() + content
    name = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    return f"objects/{name[:2]}/{name[2:]}", zlib.compress(data)


def git_pack(base: bytes, rest: tuple[bytes, bytes, bytes]) -> bytes:
    """A pack of three objects: a whole blob, and two that are deltas of it, by offset and by name.

    ``rest`` is what the first delta puts behind a copy of the base's first half; what the second puts there; and the
    end of the base of which the second copies its beginning, so that only a resolved delta joins the two.
    """
    copied, inserted, split = rest
    whole = base + split
    half = len(base) // 2
    objects: list[bytes] = []
    at = 12
    first = _pack_head(3, len(whole)) + zlib.compress(whole)
    objects.append(first)
    first_at, at = at, at + len(first)
    delta = _size(len(whole)) + _size(half + len(copied)) + _copy(0, half) + _insert(copied)
    second = _pack_head(6, len(delta)) + _offset(at - first_at) + zlib.compress(delta)
    objects.append(second)
    name = hashlib.sha1(f"blob {len(whole)}\0".encode() + whole, usedforsecurity=False).digest()
    delta = _size(len(whole)) + _size(len(split) + len(inserted)) + _copy(len(base), len(split)) + _insert(inserted)
    objects.append(_pack_head(7, len(delta)) + name + zlib.compress(delta))
    data = b"PACK" + struct.pack(">II", 2, len(objects)) + b"".join(objects)
    return data + hashlib.sha1(data, usedforsecurity=False).digest()


def _pack_head(kind: int, size: int) -> bytes:
    out = [kind << 4 | size & 15]
    size >>= 4
    while size:
        out[-1] |= 0x80
        out.append(size & 0x7F)
        size >>= 7
    return bytes(out)


def _size(size: int) -> bytes:
    out = [size & 0x7F]
    while size := size >> 7:
        out[-1] |= 0x80
        out.append(size & 0x7F)
    return bytes(out)


def _offset(distance: int) -> bytes:
    out = [distance & 0x7F]
    while distance := distance >> 7:
        distance -= 1
        out.insert(0, 0x80 | distance & 0x7F)
    return bytes(out)


def _copy(offset: int, size: int) -> bytes:
    """The instruction with all of its seven bytes, which is allowed."""
    return b"\xff" + offset.to_bytes(4, "little") + size.to_bytes(3, "little")


def _insert(data: bytes) -> bytes:
    return b"".join(bytes([len(part)]) + part for part in (data[at : at + 127] for at in range(0, len(data), 127)))
