"""Which files of the build context a command runs as a Python program."""

from __future__ import annotations

import re

from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.text import Span
from dockerlint.trace.python_reads import MOST_FILES, MOST_OTHER_FILES, NO, Answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockerlint.model.context import Context

_PYTHON = re.compile(r"(?:python|pypy)[0-9.]*(?:\.exe)?$")
_RUNNERS = {"uv": ("run",), "poetry": ("run",), "pipenv": ("run",), "pdm": ("run",), "hatch": ("run",), "rye": ("run",)}
_SERVERS = frozenset(("gunicorn", "uvicorn", "hypercorn", "daphne", "waitress-serve", "granian"))
_QUIET_MODULES = frozenset(
    ("compileall", "ensurepip", "py_compile", "venv", "zipfile", "json", "site", "sysconfig", "tarfile")
)
_DEFAULT_SETTINGS = re.compile(
    r"""os\.environ(?:\.setdefault\(\s*|\[)\s*["']DJANGO_SETTINGS_MODULE["']\s*(?:,|\]\s*=)\s*["']([\w.]+)["']"""
)
_IMPORT = re.compile(
    r"(?m)^[ \t]*(?:from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]*)|import[ \t]+([^\n#;]*))"
)
_MOST_BYTES = 1 << 20


class Entry(NamedTuple):
    """What a command starts: a ``file``, a ``module`` by its dotted name, ``code`` itself, ``django`` or ``none``."""

    kind: str
    text: str = ""


def entry_of(words: Sequence[str]) -> Entry | None:
    """What the command starts; None when it is no Python program or cannot be told."""
    names = [word.rsplit("/", 1)[-1] for word in words[:2]]
    if names and names[0] in _RUNNERS and names[1:2] == list(_RUNNERS[names[0]]):
        rest = list(words[2:])
        while rest and rest[0].startswith("-"):
            rest.pop(0)
        return entry_of(rest)
    if not names:
        return None
    if _PYTHON.match(names[0]):
        return _interpreted(words[1:])
    if names[0].endswith(".py"):
        return Entry("file", words[0])
    if names[0] == "django-admin":
        return Entry("django")
    if names[0] in _SERVERS:
        target = next((word for word in words[1:] if re.fullmatch(r"[\w.]+:[\w.]+(?:\(.*\))?", word)), None)
        return Entry("module", target.split(":")[0]) if target else None
    return None


def _interpreted(words: Sequence[str]) -> Entry | None:
    at = 0
    while at < len(words) and words[at].startswith("-"):
        option = words[at]
        if option in ("-W", "-X", "--check-hash-based-pycs"):
            at += 1
        elif option.startswith("-") and not option.startswith("--") and option[-1] in "cm":
            given = words[at + 1] if at + 1 < len(words) else ""
            if option[-1] == "c":
                return Entry("code", given)
            return Entry("module", given)
        elif option in ("-", "-V", "--version", "-h", "--help"):
            return None if option == "-" else Entry("none")
        at += 1
    return Entry("file", words[at]) if at < len(words) else None


