"""Fixes of all rules together, as the text that they leave or the reasons why there are none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from dockerlint.engine.check import check_file
from dockerlint.engine.fix import Fixer, fix_file
from dockerlint.engine.result import FileResult
from dockerlint.engine.run import find_context
from dockerlint.finding import Safety
from dockerlint.rules import load_rules
from dockerlint.settings import Settings
from dockerlint.text import Source

RULES = tuple(rule for rule in load_rules() if rule.code[:3] in ("SEC", "MNT"))
TAKEN = frozenset({Safety.SAFE, Safety.NEEDS_SECRET})


class Bench:
    """A folder with a Dockerfile and what lies beside it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def check(self, text: str, others: Mapping[str, str] | None = None) -> FileResult:
        result = check_file(
            Source(text, "Dockerfile"), self.settings, RULES, find_context("Dockerfile", None, others or {})
        )
        assert result.failures == ()
        return result

    def fixed(self, text: str) -> Fixed:
        """What ``dockerlint check --fix`` leaves; it is final: a second run changes nothing."""

        def recheck(source: Source, others: Mapping[str, str]) -> FileResult:
            return self.check(source.text, others)

        def read(path: str) -> str | None:
            return Path(path).read_text() if Path(path).exists() else None

        result = fix_file(self.check(text), Fixer(recheck, read, TAKEN))
        assert result.failures == ()
        others = {
            Path(change.path).as_posix(): change.after for change in result.changes if change.path != "Dockerfile"
        }
        again = fix_file(
            self.check(result.source.text, others), Fixer(recheck, lambda path: others.get(path) or read(path), TAKEN)
        )
        assert [change for change in again.changes if change.path == "Dockerfile"] == []
        return Fixed(result.source.text, others)

    def supplies(self, text: str) -> list[str]:
        """The options that the fixes of a first check ask for, each once, in order."""
        fixes = [finding.fix for finding in self.check(text).findings if finding.fix is not None]
        return list(dict.fromkeys(f"{supply.verb} {supply.option}" for fix in fixes for supply in fix.supply))

    def refusals(self, text: str) -> list[tuple[str, str]]:
        """Rule and reason of each finding without a fix; the text is then left alone by what has none."""
        return [(f.name, f.no_fix_because or "") for f in self.check(text).findings if f.fix is None]


class Fixed(NamedTuple):
    text: str
    others: dict[str, str]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.chdir(tmp_path)
    return Bench(Settings())
