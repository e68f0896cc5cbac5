"""Scripts as short texts: a line a command, indented by depth, with what stands before it in its list.

Words show their parts: ``'…'`` and ``"…"`` literals by their quotes, ``<name…>`` variables, ``$(…)`` substitutions,
``~…~`` what has no name.  Flags behind a command: ``?`` conditional, ``s`` in a subshell, ``!`` negated, ``v`` not
verbatim.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockerlint.shell import read_script

if TYPE_CHECKING:
    from dockerlint.shell import Assignment, Command, Part, Redirect, Word


def show(text: str) -> str:
    script = read_script(text)
    lines = ["  " * command.depth + show_command(command, flags=True) for command in script.commands]
    if script.error is not None:
        lines.append(f"error at {script.error_at}")
    return "\n".join(lines)


def show_command(command: Command, flags: bool = False) -> str:
    pieces = [command.joiner] if command.joiner else []
    if not command.words or (command.assignments and command.assignments[0].start < command.words[0].start):
        pieces += map(_assignment, command.assignments)
    pieces += map(show_word, command.words)
    pieces += map(_redirect, command.redirects)
    if flags:
        marks = (
            "?" * command.conditional + "s" * command.subshell + "!" * command.negated + "v" * (not command.verbatim)
        )
        pieces += [f"[{marks}]"] if marks else []
    return " ".join(pieces)


def show_word(word: Word) -> str:
    return "".join(map(_part, word.parts)) or "''"


def _part(part: Part) -> str:
    quote = {"$'": "'"}.get(part.quote, part.quote)
    if part.kind == "literal":
        return quote + part.text + quote
    if part.kind == "variable":
        return f"{quote}<{part.text}{part.operator}>{quote}"
    if part.kind == "substitution":
        return f"{quote}$({' '.join(show_command(each) for each in part.commands)}){quote}"
    return f"{quote}~{part.text}~{quote}"


def _assignment(assignment: Assignment) -> str:
    return f"{assignment.name}={'' if assignment.value is None else show_word(assignment.value)}"


def _redirect(redirect: Redirect) -> str:
    if redirect.heredoc is not None:
        return f"{redirect.fd}{redirect.operator}{show_word(redirect.heredoc)!r}"
    return f"{redirect.fd}{redirect.operator}" + (show_word(redirect.target) if redirect.target else "")
