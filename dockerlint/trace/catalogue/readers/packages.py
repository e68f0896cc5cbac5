"""Package managers and registries: npm, Yarn, pip, Cargo, RubyGems, Composer, NuGet, Maven, Docker and others.

Source of each format: the documentation of its tool.
"""

from __future__ import annotations

from dockerlint.finding import Severity
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.names import classify_name
from dockerlint.trace.catalogue.readers.credential import in_its_place
from dockerlint.trace.catalogue.readers.format import Format
from dockerlint.trace.catalogue.readers.slots import Slot, both, lines, reader, single, user_and_password
from dockerlint.trace.catalogue.readers.slots import in_base64 as base64_text
from dockerlint.trace.catalogue.readers.syntax import Entry, assignments, ini, json, xml, yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.trace.catalogue.readers.credential import Credential
    from dockerlint.trace.catalogue.readers.slots import Reader

_NPM = "npm token"
_PYTHON = "package index password"
_DOCKER = "registry credentials"


def _npmrc(text: str) -> Iterator[Entry]:
    """``//host/:_authToken=x`` has the names ``//host/`` and ``_authToken`` (npm, docs/content/using-npm/config)."""
    for entry in ini.entries(text, "="):
        host, _, name = entry.name.rpartition(":")
        yield entry._replace(names=(host, name))


_YARN_1 = lazy(r"^[ \t]*\"?([^\s\"]*?)(_authToken|_password|_auth)\"?[ \t]+(\"[^\"\n]*\"|\S+)[ \t]*\r?$", 8)


def _yarnrc(text: str) -> Iterator[Entry]:
    for match in _YARN_1.finditer(text):
        start, end = match.span(3)
        if text[start] == '"':
            start, end = start + 1, end - 1
        yield Entry((match[1], match[2]), text[start:end], start, end)


_CONDA_TOKEN = r"://[^\s/\"']+/t/([A-Za-z0-9_-]{8,})/"

_GEMS = "gem server credentials"


def _bundler(text: str) -> Iterator[Credential]:
    """``BUNDLE_GEMS__ACME__IO: "user:password"``: the name is that of a host (Bundler, ``bundle config``)."""
    for entry in yaml.entries(text):
        if classify_name(entry.name).noun == _GEMS:
            password = entry.value.rpartition(":")[2]
            found = in_its_place(_GEMS, password, entry.end - len(password), entry.end)
            if found is not None:
                yield found


_MAVEN_LOCKED = lazy(r"\{[A-Za-z0-9+/=]{24,}\}")


def _maven(kind: str, names: str) -> Reader:
    """Passwords in ``{}`` are encrypted with the master password of ``settings-security.xml``."""
    plain = reader(xml.entries, Slot(kind, names))

    def read(text: str) -> Iterator[Credential]:
        for found in plain(text):
            if _MAVEN_LOCKED.fullmatch(found.value):
                found = found._replace(severity=Severity.WARNING, notes=("encrypted with the master password",))
            yield found

    return read


_NUGET_NAMES = frozenset(("password", "cleartextpassword"))


def _nuget(text: str) -> Iterator[Credential]:
    """``Password`` is encrypted for one account of one Windows machine, ``ClearTextPassword`` is not."""
    yield from _NUGET(text)
    for entry in _NUGET_LOCKED(text):
        yield entry._replace(severity=Severity.WARNING, notes=("encrypted for one account of Windows",))


_NUGET = reader(xml.entries, Slot("NuGet password", "add/cleartextpassword cleartextpassword"), others=False)
_NUGET_LOCKED = reader(
    xml.entries, Slot("NuGet password", "add/password"), Slot("NuGet API key", "apikeys/*"), others=False
)

