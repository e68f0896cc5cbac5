"""The headers in RPM's database, out of each store that it was kept in.

* ``rpmdb.sqlite`` (since 4.16): table ``Packages``, a header a row (rpm, lib/backend/sqlite.c).
* ``Packages.db`` (SUSE, ndb): slots of sixteen bytes that point to blobs (rpm, lib/backend/ndb/rpmpkg.c).
* ``Packages`` (until 4.15): a hash table of Berkeley DB, headers on chains of overflow pages (Berkeley DB,
  src/dbinc/db_page.h).
"""

from __future__ import annotations

import struct

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LARGEST = 32 << 20  # bytes of one header
_STEPS = 2_000  # thousands of steps that SQLite may take


def headers_of(data: bytes) -> Iterator[bytes]:
    """The header of each installed package, shortened where its store is damaged.

    Where the same bytes are named over and over, what is read stays in proportion to the database.
    """
    spent = 0
    for header in _stored(data):
        spent += len(header)
        if spent > 2 * len(data):
            return
        yield header


def _stored(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"SQLite format 3\0"):
        return _in_sqlite(data)
    return _in_ndb(data) if data.startswith(b"RpmP") else _in_berkeley(data)


def _in_sqlite(data: bytes) -> Iterator[bytes]:
    import sqlite3

    steps = 0

    def is_too_long() -> bool:
        nonlocal steps
        steps += 1
        return steps > _STEPS

    database = sqlite3.connect(":memory:")
    try:
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST)
        # A copy in memory has no log beside it, so the database must not say that it is kept with one (WAL).
        database.deserialize(data[:18] + b"\1\1" + data[20:])
        database.set_progress_handler(is_too_long, 1000)
        kind = database.execute("SELECT type FROM sqlite_master WHERE name = 'Packages'").fetchone()
        if kind != ("table",):  # a view could go on for ever
            return
        for (blob,) in database.execute("SELECT blob FROM Packages"):
            if isinstance(blob, bytes):
                yield blob
    except (sqlite3.Error, ValueError, OverflowError):
        return
    finally:
        database.close()


_SLOT = 16
_NDB_PAGE = 4096
_NDB_BLOCK = 16


def _in_ndb(data: bytes) -> Iterator[bytes]:
    """The first page begins with a head of 32 bytes, the number of slot pages in its fourth word."""
    if len(data) < _NDB_PAGE:
        return
    pages = struct.unpack_from("<I", data, 12)[0]
    for at in range(2 * _SLOT, min(pages * _NDB_PAGE, len(data)) - _SLOT + 1, _SLOT):
        magic, package, block, _blocks = struct.unpack_from("<4sIII", data, at)
        start = block * _NDB_BLOCK
        if magic != b"Slot" or not package or start + _SLOT > len(data):
            continue
        magic, same, _generation, size = struct.unpack_from("<4sIII", data, start)
        if magic == b"BlbS" and same == package and size <= _LARGEST:
            yield data[start + _SLOT : start + _SLOT + size]


_BERKELEY_HASH = 0x00061561
_META = 8  # page types
_OVERFLOW = 7
_HASHES = (2, 13)  # unsorted, sorted
_OFF_PAGE = 3  # item type: the value is on overflow pages
_PAGE_HEAD = 26  # bytes


def _in_berkeley(data: bytes) -> Iterator[bytes]:
    if len(data) < 512:
        return
    order = next((sign for sign in "<>" if struct.unpack_from(f"{sign}I", data, 12)[0] == _BERKELEY_HASH), "")
    if not order or data[25] != _META:
        return
    page = struct.unpack_from(f"{order}I", data, 20)[0]
    if page < 512 or page > 65_536 or page & (page - 1):
        return
    for start in range(page, len(data) - page + 1, page):
        if data[start + 25] in _HASHES:
            yield from _on_page(data, start, page, order)


def _on_page(data: bytes, start: int, page: int, order: str) -> Iterator[bytes]:
    """The values on one page of the hash table: its items are keys and values in turn."""
    items = min(struct.unpack_from(f"{order}H", data, start + 20)[0], (page - _PAGE_HEAD) // 2)
    offsets = struct.unpack_from(f"{order}{items}H", data, start + _PAGE_HEAD)
    for offset in offsets[1::2]:
        if offset + 12 > page or data[start + offset] != _OFF_PAGE:
            continue
        first, size = struct.unpack_from(f"{order}II", data, start + offset + 4)
        if size <= min(_LARGEST, len(data)):
            yield _chain(data, first, size, page, order)


def _chain(data: bytes, number: int, size: int, page: int, order: str) -> bytes:
    parts = []
    have = 0
    while number and have < size:
        start = number * page
        if start + page > len(data) or data[start + 25] != _OVERFLOW:
            break
        number = struct.unpack_from(f"{order}I", data, start + 16)[0]
        filled = struct.unpack_from(f"{order}H", data, start + 22)[0]
        if not 0 < filled <= page - _PAGE_HEAD:
            break
        parts.append(data[start + _PAGE_HEAD : start + _PAGE_HEAD + filled])
        have += filled
    return b"".join(parts)[:size]
