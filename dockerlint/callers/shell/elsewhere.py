"""Commands that build what another file describes: ``docker compose build`` and ``docker buildx bake``."""

from __future__ import annotations

from dockerlint.callers.build import Build
from dockerlint.callers.shell.providers import argument_of, given_arguments, provider_in
from dockerlint.callers.shell.values import named_value
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.build import Provider
    from dockerlint.callers.shell.handle import Met


COMPOSE = "docker compose build hands its build arguments to services: let the Compose file name the secret"


def compose(met: Met) -> Iterator[Build]:
    """``docker compose build --build-arg …``: which Dockerfiles it takes stands in a Compose file."""
    text = met.shell.text
    given = tuple(given_arguments(text, met.words, "compose"))
    if met.words.subcommand[-1:] == ("build",):
        yield Build(
            path=text.path,
            kind=met.shell.kind,
            builder="compose",
            span=met.span,
            dockerfile=None,
            context=None,
            arguments=tuple(argument_of(text, met.command, option, named) for option, named in given),
            opaque=COMPOSE,
            handle=met.handle(given),
        )


def bake(met: Met) -> Iterator[Build]:
    """``docker buildx bake --set target.args.NAME=…``: the targets stand in a bake file, what is set here is seen."""
    text = met.shell.text
    given = []
    for option in met.words.of("set"):
        raw = option.value.raw[option.start :] if option.value is not None else ""
        pattern, args, _ = raw.partition(".args.")
        named = named_value(text, option.value, option.start + len(pattern + args)) if option.value else None
        if args and named is not None:
            given.append((option, named))
    secrets = tuple(_set_secrets(met))
    if given or secrets:
        yield Build(
            path=text.path,
            kind=met.shell.kind,
            builder="bake",
            span=met.span,
            dockerfile=None,
            context=None,
            arguments=tuple(argument_of(text, met.command, option, named) for option, named in given),
            providers=secrets,
            opaque=met.opaque,
            is_part=True,
            handle=met.handle(tuple(given)),
        )


def _set_secrets(met: Met) -> Iterator[Provider]:
    for option in met.words.of("set"):
        raw = option.value.raw[option.start :].strip("\"'") if option.value is not None else ""
        key, _, text = raw.partition("=")
        if key.rstrip("+").endswith(".secrets"):
            words = met.command.words
            span = met.shell.text.span(words[option.words[0]].start, words[option.words[-1]].end)
            found = provider_in(text, "secret", span)
            if found is not None:
                yield found
