"""A last net under the words of findings: none repeats a literal secret of its file, nor a name made from one."""

from __future__ import annotations

import re

from dockerlint.engine.masking import MASK, UNCOMMON, find_tokens
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.engine.result import Note
    from dockerlint.finding import Finding
    from dockerlint.text import Source, Span

NAMED_FROM_SECRET = "the name of the secret would be made from its value"


class Silence:
    """Takes the secrets of ``source`` out of texts: the values at ``masked``, and whatever has the format of a token.

    Values that are short or words are left alone, as they would be found in innocent text.
    """

    def __init__(self, source: Source, masked: Iterable[Span]) -> None:
        spans = (*masked, *find_tokens(source.text))
        values = {source.text[span.start : span.end].strip("\"'") for span in spans}
        telling = sorted((v for v in values if len(v) >= UNCOMMON and not v.isalpha()), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_expression, telling))) if telling else None

    def __bool__(self) -> bool:
        return self._pattern is not None

    def text(self, text: str) -> str:
        return self._pattern.sub(MASK, text) if self._pattern is not None else text

    def value(self, value: object) -> object:
        """A JSON value with masks in all of its strings."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(each) for each in value]
        if isinstance(value, dict):
            return {self.text(str(key)): self.value(each) for key, each in value.items()}
        return value

    def note(self, note: Note) -> Note:
        return note._replace(message=self.text(note.message))

    def finding(self, finding: Finding) -> Finding:
        """``finding`` with masks in its words; a fix that would name something after the secret is left out."""
        fix, reason = finding.fix, finding.no_fix_because
        if fix is not None:
            told = [fix.title, *(supply.option for supply in fix.supply)]
            if any(self.text(each) != each for each in told):
                fix, reason = None, NAMED_FROM_SECRET
        secret = finding.secret
        return finding._replace(
            message=self.text(finding.message),
            secret=secret._replace(name=self.text(secret.name)) if secret is not None else None,
            related=tuple(each._replace(message=self.text(each.message)) for each in finding.related),
            fix=fix,
            no_fix_because=self.text(reason) if reason is not None else None,
            help=self.text(finding.help) if finding.help is not None else None,
        )


def _expression(value: str) -> str:
    """What matches ``value``; if it has a digit also in another case and with other signs, as in a variable's name."""
    if not any(char.isdigit() for char in value):
        return re.escape(value)
    return "(?i:" + "".join(char if char.isalnum() else r"[\W_]" for char in value) + ")"
