"""The trace of one Dockerfile: every credential, where it enters, what is done with it, where it stays."""

from __future__ import annotations

import re

from dockerlint.finding import Confidence, Exposure
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace import copies, literals
from dockerlint.trace.catalogue import tools
from dockerlint.trace.catalogue.tokens import find_tokens
from dockerlint.trace.filesystem import FileSystem
from dockerlint.trace.judge import Judge
from dockerlint.trace.mounts import kept_out, secret_mounts
from dockerlint.trace.run_text import RunText, run_text
from dockerlint.trace.secrets import Copied, DefaultPassword, Download, FolderCopy, GeneratedKey, Holding, Origin

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from dockerlint.model import Dockerfile, Stage, Step, Variable
    from dockerlint.text import Span
    from dockerlint.trace.secrets import Literal, Printed, Removal, Use, Write

    Answer = TypeVar("Answer")

# A RUN is read by the shell reader only when it may concern a credential: it holds one of these in lower case, names a
# variable that carries a credential, or handles a file that holds one.  Texts, not a pattern: that would take longer to
# compile than most files take to check.
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
# For each the word by which it is looked up in the whole file: what stands around it there may be a continuation.
_KEYS = tuple((text.split()[0], text) for text in _OF_INTEREST)
_FILE_TOOLS = ("rm", "mv ", "cp ", "shred", "unlink", "truncate")
# Installing an ssh server and starting it make host keys; many images do both and make new keys at their start.
_SERVER_TOOLS = frozenset(
    {"apt-get", "apt", "aptitude", "apt-fast", "service", "systemctl", "invoke-rc.d", "rc-service", "ssh", "sshd"}
)


class Answers:
    """What the layers above have worked out from a trace, so that rules that ask the same get the same answer."""

    def __init__(self) -> None:
        self._known: dict[object, object] = {}

    def once(self, key: object, make: Callable[[], Answer]) -> Answer:
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]  # type: ignore[return-value]  # what `make` of this key has given


