"""Where a text of any language seems to hold a credential, for masks alone: a net with wide meshes.

What rules find in a file they tell with its place.  This is for what stands around it, and for files that a fix changes
along with the one that was checked: workflows, Compose files, Makefiles and scripts.
"""

from __future__ import annotations

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

# A name, what assigns to it, and a value: in quotes, or up to a blank.  ``${NAME:-value}`` and its kin are among them.
_ASSIGNED = lazy(
    r"(?<![\w.-])([A-Za-z_][\w.-]{0,80})[\"']?(?::-| {0,20}[:?+]{0,2}=| ?:) {0,20}"
    r"(?:\"([^\"\n]{1,500})\"|'([^'\n]{1,500})'|([^\s\"',;|&)}\]]{1,500}))"
)
_DEFAULT = lazy(r"\$\{[A-Za-z_]\w{0,80}:?[-=]([^}$`\n]{1,500})\}")
_TAKEN = lazy(r"(?<![\w.-])([A-Za-z_][\w.-]{0,80})[\"']?[:=]\s?[\"']?\$\$?[{(]?([A-Za-z_]\w{0,80})")
_GIVEN = lazy(r"(?<!\S)(?:-u|--user)[ =][\"']?[^\s:$\"']{1,80}:([^\s\"'$]{1,200})")
_PASSWORD = lazy(r"\blogin\b[^\n|;&]{0,200}?\s(?:-p|--password)[ =]?[\"']?([^\s\"'$|;&-][^\s\"'$|;&]{0,200})")
_HARMLESS = frozenset(("empty", "reference", "placeholder", "flag", "path", "url", "public-key", "version"))
_WORDS = frozenset(("read", "write", "none", "inherit", "access_token", "id_token", "required", "optional"))


def literals_in(text: str) -> list[Span]:
    """The places of what seem to be credentials, in no order; they may overlap."""
    return list(_found(text))


def _found(text: str) -> Iterator[Span]:
    from dockerlint.trace.catalogue.names import classify_name
    from dockerlint.trace.catalogue.questions import classify_value, find_urls_with_credentials

    if "=" in text or ":" in text:
        aliases = {taken[2] for taken in _TAKEN.finditer(text) if classify_name(taken[1]).kind == "secret"}
        for found in _ASSIGNED.finditer(text):
            group = found.lastindex or 0
            name, value, start = found[1], found[group], found.start(group)
            if classify_name(name).kind != "secret" and name not in aliases:
                continue
            default = _DEFAULT.match(value)
            if default is not None:
                yield Span(start + default.start(1), start + default.end(1))
            elif not _is_harmless(value) and classify_value(value, name).kind not in _HARMLESS:
                yield Span(start, start + len(value))
    for found in _GIVEN.finditer(text):
        yield Span(*found.span(1))
    for found in _PASSWORD.finditer(text):
        yield Span(*found.span(1))
    for url in find_urls_with_credentials(text):
        if url.kind == "literal":
            yield Span(url.password_start, url.password_end)


def _is_harmless(value: str) -> bool:
    return value[0] in "$<`{[(/&*!|>" or "${{" in value or "$(" in value or value in _WORDS
