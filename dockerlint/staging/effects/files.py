"""Commands on files: copying, fetching, unpacking, and what can be done again as it stands."""

from __future__ import annotations

import posixpath

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.calls import decided_by, is_known
from dockerlint.staging.effects.effect import Effect

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.staging.calls import Call


def _written(call: Call, *paths: str | None) -> Effect:
    known = [path for path in paths if path]
    if not known or not all(is_known(path) for path in known):
        told = f"where `{call.name}` writes is not known here{decided_by(known)}"
        return Effect("unknown", call, reason=told)
    return Effect("write", call, tuple(call.path(path) for path in known))


def _copy(call: Call) -> Effect:
    """``cp``, ``mv`` and ``install``: into a folder by the name of each source."""
    if call.name == "install" and call.has("-d", "--directory"):
        return _setup(call)
    operands = list(call.operands)
    mode = call.value("-m", "--mode", "-o", "--owner", "-g", "--group")
    if mode in operands:
        operands.remove(mode)
    target = call.value("-t", "--target-directory")
    if target is None:
        if len(operands) < 2:
            return Effect("unknown", call, reason=f"where `{call.name}` writes is not known here")
        target = operands.pop()
    elif target in operands:
        operands.remove(target)
    into = len(operands) > 1 or target.endswith("/") or target in (".", "..")
    into = into or call.path(target) in _FOLDERS or _is_made_before(call, call.path(target))
    names = [posixpath.join(target, posixpath.basename(each.rstrip("/"))) for each in operands] if into else [target]
    if any("*" in name or "{" in name or name.endswith("/.") for name in names):
        names = [target]
    effect = _written(call, *names)
    if call.name != "mv" or effect.kind != "write":
        return effect
    return effect._replace(gone=tuple(call.path(each) for each in operands if is_known(each)))


def _download(call: Call) -> Effect:
    """``curl`` and ``wget``: to the file of ``-o``/``-O``, to one named as the address, or to the pipe."""
    folder = call.value("-P", "--directory-prefix", "--output-dir") or ""
    urls = [arg for arg in call.args if "://" in arg]
    if call.name == "wget":
        target = call.value("-O", "--output-document") or next((a[2:] for a in call.args if a.startswith("-O")), None)
        joined = next((a for a in call.args if a.startswith("-") and not a.startswith("--") and a.endswith("O")), None)
        if target is None and joined is not None:
            target = call.args[call.args.index(joined) + 1] if joined != call.args[-1] else None
        if target == "-":
            return Effect("none", call)
        if target:
            return _written(call, target)
        return _written(call, *(posixpath.join(folder, url.rsplit("/", 1)[-1]) for url in urls))
    target = call.value("-o", "--output")
    if target is None:
        short = next((a for a in call.args if a[:1] == "-" and a[:2] != "--" and a.endswith("o")), None)
        if short is not None and short != call.args[-1]:
            target = call.args[call.args.index(short) + 1]
    if target in {"-", "/dev/null"}:
        return Effect("none", call)
    if target:
        return _written(call, posixpath.join(folder, target))
    if any(a == "--remote-name" or (a[:1] == "-" and a[:2] != "--" and "O" in a) for a in call.args):
        return _written(call, *(posixpath.join(folder, url.rsplit("/", 1)[-1]) for url in urls))
    return Effect("none", call)


def _tar(call: Call) -> Effect:
    first = call.args[0] if call.args else ""
    bundle = first if not first.startswith("--") else ""
    if "c" in bundle or call.has("--create") or "t" in bundle.replace("-", "")[:1]:
        target = call.value("-f", "--file") or (call.operands[0] if call.operands else None)
        return _written(call, target) if target != "-" else Effect("none", call)
    return _written(call, call.value("-C", "--directory") or ".")


def _unzip(call: Call) -> Effect:
    return _written(call, call.value("-d") or ".")


# The ending that each gives its files (the manuals of gzip, bzip2, xz and zstd).
_ENDINGS = {"gzip": ".gz", "bzip2": ".bz2", "xz": ".xz", "zstd": ".zst"}


def _pack(call: Call) -> Effect:
    """``gzip`` and the like: one file in place of another, which ``-k`` keeps."""
    letters = "".join(arg[1:] for arg in call.args if arg[:1] == "-" and arg[:2] != "--")
    if not call.operands or "c" in letters or call.has("--stdout", "--to-stdout", "-t", "-l", "--test", "--list"):
        return Effect("none", call)  # from a pipe, or into one
    if "r" in letters or "S" in letters or call.has("--recursive", "--suffix", "-o"):
        return _written(call, "$")
    packs = call.name in _ENDINGS and "d" not in letters and not call.has("--decompress", "--uncompress")
    made = [f"{each}{_ENDINGS[call.name]}" if packs else posixpath.splitext(each)[0] for each in call.operands]
    effect = _written(call, *made)
    keeps = "k" in letters or call.has("--keep") or (call.name in ("zstd", "unzstd") and not call.has("--rm"))
    if effect.kind != "write" or keeps:
        return effect
    return effect._replace(gone=tuple(call.path(each) for each in call.operands))


def _git(call: Call) -> Effect:
    verbs = call.operands
    verb = verbs[0] if verbs else ""
    if verb == "config":
        place = "~/.gitconfig" if call.has("--global") else "/etc/gitconfig" if call.has("--system") else ""
        reads = call.has("--get", "--list", "-l", "--unset", "--unset-all") or not place
        return Effect("none", call) if reads else _written(call, place)
    if verb in ("lfs", "version"):
        return Effect("none", call)
    if verb == "clone":
        skip = {
            call.value(option) for option in ("-b", "--branch", "--depth", "-c", "--config", "-o", "--origin", "-j")
        }
        rest = [each for each in verbs[1:] if each not in skip]
        if not rest:
            return Effect("unknown", call, reason="what `git clone` clones is not known here")
        name = posixpath.basename(rest[0].rstrip("/")).removesuffix(".git")
        return _written(call, rest[1] if len(rest) > 1 else name)
    return _written(call, call.value("-C") or ".")


