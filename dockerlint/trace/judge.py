"""Which ENV and ARG keys carry a credential, judged by name, value and what the value is made of."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.finding import Confidence, surest
from dockerlint.model.expand import references
from dockerlint.record import TYPE_CHECKING, keep
from dockerlint.trace.catalogue.names import classify_name
from dockerlint.trace.catalogue.questions import classify_value, find_urls_with_credentials
from dockerlint.trace.secrets import Origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.model import Variable
    from dockerlint.trace.catalogue.names import NameClass
    from dockerlint.trace.catalogue.values import ValueClass

_PROVEN = {"token": "token", "private-key": "private key", "jwt": "token"}
_HARMLESS = frozenset({
    "empty", "placeholder", "flag", "path", "url", "version", "fingerprint", "public-key", "reference",
})  # fmt: skip
_SHORTEST_TOKEN = 18  # characters
_USUALLY_WITH_PASSWORD = frozenset({"database URL", "connection string"})
# Build arguments that BuildKit sets itself (docs.docker.com/reference/dockerfile, "Automatic platform ARGs").
PREDEFINED = frozenset({
    "TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT", "TARGETSTAGE", "BUILDPLATFORM", "BUILDOS", "BUILDARCH",
    "BUILDVARIANT",
})  # fmt: skip


class Judge:
    """Judges declarations in file order; remembers them, for later ones that are made of earlier ones."""

    def __init__(self, *, has_tokens: bool) -> None:
        self._has_tokens = has_tokens  # whether the file holds any credential of a known format
        self.origins: dict[int, Origin] = {}  # id of the Variable -> its credential
        self._kept: list[Variable] = []  # keeps the ids from being used again

    def origin(self, variable: Variable | None) -> Origin | None:
        return self.origins.get(id(variable)) if variable is not None else None

    def forget(self, unwanted: Callable[[Origin], bool]) -> None:
        """Take back the credentials that turned out to be none."""
        self.origins = {key: origin for key, origin in self.origins.items() if not unwanted(origin)}

    def judge(self, variable: Variable) -> Origin | None:
        """The credential that this declaration carries, None when it carries none."""
        origin = self._judged(variable)
        if origin is not None:
            self.origins[id(variable)] = origin
            self._kept.append(variable)
        return origin

    def _judged(self, variable: Variable) -> Origin | None:
        name = classify_name(variable.name)
        raw = variable.raw
        if raw is None:
            return self._unset_argument(variable, name)
        step = variable.step
        key = (variable.kind, variable.name, raw, step.stage.escape, self._has_tokens)
        names = _innocent.get(key)
        if names is not None and not any(self.origin(step.variable(each)) for each in names):
            return None
        parents = self._parents(variable, raw)
        if parents and name.kind != "public":
            return self._derived(variable, name, parents)
        if parents and find_urls_with_credentials(raw):
            return self._derived(variable, name, parents)
        origin = self._by_value(variable, name, _unquoted(raw))
        if origin is None and len(raw) <= _LONGEST and (name.kind != "secret" or "$" not in raw):
            keep(_innocent, key, tuple(_names_in(raw, step.stage.escape)), _MOST)
        return origin

    def _unset_argument(self, variable: Variable, name: NameClass) -> Origin | None:
        if name.kind == "secret":
            value = "unset"
            if variable.inherited is not None and variable.inherited.raw:
                value = classify_value(_unquoted(variable.inherited.raw), variable.name).kind
                if value in ("flag", "path", "url", "version", "fingerprint", "public-key"):
                    return None
            return self._made(variable, name.noun, Confidence.POSSIBLE, value)
        if variable.inherited is not None and variable.inherited.raw:
            found = self._by_value(variable, name, _unquoted(variable.inherited.raw))
            if found is not None:
                found.value_span = None  # the text stands at the global ARG
            return found
        if name.kind == "public" or variable.name in PREDEFINED:
            return None
        if name.noun in _USUALLY_WITH_PASSWORD:
            return self._made(variable, name.noun, Confidence.POSSIBLE, "unset")
        tentative = self._made(variable, name.noun or "credential", Confidence.POSSIBLE, "unset")
        tentative.tentative = True
        return tentative

    def _parents(self, variable: Variable, raw: str) -> tuple[Origin, ...]:
        if "$" not in raw:
            return ()
        step = variable.step
        found: dict[Origin, None] = {}
        for name in _names_in(raw, step.stage.escape):
            origin = self.origin(step.variable(name))
            if origin is not None:
                found[origin] = None
        return tuple(found)

    def _derived(self, variable: Variable, name: NameClass, parents: tuple[Origin, ...]) -> Origin:
        confidence = surest(parent.confidence for parent in parents)
        noun = name.noun if name.kind == "secret" else parents[0].noun
        origin = self._made(variable, noun, confidence, "reference", parents)
        if name.kind == "secret" and variable.kind == "env":
            for parent in parents:
                if parent.tentative and parent.kind == "arg" and parent.noun != "index URL":
                    parent.tentative, parent.noun = False, noun
        if name.kind == "secret" and any(classify_name(parent.name).kind != "secret" for parent in parents):
            origin.raise_to(Confidence.POSSIBLE, "")
        return origin

    def _by_value(self, variable: Variable, name: NameClass, value: str) -> Origin | None:
        if name.kind in ("none", "public") and not self._may_be_credential(value):
            return None
        verdict = classify_value(value, variable.name)
        kind = verdict.kind
        if kind in _PROVEN:
            return self._proven(variable, name, value, verdict)
        if kind == "url-credential":
            return self._url(variable, value)
        if variable.kind == "arg" and name.kind == "secret" and kind in ("empty", "placeholder"):
            return self._made(variable, name.noun, Confidence.POSSIBLE, "unset")
        if variable.kind == "arg" and name.kind != "public" and kind == "empty":
            tentative = self._made(variable, name.noun or "credential", Confidence.POSSIBLE, "unset")
            tentative.tentative = True
            return tentative
        if "$" in value and variable.kind == "arg" and name.kind == "secret" and kind not in ("path", "url"):
            return self._made(variable, name.noun, Confidence.POSSIBLE, "reference")
        if "$" in value and name.kind == "secret" and kind not in ("path", "url"):
            return self._from_reference(variable, name, value)
        if kind in _HARMLESS:
            return None
        if name.kind == "secret":
            confidence = Confidence.CERTAIN if kind == "entropy" else Confidence.LIKELY
            return self._made(variable, name.noun, confidence, kind)
        if name.kind == "ambiguous" and kind == "entropy":
            return self._made(variable, name.noun or "key", Confidence.POSSIBLE, kind)
        return None

    def _proven(self, variable: Variable, name: NameClass, value: str, verdict: ValueClass) -> Origin | None:
        """A value in the format of a token or key."""
        kind = verdict.kind
        if name.kind == "public" and find_urls_with_credentials(value):
            return self._url(variable, value)
        if name.kind == "public" and not verdict.checksum:
            return None
        sure = verdict.checksum is True or kind == "private-key" or name.kind == "secret"
        return self._made(
            variable, verdict.what or _PROVEN[kind], Confidence.CERTAIN if sure else Confidence.LIKELY, kind
        )

    def _may_be_credential(self, value: str) -> bool:
        """A quick test for keys whose name says nothing: false for what is neither a token nor holds a password."""
        return "@" in value or "assword" in value or (self._has_tokens and len(value) >= _SHORTEST_TOKEN)

    def _url(self, variable: Variable, value: str) -> Origin | None:
        found = find_urls_with_credentials(value)
        if not found:
            return self._made(variable, "connection string", Confidence.LIKELY, "url-credential")
        if not any(each.kind == "literal" for each in found):
            return None
        literal = classify_value("".join(value[u.password_start : u.password_end] for u in found), "PASSWORD").kind
        kind = "default" if literal == "default" else "url-credential"
        return self._made(variable, "URL with a password", Confidence.LIKELY, kind)

    def _from_reference(self, variable: Variable, name: NameClass, value: str) -> Origin | None:
        """A secret name whose value is made of variables that are not secret by themselves."""
        escape = variable.step.stage.escape
        for reference in references(value, escape):
            source = variable.step.variable(reference.name)
            if source is not None and source.kind == "arg" and source.default is None:
                return self._made(variable, name.noun, Confidence.POSSIBLE, "reference")
            if source is not None and source.default is not None:
                resolved = classify_value(variable.step.resolve(_unquoted(value)), variable.name).kind
                return None if resolved in _HARMLESS else self._made(variable, name.noun, Confidence.POSSIBLE, resolved)
            default = re.fullmatch(r":?-(.+)", reference.operator or "")
            if default and classify_value(default[1], variable.name).kind not in _HARMLESS:
                return self._made(variable, name.noun, Confidence.LIKELY, "default")
        return None

    @staticmethod
    def _made(
        variable: Variable, noun: str, confidence: Confidence, value: str, parents: tuple[Origin, ...] = ()
    ) -> Origin:
        pair = variable.pair
        literal = value not in ("unset", "reference", "empty") and pair.value_span is not None
        return Origin(
            variable.kind, variable.name, noun, pair.span, variable.step, confidence, value, variable, parents,
            value_span=pair.value_span if literal else None,
        )  # fmt: skip


# Declarations that carry no credential unless one of the variables with these names does.
_innocent: dict[tuple[str, str, str, str, bool], tuple[str, ...]] = {}
_MOST = 4_096
_LONGEST = 1_000  # characters of a value


def _names_in(raw: str, escape: str) -> list[str]:
    """The variables whose value ``raw`` takes in."""
    return [reference.name for reference in references(raw, escape) if "+" not in reference.operator]


def _unquoted(raw: str) -> str:
    """``raw`` without the quotes around it; inner quotes stay, since judging needs no exact value."""
    if len(raw) >= 2 and raw[0] == raw[-1] and raw[0] in "\"'":
        return raw[1:-1]
    return raw
