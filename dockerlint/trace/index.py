"""What a finished trace knows of one credential or one file, found without going through all of it."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockerlint.model import Step
    from dockerlint.trace.secrets import Copied, Download, Holding, Literal, Origin, Printed, Use, Write
    from dockerlint.trace.trace import Trace


class Deeds:
    """What is done with one credential, each list in the order of the trace."""

    __slots__ = ("children", "files", "printed", "uses", "writes")

    def __init__(self) -> None:
        self.children: list[Origin] = []  # the variables that are made of it
        self.uses: list[Use] = []
        self.writes: list[Write] = []
        self.printed: list[Printed] = []
        self.files: list[Holding] = []


_NONE = Deeds()


class Index:
    """The lists of a trace by credential, by name and by place.  They do not change once the trace is finished."""

    def __init__(self, trace: Trace) -> None:
        self._deeds: dict[Origin, Deeds] = {}
        self._uses_by_name: dict[str, list[Use]] = {}
        self._groups: dict[Origin, list[Origin]] = {}
        self._number: dict[int, int] = {}  # of a holding or a use, by its id
        self._files: dict[tuple[int, str], list[Holding]] = {}
        self._copied: dict[tuple[int, str], list[Copied]] = {}
        self._carried: dict[int, list[Copied]] = {}
        self._downloads: dict[tuple[int, str], list[Download]] = {}
        self._literals: dict[int, list[Literal]] = {}
        self._read_deeds(trace)
        self._read_places(trace)
        self._group(trace.variables)

    def _read_deeds(self, trace: Trace) -> None:
        for variable in trace.variables:
            for parent in dict.fromkeys(variable.parents):
                self._of(parent).children.append(variable)
        for number, use in enumerate(trace.uses):
            self._number[id(use)] = number
            self._of(use.origin).uses.append(use)
            self._uses_by_name.setdefault(use.origin.name, []).append(use)
        for write in trace.writes:
            for origin in write.origins:
                self._of(origin).writes.append(write)
        for printed in trace.printed:
            for origin in printed.origins:
                self._of(origin).printed.append(printed)
        for number, holding in enumerate(trace.holdings):
            self._number[id(holding)] = number
            for origin in holding.origins:
                self._of(origin).files.append(holding)

    def _read_places(self, trace: Trace) -> None:
        for holding in trace.holdings:
            self._files.setdefault((id(holding.step), holding.path), []).append(holding)
        for copied in trace.copied:
            self._copied.setdefault((id(copied.step), copied.destination), []).append(copied)
            if copied.holding is not None:
                self._carried.setdefault(id(copied.holding), []).append(copied)
        for download in trace.downloads:
            self._downloads.setdefault((id(download.step), download.path), []).append(download)
        for literal in trace.literals:
            self._literals.setdefault(id(literal.step), []).append(literal)

    def _of(self, origin: Origin) -> Deeds:
        return self._deeds.setdefault(origin, Deeds())

    def _group(self, variables: list[Origin]) -> None:
        """Variables of one name belong together, and so do those that are made of one another."""
        by_name: dict[str, list[Origin]] = {}
        for each in variables:
            by_name.setdefault(each.name, []).append(each)
        number = {each: at for at, each in enumerate(variables)}
        for first in variables:
            if first in self._groups:
                continue
            found = {first}
            pending = [first]
            while pending:
                each = pending.pop()
                near = [*by_name.pop(each.name, ()), *each.parents, *self.of(each).children]
                new = [other for other in dict.fromkeys(near) if other in number and other not in found]
                found.update(new)
                pending += new
            group = sorted(found, key=number.__getitem__)
            self._groups.update(dict.fromkeys(group, group))

    def of(self, origin: Origin) -> Deeds:
        return self._deeds.get(origin, _NONE)

    def group(self, origin: Origin) -> list[Origin]:
        """``origin`` and the variables of its name, of its parents, of its children, and so on, in file order."""
        return self._groups.get(origin, [origin])

    def uses(self, group: Iterable[Origin]) -> list[Use]:
        """The uses of any of ``group`` in the order of the trace."""
        return sorted((use for origin in group for use in self.of(origin).uses), key=self._place)

    def uses_of_name(self, name: str) -> list[Use]:
        return self._uses_by_name.get(name, [])

    def files(self, group: Iterable[Origin]) -> list[Holding]:
        """The files that hold any of ``group`` in the order of the trace."""
        found = {id(holding): holding for origin in group for holding in self.of(origin).files}
        return sorted(found.values(), key=self._place)

    def _place(self, of: Use | Holding) -> int:
        return self._number[id(of)]

    def files_at(self, step: Step, path: str) -> list[Holding]:
        """What ``step`` puts at ``path``."""
        return self._files.get((id(step), path), [])

    def copied_to(self, step: Step, path: str) -> list[Copied]:
        return self._copied.get((id(step), path), [])

    def copies_of(self, holding: Holding) -> list[Copied]:
        """Where another stage takes the file."""
        return self._carried.get(id(holding), [])

    def downloads_to(self, step: Step, path: str) -> list[Download]:
        return self._downloads.get((id(step), path), [])

    def literals_in(self, step: Step) -> list[Literal]:
        return self._literals.get(id(step), [])
