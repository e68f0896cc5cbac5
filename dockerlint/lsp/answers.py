"""Answers to a client's requests about one document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from dockerlint.lsp import mounts
from dockerlint.lsp.actions import (
    FIX_ALL,
    KINDS,
    OPEN_PAGE,
    TELL_SUPPLY,
    Offer,
    asks_for_fix_all,
    can_fix_something,
    fix_action,
    fix_all_action,
    may_fix_something,
    quick_fixes,
    touching,
    wants,
)  # fmt: skip
from dockerlint.lsp.checking import FIXED_BY_ITSELF, read_other
from dockerlint.lsp.diagnostics import diagnostic, diagnostics
from dockerlint.lsp.edits import Writer, new_texts
from dockerlint.lsp.hover import describe, findings_at
from dockerlint.lsp.lenses import stage_lenses
from dockerlint.text import Span

if TYPE_CHECKING:
    from dockerlint.lsp.checking import Checked
    from dockerlint.lsp.documents import Document
    from dockerlint.lsp.server import Server

SHOW_PLACE = "dockerlint.showPlace"
NOTHING_TO_FIX = "there is nothing that dockerlint can fix by itself"
TRIGGERS = ("-", "=", ",")


class Answers:
    """The requests that a session answers."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def listen(self) -> None:
        feature, command = self._server.feature, self._server.command
        # A .dockerignore decides on findings in Dockerfiles, so one document's diagnostics depend on others.
        pull = types.DiagnosticOptions(
            inter_file_dependencies=True, workspace_diagnostics=False, identifier="dockerlint"
        )
        feature(types.TEXT_DOCUMENT_DIAGNOSTIC, self._diagnostic, pull)
        actions = types.CodeActionOptions(code_action_kinds=list(KINDS), resolve_provider=True)
        feature(types.TEXT_DOCUMENT_CODE_ACTION, self._code_actions, actions)
        feature(types.CODE_ACTION_RESOLVE, self._resolve)
        feature(types.TEXT_DOCUMENT_HOVER, self._hover)
        feature(types.TEXT_DOCUMENT_CODE_LENS, self._lenses)
        completion = types.CompletionOptions(trigger_characters=list(TRIGGERS))
        feature(types.TEXT_DOCUMENT_COMPLETION, self._completion, completion)
        command(OPEN_PAGE, self._open_page)
        command(TELL_SUPPLY, self._tell_supply)
        command(SHOW_PLACE, self._show_place)

    async def _diagnostic(self, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        document = self._document(params)
        if document is None or not document.is_dockerfile:
            return types.RelatedFullDocumentDiagnosticReport(items=[])
        identity = ".".join(map(str, self._server.results.stamp(document)[1:]))
        checked = await self._server.checked(document.uri)
        if checked is None:
            return await self._diagnostic(params)
        if params.previous_result_id == identity:
            return types.RelatedUnchangedDocumentDiagnosticReport(identity)
        found = diagnostics(checked, self._server.documents, self._server.forms)
        return types.RelatedFullDocumentDiagnosticReport(items=found, result_id=identity)

    async def _code_actions(self, params: types.CodeActionParams) -> list[types.CodeAction] | None:
        server, only = self._server, params.context.only
        checked = await self._fresh(params.text_document.uri)
        if checked is None or not server.client.literal_actions:
            return None
        actions: list[types.CodeAction] = []
        document = checked.document
        if wants(only, types.CodeActionKind.QuickFix):
            span = Span(document.lines.offset(params.range.start), document.lines.offset(params.range.end))
            wanted = touching(checked.findings, span)
            offers = await self._offers(checked, wanted) if wanted else []
            actions += quick_fixes(offers, checked, self._writer(checked), server.shown_path(document))
        if wants(only, FIX_ALL) and checked.findings:
            if asks_for_fix_all(only) or not server.client.resolves_edits:
                action = await self._fix_all(checked)
                actions += [action] if action is not None else []
            elif may_fix_something(checked, server.checker.rules):
                actions.append(fix_all_action(None, (), "", _data(checked)))
        return actions

    async def _offers(self, checked: Checked, wanted: list[int]) -> list[Offer]:
        """The findings with these indices; what builds the file is looked for later where the client allows it."""
        server = self._server
        request, work = server.request(checked.document), server.checker.completed
        is_later = server.client.resolves_edits
        if is_later:
            work = server.checker.with_fixes
        offers = []
        for index, fixed in zip(wanted, await server.results.run(work, request, checked, wanted), strict=True):
            finding = checked.completed.get(index, fixed)
            later = _data(checked, index) if is_later and index not in checked.completed else None
            offers.append(Offer(finding, diagnostic(finding, checked, server.documents, server.forms), later))
        return offers

    async def _resolve(self, action: types.CodeAction) -> types.CodeAction:
        data = action.data
        if action.edit is not None or not isinstance(data, dict):
            return action
        checked = await self._fresh(str(data.get("uri")))
        index = data.get("finding")
        if checked is None or data != _data(checked, index if isinstance(index, int) else None):
            return action
        if isinstance(index, int):
            return await self._resolved_fix(action, checked, index)
        made = await self._fix_all(checked)
        if made is None:
            self._server.teller.show(NOTHING_TO_FIX, types.MessageType.Info)
        return made or action

    async def _resolved_fix(self, action: types.CodeAction, checked: Checked, index: int) -> types.CodeAction:
        """The action with its edit, or without one and a message: what builds the file may be in the way."""
        server = self._server
        request = server.request(checked.document)
        (finding,) = await server.results.run(server.checker.completed, request, checked, [index])
        offer = Offer(finding, diagnostic(finding, checked, server.documents, server.forms))
        made = fix_action(offer, checked, self._writer(checked), server.shown_path(checked.document))
        if made is None:
            reason = finding.no_fix_because or "the fix is no longer possible"
            server.teller.show(f"not fixed: {reason}", types.MessageType.Info)
        return made or action

    async def _fix_all(self, checked: Checked) -> types.CodeAction | None:
        server = self._server
        request = server.request(checked.document)
        everything = range(len(checked.findings))
        findings = await server.results.run(server.checker.completed, request, checked, everything)
        if not can_fix_something(findings, checked):
            return None
        changes = await server.results.run(server.checker.fix_all, request, checked)
        others = {change.path: change.before for change in changes}
        edit = self._writer(checked, others).changes(changes)
        if edit is None or any(checked.mask.is_in(text) for text in new_texts(edit)):
            return None
        offered = [finding.fix for finding in findings if finding.fix is not None]
        fixes = [fix for fix in offered if fix.safety in FIXED_BY_ITSELF]
        return fix_all_action(edit, fixes, server.shown_path(checked.document))

    async def _hover(self, params: types.HoverParams) -> types.Hover | None:
        document = self._document(params)
        if document is None or not document.is_dockerfile:
            return None
        offset = document.lines.offset(params.position)
        mount = mounts.explain(document.text, offset)
        checked = await self._server.checked(document.uri)
        found = findings_at(offset, checked) if checked is not None else []
        kind = types.MarkupKind.Markdown if self._server.client.markdown else types.MarkupKind.PlainText
        if checked is not None and found:
            wanted = [index for index, _ in found]
            request = self._server.request(checked.document)
            fixed = await self._server.results.run(self._server.checker.with_fixes, request, checked, wanted)
            known = (checked.completed.get(index, each) for index, each in zip(wanted, fixed, strict=True))
            findings = list(dict.fromkeys(known))
            path = self._server.shown_path(document)
            text = describe(findings, path, self._server.client.markdown, self._server.pages.uri)
            if mount is not None:
                text = f"{text}\n\n{mount[0]}"
            return types.Hover(types.MarkupContent(kind, text), document.lines.range(found[0][1]))
        if mount is None:
            return None
        return types.Hover(types.MarkupContent(types.MarkupKind.PlainText, mount[0]), document.lines.range(mount[1]))

    async def _lenses(self, params: types.CodeLensParams) -> list[types.CodeLens]:
        checked = await self._server.checked(params.text_document.uri)
        if checked is None:
            return []
        document = checked.document
        return [
            types.CodeLens(
                document.lines.range(lens.span),
                types.Command(lens.title, SHOW_PLACE, arguments=[document.uri, lens.first.start, lens.first.end]),
            )
            for lens in stage_lenses(checked)
        ]

    def _completion(self, params: types.CompletionParams) -> types.CompletionList | None:
        document = self._document(params)
        if document is None or not document.is_dockerfile:
            return None
        found = mounts.candidates(document.text, document.lines.offset(params.position))
        items = [
            types.CompletionItem(
                each.label,
                kind=each.kind,
                documentation=each.detail or None,
                sort_text=f"{index:02}",
                text_edit=types.TextEdit(document.lines.range(each.span), each.text),
                filter_text=each.text,
            )
            for index, each in enumerate(found)
        ]
        return types.CompletionList(is_incomplete=False, items=items)

    def _open_page(self, code: object = None, *_more: object) -> None:
        uri = self._server.pages.uri(str(code))
        if not uri:
            return
        if self._server.client.shows_documents:
            self._show(types.ShowDocumentParams(uri, take_focus=True))
        else:
            self._server.teller.show(f"dockerlint explain {code}", types.MessageType.Info)

    def _tell_supply(self, *commands: object) -> None:
        text = "\n".join(str(command) for command in commands)
        self._server.teller.show(f"Hand the secret over with:\n{text}", types.MessageType.Info)

    def _show_place(self, uri: object = None, start: object = 0, end: object = 0, *_more: object) -> None:
        document = self._server.documents.get(str(uri))
        if document is None or not self._server.client.shows_documents:
            return
        span = Span(int(str(start)), int(str(end)))
        place = types.ShowDocumentParams(document.uri, take_focus=True, selection=document.lines.range(span))
        self._show(place)

    def _show(self, place: types.ShowDocumentParams) -> None:
        self._server.start(self._server.protocol.window_show_document_async(place))

    def _document(self, params: Any) -> Document | None:
        return self._server.documents.get(params.text_document.uri)

    async def _fresh(self, uri: str) -> Checked | None:
        """The result for a document, made anew where its fixes were made for other files that have changed since."""
        checked = await self._server.checked(uri)
        if checked is None:
            return None
        texts = self._server.documents.texts()
        if all(read_other(path, texts) == text for path, text in checked.others.items()):
            return checked
        self._server.results.invalidate()
        return await self._server.checked(uri)

    def _writer(self, checked: Checked, others: dict[str, str | None] | None = None) -> Writer:
        known = checked.others if others is None else others
        return Writer(self._server.documents, checked.document, known, self._server.client.edits)


def _data(checked: Checked, index: int | None = None) -> dict[str, object]:
    """What names an action of one state of a document: that of the finding with this index, else that of all fixes."""
    document = checked.document
    data: dict[str, object] = {"uri": document.uri, "version": document.version}
    if index is not None and 0 <= index < len(checked.findings):
        finding = checked.findings[index]
        data |= {"finding": index, "code": finding.code, "start": finding.span.start}
    return data
