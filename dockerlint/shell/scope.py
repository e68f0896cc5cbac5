"""Where commands stand: what a list knows of the constructs around it."""

from __future__ import annotations

from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from dockerlint.shell.script import Block
    from dockerlint.shell.stream import Element


class Scope:
    """Where a list stands.  ``watched`` is true where its failure stops the script or fails it."""

    __slots__ = ("conditional", "depth", "list_id", "subshell", "watched")

    def __init__(self, list_id: int, depth: int, conditional: bool, subshell: bool, watched: bool) -> None:
        self.list_id = list_id
        self.depth = depth
        self.conditional = conditional
        self.subshell = subshell
        self.watched = watched


class Numbers:
    """What all readers of one script share: the lists so far and the next pipeline's number."""

    __slots__ = ("blocks", "pipeline")

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.pipeline = 0

    def open(self, block: Block) -> int:
        self.blocks.append(block)
        return len(self.blocks) - 1


def scope_of_pipeline(elements: list[Element], index: int, scope: Scope) -> Scope:
    """The scope of the commands of the pipeline that begins at ``index``."""
    element = elements[index]
    piped = index + 1 < len(elements) and elements[index + 1].joiner == "|"
    conditional, watched = scope.conditional, scope.watched
    subshell = scope.subshell or piped or element.background
    if not element.last or element.rescued or element.background:
        watched = False
    if element.joiner == "||" or (element.joiner == "&&" and not watched):
        conditional = True
    if conditional == scope.conditional and subshell == scope.subshell and watched == scope.watched:
        return scope
    return Scope(scope.list_id, scope.depth, conditional, subshell, watched)
