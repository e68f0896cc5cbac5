"""Everything that a stage does to its file system, sorted by what becomes of it when the build is split off."""

from __future__ import annotations

import posixpath

from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.staging.calls import decided_by, filled, folder_of, is_below, is_known, is_within, join
from dockerlint.staging.effects import effects_of
from dockerlint.staging.scripts import in_script
from dockerlint.trace.mounts import mount_flags, secret_mounts

if TYPE_CHECKING:
    from dockerlint.model import Stage, Step
    from dockerlint.model.context import Context
    from dockerlint.staging.calls import Call
    from dockerlint.staging.effects import Effect
    from dockerlint.staging.sources import Sources
    from dockerlint.trace.trace import Trace

# What is left behind there is of no use to a running program.
SCRATCH = (
    "/tmp", "/var/tmp",  # noqa: S108 - paths in an image
    "/var/cache", "/var/lib/apt", "/var/lib/dpkg", "/var/log", "/root/.cache", "/root/.npm",
    "/root/.m2", "/root/.gradle",
    "/root/.cargo", "/root/.composer", "/root/.nuget", "/root/.ivy2", "/root/.sbt", "/root/.config", "/go/pkg",
    "/usr/share/doc", "/usr/share/man", "/usr/share/locale",
    "/usr/local/cargo/registry", "/usr/local/cargo/git", "/usr/local/share/.cache", "/etc/apt", "/etc/yum.repos.d",
    "/etc/apk", "/usr/src/php",
    "/root/.npmrc", "/root/.netrc", "/root/.ssh", "/root/.gitconfig", "/root/.git-credentials", "/root/.pypirc",
    "/root/.yarnrc", "/root/.local/share/pnpm",
    "/proc", "/sys", "/dev", "/run/secrets", "/etc/profile.d", "/root/.bashrc", "/root/.profile", "/etc/bash.bashrc",
    "/etc/dpkg", "/usr/sbin/policy-rc.d",
)  # fmt: skip
# Folders of the system: one is never carried over as a whole.
SYSTEM = frozenset({
    "/", "/bin", "/boot", "/etc", "/home", "/lib", "/lib64", "/media", "/opt", "/root", "/run", "/sbin",
    "/usr", "/usr/bin",
    "/usr/include", "/usr/lib", "/usr/libexec", "/usr/local", "/usr/local/bin", "/usr/local/etc",
    "/usr/local/include", "/usr/local/lib",
    "/usr/local/sbin", "/usr/local/share", "/usr/sbin", "/usr/share", "/usr/src", "/var", "/var/lib",
    "/go", "/go/bin", "/go/src", "/etc/ssl",
    "/etc/ssl/certs", "/etc/nginx", "/etc/nginx/conf.d", "/usr/lib/x86_64-linux-gnu",
    "/usr/local/share/ca-certificates", "/etc/cron.d", "/etc/init.d",
})  # fmt: skip


_MOST_COMMANDS = 2_000


class Arrival(NamedTuple):
    """What a COPY or ADD brings: ``paths`` are the files or folders in the image, ``whole`` the folder it fills.

    ``exact`` is false where it cannot be told which names it makes in ``whole``.
    """

    step: Step
    paths: tuple[str, ...]
    whole: str
    exact: bool
    sources: tuple[str, ...]


