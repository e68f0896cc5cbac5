"""What each entry of a history did, however its builder wrote it down.

The forms, for ``RUN make`` behind ``ARG T`` with the value ``x y``, and for ``COPY a /b/``:

- BuildKit: ``RUN |1 T=x y /bin/sh -c make # buildkit``, ``COPY a /b/ # buildkit``; values of ENV, LABEL and ARG are
  expanded and without quotes (dockerfile2llb/convert.go, ``commitToHistory``, ``runCommandString``);
- the classic builder: ``|1 T=x y /bin/sh -c make``, ``/bin/sh -c #(nop) COPY file:HASH in /b/``, values as BuildKit's
  (moby, daemon/builder/dockerfile/dispatchers.go, internals.go);
- buildah: ``|2 T=x y /bin/sh -c make``, counting words, ``/bin/sh -c #(nop) COPY file:HASH in /b/``, all else as it
  stands in the Dockerfile (imagebuildah/stage_executor.go, ``getCreatedBy``);
- kaniko: the instruction as it stands in the Dockerfile, of what makes a layer alone (pkg/executor/build.go).
"""

from __future__ import annotations

import json
import re

from dockerlint.image.history.builders import BUILDAH, CLASSIC, DOCKERFILE_BUILDERS, KANIKO, NOP, builders_of
from dockerlint.model.dockerfile import KEYWORDS
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockerlint.image.values import HistoryEntry, Image

Pairs = tuple[tuple[str, str], ...]

_ARGUMENTS = re.compile(r"\|(\d{1,5}) ")
_SHELL = re.compile(
    r"(?:/[\w./-]{0,80}/)?(?:ba|da|a|z|k|fi)?sh(?: -\w+| pipefail)+(?= |$)"
    r"|(?:cmd|powershell|pwsh)(?:\.exe)?(?: /[SC]| -(?!Command)\w+)* (?:/C|-Command)(?= |$)",
    re.IGNORECASE,
)
_FLAGS = re.compile(r"(?:--[a-z][a-z-]*(?:=\S+)?\s+)*")
_HASHED = re.compile(r"((?:--\S+\s+)*)(multi|file|dir|url|tarsum[\w.+]*):?([0-9a-f]{6,64}) in (.*)", re.DOTALL)
_ENDING = re.compile(r"\s*# buildkit\s*$")
_NAME = re.compile(r"(?:^|\s)([^\s=\"'$|&;<>()]+)=")
_LONGEST = 1 << 16  # characters of an entry that are looked through for build arguments
_NOP_WITHIN = 1000  # characters of a shell and of PowerShell's preamble


class Step(NamedTuple):
    """One step of the build.

    ``keyword`` is its instruction, "" for what is none.  ``text`` stands behind the keyword: of a RUN the command
    alone, without the shell and the build arguments, which are ``arguments``.  ``pairs`` are those of ENV, LABEL and
    ARG, as values, where the builder has written values and no Dockerfile text.  ``hashed`` is ``file``, ``dir``,
    ``multi`` or ``url`` where a digest stands for the sources of COPY and ADD.
    """

    keyword: str
    text: str
    arguments: Pairs = ()
    pairs: tuple[tuple[str, str | None], ...] = ()
    hashed: str = ""
    builder: str = ""

    @property
    def is_of_a_dockerfile(self) -> bool:
        return bool(self.keyword) and self.builder in DOCKERFILE_BUILDERS


def read_steps(image: Image) -> tuple[Step, ...]:
    """What each history entry of ``image`` did, in order."""
    settings = _settings(image.config)
    labels = settings.get("Labels")
    known_labels = frozenset(labels) if isinstance(labels, dict) else frozenset()
    environment = settings.get("Env")
    variables = environment if isinstance(environment, list) else []
    names = frozenset(each.partition("=")[0] for each in variables if isinstance(each, str))
    reader = _Reader(names, known_labels)
    builders = builders_of(image.history, "io.buildah.version" in known_labels)
    return tuple(reader.read(entry, builder) for entry, builder in zip(image.history, builders, strict=True))


def _settings(config: bytes) -> dict[str, object]:
    try:
        document = json.loads(config) if config else {}
    except (ValueError, RecursionError):
        return {}
    settings = document.get("config") if isinstance(document, dict) else None
    return settings if isinstance(settings, dict) else {}


