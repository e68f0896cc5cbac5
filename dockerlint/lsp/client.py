"""What the client can do, as far as it matters here, from what it says when it starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types
from pygls.capabilities import get_capability

from dockerlint.lsp.edits import Abilities

if TYPE_CHECKING:
    from collections.abc import Sequence


class Client(NamedTuple):
    """Yes or no for each ability that changes what is sent."""

    pulls: bool = False
    related: bool = False
    described: bool = False
    literal_actions: bool = False
    resolves_edits: bool = False
    markdown: bool = False
    shows_documents: bool = False
    registers_watchers: bool = False
    tells_configuration: bool = False
    refreshes_diagnostics: bool = False
    refreshes_lenses: bool = False
    edits: Abilities = Abilities()


def read_client(capabilities: types.ClientCapabilities) -> Client:
    def has(name: str) -> bool:
        return bool(get_capability(capabilities, name))

    def listed(name: str) -> Sequence[str]:
        return get_capability(capabilities, name) or ()

    diagnostic = "text_document.publish_diagnostics"
    return Client(
        pulls=get_capability(capabilities, "text_document.diagnostic") is not None,
        related=has(f"{diagnostic}.related_information") or has("text_document.diagnostic.related_information"),
        described=has(f"{diagnostic}.code_description_support")
        or has("text_document.diagnostic.code_description_support"),
        literal_actions=has("text_document.code_action.code_action_literal_support"),
        resolves_edits="edit" in listed("text_document.code_action.resolve_support.properties"),
        markdown=types.MarkupKind.Markdown in listed("text_document.hover.content_format"),
        shows_documents=has("window.show_document.support"),
        registers_watchers=has("workspace.did_change_watched_files.dynamic_registration"),
        tells_configuration=has("workspace.configuration"),
        refreshes_diagnostics=has("workspace.diagnostics.refresh_support"),
        refreshes_lenses=has("workspace.code_lens.refresh_support"),
        edits=Abilities(
            document_changes=has("workspace.workspace_edit.document_changes"),
            create=types.ResourceOperationKind.Create in listed("workspace.workspace_edit.resource_operations"),
        ),
    )
