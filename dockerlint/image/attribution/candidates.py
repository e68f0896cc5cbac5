"""The instructions that may have made an image, each with the texts by which a history tells it."""

from __future__ import annotations

import posixpath
import re

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.model import Stage, Step
    from dockerlint.syntax.items import Instruction
    from dockerlint.text import Span

_NO_STEP = frozenset(("FROM", "MAINTAINER"))
_LONGEST = 8000  # characters of an instruction that are compared
MOST_WORDS = 200  # words of it that are compared where it is not the same
_VARIABLE = re.compile(r"\$(?:\w+|\{[^}]*\})")
_SHELL = re.compile(r"(?:/\S*/)?\w*sh$")


class Candidate(NamedTuple):
    """One instruction of a stage.

    ``texts`` are the forms in which a builder may have recorded it, tidied; ``words`` are those of the first.
    ``wild`` are the pieces between variables, whose values are those of one build.  ``names`` are the keys of ENV,
    LABEL and ARG.
    """

    keyword: str
    step: Step
    span: Span
    texts: frozenset[str]
    words: frozenset[str]
    wild: tuple[str, ...]
    names: tuple[str, ...]
    sources: int  # of COPY and ADD


def candidates_of(stage: Stage) -> list[Candidate]:
    """The instructions of ``stage`` itself."""
    return [_candidate(step) for step in stage.steps if step.outer.keyword not in _NO_STEP]


def _candidate(step: Step) -> Candidate:
    instruction = step.outer
    keyword = instruction.keyword
    written = _written(step, instruction)
    texts = [tidy(keyword, text[:_LONGEST]) for text in written]
    raw = written[0]
    wild = tuple(tidy(keyword, piece) for piece in _VARIABLE.split(raw[:_LONGEST])) if "$" in raw else ()
    return Candidate(
        keyword,
        step,
        instruction.text_span,
        frozenset(texts),
        frozenset(texts[0].split()[:MOST_WORDS]),
        wild,
        tuple(pair.key for pair in instruction.pairs),
        _source_count(instruction),
    )


def _source_count(instruction: Instruction) -> int:
    words = instruction.json if instruction.json is not None else instruction.words
    return max(len(words) - 1, 0)


def _written(step: Step, instruction: Instruction) -> list[str]:
    """The arguments in every form that a history may have; the first is that of the Dockerfile."""
    args = instruction.args
    match instruction.keyword:
        case "RUN":
            return _commands(instruction)
        case "COPY" | "ADD":
            words = list(instruction.json) if instruction.json is not None else [each.raw for each in instruction.words]
            resolved = [step.resolve(word) for word in words]
            return [" ".join(words), " ".join(resolved), " ".join(resolved).replace("<<-", "<<")]
        case "WORKDIR":
            folder = step.resolve(args.strip())
            return [args, folder, posixpath.normpath(posixpath.join(step.workdir, folder))]
        case "CMD" | "ENTRYPOINT" | "SHELL" | "VOLUME" | "HEALTHCHECK":
            return [args, " ".join(instruction.json)] if instruction.json is not None else [args, step.resolve(args)]
        case "ONBUILD":
            return [args]
    return [args, step.resolve(args)]


def _commands(instruction: Instruction) -> list[str]:
    args = instruction.args
    if instruction.json is not None:
        words = list(instruction.json)
        is_shell = len(words) > 2 and _SHELL.search(words[0]) is not None and words[-2].startswith("-")
        return [args, " ".join(words), *([words[-1]] if is_shell else [])]
    if not instruction.heredocs:
        return [args]
    bodies = [heredoc.text for heredoc in instruction.heredocs]
    ended = "".join(f"\n{heredoc.text}{heredoc.name}" for heredoc in instruction.heredocs)
    trimmed = "".join(f"\n{body.strip()}" for body in bodies)  # buildah's form
    return [args + ended, "".join(bodies), args + trimmed]


_LISTS = frozenset({"CMD", "ENTRYPOINT", "SHELL", "VOLUME", "EXPOSE", "HEALTHCHECK"})
_LIST_SIGNS = re.compile(r"[\[\]\",{}&]")
_SHELL_WORDS = re.compile(r"(?:/\S{0,80}/)?\w{0,20}sh(?: -\w+| pipefail)+ ")
_FLAGS = re.compile(r"\s*(?:--[a-z][\w-]*(?:=\S+)?\s+)+")
_CHECKSUMS = re.compile(r"(?::sha256)?:[0-9a-f]{64}$")  # buildah's, of what a RUN mounts


def tidy(keyword: str, text: str) -> str:
    """``text`` without what builders write differently: blanks, quotes, the signs of lists, a shell, flags."""
    if keyword in ("COPY", "ADD", "RUN"):
        text = _without(_FLAGS, text)
    if keyword in _LISTS:
        text = " ".join(_LIST_SIGNS.sub(" ", text).split())
        if keyword != "SHELL":
            text = _without(_SHELL_WORDS, text)
    if keyword == "RUN":
        text = _CHECKSUMS.sub("", text)
    elif "\\" in text or '"' in text or "'" in text:
        text = text.replace('"', "").replace("'", "").replace("\\", "")
    return " ".join(text.split())


def _without(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.match(text)
    return text[match.end() :] if match else text
