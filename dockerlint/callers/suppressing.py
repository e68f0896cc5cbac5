"""Comments in callers that ask for silence: ``# dockerlint: ignore[rule] reason`` behind what is meant or above it.

``ignore-file[…]`` stands for the whole file.  ``//`` starts a comment where the language has it.
"""

from __future__ import annotations

from dockerlint.engine.result import Note
from dockerlint.engine.suppress import Suppression
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockerlint.text import Source

_COMMENT = lazy(r"(?:#|//)[ \t]*dockerlint:[ \t]*(?P<verb>ignore(?:-file)?)[ \t]*\[(?P<names>[^\]\n]*)\][^\n]*")


def suppressions_in(source: Source, names: Mapping[str, str]) -> tuple[list[Suppression], list[Note]]:
    """The suppressions of a file, and remarks on names of rules that do not exist."""
    text = source.text
    found: list[Suppression] = []
    notes: list[Note] = []
    if "dockerlint:" not in text:
        return found, notes
    for match in _COMMENT.finditer(text):
        span = Span(match.start(), match.end())
        scope = Span(0, len(text) + 1) if match["verb"] == "ignore-file" else _scope(text, span)
        for word in match["names"].split(","):
            name = names.get(word.strip().lower())
            if name is not None:
                found.append(Suppression(name, scope, span, own=True))
            elif word.strip():
                from dockerlint.engine.nearest import suggestion

                message = f"there is no rule {word.strip()!r} to ignore{suggestion(word.strip(), names)}"
                notes.append(Note(source.path, span, message, verbose=False))
    return found, notes


def _scope(text: str, comment: Span) -> Span:
    """The comment's own line when something stands before it, else the next line that is not a comment."""
    start = text.rfind("\n", 0, comment.start) + 1
    end = comment.end
    if text[start : comment.start].strip():
        return Span(start, end)
    while end < len(text):
        start = end + 1
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start:end].strip()
        if line and not line.startswith(("#", "//")):
            break
    return Span(start, end)
