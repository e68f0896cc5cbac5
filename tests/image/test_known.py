from __future__ import annotations

from pathlib import Path

import pytest

from dockerlint.built import Built, BuiltPlace
from dockerlint.engine.config import ConfigError
from dockerlint.engine.result import FileResult
from dockerlint.finding import Confidence, Finding, Severity
from dockerlint.image.known import read_known, render_known
from dockerlint.text import Source, Span


def result(*fingerprints: str) -> FileResult:
    findings = []
    for each in fingerprints:
        place = BuiltPlace("", 2, "", "app/key", (), "content", 3, 0, "", "final", None, "RUN x")
        built = Built("app", "private key", each, "", 40, (), (place,))
        severity, confidence = Severity.ERROR, Confidence.CERTAIN
        findings.append(
            Finding("IMG603", "secret-in-image-file", "x", Span(0, 0), "m", severity, confidence, built=built)
        )
    return FileResult(Source("", "x"), tuple(findings))


def test_what_is_written_is_known_when_it_is_read(tmp_path: Path) -> None:
    text, count = render_known([result("b" * 32, "a" * 32), result("a" * 32)])
    assert count == 2
    assert text == (
        '{\n  "version": 1,\n  "secrets": [\n'
        f'    {{"fingerprint": "{"a" * 32}", "kind": "private key", "place": "/app/key:3"}},\n'
        f'    {{"fingerprint": "{"b" * 32}", "kind": "private key", "place": "/app/key:3"}}\n'
        "  ]\n}\n"
    )
    path = tmp_path / "known.json"
    path.write_text(text, encoding="utf-8")
    assert read_known(str(path)) == {"a" * 32, "b" * 32}


def test_a_clean_image_has_an_empty_baseline(tmp_path: Path) -> None:
    text, count = render_known([])
    path = tmp_path / "known.json"
    path.write_text(text, encoding="utf-8")
    assert (count, read_known(str(path))) == (0, frozenset())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a baseline: not valid JSON"),
        ("[" * 100_000, "not a baseline: not valid JSON"),
        ("[]", "not a baseline of images of this version"),
        ('{"version": 2, "secrets": []}', "not a baseline of images of this version"),
        ('{"version": 1, "findings": []}', "not a baseline of images of this version"),
        ('{"version": 1, "secrets": [{"kind": "x"}]}', "not a baseline of images: a secret has a fingerprint"),
        ('{"version": 1, "secrets": ["x"]}', "not a baseline of images: a secret has a fingerprint"),
    ],
)
def test_what_is_no_baseline_is_an_error(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "known.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        read_known(str(path))
    assert str(raised.value) == f"{path}: {message}"


def test_a_baseline_that_is_not_there_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--write-baseline makes it"):
        read_known(str(tmp_path / "none.json"))
