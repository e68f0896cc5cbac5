"""Logins as Docker and Podman keep them: in a file, or with a helper program (docs.docker.com, "docker login")."""

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

_HUB_KEYS = ("https://index.docker.io/v1/", "index.docker.io", "docker.io", "registry-1.docker.io")
_HELPER = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_PATIENCE = 30  # seconds for a helper program


class Login(NamedTuple):
    """A user with a password, or an identity token; all empty where there is no login.  Never shown."""

    user: str = ""
    password: str = ""
    identity_token: str = ""

    @property
    def basic(self) -> str:
        """The header of HTTP basic authentication (RFC 7617)."""
        return "Basic " + base64.b64encode(f"{self.user}:{self.password}".encode()).decode()

    def __repr__(self) -> str:
        return "Login(…)"


def login_for(host: str) -> Login:
    """The login for a registry.  A file or helper that cannot be read counts as none."""
    keys = _HUB_KEYS if host == HUB else (host, f"https://{host}", f"http://{host}", f"https://{host}/v1/")
    for document in _documents():
        for key in keys:
            login = _from_helper(document, key) or _from_file(document, key)
            if login is not None:
                return login
    return Login()


def _documents() -> Iterator[dict[str, object]]:
    home = os.path.expanduser("~")
    places = [os.path.join(os.environ.get("DOCKER_CONFIG") or os.path.join(home, ".docker"), "config.json")]
    if os.environ.get("REGISTRY_AUTH_FILE"):
        places.insert(0, os.environ["REGISTRY_AUTH_FILE"])
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    places += [os.path.join(runtime, "containers", "auth.json")] if runtime else []
    places.append(os.path.join(home, ".config", "containers", "auth.json"))
    for path in places:
        try:
            with open(path, "rb") as file:
                document = json.loads(file.read(1 << 20))
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(document, dict):
            yield document


def _from_file(document: dict[str, object], key: str) -> Login | None:
    auths = document.get("auths")
    entry = auths.get(key) if isinstance(auths, dict) else None
    if not isinstance(entry, dict):
        return None
    token = entry.get("identitytoken")
    if isinstance(token, str) and token:
        return Login(identity_token=token)
    auth = entry.get("auth")
    if isinstance(auth, str) and auth:
        try:
            user, _, password = base64.b64decode(auth).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        return Login(user, password.strip("\0"))
    name, secret = entry.get("username"), entry.get("password")
    return Login(name, secret) if isinstance(name, str) and isinstance(secret, str) and name else None


def _from_helper(document: dict[str, object], key: str) -> Login | None:
    """What ``docker-credential-NAME get`` tells (docker/docker-credential-helpers)."""
    helpers = document.get("credHelpers")
    name = helpers.get(key) if isinstance(helpers, dict) else None
    name = name or document.get("credsStore")
    if not isinstance(name, str) or not _HELPER.fullmatch(name):
        return None
    try:
        done = subprocess.run(  # noqa: S603 - the user's own configuration names it
            [f"docker-credential-{name}", "get"],
            input=key,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
        told = json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    if not isinstance(told, dict):
        return None
    user, secret = told.get("Username"), told.get("Secret")
    if not isinstance(user, str) or not isinstance(secret, str):
        return None
    return Login(identity_token=secret) if user == "<token>" else Login(user, secret)
