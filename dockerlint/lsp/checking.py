"""Checking open documents: the engine on unsaved text, with the configuration that is in force for each file.

A :class:`Checker` works on one thread of its own.  What it is given never changes, nor does what it returns, but for
fixes, which are added for the findings that somebody asks about: a change of the text need not wait for them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from dockerlint.callers.companion import Companion
from dockerlint.engine.check import check_file
from dockerlint.engine.config import Config, ConfigError, Configs
from dockerlint.engine.files import LARGEST, FileError, read_source
from dockerlint.engine.masking import Mask
from dockerlint.engine.result import FileResult
from dockerlint.engine.run import Options, Run, find_context
from dockerlint.engine.select import DEFAULT_CONFIDENCE, Selection, default_names, resolve_names
from dockerlint.finding import Safety
from dockerlint.lsp.edits import narrowed
from dockerlint.remedy.effort import NOT_ASKED
from dockerlint.text import Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from dockerlint.engine.result import Change
    from dockerlint.finding import Confidence, Finding
    from dockerlint.lsp.documents import Document
    from dockerlint.rule import Rule
    from dockerlint.text import Span

_FEW = 8  # findings; the fixes of more are worked out with those of the whole file
FIXED_BY_ITSELF = frozenset({Safety.SAFE, Safety.NEEDS_SECRET})


class Choices(NamedTuple):
    """What the client's settings ask for; None leaves a choice to the configuration file.  Paths are absolute."""

    select: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    confidence: Confidence | None = None
    context: str | None = None
    config: str | None = None


class Request(NamedTuple):
    """One state of a document, and the texts of all open files, which go before those on disk."""

    document: Document
    texts: Mapping[str, str]
    folder: str  # whose configuration counts for a document that is no file


class Checked:
    """What is known of one state of a document.

    Its findings have no fixes.  ``fixed`` and ``completed`` are the same findings with those that were worked out so
    far, by their index: as edits of this file and its context, and with the edits of what builds the file.  ``changes``
    are what all fixes make together.
    """

    __slots__ = ("_mask", "changes", "completed", "config_error", "document", "fixed", "others", "result", "texts")

    def __init__(self, document: Document, result: FileResult, config_error: str | None) -> None:
        self.document = document
        self.result = result
        self.config_error = config_error
        self.fixed: dict[int, Finding] = {}
        self.completed: dict[int, Finding] = {}
        self.changes: tuple[Change, ...] | None = None
        # The texts that fixes of other files were made for, None for a file that is not there.
        self.others: dict[str, str | None] = {}
        self.texts: Mapping[str, str] | None = None  # of all open files, for which all of this was worked out
        self._mask: Mask | None = None

    def forget_fixes_for_other_texts(self, texts: Mapping[str, str]) -> None:
        """Another open file may be one that a fix has to change, or that has to hand something over."""
        if self.texts is not None and self.texts != texts:
            self.fixed, self.completed, self.changes, self.others = {}, {}, None, {}
        self.texts = texts

    @property
    def mask(self) -> Mask:
        """The literal secrets of the text; looking for them takes a while, and only fixes need to know."""
        if self._mask is None:
            self._mask = Mask(self.result.source, self.result.masked)
        return self._mask

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.result.findings


