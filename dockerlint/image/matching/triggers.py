"""What an engine looks for: one expression for each way in which a credential of the catalogue can be written.

A trigger says "look here"; whether there is a credential is decided by the catalogue itself on a window around the
place.  So a trigger may find too much, never too little.  It has no look-around and no open end: engines that find all
matches at once (hyperscan) know no look-around, and would report every end of an open one.
"""

from __future__ import annotations

import base64
import re
from functools import cache

from dockerlint.record import NamedTuple
from dockerlint.trace.catalogue.token_formats import FORMATS

PLAIN, UTF16, BASE64, BASE64_URL = "", "UTF-16", "base64", "base64 of a URL"
KEYS = len(FORMATS)
URLS = KEYS + 1

_LOOK_AROUND = ("(?<!", "(?<=", "(?!", "(?=")
_SHORTEST_WIDE = 4  # characters of a keyword that is looked for in UTF-16
_SHORTEST_BASE64 = 5  # likewise in base64: six characters of text, five in one of three alignments
_BEGINNINGS = ("AKIA", "ASIA", "AIza")  # four characters with which tokens begin that are nothing but letters
_LONGEST_WORD = 10  # letters; a longer keyword is no word of prose


class Trigger(NamedTuple):
    """``expression`` is for bytes, with DOTALL; ``encoding`` says how what it finds is written.

    Each of its matches holds one of ``words``, in whatever case.  ``form`` is the place in FORMATS of the format that a
    plain one is made of, KEYS for private keys, URLS for URLs.
    """

    expression: bytes
    words: tuple[bytes, ...]
    encoding: str
    form: int = -1


_SLASHES = rb":(?://|\\/\\/)"  # JSON may escape them
_URL = rb"[A-Za-z0-9+.-]" + _SLASHES + rb"[^\s/\"'<>@]{0,256}:[^\s\"'<>@]{1,256}@[A-Za-z0-9\[]"
_USER = rb"https?" + _SLASHES + rb"[A-Za-z0-9_.-]{20,255}@[A-Za-z0-9]"
_QUERY = _SLASHES + (
    rb"[^\s\"'<>]{1,256}(?:[?&;]|\\u0026)(?i:[a-z0-9_.-]{0,24}(?:token|secret|passw|pwd|key|auth|sig)[a-z0-9_-]{0,16})=[^\s&]{8}"
)
# One NUL between the characters, whichever byte comes first.
_WIDE = (
    rb"[A-Za-z0-9+.-]\x00:\x00/\x00/\x00(?:[^\s/\"'<>@\x00]\x00){0,64}:\x00"
    rb"(?:[^\s\"'<>@\x00]\x00){1,128}@\x00[A-Za-z0-9\[]"
)
_WIDE_USER = rb"t\x00p\x00s?\x00?:\x00/\x00/\x00(?:[A-Za-z0-9_.-]\x00){20,255}@\x00[A-Za-z0-9]"
# Schemes of URLs that are looked for in base64, where "://" alone would be found everywhere.
_SCHEMES = (
    "http https ftp ssh git postgres postgresql mysql mariadb mongodb mongodb+srv redis rediss amqp amqps ldap ldaps"
    " smtp smtps mssql oracle clickhouse nats"
).split()
_KEYS = (
    (rb"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY", b"private key"),
    (rb"LS0tLS1CRUdJTi[A-Za-z0-9+/]{40}", b"ls0tls1crudjti"),
    (rb"PuTTY-User-Key-File-[23]:", b"putty-user-key-file"),
)


