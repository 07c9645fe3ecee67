"""Whether types may stand where they stand: constraint interfaces as variables' types, types that contain themselves.

Read next: complete.py, typexprs.py.
"""
from __future__ import annotations

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


def valid_type(c: Checker, typ: Named) -> None:
    """Reports a type whose memory would contain itself."""
    _valid(c, typ, [], [])


def _valid(c: Checker, typ: Type, nest: list[Named], path: list[Named]) -> bool:
    t = unalias(typ)
    k = type(t)
    if k is Array:
        return _valid(c, t.elem, nest, path)  # type: ignore[attr-defined]
    if k is Struct:
        return all(_valid(c, f.type, nest, path) for f in t.fields)  # type: ignore[attr-defined]
    if k is Union:
        return all(_valid(c, x.type, nest, path) for x in t.terms)  # type: ignore[attr-defined]
    if k is Interface:
        return all(_valid(c, e, nest, path) for e in t.embeddeds)  # type: ignore[attr-defined]
    if k is Named:
        return _valid_named(c, t, nest, path)  # type: ignore[arg-type]
    if k is TypeParam and nest:
        inst = nest[-1]
        tparams = (inst.orig or inst).tparams or []
        for p, a in zip(tparams, inst.targs or ()):
            if p is t:
                # The argument was written outside the instance: judge it in the nest around it.
                return _valid(c, a, nest[:-1], path)
    return True


def _valid_named(c: Checker, t: Named, nest: list[Named], path: list[Named]) -> bool:
    if t.obj.pkg is not c.pkg and t.targs is None:
        return True
    g = t.orig or t
    if g.underlying is INVALID_TYPE:
        return True
    for n in nest:
        if identical(n, t):
            g.underlying = g.rhs = INVALID_TYPE
            t.underlying = INVALID_TYPE
            start = next(i for i, p in enumerate(path) if identical(p, t))
            cycle_error(c, path[start:], 0)
            return False
    if len(path) > 200:
        return True  # an endless chain of ever new instances: reported by the check for infinite instantiation
    rhs = g.rhs
    if rhs is None:
        return True
    return _valid(c, rhs, nest + [t], path + [t])
