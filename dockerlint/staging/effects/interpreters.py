"""Programs that an interpreter is told to run: few are known by what they write.

Sources: Composer's manual ("Installation"), pip's ("get-pip.py"), spaCy's command line, ``nltk.downloader``'s help.
"""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.calls import is_below, is_known
from dockerlint.staging.effects.effect import Effect
from dockerlint.staging.effects.fetched import fetched_script

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.staging.calls import Call

# Statements that write nothing: a build tries by them whether something can be loaded.
_TRIES = lazy(
    r"(?:\s*(?:import [\w., ]+|from [\w.]+ import [\w., *()]+|print\([^;\n]*\)|assert [^;\n]*)\s*(?:[;\n]|$))+"
)
_NLTK = lazy(
    r"\s*import nltk\s*(?:[;\n]\s*nltk\.download\(\s*[\[\w\s'\",.-]+\]?\s*(?:,\s*quiet\s*=\s*\w+)?\s*\)\s*)+[;\s]*"
)
# Tasks of Django that write nothing but files of the project.
_OF_DJANGO = frozenset({"collectstatic", "compilemessages", "compress", "makemigrations", "check", "tailwind"})
# Commands of setuptools, and of packages that add their own to it, that work in the project's folder; and its
# folders to install to ("Command Reference" of setuptools, "Installing Python Modules").
_INSTALLING = frozenset({"install", "develop", "easy_install"})
_BUILDING = frozenset(
    "bdist bdist_dumb bdist_egg bdist_wheel build build_clib build_ext build_locale build_py build_scripts build_sphinx"
    " check clean compile_catalog config egg_info rotate sdist setopt test".split()
)
_SETUP_TARGETS = ("--root", "--prefix", "--home", "--install-lib", "--install-purelib", "--install-scripts")
_COMPOSER = "getcomposer.org/"
_SETUPS = ("composer-setup", "composer-setup.php", "composer-installer", "composer-installer.php", "installer")
_COMPOSERS = ("composer", "composer.phar")


def python_program(call: Call) -> Effect:
    """What a program that Python is told to run does."""
    if call.args[:1] == ("-c",) and len(call.args) == 2:
        return _python_text(call)
    if call.args[:1] == ("-m",) and len(call.args) > 1:
        return _python_module(call)
    script = next(iter(call.operands), "")
    name, verb = posixpath.basename(script), call.operands[1] if len(call.operands) > 1 else ""
    if name == "get-pip.py" or (not script and "/get-pip.py" in call.text.text):
        return Effect("install", call, names=("pip",), manager="pip")
    if name == "manage.py" and verb in _OF_DJANGO:
        return Effect("build", call)
    if name == "setup.py":
        return _setup(call, script)
    if call.has("--version", "-V", "-VV"):
        return Effect("none", call)
    return (fetched_script(call) if not script else None) or _unclear(call, script)


def _setup(call: Call, script: str) -> Effect:
    """A project's setup.py: one may have commands of its own, and not each program of that name is setuptools'."""
    verbs = call.operands[1:]
    if any(verb in _INSTALLING for verb in verbs):
        folders = [call.value(option) for option in _SETUP_TARGETS]
        targets = tuple(folder for folder in folders if folder is not None)
        if not all(is_known(target) for target in targets):
            return _unclear(call, script)
        if targets:
            return Effect("write", call, tuple(call.path(target) for target in targets))
        return Effect("install", call, manager="pip")
    return Effect("build", call) if verbs and verbs[0] in _BUILDING else _unclear(call, script)


def django_admin(call: Call) -> Effect:
    """The console of Django under its own name: as ``manage.py``."""
    verb = next(iter(call.operands), "")
    return Effect("build", call) if verb in _OF_DJANGO else _unclear(call, verb)


def _python_text(call: Call) -> Effect:
    if _TRIES.fullmatch(call.args[1]):
        return Effect("none", call)
    if _NLTK.fullmatch(call.args[1]):
        return Effect("write", call, (posixpath.join(call.step.home, "nltk_data"),))
    return _unclear(call, "")


def _python_module(call: Call) -> Effect:
    match call.args[1:]:
        case ("spacy", "download", *_):
            return Effect("install", call, manager="pip")
        case ("nltk.downloader", *_):
            target = call.value("-d") or posixpath.join(call.step.home, "nltk_data")
            return Effect("write", call, (call.path(target),)) if is_known(target) else _unclear(call, "")
    return Effect("unknown", call, reason=f"what `{call.name} -m {call.args[1]}` writes is not known")


def php(call: Call) -> Effect:
    """PHP: the framework's console, and Composer by whatever name."""
    if call.args[:1] == ("-r",) and len(call.args) == 2:
        return _php_text(call)
    script = next(iter(call.operands), "")
    name = posixpath.basename(script)
    if script in ("artisan", "bin/console"):
        return Effect("build", call)
    if name in _COMPOSERS and call.operands[1:]:
        return Effect("build", call)
    if (name in _SETUPS and "composer" in call.text.text) or (not script and _COMPOSER in call.text.text):
        folder = call.value("--install-dir") or "."
        target = posixpath.join(folder, call.value("--filename") or "composer.phar")
        return Effect("write", call, (call.path(target),)) if is_known(target) else _unclear(call, script)
    if call.has("-v", "-m", "-i", "--version", "--ini", "-l"):
        return Effect("none", call)
    return _unclear(call, script)


def _php_text(call: Call) -> Effect:
    text = call.args[1].strip()
    if match := re.fullmatch(r"copy\(\s*['\"][^'\"]+['\"]\s*,\s*['\"]([^'\"]+)['\"]\s*\);?", text):
        return Effect("write", call, (call.path(match[1]),))
    if match := re.fullmatch(r"unlink\(\s*['\"]([^'\"]+)['\"]\s*\);?", text):
        return Effect("remove", call, (call.path(match[1]),))
    if re.match(r"(?:readfile\(|echo\b|print\b|var_dump\(|phpinfo\(|if\s*\(\s*hash(?:_file)?\()", text):
        return Effect("none", call)
    return _unclear(call, "")


def _node(call: Call) -> Effect:
    """A script of the project that Node runs works in its folder, as the scripts of package.json do."""
    script = next(iter(call.operands), "")
    if script and not call.args[0].startswith("-") and is_known(script) and is_below(call.path(script), call.cwd):
        return Effect("build", call)
    if call.has("-v", "--version", "-p", "--print"):
        return Effect("none", call)
    return _unclear(call, script)


def _unclear(call: Call, script: str) -> Effect:
    named = f"{call.name} {script}" if script and is_known(script) and " " not in script else call.name
    return Effect("unknown", call, reason=f"what the program that `{named}` runs writes is not known")


# Programs that make sources or styles of a project from others, in its folder or where they are told to (manuals).
_GENERATORS = (
    "swag templ sqlc buf wire oapi-codegen easyjson go-bindata packr packr2 statik gqlgen stringer mockgen enumer"
    " protoc flatc thrift bindgen prisma graphql-codegen tailwindcss postcss sass lessc babel swc openapi-generator"
    " openapi-generator-cli ent msgfmt"
).split()


def _generated(call: Call) -> Effect:
    told = [arg.partition("=")[2] or arg for arg in call.args if not arg.startswith("-I")]
    outside = [path for path in told if path.startswith("/") and not is_below(call.path(path), call.cwd)]
    if outside or not all(map(is_known, call.args)):
        return Effect("unknown", call, reason=f"where `{call.words}` writes is not known here")
    return Effect("build", call)


READERS: dict[str, Callable[[Call], Effect]] = {"node": _node, **dict.fromkeys(_GENERATORS, _generated)}
