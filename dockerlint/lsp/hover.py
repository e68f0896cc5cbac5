"""What a client shows when the pointer rests on a secret: where it stays visible, what to do, how to hand it over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockerlint.engine.check import SYNTAX_CODE
from dockerlint.finding import Exposure, Safety
from dockerlint.report.commands import join_supplies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dockerlint.finding import Finding
    from dockerlint.lsp.checking import Checked
    from dockerlint.text import Span

PLACES = {
    Exposure.HISTORY: "the image's history",
    Exposure.CONFIG: "the image's configuration",
    Exposure.LAYER: "a layer of the image",
    Exposure.DELETED_IN_LAYER: "a layer that a later one only hides",
    Exposure.PROVENANCE: "the build's provenance",
    Exposure.CACHE: "the cache of a stage that is not shipped",
    Exposure.LOG: "the build's log",
    Exposure.TEXT: "the repository",
}

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def findings_at(offset: int, checked: Checked) -> list[tuple[int, Span]]:
    """The indices of findings about what stands at ``offset``, with the span that does: their own, or a step's."""
    found = []
    for index, finding in enumerate(checked.findings):
        steps = [each.span for each in finding.related if each.path in ("", finding.path)]
        span = next(
            (each for each in (finding.span, *steps) if each.start <= offset < max(each.end, each.start + 1)), None
        )
        if span is not None:
            found.append((index, span))
    return found


def describe(findings: Sequence[Finding], path: str, as_markdown: bool, page: Callable[[str], str]) -> str:
    """What there is to say about ``findings``, one after the other."""
    write = _markdown if as_markdown else _plain
    return ("\n\n---\n\n" if as_markdown else "\n\n").join(write(finding, path, page) for finding in findings)


def _markdown(finding: Finding, path: str, page: Callable[[str], str]) -> str:
    lines = [f"**{finding.code} {finding.name}** · {finding.severity.value}, {finding.confidence.value}", ""]
    lines += [_escaped(_sentence(finding.message)), ""]
    visible = _visible(finding)
    if visible:
        lines += [f"Stays visible in: {visible}.", ""]
    remarks = [f"- {_escaped(_sentence(remark))}" for remark in _remarks(finding)]
    lines += [*remarks, ""] if remarks else []
    commands = join_supplies(finding.fix.supply, path) if finding.fix is not None else []
    if commands:
        fence = "```" if not any("```" in command for command in commands) else "~~~~"
        lines += ["Hand the secret over with:", "", f"{fence}sh", *commands, fence, ""]
    target = page(finding.code) if finding.code != SYNTAX_CODE else ""
    if target:
        lines.append(f"[About {finding.name}]({target})")
    return "\n".join(lines).strip()


def _plain(finding: Finding, path: str, _page: Callable[[str], str]) -> str:
    lines = [f"{finding.code} {finding.name} ({finding.severity.value}, {finding.confidence.value})"]
    lines.append(_sentence(finding.message))
    visible = _visible(finding)
    if visible:
        lines.append(f"Stays visible in: {visible}.")
    lines += [_sentence(remark) for remark in _remarks(finding)]
    if finding.fix is not None:
        lines += [f"Hand the secret over with: {command}" for command in join_supplies(finding.fix.supply, path)]
    return "\n".join(lines)


def _visible(finding: Finding) -> str:
    return ", ".join(PLACES[each] for each in finding.secret.exposures) if finding.secret is not None else ""


def _remarks(finding: Finding) -> Iterator[str]:
    if finding.help:
        yield finding.help
    if finding.fix is not None:
        unsafe = " (unsafe: may change what the image holds or does)" if finding.fix.safety is Safety.UNSAFE else ""
        yield f"fix: {finding.fix.title}{unsafe}"
    elif finding.no_fix_because:
        yield f"no fix: {finding.no_fix_because}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
