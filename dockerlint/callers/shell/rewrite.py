"""Build commands with secrets in place of build arguments.

An environment variable is handed over by ``--secret id=…,env=…``, which reads the environment of the client: a variable
that the script sets without exporting it is given to that one command.  ``~`` is not expanded behind ``src=``.
"""

from __future__ import annotations

from posixpath import relpath

from dockerlint.callers.build import COMMAND, EXPRESSION, FILE, LITERAL, MIXED, VARIABLE
from dockerlint.callers.change import LITERAL_VALUE
from dockerlint.callers.collected import Collected
from dockerlint.callers.shell.handle import Handle
from dockerlint.callers.shell.surroundings import surroundings_of
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.callers.build import Build, Value
    from dockerlint.callers.change import Change
    from dockerlint.callers.shell.options import Option
    from dockerlint.callers.shell.values import Named
    from dockerlint.shell.script import Word
    from dockerlint.text import Edit

    # How the surroundings give a value to the commands as the environment variable ``name``: edits, or None where they
    # cannot.  The value is an expression of theirs, or a variable that they set and do not export.
    Bind = Callable[[str, Value], list[Edit] | None]


def rewrite(build: Build, change: Change, bind: Bind) -> list[Edit] | Refusal:
    """The edits for one build command."""
    assert isinstance(build.handle, Handle)
    rewriter = _Rewriter(build, build.handle, bind)
    if change.exports:
        return rewriter.exported({export.argument: export.variable for export in change.exports})
    if build.opaque or build.no_mounts:
        return Refusal(build.opaque or build.no_mounts)
    return rewriter.edits(change)


_CHECKS = lazy(r"\"?\$\{\w+:?\?")  # ``${NAME:?}`` ends the command where the variable is not set


