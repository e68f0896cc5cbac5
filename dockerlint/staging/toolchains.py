"""Images and packages that bring a toolchain, by what is in them."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.model.images import parse_reference
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.model.images import ImageReference

# The last part of a repository's name -> what it holds that a running program does not need.
_IMAGES = {
    "golang": "the Go toolchain", "rust": "the Rust toolchain", "maven": "Maven and a JDK",
    "gradle": "Gradle and a JDK",
    "gcc": "GCC", "buildpack-deps": "compilers and header files", "swift": "the Swift toolchain", "haskell": "GHC",
    "dart": "the Dart SDK", "elixir": "Elixir with Mix", "erlang": "Erlang's build tools",
    "clojure": "a JDK and Clojure's build tools",
    "sbt": "sbt and a JDK", "scala-sbt": "sbt and a JDK", "rust-musl-builder": "the Rust toolchain",
    "muslrust": "the Rust toolchain",
    "emsdk": "Emscripten", "crystal": "the Crystal compiler", "nim": "the Nim compiler", "mono": "Mono's compilers",
    "ghc": "GHC", "stack-build": "GHC", "zig": "the Zig compiler", "dotnet-sdk": "the .NET SDK",
}  # fmt: skip
_JDK = frozenset(
    {
        "openjdk",
        "eclipse-temurin",
        "amazoncorretto",
        "adoptopenjdk",
        "java",
        "ibm-semeru-runtimes",
        "sapmachine",
        "graalvm-ce",
        "zulu-openjdk",
    }
)
_DOTNET_SDK = lazy(r"dotnet(?:/(?:core/|nightly/)?sdk)?$|aspnetcore-build$")

# Images that are built on buildpack-deps with its header files (docker-library's Dockerfiles).
_WITH_HEADERS = frozenset({"buildpack-deps", "gcc", "rust", "python", "ruby", "node", "perl", "erlang", "elixir"})
# System packages that are there to build: what matches ends a name, a dot-free version may follow.
_COMPILERS = lazy(
    r"(?:build-essential|build-base|alpine-sdk|base-devel|gcc(?:-\d+)?|g\+\+(?:-\d+)?|gcc-c\+\+|clang(?:-\d+)?|make"
    r"|cmake|automake|autoconf|libtool"
    r"|ninja(?:-build)?|meson|golang(?:-\d[\d.]*)?(?:-go)?|go|rustc|cargo|rust|maven|gradle|ant"
    r"|openjdk-?\d+(?:-jdk(?:-headless)?)?|default-jdk(?:-headless)?"
    r"|ghc|cabal-install|cabal|bison|flex|gfortran|yasm|nasm|dotnet\d*-sdk(?:-[\d.]+)?|python3?-dev|python3?-devel"
    r"|musl-dev|kernel-headers|linux-headers"
    r"|composer|dpkg-dev|debhelper|devscripts|pkg-config|pkgconf|pkgconfig|patch|ocaml(?:-(?:nox|base-nox|base|native-compilers|compiler-libs|findlib))?"
    r"|ocaml-dune|dune|ocamlbuild|opam|erlang-dev|elixir|crystal|nim|fpc|fp-compiler(?:-[\d.]+)?|gnat(?:-\d+)?|gdc(?:-\d+)?"
    r"|ldc|valac|zig|mono-(?:mcs|devel))"
)
_HEADERS = lazy(r"[\w.+-]+-(?:dev|devel)")
# Headers that programs of these languages need when they run, not only when they are built.
_RUN_TIME_HEADERS = frozenset({"linux-libc-dev"})


def toolchain_of_image(reference: ImageReference) -> str | None:
    """What a build image holds that the image of a program does not need, None for any other."""
    name, tag = reference.name, reference.tag
    if name == "buildpack-deps" and ("curl" in tag or "scm" in tag):
        return None
    if name in _IMAGES:
        if name in ("elixir", "swift") and "slim" in tag:
            return _IMAGES[name] if name == "elixir" else None
        return _IMAGES[name]
    if name in _JDK:
        return None if "jre" in tag or "jre" in name else "a JDK"
    if name == "sdk" or _DOTNET_SDK.search(reference.repository):
        runtime = "runtime" in tag or "aspnet" in tag or reference.name in ("aspnet", "runtime", "runtime-deps")
        return None if runtime else "the .NET SDK"
    return None


def toolchain_of(image: str) -> str | None:
    """As :func:`toolchain_of_image`, by the image's text."""
    return toolchain_of_image(parse_reference(image))


def has_headers(image: str) -> bool:
    """Whether an image has the header files of the usual libraries, which its smaller relative has not."""
    reference = parse_reference(image)
    return reference.name in _WITH_HEADERS and not _is_lean(reference) and "scm" not in reference.tag


def has_version_control(reference: ImageReference) -> bool:
    """Whether an image has git, Mercurial, Subversion and ssh: those that are built on buildpack-deps."""
    return reference.name in {*_WITH_HEADERS, "golang"} and not _is_lean(reference)


def _is_lean(reference: ImageReference) -> bool:
    return any(word in reference.tag for word in ("slim", "alpine", "curl", "windows"))


def plain_name(package: str) -> str:
    """A package's name without version, architecture and release: ``gcc=4:9.3`` is ``gcc``."""
    return re.split(r"[=<>~:@]", package, maxsplit=1)[0]


def is_toolchain(package: str) -> bool:
    """Whether a system package is there to build programs: a compiler, a build tool, header files."""
    name = plain_name(package)
    return name not in _RUN_TIME_HEADERS and bool(_COMPILERS.fullmatch(name) or _HEADERS.fullmatch(name))


def is_compiler(package: str) -> bool:
    """Whether it is more than header files."""
    return bool(_COMPILERS.fullmatch(plain_name(package)))
