"""Configuration is found above a file, and every mistake in it is told with its place."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from dockerlint.engine.config import Config, ConfigError, Configs
from dockerlint.engine.config_file import load_config
from dockerlint.finding import Confidence, Severity
from dockerlint.rule import Rule
from dockerlint.settings import Settings

RULES = tuple(
    Rule(code, name, "", Severity.ERROR, lambda _file, _settings: (), ())
    for code, name in (("SEC101", "secret-in-env"), ("SEC102", "secret-in-arg"), ("MNT301", "secret-mount-persisted"))
)


def config(folder: Path, text: str, name: str = "dockerlint.toml") -> Config:
    (folder / name).write_text(text)
    return Configs(RULES).of(str(folder / "Dockerfile"))


def test_without_a_file_everything_is_default(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert Configs(RULES).of(str(tmp_path / "Dockerfile")) == Config()


def test_every_key_is_read(tmp_path: Path) -> None:
    text = """
select = ["SEC1", "secret-mount-persisted"]
ignore = ["secret-in-env"]
min-confidence = "likely"
exclude = ["legacy/"]
secret-form = "file"
secret-id-case = "keep"

[per-file-ignores]
"tests/**" = ["SEC"]
"""
    assert config(tmp_path, text) == Config(
        folder=str(tmp_path),
        select=frozenset({"secret-in-env", "secret-in-arg", "secret-mount-persisted"}),
        ignore=frozenset({"secret-in-env"}),
        confidence=Confidence.LIKELY,
        exclude=("legacy/",),
        settings=Settings("file", "keep"),
        per_file_ignores=(("tests/**", frozenset({"secret-in-env", "secret-in-arg"})),),
    )


def test_pyproject_serves_as_well_when_it_has_the_table(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text('[tool.dockerlint]\nignore = ["SEC101"]\n')
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    found = Configs(RULES).of(str(inner / "Dockerfile"))
    assert (found.folder, found.ignore) == (str(tmp_path), frozenset({"secret-in-env"}))


@pytest.mark.parametrize(
    ("text", "is_ours"),
    [
        ('[tool]\ndockerlint = {secret-form = "file"}\n', True),
        ('tool.dockerlint.secret-form = "file"\n', True),
        ('[tool."dockerlint"]\nsecret-form = "file"\n', True),
        ('[ tool . dockerlint ]\nsecret-form = "file"\n', True),
        ('[project]\nname = "x"\ndependencies = ["dockerlint"]\n', False),
        ('# tool.dockerlint\n[tool.other]\na = "dockerlint"\n', False),
    ],
)
def test_the_table_is_seen_however_it_is_written(tmp_path: Path, text: str, is_ours: bool) -> None:
    (tmp_path / ".git").mkdir()
    assert (config(tmp_path, text, "pyproject.toml").settings.secret_form == "file") is is_ours


def test_nothing_above_the_repository_is_read(tmp_path: Path) -> None:
    (tmp_path / "dockerlint.toml").write_text("nonsense")
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    assert Configs(RULES).of(str(repository / "Dockerfile")) == Config()


def test_the_nearest_file_wins_alone(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "dockerlint.toml").write_text('ignore = ["SEC101"]')
    assert config(tmp_path / "a", 'secret-form = "env"') == Config(folder=str(tmp_path / "a"), settings=Settings("env"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('# a\nselct = ["SEC1"]', "{}:2: unknown key 'selct'; did you mean \"select\"?"),
        ('ignore = ["secret-in-envv"]', "{}:1: there is no rule 'secret-in-envv'; did you mean \"secret-in-env\"?"),
        ('ignore = "SEC101"', "{}:1: ignore is a list of strings"),
        ('min-confidence = "sure"', "{}:1: min-confidence is one of certain, likely, possible"),
        ('secret-form = "mount"', "{}:1: secret-form is one of auto, env, file"),
        ("secret-id-case = 1", "{}:1: secret-id-case is one of lower, keep"),
        ('per-file-ignores = ["a"]', "{}:1: per-file-ignores is a table of patterns, each with a list of rules"),
        ('[per-file-ignores]\n"a/*" = ["XYZ"]', "{}:2: there is no rule 'XYZ'"),
        ("a b", "{}: not valid TOML: Expected '=' after a key in a key/value pair (at line 1, column 3)"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config(tmp_path, text)
    assert str(caught.value) == message.format(tmp_path / "dockerlint.toml")


def test_patterns_are_relative_to_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = config(tmp_path, 'exclude = ["legacy/"]\n[per-file-ignores]\n"/tests/**" = ["SEC101"]\n')
    (tmp_path / "tests").mkdir()
    monkeypatch.chdir(tmp_path / "tests")
    assert found.excludes("../legacy/Dockerfile")
    assert found.excludes("../legacy/")
    assert not found.excludes("Dockerfile")
    assert found.ignored_in("Dockerfile") == frozenset({"secret-in-env"})
    assert found.ignored_in("../Dockerfile") == frozenset()
    assert found.ignored_in(str(tmp_path.parent / "tests" / "Dockerfile")) == frozenset()


def test_an_exclude_that_means_harm_takes_no_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    read = config(tmp_path, f'exclude = ["**/*{"a*" * 60}b/**"]')
    started = time.process_time()
    assert not read.excludes("a" * 250 + "/Dockerfile")
    assert time.process_time() - started < 10


def test_a_file_that_is_nested_too_deep_is_told(tmp_path: Path) -> None:
    (tmp_path / "dockerlint.toml").write_text("select = " + "[" * 5000 + "]" * 5000)
    with pytest.raises(ConfigError, match=r"dockerlint\.toml: not valid TOML: nested too deep"):
        load_config(str(tmp_path / "dockerlint.toml"), ())
