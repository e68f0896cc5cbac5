"""One fix over a Dockerfile and all that build it: what the Dockerfile asks for afterwards, every caller hands over.

All or none: where one caller is not understood, or its rewritten text does not read as a build that hands the secret
over, there is no fix and the reason names the caller.
"""

from __future__ import annotations

from posixpath import join, normpath

from dockerlint.callers.change import Change, GivenFile, Move
from dockerlint.callers.composed import composed_by
from dockerlint.callers.repository import LINKED
from dockerlint.finding import Finding, Fix, Related
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.rewrite.outcome import Refusal
from dockerlint.text import Edit, Source, apply_edits, overlap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dockerlint.callers.build import Build
    from dockerlint.callers.leftover import Mention
    from dockerlint.callers.repository import Link, Read, Repository


_ARG = lazy(r"(?im)^[ \t]*(?:onbuild[ \t]+)?arg[ \t](?:[^\n]*\\[ \t]*\r?\n)*[^\n]*")


class Needs(NamedTuple):
    """What a fixed Dockerfile asks for: secrets from variables (id by variable), from files (id by path in the build
    context), the agent; and which build arguments it no longer takes.
    """

    variables: dict[str, str]
    files: dict[str, str]
    ssh: bool
    removed: frozenset[str]


def needs_of(source: Source, fix: Fix) -> Needs:
    """What ``fix`` makes of the Dockerfile ``source``, from its supply and the text afterwards."""
    variables: dict[str, str] = {}
    files: dict[str, str] = {}
    ssh = False
    for supply in fix.supply:
        if supply.verb != "build":
            continue
        flag, _, value = supply.option.partition(" ")
        fields = dict(field.partition("=")[::2] for field in value.split(","))
        if flag == "--ssh":
            ssh = True
        elif "env" in fields:
            variables[fields["env"]] = fields["id"]
        elif "src" in fields:
            files[fields["id"]] = fields["src"]
    own = [edit for edit in fix.edits if edit.path == source.path]
    before = arguments_in(source.text)
    removed = before - arguments_in(apply_edits(source.text, own)) if before else frozenset()
    return Needs(variables, files, ssh, removed)


def arguments_in(text: str) -> frozenset[str]:
    """The build arguments that a Dockerfile declares.

    Only the lines that may declare one are parsed, and all of it where another character than ``\\`` continues lines.
    """
    from dockerlint.syntax import parse

    if "ARG" not in text.upper():
        return frozenset()
    escapes = "escape" in text[:200]
    parts = [text] if escapes else [found[0] for found in _ARG.finditer(text)]
    return frozenset(
        pair.key
        for part in parts
        for instruction in parse(part).instructions
        for inner in (instruction, instruction.inner)
        if inner is not None and inner.keyword == "ARG"
        for pair in inner.pairs
    )


def with_callers(
    finding: Finding,
    source: Source,
    place: str,
    repository: Repository,
    texts: dict[str, str],
    declared_by: Callable[[str], int],
    allow_partial: bool,
    mentions: Callable[[frozenset[str], dict[str, str]], Mention | None],
) -> Finding:
    """``finding`` with the edits of all callers in its fix, or without a fix and with the reason.

    ``declared_by`` counts the Dockerfiles of the repository that declare a build argument.  ``mentions`` looks for a
    line of the repository that hands one over and that nobody has understood, in the texts that the fix gives.
    """
    fix = finding.fix
    if fix is None:
        return finding
    needs = needs_of(source, fix)
    edits = list(fix.edits)
    refused: list[tuple[Link, str]] = []
    by_caller: dict[str, tuple[Read, list[tuple[Build, Change]]]] = {}
    links = list(repository.links_to(place, texts))
    composed = composed_by(links, needs.variables, declared_by)
    for link in links:
        change = composed.commands.get(id(link.build)) or _change(link, needs, declared_by)
        gained = composed.services.get(id(link.build))
        if gained is not None and not isinstance(change, Refusal):
            change = (change or Change())._replace(variables=gained)
        if isinstance(change, Refusal):
            refused.append((link, change.reason))
        elif change:
            by_caller.setdefault(link.read.caller.path, (link.read, []))[1].append((link.build, change))
    for read, changes in by_caller.values():
        made = _edits(read, changes, repository)
        if isinstance(made, tuple):
            build, reason = made
            refused += [(link, reason) for link in links if link.build is build][:1]
        else:
            edits += made
    names = frozenset(needs.variables) | needs.removed
    if names and not refused and not allow_partial:
        mention = mentions(names, _edited(edits, by_caller, texts))
        if mention is not None:
            reason = f"hands {mention.name} over in a way that is not understood"
            path = repository.path_of(mention.place)
            return finding._replace(fix=None, no_fix_because=f"{path}:{mention.line} {reason}")
    if refused and not allow_partial:
        return finding._replace(fix=None, no_fix_because=_told(*refused[0]))
    left = tuple(
        Related(link.build.span, f"not rewritten: {reason}", link.read.source.path) for link, reason in refused
    )
    return finding._replace(fix=fix._replace(edits=tuple(edits)), related=(*finding.related, *left))


