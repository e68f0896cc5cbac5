"""Runs the comparison over many texts: `python -m tests.corpus.compare folder [--mutations n] [--seed n]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from dockerlint.syntax import parse
from dockerlint.text import decode
from tests.corpus.mutations import SNIPPETS, mutate
from tests.corpus.oracle import comparable, difference

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LONGEST = 8000  # characters of a file worth spoiling
_PLAIN_PIECES = ("FROM a\n", "RUN cat ", "COPY ", "ENV ", "HEALTHCHECK CMD ", "\n", "a", " ", "b=c", " ", "\n")


class Count(NamedTuple):
    """How many texts were compared, how many of them we reject, and the differences as text."""

    compared: int
    rejected: int
    differences: list[str]


def files_below(folder: Path) -> list[Path]:
    """Every file below ``folder``, taken for a Dockerfile whatever its name is."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def compare_files(paths: Iterable[Path]) -> Count:
    return _compare((str(path), decode(path.read_bytes())) for path in paths)


def compare_mutations(paths: Sequence[Path], count: int, random: Random) -> Count:
    texts = [text for path in paths if len(text := decode(path.read_bytes())) < _LONGEST]
    return _compare((f"mutation {number}", mutate(random.choice(texts), random)) for number in range(count))


def compare_snippets(count: int, random: Random) -> Count:
    """Compares texts put together from what :mod:`mutations` puts in."""

    def compose() -> str:
        pieces = [random.choice(SNIPPETS if random.random() < 0.6 else _PLAIN_PIECES) for _ in range(25)]
        return "".join(pieces[: random.randint(1, 25)])

    return _compare((f"snippets {number}", compose()) for number in range(count))


def _compare(texts: Iterable[tuple[str, str]]) -> Count:
    compared = rejected = 0
    differences = []
    for name, text in texts:
        compared += 1
        parsed = parse(text)
        rejected += bool(parsed.problems)
        if "".join(text[item.span.start : item.span.end] for item in parsed.items) != text:
            differences.append(f"{name}: the items do not join up to the text {text!r}")
        found = difference(comparable(text))
        if found:
            differences.append(f"{name}: {found}\n{text!r}")
    return Count(compared, rejected, differences)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--mutations", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    paths = files_below(options.folder)
    random = Random(options.seed)
    counts = [compare_files(paths)] if not options.mutations else [
        compare_mutations(paths, options.mutations, random), compare_snippets(options.mutations, random)
    ]  # fmt: skip
    for count in counts:
        for text in count.differences[:20]:
            print(text, end="\n\n")
        print(f"{count.compared} compared, {count.rejected} rejected, {len(count.differences)} differences")
    return 1 if any(count.differences for count in counts) else 0


if __name__ == "__main__":
    sys.exit(main())
