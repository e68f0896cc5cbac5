"""The distributions' package managers."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.calls import decided_by, is_known
from dockerlint.staging.effects.effect import Effect

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.staging.calls import Call

_INSTALL = frozenset({"install", "add", "in", "reinstall"})
_REMOVE = frozenset({"remove", "purge", "del", "erase", "autoremove"})
_HARMLESS = frozenset({
    "update", "clean", "autoclean",
    "dist-clean", "upgrade", "dist-upgrade", "full-upgrade", "makecache", "check-update", "cache",
    "version", "list", "search",
    "show", "info", "refresh", "",
})  # fmt: skip
# Groups of Red Hat's packages that hold compilers and header files alone (`dnf group info`).
_GROUPS = frozenset({"Development Tools", "development-tools", "@development-tools", "Development Libraries"})
# Options with a value of their own, by manager.
_WITH_VALUE = {
    "apt-get": ("-o", "-t", "--target-release", "-c"), "apk": ("-t", "--virtual", "--repository", "-X", "-p", "--root"),
}  # fmt: skip
_FAMILY = {"apt": "apt-get", "aptitude": "apt-get", "yum": "dnf", "microdnf": "dnf", "tdnf": "dnf"}


def _packages(call: Call) -> Effect:
    manager = _FAMILY.get(call.name, call.name)
    skip = False
    words = []
    for arg in call.args:
        if skip:
            skip = False
        elif arg in _WITH_VALUE.get(manager, ()):
            skip = True
        elif not arg.startswith("-"):
            words.append(arg)
    verb = words[0] if words else ""
    if verb in _INSTALL or verb in _REMOVE:
        names = tuple(" ".join(words[1:]).split())  # a variable may hold several
        if not all(is_known(name) for name in names):
            return Effect(
                "unknown", call, reason=f"which packages `{call.name}` installs is not known here{decided_by(names)}"
            )
        if any("/" in name or name.endswith((".deb", ".rpm", ".apk")) for name in names):
            return Effect(
                "unknown",
                call,
                reason=f"`{call.name}` installs a package from a file, which the final stage would not have",
            )
        if verb == "autoremove":
            names = ()
        return Effect("install" if verb in _INSTALL else "uninstall", call, names=names, manager=manager)
    if verb in _HARMLESS:
        return Effect("none", call)
    if verb in ("groupinstall", "group") and set(words[1:]) - {"install"} <= _GROUPS:
        return Effect("install", call, names=(), manager=manager)
    if manager == "apt-get" and verb == "build-dep":
        return Effect("none", call)
    return Effect("unknown", call, reason=f"what `{call.name} {verb}` does to the image is not known")


def _again(call: Call) -> Effect:
    return Effect("setup", call)


def _crontab(call: Call) -> Effect:
    """A user's table is loaded from a file; what a pipe hands over cannot be had again."""
    user = call.value("-u")
    files = [arg for arg in call.operands if arg != user]
    if len(files) == 1 and files[0].startswith("/") and is_known(files[0]):
        return Effect("setup", call)
    return Effect("unknown", call, reason="where `crontab` has its table from is not known here")


def _foreign(call: Call) -> Effect:
    named = next((arg for arg in call.operands if is_known(arg) and " " not in arg), "")
    source = f"{named}, a repository of others" if named and call.name != "rpm" else "a repository of others"
    return Effect("unknown", call, reason=f"packages come from {source} that the final stage would not have")


READERS: dict[str, Callable[[Call], Effect]] = {
    **dict.fromkeys(("apt-get", "apt", "aptitude", "apk", "dnf", "yum", "microdnf", "tdnf"), _packages),
    **dict.fromkeys(("ldconfig", "update-ca-certificates", "a2enmod", "a2dismod", "a2ensite", "a2dissite"), _again),
    **dict.fromkeys(("locale-gen", "update-locale"), _again),
    "crontab": _crontab,
    **dict.fromkeys(("add-apt-repository", "apt-add-repository", "rpm"), _foreign),
}
