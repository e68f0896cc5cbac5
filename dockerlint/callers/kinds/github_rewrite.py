"""Steps of GitHub Actions with secrets in place of build arguments.

``secret-envs`` with the step's ``env`` passes a value on whatever is in it; ``secrets`` reads its lines as CSV, which
splits values with line ends and keeps or drops quotes.  build-push-action has ``secret-envs`` since v5.1.0.
"""

from __future__ import annotations

import re
from posixpath import relpath

from dockerlint.callers.build import LITERAL, VARIABLE
from dockerlint.callers.change import LITERAL_VALUE
from dockerlint.callers.collected import Collected
from dockerlint.callers.github.steps import is_at_least
from dockerlint.callers.kinds.github import BAKE, BUILDAH, StepHandle
from dockerlint.callers.yaml import Mapping, Scalar
from dockerlint.callers.yaml import edits as splice
from dockerlint.callers.yaml.scalars import written_plain
from dockerlint.finding import Fix, Safety
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal
from dockerlint.text import Edit

if TYPE_CHECKING:
    from dockerlint.callers.build import Build, Value
    from dockerlint.callers.change import Change
    from dockerlint.callers.kinds.lists import Line
    from dockerlint.text import Source

_FIRST_WITH_ENVS = (5, 1)


def rewrite_step(source: Source, build: Build, change: Change) -> list[Edit] | Refusal:
    handle = build.handle
    assert isinstance(handle, StepHandle)
    if build.opaque or build.no_mounts:
        return Refusal(build.opaque or build.no_mounts)
    return _Rewriter(source, build, handle).edits(change)


def secret_to_environment(source: Source, build: Build, line: Line, lines: tuple[Line, ...]) -> Fix | Refusal:
    """The fix that hands ``line`` of the input ``secrets`` over by ``secret-envs``; ``lines`` are all that it has."""
    handle = build.handle
    assert isinstance(handle, StepHandle)
    return _Rewriter(source, build, handle).moved_to_environment(line, lines)


