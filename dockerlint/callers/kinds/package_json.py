"""package.json: the ``scripts`` that npm, Yarn and pnpm run with a shell in the package's folder."""

from __future__ import annotations

from posixpath import dirname

from dockerlint.callers.build import Build, Caller
from dockerlint.callers.json_text import read_json
from dockerlint.callers.scripts import plain_bind
from dockerlint.callers.shell.commands import mentions_build, read_builds
from dockerlint.callers.shell.folders import Place
from dockerlint.callers.shell.handle import Shell
from dockerlint.callers.shell.rewrite import rewrite as rewrite_command
from dockerlint.callers.yaml import Scalar, YamlError
from dockerlint.callers.yaml.scalars import embedded
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.callers.change import Change
    from dockerlint.rewrite.outcome import Refusal
    from dockerlint.text import Edit, Source

KIND = "package_json"


def read(source: Source, place: str) -> Caller:
    if not mentions_build(source.text):
        return Caller(place, KIND, ())
    try:
        root = read_json(source)
    except YamlError as error:
        return Caller(place, KIND, (), unread=str(error))
    scripts = root.mapping("scripts") if root is not None else None
    builds: list[Build] = []
    for entry in scripts.entries if scripts is not None else ():
        if isinstance(entry.value, Scalar) and mentions_build(entry.value.value):
            text = embedded(source, entry.value)
            if text is not None:
                builds += read_builds(Shell(text, Place(dirname(place)), {}, KIND))
    return Caller(place, KIND, tuple(builds), root)


def rewrite(_source: Source, build: Build, change: Change) -> list[Edit] | Refusal:
    return rewrite_command(build, change, plain_bind)
