"""Git and other version control, and the code hosts' own tools; netrc, which most of them read."""

from __future__ import annotations

from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.readers.credential import Credential, in_its_place
from dockerlint.trace.catalogue.readers.format import Format
from dockerlint.trace.catalogue.readers.slots import Slot, both, lines, plain_of_base64, reader
from dockerlint.trace.catalogue.readers.syntax import ini, yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

_GIT = "Git credentials"
_URL_LINE = lazy(r"^[ \t]*[A-Za-z][A-Za-z0-9+.-]*://([^:/\s]*)(?::([^\r\n]*))?@([^@/\s]+)[^@\r\n]*$", 8)


def _git_credentials(text: str) -> Iterator[Credential]:
    """A URL on each line (git-credential-store); between the first colon and the last ``@`` is the password."""
    for match in _URL_LINE.finditer(text):
        group = 2 if match[2] else 1
        if group == 1 and len(match[1]) < 16:
            continue
        found = in_its_place(_GIT, match[group], *match.span(group))
        if found is not None:
            yield found


_HEADER = lazy(r"extraheader\s*=\s*\"?authorization:\s*(\w+)\s+([^\s\"]+)", 2)


def _headers(text: str) -> Iterator[Credential]:
    """``http.extraHeader``, as the checkout action of GitHub and the agents of Azure Pipelines leave it."""
    for match in _HEADER.finditer(text):
        value, encoding = match[2], ""
        if match[1].lower() == "basic":
            plain = plain_of_base64(value)
            if plain is not None and ":" in plain:
                value, encoding = plain.partition(":")[2], "base64"
        found = in_its_place(_GIT, value, *match.span(2), encoding=encoding)
        if found is not None:
            yield found


_GIT_CONFIG = both(
    _headers,
    lines(_GIT, r"helper\s*=\s*[^\n]*?password=([^\s;\"'}\\]+)", r"^\s*\[url\s+\"[a-z+]+://[^:/\s\"]*:([^@\s\"]+)@"),
    reader(
        ini.entries,
        Slot(
            _GIT,
            "github/token gitlab/token credential/password sendemail/smtppass imap/pass"
            " github/oauth-token github/password hub/oauthtoken",
        ),
        Slot("", "user/signingkey"),
    ),
)

_ANYBODY = frozenset(("anonymous", "ftp"))
_TOKEN = lazy(r"(?P<quoted>\"(?:[^\"\\\n]|\\.)*\")|(?P<word>[^\s]+)")


def _netrc(text: str) -> Iterator[Credential]:
    """Tokens of netrc(5): the word behind ``password`` or ``account``; macros go on to an empty line."""
    expects, user = "", ""
    at = 0
    while match := _TOKEN.search(text, at):
        at = match.end()
        word = match["word"] or match["quoted"][1:-1]
        start = match.start() + (match["quoted"] is not None)
        if expects in ("login", "user"):
            user, expects = word, ""
        elif expects in ("password", "passwd"):
            found = in_its_place("netrc password", word, start, start + len(word))
            if found is not None and user not in _ANYBODY:
                yield found
            expects = ""
        elif expects:
            expects = ""
        elif word == "macdef":
            end = text.find("\n\n", at)
            at = end if end >= 0 else len(text)
        elif word.startswith("#"):
            end = text.find("\n", at)
            at = end if end >= 0 else len(text)
        elif word in ("machine", "login", "user", "account", "password", "passwd"):
            expects = word


def _subversion(text: str) -> Iterator[Credential]:
    """``K length\nname\nV length\nvalue`` (Subversion, ``svn_hash_write``)."""
    for match in _SVN.finditer(text):
        found = in_its_place("Subversion password", match[1], *match.span(1))
        if found is not None:
            yield found


_SVN = lazy(r"^K \d+\r?\n(?:password|passphrase)\r?\nV \d+\r?\n([^\r\n]+)", 8)
_GITHUB = "GitHub token"

FORMATS = (
    Format(".git-credentials git-credentials .git_credentials git/credentials", _git_credentials),
    Format(".git/config .gitconfig gitconfig git/config .gitmodules config.worktree", _GIT_CONFIG),
    Format(".netrc netrc _netrc *.netrc apt/auth.conf auth.conf.d/* .authinfo", _netrc),
    Format("gh/hosts.yml gh/hosts.yaml hosts.yml .config/hub hub", reader(yaml.entries, Slot(_GITHUB, "oauth_token"))),
    Format("glab-cli/config.yml", reader(yaml.entries, Slot("GitLab token", "token job_token oauth2_refresh_token"))),
    Format("tea/config.yml", reader(yaml.entries, Slot("Gitea token", "token"))),
    Format(
        "gitlab-runner/config.toml .gitlab-runner/config.toml",
        reader(ini.entries, Slot("GitLab runner token", "runners/token token")),
    ),
    Format(".hgrc hgrc mercurial.ini", reader(ini.entries)),
    Format("svn.simple/* svn.ssl.client-passphrase/*", _subversion),
)
