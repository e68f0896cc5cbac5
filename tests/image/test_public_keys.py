from __future__ import annotations

import base64
import random

import pytest

from dockerlint.finding import Severity
from dockerlint.image.matching import find, public_keys
from dockerlint.image.matching.public_keys import digest_of, is_public_key


def pem(body: str) -> bytes:
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    return "\n".join(("-----BEGIN PRIVATE " + "KEY-----", *lines, "-----END PRIVATE KEY-----", "")).encode()


BODY = base64.b64encode(b"\x30\x82\x01\x00" + random.Random(7).randbytes(260)).decode()


def test_a_key_that_nobody_has_is_grave() -> None:
    (sighting,) = find(pem(BODY))
    assert (sighting.severity, sighting.notes) == (Severity.ERROR, ())


def test_a_key_of_the_list_is_information_however_its_lines_are_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_keys, "_DIGESTS", frozenset({digest_of(BODY)}))
    for data in (pem(BODY), pem(BODY).replace(b"\n", b"\\n"), pem(BODY).replace(b"\n", b"\r\n")):
        (sighting,) = find(data)
        assert (sighting.severity, sighting.notes) == (Severity.INFO, ("a key that everybody has",))


def test_the_list_holds_digests_that_are_told_apart() -> None:
    digests = public_keys._DIGESTS
    assert len(digests) > 100
    assert all(len(each) == len(digest_of("")) and set(each) <= set("0123456789abcdef") for each in digests)
    assert not is_public_key("")
