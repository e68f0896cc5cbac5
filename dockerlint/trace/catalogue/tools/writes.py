"""Which files a command makes or changes."""

from __future__ import annotations

from posixpath import basename, dirname

from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue.tools.command_line import Line, text_of
from dockerlint.trace.catalogue.tools.deletions import expand_braces
from dockerlint.trace.catalogue.tools.index import line_of
from dockerlint.trace.catalogue.tools.output import secret_output
from dockerlint.trace.catalogue.tools.places import NOTHING, Place
from dockerlint.trace.catalogue.tools.record import Tool, Written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dockerlint.shell.script import Command

_COPIES = {
    "cp": Tool("cp", valued="-t --target-directory -S --suffix"),
    "mv": Tool("mv", valued="-t --target-directory -S --suffix"),
    "ln": Tool("ln", valued="-t --target-directory -S --suffix"),
    "install": Tool("install", valued="-m --mode -o --owner -g --group -t --target-directory -S --suffix"),
}
_KINDS = {"cp": "copy", "mv": "move", "ln": "link", "install": "copy"}
_SED = Tool("sed", valued="-e --expression -f --file -l --line-length")
_TEE = Tool("tee")
# Names that belong to folders: what is copied there lands inside though no slash says so.
_FOLDERS = frozenset(
    "bin sbin lib lib64 include share etc opt tmp root home src local var usr conf conf.d .ssh .aws .docker .m2 "
    ".gradle .config .kube .gnupg .composer .cargo .nuget .pip .bundle .gem .hex .azure gcloud pip secrets keys certs "
    "private".split()
)
_NOWHERE = ("-", "/dev/null", "/dev/stdout", "/dev/stderr")


def files_written(
    command: Command, workdir: str, home: str = "/root", variables: Mapping[str, str] = NOTHING
) -> tuple[Written, ...]:
    """The files that a command makes or changes.

    Of redirections only those of downloads and of commands that print a credential (``vault kv get … > FILE``) are told
    here: what others redirect depends on what they were given.
    """
    writer = _WRITERS.get(command.name)
    if writer is None:
        return ()
    place = Place(home, workdir, variables)
    written = writer(command, place)
    if not written and command.redirects and command.name in _DOWNLOADERS:
        return _redirected(command, place)
    return written


def _copied(command: Command, place: Place) -> tuple[Written, ...]:
    line = Line(command, _COPIES[command.name])
    if command.name == "install" and line.has("-d", "--directory"):
        return ()
    sources = [path for index in line.positional for path in expand_braces(line.texts[index])]
    folder = line.value("-t", "--target-directory")
    into = bool(folder)
    if not into:
        if len(sources) < 2:
            return ()
        folder = sources.pop()
        into = len(sources) > 1 or (_is_folder(folder, place) and not line.has("-T", "--no-target-directory"))
    kind = _KINDS[command.name]
    written: list[Written] = []
    for source in sources:
        target = place.resolve(f"{folder.rstrip('/')}/{basename(source.rstrip('/'))}" if into else folder)
        if kind == "link" and line.has("-s", "--symbolic") and not source.startswith(("/", "$", "~")):
            source = f"{dirname(target)}/{source}"
        written.append(Written(target, (place.resolve(source).rstrip("/") or "/",), kind))
    return tuple(written)


def _is_folder(path: str, place: Place) -> bool:
    if path.endswith("/") or path in (".", "..", "~") or basename(path) in (".", "..", *_FOLDERS):
        return True
    return place.resolve(path) in (place.home, place.workdir)


def _teed(command: Command, place: Place) -> tuple[Written, ...]:
    line = Line(command, _TEE)
    texts = [line.texts[index] for index in line.positional]
    return tuple(Written(place.resolve(text), (), "tee") for text in texts if text not in _NOWHERE)


