"""What a container runs: the programs that CMD, ENTRYPOINT and HEALTHCHECK start, and those that their scripts call."""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.staging.calls import filled, folder_of, is_below, is_known, join
from dockerlint.staging.search_path import search_path
from dockerlint.staging.settled import is_own_folder, put_in, settled_in
from dockerlint.staging.supervised import started_by_supervisor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.model import Step
    from dockerlint.shell.script import Command
    from dockerlint.staging.survey import Survey

# What every shell or small system has (POSIX utilities in Debian's essential packages and in busybox).
ORDINARY = frozenset({
    "sh", "ash", "dash", "[", "[[", "test", "echo", "printf", "cat", "cd", "pwd", "export", "set", "unset", "exec",
    "exit", "return", "shift", "trap", "wait",
    "read", "eval", "source", ".", ":", "true", "false", "if", "for", "while", "until", "case", "select", "local",
    "declare", "readonly", "alias", "command", "type", "umask", "ulimit", "kill",
    "ls", "cp", "mv", "rm", "mkdir", "rmdir", "ln", "touch", "chmod", "chown", "chgrp", "find", "grep", "egrep",
    "fgrep", "sed", "cut", "tr", "sort", "uniq", "head",
    "tail", "wc", "tee", "xargs", "basename", "dirname", "readlink", "realpath", "date", "sleep", "env", "id",
    "whoami", "hostname", "uname", "stat", "mktemp", "dd",
    "df", "du", "tar", "gzip", "gunzip", "expr", "seq", "nproc", "nohup", "timeout", "su", "chroot", "printenv",
    "md5sum", "sha256sum", "base64", "getent", "let",
    "break", "continue", "awk", "which", "sync", "nice", "mount", "umount", "logger", "stdbuf", "shopt", "((", "",
    "function", "hash", "getopts", "jobs", "bg", "fg", "install", "cmp", "diff", "tty", "yes", "fold", "od", "split",
    "chpasswd", "passwd", "useradd", "usermod", "groupadd", "groupmod", "adduser", "addgroup", "deluser", "groupdel",
    "userdel",
})  # fmt: skip
# Programs that start another one, which they are told.
_STARTERS = frozenset("tini tini-static dumb-init catatonit gosu su-exec exec nohup env sh bash ash".split())
_HEALTH = re.compile(r"^\s*(?:--\S+\s+)*(?:CMD|NONE)\s+", re.IGNORECASE)


class Program(NamedTuple):
    """Something that is run.  ``path`` is absolute where the command names a file, else "" and ``name`` is looked up.

    ``args`` are its arguments, ``cwd`` the folder it starts in.
    """

    name: str
    path: str
    args: tuple[str, ...]
    cwd: str
    step: Step


