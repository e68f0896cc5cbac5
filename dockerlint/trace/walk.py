"""Following credentials through a whole Dockerfile, instruction by instruction."""

from __future__ import annotations

from bisect import bisect_left

from dockerlint.finding import Confidence
from dockerlint.record import TYPE_CHECKING
from dockerlint.trace import literals
from dockerlint.trace.catalogue import tools
from dockerlint.trace.filesystem import FileSystem
from dockerlint.trace.quiet import is_short, recall, remember
from dockerlint.trace.run_text import plain_text
from dockerlint.trace.secrets import CREDENTIALS_BY_PATH, DefaultPassword, GeneratedKey
from dockerlint.trace.trace import TooMuchError, Trace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.model import Dockerfile, Stage, Step, Variable
    from dockerlint.trace.quiet import Key
    from dockerlint.trace.run_text import RunText
    from dockerlint.trace.secrets import Origin

# Files that stages take over from those they start from, in the whole Dockerfile: more than any real one has.
_MOST_INHERITED = 100_000
# Installing an ssh server and starting it make host keys; many images do both and make new keys at their start.
_SERVER_TOOLS = frozenset(
    {"apt-get", "apt", "aptitude", "apt-fast", "service", "systemctl", "invoke-rc.d", "rc-service", "ssh", "sshd"}
)


def trace(dockerfile: Dockerfile) -> Trace:
    """The trace of ``dockerfile``, computed on first asking."""
    if not isinstance(dockerfile.traced, Trace):
        dockerfile.traced = _Walk(Trace(dockerfile)).finished()
    return dockerfile.traced


