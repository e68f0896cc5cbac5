"""The system's own files: password hashes, networks, VPNs, directory and monitoring services."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.finding import Confidence, Severity
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.readers.credential import Credential
from dockerlint.trace.catalogue.readers.format import Format
from dockerlint.trace.catalogue.readers.slots import Slot, both, lines, reader
from dockerlint.trace.catalogue.readers.syntax import Entry, assignments, ini, yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

# crypt(5), Apache's htpasswd, OpenLDAP's and Dovecot's schemes; the first that fits tells what it is.
_SCHEMES = tuple(
    (what, lazy(pattern))
    for what, pattern in (
        ("yescrypt", r"\$(?:y|gy|7)\$[./A-Za-z0-9$]{20,}"),
        ("SHA-512", r"\$6\$(?:rounds=\d+\$)?[./A-Za-z0-9]{0,16}\$[./A-Za-z0-9]{86}"),
        ("SHA-256", r"\$5\$(?:rounds=\d+\$)?[./A-Za-z0-9]{0,16}\$[./A-Za-z0-9]{43}"),
        ("bcrypt", r"\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}"),
        ("Argon2", r"\$argon2(?:id|i|d)\$[^\s:]{20,}"),
        ("MD5 of Apache", r"\$apr1\$[./A-Za-z0-9]{0,8}\$[./A-Za-z0-9]{22}"),
        ("MD5", r"\$(?:1|md5)\$[./A-Za-z0-9]{0,8}\$[./A-Za-z0-9]{22}"),
        ("PBKDF2", r"\$(?:7|pbkdf2[\w-]*)\$[./A-Za-z0-9$+=]{20,}|PBKDF2\$[^\s:]{20,}"),
        ("scrypt", r"\$(?:scrypt|7)\$[^\s:]{20,}"),
        ("SHA-1, without salt", r"\{SHA\}[A-Za-z0-9+/]{27}="),
        ("salted SHA", r"\{SSHA(?:256|512)?\}[A-Za-z0-9+/]{20,}={0,2}"),
        ("a scheme of Dovecot", r"\{(?:[A-Z][A-Z0-9.-]{2,20})\}[^\s:]{13,}"),
        ("DES", r"_?[./A-Za-z0-9]{13}|_[./A-Za-z0-9]{19}"),
        ("SCRAM", r"SCRAM-SHA-(?:1|256|512)\$\d+:[^\s]{20,}"),
    )
)
_ACCOUNT = lazy(r"^([^\s:#+][^:\n]{0,127}):([!*]?)([^\s:*!][^\s:]{3,511})(?=:|[ \t]*\r?$)", re.MULTILINE)
_PLAIN = lazy(r"\{(?:PLAIN|CLEAR|CLEARTEXT|PLAIN-TRUNC)\}(\S+)")


def _hashes(text: str) -> Iterator[Credential]:
    """Hashes behind an account's name.  ``!`` and ``*`` lock an account: alone they are no hash."""
    for match in _ACCOUNT.finditer(text):
        value, start = match[3], match.start(3)
        plain = _PLAIN.fullmatch(value)
        if plain:
            yield Credential("password", plain[1], start + plain.start(1), match.end(3))
            continue
        scheme = next((what for what, pattern in _SCHEMES if pattern.fullmatch(value)), "")
        if not scheme or (scheme == "DES" and len(set(value)) < 7):
            continue
        notes = (f"hashed with {scheme}",) + (("of a locked account",) if match[2] else ())
        yield Credential("password hash", value, start, match.end(3), Confidence.LIKELY, Severity.WARNING, notes)


_NT_HASH = lazy(r"^[^:\s]{1,99}:\d+:[0-9A-FX]{32}:([0-9A-F]{32}):", re.MULTILINE | re.IGNORECASE)
_DIGEST = lazy(r"^[^:\s]{1,99}:[^:\n]{1,99}:([0-9a-f]{32})\s*$", re.MULTILINE)
_EMPTY_NT = "31D6CFE0D16AE931B73C59D7E0C089C0"


