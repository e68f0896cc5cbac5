"""Builds that push at once: what ``docker buildx build --push`` builds is kept, scanned, and then pushed.

Where it is kept depends on the builder.  Docker's own (the driver ``docker``) keeps images in docker's store and writes
no OCI archives unless that store is containerd's; a builder of its own writes them, and ``docker buildx build --load``
would lose its platforms and attestations.  So a build whose file names no builder loads its image, and ``docker push``
sends it as ``--push`` would have done: for that driver buildx, too, pushes through docker's engine.  One that needs
another builder writes an archive, which ``skopeo copy --all --preserve-digests`` pushes as it is.

What buildx pushes has its provenance by default; into an archive that goes only when it is asked for.  And the build
goes there without a name: BuildKit writes one entry a name into the archive's index, and skopeo refuses an archive of
several.  Sources: buildx, build/opt.go ("exporter is not supported for the docker driver") and build/build.go (the
default ``mode=min,inline-only=true``); docs.docker.com, "Docker driver".
"""

from __future__ import annotations

from dockerlint.callers.scanning.act import key, output_beside_push, pushing_output, tag_options
from dockerlint.callers.scanning.commands import COPY, prefixed, report, scan
from dockerlint.callers.scanning.engines import program_end
from dockerlint.callers.scanning.flow import Guard, following
from dockerlint.callers.scanning.shell import NO_ROOM, Step, as_root, ends_script, margin_of
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from dockerlint.callers.embedded import Embedded
    from dockerlint.callers.scanning.act import Act
    from dockerlint.callers.scanning.commands import Idiom
    from dockerlint.shell import Command, Script, Word

_ALSO = ("--load", "--metadata-file", "--iidfile", "--sbom-output", "--annotation")
_OF_A_BUILDER = ("--builder", "--sbom", "--attest", "--provenance")


class _Plan(NamedTuple):
    """``made`` come before the build ``built``; then ``reference`` is scanned, and the ``pushes`` follow."""

    built: str
    reference: str
    pushes: tuple[str, ...]
    idiom: Idiom
    made: tuple[str, ...] = ()


def build_then_push(text: Embedded, script: Script, act: Act, idiom: Idiom) -> Step | Refusal:
    """The build ``act`` without its push, the scan of what it built, and the push of that."""
    command = act.command
    names = [text.text[word.start : word.end] for word in act.words]
    refused = _refused(script, act)
    if refused:
        return Refusal(refused)
    behind = following(script, command)
    joiner = behind.joiner if behind is not None else ""
    is_archived = idiom.builder.is_named or _needs_builder(command.words)
    plan = (_archived if is_archived else _loaded)(text.text, act, names, idiom)
    steps = [scan(plan.idiom, plan.reference), *plan.pushes]
    margin = margin_of(script.text, command.start)
    is_by_line = idiom.has_lines and margin is not None and command.joiner in ("", ";") and joiner != "&&"
    reports = [report(plan.idiom, plan.reference)] if idiom.report and is_by_line else []
    blanks = (margin or "").rstrip("@+-")
    if plan.made and is_by_line and idiom.is_one_shell:
        inner = f" &&\n{blanks}  ".join([" && ".join(plan.made), plan.built, *reports, *steps])
        changed = f"(\n{blanks}  {inner}\n{blanks})" + ("" if idiom.stops else " || exit 1")
    elif is_by_line and not plan.made:
        end = "" if idiom.stops else " || exit 1"
        changed = f"\n{blanks}".join(f"{line}{end}" for line in (plan.built, *reports, *steps))
    else:
        reports = []
        changed = " && ".join([*plan.made, plan.built, *steps])
        if plan.made:
            changed = f"( {changed} )"
        if joiner != "&&" and not (idiom.ends and ends_script(script, command)):
            changed = f"{{ {changed} || exit 1; }}" if command.joiner == "&&" else f"{changed} || exit 1"
    edit = text.replace(command.start, command.end, changed)
    if edit is None:
        return Refusal(NO_ROOM)
    return Step((edit,), Guard(script, command), bool(reports))


