"""Names are judged as people judged them, and words are found however they are written."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.trace.catalogue.names import NameClass, classify_name, split_name

_ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "names.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
_VERDICTS = {name: verdict for name, verdict, _ in _ROWS}
_KINDS = {"secret": ("secret",), "value": ("ambiguous",), "not": ("public", "none")}


def test_every_labelled_name_is_judged_as_labelled() -> None:
    judged = {name: classify_name(name).kind for name in _VERDICTS}
    assert len(judged) > 590
    assert {name: kind for name, kind in judged.items() if kind not in _KINDS[_VERDICTS[name]]} == {}


def _buildkit(name: str) -> bool:
    """BuildKit's SecretsUsedInArgOrEnv as of frontend 1.22."""
    words = "apikey|auth|credential|credentials|key|password|pword|passwd|secret|token"
    denied = re.search(rf"(?i)(?:_|^)(?:{words})(?:_|$)", name)
    return denied is not None and not re.search(r"(?i)(?:_|^)(?:public|file|version)(?:_|$)", name)


def test_fewer_false_alarms_and_misses_than_buildkits_rule_on_the_same_names() -> None:
    ours = Counter(_VERDICTS[name] for name in _VERDICTS if classify_name(name).kind == "secret")
    theirs = Counter(_VERDICTS[name] for name in _VERDICTS if _buildkit(name))
    assert Counter(_VERDICTS.values()) == {"secret": 241, "value": 63, "not": 295}
    assert ours == {"secret": 241}
    assert theirs == {"secret": 159, "value": 38, "not": 95}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("DB_PASSWORD", "DB PASSWORD"),
        ("dbPassword", "DB PASSWORD"),
        ("DBPASSWORD", "DB PASSWORD"),
        ("db-password", "DB PASSWORD"),
        ("spring.datasource.password", "SPRING DATASOURCE PASSWORD"),
        ("CLIENTSECRET", "CLIENT SECRET"),
        ("MyApiKey", "MY API KEY"),
        ("SomeAPIKey", "SOME API KEY"),
        ("MAXMIND_APIKEY", "MAXMIND APIKEY"),
        ("PGPASSWORD", "PG PASSWORD"),
        ("NGINX_GPGKEY", "NGINX GPG KEY"),
        ("TWILIO_AUTH_TOKENdev", "TWILIO AUTH TOKEN DEV"),
        ("OAUTH2_SECRET", "OAUTH 2 SECRET"),
        ("BUNDLE_GITHUB__COM", "BUNDLE GITHUB COM"),
        ("COMPASS", "COMPASS"),
        ("MONKEY", "MONKEY"),
        ("OLDPWD", "OLDPWD"),
        ("KEYBOARD", "KEYBOARD"),
        ("dbpswdfile", "DBPSWD FILE"),
    ],
)
def test_a_name_is_split_into_its_words(name: str, words: str) -> None:
    assert " ".join(split_name(name)) == words


@pytest.mark.parametrize(
    ("name", "judged"),
    [
        ("MYSQL_PWD", ("secret", "password")),
        ("RAILS_MASTER_KEY", ("secret", "master key")),
        ("AWS_SECRET_ACCESS_KEY", ("secret", "secret access key")),
        ("SSH_PRIVATE_KEY", ("secret", "private key")),
        ("bundle_gems__contribsys__com", ("secret", "gem server credentials")),
        ("BUNDLE_BUILD__NOKOGIRI", ("none", "")),
        ("BUNDLE_GEM__TEST", ("none", "")),
        ("PIP_EXTRA_INDEX_URL", ("ambiguous", "index URL")),
        ("CONNECTION_STRING", ("ambiguous", "connection string")),
        ("GPG_PRIVATE_KEY", ("secret", "private key")),
        ("TAILSCALE_AUTHKEY", ("secret", "authentication key")),
        ("TS_AUTHKEY", ("secret", "authentication key")),
        ("KAGGLE_KEY", ("secret", "Kaggle key")),
        ("MAVEN_PUBLISH_KEY", ("secret", "publishing key")),
        ("PUBNUB_PUBLISH_KEY", ("public", "")),
        ("HSM_PIN", ("secret", "PIN")),
        ("LED_PIN", ("ambiguous", "PIN")),
        ("PASSWORD_FILE", ("public", "")),
        ("JAVA_HOME", ("none", "")),
        ("", ("none", "")),
        ("$PASSWORD", ("none", "")),
    ],
)
def test_people_read_the_right_noun(name: str, judged: tuple[str, str]) -> None:
    assert classify_name(name) == NameClass(*judged)


@given(st.text(max_size=40))
def test_any_text_has_a_kind(name: str) -> None:
    assert classify_name(name).kind in ("secret", "ambiguous", "public", "none")


@given(st.from_regex(r"[A-Z]{1,12}(_[A-Z]{1,12}){0,4}", fullmatch=True))
def test_small_letters_say_the_same_as_capitals(name: str) -> None:
    assert classify_name(name.lower()) == classify_name(name)