class Running:
    """The programs of one stage's image.  ``problem`` says why some may be missing from ``programs``.

    ``search`` are the folders of PATH as far as they are known.
    """

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.programs: list[Program] = []
        self.problem: str | None = None
        self.text = ""
        self._seen: set[str] = set()
        self._functions: set[str] = set()
        self._runs_arguments = False  # whether a script that was read runs what it is given
        self.search = search_path(survey)
        last = final_steps(survey)
        for keyword in ("ENTRYPOINT", "CMD", "HEALTHCHECK"):
            step = last.get(keyword)
            if step is not None:
                self._read(step, alone=keyword != "CMD" or "ENTRYPOINT" not in last)

    @property
    def names(self) -> list[str]:
        """The names of all programs, each once."""
        return list(dict.fromkeys(program.name for program in self.programs))

    def _read(self, step: Step, alone: bool) -> None:
        cwd = folder_of(step.stage.steps[-1]) if step.stage.steps else "/"
        cwd = final_folder(self.survey)
        words = step.instruction.json
        self.text += " " + (" ".join(words) if words is not None else step.instruction.args)
        if step.keyword == "HEALTHCHECK" and words is None and step.instruction.args.strip().upper() == "NONE":
            return
        if words is not None:
            words = tuple(words)
            if not words:
                return
            if (
                len(words) > 2
                and words[0].rpartition("/")[2] in ("sh", "bash", "ash")
                and re.fullmatch(r"-\w*c", words[1])
            ):
                self._add(words[0], (), cwd, step)
                self._script(words[2], cwd, step)
            elif alone:
                self._add(words[0], words[1:], cwd, step)
            else:
                self._arguments(words, cwd, step)
            return
        text = _HEALTH.sub("", step.instruction.args) if step.keyword == "HEALTHCHECK" else step.instruction.args
        if step.stage.steps and not text.strip():
            return
        self._add("sh", (), cwd, step)
        self._script(text, cwd, step)

    def _arguments(self, words: tuple[str, ...], cwd: str, step: Step) -> None:
        """CMD behind an ENTRYPOINT: mostly arguments, but a script that ends in ``exec "$@"`` runs them."""
        first = words[0]
        runs = self._runs_arguments or any(
            program.name.endswith((".sh", "entrypoint", "tini", "dumb-init", "gosu", "entry"))
            and program.path not in self._seen
            for program in self.programs
        )
        if first.startswith("-") or not runs:
            self.programs = [
                program._replace(args=(*program.args, *words)) if at == 0 else program
                for at, program in enumerate(self.programs)
            ]
            return
        self._add(first, words[1:], cwd, step)

    def _script(self, text: str, cwd: str, step: Step, path: str = "") -> None:
        """Notes the programs of a shell text, that of the script ``path`` where it is one."""
        from dockerlint.shell import read_script

        script = read_script(text)
        if script.error is not None:
            self.problem = self.problem or "the command that the container runs could not be read"
            return
        settled = settled_in(script, posixpath.dirname(path))
        folders = [cwd]
        self._functions.update(re.findall(r"(?:^|\n|;)\s*(?:function\s+)?([\w-]+)\s*\(\)", text))
        for original in script.every_command():
            command = original.unwrapped()
            for name in _wrappers(original, command):
                self._add(name, (), cwd, step)
            if command.name in self._functions:
                continue
            words = tuple(
                word.literal if word.literal is not None else filled(step, put_in(settled, word.raw).strip("\"'"))
                for word in command.words
            )
            if not words:
                continue
            if command.name in (".", "source") and len(words) > 1:
                self._source(words[1], cwd, step)
            if command.name == "cd" and len(words) > 1:
                target = posixpath.dirname(path) if path and is_own_folder(command.words[1].raw) else words[1]
                cwd = join(cwd, target) if is_known(target) else cwd
                folders.append(cwd)
            self._add(words[0], words[1:], self._started_in(words[0], folders), step, path)

    def _started_in(self, word: str, folders: list[str]) -> str:
        """The last of the folders that a script goes to in which a program lies: branches of it may go elsewhere."""
        if "/" in word and not word.startswith("/") and is_known(word):
            found = (each for each in reversed(folders) if self.survey.source_of(join(each, word)) is not None)
            return next(found, folders[-1])
        return folders[-1]

    def _add(self, word: str, args: tuple[str, ...], cwd: str, step: Step, script: str = "") -> None:
        word = filled(step, word)
        if word in ("${?}", ""):
            return
        if re.fullmatch(r"\$\{?[@*]\}?", word) or (script and not self._functions and re.fullmatch(r"\$\{?1\}?", word)):
            self._runs_arguments = True
            return
        if not is_known(word):
            of = f"the script {script}, which the container runs," if script else "the container"
            told = re.sub(r"\$\{(\w+)\}", r"$\1", word)
            why = "which only the container can tell" if "$(" in told else "and no ARG or ENV says what that is"
            self.problem = self.problem or f"{of} runs {told}, {why}"
            return
        path = join(cwd, word) if "/" in word else ""
        program = Program(word.rpartition("/")[2], path, args, cwd, step)
        if program in self.programs:
            return
        self.programs.append(program)
        self._follow(program)
        if program.name in _STARTERS:
            self._follow_wrapped(program)

    def _follow_wrapped(self, program: Program) -> None:
        rest = [arg for arg in program.args if not arg.startswith("-") and "=" not in arg]
        if program.name in ("gosu", "su-exec"):
            rest = rest[1:]
        if not rest:
            return
        if program.name in ("sh", "bash", "ash"):
            if any(re.fullmatch(r"-\w*c", arg) for arg in program.args):
                self._script(rest[0], program.cwd, program.step)
                return
            path = join(program.cwd, rest[0])
            inner = Program(path.rpartition("/")[2], path, tuple(rest[1:]), program.cwd, program.step)
            if inner not in self.programs:
                self.programs.append(inner)
                self._follow(inner, by_shell=True)
            return
        at = program.args.index(rest[0])
        self._add(rest[0], program.args[at + 1 :], program.cwd, program.step)

    def _source(self, word: str, cwd: str, step: Step) -> None:
        """Reads a script that another one sources, where it is seen in the context."""
        path = join(cwd, filled(step, word)) if "/" in word else self._found(word) or join(cwd, word)
        source = self.survey.source_of(path) if is_known(path) and path not in self._seen else None
        self._seen.add(path)
        text = self.survey.read(source) if source is not None else None
        if text is not None:
            self.text += " " + text
            self._script(text, cwd, step, path)

    def _follow(self, program: Program, *, by_shell: bool = False) -> None:
        """Reads a script of the context that is run: what it calls has to be there, too."""
        if program.name == "supervisord":
            self._supervise(program)
        path = program.path or self._found(program.name)
        if not path or path in self._seen:
            return
        self._seen.add(path)
        source = self.survey.source_of(path) or self.survey.copied_from(path)
        text = self.survey.read(source) if source is not None else None
        if text is None:
            if path.endswith((".sh", ".bash")) or re.search(r"(?:docker-)?entrypoint$", path):
                self.problem = self.problem or f"what {path} runs is not known: {self._unread(path)}"
            return
        shebang = re.match(r"#!\s*(\S+)(?:[ \t]+(\S+))?", text)
        if shebang is None and not by_shell and not path.endswith(".sh"):
            return
        interpreter = (
            shebang[2]
            if shebang and shebang[1].endswith("/env") and shebang[2]
            else shebang[1]
            if shebang
            else "/bin/sh"
        ) or "sh"
        name = interpreter.rpartition("/")[2]
        self._add(name, (), program.cwd, program.step)
        self.text += " " + text
        if name in ("sh", "bash", "ash", "dash"):
            self._script(text, program.cwd, program.step, path)

    def _supervise(self, program: Program) -> None:
        """Adds what supervisord starts."""
        started = started_by_supervisor(self.survey)
        if started is None:
            self.problem = self.problem or "what supervisord starts is not known: its configuration is not seen"
        for each in started or ():
            self._add(each.words[0], each.words[1:], join(program.cwd, each.folder), program.step)

    def _unread(self, path: str) -> str:
        """Why a script cannot be read."""
        name = path.rpartition("/")[2]
        if any(each.rpartition("/")[2] == name for each in self.survey.files):
            return f"no COPY or ADD is seen to put {name} there"
        if any(is_below(path, arrival.whole) for arrival in self.survey.arrivals if arrival.whole != "/"):
            return "it is not in the build context that was looked at"
        base = self.survey.stage.base
        return f"no COPY or ADD brings it, it is not in the build context that was looked at, and {base} may bring it"

    def _found(self, name: str) -> str:
        """The file that a bare name stands for, where the context or a RUN put it in a folder of PATH."""
        for folder in ("/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin", "/go/bin"):
            path = f"{folder}/{name}"
            if self.survey.source_of(path) is not None:
                return path
        return ""


def _wrappers(original: Command, inner: Command) -> Iterator[str]:
    """The names of the wrappers around a command: they have to be there, too."""
    if original is not inner and original.name not in ("exec", "command", "time", "env", "nohup", "builtin"):
        yield original.name


def final_steps(survey: Survey) -> dict[str, Step]:
    """The last CMD, ENTRYPOINT and HEALTHCHECK of the stage; a CMD before the ENTRYPOINT is void only across images."""
    found: dict[str, Step] = {}
    for step in survey.stage.steps:
        if step.keyword in ("CMD", "ENTRYPOINT", "HEALTHCHECK") and not step.onbuild:
            found[step.keyword] = step
    return found


def final_folder(survey: Survey) -> str:
    """The folder that the container starts in."""
    stage = survey.stage
    if not stage.steps:
        return "/"
    last = stage.steps[-1]
    folder = folder_of(last)
    if last.keyword == "WORKDIR":
        folder = posixpath.normpath(posixpath.join(folder, filled(last, last.instruction.args.strip())))
    return folder
