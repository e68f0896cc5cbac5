"""Azure Pipelines: ``script`` and ``bash`` steps are shell text; the Docker task builds and pushes.

``buildAndPush`` becomes ``build``, the scan and ``push``.  The host that the task puts before the repository is that of
a service connection, so the build gives the image one more name that is known here.  Source: learn.microsoft.com,
"Docker@2 - Docker v2 task".
"""

from __future__ import annotations

import re

from dockerlint.callers.scanning.builders import builder_of
from dockerlint.callers.scanning.commands import BY_PIPX, Idiom, report, scan
from dockerlint.callers.scanning.flow import Images
from dockerlint.callers.scanning.lack import Lack, lacks_of_text
from dockerlint.callers.yaml import Mapping, Scalar, Sequence
from dockerlint.callers.yaml.edits import add_entry, replace_scalar
from dockerlint.callers.yaml.items import items_below
from dockerlint.callers.yaml.scalars import embedded
from dockerlint.record import TYPE_CHECKING
from dockerlint.rewrite.outcome import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.yaml import Node
    from dockerlint.rewrite.outcome import Outcome
    from dockerlint.text import Source

_LOCAL = "scanned:$(Build.BuildId)"
_REPORT = '"$AGENT_TEMPDIRECTORY/image.sarif"'
_PUBLISH = """publish: $(Agent.TempDirectory)/image.sarif
artifact: CodeAnalysisLogs
condition: succeededOrFailed()"""
_PUSH_INPUTS = ("containerRegistry", "repository", "tags")


class _Reported:
    """Whether the file has a report: an artifact of one name can be published once."""

    def __init__(self, text: str) -> None:
        self.already = "artifact: CodeAnalysisLogs" in text


def azure_lacks(source: Source, document: Node) -> Iterator[Lack]:
    """Every push of the jobs that lacks a scan."""
    reported = _Reported(source.text)
    for steps in _step_lists(document, 0):
        images = Images()
        for place, step in enumerate(steps.items):
            if isinstance(step, Mapping) and step.entries and not step.is_alias:
                yield from _step_lacks(source, steps, place, step, images, reported)


def _step_lists(node: Node, depth: int) -> Iterator[Sequence]:
    if depth > 30 or node.is_alias:
        return
    if isinstance(node, Mapping):
        for entry in node.entries:
            if entry.key.value == "steps" and isinstance(entry.value, Sequence):
                if not entry.value.is_alias:
                    yield entry.value
            else:
                yield from _step_lists(entry.value, depth + 1)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _step_lists(item, depth + 1)


def _step_lacks(
    source: Source, steps: Sequence, place: int, step: Mapping, images: Images, reported: _Reported
) -> Iterator[Lack]:
    task = (step.text("task") or "").lower()
    script = step.get("script") or step.get("bash")
    if task.startswith("bash@"):
        inputs = step.mapping("inputs")
        script = inputs.get("script") if inputs is not None else None
    if re.search(r"always|failed|canceled", step.text("condition") or "", re.IGNORECASE):
        images = images.apart(keep_scans=False)
    elif (step.text("continueOnError") or "false").lower() != "false":
        images = images.apart(keep_scans=True)
    if isinstance(script, Scalar):
        yield from _script_lacks(source, steps, place, script, images, reported)
    elif task.startswith("docker@"):
        yield from _task_lacks(source, steps, place, step, images, reported)
    elif task.startswith("dockercompose@"):
        inputs = step.mapping("inputs")
        if inputs is not None and "push" in (inputs.text("action") or "").lower():
            yield Lack(step.span, Refusal("the images that Compose pushes are named elsewhere"))


def _script_lacks(
    source: Source, steps: Sequence, place: int, script: Scalar, images: Images, reported: _Reported
) -> Iterator[Lack]:
    text = embedded(source, script)
    if text is None:
        return
    report_to = "" if reported.already else _REPORT
    builder = builder_of(source.text)
    idiom = Idiom(BY_PIPX, has_lines=script.style == "|", report=report_to, builder=builder)
    for lack in lacks_of_text(text, images, idiom):
        if lack.reports and isinstance(lack.remedy, tuple) and not reported.already:
            edit = items_below(source, steps, place, [_PUBLISH])
            lack = lack._replace(remedy=(*lack.remedy, edit) if edit is not None else lack.remedy)
            reported.already = True
        yield lack._replace(reports=False)


