"""Pages of rules as files that an editor can open; they are made when first asked for and go with the server."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dockerlint.lsp.uris import uri_of
from dockerlint.report.pages import rule_page

if TYPE_CHECKING:
    from collections.abc import Sequence
    from tempfile import TemporaryDirectory

    from dockerlint.rule import Rule


class Pages:
    """The rules' pages in a temporary folder."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = {rule.code: rule for rule in rules}
        self._folder: TemporaryDirectory[str] | None = None
        self._uris: dict[str, str] = {}

    def uri(self, code: str) -> str:
        """Where the page of the rule is, "" when there is no such rule or the page cannot be written."""
        if code not in self._uris:
            self._uris[code] = self._write(code)
        return self._uris[code]

    def close(self) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def _write(self, code: str) -> str:
        rule = self._rules.get(code)
        if rule is None:
            return ""
        try:
            if self._folder is None:
                from tempfile import TemporaryDirectory

                self._folder = TemporaryDirectory(prefix="dockerlint-rules-", ignore_cleanup_errors=True)
            path = os.path.join(self._folder.name, f"{rule.name}.md")
            with open(path, "w", encoding="utf-8") as file:
                file.write(rule_page(rule))
        except OSError:
            return ""
        return uri_of(path)
