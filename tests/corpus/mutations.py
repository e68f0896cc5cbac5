"""Spoils Dockerfiles in the ways that parsers stumble over: reproducible from the random generator given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockerlint.text import decode, encode

if TYPE_CHECKING:
    from random import Random

# What is put in: escapes and line ends, quotes, here-documents, directives, flags, brackets, blanks of every kind.
SNIPPETS = (
    "\\", "\\\n", "\\ \t\n", "`", "`\n", "\\\\\n", "\\\\\\\n", "\n", "\r\n", "\r", "\n\n", "\n#\n", "\n # note\n",
    " \\\n# note\n", "'", '"', '""', "\\'", "\\\"", "<<", "<<EOF", "<<-EOF ", " <<'EOF' ", '<<"E O F"', "<<<", "3<<E",
    "<<E\\", "\nEOF\n", "\n\tEOF\r\n", "# escape=`\n", "# escape = \\\n", "#syntax=a/b:1 \n", "# check=skip=all\n",
    "#ESCAPE=x\n", "//syntax=x\n", "#!/bin/sh\n", "--", " -- ", "--a", "--a=b ", '--a="b c" ', "--a='b\\' c'",
    "--a=\\ b", "[", "]", '["', '"]', '["a", "b"]', '["a"] b', "[1]", "{", "[]", "[\"\\u00e9\\ud83d\\ude00\\ud800\"]",
    "\\u0041", "\t", "\v", "\f", "\x85", "\xa0", "\u2003", "\u3000", "\x1c", "\ufeff", "\0", "é", "à", "😀", "=",
    " = ", " =", "a=", "a=b c", "$", "${", "}", "${a:-b c}", "$a", "${a#b}", "${a/b/c}", "ONBUILD ", "onbuild RUN ",
    "RUN ", "\nRUN ", "\nENV a b\n", "\nENV a\n", "ENV ", "ARG ", "LABEL ", "COPY ", "HEALTHCHECK ",
    "HEALTHCHECK CMD ", "SHELL ", "nope ",
)  # fmt: skip


def mutate(text: str, random: Random) -> str:
    """``text`` with one to four changes made at random places."""
    for _ in range(random.randint(1, 4)):
        text = random.choice(_CHANGES)(text, random)
    return text


def _insert(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    return text[:at] + random.choice(SNIPPETS) + text[at:]


def _insert_in_head(text: str, random: Random) -> str:
    at = random.randint(0, min(len(text), 60))
    return text[:at] + random.choice(SNIPPETS) + text[at:]


def _insert_at_line_end(text: str, random: Random) -> str:
    lines = text.split("\n")
    at = random.randrange(len(lines))
    lines[at] += random.choice(SNIPPETS)
    return "\n".join(lines)


def _insert_behind_word(text: str, random: Random) -> str:
    lines = text.split("\n")
    at = random.randrange(len(lines))
    words = lines[at].split(" ")
    words.insert(random.randint(0, min(len(words), 3)), random.choice(SNIPPETS))
    lines[at] = " ".join(words)
    return "\n".join(lines)


def _delete(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    return text[:at] + text[at + random.choice((1, 1, 2, 5, 40)) :]


def _repeat(text: str, random: Random) -> str:
    at = random.randint(0, len(text))
    end = at + random.choice((1, 2, 10, 80))
    return text[:end] + text[at:]


def _change_byte(text: str, random: Random) -> str:
    data = bytearray(encode(text))
    if data:
        data[random.randrange(len(data))] = random.randrange(256)
    return decode(bytes(data))


def _change_lines(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True)
    if not lines:
        return text
    at = random.randrange(len(lines))
    match random.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(random.randrange(len(lines)), lines[at])
        case 2:
            lines[at] = lines[at].rstrip("\r\n")
        case 3:
            other = random.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
    return "".join(lines)


def _flip_line_ends(text: str, random: Random) -> str:
    if random.random() < 0.5:
        return text.replace("\r\n", "\n") if "\r\n" in text else text.replace("\n", "\r\n")
    lines = text.split("\n")
    at = random.randrange(len(lines))
    lines[at] = lines[at].removesuffix("\r") if lines[at].endswith("\r") else lines[at] + "\r"
    return "\n".join(lines)


def _delete_quote(text: str, random: Random) -> str:
    places = [at for at, char in enumerate(text) if char in "'\"\\`"]
    if not places:
        return text
    at = random.choice(places)
    return text[:at] + text[at + 1 :]


_CHANGES = (
    _insert,
    _insert_in_head,
    _insert_at_line_end,
    _insert_behind_word,
    _delete,
    _repeat,
    _change_byte,
    _change_lines,
    _flip_line_ends,
    _delete_quote,
)