def _task_lacks(
    source: Source, steps: Sequence, place: int, step: Mapping, images: Images, reported: _Reported
) -> Iterator[Lack]:
    inputs = step.mapping("inputs")
    if inputs is None:
        return
    command = (inputs.text("command") or "buildAndPush").lower()
    repository = inputs.text("repository") or ""
    if command == "build":
        images.build((repository,))
        if f"--tag {_LOCAL}" in (inputs.text("arguments") or ""):
            images.tag(repository, _LOCAL)
    elif command == "push":
        if not images.is_scanned(repository):
            reason = "what the engine calls the image depends on a service connection: name it in the build's arguments"
            yield Lack(step.span, Refusal(reason))
    elif command == "buildandpush" and (inputs.text("imageName") is None):
        yield Lack(step.span, _split(source, steps, place, step, inputs, reported))


def _split(source: Source, steps: Sequence, place: int, step: Mapping, inputs: Mapping, reported: _Reported) -> Outcome:
    """``buildAndPush`` as ``build`` here, then the scan, then ``push``."""
    command = inputs.entry("command")
    if steps.is_flow or inputs.is_flow or inputs.is_alias or inputs.entry("repository") is None:
        return Refusal("its inputs are written in one line, or do not name a repository")
    if "continueOnError" in {entry.key.value for entry in step.entries}:
        return Refusal("the job goes on when this step fails")
    if inputs.entry("arguments") is not None:
        return Refusal("its arguments, which buildAndPush ignores, would have an effect")
    arguments = f"arguments: --tag {_LOCAL}"
    if command is None:
        edits = [add_entry(source, inputs, f"command: build\n{arguments}")]
    elif isinstance(command.value, Scalar):
        edits = [replace_scalar(source, command.value, "build"), add_entry(source, inputs, arguments, command)]
    else:
        return Refusal("its command is not one word")
    pushed = ["task: " + (step.text("task") or ""), "displayName: Push the scanned image", "inputs:", "  command: push"]
    for name in _PUSH_INPUTS:
        entry = inputs.entry(name)
        if entry is not None and isinstance(entry.value, Scalar):
            value = _value(source, entry.value)
            if value is None:
                return Refusal("its tags are written in a way that cannot be repeated")
            pushed += [f"  {line}" for line in f"{name}: {value}".split("\n")]
    condition = step.get("condition")
    asked = []
    if isinstance(condition, Scalar):
        if re.search(r"always|failed|canceled", condition.value, re.IGNORECASE):
            return Refusal("its condition asks for the status of earlier steps")
        asked = [f"condition: {source.text[condition.span.start : condition.span.end]}"]
    idiom = Idiom(BY_PIPX, report=_REPORT)
    reference = f"docker-daemon:{_LOCAL}"
    lines = (
        [scan(idiom, reference)] if reported.already else ["set -e", report(idiom, reference), scan(idiom, reference)]
    )
    scanned = ["bash: |", *(f"  {line}" for line in lines), "displayName: Scan the image for secrets", *asked]
    shown = [] if reported.already else [_PUBLISH]
    reported.already = True
    edits.append(items_below(source, steps, place, ["\n".join(scanned), *shown, "\n".join([*pushed, *asked])]))
    made = tuple(edit for edit in edits if edit is not None)
    return made if len(made) == len(edits) else Refusal("the file's style at this place has no room for the change")


def _value(source: Source, value: Scalar) -> str | None:
    if value.is_alias:
        return None
    if value.style in ("|", ">"):
        return "\n".join([value.style, *(f"  {line.strip()}" for line in value.value.strip("\n").split("\n"))])
    text = source.text[value.span.start : value.span.end]
    return text if "\n" not in text else None
