"""From credentials written out in a RUN to secret mounts: the text goes, the shell reads the secret in its place."""

from __future__ import annotations

import posixpath

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy import consumers, equivalents, git
from dockerlint.remedy.effort import bounded, look_at, when_asked
from dockerlint.remedy.form import give_variable, secret_id, supply_at_run_time, supply_variable, uses_environment
from dockerlint.remedy.persisted import PLACEHOLDERS
from dockerlint.remedy.plan import Plan
from dockerlint.rewrite.outcome import Refusal
from dockerlint.text import Edit
from dockerlint.trace.catalogue import tools
from dockerlint.trace.catalogue.names import classify_name
from dockerlint.trace.filesystem import absolute
from dockerlint.trace.secrets import Holding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.finding import Fix
    from dockerlint.model import Step
    from dockerlint.settings import Settings
    from dockerlint.shell.script import Command
    from dockerlint.text import Span
    from dockerlint.trace.run_text import RunText
    from dockerlint.trace.secrets import Literal
    from dockerlint.trace.trace import Trace

_NOT_IN_NAME = lazy(r"[^A-Za-z0-9]+")


_WRITES = frozenset({"echo", "printf", "cat", "tee"})


@bounded
def mount_literal(trace: Trace, literal: Literal, settings: Settings) -> Fix | Refusal:
    """The fix for one literal of a RUN."""
    step = literal.step
    if step is None or step.keyword != "RUN":
        return Refusal("only the commands of a RUN can read a secret mount")
    look_at(trace, step)
    text = trace.text(step)
    if step.stage.is_windows or not text.is_shell:
        return Refusal("the RUN is not read by a POSIX shell")
    if text.exec_form:
        return Refusal("the command is in JSON form, which no shell expands")
    command = _command_at(text, literal)
    if command is None:
        return Refusal("the place is not understood as shell text")
    if _quoting(command, literal.start, literal.end) is None:
        return Refusal("the shell expands nothing at its place")
    name = _names(trace, settings)[literal.span]
    kept = _kept_file(trace, literal, command)
    form = PLACEHOLDERS.get(posixpath.basename(kept).lower()) if kept else None
    if form is not None:
        return _by_placeholder(trace, literal, kept, name, form, settings)
    if kept and equivalents.variables_for(command.unwrapped()):
        return _by_equivalent(trace, literal, command.unwrapped(), name, settings)
    by_helper = git.is_clone(command.unwrapped()) and _in_url(command, literal)
    if kept and not by_helper:
        return Refusal(f"its value is written to {kept}, which stays in the image")
    return _in_place(trace, literal, name, settings, by_helper=by_helper)


def _in_place(trace: Trace, literal: Literal, name: str, settings: Settings, *, by_helper: bool) -> Fix | Refusal:
    """The mounted secret is read where the text stands, wherever the RUN repeats it; Git asks a helper instead."""
    step = literal.step
    assert step is not None
    text = trace.text(step).text
    exact = text[literal.start : literal.end]
    identity = secret_id(name, settings)
    as_environment = uses_environment(trace.dockerfile, settings)
    given = give_variable(name, identity, step, as_environment=as_environment, exported=False)
    plan = Plan(trace)
    plan.mount(step, given.mount)
    plan.supply[supply_variable(identity, name)] = None
    if by_helper:
        if not git.clean_clone(plan, step, lambda _, secret: given.reading if secret == exact else None):
            plan.refuse("the URL's secret is not one that a credential helper could give")
        return plan.fix(f"read the {literal.what} from a secret mount")
    for each in trace.index.literals_in(step):
        look_at(trace, step)
        if text[each.start : each.end] == exact and each.place in ("command", "url"):
            around = _command_at(trace.text(step), each)
            place = _quoting(around, each.start, each.end) if around is not None else None
            if place is not None and _names(trace, settings).get(each.span) == name:
                plan.replace(step, each.start, each.end, f"{place[0]}{given.reading}{place[1]}")
    return plan.fix(f"read the {literal.what} from a secret mount")


def _by_equivalent(trace: Trace, literal: Literal, inner: Command, name: str, settings: Settings) -> Fix | Refusal:
    """The command that writes a tool's configuration goes; the RUNs that use the tool get the variable for it."""
    step = literal.step
    assert step is not None
    exact = trace.text(step).text[literal.start : literal.end]
    identity = secret_id(name, settings)
    as_environment = uses_environment(trace.dockerfile, settings)
    plan = Plan(trace)

    def give(user: Step) -> None:
        plan.give(user, give_variable(name, identity, user, as_environment=as_environment, exported=False))

    equivalents.apply(plan, step, inner, give, (exact, f"${{{name}}}"))
    plan.supply[supply_variable(identity, name)] = None
    return plan.fix(f"read the {literal.what} from a secret mount")


@when_asked
def read_at_run_time(trace: Trace, literal: Literal) -> Fix | Refusal:
    """The fix for a literal of CMD or ENTRYPOINT in shell form: the variable that the container is started with."""
    step = literal.step
    if step is None or step.keyword not in ("CMD", "ENTRYPOINT"):
        return Refusal("what should be there instead is for its author to decide")
    text = trace.text(step)
    if step.stage.is_windows or text.exec_form or not text.is_shell:
        return Refusal("the command is in JSON form, which no shell expands")
    command = _command_at(text, literal)
    place = _quoting(command, literal.start, literal.end) if command is not None else None
    if command is None or place is None:
        return Refusal("the place is not understood as shell text")
    name = _name(literal, command, text.text)
    opened, closed = place
    edit = Edit(trace.dockerfile.source.path, text.span(literal.start, literal.end), f"{opened}${{{name}}}{closed}")
    plan = Plan(trace)
    plan.edits.append(edit)
    plan.supply[supply_at_run_time(name)] = None
    return plan.fix(f"take the {literal.what} from {name} when the container starts")


