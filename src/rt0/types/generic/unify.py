"""Unification: finding types for type parameters that make two types equal (Go spec, "Type unification").

A `Unifier` maps each type parameter to be inferred to a shared cell that holds its type or None; joined parameters
share a cell. Modes: `assign` at the top level of an assignment (directions of channels and named/unnamed pairs may
differ), `exact` below it. Rejected: a substitution that is applied as it grows (slower, and cycles must be found at
each step instead of once in infer.py).

Read next: infer.py.
"""
from __future__ import annotations

from collections.abc import Callable

from rt0.base.records import dataclass
from rt0.types.generic.typeset import param_terms, subset_of, type_set
from rt0.types.lookup import lookup_field_or_method
from rt0.types.objects import Func, exported
from rt0.types.predicates import identical
from rt0.types.types import (
    SEND_RECV,
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
    unalias,
    under,
)

ASSIGN, EXACT = 1, 2
MAX_DEPTH = 100


@dataclass(slots=True, eq=False)
class Cell:
    """What is known of one type parameter, or of several that were found to be equal."""

    type: Type | None


class Unifier:
    """The state of one inference: a cell for each type parameter that is sought.

    `interfaces`: an interface unifies with what has its methods (since Go 1.21), not with interfaces alone.
    """

    __slots__ = ("cells", "interfaces", "depth")

    def __init__(self, tparams: list[TypeParam], targs: list[Type | None], interfaces: bool = True) -> None:
        self.cells = {p: Cell(t) for p, t in zip(tparams, targs)}
        self.interfaces = interfaces
        self.depth = 0


def at(u: Unifier, p: TypeParam) -> Type | None:
    """The type found for p so far."""
    return u.cells[p].type


def put(u: Unifier, p: TypeParam, t: Type) -> None:
    """Sets the type of p, and of all that are joined with it."""
    u.cells[p].type = t


def unknowns(u: Unifier) -> int:
    """How many type parameters have no type yet."""
    return sum(c.type is None for c in u.cells.values())


def _bound(u: Unifier, t: Type) -> TypeParam | None:
    p = unalias(t)
    return p if type(p) is TypeParam and p in u.cells else None


def _join(u: Unifier, x: TypeParam, y: TypeParam) -> bool:
    cx, cy = u.cells[x], u.cells[y]
    if cx is cy:
        return True
    if cx.type is not None and cy.type is not None:
        return False
    keep, drop = (cx, cy) if cx.type is not None else (cy, cx)
    for p, c in u.cells.items():
        if c is drop:
            u.cells[p] = keep
    return True


def unify(u: Unifier, x: Type, y: Type, mode: int) -> bool:
    """Whether x and y can be made equal; remembers in u what that asks of type parameters."""
    if x is y or unalias(x) is unalias(y):
        return True
    u.depth += 1
    try:
        return u.depth <= MAX_DEPTH and _unify(u, x, y, mode)
    finally:
        u.depth -= 1


def _is_literal(t: Type) -> bool:
    return type(unalias(t)) not in (Named, TypeParam)


def _real_interface(t: Type) -> Interface | None:
    a = unalias(t)
    if type(a) is TypeParam:
        return None
    i = under(a)
    return i if type(i) is Interface else None


def _unify(u: Unifier, x: Type, y: Type, mode: int) -> bool:
    if type(unalias(x)) is Named or _bound(u, y) is not None:
        x, y = y, x
    # Now a bound parameter, if there is one, is x, and a defined type is y.
    if not mode & EXACT and type(unalias(y)) is Named and _is_literal(x) and not (
            u.interfaces and _real_interface(x) is not None):
        y = under(y)
        if x is y:
            return True
    px, py = _bound(u, x), _bound(u, y)
    if px is not None and py is not None:
        if _join(u, px, py):
            return True
        a, b = at(u, px), at(u, py)
        return a is not None and b is not None and unify(u, a, b, mode)
    if px is not None:
        return _unify_param(u, px, y, mode)
    if u.interfaces and not mode & EXACT:
        r = _unify_interfaces(u, x, y)
        if r is not None:
            return r
    if type(unalias(y)) is TypeParam:
        x, y = y, x
    return _structural(u, unalias(x), unalias(y), mode)


def _unify_param(u: Unifier, p: TypeParam, y: Type, mode: int) -> bool:
    x = at(u, p)
    if x is None:
        put(u, p, y)
        return True
    if not unify(u, x, y, mode):
        return False
    xi, yi = _real_interface(x), _real_interface(y)
    xn, yn = type(unalias(x)) is Named, type(unalias(y)) is Named
    if xi is not None and yi is not None:
        if xn and yn:
            return identical(x, y)
        if len(type_set(xi).methods) != len(type_set(yi).methods):
            return False
    elif xi is not None or yi is not None:
        return False
    if not mode & EXACT and not xn:
        # Prefer a defined type, and a channel with a direction.
        c = under(y)
        if yn or type(c) is Chan and c.dir != SEND_RECV:
            put(u, p, y)
    return True


def _method_id(f: Func) -> tuple[str, str]:
    return f.name, "" if exported(f.name) or f.pkg is None else f.pkg.path


