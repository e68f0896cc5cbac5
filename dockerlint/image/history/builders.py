"""Who wrote a history entry: builders of Dockerfiles, and tools that make images without one.

Known by what each writes into its entries: BuildKit (dockerfile2llb/convert.go, ``historyComment``), the classic
builder (moby, daemon/builder/dockerfile/internals.go), buildah (imagebuildah/stage_executor.go, ``getCreatedBy``;
image.go, ``buildHistory``), kaniko (pkg/constants, ``Author``), Jib, ko, Cloud Native Buildpacks, Bazel's rules, Nix
(dockerTools), apko, crane, debuerreotype, docker import.
"""

from __future__ import annotations

import re

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.image.values import HistoryEntry

BUILDKIT = "BuildKit"
CLASSIC = "the classic builder"
BUILDAH = "buildah"
KANIKO = "kaniko"
SQUASHED = "docker build --squash"
UNKNOWN = ""
DOCKERFILE_BUILDERS = (BUILDKIT, CLASSIC, BUILDAH, KANIKO, SQUASHED)

NOP = "#(nop) "
_FROM = re.compile(r"(?:^| )FROM \S+$")
_OTHERS = (
    ("Jib", re.compile(r"jib\b", re.IGNORECASE), "created_by author"),
    ("ko", re.compile(r"(?:^ko |github\.com/google/ko|ko-build/ko|go build output, at )"), "created_by author comment"),
    ("buildpacks", re.compile(r"buildpack|^Application Layer$|^Application Launcher$", re.IGNORECASE), "created_by"),
    ("Bazel", re.compile(r"^bazel |rules_(?:docker|oci|distroless|img)|\bBazel\b"), "created_by author comment"),
    ("Nix", re.compile(r"^store paths: |nix(?:pkgs)?\b.*docker", re.IGNORECASE), "comment created_by"),
    ("apko", re.compile(r"^apko\b"), "created_by author"),
    ("crane", re.compile(r"^crane\b|go-containerregistry"), "created_by author comment"),
    ("debuerreotype", re.compile(r"^debuerreotype\b"), "comment"),
    ("docker import", re.compile(r"^Imported from "), "comment"),
)


def builder_of(entry: HistoryEntry) -> str:
    """Who wrote ``entry``, by its own words; "" where they do not tell."""
    text = entry.created_by
    if entry.comment.startswith("buildkit") or text.rstrip().endswith("# buildkit"):
        return BUILDKIT
    if not text and entry.comment.startswith("merge sha256:"):
        return SQUASHED
    if entry.author == "kaniko":
        return KANIKO
    if NOP in text:
        # The classic builder writes two blanks, but for ADD, COPY and WORKDIR.
        rest = text.partition(NOP)[2]
        return CLASSIC if rest.startswith(" ") else BUILDAH if _FROM.search(entry.comment) else UNKNOWN
    for name, pattern, fields in _OTHERS:
        if any(pattern.search(getattr(entry, field)[:400]) for field in fields.split()):
            return name
    return BUILDAH if _FROM.search(entry.comment) else UNKNOWN


def builders_of(history: Sequence[HistoryEntry], is_by_buildah: bool) -> list[str]:
    """Who wrote each entry; one that does not tell is of the builder of those behind it, else of those before it.

    ``is_by_buildah`` is what the image's labels say.
    """
    found = [builder_of(entry) for entry in history]
    for order in (range(len(found) - 2, -1, -1), range(1, len(found))):
        for index in order:
            near = index + 1 if order.step < 0 else index - 1
            if not found[index] and found[near] in (CLASSIC, BUILDAH) and _is_of_a_dockerfile(history[index]):
                found[index] = found[near]
    for index, entry in enumerate(history):
        if not found[index] and _is_of_a_dockerfile(entry):
            found[index] = BUILDAH if is_by_buildah else CLASSIC
    return found


def _is_of_a_dockerfile(entry: HistoryEntry) -> bool:
    text = entry.created_by
    return NOP in text or text.startswith(("/", "|")) or _SHELL.match(text) is not None


_SHELL = re.compile(r"(?:cmd|powershell|pwsh|bash|sh)(?:\.exe)? [/-]", re.IGNORECASE)
