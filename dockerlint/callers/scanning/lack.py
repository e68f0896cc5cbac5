"""A push that no scan stands before, in whatever kind of file, with the edits that put one there."""

from __future__ import annotations

from dockerlint.callers.scanning.act import PUSH, key
from dockerlint.callers.scanning.acts import acts
from dockerlint.callers.scanning.shell import add_scan
from dockerlint.finding import Fix, Safety
from dockerlint.record import TYPE_CHECKING, NamedTuple
from dockerlint.rewrite.outcome import Refusal
from dockerlint.shell import read_script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.embedded import Embedded
    from dockerlint.callers.scanning.commands import Idiom
    from dockerlint.callers.scanning.flow import Images
    from dockerlint.text import Edit, Span


_BRING_IT = frozenset(("github", "gitlab", "circleci", "azure", "jenkins"))  # the new steps install it
_MOST_COMMANDS = 3000  # of one text; following it takes the square of that


class Lack(NamedTuple):
    """``span`` is the push.  ``remedy`` are edits that belong together, or why there are none.

    ``tested`` is an earlier build of the same files, whose image was looked at in place of the pushed one.
    ``help`` says what the edits need where they run.  ``reports`` is whether they have a report written that nothing
    takes up yet.
    """

    span: Span
    remedy: tuple[Edit, ...] | Refusal
    tested: Span | None = None
    reports: bool = False
    help: str = ""
    title: str = "scan the image before it is pushed, and push what was scanned"

    def needs(self, kind: str) -> str | None:
        """What has to be there for the fix, where the service's own machines may not have it."""
        if self.help or isinstance(self.remedy, Refusal):
            return self.help or None
        has_archive = any("oci-archive:" in edit.text for edit in self.remedy)
        needed = [] if kind in _BRING_IT else ["dockerlint: pip install 'dockerlint[image]'"]
        if has_archive and kind not in ("github", "azure"):
            needed.append("skopeo, and a builder that writes OCI archives: docker buildx create --use")
        if any("--load" in edit.text for edit in self.remedy):
            needed.append("docker's own builder: name another one by --builder, and the build writes an OCI archive")
        return "the fix needs " + "; ".join(needed) if needed else None

    def fix(self) -> Fix | Refusal:
        """The remedy as a fix: whether the tools that the new steps call are there is not known."""
        remedy = self.remedy
        return remedy if isinstance(remedy, Refusal) else Fix(self.title, remedy, Safety.UNSAFE)


def lacks_of_text(text: Embedded, images: Images, idiom: Idiom, shown: str | None = None) -> Iterator[Lack]:
    """The pushes of shell text that lack a scan, each counted as scanned from then on when a fix is offered.

    ``shown`` is the text as the shell gets it, of the same length, where that is not what is written.
    """
    script = read_script(text.text if shown is None else shown)
    if len(script.commands) > _MOST_COMMANDS:
        for act in acts(script):
            if act.kind == PUSH or act.pushes_itself:
                yield Lack(
                    text.span(act.command.start, act.command.end), Refusal("the script is too long to be followed")
                )
        return
    for act in images.unscanned(script, idiom.stops):
        step = add_scan(text, script, act, idiom)
        span = text.span(act.command.start, act.command.end)
        if isinstance(step, Refusal):
            yield Lack(span, step)
            continue
        for word in act.words:
            images.scan(key(word), step.guard)
        yield Lack(span, step.edits, reports=step.reports)
        if step.reports:  # a second report would overwrite the first
            idiom = idiom._replace(report="")
