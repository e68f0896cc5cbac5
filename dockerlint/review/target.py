"""Which request to review, and where: options first, then what the job's environment says."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

PROVIDERS = ("github", "gitlab", "gitea")
_TOKENS = {
    "github": ("GITHUB_TOKEN", "GH_TOKEN"),
    "gitlab": ("GITLAB_TOKEN",),
    "gitea": ("GITEA_TOKEN", "FORGEJO_TOKEN", "GITHUB_TOKEN"),
}
_REPOSITORIES = {"github": "GITHUB_REPOSITORY", "gitlab": "CI_PROJECT_ID", "gitea": "GITHUB_REPOSITORY"}
_PULL = re.compile(r"refs/pull/(\d+)/")


class TargetError(Exception):
    """Something is not known; the message tells the option or variable that would say it."""


class Target(NamedTuple):
    """A request at a service.  ``repository`` is GitLab's project number or ``owner/name``."""

    provider: str
    base: str
    repository: str
    number: int
    token: str

    def __repr__(self) -> str:
        return f"Target({self.provider!r}, {self.base!r}, {self.repository!r}, {self.number})"


def find_target(
    provider: str, base: str | None, repository: str | None, number: int | None, environment: Mapping[str, str]
) -> Target:
    """The request that the options and the environment mean.  Raises TargetError."""
    token = next((value for name in _TOKENS[provider] if (value := environment.get(name))), None)
    if token is None:
        raise TargetError(f"no token in the environment: {' or '.join(_TOKENS[provider])}")
    if not token.isascii() or not token.isprintable() or " " in token:
        raise TargetError(f"the token in the environment ({' or '.join(_TOKENS[provider])}) is no token")
    repository = repository or environment.get(_REPOSITORIES[provider])
    if not repository:
        raise TargetError(f"which repository? --repository or {_REPOSITORIES[provider]}")
    if provider != "gitlab" and not re.fullmatch(r"[^/\s]+/[^/\s]+", repository):
        raise TargetError(f"--repository {repository}: it is OWNER/NAME")
    number = number or _number(provider, environment)
    if number is None:
        raise TargetError("which request? --number, or run in a job of a pull or merge request")
    base = base or _base(provider, environment)
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise TargetError("--api-url: it is https://HOST/PATH, without a name or password")
    return Target(provider, base.rstrip("/"), repository, number, token)


def _number(provider: str, environment: Mapping[str, str]) -> int | None:
    if provider == "gitlab":
        text = environment.get("CI_MERGE_REQUEST_IID", "")
        return int(text) if text.isdecimal() else None
    match = _PULL.match(environment.get("GITHUB_REF", ""))
    if match is not None:
        return int(match.group(1))
    try:
        with open(environment.get("GITHUB_EVENT_PATH", ""), encoding="utf-8") as file:
            event = json.load(file)
    except (OSError, ValueError):
        return None
    request = event.get("pull_request") if isinstance(event, dict) else None
    number = request.get("number") if isinstance(request, dict) else None
    return number if isinstance(number, int) else None


def _base(provider: str, environment: Mapping[str, str]) -> str:
    if provider == "github":
        return environment.get("GITHUB_API_URL") or "https://api.github.com"
    if provider == "gitlab":
        return environment.get("CI_API_V4_URL") or "https://gitlab.com/api/v4"
    if environment.get("GITHUB_API_URL"):
        return environment["GITHUB_API_URL"]
    server = environment.get("GITHUB_SERVER_URL")
    if not server:
        raise TargetError("which server? --api-url or GITHUB_API_URL")
    return server.rstrip("/") + "/api/v1"
