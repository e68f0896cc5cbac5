"""Judge a variable by its name: does it carry a secret, something about one, or nothing of the kind?"""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import NamedTuple
from dockerlint.trace.catalogue import name_words as words_of
from dockerlint.trace.catalogue.terms import terms


class NameClass(NamedTuple):
    """``kind`` is

    ``secret``     the name says that its value is a credential;
    ``ambiguous``  a value or a use has to tell;
    ``public``     the name says that its value is no secret: only a value of a known kind (a token, a private key,
                   a URL with a password) outweighs it;
    ``none``       the name says nothing.

    ``noun`` is the word for people ("password", "API key"); empty for ``none`` and often for ``public``.
    """

    kind: str
    noun: str


_NONE = NameClass("none", "")
_PUBLIC = NameClass("public", "")
_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_known: dict[str, NameClass] = {}


def classify_name(name: str) -> NameClass:
    """What the name of a variable, build argument, label, header or configuration key says about its value."""
    known = _known.get(name)
    if known is None:
        known = _known[name] = _classify(name)
        if len(_known) > 20_000:
            _known.clear()
    return known


def split_name(name: str) -> tuple[str, ...]:
    """The words of a name in upper case: ``dbPassword`` and ``DBPASSWORD`` both give ``DB``, ``PASSWORD``."""
    found: list[str] = []
    for word in _pieces(name):
        upper = word.upper()
        found += _unglue(upper) if len(upper) > 4 else (upper,)
    return tuple(found)


def _pieces(name: str) -> list[str]:
    """Runs of letters of one word each.  ``AUTH_TOKENdev`` has a whole noun in capitals, not ``TOKE`` and ``Ndev``."""
    pieces = _WORD.findall(name)
    for at in range(len(pieces) - 1):
        if pieces[at].isupper() and pieces[at + 1][1:].islower():
            whole = pieces[at] + pieces[at + 1][0]
            if whole in words_of.NOUNS and whole + pieces[at + 1][1:] in name:
                pieces[at : at + 2] = [whole, pieces[at + 1][1:]]
    return pieces


def _unglue(word: str) -> tuple[str, ...]:
    if word in words_of.NOUNS:
        return (word,)
    if word.endswith("FILE"):
        return (word[:-4], "FILE")
    for tail in words_of.GLUED:
        head = word[: -len(tail)]
        if not head or not word.endswith(tail):
            continue
        if len(tail) > 4 or head in words_of.GLUED_HEADS or (tail == "PASS" and len(head) == 1):
            return (head, tail)
        inner = _unglue(head) if len(head) > 6 else (head,)
        if len(inner) > 1 or inner[-1] in words_of.GLUED_HEADS:
            return (*inner, tail)
        ending = next((known for known in words_of.GLUED_HEADS if len(known) > 3 and head.endswith(known)), "")
        return (head[: -len(ending)], ending, tail) if ending else (word,)
    return (word,)


def _classify(name: str) -> NameClass:
    if not name or not name.isascii() or name[0] in "$\"'{":
        return _NONE
    words = split_name(name)
    if not words:
        return _NONE
    exact = words_of.EXACT.get("_".join(words))
    if exact:
        return NameClass(*exact)
    if _is_bundler_host(name):
        return NameClass("secret", "gem server credentials")
    if any(words[: len(prefix)] == prefix and len(words) > len(prefix) for prefix in words_of.PUBLIC_PREFIXES):
        return _PUBLIC
    if words[0] == "PUBLIC" and words[-1] != "PASSWORD" and len(words) > 1:
        return _PUBLIC
    if words[-3:] == ("ACCESS", "KEY", "ID") and not {"AWS", "S", "MINIO", "R"}.isdisjoint(words):
        return NameClass("secret", "access key id")
    if words[-1] == "DSN" and ("SENTRY" in words or "RAVEN" in words):
        return _PUBLIC
    return _judge(words)


