"""Shell text inside a command's words and here-documents: ``sh -c '…'``, ``su -c``, ``eval``, ``bash <<EOF``."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.shell.wrappers import WRAPPERS, base_name, option_end, unwrap

if TYPE_CHECKING:
    from dockerlint.shell.script import Block, Command, Part, Redirect, Word

SHELLS = frozenset(("sh", "bash", "dash", "ash", "ksh", "mksh", "zsh"))
_LOGINS = frozenset(("su", "runuser"))
HOLDERS = SHELLS | _LOGINS | frozenset(("eval", "find", "flock", "script")) | frozenset(WRAPPERS)
_SHELL_OPTIONS = ("rcfile", "init-file")
_LOGIN_OPTIONS = ("shell", "group", "supp-group", "user", "whitelist-environment")
_COMMAND_OPTIONS = ("--command", "--session-command")


class Held:
    """``verbatim`` texts are the slice ``start:end`` of the outer text; others stand somehow in the word there.

    ``expanded`` is what the outer shell expands in it, with offsets in ``text``.
    ``same_shell`` is true where what it assigns stays.
    """

    __slots__ = ("end", "expanded", "same_shell", "start", "text", "verbatim")

    def __init__(self, text: str, start: int, end: int, verbatim: bool, expanded: tuple[Part, ...] = ()) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.verbatim = verbatim
        self.expanded = expanded
        self.same_shell = False


def nested_text(command: Command) -> Held | None:
    """The shell text that ``command`` runs, None when it runs none that can be seen."""
    inner = unwrap(command)
    name, words = inner.name, inner.words
    if not words:
        return _script(inner.redirects)
    if name in SHELLS:
        return _of_shell(words, inner.redirects)
    if name in _LOGINS:
        return _of_login(words, inner.redirects)
    if name == "eval":
        return _of_eval(words)
    if name == "find":
        return _of_find(words)
    if name in ("flock", "script"):
        return next((_held(words[at + 1]) for at in range(1, len(words) - 1) if words[at].literal == "-c"), None)
    return None


def pin(command: Command, start: int, end: int) -> Command:
    """``command`` with every offset set to ``start`` and ``end``, those of the word that holds it."""
    return command._replace(
        words=tuple(_pin_word(word, start, end) for word in command.words),
        assignments=tuple(
            each._replace(value=each.value and _pin_word(each.value, start, end), start=start, end=end)
            for each in command.assignments
        ),
        redirects=_pin_redirects(command.redirects, start, end),
        start=start,
        end=end,
        verbatim=False,
    )


def pin_blocks(blocks: list[Block], first: int, start: int, end: int) -> None:
    """The same for the lists from ``first`` on."""
    for index in range(first, len(blocks)):
        redirects = _pin_redirects(blocks[index].redirects, start, end)
        blocks[index] = blocks[index]._replace(
            start=start, end=end, body_start=start, body_end=end, redirects=redirects
        )


def _pin_redirects(redirects: tuple[Redirect, ...], start: int, end: int) -> tuple[Redirect, ...]:
    return tuple(
        each._replace(
            target=each.target and _pin_word(each.target, start, end),
            heredoc=each.heredoc and _pin_word(each.heredoc, start, end),
            start=start,
            end=end,
        )
        for each in redirects
    )


def _pin_word(word: Word, start: int, end: int) -> Word:
    return word._replace(start=start, end=end, parts=tuple(_pin_part(part, start, end) for part in word.parts))


def _pin_part(part: Part, start: int, end: int) -> Part:
    return part._replace(
        start=start,
        end=end,
        commands=tuple(pin(command, start, end) for command in part.commands),
        inner=tuple(_pin_part(each, start, end) for each in part.inner),
    )


def _of_shell(words: tuple[Word, ...], redirects: tuple[Redirect, ...]) -> Held | None:
    """``-c`` may stand in a cluster (``-ec``); the text is the first operand then."""
    at, reads_argument = 1, False
    while at < len(words):
        text = words[at].literal or ""
        if text[:1] not in ("-", "+") or text in ("-", "--"):
            at += text in ("-", "--")
            break
        if text.startswith("--"):
            at += "=" not in text and text[2:] in _SHELL_OPTIONS
        else:
            reads_argument = reads_argument or "c" in text
            at += text[-1] in "oO"
        at += 1
    if reads_argument:
        return _held(words[at]) if at < len(words) else None
    return _fed(redirects) if at >= len(words) or any(word.literal == "-s" for word in words[1:at]) else None


def _of_login(words: tuple[Word, ...], redirects: tuple[Redirect, ...]) -> Held | None:
    for at, word in enumerate(words[1:], 1):
        text = word.literal or word.raw
        option, equals, _ = text.partition("=")
        if option in _COMMAND_OPTIONS and equals:
            return _held(word, len(option) + 1)
        is_cluster = text[:1] == "-" and text[1:2] not in ("", "-") and text[1:].isalpha() and text[-1] == "c"
        if (option in _COMMAND_OPTIONS or is_cluster) and at + 1 < len(words):
            return _held(words[at + 1])
    at = option_end(words, 1, "sgGuw", _LOGIN_OPTIONS)
    return _fed(redirects) if len(words) - at <= 2 else None


def _of_eval(words: tuple[Word, ...]) -> Held | None:
    if len(words) < 2:
        return None
    helds = [_held(word) for word in words[1:]]
    held = helds[0]
    if len(helds) > 1:
        texts = [each.text if each else word.raw for each, word in zip(helds, words[1:], strict=True)]
        held = Held(" ".join(texts), words[1].start, words[-1].end, False)
    if held is not None:
        held.same_shell = True
    return held


def _of_find(words: tuple[Word, ...]) -> Held | None:
    for at, word in enumerate(words[:-2], 1):
        if word.literal in ("-exec", "-execdir") and base_name(words[at]) in SHELLS:
            return _of_shell(words[at:], ())
    return None


def _fed(redirects: tuple[Redirect, ...]) -> Held | None:
    """The here-document or here-string that comes in as standard input; the last one counts."""
    for redirect in reversed(redirects):
        if redirect.fd not in ("", "0") or redirect.operator[:1] != "<" or redirect.operator in ("<&", "<&-"):
            continue
        if redirect.heredoc is not None:
            return _held(redirect.heredoc) if _is_shell(redirect.heredoc.raw) else None
        return _held(redirect.target) if redirect.operator == "<<<" and redirect.target else None
    return None


def _script(redirects: tuple[Redirect, ...]) -> Held | None:
    """The here-document of a RUN without a command: the builder hands its body to the shell as it is."""
    if len(redirects) != 1 or redirects[0].heredoc is None or not _is_shell(redirects[0].heredoc.raw):
        return None
    body = redirects[0].heredoc
    return Held(body.raw, body.start, body.end, len(body.raw) == body.end - body.start)


def _is_shell(text: str) -> bool:
    """Whether no first line ``#!`` names another interpreter."""
    if not text.lstrip("\t").startswith("#!"):
        return True
    words = text[: text.find("\n")].replace("/", " ").split()
    return any(word in SHELLS for word in words)


def _held(word: Word, skip: int = 0) -> Held | None:
    """The text of ``word`` behind its first ``skip`` characters, None where nothing of it is literal."""
    parts, raw, shift = word.parts, word.raw, word.start
    if skip and len(parts) > 1 and len(parts[0].text) == skip:
        parts, skip = parts[1:], 0  # --command='…'
    if not any(part.kind == "literal" for part in parts):
        return None
    verbatim, length = len(raw) == word.end - word.start, -skip
    if not verbatim and any(part.kind != "literal" for part in parts):
        return Held(raw, word.start, word.end, False)
    pieces: list[str] = []
    expanded: list[Part] = []
    for part in parts:
        piece = part.text if part.kind == "literal" else raw[part.start - shift : part.end - shift]
        if part.kind != "literal":
            expanded.append(part._replace(start=length, end=length + len(piece)))
        pieces.append(piece)
        length += len(piece)
    text = "".join(pieces)
    start = parts[0].start - shift
    end = start + len(text)
    if verbatim and raw[start:end] == text and parts[-1].end - shift == end:
        return Held(text[skip:], shift + start + skip, shift + end, True, tuple(expanded))
    return Held(text[skip:], word.start, word.end, False, tuple(expanded))
