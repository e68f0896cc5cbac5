"""Neovim with the snippet of docs/editors.md: it opens a leaking file, shows what is wrong, fixes it and saves it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEAKY = (
    "FROM node:20\nARG NPM_TOKEN\nRUN npm ci --token=$NPM_TOKEN\nENV Ä=\U0001f433 DB_PASSWORD=correct-horse-battery\n"
)
PLAY = """
local function wait(condition) assert(vim.wait(20000, condition, 20), "waited for too long") end
local function shown()
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, { each.lnum, each.col, each.end_col, each.source, each.message })
  end
  return found
end
local ok, problem = pcall(function()
  wait(function() return #vim.diagnostic.get(0) > 0 end)
  local before = shown()
  vim.ui.select = function(items, _, choose) choose(items[1], 1) end
  vim.api.nvim_win_set_cursor(0, { 2, 5 })
  vim.lsp.buf.code_action()  -- its edit comes once it is chosen
  wait(function() return vim.fn.getline(2):find("mount=type=secret") ~= nil end)
  local chosen = vim.fn.getline(1, "$")
  wait(function() return #vim.diagnostic.get(0) == 1 end)
  vim.cmd("DockerlintFixAll")
  wait(function() return #vim.diagnostic.get(0) == 0 end)
  vim.cmd("write")
  vim.fn.writefile({ vim.json.encode({ before = before, chosen = chosen, after = shown() }) }, "report.json")
end)
if not ok then
  io.stderr:write(tostring(problem) .. "\\n")
  vim.cmd("cquit")
end
vim.cmd("qall!")
"""


def test_neovim_shows_fixes_and_saves(tmp_path: Path) -> None:
    if shutil.which("nvim") is None:
        if os.environ.get("CI"):
            pytest.fail(".ci/run installs neovim, but nvim is not there")
        pytest.skip("nvim is not installed: apt-get install neovim")
    (snippet, *_more) = re.findall(r"```lua\n(.+?)```", (ROOT / "docs" / "editors.md").read_text(), re.DOTALL)
    (tmp_path / "init.lua").write_text(snippet)
    (tmp_path / "play.lua").write_text(PLAY)
    program = tmp_path / "bin" / "dockerlint"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m dockerlint "$@"\n')
    program.chmod(0o755)
    (tmp_path / "Dockerfile").write_text(LEAKY)

    home = {
        name: str(tmp_path / "home")
        for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    }
    done = subprocess.run(
        ["nvim", "--headless", "-u", "init.lua", "Dockerfile", "-c", "luafile play.lua"],
        cwd=tmp_path, env={**os.environ, **home, "PATH": f"{program.parent}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=90,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((tmp_path / "report.json").read_text())
    assert [row[:4] for row in report["before"]] == [[1, 4, 13, "dockerlint"], [3, 12, 45, "dockerlint"]]
    assert report["chosen"][0] == "FROM node:20"
    assert report["chosen"][-1] == "ENV Ä=\U0001f433 DB_PASSWORD=correct-horse-battery"
    assert report["after"] == []
    fixed = (tmp_path / "Dockerfile").read_text()
    assert fixed.startswith("FROM node:20\nRUN --mount=type=secret,id=npm_token,required=true \\\n")
    assert fixed.endswith("\nENV Ä=\U0001f433\n")
    for log in (tmp_path / "home").rglob("*.log"):
        assert "correct-horse" not in log.read_text()
