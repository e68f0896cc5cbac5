"""The options of build commands, and which words of a command are which.

From ``docker buildx build --help`` (buildx 0.17), buildah-build(1), podman-build(1), ``nerdctl build --help``,
``buildctl build --help`` and the README of kaniko.  An option that is not listed is taken for one without a value.
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.shell.script import Command, Word

_SHORT_WITH_VALUE = frozenset("ftomcvHuelpTX")
_LONG_WITH_VALUE = frozenset(
    """
    add-host allow annotation attest build-arg build-context builder cache-from cache-to call cgroup-parent cpu-period
    cpu-quota cpu-shares cpuset-cpus cpuset-mems file iidfile isolation label memory memory-swap metadata-file network
    no-cache-filter output platform progress provenance-file sbom-output secret security-opt shm-size ssh tag target
    ulimit set print-target
    arch authfile build-arg-file cap-add cap-drop cert-dir cgroupns cpp-flag creds device dns dns-option dns-search env
    format from group-add hooks-dir ignorefile ipc jobs layer-label logfile manifest os os-feature os-version
    platform retry retry-delay runtime runtime-flag sign-by signature-policy timestamp userns userns-gid-map
    userns-uid-map uts variant volume decryption-key annotation
    opt local frontend export-cache import-cache trace oci-layout ref-file addr debug-json-cache-metrics
    context dockerfile destination registry-mirror snapshot-mode digest-file image-name-with-digest-file
    image-name-tag-with-digest-file tar-path tarPath customPlatform context-sub-path cache-repo cache-dir
    oci-layout-path
    verbosity git log-format log-timestamp registry-certificate registry-client-cert skip-tls-verify-registry
    config host log-level tlscacert tlscert tlskey project-name profile env-file project-directory namespace address
    registry image resource-group subscription secret-build-arg auth-mode agent-pool
    """.split()
)
# Commands that have commands of their own; what follows another one is an operand, such as a folder called "build".
_GROUPS = frozenset({"buildx", "image", "builder", "builds", "acr", "compose"})


class Option(NamedTuple):
    """``name`` without its dashes; ``value`` is the word that holds it and ``start`` where it begins in that word's raw
    text: behind ``=`` for ``--name=value``.  ``words`` are the places of all its words in the command.
    """

    name: str
    value: Word | None
    start: int
    words: tuple[int, ...]


class Arguments(NamedTuple):
    """``subcommand`` are the first operands that are names of commands; ``operands`` are the places of the others."""

    subcommand: tuple[str, ...]
    options: tuple[Option, ...]
    operands: tuple[int, ...]

    def of(self, *names: str) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.name in names)

    def last(self, *names: str) -> Option | None:
        found = self.of(*names)
        return found[-1] if found else None


def read_arguments(command: Command, subcommands: frozenset[str]) -> Arguments:
    """The words behind the command's name; leading operands that are in ``subcommands`` say what it does."""
    options: list[Option] = []
    operands: list[int] = []
    leading: list[str] = []
    words = command.words
    at = 1
    ended = False
    while at < len(words):
        head = _head(words[at])
        if ended or not head.startswith("-") or head == "-":
            if not operands and not ended and head in subcommands and (not leading or leading[-1] in _GROUPS):
                leading.append(head)
            else:
                operands.append(at)
            at += 1
            continue
        if head == "--":
            ended = True
            at += 1
            continue
        option = _option(words, at, head)
        options.append(option)
        at = option.words[-1] + 1
    return Arguments(tuple(leading), tuple(options), tuple(operands))


def _option(words: tuple[Word, ...], at: int, head: str) -> Option:
    dashes = 2 if head.startswith("--") else 1
    name, equals, _ = head[dashes:].partition("=")
    if equals:
        return Option(name, words[at], dashes + len(name) + 1, (at,))
    if dashes == 1 and len(name) > 1 and name[0] in _SHORT_WITH_VALUE and name not in _LONG_WITH_VALUE:
        return Option(name[0], words[at], 2, (at,))
    takes = name in _LONG_WITH_VALUE if dashes == 2 or len(name) > 1 else name in _SHORT_WITH_VALUE
    if takes and at + 1 < len(words):
        return Option(name, words[at + 1], 0, (at, at + 1))
    return Option(name, None, 0, (at,))


def _head(word: Word) -> str:
    """The literal text that a word starts with."""
    first = word.parts[0] if word.parts else None
    return first.text if first is not None and first.kind == "literal" else ""
