"""Which argument texts are credentials by their place on a command line."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.pattern import fnmatchcase
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.names import classify_name
from dockerlint.trace.catalogue.tools.command_line import span_of, text_of
from dockerlint.trace.catalogue.tools.index import line_of
from dockerlint.trace.catalogue.tools.record import SecretArgument
from dockerlint.trace.catalogue.tools.system import INERT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockerlint.shell.script import Command, Word
    from dockerlint.trace.catalogue.tools.command_line import Line
    from dockerlint.trace.catalogue.tools.templates import Option, Template

# Headers whose value is a credential, in lower case; X-…-Token and the like are told by their names.
_HEADERS = frozenset(
    "authorization proxy-authorization private-token job-token deploy-token cookie x-api-key api-key apikey x-token "
    "x-jfrog-art-api x-vault-token x-auth-token x-auth-key x-access-token x-figma-token x-consul-token x-nexus-token "
    "x-gitlab-token x-goog-api-key x-circleci-token x-ms-authorization".split()
)
_SCHEMES = ("bearer ", "basic ", "token ", "digest ", "apikey ", "api-key ", "key ", "negotiate ", "sso-key ")
# Words that may end the name of a generic long option which takes a credential.
_GENERIC_ENDS = frozenset(
    "password passwd passphrase token secret pass pwd apikey accesskey secretkey authtoken credential "
    "credentials".split()
)
_SWITCHES = frozenset(("true", "false", "yes", "no", "on", "off", "none", "null"))
_KEY_ENDS = tuple(f"{word}{dash}key" for word in ("api", "access", "secret", "auth", "license") for dash in "-_")


def secret_arguments(command: Command) -> tuple[SecretArgument, ...]:
    """The argument texts of a command that carry a credential by their place, in order.

    A text may be a variable, a literal, or both: whether its value is a real credential is for the caller to judge.
    Userinfo of URLs is not among them.  For ``--password-stdin`` the credential is on the left of the pipe.
    """
    if command.name in INERT or len(command.words) < 2:
        return ()
    found: dict[tuple[int, int], SecretArgument] = {}
    line = line_of(command)
    if line is not None and line.tool.secrets:
        for argument in _by_templates(line):
            found.setdefault((argument.word, argument.start), argument)
    for argument in _by_name(command):
        if all(known.word != argument.word for known in found.values()):
            found[argument.word, argument.start] = argument
    return tuple(sorted(found.values()))


def _by_templates(line: Line) -> Iterator[SecretArgument]:
    for template in line.grammar.templates:
        path = template.path
        start = line.find(path[0]) if path and path[0].startswith("+") else 0
        if start < 0 or not line.starts(path, start):
            continue
        if template.option:
            for option in line.options:
                if option.value >= 0 and _is_option(option, template):
                    yield from _capture(line, template, option.value, option.at)
        elif not template.flag or line.has(template.flag):
            if template.negative:
                return
            noun = secret_noun(line.word(path.index("NAME"))) if "NAME" in path else template.capture
            place = start + len(path)
            if noun and place < len(line.positional) and not _is_plus(path, line.word(place)):
                named = template._replace(capture=noun) if template.capture == "value" else template
                yield from _capture(line, named, line.positional[place], 0)


def _is_plus(path: tuple[str, ...], word: str) -> bool:
    """Whether a word of ``+login anonymous +quit`` is the next command, not the password."""
    return bool(path) and path[0].startswith("+") and word.startswith("+")


def _is_option(option: Option, template: Template) -> bool:
    if option.name == template.option:
        return True
    return "*" in template.option and fnmatchcase(option.name, template.option)


def _capture(line: Line, template: Template, index: int, at: int) -> Iterator[SecretArgument]:
    text = line.texts[index][at:]
    prefix, capture = template.prefix, template.capture
    part = "value" if at else "word"
    if "NAME" in prefix:
        yield from _named_value(line, index, at)
        return
    if prefix:
        length = _prefix_length(text, prefix)
        if length < 0:
            return
        at, part, text = at + length, "value", text[length:]
    reader = _READERS.get(capture)
    if reader is not None:
        for start, end, what, piece in reader(text):
            yield _made(line, index, at + start, at + end, what, piece or part)
    elif text and text not in template.harmless and text.lower() not in _SWITCHES:
        yield _made(line, index, at, at + len(text), capture, part)


def _made(line: Line, index: int, start: int, end: int, what: str, part: str) -> SecretArgument:
    first, last = span_of(line.command.words[index], start, end)
    return SecretArgument(index, first, last, what, part)


def _prefix_length(text: str, prefix: str) -> int:
    """The length of ``prefix``, ``*`` in it for any text, at the start of ``text``; -1 when it is not there."""
    if "*" not in prefix:
        return len(prefix) if text.lower().startswith(prefix.lower()) else -1
    match = re.match(re.escape(prefix).replace(r"\*", "[^=]*?"), text, re.IGNORECASE)
    return match.end() if match else -1


def secret_noun(name: str) -> str:
    """What a setting's value is ("token") when its name says that it is a credential, else "".

    Only the last component of ``//host/:_authToken`` or ``npmScopes["x"].npmAuthToken`` counts.
    """
    tail = name.strip("\"'[]")
    for separator in "/:":
        tail = tail.rpartition(separator)[2]
    if tail.endswith("_auth"):
        return "credential"
    known = classify_name(tail)
    return (known.noun or "secret") if known.kind == "secret" else ""


def _named_value(line: Line, index: int, at: int) -> Iterator[SecretArgument]:
    """``NAME=value``; several, with commas as helm has them or blanks as ansible has them, are read one by one."""
    text = line.texts[index][at:]
    offset = at
    for piece in re.split(r"[, ;](?=[\w.\-\[\]/:@]+=)", text):
        name, equals, value = piece.partition("=")
        noun = secret_noun(name) if equals and value else ""
        if noun:
            start = offset + len(name) + 1
            yield _made(line, index, start, start + len(value), noun, "value")
        offset += len(piece) + 1


# Start and end of a credential in a text, what it is, and which part ("" for the whole).
_Pieces = list[tuple[int, int, str, str]]


def _userinfo(text: str, separator: str = ":") -> _Pieces:
    user, found, password = text.partition(separator)
    if found and password:
        return [(len(user) + 1, len(text), "password", "password")]
    if found and user:
        return [(0, len(user), "token", "user")]
    return [(0, len(text), "credential", "word")] if text.startswith("$") else []


def _header(text: str) -> _Pieces:
    name, colon, value = text.partition(":")
    if not colon or not value.strip() or not is_secret_header(name.strip()):
        return []
    start = len(name) + 1 + len(value) - len(value.lstrip())
    if name.strip().lower() == "cookie":
        return [(start + first, start + last, what, part) for first, last, what, part in _cookie(text[start:])]
    lowered = value.strip().lower()
    for scheme in _SCHEMES:
        if lowered.startswith(scheme):
            start += len(scheme)
            break
    end = len(text.rstrip())
    if start >= end:
        return []
    return [(start, end, "token", "header")]


def is_secret_header(name: str) -> bool:
    lowered = name.lower()
    if lowered in _HEADERS:
        return True
    return lowered.startswith("x-") and classify_name(lowered.replace("-", "_")).kind == "secret"


def _field_pattern() -> re.Pattern[str]:
    return re.compile(
        r"""(?:^|[&\s{,?])["']?(?P<name>[A-Za-z_][\w.\-]*)["']?\s*(?:=|:\s*)(?P<quote>["']?)(?P<value>[^&"',}\s]+)"""
    )


def _form(text: str) -> _Pieces:
    found: _Pieces = []
    if text.startswith("@"):
        return found
    for match in _field_pattern().finditer(text):
        name = match["name"]
        known = classify_name(name)
        if known.kind == "secret" and not match["value"].startswith("@"):
            found.append((match.start("value"), match.end("value"), known.noun or "secret", "field"))
    return found


def _cookie(text: str) -> _Pieces:
    """Cookies whose names say that they let someone in; a licence accepted by cookie is none."""
    return [(start, end, "cookie", "field") for start, end, _, _ in _form(text.replace(";", "&"))]


_READERS: dict[str, Callable[[str], _Pieces]] = {
    "user:password": _userinfo,
    "user,password": lambda text: _userinfo(text, ","),
    "user%password": lambda text: _userinfo(text, "%"),
    "header": _header,
    "form": _form,
    "cookie": _cookie,
}


def _by_name(command: Command) -> Iterator[SecretArgument]:
    """What nothing but a name tells: ``--admin-password x``, ``-userPassword x``, ``DB_PASSWORD=x`` as an argument."""
    words = command.words
    for index in range(1, len(words)):
        raw = words[index].raw
        if raw.startswith("-"):
            if len(raw) > 5 and not raw.startswith("--no-"):
                yield from _named_option(words, index)
        elif "=" in raw and raw[0].isupper():
            name, _, value = text_of(words[index]).partition("=")
            told = value and value.lower() not in _SWITCHES and name.isidentifier() and name.isupper()
            noun = secret_noun(name) if told else ""
            if noun:
                start, end = span_of(words[index], len(name) + 1, len(name) + 1 + len(value))
                yield SecretArgument(index, start, end, noun, "value", known=False)


def _named_option(words: tuple[Word, ...], index: int) -> Iterator[SecretArgument]:
    name, equals, _ = text_of(words[index]).partition("=")
    if not _is_generic(name):
        return
    value, at = (index, len(name) + 1) if equals else (index + 1, 0)
    if value >= len(words):
        return
    text = text_of(words[value])[at:]
    if not text or text.startswith("-") or text.lower() in _SWITCHES:
        return
    start, end = span_of(words[value], at, at + len(text))
    noun = classify_name(name.lstrip("-").replace("-", "_")).noun or "password"
    yield SecretArgument(value, start, end, noun, "value" if at else "word", known=False)


def _is_generic(name: str) -> bool:
    lowered = name.lower()
    if lowered.endswith(_KEY_ENDS) or (not name.startswith("--") and lowered.endswith(("password", "apikey"))):
        return True
    return re.split(r"[-_.]", lowered.lstrip("-"))[-1] in _GENERIC_ENDS
