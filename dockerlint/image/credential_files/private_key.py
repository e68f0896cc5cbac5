"""Private keys, parsed: what they are, whether a passphrase locks them, and which public key belongs to them.

Forms: PEM (RFC 7468) with PKCS#1 (RFC 8017), PKCS#8 (RFC 5958), SEC 1 (RFC 5915), DSA as OpenSSL writes it, and with
``Proc-Type: 4,ENCRYPTED`` (RFC 1421); OpenSSH (PROTOCOL.key); PuTTY ("PPK file format"); OpenPGP (RFC 9580).
"""

from __future__ import annotations

import re

from dockerlint.image.credential_files import der, public_key
from dockerlint.image.credential_files.openpgp import read_secret_key
from dockerlint.image.credential_files.published import source_of
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.image.credential_files.public_key import PublicKey

LONGEST = 64 << 10  # bytes of a key in text
_WIDEST = 16_384  # bits of a number that is computed with
_WIDEST_ORDER = 1024  # bits of an exponent
_OPENSSH = b"openssh-key-v1\0"
_SHORTEST = 32  # bytes of a key in DER: one of Ed25519 has 48


class Key(NamedTuple):
    """A private key.

    ``algorithm`` is for people (``RSA of 2048 bits``) and ``fingerprint`` that of the public key
    (:mod:`dockerlint.image.credential_files.public_key`); both are "" where a passphrase or a missing part hides them.
    ``body`` is the key itself, the same however its text is broken into lines.  ``is_whole`` is false for a key
    that is cut off.
    """

    form: str
    algorithm: str
    fingerprint: str
    is_encrypted: bool
    body: bytes
    is_whole: bool = True

    @property
    def published(self) -> str:
        """Where everybody can read this key, "" for a key that is known to be nowhere."""
        return source_of(self.fingerprint, self.body)


def read_key(data: bytes) -> Key | None:
    """The first private key in ``data``: text of any of the forms, base64 of one, or DER.  None where there is none.

    Line ends may be written ``\\n``, lines may be indented, and the last part may be missing.
    """
    data = data[:LONGEST]
    if data[:1] == b"\x30":
        return read_der(data)
    if b"PuTTY-User-Key-File-" in data:
        return _putty(data)
    if b"-----BEGIN " in data:
        return _pem(data)
    packed = _BASE64.search(data)
    return _pem(public_key.unpacked(packed.group())) if packed else None


_BASE64 = re.compile(rb"LS0tLS1CRUdJTi[A-Za-z0-9+/=\s\\]{32,65536}")
_LABEL = re.compile(rb"-----BEGIN ((?:[A-Z0-9]+ ){0,4})PRIVATE KEY(?: BLOCK)?-----")
_HEADERS = re.compile(rb"(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset):[^\n\\]*(?:\\r|\\n|\r?\n|$)")
_ESCAPE = re.compile(rb"\\[nrt]")
_OTHER = re.compile(rb"[^A-Za-z0-9+/=]")


def _pem(data: bytes) -> Key | None:
    label = _LABEL.search(data)
    if label is None:
        return None
    kind, block = label[1].strip().decode(), label.group().endswith(b"BLOCK-----")
    text, end, _ = data[label.end() :].partition(b"-----END")
    is_locked = b"4,ENCRYPTED" in text[:200]
    body = _OTHER.sub(b"", _ESCAPE.sub(b"", _HEADERS.sub(b"", text)))
    if block:
        return read_secret_key(public_key.unpacked(body.partition(b"=")[0]))
    content = public_key.unpacked(body)
    if is_locked:
        named = {"RSA": "RSA", "DSA": "DSA", "EC": "ECDSA"}.get(kind, "")
        return Key("PEM", named, "", is_encrypted=True, body=body) if len(content) >= _SHORTEST else None
    if content.startswith(_OPENSSH):
        return _openssh(content, body)
    found = read_der(content)
    return found._replace(body=body, is_whole=found.is_whole and bool(end)) if found is not None else None


def read_der(data: bytes) -> Key | None:
    """The private key that ``data`` begins with, in one of the forms of DER."""
    outer = der.head(data, 0, len(data))
    if outer is None or outer.tag != der.SEQUENCE or len(data) < _SHORTEST:
        return None
    is_whole = outer.end <= len(data)
    parts = outer._replace(end=min(outer.end, len(data))).children
    shape = der.shape(parts)
    if is_whole and shape == (der.SEQUENCE, der.OCTET_STRING):
        names = parts[0].children
        is_key = len(names) == 2 and der.shape(names) == (der.OBJECT, der.SEQUENCE) and len(parts[1].content) >= 16
        return Key("PKCS#8", "", "", is_encrypted=True, body=_body(outer)) if is_key else None
    if not parts or parts[0].tag != der.INTEGER or parts[0].integer not in (0, 1):
        return None
    form, public = "", None
    if shape[1:3] == (der.SEQUENCE, der.OCTET_STRING):
        form, public = "PKCS#8", _pkcs8(parts)
    elif shape[1:2] == (der.OCTET_STRING,):
        form, public = "SEC 1", _sec1(parts, b"")
    elif len(shape) >= 3 and set(shape[1:]) == {der.INTEGER}:
        form, public = _numbers([part.integer for part in parts[1:]], is_whole=is_whole)
    if public is None:
        return None
    return Key(form, public.algorithm, public.fingerprint, is_encrypted=False, body=_body(outer), is_whole=is_whole)


def _body(outer: der.Element) -> bytes:
    """The same text that PEM would have."""
    from base64 import b64encode

    return b64encode(outer.data[outer.first : outer.end])


