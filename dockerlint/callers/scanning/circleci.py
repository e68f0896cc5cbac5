"""CircleCI: ``run`` steps are shell text, ended by its first failing command; the docker orb has steps that push.

Sources: circleci.com/docs, "Configuration reference"; CircleCI-Public/docker-orb, src/commands/push.yml and
src/jobs/publish.yml.
"""

from __future__ import annotations

import re

from dockerlint import __version__
from dockerlint.callers.scanning.builders import builder_of
from dockerlint.callers.scanning.commands import Idiom, report, scan
from dockerlint.callers.scanning.flow import Images
from dockerlint.callers.scanning.lack import Lack, lacks_of_text
from dockerlint.callers.yaml import Mapping, Scalar, Sequence
from dockerlint.callers.yaml.edits import add_entry
from dockerlint.callers.yaml.items import items_above, items_below
from dockerlint.callers.yaml.scalars import embedded
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.yaml import Node
    from dockerlint.text import Edit, Source, Span

INSTALL = f"python3 -m pip install --quiet 'dockerlint[image]=={__version__}'"
RESULTS = "dockerlint.xml"
_MOST_STEPS = 500


class _Job:
    """What the steps of a job have: dockerlint, and a report, which a second one would overwrite."""

    def __init__(self, text: str) -> None:
        self.is_ready = INSTALL in text
        self.report = "" if RESULTS in text else RESULTS

    def copy(self) -> _Job:
        """That of steps that may not run."""
        made = _Job("")
        made.is_ready, made.report = self.is_ready, self.report
        return made


def circleci_lacks(source: Source, document: Node) -> Iterator[Lack]:
    """Every push of jobs, commands and the docker orb that lacks a scan."""
    if not isinstance(document, Mapping):
        return
    orb = _docker_orb(document)
    for kind in ("jobs", "commands"):
        held = document.mapping(kind)
        for entry in held.entries if held is not None else ():
            steps = entry.value.sequence("steps") if isinstance(entry.value, Mapping) else None
            if steps is not None and not entry.value.is_alias:
                yield from _steps_lacks(source, steps, Images(), orb)
    yield from _publish_lacks(source, document, orb)


def _docker_orb(document: Mapping) -> str:
    """The name that ``circleci/docker`` has here, "" where it is not used."""
    orbs = document.mapping("orbs")
    for entry in orbs.entries if orbs is not None else ():
        if isinstance(entry.value, Scalar) and entry.value.value.startswith("circleci/docker@"):
            return entry.key.value
    return ""


def _steps_lacks(source: Source, steps: Sequence, images: Images, orb: str, job: _Job | None = None) -> Iterator[Lack]:
    if steps.is_alias or len(steps.items) > _MOST_STEPS:
        return
    job = job or _Job(source.text[steps.span.start : steps.span.end])
    for place, step in enumerate(steps.items):
        if isinstance(step, Scalar):
            if orb and step.value == f"{orb}/push":
                yield Lack(step.span, Refusal("the orb's push has no parameters here that name the image"))
            continue
        if not isinstance(step, Mapping) or not step.entries or step.is_alias:
            continue
        name, value = step.entries[0].key.value, step.entries[0].value
        if name in ("when", "unless") and isinstance(value, Mapping):
            inner = value.sequence("steps")
            if inner is not None:
                yield from _steps_lacks(source, inner, images, orb, job.copy())
        elif name == "run":
            yield from _run_lacks(source, steps, place, value, images, job)
        elif orb and name == f"{orb}/build" and isinstance(value, Mapping):
            images.build(_orb_names(value))
        elif orb and name == f"{orb}/push" and isinstance(value, Mapping):
            yield from _orb_push(source, steps, place, value, images)


def _run_lacks(source: Source, steps: Sequence, place: int, value: Node, images: Images, job: _Job) -> Iterator[Lack]:
    command = value.get("command") if isinstance(value, Mapping) else value
    if not isinstance(command, Scalar) or command.is_alias or value.is_alias:
        return
    shell = (value.text("shell") if isinstance(value, Mapping) else None) or "/bin/bash -eo pipefail"
    when = value.text("when") if isinstance(value, Mapping) else None
    text = embedded(source, command)
    if text is None or not re.search(r"\b(?:ba)?sh\b", shell):
        return
    stops = " -e" in shell
    if when not in (None, "on_success"):
        images = images.apart(keep_scans=False)
    idiom = Idiom("dockerlint", stops=stops, has_lines=command.style == "|", report=job.report, report_format="junit",
                  builder=builder_of(source.text))  # fmt: skip
    for lack in lacks_of_text(text, images, idiom):
        if isinstance(lack.remedy, Refusal):
            yield lack
        else:
            yield lack._replace(remedy=_prepared(source, steps, place, lack, job), reports=False)


