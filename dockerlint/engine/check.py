"""One file through all rules."""

from __future__ import annotations

from dockerlint.engine.result import Failure, FileResult, Note
from dockerlint.finding import Confidence, Finding, Severity
from dockerlint.model.dockerfile import KEYWORDS
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.trace import Trace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockerlint.engine.select import Selection
    from dockerlint.model import Dockerfile
    from dockerlint.model.context import Context
    from dockerlint.rule import Rule
    from dockerlint.settings import Settings
    from dockerlint.syntax.items import Parsed
    from dockerlint.text import Source, Span

SYNTAX_CODE = "SYN001"
SYNTAX_NAME = "syntax-error"


def known_names(rules: Sequence[Rule]) -> dict[str, str]:
    """Every code and name in lower case, with the name it stands for; those of syntax errors included."""
    names = {SYNTAX_CODE.lower(): SYNTAX_NAME, SYNTAX_NAME: SYNTAX_NAME}
    for rule in rules:
        names[rule.code.lower()] = names[rule.name] = rule.name
    return names


def check_file(
    source: Source,
    settings: Settings,
    rules: Sequence[Rule],
    context: Context | None = None,
    selection: Selection | None = None,
    *,
    with_fixes: bool | Sequence[Span] = True,
) -> FileResult:
    """What the rules find in ``source``, in the order of the text; working out fixes takes as long again as the rest.

    ``with_fixes`` may be places: then what is found at others has no fix.  A rule that fails is named in ``failures``
    and the others still run.  All rules run whatever is selected, so that ``masked`` covers every literal secret that
    any of them knows of.
    """
    from dockerlint.model import read_dockerfile

    try:
        file = read_dockerfile(source, context)
    except Exception as error:
        return FileResult(source, failures=(_failure(source, "reading the file", error),))
    file.wants_fixes = with_fixes
    failures: list[Failure] = []
    found = list(_syntax_findings(source, file.parsed))
    problems = len(found)
    for rule in rules:
        found += _run(rule, file, settings, failures)
    found.sort(key=_position)
    kept, remarks = _wanted(found, source, file.parsed, rules)
    masked = _join([span for finding in found for span in finding.masked])
    notes = [*remarks, *_unread(file)]
    failures += _not_followed(file)
    if kept or notes:
        kept, notes = _silenced(kept, notes, source, masked)
    if selection is not None:
        kept = [finding for finding in kept if selection.wants(finding)]
    if isinstance(file.traced, Trace):
        file.traced.answers.forget()
    file.release()
    return FileResult(
        source,
        findings=tuple(kept),
        masked=masked,
        problems=problems,
        notes=tuple(notes),
        failures=tuple(failures),
    )


def _wanted(
    found: list[Finding], source: Source, parsed: Parsed, rules: Sequence[Rule]
) -> tuple[list[Finding], list[Note]]:
    """The findings that no comment suppresses, and remarks on such comments."""
    text = source.text.lower()
    if not any(word in text for word in ("dockerlint:", "hadolint", "tally", "skip")):
        return found, []
    from dockerlint.engine.suppress import apply_suppressions, read_suppressions

    suppressions, remarks = read_suppressions(source, parsed, known_names(rules))
    kept, unused = apply_suppressions(found, suppressions, source)
    return kept, [*remarks, *unused]


def _silenced(
    findings: list[Finding], notes: list[Note], source: Source, masked: Sequence[Span]
) -> tuple[list[Finding], list[Note]]:
    from dockerlint.engine.silence import Silence

    silence = Silence(source, masked)
    if not silence:
        return findings, notes
    return [silence.finding(each) for each in findings], [silence.note(each) for each in notes]


def _run(rule: Rule, file: Dockerfile, settings: Settings, failures: list[Failure]) -> list[Finding]:
    try:
        return list(rule.check(file, settings))
    except Exception as error:
        failures.append(_failure(file.source, f"rule {rule.code} {rule.name}", error))
        return []


def _unread(file: Dockerfile) -> Iterator[Note]:
    """Remarks on the RUNs about whose commands rules may be silent."""
    found = file.traced
    for span, reason in found.unread if isinstance(found, Trace) else ():
        yield Note(file.source.path, span, f"{reason}: rules about the commands of this RUN may be silent")


def _not_followed(file: Dockerfile) -> Iterator[Failure]:
    found = file.traced
    if isinstance(found, Trace) and found.ends_at is not None:
        line = found.ends_at.instruction.start_line
        message = f"so many credentials come together here that nothing from line {line} on was looked at"
        yield Failure(file.source.path, "unscanned", message)


def _syntax_findings(source: Source, parsed: Parsed) -> Iterator[Finding]:
    """What BuildKit refuses: its parser's errors, and instructions that it does not know (instructions/parse.go)."""
    for span, message in (*parsed.problems, *_unknown_instructions(parsed)):
        yield Finding(SYNTAX_CODE, SYNTAX_NAME, source.path, span, message, Severity.ERROR, Confidence.CERTAIN)


def _unknown_instructions(parsed: Parsed) -> Iterator[tuple[Span, str]]:
    for instruction in parsed.instructions:
        if instruction.keyword not in KEYWORDS:
            yield instruction.keyword_span, f"unknown instruction {instruction.keyword}"


def _failure(source: Source, where: str, error: Exception) -> Failure:
    return Failure(source.path, "internal", f"internal error in {where}: {type(error).__name__}", frames_of(error))


def frames_of(error: BaseException) -> str:
    """Where an exception comes from, without its own words: they may hold a piece of a file."""
    from traceback import extract_tb

    frames = [
        f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}' for frame in extract_tb(error.__traceback__)
    ]
    return "\n".join([*frames, type(error).__name__])


def _position(finding: Finding) -> tuple[int, int, str]:
    return (finding.span.start, finding.span.end, finding.code)


def _join(spans: list[Span]) -> tuple[Span, ...]:
    """The spans in order, overlapping ones as one."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            if span.end > joined[-1].end:
                joined[-1] = joined[-1]._replace(end=span.end)
        elif span.end > span.start:
            joined.append(span)
    return tuple(joined)
