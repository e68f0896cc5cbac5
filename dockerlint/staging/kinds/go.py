"""Go: the binaries of ``go build`` and ``go install``, with the files that the program may open.

A Go binary needs nothing of the toolchain.  What else the program reads is seen in its sources: where they open files,
every file of the context that is no source code goes along; where the sources are not seen, the work folder as it is.
"""

from __future__ import annotations

import posixpath
from shlex import quote

from dockerlint import pattern as re
from dockerlint.model.images import parse_reference
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.staging.called import computed_program
from dockerlint.staging.calls import filled, is_below, is_known, join
from dockerlint.staging.effects.languages import operands
from dockerlint.staging.install_trees import installed_trees
from dockerlint.staging.recipe import Recipe
from dockerlint.staging.running import ORDINARY, final_folder
from dockerlint.staging.shipping import ends_as_root, is_among, needed_folders, own_programs, scripts_run, told_in
from dockerlint.staging.sources import Sources, code_in_system, data_below, names_files, sources_of
from dockerlint.staging.survey import SYSTEM

if TYPE_CHECKING:
    from dockerlint.staging.calls import Call
    from dockerlint.staging.evidence import Evidence
    from dockerlint.staging.running import Running
    from dockerlint.staging.survey import Survey

# Options of `go build` with a value of their own (go help build).
_VALUES = (
    "-o", "-p", "-asmflags", "-buildmode", "-buildvcs", "-compiler", "-gccgoflags", "-gcflags", "-installsuffix",
    "-ldflags", "-mod", "-modfile", "-overlay", "-pgo",
    "-pkgdir", "-tags", "-toolexec", "-C",
)  # fmt: skip
_READS = lazy(
    r"\b(?:os\.(?:Open|OpenFile|ReadFile|ReadDir|Stat|Lstat|DirFS|Getwd|Executable)|ioutil\.Read(?:File|Dir)"
    r"|Parse(?:Files|Glob|FS)|http\.(?:Dir|FileServer|ServeFile)"
    r"|LoadHTML\w+|\.Static(?:File|FS)?\(|filepath\.(?:Walk|WalkDir|Glob|Abs)|plugin\.Open|viper\.|godotenv\."
    r"|ReadInConfig|file://|sql\.Open|gorm\.Open|migrate\.New|LoadX509KeyPair"
    r"|configor\.|DecodeFile|LoadFile|NewFromFile|FromFile|SendFile|FileServer|LoadTranslation|LoadMessageFile"
    r"|ini\.Load|packr\.|rice\.|xlsx\.Open|excelize\.Open|gocv\.|ReadFromFile)"
)
_EXECUTES = lazy(
    r"exec\.(?:CommandContext\(\s*[\w.()]+\s*,|(?:Command|LookPath)\()\s*(?:\"([^\"]+)\"|`([^`]+)`|[\w*&(])"
)
_VERSION_SUFFIX = re.compile(r"v\d+")


def recognises(survey: Survey, evidence: Evidence) -> bool:
    if any(build.kind == "go" for build in evidence.builds):
        return True
    return parse_reference(survey.stage.root_image).name == "golang" and bool(evidence.builds)


