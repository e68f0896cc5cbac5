"""Private keys are parsed, in every form that is written, and matched with their public keys and certificates."""

from __future__ import annotations

import base64
import hashlib
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.finding import Confidence, Severity
from dockerlint.image.credential_files import read_credentials
from dockerlint.image.credential_files.key_stores import read_key_store
from dockerlint.image.credential_files.openpgp import read_secret_key, read_stored_key
from dockerlint.image.credential_files.private_key import read_key
from dockerlint.image.credential_files.public_key import public_fingerprints
from dockerlint.image.matching import find

pytest.importorskip("cryptography")
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x25519
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from tests.image.acceptance.keys import jks

_PEM, _DER = serialization.Encoding.PEM, serialization.Encoding.DER
_FORMS = serialization.PrivateFormat
_PLAIN = serialization.NoEncryption()
_LOCKED = serialization.BestAvailableEncryption(b"geheim")
_Private = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
_KEYS: dict[str, _Private] = {
    "RSA of 2048 bits": rsa.generate_private_key(65537, 2048),
    "ECDSA on P-256": ec.generate_private_key(ec.SECP256R1()),
    "ECDSA on P-521": ec.generate_private_key(ec.SECP521R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate(),
}


def _ssh_fingerprint(key: _Private) -> str:
    """What ``ssh-keygen -l`` prints, computed from cryptography's own public key."""
    public = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    digest = hashlib.sha256(base64.b64decode(public.split()[1])).digest()
    return "SHA256:" + base64.b64encode(digest).rstrip(b"=").decode()


def _certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "acme")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, start, start + timedelta(300))
    return builder.sign(key, hashes.SHA256())


_WRITTEN: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda text: text,
    "CRLF": lambda text: text.replace(b"\n", b"\r\n"),
    "escaped": lambda text: text.replace(b"\n", b"\\n"),
    "in JSON": lambda text: b'{"private_key": "' + text.replace(b"\n", b"\\n") + b'"}',
    "in YAML": lambda text: b"key: |\n" + b"".join(b"    " + line + b"\n" for line in text.splitlines()),
    "in base64": base64.b64encode,
}


@pytest.mark.parametrize("written", _WRITTEN)
@pytest.mark.parametrize("form", [_FORMS.PKCS8, _FORMS.TraditionalOpenSSL, _FORMS.OpenSSH])
@pytest.mark.parametrize("algorithm", _KEYS)
def test_a_key_is_told_with_its_public_key(algorithm: str, form: serialization.PrivateFormat, written: str) -> None:
    key = _KEYS[algorithm]
    if form is _FORMS.TraditionalOpenSSL and algorithm == "Ed25519":
        form = _FORMS.PKCS8
    data = _WRITTEN[written](key.private_bytes(_PEM, form, _PLAIN))
    read = read_key(data)
    assert read is not None
    assert (read.algorithm, read.fingerprint, read.is_encrypted, read.is_whole) == (
        algorithm, _ssh_fingerprint(key), False, True,
    )  # fmt: skip
    (sighting,) = find(data)
    assert (sighting.severity, sighting.confidence) == (Severity.ERROR, Confidence.CERTAIN)
    assert f"public key {_ssh_fingerprint(key)}" in sighting.notes


def test_the_old_form_of_dsa_is_read() -> None:
    key = dsa.generate_private_key(1024)
    for form in (_FORMS.TraditionalOpenSSL, _FORMS.PKCS8):
        read = read_key(key.private_bytes(_PEM, form, _PLAIN))
        assert read is not None
        public = key.public_key().public_bytes(_PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        assert (read.algorithm, (read.fingerprint,)) == ("DSA of 1024 bits", public_fingerprints(public))


@pytest.mark.parametrize("key", [x25519.X25519PrivateKey.generate(), ed448.Ed448PrivateKey.generate()])
def test_a_key_that_ssh_does_not_know_is_one(key: x25519.X25519PrivateKey | ed448.Ed448PrivateKey) -> None:
    read = read_key(key.private_bytes(_PEM, _FORMS.PKCS8, _PLAIN))
    assert read is not None
    assert read.algorithm in ("X25519", "Ed448")


@pytest.mark.parametrize("form", [_FORMS.PKCS8, _FORMS.TraditionalOpenSSL])
def test_an_encrypted_key_is_a_warning(form: serialization.PrivateFormat) -> None:
    data = _KEYS["ECDSA on P-256"].private_bytes(_PEM, form, _LOCKED)
    (sighting,) = find(data)
    assert sighting.severity is Severity.WARNING
    assert "encrypted" in sighting.notes


def test_the_same_key_has_the_same_value_in_pem_and_der() -> None:
    key = _KEYS["ECDSA on P-256"]
    (in_der,) = read_credentials("server.key", key.private_bytes(_DER, _FORMS.PKCS8, _PLAIN))
    (in_pem,) = find(key.private_bytes(_PEM, _FORMS.PKCS8, _PLAIN))
    assert in_der.value == in_pem.value


def test_certificates_and_public_keys_have_the_fingerprint_of_their_private_key() -> None:
    key = _KEYS["ECDSA on P-256"]
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    certificate = _certificate(key)
    public = key.public_key()
    for data in (
        certificate.public_bytes(_PEM),
        certificate.public_bytes(_DER),
        public.public_bytes(_PEM, serialization.PublicFormat.SubjectPublicKeyInfo),
        public.public_bytes(_DER, serialization.PublicFormat.SubjectPublicKeyInfo),
        public.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH) + b" me@host\n",
    ):
        assert public_fingerprints(data) == (_ssh_fingerprint(key),)
    assert public_fingerprints(b"no key") == ()


