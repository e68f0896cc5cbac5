"""Commands that make users and groups: they are done again in the final stage."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.calls import is_known
from dockerlint.staging.effects.effect import Effect

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.staging.calls import Call

# Options with a value: shadow's useradd, Debian's adduser, busybox's.
_WITH_VALUE = (
    "-u", "--uid", "-g", "--gid", "-G", "--groups", "-d", "--home-dir", "--home", "-h", "-s", "--shell", "-c",
    "--comment",
    "--gecos", "--ingroup", "-k", "--skel", "-K", "-b", "-f", "-e",
)  # fmt: skip


def _account(call: Call) -> Effect:
    names = []
    skip = False
    for arg in call.args:
        if skip:
            skip = False
        elif arg in _WITH_VALUE:
            skip = not (call.name == "adduser" and arg == "-c")
        elif not arg.startswith("-"):
            names.append(arg)
    if not names or not all(is_known(arg) for arg in call.args):
        return Effect("unknown", call, reason="which account it makes is not known here")
    home = call.value("-d", "--home-dir", "--home", "-h")
    homes = (home,) if home and home.startswith("/") else ()
    return Effect("account", call, homes, tuple(names))


def _removed(call: Call) -> Effect:
    return Effect("account", call, (), ())


READERS: dict[str, Callable[[Call], Effect]] = {
    **dict.fromkeys(("useradd", "adduser", "groupadd", "addgroup", "usermod", "groupmod"), _account),
    **dict.fromkeys(("deluser", "userdel", "delgroup", "groupdel"), _removed),
}
