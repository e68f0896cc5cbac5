"""What the commands of a RUN put into files: by redirection, as a tool keeps it, by copies, moves and downloads."""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.finding import Confidence
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace import arrivals
from dockerlint.trace.catalogue import tools
from dockerlint.trace.catalogue.names import classify_name
from dockerlint.trace.catalogue.questions import classify_path
from dockerlint.trace.filesystem import absolute
from dockerlint.trace.secrets import Holding, Origin, Write
from dockerlint.trace.uses import Uses

if TYPE_CHECKING:
    from dockerlint.shell.script import Command, Word
    from dockerlint.trace.filesystem import FileSystem
    from dockerlint.trace.run_text import RunText
    from dockerlint.trace.secrets import Mount
    from dockerlint.trace.taint import Taint
    from dockerlint.trace.trace import Trace

# A key with what stands between it and a variable, whose name follows: of properties, of YAML, of a .netrc.
_KEY_BEFORE = r"([A-Za-z_][\w.-]*)\\?[\"']?(?:[ \t]*[:=][ \t]*|[ \t]+)\\?[\"']?\$\{?"
_DECODES = lazy(r"-[iq]?[dD][iq]?|--decode|--decrypt")
_NOT_WRITTEN = lazy(r"/dev/(?:null|stdout|stderr|fd/|tcp/|shm/|tty)|/proc/|&|\d+$")


class Writes(Uses):
    """The files of one RUN under way.  What lies at ``kept_out`` is no part of the layer."""

    def __init__(
        self, trace: Trace, text: RunText, files: FileSystem, mounts: list[Mount], kept_out: tuple[str, ...]
    ) -> None:
        super().__init__(trace, text, files, mounts)
        self.kept_out = kept_out

    def persist(self, command: Command, stdin: Taint) -> None:
        """What a tool keeps of its arguments, its input and the files that these name."""
        for persisted in self.trace.ask(tools.persisted_by, command, self.step.home, self.workdir):
            words = [command.words[index] for index in persisted.words]
            taint = dict.fromkeys(origin for word in words for origin in (*self.word(word), *self._named_file(word)))
            if persisted.stdin:
                taint.update(dict.fromkeys(stdin))
            for path in persisted.files:
                taint.update(dict.fromkeys(self._held(path)))
                if not taint and command.name == "gcloud" and "$" not in path:
                    taint[self._logged_in_with(path, command)] = None
            if taint:
                self.hold(persisted.path, tuple(taint), command, command.start, command.end, "tool")

    def _logged_in_with(self, path: str, command: Command) -> Origin:
        """A key file that nothing here is known to bring, as that of a cloned repository: what it opens is kept."""
        span = self.text.span(command.start, command.end)
        return Origin("file", posixpath.basename(path), "service account key", span, self.step, Confidence.LIKELY)

    def decode(self, target: Word, command: Command) -> None:
        """A private key or credential file that comes out of ``base64 -d`` and the like."""
        path = self.path(target)
        known = classify_path(path) if path is not None else None
        if path is None or known is None or known.confidence == "possible":
            return
        if not any(_DECODES.fullmatch(word.raw) for word in command.words[1:]):
            return
        span = self.text.span(command.start, command.end)
        origin = Origin("file", known.what, known.what, span, self.step, Confidence.LIKELY)
        self.hold(path, (origin,), command, command.start, command.end, "decode", known.what)

    def copy(self, command: Command, written: tools.Written) -> None:
        """What ``cp``, ``mv``, ``sed -i`` and downloads put into a file."""
        taint: dict[Origin, None] = {}
        label = ""
        how = written.kind if written.kind in ("edit", "move") else "copy"
        for source in written.sources:
            path = absolute(self.resolve(source), self.workdir, self.step.home)
            mounted = self.mount_at(path)
            if mounted is not None:
                taint[mounted] = None
            for holding in self.below(path):
                if how == "move":
                    self.files.take(holding.path, self.step)
                if how != "edit" and holding.path.startswith(path + "/"):
                    target = written.path.rstrip("/") + holding.path[len(path) :]
                    with_folder = "folder" if how == "move" else how
                    self.hold(target, holding.origins, command, command.start, command.end, with_folder, holding.label)
                else:
                    taint.update(dict.fromkeys(holding.origins))
                    label = holding.label
        if written.kind == "edit":
            for word in command.words[1:]:
                taint.update(dict.fromkeys(self.word(word)))
        if written.kind == "download":
            arrivals.note_download(self, command, written)
        elif taint:
            self.hold(written.path, tuple(taint), command, command.start, command.end, how, label)

    def hold(
        self, path: str | None, origins: Taint, command: Command, start: int, end: int, how: str, label: str = ""
    ) -> None:
        """Note that a command writes ``origins`` to the file at ``path``."""
        if path is None or _NOT_WRITTEN.match(path) or self.is_kept_out(path):
            return
        known = classify_path(path)
        if known is not None:
            is_key = known.kind == "private-key" and known.confidence == "certain"
            if is_key and how == "redirect" and len(origins) == 1 and origins[0].tentative:
                # A build argument of any name, which is the whole content of the file.
                self.trace.confirm(origins[0], Confidence.CERTAIN, "it is written to a key's file", "private key")
            for origin in origins:
                if origin.tentative and self._is_value_of_secret(origin, command):
                    self.trace.confirm(origin, Confidence.CERTAIN, f"it is written to {posixpath.basename(path)}")
                # A copied file is told by its names alone; a value that is put into such a file shows what it is.
                surest = Confidence(known.confidence) if origin.kind == "file" else Confidence.CERTAIN
                origin.raise_to(surest, f"it is written to {posixpath.basename(path)}")
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

    def _is_value_of_secret(self, origin: Origin, command: Command) -> bool:
        """Whether the command writes ``_authToken=$X``, ``password: $X`` or the like, whatever the variable's name."""
        text = self.text.of(command)
        documents = [each.heredoc.raw for each in command.redirects if each.heredoc is not None]
        keys = re.findall(_KEY_BEFORE + re.escape(origin.name) + r"\b", "\n".join((text, *documents)))
        if "login" in keys and "x-oauth-basic" in text:
            return True  # GitHub takes a token for the user's name, too
        return any(classify_name(key).kind == "secret" for key in keys)

    def is_kept_out(self, path: str) -> bool:
        return any(path == folder or path.startswith(folder.rstrip("/") + "/") for folder in self.kept_out)
