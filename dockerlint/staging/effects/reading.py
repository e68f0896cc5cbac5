"""From the commands of a RUN to their effects."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.builders import builder_of
from dockerlint.staging.calls import activated, calls_of, decided_by, is_known, redirected
from dockerlint.staging.effects import accounts, files, interpreters, languages, system, tasks, upkeep
from dockerlint.staging.effects.effect import Effect
from dockerlint.staging.effects.fetched import address_before, fetched_script

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.model import Step
    from dockerlint.staging.calls import Call
    from dockerlint.trace.trace import Trace

# What changes nothing by itself; redirections count apart.
_QUIET = frozenset({
    "", "set", ":", "true", "false", "echo", "printf", "cat", "test", "[", "[[", "ls", "which", "type", "export",
    "command", "pwd",
    "id", "uname", "date", "sleep", "exit", "wc", "head", "tail", "grep", "egrep", "cut", "tr", "sort", "uniq", "awk",
    "basename", "dirname",
    "env", "cd", "pushd", "popd", "if", "for", "while", "case", "until", "local", "declare", "readonly", "unset",
    "shift", "return", "read", "find",
    "sha256sum", "sha1sum", "md5sum", "sha512sum", "shasum", "du", "df", "nproc", "getconf", "stat", "file",
    "readlink", "realpath", "xargs",
    "dpkg", "hash", "umask", "source", ".", "trap", "eval", "wait", "sync", "whoami", "hostname", "free",
    "lsb_release", "getent", "arch",
    "strings", "ldd", "diff", "cmp", "jq", "seq", "tee", "gpg", "gpgconf", "apt-cache", "apt-key", "continue", "break",
    "ssh-keyscan", "yes", "update-rc.d", "docker-php-source", "ulimit", "apt-mark", "fc-cache", "zcat", "bzcat",
    "xzcat", "tput", "clear", "time", "rev", "tac", "nl", "expr", "let", "dpkg-query", "dpkg-architecture", "locale",
    "ps", "pgrep", "mount", "dnf-config-manager", "base64", "xxd", "od", "column", "paste", "comm", "fold",
})  # fmt: skip
# Of those, what does change something with these words.
_LOUD = {
    "find": ("-delete", "-exec", "-execdir"), "dpkg": ("-i", "--install", "--add-architecture", "--unpack", "--purge",
    "-P", "-r"),
    "source": ("",), ".": ("",), "eval": ("",),
}  # fmt: skip


# Alone, these only ask a program what it is.
_ASKS = frozenset({"--version", "-version", "-V", "-v", "--help", "-h"})


def installs_of(trace: Trace, step: Step) -> tuple[Effect, ...]:
    """Those of a RUN's effects that package managers have, for whoever need not know the rest."""
    if not trace.text(step).is_shell:
        return ()
    return trace.answers.once(("installs", id(step)), lambda: tuple(_installs_of(trace, step)))


def _installs_of(trace: Trace, step: Step) -> Iterator[Effect]:
    for call in calls_of(trace, step):
        reader = _PACKAGE_MANAGERS.get(usual_name(call.name))
        if reader is not None:
            yield reader(call)


def effects_of(trace: Trace, step: Step) -> Iterator[Effect]:
    """What a RUN does, command by command."""
    text = trace.text(step)
    if not text.is_shell:
        yield _unreadable(trace, step, f"it is read by {text.language}, not by a shell")
        return
    if text.script.error is not None:
        yield _unreadable(trace, step, "its shell text could not be read")
        return
    for call in calls_of(trace, step):
        yield from effects_of_call(call)


def effects_of_call(call: Call) -> Iterator[Effect]:
    """What one command does, its redirections first."""
    written = tuple(redirected(call))
    if written:
        yield _write(call, written)
    name = usual_name(call.name)
    if _is_of_folder(call):
        yield unknown(call)
        return
    if name in _QUIET or _is_shell(call):
        loud = _LOUD.get(name)
        if loud is not None and any(not word or call.has(word) for word in loud):
            yield _loud(call)
        elif name == "tee":
            yield _write(call, tuple(call.path(each) if is_known(each) else each for each in call.operands))
        else:
            yield Effect("none", call)
        return
    reader = _READERS.get(name)
    if reader is not None:
        yield reader(call)
        return
    if builder_of(call) is not None:
        yield languages.built(call)
        return
    if len(call.args) == 1 and call.args[0] in _ASKS and not call.name.endswith((".sh", ".bash")):
        yield Effect("none", call)
        return
    yield unknown(call)


