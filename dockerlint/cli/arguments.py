"""Options and help texts.  Imported only when an argument is an option or a verb other than a plain ``check``."""

from __future__ import annotations

import argparse
import os
import sys

from dockerlint import __version__
from dockerlint.cli import UsageError
from dockerlint.cli.parser import Parser, a_count
from dockerlint.cli.selection import add_report, add_selection, read_options
from dockerlint.engine.files import reason_of
from dockerlint.finding import Safety
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.cli.check import Request
    from dockerlint.engine.changes import Changes

_MAIN_USAGE = """dockerlint [check] [PATH ...] [options]
       dockerlint explain RULE
       dockerlint rules [--format text|json]
       dockerlint model FILE
       dockerlint image scan REF ...
       dockerlint pipeline add-scan|init ...
       dockerlint review --provider github|gitlab|gitea [PATH ...]
       dockerlint lsp"""

_DESCRIPTION = """\
Find the credentials that Dockerfiles would leave in images, and rewrite the files so that they do not stay.

PATH is a file, a folder (searched for Dockerfiles, .gitignore respected) or - for standard input; the current
folder when none is given."""

_EPILOG = """\
other commands:
  explain RULE         the documentation of a rule, by code or name
  rules                all rules
  model FILE           how dockerlint reads a Dockerfile, as JSON
  image                credentials in built images: scan, history, show, prune (image scan --help)
  pipeline             scans between build and push: add-scan, init (pipeline --help)
  review               comments on a pull request, with fixes to accept (review --help)
  lsp                  the language server for editors, on standard input and output

examples:
  dockerlint                                    check every Dockerfile below the current folder
  dockerlint check --diff Dockerfile            show what --fix would change
  dockerlint --fix .                            change it
  dockerlint check --format sarif --output dockerlint.sarif .
  dockerlint check --fix --stdin-filename app/Dockerfile - < app/Dockerfile

exit status: 0 nothing found, 1 findings remain, 2 wrong use or configuration, 3 a file could not be read or written,
4 a defect of dockerlint itself"""


def run_verb(verb: str | None, words: list[str]) -> int:
    """Carry out ``dockerlint VERB WORDS…``; the exit status."""
    match verb:
        case "explain":
            return _explain(words)
        case "rules":
            return _rules(words)
        case "model":
            return _model(words)
        case "review":
            from dockerlint.cli.review_arguments import run_review

            return run_review(words)
        case "image":
            from dockerlint.cli.image_arguments import run_image

            return run_image(words)
        case "pipeline":
            from dockerlint.cli.pipeline import run_pipeline

            return run_pipeline(words)
        case "lsp":
            return _lsp(words)
        case _:
            from dockerlint.cli.check import check

            return check(_read_check(words))


def check_parser() -> Parser:
    """The options of ``check``."""
    parser = Parser(_MAIN_USAGE, _DESCRIPTION, _EPILOG)
    parser.add_argument("paths", nargs="*", metavar="PATH", help=argparse.SUPPRESS)
    parser.add_argument("--version", action="version", version=f"dockerlint {__version__}", help="show the version")
    fixes = parser.add_argument_group("fixes")
    fixes.add_argument("--fix", action="store_true", help="make the fixes that leave the image as it is")
    fixes.add_argument("--unsafe-fixes", action="store_true", help="make fixes that may change the image as well")
    fixes.add_argument(
        "--diff", action="store_true", help="show what would be fixed, write nothing; secrets are masked"
    )
    fixes.add_argument(
        "--exit-non-zero-on-fix", action="store_true", help="exit with 1 when something was fixed, for hooks"
    )
    fixes.add_argument(
        "--allow-partial", action="store_true", help="fix what can be fixed where a file that builds is not understood"
    )
    choice = parser.add_argument_group("what to report")
    add_selection(choice)
    choice.add_argument(
        "--config", metavar="FILE", help="configuration (default: nearest dockerlint.toml, pyproject.toml)"
    )
    choice.add_argument("--diff-base", metavar="REV", help="only what touches lines that changed since git's REV")
    choice.add_argument(
        "--changed-lines", metavar="DIFF", help="only what touches lines of a unified diff, - for stdin"
    )
    choice.add_argument("--baseline", metavar="FILE", help="all but the findings that FILE knows")
    choice.add_argument("--write-baseline", action="store_true", help="write all findings to the FILE of --baseline")
    choice.add_argument("--stdin-filename", metavar="NAME", default="Dockerfile", help="what standard input is called")
    output = parser.add_argument_group("output")
    add_report(output)
    output.add_argument("--statistics", action="store_true", help="count the findings of each rule")
    output.add_argument(
        "--verbose", action="store_true", help="say more: unused ignores, why there is no fix, tracebacks"
    )
    output.add_argument("--exit-zero", action="store_true", help="exit with 0 in spite of findings")
    output.add_argument("--jobs", metavar="N", type=a_count, default=0, help="processes (default: by number of files)")
    return parser


