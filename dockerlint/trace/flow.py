"""Following credentials through the commands of one RUN: where they are used, written, printed.

Commands are taken in the order in which they stand, each as if it ran: a credential that a branch may write is written.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from dockerlint.finding import Confidence
from dockerlint.pattern import lazy
from dockerlint.trace.catalogue import tools
from dockerlint.trace.catalogue.names import classify_name
from dockerlint.trace.catalogue.paths import classify_path
from dockerlint.trace.catalogue.urls import find_urls_with_credentials
from dockerlint.trace.catalogue.values import classify_value
from dockerlint.trace.filesystem import absolute
from dockerlint.trace.secrets import Holding, Literal, Origin, Printed, Use, Write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.model import Step
    from dockerlint.shell.script import Assignment, Command, Part, Word
    from dockerlint.trace.filesystem import FileSystem
    from dockerlint.trace.run_text import RunText
    from dockerlint.trace.secrets import Mount, Removal
    from dockerlint.trace.trace import Trace

Taint = tuple[Origin, ...]
NOTHING: Taint = ()

# Commands whose output is made of their arguments, or of what they read.
_PASS_ARGUMENTS = frozenset({"echo", "printf"})
_PASS_INPUT = frozenset({
    "base64", "cat", "tee", "sed", "tr", "cut", "head", "tail", "awk", "gawk", "envsubst", "jq", "yq", "sort", "xargs", "rev",
    "openssl", "xxd", "od", "grep", "uniq", "python", "python3", "perl", "dos2unix", "gunzip", "gzip", "fold", "nl", "zcat",
})  # fmt: skip
_READ_FILES = frozenset({
    "cat", "base64", "sed", "head", "tail", "awk", "tr", "cut", "jq", "grep", "sort", "xxd", "od", "gzip", "gunzip", "zcat",
})  # fmt: skip
# Keys that a framework wants set, to anything, while it only compiles assets: rails assets:precompile, collectstatic.
_DUMMIES = frozenset(
    {
        "SECRET_KEY_BASE",
        "SECRET_KEY",
        "SECRET_TOKEN",
        "DEVISE_SECRET_KEY",
        "DEVISE_PEPPER",
        "APP_KEY",
        "DJANGO_SECRET_KEY",
    }
)
_SHORTEST_REAL_KEY = 32
_PARAMETER = lazy(r"[?&;]([\w.-]+)=[\"']?$")
_HANDLES_FILES = frozenset({"rm", "cp", "mv", "chmod", "shred", "cat", "ssh-add"})
_FORCES = lazy(r"-\w*f|--force")  # rm that does not mind a file that is not there
_INFERRED = frozenset({"private-key", "credential", "config"})
_DECODERS = frozenset({"base64", "openssl", "gpg", "gpg2", "age", "sops", "xxd"})
_NOT_WRITTEN = lazy(r"/dev/(?:null|stdout|stderr|fd/|tcp/|shm/|tty)|/proc/|&|\d+$")


def _is_credential(parameter: str) -> bool:
    name = parameter.replace("-", "_").replace(".", "_")
    return classify_name(name).kind == "secret" or name.lower() in ("key", "sig", "auth", "token", "apikey", "pass")


class Flow:
    """One RUN under way.  ``written`` are files of this layer, ``removals`` those of earlier layers."""

    def __init__(
        self, trace: Trace, text: RunText, files: FileSystem, mounts: list[Mount], kept_out: tuple[str, ...]
    ) -> None:
        self.trace = trace
        self.text = text
        self.step: Step = text.step
        self.files = files
        self.kept_out = kept_out
        self.local: dict[str, Taint] = {}
        self.environment: dict[str, Taint] = {}
        self.mounted: dict[str, Origin] = {}
        self.workdir = self.step.workdir
        self.tracing = False
        self.removals: list[Removal] = []
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

    def run(self) -> None:
        script = self.text.script
        piped: Taint = NOTHING
        pipeline = -1
        for command in script.commands:
            piped = piped if command.pipeline == pipeline and command.stage else NOTHING
            pipeline = command.pipeline
            piped = self.command(command, piped)

    # -- one command ---------------------------------------------------------------------------------------------

    def command(self, outer: Command, piped: Taint) -> Taint:
        """Follow one command; what it prints to its standard output."""
        command = outer.unwrapped()
        for assignment in (*outer.assignments, *(command.assignments if command is not outer else ())):
            self._assign(
                assignment,
                lasting=not outer.words or outer.name in ("export", "declare", "readonly", "typeset", "local"),
            )
        if command.name == "cd" and len(command.words) > 1:
            self._change_folder(command)
        elif command.name == "set":
            self._trace_option(command)
        self._note_arguments(command)
        stdin = self._input(outer, piped)
        output = self._output(command, stdin)
        self._note_environment(command)
        self._infer(command)
        self._write(outer, command, output, stdin)
        self._remove(command)
        return output

    def _assign(self, assignment: Assignment, *, lasting: bool) -> None:
        if assignment.value is None:
            return
        taint = self.word(assignment.value)
        if taint:
            for origin in taint:
                self._use(origin, assignment.value, "assignment", None)
            self.local[assignment.name] = taint
        elif lasting:
            self.local[assignment.name] = NOTHING
        literal = assignment.value.literal
        if literal and not taint and classify_name(assignment.name).kind == "secret":
            self._literal_assignment(assignment, literal)

    def _literal_assignment(self, assignment: Assignment, literal: str) -> None:
        verdict = classify_value(literal, assignment.name)
        if assignment.name in _DUMMIES and len(literal) < _SHORTEST_REAL_KEY:
            return
        if verdict.kind in ("entropy", "plain", "default") and assignment.value is not None:
            value = assignment.value
            confidence = Confidence.LIKELY if verdict.kind != "default" else Confidence.POSSIBLE
            what = f"{assignment.name} ({classify_name(assignment.name).noun})"
            self.trace.add_literal(
                Literal(what, self.text.span(value.start, value.end), "command", confidence, self.step, value.start, value.end,
                        None, verdict.kind == "default")
            )  # fmt: skip

    def _change_folder(self, command: Command) -> None:
        target = command.words[1].literal
        if target is not None:
            self.workdir = absolute(self.step.resolve(target), self.workdir, self.step.home)

    def _trace_option(self, command: Command) -> None:
        for word in command.words[1:]:
            flag = word.literal or ""
            if re.fullmatch(r"-\w*x\w*", flag):
                self.tracing = True
            elif re.fullmatch(r"\+\w*x\w*", flag):
                self.tracing = False

    # -- what a word is made of ----------------------------------------------------------------------------------

    def variable(self, name: str) -> Taint:
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
                self._note_arguments(inner)
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
        if path in self.mounted:
            return (self.mounted[path],)
        holding = self.files.get(path)
        return holding.origins if holding is not None else NOTHING

    def _named_file(self, word: Word) -> Taint:
        """The credentials of the file that an option's value (``--key-file=/key.json``) names."""
        value = word.raw.partition("=")[2] if word.raw.startswith("-") else word.raw
        holding = (
            self.files.get(absolute(self.step.resolve(value.strip("\"'")), self.workdir, self.step.home))
            if value
            else None
        )
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
        return (
            absolute(self.step.resolve(text) if "$" in text else text, self.workdir, self.step.home) if text else None
        )

    def _output(self, command: Command, stdin: Taint) -> Taint:
        taint: dict[Origin, None] = {}
        if command.name in _PASS_ARGUMENTS or (command.name == "" and not command.words):
            for word in command.words[1:]:
                taint.update(dict.fromkeys(self.word(word)))
        if command.name in _PASS_INPUT:
            taint.update(dict.fromkeys(stdin))
            if command.name in ("sed", "awk", "jq", "python", "python3", "perl"):
                for word in command.words[1:]:
                    taint.update(dict.fromkeys(self.word(word)))
        if command.name in _READ_FILES:
            for word in command.words[1:]:
                taint.update(dict.fromkeys(self._file(word)))
        if command.name == "" and not command.words:
            taint.update(dict.fromkeys(stdin))
        return tuple(taint)

    # -- what becomes of it --------------------------------------------------------------------------------------

    def _use(self, origin: Origin, word: Word, role: str, command: Command | None) -> None:
        self.trace.uses.append(Use(origin, self.step, self.text.span(word.start, word.end), role, command))

    def _note_arguments(self, command: Command) -> None:
        credentials = {argument.word: argument for argument in tools.secret_arguments(command)}
        for index, word in enumerate(command.words):
            taint = self.word(word)
            argument = credentials.get(index)
            given = self.word_at(word, argument.start, argument.end) if argument is not None and taint else NOTHING
            for origin in taint:
                self._use(origin, word, "argument" if origin in given else "text", command)
                if "://" in word.raw or command.name in ("curl", "wget"):
                    self._note_url(origin, word)
                if argument is not None and origin in given:
                    confidence = Confidence.CERTAIN if argument.known else Confidence.LIKELY
                    origin.confirm(confidence, f"it is the {argument.what} given to {command.name}", argument.what)
            if argument is not None and not given:
                self._literal_argument(command, word, argument)

    def _literal_argument(self, command: Command, word: Word, argument: tools.SecretArgument) -> None:
        text = self.text.text[argument.start : argument.end]
        if not text or "$" in text or "`" in text:
            return
        verdict = classify_value(text.strip("\"'"), "PASSWORD").kind
        if (
            verdict in ("empty", "placeholder", "reference", "path", "flag", "public-key")
            or text.lower() == "anonymous"
        ):
            return
        if not argument.known and verdict not in ("entropy", "token", "jwt", "private-key"):
            return
        self.trace.add_literal(
            Literal(
                argument.what,
                self.text.span(argument.start, argument.end),
                "command",
                Confidence.LIKELY if verdict != "default" else Confidence.POSSIBLE,
                self.step,
                argument.start,
                argument.end,
                command,
                verdict == "default",
            )  # fmt: skip
        )

    def _note_url(self, origin: Origin, word: Word) -> None:
        """A credential as the password of a URL, or as a parameter of its query."""
        for part in word.parts:
            if part.kind == "literal" or origin not in self.part(part):
                continue
            parameter = _PARAMETER.search(word.raw, 0, part.start - word.start)
            if parameter is not None and _is_credential(parameter[1]):
                origin.confirm(Confidence.LIKELY, "it is a parameter of a URL", "token")
                if not origin.is_mounted:
                    self.trace.in_queries.append(
                        Use(origin, self.step, self.text.span(word.start, word.end), "url", None)
                    )
        for url in find_urls_with_credentials(word.raw) if "@" in word.raw else ():
            if url.kind == "variable" and origin in self.word_at(
                word, word.start + url.password_start, word.start + url.password_end
            ):
                origin.confirm(Confidence.LIKELY, "it is the password of a URL", "password")

    def word_at(self, word: Word, start: int, end: int) -> Taint:
        """The credentials of those parts of a word that stand within ``start`` to ``end``."""
        return tuple(origin for part in word.parts if start <= part.start < end for origin in self.part(part))

    def _note_environment(self, command: Command) -> None:
        patterns = tools.environment_read(command)
        if not patterns:
            return
        for origin in self.trace.visible(self.step):
            if tools.matches(origin.name, patterns):
                self.trace.uses.append(
                    Use(origin, self.step, self.text.span(command.start, command.end), "environment", command)
                )
                if origin.confidence is Confidence.POSSIBLE:
                    origin.raise_to(Confidence.LIKELY, f"{command.name} reads it")

    def _infer(self, command: Command) -> None:
        """A credential file that a command handles as if it were there came with a folder of the context."""
        if command.name not in _HANDLES_FILES or (
            command.name == "rm" and any(_FORCES.match(w.raw) for w in command.words[1:])
        ):
            return
        for word in command.words[1:]:
            path = self.path(word) if not word.raw.startswith("-") else None
            known = classify_path(path) if path is not None and self.files.get(path) is None else None
            if path is None or known is None or known.kind not in _INFERRED or known.confidence == "possible":
                continue
            source = self.trace.folder_copy_above(self.step, path)
            if source is not None:
                self.trace.note_inferred(source, path, known)

    def _write(self, outer: Command, command: Command, output: Taint, stdin: Taint) -> None:
        redirected = False
        for redirect in outer.redirects:
            if redirect.target is None or not redirect.operator.lstrip("&").startswith(">"):
                continue
            if redirect.fd in ("", "1", "&") or redirect.operator.startswith("&"):
                redirected = True
                if tools.secret_output(command):
                    self.trace.note_fetched(self, command, self.path(redirect.target))
                elif command.name in _DECODERS and not output:
                    self._decoded(redirect.target, command)
                elif output:
                    self._hold(self.path(redirect.target), output, command, redirect.start, redirect.end, "redirect")
        if command.name == "tee" and stdin:
            for word in command.words[1:]:
                if not word.raw.startswith("-"):
                    self._hold(self.path(word), stdin, command, word.start, word.end, "redirect")
        if command.name == "chpasswd" and stdin:
            self.trace.note_account_password(self, command, stdin)
        for persisted in tools.persisted_by(command, self.step.home, self.workdir):
            words = [command.words[index] for index in persisted.words]
            taint = dict.fromkeys(origin for word in words for origin in (*self.word(word), *self._named_file(word)))
            if persisted.stdin:
                taint.update(dict.fromkeys(stdin))
            for path in persisted.files:
                taint.update(dict.fromkeys(self._held(path)))
            if taint:
                self._hold(persisted.path, tuple(taint), command, command.start, command.end, "tool")
        for written in tools.files_written(command, self.workdir, self.step.home):
            self._copy(command, written)
        if output and not redirected and command.name in (*_PASS_ARGUMENTS, "cat", "tee") and self._is_last(outer):
            self._printed(output, outer, "printed to the build log")
        elif self.tracing and any(self.word(word) for word in outer.words):
            self._printed(
                tuple(dict.fromkeys(o for word in outer.words for o in self.word(word))), outer, "printed by `set -x`"
            )

    def _decoded(self, target: Word, command: Command) -> None:
        """A private key or credential file that comes out of ``base64 -d`` and the like."""
        path = self.path(target)
        known = classify_path(path) if path is not None else None
        flags = " ".join(word.raw for word in command.words[1:])
        if (
            path is None
            or known is None
            or known.confidence == "possible"
            or not re.search(r"(?:^|\s)-\w*[dD]|--decode|--decrypt", flags)
        ):
            return
        span = self.text.span(command.start, command.end)
        origin = Origin("file", known.what, known.what, span, self.step, Confidence.LIKELY)
        self._hold(path, (origin,), command, command.start, command.end, "decode", known.what)

    def _is_last(self, command: Command) -> bool:
        """Whether nothing reads the command's output: it is the last of its pipeline."""
        return not any(
            other.pipeline == command.pipeline and other.stage > command.stage for other in self.text.script.commands
        )

    def _printed(self, output: Taint, command: Command, how: str) -> None:
        self.trace.printed.append(Printed(output, self.step, self.text.span(command.start, command.end), how))

    def _copy(self, command: Command, written: tools.Written) -> None:
        taint: dict[Origin, None] = {}
        label = ""
        for source in written.sources:
            path = absolute(self.step.resolve(source), self.workdir, self.step.home)
            if path in self.mounted:
                taint[self.mounted[path]] = None
            for holding in self.files.below(path):
                taint.update(dict.fromkeys(holding.origins))
                label = holding.label
            if written.kind == "move":
                self.files.take(path)
        if written.kind == "edit":
            for word in command.words[1:]:
                taint.update(dict.fromkeys(self.word(word)))
        if written.kind == "download":
            self.trace.note_download(self, command, written)
        elif taint:
            how = {"edit": "edit", "move": "move"}.get(written.kind, "copy")
            self._hold(written.path, tuple(taint), command, command.start, command.end, how, label)

    def _hold(
        self, path: str | None, origins: Taint, command: Command, start: int, end: int, how: str, label: str = ""
    ) -> None:
        if path is None or _NOT_WRITTEN.match(path) or self.is_kept_out(path):
            return
        known = classify_path(path)
        if known is not None:
            for origin in origins:
                origin.raise_to(Confidence.CERTAIN, f"it is written to {posixpath.basename(path)}")
        span = self.text.span(command.start, command.end)
        write = Write(path, origins, self.step, span, command, how)
        self.trace.writes.append(write)
        label = label or (known.what if known is not None else posixpath.basename(path))
        before = self.files.get(path)
        if (
            before is not None
            and before.step is self.step
            and (before.write is None or command is not before.write.command)
        ):
            origins = tuple(dict.fromkeys((*before.origins, *origins)))
            before.is_kept = False  # the same file, told of once: by its last write
        self.trace.hold(self.step, Holding(path, origins, self.step, self.text.span(start, end), label, write))

    def is_kept_out(self, path: str) -> bool:
        return any(path == folder or path.startswith(folder.rstrip("/") + "/") for folder in self.kept_out)

    def _remove(self, command: Command) -> None:
        if not self.files:
            return
        paths: Iterable[str] = tools.files_deleted(command, self.workdir, self.step.home)
        span = self.text.span(command.start, command.end)
        for path in paths:
            self.removals += self.files.remove(self.step.resolve(path), self.step, span, command)
        for path in tools.undone_by(command, self.step.home, self.workdir):
            self.removals += self.files.remove(path, self.step, span, command)