class Checker:
    """The rules with the client's choices.  A configuration file with a mistake leaves the last good one in force."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self.choices = Choices()
        self._default = default_names(rules)
        self._companion = Companion(Run(rules, Options()))
        self._configs: Configs | None = None
        self._good: dict[str, Config] = {}

    def forget_configuration(self) -> None:
        """Read configuration files anew from now on."""
        self._configs = None
        self._companion = Companion(Run(self.rules, Options()))

    def names(self, words: Sequence[str]) -> frozenset[str]:
        """The rules that a client's setting means.  Raises LookupError."""
        return resolve_names(words, self.rules)

    def check(self, request: Request) -> Checked:
        """The findings in a document; none in one that the configuration excludes or that is no text BuildKit reads."""
        document = request.document
        config, mistake = self._config(request)
        if config.excludes(document.path) or len(document.text) > LARGEST or "\0" in document.text:
            return Checked(document, FileResult(Source(document.text, document.path)), mistake)
        return Checked(document, self._check(request, config, request.texts, with_fixes=False), mistake)

    def with_fixes(self, request: Request, checked: Checked, wanted: Collection[int]) -> list[Finding]:
        """The findings with the indices ``wanted``, with their fixes as far as they edit this file and its context."""
        checked.forget_fixes_for_other_texts(request.texts)
        missing = [index for index in wanted if index not in checked.fixed]
        if missing:
            self._work_out(request, checked, missing)
            checked.others |= others_of(checked.fixed.values(), request)
        return [checked.fixed[index] for index in wanted]

    def completed(self, request: Request, checked: Checked, wanted: Collection[int]) -> list[Finding]:
        """The same with the edits of what builds the file in their fixes."""
        checked.forget_fixes_for_other_texts(request.texts)
        missing = [index for index in wanted if index not in checked.completed]
        if missing:
            found = self.with_fixes(request, checked, missing)
            if request.document.is_file:
                result = checked.result._replace(findings=tuple(found))
                found = list(self._companion.complete(result, request.texts).findings)
            checked.completed.update(zip(missing, found, strict=True))
            checked.others |= others_of(found, request)
        return [checked.completed[index] for index in wanted]

    def _work_out(self, request: Request, checked: Checked, missing: Sequence[int]) -> None:
        """Add the findings with the indices ``missing`` to those with fixes, by a further check for these alone."""
        config, _ = self._config(request)
        plain = checked.findings
        places: bool | list[Span] = True
        if len(missing) <= _FEW:
            places = [span for index in missing for span in _places(plain[index])]
        found = self._check(request, config, request.texts, with_fixes=places).findings
        if places is not True and any(each.no_fix_because == NOT_ASKED.reason for each in _same(plain, found, missing)):
            found = self._check(request, config, request.texts).findings
        checked.fixed.update(zip(missing, _same(plain, found, missing), strict=True))

    def fix_all(self, request: Request, checked: Checked) -> tuple[Change, ...]:
        """The changes that all fixes make together which are safe or only need the secret."""
        checked.forget_fixes_for_other_texts(request.texts)
        known = checked.changes
        if known is None or any(read_other(change.path, request.texts) != change.before for change in known):
            known = checked.changes = self._fix_all(request, checked)
        return known

    def _fix_all(self, request: Request, checked: Checked) -> tuple[Change, ...]:
        from dockerlint.engine.fix import Fixer, fix_file

        config, _ = self._config(request)

        def check(source: Source, others: Mapping[str, str]) -> FileResult:
            texts = {**request.texts, **others}
            return self._without_withheld(self._check(request, config, texts, source, is_complete=True))

        def read(path: str) -> str | None:
            return read_other(path, request.texts)

        findings = self.completed(request, checked, range(len(checked.findings)))
        first = self._without_withheld(checked.result._replace(findings=tuple(findings)))
        return fix_file(first, Fixer(check, read, FIXED_BY_ITSELF, only_own=not request.document.is_file)).changes

    def _check(
        self,
        request: Request,
        config: Config,
        texts: Mapping[str, str],
        source: Source | None = None,
        *,
        with_fixes: bool | Sequence[Span] = True,
        is_complete: bool = False,
    ) -> FileResult:
        document = request.document
        source = source or Source(document.text, document.path)
        context = find_context(document.path, self.choices.context, texts) if document.is_file else None
        selection = self._selection(config, document.path)
        result = check_file(source, config.settings, self.rules, context, selection, with_fixes=with_fixes)
        return self._companion.complete(result, texts) if is_complete and document.is_file else result

    def _selection(self, config: Config, path: str) -> Selection:
        wanted = self.choices.select if self.choices.select is not None else config.select
        if wanted is None:
            wanted = self._default
        confidence = self.choices.confidence or config.confidence or DEFAULT_CONFIDENCE
        return Selection(wanted - config.ignore - self.choices.ignore - config.ignored_in(path), confidence)

    def _config(self, request: Request) -> tuple[Config, str | None]:
        document = request.document
        path = document.path if document.is_file else os.path.join(request.folder, document.path)
        folder = os.path.dirname(path)
        try:
            if self._configs is None:
                self._configs = Configs(self.rules, self.choices.config)
            config = self._configs.of(path)
        except ConfigError as error:
            return self._good.get(folder, Config()), str(error)
        self._good[folder] = config
        return config, None

    def _without_withheld(self, result: FileResult) -> FileResult:
        """The result without fixes whose new text would repeat a secret: it would pass through messages and logs."""
        mask = Mask(result.source, result.masked) if result.findings else None
        if mask is None:
            return result
        text = result.source.text
        findings = [
            finding._replace(fix=None) if is_withheld(finding, text, mask) else finding for finding in result.findings
        ]
        return result._replace(findings=tuple(findings))


def is_withheld(finding: Finding, text: str, mask: Mask) -> bool:
    """Whether the finding's fix cannot be sent without a literal secret in what it adds to ``text``."""
    if finding.fix is None:
        return False
    return any(
        mask.is_in(part.text)
        for edit in finding.fix.edits
        for part in (narrowed(edit, text) if edit.path == finding.path else [edit])
    )


def others_of(findings: Iterable[Finding], request: Request) -> dict[str, str | None]:
    """The texts of the other files that fixes change, None for one that is not there."""
    paths = {edit.path for finding in findings if finding.fix for edit in finding.fix.edits}
    return {path: read_other(path, request.texts) for path in paths if path != request.document.path}


def _places(finding: Finding) -> Iterator[Span]:
    """Where what the finding's fix is about may stand: a credential enters at one place and is used at others."""
    yield finding.span
    yield from (each.span for each in finding.related if each.path in ("", finding.path))


def _same(plain: Sequence[Finding], found: Sequence[Finding], wanted: Iterable[int]) -> list[Finding]:
    """The findings of a further check that are those of the first with the indices ``wanted``.

    A file of the context may be other than it was then; a finding that is gone has no fix.
    """
    if [_identity(each) for each in plain] == [_identity(each) for each in found]:
        return [found[index] for index in wanted]
    there = {_identity(each): each for each in found}
    return [there.get(_identity(plain[index]), plain[index]._replace(no_fix_because=None)) for index in wanted]


def _identity(finding: Finding) -> tuple[str, Span, str]:
    return finding.code, finding.span, finding.message


def read_other(path: str, texts: Mapping[str, str]) -> str | None:
    """The text of a file: as the client has it open, else as it is on disk, None where there is none."""
    known = texts.get(os.path.normpath(os.path.abspath(path)))
    if known is not None:
        return known
    try:
        return read_source(path).text
    except FileError:
        return None
