"""One thing that a shell command does with images, and how the words that name them are read."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.shell.wrappers import option_end

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.shell import Command, Part, Word

BUILD, TAG, SCAN, PUSH = "build", "tag", "scan", "push"

# Who keeps the image between build and push, as the prefix of a reference that dockerlint takes.  ANY asks every
# engine; of what skopeo copies the source names its keeper itself.
DAEMON, STORAGE, ANY = "docker-daemon:", "containers-storage:", ""


class Act(NamedTuple):
    """One thing that ``command`` does.

    ``words`` name the images: the tags of a build, source and target of a tag, what is scanned, what is pushed.
    ``keeper`` is DAEMON, STORAGE or ANY.  ``refused`` says why no scan can be put before this
    push, "" where one can.
    ``pushes_itself`` is true of a build that pushes.  ``is_gate`` is false of a scan that never fails.
    """

    kind: str
    command: Command
    words: tuple[Word, ...] = ()
    keeper: str = DAEMON
    refused: str = ""
    pushes_itself: bool = False
    is_gate: bool = True


def key(word: Word) -> str:
    """What the word comes to, alike for all spellings of it: quotes gone, ``$X`` as ``${X}``, no ``:latest``."""
    text = "".join(map(_spelled, word.parts))
    for prefix in _PREFIXES:
        text = text.removeprefix(prefix)
    return text.removesuffix(":latest")


_PREFIXES = (DAEMON, STORAGE, "podman:", "docker://", "localhost/", "oci-archive:", "docker-archive:", "oci:")


def _spelled(part: Part) -> str:
    if part.kind == "variable":
        return "${" + part.text + part.operator + "}"
    return f"$({part.text})" if part.kind == "substitution" else part.text


def transport_of(word: Word) -> str:
    """``oci-archive`` of ``oci-archive:image.tar``, "docker" of ``docker://…``, "" of a plain name."""
    first = word.parts[0].text if word.parts and word.parts[0].kind == "literal" else ""
    head, colon, rest = first.partition(":")
    return head if colon and (rest.startswith("//") or head in _TRANSPORTS) else ""


_TRANSPORTS = frozenset("oci oci-archive dir docker-archive docker-daemon containers-storage".split())


def pushing_output(word: Word) -> bool:
    """Whether an ``--output`` sends the image to a registry."""
    text = key(word)
    return "type=registry" in text or ("type=image" in text and "push=true" in text)


def output_beside_push(word: Word) -> bool:
    """Whether an ``--output`` that pushes also says how or under which name."""
    fields = key(word).removeprefix("--output=").removeprefix("-o").strip('"').split(",")
    return pushing_output(word) and any(field not in ("type=registry", "type=image", "push=true") for field in fields)


def tag_options(words: tuple[Word, ...]) -> Iterator[tuple[Word, int, int]]:
    """The names that ``-t`` and ``--tag`` give, each with the indexes of its option: first, and behind the last."""
    at = 0
    while at < len(words):
        raw = words[at].raw
        if raw in ("-t", "--tag") and at + 1 < len(words):
            yield words[at + 1], at, at + 2
            at += 1
        elif raw.startswith("--tag=") or (raw.startswith("-t") and len(raw) > 2 and not raw.startswith("-t=")):
            yield _behind(words[at], len("--tag=") if raw.startswith("--") else 2), at, at + 1
        at += 1


def _behind(word: Word, count: int) -> Word:
    """``word`` without its first ``count`` characters, which are literal and not quoted."""
    first = word.parts[0]
    parts = (first._replace(text=first.text[count:], start=first.start + count), *word.parts[1:])
    return word._replace(
        raw=word.raw[count:], start=word.start + count, parts=tuple(p for p in parts if p.start < p.end)
    )


def positionals(words: tuple[Word, ...], short: str, long: tuple[str, ...]) -> tuple[Word, ...]:
    """The words that are neither options nor their values: ``short`` letters and ``long`` names take one."""
    found: list[Word] = []
    at = option_end(words, 0, short, long)
    while at < len(words):
        found.append(words[at])
        at = option_end(words, at + 1, short, long)
    return tuple(found)
