"""Questions about types: what kind, which identity, what can be compared or be nil.

Functions named `is_x` look at a type itself; `all_x` also answer for type parameters (every type of the type set).
`identical` is Go's type identity (Go spec, "Type identity"). All are total: an invalid type answers False, and
identity of two invalid types is that of the objects.

Read next: lookup.py, generic/typeset.py.
"""
from __future__ import annotations

from collections.abc import Callable

from rt0.types import types as t
from rt0.types.objects import exported
from rt0.types.types import (
    INVALID_TYPE,
    Alias,
    Array,
    Basic,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
    Union,
    unalias,
    under,
)

# Why something does not hold: a text, perhaps with one %s, and the type to put there as the reader's package names it.
Cause = tuple[str, Type]


def is_valid(typ: Type) -> bool:
    """Whether the type is known."""
    return typ is not INVALID_TYPE and (type(typ) is not Alias or unalias(typ) is not INVALID_TYPE)


def _flags(typ: Type) -> int:
    # A type parameter's underlying type is an interface, so it has none of the flags: that is what is_x mean.
    u = typ if type(typ) is Basic else under(typ)
    return u.flags if type(u) is Basic else 0


def is_boolean(typ: Type) -> bool:
    """Whether typ's underlying type is a boolean."""
    return _flags(typ) & t.IS_BOOLEAN != 0


def is_integer(typ: Type) -> bool:
    """Whether typ's underlying type is an integer (untyped ones too)."""
    return _flags(typ) & t.IS_INTEGER != 0


def is_unsigned(typ: Type) -> bool:
    """Whether typ's underlying type is an unsigned integer."""
    return _flags(typ) & t.IS_UNSIGNED != 0


def is_float(typ: Type) -> bool:
    """Whether typ's underlying type is a float."""
    return _flags(typ) & t.IS_FLOAT != 0


def is_complex(typ: Type) -> bool:
    """Whether typ's underlying type is a complex number."""
    return _flags(typ) & t.IS_COMPLEX != 0


def is_numeric(typ: Type) -> bool:
    """Whether typ's underlying type is a number."""
    return _flags(typ) & t.IS_NUMERIC != 0


def is_string(typ: Type) -> bool:
    """Whether typ's underlying type is a string."""
    return _flags(typ) & t.IS_STRING != 0


def is_const_type(typ: Type) -> bool:
    """Whether constants may have this type."""
    return _flags(typ) & t.IS_CONST_TYPE != 0


def is_untyped(typ: Type) -> bool:
    """Whether this is the type of an untyped constant, or of nil."""
    return type(typ) is Basic and typ.flags & t.IS_UNTYPED != 0


def is_untyped_numeric(typ: Type) -> bool:
    """Whether this is the type of an untyped number."""
    return is_untyped(typ) and _flags(typ) & t.IS_NUMERIC != 0


def _all(typ: Type, flag: int) -> bool:
    u = typ if type(typ) is Basic else under(typ)
    if type(u) is Basic:
        return u.flags & flag != 0
    p = unalias(typ)
    if type(p) is TypeParam:
        return _param_all(p, lambda x: x is not None and _flags(x) & flag != 0)
    return False


def _param_all(p: TypeParam, f: Callable[[Type | None], bool]) -> bool:
    from rt0.types.generic.typeset import under_is  # type sets need identity: the import must be late
    return under_is(p, f)


def all_boolean(typ: Type) -> bool:
    """is_boolean of every type of typ's type set."""
    return _all(typ, t.IS_BOOLEAN)


def all_integer(typ: Type) -> bool:
    """is_integer of every type of typ's type set."""
    return _all(typ, t.IS_INTEGER)


def all_unsigned(typ: Type) -> bool:
    """is_unsigned of every type of typ's type set."""
    return _all(typ, t.IS_UNSIGNED)


def all_numeric(typ: Type) -> bool:
    """is_numeric of every type of typ's type set."""
    return _all(typ, t.IS_NUMERIC)


