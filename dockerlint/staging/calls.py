"""The commands of a stage with their words and folders as far as they are known before the build.

A text that depends on what is not known here keeps its ``${name}``; :func:`is_known` tells.
"""

from __future__ import annotations

import posixpath

from dockerlint.model.images import parse_reference
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from dockerlint.model import Stage, Step
    from dockerlint.shell.script import Command, Word
    from dockerlint.trace.run_text import RunText
    from dockerlint.trace.trace import Trace

# Variables that images set themselves, as far as Dockerfiles name folders by them (docker-library's Dockerfiles).
_IMAGE_VARIABLES = {
    "golang": {"GOPATH": "/go", "GOROOT": "/usr/local/go"},
    "rust": {"CARGO_HOME": "/usr/local/cargo", "RUSTUP_HOME": "/usr/local/rustup"},
    "ruby": {"GEM_HOME": "/usr/local/bundle"},
    "jruby": {"GEM_HOME": "/usr/local/bundle"},
    "openjdk": {"JAVA_HOME": "/usr/local/openjdk"},
    "gradle": {"GRADLE_HOME": "/opt/gradle"},
    "php": {
        "PHP_INI_DIR": "/usr/local/etc/php",
        "PHPIZE_DEPS": "autoconf dpkg-dev dpkg file g++ gcc libc-dev make pkgconf re2c",
    },
    "tomcat": {"CATALINA_HOME": "/usr/local/tomcat"},
}  # fmt: skip


class Call(NamedTuple):
    """One command of a RUN: ``args`` are its words behind the name, ``cwd`` the folder in which it starts.

    ``active`` is the virtual environment of Python whose ``activate`` the same shell has read, "" for none.
    """

    step: Step
    text: RunText
    command: Command
    name: str
    args: tuple[str, ...]
    cwd: str
    active: str = ""

    @property
    def operands(self) -> tuple[str, ...]:
        """The arguments that are no options."""
        return tuple(arg for arg in self.args if not arg.startswith("-"))

    def has(self, *options: str) -> bool:
        return any(arg in options for arg in self.args)

    def value(self, *options: str) -> str | None:
        """What stands behind one of ``options``, as its own word or after ``=``; the last one counts."""
        found = None
        for at, arg in enumerate(self.args):
            if arg in options and at + 1 < len(self.args):
                found = self.args[at + 1]
            for option in options:
                if arg.startswith(option + "="):
                    found = arg[len(option) + 1 :]
        return found

    def path(self, text: str) -> str:
        """``text`` as an absolute path."""
        return join(self.cwd, text, self.step.home)

    @property
    def words(self) -> str:
        """The first words, for a message: ``go build``, ``make``, ``npm run build``."""
        count = 2 if self.name in ("npm", "yarn", "pnpm", "bun") and self.args[:1] == ("run",) else 1
        told = [self.name]
        for arg in self.args[: count + 2]:
            if arg.startswith("-") or not is_known(arg) or "/" in arg or len(told) > count:
                break
            if not arg.replace("-", "").replace(":", "").replace("_", "").isalnum():
                break
            told.append(arg)
        if self.name in ("make", "gcc", "cc", "g++", "clang", "javac", "cmake", "ninja"):
            del told[2 if told[1:2] == ["install"] else 1 :]
        return " ".join(told)


def is_known(text: str) -> bool:
    """Whether nothing in ``text`` is decided by the build."""
    return "$" not in text and "`" not in text


_VARIABLE = lazy(r"\$\{(\w+)\}")


def decided_by(args: Iterable[str]) -> str:
    """What decides the first of ``args`` that is not known, for the end of a message; "" where nothing is to name."""
    first = next((arg for arg in args if not is_known(arg)), "")
    match = _VARIABLE.search(first)
    return f": ${match[1]} decides it" if match is not None else ": the build computes it" if first else ""


def join(folder: str, path: str, home: str = "/root") -> str:
    """``path`` seen from ``folder``, without ``.`` and ``..``."""
    if path == "~" or path.startswith("~/"):
        path = home + path[1:]
    whole = posixpath.normpath(posixpath.join(folder, path))
    return whole[1:] if whole.startswith("//") else whole


def is_below(path: str, folder: str) -> bool:
    """Whether ``path`` is ``folder`` or lies in it."""
    return folder in ("/", path) or path.startswith(folder + "/")


def is_within(path: str, folders: Collection[str]) -> bool:
    """Whether ``path`` is one of ``folders`` or lies in one; a set of them is asked once for each part of the path."""
    if "/" in folders:
        return True
    while path:
        if path in folders:
            return True
        path = path.rpartition("/")[0]
    return False


