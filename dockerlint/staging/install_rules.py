"""What ``make install`` and Meson's install step put where, as far as simple files say it.

Only rules whose every command is understood count: GNU make's manual ("Standard Targets"), Meson's reference manual.
"""

from __future__ import annotations

import posixpath
import shlex

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.calls import is_below

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_VARIABLE = re.compile(r"\$[({](\w+)[)}]")
_ASSIGNMENT = re.compile(r"(?m)^(?:export\s+|override\s+)?(\w+)[ \t]*(?:\?=|::?=|=)[ \t]*(.*?)[ \t]*(?:#.*)?$")
_INSTALLS_MORE = re.compile(
    r"\b(?:install_data|install_headers|install_man|install_subdir|install_symlink|subdir|library|shared_library"
    r"|custom_target|configure_file|install_emptydir)\s*\("
)
_DEEPEST = 10  # variables made of variables


def installed_by_make(makefile: str, given: Mapping[str, str]) -> list[str] | None:
    """The paths that the rule ``install`` of a Makefile makes, None when that cannot be told."""
    text = makefile.replace("\\\n", " ") + "\n"
    variables = {**_variables(text), **given}
    found: list[str] = []
    folders: set[str] = set()
    wanted = ["install"]
    for name in wanted:  # grows by the rules that one needs
        rule = _rule(text, name)
        if rule is None or len(wanted) > _DEEPEST:
            return None
        wanted += [each for each in _expanded(rule[0], variables).split() if re.match(r"install[-_.]", each)]
        for line in rule[1].splitlines():
            command = _expanded(line.strip().lstrip("@-+"), variables).strip()
            paths = _installed(command, folders) if command else []
            if paths is None:
                return None
            found += paths
    alone = [folder for folder in sorted(folders) if not any(is_below(path, folder) for path in found)]
    return list(dict.fromkeys((*found, *alone))) if found else None


def _variables(text: str) -> dict[str, str]:
    return {match[1]: match[2] for match in _ASSIGNMENT.finditer(text) if not match[0].startswith("\t")}


def _rule(text: str, name: str) -> tuple[str, str] | None:
    """What the rule needs, and its commands; None where there is not exactly one, or a condition cuts it."""
    rules = list(re.finditer(rf"(?m)^{re.escape(name)}[ \t]*:(?![:=])([^\n]*)\n((?:\t[^\n]*\n|[ \t]*\n)*)", text))
    if len(rules) != 1 or re.match(r"[ \t]*(?:ifn?eq|ifn?def|else|endif|include)\b", text[rules[0].end() :]):
        return None
    return rules[0][1].partition("#")[0], rules[0][2]


def outside_of(prefix: str, makefile: str, given: Mapping[str, str]) -> str:
    """A path that the rules ``install…`` of a Makefile name outside of ``prefix``; "" where there is none."""
    text = makefile.replace("\\\n", " ")
    variables = _variables(text)
    variables = {"PREFIX": prefix, "prefix": prefix, **variables, **given}
    for name in ("PREFIX", "prefix"):
        own = _expanded(variables[name], variables)
        if own.startswith("/") and posixpath.normpath(own) != prefix:
            return own
    for rule in re.finditer(r"(?m)^install[\w-]*[ \t]*:(?!=)[^\n]*\n((?:\t[^\n]*\n?|[ \t]*\n)*)", text + "\n"):
        commands = _expanded(rule[1], variables)
        targets = [str(match[1]) for match in _TARGET.finditer(commands)]
        paths = [match[0] for match in re.finditer(r"""(?<![^\s"'=])/[\w./@+-]+""", commands)]
        for word in (*paths, *targets):
            path = posixpath.normpath(word.replace("//", "/"))
            is_place = path.startswith(_PLACES) or (word in targets and path.startswith(_PROGRAMS))
            if is_place and not is_below(path, prefix):
                return path
    return ""


def outside_by_cmake(prefix: str, plan: str) -> str:
    """A folder outside of ``prefix`` that a CMakeLists.txt installs into; "" where there is none."""
    for match in re.finditer(r"""\bDESTINATION\s+"?(/[\w./@+-]+)""", plan):
        if not is_below(posixpath.normpath(match[1]), prefix):
            return str(match[1])
    return ""


# Folders that `configure`, CMake and Meson let one set apart from the prefix (GNU Coding Standards, "Directory
# Variables"; CMake's GNUInstallDirs; Meson's "Universal options"; nginx's "Building nginx from Sources").
_FOLDER_OPTION = re.compile(
    r"(?:--|-D|-DCMAKE_INSTALL_)(?:s?bin|lib|libexec|sysconf|data|dataroot|localstate|sharedstate|runstate)dir"
    r"(?::\w+)?(?:=(?P<folder>.*))?|--(?:conf|sbin|modules)-path=(?P<path>.*)",
    re.IGNORECASE,
)


def outside_by_options(prefix: str, args: Sequence[str]) -> str:
    """A folder outside of ``prefix`` that the options of a build set, "" where there is none."""
    for at, arg in enumerate(args):
        match = _FOLDER_OPTION.fullmatch(arg)
        if match is None:
            continue
        given = match["folder"] if match["path"] is None else match["path"]
        folder = given if given is not None else "".join(args[at + 1 : at + 2])
        if folder.startswith("/") and not is_below(posixpath.normpath(folder), prefix):
            return str(folder)
    return ""


