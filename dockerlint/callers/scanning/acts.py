"""What shell commands do with images: build, tag, scan, push.

Options are those of ``docker push --help``, ``docker buildx build --help`` (buildx 0.20), podman-push(1),
buildah-push(1), ``trivy image --help`` and ``ggshield secret scan docker --help``.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.shell.wrappers import option_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.shell import Command, Part, Script, Word

BUILD, TAG, SCAN, PUSH = "build", "tag", "scan", "push"

# Who keeps the image between build and push, as the prefix of a reference that dockerlint takes.  ANY asks every
# engine; of what skopeo copies the source names its keeper itself.
DAEMON, STORAGE, ANY = "docker-daemon:", "containers-storage:", ""


class Act(NamedTuple):
    """One thing that ``command`` does.

    ``words`` name the images: the tags of a build, source and target of a tag, what is scanned, what is pushed.
    ``keeper`` is DAEMON, STORAGE or ANY.  ``refused`` says why no scan can be put before this
    push, "" where one can.
    ``pushes_itself`` is true of a build that pushes.  ``is_gate`` is false of a scan that never fails.
    """

    kind: str
    command: Command
    words: tuple[Word, ...] = ()
    keeper: str = DAEMON
    refused: str = ""
    pushes_itself: bool = False
    is_gate: bool = True


def acts(script: Script) -> Iterator[Act]:
    """What the commands of ``script`` do with images, in their order."""
    for command in script.every_command():
        act = _act(command)
        if act is not None:
            yield act


def key(word: Word) -> str:
    """What the word comes to, alike for all spellings of it: quotes gone, ``$X`` as ``${X}``, no ``:latest``."""
    text = "".join(map(_spelled, word.parts))
    for prefix in _PREFIXES:
        text = text.removeprefix(prefix)
    return text.removesuffix(":latest")


_PREFIXES = (DAEMON, STORAGE, "podman:", "docker://", "localhost/", "oci-archive:", "docker-archive:", "oci:")


def _spelled(part: Part) -> str:
    if part.kind == "variable":
        return "${" + part.text + part.operator + "}"
    return f"$({part.text})" if part.kind == "substitution" else part.text


def _act(command: Command) -> Act | None:
    inner = command.unwrapped()
    words = inner.words
    if not words:
        return None
    name = inner.name or _engine_of_variable(words[0])
    reader = _READERS.get(name)
    if reader is not None:
        return reader(command, words)
    return _our_scan(command, words) if "dockerlint" in command.words[0].raw or name in _RUNNERS else None


def _engine_of_variable(word: Word) -> str:
    """``$(CONTAINER_TOOL)``, ``${DOCKER}``: "any engine" where the name says that it is one."""
    if len(word.parts) != 1 or word.parts[0].kind not in ("variable", "substitution"):
        return ""
    parts = word.parts[0].text.lower().replace("-", "_").split("_")
    return "$engine" if any(part in _ENGINE_WORDS for part in parts) else ""


_ENGINE_WORDS = frozenset("docker podman buildah container containers engine oci".split())
_RUNNERS = frozenset("dockerlint pipx uvx uv python python3".split())
_GLOBAL = ("config", "context", "host", "log-level", "tlscacert", "tlscert", "tlskey", "root", "runroot", "url",
           "connection", "identity", "namespace", "storage-driver", "storage-opt", "address")  # fmt: skip
_PUSH_VALUES = ("authfile", "cert-dir", "compression-format", "compression-level", "creds", "digestfile", "format",
                "sign-by", "platform", "encryption-key", "sign-passphrase-file", "retry", "retry-delay")  # fmt: skip


def _docker(command: Command, words: tuple[Word, ...]) -> Act | None:
    return _engine(command, words, DAEMON)


def _podman(command: Command, words: tuple[Word, ...]) -> Act | None:
    return _engine(command, words, STORAGE)


def _any_engine(command: Command, words: tuple[Word, ...]) -> Act | None:
    return _engine(command, words, ANY)


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
        names = _positionals(rest, "", ())
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


def _compose(command: Command, words: tuple[Word, ...]) -> Act | None:
    return _pushed_by(command, words[1:], "compose")


def _bake(command: Command, rest: tuple[Word, ...]) -> Act | None:
    if any(word.literal == "--push" for word in rest):
        return Act(PUSH, command, (), DAEMON, "the images that Bake pushes are named in its own file")
    return None


def _push(command: Command, rest: tuple[Word, ...], keeper: str) -> Act:
    if any(word.literal in ("-a", "--all-tags", "--all") for word in rest):
        return Act(PUSH, command, (), keeper, "all tags of a repository are pushed, whichever those are")
    names = _positionals(rest, "f" if keeper != DAEMON else "", _PUSH_VALUES)
    if not names:
        return Act(PUSH, command, (), keeper, "the image that is pushed is not named in this command")
    source = names[0]
    if any(
        part.kind == "variable" and part.operator.startswith("[") and part.operator[1:2] in "@*"
        for part in source.parts
    ):
        return Act(PUSH, command, (), keeper, "a list of images is pushed by one command")
    if len(names) > 1 and _transport(names[1]) not in ("", "docker"):
        return Act(TAG, command, names[:2], keeper)  # to an archive, which is one more name of the image
    return Act(PUSH, command, (source,), keeper)


def _save(command: Command, rest: tuple[Word, ...], keeper: str) -> Act | None:
    """``docker save -o FILE IMAGE``: the file is one more name of the image."""
    names = _positionals(rest, "o", ("output", "format", "platform"))
    for at, word in enumerate(rest[:-1]):
        if word.raw in ("-o", "--output") and len(names) == 1:
            return Act(TAG, command, (names[0], rest[at + 1]), keeper)
    return None


def _skopeo(command: Command, words: tuple[Word, ...]) -> Act | None:
    """``skopeo copy``: to a registry from anywhere but a registry it is a push, to an archive one more name."""
    at = option_end(
        words, 1, "", ("policy", "registries.d", "tmpdir", "command-timeout", "override-arch", "override-os")
    )
    if at >= len(words) or words[at].literal != "copy":
        return None
    names = _positionals(words[at + 1 :], "f", _SKOPEO_VALUES)
    if len(names) < 2:
        return None
    source, target = map(_transport, names[:2])
    if target != "docker":
        return Act(TAG, command, names[:2], ANY)
    return Act(PUSH, command, names[:1], ANY) if source and source != "docker" else None


_SKOPEO_VALUES = (*_PUSH_VALUES, "additional-tag", "dest-creds", "dest-authfile", "dest-cert-dir", "src-creds",
                  "src-authfile", "src-cert-dir", "multi-arch", "dest-username", "dest-password", "retry-times",
                  "dest-registry-token", "dest-compress-format", "src-daemon-host", "dest-daemon-host")  # fmt: skip


def _nerdctl(command: Command, words: tuple[Word, ...]) -> Act | None:
    act = _engine(command, words, DAEMON)
    if act is not None and act.kind == PUSH and not act.refused:
        act = act._replace(refused="dockerlint reads no images of containerd: scan what nerdctl save writes")
    return act


def _transport(word: Word) -> str:
    """``oci-archive`` of ``oci-archive:image.tar``, "docker" of ``docker://…``, "" of a plain name."""
    first = word.parts[0].text if word.parts and word.parts[0].kind == "literal" else ""
    head, colon, rest = first.partition(":")
    return head if colon and (rest.startswith("//") or head in _TRANSPORTS) else ""


