"""What a credential file holds, by the format of its tool."""

from __future__ import annotations

from dockerlint.image.credential_files import telling
from dockerlint.image.credential_files.key_stores import read_key_store
from dockerlint.image.credential_files.obscured import hidden_credentials, revealed
from dockerlint.image.credential_files.openpgp import read_secret_key, read_stored_key
from dockerlint.image.credential_files.private_key import LONGEST, read_der
from dockerlint.image.values import Sighting
from dockerlint.trace.catalogue import readers


def read_credentials(path: str, data: bytes) -> list[Sighting]:
    """The credentials in the file at ``path``, in order, each place once.

    Variables, placeholders, empty values and what is encrypted for another place are none.  Private keys in PEM and
    whatever else has a format in any file are left to ``dockerlint.image.matching``.
    """
    name = path.rpartition("/")[2].lower()
    hidden = hidden_credentials(name, data)
    if hidden is not None:
        return hidden
    binary = _binary(path, data)
    if binary is not None:
        return [binary]
    found = [Sighting(*each) for each in readers.read(path, data)]
    return [revealed(each) for each in found] if name in ("rclone.conf", ".rclone.conf") else found


def _binary(path: str, data: bytes) -> Sighting | None:
    """Keys and stores of keys that are no text."""
    if b"/private-keys-v1.d/" in f"/{path}".encode("utf-8", "surrogateescape"):
        stored = read_stored_key(data)
        return telling.of_key(stored, 0, len(data)) if stored is not None else None
    first = data[:1]
    if not first or (first < b"\x80" and first not in (b"\x30", b"\x03", b"\x05")):
        return None
    store = read_key_store(data)
    if store is not None:
        return telling.of_store(store, data)
    key = None
    if first == b"\x30" and len(data) <= LONGEST:
        key = read_der(data)
    elif first >= b"\x80":
        key = read_secret_key(data)
    return telling.of_key(key, 0, len(data)) if key is not None and key.is_whole else None
