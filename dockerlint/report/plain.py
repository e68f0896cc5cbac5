"""Text and paths as formats for programs take them: valid Unicode, slashes, nothing that a format cannot hold."""

from __future__ import annotations

# What reorders the text around it, and controls of terminals that XML would let pass.
_HIDDEN = dict.fromkeys(
    (*range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\N{REPLACEMENT CHARACTER}"
)
_NOT_IN_XML = _HIDDEN | dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), "\N{REPLACEMENT CHARACTER}")
_IN_ATTRIBUTE = {9: "&#9;", 10: "&#10;", 13: "&#13;"}


def plain(text: str) -> str:
    """``text`` with U+FFFD for whatever is not Unicode: lone surrogates, and bytes that were not UTF-8."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def visible(text: str) -> str:
    """``text`` with U+FFFD for what moves a cursor or turns the order of a text, as names may do on purpose."""
    return plain(text).translate(_NOT_IN_XML)


def report_path(path: str) -> str:
    """``path`` with slashes and without ``./`` in front, as services expect it, relative as it was."""
    return plain(path.replace("\\", "/").removeprefix("./"))


def xml_text(text: str) -> str:
    """``text`` as XML 1.0 holds it in an attribute in double quotes, or between tags."""
    from html import escape

    return escape(visible(text)).replace("&#x27;", "&#39;").translate(_IN_ATTRIBUTE)
