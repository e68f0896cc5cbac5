"""Private keys and key stores in their formats, made anew for each run."""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from tests.image.acceptance.spots import Spot
from tests.image.acceptance.tar import file

_PEM, _DER = serialization.Encoding.PEM, serialization.Encoding.DER
_TRADITIONAL, _PKCS8 = serialization.PrivateFormat.TraditionalOpenSSL, serialization.PrivateFormat.PKCS8
_OPENSSH = serialization.PrivateFormat.OpenSSH
_PLAIN = serialization.NoEncryption()
_LOCKED = serialization.BestAvailableEncryption(b"correct horse battery staple")


def _never(data: bytes) -> tuple[str, ...]:
    """The lines of a key's body, or base64 of a binary one, piece by piece."""
    lines = data.decode().split("\n") if data.startswith(b"-----") else []
    body = [line for line in lines if line and not line.startswith("-----") and ":" not in line]
    if not body:
        body = [base64.b64encode(data[at : at + 30]).decode() for at in range(0, len(data) - 30, 30)]
    return tuple(line for line in body if len(line) >= 30)


def _spot(place: str, path: str, data: bytes, line: int = 1) -> Spot:
    return Spot(place, path, file(path, data), keys=1, line=line, never=_never(data))


def keys() -> Iterator[Spot]:
    """One place for each format; the places' names of encrypted ones end so."""
    key = ec.generate_private_key(ec.SECP256R1())
    yield _spot("PKCS8 key", "keys/pkcs8.pem", key.private_bytes(_PEM, _PKCS8, _PLAIN))
    key = ec.generate_private_key(ec.SECP256R1())
    yield _spot("SEC1 key", "keys/ec.pem", key.private_bytes(_PEM, _TRADITIONAL, _PLAIN))
    small = rsa.generate_private_key(65537, 1024)
    yield _spot("PKCS1 key", "keys/rsa.pem", small.private_bytes(_PEM, _TRADITIONAL, _PLAIN))
    signing = dsa.generate_private_key(1024)
    yield _spot("DSA key", "keys/dsa.pem", signing.private_bytes(_PEM, _TRADITIONAL, _PLAIN))
    host = ed25519.Ed25519PrivateKey.generate()
    yield _spot("SSH host key", "etc/ssh/ssh_host_ed25519_key", host.private_bytes(_PEM, _OPENSSH, _PLAIN))
    user = ed25519.Ed25519PrivateKey.generate()
    yield _spot("OpenSSH key", "root/.ssh/id_ed25519", user.private_bytes(_PEM, _OPENSSH, _PLAIN))
    locked = ec.generate_private_key(ec.SECP256R1())
    yield _spot("PKCS8 key, encrypted", "keys/locked.pem", locked.private_bytes(_PEM, _PKCS8, _LOCKED))
    old = ec.generate_private_key(ec.SECP256R1())
    yield _spot("PEM key, encrypted", "keys/old.pem", old.private_bytes(_PEM, _TRADITIONAL, _LOCKED))
    der = ec.generate_private_key(ec.SECP256R1())
    made = der.private_bytes(_DER, _PKCS8, _PLAIN)
    yield _spot("DER key", "keys/server.key", made, 0)
    spoken = ec.generate_private_key(ec.SECP256R1()).private_bytes(_PEM, _PKCS8, _PLAIN)
    content = b'{"type": "service_account", "private_key": "' + spoken.replace(b"\n", b"\\n") + b'"}\n'
    yield _spot("key in JSON", "keys/service-account.json", content)._replace(never=_never(spoken))
    env = ec.generate_private_key(ec.SECP256R1()).private_bytes(_PEM, _PKCS8, _PLAIN)
    content = b"A=1\nTLS_KEY=" + base64.b64encode(env) + b"\n"
    never = (*_never(env), base64.b64encode(env).decode()[40:120])
    yield Spot("key in base64", "keys/.env", file("keys/.env", content), keys=1, line=2, never=never)
    inside = ec.generate_private_key(ec.SECP256R1()).private_bytes(_PEM, _PKCS8, _PLAIN)
    content = (
        b"apiVersion: v1\nkind: Config\nusers:\n- name: admin\n  user:\n    client-key-data: "
        + base64.b64encode(inside) + b"\n"
    )  # fmt: skip
    never = (*_never(inside), base64.b64encode(inside).decode()[40:120])
    yield Spot(
        "kubeconfig's key", "home/d/.kube/config", file("home/d/.kube/config", content), keys=1, line=6, never=never
    )
    both = [ec.generate_private_key(ec.SECP256R1()).private_bytes(_PEM, _PKCS8, _PLAIN) for _ in range(2)]
    pieces = file("keys/both.pem", b"first\n", *both)
    yield Spot("two keys in one file", "keys/both.pem", pieces, keys=2, never=(*_never(both[0]), *_never(both[1])))
    yield from _stores()


