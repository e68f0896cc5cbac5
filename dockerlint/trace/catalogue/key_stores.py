"""Files of keys that are locked by a password: Java's key stores, PKCS#12, KeePass."""

from __future__ import annotations

from dockerlint.pattern import lazy

_KEEPASS = b"\x03\xd9\xa2\x9a"
_JAVA = (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce")  # JKS and JCEKS
_PRIVATE = b"\0\0\0\1"
_PKCS12 = lazy(r"\x30[\x80-\x84].{0,4}\x02\x01\x03\x30", 16)  # a DER sequence that begins with version 3 (RFC 7292)


def store_kind(data: bytes) -> str:
    """What store of keys ``data`` begins, "" where none, or one of certificates alone."""
    if data[:4] in _JAVA:
        return "Java key store" if data[12:16] == _PRIVATE else ""
    if data[:4] == _KEEPASS:
        return "KeePass database"
    return "PKCS#12 key store" if _PKCS12.match(data[:16].decode("latin-1")) else ""
