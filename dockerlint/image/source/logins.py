"""Logins as Docker and Podman keep them: in a file, or with a helper program.

Sources: docs.docker.com, "docker login"; containers/image, docs/containers-auth.json.5.md.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
import subprocess

from dockerlint.image.source.names import HUB
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_HUB_KEYS = ("docker.io", "index.docker.io", HUB)
_HUB_HELPER_KEY = "https://index.docker.io/v1/"
_HELPER = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_PATIENCE = 30  # seconds for a helper program
_NOTHING = re.compile(r"(?i)not found|no credentials|couldn't find|could not find")


class Login(NamedTuple):
    """A user with a password, or a token; all empty where there is no login.  Never shown.

    ``problem`` says why there is none in spite of a configuration.
    """

    user: str = ""
    password: str = ""
    identity_token: str = ""
    registry_token: str = ""
    problem: str = ""

    @property
    def basic(self) -> str:
        """The header of HTTP basic authentication (RFC 7617)."""
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()

    @property
    def is_there(self) -> bool:
        """Whether it is one."""
        return bool(self.user or self.identity_token or self.registry_token)

    def __repr__(self) -> str:
        return "Login(…)"


def login_for(host: str, repository: str) -> Login:
    """The login for a repository of a registry; where a file or helper cannot be read, why."""
    problem = ""
    hosts = _HUB_KEYS if host == HUB else (host,)
    for document in _documents():
        for key in _keys(hosts, repository):
            login = _from_helper(document, host, key) if "/" not in key else None
            if login is None or not login.is_there:
                problem = problem or (login.problem if login is not None else "")
                login = _from_file(document, key)
            if login is not None and login.is_there:
                return login
            problem = problem or (login.problem if login is not None else "")
    return Login(problem=problem)


def _keys(hosts: tuple[str, ...], repository: str) -> Iterator[str]:
    """What a file may call it, from the special to the general: Podman knows logins of a part of a registry."""
    parts = repository.split("/")
    for host in hosts:
        yield from ("/".join((host, *parts[:count])) for count in range(len(parts), 0, -1))
    yield from hosts


def _documents() -> Iterator[dict[str, object]]:
    home = os.path.expanduser("~")
    places = [os.environ["REGISTRY_AUTH_FILE"]] if os.environ.get("REGISTRY_AUTH_FILE") else []
    places.append(os.path.join(os.environ.get("DOCKER_CONFIG") or os.path.join(home, ".docker"), "config.json"))
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    places += [os.path.join(runtime, "containers", "auth.json")] if runtime else []
    config = os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    places.append(os.path.join(config, "containers", "auth.json"))
    for path in places:
        try:
            with open(path, "rb") as file:
                document = json.loads(file.read(1 << 20))
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(document, dict):
            yield document


def _plain_key(key: str) -> str:
    """``https://registry.example/v1/`` is ``registry.example``, as Docker compares them (cli, ConvertToHostname)."""
    key = key.removeprefix("https://").removeprefix("http://").rstrip("/")
    return re.sub(r"/v[12]$", "", key)


def _from_file(document: dict[str, object], key: str) -> Login | None:
    auths = document.get("auths")
    if not isinstance(auths, dict):
        return None
    entry = auths.get(key) or next((value for name, value in auths.items() if _plain_key(name) == key), None)
    if not isinstance(entry, dict):
        return None
    texts = {name: value for name, value in entry.items() if isinstance(value, str)}
    if texts.get("identitytoken") or texts.get("registrytoken"):
        return Login(identity_token=texts.get("identitytoken", ""), registry_token=texts.get("registrytoken", ""))
    if texts.get("auth"):
        try:
            user, _, password = base64.b64decode(texts["auth"]).decode().partition(":")
        except (binascii.Error, ValueError):
            return Login(problem=f"the login for {key} is no base64")
        return Login(user, password.strip("\0"))
    return Login(texts.get("username", ""), texts.get("password", ""))


def _from_helper(document: dict[str, object], host: str, key: str) -> Login | None:
    """What ``docker-credential-NAME get`` tells (docker/docker-credential-helpers)."""
    helpers = document.get("credHelpers")
    name = helpers.get(key) if isinstance(helpers, dict) else None
    asked = key
    if name is None:
        if key != (_HUB_KEYS[0] if host == HUB else host):
            return None  # the store is asked once
        name = document.get("credsStore")
        asked = _HUB_HELPER_KEY if host == HUB else key
    if not isinstance(name, str) or not _HELPER.fullmatch(name):
        return None
    program = f"docker-credential-{name}"
    try:
        done = subprocess.run(  # noqa: S603 - the user's own configuration names it
            [program, "get"], input=asked, capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return Login(problem=f"{program} does not answer")
    except (OSError, ValueError):
        return Login(problem=f"{program} cannot be run")
    if done.returncode:
        return None if _NOTHING.search(done.stdout + done.stderr) else Login(problem=f"{program} fails")
    try:
        told = json.loads(done.stdout)
    except (ValueError, RecursionError):
        told = None
    user, secret = (told.get("Username"), told.get("Secret")) if isinstance(told, dict) else (None, None)
    if not isinstance(user, str) or not isinstance(secret, str):
        return Login(problem=f"{program} gives no login")
    return Login(identity_token=secret) if user == "<token>" else Login(user, secret)