class Programs:
    """Reads the programs of one context.  ``is_incomplete`` once something that a program imports was left out."""

    def __init__(self, context: Context, folder: str) -> None:
        self.context = context
        self.folder = folder.strip("/")
        self.is_incomplete = False
        self._read: set[str] = set()

    def is_quiet(self, entry: Entry) -> bool:
        """Whether it is nothing of the context and reads no secret: a module of Python itself, or ``--version``."""
        if entry.kind == "module" and entry.text.split(".")[0] in _QUIET_MODULES:
            return not self.files_of(entry, "")
        return entry.kind == "none"

    def files_of(self, entry: Entry, settings: str) -> tuple[str, ...]:
        """The files that the entry starts from, the Django settings behind a ``manage.py`` included."""
        found: list[str] = []
        if entry.kind == "file":
            found += self._file(entry.text)
        elif entry.kind == "module":
            found += self._module(entry.text, self.folder) or self._module(f"{entry.text}.__main__", self.folder)
        first = self._text(found[0]) if found else ""
        default = _DEFAULT_SETTINGS.search(first or "")
        module = settings or (default[1] if default else "")
        if module and (entry.kind == "django" or default):
            root = found[0].rpartition("/")[0] if found else self.folder
            found += self._module(module, root) or self._module(module, self.folder)
        return tuple(dict.fromkeys(found))

    def texts(self, entry: Entry, settings: str) -> Iterator[tuple[str, str]]:
        """Path and text of what the program is made of, the start first; of local imports at most ``MOST_FILES``."""
        if entry.kind == "code":
            yield "", entry.text
        pending = list(self.files_of(entry, settings))
        pending += self._imports(entry.text, "") if entry.kind == "code" else []
        if not pending and entry.kind != "code":
            self.is_incomplete = True
        root = pending[0].rpartition("/")[0] if pending else ""
        for path in pending:  # grows by what each file imports
            if path in self._read:
                continue
            if len(self._read) >= MOST_FILES:
                self.is_incomplete = True
                return
            self._read.add(path)
            text = self._text(path)
            if text is None:
                self.is_incomplete = True
                continue
            yield path, text
            pending += self._imports(text, path, root)

    def mention(self, name: str) -> Answer:
        """The answer "unknown" at a file that names the variable but was not seen to be imported, else "no"."""
        files = [path for path in self.context.files if path.endswith(".py") and path not in self._read]
        for path in files[:MOST_OTHER_FILES]:
            at = (self._text(path) or "").find(name)
            if at >= 0:
                return Answer("unknown", (Span(at, at + len(name)),), path)
        return NO if len(files) <= MOST_OTHER_FILES and self.context.complete else Answer("unknown")

    def _text(self, path: str) -> str | None:
        data = self.context.read(path, _MOST_BYTES + 1)
        if data is None or len(data) > _MOST_BYTES:
            return None
        return data.decode("utf-8", "surrogateescape").replace("\r\n", "\n").removeprefix("\ufeff")

    def _file(self, path: str) -> list[str]:
        """The file at a path of the image: below the folder or the root, without leading folders of the image."""
        parts = [part for part in path.split("/") if part not in ("", ".")]
        for drop in range(len(parts) if path.startswith("/") else 1):
            for base in dict.fromkeys((self.folder, "")):
                candidate = "/".join((*(base.split("/") if base else ()), *parts[drop:]))
                if candidate.endswith(".py") and self.context.exists(candidate):
                    return [candidate]
                if self.context.exists(f"{candidate}/__main__.py"):
                    return [f"{candidate}/__main__.py"]
        return []

    def _module(self, dotted: str, root: str) -> list[str]:
        """The files of a module below ``root``: it and the packages that it lies in."""
        found: list[str] = []
        at = root
        for part in dotted.split("."):
            at = f"{at}/{part}" if at else part
            if self.context.exists(f"{at}/__init__.py"):
                found.append(f"{at}/__init__.py")
            elif self.context.exists(f"{at}.py"):
                return [f"{at}.py", *found]
            elif not self.context.exists(at):
                return []
        return found[::-1]

    def _imports(self, text: str, path: str, root: str = "") -> list[str]:
        found: list[str] = []
        folder = path.rpartition("/")[0]
        for match in _IMPORT.finditer(text):
            module, names, plain = match.groups()
            if plain is not None:
                for part in plain.split(","):
                    words = part.split()
                    found += self._anywhere(words[0], folder, root) if words else []
                continue
            dots = len(module) - len(module.lstrip("."))
            listed = [part.split()[0] for part in names.strip("()").split(",") if part.split()]
            listed = [name for name in listed if name.isidentifier()]
            if dots:
                base = folder
                for _ in range(dots - 1):
                    base = base.rpartition("/")[0]
                bare = module.lstrip(".")
                found += self._module(bare, base) if bare else []
                found += [each for name in listed for each in self._module(f"{bare}.{name}".lstrip("."), base)]
            else:
                found += self._anywhere(module, folder, root)
                found += [each for name in listed for each in self._anywhere(f"{module}.{name}", folder, root)]
        return found

    def _anywhere(self, dotted: str, folder: str, root: str) -> list[str]:
        for base in dict.fromkeys((root, self.folder, folder, "src")):
            found = self._module(dotted, base)
            if found:
                return found
        return []