def _edited(command: Command, place: Place) -> tuple[Written, ...]:
    line = Line(command, _SED)
    if not any(text.startswith(("-i", "--in-place")) for text in line.texts) and not line.has("-i"):
        return ()
    files = line.positional if line.has("-e", "--expression", "-f", "--file") else line.positional[1:]
    return tuple(Written(place.resolve(line.texts[index]), (), "edit") for index in files)


def _dumped(command: Command, place: Place) -> tuple[Written, ...]:
    texts = [text_of(word) for word in command.words[1:]]
    named = {name: value for name, equals, value in (text.partition("=") for text in texts) if equals}
    if named.get("of", "-") in _NOWHERE:
        return ()
    sources = (place.resolve(named["if"]),) if "if" in named else ()
    return (Written(place.resolve(named["of"]), sources, "copy" if sources else "tee"),)


def _is_remote(text: str) -> bool:
    head, colon, _ = text.partition(":")
    return bool(colon) and "/" not in head


def url_name(url: str) -> str:
    """The file name that ``curl -O`` and ``wget`` take from a URL."""
    tail = url.partition("#")[0].partition("?")[0].partition("://")[2]
    return basename(tail) if "/" in tail else ""


def _urls(line: Line) -> list[str]:
    urls = [line.texts[index] for index in line.positional]
    return urls + line.values("--url")


def _curled(command: Command, place: Place) -> tuple[Written, ...]:
    line = line_of(command)
    if line is None:
        return ()
    urls = _urls(line)
    folder = line.value("--output-dir")
    lead = folder.rstrip("/") + "/" if folder else ""
    outputs = line.values("-o", "--output")
    written = [
        Written(place.resolve(lead + path), (urls[number],) if number < len(urls) else tuple(urls), "download")
        for number, path in enumerate(outputs)
        if path not in _NOWHERE
    ]
    if line.has("-O", "--remote-name", "--remote-name-all"):
        rest = [url for url in urls[len(outputs) :] if url_name(url)]
        written += [Written(place.resolve(lead + url_name(url)), (url,), "download") for url in rest]
    return tuple(written)


def _wgot(command: Command, place: Place) -> tuple[Written, ...]:
    line = line_of(command)
    if line is None:
        return ()
    urls = _urls(line)
    output = line.value("-O", "--output-document")
    if output:
        return () if output in _NOWHERE else (Written(place.resolve(output), tuple(urls), "download"),)
    folder = line.value("-P", "--directory-prefix")
    lead = folder.rstrip("/") + "/" if folder else ""
    return tuple(Written(place.resolve(lead + url_name(url)), (url,), "download") for url in urls if url_name(url))


def _fetched(command: Command, place: Place) -> tuple[Written, ...]:
    """``<verb> … SOURCE… DESTINATION`` of the clouds' clients and of scp and rsync."""
    line = line_of(command)
    if line is None:
        return ()
    verbs = next((verbs for verbs in _COPY_VERBS.get(command.name, ((),)) if line.starts(verbs)), None)
    if verbs is None:
        return ()
    words = [line.texts[index] for index in line.positional[len(verbs) :]]
    if len(words) < 2 or _is_remote(words[-1]) or words[-1] in _NOWHERE:
        return ()
    folder = words.pop()
    into = len(words) > 1 or _is_folder(folder, place)
    written: list[Written] = []
    for source in words:
        if _is_remote(source) or source.startswith("$"):
            name = basename(source.rstrip("/").rpartition(":")[2])
            target = f"{folder.rstrip('/')}/{name}" if into else folder
            written.append(Written(place.resolve(target), (source,), "download"))
    return tuple(written)


def _by_option(command: Command, place: Place) -> tuple[Written, ...]:
    """Tools that name the file they write by an option."""
    line = line_of(command)
    if line is None:
        return ()
    for verbs, options in _OUTPUT_OPTIONS[command.name]:
        if not line.starts(verbs):
            continue
        for index, text in enumerate(line.texts):
            name, equals, value = text.partition("=")
            if name in options:
                path = value if equals else (line.texts[index + 1] if index + 1 < len(line.texts) else "")
                if path and path not in _NOWHERE:
                    rest = [
                        line.texts[number] for number in line.positional[len(verbs) :] if line.texts[number] != path
                    ]
                    return (Written(place.resolve(path), (rest[-1] if rest else " ".join(verbs),), "download"),)
    return ()


