"""Engines that build, tag, save and push: docker, podman, buildah, nerdctl, Compose, Bake, skopeo.

Options are those of ``docker push --help``, ``docker buildx build --help`` (buildx 0.20), podman-push(1),
buildah-push(1) and skopeo-copy(1).
"""

from __future__ import annotations

from dockerlint.callers.scanning.act import (
    ANY,
    BUILD,
    DAEMON,
    PUSH,
    STORAGE,
    TAG,
    Act,
    positionals,
    pushing_output,
    tag_options,
    transport_of,
)  # fmt: skip
from dockerlint.record import TYPE_CHECKING
from dockerlint.shell.wrappers import option_end

if TYPE_CHECKING:
    from dockerlint.shell import Command, Word

_GLOBAL = ("config", "context", "host", "log-level", "tlscacert", "tlscert", "tlskey", "root", "runroot", "url",
           "connection", "identity", "namespace", "storage-driver", "storage-opt", "address")  # fmt: skip
_PUSH_VALUES = ("authfile", "cert-dir", "compression-format", "compression-level", "creds", "digestfile", "format",
                "sign-by", "platform", "encryption-key", "sign-passphrase-file", "retry", "retry-delay")  # fmt: skip


def docker(command: Command, words: tuple[Word, ...]) -> Act | None:
    return _engine(command, words, DAEMON)


def podman(command: Command, words: tuple[Word, ...]) -> Act | None:
    return _engine(command, words, STORAGE)


def any_engine(command: Command, words: tuple[Word, ...]) -> Act | None:
    return _engine(command, words, ANY)


def program_end(command: Command) -> int:
    """Where the program and its global options end, before what it is to do."""
    words = command.unwrapped().words
    return words[option_end(words, 1, "cHl", _GLOBAL) - 1].end


def names_engine(command: Command) -> bool:
    """Whether the command says which engine it talks to, so that others would talk to another one."""
    inner = command.unwrapped()
    options = inner.words[1 : option_end(inner.words, 1, "cHl", _GLOBAL)]
    named = any(word.raw.partition("=")[0] in _ENGINE_OPTIONS for word in options)
    return named or any(
        each.name in ("DOCKER_HOST", "DOCKER_CONTEXT") for each in (*command.assignments, *inner.assignments)
    )


_ENGINE_OPTIONS = ("-H", "--host", "-c", "--context", "--url", "--connection", "--root", "--storage-driver")


def _engine(command: Command, words: tuple[Word, ...], keeper: str) -> Act | None:
    at = option_end(words, 1, "cHl", _GLOBAL)
    verb = words[at].literal if at < len(words) else None
    if verb in ("image", "builder", "buildx", "container"):
        group, at = verb, option_end(words, at + 1, "", ("builder",))
        verb = words[at].literal if at < len(words) else None
        if group == "buildx" and verb == "bake":
            return _bake(command, words[at + 1 :])
        if group == "buildx" and verb not in ("build", "b"):
            return None
    else:
        group = ""
    rest = words[at + 1 :]
    if verb in ("build", "bud", "b"):
        return _build(command, rest, keeper)
    if verb == "push":
        return _push(command, rest, keeper)
    if verb == "save":
        return _save(command, rest, keeper)
    if verb == "tag":
        names = positionals(rest, "", ())
        return Act(TAG, command, names, keeper) if len(names) > 1 else None
    if verb in ("compose", "manifest") and not group:
        return _pushed_by(command, rest, verb)
    return None


def _pushed_by(command: Command, rest: tuple[Word, ...], verb: str) -> Act | None:
    if not any(word.literal == "push" for word in rest):
        return None
    refused = "the images that Compose pushes are named elsewhere" if verb == "compose" else _INDEX
    return Act(PUSH, command, (), DAEMON, refused)


_INDEX = "a manifest list is pushed here: scan its images where they are built"


def compose(command: Command, words: tuple[Word, ...]) -> Act | None:
    return _pushed_by(command, words[1:], "compose")


def _bake(command: Command, rest: tuple[Word, ...]) -> Act | None:
    if any(word.literal == "--push" for word in rest):
        return Act(PUSH, command, (), DAEMON, "the images that Bake pushes are named in its own file")
    return None


def _push(command: Command, rest: tuple[Word, ...], keeper: str) -> Act:
    if any(word.literal in ("-a", "--all-tags", "--all") for word in rest):
        return Act(PUSH, command, (), keeper, "all tags of a repository are pushed, whichever those are")
    names = positionals(rest, "f" if keeper != DAEMON else "", _PUSH_VALUES)
    if not names:
        return Act(PUSH, command, (), keeper, "the image that is pushed is not named in this command")
    source = names[0]
    if any(
        part.kind == "variable" and part.operator.startswith("[") and part.operator[1:2] in "@*"
        for part in source.parts
    ):
        return Act(PUSH, command, (), keeper, "a list of images is pushed by one command")
    if len(names) > 1 and transport_of(names[1]) not in ("", "docker"):
        return Act(TAG, command, names[:2], keeper)  # to an archive, which is one more name of the image
    return Act(PUSH, command, (source,), keeper)


def _save(command: Command, rest: tuple[Word, ...], keeper: str) -> Act | None:
    """``docker save -o FILE IMAGE``: the file is one more name of the image."""
    names = positionals(rest, "o", ("output", "format", "platform"))
    for at, word in enumerate(rest[:-1]):
        if word.raw in ("-o", "--output") and len(names) == 1:
            return Act(TAG, command, (names[0], rest[at + 1]), keeper)
    return None


def skopeo(command: Command, words: tuple[Word, ...]) -> Act | None:
    """``skopeo copy``: to a registry from anywhere but a registry it is a push, to an archive one more name."""
    at = option_end(
        words, 1, "", ("policy", "registries.d", "tmpdir", "command-timeout", "override-arch", "override-os")
    )
    if at >= len(words) or words[at].literal != "copy":
        return None
    names = positionals(words[at + 1 :], "f", _SKOPEO_VALUES)
    if len(names) < 2:
        return None
    source, target = map(transport_of, names[:2])
    if target != "docker":
        return Act(TAG, command, names[:2], ANY)
    return Act(PUSH, command, names[:1], ANY) if source and source != "docker" else None


_SKOPEO_VALUES = (*_PUSH_VALUES, "additional-tag", "dest-creds", "dest-authfile", "dest-cert-dir", "src-creds",
                  "src-authfile", "src-cert-dir", "multi-arch", "dest-username", "dest-password", "retry-times",
                  "dest-registry-token", "dest-compress-format", "src-daemon-host", "dest-daemon-host")  # fmt: skip


def nerdctl(command: Command, words: tuple[Word, ...]) -> Act | None:
    act = _engine(command, words, DAEMON)
    if act is not None and act.kind == PUSH and not act.refused:
        act = act._replace(refused="dockerlint reads no images of containerd: scan what nerdctl save writes")
    return act


def _build(command: Command, rest: tuple[Word, ...], keeper: str) -> Act:
    tags = tuple(tag for tag, _start, _end in tag_options(rest))
    pushes = any(word.literal in ("--push", "--push=true") or pushing_output(word) for word in rest)
    return Act(BUILD, command, tags, keeper, pushes_itself=pushes)