def _plain_hash(pattern: re.Pattern[str], note: str, text: str) -> Iterator[Credential]:
    for match in pattern.finditer(text):
        if match[1].upper() != _EMPTY_NT and len(set(match[1])) > 4:
            yield Credential(
                "password hash", match[1], *match.span(1), Confidence.LIKELY, Severity.WARNING, (f"hashed with {note}",)
            )


def _samba(text: str) -> Iterator[Credential]:
    return _plain_hash(_NT_HASH, "MD4, without salt", text)


def _digest(text: str) -> Iterator[Credential]:
    return _plain_hash(_DIGEST, "MD5 of HTTP digest", text)


_SETTING = lazy(r"^[ \t]*Environment=([^\n]*)", re.MULTILINE)
_ASSIGNED = lazy(r"(?:(?<=\s)|^)(?:\"(\w+)=([^\"]*)\"|'(\w+)=([^']*)'|(\w+)=([^\s\"']\S*))")


def _unit(text: str) -> Iterator[Entry]:
    """What units of systemd put into the environment (systemd.exec(5), "Environment=")."""
    for setting in _SETTING.finditer(text):
        for match in _ASSIGNED.finditer(setting[1]):
            group = match.lastindex or 0
            start, end = match.span(group)
            yield Entry((match[group - 1],), match[group], setting.start(1) + start, setting.start(1) + end)


_WIFI = "Wi-Fi password"
_VPN = "VPN secret"
_WORD = r"(\"[^\"\n]*\"|'[^'\n]*'|[^\s#;,]+)"
_LDAP = "directory password"
_MONITORING = "monitoring password"

