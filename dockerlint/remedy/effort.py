"""Whether fixes are worked out at all, and how much work those of one file may take.

An editor shows findings while a text changes, and asks for fixes now and then; so a check may leave them out.

Most fixes look at every RUN behind the credential, so that thousands of credentials and thousands of RUNs in one file
would take for ever.  No file that a person wrote comes near the bound; one that means harm gets fixes for its first
findings.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.trace.trace import Trace

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Concatenate, ParamSpec, Protocol, TypeVar

    from dockerlint.finding import Fix
    from dockerlint.model import Dockerfile, Step
    from dockerlint.text import Span

    Given = ParamSpec("Given")
    Where = TypeVar("Where", Trace, Dockerfile)

    class Placed(Protocol):
        @property
        def span(self) -> Span: ...

    About = TypeVar("About", bound=Placed)

LEAST = 40_000  # looks at an instruction, each some fifty microseconds
_FOR_EACH = 20  # instruction of the file
_CHARACTERS = 64  # of an instruction for a further look
_REFUSAL = Refusal("the file has so many credentials and commands that this fix was not worked out; mend others first")


NOT_ASKED = Refusal("nobody has asked for fixes")


class SpentError(Exception):
    """The bound is reached."""


class _Effort:
    def __init__(self, instructions: int) -> None:
        self.left = LEAST + _FOR_EACH * instructions


def look_at(trace: Trace, step: Step) -> None:
    """Note that a fix reads an instruction.  Raises SpentError when the file's fixes have taken too much."""
    spend(trace, 1 + len(step.instruction.logical.text) // _CHARACTERS)


def spend(trace: Trace, looks: int) -> None:
    """The same for so many looks at once."""
    effort = trace.answers.once("effort", lambda: _Effort(len(trace.dockerfile.instructions)))
    effort.left -= looks
    if effort.left < 0:
        raise SpentError


def when_asked(
    make: Callable[Concatenate[Where, About, Given], Fix | Refusal],
) -> Callable[Concatenate[Where, About, Given], Fix | Refusal]:
    """``make`` with :data:`NOT_ASKED` in place of a fix that nobody asks for.

    Its first argument is the file or its trace, the second what the fix is about.  A fix that is made of another one
    asks for that.
    """

    def made(where: Where, about: About, /, *arguments: Given.args, **options: Given.kwargs) -> Fix | Refusal:
        file = where.dockerfile if isinstance(where, Trace) else where
        asked = file.wants_fixes
        if not (asked if isinstance(asked, bool) else any(about.span.touches(span) for span in asked)):
            return NOT_ASKED
        file.wants_fixes = True
        try:
            return make(where, about, *arguments, **options)
        finally:
            file.wants_fixes = asked

    made.__name__, made.__doc__ = make.__name__, make.__doc__
    return made


def bounded(
    make: Callable[Concatenate[Trace, About, Given], Fix | Refusal],
) -> Callable[Concatenate[Trace, About, Given], Fix | Refusal]:
    """``make`` with a refusal in place of a fix that nobody asks for, or that would take too much."""

    def made(trace: Trace, about: About, /, *arguments: Given.args, **options: Given.kwargs) -> Fix | Refusal:
        try:
            return make(trace, about, *arguments, **options)
        except SpentError:
            return _REFUSAL

    made.__name__, made.__doc__ = make.__name__, make.__doc__
    return when_asked(made)
