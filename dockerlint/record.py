"""``NamedTuple`` and ``TYPE_CHECKING`` without typing's price at start-up.

``typing.NamedTuple`` compiles every annotation and the constructor's source for every class: for the hundred small
values of this program that is a sixth of a cold check.  Here the constructor is a ready function with
the names of the fields put in.  Type checkers see typing's own.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import NamedTuple
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


__all__ = ["TYPE_CHECKING", "NamedTuple"]