def _edited(edits: list[Edit], by_caller: Mapping[str, tuple[Read, object]], texts: dict[str, str]) -> dict[str, str]:
    """The texts of all files as the fix leaves its callers."""
    sources = {read.source.path: read.source.text for read, _ in by_caller.values()}
    return texts | {
        path: apply_edits(text, [edit for edit in edits if edit.path == path]) for path, text in sources.items()
    }


def _told(link: Link, reason: str) -> str:
    line = link.read.source.position(link.build.span.start).line
    return f"{link.read.source.path}:{line} builds it as well: {reason}"


def _change(link: Link, needs: Needs, declared_by: Callable[[str], int]) -> Change | Refusal | None:
    """What one build has to change; None for nothing."""
    build = link.build
    given = {argument.name for argument in build.arguments}
    moves = tuple(Move(name, identity) for name, identity in needs.variables.items() if name in given)
    dropped = tuple(name for name in needs.removed if name in given and name not in needs.variables)
    if link.how != LINKED:
        taken = [move.argument for move in moves] + list(dropped)
        if not taken:
            return None
        if any(declared_by(name) != 1 for name in taken) or build.dockerfile is not None:
            return Refusal("which Dockerfile it takes is not known, and it hands over a build argument of that name")
    if dropped and (needs.variables or needs.files):
        return Refusal(f"it gives {dropped[0]} a value of its own")
    wants_mounts = bool(needs.variables or needs.files or needs.ssh)
    if wants_mounts and build.no_mounts:
        return Refusal(build.no_mounts)
    if wants_mounts and build.opaque and (needs.removed or needs.files):
        return Refusal(build.opaque)
    if link.how != LINKED:
        return Change(moves, dropped=dropped)
    there = {provider.id for provider in build.providers}
    files = []
    for identity, path in needs.files.items():
        if identity in there:
            continue
        if build.context is None:
            return Refusal("its build context is not known")
        files.append(GivenFile(identity, normpath(join(build.context, path))))
    ssh = needs.ssh and not any(provider.type == "ssh" for provider in build.providers)
    if ssh and any(name in given for name in needs.removed):
        return Refusal("it hands a key over as a build argument, and an SSH agent would have to hold it")
    return Change(moves, tuple(files), dropped, ssh)


def _edits(read: Read, changes: list[tuple[Build, Change]], repository: Repository) -> list[Edit] | tuple[Build, str]:
    """The edits of one caller for all of its builds, or the build that cannot be changed and why."""
    made: list[Edit] = []
    for build, change in changes:
        twice = _given_twice(build, change)
        if twice:
            return build, f"it gives {twice} twice"
        found = read.kind.rewrite(read.source, build, change)
        if isinstance(found, Refusal):
            return build, found.reason
        made += found
    if overlap(made):
        return changes[0][0], "its builds cannot be changed at one time"
    text = apply_edits(read.source.text, made)
    again = repository.caller(read.caller.path, text)
    if again is None or len(again.caller.builds) != len(read.caller.builds):
        return changes[0][0], "its text would not read as the same builds"
    wanted = {id(build): change for build, change in changes}
    for build, new in zip(read.caller.builds, again.caller.builds, strict=True):
        change = wanted.get(id(build), Change())
        if not _hands_over(new, change):
            return build, "its text would not hand the secret over"
        if not change and _names(build) != _names(new):
            return build, "it would change together with another build of its file"
    return list(dict.fromkeys(made))


def _given_twice(build: Build, change: Change) -> str:
    """The name of an argument that is to become a secret and has two values, of which the last counts; "" for none."""
    for move in change.moves:
        if len({argument.value[:2] for argument in build.arguments if argument.name == move.argument}) > 1:
            return move.argument
    return ""


def _names(build: Build) -> tuple[list[str], list[str]]:
    return [argument.name for argument in build.arguments], [provider.id for provider in build.providers]


def _hands_over(build: Build, change: Change) -> bool:
    given = {argument.name for argument in build.arguments}
    ids = {provider.id for provider in build.providers if provider.type == "secret"}
    wanted = {move.id for move in change.moves} | {file.id for file in change.files}
    wanted |= {variable.id for variable in change.variables}
    gone = {move.argument for move in change.moves} | set(change.dropped)
    gone |= {export.argument for export in change.exports}
    has_agent = any(provider.type == "ssh" for provider in build.providers)
    return wanted <= ids and not gone & given and (has_agent or not change.ssh)


def concerned(findings: Iterator[Finding] | tuple[Finding, ...], source: Source) -> bool:
    """Whether a fix among them asks something of callers."""
    for finding in findings:
        fix = finding.fix
        if fix is not None and (
            any(supply.verb == "build" for supply in fix.supply) or finding.name == "secret-in-arg"
        ):
            return any(edit.path == source.path for edit in fix.edits)
    return False
