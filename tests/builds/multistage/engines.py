"""Two engines behind one face: buildah, and docker with BuildKit.  Neither pulls anything."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol

_LONGEST = 900  # seconds for one build
_DOCKERS_OWN = 125  # the status of `docker run` when it is not the container's


class EngineError(RuntimeError):
    """The engine itself failed: an image is gone that it has just made, a container cannot be started."""


class Ran(NamedTuple):
    """How a command ended; ``output`` is what it wrote to both streams."""

    status: int
    output: str


class Engine(Protocol):
    """What a proof needs of an engine."""

    name: str

    def build(self, context: Path, tag: str, secrets: Mapping[str, Path], *, is_fresh: bool = True) -> Ran: ...

    def save(self, tag: str, archive: Path) -> None: ...

    def load(self, archive: Path, tags: list[str]) -> None: ...

    def has(self, tag: str) -> bool: ...

    def identity(self, tag: str) -> str: ...

    def environment(self, tag: str) -> dict[str, str]: ...

    def run(self, tag: str, command: list[str]) -> Ran: ...

    def serving(self, tag: str, command: list[str], log: Path) -> AbstractContextManager[None]: ...

    def remove(self, tag: str) -> None: ...


class Docker:
    """docker's command line with BuildKit, against ``host`` or whatever DOCKER_HOST says.

    Where the daemon is the proofs' own, what BuildKit has cached of an image goes with the image.
    """

    def __init__(self, program: str = "docker", host: str | None = None, *, is_own: bool = False) -> None:
        self.name = "BuildKit"
        self._program = program
        self._environment = {**os.environ, "DOCKER_BUILDKIT": "1", **({"DOCKER_HOST": host} if host else {})}
        self._is_own = is_own

    def _run(self, *arguments: str, timeout: int = 120) -> Ran:
        return _ran([self._program, *arguments], self._environment, timeout)

    def is_there(self) -> bool:
        """Whether the daemon answers."""
        return self._run("version", "--format", "{{.Server.Version}}").status == 0

    def build(self, context: Path, tag: str, secrets: Mapping[str, Path], *, is_fresh: bool = True) -> Ran:
        """Build a context; where it need not be fresh, with the layers of an earlier build of the same steps."""
        # The integrated frontend builds: another one would have to be pulled.
        dockerfile = context.with_suffix(".dockerfile")
        text = (context / "Dockerfile").read_text()
        dockerfile.write_text(re.sub(r"\A((?:#.*\n)*?)# *syntax *=.*\n", r"\1", text))
        given = [f"--secret=id={name},src={path}" for name, path in secrets.items()]
        options = ("--network=host", "-q", "-t", tag, "-f", str(dockerfile))
        done = self._run("build", *options, *_without_cache(is_fresh), *given, str(context), timeout=_LONGEST)
        dockerfile.unlink()
        return done

    def build_stage(self, context: Path, stage: str, tag: str) -> None:
        """Build one stage of a Dockerfile, with what is cached of it."""
        _checked(
            self._run("build", "--network=host", "-q", "--target", stage, "-t", tag, str(context), timeout=_LONGEST)
        )

    def import_tree(self, tree: Path, tag: str) -> None:
        """Make an image of a file system."""
        path = "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        _checked(self._run("import", "--change", 'CMD ["bash"]', "--change", path, str(tree), tag, timeout=300))

    def save(self, tag: str, archive: Path) -> None:
        _checked(self._run("save", "-o", str(archive), tag))

    def load(self, archive: Path, tags: list[str]) -> None:
        loaded = _checked(self._run("load", "-q", "-i", str(archive), timeout=300))
        self.tag(loaded.split(": ", 1)[1].strip(), tags)

    def tag(self, image: str, tags: list[str]) -> None:
        for tag in tags:
            _checked(self._run("tag", image, tag))

    def has(self, tag: str) -> bool:
        return self.identity(tag) != ""

    def identity(self, tag: str) -> str:
        """The digest of an image, "" where there is none of that name."""
        done = self._run("image", "inspect", "--format", "{{.Id}}", tag)
        return "" if done.status else done.output.strip()

    def environment(self, tag: str) -> dict[str, str]:
        return _pairs(json.loads(_checked(self._run("image", "inspect", "--format", "{{json .Config.Env}}", tag))))

    def run(self, tag: str, command: list[str]) -> Ran:
        ran = self._run("run", "--rm", "--network=host", "--entrypoint", command[0], tag, *command[1:])
        if ran.status == _DOCKERS_OWN:
            raise EngineError(ran.output[-800:])
        return ran

    @contextmanager
    def serving(self, tag: str, command: list[str], log: Path) -> Iterator[None]:
        started = (
            _checked(self._run("run", "-d", "--network=host", "--entrypoint", command[0], tag, *command[1:]))
            .strip()
            .splitlines()[-1]
        )
        try:
            yield
        finally:
            log.write_text(self._run("logs", started).output)
            self._run("rm", "-f", started)

    def remove(self, tag: str) -> None:
        self._run("rmi", "-f", tag)
        if self._is_own:
            self._run("builder", "prune", "-f", timeout=300)


class Buildah:
    """buildah, with whatever storage its own configuration says, or all that it keeps in ``home``."""

    def __init__(self, program: str = "buildah", home: Path | None = None) -> None:
        self.name = "buildah"
        self._command = [program]
        self._home = home
        self._environment = {**os.environ, "BUILDAH_ISOLATION": "chroot"}
        self._policy: list[str] = []
        if home is not None:
            policy = home / "policy.json"
            policy.write_text('{"default": [{"type": "insecureAcceptAnything"}]}')
            self._policy = ["--signature-policy", str(policy)]
            self._environment["TMPDIR"] = str(home)
            # overlay copies nothing; vfs works everywhere
            for driver in ("overlay", "vfs"):
                self._command = [
                    program,
                    "--root",
                    f"{home}/{driver}",
                    "--runroot",
                    f"{home}/run",
                    "--storage-driver",
                    driver,
                ]
                if self._run("images").status == 0:
                    break

    def _run(self, *arguments: str, timeout: int = 120) -> Ran:
        return _ran([*self._command, *arguments], self._environment, timeout)

    def build(self, context: Path, tag: str, secrets: Mapping[str, Path], *, is_fresh: bool = True) -> Ran:
        """Build a context; where it need not be fresh, with the layers of an earlier build of the same steps."""
        given = [f"--secret=id={name},src={path}" for name, path in secrets.items()]
        options = ("--layers", "--pull-never", "--network=host", "--format=docker", "-t", tag)
        return self._run(
            "bud", *self._policy, *options, *_without_cache(is_fresh), *given, str(context), timeout=_LONGEST
        )

    def save(self, tag: str, archive: Path) -> None:
        _checked(self._run("push", "-q", *self._policy, tag, f"docker-archive:{archive}", timeout=300))

    def load(self, archive: Path, tags: list[str]) -> None:
        """Take an image over under ``tags``, which buildah keeps by their full names."""
        loaded = _checked(self._run("pull", "-q", *self._policy, f"docker-archive:{archive}", timeout=300)).split()[-1]
        for tag in tags:
            full = tag if "." in tag.partition("/")[0] else f"docker.io/library/{tag}"
            _checked(self._run("tag", loaded, full))

    def has(self, tag: str) -> bool:
        return self.identity(tag) != ""

    def identity(self, tag: str) -> str:
        """The digest of an image, "" where there is none of that name."""
        done = self._run("inspect", "--type=image", "--format", "{{.FromImageID}}", tag)
        return "" if done.status else done.output.strip()

    def environment(self, tag: str) -> dict[str, str]:
        described = json.loads(_checked(self._run("inspect", "--type=image", tag)))
        return _pairs(described["OCIv1"]["config"].get("Env"))

    @contextmanager
    def _container(self, tag: str) -> Iterator[str]:
        container = _checked(self._run("from", "--pull-never", *self._policy, tag)).split()[-1]
        try:
            yield container
        finally:
            self._run("rm", container)

    def run(self, tag: str, command: list[str]) -> Ran:
        with self._container(tag) as container:
            ran = self._run("run", container, "--", *command)
        # buildah's own words about a status other than 0
        return ran._replace(
            output=re.sub(r"(?:(?:subprocess exited with|Error: exit) status \d+\n)+\Z", "", ran.output)
        )

    @contextmanager
    def serving(self, tag: str, command: list[str], log: Path) -> Iterator[None]:
        with self._container(tag) as container, log.open("wb") as output:
            server = subprocess.Popen(
                [*self._command, "run", container, "--", *command],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                yield
            finally:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()

    def remove(self, tag: str) -> None:
        self._run("rmi", "-f", tag)

    def clear(self) -> None:
        """Delete all that is kept in ``home``, and what is mounted there."""
        if self._home is not None:
            self._run("rm", "--all")
            unmount_below(self._home)
            shutil.rmtree(self._home)


def unmount_below(folder: Path) -> None:
    """Take away the mounts that an engine that was killed has left there."""
    mounted = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
    for point in reversed([point for point in mounted if point.startswith(f"{folder}/")]):
        subprocess.run(["umount", "-l", point], check=False)


def answer(url: str, seconds: float = 60) -> str | None:
    """What a server answers as soon as it is there: its last refusal when it has no page, None when it is silent."""
    end = time.monotonic() + seconds
    refusal = None
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=30) as response:
                return str(response.read().decode())
        except urllib.error.HTTPError as error:  # some servers answer before the program is loaded
            refusal = f"HTTP {error.code}: {error.read(300)!r}"
            time.sleep(1)
        except OSError:
            time.sleep(0.1)
    return refusal


def _without_cache(is_fresh: bool) -> tuple[str, ...]:
    return ("--no-cache",) if is_fresh else ()


def _ran(command: list[str], environment: Mapping[str, str], timeout: int) -> Ran:
    # A file, as buildah 1.28 loses what a short-lived command in a chroot prints last into a pipe.
    with tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                timeout=timeout, check=False,
            )  # fmt: skip
            status = done.returncode
        except subprocess.TimeoutExpired:
            status = 124
        output.seek(0)
        return Ran(status, output.read().decode(errors="replace"))


def _pairs(listed: list[str] | None) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in listed or [])


def _checked(done: Ran) -> str:
    if done.status:
        raise EngineError(done.output[-800:])
    return done.output
