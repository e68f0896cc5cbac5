"""Following credentials through the commands of one RUN: what is written, printed, removed.

Commands are taken in the order in which they stand, each as if it ran: a credential that a branch may write is written.
"""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.finding import Confidence
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace import arrivals, literals
from dockerlint.trace.catalogue import tools
from dockerlint.trace.catalogue.questions import classify_path
from dockerlint.trace.filesystem import changed_folder
from dockerlint.trace.quiet import Asked, is_short, number_of, recall, remember
from dockerlint.trace.secrets import Printed
from dockerlint.trace.taint import LISTS_VARIABLES, NOTHING, PASS_ARGUMENTS, Taint
from dockerlint.trace.written import Writes

if TYPE_CHECKING:
    from dockerlint.shell.script import Command, Redirect
    from dockerlint.trace.filesystem import FileSystem
    from dockerlint.trace.quiet import Key
    from dockerlint.trace.run_text import RunText
    from dockerlint.trace.secrets import Mount, Removal
    from dockerlint.trace.trace import Trace

_DECLARES = frozenset({"export", "declare", "readonly", "typeset", "local"})
_CHANGES_STATE = _DECLARES | LISTS_VARIABLES | {"cd", "set", "unset", ""}
_HANDLES_FILES = frozenset({"rm", "cp", "mv", "chmod", "shred", "cat", "ssh-add"})
_FORCES = lazy(r"-\w*f|--force")  # rm that does not mind a file that is not there
_INFERRED = frozenset({"private-key", "credential", "config"})
_DECODERS = frozenset({"base64", "openssl", "gpg", "gpg2", "age", "sops", "xxd"})
_SHELLS_OF_THEIR_OWN = frozenset({"subshell", "substitution", "nested"})
_IS_LOG = lazy(r"&[12]|/dev/(?:stdout|stderr)")

_READS_PUBLIC_KEYS = frozenset(
    {"apt-key", "gpg", "gpg2", "rpm", "apk", "apt-get", "apt", "dnf", "yum", "rpmkeys", "tee", "mv", "cp"}
)
_SIGNS = frozenset(
    {"openssl", "ssh", "scp", "ssh-add", "sftp", "rsync", "cosign", "abuild-sign", "jarsigner", "signtool"}
)
_HIDES = lazy(r"0?[46]00|go-rwx|og-rwx|u=rw?(?:,go=)?|g-rwx,o-rwx")


