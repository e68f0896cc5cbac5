"""What the server says on its own account: defects, mistakes in configuration, and never the same thing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from dockerlint.engine.check import frames_of

if TYPE_CHECKING:
    from pygls.lsp.server import LanguageServer

    from dockerlint.lsp.checking import Checked


class Teller:
    """Shows messages to the user, and the details of defects in the client's log."""

    def __init__(self, protocol: LanguageServer) -> None:
        self._protocol = protocol
        self._told: set[str] = set()

    def show(self, message: str, kind: types.MessageType) -> None:
        self._protocol.window_show_message(types.ShowMessageParams(kind, message))

    def once(self, message: str, kind: types.MessageType) -> None:
        if message not in self._told:
            self._told.add(message)
            self.show(message, kind)

    def failures(self, checked: Checked) -> None:
        """What kept a file from being checked in full, and a mistake in its configuration."""
        if checked.config_error is not None:
            self.once(checked.config_error, types.MessageType.Error)
        for failure in checked.result.failures:
            self._defect(f"{failure.path}: {failure.message}", failure.detail)

    def defect(self, where: str, error: BaseException) -> None:
        """An exception that is ours: its kind and where it comes from, not its words, which may hold a file's text."""
        self._defect(f"internal error in {where}: {type(error).__name__}", frames_of(error))

    def _defect(self, message: str, detail: str) -> None:
        if message in self._told:
            return
        self.once(f"{message}; please report it", types.MessageType.Error)
        self._told.add(message)
        self._protocol.window_log_message(types.LogMessageParams(types.MessageType.Error, f"{message}\n{detail}"))
