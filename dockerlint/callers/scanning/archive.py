"""Builds that push at once: ``docker buildx build --push`` writes an OCI archive, which is scanned and then copied.

The build gets no name: BuildKit writes one entry a name into the archive's index, and skopeo refuses an archive of
several.  ``skopeo copy --all --preserve-digests`` pushes every platform and attestation as they are in the archive.
"""

from __future__ import annotations

from dockerlint.callers.scanning.act import key, pushing_output, tag_options
from dockerlint.callers.scanning.commands import COPY, prefixed, report, scan
from dockerlint.callers.scanning.flow import Guard, following
from dockerlint.callers.scanning.shell import NO_ROOM, Step, ends_script, margin_of
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from dockerlint.callers.embedded import Embedded
    from dockerlint.callers.scanning.act import Act
    from dockerlint.callers.scanning.commands import Idiom
    from dockerlint.shell import Script, Word

_ALSO = ("--load", "--metadata-file", "--iidfile", "--sbom-output", "--annotation")


def build_to_archive(text: Embedded, script: Script, act: Act, idiom: Idiom) -> Step | Refusal:
    """The build ``act`` to an archive, the scan of it and the copy of it in place of its push."""
    command = act.command
    names = [text.text[word.start : word.end] for word in act.words]
    if not names:
        return Refusal("the image that this build pushes has no --tag here")
    if any(word.raw.partition("=")[0] in _ALSO or "type=docker" in key(word) for word in command.words):
        return Refusal("the build also hands its image or its digest to something else")
    behind = following(script, command)
    joiner = behind.joiner if behind is not None else ""
    if joiner in ("|", "||", "&"):
        return Refusal(f"what becomes of the build is written behind {joiner}")
    archive = idiom.archive or f'"{idiom.dollar}archive"'
    built = _without_push(text.text, command.start, command.end, command.words, f"--output {_output(archive)}")
    reference = prefixed("oci-archive:", archive)
    margin = margin_of(script.text, command.start)
    made = [] if idiom.archive else [f'archive="{idiom.dollar}(mktemp)"']
    steps = [scan(idiom, reference), *(f"{COPY} {reference} {prefixed('docker://', name)}" for name in names)]
    is_by_line = idiom.has_lines and margin is not None and command.joiner in ("", ";") and joiner != "&&"
    if is_by_line:
        end = "" if idiom.stops else " || exit 1"
        reports = [report(idiom, reference)] if idiom.report else []
        blanks = (margin or "").rstrip("@+-")
        lines = [*made, *(f"{line}{end}" for line in (built, *reports, *steps))]
        edit = text.replace(command.start, command.end, f"\n{blanks}".join(lines))
    else:
        chain = " && ".join([*made, built, *steps])
        if joiner != "&&" and not (idiom.ends and ends_script(script, command)):
            chain = f"{{ {chain} || exit 1; }}" if command.joiner == "&&" else f"{chain} || exit 1"
        edit = text.replace(command.start, command.end, chain)
    if edit is None:
        return Refusal(NO_ROOM)
    return Step((edit,), Guard(script, command), bool(idiom.report and is_by_line))


def _output(archive: str) -> str:
    return prefixed("type=oci,dest=", archive)


def _without_push(text: str, start: int, end: int, words: tuple[Word, ...], output: str) -> str:
    """The command's text with ``output`` for its ``--push``, and without its tags."""
    cuts: list[tuple[int, int, str]] = []
    placed = False
    skip = -1
    for at, word in enumerate(words):
        if at == skip:
            continue
        is_option = word.raw in ("--output", "-o") and at + 1 < len(words) and pushing_output(words[at + 1])
        if (
            word.raw.startswith("--push")
            or is_option
            or (word.raw.startswith(("--output=", "-o")) and pushing_output(word))
        ):
            last = words[at + 1] if is_option else word
            skip = at + 1 if is_option else -1
            cuts.append((words[at - 1].end if placed else word.start, last.end, "" if placed else output))
            placed = True
    cuts += [(words[first - 1].end, words[behind - 1].end, "") for _tag, first, behind in tag_options(words)]
    parts: list[str] = []
    at = start
    for begins, ends, new in sorted(cuts):
        parts += (text[at:begins], new)
        at = ends
    return "".join((*parts, text[at:end]))
