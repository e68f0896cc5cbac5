"""What kind of archive a file is, by its first bytes."""

from __future__ import annotations

import re
import zlib

from dockerlint.image.inflate import is_lzma
from dockerlint.image.tar import HEADER, sums_up

HEAD = 512  # bytes of a file by which it is known what it is

_BY_MAGIC = (
    (b"\x1f\x8b\x08", "compressed"),
    (b"\x28\xb5\x2f\xfd", "compressed"),
    *((bytes((low,)) + b"\x2a\x4d\x18", "compressed") for low in range(0x50, 0x60)),
    (b"BZh", "compressed"),
    (b"\xfd7zXZ\0", "compressed"),
    (b"\x04\x22\x4d\x18", "compressed"),
    (b"LZIP", "compressed"),
    (b"PK\x03\x04", "zip"),
    (b"PK00PK\x03\x04", "zip"),
    (b"JM\x01\0PK", "zip"),  # jmod
    (b"Cr24", "zip"),  # extensions of Chromium
    (b"!<arch>\n", "ar"),
    (b"\xed\xab\xee\xdb", "rpm"),
    (b"PACK\0\0\0", "pack"),
    (b"# v2 git bundle\n", "bundle"),
    (b"# v3 git bundle\n", "bundle"),
    (b"07070", "cpio"),
    (b"ADBd", "apk"),
    (b"ADBc", "apk"),
    (b"%PDF-", "pdf"),
    (b"SQLite format 3\0", "sqlite"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"MSCF\0\0\0\0", "Microsoft's cabinet"),
    (b"hsqs", "SquashFS"),
    (b"\x1f\x9d", "compress"),
    (b"\x89LZO\0", "lzop"),
    (b"xar!\0", "xar"),
)
# By the first two bytes; the rest is compared only where these are right, since every file of a layer is asked.
_MAGICS: dict[bytes, tuple[tuple[bytes, str], ...]] = {}
for _magic, _kind in _BY_MAGIC:
    _MAGICS[_magic[:2]] = (*_MAGICS.get(_magic[:2], ()), (_magic, _kind))
UNSUPPORTED = frozenset(("7-Zip", "RAR", "Microsoft's cabinet", "SquashFS", "compress", "lzop", "xar"))

_ZLIB = frozenset((b"x\x01", b"x\x5e", b"x\x9c", b"x\xda"))
_LZMA = b"\x5d\0"
_GIT_OBJECT = re.compile(r"(?:^|/)objects/[0-9a-f]{2}/[0-9a-f]{38}(?:[0-9a-f]{24})?$")
# Scripts that may have an archive behind them, and programs with a zip behind them.
_SCRIPTS = (".run", ".sh", ".bin", ".sfx", ".bsx")
_MAKESELF = b"# This script was generated using Makeself"
_WITH_PREFIX = (".pyz", ".pex", ".jar", ".war", ".shiv", ".exe", ".run", ".bin", ".sfx")


def kind_of(path: str, head: bytes) -> str:
    """The kind of archive, "" for no archive; ``head`` are the first HEAD bytes, or all."""
    start = head[:2]
    for magic, kind in _MAGICS.get(start, ()):
        if head.startswith(magic):
            return kind
    if head[257:262] == b"ustar" or (path.endswith(".tar") and len(head) == HEADER and sums_up(head)):
        return "tar"
    if start in _ZLIB and (_GIT_OBJECT.search(path) or _inflates(head)):
        return "zlib"
    if start == _LZMA and is_lzma(head):
        return "compressed"
    if start == b"#!" and (path.endswith(_SCRIPTS) or _MAKESELF in head):
        return "script"
    if start in (b"#!", b"MZ") and path.endswith(_WITH_PREFIX):
        return "zip"
    return ""


def is_archive(path: str, head: bytes) -> bool:
    """Whether the file is an archive, or otherwise holds more than its bytes show; ``head`` as for ``kind_of``."""
    return kind_of(path, head) != ""


def _inflates(head: bytes) -> bool:
    """Whether all of ``head`` is of a zlib stream: what only begins like one is soon found out."""
    stream = zlib.decompressobj()
    try:
        stream.decompress(head, HEAD << 11)
    except zlib.error:
        return False
    return len(head) > 8
