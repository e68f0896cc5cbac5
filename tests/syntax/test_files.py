"""How a file falls into items, whatever its bytes are."""

from __future__ import annotations

from dockerlint.syntax import parse
from dockerlint.text import decode, encode


def kinds(text: str) -> list[tuple[str, str]]:
    return [(item.kind, text[item.span.start : item.span.end]) for item in parse(text).items]


def test_blank_lines_in_a_row_are_one_item() -> None:
    assert kinds("\n \t\r\n\nFROM a\n\u3000\n") == [
        ("blank", "\n \t\r\n\n"),
        ("instruction", "FROM a\n"),
        ("blank", "\u3000\n"),
    ]


def test_each_comment_is_an_item() -> None:
    text = "FROM a\n# b\n  #c \r\n#\n"
    assert kinds(text) == [
        ("instruction", "FROM a\n"),
        ("comment", "# b\n"),
        ("comment", "  #c \r\n"),
        ("comment", "#\n"),
    ]
    parsed = parse(text)
    assert [comment.text for comment in parsed.comments] == ["b", "c", ""]
    assert [text[span.start : span.end] for span, *_ in parsed.comments] == ["# b", "#c ", "#"]


def test_a_byte_order_mark_belongs_to_the_first_item() -> None:
    text = "\ufeff  FROM a\n"
    assert kinds(text) == [("instruction", text)]
    (instruction,) = parse(text).instructions
    assert (instruction.keyword, instruction.keyword_span) == ("FROM", (3, 7))
    assert kinds("\ufeff# escape=`\nFROM a") == [("directive", "\ufeff# escape=`\n"), ("instruction", "FROM a")]
    assert kinds("\ufeff\nFROM a")[0] == ("blank", "\ufeff\n")


def test_a_byte_order_mark_counts_only_on_the_first_line() -> None:
    assert parse("\n\ufeffFROM a\n").instructions[0].keyword == "\ufeffFROM"


def test_mixed_line_ends_and_no_last_one() -> None:
    text = "FROM a\r\nRUN b \\\r\n  c\nUSER d\r"
    assert kinds(text) == [
        ("instruction", "FROM a\r\n"),
        ("instruction", "RUN b \\\r\n  c\n"),
        ("instruction", "USER d\r"),
    ]
    assert [instruction.logical.text for instruction in parse(text).instructions] == ["FROM a", "RUN b   c", "USER d"]


def test_an_empty_text_has_no_items() -> None:
    parsed = parse("")
    assert (parsed.items, parsed.instructions, parsed.comments, parsed.directives) == ((), (), (), {})


def test_bytes_that_are_no_utf8_survive() -> None:
    data = b"\xff# a\xe9\nRUN --a=\xe9\xa0 \xe9 \\\r\n \x00\x85\nENV \xa0b=\xc3\n"
    text = decode(data)
    assert encode("".join(piece for _, piece in kinds(text))) == data
