"""Whether a chain of stages may build, by the words of its RUNs: most do not, and reading their commands takes long.

What a command is called is a literal word of the shell text, or its last part behind ``/``.  So once quotes,
backslashes and continuations are taken out, the name stands there with no other character of a name around it; only
``$'…'`` can hide it.  A glance says no only where :mod:`~dockerlint.staging.evidence` would find nothing to tell; a
property holds it to that.
"""

from __future__ import annotations

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, keep
from dockerlint.staging.own_extension import compiles_own
from dockerlint.staging.toolchains import has_headers, is_toolchain, toolchain_of
from dockerlint.trace.catalogue.terms import terms
from dockerlint.trace.mounts import mount_flags

if TYPE_CHECKING:
    from dockerlint.model import Stage, Step
    from dockerlint.trace.trace import Trace

#: The commands of ``builders``, those of them that bundle for Node, and the readers of ``effects.languages`` and
#: ``effects.system`` (a test holds them equal): a cold start must not pay for what reads them.
BUILDERS = terms(
    "aclocal ant autoconf autogen.sh automake autoreconf bazel bazelisk bmake bootstrap bootstrap.sh buildconf "
    "bun c++ cabal cargo cc clang clang++ clojure cmake configure crystal dmd dotnet dune esbuild fpc g++ gcc "
    "gfortran ghc gmake go gradle gradlew grunt gulp jar javac kotlinc ldc2 lein libtoolize make meson mill mix "
    "mvn mvnw nest next ng nim ninja npm npx nuxt ocamlfind ocamlopt parcel phpize pnpm qmake rebar3 rollup "
    "rustc sbt scalac scons shards stack swift tcc tsc valac vite webpack yarn zig "
)
NODE = terms("bun esbuild grunt gulp nest next ng npm npx nuxt parcel pnpm rollup tsc vite webpack yarn ")
LANGUAGES = terms(
    "bower bun bundle bundler composer corepack dep django-admin docker-php-ext-configure docker-php-ext-enable "
    "docker-php-ext-install docker-php-pecl-install dotnet easy_install easy_install3 gem glide godep govendor gvt "
    "jspm mix npm nvm pdm pear pecl php pip pip2 pip3 pipenv pnpm poetry python python2 python3 pyvenv rails rake "
    "ruby typings uv virtualenv yarn "
)
SYSTEM = terms(
    "a2dismod a2dissite a2enmod a2ensite add-apt-repository apk apt apt-add-repository apt-get aptitude crontab dnf "
    "ldconfig locale-gen microdnf rpm tdnf update-ca-certificates update-locale yum "
)
_SHELLS = terms("sh bash dash ash ksh mksh zsh")
_SCRIPT = ".sh"  # stands for a script that is run whose name says that it builds: no command is called that
_TOOLS = "-dev"  # stands for packages that are there to build
_SETUP = "setup.py"  # stands for one that a Python is told to build_ext
_ANY = BUILDERS | LANGUAGES | SYSTEM | {_SCRIPT, _SETUP, _TOOLS}
_VERSIONED = ("python3.", "pip3.", "easy_install3.")  # as `reading.usual_name` takes them
_NAME = lazy(r"[\w.+-]+")
_TAKEN_OUT = {ord(char): None for char in "\"'\\"}


def names_in(trace: Trace, step: Step) -> frozenset[str]:
    """Those names of builders and installers that a command of the RUN may have; all where that cannot be told."""
    return trace.answers.once(("names", id(step)), lambda: _names_in(trace, step))


def _names_in(trace: Trace, step: Step) -> frozenset[str]:
    text = trace.text(step).text
    if "$'" in text:
        return _ANY
    words = set(_NAME.findall(text.translate(_TAKEN_OUT)))
    if "\\\n" in text:  # of a here-document: a shell joins the words around it, the grammar may take them for two
        words.update(_NAME.findall(text.replace("\\\n", "").translate(_TAKEN_OUT)))
    names = _ANY & words
    if any(word.startswith(_VERSIONED) for word in words):
        names |= {"python3", "pip3"}
    # What they are told may also stand in a variable: sh $SCRIPT.
    if ("$" in text and not words.isdisjoint(_SHELLS)) or any(
        word.endswith(_SCRIPT) and says_that_it_builds(word) for word in words
    ):
        names |= {_SCRIPT}
    if not names.isdisjoint(SYSTEM) and ("$" in text or "{" in text or any(map(_is_toolchain, words))):
        names |= {_TOOLS}
    if ("build_ext" in words or "$" in text) and any(word.startswith("python") for word in words):
        names |= {_SETUP}
    return names


def _is_toolchain(word: str) -> bool:
    found = _toolchains.get(word)
    if found is None:
        found = is_toolchain(word)
        keep(_toolchains, word, found, _MOST)
    return found


_toolchains: dict[str, bool] = {}
_MOST = 4_096


def says_that_it_builds(script: str) -> bool:
    """Whether the name of a script tells that it compiles."""
    return _BUILD_SCRIPT.search(script) is not None


_BUILD_SCRIPT = lazy(r"^(?:build|compile|make)[\w-]*\.sh$|[_-](?:build|compile)\.sh$")


def may_compile(trace: Trace, step: Step) -> bool:
    """Whether a command of the RUN may be a build tool."""
    return not names_in(trace, step).isdisjoint(BUILDERS)


def may_have_evidence(trace: Trace, step: Step) -> bool:
    """Whether a command of the RUN may build, or install what is there to build."""
    return not names_in(trace, step) <= SYSTEM


def may_show(trace: Trace, stages: tuple[Stage, ...]) -> bool:
    """False only where the evidence of ``stages`` says neither that they build nor that they use a credential."""
    names: set[str] = set()
    for stage in stages:
        for step in stage.steps:
            if step.keyword == "RUN" and not step.onbuild:
                if step.instruction.flags and any(flag.type in ("secret", "ssh") for flag in mount_flags(step)):
                    return True
                names |= names_in(trace, step)
    installs = _TOOLS in names
    builds = _SCRIPT in names or not names.isdisjoint(BUILDERS)
    image = stages[-1].root_image
    has_tools = installs or not names.isdisjoint(NODE) or toolchain_of(image) is not None or has_headers(image)
    if _SETUP in names or (builds and has_tools):
        return True
    return not names.isdisjoint(LANGUAGES) and (installs or compiles_own(trace.dockerfile, stages[0]))