FORMATS = (
    Format(
        ".npmrc npmrc .npmrc-ci npm/npmrc etc/npmrc",
        reader(
            _npmrc,
            Slot(_NPM, "_authtoken authtoken"),
            Slot(_NPM, "_auth", user_and_password),
            Slot(_NPM, "_password", base64_text),
        ),
    ),
    Format(
        ".yarnrc yarnrc",
        reader(
            _yarnrc,
            Slot(_NPM, "_authtoken"),
            Slot(_NPM, "_auth", user_and_password),
            Slot(_NPM, "_password", base64_text),
        ),
    ),
    Format(
        ".yarnrc.yml", reader(yaml.entries, Slot(_NPM, "npmauthtoken"), Slot(_NPM, "npmauthident", user_and_password))
    ),
    Format("bunfig.toml .bunfig.toml", reader(ini.entries, Slot(_NPM, "token password"))),
    Format(".pypirc pypirc", reader(ini.entries, Slot(_PYTHON, "password"))),
    Format("pip.conf pip.ini uv.toml pdm.toml", reader(ini.entries, Slot(_PYTHON, "password token"))),
    Format(
        "uv/credentials.toml pypoetry/auth.toml auth.toml poetry.toml",
        reader(ini.entries, Slot(_PYTHON, "password token pypi-token/*")),
    ),
    Format(".condarc condarc", both(lines("conda token", _CONDA_TOKEN), reader(yaml.entries))),
    Format(
        ".cargo/credentials.toml .cargo/credentials .cargo/config.toml .cargo/config",
        reader(ini.entries, Slot("Cargo registry token", "token")),
    ),
    Format(".gem/credentials", reader(yaml.entries, Slot("RubyGems API key", "*"))),
    Format(".bundle/config bundle/config", _bundler),
    Format(
        "auth.json composer/auth.json",
        reader(
            json.entries,
            Slot(
                "Composer credentials",
                "github-oauth/* gitlab-oauth/* gitlab-token/* bearer/* consumer-secret password",
            ),
            Slot(_DOCKER, "auth", user_and_password),
            Slot(_DOCKER, "identitytoken registrytoken"),
        ),
    ),
    Format(
        ".docker/config.json .dockercfg dockercfg .dockerconfigjson dockerconfig.json dockerconfigjson"
        " docker-config.json config.json .dockercfg.json containers/auth.json registries.json",
        reader(
            json.entries,
            Slot(_DOCKER, "auth", user_and_password),
            Slot(_DOCKER, "identitytoken registrytoken"),
            Slot("HTTP authorization", "httpheaders/authorization httpheaders/x-registry-auth"),
        ),
    ),
    Format(
        ".m2/settings.xml settings.xml conf/settings.xml",
        _maven("Maven server password", "password passphrase server/password server/passphrase"),
    ),
    Format("settings-security.xml", _maven("Maven master password", "master settingssecurity/master")),
    Format("gradle.properties local.properties init.gradle", reader(ini.entries)),
    Format("ivysettings.xml", reader(xml.entries, Slot("repository password", "credentials/passwd"))),
    Format(".sbt/.credentials .ivy2/.credentials", reader(ini.entries, Slot("repository password", "password"))),
    Format("nuget.config .nuget/nuget.config", both(_nuget, reader(xml.entries))),
    Format("hex.config", lines("Hex API key", r"\{(?:\w*key\w*|secret|<<\"\w*key\w*\">>),\s*<<\"([^\"\n]+)\">>\}")),
    Format("kaggle.json", reader(json.entries, Slot("Kaggle API key", "key"))),
    Format("huggingface/token huggingface/stored_tokens", both(single("Hugging Face token"), reader(ini.entries))),
    Format(".pearrc pear.conf", lines("PEAR password", r"s:8:\"password\";s:\d+:\"([^\"\n]+)\"")),
    Format("helm/repositories.yaml repositories.yaml", reader(yaml.entries)),
    Format("jfrog-cli.conf jfrog-cli.conf.v5 jfrog-cli.conf.v6", reader(json.entries)),
    Format("sources.list", reader(assignments.entries)),
    Format("yum.repos.d/*", reader(ini.entries, Slot("repository password", "password proxy_password"))),
)
