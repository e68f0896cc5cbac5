"""What fixes ask of their user, and the commands that hand it over."""

from __future__ import annotations

import os

from dockerlint import pattern as re
from dockerlint.finding import Safety
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.engine.result import FileResult
    from dockerlint.finding import Fix, Supply


def supply_commands(result: FileResult) -> list[str]:
    """``docker build`` and ``docker run`` with every option that the fixes of this file ask for, made or offered.

    Findings in what runs the build have none: their fixes write the options.
    """
    found = [each for each in (*result.fixed, *result.findings) if not each.code.startswith("BLD")]
    fixes = [finding.fix for finding in found if finding.fix is not None]
    return join_supplies((supply for fix in fixes for supply in fix.supply), result.path)


def demand_of(fix: Fix, unsafe: str) -> str:
    """What a fix asks of its user, in brackets behind a blank; ``unsafe`` says it of an unsafe one."""
    if fix.safety is Safety.UNSAFE:
        return f" ({unsafe})"
    verbs = {supply.verb for supply in fix.supply}
    takers = [noun for verb, noun in (("build", "the build"), ("run", "the container")) if verb in verbs]
    return f" ({' and '.join(takers)} must be given the secret)" if takers else ""


def join_supplies(supplies: Iterable[Supply], path: str) -> list[str]:
    """One command for each verb, with its options in order and each once."""
    options: dict[str, dict[str, None]] = {}
    for supply in supplies:
        options.setdefault(supply.verb, {})[supply.option] = None
    commands = []
    for verb in sorted(options):
        place = _build_arguments(path) if verb == "build" else "IMAGE"
        commands.append(f"docker {verb} {' '.join(options[verb])} {place}")
    return commands


def _build_arguments(path: str) -> str:
    from dockerlint.report.paint import printable

    folder, name = os.path.split(path)
    quoted = _quote(printable(folder) or ".")
    return quoted if name == "Dockerfile" else f"-f {_quote(printable(path))} {quoted}"


def _quote(word: str) -> str:
    """``word`` as a shell takes it; as :func:`shlex.quote`."""
    if word and re.search(r"[^A-Za-z0-9_@%+=:,./-]", word) is None:
        return word
    return "'" + word.replace("'", "'\"'\"'") + "'"
