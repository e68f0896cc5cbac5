"""Judge a file by where it comes from and where it goes: does it hold a credential?"""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.record import once
from dockerlint.trace.catalogue import path_words as words
from dockerlint.trace.catalogue.file_kinds import (
    DOTENV,
    GPG_KEY,
    KEYSTORE,
    KNOWN,
    PASSWORDS,
    SECRETS,
    SERVICE_ACCOUNT,
    SSH_FOLDER,
    SSH_KEY,
    TLS_KEY,
    VPN,
    CredentialFile,
)
from dockerlint.trace.catalogue.suspects import is_suspect

__all__ = ["CredentialFile", "classify_path"]

_RANK = {"certain": 0, "likely": 1, "possible": 2}


def classify_path(path: str, destination: str = "") -> CredentialFile | None:
    """What credential the file or folder at ``path`` holds by its name, or by the name it gets at ``destination``.

    ``path`` may be a URL or hold wildcards and variables.  None for everything else, public look-alikes included
    (``*.pub``, ``known_hosts``, ``ca.pem``, ``.env.example``).
    """
    if not is_suspect(path) and not (destination and is_suspect(destination)):
        return None
    remote = "://" in path
    source = _clean(path)
    base = source.rpartition("/")[2]
    target = _target(base, destination)
    last = target.rpartition("/")[2]
    if not base or path.startswith("<<") or _is_public(base) or (target and _is_public(last)):
        return None
    if "bin/" in f"{target.rpartition('/')[0]}/":
        return None
    found = [_by_folder(base, target)] if target else []
    if target and base not in (".", "..", "*"):
        found += [_by_name(target, last), _by_shape(last, target, target)]
    if remote:
        return next((known for known in found if known is not None and known.tool == "ssh"), None)
    found += [_by_name(source, base), _by_shape(base, source, target)]
    known = [one for one in found if one is not None and not _is_other(one, f"{source} {target}")]
    if not known:
        return None
    best = min(known, key=lambda one: (one.secret_id == SECRETS.secret_id, _RANK[one.confidence]))
    if best.kind == "private-key" and best.tool != "ssh" and words.DUMMY.search(base):
        return best._replace(confidence="possible")
    return best


def _clean(path: str) -> str:
    plain = path.strip().strip("\"'").replace("\\", "/")
    while plain.startswith("./"):
        plain = plain[2:]
    return re.sub(r"/+", "/", plain).rstrip("/").lower()


def _target(base: str, destination: str) -> str:
    """The path that a copied file gets: ``destination`` itself, or the file in it when it is a folder."""
    if not destination:
        return ""
    target = _clean(destination)
    last = target.rpartition("/")[2]
    is_folder = destination.strip("\"'").endswith(("/", "\\")) or last in ("", ".", "..")
    if last in ("bin", "sbin") or target.endswith(("ssl/private", "tls/private")):
        is_folder = True
    if not is_folder and last in words.FOLDERS:
        is_folder = base.lstrip("._") != last.lstrip("._")
    return f"{target.removesuffix('.').rstrip('/')}/{base}".lstrip("/") if is_folder and base else target


def _is_public(base: str) -> bool:
    if base in words.PUBLIC_NAMES or base.endswith(words.PUBLIC_ENDS):
        return True
    if words.EXAMPLE_START.match(base) or ("pub" in base and words.PUBLIC_KEY.fullmatch(base)):
        return True
    return words.EXAMPLE_END.search(base) is not None and base not in words.NO_EXAMPLES


@once
def _names() -> dict[str, CredentialFile]:
    return {name: known for known in KNOWN for name in known.names}


def _by_name(path: str, base: str) -> CredentialFile | None:
    names = _names()
    plain = base.replace("*", "")
    folder = path.rpartition("/")[0].rpartition("/")[2]
    known = names.get(f"{folder}/{plain}") or names.get(plain)
    if known is not None:
        return known._replace(confidence="possible") if plain != base and known is DOTENV else known
    if "env" not in plain:
        return None
    if words.DOTENV.fullmatch(plain):
        return DOTENV
    return DOTENV._replace(confidence="possible") if words.ENV_FILE.fullmatch(plain) else None


def _is_other(known: CredentialFile, where: str) -> bool:
    """``settings.xml`` and ``config.json`` are names that other programs have too."""
    return known.secret_id == "maven_settings" and words.OTHER_SETTINGS.search(where) is not None


def _by_folder(base: str, target: str) -> CredentialFile | None:
    """A file of any name that is put into ``.ssh``, ``.gnupg`` or a folder for private keys."""
    folder, _, last = target.rpartition("/")
    inside = folder.rpartition("/")[2]
    if last == ".ssh":
        return SSH_FOLDER
    if inside == ".ssh":
        if base in words.SSH_FOLDERS and last == base:
            return SSH_FOLDER
        public = words.SSH_PUBLIC.fullmatch(last) or words.SSH_PUBLIC.fullmatch(base)
        sure = base.endswith((".key", ".pem")) or "rsa" in base
        return None if public else SSH_KEY._replace(confidence="certain" if sure else "likely")
    if ".gnupg" in (last, inside):
        return None if base.endswith((".conf", ".asc")) else GPG_KEY._replace(confidence="possible")
    if folder.endswith(("ssl/private", "tls/private")) and not words.CERTIFICATE.search(f"{base} {last}"):
        return TLS_KEY
    return None


def _by_shape(base: str, path: str, target: str) -> CredentialFile | None:
    """By extension, or by words in the name."""
    plain = base.replace("*", "")
    stem, _, extension = plain.rpartition(".")
    if extension in ("key", "pem"):
        return _key_file(plain if stem else base, extension, f"{target} {path}", target)
    if extension in ("p12", "pfx", "jks", "keystore", "jceks", "bks"):
        return None if "trust" in base or "cacert" in base else KEYSTORE
    if extension in ("ppk", "kdbx", "kdb", "ovpn", "tfvars", "tfstate"):
        special = {"ppk": SSH_KEY, "kdbx": PASSWORDS, "kdb": PASSWORDS, "ovpn": VPN}
        return special.get(extension) or _names()[f"terraform.{extension}"]
    if ".json" in base and words.SERVICE_ACCOUNT.search(base):
        return SERVICE_ACCOUNT
    if ("id_" in plain or "rsa" in plain or "key" in plain) and words.SSH_KEY.fullmatch(plain):
        return SSH_KEY if "id_" in base else SSH_KEY._replace(confidence="likely")
    known = words.KNOWN_WORD.fullmatch(plain) if plain not in _names() else None
    if known:
        return _names()[known.group("name")]
    return SECRETS if "cred" in plain and words.CREDENTIALS.fullmatch(plain) else None


def _key_file(base: str, extension: str, where: str, target: str) -> CredentialFile | None:
    named_private = words.PRIVATE.search(base) is not None
    if extension == "key":
        public = words.PACKAGE_KEY.search(base) and not words.KEY_FOLDER.search(target)
        if not named_private and (public or words.PUBLIC_FOLDER.search(target)):
            return None
        return TLS_KEY._replace(confidence="certain" if named_private or words.KEY_FOLDER.search(where) else "likely")
    if named_private or words.KEY_PEM.search(base):
        return TLS_KEY._replace(confidence="certain")
    if words.CERTIFICATE.search(base) or words.PUBLIC_FOLDER.search(target):
        return None
    return TLS_KEY._replace(confidence="likely" if words.COMBINED.search(where) else "possible")
