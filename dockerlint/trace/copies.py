"""Credential files that COPY and ADD bring into the image, from the build context or from another stage."""

from __future__ import annotations

import os
import posixpath

from dockerlint.finding import Confidence
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue import tools
from dockerlint.trace.catalogue.questions import classify_path
from dockerlint.trace.catalogue.suspects import is_for_tests, is_manifest, is_published, manifests, suspects
from dockerlint.trace.filesystem import absolute
from dockerlint.trace.secrets import Copied, FolderCopy, Holding, Origin

if TYPE_CHECKING:
    from typing import TypeVar

    from dockerlint.model import Step
    from dockerlint.model.context import Context
    from dockerlint.syntax.items import Instruction
    from dockerlint.text import Span
    from dockerlint.trace.catalogue.paths import CredentialFile
    from dockerlint.trace.trace import Trace

    Found = TypeVar("Found")


def paths_of(instruction: Instruction) -> list[tuple[str, Span]]:
    """Sources and, last, the destination of a COPY or ADD, in either form, with their spans."""
    if instruction.json is not None:
        return list(zip(instruction.json, instruction.json_spans, strict=False))
    return [(word.raw, word.span) for word in instruction.words]


def read_copy(trace: Trace, step: Step) -> None:
    paths = [(step.resolve(raw), span) for raw, span in paths_of(step.instruction)]
    if len(paths) < 2:
        return
    *sources, (destination, _) = paths
    into_folder = len(sources) > 1 or destination.endswith("/") or destination in (".", "./", "..")
    target = absolute(destination, step.workdir, step.home)
    origin_stage = next((flag.value for flag in step.instruction.flags if flag.name == "from" and flag.value), None)
    for index, (source, span) in enumerate(sources):
        if "<<" in source or "://" in source:
            continue
        if origin_stage is not None:
            _from_stage(trace, step, span, step.resolve(origin_stage), source, target, into_folder)
        else:
            _from_context(trace, step, index, span, source, target, into_folder)


def _from_stage(
    trace: Trace, step: Step, span: Span, stage_name: str, source: str, target: str, into_folder: bool
) -> None:
    stage = trace.dockerfile.stage(stage_name)
    if stage is None or stage.index >= step.stage.index:
        return
    files = trace.files[stage.index]
    root = posixpath.normpath("/" + source.lstrip("/"))
    for holding in list(files.below(root)):
        tail = holding.path[len(root) :].lstrip("/") if holding.path.startswith(root.rstrip("/") + "/") else ""
        name = tail or posixpath.basename(holding.path)
        path = posixpath.join(target, name) if tail or into_folder else target
        trace.add_copied(Copied(holding.label, holding.path, path, step, span, Confidence.LIKELY, "", "", holding))
        trace.hold(step, Holding(path, holding.origins, step, span, holding.label, None))


def _from_context(
    trace: Trace, step: Step, index: int, span: Span, source: str, target: str, into_folder: bool
) -> None:
    context = trace.dockerfile.context
    wild = any(char in source for char in "*?[")
    known = classify_path(source, target + "/" if into_folder else target)
    matches = _listed(context, source, wild=wild)
    named = known is not None and not (wild and (matches or known.kind != "private-key"))
    folder = source in (".", "./", "/", "*") or (source.endswith("/") and not named) or (wild and not named)
    if folder:
        trace.folder_copies.append(FolderCopy(source, target, step, span))
    if known is None and not folder and not matches:
        known = _manifest(context, source)
        named = known is not None
    if known is not None and named and not folder:
        _named_file(trace, step, index, span, source, target, into_folder, known)
        return
    for path in _suspects(context, source, matches):
        found = None if is_published(path) else classify_path(path) or _manifest(context, path)
        data = context.read(path) if found is not None and context is not None else None
        if found is None or data is None:
            continue
        held = _held(path, data)
        if held == () or (held is None and found.confidence == "possible"):
            continue
        relative = posixpath.relpath(path, source.strip("/") or ".") if not wild else posixpath.basename(path)
        destination = posixpath.normpath(posixpath.join(target, relative))
        confidence = Confidence.POSSIBLE if is_for_tests(path) else Confidence.CERTAIN if held else Confidence.LIKELY
        _add(trace, step, index, span, path, destination, found, confidence, whole=True)


def _manifest(context: Context | None, source: str) -> CredentialFile | None:
    """A list of packages, by its name, that holds a URL with a password."""
    if context is None or not context.known or not is_manifest(source):
        return None
    data = context.read(source, _LONGEST_MANIFEST)
    if data is None or not _PASSWORD_IN_URL.search(data.decode("latin-1")) or not _held(source, data):
        return None
    from dockerlint.trace.catalogue.file_kinds import MANIFEST

    return MANIFEST


_LONGEST_MANIFEST = 1 << 16  # bytes that are read of one
_PASSWORD_IN_URL = lazy(r"://[^/\s\"'@]{1,500}@")


def _listed(context: Context | None, source: str, *, wild: bool) -> tuple[str, ...]:
    """The files that a folder or a wildcard of the context stands for; none for a plain file: its name tells enough."""
    if context is None or not context.known:
        return ()
    if not wild and not os.path.isdir(os.path.join(context.root, source.lstrip("/"))):
        return ()
    return context.matching(source)


def _suspects(context: Context | None, source: str, listed: tuple[str, ...]) -> tuple[str, ...]:
    """The files of a listing whose names are worth a look; remembered for the next Dockerfile of the same context."""
    if context is None:
        return ()
    if source not in context.remembered:
        context.remembered[source] = tuple(dict.fromkeys((*suspects(listed), *manifests(listed))))
    return context.remembered[source]


