"""Which distribution, and which release of it, an image is built on: what decides how its packages are called.

A tag that names no release (``golang:1.24``) is built on the one that was the default when that version was published,
and moves on while the version is maintained.  The tables hold the first version on each release, taken from every
revision of docker-library/official-images (``library/<image>``) up to August 2026: the directory that a tag was
built from last.  Versions that are newer than a table are not known.
"""

from __future__ import annotations

from bisect import bisect_right

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.model.images import ImageReference


class Release(NamedTuple):
    """A distribution and its release: ``debian bookworm``, ``ubuntu jammy``, ``alpine 3.19``, ``rhel 9``.

    ``name`` is empty where the release is not known, as for a bare ``alpine``.
    """

    distribution: str
    name: str

    @property
    def installer(self) -> str:
        """The package manager: ``apt-get``, ``apk`` or ``dnf``; empty when the image brings none of them."""
        return _INSTALLERS.get(self.distribution, "")

    @property
    def is_archived(self) -> bool:
        """Whether nothing can be installed any more from where the release's images look for packages."""
        return self.name in _ARCHIVED


_INSTALLERS = {"debian": "apt-get", "ubuntu": "apt-get", "alpine": "apk", "fedora": "dnf", "rhel": "dnf",
               "amazonlinux": "dnf"}  # fmt: skip

# https://www.debian.org/releases/ and https://wiki.ubuntu.com/Releases
DEBIAN = {
    "7": "wheezy", "8": "jessie", "9": "stretch", "10": "buster", "11": "bullseye", "12": "bookworm", "13": "trixie",
    "14": "forky",
}  # fmt: skip
UBUNTU = {
    "12.04": "precise", "12.10": "quantal", "13.04": "raring", "13.10": "saucy", "14.04": "trusty", "14.10": "utopic",
    "15.04": "vivid", "15.10": "wily", "16.04": "xenial", "16.10": "yakkety", "17.04": "zesty", "17.10": "artful",
    "18.04": "bionic", "18.10": "cosmic", "19.04": "disco", "19.10": "eoan", "20.04": "focal", "20.10": "groovy",
    "21.04": "hirsute", "21.10": "impish", "22.04": "jammy", "22.10": "kinetic", "23.04": "lunar",
    "23.10": "mantic", "24.04": "noble", "24.10": "oracular", "25.04": "plucky", "25.10": "questing",
    "26.04": "resolute",
}  # fmt: skip
# Releases whose packages have left the mirrors that their images name, for archive.debian.org
# (https://www.debian.org/distrib/archive,
# as of November 2026) and old-releases.ubuntu.com (https://wiki.ubuntu.com/Releases).
_ARCHIVED = frozenset(
    "wheezy jessie stretch buster precise quantal raring saucy utopic vivid wily yakkety zesty artful cosmic disco eoan"
    " groovy hirsute impish kinetic lunar mantic oracular plucky".split()
)
# What the suites are since August 2025.
_SUITES = {"sid": "sid", "unstable": "sid", "testing": "forky", "stable": "trixie", "oldstable": "bookworm",
           "oldoldstable": "bullseye"}  # fmt: skip
_NAMED = {
    **{name: Release("debian", name) for name in DEBIAN.values()},
    **{name: Release("ubuntu", name) for name in UBUNTU.values()},
}

