"""How sure it is that what a caller hands over is a secret: from its name, and from where the service keeps it."""

from __future__ import annotations

import re

from dockerlint.callers.build import EXPRESSION, FILE, LITERAL, MIXED, VARIABLE
from dockerlint.finding import Confidence
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.trace.catalogue.names import classify_name
from dockerlint.trace.catalogue.values import classify_value
from dockerlint.trace.telling import with_article

if TYPE_CHECKING:
    from dockerlint.callers.build import Argument, Value

_STORED = lazy(r"\bsecrets(?:\.(\w+)|\[['\"](\w+)['\"]\])")
_PROVEN = frozenset({"token", "private-key", "jwt", "url-credential"})
_HARMLESS = frozenset(
    {"empty", "reference", "placeholder", "flag", "path", "url", "version", "fingerprint", "public-key"}
)
_OF_THE_JOB = frozenset({"CI_JOB_TOKEN", "CI_REGISTRY_PASSWORD", "CI_DEPENDENCY_PROXY_PASSWORD"})
_TOKEN = lazy(r"\bgithub\.token\b")


class Verdict(NamedTuple):
    """``noun`` is the word for people; ``is_literal`` says that the value itself stands in the caller."""

    confidence: Confidence
    noun: str
    is_literal: bool = False
    is_short_lived: bool = False  # the service takes it back when the job ends

    @property
    def with_article(self) -> str:
        return with_article(self.noun)


def judge(name: str, value: Value) -> Verdict | None:
    """What the value handed over as ``name`` is, None for no secret."""
    if value.kind == LITERAL:
        return _literal(name, value.text)
    named = classify_name(name)
    if named.kind == "public":
        return None
    if value.kind in (EXPRESSION, MIXED):
        stored = [found[1] or found[2] for found in _STORED.finditer(value.text)]
        if stored:
            return _stored(named.kind, named.noun, stored)
        if _TOKEN.search(value.text):
            return Verdict(Confidence.CERTAIN, "token", is_short_lived=True)
    if value.kind == VARIABLE and value.text in _OF_THE_JOB:
        return Verdict(Confidence.LIKELY, "token", is_short_lived=True)
    if named.kind == "secret":
        return Verdict(Confidence.LIKELY, named.noun or "secret")
    if value.kind == VARIABLE and named.kind == "none":
        other = classify_name(value.text)
        if other.kind == "secret":
            return Verdict(Confidence.LIKELY, other.noun or "secret")
    if value.kind == FILE:
        from dockerlint.trace.catalogue.paths import classify_path

        if classify_path(re.sub(r"^[\"']|[\"']$", "", value.text)) is not None:
            return Verdict(Confidence.LIKELY, "credential file")
    return None


def _stored(kind: str, noun: str, stored: list[str]) -> Verdict | None:
    """A value of the service's secret store: people keep user names and addresses there too."""
    classes = [classify_name(name) for name in stored]
    if all(each.kind == "public" for each in classes):
        return None
    if kind == "secret" or any(each.kind == "secret" for each in classes):
        words = next((each.noun for each in classes if each.noun), "")
        return Verdict(Confidence.CERTAIN, noun or words or "secret", is_short_lived=stored == ["GITHUB_TOKEN"])
    return Verdict(Confidence.LIKELY if kind == "ambiguous" else Confidence.POSSIBLE, noun or "secret")


def _literal(name: str, text: str) -> Verdict | None:
    found = classify_value(text, name)
    named = classify_name(name)
    if found.kind in _PROVEN:
        return Verdict(Confidence.CERTAIN, found.what or named.noun or "secret", is_literal=True)
    if named.kind != "secret" or found.kind in _HARMLESS:
        return None
    confidence = Confidence.POSSIBLE if found.kind == "default" else Confidence.LIKELY
    return Verdict(confidence, named.noun or "secret", is_literal=True)


def judge_argument(argument: Argument) -> Verdict | None:
    return judge(argument.name, argument.value)
