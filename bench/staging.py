#!/usr/bin/env python3
"""What the rules about stages find in real Dockerfiles, which of them get a split, and why the others do not.

    bench/staging.py FOLDER [--every N] [--show REASON] [--write FOLDER]

Every split is read by BuildKit's own parser (PyPI `dockerfile`), fixed again (nothing may change) and checked again (no
finding of the family may be left).  Exit status 1 when one of that fails.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import dockerfile

from dockerlint.engine.check import check_file
from dockerlint.engine.fix import Fixer, fix_file
from dockerlint.engine.run import find_context
from dockerlint.finding import Safety
from dockerlint.rules import load_rules
from dockerlint.settings import Settings
from dockerlint.text import Source, decode

if TYPE_CHECKING:
    from dockerlint.engine.result import FileResult
    from dockerlint.finding import Finding
    from dockerlint.rule import Rule

FAMILY = "STG"


class Tally:
    """Counts over all files."""

    def __init__(self) -> None:
        self.files = self.found = self.fixed = 0
        self.codes: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.broken: list[str] = []


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only each N-th file")
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--show", help="print the files that are refused for a reason with this text in it")
    parser.add_argument("--write", type=Path, help="put each split into this folder, before and after")
    options = parser.parse_args()
    rules = tuple(rule for rule in load_rules() if rule.code.startswith(FAMILY))
    files = sorted(path for path in options.folder.rglob("*") if path.is_file())[options.start :: options.every]
    tally = Tally()
    for number, path in enumerate(files):
        try_file(path, number, rules, tally, options)
    report(tally)
    return 1 if tally.broken else 0


def try_file(path: Path, number: int, rules: tuple[Rule, ...], tally: Tally, options: argparse.Namespace) -> None:
    source = Source(decode(path.read_bytes()), str(path.relative_to(options.folder)))
    tally.files += 1
    first = check(source, rules)
    tally.broken += [f"{path}: {failure.message} {failure.detail}" for failure in first.failures]
    found = [finding for finding in first.findings if finding.code.startswith(FAMILY)]
    if not found:
        return
    tally.found += 1
    tally.codes.update(finding.code for finding in found)
    if not any(finding.fix for finding in found):
        reason = found[0].no_fix_because or "no reason"
        tally.reasons[general(reason)] += 1
        if options.show and options.show in reason:
            print(reason, path)
        return
    fixed = fix_file(first, Fixer(lambda new, _: check(new, rules), lambda _: None, frozenset(Safety)))
    tally.fixed += 1
    tally.kinds[kind_of(found)] += 1
    tally.broken += [f"{path}: {problem}" for problem in problems(fixed, rules)]
    if options.write:
        options.write.mkdir(parents=True, exist_ok=True)
        (options.write / f"{number}.before").write_text(f"## {path}\n" + source.text, errors="surrogateescape")
        (options.write / f"{number}.after").write_text(fixed.source.text, errors="surrogateescape")


def check(source: Source, rules: tuple[Rule, ...]) -> FileResult:
    return check_file(source, Settings(), rules, find_context("no such folder/Dockerfile", None, {}))


def problems(fixed: FileResult, rules: tuple[Rule, ...]) -> list[str]:
    """What is wrong with a split."""
    found = [failure.message for failure in fixed.failures] + [note.message for note in fixed.notes if not note.verbose]
    try:
        dockerfile.parse_string(fixed.source.text)
    except (dockerfile.GoParseError, UnicodeEncodeError) as error:
        found.append(f"BuildKit's parser: {error}")
    again = check(fixed.source, rules)
    found += [f"still found: {finding.code}" for finding in again.findings if finding.code.startswith(FAMILY)]
    return found


def kind_of(found: list[Finding]) -> str:
    title = next(finding.fix.title for finding in found if finding.fix)
    image = re.search(r" result on (\S+?)[,:]? ", title + " ")
    return re.sub(r"[\d.]+", "N", image[1]) if image is not None else title


def general(reason: str) -> str:
    """A reason without what is of one file only."""
    reason = re.sub(r"^line \d+: ", "", reason)
    reason = re.sub(r"`[^`]*`", "`…`", reason)
    reason = re.sub(r"(?:^|(?<= ))\$?[/\w.${}@:-]*[/$:@][\w/.${}@:-]*", "…", reason)
    return re.sub(r"\bline \d+\b", "line …", reason)


def report(tally: Tally) -> None:
    print(f"files {tally.files} · with a finding {tally.found} · split {tally.fixed} · broken {len(tally.broken)}")
    for title, counts in (("codes", tally.codes), ("run on", tally.kinds), ("refused because", tally.reasons)):
        print(f"\n{title}")
        for what, count in counts.most_common(60):
            print(f"{count:6} {what}")
    for line in tally.broken:
        print("BROKEN", line, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
