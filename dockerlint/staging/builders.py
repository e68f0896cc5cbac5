"""Which commands compile or bundle, and with what."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.staging.calls import Call


class Builder(NamedTuple):
    """A build tool.

    ``kind`` is the language.  ``verbs`` are the first operands with which it compiles or bundles; without any it always
    does.  ``others`` likewise for what only prepares; any other verb is one of a project's own script.  ``outputs`` are
    options that name what it makes.
    """

    names: str
    kind: str
    verbs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    scripts: bool = False  # whether a verb that is not listed as quiet runs a script of the project
    quiet: tuple[str, ...] = ()


_NPM_QUIET = (
    "install", "i", "ci", "add", "prune", "config", "set", "cache", "audit", "test", "run-test", "start", "login",
    "link", "update", "rebuild",
    "global", "version", "policies", "dedupe", "remove", "uninstall", "import", "fetch", "lint", "info", "whoami",
    "why", "init", "exec",
)  # fmt: skip

BUILDERS = (
    Builder("go", "go", ("build", "install"), ("-o",)),
    Builder("cargo", "rust", ("build", "install", "rustc", "xbuild", "auditable", "leptos"), ()),
    Builder("rustc", "rust", (), ("-o",)),
    Builder("gcc g++ cc c++ clang clang++ tcc gfortran fpc ghc ocamlfind ocamlopt nim ldc2 dmd valac", "c", (),
    ("-o",)),
    Builder("make gmake ninja bmake scons", "c"),
    Builder("cmake", "c", ("--build",)),
    Builder("meson", "c", ("compile", "install")),
    Builder("configure autogen.sh bootstrap.sh autoreconf autoconf automake aclocal libtoolize qmake bootstrap"
    " phpize buildconf", "c",
    ("-never-",)),
    Builder("mvn mvnw", "java", ("package", "install", "verify", "compile", "deploy")),
    Builder("gradle gradlew", "java", (), (), True, ("dependencies", "tasks", "clean", "wrapper", "help",
    "downloadDependencies", "resolveDependencies")),
    Builder("javac ant jar kotlinc scalac", "java"),
    Builder("sbt lein clojure mill", "java", (), (), True, ("update", "deps", "sbtVersion", "version")),
    Builder("dotnet", "dotnet", ("publish", "build", "pack", "msbuild"), ("-o", "--output")),
    Builder("npm yarn pnpm bun", "node", (), (), True, _NPM_QUIET),
    Builder("npx", "node", ("tsc", "vite", "webpack", "next", "ng", "nest", "rollup", "esbuild", "gulp", "parcel",
    "nx", "turbo", "vue-cli-service", "react-scripts", "remix", "astro", "nuxt", "tsup", "swc")),
    Builder("tsc vite webpack rollup esbuild gulp grunt parcel ng nest", "node"),
    Builder("next nuxt", "node", ("build", "generate", "export")),
    Builder("mix", "elixir", ("compile", "release", "phx.digest", "assets.deploy")),
    Builder("rebar3", "elixir", ("compile", "release", "as")),
    Builder("swift", "swift", ("build",)),
    Builder("stack cabal", "haskell", ("build", "install")),
    Builder("zig dune crystal shards", "c", ("build", "build-exe"), ("-o",)),
    Builder("bazel bazelisk", "c", ("build",)),
)  # fmt: skip
_BY_NAME = {name: builder for builder in BUILDERS for name in builder.names.split()}


def builder_of(call: Call) -> Builder | None:
    """The build tool that a command is, whatever it is told to do."""
    return _BY_NAME.get(call.name)


def output_of(call: Call) -> str | None:
    """The file that a build tool is told to make, None where it is told of none."""
    builder = _BY_NAME.get(call.name)
    if builder is None or not builder.outputs:
        return None
    found = call.value(*builder.outputs)
    for opening in _JOINED.get(call.name, ()):
        found = next((arg[len(opening) :] for arg in call.args if arg.startswith(opening) and arg != opening), found)
    return found


# By the manuals of GCC, Free Pascal, Nim and D's compilers: how the output may be joined to its option.
_JOINED = {
    **dict.fromkeys(("gcc", "g++", "cc", "c++", "clang", "clang++", "tcc", "gfortran", "fpc"), ("-o",)),
    "nim": ("--out:", "--out=", "-o:", "-o="), **dict.fromkeys(("dmd", "ldc2"), ("-of", "-of=")),
}  # fmt: skip


def compiles(call: Call) -> Builder | None:
    """The build tool, where the command compiles or bundles with it."""
    builder = _BY_NAME.get(call.name)
    if builder is None:
        return None
    if builder.names.startswith("gcc") and not any(_is_source(arg) for arg in call.args):
        return None
    words = [arg for arg in call.args if not arg.startswith("-") or arg in builder.verbs]
    if builder.scripts:
        if words[:1] in (["run"], ["run-script"]):
            words = words[1:]
        if not words:
            return None if builder.kind == "node" else builder
        if builder.kind == "node":
            return builder if _bundles(words[0]) else None
        return builder if any(word.lstrip(":") not in builder.quiet for word in words) else None
    if builder.kind == "c" and builder.names.startswith("make"):
        return (
            None
            if words
            and all(word in ("clean", "distclean", "deps", "vendor", "test", "check", "setup") for word in words)
            else builder
        )
    if not builder.verbs:
        return None if any(arg in ("--version", "-version", "-v", "-V") for arg in call.args) else builder
    return builder if any(word in builder.verbs for word in words[: 8 if builder.kind == "java" else 2]) else None


def _bundles(script: str) -> bool:
    """Whether a script of package.json builds something, by its name."""
    return any(
        word in script.lower()
        for word in ("build", "compile", "bundle", "dist", "webpack", "tsc", "generate", "prod", "release", "assets")
    )


def _is_source(arg: str) -> bool:
    return arg.endswith(
        (
            ".c",
            ".cc",
            ".cpp",
            ".cxx",
            ".C",
            ".s",
            ".S",
            ".f90",
            ".f",
            ".pas",
            ".hs",
            ".ml",
            ".nim",
            ".d",
            ".vala",
            ".o",
            ".m",
        )
    )
