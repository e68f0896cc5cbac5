"""Rust: the binaries of ``cargo build`` and ``cargo install``, with the files that the program may open.

Cargo.toml names the binaries, Cargo.lock the crates that link to libraries of the system.
"""

from __future__ import annotations

import posixpath
import tomllib

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.staging.called import computed_program
from dockerlint.staging.calls import filled, is_below, is_known
from dockerlint.staging.recipe import Recipe
from dockerlint.staging.shipping import is_among, needed_folders, own_programs, scripts_run, told_in
from dockerlint.staging.sources import Sources, code_in_system, data_below, names_files, sources_of

if TYPE_CHECKING:
    from dockerlint.staging.calls import Call
    from dockerlint.staging.evidence import Evidence
    from dockerlint.staging.running import Running
    from dockerlint.staging.survey import Survey

# Crates that link to a library of the system, unless a feature builds it in (each crate's build.rs).
_LIBRARIES = {
    "openssl-sys": "OpenSSL library", "pq-sys": "PostgreSQL library", "mysqlclient-sys": "MySQL library",
    "libsqlite3-sys": "SQLite library",
    "libgit2-sys": "git2 library", "curl-sys": "curl library", "libz-sys": "zlib library",
    "cairo-sys-rs": "cairo library", "sasl2-sys": "SASL library",
}  # fmt: skip
_BUILT_IN = {"openssl-sys": "openssl-src", "libgit2-sys": "", "curl-sys": "", "libz-sys": ""}
_READS = lazy(
    r"\b(?:File::open|fs::(?:read|read_to_string|read_dir|metadata)|OpenOptions|ServeDir|ServeFile|fs::Files|NamedFile"
    r"|Tera::new|Handlebars|register_template|dotenv|config::File"
    r"|from_path|Config::builder|embed_migrations|migrate!|sqlx::|rocket::|FileServer|current_dir|current_exe"
    r"|include_dir|load_from_file)"
)
_EXECUTES = lazy(r"Command::new\(\s*(?:\"([^\"]+)\"|(\S))")
_NO_DATA = lazy(
    r"(?:.*/)?(?:[^/]*\.(?:rs|md|lock)|Cargo\.toml|target|\.git[^/]*|\.cargo|tests|benches|LICENSE[^/]*|README[^/]*"
    r"|Dockerfile[^/]*|\.dockerignore|docker-compose[^/]*|compose\.ya?ml|\.editorconfig|\.vscode|\.idea|rustfmt\.toml|clippy\.toml|rust-toolchain[^/]*|Makefile)"
)
# A table of dependencies that has an entry, or one of its own for a dependency.
_DEPENDS = lazy(
    r"(?m)^\s*\[(?:workspace\.)?(?:target\..*\.)?dependencies"
    r"(?:\.|\][ \t]*(?:#.*)?\n(?:[ \t]*(?:#.*)?\n)*[ \t]*[\w\"'])"
    r"|^\s*dependencies[ \t]*[.=]"
)
_MOST = 4_000_000  # characters of sources that are looked through


def recognises(survey: Survey, evidence: Evidence) -> bool:  # noqa: ARG001 - as every kind's
    return any(build.kind == "rust" for build in evidence.builds)


