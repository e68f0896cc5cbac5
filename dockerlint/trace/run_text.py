"""The shell text of a RUN with the way back to the file, here-documents joined on as BuildKit hands it to the shell."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.syntax.items import Logical

if TYPE_CHECKING:
    from dockerlint.model import Step
    from dockerlint.shell.script import Command, Script
    from dockerlint.text import Span

_SHELLS = frozenset({"sh", "bash", "ash", "dash", "ksh", "zsh"})
_SHEBANG = lazy(r"#!\s*(?:/usr/bin/env\s+(?:-S\s+)?)?(\S+)")


class RunText:
    """``text`` is what a shell reads, ``language`` the shell's name or that of another interpreter.

    ``exec_form`` is true for a JSON list: then ``text`` is its words quoted for a shell, or the script of
    ``["sh", "-c", "script"]``; offsets lead to the list as a whole.
    """

    __slots__ = ("_script", "exec_form", "language", "logical", "step", "text")

    def __init__(self, step: Step, text: str, logical: Logical, language: str, exec_form: bool) -> None:
        self.step = step
        self.text = text
        self.logical = logical
        self.language = language
        self.exec_form = exec_form
        self._script: Script | None = None

    @property
    def is_shell(self) -> bool:
        return self.language in _SHELLS

    @property
    def script(self) -> Script:
        """The commands; none for another language than a shell's."""
        if self._script is None:
            from dockerlint.shell import read_script

            self._script = read_script(self.text if self.is_shell else "")
        return self._script

    def span(self, start: int, end: int) -> Span:
        return self.logical.span(start, end)

    def of(self, command: Command) -> str:
        return self.text[command.start : command.end]


def plain_text(step: Step) -> str | None:
    """The shell text of a RUN step where it is simply what stands behind the keyword, else None."""
    instruction = step.instruction
    if instruction.json is not None or instruction.heredocs or _language(step) not in _SHELLS:
        return None
    return instruction.args


def run_text(step: Step, file_text: str) -> RunText:
    """The shell text of a RUN step (or of the command of a CMD, ENTRYPOINT or HEALTHCHECK)."""
    instruction = step.instruction
    language = _language(step)
    if instruction.json is not None:
        return _exec_text(step, instruction.json, language)
    args, base = instruction.args, instruction.args_start
    logical = instruction.logical
    if not instruction.heredocs:
        return RunText(step, args, _shifted(logical, base), language, False)
    command = re.sub(r"\d*<<-?\s*\S+", "", args).strip()
    if not command:
        heredoc = instruction.heredocs[0]
        body = file_text[heredoc.body.start : heredoc.body.end]
        shebang = _SHEBANG.match(body.lstrip("\t"))
        if shebang:
            language = shebang[1].rsplit("/", 1)[-1]
        return RunText(step, body, Logical(body, ((0, heredoc.body.start, len(body)),)), language, False)
    text, segments = args, [(s - base, f, n) for s, f, n in logical.segments]
    text += "\n"
    for heredoc in instruction.heredocs:
        piece = file_text[heredoc.body.start : heredoc.end.end].replace("\r\n", "\n")
        if not piece.endswith("\n"):
            piece += "\n"
        segments.append((len(text), heredoc.body.start, len(piece)))
        text += piece
    return RunText(step, text, Logical(text, _clipped(segments)), language, False)


def script_text(step: Step, text: str) -> RunText:
    """The text of a script that a RUN runs; every place of it is the whole instruction."""
    span = step.instruction.text_span
    return RunText(step, text, _Whole(text, span.start, span.end), "sh", False)


def _language(step: Step) -> str:
    if step.stage.is_windows:
        return "windows"
    return step.shell[0].rsplit("/", 1)[-1].removesuffix(".exe").lower() if step.shell else "sh"


def _shifted(logical: Logical, base: int) -> Logical:
    return Logical(logical.text[base:], _clipped([(s - base, f, n) for s, f, n in logical.segments]))


def _clipped(segments: list[tuple[int, int, int]]) -> tuple[tuple[int, int, int], ...]:
    """The segments from logical offset 0 on."""
    kept = []
    for start, file, length in segments:
        if start + length <= 0:
            continue
        if start < 0:
            start, file, length = 0, file - start, length + start
        kept.append((start, file, length))
    return tuple(kept)


def _exec_text(step: Step, words: tuple[str, ...], language: str) -> RunText:
    span = step.instruction.json_spans
    if len(words) >= 3 and words[0].rsplit("/", 1)[-1] in _SHELLS and re.fullmatch(r"-\w*c", words[1]):
        text, place = words[2], span[2]
    else:
        text, place = " ".join(_quoted(word) for word in words), None
        language = "sh" if language != "windows" else language
    if place is not None and place.end - place.start - 2 == len(text):
        logical = Logical(text, ((0, place.start + 1, len(text)),))
    else:
        first, last = (place.start, place.end) if place else (span[0].start, span[-1].end) if span else (0, 0)
        logical = _Whole(text, first, last)
    return RunText(step, text, logical, language, True)


class _Whole(Logical):
    """Text whose offsets cannot be told apart in the file: every span is the whole place."""

    __slots__ = ("_end", "_start")

    def __init__(self, text: str, start: int, end: int) -> None:
        super().__init__(text, ((0, start, end - start),))
        self._start, self._end = start, end

    def offset(self, at: int) -> int:  # noqa: ARG002 - one place for all
        return self._start

    def span(self, start: int, end: int) -> Span:  # noqa: ARG002 - one place for all
        from dockerlint.text import Span

        return Span(self._start, self._end)


def _quoted(word: str) -> str:
    return word if re.fullmatch(r"[\w@%+=:,./-]+", word) else "'" + word.replace("'", "'\"'\"'") + "'"
