"""Which variables the running program may read, and which only the build does."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.pattern import lazy

# Variables that only compilers, package managers and their helpers read.
_BUILD_ONLY = lazy(
    r"CGO_\w+|GO(?:OS|ARCH|ARM|AMD64|111MODULE|PROXY|SUMDB|PRIVATE|NOSUMDB|NOPROXY|FLAGS|PATH|ROOT|BIN|CACHE|MODCACHE"
    r"|TOOLCHAIN|INSECURE|VCS|ENV|EXPERIMENT|VERSION|LANG_VERSION)"
    r"|GOLANG_VERSION|CARGO_\w+|RUSTFLAGS|RUSTUP_\w+|RUST_(?:VERSION|TARGET|TOOLCHAIN)|SCCACHE_\w+"
    r"|DEBIAN_FRONTEND|DEBCONF_\w+|APT_\w+|PIP_\w+|POETRY_(?!HOME\b|VIRTUALENVS_PATH\b)\w+|UV_\w+|PIPENV_\w+"
    r"|npm_config_\w+|NPM_CONFIG_\w+|YARN_(?:VERSION|CACHE_FOLDER|REGISTRY|CACHE)|PNPM_\w+"
    r"|MAVEN_\w+|MVN_\w+|M2_HOME|M2|GRADLE_\w+|SBT_\w+|SCALA_VERSION|ANT_\w+|CC|CXX|CPP|LD|AR|AS|NM|RANLIB|CFLAGS"
    r"|CXXFLAGS|CPPFLAGS|LDFLAGS|MAKEFLAGS|MAKEOPTS|PKG_CONFIG\w*|CMAKE_\w+"
    r"|LIBRARY_PATH|C_INCLUDE_PATH|CPLUS_INCLUDE_PATH|CPATH|COMPOSER_(?!ALLOW_SUPERUSER\b)\w+|NUGET_\w+|BUILD_DEPS"
    r"|BUILD_PACKAGES|BUILD_DEPENDENCIES|NODE_GYP_\w+|PUPPETEER_SKIP\w*|CYPRESS_\w+|NEXT_TELEMETRY_DISABLED_BUILD"
)
_NAMED = re.compile(r"\$\{?(\w+)")


def is_build_only(name: str) -> bool:
    """Whether no program that runs reads the variable ``name``."""
    return bool(_BUILD_ONLY.fullmatch(name))


def names_in(text: str) -> set[str]:
    """The variables that ``text``, of an instruction, expands."""
    return set(_NAMED.findall(text))
