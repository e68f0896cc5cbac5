"""The characters that Go and BuildKit's parser take for blanks; Python's own idea of them differs."""

from __future__ import annotations

# Go's unicode.IsSpace: the White_Space property.  str.isspace() also takes \x1c to \x1f, which are none here.
SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)

# The same for a bracket expression of a regular expression.
SPACE_CLASS = r"\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"

# reWhitespace of parser.go.
BLANK_CLASS = r"[\t\v\f\r ]"


def as_bytes(text: str) -> str:
    """``text`` with one character for each of its UTF-8 bytes.

    split_command.go and parseHealthConfig walk bytes and take each for a character, so a byte 0x85 or 0xa0
    inside a longer character ends a word there.
    """
    return text.encode("utf-8", "surrogateescape").decode("latin-1")


def byte_places(text: str) -> list[int]:
    """For each UTF-8 byte of ``text`` the offset of its character, and ``len(text)`` at last."""
    places: list[int] = []
    for at, char in enumerate(text):
        places += [at] * len(char.encode("utf-8", "surrogateescape"))
    places.append(len(text))
    return places