class Flow(Writes):
    """One RUN under way.  ``removals`` are those of files of earlier layers."""

    def __init__(
        self, trace: Trace, text: RunText, files: FileSystem, mounts: list[Mount], kept_out: tuple[str, ...]
    ) -> None:
        super().__init__(trace, text, files, mounts, kept_out)
        self.tracing = False
        self.folders = {0: self.workdir}
        self.removals: list[Removal] = []
        self.known: set[int] = set()  # where commands start that were not followed: they do nothing with credentials
        self._is_short = is_short(text.text)  # else nobody asks what the RUN as a whole has asked
        self._around_it = number_of((self.step.home, self.step.stage.escape, kept_out))
        self._around: list[tuple[int, str, Taint | None]] = []  # variables of commands not yet left: end, name, before

    def run(self) -> None:
        script = self.text.script
        piped: Taint = NOTHING
        pipeline = -1
        for command in script.commands:
            piped = piped if command.pipeline == pipeline and command.stage else NOTHING
            pipeline = command.pipeline
            piped = self.command(command, piped)

    def command(self, outer: Command, piped: Taint) -> Taint:
        """Follow one command; what it prints to its standard output."""
        self.workdir = self._folder_of(outer)
        self._leave_environments(outer.start)
        key = self._key(outer) if not piped else None
        if key is None:
            return self._command(outer, piped)
        known = recall(key, outer if self.text.script.error is not None else None)
        if known is not None and known.holds(self.trace, self.step, self.files, self.local, self.mounted):
            if self._is_short:
                self.asked.add_known(known)
            self.known.add(outer.start)
            return NOTHING
        before, self.asked = self.asked, Asked()
        deeds, left = self.trace.deeds, self.trace.left
        output = self._command(outer, piped)
        if self._is_short:
            before.add(self.asked)
        if not output and self.trace.deeds == deeds and not self.asked.is_odd and self._is_alone(outer):
            remember(key, self.asked, self.trace, self.files, left - self.trace.left, outer)
        self.asked = before
        return output

    def _key(self, outer: Command) -> Key | None:
        """What is known of the command is known by this; None where more than its own text counts."""
        if self.environment:
            return None
        raw = self.text.text[outer.start : outer.end]
        # What an inner shell runs, another one has expanded before.
        if "<<" in raw or "`" in raw or not is_short(raw) or (outer.depth and self.text.script.is_nested(outer)):
            return None
        return (raw, self.workdir, bool(self.files), self._around_it)

    def _is_alone(self, outer: Command) -> bool:
        """Whether the command changes nothing for the ones behind it, and makes no key."""
        command = outer.unwrapped()
        if command.assignments or command.name in _CHANGES_STATE:
            return False
        home, workdir = self.step.home, self.step.workdir
        return not any(tools.keys_generated(each.unwrapped(), home, workdir) for each in (*outer.nested(), outer))

    def _command(self, outer: Command, piped: Taint) -> Taint:
        command = outer.unwrapped()
        given = self._assignments(outer, command)
        if command.name in LISTS_VARIABLES:
            self._enter_environment(outer.end, given)
            given = {}
        if command.name == "cd":
            self._change_folder(command)
        elif command.name == "set":
            self._trace_option(command)
        elif command.name == "unset":
            self.local.update((word.raw, NOTHING) for word in command.words[1:])
        self._note_arguments(command)
        stdin = self._input(outer, piped)
        output = self._output(command, stdin)
        self._note_environment(command)
        self._infer(command)
        self._confirm_key(command)
        self._write(outer, command, output, stdin)
        self._remove(command)
        self._enter_environment(outer.end, given)
        return output

    def _assignments(self, outer: Command, command: Command) -> dict[str, Taint]:
        """Make the assignments of a command; those for it alone, which its own words do not see yet."""
        found = {}
        for assignment in (*outer.assignments, *(command.assignments if command is not outer else ())):
            taint = self._assign(assignment)
            if taint is not None:
                found[assignment.name] = taint
        if outer.words and outer.name not in _DECLARES:
            return found
        self.local.update(found)
        return {}

    def _enter_environment(self, end: int, given: dict[str, Taint]) -> None:
        """What stands within a command, as ``sh -c '…'`` has it, finds the variables that are set for it."""
        for name, taint in given.items():
            self._around.append((end, name, self.local.get(name)))
            self.local[name] = taint

    def _leave_environments(self, start: int) -> None:
        while self._around and self._around[-1][0] <= start:
            _, name, before = self._around.pop()
            if before is None:
                self.local.pop(name, None)
            else:
                self.local[name] = before

    def _folder_of(self, command: Command) -> str:
        """The folder in force in the command's list, at first that of the list around it."""
        at = command.list_id
        while at not in self.folders:
            at = self.text.script.blocks[at].parent if at > 0 else 0
        return self.folders[at]

    def _change_folder(self, command: Command) -> None:
        self.workdir = changed_folder(command, self.workdir, self.step.home, self.resolve)
        at = command.list_id
        self.folders[at] = self.workdir
        while at > 0 and self.text.script.blocks[at].kind not in _SHELLS_OF_THEIR_OWN:
            at = max(self.text.script.blocks[at].parent, 0)
            self.folders[at] = self.workdir

    def _trace_option(self, command: Command) -> None:
        flags = [word.literal or "" for word in command.words[1:]]
        for flag, value in zip(flags, [*flags, ""][1:], strict=True):
            if re.fullmatch(r"[-+]\w*x\w*", flag) or (value == "xtrace" and re.fullmatch(r"[-+]\w*o", flag)):
                self.tracing = flag.startswith("-")

    def _infer(self, command: Command) -> None:
        """A credential file that a command handles as if it were there came with a folder of the context."""
        if command.name not in _HANDLES_FILES or (
            command.name == "rm" and any(_FORCES.match(w.raw) for w in command.words[1:])
        ):
            return
        for word in command.words[1:]:
            path = self.path(word) if not word.raw.startswith("-") else None
            known = classify_path(path) if path is not None and self.holding(path) is None else None
            if path is None or known is None or known.kind not in _INFERRED or known.confidence == "possible":
                continue
            self.asked.is_odd = True
            source = arrivals.folder_copy_above(self.trace, self.step, path)
            if source is not None:
                arrivals.note_inferred(self.trace, source, path, known)

    def _confirm_key(self, command: Command) -> None:
        """A downloaded key that gets a private key's mode, or is handed to a program of the project, is private."""
        if command.name in _READS_PUBLIC_KEYS or not self.files:
            return
        hides = command.name == "chmod" and any(_HIDES.fullmatch(word.raw) for word in command.words[1:3])
        if not hides and not (command.name in _SIGNS or tools.runs_project_code(command)):
            return
        for word in command.words[1:]:
            for origin in (
                (*self._file(word), *self._named_file(word)) if ".key" in word.raw or ".pem" in word.raw else ()
            ):
                if origin.tentative and origin.kind == "file":
                    self.trace.confirm(origin, Confidence.LIKELY, "it is used as a private key", "private key")

    def _write(self, outer: Command, command: Command, output: Taint, stdin: Taint) -> None:
        redirected = False
        for redirect in outer.redirects:
            redirected |= self._redirected(command, redirect, output)
        if command.name == "tee" and stdin:
            for word in command.words[1:]:
                if not word.raw.startswith("-"):
                    self.hold(self.path(word), stdin, command, word.start, word.end, "redirect")
        arrivals.note_account_password(self, command, stdin)
        self.persist(command, stdin)
        for written in self.trace.ask(tools.files_written, command, self.workdir, self.step.home):
            self.copy(command, written)
        prints = output and not redirected and command.name in (*PASS_ARGUMENTS, *LISTS_VARIABLES, "cat", "tee")
        if prints and self._is_last(outer) and not self._of_block(outer, command, output):
            self._printed(output, outer, "printed to the build log")
        elif self.tracing:
            traced = tuple(dict.fromkeys(origin for word in outer.words for origin in self.word(word)))
            if traced:
                self._printed(traced, outer, "printed by `set -x`")

    def _redirected(self, command: Command, redirect: Redirect, output: Taint) -> bool:
        """Whether the redirection keeps the output out of the build log; a file that it goes to is noted."""
        operator = redirect.operator
        if redirect.target is None or not operator.lstrip("&").startswith(">"):
            return False
        if redirect.fd not in ("", "1", "&") and not operator.startswith("&"):
            return False
        if _IS_LOG.fullmatch(redirect.target.raw if operator != ">&" else f"&{redirect.target.raw}"):
            return False
        if tools.secret_output(command):
            arrivals.note_fetched(self, command, self.path(redirect.target))
        elif command.name in _DECODERS and not output:
            self.decode(redirect.target, command)
        elif output:
            self.hold(self.path(redirect.target), output, command, redirect.start, redirect.end, "redirect")
        else:
            self._plain(command, redirect, self.path(redirect.target))
        return True

    def _plain(self, command: Command, redirect: Redirect, path: str | None) -> None:
        """Output without a known credential goes to ``path``: one may be written out in it, one of before is gone."""
        if path is None:
            return
        if redirect.operator in (">", ">|") and not command.conditional and self.holding(path) is not None:
            self.files.take(path, self.step)
        if command.name not in (*PASS_ARGUMENTS, "cat", "tee") or self.is_kept_out(path):
            return
        texts = list(command.words[1:]) if command.name in PASS_ARGUMENTS else []
        texts += [each.heredoc for each in command.redirects if each.heredoc is not None]
        for word in texts:
            for what, start, end in literals.in_credential_file(path, word.raw):
                self._literal(what, word.start + start, word.start + end, command, is_default=False)

    def _of_block(self, outer: Command, command: Command, output: Taint) -> bool:
        """Whether the output goes where a group, loop or subshell around the command is redirected to."""
        blocks = self.text.script.blocks
        at = outer.list_id
        while at > 0:
            if any(self._redirected(command, redirect, output) for redirect in blocks[at].redirects):
                return True
            at = blocks[at].parent
        return False

    def _is_last(self, command: Command) -> bool:
        """Whether nothing reads the command's output: it is the last of its pipeline."""
        return not any(
            other.pipeline == command.pipeline and other.stage > command.stage for other in self.text.script.commands
        )

    def _printed(self, output: Taint, command: Command, how: str) -> None:
        self.trace.spend(len(output))
        self.trace.printed.append(Printed(output, self.step, self.text.span(command.start, command.end), how))

    def _remove(self, command: Command) -> None:
        if not self.files:
            return
        span = self.text.span(command.start, command.end)
        for path in self.trace.ask(tools.files_deleted, command, self.workdir, self.step.home):
            for holding in self.below(self.resolve(path)):
                self.removals += self.files.remove(holding, self.step, span, command)
        for undone in self.trace.ask(tools.undone_by, command, self.step.home, self.workdir):
            for holding in self.below(undone.path):
                write = holding.write
                if tools.takes_out(undone, self.trace.text(write.step).of(write.command) if write is not None else ""):
                    self.removals += self.files.remove(holding, self.step, span, command)
