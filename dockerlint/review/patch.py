"""All fixes of some files as one patch for ``git apply``.  One that would show a secret is withheld as a whole."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from dockerlint.engine.masking import Mask
from dockerlint.report.commands import supply_commands
from dockerlint.report.markdown_text import block, code
from dockerlint.report.plain import plain, report_path
from dockerlint.review.body import PATCH, mark
from dockerlint.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dockerlint.engine.result import Change, FileResult

CONTEXT = 3  # lines
LARGEST = 50_000  # characters; a comment on GitHub holds 65,536

_OPENING = (
    "dockerlint has fixes that are no suggestion on a line, since they change several files or lines outside of this"
    " request. They belong together: apply this patch as a whole (`git apply`), instead of the suggestions."
)


def patch_remark(results: Sequence[FileResult], place: Callable[[str], str]) -> str:
    """The comment on the whole with the patch; ``place`` gives a file's path in the repository."""
    lines: list[str] = []
    withheld: list[str] = []
    commands: list[str] = []
    for result in results:
        commands += supply_commands(result)
        for change in result.changes:
            hunks = list(_diff(change, place(change.path)))
            if _shows_secret(change, result, hunks):
                withheld.append(change.path)
            else:
                lines += hunks
    parts = []
    if withheld or sum(map(len, lines)) > LARGEST:
        named = ", ".join(code(report_path(place(path))) for path in withheld) or "the changed files"
        parts.append(
            "dockerlint has fixes that change several files or lines outside of this request. The patch is not shown,"
            f" for it would repeat a secret or is too long ({named}): `dockerlint --fix` makes them together."
        )
    else:
        parts.append(_OPENING)
        parts.append("\n".join(block(lines, "diff")))
    if commands:
        parts += ["Then:", "\n".join(block(list(dict.fromkeys(commands)), "sh"))]
    return plain("\n\n".join([*parts, mark(PATCH)]))


def no_patch_remark() -> str:
    return f"The fixes that stood here are made, or not needed any more.\n\n{mark(PATCH, is_gone=True)}"


def _diff(change: Change, path: str) -> Iterator[str]:
    old, new = _lines(change.before or ""), _lines(change.after)
    yield f"diff --git a/{path} b/{path}"
    if change.before is None:
        yield "new file mode 100644"
    yield "--- /dev/null" if change.before is None else f"--- a/{path}"
    yield f"+++ b/{path}"
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT):
        first, last = group[0], group[-1]
        yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@"
        for kind, old_from, old_to, new_from, new_to in group:
            if kind == "equal":
                yield from _marked(" ", old[old_from:old_to])
            else:
                yield from _marked("-", old[old_from:old_to])
                yield from _marked("+", new[new_from:new_to])


def _lines(text: str) -> list[str]:
    """The lines with their line ends."""
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _marked(sign: str, lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield sign + line.removesuffix("\n")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _range(start: int, end: int) -> str:
    length = end - start
    return f"{start + 1}" if length == 1 else f"{start + 1 if length else start},{length}"


def _shows_secret(change: Change, result: FileResult, shown: list[str]) -> bool:
    """Whether a shown line of either text holds a secret, or has what a comment cannot carry."""
    if "\r" in change.after or not plain(change.path).isprintable() or plain(change.after) != change.after:
        return True
    is_own = change.path == result.path
    texts = ((change.before or "", result.masked_before), (change.after, result.masked))
    bad = set()
    for text, spans in texts:
        source = Source(text, change.path)
        mask = Mask(source, spans if is_own else ())
        numbers = range(1, len(source.line_starts) + 1)
        bad |= {source.line_text(line) for line in numbers if mask.line(line) != source.line_text(line)}
    own_mask = Mask(Source(result.source.text, result.path), result.masked)
    body = "\n".join(shown)
    return any(line[1:] in bad for line in shown) or own_mask.is_in(body)
