"""What a command leaves on the disk of what it was given or read."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.terms import terms
from dockerlint.trace.catalogue.tools.index import line_of
from dockerlint.trace.catalogue.tools.places import NOTHING, Place
from dockerlint.trace.catalogue.tools.record import Persist, Persisted, Undone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockerlint.shell.script import Command
    from dockerlint.trace.catalogue.tools.command_line import Line

_READS = frozenset(
    ("--unset", "--unset-all", "--remove-section", "--get", "--get-all", "--list", "-l", "--get-regexp", "--edit", "-e")
)
_SCOPES = ("-g", "--global", "--system", "--site", "--local", "--env", "--home", "--location=project")
_UNSETS = ("--unset", "--delete", "--remove-key", "--remove")


def persisted_by(
    command: Command, home: str, workdir: str, variables: Mapping[str, str] = NOTHING
) -> tuple[Persisted, ...]:
    """The files in which a command keeps the texts of its words, or the credential that it read, after it is done."""
    line = line_of(command)
    if line is None or not (line.tool.persists or command.name == "git"):
        return ()
    place = Place(home, workdir, variables)
    if command.name == "git":
        return _kept_by_git(line, place)
    for persist in line.tool.persists:
        words = _words_kept(line, persist)
        paths = place.listed(_with_options(line, persist.paths)) if words is not None else ()
        if words is not None and paths:
            files = tuple(place.resolve(path) for path in _files_given(line))
            return (Persisted(paths[0], words, _undo(line, persist.undo), paths[1:], takes_input(line), files),)
    return ()


def takes_input(line: Line) -> bool:
    """Whether the command reads what it keeps from its standard input."""
    if line.has("--password-stdin", "--with-token", "--stdin", "--password=-", "--token=-", "--key-file=-"):
        return True
    if any(line.texts[index] in ("-", "/dev/stdin") for index in range(1, len(line.texts))):
        return True
    match line.command.name, line.verb:
        case ("npm" | "yarn" | "pnpm", "login" | "adduser" | "add-user") | ("twine" | "cargo", "login"):
            return len(line.positional) == 1
        case ("gpg" | "gpg2", "-"):
            return True
    return False


def _files_given(line: Line) -> list[str]:
    """The files named on the command line whose content a log-in or an import takes over."""
    names = [
        option for option in line.tool.file_options.split() if option.startswith("--key") or option == "--cred-file"
    ]
    if line.command.name in ("gpg", "gpg2"):
        return [line.texts[index] for index in line.positional]
    return [value for value in line.values(*names) if value not in ("-", "/dev/stdin")]


def _with_options(line: Line, paths: str) -> str:
    """``paths`` with the values of the options that name one, without those whose option is not given."""
    found: list[str] = []
    for path in paths.split():
        option, brace, rest = path[1:].partition("}")
        if path.startswith("{") and brace:
            value = line.value(option)
            found += [value + rest] if value else []
        else:
            found.append(path)
    return " ".join(found)


def _words_kept(line: Line, persist: Persist) -> tuple[int, ...] | None:
    """The indices of the words that are kept, None when ``persist`` is not about this command line."""
    path: list[str] = []
    for word in persist.when.split():
        if word.startswith("!"):
            if line.has(word[1:]):
                return None
        elif word.startswith("-"):
            if not line.has(word):
                return None
        else:
            path.append(word)
    start = line.find(path[0]) if path and path[0].startswith("+") else 0
    if start < 0 or not line.starts(tuple(path), start) or line.has("--unset", "--delete", "--get", "--list", "-d"):
        return None
    values = {option.value for option in line.options if option.value >= 0}
    return tuple(sorted(values.union(line.positional[len(path) :])))


def _undo(line: Line, text: str) -> str:
    for place in range(1, 5):
        text = text.replace(f"{{{place}}}", line.word(place).partition("=")[0] or "NAME")
    if "{key}" in text:
        words = [line.texts[index] for index in line.positional[1:] if line.texts[index] != "set"]
        text = text.replace("{key}", words[0] if words else "NAME")
    if "{-" in text:
        options = text[text.index("{") + 1 : text.index("}")]
        text = text.replace(f"{{{options}}}", line.value(*options.split("|")) or "NAME")
    return text


def git_target(line: Line, place: Place) -> str:
    """The folder that ``git clone`` makes, as written or as git derives it from the URL; ``*`` for an unknown one."""
    target = line.word(2)
    if target:
        return target
    url = place.expand(line.word(1)).rstrip("/")
    if "/" not in url and url.startswith("$"):
        return "*"
    name = url.rpartition("/")[2].rpartition(":")[2]
    return name.removesuffix(".git")


def _kept_by_git(line: Line, place: Place) -> tuple[Persisted, ...]:
    folder = line.value("-C")
    here = f"{folder.rstrip('/')}/.git/config" if folder else "./.git/config"
    match line.verb:
        case "clone":
            target = git_target(line, place)
            if not target or len(line.positional) < 2:
                return ()
            base = target if target.startswith(("/", "~", "$")) or not folder else f"{folder.rstrip('/')}/{target}"
            config = f"{base}/config" if line.has("--bare", "--mirror") else f"{base}/.git/config"
            return (Persisted(place.resolve(config), (line.positional[1],), f"git -C {target} remote remove origin"),)
        case "remote" if line.word(1) in ("add", "set-url"):
            return (Persisted(place.resolve(here), tuple(line.positional[2:]), f"git remote remove {line.word(2)}"),)
        case "submodule" if line.word(1) in ("add", "init", "update"):
            words = tuple(line.positional[2:])
            return (Persisted(place.resolve(here), words, "git submodule deinit --all --force"),) if words else ()
        case "config":
            return _kept_by_git_config(line, place, here)
        case "credential" if line.word(1) in ("approve", "store"):
            return (Persisted(place.resolve("~/.git-credentials"), (), "git credential reject", stdin=True),)
        case "credential-store" if line.word(1) == "store":
            return (Persisted(place.resolve("~/.git-credentials"), (), "rm ~/.git-credentials", stdin=True),)
    return ()


def _kept_by_git_config(line: Line, place: Place, here: str) -> tuple[Persisted, ...]:
    if line.has(*_READS) or line.word(1) in ("get", "list", "unset", "edit"):
        return ()
    words = line.positional[1:]
    if words and line.texts[words[0]] in ("set", "--add"):
        words = words[1:]
    if len(words) < 2:
        return ()
    scope = "global" if line.has("--global") else "system" if line.has("--system") else "local"
    path = line.value("-f", "--file") or {"global": "~/.gitconfig", "system": "/etc/gitconfig", "local": here}[scope]
    option = f"--file {path} " if line.value("-f", "--file") else "" if scope == "local" else f"--{scope} "
    undo = f"git config {option}--unset-all {line.texts[words[0]]}"
    return (Persisted(place.resolve(path), tuple(words), undo),)


def undone_by(command: Command, home: str, workdir: str, variables: Mapping[str, str] = NOTHING) -> tuple[Undone, ...]:
    """The files whose credential a command takes out again: ``docker logout``, ``npm config delete``, ``git config "
    "--unset``.
    """
    line = line_of(command)
    if line is None:
        return ()
    place = Place(home, workdir, variables)
    if command.name == "git":
        return _undone_by_git(line, place)
    found: dict[Undone, None] = {}
    for persist in line.tool.persists:
        if _undoes(line, persist):
            key = line.texts[line.positional[-1]] if "{" in persist.undo and len(line.positional) > 1 else ""
            found.update(dict.fromkeys(Undone(path, key) for path in place.listed(_with_options(line, persist.paths))))
    return tuple(found)


def _undoes(line: Line, persist: Persist) -> bool:
    """Whether the command line is what ``undo`` says, or another spelling of it (``bundle config --delete KEY``)."""
    scopes = {option for option in _SCOPES if line.has(option)}
    when = persist.when.split()
    if line.has(*_UNSETS) and when[:1] == [line.verb] and scopes == scopes_of(when):
        return True
    tool, *words = persist.undo.split() or [""]
    if tool not in line.tool.names.split():
        return False
    options = [word for word in words if word.startswith("-")]
    path = ["_" if word.startswith("{") or word.isupper() else word for word in words if not word.startswith("-")]
    while path and path[-1] == "_":
        path.pop()
    return line.starts(tuple(path)) and scopes == scopes_of(options) and all(line.has(option) for option in options)


def takes_out(undone: Undone, writer: str) -> bool:
    """Whether what a file holds of a credential is gone then; ``writer`` is the text that wrote it, "" if not known.

    ``npm config delete registry`` leaves a token where it is.
    """
    if not undone.key or "$" in undone.key:
        return True
    setting = _last_part(undone.key)
    return setting in _plain(writer) if writer else setting not in _HARMLESS


def _last_part(key: str) -> str:
    return _plain(key.replace(":", ".").rpartition(".")[2])


def _plain(text: str) -> str:
    return text.lower().replace("-", "_")


# Settings of npm, pip, git and the like that hold no credential.
_HARMLESS = terms(
    "always_auth autocrlf cache cafile defaultbranch directory email engine_strict extra_trusted_host fund loglevel "
    "name prefix progress registry retries sslverify strict_ssl timeout trusted_host update_notifier "
)


def scopes_of(words: list[str]) -> set[str]:
    return {word for word in words if word in _SCOPES}


def _undone_by_git(line: Line, place: Place) -> tuple[Undone, ...]:
    folder = line.value("-C")
    here = place.resolve(f"{folder.rstrip('/')}/.git/config" if folder else "./.git/config")
    if line.verb == "remote" and line.word(1) in ("remove", "rm", "set-url"):
        return (Undone(here),)
    if line.verb == "config" and (line.has("--unset", "--unset-all", "--remove-section") or line.word(1) == "unset"):
        key = "" if line.has("--remove-section") else line.word(2 if line.word(1) == "unset" else 1)
        if line.has("--global"):
            return (Undone(place.resolve("~/.gitconfig"), key),)
        return (Undone(place.resolve("/etc/gitconfig") if line.has("--system") else here, key),)
    return ()
