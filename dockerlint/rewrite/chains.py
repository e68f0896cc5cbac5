"""How a command hangs in its list: what joins it to the ones before and behind, and what must go with it.

Everything here is on shell text alone.  A command that is taken out is taken to have succeeded: that is what it did in
every build that came to an end.
"""

from __future__ import annotations

from bisect import bisect_right

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.rewrite.layout import BLANKS
from dockerlint.rewrite.outcome import Refusal
from dockerlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OPENERS = frozenset(("then", "do", "else", "{"))
CLOSERS = frozenset(("fi", "done", "esac", "elif", "else", "}"))


class Joint(NamedTuple):
    """What stands beside a command; ``kind`` is the operator, ``open`` or ``close`` at a list's edge, or ``other``."""

    kind: str
    span: Span


class Chain:
    """A shell text from which commands are taken one after the other.

    ``line_starts`` are the offsets at which physical lines begin.  ``gone`` are the ranges taken so far, ``succeeding``
    those in whose place ``true`` has to stand, because the exit status of the list is theirs.
    """

    def __init__(self, text: str, line_starts: Sequence[int]) -> None:
        self.gone: list[Span] = []
        self.succeeding: list[Span] = []
        self._starts = line_starts
        self._text = re.sub(r"(?m)^[ \t]*#.*$", lambda match: " " * len(match[0]), text) if "\n" in text else text
        self._may_exit = re.search(r"\bset\s+-(?:[a-z]*e|o\s+errexit)|^#!\S+\s+-[a-z]*e", text) is not None
        self._exits = re.match(r"#!\S+\s+-[a-z]*e|(?:[^(){}&|]*[;\n])?\s*set\s+-(?:[a-z]*e|o\s+errexit)", text)

    @property
    def is_empty(self) -> bool:
        return not self.succeeding and not self._text.strip(" \t\r\n\\;")

    def take(self, start: int, end: int, depth: int) -> Refusal | None:
        """Takes the command ``start:end`` of a list at ``depth`` out, or says why not."""
        before, after = self._before(start), self._after(end)
        if after.kind == "||" and before.kind in ("open", ";"):
            end = self._behind_idle(after.span.end)
            if end < 0:
                return Refusal("another command runs when it fails")
            after = self._after(end)
        if before.kind in ("other", "||", "|", "&") or after.kind in ("other", "|", "&"):
            return Refusal("it is joined to other commands in a way that does not let it go alone")
        ends = after.kind == "close" or (after.kind == ";" and self._closes(after.span.end))
        if before.kind == "&&" and after.kind in (";", "close"):
            if self._may_exit and (not ends or depth or self._is_compound(before.span.start)):
                self._succeed(start, end)
            else:
                self._drop_behind(before.span.start, end)
        elif before.kind == "&&" and (after.kind != "&&" or self._leads(before, start) or self._leads(after, start)):
            self._drop_behind(before.span.start, end)
        elif not ends:
            if before.kind == ";" and after.kind == ";" and self._leads(before, start):
                self._drop(before.span.start, end)
            else:
                self._drop(start, self._over_blanks(start, after.span.end))
        elif before.kind == "open" or not self._text[: before.span.start].strip():
            if depth or self._text[: before.span.start].strip():
                return Refusal("it is the only command of its list")
            self._drop(start, after.span.end)
        elif not depth and self._exits_before(before.span.start):
            self._drop(before.span.start if before.span.start < before.span.end else start, end)
        else:
            self._succeed(start, end)
        return None

    def _leads(self, joint: Joint, start: int) -> bool:
        """Whether the operator begins a physical line and the command at ``start`` does not."""
        return self._leads_line(joint.span.start) and not self._leads_line(start)

    def _exits_before(self, end: int) -> bool:
        """Whether ``set -e`` ends the script where the list before ``end`` fails, as it does if that is one command."""
        if self._exits is None or self._exits.end() > end:
            return False
        simple = re.search(r"(?:[;\n]|^)([^;\n]*)$", self._text[:end].rstrip("; \t\n"))
        return simple is not None and not re.search(r"[&|!(){}]|\b(?:fi|done|esac)\b", simple[1])

    def _is_compound(self, end: int) -> bool:
        """Whether what ends before ``end`` is a group, in which ``set -e`` is off only as long as ``&&`` follows."""
        return re.search(r"(?:[)}]|\b(?:fi|done|esac))\s*$", self._text[:end]) is not None

    def _succeed(self, start: int, end: int) -> None:
        self.succeeding.append(Span(start, end))
        self._text = self._text[:start] + "true".ljust(end - start)[: end - start] + self._text[end:]

    def _drop_behind(self, start: int, end: int) -> None:
        """Takes an operator and its command out, with the blanks before that have no use any more."""
        rest = self._text[end:].lstrip(" \t\r")
        back = start
        while back and (self._text[back - 1] in BLANKS or self._text.startswith("\\\n", back - 2)):
            back -= 1 if self._text[back - 1] in BLANKS else 2
        if self._text[end : end + 1] in (";", ")") or ("\n" in self._text[back:start] and rest[:1] in ("", "\n")):
            start = back
        self._drop(start, end)

    def _over_blanks(self, start: int, end: int) -> int:
        """Behind the blanks at ``end`` on its line when the command stands right behind ``(`` or a quote."""
        if start and self._text[start - 1] in "('\"":
            while self._text[end : end + 1] in tuple(BLANKS) and end not in self._starts:
                end += 1
        return end

    def _leads_line(self, at: int) -> bool:
        """Whether nothing stands before ``at`` on its physical line."""
        start = self._starts[max(bisect_right(self._starts, at) - 1, 0)]
        return not self._text[start:at].strip()

    def _drop(self, start: int, end: int) -> None:
        self.gone.append(Span(start, end))
        blank = re.sub(r"[^\n]", " ", self._text[start:end])
        self._text = self._text[:start] + blank + self._text[end:]

    def drop(self, spans: Iterable[Span]) -> None:
        """Takes whole lines out that belong to a command taken before, such as its here-document."""
        for start, end in spans:
            self._drop(start, end)

    def _before(self, start: int) -> Joint:
        text = self._text
        at, turned = start, False
        while at and (text[at - 1] in " \t\r\n"):
            if text[at - 1] == "\n":
                if text[at - 2 : at - 1] == "\\":
                    at -= 1
                else:
                    turned = True
            at -= 1
        for operator in ("&&", "||", ";", "|", "&"):
            if text.endswith(operator, 0, at):
                if operator == ";" and text.endswith(";;", 0, at):
                    return Joint("other", Span(at, at))
                return Joint(operator, Span(at - len(operator), at))
        word = re.search(r"[^\s;&|()]+$", text[:at])
        if not at or text[at - 1] == "(" or (word and word[0] in OPENERS):
            return Joint("open", Span(at, at))
        if at == start and text[at - 1] in "'\"":
            return Joint("open", Span(at, at))
        return Joint(";" if turned else "other", Span(at, at))

    def _after(self, end: int) -> Joint:
        text = self._text
        at = end
        while at < len(text) and (text[at] in " \t\r" or text.startswith("\\\n", at)):
            at += 1 if text[at] != "\\" else 2
        if at >= len(text) or text[at] == ")" or text.startswith(";;", at) or (at == end and text[at] in "'\""):
            return Joint("close", Span(at, at))
        if text[at] == "#" and at > end:
            return Joint(";" if "\n" in text[at:] else "close", Span(at, at))
        if text[at] == "\n":
            return Joint(";", Span(at, at))
        for operator in ("&&", "||", ";", "|", "&"):
            if text.startswith(operator, at):
                return Joint(operator, Span(at, at + len(operator)))
        return Joint("other", Span(at, at))

    def _closes(self, at: int) -> bool:
        """Whether no further command stands in the list behind ``at``."""
        rest = re.match(r"(?:\s|\\\n)*", self._text[at:])
        assert rest is not None
        following = self._text[at + rest.end() :]
        word = re.match(r"[^\s;&|()]*", following)
        assert word is not None
        return not following or following[0] in ")'\"" or following.startswith(";") or word[0] in CLOSERS

    def _behind_idle(self, at: int) -> int:
        """The end of a ``true`` or ``:`` that stands at ``at``, else -1."""
        match = re.compile(r"(?:\s|\\\n)*(?:/bin/)?(?:true|:)(?=\s*(?:$|[;&)\n]|\\\n))").match(self._text, at)
        return match.end() if match else -1