def drop_explained(trace: Trace) -> None:
    """Forget unseen configuration files that are plainly templates, or of which nothing tells that they are secret."""
    dropped: set[tuple[int, str]] = set()  # the steps and paths of what goes
    if trace.copied:
        names = {posixpath.basename(each.destination) for each in trace.copied}.intersection(_EXPANDING)
        expanded = {name: _is_expanded(trace, _EXPANDING[name]) for name in names}
        brought = {(id(each.step), each.path): each.origins for each in trace.holdings if each.write is None}
        removed = {origin for each in trace.removals for origin in each.held_by.origins}
        gone = [
            each
            for each in trace.copied
            if _is_template(each, expanded)
            or (_is_plain(each) and removed.isdisjoint(brought.get((id(each.step), each.destination), ())))
        ]
        trace.copied = _without(trace.copied, gone)
        unwanted = {origin for each in gone for origin in brought.get((id(each.step), each.destination), ())}
        if unwanted:
            further = [each for each in trace.copied if each.holding and unwanted.issuperset(each.holding.origins)]
            trace.copied = _without(trace.copied, further)
        for each in trace.holdings if unwanted else ():
            if unwanted.issuperset(each.origins):
                dropped.add((id(each.step), each.path))
    if trace.downloads:
        trusted = _keys_of_packages(trace)
        keys = [each for each in trace.downloads if each.path in trusted]
        trace.downloads = _without(trace.downloads, keys)
        dropped.update((id(each.step), each.path) for each in keys)
    if dropped:
        trace.holdings = [each for each in trace.holdings if (id(each.step), each.path) not in dropped]
        trace.removals = [each for each in trace.removals if (id(each.held_by.step), each.held_by.path) not in dropped]


def _without(found: list[Found], gone: list[Found]) -> list[Found]:
    ids = set(map(id, gone))
    return [each for each in found if id(each) not in ids]


def _keys_of_packages(trace: Trace) -> set[str]:
    """The downloaded files that a package manager takes as public keys that it trusts."""
    paths = {each.path for each in trace.downloads}
    return {
        word.literal
        for step in trace.dockerfile.steps("RUN")
        if any(name in step.instruction.args for name in _TRUSTS)
        for command in trace.text(step).script.commands
        if command.unwrapped().name in _TRUSTS
        for word in command.words
        if word.literal is not None and word.literal in paths
    }


_TRUSTS = frozenset({"rpm", "rpmkeys", "apt-key", "gpg", "gpg2", "pacman-key"})


def _is_expanded(trace: Trace, patterns: tuple[str, ...]) -> bool:
    """Whether variables of these names are there for a tool that puts them into its file, and for nothing else."""
    named = [use for use in trace.uses if tools.matches(use.origin.name, patterns)]
    return bool(named) and all(use.role == "environment" for use in named)


def _is_template(copied: Copied, expanded: dict[str, bool]) -> bool:
    """Whether its tool puts a variable in that nothing else uses."""
    is_unseen = copied.holding is None and copied.confidence is not Confidence.CERTAIN
    return is_unseen and expanded.get(posixpath.basename(copied.destination), False)


def _is_plain(copied: Copied) -> bool:
    """settings.xml, pip.conf…: mostly without a credential, unless the build takes care to remove it."""
    return copied.kind == "config" and copied.confidence is Confidence.POSSIBLE and copied.holding is None


# Files whose tool expands variables, and the variables that are usual in them.
_EXPANDING = {
    ".npmrc": ("*NPM*TOKEN*", "NODE_AUTH_TOKEN", "*NPM*AUTH*", "FONTAWESOME*", "*_TOKEN"),
    ".yarnrc.yml": ("*NPM*TOKEN*", "NODE_AUTH_TOKEN", "YARN_*", "*_TOKEN"),
}


def _named_file(
    trace: Trace, step: Step, index: int, span: Span, source: str, target: str, into_folder: bool, known: CredentialFile
) -> None:
    context = trace.dockerfile.context
    confidence = Confidence(known.confidence)
    twin = posixpath.splitext(source)[0] + ".key"
    if source.endswith(".pem") and any(raw == twin for raw, _ in paths_of(step.instruction)):
        return  # a certificate beside its key
    if context is not None and context.known and context.ignore.ignores(posixpath.normpath(source).lstrip("/")):
        return
    if context is not None and context.known and context.exists(source):
        data = context.read(source)
        held = _held(source, data) if data is not None else None
        if held == ():
            return
        if held:
            confidence = Confidence.CERTAIN
    destination = posixpath.join(target, posixpath.basename(source)) if into_folder else target
    _add(trace, step, index, span, source, destination, known, confidence, whole=False)


def _held(path: str, data: bytes) -> tuple[str, ...] | None:
    from dockerlint.trace.catalogue.contents import credentials_in

    return credentials_in(path, data)


def _add(
    trace: Trace, step: Step, index: int, span: Span, source: str, destination: str, known: CredentialFile,
    confidence: Confidence, *, whole: bool,
) -> None:  # fmt: skip
    trace.add_copied(
        Copied(known.what, source, destination, step, span, confidence, known.secret_id, known.kind, None, index, whole)
    )
    if known.kind in ("vcs", "manifest"):
        return
    origin = Origin("file", posixpath.basename(source), known.what, span, step, confidence)
    trace.hold(step, Holding(destination, (origin,), step, span, known.what, None))
