"""Programs that a project's sources start by name: those that a full base image has and its smaller relative lacks."""

from __future__ import annotations

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from dockerlint.staging.sources import Sources
    from dockerlint.staging.survey import Survey

# A function that starts a program, up to the quote before its name (the languages' libraries).
STARTS = (
    r"(?:system|popen\d?|Popen|exec\w*|posix_spawnp?|spawn\w*|Command\w*|LookPath|ProcessBuilder|\brun|\bcall"
    r"|check_call|check_output|get(?:status)?output|shell_exec|passthru|proc_open|capture\w*|System\.cmd|\bcommand"
    r"|create_subprocess_\w+)[ \t]*[(\[{:]?[^\"'`\n]{0,40}[\"'`](?:/usr/(?:local/)?bin/)?"
)
_CODE = (
    ".py", ".c", ".cc", ".cpp", ".cxx", ".go", ".rs", ".java", ".kt", ".scala", ".js", ".ts", ".mjs", ".cjs", ".rb",
    ".php", ".pl", ".pm", ".lua", ".ex", ".exs", ".ml", ".hs", ".nim",
)  # fmt: skip
# These build or test, and are no part of the running program.
_OF_THE_BUILD = lazy(
    r"(?:^|/)(?:setup|build|[^/]*_build|build_[^/]*|conftest|test_[^/]*|[^/]*_test|extconf|Makefile|[Gg]ulpfile[^/]*"
    r"|Gruntfile|mix|[^/]*\.config|[^/]*[.-](?:test|spec))\.\w+$"
    r"|(?:^|/)(?:tests?|spec|examples?|docs?|hack|ci|\.github|bench\w*|node_modules|vendor|third_party)/"
)
# What images built on buildpack-deps have (docker-library's Dockerfiles) and programs.py has a package for.
_TOOLS = r"(git|hg|svn|ssh|scp|curl|wget|unzip|file|convert|identify|openssl|gpg|xz|bzip2|ps|pgrep|pkill|python3)"
_STARTED = lazy(STARTS + _TOOLS + r"(?=[ \"'`])")
_QUOTED = lazy(r"(?:`|%x[({\[])" + _TOOLS + r" [^`)}\]\n]*[`)}\]]")  # of Ruby and Perl
_IN_SCRIPT = lazy(r"(?m)(?:^|[|;&(`]|\b(?:then|do|else|if|while|exec|sudo)\b)[ \t]*" + _TOOLS + r"(?=[ \t\n])")
_SCRIPTS = (".sh", ".bash")
_MOST = 6_000_000  # characters of sources that are looked through


def computed_program(sources: Sources, match: re.Match[str]) -> Refusal:
    """Why a program whose name is put together when it is started speaks against another image."""
    where = sources.place(match)
    return Refusal(f"{where} runs a program that it does not name, and which of the build image's that is is not known")


def tools_called(survey: Survey) -> list[str]:
    """The programs of a full image that the project's sources start, or shell scripts that they name."""
    found: dict[str, None] = {}
    texts = dict(running_sources(survey))
    for path, text in texts.items():
        patterns = (_STARTED, _QUOTED) if path.endswith((".rb", ".pl", ".pm")) else (_STARTED,)
        found.update(dict.fromkeys(match[1] for pattern in patterns for match in pattern.finditer(text)))
    for path in survey.files:
        if path.endswith(_SCRIPTS) and not _OF_THE_BUILD.search(path):
            name = path.rpartition("/")[2]
            if any(name in text for text in texts.values()):
                found.update(dict.fromkeys(match[1] for match in _IN_SCRIPT.finditer(survey.read(path) or "")))
    return list(found)


def running_sources(survey: Survey) -> Iterator[tuple[str, str]]:
    """The sources of the running program, each path with its text, up to a bound."""
    left = _MOST
    for path in survey.files:
        if path.endswith(_CODE) and not _OF_THE_BUILD.search(path):
            text = survey.read(path) or ""
            left -= len(text)
            if left < 0:
                return
            yield path, text
