"""A file of outcomes, so that a run goes on where another one stopped, and the table that is made of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.builds.multistage.proof import Outcome

_STATES = {True: "holds", False: "wrong"}


class Ledger:
    """One JSON object a line: an :class:`Outcome` with the digest of what was built; the last of an engine counts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries: dict[tuple[str, str], tuple[str, Outcome]] = {}
        lines = path.read_text().splitlines() if path.exists() else []
        for number, line in enumerate(lines, 1):
            try:
                entry = json.loads(line)
                digest = entry.pop("digest")
                outcome = Outcome(**{**entry, "reasons": tuple(entry["reasons"])})
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                hint = "delete the line or name another file"
                raise SystemExit(f"{path}:{number}: no outcome of this bench; {hint}") from error
            self._entries[outcome.project, outcome.engine] = digest, outcome

    def proved(self, project: str, engine: str, digest: str) -> Outcome | None:
        """The outcome of the very same build, None when there is none or all was not well."""
        known, outcome = self._entries.get((project, engine), ("", None))
        return outcome if outcome is not None and known == digest and not outcome.problems else None

    def add(self, digest: str, outcome: Outcome) -> None:
        self._entries[outcome.project, outcome.engine] = digest, outcome
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a") as file:
            file.write(json.dumps({"digest": digest, **outcome._asdict()}) + "\n")

    @property
    def outcomes(self) -> list[Outcome]:
        return [self._entries[key][1] for key in sorted(self._entries)]


def table(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """A Markdown table, a line a project, with a column for each engine; the sizes are the first engine's."""
    projects: dict[str, dict[str, Outcome]] = {}
    for outcome in outcomes:
        projects.setdefault(outcome.project, {})[outcome.engine] = outcome
    engines = sorted({engine for found in projects.values() for engine in found})
    yield f"| project | kind | before, MB | after, MB | ratio | {' | '.join(engines)} |"
    yield "|---" * (5 + len(engines)) + "|"
    for name, found in sorted(projects.items()):
        one = next(iter(found.values()))
        before, after = (f"{size / 1e6:.0f}" if size else "" for size in (one.before, one.after))
        ratio = f"{one.ratio:.0%}".replace("%", " %") if one.after else one.verdict
        states = [_STATES[not found[engine].problems] if engine in found else "not run" for engine in engines]
        yield f"| {name} | {one.kind} | {before} | {after} | {ratio} | {' | '.join(states)} |"
