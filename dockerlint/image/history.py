"""The history of an image as a Dockerfile: what each step did, however its builder wrote it down.

Sources of the forms: BuildKit (frontend/dockerfile/dockerfile2llb, commitToHistory and withShell), the classic builder
(moby, builder/dockerfile: ``#(nop)``), buildah (imagebuildah; openshift/imagebuilder), kaniko.
"""

from __future__ import annotations

import re

from dockerlint.model.dockerfile import KEYWORDS
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.values import HistoryEntry, Image

_NOP = re.compile(r"^(?:\|\d+ .*?)?/bin/(?:ba)?sh -c #\(nop\)\s*", re.DOTALL)
_ARGUMENTS = re.compile(r"^(?:RUN )?\|(\d+) ")
_SHELL = re.compile(r"(?:^|\s)(/[\w./-]*/(?:ba|da|a|z)?sh(?: -[\w]+)* |(?:cmd|powershell) (?:/S )?(?:/C|-Command) )")
_HASHED = re.compile(r"^((?:ADD|COPY)\s+(?:--\S+\s+)*)(?:(?:multi|file|dir|url):)?(\S+) in (.*)$", re.DOTALL)
_BUILDKIT = re.compile(r"\s+# buildkit\s*$")
_PAIR = re.compile(r"(?:^|\s)([A-Za-z_][A-Za-z0-9_]*)=")


class Step(NamedTuple):
    """One step: ``keyword`` is its instruction, "" for other text; ``arguments`` are build arguments."""

    keyword: str
    text: str  # behind the keyword
    arguments: tuple[tuple[str, str], ...] = ()


class RenderedHistory(NamedTuple):
    """The history as text; ``spans`` are where each entry stands in it, its build arguments included."""

    source: Source
    spans: tuple[Span, ...]
    steps: tuple[Step, ...]


def read_step(entry: HistoryEntry) -> Step:
    """What ``entry`` did."""
    text = entry.created_by.strip()
    nop = _NOP.match(text)
    if nop:
        return _instruction(text[nop.end() :])
    text = _BUILDKIT.sub("", text)
    arguments, text = _arguments(text)
    shell = _SHELL.match(text.removeprefix("RUN ") if text.startswith("RUN ") else text)
    if text.startswith("RUN "):
        rest = text[4:]
        return Step("RUN", rest[shell.end() :] if shell else rest, arguments)
    if shell or arguments:
        return Step("RUN", text[shell.end() :] if shell else text, arguments)
    return _instruction(text)


def _arguments(text: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """The build arguments in front of a command, ``|2 A=x B=y /bin/sh -c …``, and the text without them."""
    start = _ARGUMENTS.match(text)
    if start is None:
        return (), text
    shell = _SHELL.search(text, start.end() - 1)
    end = shell.start(1) if shell else len(text)
    packed = text[start.end() : end].strip()
    names = list(_PAIR.finditer(packed))[: int(start[1]) if len(start[1]) < 6 else 0]
    found = []
    for index, match in enumerate(names):
        last = names[index + 1].start() if index + 1 < len(names) else len(packed)
        found.append((match[1], packed[match.end() : last].strip()))
    return tuple(found), text[end:]


def _instruction(text: str) -> Step:
    keyword, _, rest = text.partition(" ")
    if keyword.upper() not in KEYWORDS or keyword != keyword.upper():
        return Step("", text)
    hashed = _HASHED.match(text)
    if hashed:
        return Step(keyword, f"{hashed[1].partition(' ')[2]}{hashed[2]} {hashed[3].strip()}")
    return Step(keyword, rest.strip())


def render_history(image: Image, path: str) -> RenderedHistory:
    """The whole history, the oldest step first; steps that are no instructions are comments."""
    parts: list[str] = []
    spans: list[Span] = []
    steps = tuple(read_step(entry) for entry in image.history)
    at = 0
    for step in steps:
        text = "".join(f"{line}\n" for line in _lines(step))
        parts.append(text)
        spans.append(Span(at, at + max(len(text) - 1, 0)))
        at += len(text)
    return RenderedHistory(Source("".join(parts), path), tuple(spans), steps)


def _lines(step: Step) -> Iterator[str]:
    for name, value in step.arguments:
        yield f"ARG {name}={_quoted(value)}"
    if not step.keyword:
        yield "# " + (" ".join(step.text.split()) or "(a step that its builder did not describe)")
        return
    if "\n" not in step.text:
        yield f"{step.keyword} {step.text}".rstrip()
    elif step.keyword == "RUN":
        lines = step.text.split("\n")
        end = "EOF"
        while end in lines:
            end += "F"
        yield from (f"RUN <<{end}", *lines, end)
    else:
        yield f"{step.keyword} {' '.join(step.text.split())}"


def _quoted(value: str) -> str:
    """A value as ARG reads it back: quoted where a blank, a quote, a dollar or a backslash stands in it."""
    value = " ".join(value.split("\n"))
    if re.fullmatch(r"[^\s\"'$\\]*", value):
        return value
    return '"' + re.sub(r'(["$\\])', r"\\\1", value) + '"'