FORMATS = (
    Format(
        "shadow shadow- gshadow gshadow- opasswd htpasswd .htpasswd *.htpasswd htpasswd.users .htpasswds"
        " nginx.htpasswd proftpdpasswd proftpd.passwd ftpd.passwd passwd passwd- pwd.db users.htpasswd"
        " dovecot.passwd mosquitto_passwd pwfile password_file passwdfile users.passwd vsftpd.passwd",
        _hashes,
    ),
    Format("smbpasswd", _samba),
    Format("htdigest .htdigest *.htdigest", _digest),
    Format(
        "wpa_supplicant.conf *.nmconnection hostapd.conf interfaces wpa_supplicant-wlan0.conf",
        both(
            lines(
                _WIFI,
                rf"^\s*(?:psk|wpa-psk|wpa_passphrase|wpa_psk|wep_key0|wep-key0|password|private_key_passwd|leap-password)\s*[=\s]\s*{_WORD}",
            ),
            reader(ini.entries),
        ),
    ),
    Format(
        "chap-secrets pap-secrets",
        lines("PPP secret", rf"^\s*(?!#)(?:\"[^\"\n]*\"|\S+)\s+(?:\"[^\"\n]*\"|\S+)\s+{_WORD}"),
    ),
    Format(
        "ipsec.secrets *.ipsec.secrets",
        lines(
            _VPN, r"^[^#\n]*:\s*(?:PSK|XAUTH|EAP|NTLM)\s+(\"[^\"\n]+\"|\S+)", r"^[^#\n]*:\s*RSA\s+\S+\s+(\"[^\"\n]+\")"
        ),
    ),
    Format("psk.txt racoon/psk.txt", lines(_VPN, r"^\s*[^#\s]\S*\s+(\S+)\s*$")),
    Format(
        "wg0.conf wg1.conf wireguard/* *.wg",
        lines("WireGuard key", r"^\s*(?:PrivateKey|PresharedKey)\s*=\s*([A-Za-z0-9+/]{43}=)"),
    ),
    Format("*.ovpn", lines(_VPN, r"<auth-user-pass>\s*\n[^\n]+\n([^\n<]+)\n")),
    Format(
        "rndc.key bind.keys named.conf.local ddns.key rndc.conf tsig.key named.conf.keys session.key",
        lines("DNS key", r"\bsecret\s+(\"[A-Za-z0-9+/=]{16,}\")"),
    ),
    Format("clients.conf radiusd.conf", lines("RADIUS secret", rf"^\s*secret\s*=\s*{_WORD}")),
    Format(
        "ldap.conf nslcd.conf pam_ldap.conf libnss-ldap.conf slapd.conf",
        lines(_LDAP, rf"^\s*(?:bindpw|rootpw|rootpwmodpw|bind_password)\s+{_WORD}"),
    ),
    Format("ldap.secret pam_ldap.secret libnss-ldap.secret", lines(_LDAP, r"^\s*([^\s#]\S*)\s*$")),
    Format("sssd.conf", reader(ini.entries, Slot(_LDAP, "ldap_default_authtok"))),
    Format(
        "zabbix_server.conf zabbix_proxy.conf zabbix.conf.php",
        both(lines(_MONITORING, r"^\s*DBPassword\s*=\s*(\S+)"), reader(assignments.entries)),
    ),
    Format("resource.cfg", lines(_MONITORING, r"^\s*\$USER(?:[3-9]|\d\d)\$\s*=\s*([^\s/]\S*)")),
    Format(
        "snmpd.conf snmp.conf",
        lines(
            _MONITORING,
            r"^\s*createUser\s+(?:-e\s+\S+\s+)?\S+\s+(?:MD5|SHA\S*)\s+" + _WORD,
            rf"^\s*def(?:Auth|Priv)?Passphrase\s+{_WORD}",
        ),
    ),
    Format("rsyncd.secrets .rsync.pass rsync.secrets rsync.pass", lines("rsync password", r"^[^#:\s]+:(\S+)\s*$")),
    Format(
        "bacula-fd.conf bacula-dir.conf bacula-sd.conf bconsole.conf",
        lines("backup password", rf"^\s*Password\s*=\s*{_WORD}"),
    ),
    Format("ddclient.conf inadyn.conf", lines("dynamic DNS password", rf"\bpassword\s*=\s*{_WORD}")),
    Format("ceph.client.admin.keyring *.keyring keyring", lines("Ceph key", r"^\s*key\s*=\s*([A-Za-z0-9+/]{38}==)")),
    Format("client.keys ossec/etc/client.keys", lines("agent key", r"^\d+\s+\S+\s+\S+\s+([0-9a-f]{64})\s*$")),
    Format(
        "cloud.cfg user-data user-data.txt cloud-config.yml preseed.cfg ks.cfg anaconda-ks.cfg"
        " autounattend.xml unattend.xml",
        both(
            lines(
                "password of an installation",
                rf"^\s*d-i\s+\S*password(?:-again)?\s+password\s+{_WORD}",
                rf"^\s*rootpw\s+(?!--iscrypted)(?:--plaintext\s+)?{_WORD}",
                r"<(?:Administrator)?Password>\s*<Value>([^<\s]+)</Value>",
            ),
            reader(yaml.entries),
        ),
    ),
    Format(
        "transmission-daemon/settings.json nut/upsd.users upsd.users upsmon.conf",
        lines("service password", rf"^\s*password\s*=\s*{_WORD}"),
    ),
    Format("*.service *.service.d/*.conf", reader(_unit)),
    Format("supervisord.conf supervisor.conf", reader(ini.entries, Slot("service password", "password"))),
    Format("haproxy.cfg", lines("proxy password", rf"^\s*user\s+\S+\s[^\n#]*?\binsecure-password\s+{_WORD}")),
    Format("fstab", lines("file share password", r"^[^#\n]*\bpass(?:word)?=([^\s,]+)")),
    Format("squid/passwd squid_passwd dovecot/users vsftpd/login.txt", _hashes),
)
