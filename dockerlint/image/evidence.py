"""What may be told of a secret value: a keyed fingerprint, its issuer's prefix, its length.  Nothing else leaves.

The fingerprint is HMAC-SHA-256, cut to 128 bits.  The key is that of ``DOCKERLINT_FINGERPRINT_KEY``, so that an
organisation's fingerprints mean nothing to others; without it a constant one, so that allow-lists and baselines work
everywhere.  A value without a token format may be a guessable password: it goes through scrypt first, so that a
fingerprint in a report is no shortcut to it.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re

from dockerlint.image.values import Evidence, Sighting
from dockerlint.trace.catalogue.tokens import find_tokens

KEY_VARIABLE = "DOCKERLINT_FINGERPRINT_KEY"
LENGTH = 32  # hexadecimal digits
PUBLIC_KEY = "public key "  # begins the note with the fingerprint of a private key, by which certificates are matched
_PUBLIC_KEY = b"dockerlint image fingerprint 1"
_SALT = b"dockerlint"
_known: dict[tuple[bytes, str], str] = {}  # scrypt takes milliseconds, and a value is often seen again

_PREFIX = re.compile(r"(?:[A-Za-z][A-Za-z0-9]{1,8}[_.-](?:(?:pat|live|test|prod|proj|v1)[_-])?|AKIA|ASIA|AIza)")


def evidence_of(sighting: Sighting) -> Evidence:
    """What may be told of ``sighting``."""
    value = sighting.value
    return Evidence(sighting.kind, fingerprint(value), _hint(value), len(value))


def fingerprint(value: str) -> str:
    """The keyed fingerprint of ``value``, however it was found."""
    key = os.environ.get(KEY_VARIABLE, "").encode("utf-8", "surrogateescape") or _PUBLIC_KEY
    found = _known.get((key, value))
    if found is None:
        data = value.encode("utf-8", "surrogatepass")
        if not _has_format(value):
            data = hashlib.scrypt(data, salt=_SALT, n=2048, r=8, p=1, dklen=32)
        found = _known[key, value] = hmac.digest(key, data, "sha256").hex()[:LENGTH]
    return found


def _has_format(value: str) -> bool:
    """Whether all of ``value`` is a credential of a known format, which no one can guess."""
    return any(match.start == 0 and match.end == len(value) for match in find_tokens(value))


def _hint(value: str) -> str:
    """The issuer's prefix, which says nothing of the secret part; "" where the value has none."""
    prefix = _PREFIX.match(value) if _has_format(value) else None
    return f"{prefix.group()}…" if prefix is not None and len(value) - prefix.end() >= 16 else ""
