"""Private keys are matched with the certificates and public keys that are in the same image."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from dockerlint.image.scan import Options, Scanner
from dockerlint.image.verdict import leaks_of, places_of
from dockerlint.rules import load_rules
from tests.image.made import buildkit, image_of
from tests.image.test_layer import read, tar
from tests.image.unpacking.making import zipped

pytest.importorskip("cryptography")
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def pem(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def certificate(key: PrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop.internal.io")])
    day = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(day).not_valid_after(day + dt.timedelta(days=90))
    return made.sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256())


def ssh(key: PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH) + b" me@h.io\n"


def owners(*layers: bytes) -> list[str]:
    """The notes of the keys in an image with these layers about where their certificates are."""
    image = image_of([buildkit(f"COPY {number} /") for number in range(len(layers))])
    found = places_of(image, [read(each) for each in layers], ())
    notes = [note for leak in leaks_of(found, {}) for note in leak.notes]
    return [note.removeprefix("its certificate or public key is here, too: ") for note in notes if "is here" in note]


KEYS: list[PrivateKey] = [
    rsa.generate_private_key(65537, 2048),
    ec.generate_private_key(ec.SECP256R1()),
    ed25519.Ed25519PrivateKey.generate(),
]


@pytest.mark.parametrize("key", KEYS, ids=["rsa", "ec", "ed25519"])
def test_a_certificate_in_another_layer_is_told(key: PrivateKey) -> None:
    certificates = tar(("etc/tls/shop.crt", certificate(key).public_bytes(Encoding.PEM)))
    assert owners(certificates, tar(("etc/tls/shop.key", pem(key)))) == ["/etc/tls/shop.crt"]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("a.der", lambda key: certificate(key).public_bytes(Encoding.DER)),
        ("a.pem", lambda key: b"".join(certificate(each).public_bytes(Encoding.PEM) for each in (KEYS[1], key))),
        ("no-ending", lambda key: certificate(key).public_bytes(Encoding.PEM)),
        ("id.pub", ssh),
        ("root/.ssh/authorized_keys", lambda key: b"# mine\n" + ssh(KEYS[1]) + ssh(key)),
        ("p.pem", lambda key: key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)),
    ],
)  # fmt: skip
def test_a_public_key_is_told_however_it_is_written(name: str, written) -> None:  # type: ignore[no-untyped-def]
    key = KEYS[0]
    assert owners(tar((name, written(key)), ("key", pem(key)))) == [f"/{name}"]


@pytest.mark.parametrize("pack", [tar, zipped], ids=["tar", "jar"])
def test_a_certificate_in_an_archive_is_told(pack: Callable[[tuple[str, bytes]], bytes]) -> None:
    key = KEYS[1]
    crt = certificate(key).public_bytes(Encoding.PEM)
    inner = pack(("META-INF/server.crt", crt))
    assert owners(tar(("k/key.pem", pem(key)), ("app/certs.jar", inner))) == ["/app/certs.jar!META-INF/server.crt"]
    assert owners(tar(("k/key.pem", pem(KEYS[0])), ("app/certs.jar", inner))) == []


def test_a_certificate_in_the_key_s_own_file_is_told() -> None:
    key = KEYS[0]
    assert owners(tar(("both.pem", pem(key) + certificate(key).public_bytes(Encoding.PEM)))) == ["/both.pem"]


def test_another_key_s_certificate_is_not_told() -> None:
    assert owners(tar(("a.crt", certificate(KEYS[1]).public_bytes(Encoding.PEM)), ("key", pem(KEYS[0])))) == []


def test_many_copies_are_told_by_number() -> None:
    key = KEYS[0]
    copies = [(f"{number}.crt", certificate(key).public_bytes(Encoding.PEM)) for number in range(5)]
    assert owners(tar(*copies, ("key", pem(key)))) == ["/0.crt, /1.crt, /2.crt and 2 more"]


def test_a_certificate_that_lies_over_two_blocks_is_read() -> None:
    key = KEYS[0]
    padding = ("big", b"x" * ((1 << 20) - 2_000))
    assert owners(tar(padding, ("a.crt", certificate(key).public_bytes(Encoding.PEM)), ("key", pem(key)))) == ["/a.crt"]


def test_what_a_cached_layer_knows_is_the_same(tmp_path) -> None:  # type: ignore[no-untyped-def]
    key = KEYS[2]
    folder = tmp_path / "root"
    folder.mkdir()
    (folder / "a.key").write_bytes(pem(key))
    (folder / "a.pub").write_bytes(ssh(key))
    scanner = Options(cache=str(tmp_path / "cache"))
    told = []
    for _ in range(2):
        scan = Scanner(load_rules(), scanner).scan(f"rootfs:{folder}")
        told.append([each.built.notes for result in scan.results for each in result.findings if each.built])
    assert told[0] == told[1]
    assert any("/a.pub" in note for notes in told[0] for note in notes)
