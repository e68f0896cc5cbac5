"""Readers made of a syntax and of the names under which a tool keeps its credentials."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from bisect import bisect_left

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.trace.catalogue.randomness import looks_random
from dockerlint.trace.catalogue.readers.credential import Credential, by_name, in_its_place, in_text
from dockerlint.trace.catalogue.readers.syntax import Entry, named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Syntax = Callable[[str], Iterable[Entry]]
    Reader = Callable[[str], Iterator[Credential]]
    Decode = Callable[[str], tuple[str, str] | None]


_SHORTEST = 4  # characters of a credential that is alone in its file


class Slot(NamedTuple):
    """Where a tool keeps a credential: ``names``, or ``table/name``, in lower case; ``table/*`` is any in it.

    Without a ``kind`` it is where a tool keeps what its name makes a secret, and is none.

    ``decode`` gives what a value stands for and how it was encoded, None where it stands for nothing.
    """

    kind: str
    names: str
    decode: Decode | None = None


def reader(syntax: Syntax, *slots: Slot, others: bool = True) -> Reader:
    """A reader of ``slots``, and with ``others`` of whatever else has a telling name."""
    by_slot = {name: slot for slot in slots for name in slot.names.split()}

    def read(text: str) -> Iterator[Credential]:
        in_kubernetes = _SECRET.search(text) is not None
        for entry in named(syntax(text)):
            if in_kubernetes and len(entry.names) > 1 and entry.names[-2] == "data":
                yield from _in_secret(entry)
                continue
            slot = _slot_of(by_slot, entry.names)
            if slot is not None:
                found = _in_slot(slot, entry)
                if found is not None:
                    yield found
                continue
            inside = False
            for found in in_text(entry):
                inside = True
                yield found
            if others and not inside:
                found = by_name(entry.name, entry.value, entry.start, entry.end)
                if found is not None:
                    yield found

    return read


_SECRET = lazy(r"\bkind[\"']?[ \t]*:[ \t]*[\"']?Secret\b")


def _in_secret(entry: Entry) -> Iterator[Credential]:
    """A value of a Kubernetes Secret: base64 of a credential, or of what else is needed beside one."""
    plain = plain_of_base64(entry.value)
    if plain is None:
        return
    plain = plain.rstrip("\r\n")
    found = by_name(entry.name, plain, entry.start, entry.end)
    if found is None and looks_random(plain):
        found = in_its_place("Kubernetes secret", plain, entry.start, entry.end)
    if found is not None:
        yield found._replace(encoding="base64")


def _slot_of(by_slot: dict[str, Slot], names: tuple[str, ...]) -> Slot | None:
    if not names or not by_slot:
        return None
    own = names[-1].lower()
    if len(names) > 1:
        table = names[-2].lower()
        slot = by_slot.get(f"{table}/{own}") or by_slot.get(f"{table}/*")
        if slot is not None:
            return slot
    return by_slot.get(own) or by_slot.get("*")


def _in_slot(slot: Slot, entry: Entry) -> Credential | None:
    if not slot.kind:
        return None
    value, encoding, start = entry.value, "", entry.start
    if slot.decode is not None:
        decoded = slot.decode(value)
        if decoded is None:
            return None
        value, encoding = decoded
        if not encoding and len(entry.value) == entry.end - entry.start and entry.value.endswith(value):
            start = entry.end - len(value)
    return in_its_place(slot.kind, value, start, entry.end, encoding=encoding)


def lines(kind: str, *patterns: str) -> Reader:
    """A reader of files in which each credential is the last group of a pattern; quotes around it are dropped."""
    compiled = [lazy(pattern, 8 | 2) for pattern in patterns]  # MULTILINE, IGNORECASE

    def read(text: str) -> Iterator[Credential]:
        for pattern in compiled:
            for match in pattern.finditer(text):
                start, end = match.span(match.lastindex or 0)
                if end - start > 1 and text[start] in "\"'" and text[end - 1] == text[start]:
                    start, end = start + 1, end - 1
                found = in_its_place(kind, text[start:end], start, end)
                if found is not None:
                    yield found

    return read


def single(kind: str, *, is_issued: bool = False) -> Reader:
    """A reader of files that hold one credential and nothing else but comments; one that ``is_issued`` is no word."""
    line = lazy(r"^[ \t]*([^\s#][^\r\n]*?)[ \t]*\r?$", 8)

    def read(text: str) -> Iterator[Credential]:
        found = []
        for match in line.finditer(text):
            found.append(match.span(1))
            if len(found) > 1:
                return
        for start, end in found:
            value = text[start:end]
            if len(value) < _SHORTEST or " " in value or (is_issued and not looks_random(value)):
                continue
            credential = in_its_place(kind, value, start, end)
            if credential is not None:
                yield credential

    return read


def both(*readers: Reader) -> Reader:
    """All readers; what the first of them find is not found again."""

    def read(text: str) -> Iterator[Credential]:
        taken: list[tuple[int, int]] = []
        for each in readers:
            new = [found for found in each(text) if not _overlaps(taken, found)]
            yield from new
            taken = sorted([*taken, *((found.start, found.end) for found in new)])

    return read


def _overlaps(taken: list[tuple[int, int]], found: Credential) -> bool:
    """Whether one of the places, which are in order, shares a character with what was found."""
    at = bisect_left(taken, (found.end, 0))
    return at > 0 and taken[at - 1][1] > found.start


def in_base64(value: str) -> tuple[str, str] | None:
    """The text that a value is the base64 of; the value itself where it is the base64 of no text."""
    plain = plain_of_base64(value)
    return (value, "") if plain is None else (plain.rstrip("\r\n"), "base64")


def user_and_password(value: str) -> tuple[str, str] | None:
    """The password of ``user:password`` in base64, as HTTP's basic scheme has it (RFC 7617), or plain."""
    plain = plain_of_base64(value)
    if plain is not None and ":" in plain:
        return plain.partition(":")[2].rstrip("\r\n\0"), "base64"
    return (value.partition(":")[2], "") if ":" in value else (value, "")


def plain_of_base64(value: str) -> str | None:
    """The text that ``value`` is the base64 of, None where it is of none."""
    packed = value.strip().rstrip("=").replace("-", "+").replace("_", "/")
    if len(packed) < 4:
        return None
    try:
        plain = b64decode(packed + "=" * (-len(packed) % 4), validate=True).decode("utf-8")
    except (Error, ValueError):
        return None
    return plain if plain.rstrip("\r\n\0").isprintable() else None
