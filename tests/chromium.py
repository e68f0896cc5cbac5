"""Chromium without a window, spoken to by the DevTools protocol over a pipe: no driver, no port, no network."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 60.0  # seconds for one answer
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
    "--disable-extensions", "--disable-sync", "--disable-background-networking", "--disable-component-update",
    "--password-store=basic", "--remote-debugging-pipe",
)  # fmt: skip


class Page:
    """One tab, with whatever it told about requests and errors since it was opened."""

    def __init__(self, pipe: _Pipe, session: str) -> None:
        self._pipe = pipe
        self._session = session
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **values: object) -> dict[str, Any]:
        return self._pipe.call(method, self._session, **values)

    def open(self, address: str, *, width: int = 1280, height: int = 900, scheme: str = "light") -> None:
        """Show ``address`` in a window of this size, and wait until all of it is there."""
        self._pipe.events.clear()
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        refused = self.call("Page.navigate", url=address).get("errorText")
        assert refused is None, refused
        self.wait("document.readyState == 'complete'")
        self.wait("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")

    def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression; a promise is waited for."""
        told = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def wait(self, expression: str, seconds: float = PATIENCE) -> Any:
        """The first value of ``expression`` that is true."""
        until = time.monotonic() + seconds
        while not (value := self.evaluate(expression)):
            assert time.monotonic() < until, f"waited too long for {expression}"
            time.sleep(0.1)
        return value

    def requests(self) -> list[str]:
        """Every address that the page asked for, itself included."""
        return [event["request"]["url"] for event in self._events("Network.requestWillBeSent")]

    def errors(self) -> list[str]:
        """What stands in the console, refusals by the page's own policy included."""
        logged = [event["entry"]["text"] for event in self._events("Log.entryAdded")]
        said = [str(event["args"]) for event in self._events("Runtime.consoleAPICalled")]
        return logged + said + [str(event["exceptionDetails"]) for event in self._events("Runtime.exceptionThrown")]

    def _events(self, method: str) -> list[dict[str, Any]]:
        self.evaluate("new Promise(done => setTimeout(done, 100, true))")  # what is under way arrives
        mine = [event for event in self._pipe.events if event.get("sessionId") == self._session]
        return [event["params"] for event in mine if event["method"] == method]

    def click(self, element: str, times: int = 1) -> None:
        """The mouse's button, in the middle of what the expression ``element`` names."""
        box = self.evaluate(f"(({element}).getBoundingClientRect().toJSON())")
        place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2, "button": "left"}
        for count in range(1, times + 1):
            self.call("Input.dispatchMouseEvent", type="mousePressed", clickCount=count, **place)
            self.call("Input.dispatchMouseEvent", type="mouseReleased", clickCount=count, **place)

    def press(self, key: str, code: str, number: int, modifiers: int = 0) -> None:
        """One key, as a keyboard sends it; ``modifiers`` 2 is Ctrl, 8 is Shift."""
        words = {"key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers}
        text = {"text": "\r"} if key == "Enter" else {}
        self.call("Input.dispatchKeyEvent", type="keyDown", **words, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", **words)

    def type(self, text: str) -> None:
        self.call("Input.insertText", text=text)

    def pdf(self) -> bytes:
        """What comes out of a printer, A4."""
        printed = self.call("Page.printToPDF", preferCSSPageSize=True, paperWidth=8.27, paperHeight=11.69)
        return base64.b64decode(printed["data"])

    def screenshot(self) -> bytes:
        """What is seen, as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot")["data"])


class _Pipe:
    """Requests and their answers, JSON between NUL bytes; what comes unasked is kept in ``events``."""

    def __init__(self, read: int, write: int) -> None:
        self._read = read
        self._write = write
        self._number = 0
        self._unread = b""
        self.events: deque[dict[str, Any]] = deque(maxlen=20_000)

    def call(self, method: str, session: str = "", **values: object) -> dict[str, Any]:
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": values}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._write, data) :]
        until = time.monotonic() + PATIENCE
        while (answer := self._receive(until, method)).get("id") != self._number:
            self.events.append(answer)
        assert "error" not in answer, (method, answer.get("error"))
        result: dict[str, Any] = answer["result"]
        return result

    def _receive(self, until: float, asked: str) -> dict[str, Any]:
        pieces = [self._unread]
        while b"\0" not in pieces[-1]:
            ready, _, _ = select.select([self._read], [], [], max(0.0, until - time.monotonic()))
            assert ready, f"the browser does not answer {asked}"
            piece = os.read(self._read, 1 << 20)
            assert piece, "the browser has ended"
            pieces.append(piece)
        whole, _, self._unread = b"".join(pieces).partition(b"\0")
        message: dict[str, Any] = json.loads(whole)
        return message


@contextmanager
def chromium(folder: Path, *options: str) -> Iterator[Page]:
    """A tab of a browser that keeps what it keeps below ``folder``; the test is skipped where there is no browser."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(".ci/run installs chromium, but it is not there")
        pytest.skip("no browser is installed: apt-get install chromium")
    theirs_read, ours_write = os.pipe()
    ours_read, theirs_write = os.pipe()
    # The protocol is spoken on descriptors 3 and 4.
    script = f'exec "$0" "$@" 3<&{theirs_read} 4>&{theirs_write}'
    command = ["bash", "-c", script, program, *OPTIONS, f"--user-data-dir={folder / 'profile'}", *options]
    home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config"), "XDG_CACHE_HOME": str(folder / "cache")}
    with (folder / "browser.log").open("wb") as log:
        running = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, pass_fds=(theirs_read, theirs_write),
            env={**os.environ, **home},
        )  # fmt: skip
        os.close(theirs_read)
        os.close(theirs_write)
        try:
            pipe = _Pipe(ours_read, ours_write)
            target = pipe.call("Target.createTarget", url="about:blank")["targetId"]
            session = pipe.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
            yield Page(pipe, session)
            pipe.call("Browser.close")
            running.wait(PATIENCE)
        finally:
            running.kill()
            running.wait()
            os.close(ours_read)
            os.close(ours_write)
