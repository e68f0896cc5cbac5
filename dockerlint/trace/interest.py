"""Which RUNs may concern a credential: only those are read as shell text, which takes far longer than all else."""

from __future__ import annotations

from dockerlint import pattern as re
from dockerlint.pattern import lazy
from dockerlint.record import TYPE_CHECKING, keep
from dockerlint.trace.catalogue import tools
from dockerlint.trace.pieces import answers, is_long

if TYPE_CHECKING:
    from dockerlint.model import Step
    from dockerlint.trace.filesystem import FileSystem
    from dockerlint.trace.secrets import Origin

# What tells of one, in lower case.  Texts, not a pattern: that would take longer to compile than most files take to
# check.
_OF_INTEREST = (
    "passw", "passp", "sshpass", "-pass", "pass:", "pass=", "_pass", "token", "secret", "credential", "apikey",
    "api-key", "api_key", "_auth", "authtoken", "authorization", "oauth", "auth.", "login", ".npmrc", "netrc",
    "pypirc", "pip.conf", ".ssh", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "ssh-keygen", "sshd", "keytool",
    "mkcert", "easyrsa", "gen-key", "genkey", ".aws", "gcloud", "gsutil", "s3://", "--user",
    "http-basic", "extraheader", "insteadof", "/run/secrets", ".pem", ".key", ".p12", ".env", "_key", "key_",
    "key=", "akia", "ghp_", "gho_", "ghs_", "ghu_", "github_pat_", "glpat-", "xox", "eyj", ".json", "mysqladmin",
    "rndc-confgen", "doppler", "sops", "base64", "shadow", "ssl-cert", "openssh-server", "openssl req",
    "openssl gen", "openssl ec", "openssl enc", "openssl rsa", "openssl pk", "gpg --d", "gpg -d", " s3 ",
    "identified by", "private key", "mysql -", "psql ", "zip -p", "7z ", "vault ", "op read", "ssh start",
)  # fmt: skip
# Pieces that many of them share, and that are not in most files.
_SHARED = ("pass", "auth", "key", "ssh", "id_", "openssl", "gpg")


def _by_piece() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The texts by a piece of each, with the word by which each is looked up in the whole file.

    That is its first one, since what stands around it there may be a continuation.
    """
    found: dict[str, list[tuple[str, str]]] = {}
    for text in _OF_INTEREST:
        word = text.split()[0]
        piece = next((piece for piece in _SHARED if piece in word), word)
        found.setdefault(piece, []).append((word, text))
    return tuple((piece, tuple(texts)) for piece, texts in found.items())


_BY_PIECE = _by_piece()
_known: dict[str, tuple[str, ...]] = {}  # what pieces of long texts hold
_signs: dict[tuple[str, frozenset[str]], _Signs] = {}  # of RUNs of long texts
_MOST = 4_096
_LONGEST = 2_000  # characters of one of them


def _words_of(whole: str) -> list[str]:
    """Those of the texts whose first words ``whole`` holds."""
    if is_long(whole):
        return [*set().union(*answers(whole, _words_in, _known))]
    return list(_words_in(whole))


def _words_in(text: str) -> tuple[str, ...]:
    lower = text.lower()
    near = [texts for piece, texts in _BY_PIECE if piece in lower]
    return tuple([text for texts in near for word, text in texts if word in lower])


_WORD = lazy(r"\w+")
_FIRST_WORD = lazy(r"\w*")
_FILE_TOOLS = ("rm", "mv ", "cp ", "shred", "unlink", "truncate")


class Interest:
    """What to look for in the RUNs of one file: the same words everywhere, and the variables found so far."""

    def __init__(self, whole: str) -> None:
        self._words = frozenset(_words_of(whole))
        self._is_long = is_long(whole)
        self._names: dict[str, list[Origin]] = {}  # the variables by the first word of their names
        self._matching: dict[tuple[str, ...], _Names] = {}
        self._all = _Names(None)
        self._variables: list[Origin] = []
        self.has_firm = False  # whether any variable is looked for by its name

    def add(self, origin: Origin) -> None:
        """A variable that may carry a credential."""
        self._variables.append(origin)
        self.has_firm = self.has_firm or _is_firm(origin)
        word = _FIRST_WORD.match(origin.name)
        self._names.setdefault(word.group() if word is not None else "", []).append(origin)

    def names(self, patterns: tuple[str, ...] | None) -> dict[str, None]:
        """The names of the variables so far that match one of ``patterns``, or all, each once, in their order."""
        names = self._all if patterns is None else self._matching.setdefault(patterns, _Names(patterns))
        return names.of(self._variables)

    def has(self, step: Step, text: str, files: FileSystem) -> bool:
        """Whether ``text``, that of a RUN, may concern a credential; ``files`` are those that hold one here."""
        if step.instruction.flags:
            return True
        signs = self._signs(text)
        if signs.tell() or (self._variables and " config" in text):
            return True
        if files and (signs.handle_files() or files.may_be_named_in(text)):
            return True
        return self.has_firm and (signs.name_reader() or self._names_variable(text, signs))

    def _signs(self, text: str) -> _Signs:
        """What the text tells by itself; remembered where the whole file is an editor's rather than one of many."""
        if not self._is_long or len(text) > _LONGEST:
            return _Signs(text, self._words)
        key = (text, self._words)
        known = _signs.get(key)
        if known is None:
            known = _Signs(text, self._words)
            keep(_signs, key, known, _MOST)
        return known

    def _names_variable(self, text: str, signs: _Signs) -> bool:
        near = (self._names[word] for word in signs.words() if word in self._names)
        return any(
            _is_firm(origin) and re.search(rf"\b{re.escape(origin.name)}\b", text)
            for origins in near
            for origin in origins
        )


