"""Whether a chain of stages may build, by the words of its RUNs: most do not, and reading their commands takes long.

What a command is called is a literal word of the shell text, or its last part behind ``/``.  So once quotes,
backslashes and continuations are taken out, the name stands there with no other character of a name around it; only
``$'…'`` can hide it.  A glance says no only where :mod:`~dockerlint.staging.evidence` would find nothing to tell; a
property holds it to that.
"""

from __future__ import annotations

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.shell.nested import SHELLS
from dockerlint.staging.builders import BUILDERS
from dockerlint.staging.effects.languages import READERS as LANGUAGES
from dockerlint.staging.effects.system import READERS as SYSTEM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dockerlint.model import Step
    from dockerlint.trace.trace import Trace

_BUILDERS = frozenset(name for builder in BUILDERS for name in builder.names.split())
_NODE = frozenset(name for builder in BUILDERS if builder.kind == "node" for name in builder.names.split())
_SCRIPT = ".sh"  # stands for a script that is run: no command is called that
_SETUP = "setup.py"  # stands for one that a Python is told to build_ext
_ANY = _BUILDERS | LANGUAGES.keys() | SYSTEM.keys() | {_SCRIPT, _SETUP}
_NAME = lazy(r"[\w.+-]+")
_TAKEN_OUT = {ord(char): None for char in "\"'\\"}


def names_in(trace: Trace, step: Step) -> frozenset[str]:
    """Those names of builders and installers that a command of the RUN may have; all where that cannot be told."""
    text = trace.text(step).text
    if "$'" in text:
        return _ANY
    words = set(_NAME.findall(text.translate(_TAKEN_OUT)))
    if "\\\n" in text:  # of a here-document: a shell joins the words around it, the grammar may take them for two
        words.update(_NAME.findall(text.replace("\\\n", "").translate(_TAKEN_OUT)))
    names = _ANY & words
    # What they are told may also stand in a variable: sh $SCRIPT.
    if any(word.endswith(_SCRIPT) for word in words) or ("$" in text and not words.isdisjoint(SHELLS)):
        names |= {_SCRIPT}
    if ("build_ext" in words or "$" in text) and any(word.startswith("python") for word in words):
        names |= {_SETUP}
    return names


def may_compile(trace: Trace, step: Step) -> bool:
    """Whether a command of the RUN may be a build tool."""
    return not names_in(trace, step).isdisjoint(_BUILDERS)


def may_show_build(names: Iterable[str], *, has_toolchain: bool, compiles_own: Callable[[], bool]) -> bool:
    """Whether commands of these names may build with a toolchain, or install what is compiled then.

    ``has_toolchain`` is that of the base image; ``compiles_own`` as of :mod:`dockerlint.staging.own_extension`.
    """
    names = frozenset(names)
    installs = not names.isdisjoint(SYSTEM)
    builds = _SCRIPT in names or not names.isdisjoint(_BUILDERS)
    if _SETUP in names or (builds and (has_toolchain or installs or not names.isdisjoint(_NODE))):
        return True
    return not names.isdisjoint(LANGUAGES) and (installs or compiles_own())