def _judge(words: tuple[str, ...]) -> NameClass:
    core = words
    if words[-2:] in words_of.AMBIGUOUS_TAILS:
        return NameClass("ambiguous", words_of.AMBIGUOUS_TAILS[words[-2:]])
    while len(core) > 1 and (core[-1] in words_of.NEUTRAL_TAILS or core[-1].isdigit()):
        core = core[:-1]
    if len(core) < len(words) and "_".join(core) in words_of.EXACT:
        return NameClass(*words_of.EXACT["_".join(core)])
    for width in (3, 2):
        noun = words_of.AMBIGUOUS_TAILS.get(core[-width:]) if len(core) >= width else None
        if noun:
            return NameClass("ambiguous", noun)
    if core[-1] in words_of.PUBLIC_TAILS:
        return _PUBLIC
    if _is_question(core):
        return _PUBLIC
    noun = words_of.NOUNS.get(core[-1])
    if noun:
        return _named(core, noun)
    if core[-1] in ("KEY", "KEYS"):
        return _key(core)
    noun = words_of.AMBIGUOUS_TAILS.get(core[-1:])
    if noun:
        return _by_head(core, noun)
    noun = _noun_in(core)
    if noun is None:
        return _NONE
    # TOKEN_BOT, PASSWORD_DB: the order of words of other languages.
    leading = len(words) == 2 and words[0] in words_of.NOUNS
    return NameClass("secret" if leading or noun == "password" else "ambiguous", noun)


def _by_head(words: tuple[str, ...], noun: str) -> NameClass:
    """A last word that says little: what stands before it may say more."""
    if len(words) > 1 and words[-2] in words_of.PUBLIC_HEADS:
        return _PUBLIC
    is_pin = noun == "PIN" and not words_of.PIN_HEADS.isdisjoint(words)
    return NameClass("secret" if is_pin else "ambiguous", noun)


def _named(words: tuple[str, ...], noun: str) -> NameClass:
    """The last word is a secret's noun: what stands before it may still say otherwise."""
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if last in ("TOKEN", "TOKENS") and before in words_of.PUBLIC_TOKEN_HEADS:
        return _PUBLIC
    if last == "PASS" and before in words_of.PUBLIC_PASS_HEADS:
        return _NONE
    if last == "PWD" and (not before or before in words_of.PUBLIC_PWD_HEADS):
        return _NONE
    if last in ("SECRET", "SECRETS") and words[-3:-1] == ("IMAGE", "PULL"):
        return NameClass("ambiguous", noun)
    if last in words_of.WEAK_ALONE and len(words) == 1:
        return NameClass("ambiguous", noun)
    if last in ("TOKENS", "SECRETS") and before not in words_of.PLURAL_HEADS:
        return NameClass("ambiguous", noun)
    return NameClass("secret", noun)


def _key(words: tuple[str, ...]) -> NameClass:
    head = words[-2] if len(words) > 1 else ""
    if head in words_of.KEY_MODIFIERS and len(words) > 2:
        head = words[-3]
    plural = "s" if words[-1] == "KEYS" else ""
    if head in words_of.PUBLIC_HEADS or head == "AUTHORIZED" or "PUBLIC" in words[:-1]:
        return _PUBLIC
    if "PGP" in words or "GPG" in words:
        return NameClass("secret", "private key" + plural) if head in ("PRIVATE", "SECRET") else _PUBLIC
    if words[-3:] == ("SECRET", "ACCESS", "KEY"):
        return NameClass("secret", "secret access key")
    noun = words_of.KEY_HEADS.get(head)
    return NameClass("secret", noun + plural) if noun else NameClass("ambiguous", "key" + plural)


def _is_question(words: tuple[str, ...]) -> bool:
    if len(words) > 1 and words[0] in words_of.QUESTION_HEADS:
        return True
    if not words_of.QUESTION_WORDS.isdisjoint(words[:-1]):
        return True
    return any(_contains(words, phrase) for phrase in words_of.QUESTION_PHRASES)


def _contains(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    width = len(phrase)
    return any(words[at : at + width] == phrase for at in range(len(words) - width + 1))


def _noun_in(words: tuple[str, ...]) -> str | None:
    """The noun of a secret word anywhere in the name."""
    for at, word in enumerate(words):
        noun = words_of.NOUNS.get(word)
        if noun and word not in ("PWD", "PASS", "CRED", "PAT", "JWT"):
            return noun
        if word == "KEY" and at and words[at - 1] not in words_of.PUBLIC_HEADS:
            return words_of.KEY_HEADS.get(words[at - 1], "key")
    return None


_BUNDLER = lazy(r"bundle_((?:[a-z0-9]+_{1,3})*[a-z0-9]+)__([a-z]{2,12})", re.IGNORECASE)
_BUNDLER_SETTINGS = terms("local build path cache disable ignore mirror without with ssl")


def _is_bundler_host(name: str) -> bool:
    """Bundler reads ``user:password`` of a gem server from ``BUNDLE_<HOST, __ for .>`` (bundler.io, bundle-config)."""
    if name[:7].lower() != "bundle_":
        return False
    match = _BUNDLER.fullmatch(name)
    if not match:
        return False
    first = match.group(1).lower().split("_")[0]
    return first not in _BUNDLER_SETTINGS and (first != "gem" or "__" in match.group(1))