class _Signs:
    """What a RUN's text tells by itself, each found out when it is first asked; ``words`` are those of the file."""

    __slots__ = ("_handles_files", "_names_reader", "_tells", "_text", "_whole", "_words")

    def __init__(self, text: str, whole: frozenset[str]) -> None:
        self._text = text
        self._whole = whole
        self._tells: bool | None = None
        self._handles_files: bool | None = None
        self._names_reader: bool | None = None
        self._words: frozenset[str] | None = None

    def tell(self) -> bool:
        """Whether it may concern a credential, whatever stands around it."""
        if self._tells is None:
            self._tells = self._found()
        return self._tells

    def _found(self) -> bool:
        text = self._text
        lower = text.lower()
        if any(word in lower for word in self._whole):
            return True
        if "://" in text and "@" in text and any("://" in word and "@" in word for word in text.split()):
            return True
        if " -p" in text and ("useradd" in text or "usermod" in text):
            return True
        return " -u" in text and ("curl" in text or "wget" in text)

    def handle_files(self) -> bool:
        """Whether it names a tool that takes files away or to another place."""
        if self._handles_files is None:
            self._handles_files = any(word in self._text for word in _FILE_TOOLS)
        return self._handles_files

    def name_reader(self) -> bool:
        """Whether it names what reads, or lists, variables unasked."""
        if self._names_reader is None:
            listing = any(word in self._text for word in ("env", "export", "declare"))
            self._names_reader = listing or tools.mentions_reader(self._text)
        return self._names_reader

    def words(self) -> frozenset[str]:
        if self._words is None:
            self._words = frozenset(_WORD.findall(self._text))
        return self._words


class _Names:
    """The names of a growing list of variables, or those that match some patterns, each once, in their order."""

    def __init__(self, patterns: tuple[str, ...] | None) -> None:
        self._patterns = patterns
        self._seen = 0
        self._names: dict[str, None] = {}

    def of(self, variables: list[Origin]) -> dict[str, None]:
        for origin in variables[self._seen :]:
            if self._patterns is None or tools.matches(origin.name, self._patterns):
                self._names[origin.name] = None
        self._seen = len(variables)
        return self._names


def _is_firm(origin: Origin) -> bool:
    """Whether the variable is looked for in every RUN from now on."""
    return not origin.tentative or origin.noun == "index URL"
