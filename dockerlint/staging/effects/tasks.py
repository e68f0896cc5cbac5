"""Programs that do something besides installing and building: keys, servers, passwords, other languages' packages.

Sources: the manuals of OpenSSL (``req``, ``x509``), ssh-keygen, chpasswd, setcap.
"""

from __future__ import annotations

import posixpath

from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.calls import filled, is_known
from dockerlint.staging.effects.effect import Effect
from dockerlint.staging.effects.interpreters import python_program

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.staging.calls import Call


def _openssl(call: Call) -> Effect:
    """A certificate, a key, parameters: into the files that are named."""
    names = [call.value(option) for option in ("-out", "-keyout")]
    if call.args[:1] == ("req",) and call.has("-x509", "-newkey", "-new") and not call.has("-keyout", "-key"):
        names.append("privkey.pem")
    paths = [name for name in names if name]
    if not all(map(is_known, paths)):
        return Effect("unknown", call, reason="where `openssl` writes is not known here")
    return Effect("write", call, tuple(map(call.path, paths))) if paths else Effect("none", call)


def _key(call: Call) -> Effect:
    """``ssh-keygen -f FILE``: a key and what is public of it."""
    name = call.value("-f")
    if name is None or not is_known(name) or call.has("-l", "-y", "-F", "-R"):
        return Effect("unknown", call, reason="where `ssh-keygen` puts keys is not known here")
    return Effect("write", call, (call.path(name), call.path(name + ".pub")))


def _passwords(call: Call) -> Effect:
    return Effect("unknown", call, reason=f"`{call.name}` gives an account a password, which the final stage has not")


def _pipx(call: Call) -> Effect:
    """Environments and links to them below the home folder (pipx's documentation)."""
    if next(iter(call.operands), "") not in ("install", "inject", "ensurepath", "install-all"):
        return Effect("none", call) if call.has("list", "--version") else _unknown_verb(call)
    if any(is_known(filled(call.step, f"${{{name}}}")) for name in ("PIPX_HOME", "PIPX_BIN_DIR")):
        return Effect("unknown", call, reason="where `pipx` puts environments is decided by PIPX_HOME or PIPX_BIN_DIR")
    return Effect("write", call, (posixpath.join(call.step.home, ".local"),))


def _unknown_verb(call: Call) -> Effect:
    return Effect("unknown", call, reason=f"what `{call.words}` does to the image is not known")


def _member(call: Call) -> Effect:
    """Membership of a group, a login shell: done again with the accounts."""
    if not all(map(is_known, call.args)):
        return Effect("unknown", call, reason="which account it changes is not known here")
    return Effect("account", call)


def _server(call: Call) -> Effect:
    """A server that runs while the image is built; what it leaves in its folders nobody can tell."""
    verb = call.operands[1] if len(call.operands) > 1 else ""
    if verb in ("stop", "status"):
        return Effect("none", call)
    named = call.operands[0] if call.operands and is_known(call.operands[0]) else "a server"
    return Effect("unknown", call, reason=f"it starts {named} during the build, and what that leaves is not known")


def _rights(call: Call) -> Effect:
    return Effect("unknown", call, reason="`setcap` gives a file rights that COPY may not keep")


def _of_language(language: str) -> Callable[[Call], Effect]:
    def read(call: Call) -> Effect:
        told = f"`{call.name}` puts packages beside the interpreter of {language}, and no split is known for those"
        return Effect("none", call) if call.has("--version") else Effect("unknown", call, reason=told)

    return read


def _conda(call: Call) -> Effect:
    verb = next(iter(call.operands), "")
    if verb in ("clean", "config", "init", "info", "list", "activate", ""):
        return Effect("none", call)
    told = f"`{call.name} {verb}` keeps interpreter, tools and packages in one folder, and no split is known for that"
    return Effect("unknown", call, reason=told)


def _of_another_distribution(call: Call) -> Effect:
    told = f"packages come from `{call.name}`, and no split is known for its distribution"
    return Effect("unknown", call, reason=told)


def _manage(call: Call) -> Effect:
    """Django's console, called by its file."""
    return python_program(call._replace(name="python", args=(call.name, *call.args)))


_OTHERS = ("pacman", "zypper", "emerge", "xbps-install", "nix-env", "nix", "guix", "brew", "swupd", "urpmi", "opkg")
READERS: dict[str, Callable[[Call], Effect]] = {
    **dict.fromkeys(_OTHERS, _of_another_distribution),
    "openssl": _openssl, "pipx": _pipx, "ssh-keygen": _key, "setcap": _rights, "manage.py": _manage,
    **dict.fromkeys(("chpasswd", "passwd"), _passwords), **dict.fromkeys(("gpasswd", "chsh"), _member),
    **dict.fromkeys(("service", "invoke-rc.d"), _server), **dict.fromkeys(("conda", "mamba", "micromamba"), _conda),
    **dict.fromkeys(("R", "Rscript", "install2.r", "install.r"), _of_language("R")),
    **dict.fromkeys(("cpan", "cpanm", "carton"), _of_language("Perl")), "luarocks": _of_language("Lua"),
}  # fmt: skip
