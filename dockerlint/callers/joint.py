"""One fix over a Dockerfile and all that build it: what the Dockerfile asks for afterwards, every caller hands over.

All or none: where one caller is not understood, or its rewritten text does not read as a build that hands the secret
over, there is no fix and the reason names the caller.
"""

from __future__ import annotations

from itertools import islice
from posixpath import join, normpath

from dockerlint.callers.build import FILE
from dockerlint.callers.change import Change, GivenFile, Move
from dockerlint.callers.composed import composed_by
from dockerlint.callers.needs import needs_of
from dockerlint.callers.repository import LINKED
from dockerlint.finding import Finding, Fix, Related
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.rewrite.outcome import Refusal
from dockerlint.text import Edit, Source, apply_edits, overlap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dockerlint.callers.build import Build
    from dockerlint.callers.leftover import Mention
    from dockerlint.callers.needs import Needs
    from dockerlint.callers.repository import Link, Repository
    from dockerlint.callers.unsupplied import Unsupplied
    from dockerlint.model import Dockerfile


_KEY = "it hands a key over as a build argument, and an SSH agent would have to hold it"
_WOULD_END = "the mount would end that build: hand it over there as well, or fix the rest with --allow-partial"
_HIDDEN = "not rewritten: it is handed over in a way that is not understood"
_MOST_TOLD = 20


class Joint(NamedTuple):
    """A Dockerfile's fix with the edits of its callers, or why there is none; ``left`` are callers that it leaves."""

    fix: Fix | None
    reason: str | None = None
    left: tuple[Related, ...] = ()

    def told(self, finding: Finding) -> Finding:
        """``finding`` with it in place of the Dockerfile's own fix."""
        if self.fix is None:
            return finding._replace(fix=None, no_fix_because=self.reason)
        return finding._replace(fix=self.fix, related=(*finding.related, *self.left))


class Around(NamedTuple):
    """What is known around a Dockerfile at ``place``; ``texts`` are newer than those on disk, by path.

    ``links`` are the builds that take it, or that may.  ``declared_by`` counts the Dockerfiles of the repository that
    declare a build argument.  ``mentions`` looks for lines of the repository that hand one over and that nobody has
    understood, in the texts that the fix gives.  ``closed`` are paths of callers that cannot be read.
    """

    source: Source
    place: str
    repository: Repository
    links: list[Link]
    texts: dict[str, str]
    declared_by: Callable[[str], int]
    mentions: Callable[[frozenset[str], dict[str, str]], Iterator[Mention]]
    closed: tuple[str, ...]
    allow_partial: bool


def with_callers(fix: Fix, around: Around) -> Joint:
    """``fix`` with the edits of all callers, or the reason why it cannot be made with them."""
    needs = needs_of(around.source, fix)
    refused: list[tuple[Link, str]] = []
    by_caller = _changes(around, needs, refused)
    edits = list(fix.edits)
    for changes in by_caller.values():
        made = _edits(changes, around)
        if isinstance(made, tuple):
            refused.append(made)
        else:
            edits += made
    if refused and not around.allow_partial:
        return Joint(None, _told(*refused[0]))
    names = frozenset(needs.variables) | needs.removed
    texts = _edited(edits, by_caller, around.texts) if names else {}
    hidden = list(islice(around.mentions(names, texts), _MOST_TOLD)) if names else []
    if hidden and not around.allow_partial:
        return Joint(None, _mentioned(hidden[0], around))
    closed = [f"{path} may build it, and cannot be read" for path in around.closed[:_MOST_TOLD] if names]
    if closed and not around.allow_partial:
        return Joint(None, closed[0])
    left = [(link, f"builds it as well: {reason}", reason) for link, reason in refused]
    changed = [pair for changes in by_caller.values() for pair in changes]
    for each in _ending(fix, around, needs, changed):
        lacks = f"hands no {each.argument} over"
        if each.argument in needs.removed and not around.allow_partial:
            return Joint(None, f"{_place(each.link)} {lacks}, and {_WOULD_END}")
        left.append((each.link, f"{lacks} yet: give it the secret {each.id}", f"it {lacks}"))
    told = (
        *(f"{_place(link)} {told}" for link, told, _ in left),
        *(_mentioned(each, around) for each in hidden),
        *closed,
    )
    places = [(link.build.span, link.read.source.path, f"not rewritten: {reason}") for link, _, reason in left]
    # In a file that the fix rewrites, its place would be another one.
    lines = [(each.span, around.repository.path_of(each.place), _HIDDEN) for each in hidden]
    places += [line for line in lines if line[1] not in texts]
    related = tuple(Related(span, message, path) for span, path, message in places)
    return Joint(fix._replace(edits=tuple(edits), left=told), left=related)


def _mentioned(mention: Mention, around: Around) -> str:
    path = around.repository.path_of(mention.place)
    return f"{path}:{mention.line} hands {mention.name} over in a way that is not understood"


def _ending(fix: Fix, around: Around, needs: Needs, changed: list[tuple[Link, Change]]) -> Iterator[Unsupplied]:
    """The builds that do without the secret today, and that its mount would end."""
    supplied = {id(link.build): {provider.id for provider in link.build.providers} for link in around.links}
    for link, change in changed:
        supplied[id(link.build)] |= change.ids
    if all(identity in ids for ids in supplied.values() for identity in needs.variables.values()):
        return
    from dockerlint.callers.unsupplied import unsupplied

    def after() -> Dockerfile:
        from dockerlint.model import read_dockerfile

        own = [edit for edit in fix.edits if edit.path == around.source.path]
        return read_dockerfile(Source(apply_edits(around.source.text, own), around.source.path), None)

    yield from unsupplied(around.links, needs.variables, supplied, after)


