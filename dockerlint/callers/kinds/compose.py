"""Compose files: the ``build`` of services, by the Compose specification (build.md, 09-secrets.md).

``docker compose build`` takes a build secret's ``target``, or its name, for the id; ``docker buildx bake`` takes only
its name.  So a secret is named like the id that the Dockerfile asks for.
"""

from __future__ import annotations

from posixpath import dirname

from dockerlint.callers.build import FILE, LITERAL, MIXED, UNKNOWN, VARIABLE, Argument, Build, Caller, Provider, Value
from dockerlint.callers.shell.folders import inside
from dockerlint.callers.shell.providers import provider_in
from dockerlint.callers.yaml import Entry, Mapping, Scalar, Sequence, YamlError, read_yaml
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.change import Change
    from dockerlint.rewrite.outcome import Refusal
    from dockerlint.text import Edit, Source

KIND = "compose"
EXTERNAL = "external"  # a secret of the platform, which no build gets
_VARIABLE = lazy(r"\$(?:(?P<bare>[A-Za-z_]\w*)|\{(?P<braced>[A-Za-z_]\w*)(?P<rest>(?::?[-?+])[^}]*)?\})")


class ComposeHandle(NamedTuple):
    """Where a build stands: ``build`` is None for a short ``build: .``."""

    root: Mapping
    service: Mapping
    entry: Entry
    build: Mapping | None


def read(source: Source, place: str) -> Caller:
    try:
        documents = read_yaml(source)
    except YamlError as error:
        return Caller(place, KIND, (), unread=str(error))
    root = documents[0] if documents else None
    services = root.mapping("services") if isinstance(root, Mapping) else None
    if services is None or not isinstance(root, Mapping):
        return Caller(place, KIND, ())
    builds = []
    for entry in services.entries:
        service = entry.value
        if isinstance(service, Mapping) and not service.is_alias and service.entry("build") is not None:
            builds.append(_build(source, place, root, entry, service))
    return Caller(place, KIND, tuple(builds), root)


def _build(source: Source, place: str, root: Mapping, named: Entry, service: Mapping) -> Build:
    entry = service.entry("build")
    assert entry is not None
    held = entry.value
    mapping = held if isinstance(held, Mapping) else None
    folder = dirname(place)
    given = mapping.text("context") if mapping is not None else held.value if isinstance(held, Scalar) else None
    context = _path(folder, "." if given is None else given)
    file = mapping.text("dockerfile") if mapping is not None else None
    dockerfile = None if context is None else _path(context, file or "Dockerfile")
    if mapping is not None and mapping.get("dockerfile_inline") is not None:
        dockerfile = f"{place}/dockerfile_inline"
    elif given is not None and ("://" in given or given.startswith("git@")):
        dockerfile = given  # of another repository
    target = mapping.text("target") if mapping is not None else None
    arguments = tuple(_arguments(mapping)) if mapping is not None else ()
    alias = (held.is_alias or _is_shared(mapping, "args")) if mapping is not None else False
    return Build(
        path=source.path,
        kind=KIND,
        builder="compose",
        span=entry.key.span,
        dockerfile=dockerfile,
        context=context,
        target=target if target is None or "$" not in target else "",
        arguments=arguments,
        providers=tuple(_providers(root, mapping)),
        tags=((image,) if (image := service.text("image")) else ()),
        opaque="its build is shared by an anchor" if alias else "",
        name=named.key.value,
        inherits=_extended(service),
        is_incomplete=given is None,
        handle=ComposeHandle(root, service, entry, mapping),
    )


def _extended(service: Mapping) -> tuple[str, ...]:
    """The service of the same file that a service extends."""
    extends = service.get("extends")
    if isinstance(extends, Scalar):
        return (extends.value,)
    if isinstance(extends, Mapping) and extends.get("file") is None:
        return (name,) if (name := extends.text("service")) else ()
    return ()


