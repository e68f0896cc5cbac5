"""Installed files in RPM's database of today: SQLite, one header blob a package (rpm, docs: "RPM V4 Package format").

Older databases (Berkeley DB, ndb) are not read: files of those packages count as nobody's.
"""

from __future__ import annotations

import sqlite3

_NAME, _VERSION = 1000, 1001
_DIGESTS, _DIR_INDEXES, _BASE_NAMES, _DIR_NAMES = 1035, 1116, 1117, 1118
_INT32, _STRINGS = 4, (6, 8, 9)
_MOST = 1_000_000  # entries of one tag


def files_of_rpm(data: bytes) -> dict[str, tuple[str, str]]:
    """Each installed file's path with its digest in hexadecimal and its package; what is damaged is left out."""
    found: dict[str, tuple[str, str]] = {}
    database = sqlite3.connect(":memory:")
    try:
        database.deserialize(data)
        for (blob,) in database.execute("SELECT blob FROM Packages"):
            if isinstance(blob, bytes):
                found.update(_files(blob))
    except (sqlite3.Error, ValueError, OverflowError):
        return found
    finally:
        database.close()
    return found


def _files(blob: bytes) -> dict[str, tuple[str, str]]:
    tags = _tags(blob)
    name, version = (_first(tags.get(tag)) for tag in (_NAME, _VERSION))
    bases, folders, digests = (tags.get(tag, []) for tag in (_BASE_NAMES, _DIR_NAMES, _DIGESTS))
    indexes = tags.get(_DIR_INDEXES, [])
    found = {}
    for base, index, digest in zip(bases, indexes, digests, strict=False):
        if isinstance(index, int) and 0 <= index < len(folders) and digest:
            found[f"{folders[index]}{base}".lstrip("/")] = (str(digest), f"{name} {version}")
    return found


def _first(values: list[str | int] | None) -> str:
    return str(values[0]) if values else ""


def _tags(blob: bytes) -> dict[int, list[str | int]]:
    count, size = int.from_bytes(blob[:4], "big"), int.from_bytes(blob[4:8], "big")
    start = 8 + 16 * count
    if count > 65_536 or start + size > len(blob):
        return {}
    store = blob[start : start + size]
    found: dict[int, list[str | int]] = {}
    for number in range(count):
        entry = blob[8 + 16 * number : 24 + 16 * number]
        tag, kind, at, many = (int.from_bytes(entry[place : place + 4], "big") for place in (0, 4, 8, 12))
        if tag not in (_NAME, _VERSION, _DIGESTS, _DIR_INDEXES, _BASE_NAMES, _DIR_NAMES) or many > _MOST:
            continue
        if kind == _INT32:
            found[tag] = [int.from_bytes(store[at + 4 * i : at + 4 * i + 4], "big") for i in range(many)]
        elif kind in _STRINGS:
            parts = store[at:].split(b"\0", many)[:many]
            found[tag] = [part.decode("utf-8", "surrogateescape") for part in parts]
    return found