def recipe(survey: Survey, running: Running) -> Recipe | Refusal:
    binaries, unnamed, others = _built(survey)
    calls = [effect.call for effect in survey.of_kind("build") if effect.call.name != "go"]
    installed = installed_trees(survey, calls, in_compiler_image=True)  # Go lies in /usr/local, too
    unclear = installed if isinstance(installed, Refusal) else None
    sources = sources_of(survey, (".go",), _MOST, "go.mod")
    packages = ["certificates", "time zones"]
    trees = list(dict.fromkeys((*binaries, *(installed if not isinstance(installed, Refusal) else ()))))
    left = survey.build_folders
    clean: tuple[str, ...] = ()
    stays_out = "the Go toolchain, its caches and the sources"
    if sources.seen:
        programs = _executed(sources)
        if isinstance(programs, Refusal):
            return programs
        own = own_programs(survey, programs)
        trees += own
        mains = _mains(survey) if programs else frozenset()
        packages += [
            posixpath.basename(name)
            for name in programs
            if join(final_folder(survey), name) not in own and not (name in mains and _is_made(name, trees))
        ]
    if sources.seen and unnamed and not sources.mention(_READS):
        made = [program.path for program in running.programs if program.path and survey.source_of(program.path) is None]
        trees += [path for path in made if any(is_below(path, folder) for folder in survey.build_folders)]
        unnamed = not trees
    ours = any(is_among(program, (*trees, *survey.written, *survey.links), running) for program in running.programs)
    if not sources.seen or unnamed or not ours:
        whole = needed_folders(survey, running, trees)
        if not ours and (not told_in(whole, running) or (not unnamed and not _is_of_context(survey, running))):
            return Refusal(_missing(running, others))
        trees = [*(tree for tree in trees if not any(is_below(tree, folder) for folder in whole)), *whole]
        clean = _without_sources(survey, sources, whole)
        stays_out = stays_out if clean or not whole else "the Go toolchain and its caches"
    else:
        # A script may read what lies beside it.
        reads = sources.mention(_READS) or names_files(survey, sources, _NO_DATA) or scripts_run(survey, running)
        trees += data_below(survey, _NO_DATA, trees, written_only=not reads)
    if unclear is not None:
        return unclear
    return Recipe(
        "go",
        "native",
        tuple(dict.fromkeys(trees)),
        (*left, *(code_in_system(survey, _NO_DATA) if sources.seen else ())),
        tuple(packages),
        stays_out=stays_out,
        clean=clean,
    )


def _built(survey: Survey) -> tuple[list[str], bool, list[str]]:
    """The programs that go commands make, whether there may be others, and the commands that may make these."""
    binaries: list[str] = []
    unnamed = False
    others: list[str] = []
    for effect in survey.of_kind("build"):
        if effect.call.name == "go":
            found = _binaries(survey, effect.call)
            unnamed = unnamed or found is None
            binaries += found or ()
        elif effect.call.name != "cd":
            unnamed = True
            others.append(effect.call.words)
    return binaries, unnamed, others


# Names of packages and files by which a program reads Go itself.
_READS_GO = lazy(r"\"go/(?:ast|build|parser|types|importer|token)\"|golang\.org/x/tools/|traefik/yaegi|\.go[\"`]")


def _without_sources(survey: Survey, sources: Sources, folders: list[str]) -> tuple[str, ...]:
    """The commands that take the sources out of folders that go along as a whole; none where they may be needed.

    Only root is sure to be allowed to.
    """
    if not sources.seen or not sources.complete or not ends_as_root(survey) or sources.mention(_READS_GO):
        return ()
    if parse_reference(survey.stage.root_image).name != "golang":
        return ()
    return tuple(f"find {quote(folder)} -name '*.go' -delete" for folder in folders)


_MOST = 4_000_000  # characters of sources that are looked through
_NO_DATA = lazy(
    r"(?:.*/)?(?:[^/]*\.(?:go|mod|sum|md|proto|s|yml\.example)|\.git[^/]*|\.github|vendor|testdata|Makefile|LICENSE\w*"
    r"|README\w*|Dockerfile[^/]*|\.dockerignore|\.gitignore"
    r"|docker-compose[^/]*|compose\.ya?ml|\.golangci\.ya?ml|\.goreleaser\.ya?ml|\.travis\.yml|Gopkg\.\w+|glide\.\w+"
    r"|\.editorconfig|\.vscode|\.idea|Taskfile\.ya?ml)"
)


def _binaries(survey: Survey, call: Call) -> list[str] | None:
    """The files that a ``go`` command makes in the image; None where their names are not known."""
    verb = call.operands[0] if call.operands else ""
    if verb == "get":
        in_image = parse_reference(survey.stage.root_image).name == "golang"  # whose folder of programs is always there
        tools = [each for each in call.operands[1:] if "." in each and not each.startswith(".")]
        return _bin_folder(call) if not call.has("-d") and not survey.files and (tools or in_image) else []
    if verb not in ("build", "install"):
        return []
    packages = operands(call, _VALUES)[1:]
    cwd = call.path(call.value("-C") or ".")
    if verb == "install":
        return _installed(survey, call, packages or (".",), cwd)
    output = call.value("-o")
    names = [_name(survey, package, cwd) for package in packages or (".",)]
    if output is None:
        if len(names) != 1:
            return []  # several packages without -o are only checked
        return [posixpath.join(cwd, names[0])] if names[0] else None
    target = posixpath.normpath(posixpath.join(cwd, output))
    if not is_known(target):
        return None
    if (
        output.endswith("/")
        or target in survey.folders
        or target in ("/go/bin", "/usr/local/bin", "/usr/bin", "/bin")
        or len(names) > 1
    ):
        if any(name is None for name in names) or any("..." in package for package in packages):
            return [target] if target not in ("/usr/bin", "/bin") and target not in survey.folders else None
        return [posixpath.join(target, name) for name in names if name]
    return [target]