# Folders that programs are installed into; `/bin/sh` and `/usr/bin/install` are called, and `/dev/null` is read.
_PROGRAMS = ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/games")
# The last word of a command that copies or links.
_TARGET = re.compile(r"""(?m)\b(?:install|cp|mv|ln)[ \t][^\n;&|]*?["' \t](/[\w./@+-]+)["']?[ \t]*(?:$|[;&|])""")
_PLACES = ("/etc/", "/var/", "/opt/", "/srv/", "/usr/share/", "/usr/lib", "/lib", "/home/", "/usr/local/", "/run/")


def _expanded(text: str, variables: Mapping[str, str]) -> str:
    for _ in range(_DEEPEST):
        changed = _VARIABLE.sub(lambda match: variables.get(match[1], ""), text)
        if changed == text:
            break
        text = changed
    return text


def _whole(path: str) -> str:
    """A path with the slashes that it needs: an empty DESTDIR leaves two."""
    return posixpath.normpath("/" + path.lstrip("/"))


def _installed(command: str, folders: set[str]) -> list[str] | None:
    """The paths that one command of a rule makes; none for a folder alone, which is noted in ``folders``."""
    written = re.fullmatch(r"([^;&|`$<>*]*(?:[ \t]|[^;&|`$<>*\s\d]))>>?[ \t]*(/[\w./@+-]+)", command)
    if written is not None and written[1].split()[0] in ("echo", "printf", "date", "cat", "sed"):
        return [_whole(written[2])]
    if re.search(r"[;&|`$<>*?{[]", command):
        return None
    try:
        name, *args = shlex.split(command)
    except ValueError:
        return None
    if name == "install" and _OWNED.search(command):
        return None  # which COPY would not keep
    options, operands = _told_apart(name, args)
    if name == "mkdir" or (name == "install" and any(each in ("-d", "--directory") for each in options)):
        folders.update(_whole(each) for each in operands if each.startswith("/"))
        return []
    if name in ("echo", "strip", "chmod", "printf"):
        return []
    if name not in ("install", "cp", "ln") or any(each in ("-t", "-T") for each in options):
        return None
    *sources, target = operands or [""]
    if not sources or not target.startswith("/"):
        return None
    if name != "ln" and any(each.startswith("/") for each in sources):
        return None
    whole = _whole(target)
    if target.endswith("/") or len(sources) > 1 or whole in folders or posixpath.basename(whole) in _KNOWN_FOLDERS:
        return [posixpath.join(whole, posixpath.basename(source.rstrip("/"))) for source in sources]
    return [whole]


# An owner, or the set-user-id bits.
_OWNED = re.compile(r"\s(?:-o|-g|--owner|--group)\b|\s(?:-m\s*|--mode[= ])0?[1-7]\d{3}\b")
_KNOWN_FOLDERS = ("bin", "sbin", "share", "lib", "etc")


def _told_apart(name: str, args: list[str]) -> tuple[list[str], list[str]]:
    """The options of a command, and its operands without the values of options."""
    options: list[str] = []
    operands: list[str] = []
    skip = False
    for arg in args:
        if skip:
            skip = False
        elif arg.startswith("-"):
            options.append(arg)
            skip = name in ("install", "mkdir") and (
                arg in _VALUED or re.fullmatch(r"-[a-zA-Z]*[mog]", arg) is not None
            )
        else:
            operands.append(arg)
    return options, operands


_VALUED = ("--mode", "--owner", "--group")


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


# What a Makefile.am has that this cannot follow: rules of its own that install, conditions, folders for state.
_OF_AUTOMAKE = re.compile(r"(?m)^install-\w+-(?:hook|local)|^(?:if|else|endif)\b|localstatedir|runstatedir|DESTDIR")


def installed_by_automake(plan: str, sysconfdir: str) -> list[str] | None:
    """The files that a Makefile.am installs below ``sysconfdir``, None when that cannot be told.

    GNU Automake's manual, "The Uniform Naming Scheme".
    """
    text = re.sub(r"-D\S+", "", plan.replace("\\\n", " "))  # what is compiled in installs nothing
    if _OF_AUTOMAKE.search(text):
        return None
    folders = {"sysconf": sysconfdir}
    for match in re.finditer(r"(?m)^(\w+)dir[ \t]*=[ \t]*\$[({]sysconfdir[)}](/[\w./+-]+)?[ \t]*$", text):
        folders[match[1]] = sysconfdir + (match[2] or "")
    if len(re.findall(r"\$[({]sysconfdir[)}]", text)) >= len(folders):
        return None
    found = []
    for name, folder in folders.items():
        for match in re.finditer(rf"(?m)^(?:(?:no)?dist_)?{name}_(?:DATA|SCRIPTS)[ \t]*\+?=(.*)$", text):
            files = match[1].partition("#")[0].split()
            if any("$" in file for file in files):
                return None
            found += [posixpath.join(folder, posixpath.basename(file)) for file in files]
    return found
