"""Elixir: the release that ``mix release`` makes, which brings Erlang's run-time along."""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.model.images import parse_reference
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.staging.calls import is_below
from dockerlint.staging.recipe import Recipe
from dockerlint.staging.runtime_bases import runtime_base
from dockerlint.staging.sources import data_below, names_files, sources_of

if TYPE_CHECKING:
    from dockerlint.staging.evidence import Evidence
    from dockerlint.staging.running import Running
    from dockerlint.staging.survey import Survey

_LIBRARIES = ("C++ library", "OpenSSL library", "ncurses library", "certificates")


_READS = lazy(r"\b(?:File|Path|Code|IO)\.\w+|:file\.")
_NO_DATA = lazy(
    r"(?:.*/)?(?:[^/]*\.(?:exs?|eex|erl|md|lock)|_build|deps|test|assets|\.git[^/]*|\.formatter\.exs"
    r"|LICENSE[^/]*|README[^/]*|Dockerfile[^/]*|\.dockerignore)"
)
_MOST = 4_000_000  # characters of sources that are looked through


def recognises(survey: Survey, evidence: Evidence) -> bool:  # noqa: ARG001 - as every kind's
    return any(build.kind == "elixir" for build in evidence.builds)


def recipe(survey: Survey, running: Running) -> Recipe | Refusal:
    releases = [
        effect.call for effect in survey.of_kind("build") if effect.call.name == "mix" and "release" in effect.call.args
    ]
    if not releases:
        return Refusal("no `mix release` makes a release that could be copied")
    reference = parse_reference(survey.stage.root_image)
    need = "native" if runtime_base(reference, "native") is not None else "interpreter"
    plan = next((survey.read(path) or "" for path in survey.files if posixpath.basename(path) == "mix.exs"), "")
    if "include_erts: false" in plan:
        return Refusal("the release does not bring Erlang's run-time")
    for program in running.programs:
        folder = _release_of(program.path)
        if folder is not None and any(
            is_below(folder, call.cwd) or folder == call.path(call.value("--path") or "") for call in releases
        ):
            sources = sources_of(survey, (".ex", ".eex", ".erl"), _MOST, "mix.exs")
            opens = sources.mention(_READS) and names_files(survey, sources, _NO_DATA)
            return Recipe(
                "elixir",
                need,
                (folder, *(data_below(survey, _NO_DATA, [folder]) if opens else ())),
                tuple(survey.build_folders),
                _LIBRARIES if need == "native" else (),
                stays_out="Elixir, Mix, Erlang's build tools and the sources",
            )
    return Refusal("what the container runs is not in a release of `mix release`")


def _release_of(path: str) -> str | None:
    """The folder of the release whose ``bin`` a program lies in."""
    match = re.fullmatch(r"(/.+)/bin/[^/]+", path)
    return match[1] if match is not None else None
