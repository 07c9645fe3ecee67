"""Classes that are records: the part of `dataclasses` that rt0 uses, made in a fifth of its time.

A compilation of one edited file makes some two hundred such classes before it reads a line, and most of them make few instances or
none. `dataclasses` writes the source of five methods for each class and compiles it at once, after importing `inspect`; together that
was a third of what `rt0 run` took after an edit. Here the methods that need code of their own (`__init__`, `__eq__`) are written when
they are first called, and the others are shared functions.

What differs from `dataclasses` with slots=True, which is what type checkers take these for: `slots` is always so, and repr and
compare cannot be turned off for one field. Fields are inherited; a mutable default needs a `default_factory`, as there.

Rejected: `attrs` (a dependency, and slower to make), `NamedTuple` (immutable, and equal to any tuple of equal values).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass, field, fields, replace
else:

    def dataclass(cls=None, /, **options):
        """Make a record of a class; see `make`. With options or without, as a decorator."""
        if cls is None:
            return lambda c: make(c, **options)
        return make(cls, **options)

    def field(*, default=..., default_factory=None, init=True):
        """A field with a default, or with a function that makes it for each instance (`...` stands for none). It is no parameter of
        __init__ when init is False.
        """
        return Field("", default, default_factory, init)


__all__ = ["Field", "dataclass", "field", "fields", "make", "replace"]

_FIELDS = "__record_fields__"


class Field:
    """A field: its name and its default, `...` for none, or the function that makes one, and whether __init__ takes it."""

    __slots__ = ("default", "factory", "init", "name")

    def __init__(self, name: str, default: Any = ..., factory: Any = None, init: bool = True) -> None:
        self.name = name
        self.default = default
        self.factory = factory
        self.init = init


def make(cls: Any, *, frozen: bool = False, eq: bool = True, order: bool = False, repr: bool = True, slots: bool = True) -> Any:
    """The class that takes cls's place: with slots for its annotated names and the methods of a record.

    Methods that cls defines itself stay. TypeError for a default that is followed by a field without one.
    """
    inherited = {f.name: f for base in reversed(cls.__mro__[1:]) for f in base.__dict__.get(_FIELDS, ())}
    body = dict(cls.__dict__)
    own = [name for name, kind in body.get("__annotations__", {}).items() if not str(kind).startswith(("ClassVar", "typing.ClassVar"))]
    every = dict(inherited)
    for name in own:
        default = body.pop(name, ...)
        if type(default) is Field:
            default.name = name
            every[name] = default
        else:
            every[name] = Field(name, default)
    found = tuple(every.values())
    optional = ""
    for f in found:
        if f.default is not ... or f.factory is not None:
            optional = f.name
        elif optional and f.init:
            raise TypeError(f"{cls.__name__}: field {f.name} without a default after {optional}")
    body["__qualname__"] = cls.__qualname__
    body.pop("__dict__", None)
    body.pop("__weakref__", None)
    body["__slots__"] = tuple(name for name in own if name not in inherited)
    body[_FIELDS] = found
    body["__match_args__"] = tuple([f.name for f in found if f.init])
    if repr and "__repr__" not in body:
        body["__repr__"] = _repr
    if eq:
        body.setdefault("__eq__", _eq)
        if body.get("__hash__") is None:
            body["__hash__"] = _hash if frozen else None
    if order:
        body.update(__lt__=_lt, __le__=_le, __gt__=_gt, __ge__=_ge)
    if frozen:
        body.update(__setattr__=_refuse_set, __delattr__=_refuse_del, __getstate__=_getstate, __setstate__=_setstate)
    made: Any = type(cls)(cls.__name__, cls.__bases__, body)
    if "__init__" not in body:
        made.__init__ = _first_init(made, found, frozen)
    return made


def _first_init(cls: Any, found: tuple[Field, ...], frozen: bool) -> Any:
    """The __init__ of a class that has no instance yet: writes the real one, puts it in its own place, calls it."""

    def __init__(self: Any, *args: Any, **named: Any) -> None:
        cls.__init__ = _write_init(cls, found, frozen)
        cls.__init__(self, *args, **named)

    return __init__


def _write_init(cls: Any, found: tuple[Field, ...], frozen: bool) -> Any:
    scope: dict[str, Any] = {"_set": object.__setattr__}
    params, lines = ["self"], []
    for f in found:
        value = f.name
        if not f.init:
            if f.factory is None and f.default is ...:
                continue
            scope[f"_default_{f.name}"] = f.factory or f.default
            value = f"_default_{f.name}" + ("()" if f.factory is not None else "")
        elif f.factory is not None:
            scope[f"_make_{f.name}"] = f.factory
            scope["_none"] = _none
            params.append(f"{f.name}=_none")
            value = f"_make_{f.name}() if {f.name} is _none else {f.name}"
        elif f.default is not ...:
            scope[f"_default_{f.name}"] = f.default
            params.append(f"{f.name}=_default_{f.name}")
        else:
            params.append(f.name)
        lines.append(f" _set(self, {f.name!r}, {value})" if frozen else f" self.{f.name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    exec(f"def __init__({', '.join(params)}):\n" + ("\n".join(lines) or " pass"), scope)
    made = scope["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


_none = object()
"""What a parameter with a default_factory is when it is not given."""


def fields(record: Any) -> tuple[Any, ...]:  # type: ignore[no-redef]
    """The fields of a record or of its class, in order."""
    found: tuple[Any, ...] = getattr(record, _FIELDS)
    return found


def replace(record: Any, /, **changes: Any) -> Any:  # type: ignore[no-redef]
    """A new record with some fields changed."""
    return type(record)(**{f.name: getattr(record, f.name) for f in fields(record) if f.init} | changes)


# ---- the methods that records share -----------------------------------------------------------------------------------


def _values(record: Any) -> tuple[Any, ...]:
    return tuple([getattr(record, f.name) for f in getattr(record, _FIELDS)])


def _repr(self: Any) -> str:
    return f"{type(self).__qualname__}({', '.join([f'{f.name}={getattr(self, f.name)!r}' for f in getattr(self, _FIELDS)])})"


def _owner(record: Any, name: str, shared: Any) -> tuple[Any, str]:
    """The class of record that has a shared method, and the text of a tuple of its fields of `self`."""
    owner = next(c for c in type(record).__mro__ if c.__dict__.get(name) is shared)
    return owner, "(" + "".join([f"self.{f.name}," for f in owner.__dict__[_FIELDS]]) + ")"


def _eq(self: Any, other: object) -> bool:
    """Whether both are of one class and have equal fields. Writes the class's own __eq__ on the first call."""
    owner, mine = _owner(self, "__eq__", _eq)
    scope: dict[str, Any] = {}
    test = f"{mine} == {mine.replace('self.', 'other.')} if other.__class__ is self.__class__ else NotImplemented"
    exec(f"def __eq__(self, other):\n return {test}", scope)
    owner.__eq__ = scope["__eq__"]
    equal: bool = owner.__eq__(self, other)
    return equal


