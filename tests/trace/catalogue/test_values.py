"""Values are told apart as people tell them apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.trace.catalogue.values import ValueClass, classify_value

_GITHUB = "gh" + "p_" + "Zx7pQ2mN8vL4kT9rW1yB5cD3fG6hJ0sAbCdE"
_RANDOM = "Zx7pQ2mN8vL4" + "kT9rW1yB5cD3"
_HEX40 = "3b7e9f01c2" + "d4a5861f0e" + "9c8b7a6d5e" + "4f30219b8a"


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        # nothing there
        ("DB_PASSWORD", "", "empty"), ("DB_PASSWORD", '""', "empty"), ("DB_PASSWORD", "''", "empty"),
        ("API_KEY", '""\\""', "empty"),
        # somebody else's value
        ("TOKEN", "$TOKEN", "reference"), ("TOKEN", "${TOKEN}", "reference"), ("TOKEN", '"${TOKEN:-}"', "reference"),
        ("TOKEN", "$(cat /run/secrets/t)", "reference"), ("TOKEN", "`cat t`", "reference"),
        ("TOKEN", "${TOKEN:?must be set}", "reference"), ("AUTH", "$USER:$PASS", "reference"),
        ("PASSWORD", "${PASSWORD:-changeme}", "default"), ("PASSWORD", "${PASSWORD:-happymeal}", "plain"),
        ("DATABASE_URL", "postgres://u:${PW}@h/d", "reference"),
        # stands for a value
        ("TOKEN", "your-token-here", "placeholder"), ("TOKEN", "xxxx", "placeholder"), ("TOKEN", "****", "placeholder"),
        ("TOKEN", "<token>", "placeholder"), ("TOKEN", "{{ token }}", "placeholder"),
        ("TOKEN", "%TOKEN%", "placeholder"), ("TOKEN", "{{", "placeholder"),
        ("PASSWORD", "PRIVATE-ACCESS-KEY", "placeholder"), ("TOKEN", "GITHUB-SECRET", "placeholder"),
        ("PASSWORD", "x-oauth-basic", "placeholder"),
        ("PASSWORD", "**None**", "placeholder"), ("PASSWORD", "REPLACE_ME", "placeholder"),
        ("API_KEY", "TODO", "placeholder"), ("SECRET_KEY_BASE", "cannot-be-blank-when-building", "placeholder"),
        ("HSM_PIN", "1234", "default"), ("MAIL_URL", "smtp://user:password@mailhost:port/", "placeholder"),
        ("TOKEN", "dummy", "placeholder"), ("TOKEN", "example", "placeholder"), ("TOKEN", "null", "placeholder"),
        ("PASSWORD", "none", "placeholder"), ("PASS", "unamed", "placeholder"), ("TOKEN", "...", "placeholder"),
        ("GITHUB_CLIENT_SECRET", "'client secret'", "placeholder"), ("RAVEN_ADMIN_TOKEN", "admin_token", "placeholder"),
        ("TWILIO_AUTH_TOKEN", "'TWILIO_AUTH_TOKEN'", "placeholder"), ("API_KEY", "YOUR_GOOGLE_API_KEY", "placeholder"),
        ("TOKEN", "00000000-0000-0000-0000-000000000000", "placeholder"), ("API_KEY", "deadbeef", "placeholder"),
        ("AWS_ACCESS_KEY_ID", "AKIA" + "IOSFODNN7EXAMPLE", "placeholder"),
        # works, and protects nothing
        ("DB_PASSWORD", "changeme", "default"), ("DB_PASSWORD", "password", "default"), ("PASSWORD", "root", "default"),
        ("PASSWORD", "admin", "default"), ("JWT_SECRET", "secret", "default"), ("JWT_SECRET", "change_me", "default"),
        ("PASSWORD", "123456", "default"), ("RABBITMQ_PASSWORD", "guest", "default"), ("PASSWD", "pwd", "default"),
        ("MYCAT_PASS", "mycat", "default"), ("KEYSTORE_PASSWORD", "KeystorePassword1", "default"),
        ("ES_PASS", "PleaseChangeThisToActualPassword", "default"),
        ("SSH_PASSWD", '"\\"root:Docker!\\""', "default"), ("SSH_PASSWD", '\\"root:Docker!\\"', "default"),
        # no secret
        ("SSH_PASSWORD", "false", "flag"), ("NPM_TOKEN", "0", "flag"), ("AUTH", "none", "flag"),
        ("PORT", "8080", "flag"), ("AUTH_METHOD", "basic", "flag"), ("KEY_SIZE", "4096", "flag"),
        ("PRIVATE_KEY", "/etc/ssl/private/k.pem", "path"), ("SSH_PRIVATE_KEY", "./id_rsa", "path"),
        ("GOOGLE_CREDENTIALS", "credentials.json", "path"), ("PASS", "${DIR}/password", "path"),
        ("TOKEN", "C:\\secrets\\token.txt", "path"), ("ACCESS_TOKEN", "/run/secrets/token", "path"),
        ("TOKEN_URL", "https://h.io/token", "url"), ("KEY", "https://h.io/key.asc", "url"),
        ("SENTRY_DSN", "https://0123456789abcdef0123456789abcdef@o1.ingest.sentry.io/42", "url"),
        ("GPG_KEY", "0D96DF4D4110E5C43FBFB17F2D347EA6AA65421D", "fingerprint"),
        ("GPG_KEYS", "05AB33110949707C93A279E3D3EFE6B686867BA6  07E48665A34DCAFAE522E5E6266191C37C037D42",
         "fingerprint"),
        ("GPG_NGINX", "B0F4 2533 73F8 F6F5 10D4  2178 520A 9993 A1C0 52F8", "fingerprint"),
        ("FFMPEG_KEY", "D67658D8", "fingerprint"), ("SIGNING_KEY", "0xBB572E0E2D182910", "fingerprint"),
        ("PHP_SHA256", "9bd9ddd95ab7bd0e0a39d1d4d4bf09b1f2c3d4e5f60718293a4b5c6d7e8f9012", "fingerprint"),
        ("COMMIT", _HEX40, "fingerprint"), ("TOKEN_ADDRESS", "0x" + _HEX40, "fingerprint"),
        ("IMAGE", "alpine:3@sha256:9bd9ddd95ab7bd0e0a39d1d4d4bf09b1f2c3d4e5f60718293a4b5c6d7e8f9012", "fingerprint"),
        ("KEY", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ me@h", "public-key"),
        ("CERT", "-----BEGIN CERTIFICATE-----\\nMIIDjDCC", "public-key"),
        ("AUTH_VERSION", "1.2.3", "version"), ("JAVA_VERSION", "8u212-b04", "version"),
        ("VERSION", "v1.2.3-rc.1", "version"),
        # credentials
        ("X", _GITHUB, "token"), ("GITHUB_TOKEN", f'"{_GITHUB}"', "token"), ("GITHUB_TOKEN", _HEX40, "entropy"),
        ("API_KEY", _RANDOM, "entropy"), ("NPM_TOKEN", "s91t7q0a-qp99-39jv-7zj8-35iz995ko88o", "entropy"),
        ("DATABASE_URL", "postgres://me:hunter2k@db/x", "url-credential"),
        ("DSN", "Server=db;User Id=sa;Password=hunter2k;", "url-credential"),
        ("MYSQL_DSN", "me:hunter2k@tcp(db:3306)/x", "url-credential"), ("MYSQL_DSN", "root@tcp(mysql)/x", "plain"),
        ("HTPASSWD", "foo:$apr1$odHl5EJN$KbxMfo86Qdve2FH4owePn.", "token"),
        # a literal that somebody chose
        ("ROOT_DB_PASS", "strangeHat!", "plain"), ("DB_PASSWORD", "airport", "plain"),
        ("LICENSE", "BSD-3-Clause", "plain"),
    ],
)  # fmt: skip
def test_a_value_has_its_kind(name: str, value: str, kind: str) -> None:
    assert classify_value(value, name).kind == kind


@pytest.mark.parametrize(
    ("name", "value", "judged"),
    [
        ("X", _GITHUB, ValueClass("token", "GitHub token", False)),
        ("DATABASE_URL", "postgres://root:root@db/x", ValueClass("url-credential", "default")),
        ("DATABASE_URL", "postgres://me:hunter2k@db/x", ValueClass("url-credential", "literal")),
        ("AWS_SECRET_ACCESS_KEY", "dNXVtw2c4ztoG9K40/" + "aYaVM4l+tUGNOAXm6jLU6j", ValueClass("token",
         "AWS secret access key")),
        ("X", "dNXVtw2c4ztoG9K40/" + "aYaVM4l+tUGNOAXm6jLU6j", ValueClass("entropy")),
    ],
)  # fmt: skip
def test_a_credential_is_called_by_its_name(name: str, value: str, judged: ValueClass) -> None:
    assert classify_value(value, name) == judged


@given(st.text(max_size=60), st.sampled_from(["", "DB_PASSWORD", "GPG_KEY", "PORT", "API_KEY"]))
def test_any_text_has_a_kind_and_quotes_do_not_matter(value: str, name: str) -> None:
    bare = value.strip("\"'\\ ")
    if bare == bare.strip():
        assert classify_value(f"'{bare}'", name) == classify_value(bare, name)