# The first version on each release, in order: a version is on that of the last entry that is not newer.
_DEBIAN_OF = {
    "golang": "1.3 jessie 1.9 stretch 1.11.12 buster 1.12.0 stretch 1.12.7 buster 1.16.7 bullseye 1.19.10 bookworm"
    " 1.20.0 bullseye 1.20.5 bookworm 1.24.6 trixie 1.28.0 ?",
    "rust": "1.19 stretch 1.37 buster 1.55 bullseye 1.72 bookworm 1.89 trixie 1.99 ?",
    "python": "2.7.0 jessie 2.7.15 stretch 2.7.16 buster 3.3 jessie 3.4.8 stretch 3.5.3 jessie 3.5.5 stretch"
    " 3.5.7 buster 3.6.2 jessie 3.6.5 stretch 3.6.9 buster 3.6.14 bullseye 3.7.0 stretch 3.7.4 buster 3.7.11 bullseye"
    " 3.7.17 bookworm 3.8.0 buster 3.8.11 bullseye 3.8.17 bookworm 3.9.0 buster 3.9.6 bullseye 3.9.17 bookworm"
    " 3.9.23 trixie 3.10.0 bullseye 3.10.12 bookworm 3.10.18 trixie 3.11.0 bullseye 3.11.4 bookworm 3.11.13 trixie"
    " 3.12.0 bookworm 3.12.11 trixie 3.13.0 bookworm 3.13.6 trixie 3.15 ?",
    "node": "0.10 jessie 8.13 stretch 9.0 jessie 10.13 stretch 14.19.3 buster 15.0 stretch 16.0 buster 17.0 bullseye"
    " 18.16 bookworm 19.0 bullseye 20.3 bookworm 26.0 trixie 27 ?",
    "ruby": "1.9 jessie 2.3.7 stretch 2.4.1 jessie 2.4.4 stretch 2.4.6 buster 2.5.0 stretch 2.5.5 buster 2.6.0"
    " stretch 2.6.3 buster 2.6.8 bullseye 2.7.0 buster 2.7.4 bullseye 3.0.0 buster 3.0.2 bullseye 3.1.4 bookworm"
    " 3.2.0 bullseye 3.2.2 bookworm 3.2.9 trixie 3.3.0 bookworm 3.3.9 trixie 3.4.1 bookworm 3.4.5 trixie 4.1 ?",
    "php": "7.2.0 stretch 7.2.20 buster 7.3.0 stretch 7.3.7 buster 7.3.29 bullseye 7.4.0 buster 7.4.22 bullseye"
    " 8.0.0 buster 8.0.9 bullseye 8.1.20 bookworm 8.1.33 trixie 8.2.0 bullseye 8.2.7 bookworm 8.2.29 trixie"
    " 8.3.0 bookworm 8.3.24 trixie 8.4.1 bookworm 8.4.11 trixie 8.6 ?",
    "perl": "5.26.3 buster 5.30.3 bullseye 5.32.0 buster 5.32.1 bullseye 5.36.1 bookworm 5.38.5 trixie 5.39 bookworm"
    " 5.40.3 trixie 5.41 bookworm 5.42 trixie 5.46 ?",
    "haskell": "8.8.3 buster 9.6.6 bullseye 9.8.1 buster 9.8.4 bullseye 9.12 bookworm 9.15 ?",
    # Newer ones are on Oracle Linux unless their tag says otherwise.
    "openjdk": "8 bullseye 11.0.8 buster 11.0.12 bullseye 12 ?",
    "dart": "2.12 buster 2.16.1 bullseye 3.1.3 bookworm 3.9 trixie 3.14 ?",
    # gcc: the FROM lines of docker-library/gcc; versions between the known ones are left out.
    "gcc": "11 bullseye 12 bookworm 13.4 ? 15.2 trixie 17 ?",
}
# The images that are on some Ubuntu, which their tags need not name and which changes under a tag.
_ON_UBUNTU = ("eclipse-temurin", "maven", "gradle", "ibm-semeru-runtimes", "sapmachine", "tomcat")
# https://github.com/dotnet/dotnet-docker/blob/main/documentation/supported-platforms.md
_DOTNET = ("mcr.microsoft.com/dotnet/", "microsoft/dotnet")
_DOTNET_DEBIAN = "1 ? 2.0 stretch 3.0 buster 6.0 bullseye 8.0 bookworm 10.0 ?"
# The release of Alpine that `<version>-alpine` came to last.
_ALPINE_OF = {
    "golang": "1.9.0 3.6 1.9.7 3.8 1.10.0 3.7 1.10.3 3.8 1.10.8 3.9 1.11.0 3.8 1.11.5 3.9 1.11.11 3.10 1.12.0 3.9"
    " 1.12.6 3.10 1.12.14 3.11 1.13.0 3.10 1.13.5 3.11 1.13.12 3.12 1.14.0 3.11 1.14.4 3.12 1.14.13 3.13"
    " 1.15.0 3.12 1.15.6 3.13 1.15.13 3.14 1.16.0 3.13 1.16.5 3.14 1.16.10 3.15 1.17.0 3.14 1.17.3 3.15"
    " 1.17.10 3.16 1.18.0 3.15 1.18.2 3.16 1.18.8 3.17 1.19.0 3.16 1.19.3 3.17 1.19.9 3.18 1.20.0 3.17"
    " 1.20.4 3.18 1.20.12 3.19 1.21.0 3.18 1.21.5 3.19 1.21.10 3.20 1.22.0 3.19 1.22.3 3.20 1.22.10 3.21"
    " 1.23.0 3.20 1.23.4 3.21 1.23.9 3.22 1.24.0 3.21 1.24.3 3.22 1.24.11 3.23 1.25.0 3.22 1.25.5 3.23"
    " 1.25.11 3.24 1.26.0 3.23 1.26.4 3.24 1.28.0 ?",
    "rust": "1.37 3.10 1.41 3.11 1.44.1 3.12 1.50 3.13 1.54 3.14 1.58 3.15 1.61 3.16 1.66 3.17 1.70 3.18 1.75 3.19"
    " 1.78 3.20 1.83 3.21 1.87 3.22 1.91.1 3.23 1.96 3.24 1.99 ?",
}
# https://github.com/nodejs/release: the names of long-term support, and what `lts` was in August 2026.
NODE_NAMES = {
    "argon": "4", "boron": "6", "carbon": "8", "dubnium": "10", "erbium": "12", "fermium": "14", "gallium": "16",
    "hydrogen": "18", "iron": "20", "jod": "22", "krypton": "24", "lts": "24", "current": "26",
}  # fmt: skip
_VERSION = re.compile(r"\d+(?:\.\d+)*")
_FLOATING = (10**6,) * 3


def is_release_word(word: str) -> bool:
    """Whether a word of a tag names a release: ``bookworm``, ``alpine3.19``, ``ubuntu22.04``."""
    return _named_release((word,)) is not None