class Survey:
    """What the steps of one stage do, up to ``problem``: the first thing that is not understood, with its step."""

    def __init__(self, trace: Trace, stage: Stage) -> None:
        self.trace = trace
        self.stage = stage
        self.context: Context | None = trace.dockerfile.context
        self.effects: list[tuple[Step, list[Effect]]] = []
        self.arrivals: list[Arrival] = []
        self.problem: tuple[Step, str] | None = None
        self.remembered: dict[object, Sources] = {}  # what was read of the context, by what it was read for
        for step in stage.steps:
            if step.keyword == "RUN":
                self._run(step)
            elif step.keyword in ("COPY", "ADD"):
                self._arrive(step)
            if self.problem is not None:
                break

    def _run(self, step: Step) -> None:
        effects: list[Effect] = []
        self.effects.append((step, effects))
        for effect in (each for known in effects_of(self.trace, step) for each in in_script(self, known)):
            effects.append(effect)
            if effect.kind == "unknown":
                self.problem = (step, effect.reason)
                break

    def _arrive(self, step: Step) -> None:
        instruction = step.instruction
        words = list(instruction.json) if instruction.json is not None else [word.raw for word in instruction.words]
        words = [filled(step, word) for word in words]
        if len(words) < 2 or not all(is_known(word) for word in words):
            undecided = decided_by(words) if len(words) > 1 else ": it names no target"
            self.problem = (step, f"where {step.keyword} puts its files is not known here{undecided}")
            return
        *sources, target = words
        folder = folder_of(step)
        whole = join(folder, target)
        if not is_known(whole):
            self.problem = (step, f"where {step.keyword} puts its files is not known here")
            return
        if instruction.heredocs:
            self.arrivals.append(Arrival(step, (whole,), posixpath.dirname(whole), True, ()))
            return
        from_elsewhere = any(flag.name == "from" for flag in instruction.flags)
        keeps_parents = any(flag.name == "parents" for flag in instruction.flags)
        into = target.endswith("/") or len(sources) > 1 or target in (".", "..") or whole == folder or whole in SYSTEM
        paths: list[str] = []
        exact = not keeps_parents
        for source in sources:
            found = self._landing(source, whole, into, from_elsewhere, step.keyword)
            if found is None:
                exact = False
            else:
                paths += found
        self.arrivals.append(Arrival(step, tuple(paths), whole, exact, () if from_elsewhere else tuple(sources)))

    def _landing(self, source: str, whole: str, into: bool, elsewhere: bool, keyword: str) -> list[str] | None:
        """The paths that one source makes, None where that cannot be told."""
        if keyword == "ADD" and ("://" in source or source.startswith("git@")):
            name = posixpath.basename(source.split("?", maxsplit=1)[0])
            return [posixpath.join(whole, name) if into else whole]
        if any(char in source for char in "*?["):
            if self.context is None or elsewhere:
                return None
            matched = self.context.matching(source)
            depth = len(posixpath.normpath(source).lstrip("/").split("/"))
            if not matched or any(len(path.split("/")) != depth for path in matched):
                return None
            return [posixpath.join(whole, posixpath.basename(path)) for path in matched]
        name = posixpath.basename(posixpath.normpath(source))
        if not elsewhere and self.context is not None and self.context.known and self.context.exists(source):
            files = self.context.matching(source)
            cleaned = posixpath.normpath(source).lstrip("/")
            if files == (cleaned,):
                if keyword == "ADD" and _is_archive(name):
                    return None
                return [posixpath.join(whole, name) if into else whole]
            prefix = "" if cleaned in (".", "") else cleaned + "/"
            start = len(prefix)
            tops = dict.fromkeys([path[start:].partition("/")[0] for path in files])
            folder = whole.rstrip("/") + "/"
            return [folder + top for top in tops] if tops else [whole]
        if keyword == "ADD" and _is_archive(name):
            return None
        if name in (".", "/", "") or source.endswith("/"):
            return None
        if "." in name[1:] or elsewhere or name in _FILES:
            return [posixpath.join(whole, name) if into else whole]
        return None if into else [whole]

    # -- answers -------------------------------------------------------------------------------------------------

    @property
    def is_too_long(self) -> bool:
        """Whether there are more commands than any build has that people write."""
        return len(self.arrivals) + sum(len(effects) for _, effects in self.effects) > _MOST_COMMANDS

    def of_kind(self, *kinds: str) -> list[Effect]:
        return [effect for _, effects in self.effects for effect in effects if effect.kind in kinds]

    @property
    def written(self) -> list[str]:
        """The paths that RUNs write or name as their output, in order: neither scratch nor copies of credentials."""
        effects = [effect for effect in self.of_kind("write", "build") if not _is_of_a_credential(effect)]
        held = {holding.path for holding in self.trace.holdings if holding.write is not None}
        paths = dict.fromkeys(path for effect in effects for path in effect.paths)
        return [path for path in paths if not is_scratch(path) and path not in held]

    @property
    def links(self) -> list[str]:
        """The links that RUNs make."""
        return [path for effect in self.of_kind("setup") if effect.call.name == "ln" for path in effect.paths]

    @property
    def folders(self) -> list[str]:
        """The folders of the project: what the context was copied to, where a build tool worked, where things were"
        " cloned.
        """
        found: dict[str, None] = {}
        for arrival in self.arrivals:
            if arrival.paths != (arrival.whole,) or not self._is_file(arrival):
                found[arrival.whole] = None
        for effect in self.of_kind("build"):
            found[effect.call.cwd] = None
        return [folder for folder in found if folder not in SYSTEM and not is_scratch(folder) and is_known(folder)]

    @property
    def passing(self) -> frozenset[str]:
        """Where RUNs mount caches and memory: what they write there is in no layer."""
        found = [
            join(folder_of(step), flag.get("target", "dst", "destination") or "")
            for step, _ in self.effects
            for flag in mount_flags(step)
            if flag.type in ("cache", "tmpfs")
        ]
        return frozenset(path for path in found if is_known(path) and path != "/")

    def is_gone(self, path: str) -> bool:
        """Whether the build takes ``path`` away again, or wrote it to a cache, and nothing brings it back."""
        last = -1
        passing = self.passing
        if is_within(path, passing) and not any(is_within(arrival.whole, passing) for arrival in self.arrivals):
            return True
        for step, effects in self.effects:
            for effect in effects:
                away = effect.paths if effect.kind == "remove" else effect.gone
                if any(is_below(path, each) for each in away):
                    last = step.index
                elif effect.kind in ("write", "build") and path in effect.paths:
                    last = -1
        return last >= 0 and not any(
            arrival.step.index > last and is_below(path, arrival.whole) for arrival in self.arrivals
        )

    def _is_file(self, arrival: Arrival) -> bool:
        """Whether a COPY makes one file."""
        if not arrival.sources or arrival.step.instruction.heredocs:
            return True
        source = posixpath.normpath(arrival.sources[0]).lstrip("/")
        if self.context is not None and self.context.exists(source):
            return self.context.matching(source) == (source,)
        name = posixpath.basename(arrival.whole)
        return "." in posixpath.basename(source)[1:] or "." in name[1:]

    @property
    def build_folders(self) -> list[str]:
        """Those of the project's folders that a build tool works in or is told of."""
        calls = [effect.call for effect in self.of_kind("build", "install") if not effect.is_of_system]
        return [folder for folder in self.folders if any(_concerns(call, folder) for call in calls)]

    @property
    def files(self) -> tuple[str, ...]:
        """The files of the build context; none where it is not seen."""
        return self.context.files if self.context is not None and self.context.known else ()

    def read(self, path: str) -> str | None:
        """The text of a file of the context, None when it is not there."""
        data = self.context.read(path) if self.context is not None else None
        return None if data is None else data.decode("utf-8", "replace")

    def source_of(self, path: str) -> str | None:
        """The file of the context that becomes ``path`` in the image, None when none is known to."""
        for arrival in reversed(self.arrivals):
            for source in arrival.sources:
                cleaned = posixpath.normpath(source).lstrip("/")
                cleaned = "" if cleaned == "." else cleaned
                direct = {posixpath.join(arrival.whole, posixpath.basename(cleaned)), arrival.whole}
                if path in direct and self.context is not None and self.context.matching(cleaned) == (cleaned,):
                    return cleaned
                if is_below(path, arrival.whole):
                    inner = path[len(arrival.whole) :].lstrip("/")
                    candidate = posixpath.join(cleaned, inner) if cleaned else inner
                    if self.context is not None and self.context.read(candidate, 1) is not None:
                        return candidate
        return None

    def copied_from(self, path: str) -> str | None:
        """The file of the context that a RUN copies to ``path``, None when none is known to be."""
        copies = (each for each in self.of_kind("write") if each.call.name in ("cp", "mv", "install"))
        for effect in copies:
            for operand in effect.call.operands if path in effect.paths else ():
                source = self.source_of(effect.call.path(operand)) if is_known(operand) else None
                if source is not None:
                    return source
        return None


_FILES = frozenset(
    "Makefile Gemfile Procfile Rakefile Pipfile gradlew mvnw LICENSE artisan entrypoint Caddyfile crontab".split()
)


def _concerns(call: Call, folder: str) -> bool:
    if is_below(call.cwd, folder) or (call.cwd not in SYSTEM and is_below(folder, call.cwd)):
        return True
    return any(
        "/" in arg and is_below(folder, call.path(arg)) for arg in call.args if is_known(arg) and call.path(arg) != "/"
    )


def _is_of_a_credential(effect: Effect) -> bool:
    """Whether a command copies what a secret is mounted at."""
    targets = {mount.target for mount in secret_mounts(effect.call.step) if mount.target}
    return any(effect.call.path(arg) in targets for arg in effect.call.args)


def _is_archive(name: str) -> bool:
    return name.endswith((".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tar.zst"))


def is_scratch(path: str) -> bool:
    """Whether nothing at ``path`` is of use when the container runs, but git's settings."""
    return any(is_below(path, folder) for folder in SCRATCH) and not path.endswith("/.gitconfig")
