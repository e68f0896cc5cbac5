"""What shell commands do with images: build, tag, scan, push."""

from __future__ import annotations

from dockerlint.callers.scanning import engines, scanners
from dockerlint.callers.scanning.act import ANY, PUSH, Act, key, pushing_output
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.shell import Command, Script, Word


def acts(script: Script) -> Iterator[Act]:
    """What the commands of ``script`` do with images, in their order."""
    for command in script.every_command():
        act = _act(command)
        if act is not None:
            yield act


def _act(command: Command) -> Act | None:
    inner = command.unwrapped()
    words = inner.words
    if not words:
        return None
    name = inner.name or _engine_of_variable(words[0])
    reader = _READERS.get(name)
    if reader is not None:
        return reader(command, words)
    return scanners.our_scan(command, words) if "dockerlint" in command.words[0].raw or name in _RUNNERS else None


def _engine_of_variable(word: Word) -> str:
    """``$(CONTAINER_TOOL)``, ``${DOCKER}``: "any engine" where the name says that it is one."""
    if len(word.parts) != 1 or word.parts[0].kind not in ("variable", "substitution"):
        return ""
    parts = word.parts[0].text.lower().replace("-", "_").split("_")
    return "$engine" if any(part in _ENGINE_WORDS for part in parts) else ""


_ENGINE_WORDS = frozenset("docker podman buildah container containers engine oci".split())
_RUNNERS = frozenset("dockerlint pipx uvx uv python python3".split())


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
    "docker": engines.docker, "docker.io": engines.docker, "nerdctl": engines.nerdctl, "skopeo": engines.skopeo,
    "podman": engines.podman, "buildah": engines.podman, "$engine": engines.any_engine,
    "docker-compose": engines.compose, "trivy": scanners.trivy, "ggshield": scanners.ggshield, "executor": _kaniko,
    "buildctl": _buildctl, "buildctl-daemonless.sh": _buildctl, "az": _cloud, "gcloud": _cloud,
}  # fmt: skip
