"""The formats that are no plain list of names and values, each with its reader."""

from __future__ import annotations

import re

from dockerlint.finding import Confidence, Severity
from dockerlint.image.credential_files.assignments import read_assignments
from dockerlint.image.credential_files.judging import of_tool
from dockerlint.image.values import Sighting
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Read = Callable[[bytes], list[Sighting]]


def _values(what: str, *patterns: str) -> Read:
    """A reader of what the last group of each pattern matches."""
    compiled = [re.compile(pattern, re.MULTILINE | re.IGNORECASE) for pattern in patterns]

    def read(data: bytes) -> list[Sighting]:
        text = data.decode("latin-1")
        found = []
        for pattern in compiled:
            for match in pattern.finditer(text):
                start, end = match.span(match.lastindex or 0)
                if text[start : start + 1] in ('"', "'") and text[end - 1 : end] == text[start] and end - start > 1:
                    start, end = start + 1, end - 1
                sighting = of_tool(what, text[start:end], start, end)
                if sighting is not None:
                    found.append(sighting)
        return found

    return read


def _also(first: Read, second: Read) -> Read:
    """Both readers, the first's word for what both find."""

    def read(data: bytes) -> list[Sighting]:
        found = first(data)
        taken = [(each.start, each.end) for each in found]
        return found + [each for each in second(data) if not any(each.start < e and s < each.end for s, e in taken)]

    return read


def _hashes(data: bytes) -> list[Sighting]:
    """Password hashes behind a user's name: htpasswd, shadow, ProFTPD.  Locked accounts have none."""
    text = data.decode("latin-1")
    found = []
    for match in re.finditer(r"^([^\s:#]{1,64}):([^\s:*!]{4,512})(?::|\s*$)", text, re.MULTILINE):
        value = match[2]
        if value.startswith(("$", "{SHA", "{SSHA", "_")) or (len(value) == 13 and value.isascii()):
            found.append(
                Sighting("password hash", value, *match.span(2), Confidence.LIKELY, Severity.WARNING, ("hashed",))
            )
    return found


def _single(what: str) -> Read:
    """A reader of files that hold one value and nothing else."""

    def read(data: bytes) -> list[Sighting]:
        text = data.decode("latin-1")
        lines = list(re.finditer(r"^[ \t]*([^\s#][^\r\n]*?)[ \t]*\r?$", text, re.MULTILINE))
        if len(lines) != 1:
            return []
        start, end = lines[0].span(1)
        sighting = of_tool(what, text[start:end], start, end)
        return [] if sighting is None else [sighting]

    return read


def _docker(data: bytes) -> list[Sighting]:
    """Docker's and Podman's logins: base64 of ``user:password``, tokens (moby, cli/config/types/authconfig.go)."""
    import base64
    import binascii

    text = data.decode("latin-1")
    found = []
    for match in re.finditer(r"\"auth\"\s*:\s*\"([A-Za-z0-9+/=]{4,4096})\"", text):
        try:
            plain = base64.b64decode(match[1] + "=" * (-len(match[1]) % 4)).decode("utf-8", "replace")
        except binascii.Error:
            continue
        password = plain.partition(":")[2]
        sighting = of_tool("registry password", password, *match.span(1), encoding="base64") if password else None
        if sighting is not None:
            found.append(sighting)
    return found + _values("registry token", r"\"(?:identitytoken|registrytoken|password)\"\s*:\s*\"([^\"\n]+)\"")(data)