def _prepared(source: Source, steps: Sequence, place: int, lack: Lack, job: _Job) -> tuple[Edit, ...] | Refusal:
    """The edits, with the steps around them that install dockerlint and take up its report."""
    assert isinstance(lack.remedy, tuple)
    edits: list[Edit | None] = list(lack.remedy)
    if not job.is_ready:
        edits.append(items_above(source, steps, place, [f"run: {INSTALL}"]))
    if lack.reports:
        edits.append(items_below(source, steps, place, [_STORED]))
        job.report = ""
    job.is_ready = True
    made = tuple(edit for edit in edits if edit is not None)
    return made if len(made) == len(edits) else Refusal("its steps are written in one line")


_STORED = f"store_test_results:\n  path: {RESULTS}"


def _orb_names(parameters: Mapping) -> list[str]:
    """What the orb's build and push call the image: every tag in the registry, as shell text."""
    registry, image = parameters.text("registry") or "docker.io", parameters.text("image") or ""
    tags = (parameters.text("tag") or "$CIRCLE_SHA1").split(",")
    return [re.sub(r"\$(\w+)", r"${\1}", f"{registry}/{image}:{tag}") for tag in tags] if image else []


def _orb_push(source: Source, steps: Sequence, place: int, value: Mapping, images: Images) -> Iterator[Lack]:
    names = _orb_names(value)
    if names and images.is_scanned(names[0]):
        return
    span = steps.places[place]
    if not names or "<<" in names[0]:
        yield Lack(span, Refusal("its image is a parameter"))
        return
    edit = items_above(source, steps, place, [_scan_run(names[0]), _STORED])
    yield Lack(span, (edit,) if edit is not None else Refusal("its steps are written in one line"))


def _scan_run(name: str) -> str:
    idiom = Idiom("dockerlint", report=RESULTS, report_format="junit")
    reference = f'"docker-daemon:{name}"'
    lines = (INSTALL, report(idiom, reference), scan(idiom, reference))
    return "\n".join(["run:", "  name: Scan the image for secrets", "  command: |", *(f"    {line}" for line in lines)])


def _publish_lacks(source: Source, document: Mapping, orb: str) -> Iterator[Lack]:
    """The orb's job ``publish``, which runs ``after_build`` between its build and its push."""
    workflows = document.mapping("workflows") if orb else None
    for workflow in workflows.entries if workflows is not None else ():
        jobs = workflow.value.sequence("jobs") if isinstance(workflow.value, Mapping) else None
        for item in jobs.items if jobs is not None else ():
            if not isinstance(item, Mapping) or not item.entries or item.entries[0].key.value != f"{orb}/publish":
                continue
            parameters = item.entries[0].value
            if isinstance(parameters, Mapping) and (parameters.text("deploy") or "true") != "false":
                yield from _publish_lack(source, parameters, item.entries[0].key.span)


def _publish_lack(source: Source, parameters: Mapping, span: Span) -> Iterator[Lack]:
    names = _orb_names(parameters)
    behind = parameters.get("after_build")
    there = source.text[behind.span.start : behind.span.end] if behind is not None else ""
    if re.search(r"image scan (?!--exit-zero)", there):
        return
    if not names or "<<" in names[0]:
        yield Lack(span, Refusal("its image is a parameter"))
        return
    steps = [_scan_run(names[0]), _STORED]
    if isinstance(behind, Sequence) and behind.items:
        edit = items_below(source, behind, len(behind.items) - 1, steps)
    elif behind is None:
        listed = "\n".join("  - " + step.replace("\n", "\n    ") for step in steps)
        edit = add_entry(source, parameters, f"after_build:\n{listed}")
    else:
        edit = None
    yield Lack(span, (edit,) if edit is not None else Refusal("its steps are written in one line"))
