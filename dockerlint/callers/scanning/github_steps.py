"""The steps that a workflow gets: the scan, the upload of its report, the push of what was scanned."""

from __future__ import annotations

from dockerlint.callers.github.permissions import permit
from dockerlint.callers.github.steps import as_used, step_below
from dockerlint.callers.scanning.commands import BY_PIPX, COPY, Idiom, report, scan
from dockerlint.record import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockerlint.callers.github.steps import GithubStep, Job
    from dockerlint.text import Edit, Source

UPLOAD = "github/codeql-action/upload-sarif"


class Fresh(NamedTuple):
    """What one scan calls its own: files in the runner's temporary folder, and the step's id."""

    archive: str
    report: str
    id: str
    is_first: bool


class Names:
    """Names that a job does not have yet, told apart by a number from the second on."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._taken: set[str] = set()

    def next(self) -> Fresh:
        """Names that are still to be had."""
        count = 1
        while True:
            number = "" if count == 1 else f"-{count}"
            names = Fresh(f"image{number}.tar", f"image{number}.sarif", f"image-scan{number}", count == 1)
            used = (f"/{names.archive}", f"/{names.report}", f"id: {names.id}\n", f"id: {names.id}\r")
            if names.id not in self._taken and not any(each in self._text for each in used):
                return names
            count += 1

    def take(self, names: Fresh) -> None:
        self._taken.add(names.id)

    def fresh(self) -> Fresh:
        """Names that nobody else gets."""
        names = self.next()
        self.take(names)
        return names


def scan_step(job: Job, fresh: Fresh, reference: str, condition: str | None, extra: str = "", env: str = "") -> str:
    """The step that fails when the image holds a secret.  ``extra`` are options, ``env`` lines of its environment."""
    idiom = Idiom(BY_PIPX, report=f'"$RUNNER_TEMP/{fresh.report}"')
    lines = [report(idiom, extra + reference)] if takes_reports(job) else []
    lines.append(scan(idiom, extra + reference))
    return "\n".join(
        [
            "name: Scan the image for secrets",
            f"id: {fresh.id}",
            *([f"if: {condition}"] if condition is not None else []),
            *(["shell: bash"] if job.is_composite else []),
            *(["env:", *(f"  {line}" for line in env.split("\n"))] if env else []),
            "run: |",
            *(f"  {line}" for line in lines),
        ]
    )


def takes_reports(job: Job) -> bool:
    """Whether the job can ask for the permission to show a report in code scanning itself."""
    return not (job.is_composite or job.is_reusable)


def upload_step(source: Source, fresh: Fresh, condition: str = "") -> str:
    """The step that takes the report to code scanning, whatever the scan came to.

    Code scanning is not there for every repository, nor the permission for requests from forks: that
    is no reason to fail.
    """
    asks = f"!cancelled() && steps.{fresh.id}.outcome != 'skipped'"
    lines = [
        "name: Show what the scan found in code scanning",
        f"if: ${{{{ {condition or asks} }}}}",
        f"uses: {as_used(source, UPLOAD, 'v4')}",
        "continue-on-error: true",
        "with:",
        f"  sarif_file: ${{{{ runner.temp }}}}/{fresh.report}",
    ]
    if not fresh.is_first:  # two reports of one category replace each other
        lines.append(f"  category: {fresh.id}-${{{{ strategy.job-index }}}}")
    return "\n".join(lines)


def push_step(fresh: Fresh, tags: str, condition: str | None, *, is_composite: bool) -> str:
    """The step that pushes the bytes of the archive under every tag; ``tags`` is the YAML of the value."""
    return "\n".join(
        [
            "name: Push the scanned image",
            *([f"if: {condition}"] if condition is not None else []),
            *(["shell: bash"] if is_composite else []),
            "env:",
            *(f"  {line}" for line in f"TAGS: {tags}".split("\n")),
            *loop_over_tags(f'{COPY} "oci-archive:$RUNNER_TEMP/{fresh.archive}" "docker://$tag"'),
        ]
    )


def loop_over_tags(command: str) -> list[str]:
    """``run`` with ``command`` for every ``$tag`` of TAGS, which stand on lines or behind commas."""
    return ["run: |", "  for tag in ${TAGS//,/ }; do", f"    {command}", "  done"]


def upload(source: Source, job: Job, step: GithubStep, fresh: Fresh) -> tuple[Edit, ...]:
    """Behind a ``run`` step that writes a report: its upload."""
    permissions = permit(source, job, {"security-events": "write"}) or ()
    own_id = step.node.text("id")
    asks = f"!cancelled() && steps.{own_id}.outcome != 'skipped'" if own_id is not None else "!cancelled()"
    edit = step_below(source, job, step, [upload_step(source, fresh, asks)])
    return (edit, *permissions) if edit is not None else ()
