"""The options that say what to report, which ``check`` and ``review`` share, and the engine's options from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockerlint.cli.parser import split_words
from dockerlint.engine.run import Options
from dockerlint.finding import Confidence
from dockerlint.report.formats import FOR_PROGRAMS, TEXT

if TYPE_CHECKING:
    import argparse


def add_selection(group: argparse._ArgumentGroup) -> None:
    """Give ``group`` the options by which rules, findings and the build context are chosen."""
    group.add_argument("--select", metavar="RULES", action="append", help="only these: codes, code prefixes or names")
    group.add_argument("--ignore", metavar="RULES", action="append", help="all but these")
    group.add_argument(
        "--min-confidence",
        metavar="LEVEL",
        choices=[each.value for each in Confidence],
        help="certain, likely or possible (default): how sure a finding must be",
    )
    group.add_argument("--context", metavar="DIR", help="build context (default: the folder of each Dockerfile)")


def add_report(group: argparse._ArgumentGroup) -> None:
    """Give ``group`` the options that say which report is written, and where to."""
    group.add_argument(
        "--format",
        metavar="FORMAT",
        choices=(TEXT, *FOR_PROGRAMS),
        default=TEXT,
        help=f"{TEXT} (default), {', '.join(FOR_PROGRAMS[:-1])} or {FOR_PROGRAMS[-1]}",
    )
    group.add_argument("--output", metavar="FILE", help="write the report to a file")


def read_options(known: argparse.Namespace, baseline: str | None) -> Options:
    """The options that ``known`` names, without the findings in the file at ``baseline``.  Raises ConfigError."""
    from dockerlint.engine.baseline import read_baseline

    return Options(
        select=split_words(known.select) if known.select is not None else None,
        ignore=split_words(known.ignore or ()),
        confidence=Confidence(known.min_confidence) if known.min_confidence else None,
        context=known.context,
        config=known.config,
        baseline=read_baseline(baseline) if baseline is not None else None,
        jobs=known.jobs,
    )