def _installed(survey: Survey, call: Call, packages: tuple[str, ...], cwd: str) -> list[str] | None:
    """The folder that ``go install`` fills, or in a folder of the system the binaries themselves."""
    folders = _bin_folder(call)
    if folders is None or not set(folders) & (SYSTEM - {"/go/bin"}):
        return folders
    names = [_name(survey, package, cwd) for package in packages]
    known = [name for name in names if name]
    return [posixpath.join(folders[0], name) for name in known] if len(known) == len(names) else None


def _bin_folder(call: Call) -> list[str] | None:
    """Where ``go install`` puts binaries: GOBIN, else the first GOPATH's ``bin`` (go help install)."""
    for name, below in (("GOBIN", ""), ("GOPATH", "bin")):
        value = filled(call.step, f"${{{name}}}")
        if is_known(value) and value:
            return [posixpath.normpath(posixpath.join(value.split(":")[0], below))]
    return (
        None
        if call.step.variable("GOBIN") or call.step.variable("GOPATH")
        else [posixpath.join(call.step.home, "go/bin")]
    )


def _name(survey: Survey, package: str, cwd: str) -> str | None:
    """The name that ``go build`` gives to the binary of ``package`` (go help build)."""
    package = package.partition("@")[0]
    if package.endswith(".go"):
        return posixpath.basename(package)[:-3]
    if "..." in package or not is_known(package):
        return None
    name = posixpath.basename(posixpath.normpath(package))
    if name not in (".", "..", "/", ""):
        parent = posixpath.basename(posixpath.dirname(package))
        return parent if _VERSION_SUFFIX.fullmatch(name) and parent and not package.startswith(".") else name
    source = survey.source_of(posixpath.join(posixpath.normpath(posixpath.join(cwd, package)), "go.mod"))
    text = survey.read(source) if source is not None else None
    if text is None:
        return posixpath.basename(cwd) if "/src/" in cwd and not survey.files else None
    module = re.search(r"(?m)^\s*module\s+\"?([^\s\"]+)", text)
    if module is None:
        return None
    parts = module[1].rstrip("/").split("/")
    return parts[-2] if len(parts) > 1 and _VERSION_SUFFIX.fullmatch(parts[-1]) else parts[-1]


def _mains(survey: Survey) -> frozenset[str]:
    """The names of the folders that hold a program of the project: what ``go install`` calls it."""
    found = {
        posixpath.basename(posixpath.dirname(path))
        for path in survey.files
        if path.endswith(".go") and "/" in path and re.search(r"(?m)^package main\b", survey.read(path) or "")
    }
    return frozenset(found)


def _is_made(name: str, trees: list[str]) -> bool:
    """Whether one of ``trees`` is a program called ``name``, or the folder that ``go install`` fills."""
    return any(posixpath.basename(tree) in (name, "bin") for tree in trees)


def _executed(sources: Sources) -> list[str] | Refusal:
    """The programs that the sources run, as they name them."""
    names = []
    for match in sources.find(_EXECUTES):
        name = match[1] or match[2]
        if name is None:
            return computed_program(sources, match)
        names.append(name)
    return names


def _is_of_context(survey: Survey, running: Running) -> bool:
    """Whether a program that the container runs by its path is a file of the build context, or may be one."""
    paths = [program.path for program in running.programs if program.path]
    return not survey.files or any(survey.source_of(path) is not None for path in paths)


def _missing(running: Running, others: list[str]) -> str:
    named = [program.path or program.name for program in running.programs if program.name not in ORDINARY]
    first = next(iter(named), "")
    if not first:
        return "what the container runs is not known"
    if others:
        return f"whether `{others[0]}` makes {first}, which the container runs, is not known"
    return f"no `go build -o` or `go install` names {first}, which the container runs"
