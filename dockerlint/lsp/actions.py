"""Code actions: a finding's fix, silence by a comment, its rule's page, and all fixes of a file at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types

from dockerlint.engine.check import SYNTAX_CODE
from dockerlint.lsp.checking import FIXED_BY_ITSELF, is_withheld
from dockerlint.lsp.suppressing import suppress_here, suppress_in_file
from dockerlint.report.commands import demand_of, join_supplies
from dockerlint.syntax import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dockerlint.finding import Finding, Fix
    from dockerlint.lsp.checking import Checked
    from dockerlint.lsp.edits import Writer
    from dockerlint.rule import Rule
    from dockerlint.syntax.items import Parsed
    from dockerlint.text import Span

FIX_ALL = "source.fixAll.dockerlint"
FIX_ALL_TITLE = "Fix all that dockerlint can fix by itself"
KINDS = (types.CodeActionKind.QuickFix, FIX_ALL)

OPEN_PAGE = "dockerlint.openPage"
TELL_SUPPLY = "dockerlint.tellSupply"


class Offer(NamedTuple):
    """A finding with its fix and with the diagnostic that stands for it.

    ``later`` is what a client hands back to get the fix's edit, None where the action has it from the start.
    """

    finding: Finding
    diagnostic: types.Diagnostic
    later: dict[str, object] | None = None


def wants(only: Sequence[str] | None, kind: str) -> bool:
    """Whether a client that asked for the kinds ``only`` takes ``kind``; each kind includes those below it."""
    return only is None or any(not wanted or kind == wanted or kind.startswith(f"{wanted}.") for wanted in only)


def asks_for_fix_all(only: Sequence[str] | None) -> bool:
    """Whether the client named the kind or one above it, rather than asking for whatever there is."""
    return only is not None and wants(only, FIX_ALL)


def can_fix_something(findings: Iterable[Finding], checked: Checked) -> bool:
    """Whether a fix of the findings belongs to ``source.fixAll``."""
    return any(
        finding.fix is not None and finding.fix.safety in FIXED_BY_ITSELF and not _is_withheld(finding, checked)
        for finding in findings
    )


def may_fix_something(checked: Checked, rules: Iterable[Rule]) -> bool:
    """Whether a rule that found something has fixes at all; a quick answer, which may be yes where nothing is fixed."""
    codes = {finding.code for finding in checked.findings}
    return any(rule.code in codes and rule.fixable for rule in rules)


def touching(findings: Sequence[Finding], span: Span) -> list[int]:
    """The indices of those that have a character in common with ``span``, or an end; a cursor is an empty span."""
    return [index for index, each in enumerate(findings) if each.span.touches(span)]


def quick_fixes(offers: Sequence[Offer], checked: Checked, writer: Writer, path: str) -> list[types.CodeAction]:
    """The actions for some findings: fixes, then the ways to be rid of them, then where to read about them.

    ``path`` is what commands call the file.
    """
    parsed = parse(checked.document.text) if offers else None
    actions = [action for offer in offers if (action := fix_action(offer, checked, writer, path)) is not None]
    for offer in offers:
        if parsed is not None:
            actions += _suppressions(offer, parsed, writer)
    pages = {offer.finding.code: offer for offer in offers if offer.finding.code != SYNTAX_CODE}
    actions += [_page(offer) for offer in pages.values()]
    return actions


def fix_all_action(
    edit: types.WorkspaceEdit | None, fixes: Iterable[Fix], path: str, data: object = None
) -> types.CodeAction:
    """The action that makes all fixes; without an edit it is made complete later, by ``data``."""
    return types.CodeAction(
        FIX_ALL_TITLE, FIX_ALL, edit=edit, command=_supply_command(fixes, path) if edit is not None else None, data=data
    )


def fix_action(offer: Offer, checked: Checked, writer: Writer, path: str) -> types.CodeAction | None:
    """The action that makes a finding's fix; None where there is none that the client could make."""
    fix = offer.finding.fix
    if fix is None or _is_withheld(offer.finding, checked):
        return None
    edit = writer.edit(fix.edits)
    if edit is None:
        return None
    if offer.later is not None:
        edit = None
    return types.CodeAction(
        fix.title + demand_of(fix, "unsafe: may change what the image holds or does"),
        types.CodeActionKind.QuickFix,
        diagnostics=[offer.diagnostic],
        is_preferred=True if fix.safety in FIXED_BY_ITSELF else None,
        edit=edit,
        command=_supply_command([fix], path),
        data=offer.later,
    )


def _is_withheld(finding: Finding, checked: Checked) -> bool:
    return finding.fix is not None and is_withheld(finding, checked.document.text, checked.mask)


def _supply_command(fixes: Iterable[Fix], path: str) -> types.Command | None:
    commands = join_supplies((supply for fix in fixes for supply in fix.supply), path)
    if not commands:
        return None
    return types.Command("Tell how the secret is handed over", TELL_SUPPLY, arguments=list(commands))


def _suppressions(offer: Offer, parsed: Parsed, writer: Writer) -> Iterator[types.CodeAction]:
    name = offer.finding.name
    ways = (
        (f"Ignore {name} here", suppress_here(offer.finding, parsed)),
        (f"Ignore {name} in this file", suppress_in_file(offer.finding, parsed)),
    )
    for title, edit in ways:
        if edit is not None:
            yield types.CodeAction(
                title, types.CodeActionKind.QuickFix, diagnostics=[offer.diagnostic], edit=writer.edit([edit])
            )


def _page(offer: Offer) -> types.CodeAction:
    title = f"What {offer.finding.name} is about"
    return types.CodeAction(
        title,
        types.CodeActionKind.QuickFix,
        diagnostics=[offer.diagnostic],
        command=types.Command(title, OPEN_PAGE, arguments=[offer.finding.code]),
    )
