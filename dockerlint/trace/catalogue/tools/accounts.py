"""Passwords that a build gives to accounts: the same in every container, and readable in the history."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.tools.command_line import Line, span_of, text_of
from dockerlint.trace.catalogue.tools.index import find_tool
from dockerlint.trace.catalogue.tools.record import DefaultCredential, Tool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.shell.script import Command, Script, Word

_USER = Tool(
    "useradd",
    valued="-p --password -u --uid -g --gid -G --groups -d --home --home-dir -s --shell -c --comment -e --expiredate "
    "-f --inactive "
    "-k --skel -K --key -b --base-dir -Z -r= -o= -l --login",
)
_SQL_CLIENTS = frozenset(
    "mysql mariadb mysqladmin mysqld psql su gosu sqlcmd cqlsh clickhouse-client mongo mongosh".split()
)
_READS_PASSWORDS = frozenset("chpasswd passwd smbpasswd vncpasswd debconf-set-selections".split())
_SHORTEST_SQL = 16
_CONSUMERS = _SQL_CLIENTS | frozenset(
    "chpasswd passwd useradd usermod adduser htpasswd rabbitmqctl smbpasswd vncpasswd saslpasswd2 slappasswd "
    "debconf-set-selections".split()
)


def default_credentials(script: Script) -> tuple[DefaultCredential, ...]:
    """The literal passwords that a shell text gives to users of the system, of databases and of web servers."""
    if not any(name in script.text for name in _CONSUMERS):
        return ()
    found: list[DefaultCredential] = []
    for outer in script.every_command():
        command = outer.unwrapped()
        if command.name in _CONSUMERS:
            found += _given(command, script)
    kept: list[DefaultCredential] = []
    # Inside `su -c "…"` the nested command and the text around it tell the same password: the narrower span is right.
    for each in sorted(found, key=lambda credential: credential.end - credential.start):
        if not any(known.start < each.end and each.start < known.end for known in kept):
            kept.append(each)
    return tuple(sorted(kept))


def reads_password(name: str) -> bool:
    """Whether what a command reads from its input becomes an account's password."""
    return name in _READS_PASSWORDS


def passwords_in_sql(command: Command) -> Iterator[tuple[Word, int, int]]:
    """The words, with the places in the shell text, where SQL sets a password that a variable holds."""
    # What `su -c` runs is a command of its own.
    for word in command.words[1:] if command.name in _SQL_CLIENTS and command.name not in ("su", "gosu") else ():
        if "$" in word.raw and len(word.raw) >= _SHORTEST_SQL:
            for match in _pattern(_SQL_PASSWORD).finditer(text_of(word)):
                if _is_variable(match["password"]):
                    yield (word, *span_of(word, match.start("password"), match.end("password")))


def _given(command: Command, script: Script) -> Iterator[DefaultCredential]:
    name = command.name
    if name == "chpasswd":
        for word in _input_of(command, script):
            yield from _user_lines(word, is_literal=_is_quoted(word) and not script.is_nested(command))
    elif name in ("passwd", "smbpasswd", "vncpasswd", "saslpasswd2", "slappasswd"):
        yield from _typed(command, script)
    elif name in ("useradd", "usermod", "adduser"):
        yield from _option_password(command)
    elif name == "htpasswd":
        yield from _htpasswd(command)
    elif name == "rabbitmqctl":
        yield from _rabbit(command)
    elif name == "debconf-set-selections":
        for word in _input_of(command, script):
            yield from _debconf(word)
    if name in _SQL_CLIENTS:
        for word in (*command.words[1:], *_input_of(command, script)):
            yield from _in_sql(word)
    if name == "mysqladmin":
        yield from _mysqladmin(command)


def _input_of(command: Command, script: Script) -> list[Word]:
    """The words that reach a command's standard input: of the echo before the pipe, of ``<<<`` and here-documents."""
    words: list[Word] = []
    for redirect in command.redirects:
        if redirect.heredoc is not None:
            words.append(redirect.heredoc)
        elif redirect.operator == "<<<" and redirect.target is not None:
            words.append(redirect.target)
    if command.stage > 0:
        for other in script.commands:
            if other.name in ("echo", "printf", "cat", "yes") and _feeds(other, command, script):
                words += other.words[1:]
                words += [redirect.heredoc for redirect in other.redirects if redirect.heredoc is not None]
    return words


def _feeds(other: Command, command: Command, script: Script) -> bool:
    """Whether ``other``, or a group that it stands in (``(echo pw; echo pw) | passwd``), is the stage before."""
    before = (command.pipeline, command.stage - 1)
    if (other.pipeline, other.stage) == before:
        return True
    number = other.list_id
    while 0 < number < len(script.blocks):
        block = script.blocks[number]
        if (block.pipeline, block.stage) == before:
            return True
        number = block.parent
    return False


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE | re.MULTILINE)


_USER_LINE = r"(?:^|(?<=\\n)|(?<=\s))(?P<user>[A-Za-z_$][\w.${}\-]*):(?P<password>[^\s\\:]+)(?=\s|\\n|\\r|$)"
_SQL_PASSWORD = (
    r"(?:identified(?:\s+with\s+[\w'\"`]+)?\s+(?:by|as)(?:\s+password)?|password\s*\(|set\s+password[^=;]*=|"
    r"(?:with\s+)?(?:encrypted\s+)?password)\s*\(?\s*\\?(?P<quote>['\"])(?P<password>[^'\"\\]+)\\?(?P=quote)"
)
_SQL_USER = r"\b(?:user|role|to|for)\s+(?:if\s+not\s+exists\s+)?[\\'\"`]*(?!(?:set|where|login)\b)(?P<user>[\w.\-]+)"
_CRYPT = r"crypt\(\s*['\"](?P<password>[^'\"$]+)"
_DEBCONF = r"(?:password|passwd|root_password|app-pass)[\w/\-]*\s+password\s+(?P<password>\S+)"


