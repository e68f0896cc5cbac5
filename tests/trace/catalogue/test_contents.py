"""What a credential file really holds, by kind, never by value."""

from __future__ import annotations

import base64
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.trace.catalogue.contents import LARGEST, credentials_in

_source = random.Random(11)
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def _word(size: int) -> str:
    return "".join(_source.choice(_LETTERS) for _ in range(size))


def _pem(label: str, head: str = "") -> str:
    return f"-----BEGIN {label}-----\n{head}" + "\n".join(_word(64) for _ in range(4)) + f"\n-----END {label}-----\n"


_OPENSSH = base64.b64encode(b"openssh-key-v1\0\0\0\0\x04none\0\0\0\x04none" + _word(90).encode()).decode()
_OPENSSH_LOCKED = base64.b64encode(b"openssh-key-v1\0\0\0\0\x0aaes256-ctr" + _word(90).encode()).decode()
_GITHUB = "gh" + "p_" + _word(36)
_AUTH = base64.b64encode(b"me:" + _word(12).encode()).decode()


@pytest.mark.parametrize(
    ("path", "content", "held"),
    [
        (".npmrc", f"//r.io/:_authToken={_word(36)}\n", ["npm token"]),
        (".npmrc", f"_auth={_AUTH}\nemail=a@b.c", ["npm token"]),
        (".npmrc", "registry=https://r.io/\nalways-auth=true\n//r.io/:_authToken=${NPM_TOKEN}\n", []),
        (".yarnrc.yml", f"npmAuthToken: {_word(30)}", ["npm token"]),
        (".yarnrc.yml", 'npmAuthToken: "${NPM_TOKEN}"\nnodeLinker: node-modules', []),
        (".netrc", f"machine h.io login me password {_word(12)}", ["netrc password"]),
        (".netrc", "machine h.io\nlogin me\npassword $TOKEN", []),
        (".pypirc", f"[pypi]\nusername = me\npassword = {_word(12)}", ["package index password"]),
        ("pip.conf", f"[global]\nextra-index-url = https://me:{_word(9)}@h.io/simple", ["URL with a password"]),
        ("pip.conf", "[global]\nindex-url = https://pypi.example.com/simple\ntrusted-host = h.io", []),
        (".git-credentials", f"https://me:{_word(12)}@github.com", ["URL with a password"]),
        (".gitconfig", "[user]\nname = Me\n[url \"git@github.com:\"]\ninsteadOf = https://github.com/", []),
        (".aws/credentials", f"[default]\naws_access_key_id = A\naws_secret_access_key = {_word(24)}",
         ["AWS secret access key"]),
        (".aws/credentials", "[default]\nrole_arn = arn:aws:iam::1:role/x\n", []),
        ("kubeconfig", f"users:\n- user:\n    token: {_word(30)}\n", ["Kubernetes credentials"]),
        ("kubeconfig", "clusters:\n- cluster:\n    server: https://h.io\n", []),
        (".docker/config.json", f'{{"auths":{{"r.io":{{"auth":"{_AUTH}"}}}}}}', ["registry credentials"]),
        (".docker/config.json", '{"credsStore":"desktop","auths":{"r.io":{}}}', []),
        (".m2/settings.xml", f"<server><password>{_word(10)}</password></server>", ["Maven server password"]),
        (".m2/settings.xml", "<server><password>${env.PW}</password></server><mirrors/>", []),
        ("gradle.properties", f"gpr.user=me\nnexusPassword={_word(10)}\n", ["password"]),
        ("gradle.properties", "org.gradle.jvmargs=-Xmx2g\nkotlin.code.style=official\n", []),
        ("NuGet.Config", f'<add key="ClearTextPassword" value="{_word(10)}" />', ["NuGet password"]),
        ("NuGet.Config", '<add key="ClearTextPassword" value="%NUGET_TOKEN%" /><add key="a" value="https://h.io"/>',
         []),
        ("auth.json", f'{{"github-oauth":{{"github.com":"{_word(40)}"}}}}', ["Composer credentials"]),
        ("auth.json", '{"http-basic":{}}', []),
        (".bundle/config", f'BUNDLE_GEMS__CONTRIBSYS__COM: "{_word(8)}:{_word(8)}"', ["gem server credentials"]),
        (".bundle/config", 'BUNDLE_PATH: "vendor"\nBUNDLE_WITHOUT: "test"', []),
        (".cargo/credentials.toml", f'[registry]\ntoken = "{_word(30)}"', ["Cargo registry token"]),
        (".env", f"A=b\nexport DB_PASSWORD={_word(10)} # c\nURL=https://h.io", ["password"]),
        (".env", "DB_PASSWORD=\nAPI_KEY=your-api-key\nSECRET=$X\nDEBUG=true\n# TOKEN=abc", []),
        ("terraform.tfvars", f'db_password = "{_word(10)}"\nregion = "eu"', ["password"]),
        ("terraform.tfstate", f'{{"attributes":{{"password":"{_word(10)}","name":"x"}}}}', ["password"]),
        ("key.json", f'{{"type":"authorized_user","refresh_token":"{_word(30)}"}}', ["Google Cloud credentials"]),
        ("config/master.key", "".join(f"{_source.randrange(16):x}" for _ in range(32)), ["Rails master key"]),
        (".pgpass", f"db:5432:*:me:{_word(9)}", ["PostgreSQL password"]),
        ("server.key", _pem("PRIVATE KEY"), ["private key"]),
        ("server.key", _pem("RSA PRIVATE KEY",
         "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A\n\n"), ["encrypted private key"]),
        ("server.key", _pem("ENCRYPTED PRIVATE KEY"), ["encrypted private key"]),
        ("a.pem", _pem("CERTIFICATE") + _pem("PUBLIC KEY"), []),
        ("id_ed25519", f"-----BEGIN OPENSSH PRIVATE KEY-----\n{_OPENSSH}\n-----END OPENSSH PRIVATE KEY-----",
         ["OpenSSH private key"]),
        ("id_ed25519", f"-----BEGIN OPENSSH PRIVATE KEY-----\n{_OPENSSH_LOCKED}\n", ["encrypted private key"]),
        ("src/app.py", f"token = '{_GITHUB}'", ["GitHub token"]),
        ("src/app.py", "password = input()", []),
        ("", "", []),
    ],
)  # fmt: skip
def test_content_tells_what_a_file_holds(path: str, content: str, held: list[str]) -> None:
    assert credentials_in(path, content.encode()) == tuple(held)


@pytest.mark.parametrize(
    ("data", "held"),
    [
        (b"\xfe\xed\xfe\xed\0\0\0\2\0\0\0\1\0\0\0\1", ("key store",)),
        (b"\xfe\xed\xfe\xed\0\0\0\2\0\0\0\1\0\0\0\2", None),
        (b"\x30\x82\x0a\x11\x02\x01\x03\x30\x82", ("key store",)),
        (b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5", ("key store",)),
        (b"\x7fELF\0\0\0", None),
        (b"a" * (LARGEST + 1), None),
    ],
)
def test_binary_files_are_known_or_left_open(data: bytes, held: tuple[str, ...] | None) -> None:
    assert credentials_in("a.jks", data) == held


@given(
    st.sampled_from([".npmrc", ".env", "settings.xml", "auth.json", "x.tfstate", "id_rsa", ""]), st.binary(max_size=200)
)
def test_any_bytes_can_be_read(path: str, data: bytes) -> None:
    held = credentials_in(path, data)
    assert held is None or isinstance(held, tuple)
