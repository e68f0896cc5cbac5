"""Credentials in any bytes: where they stand, however they are written, by either engine."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.finding import Confidence, Severity
from dockerlint.image.matching import find
from dockerlint.image.matching.confirm import confirm
from dockerlint.image.matching.engine import HyperscanEngine
from dockerlint.image.matching.literal_engine import LiteralEngine
from tests.image.tokens import github_token
from tests.trace.catalogue.test_tokens import TEMPLATES, make

TOKEN = github_token(1)
RAW = TOKEN.encode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b""),
        (b"token = ", b"\n"),
        (b"\0\x28", b"\0"),
        (b"\x01Z", b"9\x02"),
        (b"\xc3\xa9", b"\xff"),
        (b"x" * 5_000 + b" ", b" " + b"y" * 5_000),
    ],
)
def test_a_token_is_found_with_its_place(before: bytes, after: bytes) -> None:
    (sighting,) = find(before + RAW + after)
    assert (sighting.value, sighting.kind, sighting.start) == (TOKEN, "GitHub token", len(before))
    assert sighting.notes == ("its checksum is right",)


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("before", ["", "a = "])
def test_a_token_in_utf_16_is_found(codec: str, before: str) -> None:
    (sighting,) = find((before + TOKEN + "\n").encode(codec))
    assert (sighting.value, sighting.encoding) == (TOKEN, "UTF-16")


@pytest.mark.parametrize("user", ["", "u:", "us:", "use:", "user:"])
def test_a_token_in_base64_is_found_wherever_it_begins(user: str) -> None:
    data = b"authorization: basic " + base64.b64encode(user.encode() + RAW) + b"\n"
    (sighting,) = find(data)
    assert (sighting.value, sighting.encoding) == (TOKEN, "base64")
    assert data.index(b"basic ") < sighting.start < sighting.end <= len(data)


def test_base64_that_is_broken_into_lines_is_found() -> None:
    assert [each.value for each in find(base64.encodebytes(b"machine github.com login me password " + RAW))] == [TOKEN]


def test_the_password_of_a_url_is_found() -> None:
    (sighting,) = find(b"origin = https://me:correct-horse-7@git.internal.io/app.git\n")
    assert (sighting.kind, sighting.value) == ("password in a URL", "correct-horse-7")


def test_a_token_with_a_wrong_checksum_is_no_more_than_possible() -> None:
    wrong = TOKEN[:-1] + ("a" if TOKEN[-1] != "a" else "b")
    (sighting,) = find(wrong.encode())
    assert (sighting.confidence, sighting.severity) == (Confidence.POSSIBLE, Severity.WARNING)
    assert sighting.notes == ("its checksum is wrong",)


@pytest.mark.parametrize(
    "text",
    [
        "https://user:password@localhost:5432/db",
        "https://user:${PASSWORD}@git.internal.io/app.git",
        "-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----\n",
    ],
)
def test_what_stands_for_a_credential_is_none(text: str) -> None:
    assert find(text.encode()) == []


@settings(max_examples=60)
@given(st.binary(max_size=200), st.binary(max_size=200), st.sampled_from(["plain", "wide", "base64"]))
def test_both_engines_find_the_same(before: bytes, after: bytes, form: str) -> None:
    written = {"plain": RAW, "wide": TOKEN.encode("utf-16-le"), "base64": base64.b64encode(b"user:" + RAW)}[form]
    data = before + written + after
    assert confirm(data, HYPERSCAN.hits(data)) == confirm(data, LITERAL.hits(data))


def test_both_engines_find_the_same_in_programs() -> None:
    with open(__file__, "rb") as file:
        text = file.read()
    import dockerlint.trace.catalogue.token_formats as formats

    assert formats.__file__ is not None
    with open(formats.__file__, "rb") as file:
        text += file.read()
    assert confirm(text, HYPERSCAN.hits(text)) == confirm(text, LITERAL.hits(text))


@pytest.mark.parametrize(("what", "template"), TEMPLATES, ids=[f"{what} {n}" for n, (what, _) in enumerate(TEMPLATES)])
def test_both_engines_find_every_format_however_it_is_written(what: str, template: str) -> None:
    token = make(template).replace("<", "").replace(">", "")
    plain = b"x = '" + token.encode() + b"'\n"
    written = [
        plain,
        b"\1\0" + token.encode() + b"\0\2",
        b"a=" + token.encode("utf-16-le"),
        b"\0" + token.encode("utf-16-be"),
        base64.b64encode(b"k=" + token.encode()),
    ]
    much = b"no token here\n" * 5_000
    for data in (*written, (b"\n" + much).join(written)):
        assert confirm(data, HYPERSCAN.hits(data)) == confirm(data, LITERAL.hits(data))
    assert [each.kind for each in find(plain)] == [what]


HYPERSCAN = HyperscanEngine(is_lazy=False)
LITERAL = LiteralEngine()


def test_letters_of_a_program_that_only_look_like_a_token_are_none() -> None:
    symbol = b"_ZN4Highs_" + b"callLpSolverAndSomethingMoreThanThatE1"[:36]
    assert len(symbol) == 46
    assert find(b"\0\1" + symbol + b"\0\2") == []


def web_token(size: int) -> bytes:
    """A JSON Web Token with claims of ``size`` letters."""

    def part(data: bytes) -> bytes:
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    claims = b'{"iss":"idp","groups":"' + b"staff-1." * (size // 8) + b'"}'
    return part(b'{"alg":"RS256","typ":"JWT"}') + b"." + part(claims) + b"." + part(bytes(range(256)))


@pytest.mark.parametrize("size", [80, 800, 1_600, 4_000, 9_000])
def test_a_token_is_found_whole_however_much_it_says(size: int) -> None:
    token = web_token(size)
    (sighting,) = find(b"x" * 70_000 + b" token=" + token + b"\n")
    assert sighting.value == token.decode()


def private_key() -> bytes:
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    made = rsa.generate_private_key(65537, 2048)
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def test_a_private_key_is_the_same_however_it_is_written() -> None:
    key = private_key()
    forms = [
        key,
        b"a = " + key.decode().encode("utf-16-le"),
        b"\0" + key.decode().encode("utf-16-be"),
        base64.b64encode(key),
        base64.b64encode(b"k:" + key),
        base64.encodebytes(b"ke:" + key),
    ]
    assert {sighting.value for form in forms for sighting in find(form)} == {find(key)[0].value}
    assert [len(find(form)) for form in forms] == [1] * len(forms)


def basic(user: str, password: str) -> str:
    return base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize(
    "before",
    [
        "Authorization: Basic ",
        "authorization: basic ",
        '"Authorization": "Basic ',
        '\\"Authorization\\": \\"Basic ',
        'setRequestHeader("Authorization", "Basic ',
        "extraheader = AUTHORIZATION: basic ",
        "Proxy-Authorization: Basic%20",
    ],
)
def test_the_password_of_a_basic_header_is_found(before: str) -> None:
    text = f'{before}{basic("deploy", "tk9Qm2xZ71pw")}"\n'
    (sighting,) = find(text.encode())
    assert (sighting.kind, sighting.value) == ("password in an Authorization header", "tk9Qm2xZ71pw")
    assert (sighting.encoding, sighting.confidence) == ("base64", Confidence.LIKELY)


def test_a_token_in_a_basic_header_is_that_token() -> None:
    (sighting,) = find(f"Authorization: Basic {basic('x', TOKEN)}\n".encode())
    assert (sighting.kind, sighting.value) == ("GitHub token", TOKEN)


@pytest.mark.parametrize(
    ("user", "password"),
    [("user", "password"), ("Aladdin", "changeme"), ("me", "${PASSWORD}"), ("me", ""), ("me", "<password>")],
)
def test_a_basic_header_that_protects_nothing_is_none(user: str, password: str) -> None:
    assert find(f"Authorization: Basic {basic(user, password)}\n".encode()) == []


URL = "postgres://app:q8Xe2mLr5v@db.internal.io:5432/app"


@pytest.mark.parametrize(
    "data",
    [
        URL.encode(),
        URL.replace("/", "\\/").encode(),
        ("x" + URL).encode("utf-16-le"),
        b"\0" + URL.encode("utf-16-be"),
        URL.encode("utf-16"),
        base64.b64encode(URL.encode()),
        base64.b64encode(b"a" + b"url=" + URL.encode()),
        base64.b64encode(b"ab" + b"url=" + URL.encode()),
        base64.encodebytes(b"kind: Secret\nurl: " + URL.encode() + b"\nother: " + b"value " * 40),
        b'{"DATABASE_URL": "' + base64.b64encode(URL.encode()) + b'"}',
    ],
)
def test_the_password_of_a_url_is_found_however_it_is_written(data: bytes) -> None:
    (sighting,) = find(data)
    assert (sighting.kind, sighting.value) == ("password in a URL", "q8Xe2mLr5v")
    assert 0 <= sighting.start < sighting.end <= len(data)


def test_the_signature_of_a_shared_access_url_is_found_however_it_is_escaped() -> None:
    signature = "aZ3" * 14 + "b%3D"
    for joint in ("&", "&amp;", "\\u0026"):
        text = f"https://a.blob.core.windows.net/b?{joint.join(('sv=2020', 'se=2024', f'sig={signature}'))}"
        (sighting,) = find(text.encode())
        assert (sighting.kind, sighting.value) == ("Azure shared access signature", signature)


@pytest.mark.parametrize("before", ["token%3D", "a=%22", "x\\n", "\\u003d", "\\t", "\\x3d", "%0A"])
@pytest.mark.parametrize("after", ["", "%0A", "\\n", "%22", "\\u0026b=c"])
def test_a_token_beside_an_escape_is_found(before: str, after: str) -> None:
    (sighting,) = find((before + TOKEN + after).encode())
    assert (sighting.value, sighting.start) == (TOKEN, len(before))


@pytest.mark.parametrize(
    ("end", "note", "severity"),
    [
        ("2024-01-31T08%3A00%3A00Z", "expired 2024-01-31", Severity.WARNING),
        ("2999-01-31", "expires 2999-01-31", Severity.ERROR),
    ],
)
def test_a_shared_access_signature_that_is_over_is_told(end: str, note: str, severity: Severity) -> None:
    text = f"https://a.blob.core.windows.net/b?sv=2020\\u0026sig={'aZ3' * 14}b%3D\\u0026se={end}\n"
    (sighting,) = find(text.encode())
    assert (sighting.severity, sighting.notes) == (severity, (note,))


def test_parts_of_shared_access_urls_take_time_in_proportion() -> None:
    began = time.process_time()
    for part in (b"?sv=", b"?sv=a&", b"://a?sig=", b"a://", b"https://u:p", b"authorization basic "):
        assert find(part * (1_000_000 // len(part))) == []
    assert time.process_time() - began < 20


def test_the_end_of_a_word_in_a_line_of_text_is_no_token() -> None:
    word = "cyberark" + "_test_" + "connection_post"
    assert find(f'"operation": "{word}",\n    "next": 1\n'.encode()) == []
    assert find(f"a\n{word}\n".encode()) == []