def recipe(survey: Survey, running: Running) -> Recipe | Refusal:
    trees: list[str] = []
    manifests = _manifests(survey)
    for effect in survey.of_kind("build"):
        if effect.call.name == "cargo":
            if effect.call.operands[:1] == ("clean",) and not effect.call.has("-p", "--package"):
                trees = [path for path in trees if not is_below(path, effect.call.path("target"))]
            trees += _binaries(survey, effect.call, manifests)
    trees = list(dict.fromkeys(trees))
    if _runs_copies(survey, running, trees):
        trees = [path for path in trees if "/target/" not in path]
    sources = sources_of(survey, (".rs",), _MOST, "Cargo.toml")
    packages = ["certificates"]
    libraries = _libraries(survey)
    if libraries is None:
        crates = [effect.call.operands[1] for effect in survey.of_kind("build") if _installs_crate(effect.call)]
        if crates and not manifests:
            return Refusal(f"which libraries of the system the crate {crates[0]} links to is not known")
        return Refusal(
            "Cargo.lock is not in the build context, so which libraries of the system the program needs is not known"
        )
    packages += libraries
    if sources.seen:
        called = _called(survey, sources)
        if isinstance(called, Refusal):
            return called
        trees += [path for path in called[0] if path not in trees]
        packages += called[1]
    ours = any(is_among(program, (*trees, *survey.written, *survey.links), running) for program in running.programs)
    if not sources.seen or not ours:
        whole = needed_folders(survey, running, trees)
        named = told_in(survey.folders, running)
        if not ours and not named:
            return Refusal(
                "no binary of Cargo.toml is what the container runs"
                if manifests
                else "Cargo.toml is not in the build context"
            )
        trees += named if sources.seen else whole
    # A script may read what lies beside it, and so may a program of another language.
    named_there = sources.mention(_READS) or names_files(survey, sources, _NO_DATA)
    reads = named_there or not ours or bool(scripts_run(survey, running))
    trees += data_below(survey, _NO_DATA, trees, written_only=not reads)
    return Recipe(
        "rust",
        "native",
        tuple(dict.fromkeys(trees)),
        (*survey.build_folders, *(code_in_system(survey, _NO_DATA) if sources.seen else ())),
        tuple(packages),
        stays_out="the Rust toolchain, its caches and the sources"
        if sources.seen
        else "the Rust toolchain and its caches",
    )


def _called(survey: Survey, sources: Sources) -> tuple[list[str], list[str]] | Refusal:
    """The project's own programs that the program runs, by their paths, and the names of all others."""
    if _opens_build_output(sources):
        return Refusal("the program opens files of OUT_DIR, in the folder that Cargo builds in, when it runs")
    paths: list[str] = []
    names: list[str] = []
    for match in sources.find(_EXECUTES):
        if match[1] is None:
            return computed_program(sources, match)
        own = own_programs(survey, [match[1]])
        paths += own
        names += [] if own else [posixpath.basename(match[1])]
    return paths, names


def _opens_build_output(sources: Sources) -> bool:
    """Whether the path of what a build script made is compiled in for more than including it (Cargo's manual)."""
    return any(
        len(re.findall(r"env!\(\s*\"OUT_DIR\"", text))
        > len(re.findall(r"\binclude(?:_str|_bytes)?!\([^;]*?\"OUT_DIR\"", text))
        for text in sources.texts
    )


def _runs_copies(survey: Survey, running: Running, built: list[str]) -> bool:
    """Whether what runs was copied out of the folder that Cargo builds in, and nothing names that folder."""
    copied = [path for path in survey.written if "/target/" not in path]
    names = {posixpath.basename(path) for path in built}
    rest = (*(program.path for program in running.programs), running.text, *_settings(survey))
    return (
        any(posixpath.basename(path) in names for path in copied)
        and any(is_among(program, copied, running) for program in running.programs)
        and not any("target/" in text for text in rest)
    )


def _settings(survey: Survey) -> list[str]:
    return [step.instruction.args for step in survey.stage.steps if step.keyword == "ENV"]


def _installs_crate(call: Call) -> bool:
    """Whether ``cargo install`` takes a program from the registry."""
    by_path = call.has("--path", "--git") or call.value("--path") is not None
    return call.name == "cargo" and call.operands[:1] == ("install",) and len(call.operands) > 1 and not by_path


def _manifests(survey: Survey) -> list[tuple[str, dict[str, object]]]:
    """The Cargo.toml files of the context with the folder of each."""
    found = []
    for path in survey.files:
        if posixpath.basename(path) == "Cargo.toml" and path.count("/") < 4:
            try:
                found.append((posixpath.dirname(path), tomllib.loads(survey.read(path) or "")))
            except (tomllib.TOMLDecodeError, RecursionError):
                continue
    return found


