"""Scores how well dockerlint and its peers find the leaks of hand-labelled Dockerfiles.

How it counts (everything by instruction, because tools point at different lines of the same one):

* A label is **found** when a finding starts on any physical line of the label's instruction.
  Several labels of one instruction are all found by one finding; several findings in it count once.
* **Recall** = found labels / labels, over labels of confidence `certain` or `likely`.
* An instruction that a tool flags is **right** when it carries such a label, **ignored** when it carries only labels
  of confidence `low` (mostly copied files whose content nobody saw), and a **false alarm** when it carries none.
* **Precision** = right instructions / (right + false alarms). **F1** is the harmonic mean of the two.
* A file that a tool cannot parse stays in the count: its labels are missed.

Each file is copied alone into an empty folder as `Dockerfile`: no tool sees a context, every tool knows the name.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench.instructions import Instruction, instructions
from bench.peers import Flag, Report, available, read

SCORED = ("certain", "likely")


class Leak(NamedTuple):
    """A labelled leak."""

    line: int
    kind: str
    name: str
    confidence: str
    why: str


class Case(NamedTuple):
    """A labelled file: `original` is where it stands, `staged` the copy that the tools read."""

    original: Path
    staged: Path
    leaks: tuple[Leak, ...]
    look_alikes: frozenset[int]
    items: tuple[Instruction, ...]

    def instruction_of(self, line: int) -> int:
        """The first line of the instruction around a line; the line itself outside instructions."""
        return next((item.first for item in self.items if item.first <= line <= item.last), line)


class Score(NamedTuple):
    """The counts of one tool."""

    found: int
    missed: int
    right: int
    false: int
    look_alikes: int
    low_found: int
    low: int
    failed: int

    @property
    def recall(self) -> float:
        """Found labels among the scored ones."""
        return self.found / max(1, self.found + self.missed)

    @property
    def precision(self) -> float:
        """Rightly flagged instructions among the flagged ones."""
        return self.right / max(1, self.right + self.false)

    @property
    def f1(self) -> float:
        """Harmonic mean of recall and precision."""
        return 2 * self.recall * self.precision / max(1e-9, self.recall + self.precision)


class Outcome(NamedTuple):
    """Where a tool was right and wrong."""

    found: list[tuple[Case, Leak]]
    missed: list[tuple[Case, Leak]]
    low_found: list[tuple[Case, Leak]]
    low: int
    right: set[tuple[Case, int]]
    false: dict[tuple[Case, int], list[Flag]]
    failed: list[Case]

    def score(self) -> Score:
        """The outcome as numbers."""
        look_alikes = sum(line in {case.instruction_of(n) for n in case.look_alikes} for case, line in self.false)
        counts = (len(self.found), len(self.missed), len(self.right), len(self.false))
        return Score(*counts, look_alikes, len(self.low_found), self.low, len(self.failed))


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; see `--help` and bench/README.md."""
    options = _parser().parse_args(arguments)
    tools = {name: tool for name, tool in available().items() if not options.tool or name in options.tool}
    with tempfile.TemporaryDirectory(prefix="detection-") as folder:
        cases = list(load(options.labels, options.files, Path(folder)))
        print(f"{len(cases)} files, {sum(len(case.leaks) for case in cases)} labelled leaks")
        outcomes = {}
        for name, tool in tools.items():
            outcomes[name] = compare(cases, tool([case.staged for case in cases], options.argument), options.related)
    print_scores(outcomes)
    print_kinds(outcomes)
    for name, outcome in outcomes.items():
        if name == "dockerlint":
            print_rules(outcome)
        if options.verbose and name in options.verbose:
            print_details(name, outcome)
    return 0


def load(label_files: Iterable[Path], roots: Sequence[Path], folder: Path) -> Iterable[Case]:
    """The cases of some label files, each staged in a folder of its own; exits when a file is found nowhere."""
    for label_file in label_files:
        for number, line in enumerate(label_file.read_text(encoding="utf-8").splitlines()):
            label = json.loads(line)
            original = _locate(label["file"], [label_file.parent, *roots])
            staged = folder / f"{label_file.stem}-{number:04}" / "Dockerfile"
            staged.parent.mkdir()
            shutil.copyfile(original, staged)
            yield _case(label, original, staged)


