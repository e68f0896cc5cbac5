"""``docker login -p PASSWORD`` as ``printf %s PASSWORD | docker login --password-stdin``.

A command's words stand in the list of processes, in the shell's trace and in its history; what comes through a pipe
from a command of the shell itself stands in none of them.
"""

from __future__ import annotations

import re

from dockerlint.callers.yaml.edits import add_entry
from dockerlint.callers.yaml.scalars import written_plain
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from dockerlint.callers.logins.commands import Login
    from dockerlint.callers.logins.texts import ShellText
    from dockerlint.rewrite.outcome import Outcome
    from dockerlint.shell import Script, Word
    from dockerlint.text import Edit, Source

_EXPRESSION = re.compile(r"\$\{\{\s*(?P<inner>secrets\.(?P<secret>\w+)|github\.token|(?:(?!\$\{\{|\}\}).)+?)\s*\}\}")
_STDIN = "--password-stdin"


def by_stdin(source: Source, kind: str, shell: ShellText, script: Script, login: Login) -> Outcome:
    """The edits that take the password off the command line."""
    refused = _refused(script, login)
    if refused:
        return Refusal(refused)
    assert login.password is not None
    text = shell.text
    given = _given(source, kind, shell, login.password)
    if isinstance(given, Refusal):
        return given
    word, edits = given
    at = login.command.start
    piped = text.replace(at, at + 1, f"printf %s {word} | {text.text[at]}")
    option = text.replace(login.words[login.first].start, login.words[login.behind - 1].end, _STDIN)
    if piped is None or option is None:
        return Refusal("the place where it stands has no room for a pipe")
    return (piped, option, *edits)


def _refused(script: Script, login: Login) -> str:
    command = login.command
    if script.error is not None:
        return "the shell text around it could not be read"
    if not command.verbatim or not any(each is command for each in script.commands):
        return "it stands inside another command"
    if command.negated:
        return "the script asks whether it fails"
    if command.stage or any(redirect.operator.startswith("<") for redirect in command.redirects):
        return "it reads something else from its standard input"
    if login.user is None:
        return "it names no user, whom --password-stdin needs"
    return ""


def _given(source: Source, kind: str, shell: ShellText, word: Word) -> tuple[str, tuple[Edit, ...]] | Refusal:
    """The password as a shell word that is safe to print, with what must be set for it."""
    raw = shell.text.text[word.start : word.end]
    expression = _EXPRESSION.fullmatch(raw.strip("\"'"))
    if expression is not None:
        return _from_environment(source, kind, shell, expression)
    if "${{" in raw or "<<" in raw:
        return Refusal("the password is put together of expressions of the service")
    if kind == "make":
        return _from_make(source, raw)
    return (raw, ()) if raw.startswith(('"', "'")) or "'" in raw else (f'"{raw}"', ())


def _from_make(source: Source, raw: str) -> tuple[str, tuple[Edit, ...]] | Refusal:
    """``$(NAME)`` as ``$$NAME``: make itself would put its value on the shell's command line."""
    found = re.fullmatch(r"\$\((\w+)\)|\$\{(\w+)\}|\$\$\{?(\w+)\}?", raw.strip("\"'"))
    if found is None:
        return Refusal("the password is put together by make")
    name = found[1] or found[2] or found[3]
    if found[3] is None and not _reaches_the_shell(source.text, name):
        return Refusal(f"{name} may be set in a makefile: whether the shell gets it is not known")
    return f'"$${name}"', ()


def _reaches_the_shell(text: str, name: str) -> bool:
    """Whether a variable of make is in the environment of recipes: exported, or set by nobody but make's caller.

    Source: GNU make's manual, "Communicating Variables to a Sub-make".
    """
    if re.search(rf"^export\b(?:[^\n]*\b{name}\b|[ \t]*$)", text, re.MULTILINE):
        return True
    is_set = re.search(
        rf"(?:^|:)[ \t]*(?:(?:override|private)[ \t]+)?{name}[ \t]*(?:[?+!]|:{{1,3}})?=", text, re.MULTILINE
    )
    return is_set is None and re.search(r"^[-s]?include\b|^define\b", text, re.MULTILINE) is None


def _from_environment(
    source: Source, kind: str, shell: ShellText, expression: re.Match[str]
) -> tuple[str, tuple[Edit, ...]] | Refusal:
    """The expression as a variable of the step, so that its value is no text of the script."""
    if kind != "github" or shell.step is None or shell.step.is_alias:
        return Refusal("the service puts the password into the script's text")
    name = expression["secret"] or "REGISTRY_PASSWORD"
    value = f"${{{{ {expression['inner'].strip()} }}}}"
    env = shell.step.mapping("env")
    if env is None:
        if shell.step.entry("env") is not None:
            return Refusal("the step's environment is not written here")
        edit = add_entry(source, shell.step, f"env:\n  {name}: {value}", shell.step.entry("run"))
    elif (set_to := env.text(name)) is not None:
        return (f'"${name}"', ()) if _inner(set_to) == _inner(value) else Refusal(f"{name} is something else here")
    else:
        edit = add_entry(source, env, f"{name}: {written_plain(value)}")
    return (f'"${name}"', (edit,)) if edit is not None else Refusal("the step is written in one line")


def _inner(text: str) -> str:
    return re.sub(r"\s+", "", text)


def is_literal(word: Word) -> bool:
    """Whether the password itself stands there."""
    return word.literal is not None and not re.search(r"\$|\{\{|<<|^@|%\w+%", word.raw) and bool(word.literal)
