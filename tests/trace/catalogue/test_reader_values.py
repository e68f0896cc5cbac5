"""What is done with a value: decoded, told as a hash, as a default, as encrypted, or let be."""

from __future__ import annotations

import base64
import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.finding import Severity
from dockerlint.trace.catalogue import readers
from dockerlint.trace.catalogue.readers import table

_source = random.Random(23)


def _secret(size: int = 20) -> str:
    return "".join(_source.choice(string.ascii_letters + string.digits) for _ in range(size - 2)) + "k7"


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (".docker/config.json", '{{"auths": {{"r.acme.io": {{"auth": "{pair}"}}}}}}'),
        (".dockercfg", '{{"https://r.acme.io/v1/": {{"auth": "{pair}", "email": "me@acme.io"}}}}'),
        ("containers/auth.json", '{{"auths": {{"r.acme.io": {{"auth": "{pair}"}}}}}}'),
        (".npmrc", "//r.acme.io/:_auth={pair}\n"),
        (".npmrc", "//r.acme.io/:_password={alone}\n"),
        ("recentservers.xml", '<Server><Pass encoding="base64">{alone}</Pass></Server>'),
        ("secret.yaml", "apiVersion: v1\nkind: Secret\ndata:\n  user: bWU=\n  password: {alone}\n"),
        ("k8s-secrets.json", '{{"kind": "Secret", "data": {{"password": "{alone}"}}}}'),
        (".git/config", '[http "https://github.com/"]\n\textraheader = AUTHORIZATION: basic {pair}\n'),
    ],
)
def test_a_password_in_base64_is_decoded(path: str, content: str) -> None:
    secret = _secret()
    pair, alone = _base64(f"x-access-token:{secret}"), _base64(secret)
    data = content.format(pair=pair, alone=alone).encode()
    found = readers.read(path, data)
    assert [(each.value, each.encoding) for each in found] == [(secret, "base64")]
    assert data[found[0].start : found[0].end].decode() in (pair, alone)


def test_a_password_of_jetbrains_editors_is_decoded() -> None:
    secret = _secret()
    stored = "".join(f"{ord(letter) ^ 0xDFAA:04x}" for letter in secret)
    found = readers.read(".idea/webServers.xml", f'<a><fileTransfer host="h" password="{stored}"/></a>'.encode())
    assert [(each.kind, each.value) for each in found] == [("FTP password", secret)]


_SALT = "Ab1cD2eF3gH4iJ5k"
_HASHES = (
    ("$6$" + _SALT + "$" + "aB1/" * 21 + "xy", "SHA-512"),
    ("$5$" + _SALT + "$" + "aB1/" * 10 + "xyz", "SHA-256"),
    ("$y$j9T$" + _SALT + "$" + "aB1/" * 10 + "xyz", "yescrypt"),
    ("$2y$10$" + "aB1." * 13 + "x", "bcrypt"),
    ("$apr1$Ab1cD2eF$" + "aB1/x" * 4 + "yz", "MD5 of Apache"),
    ("{SHA}" + _base64("12345678901234567890"), "SHA-1, without salt"),
    ("rl.3StKT.4T8M", "DES"),
)


@pytest.mark.parametrize(("value", "scheme"), _HASHES)
def test_a_password_hash_is_told_with_its_scheme(value: str, scheme: str) -> None:
    shadow = f"root:*:19000:0:99999:7:::\ndaemon:!:19000::::::\nme:{value}:19000:0:99999:7:::\n".encode()
    found = readers.read("etc/shadow", shadow)
    assert [(each.kind, each.value, each.notes) for each in found] == [
        ("password hash", value, (f"hashed with {scheme}",))
    ]
    assert found[0].severity is Severity.WARNING
    assert shadow[found[0].start : found[0].end].decode() == value
    assert [each.value for each in readers.read("www/.htpasswd", f"me:{value}\n".encode())] == [value]