class _Walk:
    """A trace under way."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.dockerfile = trace.dockerfile
        self._inheritable = _MOST_INHERITED

    def finished(self) -> Trace:
        """The trace of the whole file."""
        if self.dockerfile.global_arguments:
            again = self._declared_again()
            for name, variable in self.dockerfile.global_arguments.items():
                if name not in again:
                    self._global_literal(variable)
        self._follow()
        if self.trace.copied or self.trace.downloads:
            from dockerlint.trace.copies import drop_explained

            drop_explained(self.trace)
        self._drop_tentative()
        literals.read_comments(self.trace)
        return self.trace

    def _follow(self) -> None:
        step = None
        try:
            for step in self._steps():
                self._step(step)
            for step in self.dockerfile.steps("ENV"):
                if any(pair.key in CREDENTIALS_BY_PATH for pair in step.instruction.pairs):
                    from dockerlint.trace.arrivals import read_environment

                    read_environment(self.trace, step)
        except TooMuchError:
            self.trace.ends_at = step

    def _steps(self) -> Iterator[Step]:
        for stage in self.dockerfile.stages:
            self.trace.files[stage.index] = FileSystem(self._inherited(stage))
            yield from stage.steps

    def _inherited(self, stage: Stage) -> FileSystem | None:
        files = self.trace.files[stage.parent.index] if stage.parent is not None else None
        self._inheritable -= len(files) if files is not None else 0
        return files if self._inheritable >= 0 else None

    def _declared_again(self) -> set[str]:
        """The global ARGs that some stage takes over."""
        return {
            name
            for stage in self.dockerfile.stages
            for name, declared in stage.arguments.items()
            if any(variable.inherited is not None for variable in declared)
        }

    def _global_literal(self, variable: Variable) -> None:
        """A global ARG that no stage declares again reaches no image, but a credential written there is in the text."""
        origin = self.trace.judge.judge(variable)
        if origin is not None and origin.value in ("token", "private-key", "jwt", "entropy", "url-credential"):
            self.trace.add_variable(origin)

    def _step(self, step: Step) -> None:
        match step.keyword:
            case "ENV":
                self._declare(step, step.stage.environments)
            case "ARG":
                self._declare(step, step.stage.arguments)
            case "RUN":
                self._run(step)
            case "COPY" | "ADD":
                from dockerlint.trace import copies

                copies.read_copy(self.trace, step)
                if step.instruction.heredocs or "://" in step.instruction.args:
                    literals.read_copy(self.trace, step)
            case "LABEL" | "CMD" | "ENTRYPOINT" | "HEALTHCHECK" | "MAINTAINER":
                literals.read_metadata(self.trace, step)

    def _declare(self, step: Step, table: dict[str, list[Variable]]) -> None:
        for pair in step.instruction.pairs:
            declared = table.get(pair.key, [])
            at = bisect_left(declared, step.index, key=_step_index)
            while at < len(declared) and declared[at].step is step:
                if declared[at].pair is pair:
                    origin = self.trace.judge.judge(declared[at])
                    if origin is not None:
                        self.trace.add_variable(origin)
                at += 1

    def _run(self, step: Step) -> None:
        files = self.trace.files[step.stage.index]
        plain = plain_text(step)
        if plain is not None and not self.trace.interest.has(step, plain, files):
            return
        if plain is None:
            text = self.trace.text(step)
            if not text.is_shell:
                literals.read_text(self.trace, step, text)
                return
            plain = text.text
            if not self.trace.interest.has(step, plain, files):
                self.trace.forget_text(step)
                return
        key = _key(self.trace, step, plain, files)
        known = recall(key) if key is not None else None
        if known is not None and known.holds(self.trace, step, files, {}, {}):
            return
        self._follow_run(step, files, key)

    def _follow_run(self, step: Step, files: FileSystem, key: Key | None) -> None:
        text = self.trace.text(step)
        deeds, left = self.trace.deeds, self.trace.left
        literals.read_text(self.trace, step, text)
        from dockerlint.trace.flow import Flow
        from dockerlint.trace.mounts import kept_out, secret_mounts

        flow = Flow(self.trace, text, files, secret_mounts(step), kept_out(step))
        if text.script.error is not None:
            at = text.script.error_at
            place = step.instruction.keyword_span if at is None else text.span(at, at + 1)
            self.trace.unread.append((place, text.script.error))
        flow.run()
        self.trace.removals += flow.removals
        self._note_keys(step, text, flow.known)
        is_quiet = self.trace.deeds == deeds and not flow.asked.is_odd and text.script.error is None
        if key is not None and is_quiet:
            remember(key, flow.asked, self.trace, files, left - self.trace.left)

    def _note_keys(self, step: Step, text: RunText, known: set[int]) -> None:
        """The keys that commands make; those that start at ``known`` make none."""
        removed: list[tuple[int, str]] | None = None
        for command in text.script.every_command(known):
            for key in tools.keys_generated(command.unwrapped(), step.home, step.workdir):
                if removed is None:
                    removed = _removed(step, text)
                self.trace.spend(len(removed))
                if not tools.is_covered(key.path, [path for start, path in removed if start >= command.start]):
                    span = text.span(command.start, command.end)
                    by_package = command.unwrapped().name in _SERVER_TOOLS
                    self.trace.keys.append(
                        GeneratedKey(key.path, key.what, step, span, Confidence(key.confidence), by_package)
                    )
        for default in tools.default_credentials(text.script):
            span = text.span(default.start, default.end)
            self.trace.default_passwords.append(DefaultPassword(default.what, step, span, span, Confidence.LIKELY))

    def _drop_tentative(self) -> None:
        """Forget the build arguments that nothing has used as a credential, and all that was noted of them."""
        found = self.trace
        weak: set[Origin] = set()
        for origin in dict.fromkeys((*found.variables, *(each for held in found.holdings for each in held.origins))):
            if origin.tentative or any(each in weak or each.tentative for each in origin.parents):
                weak.add(origin)
        if weak:
            found.forget(weak)


def _key(trace: Trace, step: Step, text: str, files: FileSystem) -> Key | None:
    """What is known of a RUN with this text, and without options, is known by this; None for a long one."""
    if step.instruction.flags or not is_short(text):
        return None
    return (text, step.workdir, step.home, step.stage.escape, bool(files), trace.has_tokens)


def _removed(step: Step, text: RunText) -> list[tuple[int, str]]:
    """What the commands of a RUN remove, and where they start."""
    return [
        (command.start, path)
        for command in text.script.commands
        for path in tools.files_deleted(command.unwrapped(), step.workdir, step.home)
    ]


def _step_index(variable: Variable) -> int:
    return variable.step.index
