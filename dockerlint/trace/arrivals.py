"""Credentials that arrive other than by a COPY that names them: downloads, and files that a folder has brought."""

from __future__ import annotations

import posixpath

from dockerlint.finding import Confidence
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace.catalogue import tools
from dockerlint.trace.catalogue.file_kinds import SERVICE_ACCOUNT
from dockerlint.trace.catalogue.questions import classify_path
from dockerlint.trace.filesystem import absolute
from dockerlint.trace.secrets import CREDENTIALS_BY_PATH, Copied, DefaultPassword, Download, Holding, Origin

if TYPE_CHECKING:
    from dockerlint.model import Step
    from dockerlint.shell.script import Command
    from dockerlint.trace.catalogue.paths import CredentialFile
    from dockerlint.trace.flow import Flow
    from dockerlint.trace.secrets import FolderCopy
    from dockerlint.trace.trace import Trace
    from dockerlint.trace.written import Writes

# Where package managers and trust stores keep public keys.
_PUBLIC_KEYS = (
    "/etc/apt/",
    "/usr/share/keyrings",
    "/etc/pki/rpm-gpg",
    "/etc/apk/keys",
    "/usr/local/share/ca-certificates",
)


def note_download(flow: Writes, command: Command, written: tools.Written) -> None:
    """A file that a command downloads into the image, when its name tells of a credential."""
    known = classify_path(written.path)
    if flow.is_kept_out(written.path):
        return
    told = (flow.step, command, written.path)  # equal RUNs share their commands
    if any((each.step, each.command, each.path) == told for each in flow.trace.downloads[-1:]):
        return  # its output is known to be a secret, whatever the file's name
    if known is None or known.confidence == "possible":
        _note_key_file(flow, command, written.path)
        return
    span = flow.text.span(command.start, command.end)
    origin = Origin("file", known.what, known.what, span, flow.step, Confidence(known.confidence))
    flow.trace.downloads.append(
        Download(known.what, written.path, flow.step, span, command, Confidence(known.confidence), known.secret_id)
    )
    flow.trace.hold(flow.step, Holding(written.path, (origin,), flow.step, span, known.what, None))


def note_fetched(flow: Flow, command: Command, path: str | None) -> None:
    """The output of ``vault kv get``, ``op read`` and the like, redirected to a file of the image."""
    if path is None or flow.is_kept_out(path) or path.startswith("/dev/"):
        return
    known = classify_path(path)
    what = known.what if known is not None else "secret"
    span = flow.text.span(command.start, command.end)
    origin = Origin("file", posixpath.basename(path), what, span, flow.step, Confidence.LIKELY)
    identity = known.secret_id if known is not None else posixpath.basename(path)
    flow.trace.downloads.append(Download(what, path, flow.step, span, command, Confidence.LIKELY, identity))
    flow.trace.hold(flow.step, Holding(path, (origin,), flow.step, span, what, None))


def folder_copy_above(trace: Trace, step: Step, path: str, *, even_later: bool = False) -> FolderCopy | None:
    """The COPY of a context folder, in this stage or one that it starts from, that may have brought ``path``."""
    stages = set(step.stage.chain())
    for copy in reversed(trace.folder_copies):
        trace.spend(1)
        if copy.step.stage in stages and path.startswith(copy.target.rstrip("/") + "/"):
            if copy.step.stage is step.stage and copy.step.index > step.index and not even_later:
                continue
            return copy
    return None


def read_environment(trace: Trace, step: Step) -> None:
    """A variable that tells a program where its credential file lies shows that a copied folder brought it."""
    for pair in step.instruction.pairs:
        if pair.key not in CREDENTIALS_BY_PATH or not pair.value:
            continue
        folder = step.stage.steps[-1].workdir  # where the program starts
        path = absolute(step.resolve(pair.value).strip("\"'"), folder, step.home)
        known = classify_path(path)
        if known is None and pair.key == "GOOGLE_APPLICATION_CREDENTIALS" and path.endswith(".json"):
            known = SERVICE_ACCOUNT
        copy = folder_copy_above(trace, step, path, even_later=True)
        if known is not None and copy is not None and trace.files[step.stage.index].get(path) is None:
            note_inferred(trace, copy, path, known)


def note_inferred(trace: Trace, copy: FolderCopy, path: str, known: CredentialFile) -> None:
    """A credential file that a later command shows to have come with a folder."""
    context = trace.dockerfile.context
    relative = path[len(copy.target.rstrip("/")) + 1 :]
    if context is not None and context.exists(relative) and classify_path(path) is not None:
        return  # the folder has been looked through for such names
    source = relative if copy.source in (".", "./", "/") else f"{copy.source.strip('/')}/{relative}"
    trace.add_copied(
        Copied(
            known.what,
            source,
            path,
            copy.step,
            copy.span,
            Confidence.LIKELY,
            known.secret_id,
            known.kind,
            None,
            -1,
            True,
        )
    )
    origin = Origin("file", source, known.what, copy.span, copy.step, Confidence.LIKELY)
    trace.hold(copy.step, Holding(path, (origin,), copy.step, copy.span, known.what, None))


def note_account_password(flow: Flow, command: Command, stdin: tuple[Origin, ...]) -> None:
    """An account gets its password from a variable of the build: by what a command reads, or in SQL."""
    origins = stdin if stdin and tools.reads_password(command.name) else ()
    for word, start, end in tools.passwords_in_sql(command):
        origins += flow.word_at(word, start, end)
    if not origins:
        return
    span = flow.text.span(command.start, command.end)
    names = " and ".join(dict.fromkeys(origin.name for origin in origins))
    told = DefaultPassword(f"account's password from {names}", flow.step, span, None, Confidence.LIKELY)
    if not any(each.what == told.what and each.step is told.step for each in flow.trace.default_passwords):
        flow.trace.default_passwords.append(told)  # once for a RUN that answers it again and again


def _note_key_file(flow: Writes, command: Command, path: str) -> None:
    """A downloaded ``*.key`` or ``*.pem`` may be a public one: it counts once it is treated as a private key."""
    if not path.endswith((".key", ".pem")) or any(folder in path for folder in _PUBLIC_KEYS):
        return
    span = flow.text.span(command.start, command.end)
    origin = Origin("file", posixpath.basename(path), "private key", span, flow.step, Confidence.POSSIBLE)
    origin.tentative = True
    identity = posixpath.basename(path).rpartition(".")[0] + "_key"
    flow.trace.downloads.append(
        Download("private key", path, flow.step, span, command, Confidence.LIKELY, identity, origin)
    )
    flow.trace.hold(flow.step, Holding(path, (origin,), flow.step, span, "private key", None))
