"""Commands that run another one: ``sudo -u app npm ci`` runs ``npm ci``."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.shell.assignment import as_assignment

if TYPE_CHECKING:
    from dockerlint.shell.script import Assignment, Command, Word


class Wrapper:
    """How the arguments before the wrapped command read.

    ``short`` are the letters of options with a value, ``long`` such options in full.  ``operands`` stand before the
    command (the time of ``timeout``).  ``assigns``: ``name=value`` before the command.  ``queries`` are options that
    make it run nothing.
    """

    __slots__ = ("assigns", "long", "operands", "queries", "short")

    def __init__(
        self, short: str = "", long: tuple[str, ...] = (), operands: int = 0, assigns: bool = False, queries: str = ""
    ) -> None:
        self.short = short
        self.long = long
        self.operands = operands
        self.assigns = assigns
        self.queries = queries


_SUDO = Wrapper(
    "ughpCrtTUDR",
    (
        "user",
        "group",
        "host",
        "prompt",
        "close-from",
        "role",
        "type",
        "command-timeout",
        "other-user",
        "chdir",
        "chroot",
    ),
    assigns=True,
    queries="lvKV",
)
_USER = Wrapper(operands=1)
_PLAIN = Wrapper()
WRAPPERS = {
    "sudo": _SUDO,
    "doas": Wrapper("uCa", assigns=True, queries="L"),
    "env": Wrapper("uC", ("unset", "chdir"), assigns=True),
    "exec": Wrapper("a"),
    "command": Wrapper(queries="vV"),
    "builtin": _PLAIN,
    "time": Wrapper("fo", ("format", "output")),
    "nice": Wrapper("n", ("adjustment",)),
    "ionice": Wrapper("cn", ("class", "classdata"), queries="pPu"),
    "nohup": _PLAIN,
    "setsid": _PLAIN,
    "stdbuf": Wrapper("ioe", ("input", "output", "error")),
    "timeout": Wrapper("sk", ("signal", "kill-after"), operands=1),
    "xargs": Wrapper(
        "adEILnPs", ("arg-file", "delimiter", "max-lines", "max-args", "max-procs", "max-chars", "process-slot-var")
    ),
    "gosu": _USER,
    "su-exec": _USER,
    "chroot": Wrapper(long=("groups", "userspec"), operands=1),
    "busybox": _PLAIN,
    "toybox": _PLAIN,
    "fakeroot": Wrapper("lsib"),
    "tini": Wrapper("pe"),
    "dumb-init": Wrapper("r"),
    "xvfb-run": Wrapper("efnpsw"),
    "eatmydata": _PLAIN,
    "chronic": _PLAIN,
    "unbuffer": _PLAIN,
    "catchsegv": _PLAIN,
    "retry": Wrapper("tdsbmnr", ("tries", "times", "delay", "sleep", "max"), operands=1),
    "travis_retry": _PLAIN,
    "coproc": _PLAIN,
}


def unwrap(command: Command) -> Command:
    """The command that runs in the end, with the ``start`` and ``end`` of the whole; else ``command`` itself.

    The assignments of ``env a=b`` and ``sudo a=b`` are added to its assignments.
    """
    words, assignments = command.words, command.assignments
    name = command.name
    while name in WRAPPERS:
        found = _behind(words, WRAPPERS[name], name)
        if found is None:
            break
        words, more = found
        assignments += more
        name = base_name(words[0])
    if words is command.words:
        return command
    return command._replace(name=name, words=words, assignments=assignments)


def base_name(word: Word) -> str:
    """The command name without its folder, as far as it is literal: ``pip`` of ``$HOME/bin/pip``, "" of ``$x``."""
    literal = word.literal
    if literal is None:
        if word.raw.startswith("(("):
            return "(("
        last = word.parts[-1]
        literal = last.text if last.kind == "literal" and "/" in last.text else ""
    return literal.rpartition("/")[2] if "/" in literal else literal


def option_end(words: tuple[Word, ...], at: int, short: str, long: tuple[str, ...]) -> int:
    """The place of the first word from ``at`` on that is neither an option nor the value of one."""
    count = len(words)
    while at < count:
        text = words[at].literal
        if text is None:
            text = words[at].raw
        if text == "--":
            return at + 1
        if len(text) < 2 or text[0] != "-":
            return at
        at += 1
        if text.startswith("--"):
            at += "=" not in text and text[2:] in long
        else:
            found = next((index for index, letter in enumerate(text) if letter in short), -1)
            at += found == len(text) - 1
    return at


def _behind(
    words: tuple[Word, ...], wrapper: Wrapper, name: str
) -> tuple[tuple[Word, ...], tuple[Assignment, ...]] | None:
    at = option_end(words, 1, wrapper.short, wrapper.long)
    for word in words[1:at]:
        if word.raw[:1] == "-" and word.raw[1:2] != "-" and any(letter in wrapper.queries for letter in word.raw[1:]):
            return None
    operands = wrapper.operands
    if name == "retry" and at < len(words) and not (words[at].literal or "").isdigit():
        operands = 0
    at += operands
    if operands and at < len(words) and words[at].raw == "--":
        at += 1
    assignments: list[Assignment] = []
    while wrapper.assigns and at < len(words):
        assignment = as_assignment(words[at])
        if assignment is None:
            break
        assignments.append(assignment)
        at += 1
    return (words[at:], tuple(assignments)) if at < len(words) else None