_TRANSPORTS = frozenset("oci oci-archive dir docker-archive docker-daemon containers-storage".split())


def _build(command: Command, rest: tuple[Word, ...], keeper: str) -> Act:
    tags = tuple(tag for tag, _start, _end in tag_options(rest))
    pushes = any(word.literal in ("--push", "--push=true") or pushing_output(word) for word in rest)
    return Act(BUILD, command, tags, keeper, pushes_itself=pushes)


def pushing_output(word: Word) -> bool:
    text = key(word)
    return "type=registry" in text or ("type=image" in text and "push=true" in text)


def tag_options(words: tuple[Word, ...]) -> Iterator[tuple[Word, int, int]]:
    """The names that ``-t`` and ``--tag`` give, each with the indexes of its option: first, and behind the last."""
    at = 0
    while at < len(words):
        raw = words[at].raw
        if raw in ("-t", "--tag") and at + 1 < len(words):
            yield words[at + 1], at, at + 2
            at += 1
        elif raw.startswith("--tag=") or (raw.startswith("-t") and len(raw) > 2 and not raw.startswith("-t=")):
            yield _behind(words[at], len("--tag=") if raw.startswith("--") else 2), at, at + 1
        at += 1


def _behind(word: Word, count: int) -> Word:
    """``word`` without its first ``count`` characters, which are literal and not quoted."""
    first = word.parts[0]
    parts = (first._replace(text=first.text[count:], start=first.start + count), *word.parts[1:])
    return word._replace(
        raw=word.raw[count:], start=word.start + count, parts=tuple(p for p in parts if p.start < p.end)
    )