def _unify_interfaces(u: Unifier, x: Type, y: Type) -> bool | None:
    """Unification where one side is an interface: by the methods that both have. None if neither is."""
    xi, yi = _real_interface(x), _real_interface(y)
    if xi is not None and yi is not None:
        xs, ys = type_set(xi), type_set(yi)
        if xs.comparable != ys.comparable or not (subset_of(xs.terms, ys.terms) and subset_of(ys.terms, xs.terms)):
            return False
        a, b = (xs, ys) if len(xs.methods) <= len(ys.methods) else (ys, xs)
        known = {_method_id(m): m for m in b.methods}
        for m in a.methods:
            other = known.get(_method_id(m))
            if other is None or not unify(u, m.signature, other.signature, EXACT):
                return False
        return True
    if yi is not None:
        xi, y = yi, x
    if xi is None:
        return None
    for m in type_set(xi).methods:
        f = lookup_field_or_method(y, False, m.pkg, m.name).obj
        if type(f) is not Func or f.signature.tparams or not unify(u, m.signature, f.signature, EXACT):
            return False
    return True


def _structural(u: Unifier, x: Type, y: Type, mode: int) -> bool:
    if type(x) is TypeParam:
        # A parameter that is not sought: its core type, if it has one, stands for it.
        core = core_term(x)
        return core is not None and unify(u, core[0], y, ASSIGN)
    if type(x) is not type(y):
        return False
    below = mode | EXACT if mode & ASSIGN else mode
    return _SAME[type(x)](u, x, y, mode, below)


def _basic(u: Unifier, x: Basic, y: Basic, mode: int, below: int) -> bool:
    return x.kind == y.kind


def _array(u: Unifier, x: Array, y: Array, mode: int, below: int) -> bool:
    return (x.length < 0 or y.length < 0 or x.length == y.length) and unify(u, x.elem, y.elem, below)


def _slice(u: Unifier, x: Slice, y: Slice, mode: int, below: int) -> bool:
    return unify(u, x.elem, y.elem, below)


def _pointer(u: Unifier, x: Pointer, y: Pointer, mode: int, below: int) -> bool:
    return unify(u, x.base, y.base, below)


def _map(u: Unifier, x: Map, y: Map, mode: int, below: int) -> bool:
    return unify(u, x.key, y.key, below) and unify(u, x.elem, y.elem, below)


def _chan(u: Unifier, x: Chan, y: Chan, mode: int, below: int) -> bool:
    return (not mode & EXACT or x.dir == y.dir) and unify(u, x.elem, y.elem, below)


def _struct(u: Unifier, x: Struct, y: Struct, mode: int, below: int) -> bool:
    if len(x.fields) != len(y.fields) or (any(x.tags) or any(y.tags)) and x.tags != y.tags:
        return False
    for f, g in zip(x.fields, y.fields):
        if f.embedded != g.embedded or f.name != g.name or not exported(f.name) and f.pkg is not g.pkg:
            return False
        if not unify(u, f.type, g.type, below):
            return False
    return True


def _tuple(u: Unifier, x: Tuple, y: Tuple, mode: int, below: int) -> bool:
    return len(x.vars) == len(y.vars) and all(unify(u, a.type, b.type, mode) for a, b in zip(x.vars, y.vars))


def _signature(u: Unifier, x: Signature, y: Signature, mode: int, below: int) -> bool:
    return x.variadic == y.variadic and unify(u, x.params, y.params, below) and unify(u, x.results, y.results, below)


def _interface(u: Unifier, x: Interface, y: Interface, mode: int, below: int) -> bool:
    xs, ys = type_set(x), type_set(y)
    if xs.comparable != ys.comparable or len(xs.methods) != len(ys.methods):
        return False
    if not (subset_of(xs.terms, ys.terms) and subset_of(ys.terms, xs.terms)):
        return False
    return all(_method_id(f) == _method_id(g) and unify(u, f.signature, g.signature, EXACT)
               for f, g in zip(xs.methods, ys.methods))


def _named(u: Unifier, x: Named, y: Named, mode: int, below: int) -> bool:
    if x.orig is not y.orig or x.targs is None or y.targs is None or len(x.targs) != len(y.targs):
        return False
    return all(unify(u, a, b, mode) for a, b in zip(x.targs, y.targs))


_SAME: dict[type, Callable[..., bool]] = {
    Basic: _basic, Array: _array, Slice: _slice, Pointer: _pointer, Map: _map, Chan: _chan, Struct: _struct,
    Tuple: _tuple, Signature: _signature, Interface: _interface, Named: _named,
}


def core_term(p: TypeParam) -> tuple[Type, bool, bool] | None:
    """The core type of a type parameter: (type, whether with a tilde, whether it is the only term); None if none."""
    n = 0
    single: tuple[Type, bool] | None = None
    common: Type | None = None
    for term in param_terms(p) or ():
        n += 1
        typ, is_tilde = term.type, term.tilde
        single = (typ, is_tilde)
        ut = under(typ)
        if common is None:
            common = ut
        elif not identical(common, ut):
            if type(common) is Chan and type(ut) is Chan and identical(common.elem, ut.elem):
                if common.dir == SEND_RECV:
                    common = ut
                elif ut.dir not in (SEND_RECV, common.dir):
                    return None
            else:
                return None
    if n == 1 and single is not None:
        return single[0], single[1], True
    return (common, True, False) if common is not None else None
