"""The sources of a project as far as the build context shows them, and the data among them."""

from __future__ import annotations

import posixpath
import re

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.staging.calls import is_below, is_known
from dockerlint.staging.running import final_folder
from dockerlint.staging.survey import SYSTEM, is_scratch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.staging.survey import Arrival, Survey


_MOST_FILES = 5_000  # that are opened for one question


def sources_of(survey: Survey, suffixes: tuple[str, ...], limit: int, *markers: str) -> Sources:
    """The :class:`Sources` of the same words, read once."""
    key = (suffixes, limit, markers)
    if key not in survey.remembered:
        survey.remembered[key] = Sources(survey, suffixes, limit, *markers)
    return survey.remembered[key]


class Sources:
    """The files of the context that end in one of ``suffixes``, up to ``limit`` characters of text.

    ``seen`` is false when there are none, or ``marker`` (the file that says what the project is) is missing, so that
    this context may be another one; ``complete`` when the limit cut some off.
    """

    def __init__(self, survey: Survey, suffixes: tuple[str, ...], limit: int, *markers: str) -> None:
        files = [path for path in survey.files if path.endswith(suffixes) and not _is_foreign(path)]
        self.complete = survey.context is not None and survey.context.complete
        self.texts: list[str] = []
        self.paths: list[str] = []
        left = limit
        if len(files) > _MOST_FILES:
            del files[_MOST_FILES:]
            self.complete = False
        for path in files:
            text = survey.read(path)
            if text is None:
                continue
            left -= len(text)
            if left < 0:
                self.complete = False
                break
            self.texts.append(text)
            self.paths.append(path)
        names = {posixpath.basename(path) for path in survey.files}
        self.seen = bool(files) and (not markers or any(marker in names for marker in markers))

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        for text in self.texts:
            yield from pattern.finditer(text)

    def place(self, match: re.Match[str]) -> str:
        """Where a match of :meth:`find` stands, as ``path:line``."""
        path = next((path for path, text in zip(self.paths, self.texts, strict=True) if text is match.string), "")
        return f"{path}:{match.string.count(chr(10), 0, match.start()) + 1}"

    def mention(self, pattern: re.Pattern[str]) -> bool:
        """Whether any source has it; also when not all could be read."""
        return not self.complete or any(pattern.search(text) for text in self.texts)


_LITERAL = lazy(r"[\"'`](/?(?:[\w.-]+/)*[\w.-]+)/?[\"'`]")


def names_files(survey: Survey, sources: Sources, code: re.Pattern[str]) -> bool:
    """Whether a text in the sources is the path of a file or folder of the context that is no ``code``.

    However a program opens it: what libraries do with a path is not known here.
    """
    there: set[str] = set()
    documents = _folders_of_documents(survey)
    for path in survey.files:
        if not _is_code(path, code) or _is_document(path, documents):
            parts = path.split("/")
            there.update("/".join(parts[:count]) for count in range(1, len(parts) + 1))
    for match in sources.find(_LITERAL):
        name = match[1]
        for folder in survey.folders:
            name = name[len(folder) + 1 :] if is_below(name, folder) and name != folder else name
        if posixpath.normpath(name) in there:
            return True
    return False


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
    folders = [folder for folder in survey.folders if _is_reached(survey, folder)]
    documents = _folders_of_documents(survey)
    for arrival in survey.arrivals:
        if any(is_below(arrival.whole, folder) for folder in folders):
            if not arrival.sources:  # of another stage, or written out in the Dockerfile
                found.update(dict.fromkeys(arrival.paths if arrival.exact else (arrival.whole,)))
            elif not written_only:
                found.update(dict.fromkeys(_data_of(survey, arrival, code, documents)))
    for path in survey.written:
        for folder in folders:
            inner = path[len(folder) + 1 :] if path != folder and is_below(path, folder) else ""
            if inner and not _is_code(inner, code):
                found[path] = None
    kept = [path for path in found if is_known(path) and not is_scratch(path)]
    return [path for path in kept if not any(is_below(path, tree) for tree in trees)]


def code_in_system(survey: Survey, code: re.Pattern[str]) -> tuple[str, ...]:
    """What COPY puts into folders of the system that is nothing but ``code``, by its paths in the image."""
    if survey.context is None:
        return ()
    found = []
    for arrival in survey.arrivals:
        for source in arrival.sources if arrival.whole in SYSTEM and arrival.exact else ():
            cleaned = posixpath.normpath(source).lstrip("/").removeprefix(".")
            prefix = f"{cleaned}/" if cleaned else ""
            files = survey.context.matching(source)
            for path in arrival.paths:
                name = posixpath.basename(path)
                below = [each for each in files if is_below(each, prefix + name) or each == cleaned == name]
                if below and all(_is_code(each, code) for each in below):
                    found.append(path)
    return tuple(found)


