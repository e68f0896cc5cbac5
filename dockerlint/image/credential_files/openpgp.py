"""Secret keys of OpenPGP (RFC 9580) and of GnuPG's own store (GnuPG, agent/keyformat.txt)."""

from __future__ import annotations

import base64
import re

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.image.credential_files.private_key import Key

_SECRET = (5, 7)  # tags of a secret key and of a secret subkey
# How many numbers a public key has, by its algorithm (9.1).
_NUMBERS = {1: 2, 2: 2, 3: 2, 16: 3, 17: 4, 20: 3}
_NAMES = {1: "RSA", 2: "RSA", 3: "RSA", 16: "Elgamal", 17: "DSA", 18: "ECDH", 19: "ECDSA", 20: "Elgamal", 22: "EdDSA",
          25: "X25519", 26: "X448", 27: "Ed25519", 28: "Ed448"}  # fmt: skip
_CURVES = (18, 19, 22)
_FIXED = {25: 32, 26: 56, 27: 32, 28: 57}
_ON_CARD = 101  # GnuPG's own way of saying that the secret is not here


def read_secret_key(data: bytes) -> Key | None:
    """The first secret key that ``data`` holds, its packets from the first byte on; None where there is none."""
    at, seen = 0, 0
    while at < len(data) and seen < 64:
        packet = _packet(data, at)
        if packet is None:
            return None
        tag, start, end = packet
        if tag in _SECRET:
            key = _secret(data[start:end], data)
            if key is not None:
                return key
        at, seen = end, seen + 1
    return None


def _packet(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Tag, start and end of the packet at ``at`` (4.2)."""
    first = data[at]
    if not first & 0x80 or at + 2 > len(data):
        return None
    if first & 0x40:
        size, at = data[at + 1], at + 2
        if 192 <= size < 224:
            size, at = ((size - 192) << 8) + data[at : at + 1][0] + 192 if at < len(data) else 0, at + 1
        elif size == 255:
            size, at = int.from_bytes(data[at : at + 4], "big"), at + 4
        elif size >= 224:
            size = 1 << (size & 0x1F)
        return first & 0x3F, at, at + size
    width = (1, 2, 4, 0)[first & 3]
    size = int.from_bytes(data[at + 1 : at + 1 + width], "big") if width else len(data)
    return (first >> 2) & 15, at + 1 + width, at + 1 + width + size


def _secret(body: bytes, whole: bytes) -> Key | None:
    from dockerlint.image.credential_files.private_key import Key

    if len(body) < 12 or body[0] not in (3, 4, 5, 6):
        return None
    at = 5 + (2 if body[0] == 3 else 0)
    algorithm = body[at]
    at += 1 + (4 if body[0] >= 5 else 0)
    after = _behind_public(body, at, algorithm)
    if after is None or after >= len(body) or algorithm not in _NAMES:
        return None
    usage = body[after]
    if usage in (253, 254, 255) and body[after + 2 : after + 3] == bytes((_ON_CARD,)):
        return None
    return Key("OpenPGP", _NAMES[algorithm], "", usage != 0, base64.b64encode(whole))


def _behind_public(body: bytes, at: int, algorithm: int) -> int | None:
    """Where the public part ends."""
    if algorithm in _FIXED:
        return at + _FIXED[algorithm]
    if algorithm in _CURVES:
        at += 1 + body[at]
        at = _behind_number(body, at)
        return at + 1 + (body[at] if at < len(body) else 0) if algorithm == 18 else at
    for _ in range(_NUMBERS.get(algorithm, 0)):
        at = _behind_number(body, at)
    return at if algorithm in _NUMBERS else None


def _behind_number(body: bytes, at: int) -> int:
    return at + 2 + (int.from_bytes(body[at : at + 2], "big") + 7) // 8


_STORED = re.compile(
    rb"\A(?:[A-Z][\w-]*:[^\n]*\n| [^\n]*\n){0,40}?(?:Key:\s*)?"
    rb"\(\s*(?:\d+:)?(private-key|protected-private-key|shadowed-private-key)[\s(]"
)
_ALGORITHM = re.compile(rb"\(\s*(?:\d+:)?(rsa|dsa|elg|ecc|ecdsa)[\s(\d]")


def read_stored_key(data: bytes) -> Key | None:
    """A key of ``private-keys-v1.d``, None where the file holds none, or the address of one on a card alone."""
    from dockerlint.image.credential_files.private_key import Key

    kind = _STORED.match(data[:4096])
    if kind is None or kind[1].startswith(b"shadowed"):
        return None
    name = _ALGORITHM.search(data[:4096])
    algorithm = {b"rsa": "RSA", b"dsa": "DSA", b"elg": "Elgamal"}.get(name[1], "elliptic curve") if name else ""
    return Key("GnuPG", algorithm, "", kind[1].startswith(b"protected"), base64.b64encode(data))
