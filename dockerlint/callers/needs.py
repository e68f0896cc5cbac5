"""What a fixed Dockerfile asks of its builds, and the build arguments that a Dockerfile declares."""

from __future__ import annotations

from functools import lru_cache

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.text import apply_edits

if TYPE_CHECKING:
    from dockerlint.finding import Fix
    from dockerlint.text import Source

_ARG = lazy(r"(?im)^[ \t]*(?:onbuild[ \t]+)?arg[ \t](?:[^\n]*\\[ \t]*\r?\n)*[^\n]*")
# Each fix of a file asks about the text after it, in which nearly all declarations are as before.
_REMEMBERED = 512
_SHORT = 400  # characters


class Needs(NamedTuple):
    """What a fixed Dockerfile asks for: secrets from variables (id by variable), from files (id by path in the build
    context), the agent; and which build arguments it no longer takes.
    """

    variables: dict[str, str]
    files: dict[str, str]
    ssh: bool
    removed: frozenset[str]


def needs_of(source: Source, fix: Fix) -> Needs:
    """What ``fix`` makes of the Dockerfile ``source``, from its supply and the text afterwards."""
    variables: dict[str, str] = {}
    files: dict[str, str] = {}
    ssh = False
    for supply in fix.supply:
        if supply.verb != "build":
            continue
        flag, _, value = supply.option.partition(" ")
        fields = dict(field.partition("=")[::2] for field in value.split(","))
        if flag == "--ssh":
            ssh = True
        elif "env" in fields:
            variables[fields["env"]] = fields["id"]
        elif "src" in fields:
            files[fields["id"]] = fields["src"]
    own = [edit for edit in fix.edits if edit.path == source.path]
    before = _last_in(source.text)
    removed = before - arguments_in(apply_edits(source.text, own)) if before else frozenset()
    return Needs(variables, files, ssh, removed)


def arguments_in(text: str) -> frozenset[str]:
    """The build arguments that a Dockerfile declares.

    Only the lines that may declare one are parsed, and all of it where another character than ``\\`` continues lines.
    """
    if "ARG" not in text.upper():
        return frozenset()
    escapes = "escape" in text[:200]
    parts = [text] if escapes else [found[0] for found in _ARG.finditer(text)]
    return frozenset(name for part in parts for name in _declared_in(part))


def _declared_in(part: str) -> tuple[str, ...]:
    return _known_in(part) if len(part) <= _SHORT else _read_in(part)


def _read_in(part: str) -> tuple[str, ...]:
    from dockerlint.syntax import parse

    return tuple(
        pair.key
        for instruction in parse(part).instructions
        for inner in (instruction, instruction.inner)
        if inner is not None and inner.keyword == "ARG"
        for pair in inner.pairs
    )


_last_in = lru_cache(2)(arguments_in)  # all fixes of a file ask about its text
_known_in = lru_cache(_REMEMBERED)(_read_in)
