"""Which files a command makes, changes and removes."""

from __future__ import annotations

from posixpath import basename
from typing import TYPE_CHECKING

from dockerlint.trace.catalogue.tools.command_line import Line
from dockerlint.trace.catalogue.tools.index import find_tool
from dockerlint.trace.catalogue.tools.places import NOTHING, Place
from dockerlint.trace.catalogue.tools.record import Tool, Written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dockerlint.shell.script import Command

_RM = Tool("rm", valued="")
_SHRED = Tool("shred", valued="-n --iterations -s --size --random-source")
_TRUNCATE = Tool("truncate", valued="-s --size -r --reference")
_FIND = Tool("find", valued="-name -iname -path -type -maxdepth -mindepth -user -mtime -size -perm", single=True)
_COPIES = {
    "cp": Tool("cp", valued="-t --target-directory -S --suffix"),
    "mv": Tool("mv", valued="-t --target-directory -S --suffix"),
    "ln": Tool("ln", valued="-t --target-directory -S --suffix"),
    "install": Tool("install", valued="-m --mode -o --owner -g --group -t --target-directory -S --suffix"),
}
_KINDS = {"cp": "copy", "mv": "move", "ln": "link", "install": "copy"}
_SED = Tool("sed", valued="-e --expression -f --file -l --line-length")
_TEE = Tool("tee")


def files_deleted(
    command: Command, workdir: str, home: str = "/root", variables: Mapping[str, str] = NOTHING
) -> tuple[str, ...]:
    """Absolute paths, patterns and folders among them, that a command removes or empties."""
    name = command.name
    if name not in ("rm", "unlink", "shred", "truncate", "find", "rmdir", "srm", "wipe"):
        return ()
    place = Place(home, workdir, variables)
    if name == "find":
        return _found(Line(command, _FIND), place)
    line = Line(command, {"shred": _SHRED, "truncate": _TRUNCATE}.get(name, _RM))
    if name == "shred" and not line.has("-u", "--remove"):
        return ()
    if name == "truncate" and line.value("-s", "--size") not in ("0", ""):
        return ()
    texts = [line.texts[index] for index in line.positional]
    return tuple(place.resolve(path).rstrip("/") or "/" for text in texts for path in expand_braces(text) if path)


def _found(line: Line, place: Place) -> tuple[str, ...]:
    """What ``find`` removes: the folders named first, with the name that is looked for."""
    texts = line.texts[1:]
    if "-delete" not in texts and not ("rm" in texts and ("-exec" in texts or "-execdir" in texts)):
        return ()
    roots: list[str] = []
    for text in texts:
        if text.startswith(("-", "(", "!", "\\")):
            break
        roots.append(place.resolve(text).rstrip("/"))
    names = [texts[index + 1] for index, text in enumerate(texts[:-1]) if text in ("-name", "-iname")]
    return tuple(f"{root}/*{'/' + name if name else ''}" for root in roots or [place.workdir] for name in names or [""])


def expand_braces(text: str) -> list[str]:
    """``a{b,c}`` as ``ab``, ``ac``: one level, as ``rm -rf /tmp/{a,b}`` has it."""
    start = text.find("{")
    end = text.find("}", start)
    if start < 0 or end < 0 or "," not in text[start:end] or text[start - 1 : start] == "$":
        return [text]
    return [
        rest
        for choice in text[start + 1 : end].split(",")
        for rest in expand_braces(text[:start] + choice + text[end + 1 :])
    ]


def files_written(
    command: Command, workdir: str, home: str = "/root", variables: Mapping[str, str] = NOTHING
) -> tuple[Written, ...]:
    """The files that a command makes or changes through its arguments; redirections are the shell's, not told here."""
    writer = _WRITERS.get(command.name)
    return writer(command, Place(home, workdir, variables)) if writer else ()


def _copied(command: Command, place: Place) -> tuple[Written, ...]:
    line = Line(command, _COPIES[command.name])
    if command.name == "install" and line.has("-d", "--directory"):
        return ()
    sources = [path for index in line.positional for path in expand_braces(line.texts[index])]
    folder = line.value("-t", "--target-directory")
    if not folder:
        if len(sources) < 2:
            return ()
        folder = sources.pop()
        into = len(sources) > 1 or folder.endswith("/") or folder in (".", "..", "~") or basename(folder) in (".", "..")
    else:
        into = True
    kind = _KINDS[command.name]
    written: list[Written] = []
    for source in sources:
        origin = place.resolve(source).rstrip("/") or "/"
        target = f"{folder.rstrip('/')}/{basename(origin)}" if into else folder
        written.append(Written(place.resolve(target), (origin,), kind))
    return tuple(written)


def _teed(command: Command, place: Place) -> tuple[Written, ...]:
    line = Line(command, _TEE)
    return tuple(
        Written(place.resolve(line.texts[index]), (), "tee") for index in line.positional if line.texts[index] != "-"
    )


def _edited(command: Command, place: Place) -> tuple[Written, ...]:
    line = Line(command, _SED)
    if not any(text.startswith(("-i", "--in-place")) for text in line.texts) and not line.has("-i"):
        return ()
    files = line.positional if line.has("-e", "--expression", "-f", "--file") else line.positional[1:]
    return tuple(Written(place.resolve(line.texts[index]), (), "edit") for index in files)


