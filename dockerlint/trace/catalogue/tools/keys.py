"""Private keys that a build makes: every container of the image then has the same one.

Sources: docs.openssl.org/master (genrsa, genpkey, req), ssh-keygen(1), Debian's openssh-server and ssl-cert postinst
scripts, docs.oracle.com keytool, github.com/FiloSottile/mkcert, easy-rsa.readthedocs.io, gpg(1).
"""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.tools.command_line import Line, text_of
from dockerlint.trace.catalogue.tools.index import find_tool
from dockerlint.trace.catalogue.tools.places import NOTHING, Place
from dockerlint.trace.catalogue.tools.record import GeneratedKey, Tool

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dockerlint.shell.script import Command

_HOST_KEYS = "/etc/ssh/ssh_host_*_key"
_SSHD = frozenset(("ssh", "sshd", "ssh.service", "sshd.service"))
_PLAIN = Tool("")
_RNDC = Tool("rndc-confgen", valued="-b -c -k -p -r -s -t -u -A")


def keys_generated(
    command: Command, home: str, workdir: str, variables: Mapping[str, str] = NOTHING
) -> tuple[GeneratedKey, ...]:
    """The private keys that a command makes, with the file where it puts them."""
    maker = _MAKERS.get(command.name)
    if maker is None:
        return ()
    line = Line(command, find_tool(command.name) or _PLAIN)
    return tuple(maker(line, Place(home, workdir, variables)))


def _openssl(line: Line, place: Place) -> list[GeneratedKey]:
    verb = line.word(0)
    if verb == "req":
        path = line.value("-keyout")
        if not (line.has("-newkey", "-nodes", "-noenc") or path) or line.has("-key"):
            return []
        return [GeneratedKey(place.resolve(path) if path else place.resolve("privkey.pem"), "private key", "certain")]
    makes = (
        verb in ("genrsa", "genpkey", "gendsa")
        or (verb == "ecparam" and line.has("-genkey"))
        or (verb == "dsaparam" and line.has("-genkey"))
    )
    if not makes or line.has("-paramfile=", "-genparam"):
        return []
    return [GeneratedKey(_output(line, place), "private key", "certain")]


def _output(line: Line, place: Place) -> str:
    """The file of ``-out``, else of ``>``."""
    path = line.value("-out")
    if not path:
        for redirect in line.command.redirects:
            if redirect.operator.startswith(">") and redirect.fd in ("", "1") and redirect.target is not None:
                path = text_of(redirect.target)
    return place.resolve(path) if path else ""


def _ssh_keygen(line: Line, place: Place) -> list[GeneratedKey]:
    if line.has("-A"):
        return [GeneratedKey(_HOST_KEYS, "SSH host key", "certain")]
    if line.has(
        "-R",
        "-F",
        "-l",
        "-y",
        "-e",
        "-i",
        "-B",
        "-H",
        "-p",
        "-c",
        "-s",
        "-G",
        "-M",
        "-T",
        "-k",
        "-Q",
        "-L",
        "-r",
        "-Y",
        "-E",
    ):
        return []
    # Without -t the kind depends on the release: RSA before OpenSSH 9.5, then Ed25519.
    path = line.value("-f") or f"~/.ssh/id_{line.value('-t') or '*'}"
    where = place.resolve(path)
    what = "SSH host key" if "ssh_host" in where or where.startswith("/etc/ssh") else "SSH key"
    return [GeneratedKey(where, what, "certain")]


def _keytool(line: Line, place: Place) -> list[GeneratedKey]:
    if not line.has("-genkey", "-genkeypair", "-genseckey"):
        return []
    path = line.value("-keystore") or "~/.keystore"
    return [GeneratedKey(place.resolve(path), "key store", "certain")]


def _mkcert(line: Line, place: Place) -> list[GeneratedKey]:
    found: list[GeneratedKey] = []
    if line.has("-install"):
        found.append(GeneratedKey(place.resolve("~/.local/share/mkcert/rootCA-key.pem"), "private key", "certain"))
    names = [line.texts[index] for index in line.positional]
    explicit = line.value("-key-file")
    if explicit or names:
        path = (
            explicit
            or f"./{names[0].replace('*', '_wildcard')}{f'+{len(names) - 1}' if len(names) > 1 else ''}-key.pem"
        )
        found.append(GeneratedKey(place.resolve(path), "private key", "certain"))
    return found


def _packages(line: Line, _: Place) -> list[GeneratedKey]:
    """Debian's openssh-server makes host keys, ssl-cert a self-signed pair, when they are installed."""
    if line.word(0) != "install":
        return []
    names = {line.texts[index].partition("=")[0] for index in line.positional[1:]}
    found: list[GeneratedKey] = []
    if names & {"openssh-server", "ssh", "task-ssh-server"}:
        found.append(GeneratedKey(_HOST_KEYS, "SSH host key", "possible"))
    if "ssl-cert" in names:
        found.append(GeneratedKey("/etc/ssl/private/ssl-cert-snakeoil.key", "private key", "possible"))
    return found


