"""YAML is read with places and spliced: the value seen is YAML's own, and what is not edited stays as it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from ruamel.yaml import YAML

from dockerlint.callers.yaml import Mapping, Node, Scalar, YamlError, read_yaml
from dockerlint.callers.yaml import edits as splice
from dockerlint.callers.yaml.scalars import embedded, written_plain
from dockerlint.text import Edit, Source, Span, apply_edits

TEXT = """\
# a workflow
on: push
env: {A: 1, 'B': "two", C: *never}
jobs: &jobs
  build: # main
    steps:
      - uses: docker/build-push-action@v6 # pinned
        with:
          context: .
          build-args: |
            # no comment here
            A=1

              B=${{ x }}
          tags: >-
            one
            two

            three
              four
      - run: "echo \\"hi\\" \\
          there\\n"
      - run: 'it''s
          folded'
      - run: plain text
          over lines
      - [a, "b", c]
  more: [x]
last: end
""".replace("*never", "3")


def document(text: str) -> Mapping:
    [found] = read_yaml(Source(text, "x.yml"))
    assert isinstance(found, Mapping)
    return found


def scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Mapping):
        for entry in node.entries:
            yield entry.key
            yield from scalars(entry.value)
    else:
        for item in node.items:
            yield from scalars(item)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_scalar_is_brought_together_with_its_text(newline: str, mark: str) -> None:
    source = Source(mark + TEXT.replace("\n", newline), "x.yml")
    found = list(scalars(document(source.text)))
    assert len(found) > 20
    for scalar in found:
        text = embedded(source, scalar)
        assert text is not None
        assert text.text.rstrip("\n") == scalar.value.rstrip("\n")


def test_a_byte_order_mark_takes_no_column() -> None:
    assert document("\ufeffa: 1\n").column == document("a: 1\n").column == 0


def test_characters_of_a_scalar_lead_back_to_those_of_the_file() -> None:
    source = Source(TEXT, "x.yml")
    for scalar in scalars(document(TEXT)):
        text = embedded(source, scalar)
        assert text is not None
        for at, char in enumerate(text.text):
            if char.isalnum():
                assert source.text[text.span(at, at + 1).start] == char


def edited(text: str, edit: Edit | None) -> object:
    assert edit is not None
    return YAML(typ="safe", pure=True).load(apply_edits(text, [edit]))


def test_an_entry_that_is_removed_takes_nothing_along() -> None:
    text = "a: 1 # one\n# of b\nb:\n  - x\n\nc: 3\n"
    root = document(text)
    entry = root.entry("b")
    assert entry is not None
    edit = splice.remove_entry(Source(text, ""), root, entry)
    assert edit is not None
    assert apply_edits(text, [edit]) == "a: 1 # one\n# of b\n\nc: 3\n"


def test_the_first_entry_of_an_item_leaves_the_dash_to_the_next() -> None:
    text = "- a: 1\n  b: 2\n- c: 3\n"
    [items] = read_yaml(Source(text, ""))
    assert not isinstance(items, Scalar | Mapping)
    first = items.items[0]
    assert isinstance(first, Mapping)
    assert edited(text, splice.remove_entry(Source(text, ""), first, first.entries[0])) == [{"b": 2}, {"c": 3}]


@pytest.mark.parametrize("key", ["a", "b", "c"])
def test_an_entry_of_a_flow_mapping_goes_with_one_comma(key: str) -> None:
    text = "x: {a: 1, b: [2, 3], c: *z}\n".replace("*z", "'q'")
    inner = document(text).mapping("x")
    assert inner is not None
    entry = inner.entry(key)
    assert entry is not None
    whole = {"a": 1, "b": [2, 3], "c": "q"}
    assert edited(text, splice.remove_entry(Source(text, ""), inner, entry)) == {
        "x": {name: value for name, value in whole.items() if name != key}
    }


@pytest.mark.parametrize(
    "text", ["a:\n  b: 1\n  c: |\n    x\n\nd: 2\n", "a:\n  b: 1\n  c: x # last", "a: {b: 1, c: x}\n"]
)
def test_an_entry_is_added_behind_another(text: str) -> None:
    source = Source(text, "")
    inner = document(text).mapping("a")
    assert inner is not None
    loaded = edited(text, splice.add_entry(source, inner, "new: 5"))
    assert isinstance(loaded, dict)
    assert loaded["a"] == {"b": 1, "c": inner.text("c"), "new": 5}


@pytest.mark.parametrize("text", ["a:\n- 1\n- |\n  x\nb: 2\n", "a:\n  - 1\n  - x # one", "a: [1, x]\n"])
def test_an_item_is_added_at_the_end(text: str) -> None:
    sequence = document(text).sequence("a")
    assert sequence is not None
    loaded = edited(text, splice.add_item(Source(text, ""), sequence, "new"))
    assert isinstance(loaded, dict)
    assert loaded["a"][-1] == "new"
    assert len(loaded["a"]) == 3


def test_an_alias_is_known_as_one_and_is_not_written_through() -> None:
    text = "base: &b {x: 1}\none: *b\ntwo:\n  <<: *b\n  y: 2\nlist:\n  - *b\n  - z\n"
    root = document(text)
    one, two, items = root.mapping("one"), root.mapping("two"), root.sequence("list")
    assert one is not None
    assert one.is_alias
    assert splice.add_entry(Source(text, ""), one, "q: 1") is None
    assert two is not None
    assert two.text("x") == "1"
    assert items is not None
    assert [text[place.start : place.end] for place in items.places] == ["- *b", "- z"]


@pytest.mark.parametrize("text", ["a: [", "a: b: c", "\0", "a: 1\n b: 2\n", "- " * 500])
def test_what_is_no_yaml_is_told_as_such(text: str) -> None:
    with pytest.raises(YamlError):
        read_yaml(Source(text, ""))


@pytest.mark.parametrize(
    "text", ["x", "a: b", "a #b", "yes", "12", "", "it's", "a\nb", "${{ secrets.X }}", "*a", "- a", "a:"]
)
def test_text_is_written_as_a_scalar_that_reads_the_same(text: str) -> None:
    assert YAML(typ="safe", pure=True).load(f"k: {written_plain(text)}\n") == {"k": text}


@pytest.mark.parametrize("texts", [("a", "b"), ("b", "a"), ("same", "same2"), ("x" * 9, "y")])
def test_insertions_at_one_place_stand_in_the_order_in_which_they_are_given(texts: tuple[str, str]) -> None:
    edits = [Edit("f", Span(1, 1), text) for text in texts]
    assert apply_edits("[]", edits) == f"[{texts[0]}{texts[1]}]"
