"""What ``make install`` and Meson's install step put where, as far as simple files say it.

Only rules whose every command is understood count: GNU make's manual ("Standard Targets"), Meson's reference manual.
"""

from __future__ import annotations

import posixpath
import shlex

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_VARIABLE = re.compile(r"\$[({](\w+)[)}]")
_ASSIGNMENT = re.compile(r"(?m)^(?:export\s+|override\s+)?(\w+)[ \t]*(?:\?=|::?=|=)[ \t]*(.*?)[ \t]*(?:#.*)?$")
_INSTALLS_MORE = re.compile(
    r"\b(?:install_data|install_headers|install_man|install_subdir|install_symlink|subdir|library|shared_library"
    r"|custom_target|configure_file|install_emptydir)\s*\("
)
_DEEPEST = 10  # variables made of variables


def installed_by_make(makefile: str, given: Mapping[str, str]) -> list[str] | None:
    """The paths that the rule ``install`` of a Makefile makes, None when that cannot be told."""
    text = makefile.replace("\\\n", " ")
    variables = {match[1]: match[2] for match in _ASSIGNMENT.finditer(text) if not match[0].startswith("\t")}
    variables |= given
    rule = re.search(r"(?m)^install[ \t]*:(?!=)([^\n]*)\n((?:\t[^\n]*\n?|[ \t]*\n)*)", text + "\n")
    if rule is None or re.search(r"\binstall[-_.]\w+", rule[1]):
        return None
    found: list[str] = []
    for line in rule[2].splitlines():
        command = _expanded(line.strip().lstrip("@-+"), variables)
        if not command:
            continue
        paths = _installed(command)
        if paths is None:
            return None
        found += paths
    return found or None


def outside_of(prefix: str, makefile: str, given: Mapping[str, str]) -> str:
    """A path that the rules ``install…`` of a Makefile name outside of ``prefix``; "" where there is none."""
    text = makefile.replace("\\\n", " ")
    variables = {match[1]: match[2] for match in _ASSIGNMENT.finditer(text) if not match[0].startswith("\t")}
    variables = {"PREFIX": prefix, "prefix": prefix, **variables, **given}
    for name in ("PREFIX", "prefix"):
        own = _expanded(variables[name], variables)
        if own.startswith("/") and posixpath.normpath(own) != prefix:
            return own
    for rule in re.finditer(r"(?m)^install[\w-]*[ \t]*:(?!=)[^\n]*\n((?:\t[^\n]*\n?|[ \t]*\n)*)", text + "\n"):
        for word in re.finditer(r"""(?<![^\s"'=])/[\w./@+-]+""", _expanded(rule[1], variables)):
            path = posixpath.normpath(word[0].replace("//", "/"))
            if path.startswith(_PLACES) and not (path + "/").startswith(prefix + "/"):
                return path
    return ""


def outside_by_cmake(prefix: str, plan: str) -> str:
    """A folder outside of ``prefix`` that a CMakeLists.txt installs into; "" where there is none."""
    for match in re.finditer(r"""\bDESTINATION\s+"?(/[\w./@+-]+)""", plan):
        if not (posixpath.normpath(match[1]) + "/").startswith(prefix + "/"):
            return str(match[1])
    return ""


# Folders that programs are installed into; `/bin/sh` and `/usr/bin/install` are called, and `/dev/null` is read.
_PLACES = ("/etc/", "/var/", "/opt/", "/srv/", "/usr/share/", "/usr/lib", "/lib", "/home/", "/usr/local/", "/run/")


def _expanded(text: str, variables: Mapping[str, str]) -> str:
    for _ in range(_DEEPEST):
        changed = _VARIABLE.sub(lambda match: variables.get(match[1], ""), text)
        if changed == text:
            break
        text = changed
    return text


def _installed(command: str) -> list[str] | None:
    """The paths that one command of a rule makes; none for a folder alone."""
    if re.search(r"[;&|`$<>*]", command):
        return None
    try:
        words = shlex.split(command)
    except ValueError:
        return None
    name, *args = words
    if name in ("mkdir", "echo", "strip", "chmod") or (
        name == "install" and any(arg in ("-d", "--directory") for arg in args)
    ):
        return []
    if name not in ("install", "cp") or "-t" in args:
        return None
    operands = []
    skip = False
    for arg in args:
        if skip:
            skip = False
        elif arg in ("-m", "-o", "-g", "--mode", "--owner", "--group"):
            skip = name == "install"
        elif not arg.startswith("-"):
            operands.append(arg)
    if len(operands) < 2 or not operands[-1].startswith("/"):
        return None
    *sources, target = operands
    into = (
        target.endswith("/") or len(sources) > 1 or posixpath.basename(target) in ("bin", "sbin", "share", "lib", "etc")
    )
    return [
        posixpath.normpath(posixpath.join(target, posixpath.basename(source)) if into else target) for source in sources
    ]


def installed_by_meson(plan: str, prefix: str) -> list[str] | None:
    """The paths that a ``meson.build`` installs when it installs programs only, None for any other."""
    if _INSTALLS_MORE.search(plan):
        return None
    found = []
    for match in re.finditer(r"\bexecutable\s*\(\s*'([^']+)'([^)]*)\)", plan):
        if re.search(r"\binstall\s*:\s*true\b", match[2]):
            if "install_dir" in match[2]:
                return None
            found.append(posixpath.join(prefix, "bin", match[1]))
    return found or None
