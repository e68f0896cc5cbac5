"""Jenkinsfiles: the strings of ``sh`` steps are shell text, ended by its first failing command; and ``image.push()``.

Sources: jenkins.io, "Pipeline: Nodes and Processes" (``sh``); docker-workflow's Docker.groovy (``build``,
``push``, ``id``).
"""

from __future__ import annotations

import re

from dockerlint.callers.embedded import Embedded
from dockerlint.callers.scanning.act import key
from dockerlint.callers.scanning.builders import builder_of
from dockerlint.callers.scanning.commands import BY_PIPX, BY_PIPX_IN_SINGLE_QUOTES, Idiom, prefixed, scan
from dockerlint.callers.scanning.flow import Images
from dockerlint.callers.scanning.items import only_push
from dockerlint.callers.scanning.lack import Lack, lacks_of_text
from dockerlint.callers.yaml.edits import line_start
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.syntax.items import Logical
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.text import Source

_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?\*/"
    r"|(?P<sh>\bsh\b(?:\s*\(\s*|\s+)(?:(?:script|label)\s*:\s*)?)?"
    r"(?P<open>'''|\"\"\"|'|\")(?P<body>(?:\\.|(?!(?P=open)).)*)(?P=open)"
    r"|(?P<built>(?:\bdef\s+)?(?P<name>\w+)\s*=\s*docker\.build\s*\()"
    r"|(?P<pushed>\b(?P<image>\w+)\.push\s*\()",
    re.DOTALL,
)
_INTERPOLATED = re.compile(r"\$\{[^{}\n]*\}")


def jenkins_lacks(source: Source) -> Iterator[Lack]:
    """Every push of the pipeline that lacks a scan."""
    images = Images()
    built: set[str] = set()
    for found in _TOKEN.finditer(source.text):
        if found["sh"]:
            yield from _shell_lacks(source, found, images)
        elif found["built"]:
            built.add(found["name"])
            images.build((_id_of(found["name"]),))
        elif found["pushed"] and found["image"] in built:
            yield from _push_lacks(source, found, images)


def _shell_lacks(source: Source, found: re.Match[str], images: Images) -> Iterator[Lack]:
    body, quote = found["body"], found["open"]
    if re.search(r"\\", body) and (len(quote) == 1 or re.search(r"\\(?!\r?\n)", body)):
        return  # what the shell gets is not what is written
    logical = Logical(body, ((0, found.start("body"), len(body)),))
    text = Embedded(source.path, logical, lambda inserted: _written(inserted, quote))
    is_groovy = quote.startswith('"')
    idiom = Idiom(
        BY_PIPX if is_groovy else BY_PIPX_IN_SINGLE_QUOTES,
        stops=True,
        has_lines=len(quote) == 3,
        dollar="\\$" if is_groovy else "$",
        quote='"' if quote == "'" else "'",
        builder=builder_of(source.text),
    )
    shown = _as_shell(body) if quote.startswith('"') else body
    act = only_push(shown, images, idiom) if len(quote) == 1 else None
    margin = _margin(source, found.start())
    if act is None or margin is None:
        yield from lacks_of_text(text, images, idiom, shown)
        return
    images.scan(key(act.words[0]))
    reference = prefixed(act.keeper, body[act.words[0].start : act.words[0].end])
    step = f"sh {quote}{scan(idiom, reference)}{quote}{source.newline_at(found.start())}{margin}"
    at = found.start()
    yield Lack(text.span(act.command.start, act.command.end), (Edit(source.path, Span(at, at), step),))


def _id_of(image: str) -> str:
    """What shell text calls the image that a Groovy variable holds, as :func:`_as_shell` gives it."""
    return _as_shell("${" + image + ".id}")


def _as_shell(body: str) -> str:
    """A Groovy string's text with ``${env.X}`` as a name that the shell can have, character for character."""
    return _INTERPOLATED.sub(lambda found: "${" + re.sub(r"\W", "_", found[0][2:-1]) + "}", body)


def _margin(source: Source, at: int) -> str | None:
    """The blanks before a statement that starts its line."""
    blanks = source.text[line_start(source, at) : at]
    return blanks if not blanks.strip() else None


def _written(text: str, quote: str) -> str | None:
    """``text`` inside the Groovy string; None where it cannot stand there."""
    return None if quote in text or "\\" in text or (len(quote) == 1 and "\n" in text) else text


def _push_lacks(source: Source, found: re.Match[str], images: Images) -> Iterator[Lack]:
    """``image.push()``: the image is scanned under the name that it was built with."""
    name = _id_of(found["image"])
    if images.is_scanned(name):
        return
    blanks = _margin(source, found.start())
    span = Span(found.start(), found.end())
    if blanks is None:
        yield Lack(span, Refusal("another statement stands before it on its line"))
        return
    images.scan(name)
    newline = source.newline_at(found.start())
    step = f'sh "{BY_PIPX} image scan docker-daemon:${{{found["image"]}.id}}"{newline}{blanks}'
    yield Lack(span, (Edit(source.path, Span(found.start(), found.start()), step),))
