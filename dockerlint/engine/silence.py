"""A last net under the words of findings: none repeats a literal secret of its file, nor a name made from one."""

from __future__ import annotations

from dockerlint.engine.masking import MASK, find_tokens
from dockerlint.engine.repeats import Repeats
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
        self._repeats = Repeats(source.text[span.start : span.end].strip("\"'") for span in spans)

    def __bool__(self) -> bool:
        return bool(self._repeats)

    def text(self, text: str) -> str:
        for span in reversed(self._repeats.similar(text)):
            text = text[: span.start] + MASK + text[span.end :]
        return text

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
            elif fix.left:
                fix = fix._replace(left=tuple(self.text(each) for each in fix.left))
        secret = finding.secret
        return finding._replace(
            message=self.text(finding.message),
            secret=secret._replace(name=self.text(secret.name)) if secret is not None else None,
            related=tuple(each._replace(message=self.text(each.message)) for each in finding.related),
            fix=fix,
            no_fix_because=self.text(reason) if reason is not None else None,
            help=self.text(finding.help) if finding.help is not None else None,
        )
