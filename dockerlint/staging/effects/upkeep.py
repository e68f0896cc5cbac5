"""Commands that set up what packages of the distribution brought.

Sources: the manuals of ``dpkg-reconfigure``, ``update-alternatives`` and ``freshclam``.
"""

from __future__ import annotations

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.calls import is_known
from dockerlint.staging.effects.effect import Effect

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.staging.calls import Call


def _reconfigured(call: Call) -> Effect:
    if call.operands[-1:] == ("locales",):
        return Effect("setup", call)
    return Effect("unknown", call, reason=f"which files of /etc `{call.words}` changes is not known")


# Names that update-alternatives gives to compilers and their like.
_COMPILERS = lazy(
    r"(?:gcc|g\+\+|cc|c\+\+|cpp|c89|c99|clang|clang\+\+|ld|javac|gcov|gfortran|llvm|cmake|automake|yacc|lex)[\w.-]*"
)


def _alternatives(call: Call) -> Effect:
    """A name for one of several programs; of what only builds nothing has to be done again."""
    at = {arg: place for place, arg in enumerate(call.args)}
    names = [call.args[place + 2 : place + 3] for arg, place in at.items() if arg in ("--install", "--slave")]
    names += [call.args[place + 1 : place + 2] for arg, place in at.items() if arg in ("--set", "--config", "--auto")]
    told = [name for each in names for name in each]
    if told and all(_COMPILERS.fullmatch(name) for name in told):
        return Effect("none", call)
    named = told[0] if told and is_known(told[0]) else "a name"
    return Effect("unknown", call, reason=f"which program `update-alternatives` has {named} stand for is not known")


def _signatures(call: Call) -> Effect:
    """Signatures of viruses, in the folder that Debian's and Alpine's packages of ClamAV name."""
    return Effect("write", call, ("/var/lib/clamav",))


def _again(call: Call) -> Effect:
    return Effect("setup", call)


READERS: dict[str, Callable[[Call], Effect]] = {
    "dpkg-reconfigure": _reconfigured, "localedef": _again, "update-alternatives": _alternatives,
    "freshclam": _signatures,
}  # fmt: skip
