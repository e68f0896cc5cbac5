"""Public keys, and the fingerprints by which they, their certificates and their private keys are matched.

A fingerprint is as ``ssh-keygen -l`` prints it: ``SHA256:`` and base64 of the digest of the key in SSH's form (RFC
4253, 6.6; RFC 5656, 3.1; RFC 8709).  Keys that SSH does not know have that of their SubjectPublicKeyInfo (RFC 5280).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from dockerlint.image.credential_files import der
from dockerlint.record import NamedTuple

RSA = bytes.fromhex("2a864886f70d010101")  # 1.2.840.113549.1.1.1
RSA_PSS = bytes.fromhex("2a864886f70d01010a")
DSA = bytes.fromhex("2a8648ce380401")
EC = bytes.fromhex("2a8648ce3d0201")
ED25519 = bytes.fromhex("2b6570")
_OTHER = {
    bytes.fromhex("2b656e"): "X25519",
    bytes.fromhex("2b656f"): "X448",
    bytes.fromhex("2b6571"): "Ed448",
    bytes.fromhex("2a864886f70d010301"): "Diffie-Hellman",
    bytes.fromhex("2a8648ce3e0201"): "Diffie-Hellman",
}
CURVES = {
    bytes.fromhex("2a8648ce3d030107"): "nistp256",
    bytes.fromhex("2b81040022"): "nistp384",
    bytes.fromhex("2b81040023"): "nistp521",
}
_OTHER_CURVES = {
    bytes.fromhex("2b8104000a"): "secp256k1",
    bytes.fromhex("2a8648ce3d030101"): "P-192",
    bytes.fromhex("2b81040021"): "P-224",
    bytes.fromhex("2a811ccf5501822d"): "SM2",
    bytes.fromhex("2b2403030208010107"): "brainpoolP256r1",
}
_LONGEST = 64 << 10  # bytes of one key or certificate
_MOST = 5000  # of one file


class PublicKey(NamedTuple):
    """``algorithm`` is for people: ``RSA of 2048 bits``, ``ECDSA on P-256``, ``Ed25519``."""

    algorithm: str
    fingerprint: str


def of_rsa(modulus: int, exponent: int) -> PublicKey:
    return PublicKey(
        f"RSA of {modulus.bit_length()} bits", _digest(_string(b"ssh-rsa") + _number(exponent) + _number(modulus))
    )


def of_dsa(prime: int, order: int, generator: int, value: int) -> PublicKey:
    numbers = b"".join(map(_number, (prime, order, generator, value)))
    return PublicKey(f"DSA of {prime.bit_length()} bits", _digest(_string(b"ssh-dss") + numbers))


def of_point(curve: bytes, point: bytes) -> PublicKey:
    """A point of the curve with that object identifier; b"" where only the curve is known."""
    name = CURVES.get(curve)
    if name is None:
        known = _OTHER_CURVES.get(curve)
        key = der.encoded(
            der.SEQUENCE,
            der.encoded(der.SEQUENCE, der.encoded(der.OBJECT, EC), der.encoded(der.OBJECT, curve)),
            der.encoded(der.BIT_STRING, b"\0", point),
        )
        return PublicKey(f"ECDSA on {known}" if known else "ECDSA", _digest(key) if point else "")
    blob = _string(b"ecdsa-sha2-" + name.encode()) + _string(name.encode()) + _string(point)
    return PublicKey(f"ECDSA on P-{name[-3:]}", _digest(blob) if point else "")


def of_ed25519(key: bytes) -> PublicKey:
    return PublicKey("Ed25519", _digest(_string(b"ssh-ed25519") + _string(key)) if key else "")


def of_blob(blob: bytes) -> PublicKey | None:
    """A key in SSH's form, None where it is none."""
    fields = _strings(blob)
    if not fields or not re.fullmatch(rb"[a-z0-9@.-]{4,64}", fields[0]):
        return None
    name = fields[0].decode()
    algorithm = name
    if name == "ssh-rsa" and len(fields) == 3:
        algorithm = f"RSA of {int.from_bytes(fields[2], 'big').bit_length()} bits"
    elif name == "ssh-dss" and len(fields) == 5:
        algorithm = f"DSA of {int.from_bytes(fields[1], 'big').bit_length()} bits"
    elif name.startswith("ecdsa-sha2-nistp") and len(fields) == 3:
        algorithm = f"ECDSA on P-{name[-3:]}"
    elif name == "ssh-ed25519" and len(fields) == 2:
        algorithm = "Ed25519"
    elif name.startswith("sk-"):
        algorithm = f"{'Ed25519' if 'ed25519' in name else 'ECDSA'} of a security key"
    return PublicKey(algorithm, _digest(blob))


