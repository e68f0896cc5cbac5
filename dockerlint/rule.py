"""What a rule is: a name, a check and the examples that document and test it.

A rule is one module under ``dockerlint/rules`` that ends with ``RULE = Rule(…)``; its docstring is its documentation.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from dockerlint.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dockerlint.finding import Finding, Severity
    from dockerlint.model import Dockerfile

NO_FILES: Mapping[str, str] = {}


class Bad(NamedTuple):
    """A Dockerfile in which the rule finds something; ``after`` is it with the rule's fixes made, None without any.

    ``files`` stand in the build context, path to text.  ``fixed_files`` are those of them that the fix writes, as they
    are afterwards.  ``title`` heads the example in the documentation.
    """

    before: str
    after: str | None = None
    files: Mapping[str, str] = NO_FILES
    fixed_files: Mapping[str, str] = NO_FILES
    settings: Settings = Settings()
    title: str = ""


class Good(NamedTuple):
    """A Dockerfile that the rule has nothing to say about."""

    text: str
    files: Mapping[str, str] = NO_FILES
    settings: Settings = Settings()
    title: str = ""


class Rule(NamedTuple):
    """One thing that may be wrong with a Dockerfile.

    ``name`` reads well after "allow".  ``severity`` is that of its usual finding; a single finding may differ.
    ``check`` raises nothing and looks at nothing but its arguments.
    """

    code: str
    name: str
    summary: str
    severity: Severity
    check: Callable[[Dockerfile, Settings], Iterable[Finding]]
    examples: tuple[Bad | Good, ...]

    @property
    def documentation(self) -> str:
        """The docstring of the rule's module, "" where Python was told to drop docstrings."""
        return sys.modules[self.check.__module__].__doc__ or ""

    @property
    def fixable(self) -> bool:
        """Whether an example shows a fix."""
        return any(isinstance(example, Bad) and example.after is not None for example in self.examples)
