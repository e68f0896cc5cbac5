"""What the words of a RUN's commands are made of: the credentials in them, from variables, files and other commands."""

from __future__ import annotations

from dockerlint.finding import Confidence
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.filesystem import absolute
from dockerlint.trace.quiet import FILES_AT_ONCE, Asked
from dockerlint.trace.secrets import Origin

if TYPE_CHECKING:
    from dockerlint.model import Step
    from dockerlint.shell.script import Command, Part, Word
    from dockerlint.trace.filesystem import FileSystem
    from dockerlint.trace.run_text import RunText
    from dockerlint.trace.secrets import Holding, Mount
    from dockerlint.trace.trace import Trace

Taint = tuple[Origin, ...]
NOTHING: Taint = ()

# Commands whose output is made of their arguments, or of what they read.
PASS_ARGUMENTS = frozenset({"echo", "printf"})
LISTS_VARIABLES = frozenset({"env", "printenv", "export", "declare", "set"})
_PASS_INPUT = frozenset({
    "base64", "cat", "tee", "sed", "tr", "cut", "head", "tail", "awk", "gawk", "envsubst", "jq", "yq", "sort", "xargs",
    "rev", "openssl", "xxd", "od", "grep", "uniq", "python", "python3", "perl", "dos2unix", "gunzip", "gzip", "fold",
    "nl", "zcat",
})  # fmt: skip
_READ_FILES = frozenset({
    "cat", "base64", "sed", "head", "tail", "awk", "tr", "cut", "jq", "grep", "sort", "xxd", "od", "gzip", "gunzip",
    "zcat",
})  # fmt: skip


