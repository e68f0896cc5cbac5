"""Scripts that a build fetches and runs at once: ``curl … | sh``.

Sources: the installation pages of rustup, Poetry, uv, Bun and Deno for where their scripts put things, NodeSource's and
packagecloud's for theirs adding a repository.
"""

from __future__ import annotations

import posixpath

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.staging.calls import filled, is_known
from dockerlint.staging.effects.effect import Effect

if TYPE_CHECKING:
    from dockerlint.staging.calls import Call

_URL = lazy(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}/[^\s\"'|;&)?]*|(?:https?://)(?:[\w-]+\.)+[a-z]{2,}")


class _Installer(NamedTuple):
    """A script by a part of its address, what it makes in the home folder, and the variable that moves it."""

    address: str
    made: tuple[str, ...]
    variable: str = ""


_INSTALLERS = (
    _Installer("sh.rustup.rs", ()),  # ~/.cargo and ~/.rustup are of no use but to build
    _Installer("install.python-poetry.org", (".local/share/pypoetry", ".local/bin/poetry"), "POETRY_HOME"),
    _Installer("python-poetry/poetry/master/get-poetry.py", (".poetry",), "POETRY_HOME"),
    _Installer("astral.sh/uv", (".local/bin/uv", ".local/bin/uvx"), "UV_INSTALL_DIR"),
    _Installer("bun.sh/install", (".bun",), "BUN_INSTALL"),
    _Installer("deno.land/install.sh", (".deno",), "DENO_INSTALL"),
)
_REPOSITORIES = (
    "deb.nodesource.com", "rpm.nodesource.com", "packagecloud.io", "packages.gitlab.com", "repos.insights.digitalocean",
    "dl.cloudsmith.io", "get.docker.com", "packages.sury.org", "download.docker.com",
)  # fmt: skip


def fetched_script(call: Call) -> Effect | None:
    """What a shell or interpreter does that reads a script of a known address from its input, None for another one."""
    address = address_before(call)
    if not address:
        return None
    for installer in _INSTALLERS:
        if installer.address in address:
            return _installed(call, installer)
    if any(each in address for each in _REPOSITORIES):
        host = address.partition("://")[2].partition("/")[0] or address.partition("/")[0]
        return Effect(
            "unknown",
            call,
            reason=f"packages come from {host}, a repository of others that the final stage would not have",
        )
    return None


def address_before(call: Call) -> str:
    """The address that the command in front of a pipe fetches, "" where none is seen."""
    text = call.text.text[: call.command.start]
    start = max(text.rfind("&&"), text.rfind(";"), text.rfind("\n\n")) + 1
    found = [match[0] for match in _URL.finditer(text, start)]
    return found[-1] if found and "|" in text[start:] else ""


def _installed(call: Call, installer: _Installer) -> Effect:
    moved = filled(call.step, f"${{{installer.variable}}}") if installer.variable else ""
    if moved and is_known(moved):
        return Effect("write", call, (call.path(moved),))
    if not installer.made:
        return Effect("none", call)
    return Effect("write", call, tuple(posixpath.join(call.step.home, each) for each in installer.made))