def all_string(typ: Type) -> bool:
    """is_string of every type of typ's type set."""
    return _all(typ, t.IS_STRING)


def all_ordered(typ: Type) -> bool:
    """Whether < is defined on every type of typ's type set."""
    return _all(typ, t.IS_ORDERED)


def all_numeric_or_string(typ: Type) -> bool:
    """Whether + is defined on every type of typ's type set."""
    return _all(typ, t.IS_NUMERIC | t.IS_STRING)


def is_type_param(typ: Type) -> bool:
    """Whether typ is a type parameter."""
    return type(unalias(typ)) is TypeParam


def is_interface(typ: Type) -> bool:
    """Whether typ's underlying type is an interface (type parameters included)."""
    return type(under(typ)) is Interface


def is_real_interface(typ: Type) -> bool:
    """Whether typ is an interface type and not a type parameter."""
    return type(under(typ)) is Interface and type(unalias(typ)) is not TypeParam


def is_interface_ptr(typ: Type) -> bool:
    """Whether typ is a pointer to an interface."""
    u = under(typ)
    return type(u) is Pointer and is_interface(u.base)


def is_pointer(typ: Type) -> bool:
    """Whether typ's underlying type is a pointer."""
    return type(under(typ)) is Pointer


def is_unsafe_pointer(typ: Type) -> bool:
    """Whether typ's underlying type is unsafe.Pointer."""
    u = under(typ)
    return type(u) is Basic and u.kind == t.UNSAFE_POINTER


def is_uintptr(typ: Type) -> bool:
    """Whether typ's underlying type is uintptr."""
    u = under(typ)
    return type(u) is Basic and u.kind == t.UINTPTR


def is_bytes_or_runes(typ: Type) -> bool:
    """Whether typ's underlying type is a slice of bytes or runes."""
    u = under(typ)
    if type(u) is Slice:
        e = under(u.elem)
        return type(e) is Basic and e.kind in (t.UINT8, t.INT32)
    return False


def is_generic(typ: Type) -> bool:
    """Whether typ is a generic type that has not been instantiated."""
    c = type(typ)
    if c is Named or c is Alias:
        return bool(typ.tparams) and typ.targs is None  # type: ignore[attr-defined]
    return False


def has_name(typ: Type) -> bool:
    """Whether typ is a named type: predeclared, defined or a type parameter (Go spec, "Types")."""
    return type(unalias(typ)) in (Basic, Named, TypeParam)


def has_nil(typ: Type) -> bool:
    """Whether nil is a value of typ."""
    u = under(typ)
    c = type(u)
    if c is Basic:
        return u.kind == t.UNSAFE_POINTER or u.kind == t.UNTYPED_NIL  # type: ignore[attr-defined, no-any-return]
    if c is Interface:
        p = unalias(typ)
        return type(p) is not TypeParam or _param_all(p, lambda x: x is not None and has_nil(x))
    return c in (Slice, Pointer, Signature, Map, Chan)


def comparable_type(typ: Type, dynamic: bool, seen: set[Type] | None = None) -> Cause | None:
    """None if values of typ can be compared with ==, else the reason: a text with %s, and the type to put there.

    `dynamic` also accepts what may panic at run time: interfaces, and what holds them.
    """
    if seen is None:
        seen = set()
    if typ in seen:
        return None
    seen.add(typ)
    u = under(typ)
    c = type(u)
    if c is Basic:
        return ("", typ) if u.kind == t.UNTYPED_NIL else None  # type: ignore[attr-defined]
    if c is Pointer or c is Chan:
        return None
    if c is Struct:
        for f in u.fields:  # type: ignore[attr-defined]
            if comparable_type(f.type, dynamic, seen) is not None:
                return "struct containing %s cannot be compared", f.type
        return None
    if c is Array:
        if comparable_type(u.elem, dynamic, seen) is not None:  # type: ignore[attr-defined]
            return "%s cannot be compared", typ
        return None
    if c is Interface:
        param = type(unalias(typ)) is TypeParam
        if dynamic and not param or _set_comparable(u, seen):  # type: ignore[arg-type]
            return None
        if not param:
            return "", typ
        from rt0.types.generic.typeset import has_empty_type_set  # see _set_comparable
        return "empty type set" if has_empty_type_set(typ) else "incomparable types in type set", typ
    return "", typ


