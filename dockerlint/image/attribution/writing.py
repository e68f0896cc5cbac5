"""Which of several instructions wrote a file, where one layer holds what all of them did."""

from __future__ import annotations

import posixpath
import re

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.image.attribution.candidates import Candidate
    from dockerlint.image.history import Step

WRITERS = frozenset(("RUN", "COPY", "ADD", "WORKDIR"))


def weight(step: Step, candidate: Candidate | None, path: str) -> float:
    """How much speaks for ``step`` having written ``path`` (without the first slash); 0 for nothing."""
    if step.keyword in ("COPY", "ADD"):
        return _copies(step, candidate, path)
    if step.keyword == "RUN":
        workdir = candidate.step.workdir if candidate is not None else "/"
        home = candidate.step.home if candidate is not None else "/root"
        return _mentions(step.text, "/" + path, workdir, home)
    return 0.1


def _copies(step: Step, candidate: Candidate | None, path: str) -> float:
    words = step.text.split()
    sources, destination = words[:-1], words[-1] if words else ""
    if candidate is not None:
        instruction = candidate.step.instruction
        raw = list(instruction.json) if instruction.json is not None else [word.raw for word in instruction.words]
        *sources, destination = (candidate.step.resolve(word) for word in raw) if raw else ("",)
        destination = posixpath.join(candidate.step.workdir, destination)
    target = posixpath.normpath("/" + destination).lstrip("/")
    if path == target:
        return 5.0
    if target and not path.startswith(target + "/"):
        return 0.0
    inside = path[len(target) :].lstrip("/")
    names = [posixpath.basename(source.rstrip("/")) for source in sources]
    if inside in names or inside.partition("/")[0] in names:
        return 4.0
    is_folder = any(_is_folder(name) for name in names)
    return 2.05 + f"/{target}".count("/") * 0.1 if is_folder and target else 0.5


def _is_folder(name: str) -> bool:
    return name in ("", ".", "..") or "." not in name or "*" in name


def _mentions(text: str, path: str, workdir: str, home: str) -> float:
    """By how the command names the file: wholly, from home or its folder, by its name, or a folder above it."""
    if path in text:
        return 4.5
    for above, sign in ((home, "~"), (home, "$HOME"), (workdir, "")):
        if above != "/" and path.startswith(above.rstrip("/") + "/"):
            rest = path[len(above.rstrip("/")) :]
            if (sign + rest if sign else rest[1:]) in text:
                return 4.0
    name = posixpath.basename(path)
    if re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", text):
        return 3.0
    folder = posixpath.dirname(path)
    while len(folder) > 1:
        if folder in text:
            return 2.0 + folder.count("/") * 0.1
        folder = posixpath.dirname(folder)
    return 0.6 if workdir != "/" and path.startswith(workdir.rstrip("/") + "/") else 0.2
