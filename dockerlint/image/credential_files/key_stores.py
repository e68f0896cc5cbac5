"""Key stores with private keys in them, and whether a password that everybody tries opens them.

Forms: JKS and JCEKS (OpenJDK, sun.security.provider.JavaKeyStore), PKCS#12 (RFC 7292), KeePass.
"""

from __future__ import annotations

import hashlib
import hmac
import re

from dockerlint.image.credential_files import der, public_key
from dockerlint.record import NamedTuple

PASSWORDS = ("changeit", "", "password", "changeme", "secret", "android", "123456", "test", "admin", "keystore", "jks")
_MOST_ENTRIES = 2000
_MOST_ROUNDS = 60_000  # of a derivation that is computed; keytool uses 10,000, OpenSSL 2048
_JAVA = (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce")
_KEEPASS = b"\x03\xd9\xa2\x9a"


class KeyStore(NamedTuple):
    """``is_open`` when one of PASSWORDS opens it; ``fingerprints`` are those of its keys that can be read."""

    form: str
    is_open: bool
    fingerprints: tuple[str, ...] = ()


def read_key_store(data: bytes) -> KeyStore | None:
    """The store in ``data``, None where it is none, or holds no private key."""
    if data[:4] in _JAVA:
        return _java(data)
    if data[:4] == _KEEPASS:
        return KeyStore("KeePass database", is_open=False)
    return _pkcs12(data) if data[:1] == b"\x30" else None


def _java(data: bytes) -> KeyStore | None:
    form = "Java key store" if data[:4] == _JAVA[0] else "Java key store (JCEKS)"
    prints, at, has_key = [], 12, False
    for _ in range(min(int.from_bytes(data[8:12], "big"), _MOST_ENTRIES)):
        tag = data[at : at + 4]
        at = _behind_text(data, at + 4) + 8
        if tag == b"\0\0\0\1":
            has_key = True
            at += 4 + _number(data, at)
            chain, at = _number(data, at), at + 4
            for place in range(min(chain, 16)):
                at = _behind_text(data, at)
                size, at = _number(data, at), at + 4
                key = public_key.of_certificate(data[at : at + size]) if place == 0 else None
                if key is not None and key.fingerprint:
                    prints.append(key.fingerprint)
                at += size
        elif tag == b"\0\0\0\2":
            at = _behind_text(data, at)
            at += 4 + _number(data, at)
        else:
            has_key = has_key or tag == b"\0\0\0\3"  # a secret key, whose size is not told
            break
        if at >= len(data):
            break
    return KeyStore(form, _opens_java(data), tuple(prints)) if has_key else None


def _behind_text(data: bytes, at: int) -> int:
    return at + 2 + int.from_bytes(data[at : at + 2], "big")


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "big")


def _opens_java(data: bytes) -> bool:
    """The last 20 bytes are SHA-1 of the password, of a constant and of all before."""
    for password in PASSWORDS:
        digest = hashlib.sha1(password.encode("utf-16-be") + b"Mighty Aphrodite", usedforsecurity=False)
        digest.update(data[:-20])
        if digest.digest() == data[-20:]:
            return True
    return False


_DATA = bytes.fromhex("2a864886f70d010701")
_KEY_BAGS = re.compile(rb"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01[\x01\x02]")
_BER = re.compile(rb"\x30\x80\x02\x01\x03\x30\x80")  # lengths that are told by the end, as NSS writes them
_PKCS12 = "PKCS#12 key store"
_HASHES = {
    bytes.fromhex("2b0e03021a"): "sha1",
    bytes.fromhex("608648016503040201"): "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
}


def _pkcs12(data: bytes) -> KeyStore | None:
    if not _KEY_BAGS.search(data):
        return None
    if _BER.match(data):
        return KeyStore(_PKCS12, is_open=False)
    outer = der.read(data)
    parts = outer.children if outer is not None else []
    if der.shape(parts[:2]) != (der.INTEGER, der.SEQUENCE) or parts[0].integer != 3:
        return None
    content = parts[1].children
    if not content or content[0].tag != der.OBJECT:
        return None
    return KeyStore(_PKCS12, _opens_pkcs12(content, parts[2] if len(parts) > 2 else None))


def _opens_pkcs12(content: list[der.Element], mac: der.Element | None) -> bool:
    """Appendix B of RFC 7292: the key of the MAC is derived from the password, which is checked so."""
    if mac is None:
        return True
    inner = content[1].children if content[0].content == _DATA and len(content) > 1 else []
    fields = mac.children
    digest_info = fields[0].children if fields else []
    if not inner or inner[0].tag != der.OCTET_STRING or len(fields) < 2 or len(digest_info) != 2:
        return False
    names = digest_info[0].children
    name = _HASHES.get(names[0].content, "") if names else ""
    rounds = fields[2].integer if len(fields) > 2 else 1
    if not name or not 1 <= rounds <= _MOST_ROUNDS:
        return False
    for password in PASSWORDS:
        key = _derived(name, password, fields[1].content, rounds)
        if hmac.digest(key, inner[0].content, name) == digest_info[1].content:
            return True
        if rounds > 5000 and password == PASSWORDS[3]:
            return False  # a slow derivation is tried with the most usual passwords alone
    return False


def _derived(name: str, password: str, salt: bytes, rounds: int) -> bytes:
    """B.2 with the purpose 3, for a key no longer than the digest."""
    block = hashlib.new(name).block_size
    secret = password.encode("utf-16-be") + b"\0\0"

    def filled(part: bytes) -> bytes:
        return (
            (part * (block * -(-len(part) // block) // len(part) + 1))[: block * -(-len(part) // block)]
            if part
            else b""
        )

    digest = hashlib.new(name, bytes((3,)) * block + filled(salt[:1024]) + filled(secret)).digest()
    for _ in range(rounds - 1):
        digest = hashlib.new(name, digest).digest()
    return digest