def _set_comparable(u: Interface, seen: set[Type]) -> bool:
    from rt0.types.generic.typeset import type_set  # type sets need identity: the import must be late
    ts = type_set(u)
    if ts.terms is None:
        return ts.comparable
    return bool(ts.terms) and all(comparable_type(x.type, False, seen) is None for x in ts.terms)


def comparable(typ: Type) -> bool:
    """Whether == is defined on values of typ (Go spec, "Comparison operators")."""
    c = type(typ)
    if c is Basic or c is Pointer:
        return typ.kind != t.UNTYPED_NIL if c is Basic else True  # type: ignore[attr-defined]
    return comparable_type(typ, True) is None


def identical(x: Type, y: Type) -> bool:
    """Whether x and y are identical types (Go spec, "Type identity")."""
    return x is y or _identical(x, y, False, None)


def identical_ignore_tags(x: Type, y: Type) -> bool:
    """identical, struct tags aside, as conversions ask."""
    return x is y or _identical(x, y, True, None)


# Pairs of interfaces being compared, against endless recursion through their methods.
_Pairs = frozenset


def _identical(x: Type, y: Type, no_tags: bool, pairs: _Pairs[tuple[int, int]] | None) -> bool:
    if x is y:
        return True
    cx, cy = type(x), type(y)
    if cx is Alias:
        x = unalias(x)
        cx = type(x)
    if cy is Alias:
        y = unalias(y)
        cy = type(y)
    if x is y:
        return True
    if cx is not cy:
        return False
    return _IDENTICAL[cx](x, y, no_tags, pairs)


def _id_basic(x: Basic, y: Basic, no_tags: bool, pairs: _Pairs[tuple[int, int]] | None) -> bool:
    return x.kind == y.kind


def _id_array(x: Array, y: Array, no_tags: bool, pairs: _Pairs[tuple[int, int]] | None) -> bool:
    # A negative length is an unknown one: reported already, so no second complaint.
    return (x.length < 0 or y.length < 0 or x.length == y.length) and _identical(x.elem, y.elem, no_tags, pairs)


def _id_elem(x: Slice, y: Slice, no_tags: bool, pairs: _Pairs[tuple[int, int]] | None) -> bool:
    return _identical(x.elem, y.elem, no_tags, pairs)


def _id_pointer(x: Pointer, y: Pointer, no_tags: bool, pairs: _Pairs[tuple[int, int]] | None) -> bool:
    return _identical(x.base, y.base, no_tags, pairs)


def _id_map(x: Map, y: Map, no_tags: bool, pairs: _Pairs[tuple[int, int]] | None) -> bool:
    return _identical(x.key, y.key, no_tags, pairs) and _identical(x.elem, y.elem, no_tags, pairs)


def _id_chan(x: Chan, y: Chan, no_tags: bool, pairs: _Pairs[tuple[int, int]] | None) -> bool:
    return x.dir == y.dir and _identical(x.elem, y.elem, no_tags, pairs)


def _id_struct(x: Struct, y: Struct, no_tags: bool, pairs: _Pairs[tuple[int, int]] | None) -> bool:
    if len(x.fields) != len(y.fields):
        return False
    if not no_tags and (any(x.tags) or any(y.tags)):
        n = len(x.fields)
        if (x.tags or [""] * n) != (y.tags or [""] * n):
            return False
    for f, g in zip(x.fields, y.fields):
        if f.embedded != g.embedded or f.name != g.name:
            return False
        if not exported(f.name) and f.pkg is not g.pkg and (f.pkg is None or g.pkg is None or f.pkg.path != g.pkg.path):
            return False
        if not _identical(f.type, g.type, no_tags, pairs):
            return False
    return True


