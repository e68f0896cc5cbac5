from __future__ import annotations

import re

import pytest

from dockerlint.finding import Severity
from dockerlint.image.credential_files import published
from dockerlint.image.credential_files.private_key import read_key
from dockerlint.image.matching import find

pytest.importorskip("cryptography")
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


def pem(password: bytes = b"") -> bytes:
    locked = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)


def test_a_key_that_nobody_has_is_grave() -> None:
    (sighting,) = find(pem())
    assert sighting.severity is Severity.ERROR
    assert not any("published" in note for note in sighting.notes)


@pytest.mark.parametrize("password", [b"", b"geheim"])
def test_a_key_of_the_list_is_information_however_its_lines_are_broken(
    password: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = pem(password)
    key = read_key(text)
    assert key is not None
    monkeypatch.setattr(published, "_sources", lambda: {published.digest_of(key.fingerprint, key.body): "a book"})
    for data in (text, text.replace(b"\n", b"\\n"), text.replace(b"\n", b"\r\n")):
        (sighting,) = find(data)
        assert sighting.severity is Severity.INFO
        assert sighting.notes[-1] == "published test key: a book"


def test_the_list_holds_digests_that_are_told_apart() -> None:
    sources = published._sources()
    assert len(sources) > 100
    assert all(re.fullmatch(r"[0-9a-f]{12}|[A-Za-z0-9+/]{12}", digest) for digest in sources)
    assert all(source and not source.startswith("#") for source in sources.values())
    assert published.source_of("", b"") == ""