class Taints:
    """The variables and files of one RUN under way, and what words, redirections and outputs hold of them."""

    def __init__(self, trace: Trace, text: RunText, files: FileSystem, mounts: list[Mount]) -> None:
        self.trace = trace
        self.text = text
        self.step: Step = text.step
        self.files = files
        self.local: dict[str, Taint] = {}
        self.environment: dict[str, Taint] = {}
        self.mounted: dict[str, Origin] = {}
        self.workdir = self.step.workdir
        self.asked = Asked()
        for mount in mounts:
            self._add_mount(mount)

    def _add_mount(self, mount: Mount) -> None:
        origin = Origin("mount", mount.env or mount.id, "secret", mount.span, self.step, Confidence.CERTAIN)
        origin.mount = mount
        self.trace.mounts.append(origin)
        if mount.type != "secret":
            return
        if mount.target:
            self.mounted[mount.target] = origin
        if mount.env:
            self.environment[mount.env] = (origin,)

    def variable(self, name: str) -> Taint:
        self.asked.variables[name] = None
        if name in self.local:
            return self.local[name]
        if name in self.environment:
            return self.environment[name]
        origin = self.trace.judge.origin(self.step.variable(name))
        return (origin,) if origin is not None else NOTHING

    def word(self, word: Word | None) -> Taint:
        if word is None:
            return NOTHING
        taint: dict[Origin, None] = {}
        for part in word.parts:
            taint.update(dict.fromkeys(self.part(part)))
        return tuple(taint)

    def part(self, part: Part) -> Taint:
        if part.kind == "variable":
            if part.operator.startswith((":+", "+")) or part.operator == "#":
                return NOTHING
            return self.variable(part.text)
        if part.kind == "substitution":
            piped: Taint = NOTHING
            for command in part.commands:
                inner = command.unwrapped()
                stdin = self._input(command, piped if command.stage else NOTHING)
                piped = self._output(inner, stdin)
                self.meet(inner)
            return piped
        return NOTHING

    def _input(self, command: Command, piped: Taint) -> Taint:
        taint = dict.fromkeys(piped)
        for redirect in command.redirects:
            if redirect.heredoc is not None:
                taint.update(dict.fromkeys(self.word(redirect.heredoc)))
            elif redirect.operator == "<<<":
                taint.update(dict.fromkeys(self.word(redirect.target)))
            elif redirect.operator == "<" and redirect.target is not None:
                taint.update(dict.fromkeys(self._file(redirect.target)))
        return tuple(taint)

    def _file(self, word: Word) -> Taint:
        """The credentials of the file that ``word`` names."""
        path = self.path(word)
        return self._held(path) if path is not None else NOTHING

    def _held(self, path: str) -> Taint:
        mounted = self.mount_at(path)
        if mounted is not None:
            return (mounted,)
        holding = self.holding(path)
        return holding.origins if holding is not None else NOTHING

    def _named_file(self, word: Word) -> Taint:
        """The credentials of the file that an option's value (``--key-file=/key.json``) names."""
        value = word.raw.partition("=")[2] if word.raw.startswith("-") else word.raw
        path = absolute(self.resolve(value.strip("\"'")), self.workdir, self.step.home) if value else None
        holding = self.holding(path) if path is not None else None
        return holding.origins if holding is not None and holding.origins[0].kind == "file" else NOTHING

    def path(self, word: Word) -> str | None:
        """The absolute path that ``word`` names, None when it cannot be told; a trailing slash is dropped."""
        if any(part.kind in ("substitution", "other") for part in word.parts) and not word.raw.startswith(("/", "~")):
            return None
        text = "".join(
            part.text if part.kind == "literal" else f"${{{part.text}}}" for part in word.parts if part.kind != "other"
        )
        if any(part.kind == "other" for part in word.parts):
            text = word.raw.strip("\"'")
        return absolute(self.resolve(text) if "$" in text else text, self.workdir, self.step.home) if text else None

    def resolve(self, text: str) -> str:
        """See :meth:`Step.resolve`."""
        value = self.step.resolve(text)
        if "$" in text:
            self.asked.texts[text] = value
        return value

    def mount_at(self, path: str) -> Origin | None:
        """The secret that is mounted at ``path``."""
        self.asked.files[path] = None
        found = self.mounted.get(path)
        self.asked.is_odd = self.asked.is_odd or found is not None
        return found

    def holding(self, path: str) -> Holding | None:
        """The credential file at ``path``."""
        self.asked.files[path] = None
        found = self.files.get(path)
        self.asked.is_odd = self.asked.is_odd or found is not None
        return found

    def below(self, path: str) -> list[Holding]:
        """See :meth:`FileSystem.below`."""
        self.asked.folders.append(path)
        found = list(self.files.below(path)) if self.files else []
        self.asked.is_odd = self.asked.is_odd or bool(found)
        self.trace.spend(len(self.files) // FILES_AT_ONCE)
        return found

    def visible(self, patterns: tuple[str, ...] | None = None) -> list[Origin]:
        """See :meth:`Trace.visible`."""
        self.asked.patterns.append(patterns)
        return self.trace.visible(self.step, patterns)

    def _output(self, command: Command, stdin: Taint) -> Taint:
        taint: dict[Origin, None] = {}
        if command.name in PASS_ARGUMENTS or (command.name == "" and not command.words):
            for word in command.words[1:]:
                taint.update(dict.fromkeys(self.word(word)))
        if command.name in _PASS_INPUT:
            taint.update(dict.fromkeys(stdin))
            if command.name in ("sed", "awk", "jq", "python", "python3", "perl"):
                for word in command.words[1:]:
                    taint.update(dict.fromkeys(self.word(word)))
        if command.name in LISTS_VARIABLES:
            taint.update(dict.fromkeys(self._listed(command)))
        if command.name in _READ_FILES:
            for word in command.words[1:]:
                taint.update(dict.fromkeys(self._file(word)))
        if command.name == "" and not command.words:
            taint.update(dict.fromkeys(stdin))
        return tuple(taint)

    def word_at(self, word: Word, start: int, end: int) -> Taint:
        """The credentials of those parts of a word that stand within ``start`` to ``end``."""
        return tuple(origin for part in word.parts if start <= part.start < end for origin in self.part(part))

    def _listed(self, command: Command) -> Taint:
        """Every variable for a plain ``env``, the named ones for ``printenv NAME``."""
        words = [word.raw for word in command.words[1:]]
        if command.name == "printenv" and words:
            return tuple(origin for word in words for origin in self.variable(word))
        if words not in ([], ["-p"]):
            return NOTHING
        shadowed = (*self.local.values(), *self.environment.values())
        return tuple(dict.fromkeys((*self.visible(), *(o for taint in shadowed for o in taint))))

    def meet(self, command: Command) -> None:
        """A command of a substitution goes by."""
