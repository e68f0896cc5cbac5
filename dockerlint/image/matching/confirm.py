"""Whether there is a credential where an engine pointed: the catalogue, asked about a window around each place."""

from __future__ import annotations

import base64
import binascii
import re
from functools import cache

from dockerlint.image.matching.judge import sighting_of, url_sighting
from dockerlint.image.matching.triggers import BASE64, BASE64_URL, KEYS, PLAIN, URLS, UTF16, loose_pattern, triggers
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.token_formats import FORMATS, TokenFormat
from dockerlint.trace.catalogue.tokens import find_tokens, find_tokens_of
from dockerlint.trace.catalogue.urls import find_urls_with_credentials

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dockerlint.image.matching.hit import Hit
    from dockerlint.image.values import Sighting
    from dockerlint.trace.catalogue.tokens import TokenMatch

BEHIND = 1024  # bytes before the end of a trigger that may belong to its credential
AHEAD = 16 << 10  # bytes after it: a private key of 16,384 bits has 13 kB
_NEAR = 1024  # bytes after it that are looked at where no private key begins
_WINDOW = 64 << 10  # bytes that are looked at at once

# For tokens, whatever is not ASCII or cannot be printed is a blank; for URLs, only control characters are.
_CONTROL = "".join(chr(code) for code in (*range(9), 11, 12, *range(14, 32), 127))
_PRINTABLE = str.maketrans(_CONTROL, " " * len(_CONTROL))
_ASCII = _PRINTABLE | dict.fromkeys(range(128, 256), " ")
_NOT_TEXT = re.compile(r"[^\t\n\r -~]")
_BINARY = re.compile(r"[^\t\n\r -~\xa0-\xff]")
_WIDE_KEY = "PRIVATE KEY".encode("utf-16-le")[:-1]
# Private keys, and tokens that are as long as what they say.
_LONG = frozenset((KEYS, *(at for at, each in enumerate(FORMATS) if each.what in ("JSON Web Token", "Fly.io token"))))
# Escapes of URLs, JSON and programs: what they stand for is no letter of the word behind them.
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}|\\u00[0-9A-Fa-f]{2}|\\x[0-9A-Fa-f]{2}|\\[nrt]")
_USERINFO = re.compile(r"://[^\s/\"'<>@]{0,256}:[^\s\"'<>@]{1,256}@")
_RUN = re.compile(rb"[A-Za-z0-9+/_=\r\n-]+")


def confirm(data: bytes, hits: Iterable[Hit], start: int = 0, stop: int | None = None) -> list[Sighting]:
    """The credentials in ``data[start:stop]`` that ``hits``, whose offsets are those of ``data``, point to."""
    stop = len(data) if stop is None else stop
    kinds = triggers()
    plain: list[tuple[int, int]] = []
    ends: dict[str, list[int]] = {UTF16: [], BASE64: [], BASE64_URL: []}
    for hit in hits:
        if start < hit.end <= stop:
            trigger = kinds[hit.trigger]
            if trigger.encoding == PLAIN:
                plain.append((hit.end, trigger.form))
            else:
                ends[trigger.encoding].append(hit.end)
    found: dict[tuple[str, int], Sighting] = {}
    for first, last, forms in _windows(sorted(plain), start, stop):
        for sighting in _in_text(data, first, last, forms):
            found.setdefault((sighting.value, sighting.start), sighting)
    values = {sighting.value for sighting in found.values()}
    for reader, encoding in ((_in_utf16, UTF16), (_in_base64, BASE64), (_urls_in_base64, BASE64_URL)):
        for sighting in reader(data, sorted(set(ends[encoding])), start, stop):
            if sighting.value not in values:
                found.setdefault((sighting.value, sighting.start), sighting)
    return sorted(_largest(found.values()), key=lambda each: (each.start, each.end))


def _largest(sightings: Iterable[Sighting]) -> Iterator[Sighting]:
    """Without those that lie within another, such as a token within the URL that is read with its password."""
    kept: list[Sighting] = []
    for each in sorted(sightings, key=lambda each: (each.start, -each.end)):
        if not any(each.start >= other.start and each.end <= other.end for other in kept[-4:]):
            kept.append(each)
            yield each


def _windows(hits: Sequence[tuple[int, int]], start: int, stop: int) -> Iterator[tuple[int, int, set[int]]]:
    """Stretches around the ends in ``hits`` as far as their credentials may reach, with their formats.

    Those that overlap are one, up to a size.
    """
    first = last = -1
    forms: set[int] = set()
    for end, form in hits:
        low = max(end - BEHIND, start)
        high = min(end + (AHEAD if form in _LONG else _NEAR), stop)
        if last >= low and high - first <= _WINDOW:
            last = max(last, high)
            forms.add(form)
            continue
        if last >= 0:
            yield first, last, forms
        first, last, forms = low, high, {form}
    if last >= 0:
        yield first, last, forms


def _in_text(data: bytes, first: int, last: int, forms: set[int]) -> Iterator[Sighting]:
    raw = data[first:last].decode("latin-1")
    text = raw.translate(_ASCII)
    matches = find_tokens_of((form for form in forms if form <= KEYS), text)
    if ("%" in text or "\\" in text) and _ESCAPE.search(text):
        matches = (*matches, *_behind_escapes(text, forms, matches))
    for match in matches:
        sighting = sighting_of(match, text)
        if sighting is not None:
            yield sighting._replace(start=first + match.start, end=first + match.end)
    if not matches and not raw.isprintable():
        yield from _between_bytes(raw, text, first, forms)
    if URLS in forms:
        for url in find_urls_with_credentials(raw.translate(_PRINTABLE)):
            found = url_sighting(url, raw)
            if found is not None:
                yield found._replace(start=first + url.password_start, end=first + url.password_end)


