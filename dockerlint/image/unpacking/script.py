"""Shell scripts with an archive behind them, as makeself and the installers of many vendors are."""

from __future__ import annotations

import re

from dockerlint.image.reading import Damaged
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.image.reading import Reader

_LONGEST = 1 << 20  # bytes of a script before its archive; makeself's have 20 KiB
_ZIP = b"PK\x03\x04"
_ARCHIVE = re.compile(rb"PK\x03\x04|(?<=\n)(?:\x1f\x8b\x08[\0-\x1f]|\xfd7zXZ\0|BZh[1-9]1AY&SY|\x28\xb5\x2f\xfd)")


def reach_archive(reader: Reader) -> str:
    """The kind of the archive behind the script, before which ``reader`` is then; before the script where it is a zip.

    Raises Damaged where there is none, as in most scripts.
    """
    found = _ARCHIVE.search(reader.peek(_LONGEST))
    if found is None:
        raise Damaged("no archive behind the script")
    if found[0] == _ZIP:
        return "zip"  # its directory counts from the first byte of the file
    reader.skip(found.start())
    return "compressed"
