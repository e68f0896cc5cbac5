"""A real registry, and a server that does whatever a test wants, both on this machine."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from tests.image.source.made import INDEX, MANIFEST, Blobs, Json

USER, PASSWORD = "anna", "a-pass:word"


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No login, engine or proxy of whoever runs the tests."""
    home = tmp_path_factory.mktemp("home")
    for name in (
        "DOCKER_CONFIG",
        "REGISTRY_AUTH_FILE",
        "DOCKER_CONTEXT",
        "XDG_CONFIG_HOME",
        "http_proxy",
        "HTTP_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(home))
    monkeypatch.setenv("DOCKER_HOST", f"unix://{home}/none.sock")
    monkeypatch.setenv("CONTAINER_HOST", f"unix://{home}/none.sock")
    return home


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RealRegistry(NamedTuple):
    """Debian's docker-registry, for one user; ``certificate`` is its own, None without TLS."""

    host: str
    certificate: Path | None = None

    def client(self) -> httpx.Client:
        """A client with the login."""
        if self.certificate is None:
            return httpx.Client(base_url=f"http://{self.host}")
        context = ssl.create_default_context(cafile=str(self.certificate))
        return httpx.Client(base_url=f"https://{self.host}", verify=context)

    def push(self, repository: str, tag: str, blobs: Blobs, root: Json) -> str:
        """Put all of ``blobs`` there, ``root`` under ``tag``; the image's name."""
        with self.client() as client:
            client.auth = (USER, PASSWORD)
            client.base_url = client.base_url.join(f"/v2/{repository}")
            manifests = []
            for digest, data in blobs.data.items():
                if blobs.types[digest] in (MANIFEST, INDEX):
                    manifests.append(digest)
                    continue
                started = client.post("/blobs/uploads/").raise_for_status()
                client.put(f"{started.headers['Location']}&digest={digest}", content=data).raise_for_status()
            for digest in manifests:
                for name in (digest, tag) if digest == root["digest"] else (digest,):
                    client.put(
                        f"/manifests/{name}",
                        content=blobs.data[digest],
                        headers={"Content-Type": blobs.types[digest]},
                    ).raise_for_status()
        return f"{self.host}/{repository}:{tag}"


def _needed(*programs: str) -> None:
    missing = [name for name in programs if not shutil.which(name)]
    if missing:
        if os.environ.get("CI"):
            pytest.fail(f"{', '.join(missing)} should be here (.ci/run installs docker-registry and apache2-utils)")
        pytest.skip(f"{', '.join(missing)} not installed: apt install docker-registry apache2-utils openssl")


@contextlib.contextmanager
def _served(folder: Path, http: str, certificate: Path | None = None) -> Iterator[RealRegistry]:
    """A registry that wants a login by htpasswd; ``http`` is more of its configuration."""
    host = f"127.0.0.1:{free_port()}"
    logins = folder / "htpasswd"
    subprocess.run(["htpasswd", "-Bbc", str(logins), USER, PASSWORD], check=True, capture_output=True)
    (folder / "config.yml").write_text(
        "version: 0.1\n"
        "log: {level: error, accesslog: {disabled: true}}\n"
        f"storage: {{filesystem: {{rootdirectory: {folder / 'data'}}}}}\n"
        f"http: {{addr: '{host}'{http}}}\n"
        f"auth: {{htpasswd: {{realm: test, path: {logins}}}}}\n"
    )
    found = RealRegistry(host, certificate)
    with (folder / "log").open("wb") as log:
        command = ["docker-registry", "serve", str(folder / "config.yml")]
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            for _ in range(200):
                with contextlib.suppress(httpx.HTTPError), found.client() as client:
                    if client.get("/v2/").status_code == 401:
                        break
                time.sleep(0.05)
            else:
                pytest.fail((folder / "log").read_text())
            yield found
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealRegistry]:
    """A registry by plain HTTP."""
    _needed("docker-registry", "htpasswd")
    with _served(tmp_path_factory.mktemp("registry"), "") as found:
        yield found


@pytest.fixture(scope="session")
def tls_registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealRegistry]:
    """A registry with a certificate that nobody knows."""
    _needed("docker-registry", "htpasswd", "openssl")
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "ca.crt"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    with _served(folder, f", tls: {{certificate: {certificate}, key: {key}}}", certificate) as found:
        yield found


class Asked(NamedTuple):
    """A request that a server got."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Answer(NamedTuple):
    """What it says.  ``lies`` are headers that replace those that are right; ``then`` goes on with the connection."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    length: int | None = None  # what it says of its length, where that is not so
    then: Callable[[BaseHTTPRequestHandler], None] | None = None


class Server:
    """Answers as ``answer`` says; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answer: Callable[[Asked], Answer] = lambda _: Answer(404)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                asked = Asked(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body)
                outer.asked.append(asked)
                answer = outer.answer(asked)
                with contextlib.suppress(OSError):
                    self.send_response(answer.status)
                    for name, value in answer.headers:
                        self.send_header(name, value)
                    length = len(answer.body) if answer.length is None else answer.length
                    self.send_header("Content-Length", str(length))
                    self.end_headers()
                    self.wfile.write(answer.body)
                    if answer.length is not None and answer.length > len(answer.body) and answer.then is None:
                        self.close_connection = True
                    if answer.then is not None:
                        answer.then(self)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                """A client that goes away is no news."""

        self._server = Quiet(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


@pytest.fixture
def elsewhere() -> Iterator[Server]:
    """Another host, as far as HTTP can tell."""
    made = Server()
    yield made
    made.close()
