"""Makefiles.

Variables of the environment and of make's command line reach the commands of recipes; those that the file sets do so
with ``export`` only.
"""

from __future__ import annotations

import re
from functools import lru_cache
from posixpath import dirname

from dockerlint.callers.build import VARIABLE, Caller
from dockerlint.callers.makefile import Makefile, read_makefile
from dockerlint.callers.shell.commands import mentions_build, read_builds
from dockerlint.callers.shell.folders import Place
from dockerlint.callers.shell.handle import Handle, Shell
from dockerlint.callers.shell.rewrite import rewrite as rewrite_command
from dockerlint.callers.yaml.edits import insert_below
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from dockerlint.callers.build import Build, Value
    from dockerlint.callers.change import Change
    from dockerlint.text import Edit, Source

KIND = "make"
_PARTS = (".mk", ".mak")  # files that others include
_FOR_A_TARGET = lazy(r"^[^\t#=\n][^#=\n]*:[ \t]*(?:override[ \t]+)?(\w+)[ \t]*[:?+]*=", re.MULTILINE)
_DEFINED = lazy(r"^[ ]*(?:override[ ]+)?define[ \t]+(\w+)", re.MULTILINE)
_UNEXPORTED = lazy(r"^[ ]*unexport[ \t]+([\w \t]+)", re.MULTILINE)
_READ_FROM_ELSEWHERE = lazy(r"^[ ]*(?:-?include|sinclude)\b|\$[({]eval\b", re.MULTILINE)
_REFERENCE = lazy(r"\$(?:[({](\w+)[)}]|(\w))")
_IF = lazy(r"^[ ]*(?:ifdef|ifndef|ifeq|ifneq)\b", re.MULTILINE)
_END_OF_IF = lazy(r"^[ ]*endif\b", re.MULTILINE)
# What make makes a text of and no shell has a variable for: a function, a parameter of ``call``, ``$@``, ``$(a-b)``.
_WORKED_OUT = lazy(r"(?:\$\$|\$\([A-Za-z_]\w*\)|\$\{[A-Za-z_]\w*\}|\$[A-Za-z](?!\w)|[^$])*+\$")
# What a shell makes of a variable's text in a recipe; exported, it would stay as it is.
_FOR_THE_SHELL = ("`", "$$", '"', "'", "\\")


def read(source: Source, place: str) -> Caller:
    makefile = read_makefile(source)
    assigned = frozenset(
        setting.name
        for setting in makefile.settings
        if setting.name not in makefile.exported and not makefile.exports_all
    ) | _perhaps_set(source.text, source.path.endswith(_PARTS), makefile.exports_all)
    variables = _paths(makefile)
    own = dirname(place)
    # What is included runs in the folder of the file that includes it, often the root.
    is_part = place.endswith(_PARTS)
    folder = Place("", (own,) if own else (), own) if is_part else Place(own, own=own)
    builds: list[Build] = []
    for recipe in makefile.recipes:
        if mentions_build(recipe.text):
            shell = Shell(recipe, folder, variables, KIND, assigned)
            builds += (_told(build, makefile) for build in read_builds(shell))
    return Caller(place, KIND, tuple(builds), makefile)


@lru_cache(16)
def _perhaps_set(text: str, is_part: bool, exports_all: bool) -> frozenset[str]:
    """The variables that may have a value which recipes do not get: set for one target, by ``define``, elsewhere.

    Remembered, since every build of a file asks.
    """
    if exports_all and "unexport" not in text:
        return frozenset()
    found = {match[1] for match in _FOR_A_TARGET.finditer(text)} | {match[1] for match in _DEFINED.finditer(text)}
    found |= {name for match in _UNEXPORTED.finditer(text) for name in match[1].split()}
    if is_part or _READ_FROM_ELSEWHERE.search(text):
        found |= {match[1] or match[2] for match in _REFERENCE.finditer(text)}
    return frozenset(found)


def _is_conditional(text: str, at: int) -> bool:
    """Whether a line stands between ``ifdef`` and ``endif``."""
    above = text[:at]
    return len(_IF.findall(above)) > len(_END_OF_IF.findall(above))


def _paths(makefile: Makefile) -> dict[str, str]:
    """The variables with one plain value, those of other plain variables put in."""
    known: dict[str, str] = {}
    counts: dict[str, int] = {}
    for setting in makefile.settings:
        counts[setting.name] = counts.get(setting.name, 0) + 1
        text = re.sub(r"\$[({](\w+)[)}]", lambda found: known.get(found[1], found[0]), setting.value)
        if "$" not in text and setting.operator in ("=", ":=", "::=", "?="):
            known[setting.name] = text
    return {name: text for name, text in known.items() if counts[name] == 1}


def _told(build: Build, makefile: Makefile) -> Build:
    """A build whose command takes arguments from a variable that holds ``--build-arg`` cannot be seen in full."""
    words = build.handle.command.words if isinstance(build.handle, Handle) else ()
    for word in words:
        for name in word.variables:
            setting = makefile.last(name)
            if setting is not None and "build-arg" in setting.value:
                return build._replace(opaque=f"its build arguments come from $({name})")
    return build


def rewrite(source: Source, build: Build, change: Change) -> list[Edit] | Refusal:
    makefile = read_makefile(source)
    alone = {setting.name for setting in makefile.settings} - _perhaps_set(
        source.text, source.path.endswith(_PARTS), makefile.exports_all
    )
    changed = {move.argument for move in change.moves} | {export.argument for export in change.exports}
    for argument in build.arguments:
        if argument.name in changed and _WORKED_OUT.match(source.text, argument.span.start, argument.span.end):
            return Refusal(f"make puts the value of {argument.name} together")

    def bind(name: str, value: Value) -> list[Edit] | None:
        """``export`` below the line that sets the variable, so that recipes get it."""
        setting = makefile.last(name)
        if value.kind != VARIABLE or setting is None or name not in alone:
            return None
        if any(mark in setting.value for mark in _FOR_THE_SHELL) or _is_conditional(source.text, setting.span.start):
            return None
        return [insert_below(source, setting.span.end, f"export {name}", 0)]

    return rewrite_command(build, change, bind)
