"""Tell machine-made strings from words, without a dictionary."""

from __future__ import annotations

from itertools import pairwise

from dockerlint import pattern as re
from dockerlint.pattern import lazy

_UUID = lazy(r"[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}", re.IGNORECASE)
# Characters of lists, shell text, templates and paths with variables.
_STRUCTURE = lazy(r"[,;(){}<>\"'\\|\[\]\s]|://|@sha256|\$[A-Z_]{2}")
_HEX = lazy(r"(?:0x)?(?:[0-9a-f]{16,}|[0-9A-F]{16,})")
_RUNS = lazy(r"[a-z]+|[A-Z]+|[0-9]+|[^A-Za-z0-9]+")
# Pairs of consonants and the like that English and its abbreviations hardly have.
_VOWELS = frozenset("aeiouyAEIOUY")


def entropy(text: str) -> float:
    """Shannon's entropy of the characters, in bits a character."""
    if not text:
        return 0.0
    length = len(text)
    from math import log2

    return -sum(count / length * log2(count / length) for count in (text.count(c) for c in set(text)))


def looks_random(text: str) -> bool:
    """Whether the text looks drawn by a machine: hexadecimal, base64, a UUID, a generated password of eight or more."""
    text = text.strip().rstrip("=")
    if len(text) < 8 or _STRUCTURE.search(text):
        return False
    if _UUID.fullmatch(text):
        return entropy(text) > 2.5 and any(c.isdigit() for c in text)
    if _HEX.fullmatch(text):
        return entropy(text) > 2.6 and any(c.isdigit() for c in text)
    bits = entropy(text)
    if len(text) < 12:
        return bits >= 2.75 and _mixing(text) >= 0.45 and _classes(text) >= 3
    if bits < 3.0:
        return False
    mixing = _mixing(text)
    if len(text) >= 20:
        return mixing >= 0.35 or (mixing >= 0.2 and _classes(text) >= 3 and not _wordy(text)) or _unpronounceable(text)
    return (mixing >= 0.4 and _classes(text) >= 2 and any(c.isdigit() for c in text)) or _unpronounceable(text)


def _classes(text: str) -> int:
    return sum((any(c.islower() for c in text), any(c.isupper() for c in text), any(c.isdigit() for c in text),
                any(not c.isalnum() and c not in "-_. " for c in text)))  # fmt: skip


def _mixing(text: str) -> float:
    """How often the class of the character changes, 0 to 1; a capital before small letters does not count."""
    runs = _RUNS.findall(text)
    changes = 0
    for left, right in pairwise(runs):
        changes += not (len(left) == 1 and left.isupper() and right.islower() and len(right) > 2) and not (
            left in "-_./" or right in "-_./"
        )
    return changes / (len(text) - 1)


def _wordy(text: str) -> bool:
    """Whether most of it is made of words of four letters and more with vowels in them."""
    words = [word for word in re.findall(r"[A-Z]?[a-z]{3,}|[A-Z]{4,}", text) if _pronounceable(word)]
    return sum(map(len, words)) > len(text) * 0.6


def _pronounceable(word: str) -> bool:
    run = longest = vowels = 0
    for letter in word:
        if letter in _VOWELS:
            run, vowels = 0, vowels + 1
        else:
            run += 1
            longest = max(longest, run)
    return longest <= 4 and vowels >= len(word) * 0.18


def _unpronounceable(text: str) -> bool:
    letters = re.findall(r"[A-Za-z]{6,}", text)
    return sum(len(word) for word in letters if not _pronounceable(word)) > len(text) * 0.7