def of_info(info: der.Element) -> PublicKey | None:
    """The key of a SubjectPublicKeyInfo, None where it is none."""
    parts = info.children
    if info.tag != der.SEQUENCE or der.shape(parts) != (der.SEQUENCE, der.BIT_STRING):
        return None
    identifier = parts[0].children
    if not identifier or identifier[0].tag != der.OBJECT or parts[1].content[:1] != b"\0":
        return None
    bits = parts[1].content[1:]
    algorithm = identifier[0].content
    if algorithm in (RSA, RSA_PSS):
        inner = der.read(bits)
        numbers = [each.integer for each in inner.children] if inner is not None else []
        return of_rsa(*numbers) if len(numbers) == 2 and min(numbers) > 0 else None
    if algorithm == DSA and len(identifier) == 2:
        value = der.read(bits)
        numbers = [each.integer for each in identifier[1].children]
        if len(numbers) != 3 or value is None:
            return None
        return of_dsa(numbers[0], numbers[1], numbers[2], value.integer)
    if algorithm == EC and len(identifier) == 2 and identifier[1].tag == der.OBJECT:
        return of_point(identifier[1].content, bits)
    if algorithm == ED25519:
        return of_ed25519(bits)
    return PublicKey(_OTHER.get(algorithm, "a key"), _digest(info.whole))


def of_other(algorithm: bytes) -> PublicKey:
    """A key of which only the algorithm is known."""
    return PublicKey(_OTHER.get(algorithm, "a key"), "")


def of_certificate(data: bytes) -> PublicKey | None:
    """The key of an X.509 certificate (RFC 5280, 4.1), None where it is none."""
    certificate = der.read(data)
    body = certificate.children[:1] if certificate is not None and certificate.tag == der.SEQUENCE else []
    fields = body[0].children if body and body[0].tag == der.SEQUENCE else []
    if fields and fields[0].tag == 0xA0:
        fields = fields[1:]
    if der.shape(fields[:6]) != (der.INTEGER, *(der.SEQUENCE,) * 5):
        return None
    return of_info(fields[5])


_PEM = re.compile(
    rb"-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE|(?:RSA )?PUBLIC KEY)-----([A-Za-z0-9+/=\s\\]{16,65536}?)-----END"
)
_SSH = re.compile(
    rb"(?:^|[\s\"',])((?:ssh|ecdsa|sk)-[a-z0-9@.-]{3,60}) (AAAA[A-Za-z0-9+/]{20,16384}={0,2})", re.MULTILINE
)


def public_fingerprints(data: bytes) -> tuple[str, ...]:
    """The fingerprints of all certificates and public keys in a file: in PEM, in DER, in SSH's lines; each once."""
    found: dict[str, None] = {}
    if b"-----BEGIN" in data:
        for match in _PEM.finditer(data):
            body = unpacked(match[2].replace(b"\\n", b""))
            key = of_certificate(body) if b"CERTIFICATE" in match[1] else _of_public(body)
            if key is not None and key.fingerprint and len(found) < _MOST:
                found[key.fingerprint] = None
    if b" AAAA" in data:
        for match in _SSH.finditer(data):
            key = of_blob(unpacked(match[2]))
            if key is not None and len(found) < _MOST:
                found[key.fingerprint] = None
    if data[:1] == b"\x30" and len(data) <= _LONGEST:
        key = of_certificate(data) or _of_public(data)
        if key is not None and key.fingerprint:
            found[key.fingerprint] = None
    return tuple(found)


def _of_public(data: bytes) -> PublicKey | None:
    """A SubjectPublicKeyInfo, or a key of PKCS#1 (RFC 8017, A.1.1)."""
    outer = der.read(data)
    if outer is None:
        return None
    numbers = outer.children
    if der.shape(numbers) == (der.INTEGER, der.INTEGER) and min(numbers[0].integer, numbers[1].integer) > 0:
        return of_rsa(numbers[0].integer, numbers[1].integer)
    return of_info(outer)


def unpacked(text: bytes) -> bytes:
    """The bytes of base64 text that may be cut off; b"" where it is none."""
    packed = text.translate(None, b" \t\r\n\\=")
    if len(packed) % 4 == 1:
        packed = packed[:-1]
    try:
        return base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _strings(blob: bytes) -> list[bytes]:
    """The strings of SSH's encoding (RFC 4251, 5); [] where something else stands among them."""
    found: list[bytes] = []
    at = 0
    while at < len(blob) and len(found) < 16:
        size = int.from_bytes(blob[at : at + 4], "big")
        if at + 4 + size > len(blob):
            return []
        found.append(blob[at + 4 : at + 4 + size])
        at += 4 + size
    return found


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _number(value: int) -> bytes:
    return _string(value.to_bytes(value.bit_length() // 8 + 1, "big") if value > 0 else b"")


def _digest(data: bytes) -> str:
    return "SHA256:" + base64.b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