def _positionals(words: tuple[Word, ...], short: str, long: tuple[str, ...]) -> tuple[Word, ...]:
    found: list[Word] = []
    at = option_end(words, 0, short, long)
    while at < len(words):
        found.append(words[at])
        at = option_end(words, at + 1, short, long)
    return tuple(found)


def _our_scan(command: Command, words: tuple[Word, ...]) -> Act | None:
    """``dockerlint image scan REF…``, also behind ``pipx run --spec …`` and ``python -m``."""
    texts = [word.literal for word in words]
    for at in range(len(texts) - 2):
        name = (texts[at] or "").rpartition("/")[2]
        if name == "dockerlint" and texts[at + 1 : at + 3] == ["image", "scan"]:
            rest = words[at + 3 :]
            is_gate = not any(
                text in ("--exit-zero", "--write-baseline", "--tree", "--help") for text in texts[at + 3 :]
            )
            return Act(SCAN, command, _positionals(rest, "", _SCAN_VALUES), is_gate=is_gate)
    return None


_HARMLESS = frozenset(("--exit-zero", "--write-baseline", "--tree", "--help", "--config-only"))
_SCAN_VALUES = ("platform", "insecure", "mirror", "timeout", "dockerfile", "base", "allow", "baseline", "fail-on",
                "format", "output", "jobs", "cache", "max-depth", "max-ratio", "max-free", "max-unpacked",
                "max-members", "max-layer", "max-document")  # fmt: skip


def _trivy(command: Command, words: tuple[Word, ...]) -> Act | None:
    """Trivy looks for secrets unless ``--scanners`` leaves them out, and fails only where it is told to."""
    at = option_end(words, 1, "c", ("config", "cache-dir", "timeout"))
    if at >= len(words) or words[at].literal not in ("image", "i"):
        return None
    rest = words[at + 1 :]
    texts = [key(word) for word in rest]
    scanners = _option(texts, "--scanners", "--security-checks")
    is_gate = (scanners is None or "secret" in scanners) and (_option(texts, "--exit-code") or "0") != "0"
    return Act(SCAN, command, _positionals(rest, "focs", _TRIVY_VALUES), is_gate=is_gate)


_TRIVY_VALUES = ("format", "output", "severity", "exit-code", "scanners", "security-checks", "input", "timeout",
                 "template", "ignorefile", "cache-dir", "config", "platform", "username", "password", "vuln-type",
                 "pkg-types", "ignore-policy", "secret-config", "skip-dirs", "skip-files", "server",
                 "db-repository")  # fmt: skip


def _option(texts: list[str], *names: str) -> str | None:
    for at, text in enumerate(texts):
        name, equals, value = text.partition("=")
        if name in names:
            return value if equals else texts[at + 1] if at + 1 < len(texts) else ""
    return None


def _ggshield(command: Command, words: tuple[Word, ...]) -> Act | None:
    texts = [word.literal for word in words]
    if texts[1:4] != ["secret", "scan", "docker"]:
        return None
    return Act(SCAN, command, _positionals(words[4:], "o", ("output", "docker-timeout", "exclude", "banlist-detector")))


def _kaniko(command: Command, words: tuple[Word, ...]) -> Act | None:
    texts = [key(word) for word in words]
    names_target = any(text.partition("=")[0] in ("--destination", "-d") for text in texts)
    if not names_target or "--no-push" in texts or "--no-push=true" in texts:
        return None
    return Act(PUSH, command, (), ANY, "kaniko pushes what it builds: --no-push --tar-path makes an archive to scan")


def _buildctl(command: Command, words: tuple[Word, ...]) -> Act | None:
    if any(pushing_output(word) for word in words):
        return Act(PUSH, command, (), ANY, "buildctl pushes what it builds: --output type=oci,dest=… makes an archive")
    return None


def _cloud(command: Command, words: tuple[Word, ...]) -> Act | None:
    """``az acr build`` and ``gcloud builds submit`` build and push elsewhere."""
    texts = tuple(word.literal for word in words[1:3])
    if texts not in (("acr", "build"), ("builds", "submit")) or any(word.literal == "--no-push" for word in words):
        return None
    return Act(
        PUSH, command, (), ANY, "the image is built and pushed elsewhere: scan it by its digest before it is used"
    )


_READERS = {
    "docker": _docker, "docker.io": _docker, "nerdctl": _nerdctl, "skopeo": _skopeo, "podman": _podman,
    "buildah": _podman,    "$engine": _any_engine, "docker-compose": _compose, "trivy": _trivy, "ggshield": _ggshield,
    "executor": _kaniko, "buildctl": _buildctl, "buildctl-daemonless.sh": _buildctl, "az": _cloud, "gcloud": _cloud,
}  # fmt: skip
