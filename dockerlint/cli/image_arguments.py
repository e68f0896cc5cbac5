"""The options of ``dockerlint image``."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from dockerlint.cli import OK, UsageError
from dockerlint.cli.parser import Parser, a_count
from dockerlint.cli.selection import add_report
from dockerlint.finding import Severity
from dockerlint.image.values import Limits
from dockerlint.report.formats import TEXT

if TYPE_CHECKING:
    from dockerlint.image.source.access import Access

_SCAN_USAGE = """dockerlint image scan REF [REF ...] [options]
       dockerlint image history REF
       dockerlint image show REF PATH [--layer N]
       dockerlint image prune [--older-than DAYS]"""
_SCAN_DESCRIPTION = """\
Find the credentials in built images: in every version of every file of every layer, in the configuration, the history
and the attestations; each with the instruction that put it there.

REF is a file made by docker save, an OCI layout (a folder or a tar), a build record, a root file system folder, or a
name such as app:1.2 or registry.example/app@sha256:..., looked up in the local Docker or Podman, else in its registry.
A prefix says which: docker-archive: oci: oci-archive: docker:// docker-daemon: podman: containers-storage: rootfs:"""
_SCAN_EPILOG = """\
other commands:
  image history REF        the steps that made the image, secrets masked
  image show REF PATH      one file of a layer, secrets masked
  image prune              forget cached results of layers

examples:
  docker save app:1.2 -o app.tar && dockerlint image scan app.tar
  dockerlint image scan --dockerfile Dockerfile --fail-on error app:1.2
  dockerlint image scan --base python:3.12 --format sarif --output image.sarif registry.example/app:1.2
  dockerlint image scan --tree app.tar

exit status: 0 nothing found, 1 findings remain, 2 wrong use or configuration, 3 something could not be looked at,
4 a defect of dockerlint itself

environment: DOCKER_CONFIG, DOCKER_HOST, HTTPS_PROXY; DOCKERLINT_FINGERPRINT_KEY makes fingerprints your own

needs the extra: pip install 'dockerlint[image]'"""

VERBS = ("scan", "history", "show", "prune")


def run_image(words: list[str]) -> int:
    """Carry out ``dockerlint image WORDS…``; the exit status."""
    match words[:1]:
        case ["scan"]:
            return _scan(words[1:])
        case ["history"]:
            return _history(words[1:])
        case ["show"]:
            return _show(words[1:])
        case ["prune"]:
            return _prune(words[1:])
    if words and not words[0].startswith("-"):
        from dockerlint.engine.nearest import suggestion

        raise UsageError(f"there is no command 'image {words[0]}'{suggestion(words[0], VERBS)}")
    scan_parser().read(words or ["--help"])
    raise UsageError("say what to do with the image: scan, history, show or prune")


def scan_parser() -> Parser:
    """The options of ``image scan``."""
    parser = Parser(_SCAN_USAGE, _SCAN_DESCRIPTION, _SCAN_EPILOG)
    parser.add_argument("references", nargs="+", metavar="REF", help=argparse.SUPPRESS)
    choice = parser.add_argument_group("what to look at")
    _add_access(choice)
    choice.add_argument("--config-only", action="store_true", help="configuration, history, attestations; no layers")
    choice.add_argument("--tree", action="store_true", help="draw the layers, look into none")
    _add_judgement(parser.add_argument_group("how to judge"))
    output = parser.add_argument_group("output")
    add_report(output)
    output.add_argument("--quiet", action="store_true", help="no progress on stderr")
    output.add_argument("--verbose", action="store_true", help="say more: all places, why there is no fix")
    _add_effort(parser.add_argument_group("effort"))
    return parser


