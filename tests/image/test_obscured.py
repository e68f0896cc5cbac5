"""Passwords that a tool hides by a key that everybody has are read, and are the same secrets as in plain text."""

from __future__ import annotations

import base64
import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.image.content import look_at
from dockerlint.image.credential_files import read_credentials
from dockerlint.image.credential_files.obscured import _DBEAVER, _RCLONE
from dockerlint.image.evidence import fingerprint
from dockerlint.image.values import Limits

pytest.importorskip("cryptography")
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PASSWORD = "tk9Qm2xZ71pw"


def padded(data: bytes) -> bytes:
    padder = padding.PKCS7(128).padder()
    return padder.update(data) + padder.finalize()


def encrypted(key: bytes, mode: modes.ECB | modes.CBC | modes.CTR, data: bytes) -> bytes:
    encryptor = Cipher(algorithms.AES(key), mode).encryptor()
    return encryptor.update(data) + encryptor.finalize()


def login_path(*lines: str) -> bytes:
    """As mysql_config_editor writes it."""
    stored = os.urandom(20)
    key = bytes(stored[at] ^ (stored[at + 16] if at < 4 else 0) for at in range(16))
    parts = [bytes(4), stored]
    for line in lines:
        packed = encrypted(key, modes.ECB(), padded(f"{line}\n".encode()))
        parts += [len(packed).to_bytes(4, "little"), packed]
    return b"".join(parts)


def dbeaver(document: object) -> bytes:
    vector = os.urandom(16)
    return vector + encrypted(_DBEAVER, modes.CBC(vector), padded(json.dumps(document).encode()))


def obscured(text: str) -> str:
    vector = os.urandom(16)
    data = vector + encrypted(_RCLONE, modes.CTR(vector), text.encode())
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def rclone() -> bytes:
    return f"[h]\ntype = sftp\nuser = me\npass = {obscured(PASSWORD)}\n".encode()


FILES = {
    "root/.mylogin.cnf": lambda: login_path("[client]", 'user = "app"', f'password = "{PASSWORD}"', "host = db"),
    "ws/.dbeaver/credentials-config.json": lambda: dbeaver(
        {"postgres-1": {"#connection": {"user": "app", "password": PASSWORD}}}
    ),
    "root/.config/rclone/rclone.conf": rclone,
}


@pytest.mark.parametrize("path", FILES)
def test_a_hidden_password_is_the_same_secret_as_in_plain_text(path: str) -> None:
    (found,) = look_at(path, FILES[path](), Limits()).found
    assert found.evidence.fingerprint == fingerprint(PASSWORD)
    assert found.place.encoding in ("MySQL's login path file", "DBeaver's encryption", "rclone's obscuring")


def test_what_rclone_itself_wrote_is_read() -> None:
    (found,) = read_credentials("rclone.conf", b"[h]\npass = jKbX8aq3wGjZorrMVcM_tQtL5BxA5cvc_DQ\n")
    assert found.value == "mypassword"


def test_a_key_that_is_not_obscured_stays_as_it_is() -> None:
    secret = "a9X" * 13 + "q"
    (found,) = read_credentials("rclone.conf", f"[s]\ntype = s3\nsecret_access_key = {secret}\n".encode())
    assert (found.value, found.encoding) == (secret, "")


def test_older_files_of_dbeaver_are_read() -> None:
    key = b"sdf@!#$verf^wv%6Fwe%$$#FFGwfsdefwfe135s$^H)dg"
    plain = PASSWORD.encode() + b"\0\x81"
    stored = base64.b64encode(bytes(byte ^ key[at % len(key)] for at, byte in enumerate(plain))).decode()
    text = (
        f'<data-sources><data-source><connection host="h" user="me" password="{stored}"/></data-source></data-sources>'
    )
    (found,) = read_credentials("dbeaver-data-sources.xml", text.encode())
    assert (found.value, found.encoding) == (PASSWORD, "DBeaver's encoding")


@pytest.mark.parametrize("path", FILES)
@given(data=st.binary(max_size=200), cut=st.integers(0, 400))
def test_any_bytes_and_any_beginning_are_read_without_an_error(path: str, data: bytes, cut: int) -> None:
    for content in (data, FILES[path]()[:cut], FILES[path]()[:cut] + data):
        read_credentials(path, content)
