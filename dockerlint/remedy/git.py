"""Git with a credential for one command only: nothing of it stays in ``.git/config`` or ``~/.gitconfig``.

A credential helper given by ``git -c`` answers Git's question for user and password (gitcredentials(7)); it is a line
of shell that reads the mounted secret, so that the configuration holds no value.
"""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING
from dockerlint.remedy import consumers, reach
from dockerlint.remedy.form import give_variable, secret_id, supply_variable, uses_environment
from dockerlint.remedy.plan import Plan
from dockerlint.rewrite.outcome import Refusal
from dockerlint.text import Edit, Span
from dockerlint.trace.catalogue.urls import find_urls_with_credentials

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.finding import Fix
    from dockerlint.model import Step
    from dockerlint.settings import Settings
    from dockerlint.shell.script import Command, Word
    from dockerlint.trace.catalogue.urls import UrlCredential
    from dockerlint.trace.secrets import Holding, Origin
    from dockerlint.trace.trace import Trace

_ONLINE = frozenset({"clone", "fetch", "pull", "push", "ls-remote", "submodule", "remote", "archive"})


def is_clone(command: Command) -> bool:
    """Whether the command is a ``git`` that takes a URL and keeps it in a repository's configuration."""
    return command.name == "git" and any(word.raw in ("clone", "remote", "submodule") for word in command.words[1:6])


def is_instead_of(command: Command) -> bool:
    return (
        command.name == "git"
        and any(word.raw == "config" for word in command.words[1:4])
        and any(".insteadof" in word.raw.lower() for word in command.words)
    )


def is_header(command: Command) -> bool:
    """Whether the command keeps a header, which Git then sends with every request, in a configuration."""
    return command.name == "git" and any(
        re.fullmatch(r"http(?:\.\S+)?\.extraheader", word.raw.strip("\"'"), re.IGNORECASE) for word in command.words[2:]
    )


def send_header(plan: Plan, step: Step, command: Command, outer: Command) -> list[Step]:
    """Give the header to each later ``git`` command for itself; the RUNs that have one."""
    index = next(at for at, word in enumerate(command.words) if "extraheader" in word.raw.lower())
    if index + 2 != len(command.words):
        plan.refuse("the header is not the last word of git config")
        return []
    option = f" -c {command.words[index].raw}={command.words[index + 1].raw}"
    plan.remove_command(step, outer)
    users: dict[Step, None] = {}
    for later in reach.following_runs(plan.trace, step):
        for other in plan.trace.text(later).script.commands:
            inner = other.unwrapped()
            if later is step and other.start <= command.start:
                continue
            if inner.name in consumers.USES_GIT and inner.name != "git":
                plan.refuse(f"{inner.name} may need the header as well")
            verb = next((word.raw for word in inner.words[1:] if not word.raw.startswith("-")), "")
            if inner.name == "git" and verb in _ONLINE:
                plan.replace(later, inner.words[0].end, inner.words[0].end, option)
                users[later] = None
    if not users:
        plan.refuse("no git command that would need the header follows")
    return list(users)


def clean_clone(plan: Plan, step: Step, read: Callable[[UrlCredential, str], str | None]) -> bool:
    """Take the credentials out of all URLs of a RUN's git commands and give those a helper.

    ``read`` answers for a URL how a shell reads its secret, for between double quotes, or None for one to leave alone.
    """
    text = plan.trace.text(step)
    helpers: dict[str, None] = {}
    done = False
    git = [(outer, outer.unwrapped()) for outer in text.script.commands if outer.unwrapped().name == "git"]
    for _, command in git:
        for word in command.words[1:]:
            for url in _urls(word):
                reading = read(url, word.raw[url.password_start : url.password_end])
                if reading is None:
                    continue
                option = _helper_option(word.raw, url, reading)
                if option is None or plan.trace.text(step).exec_form:
                    plan.refuse("the user name in the URL is not known to Git's credential helper")
                    return False
                helpers[option] = None
                plan.replace(step, word.start, word.end, _without_userinfo(word.raw, url))
                done = True
    for _, command in git:
        verb = next((word.raw for word in command.words[1:] if not word.raw.startswith("-")), "")
        if done and verb in _ONLINE and not (verb == "remote" and "update" not in [w.raw for w in command.words]):
            at = command.words[0].end
            plan.replace(step, at, at, "".join(f" -c {option}" for option in helpers))
    return done