def _reconfigure(line: Line, _: Place) -> list[GeneratedKey]:
    packages = {line.texts[index] for index in line.positional}
    if "openssh-server" in packages:
        return [GeneratedKey(_HOST_KEYS, "SSH host key", "certain")]
    return (
        [GeneratedKey("/etc/ssl/private/ssl-cert-snakeoil.key", "private key", "certain")]
        if "ssl-cert" in packages
        else []
    )


def _service(line: Line, _: Place) -> list[GeneratedKey]:
    """``service sshd start``, ``systemctl start sshd``, ``/etc/init.d/ssh start``: the first start makes the host "
    "keys.
    """
    words = [line.command.name, *line.texts[1:]]
    starts = any(word in ("start", "restart", "condrestart") for word in words)
    if starts and any(word in _SSHD for word in words):
        return [GeneratedKey(_HOST_KEYS, "SSH host key", "likely")]
    return []


def _fixed(path: str, what: str, confidence: str = "certain") -> Callable[[Line, Place], list[GeneratedKey]]:
    return lambda _, place: [GeneratedKey(place.resolve(path) if path else "", what, confidence)]


def _easyrsa(line: Line, place: Place) -> list[GeneratedKey]:
    verbs = {"build-ca": "ca.key", "gen-req": "", "build-server-full": "", "build-client-full": "", "build-key": ""}
    verb = next((line.texts[index] for index in line.positional if line.texts[index] in verbs), "")
    if not verb:
        return []
    return [GeneratedKey(place.resolve("./pki/private/*"), "private key", "certain")]


def _gpg(line: Line, place: Place) -> list[GeneratedKey]:
    if not line.has(
        "--gen-key",
        "--full-gen-key",
        "--generate-key",
        "--full-generate-key",
        "--quick-gen-key",
        "--quick-generate-key",
    ):
        return []
    home = line.value("--homedir") or line.command_variable("GNUPGHOME") or "~/.gnupg"
    return [GeneratedKey(place.resolve(f"{home}/*"), "OpenPGP key", "certain")]


def _wireguard(line: Line, place: Place) -> list[GeneratedKey]:
    return (
        [GeneratedKey(_output(line, place), "private key", "certain")] if line.word(0) in ("genkey", "genpsk") else []
    )


def _rndc(line: Line, place: Place) -> list[GeneratedKey]:
    """With ``-a`` it writes a file; without, it prints one (rndc-confgen(8))."""
    line = Line(line.command, _RNDC)
    path = place.resolve(line.value("-c") or "/etc/rndc.key") if line.has("-a") else _output(line, place)
    return [GeneratedKey(path, "control key", "certain")] if path else []


_MAKERS: dict[str, Callable[[Line, Place], list[GeneratedKey]]] = {
    "openssl": _openssl,
    "libressl": _openssl,
    "ssh-keygen": _ssh_keygen,
    "keytool": _keytool,
    "mkcert": _mkcert,
    "apt-get": _packages,
    "apt": _packages,
    "aptitude": _packages,
    "dpkg-reconfigure": _reconfigure,
    "service": _service,
    "systemctl": _service,
    "rc-service": _service,
    "invoke-rc.d": _service,
    "ssh": _service,
    "sshd": _service,
    "sshd-keygen": _fixed(_HOST_KEYS, "SSH host key"),
    "dropbearkey": lambda line, place: [
        GeneratedKey(place.resolve(line.value("-f")) if line.value("-f") else "", "SSH host key", "certain")
    ],
    "make-ssl-cert": lambda line, place: [
        GeneratedKey(
            "/etc/ssl/private/ssl-cert-snakeoil.key"
            if line.word(0) == "generate-default-snakeoil" or not line.word(1)
            else place.resolve(line.word(1)),
            "private key",
            "certain",
        )
    ],
    "easyrsa": _easyrsa,
    "gpg": _gpg,
    "gpg2": _gpg,
    "wg": _wireguard,
    "rndc-confgen": _rndc,
}


def is_covered(path: str, patterns: list[str] | tuple[str, ...]) -> bool:
    """Whether one of the paths, folders and patterns in ``patterns`` takes ``path`` in.

    ``path`` may be a pattern too: ``/etc/ssh/ssh_host_*_key`` is covered by ``/etc/ssh``.
    """
    from dockerlint.pattern import fnmatchcase

    if not path:
        return False
    return any(
        path == pattern or path.startswith(pattern.rstrip("/") + "/") or ("*" in pattern and fnmatchcase(path, pattern))
        for pattern in patterns
    )