def _is_shared(mapping: Mapping | None, key: str) -> bool:
    """Whether the value of ``key`` is written elsewhere, whole or in part."""
    if mapping is None:
        return False
    entry = mapping.entry(key)
    if entry is None:
        return mapping.get(key) is not None
    value = entry.value
    return value.is_alias or (isinstance(value, Mapping) and any(True for _ in value.merged()))


def _path(folder: str, text: str) -> str | None:
    """A path with the defaults of its variables put in; None for a URL or what is not known."""
    from posixpath import isabs

    if "://" in text or text.startswith("git@"):
        return None
    text = _VARIABLE.sub(lambda found: _default(found["rest"]), text)
    return None if "$" in text or "\0" in text or isabs(text) else inside(folder, text or ".")


def _default(rest: str | None) -> str:
    return rest.lstrip(":")[1:] if rest is not None and rest.lstrip(":").startswith("-") else "\0"


def _arguments(mapping: Mapping) -> Iterator[Argument]:
    args = mapping.get("args")
    if isinstance(args, Mapping):
        for entry in _with_merged(args):
            value = entry.value
            if isinstance(value, Scalar):
                span = entry.key.span._replace(end=entry.end)
                yield Argument(entry.key.value, value_of(entry.key.value, value), span)
    elif isinstance(args, Sequence):
        for item in args.items:
            if isinstance(item, Scalar):
                name, equals, text = item.value.partition("=")
                given = Scalar(text, "", item.span, "") if equals else Scalar("", "", item.span, "null")
                yield Argument(name, value_of(name, given), item.span)


def _with_merged(mapping: Mapping) -> Iterator[Entry]:
    own = {entry.key.value for entry in mapping.entries}
    yield from (entry for entry in mapping.entries if entry.key.value != "<<")
    for merged in mapping.merged():
        yield from (entry for entry in _with_merged(merged) if entry.key.value not in own)


def value_of(name: str, scalar: Scalar) -> Value:
    """A value of ``args``: nothing at all stands for the variable of that name."""
    text = scalar.value
    if not text and not scalar.style and (scalar.tag.endswith("null") or scalar.span.start == scalar.span.end):
        return Value(VARIABLE, name, scalar.span)
    found = _VARIABLE.fullmatch(text)
    if found is not None:
        rest = found["rest"] or ""
        if rest in ("", ":-", "-") or rest.lstrip(":").startswith("?"):
            return Value(VARIABLE, found["bare"] or found["braced"], scalar.span)
        return Value(MIXED, text, scalar.span)
    if text.replace("$$", "").find("$") >= 0:
        return Value(MIXED, text, scalar.span)
    return Value(LITERAL, text, scalar.span)


def _providers(root: Mapping, mapping: Mapping | None) -> Iterator[Provider]:
    if mapping is None:
        return
    secrets = mapping.sequence("secrets")
    known = root.mapping("secrets")
    for item in secrets.items if secrets is not None else ():
        source = item.value if isinstance(item, Scalar) else item.text("source") if isinstance(item, Mapping) else None
        if source is None:
            continue
        identity = (item.text("target") if isinstance(item, Mapping) else None) or source
        kind, text = _origin(known.mapping(source) if known is not None else None)
        yield Provider(identity, kind, text, item.span)
    ssh = mapping.get("ssh")
    items = ssh.items if isinstance(ssh, Sequence) else ()
    for item in items:
        if isinstance(item, Scalar) and (found := provider_in(item.value, "ssh", item.span)) is not None:
            yield found


def _origin(secret: Mapping | None) -> tuple[str, str]:
    if secret is None:
        return UNKNOWN, ""
    environment, file = secret.text("environment"), secret.text("file")
    if environment is not None:
        return VARIABLE, environment
    return (FILE, file) if file is not None else (EXTERNAL, "")


def rewrite(source: Source, build: Build, change: Change) -> list[Edit] | Refusal:
    from dockerlint.callers.kinds.compose_rewrite import rewrite_service

    return rewrite_service(source, build, change)
