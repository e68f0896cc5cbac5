"""GitLab CI: ``before_script`` and ``script`` of a job are one shell, item by item, which ends at the first that fails.

Source: docs.gitlab.com, "CI/CD YAML syntax reference"; GitLab Runner's shells/bash.go (``set -eo pipefail``).
"""

from __future__ import annotations

from dockerlint.callers.scanning.builders import builder_of
from dockerlint.callers.scanning.commands import BY_PIPX, Idiom
from dockerlint.callers.scanning.flow import Images
from dockerlint.callers.scanning.items import Item, lacks_of_item
from dockerlint.callers.yaml import Mapping, Scalar, Sequence
from dockerlint.callers.yaml.edits import add_entry
from dockerlint.record import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockerlint.callers.scanning.lack import Lack
    from dockerlint.callers.yaml import Node
    from dockerlint.text import Edit, Source

REPORT = "gl-code-quality-report.json"
_SCRIPTS = ("before_script", "script")
_INSTALL = "apk add --no-cache pipx"
_INSTALL_ELSEWHERE = f"command -v pipx >/dev/null || {_INSTALL}"


def gitlab_lacks(source: Source, document: Node) -> Iterator[Lack]:
    """Every push of the jobs that lacks a scan."""
    if not isinstance(document, Mapping):
        return
    for entry in document.entries:
        if isinstance(entry.value, Mapping) and not entry.value.is_alias:
            yield from _job_lacks(source, document, entry.value)


def _job_lacks(source: Source, document: Mapping, job: Mapping) -> Iterator[Lack]:
    images = Images()
    image = _image(job) or _image(document.mapping("default")) or _image(document)
    is_docker = image.rpartition("/")[2].startswith("docker:") and "windows" not in image
    # A second report would overwrite the first: it is told in the log.
    there = source.text[job.span.start : job.span.end]
    report = "" if REPORT in there else REPORT
    idiom = Idiom(
        BY_PIPX, stops=True, report=report, report_format="gitlab", ends=False, builder=builder_of(source.text)
    )
    # Without an image here, that of the file which includes this one counts, and is mostly docker's.
    install = _INSTALL if is_docker else _INSTALL_ELSEWHERE if not image else ""
    setup = [install] if install and _INSTALL not in there else []
    for name in _SCRIPTS:
        held = job.get(name)
        items = held.items if isinstance(held, Sequence) else (held,)
        for place, item in enumerate(items):
            if not isinstance(item, Scalar) or item.is_alias or item.tag.startswith("!reference"):
                continue
            owner = held if isinstance(held, Sequence) and not held.is_flow and not held.is_alias else None
            for lack in lacks_of_item(source, Item(item, owner, place), images, idiom, setup):
                yield lack if not lack.reports else lack._replace(remedy=_shown(source, job, lack), reports=False)
                if lack.reports:
                    idiom = idiom._replace(report="")


def _image(node: Mapping | None) -> str:
    if node is None:
        return ""
    held = node.get("image")
    if isinstance(held, Mapping):
        return held.text("name") or ""
    return held.value if isinstance(held, Scalar) else ""


def _shown(source: Source, job: Mapping, lack: Lack) -> tuple[Edit, ...]:
    """The lack's edits, and the report as the job's artifact: in the merge request's Code Quality widget."""
    assert isinstance(lack.remedy, tuple)
    artifacts = job.entry("artifacts")
    if artifacts is None:
        text = f"artifacts:\n  when: always\n  reports:\n    codequality: {REPORT}"
        edit = add_entry(source, job, text)
    elif isinstance(artifacts.value, Mapping) and artifacts.value.get("reports") is None:
        edit = add_entry(source, artifacts.value, f"reports:\n  codequality: {REPORT}")
    elif isinstance(artifacts.value, Mapping):
        reports = artifacts.value.mapping("reports")
        edit = None
        if reports is not None and reports.get("codequality") is None:
            edit = add_entry(source, reports, f"codequality: {REPORT}")
    return lack.remedy if edit is None else (*lack.remedy, edit)