def _add_judgement(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--dockerfile", metavar="FILE", help="the Dockerfile, or build context, that the image is of")
    group.add_argument(
        "--base", metavar="REF", action="append", default=[], help="base image, or list of layers: inherited, not new"
    )
    group.add_argument("--allow", metavar="FILE", help="fingerprints to let be, each with a reason (TOML)")
    group.add_argument("--baseline", metavar="FILE", help="all but the findings that FILE knows")
    group.add_argument("--write-baseline", action="store_true", help="write all findings to the FILE of --baseline")
    group.add_argument(
        "--fail-on",
        metavar="SEVERITY",
        choices=[each.value for each in Severity],
        default=Severity.WARNING.value,
        help="exit with 1 from this severity on: error, warning (default) or info",
    )
    group.add_argument("--exit-zero", action="store_true", help="exit with 0 in spite of findings")


def _add_effort(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--jobs", metavar="N", type=a_count, default=0, help="processes (default: one a processor)")
    group.add_argument("--cache", metavar="DIR", help="where results of layers are kept")
    group.add_argument("--no-cache", action="store_true", help="keep none, use none")
    for name, default in Limits()._asdict().items():
        group.add_argument(
            f"--max-{name}", metavar="N", type=_an_amount, default=default, help=f"{_LIMITS[name]} ({_words(default)})"
        )


# What lies beyond a limit is told, and the exit status is 3.
_LIMITS = {
    "depth": "archives in archives",
    "ratio": "bytes out for one byte in",
    "free": "bytes that may come out whatever the ratio",
    "unpacked": "bytes out of one file's archives",
    "members": "entries of a layer or archive",
    "layer": "bytes of a layer",
    "document": "bytes of a manifest or attestation",
}
_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}


def _an_amount(text: str) -> int:
    match = re.fullmatch(r"(\d{1,15})([kmgt]?)(?:i?b)?", text.lower())
    if match is None or not int(match[1]):
        raise argparse.ArgumentTypeError(f"{text!r} is no number such as 500, 64M or 2G")
    return int(match[1]) * _UNITS[match[2]]


def _words(amount: int) -> str:
    for unit in ("g", "m", "k"):
        if amount % _UNITS[unit] == 0:
            return f"{amount // _UNITS[unit]}{unit.upper()}"
    return str(amount)


def _add_access(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--platform", metavar="P", help="of an index only this: linux/arm64, linux/arm/v7 (default: all)"
    )
    group.add_argument(
        "--insecure", metavar="HOST", action="append", default=[], help="registry by plain HTTP, or unknown certificate"
    )
    group.add_argument("--mirror", metavar="HOST", action="append", default=[], help="ask there before Docker Hub")
    group.add_argument(
        "--no-referrers", action="store_true", help="ask no registry for what refers to an image: signatures and such"
    )
    group.add_argument(
        "--timeout", metavar="SECONDS", type=_a_time, default=60.0, help="that a registry may stay silent"
    )


def _a_time(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 86_400:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")
    return seconds


def _access(known: argparse.Namespace, limits: Limits) -> Access:
    from dockerlint.image.source.access import Access

    return Access(
        known.platform or "", tuple(known.insecure), tuple(known.mirror), known.timeout, limits=limits,
        asks_for_attached=not known.no_referrers,
    )  # fmt: skip


def _scan(words: list[str]) -> int:
    known = scan_parser().read(words)
    limits = Limits(*(getattr(known, f"max_{name}") for name in Limits._fields))
    if known.write_baseline and known.baseline is None:
        raise UsageError("--write-baseline wants --baseline FILE")
    if known.cache is not None and known.no_cache:
        raise UsageError("--cache and --no-cache exclude each other")
    if known.tree and known.format != TEXT:
        raise UsageError("--tree draws a text, so it takes no --format")
    from dockerlint.cli.image import ScanRequest, scan

    return scan(
        ScanRequest(
            tuple(known.references), _access(known, limits), known.dockerfile, tuple(known.base), known.allow,
            known.baseline, known.write_baseline, known.config_only, known.tree, known.format, known.output,
            Severity(known.fail_on), known.exit_zero, known.jobs, known.cache, known.no_cache, known.quiet,
            known.verbose,
        )
    )  # fmt: skip


def _history(words: list[str]) -> int:
    parser = Parser(
        "dockerlint image history REF [options]",
        "Print the steps that made an image as a Dockerfile would say them, secrets masked.",
        "examples:\n  dockerlint image history app.tar\n  dockerlint image history --platform linux/arm64 app:1.2",
    )
    parser.add_argument("reference", metavar="REF", help="as of image scan")
    _add_access(parser.add_argument_group("the image"))
    known = parser.read(words)
    from dockerlint.cli.image_show import print_history

    return print_history(known.reference, _access(known, Limits()))


def _show(words: list[str]) -> int:
    parser = Parser(
        "dockerlint image show REF PATH [--layer N] [options]",
        "Print a file of an image, secrets masked: its newest version, or that of one layer.",
        "examples:\n  dockerlint image show app.tar /root/.npmrc --layer 3",
    )
    parser.add_argument("reference", metavar="REF", help="as of image scan")
    parser.add_argument("path", metavar="PATH", help="the file, from the image's root")
    parser.add_argument("--layer", metavar="N", type=a_count, help="counted from 1, the lowest, as reports do")
    _add_access(parser.add_argument_group("the image"))
    known = parser.read(words)
    from dockerlint.cli.image_show import print_file

    return print_file(known.reference, known.path, known.layer, _access(known, Limits()))


def _prune(words: list[str]) -> int:
    parser = Parser(
        "dockerlint image prune [--older-than DAYS] [--cache DIR]",
        "Forget results of layers that were not used of late.",
        "examples:\n  dockerlint image prune\n  dockerlint image prune --older-than 0",
    )
    parser.add_argument("--older-than", metavar="DAYS", type=_days, default=30, help="not used for so long (30)")
    parser.add_argument("--cache", metavar="DIR", help="where they are kept")
    known = parser.read(words)
    from dockerlint.image.cache import default_folder, prune
    from dockerlint.report.image import size_words

    gone, freed = prune(known.cache or default_folder(), known.older_than)
    print(f"{gone} layers forgotten, {size_words(freed)} freed")
    return OK


def _days(text: str) -> int:
    if not text.isdecimal() or len(text) > 5:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days")
    return int(text)
