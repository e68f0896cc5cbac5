"""A report of the acceptance image compared with what is hidden in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from dockerlint.engine.masking import MASK
from dockerlint.image.evidence import fingerprint
from tests.image.acceptance.spots import Hidden, telling

Json = dict[str, object]


class Seen:
    """The findings of one report, by fingerprint and by the paths of their places."""

    def __init__(self, document: Json) -> None:
        findings = document["findings"]
        assert isinstance(findings, list)
        self.findings: list[Json] = findings
        self.by_fingerprint: dict[str, list[Json]] = {}
        self.by_path: dict[str, list[Json]] = {}
        for finding in findings:
            self.by_fingerprint.setdefault(str(_image(finding)["fingerprint"]), []).append(finding)
            for path in {str(place["path"]) for place in places_of(finding)}:
                self.by_path.setdefault(path, []).append(finding)


def _image(finding: Json) -> Json:
    image = finding["image"]
    assert isinstance(image, dict)
    return image


def places_of(finding: Json) -> list[Json]:
    places = _image(finding)["places"]
    assert isinstance(places, list)
    return places


def mistakes(hidden: Iterable[Hidden], seen: Seen, dockerfile: str) -> Iterator[str]:
    """What is wrong with the report, in a sentence each."""
    hidden = tuple(hidden)
    known: set[int] = set()
    for each in hidden:
        found = _findings_of(each, seen, hidden)
        known.update(id(finding) for finding in found)
        if len(found) != len(each.values) + each.keys:
            yield f"{each.place}: {len(found)} findings instead of {len(each.values) + each.keys}"
        for finding in found:
            yield from _wrong_place(each, finding)
            if each.lines and not _is_at(finding, each.lines, dockerfile):
                yield f"{each.place}: at {finding['path']}:{_line(finding)} instead of {_name(dockerfile)}:{each.lines}"
    for finding in seen.findings:
        if id(finding) not in known:
            yield f"nothing was hidden there: {finding['message']}"
    for print_, count in Counter(_image(finding)["fingerprint"] for finding in seen.findings).items():
        if count > 1:
            yield f"{count} findings of the fingerprint {print_}"


def _findings_of(each: Hidden, seen: Seen, hidden: tuple[Hidden, ...]) -> list[Json]:
    found = [finding for value in each.values for finding in seen.by_fingerprint.get(fingerprint(value), [])]
    if each.keys:
        values = {fingerprint(value) for other in hidden for value in other.values}
        found += [
            finding for finding in seen.by_path.get(each.path, []) if _image(finding)["fingerprint"] not in values
        ]
    return found


def _wrong_place(each: Hidden, finding: Json) -> Iterator[str]:
    """Why no place of the finding is the hiding place; nothing when one is."""
    complaints: list[str] = []
    for place in places_of(finding):
        complaint = "; ".join(_differences(each, place))
        if not complaint:
            return
        complaints.append(complaint)
    yield f"{each.place}: {' | '.join(complaints)}"


def _differences(each: Hidden, place: Json) -> Iterator[str]:
    layer = None if each.layer is None else each.layer + 1
    hidden_by = None if each.hidden_by is None else each.hidden_by + 1
    wanted: dict[str, object] = {"layer": layer, "state": each.state, "hidden_by": hidden_by}
    if each.platform:
        wanted["platform"] = each.platform
    if each.layer is not None:
        wanted["aspect"] = each.aspect
        wanted["path"] = _masked(each.path, each.values)
        if each.inner is not None:
            wanted["inner"] = list(each.inner)
        if each.line:
            wanted["line"] = each.line
        if not place["instruction"]:
            yield "no instruction"
    elif each.path not in str(place["path"]):
        yield f"path is {place['path']!r}, not {each.path!r}"
    for key, value in wanted.items():
        if place[key] != value:
            yield f"{key} is {place[key]!r}, not {value!r}"


def _masked(path: str, values: Iterable[str]) -> str:
    for value in values:
        path = path.replace(value, MASK)
    return path


def _is_at(finding: Json, lines: tuple[int, ...], dockerfile: str) -> bool:
    return _name(str(finding["path"])) == _name(dockerfile) and _line(finding) in lines


def _line(finding: Json) -> int:
    start = finding["start"]
    assert isinstance(start, dict)
    return int(start["line"])


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def told(hidden: Iterable[Hidden], text: str) -> Iterator[str]:
    """The hiding places whose credential ``text`` gives away."""
    for each in hidden:
        if any(part in text for value in each.values for part in telling(value)) or any(
            part in text for part in each.never
        ):
            yield each.place