def _read_check(words: list[str]) -> Request:
    from dockerlint.cli.check import Request

    known = check_parser().read(words)
    safeties: frozenset[Safety] = frozenset()
    if known.fix or known.unsafe_fixes or known.diff:
        safeties = frozenset(Safety) if known.unsafe_fixes else frozenset({Safety.SAFE, Safety.NEEDS_SECRET})
    if known.diff and known.format != "text":
        raise UsageError("--diff prints a diff, so it takes no --format")
    if known.context is not None and not os.path.isdir(known.context):
        raise UsageError(f"--context {known.context}: no such folder")
    if known.write_baseline and (known.baseline is None or safeties or known.diff_base or known.changed_lines):
        raise UsageError("--write-baseline wants --baseline FILE, and neither fixes nor a choice of lines")
    return Request(
        paths=tuple(known.paths),
        options=read_options(known, None if known.write_baseline else known.baseline)._replace(
            fix=safeties, write=not known.diff, changes=_changes(known), allow_partial=known.allow_partial
        ),
        format=known.format,
        output=known.output,
        diff=known.diff,
        stdin_filename=known.stdin_filename,
        write_baseline=known.baseline if known.write_baseline else None,
        exit_zero=known.exit_zero,
        exit_on_fix=known.exit_non_zero_on_fix,
        statistics=known.statistics,
        verbose=known.verbose,
    )


def _changes(known: argparse.Namespace) -> Changes | None:
    if known.diff_base is not None and known.changed_lines is not None:
        raise UsageError("--diff-base and --changed-lines exclude each other")
    if known.diff_base is not None:
        from dockerlint.engine.changes import changes_since

        return changes_since(known.diff_base)
    if known.changed_lines is None:
        return None
    from dockerlint.engine.changes import changes_in

    if known.changed_lines == "-":
        if "-" in known.paths:
            raise UsageError("standard input is either the file or the diff")
        return changes_in(sys.stdin.buffer.read().decode("utf-8", "surrogateescape"))
    try:
        with open(known.changed_lines, encoding="utf-8", errors="surrogateescape", newline="") as file:
            return changes_in(file.read())
    except OSError as error:
        raise UsageError(f"--changed-lines {known.changed_lines}: {reason_of(error)}") from None


def _explain(words: list[str]) -> int:
    parser = Parser(
        "dockerlint explain RULE",
        "Print the documentation of a rule.",
        "examples:\n  dockerlint explain secret-in-arg\n  dockerlint explain SEC102",
    )
    parser.add_argument("rule", metavar="RULE", help="its code or name")
    from dockerlint.cli.explain import explain

    return explain(parser.read(words).rule)


def _rules(words: list[str]) -> int:
    parser = Parser(
        "dockerlint rules [--format text|json]",
        "List all rules.",
        "examples:\n  dockerlint rules\n  dockerlint rules --format json",
    )
    parser.add_argument(
        "--format", choices=("text", "json"), metavar="FORMAT", default="text", help="text (default) or json"
    )
    from dockerlint.cli.explain import list_rules

    return list_rules(parser.read(words).format)


def _model(words: list[str]) -> int:
    parser = Parser(
        "dockerlint model FILE",
        "Print how dockerlint reads a Dockerfile, as JSON: instructions, flags, words, stages and what is in scope.",
        "examples:\n  dockerlint model Dockerfile\n  dockerlint model - < Dockerfile",
    )
    parser.add_argument("file", metavar="FILE", help="a Dockerfile, or - for standard input")
    from dockerlint.cli.model import print_model

    return print_model(parser.read(words).file)


def _lsp(words: list[str]) -> int:
    parser = Parser(
        "dockerlint lsp",
        "Serve an editor over the Language Server Protocol on standard input and output; see docs/editors.md.",
        "examples:\n  dockerlint lsp          what an editor starts; docs/editors.md shows how for each\n\n"
        "needs the extra: pip install 'dockerlint[lsp]'",
    )
    parser.add_argument("--stdio", action="store_true", help="accepted, for editors that always say it")
    parser.read(words)
    from dockerlint.cli.lsp import serve

    return serve()
