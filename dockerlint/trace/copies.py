"""Credential files that COPY and ADD bring into the image, from the build context or from another stage."""

from __future__ import annotations

import os
import posixpath

from dockerlint.finding import Confidence
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace import arrivals
from dockerlint.trace.catalogue import tools
from dockerlint.trace.catalogue.paths import classify_path, is_suspect
from dockerlint.trace.filesystem import absolute
from dockerlint.trace.secrets import Copied, FolderCopy, Holding, Origin

if TYPE_CHECKING:
    from dockerlint.model import Step
    from dockerlint.model.context import Context
    from dockerlint.syntax.items import Instruction
    from dockerlint.text import Span
    from dockerlint.trace.catalogue.paths import CredentialFile
    from dockerlint.trace.trace import Trace


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
        trace.copied.append(Copied(holding.label, holding.path, path, step, span, Confidence.LIKELY, "", "", holding))
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
    if known is not None and named and not folder:
        _named_file(trace, step, index, span, source, target, into_folder, known)
        return
    for path in _suspects(context, source, matches):
        found = classify_path(path)
        data = context.read(path) if found is not None and context is not None else None
        if found is None or data is None:
            continue
        held = _held(path, data)
        if held == () or (held is None and found.confidence == "possible"):
            continue
        relative = posixpath.relpath(path, source.strip("/") or ".") if not wild else posixpath.basename(path)
        destination = posixpath.normpath(posixpath.join(target, relative))
        confidence = Confidence.CERTAIN if held else Confidence.LIKELY
        _add(trace, step, index, span, path, destination, found, confidence, whole=True)


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
        context.remembered[source] = tuple(path for path in listed if is_suspect(path))
    return context.remembered[source]


_CREDENTIALS_BY_PATH = frozenset({
    "GOOGLE_APPLICATION_CREDENTIALS", "AWS_SHARED_CREDENTIALS_FILE", "KUBECONFIG", "NETRC", "NPM_CONFIG_USERCONFIG",
    "PIP_CONFIG_FILE",
})  # fmt: skip


def read_environment(trace: Trace, step: Step) -> None:
    """A variable that tells a program where its credential file lies shows that a copied folder brought it."""
    for pair in step.instruction.pairs:
        if pair.key not in _CREDENTIALS_BY_PATH or not pair.value:
            continue
        path = absolute(step.resolve(pair.value).strip("\"'"), step.workdir, step.home)
        known = classify_path(path)
        copy = arrivals.folder_copy_above(trace, step, path, even_later=True)
        if known is not None and copy is not None and trace.files[step.stage.index].get(path) is None:
            arrivals.note_inferred(trace, copy, path, known)


def drop_explained(trace: Trace) -> None:
    """Forget unseen configuration files that are plainly templates, or of which nothing tells that they are secret."""
    for copied in [each for each in trace.copied if _is_template(trace, each) or _is_plain(trace, each)]:
        trace.copied.remove(copied)
        _forget(trace, copied.step, copied.destination)
    for download in [each for each in trace.downloads if _is_key_of_packages(trace, each.path)]:
        trace.downloads.remove(download)
        _forget(trace, download.step, download.path)


def _forget(trace: Trace, step: Step, path: str) -> None:
    for holding in [each for each in trace.holdings if each.step is step and each.path == path]:
        trace.holdings.remove(holding)
        trace.removals = [each for each in trace.removals if each.held_by is not holding]


def _is_key_of_packages(trace: Trace, path: str) -> bool:
    """Whether a package manager takes the file as a public key that it trusts."""
    return any(
        command.unwrapped().name in _TRUSTS and any(word.literal == path for word in command.words)
        for step in trace.dockerfile.steps("RUN")
        if path in step.instruction.args
        for command in trace.text(step).script.commands
    )


_TRUSTS = frozenset({"rpm", "rpmkeys", "apt-key", "gpg", "gpg2", "pacman-key"})


def _is_template(trace: Trace, copied: Copied) -> bool:
    """Whether its tool puts a variable in that nothing else uses."""
    patterns = _EXPANDING.get(posixpath.basename(copied.destination))
    if patterns is None or copied.holding is not None or copied.confidence is Confidence.CERTAIN:
        return False
    named = [use for use in trace.uses if tools.matches(use.origin.name, patterns)]
    return bool(named) and all(use.role == "environment" for use in named)


def _is_plain(trace: Trace, copied: Copied) -> bool:
    """settings.xml, pip.conf…: mostly without a credential, unless the build takes care to remove it."""
    if copied.kind != "config" or copied.confidence is not Confidence.POSSIBLE or copied.holding is not None:
        return False
    return not any(
        removal.path == copied.destination and removal.held_by.step is copied.step for removal in trace.removals
    )


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
    trace.copied.append(
        Copied(known.what, source, destination, step, span, confidence, known.secret_id, known.kind, None, index, whole)
    )
    if known.kind == "vcs":
        return
    origin = Origin("file", posixpath.basename(source), known.what, span, step, confidence)
    trace.hold(step, Holding(destination, (origin,), step, span, known.what, None))