def _behind_escapes(text: str, forms: set[int], matches: Sequence[TokenMatch]) -> Iterator[TokenMatch]:
    """Tokens that stand directly behind an escape: ``token%3D``, ``\\n``."""
    plain = _ESCAPE.sub(lambda escape: " " * len(escape.group()), text)
    for match in find_tokens_of((form for form in forms if form < KEYS), plain):
        if not any(match.start < other.end and other.start < match.end for other in matches):
            yield match


@cache
def _loose(form: int) -> re.Pattern[str] | None:
    """A format without a look at its neighbours: in binary data a length or a tag may stand there.

    None for one whose tokens do not begin with anything that is seldom there by chance.
    """
    if form >= KEYS or not _is_distinctive(FORMATS[form]):
        return None
    return re.compile(loose_pattern(FORMATS[form].pattern))


def _is_distinctive(form: TokenFormat) -> bool:
    """Whether tokens of the format begin with what is nowhere by chance: four signs, one of them no letter."""
    return all(len(word) >= 4 and not word.isalnum() for word in form.keywords) and "secret>" not in form.pattern


def _between_bytes(raw: str, text: str, first: int, forms: set[int]) -> Iterator[Sighting]:
    """Tokens in binary data whose neighbours happen to be letters, told by their check or by the binary around."""
    for form in forms:
        pattern = _loose(form)
        for match in pattern.finditer(text) if pattern is not None else ():
            matches = find_tokens(match.group())
            if len(matches) != 1 or matches[0].end - matches[0].start != len(match.group()):
                continue
            around = raw[max(match.start() - 8, 0) : match.start()] + raw[match.end() : match.end() + 8]
            if matches[0].checksum is True or (matches[0].checksum is None and _BINARY.search(around)):
                sighting = sighting_of(matches[0], match.group())
                if sighting is not None:
                    yield sighting._replace(start=first + match.start(), end=first + match.end())


def _in_utf16(data: bytes, ends: Sequence[int], start: int, stop: int) -> Iterator[Sighting]:
    done = -1
    for end in ends:
        if end <= done:
            continue
        values = set()
        reach = AHEAD if _WIDE_KEY in data[end : end + 2 * len(_WIDE_KEY)] else _NEAR
        last = min(end + 2 * reach, stop)
        for shift, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
            # The last byte of a trigger is a character: in the small end's order its NUL follows.
            low = max(end + shift - 2 * BEHIND, start)
            low += (end + shift - low) % 2
            text = data[low:last].decode(codec, "replace")
            for sighting in _in_decoded(text):
                if sighting.value in values:
                    continue
                values.add(sighting.value)
                done = max(done, low + 2 * sighting.end)
                yield sighting._replace(start=low + 2 * sighting.start, end=low + 2 * sighting.end, encoding=UTF16)


def _in_base64(data: bytes, ends: Sequence[int], start: int, stop: int) -> Iterator[Sighting]:
    done = -1
    for end in ends:
        if end <= done:
            continue
        run = _run_around(data, end, start, min(end + _NEAR, stop))
        if run is None:
            continue
        if any("PRIVATE KEY" in _decoded(_packed(run)[shift:]) for shift in range(4)):
            run = _run_around(data, end, start, min(end + 2 * AHEAD, stop)) or run
        for shift in range(4):
            text = _decoded(_packed(run)[shift:])
            for sighting in _in_decoded(text):
                done = run.end()
                yield _in_run(sighting, run, shift)


def _urls_in_base64(data: bytes, ends: Sequence[int], start: int, stop: int) -> Iterator[Sighting]:
    """URLs with passwords: most of those in base64 have none, so they are asked for an ``@`` first."""
    done = -1
    for end in ends:
        run = _run_around(data, end, start, min(end + _NEAR, stop)) if end > done else None
        if run is None:
            continue
        packed = _packed(run)
        for shift in range(4):
            text = _NOT_TEXT.sub(" ", _decoded(packed[shift:]))
            for found in _urls_in(text) if _USERINFO.search(text) else ():
                done = run.end()
                yield _in_run(found, run, shift)


def _in_run(found: Sighting, run: re.Match[bytes], shift: int) -> Sighting:
    """What was found in the text that ``run`` stands for from its character ``shift`` on, at its place in the data."""
    at = run.start() + shift + found.start * 4 // 3
    size = -(-(found.end - found.start) * 4 // 3)
    return found._replace(start=at, end=min(at + size, run.end()), encoding=BASE64)


def _run_around(data: bytes, end: int, start: int, stop: int) -> re.Match[bytes] | None:
    """The run of base64, broken into lines or not, that byte ``end`` - 1 is in, as far as it lies before ``stop``."""
    runs = _RUN.finditer(data, max(end - BEHIND, start), stop)
    return next((run for run in runs if run.start() < end <= run.end()), None)


def _packed(run: re.Match[bytes]) -> bytes:
    return run.group().translate(None, b"\r\n=").replace(b"-", b"+").replace(b"_", b"/")


def _decoded(packed: bytes) -> str:
    whole = packed[: len(packed) - (len(packed) % 4 == 1)]
    try:
        return base64.b64decode(whole + b"=" * (-len(whole) % 4)).decode("latin-1")
    except binascii.Error:
        return ""


def _in_decoded(text: str) -> Iterator[Sighting]:
    text = _NOT_TEXT.sub(" ", text)
    for match in find_tokens(text):
        sighting = sighting_of(match, text)
        if sighting is not None:
            yield sighting._replace(start=match.start, end=match.end)
    yield from _urls_in(text)


def _urls_in(text: str) -> Iterator[Sighting]:
    for url in find_urls_with_credentials(text):
        found = url_sighting(url, text)
        if found is not None:
            yield found._replace(start=url.password_start, end=url.password_end)
