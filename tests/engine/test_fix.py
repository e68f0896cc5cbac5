"""The fix loop, on toy rules that see problems in plain words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest

from dockerlint.engine.fix import MAX_PASSES, Fixer, fix_file
from dockerlint.engine.result import Change, FileResult
from dockerlint.finding import Confidence, Finding, Fix, Safety, Severity
from dockerlint.text import Edit, Source, Span

PATH = "Dockerfile"
Toy = Callable[[Source, Mapping[str, str]], list[Finding]]


def finding(name: str, span: Span, *edits: Edit, safety: Safety = Safety.SAFE, path: str = PATH) -> Finding:
    fix = Fix(f"fix {name}", edits, safety) if edits else None
    return Finding("TOY1", name, path, span, f"{name} found", Severity.ERROR, Confidence.CERTAIN, fix=fix)


def replacing(word: str, new: str, name: str = "", safety: Safety = Safety.SAFE) -> Toy:
    """A rule that wants ``new`` for every ``word``."""

    def check(source: Source, _others: Mapping[str, str]) -> list[Finding]:
        spans = [Span(*match.span()) for match in re.finditer(word, source.text)]
        return [finding(name or word, span, Edit(PATH, span, new), safety=safety) for span in spans]

    return check


def run(
    text: str, *rules: Toy, others: Mapping[str, str] | None = None, unsafe: bool = False, only_own: bool = False
) -> FileResult:
    """Fix ``text`` with ``rules``; a text with ``!`` in it has a syntax problem for each."""
    disk = others or {}

    def check(source: Source, changed: Mapping[str, str]) -> FileResult:
        found = [each for rule in rules for each in rule(source, {**disk, **changed})]
        return FileResult(source, tuple(sorted(found, key=lambda each: each.span)), problems=source.text.count("!"))

    safeties = frozenset(Safety) if unsafe else frozenset({Safety.SAFE, Safety.NEEDS_SECRET})
    return fix_file(check(Source(text, PATH), {}), Fixer(check, disk.get, safeties, only_own))


def messages(result: FileResult) -> list[str]:
    return [note.message for note in result.notes] + [failure.message for failure in result.failures]


def test_all_fixes_that_are_apart_are_made_in_one_go() -> None:
    result = run("a b a\nb\n", replacing("a", "x"), replacing("b", "y"))
    assert result.changes == (Change(PATH, "a b a\nb\n", "x y x\ny\n"),)
    assert [each.name for each in result.fixed] == ["a", "b", "a", "b"]
    assert (result.source.text, result.findings, messages(result)) == ("x y x\ny\n", (), [])


def test_a_fix_that_touches_a_taken_one_waits_for_the_next_pass() -> None:
    passes: list[str] = []

    def watched(source: Source, others: Mapping[str, str]) -> list[Finding]:
        passes.append(source.text)
        return replacing("a", "x")(source, others)

    result = run("aaa", watched)
    assert passes == ["aaa", "xax", "xxx"]
    assert result.source.text == "xxx"


def test_a_fix_that_goes_away_with_another_is_not_made_but_counts_as_fixed() -> None:
    whole = replacing("bad word", "good", "whole")
    part = replacing("word", "WORD", "part")
    result = run("a bad word.", whole, part)
    assert result.source.text == "a good."
    assert [each.name for each in result.fixed] == ["whole", "part"]


def test_unsafe_fixes_are_made_on_demand_only() -> None:
    rule = replacing("a", "x", safety=Safety.UNSAFE)
    assert run("a", rule).changes == ()
    assert run("a", rule, unsafe=True).source.text == "x"


def test_a_finding_without_a_fix_remains() -> None:
    result = run("a", lambda source, _others: [finding("a", Span(0, 1))])
    assert (result.changes, result.fixed, len(result.findings)) == ((), (), 1)


def test_fixes_that_undo_each_other_change_nothing_and_are_named() -> None:
    result = run("a c", replacing("a", "b", "to-b"), replacing("b", "a", "to-a"), replacing("c", "d", "to-d"))
    assert (result.source.text, result.changes, result.fixed) == ("a c", (), ())
    assert messages(result) == ["nothing was fixed: the fixes of to-a and to-b undo each other's work"]


def test_a_fix_that_changes_nothing_is_a_cycle_of_its_own() -> None:
    result = run("a", replacing("a", "a", "idle"))
    assert (result.changes, messages(result)) == ((), ["nothing was fixed: the fixes of idle undoes its own work"])


def test_a_pass_that_breaks_the_syntax_is_dropped_and_its_rules_are_named() -> None:
    result = run("a b", replacing("b", "y"), replacing("y", "!", "breaker"))
    assert result.source.text == "a y"
    assert messages(result) == ["a fix of breaker was dropped: its result would not be a valid Dockerfile"]


@pytest.mark.parametrize("place", [0, 7, 19])
def test_the_other_fixes_of_a_pass_that_breaks_the_syntax_are_made(place: int) -> None:
    words = ["a"] * 20
    words[place] = "b"
    result = run(" ".join(words), replacing("a", "x"), replacing("b", "!", "breaker"))
    assert result.source.text == " ".join("x" if word == "a" else word for word in words)
    assert messages(result) == ["a fix of breaker was dropped: its result would not be a valid Dockerfile"]
    assert [each.name for each in result.findings] == ["breaker"]


def test_of_fixes_that_break_the_syntax_only_together_some_are_made() -> None:
    """A text is broken by two question marks."""

    def check(source: Source, _changed: Mapping[str, str]) -> FileResult:
        rules = (replacing("a", "?"), replacing("b", "y"), replacing("c", "?"))
        found = [each for rule in rules for each in rule(source, {})]
        return FileResult(source, tuple(found), problems=source.text.count("?") // 2)

    result = fix_file(check(Source("a b c b", PATH), {}), Fixer(check, lambda _: None, frozenset(Safety)))
    assert result.source.text == "? y c y"
    assert messages(result) == ["a fix of c was dropped: its result would not be a valid Dockerfile"]


def test_a_text_with_syntax_problems_can_still_be_fixed() -> None:
    assert run("! a", replacing("a", "x")).source.text == "! x"


def test_endless_growth_is_stopped() -> None:
    result = run("a", replacing("a$", "aa"))
    assert result.source.text == "a" * (MAX_PASSES + 1)
    assert messages(result) == [f"stopped after {MAX_PASSES} passes; run it again for the rest"]


def test_the_last_pass_may_be_the_one_that_ends_it() -> None:
    result = run("a" * MAX_PASSES, replacing("a(?=b*$)", "b"))
    assert (result.source.text, messages(result)) == ("b" * MAX_PASSES, [])


def test_a_fix_that_contradicts_itself_changes_nothing() -> None:
    edits = (Edit(PATH, Span(0, 2), "x"), Edit(PATH, Span(1, 3), "y"))
    result = run("abc", lambda _source, _others: [finding("odd", Span(0, 3), *edits)])
    assert (result.changes, messages(result)) == ((), ["nothing was fixed: a fix of odd contradicts itself"])


def ignoring(name: str) -> Toy:
    """A rule that wants a line for every ``name`` of the text in ``.dockerignore``."""

    def check(source: Source, others: Mapping[str, str]) -> list[Finding]:
        old = others.get(".dockerignore", "")
        if name not in source.text or f"{name}\n" in old:
            return []
        span = Span(source.text.index(name), source.text.index(name) + len(name))
        return [finding(name, span, Edit(".dockerignore", Span(len(old), len(old)), f"{name}\n"))]

    return check


def test_a_file_that_does_not_exist_is_made() -> None:
    result = run("COPY .env", ignoring(".env"))
    assert result.changes == (Change(".dockerignore", None, ".env\n"),)
    assert [each.name for each in result.fixed] == [".env"]


def test_two_fixes_at_one_place_of_another_file_are_made_one_after_the_other() -> None:
    result = run("COPY .env .npmrc", ignoring(".env"), ignoring(".npmrc"), others={".dockerignore": "x\n"})
    assert result.changes == (Change(".dockerignore", "x\n", "x\n.env\n.npmrc\n"),)


def test_a_fix_of_two_files_is_made_in_both_or_in_none() -> None:
    def both(source: Source, _others: Mapping[str, str]) -> list[Finding]:
        if "b" not in source.text:
            return []
        at = Span(source.text.index("b"), source.text.index("b") + 1)
        return [finding("both", at, Edit(PATH, at, "!"), Edit("other", Span(0, 1), "X"))]

    result = run("a b", replacing("a", "x"), both, others={"other": "o"})
    assert (result.changes, [each.name for each in result.findings]) == ((Change(PATH, "a b", "x b"),), ["both"])


def test_fixes_of_other_files_are_left_out_for_standard_input() -> None:
    result = run("a .env", replacing("a", "x"), ignoring(".env"), only_own=True)
    assert (result.source.text, [each.name for each in result.findings]) == ("x .env", [".env"])


@pytest.mark.parametrize("count", [1, 5, 200])
def test_the_number_of_fixes_that_are_apart_does_not_matter(count: int) -> None:
    result = run("a " * count, replacing("a", "x"))
    assert (result.source.text, len(result.fixed)) == ("x " * count, count)
