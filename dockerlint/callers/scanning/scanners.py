"""Scanners that look for secrets in images: dockerlint itself, Trivy, ggshield.

Options are those of ``trivy image --help`` and ``ggshield secret scan docker --help``.
"""

from __future__ import annotations

from dockerlint.callers.scanning.act import SCAN, Act, key, positionals
from dockerlint.record import TYPE_CHECKING
from dockerlint.shell.wrappers import option_end

if TYPE_CHECKING:
    from dockerlint.shell import Command, Word


def our_scan(command: Command, words: tuple[Word, ...]) -> Act | None:
    """``dockerlint image scan REF…``, also behind ``pipx run --spec …`` and ``python -m``."""
    texts = [word.literal for word in words]
    for at in range(len(texts) - 2):
        name = (texts[at] or "").rpartition("/")[2]
        if name == "dockerlint" and texts[at + 1 : at + 3] == ["image", "scan"]:
            rest = words[at + 3 :]
            is_gate = _HARMLESS.isdisjoint(texts[at + 3 :])
            return Act(SCAN, command, positionals(rest, "", _SCAN_VALUES), is_gate=is_gate)
    return None


_HARMLESS = frozenset(("--exit-zero", "--write-baseline", "--tree", "--help", "--config-only"))
_SCAN_VALUES = ("platform", "insecure", "mirror", "timeout", "dockerfile", "base", "allow", "baseline", "fail-on",
                "format", "output", "jobs", "cache", "max-depth", "max-ratio", "max-free", "max-unpacked",
                "max-members", "max-layer", "max-document")  # fmt: skip


def trivy(command: Command, words: tuple[Word, ...]) -> Act | None:
    """Trivy looks for secrets unless ``--scanners`` leaves them out, and fails only where it is told to."""
    at = option_end(words, 1, "c", ("config", "cache-dir", "timeout"))
    if at >= len(words) or words[at].literal not in ("image", "i"):
        return None
    rest = words[at + 1 :]
    texts = [key(word) for word in rest]
    scanners = _option(texts, "--scanners", "--security-checks")
    is_gate = (scanners is None or "secret" in scanners) and (_option(texts, "--exit-code") or "0") != "0"
    return Act(SCAN, command, positionals(rest, "focs", _TRIVY_VALUES), is_gate=is_gate)


_TRIVY_VALUES = ("format", "output", "severity", "exit-code", "scanners", "security-checks", "input", "timeout",
                 "template", "ignorefile", "cache-dir", "config", "platform", "username", "password", "vuln-type",
                 "pkg-types", "ignore-policy", "secret-config", "skip-dirs", "skip-files", "server",
                 "db-repository")  # fmt: skip


def _option(texts: list[str], *names: str) -> str | None:
    for at, text in enumerate(texts):
        name, equals, value = text.partition("=")
        if name in names:
            return value if equals else texts[at + 1] if at + 1 < len(texts) else ""
    return None


def ggshield(command: Command, words: tuple[Word, ...]) -> Act | None:
    texts = [word.literal for word in words]
    if texts[1:4] != ["secret", "scan", "docker"]:
        return None
    return Act(SCAN, command, positionals(words[4:], "o", ("output", "docker-timeout", "exclude", "banlist-detector")))
