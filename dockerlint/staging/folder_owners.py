"""Who owns the folders that COPY makes anew: it keeps the owners of what lies in a folder, not the folder's own."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.calls import is_below, is_known, working_folder
from dockerlint.staging.survey import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from dockerlint.model.images import User
    from dockerlint.staging.effects import Effect
    from dockerlint.staging.survey import Arrival, Survey


def owners_given_back(survey: Survey, trees: Iterable[str], home: str, owned: Container[str]) -> Iterator[str]:
    """The commands that give folders among ``trees``, and ``home`` where the container starts, the owner that they had.

    That of a folder which a WORKDIR, or a command behind it, made under a USER: BuildKit and shells make it theirs.
    """
    if all(step.user.is_root for step in survey.stage.steps):
        return
    effects = {id(step): found for step, found in survey.effects}
    arrivals = {id(arrival.step): arrival for arrival in survey.arrivals}
    folders = dict.fromkeys(trees)
    if any(is_below(tree, home) for tree in folders):  # or else a WORKDIR makes it, under its user
        folders[home] = None
    for folder in folders:
        if folder in owned or folder in SYSTEM or folder == "/":
            continue
        user = _maker(survey, folder, effects, arrivals)
        if user is not None and not user.is_root and is_known(user.name):
            yield f"chown {user.name}{'' if user.name.isdecimal() else ':'} {folder}"


def _maker(
    survey: Survey, folder: str, effects: Mapping[int, list[Effect]], arrivals: Mapping[int, Arrival]
) -> User | None:
    """The user under whom ``folder`` was made, None where it may be no folder, or a COPY with an owner made it."""
    for step in survey.stage.steps:
        if step.onbuild:
            continue
        arrival = arrivals.get(id(step))
        if arrival is not None and is_below(arrival.whole, folder):
            return None
        made = [working_folder(step)] if step.keyword == "WORKDIR" else []
        made += [path for effect in effects.get(id(step), ()) for path in effect.paths if path != folder]
        if any(is_below(path, folder) for path in made):
            return step.user
    last = survey.stage.steps[-1].user if survey.stage.steps else None
    own = last is not None and last.home not in (None, "/") and folder.startswith(f"{last.home}/.")
    return last if own else None