class Trace:
    """All that tracing found, in file order where not said otherwise."""

    def __init__(self, dockerfile: Dockerfile) -> None:
        self.dockerfile = dockerfile
        whole = dockerfile.source.text.lower()
        self._words = [text for key, text in _KEYS if key in whole]
        self.has_tokens = bool(find_tokens(dockerfile.source.text.replace(dockerfile.parsed.escape + "\n", "")))
        self.judge = Judge(has_tokens=self.has_tokens)
        self.variables: list[Origin] = []
        self.mounts: list[Origin] = []
        self.uses: list[Use] = []
        self.writes: list[Write] = []
        self.removals: list[Removal] = []
        self.literals: list[Literal] = []
        self.copied: list[Copied] = []
        self.downloads: list[Download] = []
        self.printed: list[Printed] = []
        self.in_queries: list[Use] = []
        self.in_labels: list[Use] = []  # a use's span is the label's
        self.folder_copies: list[FolderCopy] = []
        self.keys: list[GeneratedKey] = []
        self.default_passwords: list[DefaultPassword] = []
        self.files: dict[int, FileSystem] = {}
        self.holdings: list[Holding] = []
        self.unread: list[tuple[Step, str]] = []  # RUNs whose shell text could not be read, with the reason
        self.answers = Answers()
        self._texts: dict[int, RunText] = {}
        self._literal_spans: set[Span] = set()

    # -- reading -------------------------------------------------------------------------------------------------

    def follow(self) -> Trace:
        """Walk the whole file; returns itself."""
        for name, variable in self.dockerfile.global_arguments.items():
            if not self._is_declared_again(name):
                self._global_literal(variable)
        for stage in self.dockerfile.stages:
            self.files[stage.index] = FileSystem(self.files.get(stage.parent.index) if stage.parent else None)
            for step in stage.steps:
                self._step(step)
        for step in self.dockerfile.steps("ENV"):
            copies.read_environment(self, step)
        copies.drop_explained(self)
        self._drop_tentative()
        literals.read_comments(self)
        return self

    def _is_declared_again(self, name: str) -> bool:
        return any(
            variable.kind == "arg" and variable.inherited is not None
            for stage in self.dockerfile.stages
            for variable in stage.arguments.get(name, ())
        )

    def _global_literal(self, variable: Variable) -> None:
        """A global ARG that no stage declares again reaches no image, but a credential written there is in the text."""
        origin = self.judge.judge(variable)
        if origin is not None and origin.value in ("token", "private-key", "jwt", "entropy", "url-credential"):
            self.variables.append(origin)

    def _step(self, step: Step) -> None:
        match step.keyword:
            case "ENV":
                self._declare(step, step.stage.environments)
            case "ARG":
                self._declare(step, step.stage.arguments)
            case "RUN":
                self._run(step)
            case "COPY" | "ADD":
                copies.read_copy(self, step)
                literals.read_copy(self, step)
            case "LABEL" | "CMD" | "ENTRYPOINT" | "HEALTHCHECK" | "MAINTAINER":
                literals.read_metadata(self, step)

    def _declare(self, step: Step, table: dict[str, list[Variable]]) -> None:
        for pair in step.instruction.pairs:
            for variable in table.get(pair.key, ()):
                if variable.pair is pair:
                    origin = self.judge.judge(variable)
                    if origin is not None:
                        self.variables.append(origin)

    def text(self, step: Step) -> RunText:
        """The shell text of a step, read once."""
        found = self._texts.get(id(step))
        if found is None:
            found = self._texts[id(step)] = run_text(step, self.dockerfile.source.text)
        return found

    def _run(self, step: Step) -> None:
        text = self.text(step)
        if not text.is_shell:
            literals.read_text(self, step, text)
            return
        if not self._may_concern(step, text.text):
            return
        files = self.files[step.stage.index]
        literals.read_text(self, step, text)
        from dockerlint.trace.flow import Flow

        flow = Flow(self, text, files, secret_mounts(step), kept_out(step))
        if text.script.error:
            self.unread.append((step, text.script.error))
        flow.run()
        self.removals += flow.removals
        self._note_keys(step, text)

    def _may_concern(self, step: Step, text: str) -> bool:
        lower = text.lower()
        if step.instruction.flags or any(word in lower for word in self._words):
            return True
        if "://" in text and "@" in text and any("://" in word and "@" in word for word in text.split()):
            return True
        if " -p" in text and ("useradd" in text or "usermod" in text):
            return True
        if " -u" in text and ("curl" in text or "wget" in text):
            return True
        if self.variables and " config" in text:
            return True
        files = self.files[step.stage.index]
        if files and (any(word in text for word in _FILE_TOOLS) or any(name in text for name in files.names())):
            return True
        firm = [origin.name for origin in self.variables if not origin.tentative or origin.noun == "index URL"]
        if firm and any(word in text for word in ("env", "export", "declare")):
            return True
        return any(re.search(rf"\b{re.escape(name)}\b", text) for name in firm) or bool(
            firm and tools.mentions_reader(text)
        )

    def _note_keys(self, step: Step, text: RunText) -> None:
        removed = [
            (command.start, path)
            for command in text.script.commands
            for path in tools.files_deleted(command.unwrapped(), step.workdir, step.home)
        ]
        for command in text.script.every_command():
            for key in tools.keys_generated(command.unwrapped(), step.home, step.workdir):
                if not tools.is_covered(key.path, [path for start, path in removed if start >= command.start]):
                    span = text.span(command.start, command.end)
                    by_package = command.unwrapped().name in _SERVER_TOOLS
                    self.keys.append(
                        GeneratedKey(key.path, key.what, step, span, Confidence(key.confidence), by_package)
                    )
        for default in tools.default_credentials(text.script):
            span = text.span(default.start, default.end)
            self.default_passwords.append(DefaultPassword(default.what, step, span, span, Confidence.LIKELY))

    def _drop_tentative(self) -> None:
        """Forget the build arguments that nothing has used as a credential, and all that was noted of them."""
        held = [origin for holding in self.holdings for origin in holding.origins]
        if all(origin.is_firm for origin in (*self.variables, *held)):
            return
        self.variables = [origin for origin in self.variables if origin.is_firm]
        self.uses = [use for use in self.uses if use.origin.is_firm]
        self.in_queries = [use for use in self.in_queries if use.origin.is_firm]
        self.in_labels = [use for use in self.in_labels if use.origin.is_firm]
        self.writes = [w._replace(origins=kept) for w in self.writes if (kept := _firm(w.origins))]
        self.printed = [p._replace(origins=kept) for p in self.printed if (kept := _firm(p.origins))]
        for holding in self.holdings:
            holding.origins = _firm(holding.origins)
        self.holdings = [holding for holding in self.holdings if holding.origins]
        self.removals = [removal for removal in self.removals if removal.held_by.origins]
        self.copied = [copied for copied in self.copied if copied.holding is None or copied.holding.origins]
        self.downloads = [each for each in self.downloads if each.origin is None or each.origin.is_firm]
        self.judge.forget(lambda origin: not origin.is_firm)

    # -- called by the flow --------------------------------------------------------------------------------------

    def visible(self, step: Step) -> list[Origin]:
        """The variables in force at ``step`` that carry a credential."""
        names = dict.fromkeys(origin.name for origin in self.variables)
        found = (self.judge.origin(step.variable(name)) for name in names)
        return [origin for origin in found if origin is not None]

    def add_literal(self, literal: Literal) -> None:
        """Keep a literal credential unless its text is already known as one."""
        if any(known.overlaps(literal.span) for known in self._literal_spans):
            return
        self._literal_spans.add(literal.span)
        self.literals.append(literal)

    def hold(self, step: Step, holding: Holding) -> None:
        """Put a credential file into the stage's file system."""
        self.holdings.append(holding)
        self.files[step.stage.index].put(holding)

    @property
    def defaults(self) -> list[Origin]:
        """The variables whose value is a well-known default."""
        return [origin for origin in self.variables if origin.value == "default"]

    # -- answers -------------------------------------------------------------------------------------------------

    def exposures(self, origin: Origin) -> tuple[Exposure, ...]:
        """Where a variable's value stays visible."""
        found = []
        stage: Stage = origin.step.stage
        shipped = stage.index >= 0 and self.dockerfile.is_shipped(stage)
        if stage.index < 0:
            found.append(Exposure.TEXT)
        elif not shipped:
            found.append(Exposure.CACHE)
        elif origin.kind == "env":
            found += [Exposure.CONFIG, Exposure.HISTORY]
        else:
            found.append(Exposure.HISTORY)
        if origin.kind == "arg" and stage.index >= 0:
            found.append(Exposure.PROVENANCE)
        files = [each for each in self.holdings if shipped and each.write is not None and origin in each.origins]
        if any(each.is_kept and not self.is_hidden(each) for each in files):
            found.append(Exposure.LAYER)
        if any(each.is_kept and self.is_hidden(each) for each in files):
            found.append(Exposure.DELETED_IN_LAYER)
        if any(origin in printed.origins for printed in self.printed):
            found.append(Exposure.LOG)
        return tuple(found)

    def is_hidden(self, holding: Holding) -> bool:
        """Whether a later layer of the image takes the file away; a stage of which nothing is shipped does not."""
        removal = holding.removed_at
        if removal is None:
            return False
        return self.dockerfile.is_shipped(removal.step.stage) or not self.dockerfile.is_shipped(holding.step.stage)


def _firm(origins: tuple[Origin, ...]) -> tuple[Origin, ...]:
    return tuple(origin for origin in origins if origin.is_firm)


def trace(dockerfile: Dockerfile) -> Trace:
    """The trace of ``dockerfile``, computed on first asking."""
    if not isinstance(dockerfile.traced, Trace):
        dockerfile.traced = Trace(dockerfile).follow()
    return dockerfile.traced
