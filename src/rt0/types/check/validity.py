"""Whether types may stand where they stand: constraint interfaces as variables' types, types that contain themselves.

Read next: complete.py, typexprs.py.
"""
from __future__ import annotations

from rt0.base.records import dataclass, field
from rt0.syntax import ast
from rt0.types.check.checker import Checker, allow_version, error, later, soft_error, verify_version
from rt0.types.check.complete import cycle_error
from rt0.types.check.core import type_expr
from rt0.types.generic.typeset import Judge, type_set
from rt0.types.predicates import identical
from rt0.types.types import (
    INVALID_TYPE,
    Array,
    Basic,
    Interface,
    Named,
    Pointer,
    Slice,
    Struct,
    Type,
    TypeParam,
    Union,
    unalias,
    under,
)


def var_type(c: Checker, e: ast.Node) -> Type:
    """The type that e denotes, which must be one that variables can have."""
    typ = type_expr(c, e)
    k = type(typ)
    if k is not Basic and k is not Pointer and k is not Slice:
        valid_var_type(c, e, typ)
    return typ


def valid_var_type(c: Checker, e: ast.Node, typ: Type) -> None:
    """Reports, once types are complete, that typ is a constraint interface."""
    k = type(unalias(typ))
    if k is not Named and k is not Interface:
        return

    def check() -> None:
        u = under(typ)
        if type(u) is not Interface:
            return
        ts = type_set(u, judge(c))
        if not ts.is_method_set:
            why = "is (or embeds) comparable" if ts.comparable else "contains type constraints"
            soft_error(c, e, "MisplacedConstraintIface",
                       f"cannot use type {c.ts(typ)} outside a type constraint: interface {why}")

    later(c, check)


def judge(c: Checker) -> Judge:
    """The checker for whoever computes a type set."""

    def report(pos: int, message: str, other: int) -> None:
        if not other:
            error(c, pos, "InvalidUnion", message)
            return
        name = message.rpartition(" ")[2]
        error(c, pos, "DuplicateDecl", message, (other, f"other declaration of method {name}"))

    return Judge(report, lambda pos, minor, what, typ: verify_version(c, pos, minor, f"{what} {c.ts(typ)}"),
                 allow_version(c, 14), lambda typ: imported_constraint(c, typ))


def imported_constraint(c: Checker, typ: Type) -> bool:
    """Whether typ is an interface of another package that can only be a constraint."""
    n = unalias(typ)
    if type(n) is not Named or n.obj.pkg is None or n.obj.pkg is c.pkg:
        return False
    u = under(n)
    return type(u) is Interface and not type_set(u).is_method_set


MAX_INSTANCES = 200
"""Instances in one another's memory before a type is taken for an endless one, which another check reports."""


@dataclass(slots=True, eq=False)
class _Walk:
    """The way from a type into its memory. `nest` are the types whose memory we are in, `inside` those of them that are
    no instances, `path` also those whose type arguments we are in; `cut`: something was left out as endless."""

    c: Checker
    nest: list[Named] = field(default_factory=list)
    inside: set[Named] = field(default_factory=set)
    path: list[Named] = field(default_factory=list)
    instances: int = 0
    cut: bool = False


def valid_type(c: Checker, typ: Named) -> None:
    """Reports a type whose memory would contain itself."""
    _valid(_Walk(c), typ)


def _valid(w: _Walk, typ: Type) -> bool:
    t = unalias(typ)
    k = type(t)
    if k is Named:
        return _valid_named(w, t)  # type: ignore[arg-type]
    if k is Array:
        return _valid(w, t.elem)  # type: ignore[attr-defined]
    if k is Struct:
        for f in t.fields:  # type: ignore[attr-defined]
            if not _valid(w, f.type):
                return False
    elif k is Union:
        for x in t.terms:  # type: ignore[attr-defined]
            if not _valid(w, x.type):
                return False
    elif k is Interface:
        for e in t.embeddeds:  # type: ignore[attr-defined]
            if not _valid(w, e):
                return False
    elif k is TypeParam and w.nest:
        return _valid_argument(w, t)  # type: ignore[arg-type]
    return True


def _valid_argument(w: _Walk, t: TypeParam) -> bool:
    """A type parameter stands for its argument, which was written outside the instance: it is judged in the nest around."""
    inst = w.nest[-1]
    tparams = (inst.orig or inst).tparams or []
    for p, a in zip(tparams, inst.targs or ()):
        if p is t:
            _leave(w)
            ok = _valid(w, a)
            _enter(w, inst)
            return ok
    return True


def _enter(w: _Walk, t: Named) -> None:
    w.nest.append(t)
    if t.targs is None:
        w.inside.add(t)


def _leave(w: _Walk) -> None:
    w.inside.discard(w.nest.pop())


def _valid_named(w: _Walk, t: Named) -> bool:
    """Whether t's memory is finite. Types without arguments that turned out well are remembered: whoever contained them
    could only be inside them if they were inside themselves."""
    c = w.c
    plain = t.targs is None
    if plain and (t.obj.pkg is not c.pkg or t in c.valid_types):
        return True
    g = t.orig or t
    if g.underlying is INVALID_TYPE:
        return True
    if t in w.inside or not plain and any(n.targs is not None and identical(n, t) for n in w.nest):
        g.underlying = g.rhs = INVALID_TYPE
        t.underlying = INVALID_TYPE
        start = next(i for i, p in enumerate(w.path) if identical(p, t))
        cycle_error(c, w.path[start:], 0)
        return False
    if g.rhs is None:
        return True
    if not plain and w.instances > MAX_INSTANCES:
        w.cut = True
        return True
    before, w.cut = w.cut, False
    _enter(w, t)
    w.path.append(t)
    w.instances += not plain
    ok = _valid(w, g.rhs)
    w.instances -= not plain
    w.path.pop()
    _leave(w)
    if ok and plain and not g.tparams and not w.cut:
        c.valid_types.add(t)
    w.cut |= before
    return ok