def _checkout(call: Call) -> Effect:
    """Subversion, Mercurial and Bazaar: into the folder that is named, else one named as the address."""
    verb, *rest = call.operands or ("",)
    if verb in ("co", "checkout", "export", "clone", "branch") and rest:
        skip = {call.value("-r", "--rev", "-b", "--branch", "--revision", "--username", "--password")}
        rest = [each for each in rest if each not in skip]
        return _written(call, rest[1] if len(rest) > 1 else posixpath.basename(rest[0].rstrip("/")))
    return _written(call, ".")


def _setup(call: Call) -> Effect:
    """What is done again as it stands: folders, owners, modes, links."""
    if not all(is_known(arg) for arg in call.args):
        return Effect("unknown", call, reason=f"what `{call.name}` changes is not known here{decided_by(call.args)}")
    operands = list(call.operands)
    if call.name in ("chmod", "chown", "chgrp") and not any(a.startswith("--reference") for a in call.args):
        operands = operands[1:] if operands else []
        if call.name == "chmod" and call.args and call.args[0].startswith("-") and call.args[0][1:2] in "rwxXst":
            operands = list(call.operands)  # chmod -w file
    if call.name in ("mkdir", "install"):
        mode = call.value("-m", "--mode", "-o", "-g", "--owner", "--group")
        values = {mode, call.value("-o", "--owner"), call.value("-g", "--group"), call.value("-m", "--mode")}
        operands = [each for each in operands if each not in values]
    if call.name == "ln":
        operands = operands[-1:] if len(operands) > 1 else operands
    return Effect("setup", call, tuple(call.path(each) for each in operands))


def _edit(call: Call) -> Effect:
    """``sed``: in place it changes files, else nothing."""
    if not any(
        arg.startswith(("-i", "--in-place")) or (arg[:1] == "-" and arg[:2] != "--" and "i" in arg) for arg in call.args
    ):
        return Effect("none", call)
    scripts = call.has("-e", "-f") or any(a.startswith("--expression") for a in call.args)
    skip = {call.value("-e"), call.value("-f")}
    operands = [each for each in call.operands if each not in skip]
    return _written(call, *(operands if scripts else operands[1:]))


def _patched(call: Call) -> Effect:
    """``patchelf``: its files stand behind its options, whose values may hold a literal ``$ORIGIN``."""
    return _written(call, *call.args[-1:])


def _rewritten(call: Call) -> Effect:
    return _written(call, *call.operands)


# A name that begins with something of the build's own before what a variable decides: `rm -rf shop-$VERSION`.
_NAMED_APART = lazy(r"[^$`]*(?<![^/])[^/$`*]{2,}[$`]")


def _remove(call: Call) -> Effect:
    known = tuple(call.path(each) for each in call.operands if is_known(each))
    rest = [each for each in call.operands if not is_known(each)]
    if not all(map(_NAMED_APART.match, rest)):
        return Effect("unknown", call, reason=f"what `{call.name}` removes is not known here{decided_by(call.args)}")
    return Effect("remove", call, known) if known else Effect("none", call)


# Folders that are there before a build makes them, so that `cp x FOLDER` copies into them.
_FOLDERS = frozenset({
    "/", "/bin", "/usr/bin", "/usr/local/bin", "/usr/sbin", "/sbin", "/usr/local/sbin", "/opt", "/etc", "/usr/lib",
    "/usr/local/lib",
    "/lib", "/usr/share", "/tmp",  # noqa: S108 - a path in an image
    "/root", "/home", "/srv", "/var/www", "/var/www/html", "/etc/ssl/certs",
})  # fmt: skip
_PLACED = lazy(r"(?:^|[\s\"'\[])(/[^\s\"',;&]*)")


def _is_made_before(call: Call, path: str) -> bool:
    """Whether an instruction up to this one makes the folder ``path``: WORKDIR, a COPY into it, ``mkdir``."""
    for step in call.step.stage.steps:
        if step.index > call.step.index:
            break
        args = step.instruction.args
        if step.keyword in ("COPY", "ADD", "WORKDIR") or (step.keyword == "RUN" and "mkdir" in args):
            made = [posixpath.normpath(match[1]) for match in _PLACED.finditer(step.resolve(args))]
            if any(each == path or each.startswith(path + "/") for each in made):
                return True
    return False


READERS: dict[str, Callable[[Call], Effect]] = {
    **dict.fromkeys(("cp", "mv", "install"), _copy), **dict.fromkeys(("curl", "wget"), _download),
    **dict.fromkeys(("mkdir", "chmod", "chown", "chgrp", "touch", "ln"), _setup),
    **dict.fromkeys(("rm", "rmdir", "unlink", "shred"), _remove),
    **dict.fromkeys((*_ENDINGS, "gunzip", "bunzip2", "unxz", "unzstd"), _pack),
    **dict.fromkeys(("dos2unix", "strip", "truncate", "upx"), _rewritten),
    "patchelf": _patched, "tar": _tar, "bsdtar": _tar, "unzip": _unzip, "git": _git, "svn": _checkout, "hg": _checkout,
    "bzr": _checkout, "sed": _edit,
    "patch": lambda call: _written(call, "."),
}  # fmt: skip
