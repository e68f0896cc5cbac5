"""Databases, queues and their clients."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.readers.credential import Credential, in_its_place
from dockerlint.trace.catalogue.readers.format import Format
from dockerlint.trace.catalogue.readers.slots import Slot, both, lines, reader, single
from dockerlint.trace.catalogue.readers.syntax import assignments, ini, json, xml, yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATABASE = "database password"
_FIELD = r"(?:[^:\\\n]|\\.)"
_PGPASS = lazy(rf"^(?!#)(?:{_FIELD}{{1,300}}:){{4}}((?:[^\\\r\n]|\\.){{1,999}}?)[ \t\r]*$", 8)


def _pgpass(text: str) -> Iterator[Credential]:
    """``host:port:database:user:password``; a backslash escapes (PostgreSQL, "The Password File")."""
    for match in _PGPASS.finditer(text):
        value = _unescaped(match[1])
        found = in_its_place("PostgreSQL password", value, *match.span(1))
        if found is not None:
            yield found


def _unescaped(text: str) -> str:
    return text.replace("\\:", ":").replace("\\\\", "\\")


_JETBRAINS = 0xDFAA  # com.intellij.openapi.util.PasswordUtil: each character as four digits, all bits of this turned


def jetbrains_password(value: str) -> tuple[str, str] | None:
    """What JetBrains' editors store for a password; the value itself where it is stored as it is."""
    if len(value) < 4 or len(value) % 4 or not value.lower().startswith("df"):
        return value, ""
    try:
        letters = [int(value[at : at + 4], 16) ^ _JETBRAINS for at in range(0, len(value), 4)]
    except ValueError:
        return value, ""
    plain = "".join(map(chr, letters))
    return (plain, "JetBrains' encoding") if plain.isascii() and plain.isprintable() else (value, "")


_DBEAVER = b"sdf@!#$verf^wv%6Fwe%$$#FFGwfsdefwfe135s$^H)dg"  # dbeaver/dbeaver, SimpleStringEncrypter
_DBEAVER_END = b"\0\x81"


def dbeaver_password(value: str) -> tuple[str, str] | None:
    """What DBeaver stored for a password before version 6.1.3; the value itself where it is stored as it is."""
    try:
        data = b64decode(value, validate=True)
        plain = bytes(byte ^ _DBEAVER[place % len(_DBEAVER)] for place, byte in enumerate(data))
        text = plain.removesuffix(_DBEAVER_END).decode()
    except (Error, ValueError):
        return value, ""
    return (text, "DBeaver's encoding") if plain.endswith(_DBEAVER_END) and text.isprintable() else (value, "")


# Accounts as MySQL, PostgreSQL, Oracle and SQL Server make them; nothing else of a dump, which quotes any words.
_ACCOUNTS = lines(
    _DATABASE,
    r"(?i)^[ \t]*(?:CREATE|ALTER)[ \t]+(?:USER|ROLE|LOGIN)\b[^;'\"\n]{0,200}"
    r"(?:'[^'\n]{0,99}'(?:@'[^'\n]{0,99}')?[^;'\"\n]{0,99})?"
    r"\b(?:IDENTIFIED[ \t]+(?:WITH[ \t]+\S+[ \t]+)?BY|PASSWORD)[ \t]*=?[ \t]*('[^'\n]+'|\"[^\"\n]+\")",
    r"(?i)^[ \t]*GRANT\b[^;\n]{0,300}\bIDENTIFIED[ \t]+BY[ \t]+('[^'\n]+'|\"[^\"\n]+\")",
)

FORMATS = (
    Format("*.sql", _ACCOUNTS),
    Format(".pgpass pgpass pgpass.conf pgpass.txt *.pgpass", _pgpass),
    Format("pg_service.conf .pg_service.conf", reader(ini.entries, Slot("PostgreSQL password", "password"))),
    Format("userlist.txt", lines("PostgreSQL password", r"^\"[^\"\n]{1,99}\"\s+(\"[^\"\n]+\")")),
    Format(
        ".my.cnf my.cnf debian.cnf client.cnf .mysql.cnf mysql.cnf *.my.cnf mysql/conf.d/* mariadb.conf.d/*",
        reader(ini.entries, Slot("MySQL password", "password passwd pass master-password")),
    ),
    Format(".dbt/profiles.yml", reader(yaml.entries, Slot(_DATABASE, "password pass"))),
    Format("mongoid.yml database.yml databases.yml", reader(yaml.entries, Slot(_DATABASE, "password"))),
    Format(
        "redis.conf sentinel.conf valkey.conf users.acl",
        lines(
            "Redis password",
            r"^\s*(?:requirepass|masterauth|sentinel\s+auth-pass\s+\S+)\s+(\S+)",
            r"^\s*user\s+\S+\s[^\n]*?>(\S+)",
        ),
    ),
    Format("mongod.conf mongos.conf cassandra.yaml", reader(yaml.entries)),
    Format("cqlshrc", reader(ini.entries, Slot("Cassandra password", "password"))),
    Format("odbc.ini .odbc.ini freetds.conf", reader(ini.entries, Slot(_DATABASE, "pwd password"))),
    Format("robomongo.json robo3t.json", reader(json.entries)),
    Format(
        "dbeaver-data-sources.xml data-sources.xml .dbeaver-data-sources.xml",
        reader(xml.entries, Slot(_DATABASE, "connection/password", dbeaver_password)),
    ),
    Format("data-sources.json", reader(json.entries)),
    Format(
        "datasources.xml datasources.local.xml", reader(xml.entries, Slot(_DATABASE, "password", jetbrains_password))
    ),
    Format("webservers.xml", reader(xml.entries, Slot("FTP password", "password passphrase", jetbrains_password))),
    Format("servers.json", reader(json.entries)),
    Format(".erlang.cookie erlang.cookie", single("Erlang cookie")),
    Format("rabbitmq.conf", both(lines("RabbitMQ password", r"^\s*default_pass\s*=\s*(\S+)"), reader(ini.entries))),
    Format("definitions.json", reader(json.entries, Slot("password hash", "users/password_hash"))),
    Format("kafka_client_jaas.conf kafka_server_jaas.conf jaas.conf", reader(assignments.entries)),
)
