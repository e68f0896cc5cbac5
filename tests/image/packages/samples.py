"""Databases of package managers, written as their documentation says, and files' digests."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
import struct

from dockerlint.image.packages import Inventory, Ownership, Packages
from dockerlint.image.values import FileDigests

CONTENT = b"-----BEGIN NOTHING-----\n"


def digests(content: bytes = CONTENT, mtime: int = 1_000_000) -> FileDigests:
    """Those of a file in a layer."""
    names = ("md5", "sha1", "sha256")
    md5, sha1, sha256 = (hashlib.new(name, content, usedforsecurity=False).hexdigest() for name in names)
    return FileDigests(md5, sha1, sha256, len(content), mtime)


def owner(
    databases: dict[str, bytes], path: str, content: bytes = CONTENT, mtime: int = 1_000_000, closed: int = 1_000_000
) -> Ownership | None:
    """Who owns the file at ``path`` in an image with those databases, written at ``closed``."""
    inventory = Inventory()
    for place, data in databases.items():
        inventory.add(place, data, closed)
    return Packages(inventory.packages).owner_of(path, digests(content, mtime))


def record_row(path: str, content: bytes = CONTENT) -> str:
    """A row of a wheel's RECORD."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
    return f"{path},sha256={digest},{len(content)}\n"


def rpm_header(files: dict[str, str], name: str = "openssl", version: str = "3.0", release: str = "7") -> bytes:
    """A header of RPM's database: the files of one package with their digests."""
    folders = sorted({path.rpartition("/")[0] + "/" for path in files})
    texts = {1000: (6, [name]), 1001: (6, [version]), 1002: (6, [release]), 1035: (8, list(files.values()))}
    texts |= {1117: (8, [path.rpartition("/")[2] for path in files]), 1118: (8, folders)}
    index, store = b"", b""
    for tag, (kind, values) in texts.items():
        index += struct.pack(">IIII", tag, kind, len(store), len(values))
        store += b"".join(value.encode() + b"\0" for value in values)
    store += bytes(-len(store) % 4)
    numbers = [folders.index(path.rpartition("/")[0] + "/") for path in files]
    index += struct.pack(">IIII", 1116, 4, len(store), len(numbers))
    store += struct.pack(f">{len(numbers)}I", *numbers)
    return struct.pack(">II", len(index) // 16, len(store)) + index + store


def rpm_sqlite(*headers: bytes, keeps_log: bool = True) -> bytes:
    """``rpmdb.sqlite``; RPM keeps a write-ahead log, which the file's first bytes tell."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
    database.executemany("INSERT INTO Packages (blob) VALUES (?)", [(header,) for header in headers])
    database.commit()
    data = database.serialize()
    database.close()
    return data[:18] + (b"\2\2" if keeps_log else data[18:20]) + data[20:]


def rpm_ndb(*headers: bytes) -> bytes:
    """``Packages.db``: one page of slots, then the blobs."""
    slots, blobs, block = b"", b"", 4096 // 16
    for number, header in enumerate(headers, 1):
        blob = struct.pack("<4sIII", b"BlbS", number, 1, len(header)) + header
        blob += bytes(-(len(blob) + 12) % 16) + struct.pack("<II4s", 0, len(header), b"BlbE")
        slots += struct.pack("<4sIII", b"Slot", number, block + len(blobs) // 16, len(blob) // 16)
        blobs += blob
    head = struct.pack("<4sIIII", b"RpmP", 0, 1, 1, len(headers) + 1).ljust(32, b"\0")
    return (head + slots).ljust(4096, b"\0") + blobs


def rpm_berkeley(*headers: bytes, order: str = "<", page: int = 512) -> bytes:
    """``Packages``: a page that tells the kind, one of keys and values, then chains of overflow pages."""

    def head(number: int, following: int, entries: int, filled: int, kind: int) -> bytes:
        return struct.pack(f"{order}QIIIHHBB", 0, number, 0, following, entries, filled, 0, kind)

    chains, items = b"", []
    number = 2
    for header in headers:
        parts = [header[at : at + page - 26] for at in range(0, len(header), page - 26)]
        items.append((number, len(header)))
        for place, part in enumerate(parts):
            following = 0 if place == len(parts) - 1 else number + 1
            chains += (head(number, following, 1, len(part), 7) + part).ljust(page, b"\0")
            number += 1
    content, offsets = b"", []
    for key, (first, size) in enumerate(items, 1):
        for item in (b"\1" + key.to_bytes(4, "little"), struct.pack(f"{order}B3xII", 3, first, size)):
            content = item + content
            offsets.append(page - len(content))
    table = head(1, 0, len(offsets), offsets[-1], 13) + struct.pack(f"{order}{len(offsets)}H", *offsets)
    table = table.ljust(page - len(content), b"\0") + content
    meta = struct.pack(f"{order}QIIIIBB", 0, 0, 0x00061561, 9, page, 0, 8).ljust(page, b"\0")
    return meta + table + chains
