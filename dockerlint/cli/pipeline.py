"""``dockerlint pipeline``: scans for pipelines that push without one, and new pipelines that have one."""

from __future__ import annotations

import argparse
import os
import re

from dockerlint.callers.templates import TEMPLATES, render
from dockerlint.cli import OK, UsageError, tell
from dockerlint.cli.parser import Parser
from dockerlint.engine.run import Options
from dockerlint.finding import Safety

VERBS = ("add-scan", "init")
RULES = ("unscanned-push", "tested-image-is-not-pushed-image")

_USAGE = """dockerlint pipeline add-scan [PATH ...] [--diff]
       dockerlint pipeline init SERVICE [--image NAME] [--dockerfile FILE] [--output FILE]"""
_DESCRIPTION = f"""\
Put a scan for secrets between build and push.

add-scan changes the workflows, scripts and Makefiles that push an image which nobody scanned: PATH is a file or a
folder, the current one when none is given. init writes a new pipeline, never over one that is there; SERVICE is
{", ".join(TEMPLATES)}."""
_EPILOG = """\
examples:
  dockerlint pipeline add-scan --diff .
  dockerlint pipeline add-scan .github/workflows/release.yml
  dockerlint pipeline init github --image ghcr.io/acme/shop

exit status: 0 every push is scanned, 1 some are not and could not be changed (the reason is told), 2 wrong use,
3 a file could not be read or written, 4 a defect of dockerlint itself"""


def run_pipeline(words: list[str]) -> int:
    """Carry out ``dockerlint pipeline WORDS…``; the exit status."""
    match words[:1]:
        case ["add-scan"]:
            return _add_scan(words[1:])
        case ["init"]:
            return _init(words[1:])
    if words and not words[0].startswith("-"):
        from dockerlint.engine.nearest import suggestion

        raise UsageError(f"there is no command 'pipeline {words[0]}'{suggestion(words[0], VERBS)}")
    Parser(_USAGE, _DESCRIPTION, _EPILOG).read(words or ["--help"])
    raise UsageError("say what to do with the pipeline: add-scan or init")


def _add_scan(words: list[str]) -> int:
    parser = Parser(_USAGE, _DESCRIPTION, _EPILOG)
    parser.add_argument("paths", nargs="*", metavar="PATH", help=argparse.SUPPRESS)
    parser.add_argument("--diff", action="store_true", help="show what would change, change nothing")
    parser.add_argument("--verbose", action="store_true", help="say more")
    known = parser.read(words)
    from dockerlint.cli.check import Request, check

    options = Options(select=RULES, fix=frozenset(Safety), write=not known.diff)
    return check(Request(tuple(known.paths), options, diff=known.diff, verbose=True))


def _init(words: list[str]) -> int:
    parser = Parser(_USAGE, _DESCRIPTION, _EPILOG)
    parser.add_argument("service", metavar="SERVICE", choices=tuple(TEMPLATES), help=argparse.SUPPRESS)
    parser.add_argument("--image", metavar="NAME", help="the name that the image is pushed under")
    parser.add_argument(
        "--dockerfile", metavar="FILE", default="Dockerfile", help="its Dockerfile (default: Dockerfile)"
    )
    parser.add_argument("--output", metavar="FILE", help="the file to write, - for standard output")
    known = parser.read(words)
    for name, value in (("--image", known.image), ("--dockerfile", known.dockerfile)):
        if value is not None and not re.fullmatch(r"[\w./:@${} -]+", value):
            raise UsageError(f"{name}: this is not a name that can stand in every pipeline")
    text = render(known.service, known.image, known.dockerfile)
    if known.output == "-":
        print(text, end="")
        return OK
    path = known.output or TEMPLATES[known.service].path
    _write_new(path, text)
    tell(f"{path} written")
    return OK


def _write_new(path: str, text: str) -> None:
    """Raises UsageError where there is such a file already, whatever it is; OSError where none can be made."""
    folder = os.path.dirname(path)
    if folder:
        os.makedirs(folder, exist_ok=True)
    try:
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} is there already; --output names another file, add-scan changes it") from None
