"""Valid shell that tree-sitter-bash misreads, bridged by showing it a stand-in of the same length.

Each bridge rewrites the text that the grammar is shown, never the text that words are cut from, and is tried only while
the tree has errors.  What is left in error then is taken to be no shell.
"""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING
from dockerlint.shell.assignment import as_assignment
from dockerlint.shell.grammar import parse
from dockerlint.shell.heredoc import replace, scan, stand_ins
from dockerlint.shell.words import WORKFLOW

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from dockerlint.shell.heredoc import Heredoc
    from dockerlint.shell.script import Assignment, Word

_ROUNDS = 12
_DESCRIPTOR = r"(?<![^\s;&|(])\{[A-Za-z_]\w*\}(?=[<>])"  # {name}>file
_PREFIXES = (
    r"(?<![^\s;&|({])(?:!(?=[ \t]+(?:\{|(?:if|while|until|for|case)(?=\s)))|(?:time(?:[ \t]+-p)?|coproc)(?=[ \t]+[({]))"
)


def disguise(text: str) -> tuple[str, tuple[Heredoc, ...]]:
    """``text`` as the grammar is to see it, and its here-documents: what it misreads without an error is hidden.

    Back-ticks become a word, since it does not read the escapes inside, and joins the words around two of them.  So
    does a lone ``\\ ``, which is a blank to it, and ``${{ … }}``, which a workflow engine replaces beforehand.
    ``! {`` and ``time {`` lose their first word, which is a command to it.
    """
    shown = re.sub(WORKFLOW, _dotted, text) if "${{" in text else text
    heredocs: tuple[Heredoc, ...] = ()
    if "<<" in text or "`" in text:
        found = scan(shown)
        heredocs = found.heredocs
        ticks = [(start, end, stand_in * (end - start)) for start, end, stand_in in found.backticks]
        shown = replace(shown, [*stand_ins(heredocs), *ticks])
    if "\\ " in shown or "\\\t" in shown:
        shown = re.sub(r"(?<=\s)\\[ \t]", "..", shown)
    shown = re.sub(_DESCRIPTOR, lambda match: "1" * len(match[0]), shown)
    return re.sub(_PREFIXES, _blanked, shown), heredocs


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
        part.kind == "substitution" and not part.quote and part.text.lstrip()[:1] in ("", "#") for part in word.parts
    )


def _nested_subshell(shown: str, error: int) -> str:
    """``&& ((cd x; make) || true)`` is arithmetic to the grammar."""
    before = [match.start() for match in re.finditer(r"(?<=\s)\(\(", shown)]
    at = next((each for each in reversed(before) if each <= error), before[0] if before else -1)
    return shown[: at - 1] + "( (" + shown[at + 2 :] if at > 0 else shown


def _separated_ends(shown: str, _: int) -> str:
    """``done done`` and ``) else`` need no ``;`` in the shell, but do in the grammar."""
    # The word before is part of the match: to look behind at every character of a long script would take milliseconds.
    return re.sub(r"([)}]|\b(?:fi|done|esac))[ \t]([ \t]*)(?=(?:else|elif|fi|done|then|do|esac|\})(?![^\s;&|)]))",
                  r"\1;\2", shown)  # fmt: skip


def _substitute(trigger: str, pattern: str, stand_in: Callable[[re.Match[str]], str]) -> Callable[[str, int], str]:
    def apply(shown: str, _: int) -> str:
        return re.sub(pattern, stand_in, shown) if trigger in shown else shown

    return apply


def _blanked(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _dotted(match: re.Match[str]) -> str:
    return "." * len(match[0])


def _filled(match: re.Match[str]) -> str:
    return "_" * len(match[0])


_BRIDGES: tuple[Callable[[str, int], str], ...] = (
    _substitute("{{", r"\{\{\s[^{}\n]*\}\}", _dotted),  # the placeholder of a template
    _substitute("{{", r"\{\{|\}\}", _filled),
    _substitute("<>", r"<>", lambda _: ">>"),
    _substitute("$", r"\$(?![\w{(@*#?$!'\"-])", lambda _: "."),  # a literal one
    _substitute("in", r"(?<=\s)in(?=\s*;)", lambda _: "  "),  # for x in; do
    _substitute(";&", r";;?&", lambda match: ";;".ljust(len(match[0]))),
    _substitute("\\", r"(?<=\s)\\[<>](?=\s)", lambda _: "=="),  # [ a \< b ]
    _substitute("=", r"(?<![^\s;&|(])[A-Za-z_]\w*\+?=(?=[^\s;&|()<>]*[ \t]*\d*[<>])", _filled),  # a=1 >file
    _separated_ends,
    _nested_subshell,
)


def shell_view(words: list[Word], assignments: list[Assignment]) -> tuple[list[Word], list[Assignment]]:
    """Words as they are where the grammar was shown a stand-in: some are assignments, others are nothing."""
    words = [word for word in words if not vanishes(word)]
    assignments = list(assignments)
    while words:
        assignment = None if words[0].raw[0] in "'\"$" else as_assignment(words[0])
        if assignment is None:
            break
        assignments.append(assignment)
        del words[0]
    return words, assignments