def _names(survey: Survey, manifests: list[tuple[str, dict[str, object]]]) -> list[str]:
    """The names of all binaries (Cargo's manual, "Cargo Targets")."""
    names: dict[str, None] = {}
    for folder, manifest in manifests:
        package = manifest.get("package")
        inside = folder + "/" if folder else ""
        listed = manifest.get("bin")
        if (
            isinstance(package, dict)
            and isinstance(package.get("name"), str)
            and f"{inside}src/main.rs" in survey.files
        ):
            names[package["name"]] = None
        for each in listed if isinstance(listed, list) else ():
            if isinstance(each, dict) and isinstance(each.get("name"), str):
                names[each["name"]] = None
                if each.get("path") == "src/main.rs" and isinstance(package, dict):
                    names.pop(str(package.get("name")), None)
                    names[each["name"]] = None
        for path in survey.files:
            match = re.fullmatch(re.escape(inside) + r"src/bin/(\w[\w-]*)(?:\.rs|/main\.rs)", path)
            if match is not None:
                names[match[1]] = None
    return list(names)


def _binaries(survey: Survey, call: Call, manifests: list[tuple[str, dict[str, object]]]) -> list[str]:
    verb = next((each for each in call.operands if not each.startswith("+")), "")
    if verb == "install":
        root = call.value("--root")
        if root is None:
            home = filled(call.step, "${CARGO_HOME}")
            root = home if is_known(home) else posixpath.join(call.step.home, ".cargo")
        names = _names(survey, manifests) if call.has("--path") or call.value("--path") else list(call.operands[1:2])
        return [posixpath.join(call.path(root), "bin", name) for name in names if is_known(name)]
    if verb not in ("build", "b", "rustc", "auditable"):
        return []
    profile = (
        "release"
        if call.has("--release", "-r") or call.value("--profile") == "release"
        else call.value("--profile") or "debug"
    )
    target = call.value("--target-dir") or filled(call.step, "${CARGO_TARGET_DIR}")
    folder = call.path(target if is_known(target) else "target")
    triple = call.value("--target")
    if triple:
        folder = posixpath.join(folder, triple)
    chosen = [name for at, name in enumerate(call.args) if at and call.args[at - 1] == "--bin"]
    names = chosen or [*_names(survey, manifests), *_shared_libraries(manifests)]
    return [posixpath.join(folder, profile, name) for name in names] if is_known(folder) else []


def _shared_libraries(manifests: list[tuple[str, dict[str, object]]]) -> list[str]:
    """The files of the libraries that programs of other languages load (Cargo's manual, "The crate-type field")."""
    found = []
    for _, manifest in manifests:
        package, library = manifest.get("package"), manifest.get("lib")
        if not isinstance(package, dict) or not isinstance(library, dict):
            continue
        kinds = library.get("crate-type", library.get("crate_type", ()))
        if isinstance(kinds, list) and {"cdylib", "dylib"} & {str(kind) for kind in kinds}:
            name = str(library.get("name") or package.get("name", ""))
            found.append(f"lib{name.replace('-', '_')}.so")
    return found


def _libraries(survey: Survey) -> list[str] | None:
    """What the crates of Cargo.lock link to; None when it is not there."""
    lock = next((path for path in survey.files if posixpath.basename(path) == "Cargo.lock"), None)
    text = survey.read(lock) if lock is not None else None
    if text is None:
        text = ""
        manifests = [path for path in survey.files if posixpath.basename(path) == "Cargo.toml"]
        depends = any(_DEPENDS.search(survey.read(path) or "") for path in manifests)
        if not manifests or depends:
            return None
    crates = set(re.findall(r'(?m)^name = "([^"]+)"', text))
    found = []
    for crate, library in _LIBRARIES.items():
        if crate in crates and (crate not in _BUILT_IN or (_BUILT_IN[crate] and _BUILT_IN[crate] not in crates)):
            found.append(library)
    if "cc" in crates and "link-cplusplus" in crates:
        found.append("C++ library")
    return found