def image_variables(stage: Stage) -> dict[str, str]:
    """The variables of the image that the stage's chain starts from, as far as they are listed here."""
    return _IMAGE_VARIABLES.get(parse_reference(stage.root_image).name, {})


def filled(step: Step, text: str) -> str:
    """``text`` with variables of the file and of the base image expanded."""
    resolved = step.resolve(text)
    if "${" in resolved:
        for name, value in image_variables(step.stage).items():
            resolved = resolved.replace(f"${{{name}}}", value)
    return resolved


def folder_of(step: Step) -> str:
    """The folder in which ``step`` runs."""
    folder = step.workdir
    if "${" in folder:
        for name, value in image_variables(step.stage).items():
            _, found, rest = folder.partition(f"/${{{name}}}")
            folder = value + rest if found else folder  # it is absolute: what stands before it does not count
    return folder


def working_folder(step: Step) -> str:
    """The folder that a WORKDIR leads to."""
    return join(folder_of(step), filled(step, step.instruction.args.strip().strip("\"'")))


def calls_of(trace: Trace, step: Step) -> tuple[Call, ...]:
    """The commands of a RUN in order, those of substitutions left out; wrappers such as ``sudo`` are taken off.

    ``cd`` counts for what follows in the same shell.
    """
    return trace.answers.once(("calls", id(step)), lambda: tuple(calls_in(trace.text(step), folder_of(step))))


def calls_in(text: RunText, cwd: str, settled: Mapping[str, str] | None = None) -> Iterator[Call]:
    """The commands of a shell text that starts in ``cwd``; ``settled`` are the variables of a script, if it is one."""
    step = text.step
    local: dict[str, str] = dict(settled or {})
    active = ""
    for original in text.script.commands:
        command = original.unwrapped()
        if settled is None:
            _assign(command, step, local, cwd)
        if not command.words and not command.redirects:
            continue
        words = [_text(word, step, local, cwd) for word in command.words]
        call = Call(step, text, command, command.name, tuple(words[1:]), cwd, active)
        yield call
        active = activated(call) or active
        if command.name in ("cd", "pushd") and not command.subshell:
            target = call.operands[0] if call.operands else step.home
            cwd = call.path(target) if is_known(target) else f"${{{target}}}"


def _assign(command: Command, step: Step, local: dict[str, str], cwd: str) -> None:
    """Notes the variables that a command sets in its shell."""
    if command.words and command.name not in ("export", "declare", "local", "readonly"):
        return
    for assignment in command.assignments:
        if assignment.value is not None:
            local[assignment.name] = _text(assignment.value, step, local, cwd)


def activated(call: Call) -> str:
    """The virtual environment whose ``activate`` a command reads into its shell, "" where it is another command."""
    read = call.args[0] if call.name in ("source", ".") and len(call.args) == 1 else ""
    path = call.path(read) if read and is_known(read) else ""
    return path.removesuffix("/bin/activate") if path.endswith("/bin/activate") else ""


# What `mktemp` makes lies there, whatever it is called.
_TEMPORARY = "/tmp/mktemp"  # noqa: S108 - a path in an image


def _text(word: Word, step: Step, local: dict[str, str], cwd: str) -> str:
    literal = word.literal
    if literal is not None:
        return literal
    told = []
    for part in word.parts:
        if part.kind == "literal":
            told.append(part.text)
        elif part.kind == "variable" and not part.operator:
            value = local.get(part.text)
            told.append(value if value is not None else _variable(step, part.text, cwd))
        elif part.kind == "substitution" and part.text.split() in (["mktemp"], ["mktemp", "-d"]):
            told.append(_TEMPORARY)
        elif part.kind == "substitution" and part.text.split() == ["pwd"]:
            told.append(cwd)
        else:
            told.append(part.text if part.kind == "other" else "${?}")
    return "".join(told)


def _variable(step: Step, name: str, cwd: str) -> str:
    """What the shell of a RUN has in a variable: of the file, of the base image, or its own."""
    if name == "PWD":
        return cwd
    value = filled(step, f"${{{name}}}")
    return step.home if name == "HOME" and not is_known(value) else value


def redirected(call: Call) -> Iterator[str]:
    """The files that the command's output goes to, absolute where known."""
    for redirect in call.command.redirects:
        if redirect.target is None or not redirect.operator.startswith((">", "&>", "<>")):
            continue
        target = _text(redirect.target, call.step, {}, call.cwd)
        if not target.startswith(("/dev/", "&")) and not target.isdecimal() and target != "-":
            yield call.path(target) if is_known(target) else target
