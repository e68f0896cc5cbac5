"""From credentials written out in a RUN to secret mounts: the text goes, the shell reads the secret in its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockerlint.remedy import git
from dockerlint.remedy.form import give_variable, secret_id, supply_variable, uses_environment
from dockerlint.remedy.plan import Plan
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from dockerlint.finding import Fix
    from dockerlint.settings import Settings
    from dockerlint.shell.script import Command
    from dockerlint.trace.run_text import RunText
    from dockerlint.trace.secrets import Literal
    from dockerlint.trace.trace import Trace

_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9]+")
_HOLDS_FILE = re.compile(r"<<-?\s*\\?[\"']?\w")


def mount_literal(trace: Trace, literal: Literal, settings: Settings) -> Fix | Refusal:
    """The fix for one literal of a RUN."""
    step = literal.step
    if step is None or step.keyword != "RUN":
        return Refusal("only the commands of a RUN can read a secret mount")
    text = trace.text(step)
    if step.stage.is_windows or not text.is_shell:
        return Refusal("the RUN is not read by a POSIX shell")
    if text.exec_form:
        return Refusal("the command is in JSON form, which no shell expands")
    command = _command_at(text, literal)
    if command is None:
        return Refusal("the place is not understood as shell text")
    place = _quoting(command, literal.start, literal.end)
    if place is None:
        return Refusal("the shell expands nothing at its place")
    name = _name(literal, command, text.text)
    identity = secret_id(name, settings)
    as_environment = uses_environment(trace.dockerfile, settings)
    given = give_variable(name, identity, step, as_environment=as_environment, exported=False)
    plan = Plan(trace)
    plan.mount(step, given.mount)
    plan.supply[supply_variable(identity, name)] = None
    if git.is_clone(command.unwrapped()) and _in_url(command, literal):
        git.clean_clone(plan, step, lambda _, secret: given.reading if secret == text.text[literal.start : literal.end] else None)
    else:
        opened, closed = place
        plan.replace(step, literal.start, literal.end, f"{opened}{given.reading}{closed}")
    return plan.fix(f"read the {literal.what} from a secret mount")


def _command_at(text: RunText, literal: Literal) -> Command | None:
    found = None
    for command in text.script.commands:
        if command.start <= literal.start and literal.end <= command.end:
            found = command
    return found


def _quoting(command: Command, start: int, end: int) -> tuple[str, str] | None:
    """What to put around ``$(…)`` at the place: nothing within double quotes; None where nothing is expanded."""
    words = [*command.words, *(a.value for a in command.assignments if a.value is not None)]
    for redirect in command.redirects:
        if redirect.heredoc is not None and redirect.heredoc.start <= start < redirect.heredoc.end:
            inert = len(redirect.heredoc.parts) == 1 and redirect.heredoc.parts[0].kind == "literal"
            return None if inert and redirect.operator.startswith("<<") else ("", "")
    for word in words:
        if not word.start <= start <= end <= word.end:
            continue
        before = word.raw[: start - word.start]
        single = re.sub(r'"(?:\\.|[^"\\])*"', "", before).count("'") % 2 == 1
        double = re.sub(r"'[^']*'", "", before).replace('\\"', "").count('"') % 2 == 1
        if single:
            return "'\"", "\"'"
        return ("", "") if double else ('"', '"')
    return None


def _in_url(command: Command, literal: Literal) -> bool:
    return any("://" in word.raw and word.start <= literal.start < word.end for word in command.words)


def _name(literal: Literal, command: Command, text: str) -> str:
    """A variable name for the secret: that of the assignment it stands in, else of host or tool and kind."""
    for assignment in command.assignments:
        if assignment.value is not None and assignment.start <= literal.start < assignment.end:
            return assignment.name
    host = re.match(r"password for ([\w.-]+)", literal.what)
    tool = command.unwrapped().name
    if host is not None:
        return _clean(host[1].split(".")[-2] if host[1].count(".") and not host[1][-1].isdigit() else tool or "url") + "_PASSWORD"
    kind = next((word for word in ("TOKEN", "PASSWORD", "KEY", "PASSPHRASE", "SECRET") if word.lower() in literal.what.lower()), "SECRET")
    return f"{_clean(tool or 'build')}_{kind}"


def _clean(name: str) -> str:
    return _NOT_IN_NAME.sub("_", name).strip("_").upper() or "BUILD"