def compare(cases: Sequence[Case], report: Report, use_related: bool = False) -> Outcome:
    """Holds a tool's report against the labels; see the module's text for how it counts."""
    outcome = Outcome([], [], [], sum(leak.confidence == "low" for case in cases for leak in case.leaks), set(), {}, [])
    for case in cases:
        by_instruction = defaultdict(list)
        for flag in report.flags[case.staged]:
            by_instruction[case.instruction_of(flag.line)].append(flag)
        flagged = set(by_instruction)
        if use_related:
            flagged |= {case.instruction_of(n) for flags in by_instruction.values() for f in flags for n in f.related}
        scored, low = set(), set()
        for leak in case.leaks:
            at = case.instruction_of(leak.line)
            if leak.confidence in SCORED:
                scored.add(at)
                (outcome.found if at in flagged else outcome.missed).append((case, leak))
            else:
                low.add(at)
                if at in flagged:
                    outcome.low_found.append((case, leak))
        outcome.right.update((case, at) for at in by_instruction.keys() & scored)
        outcome.false.update({(case, at): by_instruction[at] for at in by_instruction.keys() - scored - low})
        if case.staged in report.failed:
            outcome.failed.append(case)
    return outcome


def print_scores(outcomes: dict[str, Outcome]) -> None:
    """One line a tool."""
    print("\ntool             recall           precision        F1     look-alikes  low found  failed files")
    for name, outcome in outcomes.items():
        s = outcome.score()
        recall = f"{s.recall:6.3f} {f'{s.found}/{s.found + s.missed}':>9}"
        precision = f"{s.precision:6.3f} {f'{s.right}/{s.right + s.false}':>9}"
        low = f"{s.low_found}/{s.low}"
        print(f"{name:15} {recall} {precision}  {s.f1:.3f}  {s.look_alikes:11}  {low:>9}  {s.failed:12}")


def print_kinds(outcomes: dict[str, Outcome]) -> None:
    """Recall by kind of leak, one column a tool."""
    print(f"\n{'recall by kind':30}" + "".join(f"{name:>16}" for name in outcomes))
    kinds = Counter(leak.kind for outcome in outcomes.values() for _, leak in outcome.found + outcome.missed)
    for kind in sorted(kinds):
        cells = []
        for outcome in outcomes.values():
            found = sum(leak.kind == kind for _, leak in outcome.found)
            cells.append(f"{found}/{found + sum(leak.kind == kind for _, leak in outcome.missed)}")
        print(f"{kind:30}" + "".join(f"{cell:>16}" for cell in cells))


def print_rules(outcome: Outcome) -> None:
    """False alarms of dockerlint by rule and confidence."""
    counts = Counter((flag.rule, flag.confidence) for flags in outcome.false.values() for flag in flags)
    print("\ndockerlint's false alarms by rule and confidence")
    for (rule, confidence), number in counts.most_common():
        print(f"{number:5}  {rule}  {confidence}")


def print_details(name: str, outcome: Outcome) -> None:
    """Every miss and every false alarm as file:line."""
    print(f"\n{name}: missed")
    for case, leak in outcome.missed:
        print(f"{case.original}:{leak.line}: {leak.kind} {leak.name} ({leak.confidence}): {leak.why}")
    print(f"\n{name}: false alarms")
    for (case, _), flags in outcome.false.items():
        for flag in flags:
            print(f"{case.original}:{flag.line}: {flag.rule} {flag.confidence}: {flag.message}")
    for case in outcome.failed:
        print(f"{case.original}: could not be read")


def _case(label: dict[str, Any], original: Path, staged: Path) -> Case:
    leaks = tuple(
        Leak(leak["line"], leak["kind"], leak["name"], leak["confidence"], leak["why"]) for leak in label["leaks"]
    )
    look_alikes = frozenset(place["line"] for place in label["non_leaks"])
    return Case(original, staged, leaks, look_alikes, tuple(instructions(read(original))))


def _locate(name: str, roots: Sequence[Path]) -> Path:
    for root in roots:
        if (root / name).is_file():
            return root / name
    sys.exit(f"{name}: found under none of {', '.join(map(str, roots))}; give its folder with --files")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Scores secret detection against labelled Dockerfiles.")
    parser.add_argument("labels", nargs="+", type=Path, help="label files, one JSON object a line")
    parser.add_argument("--files", action="append", default=[], type=Path, help="where labelled files are looked for")
    parser.add_argument("--tool", action="append", help="only this tool (may be repeated)")
    parser.add_argument("--verbose", action="append", metavar="TOOL", help="list this tool's misses and false alarms")
    parser.add_argument("--related", action="store_true", help="a finding's related places find labels, too")
    parser.add_argument("--argument", action="append", default=[], help="passed to dockerlint, as --argument=--x=y")
    return parser


if __name__ == "__main__":
    sys.exit(main())
