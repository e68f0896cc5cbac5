"""Regular expressions that cost nothing until they are used."""

from __future__ import annotations

import re

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


class _Lazy:
    """Stands for ``re.compile(source, flags)`` and takes over its methods on the first use of any."""

    def __init__(self, source: str, flags: int) -> None:
        self._arguments = (source, flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        compiled = re.compile(*self._arguments)
        for method in ("search", "match", "fullmatch", "finditer", "findall", "sub", "groupindex"):
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy(source: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern that is compiled on first use: a cold start must not pay for the expressions of a whole catalogue."""
    return _Lazy(source, flags)  # type: ignore[return-value]  # it answers as a pattern does
