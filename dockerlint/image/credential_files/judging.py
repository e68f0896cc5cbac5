"""Whether a value that a tool would use as a credential is one, and how grave it is that it is there."""

from __future__ import annotations

from dockerlint.finding import Confidence, Severity
from dockerlint.image.values import Sighting
from dockerlint.trace.catalogue.names import classify_name
from dockerlint.trace.catalogue.terms import terms
from dockerlint.trace.catalogue.urls import find_urls_with_credentials
from dockerlint.trace.catalogue.values import classify_value

_NONE = terms("empty reference placeholder flag")
_HARMLESS = terms("empty reference placeholder flag path url public-key fingerprint version")


def of_tool(what: str, value: str, start: int, end: int, encoding: str = "") -> Sighting | None:
    """A value in the very place where a tool reads a credential; whatever is no placeholder is one."""
    kind = classify_value(value, "PASSWORD").kind
    if kind in _NONE and not value.isdigit():
        return None
    severity = Severity.WARNING if kind == "default" else Severity.ERROR
    return Sighting(what, value, start, end, Confidence.LIKELY, severity, (), encoding)


def of_name(name: str, value: str, start: int, end: int) -> Sighting | None:
    """A value that is assigned to ``name``: a credential when the name says so and the value can be one."""
    named, kind = classify_name(name), classify_value(value, name).kind
    if kind == "url-credential":
        return _of_url(value, start) or Sighting("connection string", value, start, end, Confidence.LIKELY)
    if kind in _HARMLESS:
        return None
    what = named.noun or "credential"
    if named.kind == "secret":
        if kind == "default":
            return Sighting(what, value, start, end, Confidence.POSSIBLE, Severity.WARNING, ("a well-known default",))
        return Sighting(what, value, start, end, Confidence.LIKELY)
    if named.kind == "ambiguous" and kind == "entropy":
        return Sighting(what, value, start, end, Confidence.LIKELY)
    return None


def _of_url(text: str, start: int) -> Sighting | None:
    """The password of the first URL in a value: one that is set, so it is used, whatever host it is for."""
    for url in find_urls_with_credentials(text):
        if url.kind == "literal":
            value = text[url.password_start : url.password_end]
            what = "password in a URL" if url.place == "password" else "token in a URL"
            return Sighting(what, value, start + url.password_start, start + url.password_end, Confidence.LIKELY)
    return None
