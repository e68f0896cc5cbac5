"""Credentials written out in the text: token formats, URL passwords, command options; in comments too."""

from __future__ import annotations

import posixpath

from dockerlint.finding import Confidence
from dockerlint.model.expand import references
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.text import Span
from dockerlint.trace.catalogue import tools
from dockerlint.trace.catalogue.questions import (
    classify_path,
    classify_value,
    find_tokens,
    find_urls_with_credentials,
)
from dockerlint.trace.filesystem import absolute
from dockerlint.trace.secrets import Holding, Literal, Use

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.model import Step
    from dockerlint.syntax.items import Heredoc
    from dockerlint.trace.run_text import RunText
    from dockerlint.trace.secrets import Origin
    from dockerlint.trace.trace import Trace

    To = Callable[[int, int], Span]


def read_text(trace: Trace, step: Step, text: RunText) -> None:
    """Literal tokens and URL passwords of a RUN's text, here-documents included."""
    _find(trace, step, text.text, text.span, "command")


def read_copy(trace: Trace, step: Step) -> None:
    """Those of ADD's URLs and of here-documents that COPY and ADD write to the image."""
    instruction = step.instruction
    base = instruction.args_start
    if "://" in instruction.args:
        _find(trace, step, instruction.args, lambda a, b: instruction.logical.span(base + a, base + b), "url")
    words = [step.resolve(word.raw) for word in instruction.words]
    destination = absolute(words[-1], step.workdir, step.home) if words else ""
    for heredoc in instruction.heredocs:
        raw = trace.dockerfile.source.text[heredoc.body.start : heredoc.body.end]
        at = heredoc.body.start
        _find(trace, step, raw, lambda a, b, at=at: Span(at + a, at + b), "command")  # type: ignore[misc]  # `at` of this round
        for what, start, end in in_credential_file(destination, raw):
            trace.add_literal(Literal(what, Span(at + start, at + end), "command", Confidence.LIKELY, step))
        if heredoc.expand and destination:
            named = words[-1].endswith("/") or len(words) > len(instruction.heredocs) + 1
            _hold_document(trace, step, posixpath.join(destination, heredoc.name) if named else destination, heredoc)


def _hold_document(trace: Trace, step: Step, path: str, heredoc: Heredoc) -> None:
    """A here-document that COPY or ADD writes to the image, with the credentials that BuildKit puts into it."""
    places: dict[Origin, Span] = {}
    raw = trace.dockerfile.source.text[heredoc.body.start : heredoc.body.end]
    for reference in references(raw, step.stage.escape):
        origin = trace.judge.origin(step.variable(reference.name))
        if origin is not None:
            start = heredoc.body.start + reference.start
            places.setdefault(origin, Span(start, heredoc.body.start + reference.end))
    if not places:
        return
    known = classify_path(path)
    if known is not None:
        for origin in places:
            origin.raise_to(Confidence.CERTAIN, f"it is written to {posixpath.basename(path)}")
    label = known.what if known is not None else posixpath.basename(path)
    holding = Holding(path, tuple(places), step, next(iter(places.values())), label, None)
    holding.is_document = True
    trace.hold(step, holding)


def in_credential_file(path: str, text: str) -> Iterator[tuple[str, int, int]]:
    """What, start and end of each credential in text that is written to a file that tools read credentials from."""
    known = classify_path(path)
    if known is None or known.kind not in ("credential", "config"):
        return
    for match in _IN_FILES.finditer(text):
        key, value = match.lastgroup or "", match[match.lastgroup or 0]
        if any(char in value for char in "$%{`") or classify_value(value, "PASSWORD").kind in _NO_CREDENTIAL:
            continue
        yield f"{'token' if key == 'token' else 'password'} for {known.what}", match.start(key), match.end(key)


