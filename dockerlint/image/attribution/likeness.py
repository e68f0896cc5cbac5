"""How alike an instruction of a Dockerfile and a step of a history are, from 0 to 1."""

from __future__ import annotations

from dockerlint.image.attribution.candidates import MOST_WORDS, tidy
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.image.attribution.candidates import Candidate
    from dockerlint.image.history import Step

SAME = 0.5  # less than that is another instruction
_LONGEST = 8000
_NAMES = 32  # of one instruction that are compared
_VALUES = 0.9  # the same but for values that a build gave


class Recorded(NamedTuple):
    """A step, ready to be compared; ``names`` are the keys that its pairs have, or the words in front of a ``=``."""

    keyword: str
    text: str
    words: frozenset[str]
    hashed: str
    names: tuple[str, ...]
    known: frozenset[str]
    has_values: bool


def recorded(step: Step) -> Recorded:
    text = tidy(step.keyword, step.text[:_LONGEST])
    words = text.split()
    names = tuple(name for name, _ in step.pairs)
    if not names and step.keyword in ("ENV", "LABEL", "ARG"):
        names = tuple(word.partition("=")[0] for word in words)
    return Recorded(
        step.keyword, text, frozenset(words[:MOST_WORDS]), step.hashed, names, frozenset(names), bool(step.pairs)
    )


def likeness(candidate: Candidate, step: Recorded) -> float:
    """1 for the same instruction; values that the build gave, and digests for sources, make it a little less."""
    if candidate.keyword != step.keyword:
        return 0.0
    if step.text in candidate.texts:
        return 1.0
    match step.keyword:
        case "COPY" | "ADD":
            return _copies(candidate, step)
        case "ENV" | "LABEL" | "ARG":
            return _declares(candidate, step)
        case "EXPOSE" | "VOLUME":
            return 1.0 if _ports(candidate.words) == _ports(step.words) else 0.0
        case "RUN":
            return _shared(candidate.words, step.words, 0.7)
    if candidate.wild and _fits(candidate.wild, step.text):
        return _VALUES
    return _shared(candidate.words, step.words, 0.34) if step.keyword in ("HEALTHCHECK", "CMD", "ENTRYPOINT") else 0.0


def _copies(candidate: Candidate, step: Recorded) -> float:
    """The classic builder and buildah record a digest for the sources: ``multi`` for several files."""
    if not step.hashed:
        if candidate.wild and _fits(candidate.wild, step.text):
            return _VALUES
        return _shared(candidate.words, step.words, 0.5)
    destination = step.text.partition(" ")[2]
    if not any(text == destination or text.endswith(" " + destination) for text in candidate.texts):
        last = candidate.wild[-1:] if candidate.wild else ()
        if not last or not last[0] or not destination.endswith(last[0]):
            return 0.0
    return 0.75 if (step.hashed == "multi") != (candidate.sources > 1) else _VALUES


def _declares(candidate: Candidate, step: Recorded) -> float:
    """By names: values are those of one build."""
    if not candidate.names or not all(name in step.known for name in candidate.names[:_NAMES]):
        return 0.0
    if step.has_values:
        return _VALUES if candidate.names[0] == step.names[0] else 0.0
    return 0.8


def _ports(words: frozenset[str]) -> set[str]:
    return {word.removesuffix("/tcp") for word in words}


def _shared(words: frozenset[str], others: frozenset[str], enough: float) -> float:
    """The share of common words, nothing where it is too small; never as good as the same text."""
    share = len(words & others) / max(len(words | others), 1)
    return max(SAME, 0.85 * share) if share >= enough else 0.0


def _fits(pieces: tuple[str, ...], text: str) -> bool:
    """Whether ``pieces`` stand in ``text`` in their order, the first at its start, the last at its end."""
    if not any(pieces) or not text.startswith(pieces[0]) or not text.endswith(pieces[-1]):
        return False
    at = 0
    for piece in pieces:
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True
