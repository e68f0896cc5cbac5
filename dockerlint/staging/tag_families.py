"""How publishers call their smaller images: for each image that people build on, its run-time relative.

A family takes the repository and a tag apart and answers with the whole reference, without a registry; None when it
does not know the tag.  Every answer for an official image is a tag that docker-library/official-images has listed
(tests/staging/official_tags.txt).  Sources: https://hub.docker.com/_/<image>,
https://mcr.microsoft.com/product/dotnet/sdk/tags, https://hub.docker.com/r/nvidia/cuda,
https://hub.docker.com/r/hexpm/elixir, https://hub.docker.com/r/oven/bun, https://hub.docker.com/r/azul/zulu-openjdk,
https://docs.astral.sh/uv/guides/integration/docker, https://catalog.redhat.com/software/base-images.
"""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.staging.releases import NODE_NAMES, is_release_word, looked_up

if TYPE_CHECKING:
    from collections.abc import Callable

    Family = Callable[[str, "Tag"], str | None]


class Tag(NamedTuple):
    """``3.12-slim-bookworm`` is version 3.12 and the words slim and bookworm; ``latest`` is nothing at all."""

    text: str
    version: str
    words: tuple[str, ...]

    def having(self, *words: str) -> str:
        """The tag with this version and other words."""
        return "-".join(part for part in (self.version, *words) if part)

    @property
    def is_alpine(self) -> bool:
        return any(word.startswith("alpine") for word in self.words)


_VERSION = re.compile(r"(?:v?\d+(?:[._]\d+)*(?:(?:a|b|rc|-rc|-ea)-?\d*)?|8u\d+(?:-b\d+)?)(?=-|$)")
# Windows; and tags that are no plain image of their kind.
_OTHER = re.compile(r"windows|nanoserver|ltsc\d|onbuild|builder|chakracore")


def parse_tag(text: str) -> Tag | None:
    """``text`` taken apart, None when it is a tag of no use here."""
    if _OTHER.search(text):
        return None
    text = "" if text == "latest" else text
    match = _VERSION.match(text)
    version = match[0] if match else ""
    rest = text[len(version) :].lstrip("-")
    return Tag(text, version, tuple(rest.split("-")) if rest else ())


def _itself(repository: str, tag: Tag) -> str:
    return f"{repository}:{tag.text}" if tag.text else repository


def _slim_first(repository: str, tag: Tag) -> str | None:
    """python:3.12-bookworm, python:3.12-slim-bookworm."""
    if tag.is_alpine or "slim" in tag.words:
        return _itself(repository, tag)
    others = [word for word in tag.words if not is_release_word(word) and word != "threaded"]
    return None if others or "stable" in tag.words else f"{repository}:{tag.having('slim', *tag.words)}"


def _slim_last(repository: str, tag: Tag) -> str | None:
    """node:20-bookworm, node:20-bookworm-slim."""
    if tag.is_alpine or "slim" in tag.words or (repository == "swift" and "bookworm" in tag.words):
        return _itself(repository, tag)
    words = tag.words
    if repository == "node":
        if words[:1] == ("lts",) and words[1:2]:
            tag, words = Tag(tag.text.removeprefix("lts-"), "", words[1:]), words[1:]
        words = tuple(word for word in words if word not in NODE_NAMES)
    if repository == "elixir" and words[:1] == ("otp",):
        words = words[2:]
    if not all(is_release_word(word) or re.fullmatch(r"rhel|ubi\d+|amazonlinux\d|centos\d", word) for word in words):
        return None
    return f"{repository}:{'-'.join(filter(None, (tag.text, 'slim')))}"


def _debian(repository: str, tag: Tag) -> str | None:
    if "slim" in tag.words or _major(tag.version) in {"6", "7"}:
        return _itself(repository, tag)
    if not tag.text:
        return f"{repository}:stable-slim"
    is_plain = all(is_release_word(word) or re.fullmatch(r"\d{8}", word) for word in tag.words)
    return f"{repository}:{tag.text}-slim" if is_plain else None


def _bun(repository: str, tag: Tag) -> str | None:
    match tag.words:
        case () | ("debian",):
            return f"{repository}:{tag.having('slim')}"
        case ("slim" | "alpine" | "distroless",):
            return _itself(repository, tag)
    return None


def _toolchain_only(_repository: str, _tag: Tag) -> str | None:
    """An image of a compiler: what it makes runs on the bare distribution."""
    return None


def _temurin(repository: str, tag: Tag) -> str | None:
    if "jre" in tag.words:
        return _itself(repository, tag)
    rest = tag.words[1:] if tag.words[:1] == ("jdk",) else tag.words
    return f"{repository}:{tag.having('jre', *rest)}" if tag.version and _major(tag.version) != "16" else None


