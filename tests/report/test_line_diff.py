"""The diff of lines: one that git can apply, and quick where difflib is not."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dockerlint.engine.result import Change, FileResult
from dockerlint.report.diff import report_diff
from dockerlint.report.line_diff import hunks
from dockerlint.report.paint import Paint
from dockerlint.text import Source

lines = st.lists(st.sampled_from(["a", "b", "c", "d", "", "RUN x", "ENV y"]), max_size=40)


def diff(before: str, after: str) -> str:
    result = FileResult(Source(after, "f"), changes=(Change("f", before, after),))
    return "".join(f"{line}\n" for line in report_diff([result], Paint(False)))


@given(lines, lines, st.booleans())
@settings(max_examples=60)
def test_the_diff_takes_the_old_text_to_the_new(old: list[str], new: list[str], ends: bool) -> None:
    before, after = ("".join(f"{line}\n" for line in each) for each in (old, new))
    if ends:
        before, after = before.removesuffix("\n"), after.removesuffix("\n")
    if before == after:
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "f").write_text(before)
        done = subprocess.run(
            ["git", "apply", "-p0", "--whitespace=nowarn", "-"],
            input=diff(before, after), cwd=folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.stderr, (folder / "f").read_text() if (folder / "f").exists() else "") == ("", after)


def test_thousands_of_equal_lines_are_no_trouble() -> None:
    old = [line for number in range(5000) for line in (f"ENV P{number}", "RUN x")]
    new = ["RUN x"] * 5000
    blocks = [block for hunk in hunks(old, new, 3) for block in hunk]
    assert sum(block.new_to - block.new_from for block in blocks if not block.is_equal) < 5000


def test_far_apart_changes_are_hunks_of_their_own() -> None:
    old = [str(number) for number in range(30)]
    new = [*old[:5], "five", *old[6:12], "twelve", *old[13:25], *old[26:]]
    shown = [
        [(block.is_equal, block.old_from, block.old_to, block.new_from, block.new_to) for block in hunk]
        for hunk in hunks(old, new, 3)
    ]
    assert shown == [
        [
            (True, 2, 5, 2, 5),
            (False, 5, 6, 5, 6),
            (True, 6, 12, 6, 12),
            (False, 12, 13, 12, 13),
            (True, 13, 16, 13, 16),
        ],
        [(True, 22, 25, 22, 25), (False, 25, 26, 25, 25), (True, 26, 29, 25, 28)],
    ]
