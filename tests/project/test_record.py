"""Our quick NamedTuple behaves as typing's does."""

from __future__ import annotations

import copy
import enum
import pickle
import typing

import pytest

from dockerlint import record
from dockerlint.finding import Confidence, Finding, Severity
from dockerlint.text import Span


class Ours(record.NamedTuple):
    """A place."""

    x: int
    y: int = 2
    label: str = ""

    @property
    def total(self) -> int:
        return self.x + self.y

    def moved(self, by: int = 1) -> Ours:
        return self._replace(x=self.x + by)


class Theirs(typing.NamedTuple):
    """A place."""

    x: int
    y: int = 2
    label: str = ""


def test_it_is_a_tuple_with_names() -> None:
    made = Ours(1, label="a")
    assert made == (1, 2, "a") == Theirs(1, label="a")
    assert (made.x, made.y, made.label, made.total, made[0], hash(made)) == (1, 2, "a", 3, 1, hash((1, 2, "a")))
    assert isinstance(made, tuple)
    assert repr(made) == repr(Theirs(1, label="a")).replace("Theirs", "Ours")
    assert not hasattr(made, "__dict__")


def test_it_has_the_methods_of_typings() -> None:
    assert Ours(1).moved(2) == Ours(3)
    assert Ours._make([1, 2, "b"]) == Ours(1, 2, "b")
    assert Ours(1)._asdict() == Theirs(1)._asdict()
    assert (Ours._fields, Ours.__match_args__, Ours._field_defaults, Ours.__doc__) == (
        Theirs._fields,
        Theirs.__match_args__,
        Theirs._field_defaults,
        Theirs.__doc__,
    )
    match Ours(5):
        case Ours(x, label=""):
            assert x == 5


def test_it_is_copied_and_sent_to_other_processes() -> None:
    made = Ours(1, 3, "a")
    assert (copy.copy(made), pickle.loads(pickle.dumps(made))) == (made, made)
    finding = Finding("X1", "x", "f", Span(0, 1), "m", Severity.INFO, Confidence.CERTAIN)
    assert pickle.loads(pickle.dumps(finding)) == finding


def test_wrong_calls_are_type_errors() -> None:
    with pytest.raises(TypeError):
        Ours()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Ours(1, 2, "", 4)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Ours(1, z=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Ours._make([1])
    with pytest.raises(ValueError, match="unexpected fields: z"):
        Ours(1)._replace(z=1)  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        Ours(1).x = 2  # type: ignore[misc]


def test_a_field_without_default_behind_one_with_is_refused() -> None:
    with pytest.raises(TypeError, match="without a default"):
        record.NamedTuple.__class__("Odd", (record.NamedTuple,), {"__annotations__": {"a": "int", "b": "int"}, "a": 1})  # type: ignore[call-overload]


class Size(record.Enum):
    """How large."""

    SMALL = "small"
    LARGE = "large"

    @property
    def is_large(self) -> bool:
        return self is Size.LARGE


class TheirSize(enum.Enum):
    SMALL = "small"
    LARGE = "large"


def test_an_enum_has_its_members_by_name_value_and_order() -> None:
    assert [(each.name, each.value) for each in Size] == [(each.name, each.value) for each in TheirSize]
    assert Size("large") is Size.LARGE
    assert Size.LARGE.is_large
    assert not Size.SMALL.is_large
    assert (len(Size), repr(Size.SMALL), str(Size.SMALL)) == (2, "<Size.SMALL: 'small'>", "Size.SMALL")
    assert isinstance(Size.SMALL, Size)
    assert {Size.SMALL: 1}[Size.SMALL] == 1


def test_an_enum_cannot_be_changed_or_told_of_other_values() -> None:
    with pytest.raises(ValueError, match="'huge' is not a valid Size") as ours:
        Size("huge")
    with pytest.raises(ValueError, match="'huge' is not a valid TheirSize") as theirs:
        TheirSize("huge")
    assert str(ours.value).replace("Size", "TheirSize") == str(theirs.value)
    with pytest.raises(AttributeError):
        Size.SMALL.value = "tiny"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        Size.SMALL = Size.LARGE  # type: ignore[misc, assignment]


def test_a_member_stays_itself_when_it_is_copied_or_sent() -> None:
    assert copy.deepcopy(Size.LARGE) is copy.copy(Size.LARGE) is Size.LARGE
    assert pickle.loads(pickle.dumps(Size.LARGE)) is Size.LARGE


def test_what_is_made_once_is_made_when_it_is_asked_for() -> None:
    made: list[int] = []

    def make() -> list[int]:
        made.append(1)
        return made

    answer = record.once(make)
    assert made == []
    assert answer() is answer() is made
    assert made == [1]
