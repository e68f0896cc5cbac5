"""Where the installing commands of make, CMake, the autotools and Meson put what they make.

Below their prefix as a rule, which is then carried over whole; where they install elsewhere as well, the files that
the project's own rules name.
"""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.model.images import is_alpine, parse_reference
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.staging.builders import builder_of
from dockerlint.staging.calls import is_below, is_known
from dockerlint.staging.install_rules import (
    installed_by_automake,
    installed_by_make,
    installed_by_meson,
    outside_by_cmake,
    outside_by_options,
    outside_of,
)
from dockerlint.staging.survey import SYSTEM

if TYPE_CHECKING:
    from dockerlint.staging.calls import Call
    from dockerlint.staging.recipe import Recipe
    from dockerlint.staging.survey import Survey


def installed_trees(survey: Survey, calls: list[Call], in_compiler_image: bool) -> list[str] | Refusal:
    """The folders and files that the commands ``calls`` install, or why that cannot be told.

    ``in_compiler_image`` says that /usr/local holds the compiler already.
    """
    trees: list[str] = []
    for call in calls:
        prefix = _installed_to(call, calls)
        if prefix == "" or (prefix == "/usr/local" and in_compiler_image):
            named = _installed_files(survey, call, calls)
            if named is not None:
                trees += named
                continue
        if prefix == "":
            return Refusal(_among_others(call))
        if prefix is not None:
            if in_compiler_image and prefix == "/usr/local":
                return Refusal(
                    f"what `{call.words}` installs lies in /usr/local, where the base image keeps files of its own, and"
                    " which ones is not known"
                )
            outside = _outside(survey, call, prefix) or _set_outside(call, calls, prefix)
            named = _installed_files(survey, call, calls) if outside else None
            if named is not None:
                trees += named
                continue
            set_apart = _settings_set_apart(survey, call, calls, prefix) if outside else None
            if set_apart is not None:
                trees += [prefix, *set_apart]
                continue
            if outside:
                return Refusal(f"`{call.words}` installs into {outside}, too, which is outside of {prefix}")
            trees.append(prefix)
    return trees


def _among_others(call: Call) -> str:
    line = call.step.instruction.start_line
    told = f"line {line}: `{call.words}` installs among the files of the system, and which ones is not known"
    return f"{told}: with a prefix of its own, such as /usr/local, they would be told apart"


# Kinds that tell by themselves what make and the like install, and those on images whose smaller relative has the same
# /usr/local but for what is installed there.
_BY_THEMSELVES = frozenset({"c", "go"})
_SAME_PLACE = frozenset({"python", "node", "ruby", "php", "generic"})


def with_installed(survey: Survey, recipe: Recipe) -> Recipe | Refusal:
    """``recipe`` with the libraries and programs in C that the build installs for it."""
    if recipe.kind in _BY_THEMSELVES:
        return recipe
    calls = [effect.call for effect in survey.of_kind("build")]
    found = installed_trees(survey, calls, in_compiler_image=recipe.kind in {*_SAME_PLACE, "rust"})
    if isinstance(found, Refusal) and recipe.kind in _SAME_PLACE:
        found = installed_trees(survey, calls, in_compiler_image=False)
    if isinstance(found, Refusal):
        return found
    if not found:
        return recipe
    told = any(effect.call.name == "ldconfig" for effect in survey.of_kind("setup"))
    cached = any(is_below("/usr/local/lib", tree) or is_below(tree, "/usr/local/lib") for tree in found)
    then = ("ldconfig",) if cached and not told and not is_alpine(parse_reference(survey.stage.root_image)) else ()
    others = [tree for tree in recipe.trees if not any(is_below(tree, each) for each in found)]
    return recipe._replace(trees=(*others, *dict.fromkeys(found)), then=(*then, *recipe.then))


