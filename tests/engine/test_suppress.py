"""Every kind of ignore comment silences what it names, at its own scope and no further."""

from __future__ import annotations

import pytest

from dockerlint.engine.suppress import apply_suppressions, read_suppressions
from dockerlint.finding import Confidence, Finding, Severity
from dockerlint.syntax import parse
from dockerlint.text import Source, Span

NAMES = {
    "sec101": "secret-in-env", "secret-in-env": "secret-in-env", "sec102": "secret-in-arg",
    "secret-in-arg": "secret-in-arg", "sec104": "secret-in-command", "secret-in-command": "secret-in-command",
}  # fmt: skip
MARKS = {"A": "secret-in-arg", "E": "secret-in-env", "K": "secret-in-command"}


def remaining(text: str) -> tuple[list[str], list[str]]:
    """What is left of a finding at every ``A1``, ``E1``, ``K1``…, and the remarks with their lines."""
    source = Source(text, "Dockerfile")
    findings = []
    for at in range(len(text) - 1):
        if text[at] in MARKS and text[at + 1].isdigit():
            name = MARKS[text[at]]
            span = Span(at, at + 2)
            findings.append(
                Finding("X", name, "Dockerfile", span, text[at : at + 2], Severity.ERROR, Confidence.CERTAIN)
            )
    suppressions, remarks = read_suppressions(source, parse(text), NAMES)
    kept, unused = apply_suppressions(findings, suppressions, source)
    notes = [f"{source.position(note.span.start).line}: {note.message}" for note in (*remarks, *unused)]
    return [finding.message for finding in kept], notes


def test_our_comment_silences_the_next_instruction_alone() -> None:
    text = "FROM a\n# dockerlint: ignore[secret-in-arg] a test value\nARG A1 E2\nARG A3\n"
    assert remaining(text) == (["E2", "A3"], [])


def test_codes_and_several_names_do_as_well() -> None:
    text = "FROM a\n# dockerlint: ignore[SEC101, secret-in-arg]\nARG A1 E2\n"
    assert remaining(text) == ([], [])


def test_other_comments_and_blank_lines_may_stand_between() -> None:
    text = "FROM a\n#dockerlint:ignore[SEC102] why\n\n# about it\nARG A1\nARG A2\n"
    assert remaining(text) == (["A2"], [])


def test_all_lines_of_an_instruction_are_meant() -> None:
    text = "FROM a\n# dockerlint: ignore[secret-in-command]\nRUN K1 \\\n  K2 <<EOF\nK3\nEOF\nRUN K4\n"
    assert remaining(text) == (["K4"], [])


def test_within_a_continuation_the_next_line_is_meant() -> None:
    text = (
        "FROM a\nRUN K1 \\\n# dockerlint: ignore[secret-in-command] known\n# more\n\n"
        "  && K2 K3 \\\n  && K4\n"
    )  # fmt: skip
    assert remaining(text) == (["K1", "K4"], [])


def test_within_a_heredoc_the_next_line_is_meant() -> None:
    text = "FROM a\nRUN <<EOF\nK1\n  # dockerlint: ignore[secret-in-command] known\nK2\nK3\nEOF\n"
    assert remaining(text) == (["K1", "K3"], [])


def test_the_text_dockerlint_in_a_command_is_no_comment() -> None:
    text = "FROM a\nRUN <<EOF\necho dockerlint: ignore[secret-in-command]\nK2\nEOF\n"
    assert remaining(text) == (["K2"], [])


def test_a_comment_for_the_file_counts_wherever_it_stands() -> None:
    text = "FROM a\nARG A1\nENV E2\n# dockerlint: ignore-file[secret-in-arg] all of them are public\n"
    assert remaining(text) == (["E2"], [])


@pytest.mark.parametrize(
    "comment",
    [
        "# hadolint ignore=DL3064",
        "#hadolint ignore=DL3008,DL3064",
        "# hadolint ignore = DL3064",
        "# tally ignore=buildkit/SecretsUsedInArgOrEnv;reason=because",
        "# tally ignore=hadolint/DL3064",
        "# check=skip=SecretsUsedInArgOrEnv // because",
        "# check=skip=JSONArgsRecommended,SecretsUsedInArgOrEnv",
        "# check=skip=all",
    ],
)
def test_comments_of_other_tools_silence_what_they_mean_in_the_next_instruction(comment: str) -> None:
    text = f"FROM a\nARG A0\n{comment}\nARG A1 E2 K3\nENV E4\n"
    assert remaining(text) == (["A0", "K3", "E4"], [])


@pytest.mark.parametrize(
    "comment", ["# hadolint global ignore=DL3064", "# tally global ignore=buildkit/SecretsUsedInArgOrEnv"]
)
def test_their_global_comments_silence_the_file(comment: str) -> None:
    assert remaining(f"FROM a\nARG A1\n{comment}\nARG A2 E3 K4\n") == (["K4"], [])


@pytest.mark.parametrize(
    "comment", ["# hadolint ignore=DL3008", "# check=error=true", "# tally ignore=tally/eol-last", "# ignore"]
)
def test_what_they_say_of_other_things_is_nothing_to_us(comment: str) -> None:
    assert remaining(f"FROM a\n{comment}\nARG A1\n") == (["A1"], [])


def test_buildkits_directive_silences_the_file() -> None:
    text = (
        "# syntax=docker/dockerfile:1\n# check=skip=SecretsUsedInArgOrEnv;error=true\nFROM a\nARG A1\nENV E2\nRUN K3\n"
    )
    assert remaining(text) == (["K3"], [])


def test_what_nothing_needs_is_told() -> None:
    text = "FROM a\n# dockerlint: ignore[secret-in-arg, secret-in-env]\nARG A1\n# hadolint ignore=DL3064\nUSER b\n"
    assert remaining(text) == ([], ["2: nothing here needs ignore[secret-in-env]"])


def test_a_comment_at_the_end_silences_nothing() -> None:
    assert remaining("FROM a\nARG A1\n# dockerlint: ignore[SEC102]\n") == (
        ["A1"],
        ["3: nothing here needs ignore[secret-in-arg]"],
    )


@pytest.mark.parametrize(
    ("comment", "remark"),
    [
        (
            "# dockerlint: ignore[secret-in-args]",
            "2: there is no rule 'secret-in-args' to ignore; did you mean \"secret-in-arg\"?",
        ),
        ("# dockerlint: ignore", '2: write "# dockerlint: ignore[rule-name] reason" or ignore-file[rule-name]'),
        ("# dockerlint: ignore[]", '2: write "# dockerlint: ignore[rule-name] reason" or ignore-file[rule-name]'),
        ("# dockerlint: disable[x]", '2: write "# dockerlint: ignore[rule-name] reason" or ignore-file[rule-name]'),
    ],
)
def test_a_comment_that_cannot_be_understood_is_told(comment: str, remark: str) -> None:
    assert remaining(f"FROM a\n{comment} ignore\nARG A1\n") == (["A1"], [remark])


def test_windows_line_ends_change_nothing() -> None:
    text = "FROM a\n# dockerlint: ignore[secret-in-arg] x\nARG A1\nRUN K1 \\\n# dockerlint: ignore[SEC104]\n K2\n"
    assert remaining(text.replace("\n", "\r\n")) == (["K1"], [])
