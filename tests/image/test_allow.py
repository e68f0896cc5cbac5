from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from dockerlint.engine.config import ConfigError
from dockerlint.finding import Severity
from dockerlint.image.allow import Allowed, AllowList, read_allow_list
from dockerlint.image.verdict import Leak
from tests.image.test_verdict import found, judged, layer

ONE, OTHER = "a" * 32, "b" * 32
TODAY = date.today()


def leaks() -> list[Leak]:
    """One in two files, one a test's, and another."""
    finds = (found("app/key"), found("app/tests/key", severity=Severity.WARNING), found("srv/other", OTHER))
    return judged(layer("app/key", "app/tests/key", "srv/other", finds=finds))


def allowing(*entries: Allowed, known: frozenset[str] = frozenset()) -> AllowList:
    return AllowList(entries, "allow.toml", known)


def test_a_listed_secret_is_let_be() -> None:
    judged = allowing(Allowed(ONE, "a test key", "ops")).keep(leaks())
    assert [leak.fingerprint for leak in judged.leaks] == [OTHER]
    assert (judged.ended, judged.unused) == ((), ())


def test_a_secret_of_the_baseline_is_let_be() -> None:
    assert [leak.fingerprint for leak in allowing(known=frozenset({OTHER})).keep(leaks()).leaks] == [ONE]


def test_an_entry_counts_on_its_last_day() -> None:
    judged = allowing(Allowed(ONE, "a test key", "ops", TODAY)).keep(leaks())
    assert [leak.fingerprint for leak in judged.leaks] == [OTHER]
    assert judged.ended == ()


def test_an_entry_that_ended_allows_nothing_and_is_told() -> None:
    yesterday = TODAY - timedelta(days=1)
    judged = allowing(Allowed(ONE, "a test key", "ops", yesterday)).keep(leaks())
    assert [leak.fingerprint for leak in judged.leaks] == [ONE, OTHER]
    assert judged.ended == (f"allow.toml: the entry of {ONE} ended on {yesterday} (owner: ops)",)
    assert judged.unused == ()


def test_an_entry_that_matches_nothing_is_told() -> None:
    entries = (Allowed("c" * 32, "gone", "ops"), Allowed(ONE, "elsewhere", "dev", path="/srv/"))
    judged = allowing(*entries).keep(leaks())
    assert len(judged.leaks) == 2
    assert judged.unused == (
        f"allow.toml: the entry of {'c' * 32} matches nothing here (owner: ops)",
        f"allow.toml: the entry of {ONE} matches nothing here (owner: dev)",
    )


@pytest.mark.parametrize("pattern", ["/app/key", "key", "/app/k*", "app/key"])
def test_outside_of_its_path_a_secret_is_told_all_the_same(pattern: str) -> None:
    entry = Allowed(ONE, "a test key", "ops", path=pattern if pattern != "key" else "/app/key")
    judged = allowing(entry).keep(leaks()[:1])
    (leak,) = judged.leaks
    assert [place.found.place.path for place in leak.places] == ["app/tests/key"]
    assert leak.severity is Severity.WARNING


def test_a_folder_covers_what_is_below_it() -> None:
    judged = allowing(Allowed(ONE, "a test key", "ops", path="/app/")).keep(leaks())
    assert [leak.fingerprint for leak in judged.leaks] == [OTHER]


def test_several_entries_cover_together_what_none_covers_alone() -> None:
    entries = (Allowed(ONE, "x", "ops", path="/app/key"), Allowed(ONE, "y", "ops", path="tests/"))
    assert [leak.fingerprint for leak in allowing(*entries).keep(leaks()).leaks] == [OTHER]


class TestFile:
    def read(self, folder: Path, text: str) -> AllowList:
        path = folder / "allow.toml"
        path.write_text(text, encoding="utf-8")
        return read_allow_list(str(path))

    def test_all_keys_are_read(self, tmp_path: Path) -> None:
        text = f'[[allow]]\nfingerprint = "{ONE}"\nreason = "r"\nowner = "o"\nexpires = 2027-01-31\npath = "/a/"\n'
        assert self.read(tmp_path, text).entries == (Allowed(ONE, "r", "o", date(2027, 1, 31), "/a/"),)

    def test_an_empty_list_is_a_list(self, tmp_path: Path) -> None:
        assert self.read(tmp_path, "").entries == ()

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("[[allow]\n", ": not valid TOML: Expected ']]' at the end of an array declaration (at line 1,"),
            ("x = " + "[" * 5000, ": not valid TOML: nested too deep"),
            ("[[alow]]\n", ': unknown key alow; did you mean "allow"?'),
            ("allow = 1\n", ": allow is a list of tables: [[allow]]"),
            (
                '[[allow]]\nfingerprint = "{one}"\nreason = "r"\nowner = "o"\n[[allow]]\nreasn = "r"\n',
                ': [[allow]] number 2: unknown key reasn; did you mean "reason"?',
            ),
            ('[[allow]]\nreason = "r"\nowner = "o"\n', ": [[allow]] number 1 needs fingerprint, a text"),
            ('[[allow]]\nfingerprint = "{one}"\nowner = "o"\n', ": [[allow]] number 1 needs reason, a text"),
            (
                '[[allow]]\nfingerprint = "{one}"\nreason = " "\nowner = "o"\n',
                ": [[allow]] number 1 needs reason, a text",
            ),
            ('[[allow]]\nfingerprint = "{one}"\nreason = "r"\n', ": [[allow]] number 1 needs owner, a text"),
            (
                '[[allow]]\nfingerprint = "ABC"\nreason = "r"\nowner = "o"\n',
                ": [[allow]] number 1: fingerprint is 32 hexadecimal digits in small letters, as reports show it",
            ),
            (
                '[[allow]]\nfingerprint = "{one}"\nreason = "r"\nowner = "o"\nexpires = "soon"\n',
                ": [[allow]] number 1: expires is a date, such as 2027-01-31",
            ),
            (
                '[[allow]]\nfingerprint = "{one}"\nreason = "r"\nowner = "o"\npath = "!x"\n',
                ": [[allow]] number 1: path is a pattern from the image's root, such as /app/tests/",
            ),
        ],
    )
    def test_a_mistake_is_named(self, tmp_path: Path, text: str, message: str) -> None:
        with pytest.raises(ConfigError) as raised:
            self.read(tmp_path, text.replace("{one}", ONE))
        assert str(raised.value).startswith(f"{tmp_path / 'allow.toml'}{message}")

    def test_a_file_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=r"no\.toml: "):
            read_allow_list(str(tmp_path / "no.toml"))