@cache
def triggers() -> tuple[Trigger, ...]:
    """All triggers: plain ones first, then the same keywords as UTF-16 and in base64."""
    found = [
        Trigger(trigger_of(each.pattern).encode(), tuple(map(str.encode, each.keywords)), PLAIN, place)
        for place, each in enumerate(FORMATS)
    ]
    found += [Trigger(expression, (b"://", b":\\/\\/"), PLAIN, URLS) for expression in (_URL, _USER, _QUERY)]
    found += [Trigger(expression, (word,), PLAIN, KEYS) for expression, word in _KEYS]
    words = [*keywords(), "-----BEGIN "]
    wide = (b"\0".join(letter.encode() for letter in word) for word in words if len(word) >= _SHORTEST_WIDE)
    found += [Trigger(_literally(each), (each.lower(),), UTF16) for each in wide]
    found += [Trigger(expression, (b":\0/\0/",), UTF16) for expression in (_WIDE, _WIDE_USER)]
    inside = dict.fromkeys(part for word in words if _is_rare_in_base64(word) for part in _in_base64(word))
    found += [Trigger(_literally(part.encode()), (part.lower().encode(),), BASE64) for part in inside]
    schemes = dict.fromkeys(part for scheme in _SCHEMES for part in _in_base64(f"{scheme}://"))
    found += [Trigger(_literally(part.encode()), (part.lower().encode(),), BASE64_URL) for part in schemes]
    return tuple(found)


@cache
def keywords() -> tuple[str, ...]:
    """Texts with which tokens begin, or that stand in them, in the case in which their issuers write them.

    Common words (``vault``, ``azure``) are left out: what they are next to has no format of its own.
    """
    found = []
    for each in FORMATS:
        pattern = each.pattern.replace("\\", "")
        for keyword in each.keywords:
            written = re.search(re.escape(keyword), pattern, re.IGNORECASE)
            for word in (written.group(),) if written else (keyword, keyword.upper()):
                if not (word.isalpha() and word.islower()) or len(word) > _LONGEST_WORD:
                    found.append(word)
    return tuple(dict.fromkeys(found))


def trigger_of(pattern: str) -> str:
    """``pattern``, of a token format, as a trigger; where that has parts without an end, its first part."""
    if pattern.count(",}") > 1 and "|" not in pattern:
        pattern = pattern[: pattern.index(",}") + 2]
    text = _without_look_around(pattern).replace("(?P<secret>", "(?:").replace("\\b", "")
    text = text.replace("={0,2}", "")
    text = re.sub(r"\{(\d+),\d*\}(?=\)*(?:\||$))", r"{\1}", text)
    return re.sub(r"[+*](?=\)*(?:\||$))", "", text)


def loose_pattern(pattern: str) -> str:
    """``pattern``, of a token format, without any look at what stands before and behind."""
    return _without_look_around(pattern).replace("\\b", "")


def _without_look_around(pattern: str) -> str:
    kept: list[str] = []
    at = 0
    while at < len(pattern):
        if pattern.startswith(_LOOK_AROUND, at):
            at = _closing(pattern, at) + 1
            continue
        size = 2 if pattern[at] == "\\" else 1
        kept.append(pattern[at : at + size])
        at += size
    return "".join(kept)


def _closing(pattern: str, start: int) -> int:
    """Where the parenthesis that opens at ``start`` closes."""
    depth, at, in_class = 0, start, False
    while at < len(pattern):
        sign = pattern[at]
        if sign == "\\":
            at += 1
        elif in_class:
            in_class = sign != "]"
        elif sign == "[":
            in_class = True
            at += pattern[at + 1 : at + 2] == "^"
            at += pattern[at + 1 : at + 2] == "]"
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
            if depth == 0:
                return at
        at += 1
    raise ValueError("unbalanced pattern")


def _literally(text: bytes) -> bytes:
    """An expression for ``text`` itself: in UTF-16 of either byte order one NUL stands between its characters."""
    return re.escape(text).replace(b"\0", rb"\x00")


def _is_rare_in_base64(word: str) -> bool:
    """Whether what ``word`` becomes in base64 is seldom there by chance; four characters must begin a token."""
    return len(word) >= _SHORTEST_BASE64 or (len(word) == 4 and (word.endswith("_") or word in _BEGINNINGS))


def _in_base64(word: str) -> list[str]:
    """The characters that ``word`` becomes in base64, for each of the three places where it can begin in a triple."""
    data = word.encode()
    parts = []
    for before in range(3):
        text = base64.b64encode(bytes(before) + data + b"\0\0").decode()
        first, last = -(-before * 8 // 6), (before + len(data)) * 8 // 6
        parts.append(text[first:last])
    return parts