def names_release(tag: str) -> bool:
    """Whether ``tag`` names the release it is built on, with a version where the distribution has only those."""
    found = _named_release(tuple(tag.split("-")))
    return found is not None and bool(found.name)


def release_of_image(reference: ImageReference) -> Release | None:
    """The distribution and release that ``reference`` is built on, None when that is not known."""
    tag = "" if reference.tag == "latest" else reference.tag
    version, _, _ = tag.partition("-")
    match reference.name:
        case "debian":
            name = DEBIAN.get(version.partition(".")[0]) or (_SUITES["stable"] if not tag else None)
            return Release("debian", name) if name else _named_release(tuple(tag.split("-")))
        case "ubuntu" | "buildpack-deps" if version in UBUNTU or reference.name == "ubuntu":
            return _named_release(tuple(tag.split("-"))) or Release("ubuntu", UBUNTU.get(version, ""))
        case "alpine":
            match = re.match(r"3\.\d+", tag)
            return Release("alpine", match[0] if match else "")
        case "fedora":
            return Release("fedora", version if version.isdecimal() else "")
        case "rockylinux" | "almalinux" | "centos" | "ubi" | "ubi-minimal" | "ubi8" | "ubi9" | "ubi10" as name:
            major = re.search(r"(?:ubi|^)(\d+)", reference.repository if "ubi" in name else tag)
            return Release("rhel", major[1] if major else "")
    return _of_language(reference, tuple(tag.split("-")), version)


def _of_language(reference: ImageReference, words: tuple[str, ...], version: str) -> Release | None:
    named = _named_release(words)
    if named == Release("alpine", ""):
        return _alpine_of_version(reference.name, version)
    if named is not None:
        return named
    if reference.repository.startswith(_DOTNET):
        return Release("debian", looked_up(_DOTNET_DEBIAN, version))
    if reference.name == "amazoncorretto":
        return Release("amazonlinux", "")
    if reference.name in _ON_UBUNTU:
        return Release("ubuntu", "")
    plain = {"", "slim", "sdk", "jdk", "jre", "cli", "fpm", "apache", "zts", "latest", "lts", "current", "threaded"}
    if reference.name == "node" and words[0] in NODE_NAMES:
        version = NODE_NAMES[words[1] if words[1:] and words[1] in NODE_NAMES else words[0]]
        words = tuple(word for word in words if word not in NODE_NAMES)
        words = (version, *words)
    elif not version or not version[0].isdecimal():
        version, words = "", ("", *words)
    if all(word in plain for word in words[1:]) and reference.name in _DEBIAN_OF:
        return _of_version(reference.name, version)
    return None


def looked_up(table: str, version: str) -> str:
    """What holds for ``version``; a short one (``1.24``) floats, and stands for the newest of its kind."""
    entries: list[tuple[tuple[int, ...], str]]
    entries = [(_numbers(first), release) for first, release in zip(*[iter(table.split())] * 2, strict=True)]
    if not entries or not (version in {"", "latest"} or _VERSION.fullmatch(version)):
        return ""
    given, end = _numbers(version) if version not in {"", "latest"} else (), entries[-1][0]
    if not given or (len(given) == 1 < len(end) and given[0] == end[0]):
        return entries[-2][1]  # `latest`, and `1` where 1.28 is not known yet: the newest that is
    wanted = (*given, *_FLOATING)[:3]
    at = bisect_right(entries, wanted, key=lambda entry: entry[0])
    found = entries[at - 1][1] if at else "?"
    return "" if found == "?" else found


def _named_release(words: tuple[str, ...]) -> Release | None:
    """The release that a word of a tag names: ``bookworm``, ``alpine3.19``, ``alpine``, ``ubuntu22.04``, ``ubi9``."""
    for word, following in zip(words, (*words[1:], ""), strict=True):
        if word in _NAMED:
            return _NAMED[word]
        if word == "alpine" and _VERSION.fullmatch(following):
            return Release("alpine", ".".join(following.split(".")[:2]))
        if match := re.fullmatch(r"alpine(3\.\d+)?(?:\.\d+)?", word):
            return Release("alpine", match[1] or "")
        if match := re.fullmatch(r"ubuntu(\d\d\.\d\d)?", word):
            return Release("ubuntu", UBUNTU.get(match[1] or "", ""))
        if match := re.fullmatch(r"(?:ubi|rockylinux|oraclelinux|el)(\d+)", word):
            return Release("rhel", match[1])
        if match := re.fullmatch(r"(?:al|amazonlinux)(\d+)", word):
            return Release("amazonlinux", match[1])
    suite = next((_SUITES[word] for word in words if word in _SUITES), None)
    return Release("debian", suite) if suite else None


def _of_version(name: str, version: str) -> Release | None:
    """The Debian release of ``name:version``, both of docker-library; None when the tables do not hold it."""
    found = looked_up(_DEBIAN_OF.get(name, ""), version)
    return Release("debian", found) if found else None


def _alpine_of_version(name: str, version: str) -> Release:
    """The release that ``name:version-alpine`` came to last; without a name when the tables do not hold it."""
    return Release("alpine", looked_up(_ALPINE_OF.get(name, ""), version))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:3])
