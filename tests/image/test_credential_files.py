"""Files that tools keep credentials in are known by name and read by their format."""

from __future__ import annotations

import random
import string

import pytest

from dockerlint.finding import Severity
from dockerlint.image.content import look_at
from dockerlint.image.credential_files import is_credential_file, read_credentials
from dockerlint.image.credential_files.judging import of_name
from dockerlint.image.evidence import fingerprint
from dockerlint.image.values import Limits
from dockerlint.trace.catalogue.file_kinds import KNOWN
from tests.image.tokens import github_token

_source = random.Random(29)


def _secret() -> str:
    return "".join(_source.choice(string.ascii_letters + string.digits) for _ in range(18)) + "k7"


@pytest.mark.parametrize(
    "path",
    [name for known in KNOWN if known.kind in ("credential", "config", "environment") for name in known.names]
    + ["root/.npmrc", "ROOT/.NPMRC", "etc/shadow", "app/.env.production", "app/my-secrets.json", "a/prod.tfvars",
       "run/secrets/db", "var/run/secrets/kubernetes.io/serviceaccount/token", "b/store.p12", "x.kdbx", "k.ppk",
       ".npmrc", "etc/apt/auth.conf.d/acme.conf"],
)  # fmt: skip
def test_the_files_of_the_catalogue_are_read(path: str) -> None:
    assert is_credential_file(path)


@pytest.mark.parametrize(
    "path",
    ["", "usr/bin/ls", "usr/lib/python3.11/secrets.pyc", "app/node_modules/lodash/package.json", "app/main.py",
     "usr/share/doc/git/README", "lib/x.so.1", "app/test_credentials.py", ".env.d/x", "app/tsconfig.json"],
)  # fmt: skip
def test_other_files_are_not(path: str) -> None:
    assert not is_credential_file(path)


def test_a_token_in_a_credential_file_is_found_once_and_by_its_format() -> None:
    token = github_token(3)
    look = look_at("root/.netrc", f"machine github.com login x password {token}\n".encode(), Limits())
    assert [(found.evidence.kind, found.evidence.fingerprint) for found in look.found] == [
        ("GitHub token", fingerprint(token))
    ]


def test_the_same_secret_has_the_same_fingerprint_whatever_file_holds_it() -> None:
    secret = _secret()
    files = {
        "root/.netrc": f"machine h.acme.io login me password {secret}\n",
        "root/.my.cnf": f'[client]\npassword="{secret}"\n',
        "app/.env": f"DB_PASSWORD='{secret}'\n",
        "app/database.yml": f"production:\n  password: {secret}\n",
        "root/.git-credentials": f"https://me:{secret}@git.acme.io\n",
    }
    found = [look_at(path, text.encode(), Limits()).found for path, text in files.items()]
    assert [[each.evidence.fingerprint for each in one] for one in found] == [[fingerprint(secret)]] * len(files)
    assert [one[0].place.line for one in found] == [1, 2, 1, 2, 1]


def test_no_reader_makes_a_binary_file_a_text() -> None:
    assert read_credentials("app/.env", b"\x7fELF\0\0PASSWORD=" + _secret().encode()) == []


def test_a_value_is_judged_by_the_name_that_carries_it() -> None:
    secret = _secret()
    found = of_name("DB_PASSWORD", secret, 3, 3 + len(secret))
    assert found is not None
    assert (found.kind, found.value, found.severity) == ("password", secret, Severity.ERROR)
    url = of_name("DATABASE_URL", f"postgres://me:{secret}@db.acme.io/x", 0, 0)
    assert url is not None
    assert url.value == secret
    assert of_name("PATH", "/usr/bin:/bin", 0, 13) is None
    assert of_name("DB_PASSWORD", "$PASSWORD", 0, 9) is None
