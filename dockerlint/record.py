"""``NamedTuple``, ``TYPE_CHECKING``, ``Enum``, ``once`` and ``keep`` without the price of typing, enum and functools.

``typing.NamedTuple`` compiles every annotation and the constructor's source for every class: for the hundred small
values of this program that is a sixth of a cold check at start-up.  Here the constructor is a ready function with
the names of the fields put in.  Type checkers see typing's own.  Loading enum and making four small classes with it
takes another tenth.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable
    from enum import Enum
    from typing import NamedTuple, TypeVar

    Made = TypeVar("Made")
    Key = TypeVar("Key")
    Value = TypeVar("Value")
else:
    from types import FunctionType

    try:
        from _collections import _tuplegetter
    except ImportError:
        from operator import itemgetter

        def _tuplegetter(index, _doc):
            return property(itemgetter(index))

    _new = tuple.__new__

    # One constructor for every number of fields, found by that number.
    _CONSTRUCTORS = (
        lambda _cls: _new(_cls, ()),
        lambda _cls, a: _new(_cls, (a,)),
        lambda _cls, a, b: _new(_cls, (a, b)),
        lambda _cls, a, b, c: _new(_cls, (a, b, c)),
        lambda _cls, a, b, c, d: _new(_cls, (a, b, c, d)),
        lambda _cls, a, b, c, d, e: _new(_cls, (a, b, c, d, e)),
        lambda _cls, a, b, c, d, e, f: _new(_cls, (a, b, c, d, e, f)),
        lambda _cls, a, b, c, d, e, f, g: _new(_cls, (a, b, c, d, e, f, g)),
        lambda _cls, a, b, c, d, e, f, g, h: _new(_cls, (a, b, c, d, e, f, g, h)),
        lambda _cls, a, b, c, d, e, f, g, h, i: _new(_cls, (a, b, c, d, e, f, g, h, i)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j: _new(_cls, (a, b, c, d, e, f, g, h, i, j)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, l: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, l)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, l, m: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, l, m)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, l, m, n: _new(_cls, (a, b, c, d, e, f, g, h, i, j, k, l, m, n)),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s)
        ),
        lambda _cls, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t: _new(
            _cls, (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t)
        ),
    )  # fmt: skip

    class _Methods:
        """What ``collections.namedtuple`` gives its classes."""

        __slots__ = ()

        @classmethod
        def _make(cls, iterable):
            result = _new(cls, iterable)
            if len(result) != len(cls._fields):
                raise TypeError(f"expected {len(cls._fields)} values, got {len(result)}")
            return result

        def _replace(self, /, **changes):
            result = self._make(map(changes.pop, self._fields, self))
            if changes:
                raise ValueError(f"unexpected fields: {', '.join(changes)}")
            return result

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            fields = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{type(self).__name__}({fields})"

        def __getnewargs__(self):
            return tuple(self)

    class _Maker(type):
        """Makes a tuple class of a class body with annotated fields."""

        def __new__(cls, name, bases, body):
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body.pop(field) for field in fields if field in body}
            if tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"{name}: a field without a default follows one with a default")
            made = type(name, (_Methods, tuple), {**body, "__slots__": ()})
            template = _CONSTRUCTORS[len(fields)]
            code = template.__code__.replace(co_varnames=("_cls", *fields), co_name="__new__")
            made.__new__ = FunctionType(code, template.__globals__, "__new__", tuple(defaults.values()) or None)
            for index, field in enumerate(fields):
                setattr(made, field, _tuplegetter(index, None))
            made._fields = made.__match_args__ = fields
            made._field_defaults = defaults
            return made

    class NamedTuple(metaclass=_Maker):
        """The base to write: ``class Point(NamedTuple): x: int``."""

    class _EnumMaker(type):
        """Makes a class of the text constants in a class body, which are all its instances."""

        def __new__(cls, name, bases, body):
            if not bases:
                return super().__new__(cls, name, bases, body)
            values = {key: value for key, value in body.items() if key[0] != "_" and isinstance(value, str)}
            rest = {key: value for key, value in body.items() if key not in values}
            made = super().__new__(cls, name, bases, {**rest, "__slots__": ()})
            members = {}
            for key, value in values.items():
                member = object.__new__(made)
                object.__setattr__(member, "name", key)
                object.__setattr__(member, "value", value)
                type.__setattr__(made, key, member)
                members[value] = member
            type.__setattr__(made, "_members", members)
            return made

        def __call__(cls, value):
            if value in cls._members:
                return cls._members[value]
            raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")

        def __iter__(cls):
            return iter(cls._members.values())

        def __len__(cls):
            return len(cls._members)

        def __setattr__(cls, name, value):
            raise AttributeError(f"{cls.__name__} has the members that it was made with")

    class Enum(metaclass=_EnumMaker):
        """The base to write: ``class Size(Enum): SMALL = "small"``; values are texts."""

        __slots__ = ("name", "value")

        def __setattr__(self, name, value):
            raise AttributeError(f"{self!r} cannot be changed")

        def __reduce__(self):
            return type(self), (self.value,)

        def __repr__(self):
            return f"<{type(self).__name__}.{self.name}: {self.value!r}>"

        def __str__(self):
            return f"{type(self).__name__}.{self.name}"


def once(make: Callable[[], Made]) -> Callable[[], Made]:
    """``make``, which is called when its answer is first asked for, and never again."""
    known: list[Made] = []

    def answer() -> Made:
        if not known:
            known.append(make())
        return known[0]

    return answer


def keep(known: dict[Key, Value], key: Key, value: Value, most: int) -> None:
    """Add to what is remembered, which holds ``most`` entries: where it is full the oldest eighth goes."""
    if len(known) >= most:
        for oldest in list(known)[: most // 8 + 1]:
            del known[oldest]
    known[key] = value


__all__ = ["TYPE_CHECKING", "Enum", "NamedTuple", "keep", "once"]
