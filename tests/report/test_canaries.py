"""Secrets of a known value through every format, at every level of talk, and through every crash: none comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dockerlint.cli import INTERNAL, main
from dockerlint.engine import run as engine_run
from dockerlint.finding import Finding
from dockerlint.report.formats import FOR_PROGRAMS, TEXT
from dockerlint.rules import load_rules

# Put together here, so that no scanner takes them for leaked ones.
SHORT = "hun" + "ter2"
LONG = "correct-horse-" + "battery-staple-9"
TOKEN = "gh" + "p_" + "Zq7Lw2Rk9Tx4Bv8Nm3PcYd6Hf1Gj5Ks0Qa2W"
PASSWORD = "Tr0ub4dor" + "&3xQz"
CANARIES = (SHORT, LONG, TOKEN, PASSWORD)

DOCKERFILE = f"""# the old token was {TOKEN}
FROM node:20
ARG NPM_TOKEN={TOKEN}
ARG DB_PASSWORD={SHORT}
ENV API_KEY="{LONG}" APP_SECRET={PASSWORD} MODE=fast
LABEL token={TOKEN}
RUN git clone https://user:{LONG}@github.com/example/tool.git /tool
RUN echo "//registry.example.com/:_authToken={TOKEN}" > /root/.npmrc && npm ci && rm /root/.npmrc
RUN curl -u admin:{SHORT} -H "Authorization: Bearer {TOKEN}" https://api.example.com/
RUN <<EOF
export DB_PASSWORD={PASSWORD}
mysql --password={SHORT} -e 'select 1'
EOF
HEALTHCHECK CMD curl --user admin:{LONG} http://localhost/
CMD ["app", "--password", "{PASSWORD}"]
"""

WAYS = (
    (), ("--verbose", "--statistics"), ("--fix", "--verbose"), ("--unsafe-fixes",), ("--baseline", "known.json"),
)  # fmt: skip


@pytest.fixture
def leaky(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / ".npmrc").write_text(f"//registry.example.com/:_authToken={TOKEN}\n")
    (tmp_path / "known.json").write_text('{"version": 1, "findings": []}')
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    return out + err


def leaked(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]


@pytest.mark.parametrize("name", [TEXT, *FOR_PROGRAMS])
def test_no_format_shows_a_secret(name: str, leaky: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for way in WAYS:
        (leaky / "Dockerfile").write_text(DOCKERFILE)
        status = main(["check", "--format", name, *way])
        text = shown(capsys)
        assert (way, status) == (way, 1)
        assert len(text) > 100
        assert (way, leaked(text)) == (way, [])


def test_neither_the_diff_nor_a_baseline_shows_a_secret(leaky: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--diff"]) == 1
    assert main(["check", "--baseline", "new.json", "--write-baseline"]) == 0
    text = shown(capsys) + (leaky / "new.json").read_text()
    assert "SEC101" in text
    assert leaked(text) == []


@pytest.fixture
def crashing_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that fails with the whole file in its words."""

    def check(file: object, settings: object) -> Iterator[Finding]:
        raise ValueError(DOCKERFILE)

    first, *others = load_rules()
    monkeypatch.setattr("dockerlint.rules.load_rules", lambda: (first._replace(check=check), *others))


@pytest.mark.usefixtures("crashing_rule")
@pytest.mark.parametrize("name", [TEXT, *FOR_PROGRAMS])
def test_a_rule_that_crashes_shows_no_secret(name: str, leaky: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--verbose", "--format", name]) == INTERNAL
    text = shown(capsys)
    assert "ValueError" in text
    assert leaked(text) == []


@pytest.mark.parametrize("place", ["check_source", "check_path"])
def test_a_crash_anywhere_shows_no_secret(
    place: str, leaky: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError(DOCKERFILE)

    monkeypatch.setattr(engine_run.Run, place, crash)
    for name in (TEXT, *FOR_PROGRAMS):
        assert main(["check", "--verbose", "--format", name]) == INTERNAL
    text = shown(capsys)
    assert "RuntimeError" in text
    assert leaked(text) == []


@pytest.mark.parametrize("name", FOR_PROGRAMS)
def test_a_report_that_crashes_shows_no_secret(
    name: str,
    leaky: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def crash(*_: Callable[..., object]) -> None:
        raise KeyError(DOCKERFILE)

    module = "rdjson" if name == "rdjsonl" else name
    monkeypatch.setattr(f"dockerlint.report.as_{module}.report_{name}", crash)
    assert main(["check", "--verbose", "--format", name]) == INTERNAL
    text = shown(capsys)
    assert "KeyError" in text
    assert leaked(text) == []
