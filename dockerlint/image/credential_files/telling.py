"""What is said of a private key, or of a store of keys, that was found."""

from __future__ import annotations

import hashlib

from dockerlint.finding import Confidence, Severity
from dockerlint.image.evidence import PUBLIC_KEY
from dockerlint.image.values import Sighting
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.image.credential_files.key_stores import KeyStore
    from dockerlint.image.credential_files.private_key import Key

_KINDS = {"OpenSSH": "OpenSSH private key", "PuTTY": "PuTTY private key", "OpenPGP": "PGP private key",
          "GnuPG": "GnuPG private key"}  # fmt: skip


def of_key(key: Key, start: int, end: int, encoding: str = "") -> Sighting:
    """A private key that stands at ``start``."""
    notes = [key.algorithm] if key.algorithm else []
    confidence, severity = Confidence.CERTAIN, Severity.ERROR
    if key.is_encrypted:
        severity = Severity.WARNING
        notes.append("encrypted")
    if not key.is_whole:
        confidence = Confidence.POSSIBLE
        notes.append("cut off")
    if key.algorithm.endswith("security key"):
        severity = Severity.INFO
        notes.append("of no use without the security key")
    if key.fingerprint:
        notes.append(PUBLIC_KEY + key.fingerprint)
    if key.published:
        severity = Severity.INFO
        notes.append(f"published test key: {key.published}")
    kind = _KINDS.get(key.form, "private key")
    return Sighting(kind, key.body.decode("latin-1"), start, end, confidence, severity, tuple(notes), encoding)


def of_store(store: KeyStore, data: bytes) -> Sighting:
    """A store of keys, which is all of ``data``; its digest stands for its value."""
    notes = ["opens with a well-known password" if store.is_open else "locked by a password"]
    notes += [PUBLIC_KEY + each for each in store.fingerprints[:4]]
    severity = Severity.ERROR if store.is_open else Severity.WARNING
    value = hashlib.sha256(data).hexdigest()
    return Sighting(store.form, value, 0, len(data), Confidence.LIKELY, severity, tuple(notes))