def _refused(script: Script, act: Act) -> str:
    command = act.command
    if not act.words:
        return "the image that this build pushes has no --tag here"
    if any(word.raw.partition("=")[0] in _ALSO or "type=docker" in key(word) for word in command.words):
        return "the build also hands its image or its digest to something else"
    if any(output_beside_push(word) for word in command.words):
        return "its --output says more than that the image is pushed"
    if any(redirect.operator.startswith("<<") for redirect in command.redirects):
        return "its Dockerfile or its context is written behind it"
    behind = following(script, command)
    if behind is not None and behind.joiner in ("|", "||", "&"):
        return f"what becomes of the build is written behind {behind.joiner}"
    return ""


def _needs_builder(words: tuple[Word, ...]) -> bool:
    """Whether docker's own builder, with its classic store, refuses these options."""
    for at, word in enumerate(words):
        name, equals, value = key(word).partition("=")
        if not equals and at + 1 < len(words):
            value = key(words[at + 1])
        if name in _OF_A_BUILDER and value != "false":
            return True
        if name == "--platform" and ("," in value or "$" in value):
            return True
        if name == "--cache-to" and "type=inline" not in value:
            return True
    return False


def _says_provenance(command: Command) -> bool:
    told = [key(word) for word in command.words]
    is_told = any(each.startswith("--provenance") or "type=provenance" in each for each in told)
    return is_told or any(each.name == "BUILDX_NO_DEFAULT_ATTESTATIONS" for each in command.assignments)


def _archived(text: str, act: Act, names: list[str], idiom: Idiom) -> _Plan:
    archive = idiom.archive or f'"{idiom.dollar}archive"'
    reference = prefixed("oci-archive:", archive)
    output = f"--output {prefixed('type=oci,dest=', archive)}"
    if idiom.builder.attests and not _says_provenance(act.command):
        output += " --provenance=mode=min"
    built = _without_push(text, act.command, output, keeps_tags=False)
    pushes = tuple(f"{COPY} {reference} {prefixed('docker://', name)}" for name in names)
    made = () if idiom.archive else (f'archive="{idiom.dollar}(mktemp)"', _removed_at_the_end(idiom))
    return _Plan(built, reference, pushes, idiom, made)


def _removed_at_the_end(idiom: Idiom) -> str:
    """The command that has a subshell remove its archive, whatever becomes of it; the script's own traps stay."""
    return f"trap {idiom.quote}rm -f {_inside(idiom)}{idiom.quote} EXIT HUP INT TERM"


def _inside(idiom: Idiom) -> str:
    """The archive within the quotes of the trap: a word of its own in single ones, read at once in double ones."""
    return f'"{idiom.dollar}archive"' if idiom.quote == "'" else f"{idiom.dollar}archive"


def _loaded(text: str, act: Act, names: list[str], idiom: Idiom) -> _Plan:
    command = act.command
    engine = text[command.words[0].start : program_end(command)]
    built = _without_push(text, command, "--load", keeps_tags=True)
    pushes = tuple(f"{engine} push {name}" for name in names)
    return _Plan(built, prefixed(act.keeper, names[0]), pushes, as_root(command, idiom))


def _without_push(text: str, command: Command, instead: str, *, keeps_tags: bool) -> str:
    """The command's text with ``instead`` for its ``--push``."""
    words = command.words
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
            cuts.append((words[at - 1].end if placed else word.start, last.end, "" if placed else instead))
            placed = True
    if not keeps_tags:
        cuts += [(words[first - 1].end, words[behind - 1].end, "") for _tag, first, behind in tag_options(words)]
    parts: list[str] = []
    at = command.start
    for begins, ends, new in sorted(cuts):
        parts += (text[at:begins], new)
        at = ends
    return "".join((*parts, text[at : command.end]))