def _stores() -> Iterator[Spot]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop.corp.internal")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 7, start, start + timedelta(3650))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    data = pkcs12.serialize_key_and_certificates(
        b"shop", key, certificate, None, serialization.BestAvailableEncryption(b"changeit")
    )
    yield _spot("PKCS12", "keys/shop.p12", data, 0)
    der = ec.generate_private_key(ec.SECP256R1()).private_bytes(_DER, _PKCS8, _PLAIN)
    chain = certificate.public_bytes(_DER)
    yield _spot("JKS", "keys/shop.jks", jks(der, chain, "changeit"), 0)
    yield _spot(
        "KDBX", "keys/team.kdbx", b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5\1\0\4\0" + hashlib.sha512(b"k").digest() * 4, 0
    )
    body = base64.b64encode(hashlib.sha512(b"putty").digest() * 3).decode()
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    content = (
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: ops\nPublic-Lines: 1\nAAAAC3NzaC1lZDI1NTE5\n"
        f"Private-Lines: {len(lines)}\n" + "\n".join(lines) + "\nPrivate-MAC: " + "0" * 64 + "\n"
    )
    never = tuple(line for line in lines if len(line) > 30)
    yield Spot("PuTTY key", "keys/ops.ppk", file("keys/ops.ppk", content.encode()), keys=1, never=never)


def jks(key: bytes, certificate: bytes, password: str) -> bytes:
    """A Java key store of Sun's own format with one key (sun.security.provider.JavaKeyStore, KeyProtector)."""
    secret = password.encode("utf-16-be")
    salt = hashlib.sha1(b"salt", usedforsecurity=False).digest()
    stream, digest = b"", salt
    while len(stream) < len(key):
        digest = hashlib.sha1(secret + digest, usedforsecurity=False).digest()
        stream += digest
    check = hashlib.sha1(secret + key, usedforsecurity=False).digest()
    locked = salt + bytes(a ^ b for a, b in zip(key, stream, strict=False)) + check
    algorithm = bytes.fromhex("300e060a2b060104012a021101010500")

    def der(tag: int, data: bytes) -> bytes:
        size = len(data)
        head = bytes([size]) if size < 128 else b"\x82" + struct.pack(">H", size)
        return bytes([tag]) + head + data

    wrapped = der(0x30, algorithm + der(0x04, locked))
    out = (
        struct.pack(">IIII", 0xFEEDFEED, 2, 1, 1)
        + struct.pack(">H", 4)
        + b"shop"
        + struct.pack(">Q", 1_700_000_000_000)
    )
    out += struct.pack(">I", len(wrapped)) + wrapped + struct.pack(">I", 1)
    out += struct.pack(">H", 5) + b"X.509" + struct.pack(">I", len(certificate)) + certificate
    return out + hashlib.sha1(secret + b"Mighty Aphrodite" + out, usedforsecurity=False).digest()
