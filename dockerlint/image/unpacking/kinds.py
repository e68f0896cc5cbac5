"""What kind of archive a file is, by its first bytes."""

from __future__ import annotations

import re

# By the first two bytes; the rest is compared only where these are right, since every file of a layer is asked.
_MAGICS = {
    magic[:2]: (magic, kind)
    for magic, kind in (
        (b"\x1f\x8b\x08", "compressed"),
        (b"\x28\xb5\x2f\xfd", "compressed"),
        (b"BZh", "compressed"),
        (b"\xfd7zXZ\0", "compressed"),
        (b"\x5d\0\0", "compressed"),
        (b"PK\x03\x04", "zip"),
        (b"!<arch>\n", "ar"),
        (b"\xed\xab\xee\xdb", "rpm"),
        (b"PACK\0\0\0", "pack"),
        (b"07070", "cpio"),
    )
}
_ZLIB = frozenset((b"x\x01", b"x\x5e", b"x\x9c", b"x\xda"))
_GIT_OBJECT = re.compile(r"(?:^|/)objects/[0-9a-f]{2}/[0-9a-f]{38}(?:[0-9a-f]{24})?$")
_WITH_PREFIX = (".pyz", ".pex", ".jar", ".war", ".shiv", ".exe")  # programs with a zip behind them


def kind_of(path: str, head: bytes) -> str:
    """The kind of archive, "" for no archive; ``head`` are the first 512 bytes, or all."""
    start = head[:2]
    known = _MAGICS.get(start)
    if known is not None and head.startswith(known[0]):
        return known[1]
    if head[257:262] == b"ustar":
        return "tar"
    if start in _ZLIB and _GIT_OBJECT.search(path):
        return "git object"
    if start in (b"#!", b"MZ") and path.endswith(_WITH_PREFIX):
        return "zip"
    return ""


def is_archive(path: str, head: bytes) -> bool:
    """Whether the file is an archive, or otherwise holds more than its bytes show."""
    return kind_of(path, head) != ""