# npm's, netrc's, Maven's and JSON files' own words for the credential that follows.
_IN_FILES = lazy(
    r"_authToken\s*=\s*\\?[\"']?(?P<token>[^\s\"'\\]+)|_(?:password|auth)\s*=\s*\\?[\"']?(?P<auth>[^\s\"'\\]+)|"
    r"\bpassword\s+(?P<login>[^\s\"'\\]+)|<password>(?P<xml>[^<\s]+)</password>|"
    r"\"(?:password|token|auth)\\?\"\s*:\s*\\?\"(?P<json>[^\"\\]+)"
)
_LOOPBACK = lazy(r"(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)(?::|$)")
_NO_SECRET_ARGUMENT = frozenset({"placeholder", "empty", "path", "flag"})
_NO_CREDENTIAL = frozenset({"empty", "placeholder", "reference", "path", "flag", "public-key", "url"})


def read_metadata(trace: Trace, step: Step) -> None:
    """Those of LABEL, CMD, ENTRYPOINT and HEALTHCHECK, with credentials given as options of the command."""
    instruction = step.instruction
    base = instruction.args_start
    logical = instruction.logical
    text = instruction.args
    _find(trace, step, text, lambda a, b: logical.span(base + a, base + b), "metadata")
    if step.keyword == "LABEL":
        for pair in instruction.pairs:
            for reference in references(pair.value or "", step.stage.escape):
                origin = trace.judge.origin(step.variable(reference.name))
                if origin is not None:
                    trace.in_labels.append(Use(origin, step, pair.span, "label"))
    if step.keyword == "LABEL" or step.stage.is_windows or not tools.mentions_secret_option(text):
        return
    shell = trace.text(step)
    offset = 0
    script = shell.script
    if step.keyword == "HEALTHCHECK" and instruction.json is None:
        offset = text.upper().find("CMD") + 3
        from dockerlint.shell import read_script

        script = read_script(text[offset:])
    files = {each.target.raw for one in script.commands for each in one.redirects if each.target is not None}
    for command in script.commands:
        inner = command.unwrapped()
        for argument in tools.secret_arguments(inner):
            piece = script.text[argument.start : argument.end]
            is_elsewhere = "$" in piece or piece in files
            if is_elsewhere or classify_value(piece.strip("\"'"), "PASSWORD").kind in _NO_SECRET_ARGUMENT:
                continue
            span = shell.span(argument.start + offset, argument.end + offset)
            at = argument.start + offset
            trace.add_literal(
                Literal(argument.what, span, "metadata", Confidence.LIKELY, step, at, argument.end + offset, inner)
            )


def read_comments(trace: Trace) -> None:
    """Live-looking tokens in comments; passwords of URLs there are mostly examples and are left alone."""
    if not trace.has_tokens:
        return
    parsed = trace.dockerfile.parsed
    inner = (comment for instruction in parsed.instructions for comment in instruction.comments)
    for comment in (*parsed.comments, *inner):
        raw = trace.dockerfile.source.text[comment.span.start : comment.span.end]
        for token in find_tokens(raw):
            if not token.placeholder and token.checksum is not False:
                at = comment.span.start
                span = Span(at + token.start, at + token.end)
                confidence = Confidence.CERTAIN if token.checksum else Confidence.LIKELY
                trace.add_literal(Literal(token.what, span, "comment", confidence, None))


def _find(trace: Trace, step: Step, text: str, to_span: To, place: str) -> None:
    for token in find_tokens(text) if trace.has_tokens else ():
        if token.placeholder or token.checksum is False:
            continue
        confidence = Confidence.CERTAIN if token.checksum or "key" in token.what else Confidence.LIKELY
        trace.add_literal(
            Literal(token.what, to_span(token.start, token.end), place, confidence, step, token.start, token.end)
        )
    if "://" not in text:
        return
    for url in find_urls_with_credentials(text):
        if url.kind != "literal":
            continue
        secret = text[url.password_start : url.password_end]
        verdict = classify_value(secret, "PASSWORD").kind
        if verdict in ("placeholder", "empty", "reference"):
            continue
        default = verdict == "default" or secret == url.user
        if default and place == "command" and _LOOPBACK.match(url.host):
            continue  # a server of this RUN: what sets its password is told
        trace.add_literal(
            Literal(
                f"password for {url.host}",
                to_span(url.password_start, url.password_end),
                "url" if place == "command" else place,
                Confidence.POSSIBLE if default else Confidence.LIKELY,
                step,
                url.password_start,
                url.password_end,
                None,
                default,
            )
        )
