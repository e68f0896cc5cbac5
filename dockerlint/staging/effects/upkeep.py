"""Commands that set up what packages of the distribution brought.

Sources: the manuals of ``dpkg-reconfigure``, ``debconf-set-selections``, ``update-alternatives`` and ``freshclam``.
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
    if call.operands[-1:] == ("tzdata",):
        return Effect("write", call, ("/etc/localtime",))  # COPY takes the file that the link leads to
    return Effect("unknown", call, reason=f"which files of /etc `{call.words}` changes is not known")


# Names that update-alternatives gives to compilers and their like.
_COMPILERS = lazy(
    r"(?:gcc|g\+\+|cc|c\+\+|cpp|c89|c99|clang|clang\+\+|ld|javac|gcov|gfortran|llvm|cmake|automake|yacc|lex|mvn|gradle|ant|sbt|go|gofmt|rustc|cargo|ninja|make|jar|javadoc|nasm|bison|flex)[\w.-]*"
)


def _alternatives(call: Call) -> Effect:
    """A name for one of several programs; of what only builds nothing has to be done again."""
    at = {arg: place for place, arg in enumerate(call.args)}
    names = [call.args[place + 2 : place + 3] for arg, place in at.items() if arg in ("--install", "--slave")]
    names += [call.args[place + 1 : place + 2] for arg, place in at.items() if arg in ("--set", "--config", "--auto")]
    told = [name for each in names for name in each]
    if told and all(_COMPILERS.fullmatch(name) for name in told):
        return Effect("none", call)
    at_install = next((place for place, arg in enumerate(call.args) if arg in ("--install", "--set")), -1)
    pair = call.args[at_install + 1 : at_install + 4] if at_install >= 0 else ()
    pair = pair[1:] if call.args[at_install] == "--install" else pair[:2]
    if len(pair) == 2 and all(map(is_known, pair)):
        told_so = f"`update-alternatives` has {pair[0]} stand for {pair[1]}, and whether the final stage has that"
        return Effect("unknown", call, reason=f"{told_so} is not known")
    named = told[0] if told and is_known(told[0]) else "a name"
    return Effect("unknown", call, reason=f"which program `update-alternatives` has {named} stand for is not known")


_SELECTED = lazy(r"([\w.+-]+)\s+[\w.+-]+/[\w./+-]+\s+\w+")
# How packages ask, and what Debian takes for the time zone anyway.
_NO_MATTER = lazy(r"debconf\s+debconf/|tzdata\s+tzdata/(?:Areas\s+select\s+Etc|Zones/Etc\s+select\s+(?:UTC|Etc))\b")


def _selections(call: Call) -> Effect:
    """Answers to what packages ask when they are installed."""
    text = call.text.text[: call.command.start]
    answered = text[max(text.rfind(word) for word in ("&&", ";", "\n")) + 1 :]
    if _NO_MATTER.search(answered):
        return Effect("none", call)
    match = _SELECTED.search(answered)
    package = match[1] if match is not None else "a package"
    return Effect("unknown", call, reason=f"it answers what {package} asks, which the final stage would not know")


def _signatures(call: Call) -> Effect:
    """Signatures of viruses, in the folder that Debian's and Alpine's packages of ClamAV name."""
    return Effect("write", call, ("/var/lib/clamav",))


def _again(call: Call) -> Effect:
    return Effect("setup", call)


READERS: dict[str, Callable[[Call], Effect]] = {
    **dict.fromkeys(("phpenmod", "phpdismod", "php5enmod", "php5dismod"), _again),
    "dpkg-reconfigure": _reconfigured, "localedef": _again, "update-alternatives": _alternatives,
    "freshclam": _signatures, "debconf-set-selections": _selections,
}  # fmt: skip