def _openjdk(repository: str, tag: Tag) -> str | None:
    """Only 8 and 11 have a JRE image; newer ones run on Temurin's, which is the same OpenJDK."""
    if "jre" in tag.words:
        return _itself(repository, tag)
    if not tag.version:
        return None  # `latest` stood still at 18, of which there is no JRE
    major, rest = _major(tag.version), [word for word in tag.words if word != "jdk"]
    if "".join(rest).startswith("oracle"):
        return _jre_of(major, "")
    if not all(word == "slim" or is_release_word(word) for word in rest) or "-" in tag.version:
        return None
    if major == "8" or (major == "11" and not tag.is_alpine):
        return f"{repository}:{tag.having('jre', *rest)}"
    return _jre_of(major, "-alpine" if tag.is_alpine else "")


def _jre_of(major: str, variant: str) -> str | None:
    is_there = major in {"8", "11"} or (major.isdecimal() and 17 <= int(major) <= 26)
    return f"eclipse-temurin:{major}-jre{variant}" if is_there else None


def _major(version: str) -> str:
    match = re.match(r"(?:1\.)?(\d+)", version)
    return match[1] if match else ""


# The Java that a tag without one came with last: tags of docker-library/official-images, as in releases.
_JAVA_OF = {
    "maven": "3.3.3 8 3.6.0 11 3.6.3 ? 3.8.2 17 3.9.1 20 3.9.4 21 3.9.11 25 3.9.15 26 3.9.17 ?",
    "gradle": "3.4 8 6.9 11 7.0 8 7.2 17 8.7 21 9.1 25 9.8 ?",
}
# The releases of Ubuntu that eclipse-temurin has a JRE of which version on.
_JRE_ON = {"focal": (8, 11, 17), "jammy": (8, 11, *range(17, 23), 25, 26), "noble": (8, 11, 17, *range(21, 27))}
_JDK_WORDS = re.compile(r"(eclipse-temurin|openjdk|jdk|sapmachine|amazoncorretto)-?(\d+)((?:-[a-z][a-z0-9.]*)*)")


def _built_by_tool(repository: str, tag: Tag) -> str | None:
    """maven:3-eclipse-temurin-17 and gradle:8-jdk17: the JRE of the JDK that the tag names."""
    rest = "-".join(tag.words)
    if not rest:
        return _jre_of(looked_up(_JAVA_OF[repository], tag.version), "")
    match = _JDK_WORDS.fullmatch(rest)
    if match is None:
        return _jre_of(looked_up(_JAVA_OF[repository], tag.version), "-alpine") if rest == "alpine" else None
    vendor, major, variant = match.groups()
    if vendor == "amazoncorretto":
        return f"amazoncorretto:{major}{variant}" if variant in {"", "-alpine", "-al2023"} else None
    if vendor == "sapmachine":
        return None if variant else f"sapmachine:{major}-jre"
    if vendor == "openjdk" or (repository == "maven" and vendor == "jdk"):
        return _openjdk("openjdk", Tag("", major, tuple(variant.split("-")[1:])))
    is_known = variant in {"", "-alpine"} or int(major) in _JRE_ON.get(variant[1:], ())
    return _jre_of(major, variant) if is_known else None


def _java_in_tag(_repository: str, tag: Tag) -> str | None:
    """clojure:temurin-17-lein, sbtscala/scala-sbt:eclipse-temurin-jammy-17.0.5_8_1.9.0_3.3.0, and 17.0.2_1.6.2_3.1.3.

    The last, which names no vendor, is of OpenJDK: of Java, sbt and Scala (github.com/sbt/docker-sbt).
    """
    match = re.search(r"temurin(?:-(?:alpine|jammy|focal|noble))?-(\d+)", tag.text)
    match = match or re.fullmatch(r"(?:(?:openjdk|eclipse-temurin)-)?(\d+)(?:u\d+)?[\d.]*_[\d.]+_[\d.]+", tag.text)
    return _jre_of(match[1], "-alpine" if tag.is_alpine else "") if match else None


def _jdk_word(repository: str, tag: Tag) -> str | None:
    """ibm-semeru-runtimes:open-17-jdk, adoptopenjdk:11-jdk-hotspot: the word is exchanged."""
    changed = re.sub(r"(?<=\d-)jdk(?=-|$)", "jre", tag.text)
    return f"{repository}:{changed}" if changed != tag.text or "jre" in tag.words else None


def _tomcat(repository: str, tag: Tag) -> str | None:
    """tomcat:9.0-jdk17-temurin; other vendors' have a JRE here and there only."""
    return f"{repository}:{re.sub(r'-jdk(?=[0-9]+-temurin)', '-jre', tag.text)}" if tag.text else repository


