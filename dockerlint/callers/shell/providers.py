"""Secrets as options of commands hand them over, and build arguments."""

from __future__ import annotations

from dockerlint.callers.build import FILE, VARIABLE, Argument, Provider
from dockerlint.callers.shell.values import named_value
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.embedded import Embedded
    from dockerlint.callers.shell.options import Arguments, Option
    from dockerlint.callers.shell.values import Named
    from dockerlint.shell.script import Command
    from dockerlint.text import Span


def provider_in(text: str, type_: str, span: Span) -> Provider | None:
    """``id=…,env=…`` or ``id=…,src=…`` as :class:`Provider`: BuildKit's client takes ``id`` alone for a variable."""
    if type_ == "ssh":
        identity, _, path = text.partition("=")
        return Provider(identity, FILE if path else VARIABLE, path or "SSH_AUTH_SOCK", span, "ssh")
    fields = dict(field.partition("=")[::2] for field in text.split(","))
    identity = fields.get("id", "")
    source = fields.get("src") or fields.get("source") or ""
    if not identity:
        return None
    if "env" in fields:
        return Provider(identity, VARIABLE, fields["env"] or identity, span)
    if source and fields.get("type") == "env":
        return Provider(identity, VARIABLE, source, span)
    return Provider(identity, FILE, source, span) if source else Provider(identity, VARIABLE, identity, span)


def providers_of(text: Embedded, command: Command, read: Arguments) -> Iterator[Provider]:
    for option in read.of("secret", "ssh"):
        if option.value is None:
            continue
        given = option.value.raw[option.start :].strip("\"'")
        span = text.span(command.words[option.words[0]].start, command.words[option.words[-1]].end)
        provider = provider_in(given, option.name, span)
        if provider is not None:
            yield provider


def given_arguments(text: Embedded, read: Arguments, builder: str) -> Iterator[tuple[Option, Named]]:
    """The build arguments, with the option that gives each."""
    for option in read.options:
        if option.value is None:
            continue
        start = option.start
        if builder == "buildctl":
            if option.name != "opt" or not option.value.raw[start:].lstrip("\"'").startswith("build-arg:"):
                continue
            start += len(option.value.raw[start:]) - len(option.value.raw[start:].lstrip("\"'")) + len("build-arg:")
        elif option.name not in ("build-arg", "secret-build-arg"):
            continue
        named = named_value(text, option.value, start)
        if named is not None:
            yield option, named


def argument_of(text: Embedded, command: Command, option: Option, named: Named) -> Argument:
    first, last = command.words[option.words[0]], command.words[option.words[-1]]
    return Argument(named.name, named.value, text.span(first.start, last.end))
