"""What a rule about built images is: the places that it speaks of, in which words."""

from __future__ import annotations

import sys

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.finding import Exposure, Severity


class ImageRule(NamedTuple):
    """One way in which a built image holds a secret.

    A rule is one module under ``dockerlint/image/rules`` whose docstring is its documentation.  ``state`` is that of
    the places (:class:`dockerlint.built.BuiltPlace`) that it is about.  ``help`` says what to do.  A secret in places
    of several states is one finding, of the rule that comes first.
    """

    code: str
    name: str
    summary: str
    severity: Severity
    state: str
    exposure: Exposure
    help: str
    module: str
    examples: tuple[()] = ()
    is_default: bool = True
    fixable: bool = False

    @property
    def documentation(self) -> str:
        """The docstring of the rule's module, "" where Python was told to drop docstrings."""
        return sys.modules[self.module].__doc__ or ""
