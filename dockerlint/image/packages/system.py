"""The databases of Debian's and Alpine's package managers."""

from __future__ import annotations

import base64
import binascii
import re

from dockerlint.image.packages.installed import MOST_ROWS, Installed
from dockerlint.image.packages.rows import SIZE, raw_row, row
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DEBIAN, ALPINE = "Debian", "Alpine"

_MD5SUMS = re.compile(r"/(?:info|status\.d)/([^/]+?)(?::[^/:]+)?\.md5sums$")
_MD5SUM = re.compile(rb"^([0-9a-f]{32})[ \t]+(?:\./)?([^\r\n]+)$", re.MULTILINE)
_STANZA = re.compile(rb"[^\n](?:[^\n]|\n(?!\n))*")
_FIELD = re.compile(rb"^(Package|Version): *([^\r\n]{1,200})", re.MULTILINE)
_CONFFILES = re.compile(rb"^Conffiles:((?:\n [^\n]*)+)", re.MULTILINE)
_CONFFILE = re.compile(rb"^ /([^\n]+?) ([0-9a-f]{32})(?: obsolete)?$", re.MULTILINE)


def read_md5sums(path: str, data: bytes) -> Iterator[Installed]:
    """The files of one package of dpkg (dpkg, ``md5sums(5)``: digest, two blanks, path)."""
    match = _MD5SUMS.search(path)
    if match is None:
        return
    rows = bytearray()
    for found in _MD5SUM.finditer(data):
        rows += row(_text(found[2]), _text(found[1]))
        if len(rows) >= MOST_ROWS * SIZE:
            break
    yield Installed(DEBIAN, match[1], "", bytes(rows))


def read_status(data: bytes) -> Iterator[Installed]:
    """The version of each package, and its configuration files as they were shipped (dpkg, field ``Conffiles``)."""
    for stanza in _STANZA.finditer(data):
        fields = dict(_FIELD.findall(stanza[0]))
        if b"Package" not in fields:
            continue
        listed = _CONFFILES.search(stanza[0])
        rows = bytearray()
        for path, digest in _CONFFILE.findall(listed[1]) if listed else ():
            rows += row(_text(path), _text(digest))
        yield Installed(DEBIAN, _text(fields[b"Package"]), _text(fields.get(b"Version", b"")), bytes(rows))


_APK_LINE = re.compile(rb"^([PVFRZ]):([^\n]*)$", re.MULTILINE)


def read_apk(data: bytes) -> Iterator[Installed]:
    """Alpine's database (apk, ``apk-v2(5)`` and src/database.c).

    P package, V version, F folder, R file in it, Z its digest: ``Q1`` and SHA-1, or ``Q2`` and SHA-256, in base64.
    """
    name = version = folder = file = ""
    rows = bytearray()
    count = 0
    for match in _APK_LINE.finditer(data):
        key, value = match[1], _text(match[2])
        if key == b"P":
            if rows:
                yield Installed(ALPINE, name, version, bytes(rows))
            name, version, folder, file, rows = value, "", "", "", bytearray()
        elif key == b"V":
            version = value
        elif key == b"F":
            folder = value
        elif key == b"R":
            file = value
        elif file and value.startswith(("Q1", "Q2")):
            rows += raw_row(f"{folder}/{file}".lstrip("/"), _unpacked(value[2:]))
            count += 1
            if count >= MOST_ROWS:
                break
    if rows:
        yield Installed(ALPINE, name, version, bytes(rows))


def _unpacked(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape").strip("\r")
