"""The extension's manifest says what the server understands."""

from __future__ import annotations

import json
import re
from pathlib import Path

from dockerlint import __version__
from dockerlint.lsp.actions import FIX_ALL
from dockerlint.lsp.choices import KEYS, OF_CLIENTS

FOLDER = Path(__file__).parents[2] / "editors" / "vscode"


def test_the_settings_of_the_extension_are_those_of_the_server() -> None:
    manifest = json.loads((FOLDER / "package.json").read_text())
    settings = {name.split(".")[1] for name in manifest["contributes"]["configuration"]["properties"]}
    sent = re.search(r"SETTINGS = \[(.+?)\]", (FOLDER / "src" / "extension.ts").read_text())
    assert sent is not None
    assert re.findall(r'"(\w+)"', sent[1]) == list(KEYS)
    assert set(KEYS) <= settings <= {*KEYS, *OF_CLIENTS}
    assert manifest["version"] == __version__
    assert f'"{FIX_ALL}"' in (FOLDER / "src" / "extension.ts").read_text()
