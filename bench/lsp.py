"""Measures how long the language server takes to answer a change: from the notification to the new diagnostics.

The server is the real process on pipes.  Wall time is what people feel, but says as much about a shared machine's other
users; so the server's own CPU time per change is printed beside it.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

LINES = 2_000
REST = 0.35  # seconds between changes; a shorter pause would be a burst, which the server waits out


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
        self._send({"id": 1, "method": "initialize", "params": {"capabilities": {}}})
        self._read()
        self._send({"method": "initialized", "params": {}})
        self.started = time.perf_counter() - started
        document = {"uri": self._uri, "languageId": "dockerfile", "version": 0, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        self.found = len(self._published(0))

    def change(self, version: int, line: int) -> Timing:
        """Put one character at the start of a line, and wait for the diagnostics of that version."""
        place = {"line": line, "character": 0}
        change = {"range": {"start": place, "end": place}, "text": "#" if version % 2 else " "}
        cpu, started = self._cpu(), time.perf_counter()
        identifier = {"uri": self._uri, "version": version}
        params = {"textDocument": identifier, "contentChanges": [change]}
        self._send({"method": "textDocument/didChange", "params": params})
        self._published(version)
        return Timing(time.perf_counter() - started, self._cpu() - cpu)

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
    texts = {"made": "".join(_made(options.lines))}
    if options.corpus is not None:
        files = sorted(path for path in options.corpus.rglob("*") if path.is_file() and path.suffix != ".jsonl")
        for number in range(options.mixes):
            texts[f"mix {number + 1}"] = "".join(_mixed(files[number :: options.mixes], options.lines))
    for name, text in texts.items():
        session = Session(text)
        timings = []
        for version in range(1, options.rounds + 1):
            time.sleep(REST)
            timings.append(session.change(version, options.lines // 2))
        session.close()
        wall = sorted(each.wall * 1e3 for each in timings)
        cpu = statistics.median(each.cpu * 1e3 for each in timings)
        lines = text.count("\n")
        late = wall[int(len(wall) * 0.95)]
        print(
            f"{name:6} {lines} lines, {session.found:3} findings: start {session.started * 1e3:.0f} ms, "
            f"change median {statistics.median(wall):.1f} ms, 95 % {late:.1f} ms, CPU {cpu:.1f} ms"
        )
    return 0


def _made(lines: int) -> Iterator[str]:
    """A Dockerfile of every common instruction, with a leak now and then."""
    yield "FROM debian:bookworm AS build\n"
    written, number = 1, 0
    while written < lines:
        number += 1
        token = "ARG APP_TOKEN\n" if number % 100 == 1 else "ARG OPTION=value\n"
        block = (
            f"# step {number}\n{token}ENV SETTING_{number}=${{OPTION}} OTHER=1\n"
            f"RUN apt-get update && \\\n    apt-get install -y --no-install-recommends package{number} && \\\n"
            f"    curl -fsSL https://example.org/file{number}.tar.gz | tar xz -C /opt\n"
            f"COPY --chown=app:app src{number}/ /srv/app{number}/\n"
        )
        written += block.count("\n")
        yield block


def _mixed(files: Sequence[Path], lines: int) -> Iterator[str]:
    """Real Dockerfiles as stages of one, those left out that would change how the next one is read."""
    written = 0
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace").removesuffix("\n") + "\n"
        if "escape" in text[:200].lower() or "<<" in text or text.endswith("\\\n") or "\0" in text:
            continue
        yield text
        written += text.count("\n")
        if written >= lines:
            return


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measures the language server's answers to changes in a long file.")
    parser.add_argument("corpus", type=Path, nargs="?", help="a folder of Dockerfiles, to measure on mixes of them too")
    parser.add_argument("--lines", type=int, default=LINES, help=f"of each text (default {LINES})")
    parser.add_argument("--mixes", type=int, default=3, help="texts made of the corpus (default 3)")
    parser.add_argument("--rounds", type=int, default=15, help="changes of each text (default 15)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