class _Reader:
    """Reads entries in order: shells and build arguments are in force from where they are declared."""

    def __init__(self, variables: frozenset[str], labels: frozenset[str]) -> None:
        self._variables = variables
        self._labels = labels
        self._shell = ""
        self._declared: dict[str, str | None] = {}

    def read(self, entry: HistoryEntry, builder: str) -> Step:
        text = entry.created_by.strip()
        at = text.find(NOP, 0, _NOP_WITHIN)
        if at >= 0:
            step = self._instruction(text[at + len(NOP) :].strip(), builder)
        elif builder == KANIKO:
            step = self._instruction(text, builder)
        elif text.startswith("RUN "):
            step = self._run(_ENDING.sub("", text[4:]), builder)
        elif builder in (CLASSIC, BUILDAH):
            step = self._run(text, builder)
        else:
            step = self._instruction(_ENDING.sub("", text), builder)
        self._note(step)
        return step

    def _run(self, text: str, builder: str) -> Step:
        arguments, command = self._arguments(text, counts_words=builder == BUILDAH)
        return Step("RUN", command[self._shell_before(command) :].lstrip(" "), arguments, builder=builder)

    def _shell_before(self, text: str) -> int:
        if self._shell and text.startswith(self._shell + " "):
            return len(self._shell) + 1
        shell = _SHELL.match(text)
        return shell.end() if shell else 0

    def _arguments(self, text: str, *, counts_words: bool) -> tuple[Pairs, str]:
        """The build arguments in front of a command, ``|2 A=x B=y /bin/sh -c …``, and the text behind them."""
        start = _ARGUMENTS.match(text)
        if start is None:
            return (), text
        end = self._command_at(text, start.end())
        packed = text[start.end() : end]
        names = list(_NAME.finditer(packed))
        declared = [match for match in names if match[1] in self._declared]
        if declared and declared[0].start() == 0:
            names = declared
        if not counts_words:
            names = names[: int(start[1])]
        found = []
        for index, match in enumerate(names):
            last = names[index + 1].start() if index + 1 < len(names) else len(packed)
            found.append((match[1], packed[match.end() : last].strip()))
        return tuple(found), text[end:]

    def _command_at(self, text: str, start: int) -> int:
        """Where the command begins behind build arguments: at its shell, else behind the last argument's first word."""
        if self._shell:
            at = text.find(f" {self._shell} ", start - 1)
            if at >= 0:
                return at + 1
        for match in _SHELL.finditer(text, start, _LONGEST):
            if text[match.start() - 1] == " ":
                return match.start()
        last = start
        for match in _NAME.finditer(text, start - 1, _LONGEST):
            if match[1] in self._declared or last == start:
                value = self._declared.get(match[1]) or ""
                known = text.startswith(value, match.end()) and bool(value)
                blank = text.find(" ", match.end() + (len(value) if known else 0))
                last = blank + 1 if blank >= 0 else len(text)
        return last

    def _instruction(self, text: str, builder: str) -> Step:
        word, _, rest = text.partition(" ")
        keyword = word.upper()
        if keyword not in KEYWORDS or (word != keyword and builder not in (BUILDAH, KANIKO)):
            return Step("", text, builder=builder)
        rest = rest.strip()
        if keyword in ("ADD", "COPY"):
            hashed = _HASHED.match(rest)
            if hashed:
                sources = f"{hashed[1]}{hashed[2]}:{hashed[3][:12]}"
                return Step(keyword, f"{sources} {hashed[4].strip()}", hashed=hashed[2], builder=builder)
        if keyword == "RUN" and builder == KANIKO:
            return Step("RUN", rest[_length(_FLAGS, rest) :], builder=builder)
        if keyword in ("ENV", "LABEL", "ARG") and builder not in (BUILDAH, KANIKO):
            return Step(keyword, rest, pairs=tuple(self._pairs(keyword, rest)), builder=builder)
        return Step(keyword, rest, builder=builder)

    def _pairs(self, keyword: str, text: str) -> Iterator[tuple[str, str | None]]:
        """``A=x y B=z`` without quotes: a name counts where the configuration has it, since values hold blanks."""
        known = {"ENV": self._variables, "LABEL": self._labels}.get(keyword)
        names = list(_NAME.finditer(text))
        if known is not None:
            names = [match for index, match in enumerate(names) if index == 0 or match[1] in known]
        first = names[0].start() if names else len(text)
        if keyword == "ARG" and first:
            yield from ((name, None) for name in text[:first].split())
        for index, match in enumerate(names):
            last = names[index + 1].start() if index + 1 < len(names) else len(text)
            yield match[1], text[match.end() : last].strip()

    def _note(self, step: Step) -> None:
        if step.keyword == "SHELL":
            self._shell = " ".join(_words(step.text))
        elif step.keyword == "ARG" and step.pairs:
            self._declared.update(step.pairs)
        elif step.keyword == "ARG":
            self._declared.update((name.partition("=")[0], None) for name in step.text.split())


def _length(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _words(text: str) -> Iterable[str]:
    """The words of a list: as JSON (``["sh", "-c"]``), or as Go prints one (``[sh -c]``)."""
    try:
        words = json.loads(text)
    except (ValueError, RecursionError):
        words = None
    if isinstance(words, list) and all(isinstance(word, str) for word in words):
        return words
    return text.strip("[]").split()
