"""The shell texts of any kind of caller, with the step that each stands in."""

from __future__ import annotations

import re

from dockerlint.callers.documents import documents_of
from dockerlint.callers.embedded import Embedded, plain
from dockerlint.callers.github.steps import is_posix, jobs_of, shell_of
from dockerlint.callers.yaml import Mapping, Scalar, Sequence
from dockerlint.callers.yaml.scalars import embedded
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.syntax.items import Logical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.yaml import Node
    from dockerlint.text import Source

# The keys whose values are shell text, by the kind of file.
_KEYS = {
    "gitlab": ("before_script", "script", "after_script"),
    "circleci": ("run", "command"),
    "azure": ("script", "bash", "inlineScript"),
    "bitbucket": ("script", "after-script"),
}
_DEEPEST = 40
_GROOVY = re.compile(
    r"//[^\n]*|/\*.*?\*/|(?P<sh>\bsh\b(?:\s*\(\s*|\s+)(?:(?:script|label)\s*:\s*)?)?"
    r"(?P<open>'''|\"\"\"|'|\")(?P<body>(?:\\.|(?!(?P=open)).)*)(?P=open)",
    re.DOTALL,
)
_RECIPE = re.compile(r"^\t[@+ \t-]*(?P<text>(?:[^\n\\]|\\\r?\n|\\.)*)", re.MULTILINE)


class ShellText(NamedTuple):
    """``shown`` is the text as the shell gets it, character for character in its place.

    ``step`` is the mapping of a YAML file that the text stands in.
    """

    text: Embedded
    shown: str
    step: Mapping | None = None


def shell_texts(source: Source, kind: str, word: str) -> Iterator[ShellText]:
    """The shell texts of the file that hold ``word``."""
    if word in source.text:
        reader = _READERS.get(kind)
        yield from reader(source, word) if reader is not None else _of_yaml(source, kind, word)


def _of_yaml(source: Source, kind: str, word: str) -> Iterator[ShellText]:
    if kind not in _KEYS or (kind == "azure" and "windows" in source.text):
        return  # on Windows it is not known whether a script runs in cmd
    for document in documents_of(source):
        for scalar, step in _scalars(document, _KEYS[kind], None, 0):
            text = embedded(source, scalar) if word in scalar.value else None
            if text is not None:
                yield ShellText(text, text.text, step)


def _script(source: Source, _word: str) -> Iterator[ShellText]:
    yield ShellText(plain(source.path, source.text), source.text)


def _steps(source: Source, word: str) -> Iterator[ShellText]:
    for document in documents_of(source):
        for job in jobs_of(document):
            for step in job.steps:
                run = step.node.get("run")
                if isinstance(run, Scalar) and not run.is_alias and word in run.value and is_posix(shell_of(job, step)):
                    text = embedded(source, run)
                    if text is not None:
                        yield ShellText(text, text.text, step.node)


def _scalars(
    node: Node, keys: tuple[str, ...], step: Mapping | None, depth: int
) -> Iterator[tuple[Scalar, Mapping | None]]:
    if depth > _DEEPEST or node.is_alias:
        return
    if isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(item, keys, step, depth + 1)
    elif isinstance(node, Mapping):
        for entry in node.entries:
            value = entry.value
            if entry.key.value in keys:
                yield from _texts(value, node)
            if not isinstance(value, Scalar):
                yield from _scalars(value, keys, node, depth + 1)


def _texts(value: Node, step: Mapping) -> Iterator[tuple[Scalar, Mapping]]:
    for each in value.items if isinstance(value, Sequence) and not value.is_alias else (value,):
        if isinstance(each, Scalar) and not each.is_alias:
            yield each, step


def _recipes(source: Source, word: str) -> Iterator[ShellText]:
    from dockerlint.callers.scanning.make import as_shell

    for line in _RECIPE.finditer(source.text):
        body = line["text"]
        if word in body:
            logical = Logical(body, ((0, line.start("text"), len(body)),))
            yield ShellText(Embedded(source.path, logical, lambda text: None if "\n" in text else text), as_shell(body))


def _groovy(source: Source, word: str) -> Iterator[ShellText]:
    for found in _GROOVY.finditer(source.text):
        body, quote = found["body"], found["open"]
        if not found["sh"] or word not in body or ("\\" in body and len(quote) == 1):
            continue
        logical = Logical(body, ((0, found.start("body"), len(body)),))
        text = Embedded(source.path, logical, lambda text, quote=quote: None if quote[0] in text else text)  # type: ignore[misc]
        yield ShellText(text, body)


_READERS = {"github": _steps, "script": _script, "make": _recipes, "jenkins": _groovy}