def _converted(command: Command, place: Place) -> tuple[Written, ...]:
    """Openssl and gpg, which turn one file into another; the keys that they make are told in ``keys.py``."""
    line = line_of(command)
    if line is None or line.verb in ("req", "x509", "ca", "dgst", "rand", "dhparam", "genrsa", "genpkey", "ecparam"):
        return ()
    output = line.value("-out", "-o", "--output")
    if not output or output in _NOWHERE:
        return ()
    given = line.value("-in") or (line.word(0) if command.name.startswith("gpg") else "")
    sources = (place.resolve(given),) if given else ()
    return (Written(place.resolve(output), sources, "copy" if sources else "tee"),)


def _either(command: Command, place: Place) -> tuple[Written, ...]:
    return _by_option(command, place) or _fetched(command, place)


def _nothing(_: Command, __: Place) -> tuple[Written, ...]:
    return ()


def _redirected(command: Command, place: Place) -> tuple[Written, ...]:
    """``curl URL > FILE``, ``vault kv get … > FILE``."""
    line = line_of(command)
    if line is None or not (secret_output(command) or command.name in ("curl", "wget")):
        return ()
    for redirect in command.redirects:
        if redirect.operator.startswith(">") and redirect.fd in ("", "1") and redirect.target is not None:
            path = text_of(redirect.target)
            if path not in _NOWHERE:
                return (Written(place.resolve(path), tuple(_urls(line)[-1:]), "download"),)
    return ()


_COPY_VERBS: dict[str, tuple[tuple[str, ...], ...]] = {
    "aws": (("s3", "cp"), ("s3", "mv"), ("s3", "sync"), ("s3api", "get-object")),
    "gsutil": (("cp",), ("mv",), ("rsync",)),
    "gcloud": (("storage", "cp"), ("storage", "mv"), ("storage", "rsync"), ("compute", "scp")),
    "s3cmd": (("get",), ("sync",), ("cp",)),
    "s5cmd": (("cp",), ("sync",)),
    "mc": (("cp",), ("mv",), ("mirror",)),
    "rclone": (("copy",), ("copyto",), ("sync",), ("move",)),
    "az": (("storage", "copy"),),
    "azcopy": (("copy",), ("cp",), ("sync",)),
    "kubectl": (("cp",),),
    "docker": (("cp",),),
}
_OUTPUT_OPTIONS: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = {
    "az": (
        (("storage", "blob", "download"), ("-f", "--file")),
        (("keyvault", "secret", "download"), ("-f", "--file")),
        (("storage", "file", "download"), ("--dest",)),
    ),
    "op": ((("read",), ("-o", "--out-file")), (("document", "get"), ("-o", "--out-file", "--output"))),
    "sops": (((), ("--output",)),),
    "aria2c": (((), ("-o", "--out")),),
    "http": (((), ("-o", "--output")),),
    "gcloud": ((("secrets", "versions", "access"), ("--out-file",)),),
}
_DOWNLOADERS = frozenset(
    "curl wget vault bao op aws gcloud gsutil az doppler sops gpg gpg2 ansible-vault gh age infisical".split()
)
_WRITERS: dict[str, Callable[[Command, Place], tuple[Written, ...]]] = {
    **dict.fromkeys(_DOWNLOADERS, _nothing),
    **dict.fromkeys(_COPIES, _copied),
    "tee": _teed,
    "sed": _edited,
    "dd": _dumped,
    "curl": _curled,
    "wget": _wgot,
    **dict.fromkeys(("openssl", "gpg", "gpg2"), _converted),
    **dict.fromkeys(_OUTPUT_OPTIONS, _by_option),
    **dict.fromkeys((*_COPY_VERBS, "scp", "rsync"), _fetched),
    **dict.fromkeys(("az", "gcloud"), _either),
}