def _installed_to(call: Call, calls: list[Call]) -> str | None:
    """The prefix that an installing command fills; "" for one that cannot be told apart, None where none installs."""
    builder = builder_of(call)
    if builder is None or builder.kind != "c":
        return None
    installs = (
        any(re.fullmatch(r"install(?:[-_]\w+)*|--install", arg) for arg in call.args)
        or call.value("--target", "-t") == "install"
    )
    if not installs or builder.names.startswith("gcc"):
        return None
    destination = next((arg[8:] for arg in call.args if arg.startswith("DESTDIR=")), None)
    prefix = next(
        (
            arg.split("=", 1)[1]
            for arg in call.args
            if re.match(r"(?:PREFIX|prefix|INSTALL_PREFIX|INSTALL_DIR|INSTALLDIR)=", arg)
        ),
        None,
    )
    prefix = prefix or call.value("--prefix")
    if prefix is None:
        prefix = "/usr/local"
        for other in calls:
            if other.step.index > call.step.index:
                break
            value = other.value(
                "--prefix",
                "-DCMAKE_INSTALL_PREFIX",
                "-DCMAKE_INSTALL_PREFIX:PATH",
                "-DCMAKE_INSTALL_PREFIX:STRING",
                "-Dprefix",
            )
            if value is not None and _same_project(other, call):
                prefix = value
    if not is_known(prefix) or (destination is not None and not is_known(destination)):
        return ""
    if destination is not None:
        return call.path(destination) if posixpath.normpath(destination) not in SYSTEM else ""
    whole = call.path(prefix)
    return "" if whole in SYSTEM and whole != "/usr/local" else whole


def _installed_files(survey: Survey, call: Call, calls: list[Call]) -> list[str] | None:
    """The files that an installing command makes, where the project's own rules tell."""
    folder = call.path(call.value("-C") or ".")
    if call.name in ("make", "gmake"):
        text = next(
            (found for name in ("GNUmakefile", "makefile", "Makefile") if (found := _text(survey, folder, name))), None
        )
        given = dict(arg.split("=", 1) for arg in call.args if re.match(r"\w+=", arg))
        return installed_by_make(text, given) if text is not None else None
    if call.name in ("ninja", "meson"):
        source = call.cwd
        text = _text(survey, source, "meson.build")
        prefix = next(
            (value for other in calls if other.name == "meson" and (value := other.value("--prefix", "-Dprefix"))),
            "/usr/local",
        )
        return installed_by_meson(text, prefix) if text is not None and is_known(prefix) else None
    return None


def _outside(survey: Survey, call: Call, prefix: str) -> str:
    """A path outside of ``prefix`` that the project's own rules install into, as far as they are there to read."""
    if call.has("DESTDIR") or any(arg.startswith("DESTDIR=") for arg in call.args):
        return ""
    folder = call.path(call.value("-C") or ".")
    if call.name in ("make", "gmake"):
        given = dict(arg.split("=", 1) for arg in call.args if re.match(r"\w+=", arg))
        for name in ("GNUmakefile", "makefile", "Makefile"):
            if text := _text(survey, folder, name):
                return outside_of(prefix, text, given)
    for path in survey.files:
        plan = survey.read(path) if posixpath.basename(path) == "CMakeLists.txt" else None
        if plan and (found := outside_by_cmake(prefix, plan)):
            return found
    return ""


def _set_outside(call: Call, calls: list[Call], prefix: str) -> str:
    """A folder outside of ``prefix`` that the options of the build set for what ``call`` installs; "" for none."""
    same = [other for other in calls if other.step.index <= call.step.index and _same_project(other, call)]
    return next((found for other in same if (found := outside_by_options(prefix, other.args))), "")


def _settings_set_apart(survey: Survey, call: Call, calls: list[Call], prefix: str) -> list[str] | None:
    """The files that Automake installs below ``--sysconfdir``; None where more goes outside of the prefix."""
    plans = [survey.read(path) or "" for path in survey.files if posixpath.basename(path) == "Makefile.am"]
    if not plans or call.name != "make" or any(arg.startswith("DESTDIR") for arg in call.args):
        return None
    same = [other for other in calls if other.step.index <= call.step.index and _same_project(other, call)]
    args = [arg for other in same for arg in other.args]
    folders = [arg.partition("=")[2] for arg in args if arg.startswith("--sysconfdir=")]
    rest = [arg for arg in args if not arg.startswith(("--sysconfdir=", "--localstatedir=", "--runstatedir="))]
    if len(folders) != 1 or not folders[0].startswith("/") or outside_by_options(prefix, rest):
        return None
    found: list[str] = []
    for plan in plans:
        files = installed_by_automake(plan, folders[0])
        if files is None:
            return None
        found += files
    return found


def _text(survey: Survey, folder: str, name: str) -> str | None:
    source = survey.source_of(posixpath.join(folder, name))
    return survey.read(source) if source is not None else None


def _same_project(one: Call, other: Call) -> bool:
    return is_below(one.cwd, other.cwd) or is_below(other.cwd, one.cwd) or one.step is other.step
