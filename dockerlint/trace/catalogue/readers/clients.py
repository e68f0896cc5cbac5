"""Programs of one user: FTP and file transfer, mail, chat, remote desktops, browsers, editors."""

from __future__ import annotations

from dockerlint.finding import Severity
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.readers.format import Format
from dockerlint.trace.catalogue.readers.slots import Slot, both, in_base64, lines, reader
from dockerlint.trace.catalogue.readers.syntax import assignments, ini, json, xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.trace.catalogue.readers.credential import Credential

_FTP = "FTP password"
_MAIL = "mail password"
_CHAT = "chat password"
_WORD = r"(\"[^\"\n]*\"|'[^'\n]*'|[^\s#;,]+)"
_TRANSFER = Slot("FTP or SSH password", "password pass passwd passphrase sshpassword")


def _firefox(text: str) -> Iterator[Credential]:
    """Logins that are encrypted with ``key4.db`` of the same folder, which has a password only if somebody set one."""
    for found in _LOGINS(text):
        yield found._replace(severity=Severity.ERROR, notes=("encrypted with the key4.db beside it",))


_LOGINS = reader(json.entries, Slot("browser password", "encryptedpassword encryptedusername"), others=False)

FORMATS = (
    Format(
        "filezilla.xml sitemanager.xml recentservers.xml",
        reader(xml.entries, Slot(_FTP, "server/pass pass", in_base64)),
    ),
    Format(
        ".ftpconfig .sftpconfig sftp.json sftp-config.json sftp-config-alt.json .remote-sync.json .remotesync"
        " deployment-config.json .ftppass .ftp-sync.json ftp-sync.json ftpsync.settings .sftp.json ftp-simple.json"
        " .vscode/sftp.json remote-sync.json",
        reader(json.entries, _TRANSFER),
    ),
    Format("winscp.ini", reader(ini.entries, Slot("stored password in WinSCP's encoding", "password"))),
    Format(
        ".lftprc lftp/rc lftp/bookmarks",
        lines(
            _FTP, r"[a-z]+://[^:/\s]*:([^@\s]+)@", r"^\s*user\s+\S+\s+(\S+)\s*$", r"^\s*open\s[^\n]*?-u\s*[^,\s]+,(\S+)"
        ),
    ),
    Format(".wgetrc wgetrc", reader(ini.entries, Slot(_FTP, "password http_password ftp_password proxy_password"))),
    Format(
        ".curlrc _curlrc curlrc",
        lines(
            "curl password",
            r"^\s*-?-?(?:user|proxy-user)\s*[=:\s]\s*\"?[^:\s\"]+:([^\s\"]+)",
            r"^\s*-?-?(?:oauth2-bearer|pass|key-pass)\s*[=:\s]\s*" + _WORD,
            r"authorization:\s*(?:bearer|token|basic)\s+([^\s\"']+)",
        ),
    ),
    Format("davfs2/secrets", lines("WebDAV password", r"^[^#\s]\S*\s+\S+\s+" + _WORD)),
    Format(
        ".smbcredentials smbcredentials .smbpasswd *.cifs .cifs-credentials cifs-credentials",
        reader(ini.entries, Slot("file share password", "password pass")),
    ),
    Format(
        ".esmtprc esmtprc .msmtprc msmtprc .fetchmailrc fetchmailrc .getmailrc getmailrc",
        lines(
            _MAIL,
            rf"^\s*(?:poll\s[^\n]*?\s)?pass(?:word)?[ \t=]+{_WORD}",
            rf"^\s*poll\s[^\n]*?\bpass(?:word)?\s+{_WORD}",
        ),
    ),
    Format(".mbsyncrc mbsyncrc .isyncrc", lines(_MAIL, rf"^\s*Pass\s+{_WORD}")),
    Format(".offlineimaprc", reader(ini.entries, Slot(_MAIL, "remotepass localpass"))),
    Format(
        ".muttrc muttrc .neomuttrc neomuttrc mutt/account.conf",
        lines(_MAIL, rf"^\s*set\s+(?:imap|smtp|pop|nntp)_pass\s*=\s*{_WORD}", r"://[^:/\s\"]*:([^@\s\"]+)@"),
    ),
    Format(".mailrc mailrc mail.rc", lines(_MAIL, rf"^\s*set\s+(?:smtp-auth-password|password-\S+)\s*=\s*{_WORD}")),
    Format("ssmtp.conf revaliases", lines(_MAIL, rf"^\s*AuthPass\s*=\s*{_WORD}")),
    Format("sasl_passwd", lines(_MAIL, r"^[^#\s]\S*\s+[^:\s]+:(\S+)")),
    Format("passwd.client", lines(_MAIL, r"^[^#\s:][^:\n]*:[^:\n]+:(\S+)")),
    Format(
        ".irssi/config irssi/config",
        both(
            lines(_CHAT, r"(?:nickserv|/msg\s+\w*serv)\s+identify\s+(?:\S+\s+)?([^\s\";]+)"),
            reader(assignments.entries),
        ),
    ),
    Format(
        "weechat/irc.conf weechat/sec.conf .weechat/irc.conf .weechat/sec.conf",
        reader(ini.entries, Slot(_CHAT, "passphrase")),
    ),
    Format("servlist_.conf servlist.conf", lines(_CHAT, r"^P=(\S+)")),
    Format(".purple/accounts.xml accounts.xml", reader(xml.entries, Slot(_CHAT, "account/password"))),
    Format("ventrilo_srv.ini", lines("server password", r"^\s*(?:Admin)?Password\s*=\s*([^\s;]+)")),
    Format("logins.json", _firefox),
    Format("*.rdp", lines("remote desktop password", r"^password\s[^\n]*?:b:([0-9A-Fa-f]{40,})")),
    Format("confcons.xml", reader(xml.entries, Slot("remote desktop password", "node/password"))),
    Format("*.remmina", reader(ini.entries, Slot("remote desktop password", "password"))),
    Format(".wakatime.cfg", reader(ini.entries)),
)
