"""Installed files by the headers of RPM packages (rpm, docs/manual: "RPM V4 Package format", "Tags")."""

from __future__ import annotations

import struct

from dockerlint.image.packages.installed import MOST_ROWS, Installed
from dockerlint.image.packages.rows import row
from dockerlint.image.packages.rpm_stores import headers_of
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

RPM = "RPM"

_NAME, _VERSION, _RELEASE, _OLD_NAMES = 1000, 1001, 1002, 1027
_DIGESTS, _DIR_INDEXES, _BASE_NAMES, _DIR_NAMES = 1035, 1116, 1117, 1118
_WANTED = frozenset((_NAME, _VERSION, _RELEASE, _OLD_NAMES, _DIGESTS, _DIR_INDEXES, _BASE_NAMES, _DIR_NAMES))
_INT32, _TEXT, _TEXTS, _TEXT_BY_LANGUAGE = 4, 6, 8, 9
_MOST_TAGS = 65_536


def read_rpm(data: bytes) -> Iterator[Installed]:
    """The packages in RPM's database, whichever of its three stores that is; what is damaged is left out."""
    count = 0
    for header in headers_of(data):
        package = _package(header)
        if package is not None:
            yield package
            count += len(package.rows)
            if count > MOST_ROWS:
                return


def _package(header: bytes) -> Installed | None:
    tags = _tags(header)
    name, version, release = (_first(tags.get(tag)) for tag in (_NAME, _VERSION, _RELEASE))
    digests, paths = tags.get(_DIGESTS, []), tags.get(_OLD_NAMES, [])
    if not paths:
        folders = [each.lstrip(b"/") for each in tags.get(_DIR_NAMES, []) if isinstance(each, bytes)]
        paths = [
            folders[index] + base
            for base, index in zip(tags.get(_BASE_NAMES, []), tags.get(_DIR_INDEXES, []), strict=False)
            if isinstance(base, bytes) and isinstance(index, int) and index < len(folders)
        ]
    if not name or len(paths) != len(digests):
        return None
    rows = bytearray()
    for path, digest in zip(paths, digests, strict=True):
        if digest and isinstance(digest, bytes) and isinstance(path, bytes):
            rows += row(path.decode("utf-8", "surrogateescape").lstrip("/"), digest.decode("latin-1"))
    return Installed(RPM, name, "-".join(part for part in (version, release) if part), bytes(rows))


def _first(values: list[bytes | int] | None) -> str:
    return values[0].decode("utf-8", "replace") if values and isinstance(values[0], bytes) else ""


def _tags(header: bytes) -> dict[int, list[bytes | int]]:
    """The values of the wanted tags: two lengths, an index of sixteen bytes a tag, a store."""
    if len(header) < 8:
        return {}
    count, size = struct.unpack_from(">II", header)
    start = 8 + 16 * count
    if count > _MOST_TAGS or start + size > len(header):
        return {}
    store = header[start : start + size]
    found: dict[int, list[bytes | int]] = {}
    for tag, kind, at, many in struct.iter_unpack(">IIII", header[8:start]):
        if tag not in _WANTED or tag in found or at > size:
            continue
        if kind == _INT32 and at + 4 * many <= size:
            found[tag] = list(struct.unpack_from(f">{many}I", store, at))
        elif kind == _TEXT:
            found[tag] = [store[at : max(store.find(b"\0", at), at)]]
        elif kind in (_TEXTS, _TEXT_BY_LANGUAGE) and many <= size - at:
            found[tag] = list(store[at:].split(b"\0", many)[:many])
    return found