def _id_tuple(x: Tuple, y: Tuple, no_tags: bool, pairs: _Pairs[tuple[int, int]] | None) -> bool:
    if len(x.vars) != len(y.vars):
        return False
    return all(_identical(a.type, b.type, no_tags, pairs) for a, b in zip(x.vars, y.vars))


def _id_signature(x: Signature, y: Signature, no_tags: bool, pairs: _Pairs[tuple[int, int]] | None) -> bool:
    if bool(x.tparams) or bool(y.tparams):
        return _id_generic_signature(x, y, no_tags, pairs)
    return (x.variadic == y.variadic and _id_tuple(x.params, y.params, no_tags, pairs)
            and _id_tuple(x.results, y.results, no_tags, pairs))


def _id_generic_signature(x: Signature, y: Signature, no_tags: bool, pairs: _Pairs[tuple[int, int]] | None) -> bool:
    from rt0.types.generic.subst import substitute  # substitution needs identity: the import must be late
    a, b = x.tparams or [], y.tparams or []
    if len(a) != len(b) or x.variadic != y.variadic:
        return False
    smap: dict[TypeParam, Type] = dict(zip(b, a))
    for p, q in zip(a, b):
        if not _identical(p.bound, substitute(q.bound, smap), no_tags, pairs):
            return False
    params, results = substitute(y.params, smap), substitute(y.results, smap)
    return _identical(x.params, params, no_tags, pairs) and _identical(x.results, results, no_tags, pairs)


def _id_union(x: Union, y: Union, no_tags: bool, pairs: _Pairs[tuple[int, int]] | None) -> bool:
    from rt0.types.generic.typeset import subset_of, union_terms  # see _param_all
    a, b = union_terms(x), union_terms(y)
    return subset_of(a, b) and subset_of(b, a)


def _id_interface(x: Interface, y: Interface, no_tags: bool, pairs: _Pairs[tuple[int, int]] | None) -> bool:
    from rt0.types.generic.typeset import subset_of, type_set  # see _param_all
    xs, ys = type_set(x), type_set(y)
    if xs.comparable != ys.comparable or len(xs.methods) != len(ys.methods):
        return False
    if not (subset_of(xs.terms, ys.terms) and subset_of(ys.terms, xs.terms)):
        return False
    key = (id(x), id(y))
    if pairs is not None and key in pairs:
        return True
    pairs = (pairs or frozenset()) | {key}
    for f, g in zip(xs.methods, ys.methods):
        if f.name != g.name or not exported(f.name) and (f.pkg and f.pkg.path) != (g.pkg and g.pkg.path):
            return False
        if not _identical(f.signature, g.signature, no_tags, pairs):
            return False
    return True


def _id_named(x: Named, y: Named, no_tags: bool, pairs: _Pairs[tuple[int, int]] | None) -> bool:
    if x.targs is None or y.targs is None or x.orig is not y.orig or len(x.targs) != len(y.targs):
        return False
    return all(_identical(a, b, no_tags, pairs) for a, b in zip(x.targs, y.targs))


def _id_param(x: TypeParam, y: TypeParam, no_tags: bool, pairs: _Pairs[tuple[int, int]] | None) -> bool:
    return False  # type parameters are identical only to themselves


_IDENTICAL: dict[type, Callable[..., bool]] = {
    Basic: _id_basic, Array: _id_array, Slice: _id_elem, Pointer: _id_pointer, Map: _id_map, Chan: _id_chan,
    Struct: _id_struct, Tuple: _id_tuple, Signature: _id_signature, Union: _id_union, Interface: _id_interface,
    Named: _id_named, TypeParam: _id_param,
}
