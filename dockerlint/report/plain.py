"""Text and paths as formats for programs take them: valid Unicode, slashes, nothing that a format cannot hold."""

from __future__ import annotations

_NOT_IN_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), "\N{REPLACEMENT CHARACTER}")
_IN_ATTRIBUTE = {9: "&#9;", 10: "&#10;", 13: "&#13;"}


def plain(text: str) -> str:
    """``text`` with U+FFFD for whatever is not Unicode: lone surrogates, and bytes that were not UTF-8."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def report_path(path: str) -> str:
    """``path`` with slashes and without ``./`` in front, as services expect it, relative as it was."""
    return plain(path.replace("\\", "/").removeprefix("./"))


def xml_text(text: str) -> str:
    """``text`` as XML 1.0 holds it in an attribute in double quotes, or between tags."""
    from html import escape

    return escape(plain(text).translate(_NOT_IN_XML)).replace("&#x27;", "&#39;").translate(_IN_ATTRIBUTE)