def _changes(around: Around, needs: Needs, refused: list[tuple[Link, str]]) -> dict[str, list[tuple[Link, Change]]]:
    """What changes in the builds of each caller; those that cannot be changed are added to ``refused``."""
    found: dict[str, list[tuple[Link, Change]]] = {}
    composed = composed_by(around.links, needs.variables, around.declared_by)
    for link in around.links:
        change = composed.commands.get(id(link.build)) or _change(link, needs, around.declared_by)
        gained = composed.services.get(id(link.build))
        if gained is not None and not isinstance(change, Refusal):
            change = (change or Change())._replace(variables=gained)
        if isinstance(change, Refusal):
            refused.append((link, change.reason))
        elif change:
            found.setdefault(link.read.caller.path, []).append((link, change))
    return found


def _edited(
    edits: list[Edit], by_caller: Mapping[str, list[tuple[Link, Change]]], texts: dict[str, str]
) -> dict[str, str]:
    """The texts of all files as the fix leaves its callers."""
    sources = [changes[0][0].read.source for changes in by_caller.values()]
    return texts | {
        source.path: apply_edits(source.text, [edit for edit in edits if edit.path == source.path])
        for source in sources
    }


def _place(link: Link) -> str:
    return f"{link.read.source.path}:{link.read.source.position(link.build.span.start).line}"


def _told(link: Link, reason: str) -> str:
    return f"{_place(link)} builds it as well: {reason}"


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
        return _lost_value(dropped[0], needs)
    wants_mounts = bool(needs.variables or needs.files or needs.ssh)
    if wants_mounts and build.no_mounts:
        return Refusal(build.no_mounts)
    if wants_mounts and build.opaque and (needs.removed or needs.files):
        return Refusal(build.opaque)
    if link.how != LINKED:
        return Refusal(_KEY) if needs.ssh else Change(moves, dropped=dropped)
    there = {provider.id for provider in build.providers}
    files = []
    for identity, path in needs.files.items():
        if identity in there:
            continue
        if build.context is None:
            return Refusal("its build context is not known")
        files.append(GivenFile(identity, normpath(join(build.context, path))))
    ssh = needs.ssh and not any(provider.type == "ssh" for provider in build.providers)
    key = _key_file(build, needs.removed) if ssh else ""
    if ssh and not key and any(name in given for name in needs.removed):
        return Refusal(_KEY)
    return Change(moves, tuple(files), dropped, ssh, ssh_key=key)


def _key_file(build: Build, removed: frozenset[str]) -> str:
    """The file of the private key that a command hands over as a build argument: its builder takes that for ``--ssh``.

    "" where the key is not the content of one file.
    """
    given = [argument.value for argument in build.arguments if argument.name in removed]
    private = [value for value in given if not value.text.strip("\"'").endswith(".pub")]
    if len(private) != 1 or any(value.kind != FILE for value in given):
        return ""
    return private[0].text


def _lost_value(name: str, needs: Needs) -> Refusal:
    if needs.files and not needs.variables:
        path = next(iter(needs.files.values()))
        return Refusal(f"it hands {name} over, and the Dockerfile would take the file {path} in its place")
    return Refusal(f"it gives {name} a value of its own")


def _edits(changes: list[tuple[Link, Change]], around: Around) -> list[Edit] | tuple[Link, str]:
    """The edits of one caller for all of its builds, or the build that cannot be changed and why."""
    first, read = changes[0][0], changes[0][0].read
    made: list[Edit] = []
    for link, change in changes:
        twice = _given_twice(link.build, change)
        if twice:
            return link, f"it gives {twice} twice"
        if read.kind.name == "compose" and change.ids:
            from dockerlint.callers.extended import extended_by

            other = extended_by(link.build, read.caller.path, around.repository, around.texts)
            if other:
                return link, f"{other} extends its service, and would have to name the secret as well"
        found = read.kind.rewrite(read.source, link.build, change)
        if isinstance(found, Refusal):
            return link, found.reason
        made += found
    # What several builds write at one place is shared by them, and belongs below what is theirs alone.
    made = list(dict.fromkeys(reversed(made)))[::-1]
    if overlap(made):
        return first, "its builds cannot be changed at one time"
    again = around.repository.caller(read.caller.path, apply_edits(read.source.text, made))
    if again is None or len(again.caller.builds) != len(read.caller.builds):
        return first, "its text would not read as the same builds"
    wanted = {id(link.build): (link, change) for link, change in changes}
    for build, new in zip(read.caller.builds, again.caller.builds, strict=True):
        link, change = wanted.get(id(build), (first._replace(build=build), Change()))
        if not _hands_over(new, change):
            return link, "its text would not hand the secret over"
        if not change and _names(build) != _names(new):
            return link, "it would change together with another build of its file"
    return made


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
    gone = {move.argument for move in change.moves} | set(change.dropped)
    gone |= {export.argument for export in change.exports}
    agents = {provider.kind for provider in build.providers if provider.type == "ssh"}
    has_agent = FILE in agents if change.ssh_key else bool(agents)
    return change.ids <= ids and not gone & given and (has_agent or not change.ssh)


def concerned(findings: Iterator[Finding] | tuple[Finding, ...], source: Source) -> bool:
    """Whether a fix among them asks something of callers."""
    for finding in findings:
        fix = finding.fix
        if fix is not None and (
            any(supply.verb == "build" for supply in fix.supply) or finding.name == "secret-in-arg"
        ):
            return any(edit.path == source.path for edit in fix.edits)
    return False
