"""Measures how long the language server takes to answer a change: from the notification to the new diagnostics.

The server is the real process on pipes.  Wall time is what people feel, but says as much about a shared machine's other
users; so the server's own CPU time per change is printed beside it.
"""

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

from bench.lsp_texts import mixed, texts

LINES = 2_000
ASKED = 8  # findings at which code actions are asked for
REST = 0.35  # seconds between changes; a shorter pause would be a burst, which the server waits out

# Without these a client gets no code actions, nor the steps of a trace.
CAPABILITIES = {
    "textDocument": {
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}},
            "resolveSupport": {"properties": ["edit"]},  # as VS Code and Neovim have it
        },
        "publishDiagnostics": {"relatedInformation": True},
    }
}


class Timing(NamedTuple):
    """Seconds for one change."""

    wall: float
    cpu: float


class Session:
    """One document open in a server."""

    def __init__(self, text: str) -> None:
        command = [sys.executable, "-m", "dockerlint", "lsp"]
        started = time.perf_counter()
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in: IO[bytes] = self._process.stdin
        self._out: IO[bytes] = self._process.stdout
        self._uri = (Path.cwd() / "bench" / "Dockerfile.of-no-folder").as_uri()
        self._send({"id": 1, "method": "initialize", "params": {"capabilities": CAPABILITIES}})
        self._read()
        self._send({"method": "initialized", "params": {}})
        self.started = time.perf_counter() - started
        document = {"uri": self._uri, "languageId": "dockerfile", "version": 0, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        self._lines = text.split("\n")
        self._told = self._published(0)
        self.found = len(self._told)

    def change(self, version: int) -> Timing:
        """Type something somewhere, and wait for the diagnostics of that version."""
        change = _typed(self._lines, version)
        cpu, started = self._cpu(), time.perf_counter()
        identifier = {"uri": self._uri, "version": version}
        params = {"textDocument": identifier, "contentChanges": [change]}
        self._send({"method": "textDocument/didChange", "params": params})
        self._told = self._published(version)
        return Timing(time.perf_counter() - started, self._cpu() - cpu)

    def actions(self) -> Iterator[tuple[float, float]]:
        """CPU seconds for the code actions at some findings, and for the edit of the first of them that is resolved."""
        step = max(len(self._told) // ASKED, 1)
        for found in self._told[::step][:ASKED]:
            params = {"textDocument": {"uri": self._uri}, "range": found["range"], "context": {"diagnostics": []}}
            listed, answer = self._timed("textDocument/codeAction", params)
            lazy = [each for each in answer if each["kind"] == "quickfix" and "data" in each]
            yield listed, self._timed("codeAction/resolve", lazy[0])[0] if lazy else 0.0

    def fix_all(self) -> float:
        """CPU seconds for the action that makes all fixes."""
        everything = {"start": {"line": 0, "character": 0}, "end": {"line": len(self._lines), "character": 0}}
        context = {"diagnostics": [], "only": ["source.fixAll.dockerlint"]}
        params = {"textDocument": {"uri": self._uri}, "range": everything, "context": context}
        return self._timed("textDocument/codeAction", params)[0]

    def _timed(self, method: str, params: dict[str, Any]) -> tuple[float, Any]:
        """The CPU seconds that a request takes, and what it is answered with."""
        cpu = self._cpu()
        self._send({"id": 3, "method": method, "params": params})
        while (message := self._read()).get("id") != 3:
            pass
        return self._cpu() - cpu, message.get("result")

    def close(self) -> None:
        self._send({"id": 2, "method": "shutdown"})
        self._send({"method": "exit"})
        self._process.wait()

    def _published(self, version: int) -> list[Any]:
        while True:
            message = self._read()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["version"] == version:
                found: list[Any] = message["params"]["diagnostics"]
                return found

    def _cpu(self) -> float:
        """Seconds that all threads of the server have run; 0 where the kernel does not tell."""
        threads = Path(f"/proc/{self._process.pid}/task").glob("*/schedstat")
        return sum(int(each.read_text(encoding="ascii").split()[0]) for each in threads) / 1e9

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._in.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._in.flush()

    def _read(self) -> dict[str, Any]:
        length = 0
        while (line := self._out.readline()).strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            raise SystemExit("the server left")
        message: dict[str, Any] = json.loads(self._out.read(length))
        return message


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line; see ``--help`` and bench/README.md."""
    options = _parser().parse_args(arguments)
    documents = [*texts(options.lines)]
    if options.corpus is not None:
        documents += mixed(options.corpus, options.mixes, options.lines)
    columns = "text | findings | CPU ms, median | 95 % | wall ms, median | 95 % | actions, CPU ms | first edit | later"
    print(f"| {columns} | fixAll |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, text in documents:
        session = Session(text)
        timings = []
        for version in range(1, options.rounds + 1):
            time.sleep(REST)
            timings.append(session.change(version))
        asked = [*session.actions()]
        fixed = f"{session.fix_all() * 1e3:.0f}" if session.found else "-"
        session.close()
        cpu = sorted(each.cpu * 1e3 for each in timings)
        wall = sorted(each.wall * 1e3 for each in timings)
        late = int(len(cpu) * 0.95)
        print(
            f"| {name} | {session.found} | {statistics.median(cpu):.0f} | {cpu[late]:.0f} "
            f"| {statistics.median(wall):.0f} | {wall[late]:.0f} | {_told(asked)} | {fixed} |",
            flush=True,
        )
    return 0


def _told(asked: Sequence[tuple[float, float]]) -> str:
    """The columns about code actions; the first edit after a change of files looks for all that builds the file."""
    if not asked:
        return "- | - | -"
    listed = statistics.median(each for each, _ in asked)
    edits = [edit for _, edit in asked if edit]
    later = f"{statistics.median(edits[1:]) * 1e3:.0f}" if edits[1:] else "-"
    return f"{listed * 1e3:.0f} | {edits[0] * 1e3:.0f} | {later}" if edits else f"{listed * 1e3:.0f} | - | -"


def _typed(lines: list[str], version: int) -> dict[str, Any]:
    """A letter more in a word, or a comment more, here and there in the text; ``lines`` are changed likewise."""
    line = len(lines) * (version * 7 % 20) // 20
    while not (word := re.search(r"(?:^|\s)[a-z/][a-z]{2,}", lines[line])) or lines[line].startswith("#"):
        line = (line + 1) % len(lines)
    if version % 4 == 0:
        lines.insert(line, "# more")
        place = {"line": line, "character": 0}
        return {"range": {"start": place, "end": place}, "text": "# more\n"}
    place = {"line": line, "character": word.end()}
    lines[line] = f"{lines[line][: word.end()]}x{lines[line][word.end() :]}"
    return {"range": {"start": place, "end": place}, "text": "x"}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measures the language server's answers to changes in a long file.")
    parser.add_argument("corpus", type=Path, nargs="?", help="a folder of Dockerfiles, to measure on mixes of them too")
    parser.add_argument("--lines", type=int, default=LINES, help=f"of each text (default {LINES})")
    parser.add_argument("--mixes", type=int, default=3, help="texts made of the corpus (default 3)")
    parser.add_argument("--rounds", type=int, default=15, help="changes of each text (default 15)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
