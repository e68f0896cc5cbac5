"""Credentials that tools hide by keys that everybody has: MySQL's ``.mylogin.cnf``, DBeaver's, rclone's.

They keep nothing from whoever reads the file, and the same password in plain text elsewhere is the same secret.
"""

from __future__ import annotations

import base64
import binascii

from dockerlint.image.values import Sighting
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue import readers

if TYPE_CHECKING:
    from collections.abc import Callable

# rclone/rclone, fs/config/obscure/obscure.go
_RCLONE = bytes.fromhex("9c935b48730a554d6bfd7c63c886a92bd390198eb8128afbf4de162b8b95f638")
# dbeaver/dbeaver, org.jkiss.dbeaver.model.runtime.encode
_DBEAVER = bytes.fromhex("babb4a9f774ab853c96c2d653dfe544a")
_LARGEST = 1 << 20  # bytes of such a file
_BLOCK = 16  # bytes of a block of AES


def hidden_credentials(name: str, data: bytes) -> list[Sighting] | None:
    """The credentials in a file that is hidden as a whole; None for a file of another name, or that is not hidden.

    ``name`` is the file's own, in lower case.  Each stands for all of the file.
    """
    reveal = _FILES.get(name)
    if reveal is None or len(data) > _LARGEST:
        return None
    plain, read_as, encoding = reveal(data)
    if not plain:
        return None
    whole = (0, len(data))
    return [
        Sighting(*found)._replace(start=whole[0], end=whole[1], encoding=encoding)
        for found in readers.read(read_as, plain)
    ]


def revealed(sighting: Sighting) -> Sighting:
    """A password of rclone's configuration as it was before ``rclone obscure``; as it is where it was not obscured."""
    packed = sighting.value
    try:
        data = base64.b64decode(packed + "=" * (-len(packed) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        return sighting
    plain = _decrypted(_RCLONE, "CTR", data[:_BLOCK], data[_BLOCK:])
    try:
        text = plain.decode()
    except UnicodeDecodeError:
        return sighting
    return sighting._replace(value=text, encoding="rclone's obscuring") if text and text.isprintable() else sighting


def _login_path(data: bytes) -> tuple[bytes, str, str]:
    """MySQL's login path file: four bytes, twenty of which the key is made, then lines behind their sizes.

    mysql-server, client/mysql_config_editor.cc.
    """
    key = bytearray(_BLOCK)
    for place, byte in enumerate(data[4:24]):
        key[place % _BLOCK] ^= byte
    lines = []
    at = 24
    while at + 4 <= len(data):
        size = int.from_bytes(data[at : at + 4], "little")
        line = _decrypted(bytes(key), "ECB", b"", data[at + 4 : at + 4 + size])
        if not line or not 0 < line[-1] <= _BLOCK:
            break
        lines.append(line[: -line[-1]])
        at += 4 + size
    return b"".join(lines), ".my.cnf", "MySQL's login path file"


def _dbeaver(data: bytes) -> tuple[bytes, str, str]:
    """JSON behind a block with the initial vector."""
    plain = _decrypted(_DBEAVER, "CBC", data[:_BLOCK], data[_BLOCK:])
    is_json = plain[:1] == b"{" and 0 < plain[-1] <= _BLOCK
    return plain[: -plain[-1]] if is_json else b"", "credentials-config.json", "DBeaver's encryption"


_FILES: dict[str, Callable[[bytes], tuple[bytes, str, str]]] = {
    ".mylogin.cnf": _login_path,
    "credentials-config.json": _dbeaver,
}


def _decrypted(key: bytes, mode: str, vector: bytes, data: bytes) -> bytes:
    """``data`` by AES in that mode, padding included; b"" where it cannot have been encrypted so."""
    if not data or (mode != "CTR" and len(data) % _BLOCK) or (mode != "ECB" and len(vector) != _BLOCK):
        return b""
    try:
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    except ImportError:
        return b""
    by = modes.CTR(vector) if mode == "CTR" else modes.CBC(vector) if mode == "CBC" else modes.ECB()  # noqa: S305
    decryptor = Cipher(algorithms.AES(key), by).decryptor()
    return decryptor.update(data) + decryptor.finalize()