def _data_of(survey: Survey, arrival: Arrival, code: re.Pattern[str], documents: frozenset[str]) -> Iterator[str]:
    """The paths in the image of the files of the context that an instruction brings and that are no ``code``."""
    for source in arrival.sources:
        cleaned = posixpath.normpath(source).lstrip("/")
        cleaned = "" if cleaned == "." else cleaned
        for path in survey.context.matching(source) if survey.context is not None else ():
            if _is_code(path, code) and not _is_document(path, documents):
                continue
            inner = path[len(cleaned) :].lstrip("/") if cleaned != path and is_below(path, cleaned or "/") else ""
            inner = inner or (path if not cleaned else "")
            if inner:
                yield posixpath.join(arrival.whole, inner.split("/")[0])
            elif len(arrival.paths) == 1:
                yield arrival.paths[0]
            else:
                yield posixpath.join(arrival.whole, posixpath.basename(path))


# Folders of texts that tell developers of the project.
_ABOUT = frozenset({"doc", "docs", ".github", ".gitlab"})
_CODE = tuple(".go .rs .c .cc .cpp .h .hpp .ex .exs .erl .java .kt .py .js .ts .rb".split())


def _folders_of_documents(survey: Survey) -> frozenset[str]:
    """The folders at the context's root that hold texts (``*.md``) and no code: what a program serves, say."""
    tops = {path.partition("/")[0] for path in survey.files if path.endswith(".md") and "/" in path} - _ABOUT
    if not tops:
        return frozenset()
    return frozenset(tops - {path.partition("/")[0] for path in survey.files if path.endswith(_CODE)})


def _is_document(path: str, folders: frozenset[str]) -> bool:
    return path.endswith(".md") and path.partition("/")[0] in folders


def _is_code(path: str, code: re.Pattern[str]) -> bool:
    """Whether ``code`` matches the path or one of the folders that it lies in."""
    ends = [at for at, char in enumerate(path) if char == "/"]
    return any(code.fullmatch(path[:at]) for at in (*ends, len(path)))


# What puts the folder of the sources into a program: Cargo's environment variables, Go's runtime.Caller, definitions of
# CMake (its manual, "Variables that Provide Information"), Meson (meson.current_source_dir) and make (CURDIR).
_OWN_FOLDER = {
    ".rs": lazy(r"env!\(\s*\"CARGO_MANIFEST_DIR\""), ".go": lazy(r"\bruntime\.Caller\("),
    "CMakeLists.txt": lazy(r"\w=[^\s)]*\$\{\w*SOURCE_DIR\}"),
    "meson.build": lazy(r"\b(?:current_)?source_(?:dir|root)\(\)"),
    "akefile": lazy(r"-D\w+=\S*\$[({](?:CURDIR|PWD|shell pwd|abs_\w*srcdir)"),
}  # fmt: skip


def knows_its_folder(survey: Survey) -> bool:
    """Whether a program has the folder of its sources compiled in, so that it may open files there from anywhere."""
    return any(
        path.endswith(ending)
        and not path.endswith("build.rs")
        and not _is_foreign(path)
        and pattern.search(survey.read(path) or "")
        for path in survey.files
        for ending, pattern in _OWN_FOLDER.items()
    )


MOST_TEXT = 4_000_000  # characters of them
#: Files that may name a folder or a variable to a program.
SETTING = tuple(
    ".py .go .rs .js .ts .mjs .json .yml .yaml .conf .cfg .ini .sh .env .properties .xml .rb .php .java .kt .c .cc"
    " .cpp .h .cs"
    " .ex .exs .toml".split()
)


def _is_reached(survey: Survey, folder: str) -> bool:
    """Whether the program may open files of ``folder``: it starts there, or something names the folder."""
    home = final_folder(survey)
    if is_below(home, folder) or (home != "/" and is_below(folder, home)):
        return True
    told = "\n".join(
        step.instruction.args for step in survey.stage.steps if step.keyword in ("ENV", "CMD", "ENTRYPOINT", "LABEL")
    )
    if folder in told or knows_its_folder(survey):
        return True
    return sources_of(survey, SETTING, MOST_TEXT).mention(re.compile(re.escape(folder)))
