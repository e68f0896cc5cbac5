"""The scan that shell commands lack before they push, as edits of their text.

``docker push`` gets a scan of the image that the engine has: what it pushes are the layers of that image, whose digests
the scan has checked.  For builds that push at once see :mod:`dockerlint.callers.scanning.archive`.
"""

from __future__ import annotations

import re

from dockerlint.callers.scanning.commands import prefixed, report, scan
from dockerlint.callers.scanning.engines import names_engine
from dockerlint.callers.scanning.flow import Guard, following, lists_around
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from dockerlint.callers.embedded import Embedded
    from dockerlint.callers.scanning.act import Act
    from dockerlint.callers.scanning.commands import Idiom
    from dockerlint.shell import Command, Script
    from dockerlint.text import Edit

_LINE_START = re.compile(r"(?:\A|\n)([ \t]*[@+-]*[ \t]*)\Z")
_HEADS = ("if", "while", "until", "for", "select", "case")


class Step(NamedTuple):
    """The edits that put a scan before a push; ``guard`` says for what else the scan holds."""

    edits: tuple[Edit, ...]
    guard: Guard
    reports: bool = False  # whether a SARIF file is written


def add_scan(text: Embedded, script: Script, act: Act, idiom: Idiom) -> Step | Refusal:
    """The scan before the push ``act`` of ``script``, which is the text of ``text``."""
    refused = act.refused or _refused_place(script, act.command)
    if not refused and names_engine(act.command):
        refused = "it names the engine it talks to, which a scan would have to be told as well"
    if refused:
        return Refusal(refused)
    if act.pushes_itself:
        from dockerlint.callers.scanning.archive import build_then_push

        return build_then_push(text, script, act, idiom)
    return _scanned(text, script, act, idiom)


def _refused_place(script: Script, command: Command) -> str:
    if script.error is not None:
        return "the shell text around it could not be read"
    if not command.verbatim or not any(each is command for each in script.commands):
        return "it stands inside another command"
    if command.negated:
        return "the script goes on when this push fails"
    for at in lists_around(script, command):
        kind = script.blocks[at].kind
        if kind in _HEADS:
            return f"it is the condition of {_with_article(kind)}"
    if command.joiner in ("|", "||"):
        return f"it stands behind {command.joiner}"
    return ""


def _with_article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _scanned(text: Embedded, script: Script, act: Act, idiom: Idiom) -> Step | Refusal:
    command = act.command
    word = act.words[0]
    reference = prefixed(act.keeper, text.text[word.start : word.end])
    shown = as_root(command, idiom)
    line = scan(shown, reference)
    before = command._replace(end=command.start)
    margin = margin_of(script.text, command.start)
    if margin is not None and idiom.has_lines and command.joiner in ("", ";"):
        lines = [report(shown, reference)] if idiom.report else []
        lines.append(line if idiom.stops else f"{line} || exit 1")
        edit = _before(text, command, lines, margin)
        if edit is not None:
            return Step((edit,), Guard(script, before), bool(idiom.report))
    behind = following(script, command)
    if behind is not None and behind.joiner == "||":
        return Refusal("what happens when the push fails is written behind it")
    if command.joiner == "&&":
        is_end = idiom.ends and ends_script(script, command)
        inserted, is_chain = f"{line} && " if is_end else f"{{ {line} || exit 1; }} && ", True
    elif behind is None and command.list_id == 0 and idiom.ends:
        inserted, is_chain = f"{line} && ", True
    else:
        inserted, is_chain = f"{line} || exit 1; ", False
    edit = _in_place(text, command, inserted)
    return Step((edit,), Guard(script, before, chain=is_chain)) if edit is not None else Refusal(NO_ROOM)


def ends_script(script: Script, command: Command) -> bool:
    """Whether nothing stands behind the ``&&`` chain that the command is in."""
    if command.list_id != 0:
        return False
    behind = [each for each in script.commands if each.start >= command.end]
    return all(each.list_id == 0 and each.joiner == "&&" for each in behind)


NO_ROOM = "the place where it stands has no room for another command"


def as_root(command: Command, idiom: Idiom) -> Idiom:
    """Who needs sudo for the engine needs it for the scan."""
    return idiom._replace(dockerlint=f"sudo {idiom.dockerlint}") if command.name == "sudo" else idiom


def margin_of(text: str, at: int) -> str | None:
    """The blanks before ``at`` when a line starts there (a recipe's ``@`` and ``-`` counted to them), else None."""
    found = _LINE_START.search(text, max(0, at - 400), at)
    return found[1] if found is not None else None


def _before(text: Embedded, command: Command, lines: list[str], margin: str) -> Edit | None:
    blanks = margin.rstrip("@+- \t") or margin[: len(margin) - len(margin.lstrip(" \t"))]
    start = command.start - (len(margin) - len(blanks))
    inserted = "".join(f"{line}\n{blanks}" for line in lines)
    return text.replace(start, start + 1, inserted + text.text[start])


def _in_place(text: Embedded, command: Command, inserted: str) -> Edit | None:
    at = command.start
    return text.replace(at, at + 1, inserted + text.text[at])
