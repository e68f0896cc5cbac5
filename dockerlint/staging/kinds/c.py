"""C, C++ and whatever else is built with make, CMake, the autotools or Meson and needs no run-time of its own.

``make install`` puts a program below its prefix: that is carried over as a whole.  A program that is run from where it
was built goes alone where the sources show that it opens no files and links to no library of the project's own.
"""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.model.images import is_alpine, parse_reference
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.staging.calls import is_below
from dockerlint.staging.install_trees import installed_trees
from dockerlint.staging.recipe import Recipe
from dockerlint.staging.releases import release_of_image
from dockerlint.staging.running import ORDINARY, final_folder
from dockerlint.staging.shipping import is_among, needed_folders, told_in
from dockerlint.staging.sources import Sources, code_in_system, data_below, knows_its_folder, sources_of

if TYPE_CHECKING:
    from dockerlint.staging.calls import Call
    from dockerlint.staging.evidence import Evidence
    from dockerlint.staging.running import Running
    from dockerlint.staging.survey import Survey

_SOURCES = (".c", ".cc", ".cpp", ".cxx", ".h", ".hpp", ".hh", ".C", ".m", ".d", ".nim", ".zig", ".f90", ".pas", ".ml")
_C = (".c", ".cc", ".cpp", ".cxx", ".h", ".hpp", ".hh", ".C", ".m")
_OPENS = lazy(
    r"\b(?:\w*[oO]pen(?:at|dir|64)?\s*\(|[io]?fstream|fopen|dlopen|system\s*\(|popen\s*\(|exec[lv]p?e?\s*\(|posix_spawn"
    r"|std::filesystem|realpath\s*\(|getcwd|stat\s*\(|SDL_Load|readFile|sqlite3_open)"
)
_OWN_LIBRARY = lazy(
    r"\bSHARED\b|-shared\b|lib\w+_la_|\.so\b|shared_library|\blibrary\(|LD_LIBRARY_PATH|BUILD_SHARED_LIBS"
)
_LITERAL = lazy(r"\"((?!/)[\w./-]*\w)\"")
_OPENMP = lazy(r"-fopenmp|OpenMP", re.IGNORECASE)
_PLANS = tuple(
    "Makefile makefile GNUmakefile CMakeLists.txt meson.build configure.ac Makefile.am Makefile.in SConstruct".split()
)
_NO_DATA = lazy(
    r"(?:.*/)?(?:[^/]*\.(?:c|cc|cpp|cxx|h|hh|hpp|C|o|a|md|in|am|ac|m4|cmake)|\.git[^/]*|tests?|doc|docs|LICENSE[^/]*"
    r"|COPYING|README[^/]*|Dockerfile[^/]*|\.dockerignore|[Mm]akefile|CMakeLists\.txt|meson\.build|configure|build"
    r"|docker-compose[^/]*|compose\.ya?ml|\.editorconfig|\.vscode|\.idea|\.travis\.yml)"
)
_CPLUSPLUS = frozenset({"g++", "c++", "clang++"})
_MOST = 4_000_000  # characters of sources that are looked through


def recognises(survey: Survey, evidence: Evidence) -> bool:  # noqa: ARG001 - as every kind's
    kinds = {build.kind for build in evidence.builds}
    return bool(kinds) and kinds <= {"c", "haskell", "swift"} and not evidence.dependencies


def recipe(survey: Survey, running: Running) -> Recipe | Refusal:
    calls = [effect.call for effect in survey.of_kind("build")]
    in_compiler_image = parse_reference(survey.stage.root_image).name == "gcc"
    installed = installed_trees(survey, calls, in_compiler_image)
    if isinstance(installed, Refusal):
        return installed
    trees = list(installed)
    outputs = [path for effect in survey.of_kind("build") for path in effect.paths if effect.call.name != "configure"]
    trees += [path for path in outputs if posixpath.splitext(path)[1] not in (".o", ".a")]
    sources = sources_of(survey, _SOURCES, _MOST)
    packages, problem = _libraries(survey, sources, calls, in_compiler_image)
    if problem is not None:
        return problem
    left = survey.build_folders
    named = [path for path in told_in(survey.folders, running) if not any(is_below(path, tree) for tree in trees)]
    built = (*trees, *survey.written, *survey.links)
    foreign = [
        program
        for program in running.programs
        if not is_among(program, built, running) and not (program.name and "/usr/local" in trees and not program.path)
    ]
    ours = len(foreign) < len(running.programs)
    if not ours and not named:
        return Refusal(_missing(survey, running))
    stays_out = "compilers, header files and the sources"
    if installed and not named:
        trees += _opened_by_name(survey, sources, trees)
        trees += survey.folders if knows_its_folder(survey) else []
    else:
        if _is_simple(survey, sources) and all(
            program.name in ORDINARY or any(is_below(program.path, folder) for folder in survey.folders)
            for program in foreign
        ):
            trees += named
            trees += data_below(survey, _NO_DATA, trees, written_only=True)
        else:
            trees += needed_folders(survey, running, trees)
            stays_out = "compilers and header files"
    if parse_reference(survey.stage.root_image).name in ("gcc", "buildpack-deps"):
        packages.append("certificates")
    told = any(effect.call.name == "ldconfig" for effect in survey.of_kind("setup"))
    cached = "/usr/local" in trees and not told and not is_alpine(parse_reference(survey.stage.root_image))
    then = ("ldconfig",) if cached else ()
    return Recipe(
        "c",
        "native",
        tuple(dict.fromkeys(trees)),
        (*left, *(code_in_system(survey, _NO_DATA) if sources.seen else ())),
        tuple(packages),
        then=then,
        stays_out=stays_out,
    )


