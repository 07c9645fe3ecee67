"""The type objects of Go: what a type *is*, once it has been resolved.

Every type is one of the small classes below. They are compared by object identity in dictionaries
and by `rt0.types.predicates.identical` where Go's type identity is meant: two `Pointer` objects to the
same base are different objects but identical types. A `Named` type is one object for its declaration
and one for each list of type arguments (the checker's context sees to that within a compilation).

Invariants
- Types are built once and then read; the only late writes are those of the checker which completes
  recursive declarations (`Named.underlying`, `Named.methods`, `Interface.tset`, `Alias.actual`).
- `Alias` is transparent: ask `unalias(t)` before an `isinstance` test, or `under(t)` for the underlying type.
- `under(t)` never returns a Named, an Alias or (except for itself) a TypeParam: of a type parameter it is
  its constraint's interface, as the Go specification says.

Read next: objects.py (what the names denote), predicates.py (identity), info.py (what the checker hands on).
"""
from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

from rt0.base.records import dataclass, field

if TYPE_CHECKING:
    from rt0.types.objects import Func, Package, Scope, TypeName, Var

# Kinds of basic types. The untyped ones come last and in the order in which constants "grow".
(INVALID, BOOL, INT, INT8, INT16, INT32, INT64, UINT, UINT8, UINT16, UINT32, UINT64, UINTPTR,
 FLOAT32, FLOAT64, COMPLEX64, COMPLEX128, STRING, UNSAFE_POINTER,
 UNTYPED_BOOL, UNTYPED_INT, UNTYPED_RUNE, UNTYPED_FLOAT, UNTYPED_COMPLEX, UNTYPED_STRING, UNTYPED_NIL) = range(26)

# What holds of a basic type, as bits of `Basic.flags`.
IS_BOOLEAN, IS_INTEGER, IS_UNSIGNED, IS_FLOAT, IS_COMPLEX, IS_STRING, IS_UNTYPED = (1 << i for i in range(7))
IS_ORDERED = IS_INTEGER | IS_FLOAT | IS_STRING
IS_NUMERIC = IS_INTEGER | IS_FLOAT | IS_COMPLEX
IS_CONST_TYPE = IS_BOOLEAN | IS_NUMERIC | IS_STRING

# Directions of a channel type.
SEND_RECV, SEND_ONLY, RECV_ONLY = range(3)


class Type:
    """Any Go type. The classes below are all there are; nothing subclasses a concrete one."""

    __slots__ = ()

    def __str__(self) -> str:
        from rt0.types.format import type_string  # a printer needs all types: the import must be late
        return type_string(self)


@dataclass(slots=True, eq=False, repr=False)
class Basic(Type):
    """A predeclared type (bool, int8, string, unsafe.Pointer, ...) or the type of an untyped constant."""

    kind: int
    flags: int
    name: str


@dataclass(slots=True, eq=False, repr=False)
class Array(Type):
    """[length]elem. A negative length is an erroneous one, reported already."""

    length: int
    elem: Type


@dataclass(slots=True, eq=False, repr=False)
class Slice(Type):
    """[]elem."""

    elem: Type


@dataclass(slots=True, eq=False, repr=False)
class Pointer(Type):
    """*base."""

    base: Type


@dataclass(slots=True, eq=False, repr=False)
class Map(Type):
    """map[key]elem."""

    key: Type
    elem: Type


@dataclass(slots=True, eq=False, repr=False)
class Chan(Type):
    """chan elem, chan<- elem or <-chan elem; `dir` is SEND_RECV, SEND_ONLY or RECV_ONLY."""

    dir: int
    elem: Type


@dataclass(slots=True, eq=False)
class FieldIndex:
    """What looking for a struct's field needs, made when first asked for; of this very list `fields`."""

    fields: list[Var]
    by_name: dict[str, list[int]]
    embedded: list[int]


@dataclass(slots=True, eq=False, repr=False)
class Struct(Type):
    """A struct type; `tags[i]` is the unquoted tag of `fields[i]` ("" for none), `tags` may be empty."""

    fields: list[Var]
    tags: list[str]
    index: FieldIndex | None = field(default=None, init=False)

    def field_numbers(self, name: str) -> list[int]:
        """The numbers of the fields of a name; several if they are of different packages."""
        return self._indexed().by_name.get(name, [])

    def embedded_numbers(self) -> list[int]:
        """The numbers of the embedded fields."""
        return self._indexed().embedded

    def _indexed(self) -> FieldIndex:
        index = self.index
        if index is None or index.fields is not self.fields:
            index = self.index = FieldIndex(self.fields, {}, [])
            for i, f in enumerate(self.fields):
                index.by_name.setdefault(f.name, []).append(i)
                if f.embedded:
                    index.embedded.append(i)
        return index


@dataclass(slots=True, eq=False, repr=False)
class Tuple(Type):
    """The parameters or results of a signature, or the type of a call with several results."""

    vars: list[Var]

    def __len__(self) -> int:
        return len(self.vars)