class _Rewriter(Collected):
    no_room = "there is no room for it in the way that the command is written"

    def __init__(self, build: Build, handle: Handle, bind: Bind) -> None:
        super().__init__()
        self.builder = build.builder
        self.handle = handle
        self.text = handle.shell.text
        self.command = handle.command
        self.bind = bind
        self.surroundings = surroundings_of(self.text.text, handle.script, handle.command)
        self.has_secrets = bool(build.providers)
        self.prefix: dict[str, str] = {}  # variables set for this command alone
        self.passed: dict[str, None] = {}  # variables that sudo must let through

    def edits(self, change: Change) -> list[Edit] | Refusal:
        ids = {move.argument: move.id for move in change.moves}
        given: set[str] = set()
        for option, named in self.handle.arguments:
            words = self.command.unwrapped().words
            first, last = words[option.words[0]], words[option.words[-1]]
            if named.name in ids and named.name not in given:
                given.add(named.name)
                text = self._secret(ids[named.name], named)
                if text is not None and self.builder == "bake":
                    text = self._as_set(text, option)
                if text is not None:
                    self._replace(first.start, last.end, text)
            elif named.name in ids or named.name in change.dropped:
                self._replace(words[option.words[0] - 1].end, last.end, "")
        for element in self.handle.elements:
            named = element.named
            if named.name in ids and named.name not in given:
                given.add(named.name)
                text = self._secret(ids[named.name], named)
                if text is not None and element.is_quoted and '"' in text:
                    self.refuse("it stands in quotes, which what it needs would end")
                elif text is not None:
                    self._replace(element.first.start, element.last.end, text)
            elif named.name in ids or named.name in change.dropped:
                self._replace(element.before, element.last.end, "")
        self._add_options(change)
        self._enable_buildkit()
        self._set_before()
        return self.refusal or self.found

    def exported(self, variables: dict[str, str]) -> list[Edit] | Refusal:
        """The command without these arguments, their values in its environment."""
        for option, named in self.handle.arguments:
            variable = variables.get(named.name)
            if variable is None:
                continue
            words = self.command.unwrapped().words
            self._replace(words[option.words[0] - 1].end, words[option.words[-1]].end, "")
            self.passed[variable] = None
            value = named.value
            if value.kind == VARIABLE and value.text == variable and self._is_exported(variable):
                continue
            edits = self.bind(variable, value) if value.kind == EXPRESSION or value.text == variable else None
            if edits is not None:
                self.found += edits
            else:
                self.prefix[variable] = named.written or f'"${value.text}"'
        self._set_before()
        return self.refusal or self.found

    def _as_set(self, text: str, option: Option) -> str:
        """``--secret …`` as an override of a bake target; one behind others is added to them."""
        raw = option.value.raw[option.start :].lstrip("\"'") if option.value is not None else ""
        sign = "+=" if self.has_secrets else "="
        self.has_secrets = True
        value = text.removeprefix("--secret ").strip('"')
        return f"--set '{raw.partition('.args.')[0]}.secrets{sign}{value}'"

    def _secret(self, identity: str, named: Named) -> str | None:
        """The option that hands the value over, None when that is refused."""
        kind = named.value.kind
        if kind == LITERAL:
            self.refuse(LITERAL_VALUE)
            return None
        if kind == FILE:
            return self._file_option(identity, named.value.text)
        own = any(assignment.name == named.value.text for assignment in self.command.assignments)
        if kind == VARIABLE and own and named.written is not None:
            self.refuse(f"the shell reads {named.value.text} before the command's own value for it is set")
            return None
        if kind == VARIABLE and named.written is not None and _CHECKS.match(named.written):
            self.prefix[named.name] = named.written
            return self._option(identity, named.name)
        if kind == VARIABLE and self._is_exported(named.value.text):
            return self._option(identity, named.value.text)
        if kind in (EXPRESSION, VARIABLE):
            name = named.value.text if kind == VARIABLE else named.name
            edits = self.bind(name, named.value)
            if edits is not None:
                self.found += edits
                return self._option(identity, name)
        if named.written is None and kind != VARIABLE:
            self.refuse(f"the value of {named.name} cannot be told from the text around it")
            return None
        if kind in (COMMAND, MIXED, EXPRESSION, VARIABLE):
            self.prefix[named.name] = named.written or f'"${named.value.text}"'
            return self._option(identity, named.name)
        self.refuse(f"the value of {named.name} is not understood")
        return None

    def _option(self, identity: str, name: str) -> str:
        self.passed[name] = None
        return f"--secret id={identity},env={name}"

    def _file_option(self, identity: str, raw: str) -> str:
        path, quote = _path_in_option(raw)
        kind = "" if self.builder in ("docker", "buildx", "buildctl") else "type=file,"
        return f"--secret {quote}id={identity},{kind}src={path}{quote}"

    def _add_options(self, change: Change) -> None:
        """Files and the agent's socket, behind the name of the command that builds."""
        options = []
        for file in change.files:
            folder = self.handle.shell.place.folder
            if folder is None:
                self.refuse("the folder that it runs in is not known")
                return
            path = relpath(file.path, folder or ".")
            options.append(self._file_option(file.id, path))
        if change.ssh:
            path, quote = _path_in_option(change.ssh_key)
            options.append(f"--ssh {quote}default={path}{quote}" if path else "--ssh default")
        if options:
            at = next(
                (word.end for word in self.command.unwrapped().words if word.literal in ("build", "bud", "b")), None
            )
            if at is None:
                self.refuse("the place for its options is not known")
                return
            self._replace(at, at, "".join(f" {option}" for option in options))

    def _enable_buildkit(self) -> None:
        for assignment in self.command.assignments:
            value = assignment.value
            if assignment.name == "DOCKER_BUILDKIT" and value is not None and value.literal == "0":
                self._replace(value.start, value.end, "1")

    def _set_before(self) -> None:
        lost = self.surroundings.loses_environment()
        if lost and self.passed:
            self.refuse(f"{lost} may start the build without the variable that holds the secret")
        for word in self._sudos() if self.passed else ():
            names = ",".join(self.passed)
            self._replace(word.end, word.end, f" --preserve-env={names}")
        if self.prefix:
            start = self.command.words[0].start
            text = "".join(f"{name}={value} " for name, value in self.prefix.items())
            self._replace(start, start, text)

    def _sudos(self) -> Iterator[Word]:
        """The ``sudo`` among the words in front of the command that does not keep the environment anyway."""
        inner = self.command.unwrapped().words
        words = [word for word in self.command.words if not inner or word.start < inner[0].start]
        for index, word in enumerate(words):
            if word.literal == "sudo":
                options = [each.literal or "" for each in words[index + 1 :]]
                if not any(option in ("-E", "--preserve-env") for option in options):
                    yield word

    def _is_exported(self, name: str) -> bool:
        return self.handle.exports.reach(name) and name not in self.handle.shell.assigned

    def _replace(self, start: int, end: int, text: str) -> None:
        if self.surroundings.quote and any(char in text for char in "\"'`"):
            self.refuse("it stands in quotes, which what it needs would end")
            return
        self.add(self.text.replace(start, end, text))


def _path_in_option(raw: str) -> tuple[str, str]:
    """A path as it is written, for behind ``=`` in a word, with the quotes that the word needs."""
    path = raw.strip("\"'")
    if path.startswith("~/"):
        return "$HOME" + path[1:], '"'
    return path, '"' if any(char in raw for char in "\"' $") else ""
