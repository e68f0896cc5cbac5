"""Credential files and token formats, against leaky-repo and the examples of other scanners' rules.

``python -m bench.credential_files leaky FOLDER`` takes Plazmaz/leaky-repo and prints, for each of its files, how many
lines at risk it has and on how many something was found.
``python -m bench.credential_files rules FOLDER [--all]`` takes the folder of rules of praetorian-inc/titus or
praetorian-inc/noseyparker and prints, for each rule, how many of its examples and of its negative examples are found.
Nothing of either is part of this repository.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from dockerlint.image.content import look_at
from dockerlint.image.matching import find
from dockerlint.image.values import Limits


class Rule(NamedTuple):
    name: str
    found: int
    examples: int
    wrong: int
    negatives: int
    has_prefix: bool


def leaky(folder: Path) -> Iterator[tuple[str, int, int, int]]:
    """Path, lines at risk, lines with something to know, lines on which something was found."""
    risks = {}
    for line in (folder / ".leaky-meta" / "secrets.csv").read_text().splitlines():
        parts = line.partition("#")[0].strip().split(",")
        if len(parts) == 3:
            risks[parts[0]] = int(parts[1]), int(parts[2])
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith((".leaky-meta/", ".git/")):
            found = look_at(name, path.read_bytes(), Limits()).found
            lines = {(each.place.line, each.place.offset if not each.place.line else 0) for each in found}
            yield name, *risks.get(name, (0, 0)), len(lines)


def rules(folder: Path) -> Iterator[Rule]:
    for path in sorted((*folder.rglob("*.yml"), *folder.rglob("*.yaml"))):
        document = yaml.safe_load(path.read_text())
        for rule in document.get("rules", ()) if isinstance(document, dict) else ():
            examples = [str(each) for each in rule.get("examples") or ()]
            negatives = [str(each) for each in rule.get("negative_examples") or ()]
            yield Rule(
                f"{rule.get('id')} {rule['name']}",
                sum(bool(find(each.encode())) for each in examples),
                len(examples),
                sum(bool(find(each.encode())) for each in negatives),
                len(negatives),
                "(?i)" not in rule.get("pattern", ""),
            )


def main() -> None:
    what, folder, *options = sys.argv[1:]
    if what == "leaky":
        rows = list(leaky(Path(folder)))
        for name, risk, informative, lines in rows:
            mark = "missed" if risk and not lines else "wrong" if lines and not risk and not informative else ""
            print(f"{name:44} {risk:3} at risk {informative:3} to know {lines:3} found {mark}")
        at_risk = [row for row in rows if row[1]]
        print(f"files: {sum(row[3] > 0 for row in at_risk)} of {len(at_risk)}")
        print(f"findings in files without risk: {sum(row[3] for row in rows if not row[1])}")
        return
    found = list(rules(Path(folder)))
    totals = Counter({"examples": 0})
    for rule in found:
        totals.update(found=rule.found, examples=rule.examples, wrong=rule.wrong, negatives=rule.negatives)
        totals["whole"] += rule.found == rule.examples > 0
        totals["none"] += rule.found == 0 < rule.examples
        if "--all" in options or rule.found < rule.examples or rule.wrong:
            print(f"{rule.name:70.70} {rule.found:3}/{rule.examples:<3} wrong {rule.wrong}/{rule.negatives}")
    print(os.path.basename(folder), len(found), "rules", dict(totals))


if __name__ == "__main__":
    main()