def _opened_by_name(survey: Survey, sources: Sources, trees: list[str]) -> list[str]:
    """What an installed program may open in the folder that it starts in: the files there that its sources name."""
    home = final_folder(survey)
    if not any(is_below(home, folder) for folder in survey.folders):
        return []
    found = dict.fromkeys(posixpath.normpath(posixpath.join(home, match[1])) for match in sources.find(_LITERAL))
    kept = [path for path in found if path != home and is_below(path, home) and survey.source_of(path) is not None]
    return [path for path in kept if not any(is_below(path, tree) for tree in trees) and not _is_source(path)]


def _is_source(path: str) -> bool:
    return _NO_DATA.fullmatch(posixpath.basename(path)) is not None


def _is_simple(survey: Survey, sources: Sources) -> bool:
    """Whether the sources are seen, open no files and make no shared library.

    How other languages open files is not known here; a text that is the name of a file of the context is one to open.
    """
    if not sources.seen or sources.mention(_OPENS):
        return False
    if any(path.endswith(_SOURCES) and not path.endswith(_C) for path in survey.files):
        return False
    if _opened_by_name(survey, sources, []):
        return False
    plans = [survey.read(path) or "" for path in survey.files if posixpath.basename(path) in _PLANS]
    return not any(_OWN_LIBRARY.search(text) for text in plans)


def _libraries(
    survey: Survey, sources: Sources, calls: list[Call], in_compiler_image: bool
) -> tuple[list[str], Refusal | None]:
    """The run-time libraries of the compilers."""
    plans = [survey.read(path) or "" for path in survey.files if posixpath.basename(path) in _PLANS]
    cplusplus = any(call.name in _CPLUSPLUS for call in calls) or any(
        path.endswith((".cc", ".cpp", ".cxx", ".C")) for path in survey.files
    )
    unseen = not sources.seen and not plans
    static = any("-static" in call.args for call in calls) or any(
        re.search(r"(?:^|\s)-static(?:\s|$)", text) for text in plans
    )
    if in_compiler_image and (cplusplus or unseen) and not static and not _has_its_library(survey.stage.base):
        return [], Refusal(
            "the C++ library of the image gcc is newer than any of the distribution; -static-libstdc++ does without"
        )
    packages = []
    if cplusplus or unseen:
        packages.append("C++ library")
    if any(_OPENMP.search(text) for text in plans) or any("-fopenmp" in call.args for call in calls):
        packages.append("OpenMP library")
    if any(call.name == "gfortran" for call in calls) or any(path.endswith((".f90", ".f")) for path in survey.files):
        packages.append("Fortran library")
    return packages, None


# The GCC whose libstdc++ a release of Debian has; what an older GCC of the same line builds runs on it (libstdc++'s
# manual, "ABI Policy and Guidelines").
_LIBRARY_OF = {"bullseye": 10, "bookworm": 12, "trixie": 14}


def _has_its_library(image: str) -> bool:
    """Whether the distribution that an image of gcc is made of has its C++ library, or a newer one."""
    release = release_of_image(parse_reference(image))
    version = re.match(r"\d+", parse_reference(image).tag)
    return release is not None and version is not None and int(version[0]) <= _LIBRARY_OF.get(release.name, 0)


def _missing(survey: Survey, running: Running) -> str:
    first = next((program for program in running.programs if program.name not in ORDINARY), None)
    if first is None:
        return "what the container runs is not known"
    if any(effect.call.cwd == "/" for effect in survey.of_kind("build")) and posixpath.dirname(first.path) == "/":
        return f"{first.path} is built in /, the root of the image, and nothing tells it from the files of the system"
    return f"what makes {first.path or first.name}, which the container runs, is not known"
