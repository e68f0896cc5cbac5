"""Read a command's words as its tool does: options with their values, the positional words, and templates over them."""

from __future__ import annotations

from dockerlint.pattern import fnmatchcase
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.tools.templates import Option, grammar_of

if TYPE_CHECKING:
    from dockerlint.shell.script import Command, Word
    from dockerlint.trace.catalogue.tools.record import Tool


def text_of(word: Word) -> str:
    """The word as the shell makes it, with expansions as they are written."""
    parts = word.parts
    if len(parts) == 1 and parts[0].kind == "literal":
        return parts[0].text
    return "".join(
        part.text if part.kind == "literal" else word.raw[part.start - word.start : part.end - word.start]
        for part in parts
    )


def locate(word: Word, at: int) -> int:
    """The offset in the shell text of character ``at`` of :func:`text_of`."""
    for part in word.parts:
        literal = part.kind == "literal"
        length = len(part.text) if literal else part.end - part.start
        if at < length:
            if not literal:
                return part.start + at
            return part.start + _align(word.raw[part.start - word.start : part.end - word.start], part.text, at)
        at -= length
    return word.end


def _align(raw: str, text: str, at: int) -> int:
    """The place in ``raw`` of character ``at`` of ``text``, which is ``raw`` without quotes and back-slashes."""
    found = raw.find(text)
    if found >= 0:
        return found + at
    place = 0
    for character in text[:at]:
        place = raw.find(character, place) + 1 or place
    return max(raw.find(text[at], place), 0)


def span_of(word: Word, start: int, end: int) -> tuple[int, int]:
    """The offsets in the shell text of ``text_of(word)[start:end]``, without quotes around it.

    The whole word when its text is no slice of the shell text (see :attr:`Command.verbatim`).
    """
    if len(word.raw) != word.end - word.start:
        return word.start, word.end
    if end <= start:
        place = locate(word, start)
        return place, place
    return locate(word, start), locate(word, end - 1) + 1


class Line:
    """A command's words with options and positional words told apart."""

    __slots__ = ("command", "first", "grammar", "options", "positional", "texts", "tool")

    def __init__(self, command: Command, tool: Tool, first: int = 1) -> None:
        self.command = command
        self.tool = tool
        self.first = first
        self.grammar = grammar_of(tool)
        self.texts = [text_of(word) for word in command.words]
        self.options: list[Option] = []
        self.positional: list[int] = []
        self._read()

    def _read(self) -> None:
        texts, index, count = self.texts, self.first, len(self.texts)
        while index < count:
            text = texts[index]
            if text == "--":
                self.positional += range(index + 1, count)
                break
            if len(text) > 1 and (text[0] == "-" or (self.grammar.leads and text[0] == "/")):
                index += self._option(text, index, count)
            elif "+" in self.grammar.valued:
                self.positional += range(index, count)
                break
            else:
                self.positional.append(index)
                index += 1

    def _option(self, text: str, index: int, count: int) -> int:
        """Take the option at ``index``; the number of words that it takes up."""
        valued, attached, leads, _ = self.grammar
        for lead in leads:
            if text.startswith(lead):
                self.options.append(Option(lead, index, len(lead)))
                return 1
        name, equals, _ = text.partition("=")
        if len(name) > 2 and name not in valued and name.lower() in valued:
            name = name.lower()
        if name in valued or name in attached or (equals and text.startswith("--")):
            if equals:
                self.options.append(Option(name, index, len(name) + 1))
                return 1
            if name in valued and index + 1 < count:
                self.options.append(Option(name, index + 1, 0))
                return 2
            self.options.append(Option(name, -1, 0))
            return 1
        if not text.startswith("--") and len(text) > 2:
            return self._cluster(text, index, count)
        self.options.append(Option(name, -1, 0))
        return 1

    def _cluster(self, text: str, index: int, count: int) -> int:
        valued, attached = self.grammar.valued, self.grammar.attached
        for option in attached:
            if len(option) > 2 and text.startswith(option) and not option.endswith(":"):
                self.options.append(Option(option, index, len(option)))
                return 1
        letters = 1 if self.tool.single else len(text) - 1
        for place in range(1, letters + 1):
            letter = "-" + text[place]
            rest = place + 1
            if letter in valued or letter in attached:
                if rest < len(text):
                    if self.tool.single and letter not in attached and letter not in ("-D", "-P", "-J"):
                        break
                    self.options.append(Option(letter, index, rest + (text[rest] == "=")))
                    return 1
                if letter in valued and index + 1 < count:
                    self.options.append(Option(letter, index + 1, 0))
                    return 2
            if not self.tool.single:
                self.options.append(Option(letter, -1, 0))
        if self.tool.single:
            self.options.append(Option(text.partition("=")[0], -1, 0))
        return 1

    def word(self, place: int) -> str:
        """The positional word at ``place``, "" behind the last."""
        return self.texts[self.positional[place]] if place < len(self.positional) else ""

    @property
    def verb(self) -> str:
        """The sub-command, ``-`` for none."""
        return self.word(0) or "-"

    def has(self, *names: str) -> bool:
        """Whether one of these options is given; ``--location=project``: with this value, in either spelling."""
        for option in self.options:
            if option.name in names:
                return True
            if option.value >= 0 and f"{option.name}={self.texts[option.value][option.at :]}" in names:
                return True
        return False

    def value(self, *names: str) -> str:
        """The value of the first of these options that is given, else ""."""
        for option in self.options:
            if option.name in names and option.value >= 0:
                return self.texts[option.value][option.at :]
        return ""

    def values(self, *names: str) -> list[str]:
        """The values of all these options, in order."""
        return [
            self.texts[option.value][option.at :]
            for option in self.options
            if option.name in names and option.value >= 0
        ]

    def find(self, text: str) -> int:
        """The place of a positional word, -1 when it is not there."""
        places = (place for place, index in enumerate(self.positional) if self.texts[index] == text)
        return next(places, -1)

    def command_variable(self, name: str) -> str:
        """The value that the command line gives to a variable (``NAME=value command``), else ""."""
        values = (each.value.literal for each in self.command.assignments if each.name == name and each.value)
        return next((value for value in values if value), "")

    def starts(self, path: tuple[str, ...], start: int = 0) -> bool:
        """Whether the positional words from ``start`` on fit these patterns; ``_`` and NAME fit any."""
        if len(self.positional) < start + len(path):
            return False
        return all(
            pattern in ("_", "NAME") or fnmatchcase(self.texts[index], pattern)
            for pattern, index in zip(path, self.positional[start:], strict=False)
        )

    def is_help(self) -> bool:
        """Whether the command only says what it is: ``--version``, ``--help``."""
        if self.word(0) in ("help", "version"):
            return True
        return not self.positional and self.has("--version", "--help", "-V", "-h", "-v", "-version", "-help")