@dataclass(slots=True, eq=False, repr=False)
class Signature(Type):
    """A function type. `recv` is set for methods (it is not part of the type's identity).

    `variadic` means that the last parameter's type is a slice written as `...T` (or string for
    append's special case). `tparams` are a generic function's own, `recv_tparams` those of a method
    of a generic type, as the receiver names them.
    """

    params: Tuple
    results: Tuple
    variadic: bool = False
    recv: Var | None = None
    tparams: list[TypeParam] | None = None
    recv_tparams: list[TypeParam] | None = None
    scope: Scope | None = None


@dataclass(slots=True, eq=False, repr=False)
class Interface(Type):
    """An interface type. `methods` are those written in it, `embeddeds` what it embeds (types and unions).

    `implicit` marks the interface around a constraint literal such as `~int|~string`.
    `tset` is the computed type set: ask `generic.typeset.type_set(t)`, which fills it in.
    """

    methods: list[Func]
    embeddeds: list[Type]
    embed_pos: list[int]
    implicit: bool = False
    complete: bool = False
    tset: object | None = None


@dataclass(slots=True, eq=False, repr=False)
class Term:
    """One term of a union: `type` or `~type`."""

    tilde: bool
    type: Type


@dataclass(slots=True, eq=False, repr=False)
class Union(Type):
    """A union of terms; only ever embedded in an interface."""

    terms: list[Term]


@dataclass(slots=True, eq=False, repr=False)
class Named(Type):
    """A defined type, or an instance of a generic one.

    `underlying` is None until it is known: use `under`. For an instance, `orig` is the generic type and
    `targs` its arguments; `expand` then computes `underlying` on the first demand, and `methods` holds the
    methods instantiated so far (ask lookup.py, never this list, for a method of an instance).
    `pos` is where an instance was first written, for messages about cycles. `instances` holds a generic type's
    instances by the keys of their arguments (generic/subst.py); `token` stands for an instance in such keys (format.type_key).
    `rhs` is the type on the right of the declaration, the next link towards the underlying type.
    """

    obj: TypeName
    underlying: Type | None = None
    methods: list[Func] = None  # type: ignore[assignment]
    tparams: list[TypeParam] | None = None
    orig: Named | None = None
    targs: tuple[Type, ...] | None = None
    expand: Callable[[Named], None] | None = None
    rhs: Type | None = None
    method_index: dict[str, int] | None = None
    pos: int = 0
    instances: dict[str, Named] = field(default_factory=dict)
    token: str = ""

    def __post_init__(self) -> None:
        if self.methods is None:
            self.methods = []


@dataclass(slots=True, eq=False, repr=False)
class TypeParam(Type):
    """A type parameter. `bound` is its constraint; `index` its place in the list that declares it.

    `id` tells it from all others of the process: keys of types contain it.
    """

    obj: TypeName
    bound: Type
    index: int = -1
    id: int = field(default_factory=count(1).__next__)


@dataclass(slots=True, eq=False, repr=False)
class Alias(Type):
    """A declared alias: `type A = rhs`. `actual` is never an Alias; None while the declaration is being resolved."""

    obj: TypeName
    rhs: Type | None = None
    actual: Type | None = None
    tparams: list[TypeParam] | None = None
    orig: Alias | None = None
    targs: tuple[Type, ...] | None = None
    instances: dict[str, Alias] = field(default_factory=dict)


def unalias(t: Type) -> Type:
    """The type that an alias stands for; t itself when it is not an alias."""
    while type(t) is Alias:
        a = t.actual
        if a is None:
            a = t.rhs
            if a is None:
                return INVALID_TYPE
        t = a
    return t


def under(t: Type) -> Type:
    """The underlying type of t (Go spec, "Underlying types"); a type parameter's is its constraint interface.

    A type whose declaration is not finished, or is an invalid cycle, has the invalid type.
    """
    c = type(t)
    if c is Basic or c is Pointer or c is Slice:
        return t
    if c is Named:
        u = t.underlying  # type: ignore[attr-defined]
        return u if u is not None else _resolve(t)  # type: ignore[arg-type]
    if c is Alias:
        return under(unalias(t))
    if c is TypeParam:
        return constraint_interface(t)  # type: ignore[arg-type]
    return t


def _resolve(n: Named) -> Type:
    if n.expand is not None:
        expand, n.expand = n.expand, None
        expand(n)
        if n.underlying is not None:
            return n.underlying
    seen = {n}
    t: Type | None = n.rhs
    while t is not None:
        t = unalias(t)
        if type(t) is not Named:
            return under(t)
        if t.underlying is not None:
            return t.underlying
        if t in seen:
            break
        seen.add(t)
        if t.expand is not None:
            return _resolve(t)
        t = t.rhs
    return INVALID_TYPE


def constraint_interface(p: TypeParam) -> Interface:
    """The interface that is p's constraint; a bound that is no interface is wrapped into one, once."""
    b = p.bound
    u = under(b)
    if type(u) is Interface:
        return u
    if u is INVALID_TYPE:
        return EMPTY_INTERFACE
    iface = Interface([], [b], [0], implicit=True, complete=True)
    p.bound = iface
    return iface


INVALID_TYPE = Basic(INVALID, 0, "invalid type")

EMPTY_INTERFACE = Interface([], [], [], complete=True)


def package_of(t: Named | TypeParam | Alias) -> Package | None:
    """The package that declares a named type, type parameter or alias; None for the universe's."""
    return t.obj.pkg
