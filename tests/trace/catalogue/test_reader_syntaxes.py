"""Each syntax gives the values that its own parser gives, at the places where they stand."""

from __future__ import annotations

import configparser
import json
import string
import time
import tomllib
import xml.etree.ElementTree as ET
from html import escape

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dockerlint.trace.catalogue.readers.syntax import assignments, entry, environment, ini
from dockerlint.trace.catalogue.readers.syntax import json as json_text
from dockerlint.trace.catalogue.readers.syntax import xml as xml_text
from dockerlint.trace.catalogue.readers.syntax import yaml as yaml_text

_NAME = st.text(string.ascii_letters + string.digits + "_", min_size=1, max_size=8).map(lambda name: "n" + name)
_LETTERS = "".join(map(chr, (*range(32, 127), *range(0xA0, 0x180), 0x20AC, 0x1F511)))
_TEXT = st.text(_LETTERS, min_size=1, max_size=20)
_LINE = st.text(string.ascii_letters + string.digits + "+/=!?._-", min_size=1, max_size=20).map(lambda line: "v" + line)
_TREE = st.recursive(
    _TEXT,
    lambda inner: st.dictionaries(_NAME, inner, min_size=1, max_size=3) | st.lists(inner, min_size=1, max_size=3),
    max_leaves=8,
)


def _leaves(value: object, names: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], str]]:
    if isinstance(value, dict):
        return [leaf for name, inner in value.items() for leaf in _leaves(inner, (*names, name))]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in _leaves(inner, names)]
    return [(names, str(value))]


def _read(found: object) -> list[tuple[tuple[str, ...], str]]:
    assert not isinstance(found, list | tuple)
    return [(each.names, each.value) for each in found]  # type: ignore[attr-defined]


@given(st.dictionaries(_NAME, _TREE, min_size=1, max_size=4), st.sampled_from([None, 2]), st.booleans())
def test_json_is_read_as_by_its_parser(tree: dict[str, object], indent: int | None, is_ascii: bool) -> None:
    text = json.dumps(tree, indent=indent, ensure_ascii=is_ascii)
    assert _read(json_text.entries(text)) == _leaves(tree)


@given(st.dictionaries(_NAME, st.dictionaries(_NAME, _TEXT), max_size=4))
def test_a_value_of_json_stands_where_it_is_said_to(tree: dict[str, dict[str, str]]) -> None:
    text = json.dumps(tree)
    for each in json_text.entries(text):
        assert json.loads(f'"{text[each.start : each.end]}"') == each.value


_PLAIN_TREE = st.recursive(
    _LINE,
    lambda inner: st.dictionaries(_NAME, inner, min_size=1, max_size=3) | st.lists(inner, min_size=1, max_size=3),
    max_leaves=8,
).filter(lambda tree: "[[" not in json.dumps(tree).replace(" ", ""))


@given(st.dictionaries(_NAME, _PLAIN_TREE, min_size=1, max_size=4), st.sampled_from([None, "'", '"']))
def test_yaml_is_read_as_by_its_parser(tree: dict[str, object], style: str | None) -> None:
    text = yaml.safe_dump(tree, default_flow_style=False, default_style=style, sort_keys=False, width=10_000)
    assert _read(yaml_text.entries(text)) == _leaves(tree)


def test_block_texts_and_flow_in_yaml_are_read() -> None:
    text = "a:\n  key: |\n    one\n    two\n  b: {c: d, e: 'f g'}\nl: [x, \"y\"]\nz: !tag &anchor v # c\n"
    assert _read(yaml_text.entries(text)) == [
        (("a", "key"), "one\ntwo"),
        (("a", "b", "c"), "d"),
        (("a", "b", "e"), "f g"),
        (("l",), "x"),
        (("l",), "y"),
        (("z",), "v"),
    ]


@given(
    st.dictionaries(_NAME, st.dictionaries(_NAME, _LINE, max_size=4), max_size=4), st.sampled_from(["=", " = ", ": "])
)
def test_ini_is_read_as_by_its_parser(tree: dict[str, dict[str, str]], sign: str) -> None:
    text = "".join(
        f"[{section}]\n" + "".join(f"{name} {sign} {value}\n" for name, value in names.items())
        for section, names in tree.items()
    )
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    expected = [((section, name), value) for section in parser.sections() for name, value in parser.items(section)]
    assert _read(ini.entries(text)) == expected


