"""Valid shell that tree-sitter-bash misreads, bridged by showing it a stand-in of the same length.

Each bridge rewrites the text that the grammar is shown, never the text that words are cut from, and is tried only while
the tree has errors.  What is left in error then is taken to be no shell.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockerlint.shell.grammar import parse
from dockerlint.shell.heredoc import replace, scan

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from dockerlint.shell.script import Word

_ROUNDS = 12


def bridge(shown: str, root: Node) -> tuple[str, Node]:
    """The text to show, and its tree, with as few errors as the bridges allow."""
    from dockerlint.shell.reader import encoded

    for apply in _BRIDGES:
        for _ in range(_ROUNDS):
            tried = apply(shown, first_error(root) or 0)
            if tried == shown:
                break
            shown, root = tried, parse(encoded(tried))
            if not root.has_error:
                return shown, root
    return shown, root


def first_error(root: Node) -> int | None:
    """Where the tree's first error stands."""
    if not root.has_error:
        return None
    node = root
    while not (node.is_error or node.is_missing):
        inner = next((child for child in node.children if child.has_error or child.is_missing), None)
        if inner is None:
            break
        node = inner
    return node.start_byte


def vanishes(word: Word) -> bool:
    """Whether nothing is left of the word when the shell has run its empty substitutions (`` `# comment` ``)."""
    return word.raw[:1] == "`" and all(
        part.kind == "substitution" and not part.commands and not part.quote for part in word.parts
    )


def _backticks(shown: str, _: int) -> str:
    """Back-ticks around nothing, a comment or escapes become a word; their text is read on its own."""
    if "`" not in shown:
        return shown
    pieces = [
        (start, end, "_" * (end - start))
        for start, end in scan(shown).backticks
        if "\\" in (inside := shown[start + 1 : end - 1]) or not inside.strip() or inside.lstrip().startswith("#")
    ]
    return replace(shown, pieces)


def _nested_subshell(shown: str, error: int) -> str:
    """``&& ((cd x; make) || true)`` is arithmetic to the grammar."""
    at = shown.rfind("((", 0, error + 2)
    while at > 0 and shown[at - 1] not in " \t\n":
        at = shown.rfind("((", 0, at)
    return shown[: at - 1] + "( (" + shown[at + 2 :] if at > 0 else shown


def _separated_ends(shown: str, _: int) -> str:
    """``done done`` and ``) else`` need no ``;`` in the shell, but do in the grammar."""
    return re.sub(r"(?<=[)}])[ \t]+(?=(?:else|elif|fi|done|then|do|esac|\})(?![^\s;&|)]))|"
                  r"(?<=\b(?:fi))[ \t]+(?=(?:else|elif|fi|done|then|do|esac|\})(?![^\s;&|)]))|"
                  r"(?<=\b(?:done|esac))[ \t]+(?=(?:else|elif|fi|done|then|do|esac|\})(?![^\s;&|)]))",
                  lambda match: ";" + match[0][1:], shown)  # fmt: skip


def _substitute(trigger: str, pattern: str, stand_in: Callable[[re.Match[str]], str]) -> Callable[[str, int], str]:
    def apply(shown: str, _: int) -> str:
        return re.sub(pattern, stand_in, shown) if trigger in shown else shown

    return apply


def _filled(match: re.Match[str]) -> str:
    return "_" * len(match[0])


_BRIDGES: tuple[Callable[[str, int], str], ...] = (
    _backticks,
    _substitute("{{", r"\{\{|\}\}", _filled),  # the placeholder of a template
    _substitute("<>", r"<>", lambda _: ">>"),
    _substitute("}", r"\{[A-Za-z_]\w*\}(?=[<>])", lambda match: "1" * len(match[0])),  # {fd}>file
    _substitute("in", r"(?<=\s)in(?=\s*;)", lambda _: "  "),  # for x in; do
    _substitute(";&", r";;?&", lambda match: ";;".ljust(len(match[0]))),
    _substitute("\\", r"(?<=\s)\\[<>](?=\s)", lambda _: "=="),  # [ a \< b ]
    _substitute("=", r"(?<![^\s;&|(])[A-Za-z_]\w*\+?=(?=[^\s;&|()<>]*[ \t]*\d*[<>])", _filled),  # a=1 >file
    _separated_ends,
    _nested_subshell,
)