def _loud(call: Call) -> Effect:
    if activated(call):
        return Effect("none", call)  # what it changes for the commands behind it stands in their calls
    if call.name in ("source", "."):
        return Effect("unknown", call, reason=f"what {_file_read(call)} does is not known")
    if call.name == "dpkg" and call.has("-i", "--install", "--unpack"):
        return Effect(
            "unknown", call, reason="`dpkg` installs a package from a file, which the final stage would not have"
        )
    if call.name == "dpkg" and call.has("--add-architecture"):
        return Effect("unknown", call, reason="packages of another architecture are known by their names alone")
    if call.name == "find" and (call.has("-delete") or "rm" in call.args or "strip" in call.args):
        return Effect("none", call)  # it tidies up; what is carried over is carried as it then is
    if call.name == "find" and not {"chmod", "chown", "chgrp", "touch"}.isdisjoint(call.args):
        return _found(call)
    return unknown(call)


def _found(call: Call) -> Effect:
    """``find FOLDER… -exec chmod …``: modes and owners below the folders."""
    starts = []
    for arg in call.args:
        if arg.startswith(("-", "(", "!", "\\")):
            break
        starts.append(arg)
    if not starts or not all(map(is_known, starts)):
        return Effect("unknown", call, reason=f"which files `find` changes is not known here{decided_by(starts)}")
    return Effect("setup", call, tuple(call.path(each) for each in starts))


# python3.11, pip3.11: the interpreter's and its installer's names with their version.
_VERSIONED = lazy(r"((?:python|pip|easy_install)3)(?:\.\d+)+")
_ALIASES = {"nodejs": "node"}


def usual_name(name: str) -> str:
    """The name by which a command is listed here."""
    match = _VERSIONED.fullmatch(name)
    return match[1] if match is not None else _ALIASES.get(name, name)


def _is_of_folder(call: Call) -> bool:
    """Whether it is a script of the project that is called as a command of the system is: ``./install``."""
    written = call.command.words[0].raw if call.command.words else ""
    return written.startswith(("./", "../")) and (call.name in _QUIET or call.name in files.READERS)


def _file_read(call: Call) -> str:
    """The script that a shell reads, for a message."""
    named = next(iter(call.operands), "")
    return f"the script {named} that the shell reads" if named and is_known(named) else "a script that the shell reads"


def _is_shell(call: Call) -> bool:
    """``sh -c '…'``: the commands inside stand in line behind it."""
    return call.name in ("sh", "bash", "ash", "dash") and any(re.fullmatch(r"-\w*c", arg) for arg in call.args[:3])


def _write(call: Call, paths: tuple[str, ...]) -> Effect:
    if all(is_known(path) for path in paths):
        return Effect("write", call, paths)
    told = f"which file `{call.words or 'the redirection'}` writes is not known here{decided_by(paths)}"
    return Effect("unknown", call, reason=told)


_OF_CONDA = "it installs conda, which keeps interpreter, tools and packages in one folder: no split is known for that"
_CONDA = lazy(r"(?i)(?:mini|ana)(?:conda|forge)|mambaforge")


def unknown(call: Call) -> Effect:
    """The effect of a command that nobody here knows."""
    if call.name in ("sh", "bash", "ash", "dash", "python", "python3") and (found := fetched_script(call)) is not None:
        return found
    if _CONDA.search(call.name) or any(map(_CONDA.search, call.operands[:1])):
        return Effect("unknown", call, reason=_OF_CONDA)
    if call.name.endswith((".sh", ".bash")) or call.name in ("sh", "bash") or _is_of_folder(call):
        return Effect(
            "unknown",
            call,
            reason=f"it runs {_script(call)}, and what that puts outside of the project's folder is not known",
        )
    return Effect("unknown", call, reason=f"what `{call.name or 'a computed command'}` does to the image is not known")


def _script(call: Call) -> str:
    """The script that is run, by its name where it has one."""
    from_input = call.has("-s", "-")
    named = call.name if call.name not in ("sh", "bash") else "" if from_input else next(iter(call.operands), "")
    if named and is_known(named):
        return f"the script {named.rpartition('/')[2]}"
    address = address_before(call)
    return f"the script that it fetches from {address}" if address else "a script from its input"


def _unreadable(trace: Trace, step: Step, reason: str) -> Effect:
    from dockerlint.shell.script import Command
    from dockerlint.staging.calls import Call as AnyCall

    command = Command("", (), (), (), 0, 0)
    return Effect("unknown", AnyCall(step, trace.text(step), command, "", (), step.workdir), reason=reason)


_PACKAGE_MANAGERS: dict[str, Callable[[Call], Effect]] = {**system.READERS, **languages.READERS}
_READERS: dict[str, Callable[[Call], Effect]] = {
    **files.READERS, **accounts.READERS, **_PACKAGE_MANAGERS, **interpreters.READERS, **upkeep.READERS,
    **tasks.READERS,
}  # fmt: skip