def strip_url(trace: Trace, group: list[Origin], settings: Settings) -> Fix | None:
    """The fix for a variable that is a repository's URL with a literal password, and that only ``git`` reads.

    The variable keeps the URL without it, and the git commands are given the password by a helper.
    """
    variable = group[0].variable
    if len(group) != 1 or variable is None or group[0].value != "url-credential":
        return None
    raw, place = variable.raw or "", variable.pair.value_span
    urls = [url for url in find_urls_with_credentials(raw) if url.kind == "literal" and url.place != "query"]
    uses = trace.index.of(group[0]).uses
    if len(urls) != 1 or place is None or trace.dockerfile.source.text[place.start : place.end] != raw or not uses:
        return None
    if any(use.command is None or use.command.name != "git" or trace.text(use.step).exec_form for use in uses):
        return None
    url = urls[0]
    name = "GIT_TOKEN" if url.place == "user" else "GIT_PASSWORD"
    identity = secret_id(name, settings)
    as_environment = uses_environment(trace.dockerfile, settings)
    plan = Plan(trace)
    start = raw.index("://", url.start) + 3
    end = raw.index("@", url.password_end) + 1
    plan.edits.append(Edit(trace.dockerfile.source.path, Span(place.start + start, place.start + end), ""))
    for use in uses:
        assert use.command is not None
        given = give_variable(name, identity, use.step, as_environment=as_environment, exported=False)
        option = _helper_option(raw, url, given.reading)
        if option is None:
            return None
        plan.replace(use.step, use.command.words[0].end, use.command.words[0].end, f" -c {option}")
        plan.mount(use.step, given.mount)
    plan.supply[supply_variable(identity, name)] = None
    made = plan.fix(f"take the password out of {variable.name} and give it to git by a secret mount")
    return None if isinstance(made, Refusal) else made


def clean_instead_of(
    plan: Plan, holding: Holding, command: Command, read: Callable[[UrlCredential, str], str | None]
) -> bool:
    """``url.<with token>.insteadOf`` becomes a credential helper and, for another address, an insteadOf without it."""
    step = holding.step
    for index, word in enumerate(command.words):
        for url in _urls(word):
            reading = read(url, word.raw[url.password_start : url.password_end])
            if reading is None:
                continue
            helper = _helper(word.raw, url, reading)
            if helper is None or index + 1 >= len(command.words):
                plan.refuse("the user name in the URL is not known to Git's credential helper")
                return False
            base = f"{url.scheme}://{url.host}"
            before = plan.trace.text(step).text[command.words[0].start : word.start]
            new = f"{before}credential.{base}.helper {helper}"
            value = command.words[index + 1]
            rest = word.raw[url.password_end :].partition("@")[2]
            path = re.sub(
                r"[\"']?\.insteadof[\"']?$", "", rest[len(url.host) :].strip("\"'"), flags=re.IGNORECASE
            ).strip("\"'")
            if value.raw.strip("\"'").rstrip("/") != f"{base}{path}".rstrip("/"):
                new += f' && {before}url."{base}{path}".insteadOf {value.raw}'
            plan.replace(step, command.words[0].start, command.words[index + 1].end, new)
            return True
    return False


def users_of_config(plan: Plan, holding: Holding) -> list[Step]:
    """The RUNs from ``holding`` on that may let Git ask for a password."""
    return [step for step in reach.following_runs(plan.trace, holding.step) if _may_ask(plan, step, holding)]


def _may_ask(plan: Plan, step: Step, holding: Holding) -> bool:
    for command in plan.trace.text(step).script.commands:
        inner = command.unwrapped()
        if step is holding.step and holding.write is not None and command.start < holding.write.command.start:
            continue
        configures = inner.name == "git" and any(word.raw == "config" for word in inner.words[1:4])
        if inner.name in consumers.USES_GIT and not configures:
            return True
    return False


def _urls(word: Word) -> tuple[UrlCredential, ...]:
    return tuple(url for url in find_urls_with_credentials(word.raw) if url.place != "query") if "@" in word.raw else ()


def _helper_option(raw: str, url: UrlCredential, reading: str) -> str | None:
    helper = _helper(raw, url, reading)
    if helper is None:
        return None
    scope = f".{url.scheme}://{url.host}" if re.fullmatch(r"[\w.:-]+", url.host) else ""
    return f"credential{scope}.helper={helper}"


def _helper(raw: str, url: UrlCredential, reading: str) -> str | None:
    """The helper as a single-quoted shell word, None when the user name cannot go into one."""
    if url.place == "user":
        password = raw[url.password_end :].partition("@")[0].lstrip(":") or "x-oauth-basic"
        user = f'"username={reading}"'
        secret = f"password={password}"
        if not re.fullmatch(r"[\w.+-]+", password):
            return None
    else:
        if not re.fullmatch(r"(?:[\w.%+-]|\$\{\w+\}|\$\w+)*", url.user):
            return None
        user = f"username={url.user}" if "$" not in url.user else f'"username={url.user}"'
        secret = f'"password={reading}"'
    return f"'!f() {{ echo {user}; echo {secret}; }}; f'"


def _without_userinfo(raw: str, url: UrlCredential) -> str:
    authority = raw.index("://", url.start) + 3
    at = raw.index("@", url.password_end)
    return raw[:authority] + raw[at + 1 :]
