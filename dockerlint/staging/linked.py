"""The libraries of the system that a build links to, by what the linker and pkg-config call them.

Where a build installs ``-dev`` packages, those tell; images with every usual header file tell nothing, and there the
commands and plans of the build do.
"""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.toolchains import has_headers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.staging.survey import Survey

# What the linker calls a library -> what it is called in programs.py; "" for what every image has.
LINKED = {
    "m": "", "c": "", "pthread": "", "dl": "", "rt": "", "util": "", "resolv": "", "gcc": "", "gcc_s": "",
    "z": "zlib library", "ssl": "OpenSSL library", "crypto": "OpenSSL library",
    "pq": "PostgreSQL library", "sqlite3": "SQLite library", "xml2": "XML library", "xslt": "XSLT library",
    "exslt": "XSLT library", "curl": "curl library", "ffi": "FFI library",
    "yaml": "YAML library", "gmp": "GMP library", "stdc++": "C++ library", "gomp": "OpenMP library",
    "ncurses": "ncurses library", "ncursesw": "ncurses library", "tinfo": "ncurses library",
    "mysqlclient": "MySQL library", "mariadb": "MySQL library", "bz2": "bzip2 library", "lzma": "LZMA library",
    "event": "event library", "event_core": "event library", "gdbm": "GDBM library", "glib-2.0": "GLib library",
    "png": "PNG library", "jpeg": "JPEG library", "webp": "WebP library", "readline": "readline library",
    "maxminddb": "MaxMind library", "krb5": "Kerberos library", "gssapi_krb5": "Kerberos library",
    "MagickWand-6.Q16": "ImageMagick library",
}  # fmt: skip
# By the names of pkg-config and of CMake's modules.
PACKAGED = {
    "libxml-2.0": "XML library", "libxslt": "XSLT library", "libpq": "PostgreSQL library", "openssl": "OpenSSL library",
    "libssl": "OpenSSL library", "libcrypto": "OpenSSL library", "libevent": "event library", "gmp": "GMP library",
    "libcurl": "curl library", "sqlite3": "SQLite library", "zlib": "zlib library", "libffi": "FFI library",
    "yaml-0.1": "YAML library", "cairo": "cairo library", "ncurses": "ncurses library", "ncursesw": "ncurses library",
    "glib-2.0": "GLib library", "libpng": "PNG library", "libjpeg": "JPEG library", "liblzma": "LZMA library",
    "libwebp": "WebP library", "readline": "readline library", "libmaxminddb": "MaxMind library",
    "CURL": "curl library", "OpenSSL": "OpenSSL library", "ZLIB": "zlib library", "PostgreSQL": "PostgreSQL library",
    "SQLite3": "SQLite library", "LibXml2": "XML library", "LibXslt": "XSLT library", "PNG": "PNG library",
    "JPEG": "JPEG library", "BZip2": "bzip2 library", "LibLZMA": "LZMA library", "Curses": "ncurses library",
}  # fmt: skip
COMPILERS = frozenset({"gcc", "g++", "cc", "c++", "clang", "clang++", "gfortran", "rustc", "ghc", "nim", "fpc"})
_OF_LINKER = lazy(r"(?<![\w/.-])-l([A-Za-z][\w+.-]*)")
_OF_PKG_CONFIG = lazy(r"(?:pkg-config|pkgconf|PKG_CONFIG\)?)[^\n)`]*--libs\s+([\w .+-]+)")
_OF_CMAKE = lazy(r"\bfind_package\s*\(\s*(\w+)")
_OF_MESON = lazy(r"\bdependency\s*\(\s*'([\w.+-]+)'")
_OF_RUST = lazy(r"rustc-link-lib=(?:dylib=)?(?!\w+=)([\w+.-]+)|#\[link\(name\s*=\s*\"([\w+.-]+)\"")
# Lines of a script that link: what other programs are told with `-l` is no library.
_COMPILES = lazy(r"\b(?:gcc|cc|clang|ld|pkg-config|pkgconf|LDFLAGS|LDLIBS|LIBS)\b|\b(?:g|c|clang)\+\+")
# Plans by the end of their names: how the linker's names and pkg-config's stand in them.
_PLANS = {
    "akefile": (_OF_LINKER, _OF_PKG_CONFIG), "Makefile.am": (_OF_LINKER, None), "Makefile.in": (_OF_LINKER, None),
    "CMakeLists.txt": (None, _OF_CMAKE), "meson.build": (None, _OF_MESON), "binding.gyp": (_OF_LINKER, None),
    ".rs": (_OF_RUST, None), ".sh": (_OF_LINKER, _OF_PKG_CONFIG),
}  # fmt: skip


def linked_by_build(survey: Survey) -> tuple[list[str], str]:
    """What the build links to of an image with header files, as programs.py calls it; and a name not known, or ""."""
    if not has_headers(survey.stage.root_image):
        return [], ""
    found: list[str] = []
    texts = [survey.read(path) or "" for path in survey.files if path.endswith(tuple(_PLANS))]
    texts += [" ".join(effect.call.args) for effect in survey.of_kind("build")]
    everything = "\n".join(texts)
    for name in dict.fromkeys(_named(survey)):
        library = LINKED.get(name)
        if library is None:
            library = PACKAGED.get(name)
        if library is not None:
            found += [library] if library else []
        elif not _is_own(name, everything) and not is_of_package(survey, name):
            return found, name
    return list(dict.fromkeys(found)), ""


def is_of_package(survey: Survey, name: str) -> bool:
    """Whether the build installs the ``-dev`` package of what the linker calls ``name``."""
    wanted = re.compile(rf"lib{re.escape(name)}[\d.+-]*(?:-\w+)?-dev", re.IGNORECASE)
    packages = [each for effect in survey.of_kind("install") if effect.manager == "apt-get" for each in effect.names]
    return any(wanted.fullmatch(each.partition("=")[0]) for each in packages)


def _named(survey: Survey) -> Iterator[str]:
    """The names that compilers are given on command lines, and those in plans that pkg-config and CMake know."""
    for effect in survey.of_kind("build"):
        if effect.call.name in COMPILERS and "-static" not in effect.call.args:
            yield from (arg[2:] for arg in effect.call.args if re.fullmatch(r"-l[A-Za-z][\w+.-]*", arg))
    for path in survey.files:
        ending = next((each for each in _PLANS if path.endswith(each)), None)
        if ending is None or re.search(r"(?:^|/)(?:node_modules|vendor|target|tests?|examples?)/", path):
            continue
        text = survey.read(path) or ""
        if ending == ".sh":
            text = "\n".join(line for line in text.splitlines() if _COMPILES.search(line))
        by_linker, by_package = _PLANS[ending]
        if by_linker is not None and not re.search(r"(?<!\S)-static(?!\S)", text):
            yield from (name for match in by_linker.finditer(text) for name in match.groups() if name)
        for match in by_package.finditer(text) if by_package is not None else ():
            yield from (name for name in match[1].split() if name in PACKAGED)


def _is_own(name: str, everything: str) -> bool:
    """Whether the project builds the library itself."""
    own = rf"\blib{re.escape(name)}(?:\.(?:so|a|la)|_la|_a)\b|\badd_library\s*\(\s*{re.escape(name)}\b"
    return re.search(own, everything) is not None
