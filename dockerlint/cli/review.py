"""``dockerlint review``: the options, and the service that they mean."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from dockerlint.cli import FOUND, INTERNAL, OK, UNREADABLE, UsageError, tell, tell_failures
from dockerlint.report.paint import printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockerlint.engine.files import FileError
    from dockerlint.engine.run import Options
    from dockerlint.review.client import Client
    from dockerlint.review.provider import Provider
    from dockerlint.review.target import Target
    from dockerlint.rule import Rule


class ReviewRequest(NamedTuple):
    """What ``review`` is asked to do; None is left to the environment."""

    provider: str
    paths: tuple[str, ...]
    options: Options
    repository: str | None = None
    number: int | None = None
    base: str | None = None
    dry_run: bool = False
    exit_zero: bool = False
    verbose: bool = False


def review(request: ReviewRequest) -> int:
    """Review, and tell what went wrong; the exit status.  Raises UsageError and ConfigError."""
    try:
        from dockerlint.review.client import Client, ServiceError
    except ModuleNotFoundError:
        raise UsageError("review needs httpx: pip install 'dockerlint[review]'") from None
    from dockerlint.cli.paths import companion, folders_in
    from dockerlint.review.run import Review
    from dockerlint.review.target import TargetError, find_target
    from dockerlint.rules import load_rules

    try:
        target = find_target(request.provider, request.base, request.repository, request.number, os.environ)
    except TargetError as error:
        raise UsageError(str(error)) from None
    with Client(target.base, _headers(target), print if request.dry_run else None) as client:
        rules = load_rules()
        found = _find(request, rules)
        folders = folders_in(request.paths or (".",))
        options = request.options._replace(companion=companion, folders=folders, places=tuple(found))
        work = Review(_provider(target, client), _root(), rules, options, tell)
        try:
            count = work.post(found)
        except ServiceError as error:
            tell(str(error))
            return UNREADABLE
    kinds = tell_failures([failure for result in work.results for failure in result.failures], request.verbose)
    if kinds:
        return INTERNAL if "internal" in kinds else UNREADABLE
    return FOUND if count and not request.exit_zero else OK


def _headers(target: Target) -> dict[str, str]:
    match target.provider:
        case "github":
            from dockerlint.review.github import headers
        case "gitlab":
            from dockerlint.review.gitlab import headers
        case _:
            from dockerlint.review.gitea import headers
    return headers(target.token)


def _provider(target: Target, client: Client) -> Provider:
    match target.provider:
        case "github":
            from dockerlint.review.github import GitHub

            return GitHub(client, target.repository, target.number, _once(tell))
        case "gitlab":
            from dockerlint.review.gitlab import GitLab

            return GitLab(client, target.repository, target.number, _once(tell))
        case _:
            from dockerlint.review.gitea import Gitea

            return Gitea(client, target.repository, target.number, _once(tell))


def _find(request: ReviewRequest, rules: tuple[Rule, ...]) -> list[str]:
    from dockerlint.cli.paths import find_paths
    from dockerlint.engine.run import Run

    missing: list[FileError] = []
    try:
        configs = Run(rules, request.options).configs
    except LookupError as error:
        raise UsageError(str(error.args[0])) from None
    found = find_paths(request.paths or (".",), configs, missing.append)
    for each in missing:
        tell(f"{printable(each.path)}: {printable(each.message)}")
    return found


def _root() -> str:
    """The folder that holds ``.git``, of the current one or above; the current one when there is none."""
    from dockerlint.engine.run import root_of

    here = os.path.realpath(".")
    return root_of(here) or here


def _once(told: Callable[[str], None]) -> Callable[[str], None]:
    """``told`` that says everything once."""
    said: set[str] = set()

    def say(words: str) -> None:
        if words not in said:
            said.add(words)
            told(words)

    return say