def _numbers(numbers: list[int], *, is_whole: bool) -> tuple[str, PublicKey | None]:
    """RSA: n, e, d, p, q and three more; DSA: p, q, g, y, x.  What they must satisfy is computed."""
    if max(map(abs, numbers)).bit_length() > _WIDEST or min(numbers) <= 0:
        return "", None
    if len(numbers) == 8:
        modulus, exponent, _, first, second = numbers[:5]
        return "PKCS#1", public_key.of_rsa(modulus, exponent) if first * second == modulus else None
    if len(numbers) == 5 and is_whole:
        prime, order, generator, value, secret = numbers
        if not secret < order < prime or order.bit_length() > _WIDEST_ORDER or pow(generator, secret, prime) != value:
            return "", None
        return "DSA", public_key.of_dsa(prime, order, generator, value)
    cut_off = not is_whole and 2 <= len(numbers) < 8 and numbers[0].bit_length() >= 512
    return "PKCS#1", public_key.of_rsa(numbers[0], numbers[1]) if cut_off else None


def _pkcs8(parts: list[der.Element]) -> PublicKey | None:
    identifier = parts[1].children
    inner = der.read(parts[2].content)
    if not identifier or identifier[0].tag != der.OBJECT:
        return None
    algorithm = identifier[0].content
    if algorithm in (public_key.RSA, public_key.RSA_PSS):
        numbers = [each.integer for each in inner.children[1:9]] if inner is not None else []
        return _numbers(numbers, is_whole=True)[1] if len(numbers) == 8 else None
    if algorithm == public_key.EC and inner is not None:
        curve = identifier[1].content if len(identifier) > 1 and identifier[1].tag == der.OBJECT else b""
        return _sec1(inner.children, curve)
    if algorithm == public_key.DSA and len(identifier) == 2 and inner is not None:
        group = [each.integer for each in identifier[1].children]
        if len(group) != 3 or min(group) <= 0 or group[0].bit_length() > _WIDEST:
            return None
        prime, order, generator = group
        if not 0 < inner.integer < order or order.bit_length() > _WIDEST_ORDER:
            return None
        return public_key.of_dsa(prime, order, generator, pow(generator, inner.integer, prime))
    if algorithm == public_key.ED25519 and inner is not None and len(inner.content) == 32:
        return public_key.of_ed25519(_ed25519(inner.content))
    return public_key.of_other(algorithm) if inner is not None and len(parts[2].content) >= 16 else None


def _sec1(parts: list[der.Element], curve: bytes) -> PublicKey | None:
    """RFC 5915, 3: version 1, the secret number, perhaps the curve, perhaps the public point."""
    if der.shape(parts[:2]) != (der.INTEGER, der.OCTET_STRING) or not 16 <= len(parts[1].content) <= 80:
        return None
    point = b""
    for part in parts[2:]:
        inner = part.children
        if part.tag == 0xA0 and inner and inner[0].tag == der.OBJECT:
            curve = inner[0].content
        elif part.tag == 0xA1 and inner and inner[0].tag == der.BIT_STRING:
            point = inner[0].content[1:]
    return public_key.of_point(curve, point or _point(parts[1].content, curve))


def _openssh(data: bytes, body: bytes) -> Key | None:
    """The public key stands in the clear, and two equal numbers begin the private part (PROTOCOL.key, 1 to 3)."""
    fields, at = [], len(_OPENSSH)
    for _ in range(3):
        size = int.from_bytes(data[at : at + 4], "big")
        fields.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    at += 4  # the number of keys, always one
    size = int.from_bytes(data[at : at + 4], "big")
    public = public_key.of_blob(data[at + 4 : at + 4 + size])
    private = data[at + 4 + size :]
    if public is None or len(private) < _SHORTEST:
        return None
    is_encrypted = fields[0] != b"none"
    if not is_encrypted and private[4:8] != private[8:12]:
        return None
    is_whole = len(private) - 4 >= int.from_bytes(private[:4], "big")
    return Key("OpenSSH", public.algorithm, public.fingerprint, is_encrypted, body, is_whole)


_LINES = re.compile(rb"(?:\\r)?\\n|\r?\n")


def _putty(data: bytes) -> Key | None:
    fields: dict[bytes, bytes] = {}
    lines = _LINES.split(data[data.index(b"PuTTY-User-Key-File-") :])
    at = 0
    while at < len(lines) and len(fields) < 16:
        name, _, value = lines[at].strip().partition(b": ")
        at += 1
        if name.endswith(b"-Lines") and value.isdigit():
            count = min(int(value[:4]), 400)
            value = b"".join(line.strip() for line in lines[at : at + count])
            at += count
        fields.setdefault(name, value)
    public = public_key.of_blob(public_key.unpacked(fields.get(b"Public-Lines", b"")))
    private = fields.get(b"Private-Lines", b"")
    if public is None or len(private) < _SHORTEST:
        return None
    is_encrypted = fields.get(b"Encryption", b"none") != b"none"
    return Key("PuTTY", public.algorithm, public.fingerprint, is_encrypted, private)


def _point(secret: bytes, curve: bytes) -> bytes:
    """The public point of a secret number, b"" where it cannot be computed here."""
    if curve not in public_key.CURVES:
        return b""
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        curves = {"nistp256": ec.SECP256R1(), "nistp384": ec.SECP384R1(), "nistp521": ec.SECP521R1()}
        key = ec.derive_private_key(int.from_bytes(secret, "big"), curves[public_key.CURVES[curve]])
    except (ImportError, ValueError):
        return b""
    return key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _ed25519(seed: bytes) -> bytes:
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    except ImportError:
        return b""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
