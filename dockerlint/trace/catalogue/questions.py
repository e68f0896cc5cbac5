"""The questions that tracing asks of every file, most of which a glance answers with no.

What it takes to say more is loaded when a glance does not do: a cold start must not pay for all formats, kinds and
words of the catalogue.
"""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING, keep
from dockerlint.trace.catalogue.suspects import is_suspect
from dockerlint.trace.catalogue.token_signs import may_hold_tokens
from dockerlint.trace.pieces import is_long

if TYPE_CHECKING:
    from types import ModuleType

    from dockerlint.trace.catalogue.file_kinds import CredentialFile
    from dockerlint.trace.catalogue.tokens import TokenMatch
    from dockerlint.trace.catalogue.urls import UrlCredential
    from dockerlint.trace.catalogue.values import ValueClass


_tokens: ModuleType | None = None  # what has a quick test of its own, once it is loaded


def find_tokens(text: str) -> tuple[TokenMatch, ...]:
    """See :func:`dockerlint.trace.catalogue.tokens.find_tokens`."""
    global _tokens  # noqa: PLW0603 - loaded once a process
    if _tokens is None:
        if not may_hold_tokens(text):
            return ()
        from dockerlint.trace.catalogue import tokens

        _tokens = tokens
    found: tuple[TokenMatch, ...] = _tokens.find_tokens(text)
    return found


def holds_tokens(text: str, escape: str) -> bool:
    """Whether a Dockerfile's text has a credential of a known format once its lines are joined at ``escape``."""
    joined = text.replace(escape + "\n", "")
    if not is_long(text) or re.search(rf"\S{re.escape(escape)}\n\S", text):
        return bool(find_tokens(joined))
    # No word goes on over a line's end, so all of them stand in the text as it is, whose pieces are remembered.
    if not may_hold_tokens(text):
        return False
    from dockerlint.trace.catalogue import tokens

    return bool(tokens.find_tokens(joined, words_of=text))


def find_urls_with_credentials(text: str) -> tuple[UrlCredential, ...]:
    """See :func:`dockerlint.trace.catalogue.urls.find_urls_with_credentials`."""
    if not may_hold_urls(text):
        return ()
    from dockerlint.trace.catalogue import urls

    return urls.find_urls_with_credentials(text)


def may_hold_urls(text: str) -> bool:
    """Whether there may be a URL with a user or a query."""
    return ("@" in text or "?" in text) and ("://" in text or ":\\/\\/" in text)


def classify_path(path: str, destination: str = "") -> CredentialFile | None:
    """See :func:`dockerlint.trace.catalogue.paths.classify_path`."""
    key = (path, destination)
    if key not in _classified:
        found = None
        if is_suspect(path) or (destination and is_suspect(destination)):
            from dockerlint.trace.catalogue import paths

            found = paths.classify_path(path, destination)
        if len(path) + len(destination) > _LONGEST:
            return found
        keep(_classified, key, found, _MOST)
    return _classified[key]


_classified: dict[tuple[str, str], CredentialFile | None] = {}
_MOST = 4_096
_LONGEST = 500  # characters of a path


def classify_value(value: str, name: str = "") -> ValueClass:
    """See :func:`dockerlint.trace.catalogue.values.classify_value`."""
    known = _values.get((value, name))
    if known is None:
        from dockerlint.trace.catalogue import values

        known = values.classify_value(value, name)
        if len(value) + len(name) <= _LONGEST:
            keep(_values, (value, name), known, _MOST)
    return known


_values: dict[tuple[str, str], ValueClass] = {}