def _jre_appended(repository: str, tag: Tag) -> str | None:
    """azul/zulu-openjdk:17, sapmachine:17."""
    if "jre" in tag.words:
        return _itself(repository, tag)
    return f"{repository}:{tag.version}-jre" if tag.version.isdecimal() and not tag.words else None


def _liberica(repository: str, tag: Tag) -> str | None:
    return _itself(repository.replace("openjdk", "openjre"), tag)


def _devel_word(repository: str, tag: Tag) -> str | None:
    """nvidia/cuda:12.2.0-devel-ubuntu22.04."""
    if "devel" not in tag.words:
        return _itself(repository, tag)
    return f"{repository}:{tag.having(*('runtime' if word == 'devel' else word for word in tag.words))}"


def _dotnet(target: str) -> Family:
    def family(repository: str, tag: Tag) -> str | None:
        version = re.match(r"\d+\.\d+", tag.version)  # an SDK's third number is no run time's
        if version is None:
            return None
        words = ("buster-slim" if word == "buster" and "slim" not in tag.words else word for word in tag.words)
        return f"{repository.removesuffix('sdk')}{target}:{Tag('', version[0], ()).having(*words)}"

    return family


def _hexpm(repository: str, tag: Tag) -> str | None:
    return _itself(repository, tag) if tag.is_alpine or "slim" in tag.words else f"{repository}:{tag.text}-slim"


def _uv(_repository: str, tag: Tag) -> str | None:
    match = re.fullmatch(r"(?:[\d.]+-)?python(\d\.\d+)-(?:(alpine[\d.]*)|(\w+?)(?:-slim)?)", tag.text)
    if match is None:
        return None
    return f"python:{match[1]}-{match[2] or 'slim-' + match[3]}"


def _ubi_runtime(suffix: str) -> Family:
    def family(repository: str, tag: Tag) -> str | None:
        return None if tag.words else _itself(repository + suffix, tag)

    return family


_RED_HAT = "registry.access.redhat.com/"
UBI = tuple(
    name
    for n in (8, 9, 10)
    for name in (f"{_RED_HAT}ubi{n}/ubi", f"{_RED_HAT}ubi{n}/ubi-minimal", f"{_RED_HAT}ubi{n}", f"redhat/ubi{n}")
)
_ITSELF = (
    "ubuntu alpine fedora rockylinux almalinux centos amazonlinux oraclelinux archlinux php amazoncorretto nginx httpd"
    " caddy denoland/deno rockylinux/rockylinux julia busybox"
).split()
_TOOLCHAINS = "golang rust gcc haskell dart buildpack-deps composer".split()
_DOTNET = ("mcr.microsoft.com/dotnet/sdk", "mcr.microsoft.com/dotnet/core/sdk", "mcr.microsoft.com/dotnet/nightly/sdk")

FAMILIES: dict[str, Family] = {
    **dict.fromkeys(("python", "ruby", "perl", "pypy"), _slim_first),
    **dict.fromkeys(("node", "elixir", "erlang", "swift"), _slim_last),
    "debian": _debian,
    **dict.fromkeys(_ITSELF, _itself),
    **dict.fromkeys(_TOOLCHAINS, _toolchain_only),
    "eclipse-temurin": _temurin,
    "openjdk": _openjdk,
    "maven": _built_by_tool,
    "gradle": _built_by_tool,
    "clojure": _java_in_tag,
    "sbtscala/scala-sbt": _java_in_tag,
    "hseeberger/scala-sbt": _java_in_tag,
    **dict.fromkeys(("ibm-semeru-runtimes", "adoptopenjdk"), _jdk_word),
    "tomcat": _tomcat,
    **dict.fromkeys(("azul/zulu-openjdk", "azul/zulu-openjdk-alpine", "sapmachine"), _jre_appended),
    **{f"bellsoft/liberica-openjdk-{name}": _liberica for name in ("alpine", "alpine-musl", "debian", "rocky")},
    **dict.fromkeys(("nvidia/cuda", "pytorch/pytorch"), _devel_word),
    **dict.fromkeys(_DOTNET, _dotnet("runtime")),
    "hexpm/elixir": _hexpm,
    "oven/bun": _bun,
    "ghcr.io/astral-sh/uv": _uv,
    **dict.fromkeys(UBI, _itself),
    **{f"{_RED_HAT}ubi{n}/openjdk-{v}": _ubi_runtime("-runtime") for n in (8, 9) for v in (8, 11, 17, 21)},
    **{f"{_RED_HAT}ubi{n}/nodejs-{v}": _ubi_runtime("-minimal") for n in (8, 9) for v in (16, 18, 20, 22)},
}
WEB_FAMILIES: dict[str, Family] = dict.fromkeys(_DOTNET, _dotnet("aspnet"))
