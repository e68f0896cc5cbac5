"""Private keys that everybody can read: of standards, of test suites, in packages that anybody can install.

``published_keys.txt`` beside this file says how it is written.
"""

from __future__ import annotations

import os
from functools import cache
from hashlib import sha256

_LIST = os.path.join(os.path.dirname(__file__), "published_keys.txt")
_DIGITS = 12  # another key begins like one of a thousand with a chance of 1 in 10^11


def source_of(fingerprint: str, body: bytes) -> str:
    """Where a private key is published, "" where none of the listed places has it.

    ``fingerprint`` is that of its public key, "" where it cannot be told, ``body`` the base64 of the key.
    """
    sources = _sources()
    found = sources.get(digest_of(fingerprint, body))
    return found or sources.get(digest_of("", body), "")


def digest_of(fingerprint: str, body: bytes) -> str:
    """What the list holds of a key."""
    return fingerprint.removeprefix("SHA256:")[:_DIGITS] or sha256(body).hexdigest()[:_DIGITS]


@cache
def _sources() -> dict[str, str]:
    found: dict[str, str] = {}
    source = ""
    with open(_LIST, encoding="utf-8") as file:
        lines = file.read().splitlines()
    for line in lines:
        if line.startswith("  "):
            found.update(dict.fromkeys(line.split(), source))
        elif not line.startswith("#"):
            source = line.rstrip(":")
    return found
