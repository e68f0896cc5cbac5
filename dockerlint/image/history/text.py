"""A history as the text of a Dockerfile, so that what reads Dockerfiles can read it."""

from __future__ import annotations

import json
import re

from dockerlint.image.history.steps import read_steps
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.image.history.steps import Step
    from dockerlint.image.values import Image

_PLAIN = re.compile(r"[^\s\"'$\\`#]+")
_QUOTED = re.compile(r"([\"$\\])")
_HEREDOC = re.compile(r"<<-?\s*[\"']?([A-Za-z_]\w*)[\"']?")
_GO_LIST = re.compile(r"\[[^\"\[\]]*\]")
_KEY = re.compile(r"[\w.\-/]+")
_CHECK = re.compile(r'&?\{(\["(?:CMD|CMD-SHELL|NONE)"(?: "(?:[^"\\]|\\.)*")*\])')
_FROM = re.compile(r"(?:^| )FROM (\S+)$")
_IMAGE_ID = re.compile(r"[0-9a-f]{12,64}")


class RenderedHistory(NamedTuple):
    """The history as text, behind a first line ``FROM scratch``.

    ``spans`` are where each entry stands in it, its build arguments included; ``base`` is the name of the image that
    the build started from, "" where its builder did not record it.
    """

    source: Source
    spans: tuple[Span, ...]
    steps: tuple[Step, ...]
    base: str = ""


def render_history(image: Image, path: str) -> RenderedHistory:
    """The whole history, the oldest step first; steps that are no instructions are comments."""
    steps = read_steps(image)
    head = "FROM scratch\n"
    parts = [head]
    spans = []
    at = len(head)
    known: dict[str, str] = {}
    for step in steps:
        text = "".join(f"{line}\n" for line in _lines(step, known))
        parts.append(text)
        spans.append(Span(at, at + max(len(text) - 1, 0)))
        at += len(text)
    return RenderedHistory(Source("".join(parts), path), tuple(spans), steps, _base_name(image))


def _base_name(image: Image) -> str:
    """What buildah notes as the base of the lowest step it made (image.go, ``buildHistory``)."""
    for entry in image.history:
        match = _FROM.search(entry.comment)
        if match and not _IMAGE_ID.fullmatch(match[1]):
            return match[1]
    return ""


def _lines(step: Step, known: dict[str, str]) -> Iterator[str]:
    """The lines of one step; ``known`` are the build arguments that were written already, with their values."""
    for name, value in step.arguments:
        if known.get(name) != value and _KEY.fullmatch(name):
            known[name] = value
            yield f"ARG {name}={_quoted(value)}"
    if not step.keyword or step.keyword == "FROM":
        yield "# " + (" ".join(f"{step.keyword} {step.text}".split()) or "(a step that its builder did not describe)")
    elif step.pairs and all(_KEY.fullmatch(name) for name, _ in step.pairs):
        known.update((name, value) for name, value in step.pairs if step.keyword == "ARG" and value is not None)
        words = (name if value is None else f"{name}={_quoted(value)}" for name, value in step.pairs)
        yield f"{step.keyword} {' '.join(words)}"
    elif step.keyword == "RUN":
        yield from _run(step)
    else:
        yield f"{step.keyword} {_argument(step)}".rstrip()


def _argument(step: Step) -> str:
    text = " ".join(step.text.split("\n")).rstrip("\\")
    if step.keyword in ("CMD", "ENTRYPOINT", "SHELL", "VOLUME") and text.startswith("["):
        return _as_json(text)
    if step.keyword == "EXPOSE" and _GO_LIST.fullmatch(text):
        return text[1:-1]
    if step.keyword == "HEALTHCHECK":
        return _health(text)
    return text.replace("<<", "") if step.keyword in ("ADD", "COPY") else text


def _as_json(text: str) -> str:
    """``["a" "b"]`` and ``[a b]``, as Go prints lists, with the commas of JSON."""
    if _GO_LIST.fullmatch(text):
        return "[" + ", ".join(f'"{word}"' for word in text[1:-1].split()) + "]"
    return re.sub(r'("(?:[^"\\]|\\.)*")\s+(?=")', r"\1, ", text)


def _health(text: str) -> str:
    """``&{["CMD-SHELL" "curl …"] "30s" …}``, as Go prints a check, as its CMD."""
    printed = _CHECK.match(text)
    if printed is None:
        return text
    try:
        kind, *words = json.loads(_as_json(printed[1]))
    except (ValueError, RecursionError):
        return text
    if kind == "CMD-SHELL":
        return "CMD " + " ".join(" ".join(words).split("\n"))
    return f"CMD {json.dumps(words)}" if kind == "CMD" else kind


def _run(step: Step) -> Iterator[str]:
    text = step.text
    if "\n" not in text and "<<" not in text and not text.endswith("\\") and not text.startswith("--"):
        yield f"RUN {text}".rstrip()
        return
    lines = text.split("\n")
    names = [match[1] for match in _HEREDOC.finditer(lines[0])]
    if len(names) == 1 and names[0] not in lines and len(lines) > 1:
        lines.append(names[0])  # buildah leaves out the line that ends a here-document
    if names and _are_ended(names, lines) and not text.startswith("--"):
        yield from ("RUN " + lines[0], *lines[1:])
        return
    end = "EOF"
    while any(line.strip() == end for line in lines):
        end += "F"
    yield from (f"RUN <<{end}", *lines, end)


def _are_ended(names: list[str], lines: list[str]) -> bool:
    """Whether here-documents of these names begin in the first line and the last of them ends with the last line."""
    at = 1
    for name in names:
        if name not in lines[at:]:
            return False
        at = lines.index(name, at) + 1
    return at == len(lines)


def _quoted(value: str) -> str:
    """A value as it is written so that it is read back: quoted where it must be, a line break as a blank."""
    value = " ".join(value.split("\n"))
    if _PLAIN.fullmatch(value):
        return value
    return '"' + _QUOTED.sub(r"\\\1", value) + '"'
