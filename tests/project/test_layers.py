"""Imports go downwards only, and a plain check imports nothing that it does not need."""

from __future__ import annotations

import ast
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "dockerlint"

# From the bottom up; those of one line do not know each other.
LAYERS = (
    ("record",),
    ("start",),
    ("text", "settings", "pattern", "built"),
    ("finding",),
    ("syntax",),
    ("shell",),
    ("model",),
    ("trace", "rewrite"),
    ("remedy",),
    ("staging",),
    ("rule",),
    ("rules",),
    ("engine",),
    ("callers", "image"),
    ("report",),
    ("lsp", "review"),
    ("cli",),
    ("__main__",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}

# Modules that only some runs need: option parsing, reports for programs, folders, fixes, several processes, Python code
# and here-documents' guests.  Each costs a cold start milliseconds.
FORBIDDEN = (
    "re", "enum", "functools", "collections", "contextlib", "copyreg", "operator", "string", "typing", "importlib",
    "argparse", "asyncio", "click", "concurrent", "dataclasses", "difflib", "email", "gettext", "http",
    "importlib.metadata", "importlib.resources", "inspect", "json", "libcst", "logging", "multiprocessing", "pathlib",
    "pygls", "random", "rich", "ruamel", "shutil", "socket", "ssl", "subprocess", "tempfile", "textwrap",
    "threading", "tomllib", "traceback", "typer", "unicodedata", "urllib", "uuid", "yaml",
    "dockerlint.cli.arguments", "dockerlint.engine.discover", "dockerlint.engine.fix", "dockerlint.engine.gitignore",
    "dockerlint.engine.nearest",
    "dockerlint.engine.parallel", "dockerlint.engine.baseline", "dockerlint.engine.changes",
    "dockerlint.engine.identity", "dockerlint.report.diff", "dockerlint.report.formats", "dockerlint.report.pages",
    "hashlib", "httpx",
    *(f"dockerlint.report.{path.stem}" for path in (PACKAGE / "report").glob("as_*.py")),
)  # fmt: skip


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and name of everything of ours that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def test_every_module_belongs_to_a_layer() -> None:
    named = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in modules()}
    assert named - {"__init__"} <= set(LEVEL)


def test_imports_go_downwards_only() -> None:
    upwards = []
    for path in modules():
        own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for line, name in imports(path):
            parts = name.split(".")
            if parts[0] == "dockerlint" and len(parts) > 1 and parts[1] in LEVEL and parts[1] != own:
                is_below = own != "__init__" and LEVEL[parts[1]] < LEVEL[own]
                if not is_below:
                    upwards.append(f"{path.relative_to(ROOT)}:{line}: {name}")
    assert upwards == []


@pytest.mark.parametrize(
    ("library", "layers"),
    [
        ("tree_sitter", "shell callers"),
        ("libcst", "trace"),
        ("yaml", "callers"),
        ("httpx", "image review"),
        ("hyperscan", "image"),
        ("isal", "image"),
        ("zstandard", "image"),
        ("cryptography", "image"),
        ("pygls", "lsp"),
        ("lsprotocol", "lsp"),
    ],
)
def test_a_library_is_known_to_its_layers_only(library: str, layers: str) -> None:
    elsewhere = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in modules()
        for line, name in imports(path)
        if name.split(".")[0].startswith(library) and path.relative_to(PACKAGE).parts[0] not in layers.split()
    ]
    assert elsewhere == []


def loaded(folder: Path, text: str) -> set[str]:
    """The modules that checking ``text`` loads, in a bare interpreter."""
    (folder / "Dockerfile").write_text(text)
    program = (
        "import sys\n"
        "sys.path[:0] = [sys.argv[1]]\n"
        "sys.path.append(sys.argv[2])\n"
        "before = set(sys.modules)\n"
        "from dockerlint.cli import main\n"
        "main(['check', 'Dockerfile'])\n"
        "print('\\n'.join(set(sys.modules) - before), file=sys.stderr)\n"
    )
    site = sysconfig.get_paths()["platlib"]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, str(ROOT), site],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.split())


# What a file does not need that installs and copies, but shows no build once its words are looked at.
NOT_AT_A_GLANCE = (
    "tree_sitter", "dockerlint.shell", "dockerlint.rewrite", "dockerlint.remedy", "dockerlint.staging.evidence",
    "dockerlint.staging.calls", "dockerlint.staging.effects", "dockerlint.staging.builders", "dockerlint.staging.taken",
    "dockerlint.rules.toolchain_in_final_stage", "dockerlint.rules.credentialed_stage_shipped",
)  # fmt: skip

# What a file with nothing of a credential in it needs even less.
NOT_WHEN_CLEAN = (
    "tree_sitter", "tree_sitter_bash", "math", "dockerlint.shell", "dockerlint.rule", "dockerlint.remedy",
    "dockerlint.rewrite", "dockerlint.staging", "dockerlint.engine.suppress", "dockerlint.engine.masking",
    "dockerlint.engine.config_file", "dockerlint.engine.writing", "dockerlint.report.snippet",
    "dockerlint.trace.arrivals", "dockerlint.trace.flow", "dockerlint.trace.index", "dockerlint.trace.catalogue.tokens",
    "dockerlint.trace.catalogue.urls", "dockerlint.trace.catalogue.values", "dockerlint.trace.catalogue.paths",
    "dockerlint.trace.catalogue.tools.index",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "extra"),
    [
        (
            'FROM alpine\nENV A=https://example.org/a?\nCOPY app /app\nRUN apk add nginx\nCMD ["nginx", "-g", "x;"]\n',
            NOT_WHEN_CLEAN,
        ),
        (
            'FROM python:3-slim\nRUN apt-get update && apt-get install -y nginx\nCOPY . .\nCMD ["app"]\n',
            NOT_AT_A_GLANCE,
        ),
        ("FROM python:3-slim\nCOPY . .\nRUN pip install -r r.txt\nCMD make-it\n", NOT_AT_A_GLANCE),
        ("FROM node:20\nARG NPM_TOKEN\nENV A=1\nRUN npm ci --token=$NPM_TOKEN\n", ()),
    ],
)
def test_a_check_of_one_file_imports_only_what_it_needs(tmp_path: Path, text: str, extra: tuple[str, ...]) -> None:
    names = loaded(tmp_path, text)
    unwanted = {name for name in names for bad in (*FORBIDDEN, *extra) if name == bad or name.startswith(f"{bad}.")}
    assert "dockerlint.engine.check" in names
    assert sorted(unwanted) == []
