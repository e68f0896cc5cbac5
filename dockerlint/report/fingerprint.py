"""GitHub's ``primaryLocationLineHash``: a line and what follows it, as one number that survives edits elsewhere.

The algorithm is that of github/codeql-action, src/fingerprints.ts: a rolling hash over the 100 characters from the
start of the line, blanks left out and line ends as ``\\n``, as a 64-bit number; then its number among
equal ones.
"""

from __future__ import annotations

BLOCK = 100
FACTOR = 37
BITS = (1 << 64) - 1
END_OF_FILE = 65535
_FIRST = pow(FACTOR, BLOCK, 1 << 64)


def line_hashes(text: str) -> list[str]:
    """The hash of every line of ``text``, in order."""
    units = [*_units(text), END_OF_FILE]
    starts = [0] + [index + 1 for index, unit in enumerate(units) if unit == 10]
    padded = units + [0] * BLOCK
    rolling = [0]
    value = 0
    for index, unit in enumerate(padded):
        leaving = padded[index - BLOCK] if index >= BLOCK else 0
        value = (value * FACTOR + unit - _FIRST * leaving) & BITS
        rolling.append(value)
    counts: dict[str, int] = {}
    hashes = []
    for start in starts:
        digest = f"{rolling[start + BLOCK]:x}"
        counts[digest] = counts.get(digest, 0) + 1
        hashes.append(f"{digest}:{counts[digest]}")
    return hashes


def _units(text: str) -> list[int]:
    """UTF-16 code units without blanks, every line end as ``\\n``; what is not UTF-8 as U+FFFD."""
    plain = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    plain = plain.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
    data = plain.encode("utf-16-le")
    return [int.from_bytes(data[at : at + 2], "little") for at in range(0, len(data), 2)]