def _hash(self: Any) -> int:
    """The hash of the fields' values. Writes the class's own __hash__ on the first call."""
    owner, mine = _owner(self, "__hash__", _hash)
    scope: dict[str, Any] = {}
    exec(f"def __hash__(self):\n return hash({mine})", scope)
    owner.__hash__ = scope["__hash__"]
    return hash(self)


def _lt(self: Any, other: object) -> bool:
    return _values(self) < _values(other) if type(other) is type(self) else NotImplemented


def _le(self: Any, other: object) -> bool:
    return _values(self) <= _values(other) if type(other) is type(self) else NotImplemented


def _gt(self: Any, other: object) -> bool:
    return _values(self) > _values(other) if type(other) is type(self) else NotImplemented


def _ge(self: Any, other: object) -> bool:
    return _values(self) >= _values(other) if type(other) is type(self) else NotImplemented


def _refuse_set(self: Any, name: str, value: object) -> None:
    raise AttributeError(f"cannot assign to field {name!r}")


def _refuse_del(self: Any, name: str) -> None:
    raise AttributeError(f"cannot delete field {name!r}")


def _getstate(self: Any) -> tuple[Any, ...]:
    """For pickle: what __setstate__ needs, since setattr is refused."""
    return _values(self)


def _setstate(self: Any, state: tuple[Any, ...]) -> None:
    for f, value in zip(getattr(self, _FIELDS), state):
        object.__setattr__(self, f.name, value)