@pytest.mark.parametrize(
    "body", ["...", "<your key here>", "A" * 400, base64.b64encode(bytes(range(256))).decode(), ""]
)
@pytest.mark.parametrize("label", ["RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY"])
def test_garbage_between_the_lines_of_pem_is_no_key(label: str, body: str) -> None:
    data = f"-----BEGIN {label}-----\n{body}\n-----END {label}-----\n".encode()
    assert read_key(data) is None
    assert [each for each in find(data) if each.severity is not Severity.INFO] == []


def test_a_key_of_rsa_whose_numbers_do_not_fit_is_none() -> None:
    data = bytearray(_KEYS["RSA of 2048 bits"].private_bytes(_DER, _FORMS.TraditionalOpenSSL, _PLAIN))
    data[60] ^= 1
    assert read_key(bytes(data)) is None


def test_a_key_that_is_cut_off_is_possible() -> None:
    text = _KEYS["RSA of 2048 bits"].private_bytes(_PEM, _FORMS.TraditionalOpenSSL, _PLAIN)
    read = read_key(text[:900])
    assert read is not None
    assert not read.is_whole


@pytest.mark.parametrize("password", [b"changeit", b"", b"kT9-very-secret"])
def test_a_pkcs12_store_is_tried_with_well_known_passwords(password: bytes) -> None:
    key = _KEYS["ECDSA on P-256"]
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    encryption = serialization.BestAvailableEncryption(password) if password else _PLAIN
    data = pkcs12.serialize_key_and_certificates(b"x", key, _certificate(key), None, encryption)
    store = read_key_store(data)
    assert store is not None
    assert store.is_open == (password != b"kT9-very-secret")
    (sighting,) = read_credentials("x.p12", data)
    assert sighting.severity is (Severity.ERROR if store.is_open else Severity.WARNING)


def test_a_store_of_certificates_alone_is_none() -> None:
    key = _KEYS["ECDSA on P-256"]
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    data = pkcs12.serialize_key_and_certificates(None, None, _certificate(key), None, _PLAIN)
    assert read_key_store(data) is None
    assert read_credentials("trust.p12", data) == []


@pytest.mark.parametrize("password", ["changeit", "kT9-very-secret"])
def test_a_java_key_store_is_read(password: str) -> None:
    key = _KEYS["ECDSA on P-256"]
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    data = jks(key.private_bytes(_DER, _FORMS.PKCS8, _PLAIN), _certificate(key).public_bytes(_DER), password)
    store = read_key_store(data)
    assert store is not None
    assert (store.is_open, store.fingerprints) == (password == "changeit", (_ssh_fingerprint(key),))


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")
@pytest.mark.parametrize("options", [["-t", "ed25519"], ["-t", "ecdsa"], ["-t", "rsa", "-m", "PEM"]])
@pytest.mark.parametrize("passphrase", ["", "geheim"])
def test_ssh_keygen_prints_the_same_fingerprint(options: list[str], passphrase: str, tmp_path: Path) -> None:
    path = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-N", passphrase, "-f", path, *options], check=True)
    printed = subprocess.run(
        ["ssh-keygen", "-l", "-f", f"{path}.pub"], check=True, capture_output=True, text=True
    ).stdout.split()[1]
    key = read_key(path.read_bytes())
    assert key is not None
    assert key.is_encrypted == bool(passphrase)
    assert key.fingerprint == ("" if passphrase and "PEM" in options else printed)
    assert public_fingerprints(Path(f"{path}.pub").read_bytes()) == (printed,)


@pytest.mark.skipif(shutil.which("gpg") is None, reason="needs gpg")
@pytest.mark.parametrize("passphrase", ["", "geheim"])
def test_keys_of_gnupg_are_read_from_its_store_and_as_exported(passphrase: str, tmp_path: Path) -> None:
    home = tmp_path / "g"
    home.mkdir(mode=0o700)
    gpg = ["gpg", "--homedir", str(home), "--batch", "--pinentry-mode", "loopback", "--passphrase", passphrase]
    made = subprocess.run([*gpg, "--quick-gen-key", "me", "ed25519", "sign", "0"], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("gpg makes no key here")
    for path in (home / "private-keys-v1.d").iterdir():
        key = read_stored_key(path.read_bytes())
        assert key is not None
        assert key.is_encrypted == bool(passphrase)
    exported = subprocess.run([*gpg, "--export-secret-keys"], capture_output=True, check=True).stdout
    key = read_secret_key(exported)
    assert key is not None
    assert (key.algorithm, key.is_encrypted) == ("EdDSA", bool(passphrase))
    armored = subprocess.run([*gpg, "--armor", "--export-secret-keys"], capture_output=True, check=True).stdout
    (sighting,) = find(armored)
    assert sighting.kind == "PGP private key"
    assert ("encrypted" in sighting.notes) == bool(passphrase)
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "all"], check=False)


@settings(max_examples=300)
@given(st.binary(max_size=200), st.integers(0, 400), st.sampled_from(sorted(_KEYS)))
def test_damaged_keys_and_stores_are_read_or_refused(noise: bytes, at: int, algorithm: str) -> None:
    whole = _KEYS[algorithm].private_bytes(_DER, _FORMS.PKCS8, _PLAIN)
    for data in (whole[:at] + noise + whole[at + len(noise) :], b"\x30" + noise, b"\xfe\xed\xfe\xed\0\0\0\2" + noise,
                 b"\x95" + noise, noise):  # fmt: skip
        read_key(data)
        read_key_store(data)
        read_secret_key(data)
        public_fingerprints(data)
        read_credentials("x.key", data)