@given(st.dictionaries(_NAME, st.dictionaries(_NAME, _TEXT, max_size=4), max_size=4))
def test_toml_is_read_as_by_its_parser(tree: dict[str, dict[str, str]]) -> None:
    text = "".join(
        f"[{section}]\n"
        + "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in names.items())
        for section, names in tree.items()
    )
    assert _read(ini.entries(text)) == _leaves(tomllib.loads(text))


@given(st.lists(st.tuples(_NAME, _NAME, _TEXT.filter(lambda text: text == text.strip()), _TEXT), max_size=4))
def test_xml_is_read_as_by_its_parser(rows: list[tuple[str, str, str, str]]) -> None:
    body = "".join(
        f'<{name}><{inner} {inner}="{escape(attribute)}">{escape(text)}</{inner}></{name}><!-- <a>b</a> -->'
        for name, inner, text, attribute in rows
    )
    expected = []
    for element in ET.fromstring(f"<root>{body}</root>"):
        inner = element[0]
        names = ("root", element.tag, inner.tag)
        expected += [((*names, inner.tag), inner.attrib[inner.tag]), (names, (inner.text or "").strip())]
    assert _read(xml_text.entries(f"<root>{body}</root>")) == expected


def test_variables_are_read_as_a_shell_reads_them() -> None:
    text = (
        'A=1\nexport B=\'two words\' # c\n  C="th\\"ree"\nset -gx D four\nsetenv E five\nF=a b && G=c\n'
        "# H=x\nI: seven\n"
        'J="never closed\nK=v\nL="over\ntwo lines"\n'
    )
    assert [(each.name, each.value) for each in environment.entries(text)] == [
        ("A", "1"),
        ("B", "two words"),
        ("C", 'th"ree'),
        ("D", "four"),
        ("E", "five"),
        ("F", "a b"),
        ("I", "seven"),
        ("J", '"never closed'),
        ("K", "v"),
        ("L", "over\ntwo lines"),
    ]


def test_assignments_of_many_languages_are_read() -> None:
    text = (
        "$a['one'] = 'v1';\ndefine('TWO', \"v2\");\nthree => 'v3',\n\"four\": \"v4\",\nfive = \"v5\"\n"
        "this.six = 'v6'\n$seven->eight = 'v8';\nnine := \"v9\"\nten = call('x')\n"
    )
    assert [(each.name, each.value) for each in assignments.entries(text, bare=False)] == [
        ("one", "v1"),
        ("TWO", "v2"),
        ("three", "v3"),
        ("four", "v4"),
        ("five", "v5"),
        ("six", "v6"),
        ("eight", "v8"),
        ("nine", "v9"),
    ]


def test_a_name_beside_its_value_names_it() -> None:
    text = '[{"name": "DB", "value": "v"}, {"value": "w", "key": "K"}, {"name": "N"}, {"value": "lonely"}, "X=y"]'
    named = [(each.name, each.value) for each in entry.named(json_text.entries(text))]
    assert [pair for pair in named if pair[0] not in ("name", "key", "value")] == [("DB", "v"), ("K", "w"), ("X", "y")]


_ALL = (json_text.entries, yaml_text.entries, xml_text.entries, ini.entries, environment.entries, assignments.entries)


@pytest.mark.parametrize("read", _ALL)
@given(text=st.text(st.sampled_from("ab\"'\\/*<>{}[]:=,;#-!&|\n\t (.") | st.characters(codec="latin-1")))
def test_any_text_is_read_and_places_lie_in_it(read: object, text: str) -> None:
    for each in read(text):  # type: ignore[operator]
        assert 0 <= each.start <= each.end <= len(text)


@pytest.mark.parametrize("read", _ALL)
@pytest.mark.parametrize(
    "piece",
    ["[", "{", "<a>", "<!--", "<a b='", '"', "'", "a:\n ", "- ", "/*", "\\", "a=", "a: |\n", "{a: ", "<![CDATA[", "\n[",
     'a="\n', "&amp;", "<<a>", "#", "a b=", "--", "'''", "$'"],
)  # fmt: skip
def test_time_grows_with_the_text_only(read: object, piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        start = time.process_time()
        for _ in read(text):  # type: ignore[operator]
            pass
        return time.process_time() - start

    assert seconds(400_000) < 4


def test_two_texts_of_a_list_are_no_name_with_its_value() -> None:
    assert (
        list(assignments.entries('KEYS = ("select", "mode", "secret-form", "secret-id-case")\n', bare=False))[1:] == []
    )
    (defined,) = assignments.entries("define('DB_PASSWORD', 'correct-horse');\n", bare=False)
    assert (defined.name, defined.value) == ("DB_PASSWORD", "correct-horse")
