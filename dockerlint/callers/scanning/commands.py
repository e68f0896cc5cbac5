"""How a pipeline calls dockerlint and skopeo: the words that every kind of caller puts between build and push."""

from __future__ import annotations

import re

from dockerlint import __version__
from dockerlint.callers.scanning.builders import Builder
from dockerlint.record import NamedTuple

COPY = "skopeo copy --all --preserve-digests"

INSTALLED = "dockerlint"
BY_PIPX = f"pipx run --spec 'dockerlint[image]=={__version__}' dockerlint"
BY_PIPX_IN_SINGLE_QUOTES = BY_PIPX.replace("'", '"')


class Idiom(NamedTuple):
    """What is usual at one place: how dockerlint is called there, and what a failing command does.

    ``stops`` is whether the shell ends at the first command that fails.  ``has_lines`` is false where all
    commands stand on one line.  ``archive`` is a word for a path of its own, "" where ``mktemp`` makes one.
    ``report`` is a word for the path of a report to write, "" for none.  ``dollar`` is what ``$`` is written as.
    ``ends`` is whether the text's last command decides how the job goes on.  ``is_one_shell`` is false where every line
    is a shell of its own.  ``quote`` is the quotation mark that a word with blanks may stand in.  ``builder`` is
    what builds run on.
    """

    dockerlint: str = INSTALLED
    stops: bool = False
    has_lines: bool = True
    archive: str = ""
    report: str = ""
    report_format: str = "sarif"
    dollar: str = "$"
    ends: bool = True
    is_one_shell: bool = True
    quote: str = "'"
    builder: Builder = Builder()


def scan(idiom: Idiom, reference: str) -> str:
    """The command that fails when the image holds a secret, or could not be looked at."""
    return f"{idiom.dockerlint} image scan {reference}"


def report(idiom: Idiom, reference: str) -> str:
    """The command that writes what the scan finds to a file, and never fails for it."""
    options = f"--exit-zero --format {idiom.report_format} --output {idiom.report}"
    return f"{idiom.dockerlint} image scan {options} {reference}"


def prefixed(prefix: str, raw: str) -> str:
    """The shell word ``raw`` with ``prefix`` before it, inside its quotes where it is one quoted text."""
    if re.fullmatch(r'"(?:[^"\\`]|\\.)*"', raw, re.DOTALL):
        return f'"{prefix}{raw[1:]}'
    return prefix + raw
