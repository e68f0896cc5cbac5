"""Giving a RUN mounts, and a first command that is in force for the whole of it.

A mount and each piece of the prelude stand on lines of their own::

    RUN --mount=type=secret,id=npm_token,required=true \\
        NPM_TOKEN="$(cat /run/secrets/npm_token)" && \\
        npm ci

How BuildKit runs a here-document is in ``dispatchRun`` of its frontend/dockerfile/dockerfile2llb/convert.go: a lone
``<<EOF`` is the script itself, or a program when it begins with ``#!``; any other is left to the shell.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.layout import BLANKS, continuation_indent, innermost, leading_blanks
from dockerlint.rewrite.outcome import Refusal
from dockerlint.rewrite.quoting import quote_for_json
from dockerlint.rewrite.reading import MISREAD, confirmed, read_back
from dockerlint.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockerlint.rewrite.outcome import Outcome
    from dockerlint.syntax.items import Heredoc, Instruction
    from dockerlint.text import Source

SHELLS = frozenset(("sh", "ash", "bash", "dash", "ksh", "mksh", "zsh"))


def add_mounts(
    source: Source,
    escape: str,
    run: Instruction,
    mounts: Sequence[str],
    prelude: str | Sequence[str] | None = None,
) -> Outcome:
    """Edits that add ``mounts`` (``type=secret,id=…``, or with ``--mount=`` before it) behind the flags that RUN has.

    ``prelude`` is one or several assignments or exports, such as ``NPM_TOKEN="$(cat /run/secrets/npm_token)"``; all
    that the RUN does runs behind them in the same shell, and only if they succeed.  Where a here-document feeds another
    program they are exported.  The caller knows that the SHELL in force is a POSIX one.
    """
    run = innermost(run)
    flags = [mount if mount.startswith("--") else f"--mount={mount}" for mount in mounts]
    pieces = _pieces(prelude)
    if not run.args:
        return Refusal("the RUN is empty")
    if not pieces:
        return _placed(source, escape, run, flags, (), "")
    if run.json is not None:
        return _in_json(source, escape, run, flags, pieces)
    if run.heredocs and _is_lone_heredoc(run):
        return _in_body(source, escape, run, flags, pieces, run.heredocs[0])
    if run.heredocs and run.args.startswith("<<") and len(run.heredocs) == 1:
        pieces = tuple(piece if piece.startswith("export ") else f"export {piece}" for piece in pieces)
    joiner = _joiner(run)
    return joiner if isinstance(joiner, Refusal) else _placed(source, escape, run, flags, pieces, joiner)


def _pieces(prelude: str | Sequence[str] | None) -> tuple[str, ...]:
    """The commands of the prelude without the ``&&`` that a caller may have put behind them."""
    given = (prelude,) if isinstance(prelude, str) else tuple(prelude or ())
    trimmed = (piece.strip().removesuffix("&&").rstrip() for piece in given)
    return tuple(piece for piece in trimmed if piece)


def _joiner(run: Instruction) -> str | Refusal:
    """What follows the prelude: `` &&``, or ``;`` where ``&&`` would put it into the background."""
    if run.args.startswith("#"):
        return Refusal("the RUN holds nothing but a shell comment")
    return ";" if "&" in run.args and _has_background(run.args) else " &&"


_last: dict[str, bool] = {}  # about one RUN the fix of every credential in it asks


def _has_background(script: str) -> bool:
    if script not in _last:
        _last.clear()
        _last[script] = _finds_background(script)
    return _last[script]


def _finds_background(script: str) -> bool:
    """Whether a lone ``&`` stands outside quotes; in doubt true, for ``;`` is right behind assignments that succeed."""
    from dockerlint import pattern as re

    bare = re.sub(r"\\.|'[^']*'|\"(?:\\.|[^\"\\])*\"", "_", script, flags=re.DOTALL)
    return re.search(r"(?<![&|<>])&(?![&>])", bare) is not None


def _placed(
    source: Source, escape: str, run: Instruction, flags: Sequence[str], pieces: Sequence[str], joiner: str
) -> Outcome:
    """Flags behind the flags, prelude before the first argument; nothing that stands in the file is touched."""
    text = source.text
    anchor = run.flags[-1].span.end if run.flags else run.keyword_span.end
    first = run.logical.offset(run.args_start)
    indent = continuation_indent(source, run)
    turn = f" {escape}{source.newline_at(anchor)}"
    commands = [piece + joiner for piece in pieces]
    between = text[anchor:first]
    if "\n" not in between and not between.strip():
        start = f"{escape}{source.newline_at(anchor)}{indent}" if run.flags and flags else ""
        added = start + (turn + indent).join((*flags, *commands))
        added += " " if run.args.startswith("<<") and not commands else turn + indent
        edits: tuple[Edit, ...] = (Edit(source.path, Span(first, first), added),)
    else:
        opening = turn + indent if run.flags else " "
        ended = "--" in between
        added = opening + (turn + indent).join((*flags, *(() if ended else commands)))
        added += "" if between[0] in BLANKS else " "
        tail = "".join(line + turn + indent for line in commands) if ended else ""
        edits = tuple(Edit(source.path, Span(at, at), piece) for at, piece in ((anchor, added), (first, tail)) if piece)
    head_text = run.logical.text[: run.args_start]
    flags_end = run.args_start - len(head_text) + len(head_text.rstrip())
    ending = head_text.rstrip().endswith(" --")
    expected = (
        f"{head_text.rstrip().removesuffix(' --') if ending else run.logical.text[:flags_end]} {' '.join(flags)}"
        f"{' --' if ending else ''} {' '.join(commands)} {run.args}"
    )
    return confirmed(source, escape, run, edits, expected)


def _in_json(source: Source, escape: str, run: Instruction, flags: Sequence[str], pieces: Sequence[str]) -> Outcome:
    """The prelude goes into the script of ``["sh", "-c", "script"]``; other exec forms have no shell for it."""
    assert run.json is not None
    index = _script_index(run.json)
    if index is None:
        return Refusal("the exec form has no shell that could set the variable")
    if not run.json[index].strip() or run.json[index].lstrip().startswith("#"):
        return Refusal("the RUN is empty")
    mounted = _placed(source, escape, run, flags, (), "") if flags else ()
    if isinstance(mounted, Refusal):
        return mounted
    command = "".join(f"{piece} && " for piece in pieces)
    at = run.json_spans[index].start + 1
    edits = (*mounted, Edit(source.path, Span(at, at), quote_for_json(command)))
    after = read_back(source, escape, run, edits)
    expected = (*run.json[:index], command + run.json[index], *run.json[index + 1 :])
    return edits if after is not None and after.json == expected else Refusal(MISREAD)


def _script_index(arguments: Sequence[str]) -> int | None:
    """Where the script stands in the argument list of a shell called with ``-c``."""
    if not arguments or arguments[0].rsplit("/", 1)[-1] not in SHELLS:
        return None
    index = 1
    while index < len(arguments) and arguments[index][:1] in ("-", "+"):
        option = arguments[index]
        index += 1
        if option.startswith("--"):
            continue
        if option[-1:] in ("o", "O"):
            index += 1
        if "c" in option[1:]:
            return index if index < len(arguments) else None
    return None


def _is_lone_heredoc(run: Instruction) -> bool:
    """Whether BuildKit runs the here-document itself instead of handing it to the shell."""
    return len(run.heredocs) == 1 and run.args.startswith("<<") and len(run.args.split()) == 1


def _in_body(
    source: Source, escape: str, run: Instruction, flags: Sequence[str], pieces: Sequence[str], heredoc: Heredoc
) -> Outcome:
    """The prelude becomes the first lines of the script, behind a ``#!`` line of a shell."""
    text = source.text
    at = heredoc.body.start
    body = text[at : heredoc.body.end]
    if "\r" in body:
        return Refusal("the here-document has CRLF line ends, which the shell would take into the value")
    if body.lstrip("\t" if heredoc.strip_tabs else "").startswith("#!"):
        if interpreter(body) not in SHELLS:
            return Refusal("the here-document is not a shell script")
        at += body.find("\n") + 1 or len(body)
    rest = text[at : heredoc.body.end]
    if all(not line.strip() or line.lstrip().startswith("#") for line in rest.split("\n")):
        return Refusal("the RUN is empty")
    mounted = _placed(source, escape, run, flags, (), "") if flags else ()
    if isinstance(mounted, Refusal):
        return mounted
    indent = leading_blanks(rest.lstrip("\n"), 0)
    lines = "".join(f"{indent}{piece}\n" for piece in pieces)
    edits = (*mounted, Edit(source.path, Span(at, at), lines))
    after = read_back(source, escape, run, edits)
    shown = _stripped(lines) if heredoc.strip_tabs else lines
    offset = len(heredoc.text) - len(_stripped(rest) if heredoc.strip_tabs else rest)
    expected = heredoc.text[:offset] + shown + heredoc.text[offset:]
    if after is None or [each.text for each in after.heredocs] != [expected]:
        return Refusal(MISREAD)
    return edits


def _stripped(body: str) -> str:
    return "\n".join(line.lstrip("\t") for line in body.split("\n"))


def interpreter(script: str) -> str:
    """The program that a ``#!`` line names, without folder and ``env``; "" without such a line."""
    first = script.lstrip("\t").split("\n", 1)[0].strip()
    if not first.startswith("#!"):
        return ""
    words = [word for word in first[2:].split() if word]
    names = [word.rsplit("/", 1)[-1] for word in words]
    if names[:1] == ["env"]:
        names = [name for name in names[1:] if not name.startswith("-") and "=" not in name]
    return names[0] if names else ""
