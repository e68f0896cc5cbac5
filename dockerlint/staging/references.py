"""Image references as they are written: which registry or mirror stands in front, and how to change the rest."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.model.images import ImageReference

_VARIABLE = re.compile(r"\$(?:\{[^}]*\}|\w+)")

# Where a copy of Docker Hub is known to stand: pull-through caches are called so, and FROM ${REGISTRY}/python is one.
_HUB = r"""(?: (?:docker\.io|index\.docker\.io|registry-1\.docker\.io|registry\.hub\.docker\.com|mirror\.gcr\.io)/
  | (?:amd64|arm32v[5-7]|arm64v8|i386|ppc64le|riscv64|s390x)/
  | public\.ecr\.aws/(?:docker|ubuntu|debian)/ | docker\.m\.daocloud\.io/
  | \S*(?:docker|hub|proxy|mirror|cache|virtual|remote|containers)[\w.-]*/
  | \$(?:\{[^}]*\}|\w+)/?
"""
_HUB_ONLY = re.compile(rf"{_HUB})?", re.VERBOSE | re.IGNORECASE)
_OFFICIAL = re.compile(rf"{_HUB} | \S+/(?=library/) )? (?:library/)?", re.VERBOSE | re.IGNORECASE)


# A name has 255 characters at most (distribution/reference), a tag 128; who writes more has no image.
LONGEST = 512
_MOST_VARIABLES = 4


def prefix_of(reference: ImageReference, repository: str) -> str | None:
    """What stands before ``repository`` in ``reference``: nothing, or a registry that is known to carry it.

    A ``repository`` without a slash is one of Docker Hub's official images, one with a host is found there only.
    """
    written = reference.text.partition("@")[0]
    name = written[: -len(reference.tag) - 1] if reference.tag else written
    if not name.endswith(repository):
        return None
    prefix = name[: -len(repository)]
    if "/" not in repository:
        return prefix if _OFFICIAL.fullmatch(prefix) else None
    if "." in repository.partition("/")[0]:
        return prefix if not prefix else None
    return prefix if _HUB_ONLY.fullmatch(prefix) else None


class Written:
    """A reference with variables, beside the same with their values put in."""

    def __init__(self, written: str, resolved: str) -> None:
        self._written = written.partition("@")[0]
        self.resolved = resolved.partition("@")[0]
        self.variables: list[str] = _VARIABLE.findall(self._written)
        literals = [re.escape(literal) for literal in _VARIABLE.split(self._written)]
        is_small = len(self.variables) <= _MOST_VARIABLES and len(self.resolved) <= LONGEST
        match = re.fullmatch("(.*?)".join(literals), self.resolved) if is_small else None
        self.values = match.groups() if match else ()
        self._spans = [match.span(index) for index in range(1, len(self.values) + 1)] if match else []

    def put(self, text: str, values: tuple[str, ...]) -> str:
        """``text`` with these values in place of its variables."""
        given = dict(zip(self.variables, values, strict=True))
        return _VARIABLE.sub(lambda match: given[match[0]], text)

    def others(self) -> Iterator[tuple[str, ...]]:
        """What the variables might hold as well: each version one higher and one lower."""
        for index, value in enumerate(self.values):
            if match := re.fullmatch(r"(.*?)(\d+)", value):
                for number in (int(match[2]) + 1, int(match[2]) - 1):
                    yield (*self.values[:index], f"{match[1]}{number}", *self.values[index + 1 :])

    def resolved_with(self, values: tuple[str, ...]) -> str:
        return self.put(self._written, values)

    def changed_to(self, changed: str) -> Iterator[str]:
        """Ways to write ``changed``, which was made of the resolved text, with the variables."""
        if len(set(self.variables)) < len(self.variables) or not self._spans:
            return
        kept = self._outside_change(changed)
        if kept is not None:
            yield kept
        for variable, value in zip(self.variables, self.values, strict=True):
            if value and changed.count(value) == 1:
                yield changed.replace(value, variable)

    def _outside_change(self, changed: str) -> str | None:
        """``changed`` with the variables that the change did not touch, None when it cuts one."""
        text = self.resolved
        start = _common(text, changed)
        kept = min(_common(text[::-1], changed[::-1]), len(text) - start, len(changed) - start)
        end = len(text) - kept
        edits = [(start, end, changed[start : len(changed) - kept])]
        for variable, (first, last) in zip(self.variables, self._spans, strict=True):
            if last <= start or first >= end:
                edits.append((first, last, variable))
            elif not start <= first <= last <= end:
                return None
        for first, last, piece in sorted(edits, reverse=True):
            text = text[:first] + piece + text[last:]
        return text


def _common(one: str, other: str) -> int:
    """The length of the start that both share."""
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return index
    return min(len(one), len(other))