def _dumped(command: Command, place: Place) -> tuple[Written, ...]:
    named = {text.partition("=")[0]: text.partition("=")[2] for text in Line(command, _TEE).texts[1:] if "=" in text}
    if "of" not in named:
        return ()
    sources = (place.resolve(named["if"]),) if "if" in named else ()
    return (Written(place.resolve(named["of"]), sources, "copy" if sources else "tee"),)


def _is_remote(text: str) -> bool:
    head, colon, _ = text.partition(":")
    return bool(colon) and "/" not in head


def url_name(url: str) -> str:
    """The file name that curl -O and wget take from a URL."""
    tail = url.partition("#")[0].partition("?")[0].partition("://")[2]
    return basename(tail) if "/" in tail else ""


def _curled(command: Command, place: Place) -> tuple[Written, ...]:
    tool = find_tool("curl")
    if tool is None:
        return ()
    line = Line(command, tool)
    urls = [line.texts[index] for index in line.positional]
    urls += [
        line.texts[option.value][option.at :] for option in line.options if option.name == "--url" and option.value >= 0
    ]
    folder = line.value("--output-dir")
    lead = folder.rstrip("/") + "/" if folder else ""
    outputs = [
        line.texts[option.value][option.at :]
        for option in line.options
        if option.name in ("-o", "--output") and option.value >= 0
    ]
    written = [
        Written(place.resolve(lead + path), (urls[number],) if number < len(urls) else tuple(urls), "download")
        for number, path in enumerate(outputs)
        if path not in ("-", "/dev/null", "/dev/stdout")
    ]
    if line.has("-O", "--remote-name", "--remote-name-all"):
        written += [
            Written(place.resolve(lead + url_name(url)), (url,), "download")
            for url in urls[len(outputs) :]
            if url_name(url)
        ]
    return tuple(written)


def _wgot(command: Command, place: Place) -> tuple[Written, ...]:
    tool = find_tool("wget")
    if tool is None:
        return ()
    line = Line(command, tool)
    urls = [line.texts[index] for index in line.positional]
    output = line.value("-O", "--output-document")
    if output:
        return (
            ()
            if output in ("-", "/dev/null", "/dev/stdout")
            else (Written(place.resolve(output), tuple(urls), "download"),)
        )
    folder = line.value("-P", "--directory-prefix")
    lead = folder.rstrip("/") + "/" if folder else ""
    return tuple(Written(place.resolve(lead + url_name(url)), (url,), "download") for url in urls if url_name(url))


def _fetched(command: Command, place: Place) -> tuple[Written, ...]:
    """``<verb> … SOURCE… DESTINATION`` of the clouds' clients and of scp and rsync."""
    tool = find_tool(command.name)
    if tool is None:
        return ()
    line = Line(command, tool)
    skipped = 0
    for verbs in _COPY_VERBS.get(command.name, ((),)):
        if line.starts(verbs):
            skipped = len(verbs)
            break
    else:
        return ()
    words = [line.texts[index] for index in line.positional[skipped:]]
    if len(words) < 2 or _is_remote(words[-1]) or words[-1] == "-":
        return ()
    folder = words.pop()
    sources = [word for word in words if _is_remote(word)]
    into = len(words) > 1 or folder.endswith("/") or basename(folder) in ("", ".", "..")
    written: list[Written] = []
    for source in sources:
        name = basename(source.rstrip("/")) or basename(source)
        target = f"{folder.rstrip('/')}/{name}" if into else folder
        written.append(Written(place.resolve(target), (source,), "download"))
    return tuple(written)


def _by_option(command: Command, place: Place) -> tuple[Written, ...]:
    """Tools that name the file they write by an option."""
    tool = find_tool(command.name)
    if tool is None:
        return ()
    line = Line(command, tool)
    for verbs, options in _OUTPUT_OPTIONS[command.name]:
        if line.starts(verbs):
            for index, text in enumerate(line.texts):
                name, equals, value = text.partition("=")
                if name in options:
                    path = value if equals else (line.texts[index + 1] if index + 1 < len(line.texts) else "")
                    if path and path != "-":
                        return (Written(place.resolve(path), (" ".join(verbs) or command.name,), "download"),)
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
    "openssl": (((), ("-out",)),),
    "gpg": (((), ("-o", "--output")),),
    "aria2c": (((), ("-o", "--out")),),
    "http": (((), ("-o", "--output")),),
    "doppler": ((("secrets", "download"), ("--output-file",)),),
}
_either: Callable[[Command, Place], tuple[Written, ...]] = lambda command, place: (  # noqa: E731 - a table entry
    _by_option(command, place) or _fetched(command, place)
)
_WRITERS: dict[str, Callable[[Command, Place], tuple[Written, ...]]] = {
    **dict.fromkeys(_COPIES, _copied),
    "tee": _teed,
    "sed": _edited,
    "dd": _dumped,
    "curl": _curled,
    "wget": _wgot,
    **dict.fromkeys(_OUTPUT_OPTIONS, _by_option),
    **dict.fromkeys((*_COPY_VERBS, "scp", "rsync"), _fetched),
    "az": _either,
}