class _Rewriter(Collected):
    no_room = "there is no room for it in the way that the step is written"

    def __init__(self, source: Source, build: Build, handle: StepHandle) -> None:
        super().__init__()
        self.source = source
        self.build = build
        self.handle = handle
        self.step = handle.step.mapping
        self.environment: dict[str, str] = {}  # what the step's env gains, as written

    def edits(self, change: Change) -> list[Edit] | Refusal:
        if self.handle.command is not None:
            self._command(change)
        elif self.handle.step.used.action in BAKE:
            self._bake(change)
        else:
            self._inputs(change)
        self._set_environment()
        return self.refusal or self.found

    # -- commands --------------------------------------------------------------------------------------------------

    def _command(self, change: Change) -> None:
        from dockerlint.callers.shell.rewrite import rewrite

        def bind(name: str, value: Value) -> list[Edit] | None:
            own = self.step.mapping("env")
            there = own.text(name) if own is not None else None
            if value.kind == VARIABLE or (there is not None and there.strip() != value.text.strip()):
                return None
            return [] if self._give(name, value.text) == name else None

        edits = rewrite(self.build._replace(handle=self.handle.command), change, bind)
        self._take(edits)

    # -- build-push-action and buildah-build -----------------------------------------------------------------------

    def _inputs(self, change: Change) -> None:
        inputs = self.step.mapping("with")
        if inputs is None or inputs.is_alias:
            self.refuse("its inputs are not written here")
            return
        ids = {move.argument: move.id for move in change.moves}
        gone = [line for line in self.handle.arguments if line.key in ids or line.key in change.dropped]
        lines: dict[str, list[str]] = {}
        for line in gone:
            if line.key in ids and not any(provider.id == ids[line.key] for provider in self.build.providers):
                key, text = self._provider(ids[line.key], line)
                if text not in lines.setdefault(key, []):
                    lines[key].append(text)
        for file in change.files:
            path = relpath(file.path, self.handle.step.base or ".")
            if self.handle.step.used.action in BUILDAH:
                lines.setdefault("extra-args", []).append(f"--secret=id={file.id},type=file,src={path}")
            else:
                lines.setdefault("secret-files", []).append(f"{file.id}={path}")
        if change.ssh:
            lines.setdefault("ssh", []).append("default")
        self._replace_lines(inputs, "build-args", self.handle.arguments, gone, lines)

    def _provider(self, identity: str, line: Line) -> tuple[str, str]:
        """The input and its line that give the secret."""
        value = line.value
        if value.kind == LITERAL:
            self.refuse(LITERAL_VALUE)
        if not self._has_envs():
            written = f"${{{{ env.{value.text} }}}}" if value.kind == VARIABLE else value.text
            return "secrets", f"{identity}={written}"
        if value.kind == VARIABLE:
            name = value.text
        else:
            name = self._give(line.key, value.text)
        if self.handle.step.used.action in BUILDAH:
            return "extra-args", f"--secret=id={identity},env={name}"
        return "secret-envs", f"{identity}={name}"

    def _has_envs(self) -> bool:
        """A commit that nothing tells the version of is taken for a newer one: an older one ends, and says so."""
        step = self.handle.step.used
        is_docker = step.action == "docker/build-push-action"
        return not is_docker or is_at_least(self.source, step, *_FIRST_WITH_ENVS) is not False

    def _replace_lines(
        self, inputs: Mapping, name: str, there: tuple[Line, ...], gone: list[Line], lines: dict[str, list[str]]
    ) -> None:
        """Take ``gone`` out of the lines ``there`` of one input, add ``lines`` to the inputs that they belong to."""
        arguments = inputs.entry(name)
        new = "\n".join(
            splice.block(key, *texts) for key, texts in lines.items() if not self._append(inputs, key, texts)
        )
        whole = arguments is not None and bool(gone) and len(gone) == len(there)
        if whole and arguments is not None and new and not inputs.is_flow:
            at = splice.line_start(self.source, arguments.key.span.start)
            if not self.source.text[at : arguments.key.span.start].strip():
                end = splice.line_end(self.source, arguments.end)
                self.found.append(splice.insert_below(self.source, arguments.end, new, inputs.column))
                self.found.append(Edit(self.source.path, arguments.key.span._replace(start=at, end=end), ""))
                return
        if new:
            self.add(splice.add_entry(self.source, inputs, new, arguments))
        if whole and arguments is not None:
            self.add(splice.remove_entry(self.source, inputs, arguments))
            return
        for line in gone:
            if line.whole == line.span:
                self.refuse(self.no_room)
            self.found.append(Edit(self.source.path, line.whole, ""))

    def _append(self, inputs: Mapping, key: str, texts: list[str]) -> bool:
        """Add lines to an input that is there already."""
        entry = inputs.entry(key)
        if entry is None:
            return False
        value = entry.value
        if isinstance(value, Scalar) and value.style == "|":
            for text in texts:
                self.add(splice.append_line(self.source, value, text))
        elif isinstance(value, Scalar) and not value.style and "\n" not in value.value and not inputs.is_flow:
            blanks = " " * (inputs.column + 2)
            newline = self.source.newline_at(value.span.start)
            written = newline.join(blanks + text for text in (value.value, *texts))
            self.add(splice.replace_scalar(self.source, value, f"|{newline}{written}"))
        else:
            self.refuse(self.no_room)
        return True

    def moved_to_environment(self, line: Line, lines: tuple[Line, ...]) -> Fix | Refusal:
        inputs = self.step.mapping("with")
        if not self._has_envs() or inputs is None or inputs.is_alias:
            return Refusal("secret-envs needs build-push-action 5.1.0 or newer")
        stored = re.search(r"secrets\.(\w+)", line.value.text)
        name = self._give(stored[1] if stored is not None else line.key.upper().replace("-", "_"), line.value.text)
        self._replace_lines(inputs, "secrets", lines, [line], {"secret-envs": [f"{line.key}={name}"]})
        self._set_environment()
        return self.refusal or Fix("hand it over by secret-envs", tuple(self.found), Safety.SAFE)

    # -- bake-action -----------------------------------------------------------------------------------------------

    def _bake(self, change: Change) -> None:
        ids = {move.argument: move.id for move in change.moves}
        for line in self.handle.arguments:
            target, _, name = line.key.partition(".args.")
            if name not in ids:
                continue
            if line.value.kind == LITERAL:
                self.refuse(LITERAL_VALUE)
            variable = line.value.text if line.value.kind == VARIABLE else self._give(name, line.value.text)
            # "=" would take away what the bake file gives.
            self.found.append(Edit(self.source.path, line.span, f"{target}.secrets+=id={ids[name]},env={variable}"))
        if change.files or change.ssh or change.dropped:
            self.refuse("the targets stand in a bake file")

    # -- the step's environment ------------------------------------------------------------------------------------

    def _give(self, name: str, written: str) -> str:
        """The variable that the step is given ``written`` as; another name where this one holds something else."""
        own = self.step.mapping("env")
        there = own.text(name) if own is not None else None
        if there is not None and there.strip() == written.strip():
            return name
        while there is not None or self.environment.get(name, written) != written:
            name += "_SECRET"
            there = own.text(name) if own is not None else None
        self.environment[name] = written
        return name

    def _set_environment(self) -> None:
        if not self.environment or self.refusal is not None:
            return
        entry = self.step.entry("env")
        lines = [f"{name}: {written_plain(value)}" for name, value in self.environment.items()]
        if entry is not None and isinstance(entry.value, Mapping):
            text = ", ".join(lines) if entry.value.is_flow else "\n".join(lines)
            self.add(splice.add_entry(self.source, entry.value, text))
            return
        if entry is not None:
            self.refuse("its environment is not written here")
            return
        before = self.step.entry("with") or self.step.entry("run")
        if before is None or self.step.is_flow:
            self.refuse(self.no_room)
            return
        inner = before.value.column if isinstance(before.value, Mapping) and not before.value.is_flow else 0
        blanks = " " * max(inner - self.step.column, 2)
        text = "\n".join(["env:", *(blanks + line for line in lines)])
        if before.key.value == "with":
            self.add(splice.add_before(self.source, self.step, text, before))
        else:
            self.add(splice.add_entry(self.source, self.step, text, before))

    def _take(self, edits: list[Edit] | Refusal) -> None:
        if isinstance(edits, Refusal):
            self.refuse(edits.reason)
        else:
            self.found += edits