def test_the_hash_of_a_locked_account_is_still_a_hash() -> None:
    value = _HASHES[0][0]
    found = readers.read("etc/shadow", f"me:!{value}:19000::::::\n".encode())
    assert [(each.value, each.notes[1:]) for each in found] == [(value, ("of a locked account",))]


@pytest.mark.parametrize(
    "line", ["root:x:0:0:root:/root:/bin/bash", "root:*:19000:0:99999:7:::", "root::19000::::::", "me:!!:1::::::"]
)
def test_accounts_without_a_hash_are_none(line: str) -> None:
    assert readers.read("etc/shadow", f"{line}\n".encode()) == ()
    assert readers.read("etc/passwd", f"{line}\n".encode()) == ()


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-8-sig", "utf-8"])
def test_byte_order_marks_and_letters_beyond_ascii_move_nothing(codec: str) -> None:
    secret = _secret() + "é€"
    text = f'<configuration><!-- ü --><add key="ClearTextPassword" value="{secret}" /></configuration>'
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(codec, b"")
    data = mark + text.encode(codec)
    (found,) = readers.read("NuGet.Config", data)
    assert found.value == secret
    assert data[found.start : found.end].decode(codec.removesuffix("-sig")) == secret
    assert found.encoding == ("UTF-16" if mark else "")


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("settings.xml", "<server><password>{{COQLCE6DU6GtcS5P{s}=}}</password></server>"),
        ("NuGet.Config", '<add key="Password" value="AQAAANCMnd8BFdERjHoAwE{s}" />'),
        ("credentials.xml", "<password>{{AQAAABAAAAAQ{s}{s}=}}</password>"),
    ],
)
def test_what_a_key_of_the_same_machine_encrypts_is_a_warning(path: str, content: str) -> None:
    found = readers.read(path, content.format(s=_secret()).encode())
    assert [(each.severity, bool(each.notes)) for each in found] == [(Severity.WARNING, True)]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("secrets.yaml", "password: ENC[AES256_GCM,data:{s},iv:{s},tag:{s},type:str]\n"),
        ("application.yml", "password: ENC({s})\n"),
        ("group_vars/all", "db_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  62313365\n"),
        ("config/credentials.yml.enc", "{s}--{s}--{s}"),
        ("settings.py", "SECRET_KEY = os.environ['SECRET_KEY']\nPASSWORD = env('DB_PASSWORD')\n"),
        ("application.yml", "password: ${{DB_PASSWORD:}}\ntoken: {{{{ vault_token }}}}\n"),
        ("config.js", "module.exports = {{ password: process.env.DB_PASSWORD, token: getToken() }}\n"),
        ("terraform.tfvars", "db_password = var.password\n"),
        (".aws/credentials", "[default]\naws_access_key_id = {s}\ncredential_process = /bin/x\n"),
        (".git/config", "[credential]\n\thelper = cache\n[user]\n\tsigningkey = {s}\n"),
        (".docker/config.json", '{{"credsStore": "desktop", "auths": {{"r.acme.io": {{}}}}}}'),
    ],
)
def test_encrypted_values_and_references_are_none(path: str, content: str) -> None:
    assert readers.read(path, content.format(s=_secret()).encode()) == ()


def test_a_default_password_is_a_warning() -> None:
    (found,) = readers.read(".my.cnf", b"[client]\npassword=changeme\n")
    assert (found.severity, found.notes) == (Severity.WARNING, ("a well-known default",))


_NAMES = st.sampled_from(sorted(table.names()) + [f"x.{ending}" for ending in sorted(table.endings())])


@settings(max_examples=400)
@given(_NAMES, st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-16")))
def test_any_bytes_under_any_name_are_read(name: str, data: bytes) -> None:
    for each in readers.read(name, data):
        assert 0 <= each.start < each.end <= len(data)


def test_every_named_format_has_a_reader() -> None:
    unread = [name for name in table.names() if table.reader_of(name) is None and table.reader_of(f"x/{name}") is None]
    assert set(unread) <= {path.rpartition("/")[2] for path in table._table().by_path}