def _key_store(data: bytes) -> list[Sighting]:
    """Java's key stores with a private key, PKCS#12, KeePass: locked by a password, which is seldom far away."""
    what = ""
    if data[:4] in (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce"):
        what = "Java key store" if data[12:16] == b"\0\0\0\1" else ""
    elif data[:4] == b"\x03\xd9\xa2\x9a":
        what = "KeePass database"
    elif re.match(rb"\x30[\x80-\x84].{0,4}\x02\x01\x03\x30", data, re.DOTALL):
        what = "PKCS#12 key store"
    if not what:
        return []
    import hashlib

    value = hashlib.sha256(data).hexdigest()  # the store as a whole is the secret
    return [Sighting(what, value, 0, len(data), Confidence.LIKELY, Severity.WARNING, ("locked by a password",))]


def _gnupg(data: bytes) -> list[Sighting]:
    """Secret key packets of the old key ring (RFC 9580, 4.2 and 5.5: tags 5 and 7)."""
    if not data or data[0] & 0xBC not in (0x94, 0x9C):
        return []
    import hashlib

    value = hashlib.sha256(data).hexdigest()
    return [Sighting("GnuPG secret key ring", value, 0, len(data), Confidence.LIKELY)]


def _history(data: bytes) -> list[Sighting]:
    """Commands that were typed: assignments, and options that take a password."""
    return _also(
        _values(
            "password on a command line",
            r"\s--?(?:password|passwd|pass|token|secret|api-key)[= ]([^\s\"'$<>|;&-][^\s\"']{3,})",
            r"\bmysql\w*\s[^|\n]*?\s-p([^\s\"'$<>|;&]{4,})",
            r"\bcurl\s[^|\n]*?(?:-u|--user)[ =]?[\"']?[^\s:\"']+:([^\s\"'$]{4,})",
            r"\bsshpass\s+-p\s*([^\s$]{4,})",
        ),
        read_assignments,
    )(data)


_QUOTED_OR_WORD = r"(\"[^\"\n]*\"|'[^'\n]*'|[^\s#;,]+)"
_NETRC = _values("netrc password", rf"\bpassword\s+{_QUOTED_OR_WORD}")

# By the end of the path; the first that fits reads the file.
_READERS: tuple[tuple[str, Read], ...] = (
    (r"(?:^|[/._])netrc$", _NETRC),
    (r"\.?npmrc(?:-ci)?$", _values("npm token", rf"^\s*\S*?(?:_authToken|_auth|_password)\s*=\s*{_QUOTED_OR_WORD}")),
    (r"(?:^|/)\.?yarnrc(?:\.yml)?$",
     _values("npm token", rf"(?:npmAuthToken|npmAuthIdent|_authToken)[\"']?\s*:?\s+{_QUOTED_OR_WORD}")),
    (r"\.?git[-_]credentials$", _values("Git credentials", r"^\w+://[^\s:/@]*:([^\s@]+)@")),
    (r"\.pypirc$", _values("package index password", rf"^\s*password\s*[=:]\s*{_QUOTED_OR_WORD}")),
    (r"\.?pgpass(?:\.conf)?$", _values("PostgreSQL password", r"^[^#\s:][^:\n]*:[^:\n]*:[^:\n]*:[^:\n]*:([^\r\n]+)$")),
    (r"(?:^|/)\.?(?:my|mylogin)\.cnf$", _values("MySQL password", rf"^\s*(?:password|passwd)\s*=\s*{_QUOTED_OR_WORD}")),
    (r"htpasswd[^/]*$|(?:^|/)g?shadow-?$|passwd$", _hashes),
    (r"(?:^|/)\.?docker(?:cfg|/config\.json|configjson)$|(?:^|/)(?:containers/)?auth\.json$",
     _also(_docker, read_assignments)),
    (r"\.dockercfg$|\.docker/", _docker),
    (r"(?:^|/)(?:gh/)?hosts\.yml$|(?:^|/)hub$", _values("GitHub token", rf"oauth_token\s*:\s*{_QUOTED_OR_WORD}")),
    (r"(?:^|/)(?:\.kube/config|[^/]*kubeconfig[^/]*)$",
     _values("Kubernetes credentials", r"^\s*-?\s*(?:token|password|client-key-data)\s*:\s*(\S+)")),
    (r"\.aws/credentials$", _values("AWS secret access key", r"aws_(?:secret_access_key|session_token)\s*=\s*(\S+)")),
    (r"\.(?:boto|s3cfg)$",
     _values("S3 secret key",
             r"^\s*(?:secret_key|(?:aws|gs)_secret_access_key|gs_oauth2_refresh_token|gpg_passphrase)\s*=\s*(\S+)")),
    (r"rclone\.conf$",
     _values("storage credentials", r"^\s*(?:secret_access_key|pass|token|client_secret|key)\s*=\s*([^\r\n]+)")),
    (r"\.?(?:settings)(?:-security)?\.xml$",
     _values("Maven password", r"<(?:password|passphrase|master)>\s*([^<\s][^<]*?)\s*</")),
    (r"(?:nuget|app|web)\.config$",
     _also(_values("NuGet password", r"key\s*=\s*\"(?:ClearText)?Password\"\s+value\s*=\s*(\"[^\"\n]*\")"),
           read_assignments)),
    (r"(?:^|/)(?:filezilla|sitemanager|recentservers)\.xml$",
     _values("FTP password", r"<Pass(?:\s+encoding=\"[^\"]*\")?>\s*([^<\s][^<]*?)\s*</Pass>")),
    (r"wp-config\.php$",
     _values("WordPress secret",
             r"define\(\s*['\"](?:DB_PASSWORD|\w*(?:_KEY|_SALT))['\"]\s*,\s*('[^'\n]+'|\"[^\"\n]+\")")),
    (r"\.idea/webservers\.xml$", _values("FTP password", r"\spassword=(\"[^\"\n]+\")")),
    (r"data-?sources[^/]*\.xml$|dbeaver[^/]*\.xml$", _values("database password", r"\spassword=(\"[^\"\n]+\")")),
    (r"\.ftpconfig$|sftp[^/]*\.json$|\.remote-?sync(?:\.json)?$|deployment-config\.json$|robomongo\.json$",
     _values("FTP or database password",
             r"\"(?:pass|password|passphrase|\w*Passw\w*|\w*Passphrase)\"\s*:\s*(\"[^\"\n]+\")")),
    (r"(?:^|/)logins\.json$", _values("browser password", r"\"encrypted(?:Password|Username)\"\s*:\s*(\"[^\"\n]+\")")),
    (r"\.?(?:e|m)?smtprc$|\.fetchmailrc$|\.offlineimaprc$|\.muttrc$",
     _values("mail password", rf"^\s*(?:set\s+)?(?:password|passwordeval|remotepass|\w+_pass)[\s=]+{_QUOTED_OR_WORD}")),
    (r"ventrilo_srv\.ini$", _values("server password", r"^(?:Admin)?Password=(\S+)")),
    (r"(?:^|/)master\.key$", _single("Rails master key")),
    (r"(?:^|/)\.?vault[-.]token$", _single("Vault token")),
    (r"(?:^|/)\.?vault[-_]pass(?:word)?(?:\.txt)?$", _single("Ansible Vault password")),
    (r"\.erlang\.cookie$", _single("Erlang cookie")),
    (r"(?:^|/)\.?passwd-s3fs$", _single("S3 secret key")),
    (r"(?:^|/)(?:var/)?run/secrets/.+|(?:^|/)token$", _also(_single("mounted secret"), read_assignments)),
    (r"\.bundle/config$", _values("gem server credentials", rf"^BUNDLE_[A-Z0-9_]+__[A-Z0-9_]+:\s*{_QUOTED_OR_WORD}")),
    (r"\.gem/credentials$", _values("RubyGems API key", r"^\s*:?\w*key\w*:\s*(\S+)")),
    (r"\.cargo/credentials(?:\.toml)?$", _values("Cargo registry token", rf"^\s*token\s*=\s*{_QUOTED_OR_WORD}")),
    (r"composer/auth\.json$",
     _values("Composer credentials", r"\"(?:password|token|[\w.-]+\.[a-z]{2,})\"\s*:\s*(\"[^\"\n]+\")")),
    (r"tomcat-users\.xml$", _values("Tomcat password", r"<user\s[^>]*?password=(\"[^\"\n]+\")")),
    (r"_history$", _history),
    (r"\.(?:p12|pfx|jks|keystore|jceks|bks|kdbx?)$", _key_store),
    (r"secring\.gpg$", _gnupg),
)  # fmt: skip
_COMPILED = [(re.compile(pattern, re.IGNORECASE), reader) for pattern, reader in _READERS]
_BINARY = (_key_store, _gnupg, _single)


def reader_of(path: str, data: bytes) -> Read | None:
    """The reader of the format that the file at ``path`` has; None for a plain list of names and values."""
    for pattern, reader in _COMPILED:
        if pattern.search(path):
            return reader if b"\0" not in data[:1024] or reader in _BINARY else None
    return None
