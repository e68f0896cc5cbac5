"""The sources of a project as far as the build context shows them, and the data among them."""

from __future__ import annotations

import posixpath

from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.calls import is_below, is_known
from dockerlint.staging.survey import is_scratch

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from dockerlint.staging.survey import Survey


class Sources:
    """The files of the context that end in one of ``suffixes``, up to ``limit`` characters of text.

    ``seen`` is false when there are none, or ``marker`` (the file that says what the project is) is missing, so that
    this context may be another one; ``complete`` when the limit cut some off.
    """

    def __init__(self, survey: Survey, suffixes: tuple[str, ...], limit: int, *markers: str) -> None:
        files = [path for path in survey.files if path.endswith(suffixes) and not _is_foreign(path)]
        self.complete = survey.context is not None and survey.context.complete
        self.texts: list[str] = []
        left = limit
        for path in files:
            text = survey.read(path)
            if text is None:
                continue
            left -= len(text)
            if left < 0:
                self.complete = False
                break
            self.texts.append(text)
        names = {posixpath.basename(path) for path in survey.files}
        self.seen = bool(files) and (not markers or any(marker in names for marker in markers))

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        for text in self.texts:
            yield from pattern.finditer(text)

    def mention(self, pattern: re.Pattern[str]) -> bool:
        """Whether any source has it; also when not all could be read."""
        return not self.complete or any(pattern.search(text) for text in self.texts)


def _is_foreign(path: str) -> bool:
    return path.endswith("_test.go") or any(
        part in ("vendor", "node_modules", "testdata", ".git", "target", "test", "tests")
        for part in path.split("/")[:-1]
    )


def data_below(survey: Survey, code: re.Pattern[str], trees: list[str], written_only: bool = False) -> list[str]:
    """What a program may open: files of the context that are no ``code``, files that RUNs made.

    A folder that holds any such file comes whole; paths are those in the image, within the project's folders.
    """
    found: dict[str, None] = {}
    folders = survey.folders
    for arrival in survey.arrivals:
        if written_only or not any(is_below(arrival.whole, folder) for folder in folders):
            continue
        for source in arrival.sources:
            cleaned = posixpath.normpath(source).lstrip("/")
            cleaned = "" if cleaned == "." else cleaned
            files = survey.context.matching(source) if survey.context is not None else ()
            for path in files:
                inner = (
                    path[len(cleaned) :].lstrip("/")
                    if is_below(path, cleaned) or not cleaned
                    else posixpath.basename(path)
                )
                inner = inner or posixpath.basename(path)
                if any(code.fullmatch(inner[:at]) for at in (*_ends(inner), len(inner))):
                    continue
                direct = (
                    arrival.whole
                    if len(arrival.paths) == 1 and path == cleaned
                    else posixpath.join(arrival.whole, inner.split("/")[0])
                )
                found[arrival.paths[0] if path == cleaned and len(arrival.paths) == 1 else direct] = None
    for path in survey.written:
        for folder in folders:
            if path != folder and is_below(path, folder):
                found[posixpath.join(folder, path[len(folder) + 1 :].split("/")[0])] = None
    kept = [path for path in found if is_known(path) and not is_scratch(path)]
    return [path for path in kept if not any(is_below(path, tree) for tree in trees)]


def _ends(path: str) -> Iterator[int]:
    for at, char in enumerate(path):
        if char == "/":
            yield at