def _kept_file(trace: Trace, literal: Literal, command: Command) -> str:
    """The file of the layer that the command writes the literal to, "" when it writes none or the RUN removes it."""
    if literal.step is None:
        return ""
    step, inner = literal.step, command.unwrapped()
    paths = [persisted.path for persisted in tools.persisted_by(inner, step.home, step.workdir)]
    for redirect in command.redirects if inner.name in _WRITES else ():
        if redirect.target is not None and redirect.operator.startswith(">") and redirect.fd in ("", "1"):
            paths.append(absolute(step.resolve(redirect.target.raw.strip("\"'")), step.workdir, step.home))
    paths = [path for path in paths if not path.startswith("/dev/")]
    removed = [
        path
        for other in trace.text(step).script.commands
        for path in tools.files_deleted(other.unwrapped(), step.workdir, step.home)
    ]
    return next((path for path in paths if not tools.is_covered(path, removed)), "")


def _by_placeholder(
    trace: Trace, literal: Literal, path: str, name: str, form: str, settings: Settings
) -> Fix | Refusal:
    """The variable's name is written to the file in place of the value; the tool that reads it gets the variable."""
    step = literal.step
    assert step is not None
    name = name if "TOKEN" in name or "PASSWORD" in name else f"{name}_TOKEN"
    identity = secret_id(name, settings)
    as_environment = uses_environment(trace.dockerfile, settings)
    holding = Holding(path, (), step, literal.span, "", None)
    readers = consumers.file_readers(trace, holding, set())
    command = _command_at(trace.text(step), literal)
    place = _quoting(command, literal.start, literal.end) if command is not None else None
    if not readers or place is None:
        return Refusal(f"no RUN that is known to read {path} follows; if the running program reads it, mount it then")
    plan = Plan(trace)
    opened, closed = ("'\"", "\"'") if place == ("'\"", "\"'") else ("", "")
    plan.replace(step, literal.start, literal.end, f"{opened}{form.format(name)}{closed}")
    for reader in readers:
        plan.give(reader, give_variable(name, identity, reader, as_environment=as_environment, exported=True))
    plan.supply[supply_variable(identity, name)] = None
    return plan.fix(f"write {name} to {posixpath.basename(path)} by name, and give it to the RUN that reads it")


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


def _names(trace: Trace, settings: Settings) -> dict[Span, str]:
    """A name for the secret of every literal of a RUN: one for one text, numbered where several would share it."""
    return trace.answers.once(("names of literals", settings), lambda: _make_names(trace, settings))


def _make_names(trace: Trace, settings: Settings) -> dict[Span, str]:
    taken = {origin.mount.id for origin in trace.mounts if origin.mount is not None}
    taken |= {secret_id(origin.name, settings) for origin in trace.variables}
    known: dict[tuple[str, str], str] = {}
    numbered: dict[str, Iterator[str]] = {}  # the names that are left for those that would share one
    found = {}
    for literal in trace.literals:
        if literal.step is None or literal.step.keyword != "RUN":
            continue
        look_at(trace, literal.step)
        text = trace.text(literal.step)
        command = _command_at(text, literal)
        if command is None:
            continue
        name = _name(literal, command, text.text)
        key = (name, text.text[literal.start : literal.end])
        if key not in known:
            left = numbered.setdefault(name, _numbered(name))
            known[key] = next(each for each in left if secret_id(each, settings) not in taken)
            taken.add(secret_id(known[key], settings))
        found[literal.span] = known[key]
    return found


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}_{number}"
        number += 1


def _in_url(command: Command, literal: Literal) -> bool:
    return any("://" in word.raw and word.start <= literal.start < word.end for word in command.words)


def _name(literal: Literal, command: Command, text: str) -> str:
    """A variable name for the secret: that of the assignment it stands in, else of host or tool and kind."""
    for assignment in command.assignments:
        value = assignment.value
        if value is not None and value.start <= literal.start < value.end:
            is_all = value.raw.strip("\"'") == text[literal.start : literal.end].strip("\"'")
            of_url = literal.place == "url" or (not is_all and "://" in value.raw)
            return f"{assignment.name.partition('_')[0]}_PASSWORD" if of_url else assignment.name
    option = re.search(r"--?([A-Za-z][\w.]*[-_.][\w.-]+)[= ][\"']?$", text[command.start : literal.start])
    if option is not None and classify_name(option[1]).kind == "secret":
        return _clean(option[1])
    registry = re.search(r"//([\w.-]+)/\S*:_(?:authToken|auth|password)", text[command.start : literal.start])
    if registry is not None:
        label = registry[1].split(".")[-2] if "." in registry[1] else registry[1]
        return f"{_clean('npm' if label == 'npmjs' else label)}_TOKEN"
    host = re.match(r"password for ([\w.-]+)", literal.what)
    tool = command.unwrapped().name
    if tool in _WRITES:
        files = (redirect.target.raw for redirect in command.redirects if redirect.target is not None)
        tool = posixpath.basename(next(files, tool).strip("\"'"))
    if host is not None:
        return (
            _clean(host[1].split(".")[-2] if host[1].count(".") and not host[1][-1].isdigit() else tool or "url")
            + "_PASSWORD"
        )
    kind = next(
        (word for word in ("TOKEN", "PASSWORD", "KEY", "PASSPHRASE", "SECRET") if word.lower() in literal.what.lower()),
        "SECRET",
    )
    return f"{_clean(tool or 'build')}_{kind}"


def _clean(name: str) -> str:
    return _NOT_IN_NAME.sub("_", name).strip("_").upper() or "BUILD"