def _is_quoted(word: Word) -> bool:
    """Whether no shell expands anything in it: ``'root:$PASSWORD'`` sets that very text."""
    return len(word.raw) > 1 and word.raw[0] == "'" and word.raw.find("'", 1) == len(word.raw) - 1


def _user_lines(word: Word, *, is_literal: bool) -> Iterator[DefaultCredential]:
    text = text_of(word)
    for match in _pattern(_USER_LINE).finditer(text):
        if is_literal or not _is_variable(match["password"]):
            yield _made(word, match.start("password"), match.end("password"), "password", match["user"])


def _is_variable(text: str) -> bool:
    return ("$" in text and not text.startswith(("$1$", "$2", "$5$", "$6$", "$y$", "\\$"))) or "`" in text


def _made(word: Word, start: int, end: int, what: str, user: str) -> DefaultCredential:
    first, last = span_of(word, start, end)
    return DefaultCredential(first, last, what, user)


def _typed(command: Command, script: Script) -> Iterator[DefaultCredential]:
    """``echo pw | passwd --stdin root``, ``printf 'pw\\npw\\n' | passwd``, ``(echo pw; echo pw) | smbpasswd -s``."""
    arguments = [text_of(word) for word in command.words[1:]]
    user = next((text for text in reversed(arguments) if not text.startswith("-")), "root")
    for word in _input_of(command, script):
        text = text_of(word)
        if text.startswith("-") or not text.strip():
            continue
        stop = re.search(r"\\n|\n|\s", text)
        end = stop.start() if stop else len(text)
        if end and not _is_variable(text[:end]) and "%" not in text[:end]:
            yield _made(word, 0, end, "password", user)
            return


def _option_password(command: Command) -> Iterator[DefaultCredential]:
    line = Line(command, _USER)
    user = line.texts[line.positional[-1]] if line.positional else ""
    for option in line.options:
        if option.name not in ("-p", "--password") or option.value < 0:
            continue
        word = command.words[option.value]
        text = line.texts[option.value][option.at :]
        # Neither "*" nor "!" nor an empty word lets anyone in.
        if not text.startswith(("*", "!")) and text not in ("", "x") and not _is_variable(text):
            yield _made(word, option.at, option.at + len(text), "password", user)
        for part in word.parts:
            for inner in part.commands:
                yield from _hashed(inner.unwrapped(), user)


def _hashed(command: Command, user: str) -> Iterator[DefaultCredential]:
    """The literal in ``$(openssl passwd -1 pw)``, ``$(mkpasswd pw)``, ``$(perl -e 'print crypt("pw", "salt")')``."""
    words = command.words
    if command.name in ("openssl", "mkpasswd") and len(words) > 1 and not words[-1].raw.startswith("-"):
        text = text_of(words[-1])
        if text != "passwd" and not _is_variable(text):
            yield _made(words[-1], 0, len(text), "password", user)
    elif command.name.startswith(("perl", "python")):
        for word in words[1:]:
            match = _pattern(_CRYPT).search(text_of(word))
            if match:
                yield _made(word, match.start("password"), match.end("password"), "password", user)


def _htpasswd(command: Command) -> Iterator[DefaultCredential]:
    tool = find_tool("htpasswd")
    if tool is None:
        return
    line = Line(command, tool)
    if not line.has("-b"):
        return
    place = 1 if line.has("-n") else 2
    if place < len(line.positional):
        text = line.word(place)
        if not _is_variable(text):
            yield _made(command.words[line.positional[place]], 0, len(text), "password", line.word(place - 1))


def _rabbit(command: Command) -> Iterator[DefaultCredential]:
    tool = find_tool("rabbitmqctl")
    if tool is None:
        return
    line = Line(command, tool)
    if line.word(0) in ("add_user", "change_password") and len(line.positional) > 2:
        text = line.word(2)
        if not _is_variable(text):
            yield _made(command.words[line.positional[2]], 0, len(text), "password", line.word(1))


def _mysqladmin(command: Command) -> Iterator[DefaultCredential]:
    tool = find_tool("mysqladmin")
    if tool is None:
        return
    line = Line(command, tool)
    if line.word(0) == "password" and line.word(1) and not _is_variable(line.word(1)):
        user = line.value("-u", "--user") or "root"
        yield _made(command.words[line.positional[1]], 0, len(line.word(1)), "password", user)


def _in_sql(word: Word) -> Iterator[DefaultCredential]:
    if len(word.raw) < _SHORTEST_SQL:
        return
    text = text_of(word)
    if "assword" not in text.lower() and "identified" not in text.lower():
        return
    for match in _pattern(_SQL_PASSWORD).finditer(text):
        if _is_variable(match["password"]):
            continue
        users = list(_pattern(_SQL_USER).finditer(text, 0, match.start()))
        user = users[-1]["user"] if users else ""
        yield _made(word, match.start("password"), match.end("password"), "password", user)


def _debconf(word: Word) -> Iterator[DefaultCredential]:
    text = text_of(word)
    for match in _pattern(_DEBCONF).finditer(text):
        if not _is_variable(match["password"]):
            yield _made(word, match.start("password"), match.end("password"), "password", "")
