"""The fix for a build argument that a caller hands over: that of the Dockerfile, over all callers."""

from __future__ import annotations

from dockerlint.callers.change import Change, Move
from dockerlint.callers.demands import alike, all_mounts
from dockerlint.callers.needs import arguments_in
from dockerlint.finding import Fix, Safety
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from dockerlint.callers.build import Argument, Build
    from dockerlint.callers.repository import Read
    from dockerlint.callers.rule import View


def as_secret(read: Read, build: Build, argument: Argument, view: View) -> Fix | Refusal:
    """The fix of the Dockerfile that takes the argument, over all callers, or of this caller where that is enough."""
    taken = view.repository.dockerfiles_of(build)
    if not taken:
        return _from_elsewhere(read, argument, view)
    for place in taken:
        for finding in view.dockerfile_findings(place):
            if finding.secret is None or finding.secret.name != argument.name or finding.name != "secret-in-arg":
                continue
            return finding.fix or Refusal(finding.no_fix_because or f"{place} cannot be changed")
    file = view.taken_by(build)
    if file is None or argument.name in arguments_in(file.source.text):
        return Refusal(f"{taken[0]} does not take it as a credential")
    mount = next((each for each in all_mounts(file) if alike(each.id, argument.name)), None)
    change = Change(dropped=(argument.name,)) if mount is None else Change(moves=(Move(argument.name, mount.id),))
    edits = read.kind.rewrite(read.source, build, change)
    if isinstance(edits, Refusal):
        return edits
    if mount is None:
        return Fix(f"{file.source.path} does not take it: hand it over no more", tuple(edits), Safety.SAFE)
    return Fix(f"hand it over as the secret {mount.id}", tuple(edits), Safety.SAFE)


def _from_elsewhere(read: Read, argument: Argument, view: View) -> Fix | Refusal:
    """The fix of the one Dockerfile that can be meant, where it changes this caller too."""
    unknown = Refusal("its Dockerfile is not in this repository, or its path is not known")
    declaring = view.declaring(argument.name)
    if len(declaring) != 1:
        return unknown
    for finding in view.dockerfile_findings(declaring[0]):
        is_it = finding.name == "secret-in-arg" and finding.secret is not None and finding.secret.name == argument.name
        fix = finding.fix if is_it else None
        if fix is not None and any(edit.path == read.source.path for edit in fix.edits):
            return fix
    return unknown
