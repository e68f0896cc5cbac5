"""Commands that have Compose build: ``docker compose build --build-arg …`` with the Compose file that it reads.

The value goes into the environment of the command, from where the Compose file takes it as a secret.
"""

from __future__ import annotations

from dockerlint.callers.build import LITERAL, VARIABLE
from dockerlint.callers.change import LITERAL_VALUE, Change, Export, GivenVariable
from dockerlint.callers.repository import LINKED
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dockerlint.callers.build import Argument, Build
    from dockerlint.callers.repository import Link

_OTHERS = "more than one Dockerfile declares it, and Compose may hand it to any of them"


class Composed(NamedTuple):
    """By the ``id()`` of a build: what such commands change, and what the services of Compose files gain."""

    commands: dict[int, Change | Refusal]
    services: dict[int, tuple[GivenVariable, ...]]


def composed_by(links: Iterable[Link], ids: Mapping[str, str], declared_by: Callable[[str], int]) -> Composed:
    """The part of a fix that goes by way of Compose; ``ids`` are the secrets by their build arguments."""
    services = [link.build for link in links if link.how == LINKED and link.build.kind == "compose"]
    found = Composed({}, {})
    variables: dict[str, str] = {}
    for link in links:
        build = link.build
        if build.kind == "compose" or build.builder != "compose" or not services:
            continue
        given = [argument for argument in build.arguments if argument.name in ids]
        if given:
            found.commands[id(build)] = _exports(given, services, variables, declared_by)
    for service in services:
        own = {argument.name for argument in service.arguments}
        gained = tuple(GivenVariable(ids[name], variable) for name, variable in variables.items() if name not in own)
        if gained:
            found.services[id(service)] = gained
    return found


def _exports(
    given: list[Argument], services: list[Build], variables: dict[str, str], declared_by: Callable[[str], int]
) -> Change | Refusal:
    exports = []
    for argument in given:
        if declared_by(argument.name) != 1:
            return Refusal(_OTHERS)
        if argument.value.kind == LITERAL:
            return Refusal(LITERAL_VALUE)
        known = variables.get(argument.name) or _taken(services, argument.name)
        own = argument.value.text if argument.value.kind == VARIABLE else argument.name
        variables[argument.name] = known or own
        exports.append(Export(argument.name, variables[argument.name]))
    return Change(exports=tuple(exports))


def _taken(services: list[Build], name: str) -> str | None:
    """The variable that a service takes the argument from by itself."""
    return next(
        (
            argument.value.text
            for service in services
            for argument in service.arguments
            if argument.name == name and argument.value.kind == VARIABLE
        ),
        None,
    )
