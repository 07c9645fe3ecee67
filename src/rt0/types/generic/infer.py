"""Type inference for calls and assignments of generic functions (Go spec, "Type inference").

Typed arguments are unified with their parameters first, then constraints' core types and methods are used until
nothing new comes out, then untyped constants get their default types. An `InferError` carries gc's words and the
place, if that is an argument.

Read next: unify.py; check/instances.py (the caller).
"""
from __future__ import annotations

from collections.abc import Callable

from rt0.base.records import dataclass
from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types.generic.subst import substitute
from rt0.types.generic.unify import ASSIGN, EXACT, Unifier, at, core_term, put, unify, unknowns
from rt0.types.lookup import Missing, missing_method
from rt0.types.objects import Var
from rt0.types.predicates import is_numeric, is_untyped
from rt0.types.types import (
    Alias,
    Array,
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
    constraint_interface,
    unalias,
)
from rt0.types.universe import default_type


@dataclass(slots=True, eq=False)
class Arg:
    """An argument: its type, whether it is nil or invalid, its node and its place."""

    type: Type
    is_nil: bool
    valid: bool
    expr: ast.Node
    pos: int

    @property
    def text(self) -> str:
        """How messages show it."""
        return expr_text(self.expr)


@dataclass(slots=True, eq=False)
class Inference:
    """The task: type parameters, those already given (None: to be found), parameters and arguments.

    `reverse`: the one argument is really the target of an assignment. `interfaces`: interfaces unify by the methods that
    both sides have (since Go 1.21). `text` shows a type, `place` a position,
    `cause` says why a method is missing.
    """

    pos: int
    tparams: list[TypeParam]
    targs: list[Type | None]
    params: list[Var]
    args: list[Arg]
    reverse: bool
    interfaces: bool
    text: Callable[[Type], str]
    place: Callable[[int], str]
    cause: Callable[[Type, Type, Missing], str]


class InferError(Exception):
    """Inference failed: gc's words ("" if the error was reported already) and the place, 0 for the call's own."""

    def __init__(self, text: str, at: int = 0) -> None:
        super().__init__(text)
        self.text = text
        self.at = at


def infer(q: Inference) -> list[Type]:
    """The type arguments for q.tparams. Raises InferError."""
    given = [t for t in q.targs if t is not None]
    if len(given) == len(q.tparams):
        return given
    if any(not a.valid for a in q.args):
        raise InferError("")
    smap = {p: t for p, t in zip(q.tparams, q.targs) if t is not None}
    types = [substitute(v.type, smap) for v in q.params]
    u = Unifier(q.tparams, q.targs, q.interfaces)
    untyped: list[int] = []
    for i, a in enumerate(q.args):
        par = types[i]
        if not is_parameterized(q.tparams, par) and not is_parameterized(q.tparams, a.type):
            continue
        if not is_untyped(a.type):
            if not unify(u, par, a.type, ASSIGN):
                raise _mismatch(q, u, par, a)
        elif type(unalias(par)) is TypeParam and not a.is_nil:
            untyped.append(i)
    _use_constraints(q, u)
    _use_untyped(q, u, types, untyped)
    return _finish(q, u)


def _names(tparams: list[TypeParam]) -> str:
    names = [p.obj.name for p in tparams]
    if len(names) <= 2:
        return " and ".join(names)
    return ", ".join(names[:-1]) + ", and " + names[-1]


def _mismatch(q: Inference, u: Unifier, par: Type, a: Arg) -> InferError:
    found = [at(u, p) for p in q.tparams]
    t = q.text(a.type)
    if all(f is None for f in found):
        return InferError(f"type {t} of {a.text} does not match {q.text(par)} (cannot infer {_names(q.tparams)})",
                          a.pos)
    inferred = substitute(par, {p: f for p, f in zip(q.tparams, found) if f is not None})
    if inferred is par:
        return InferError(f"type {t} of {a.text} does not match {q.text(par)}", a.pos)
    if q.reverse:
        return InferError(f"inferred type {q.text(inferred)} for {q.text(par)} does not match type {t} of {a.text}",
                          a.pos)
    return InferError(f"type {t} of {a.text} does not match inferred type {q.text(inferred)} for {q.text(par)}", a.pos)


def _use_constraints(q: Inference, u: Unifier) -> None:
    while True:
        before = unknowns(u)
        for p in q.tparams:
            tx = at(u, p)
            core = core_term(p)
            if core is not None:
                typ, tilde, single = core
                if tx is not None:
                    # A tilde term matches by underlying types, which inexact unification does.
                    if not unify(u, tx, typ, 0):
                        raise InferError(f"{q.text(p)} (type {q.text(tx)}) does not satisfy {q.text(p.bound)}")
                elif single and not tilde:
                    put(u, p, typ)
            if tx is not None and not is_parameterized(q.tparams, tx):
                _use_methods(q, u, p, tx)
        if unknowns(u) == before:
            return


def _use_methods(q: Inference, u: Unifier, p: TypeParam, tx: Type) -> None:
    iface = constraint_interface(p)
    m = missing_method(tx, iface, True, lambda x, y: unify(u, x, y, EXACT))
    if m is not None:
        raise InferError(f"{q.text(p)} (type {q.text(tx)}) does not satisfy {q.text(p.bound)} {q.cause(tx, iface, m)}")


def _use_untyped(q: Inference, u: Unifier, types: list[Type], untyped: list[int]) -> None:
    largest: dict[TypeParam, Type] = {}
    for i in untyped:
        p = unalias(types[i])
        assert type(p) is TypeParam
        if at(u, p) is not None:
            continue
        a = q.args[i]
        known = largest.get(p, a.type)
        m = _max_untyped(known, a.type)
        if m is None:
            raise InferError(f"mismatched types {q.text(known)} and {q.text(a.type)} (cannot infer {q.text(p)})", a.pos)
        largest[p] = m
    for p, t in largest.items():
        put(u, p, default_type(t))


def _max_untyped(x: Type, y: Type) -> Type | None:
    if x is y:
        return x
    if is_numeric(x) and is_numeric(y):
        return x if x.kind > y.kind else y  # type: ignore[attr-defined]
    return None


def _finish(q: Inference, u: Unifier) -> list[Type]:
    found = [at(u, p) for p in q.tparams]
    # Types found may mention other parameters: substitute until nothing changes; a cycle never settles.
    for _ in range(len(found) + 1):
        smap = {p: t for p, t in zip(q.tparams, found) if t is not None and t is not p}
        new = [None if t is None else _plain(q, substitute(t, smap)) for t in found]
        if all(a is b for a, b in zip(new, found)):
            break
        found = new
    out: list[Type] = []
    for p, t in zip(q.tparams, found):
        if t is None or is_parameterized(q.tparams, t):
            raise InferError(f"cannot infer {p.obj.name} (declared at {q.place(p.obj.pos)})")
        out.append(t)
    return out


def _plain(q: Inference, t: Type) -> Type:
    """t; a generic function's type whose parameters have all been found is no longer generic."""
    if type(t) is Signature and t.tparams and not is_parameterized(q.tparams, t):
        return Signature(t.params, t.results, t.variadic)
    return t


def is_parameterized(tparams: list[TypeParam], t: Type) -> bool:
    """Whether t mentions one of the type parameters."""
    return _mentions(tparams, t, set())


def _mentions(tps: list[TypeParam], t: Type, seen: set[Type]) -> bool:
    k = type(t)
    if k is TypeParam:
        return t in tps
    if k is Alias:
        return _mentions(tps, unalias(t), seen)
    if k is Pointer:
        return _mentions(tps, t.base, seen)  # type: ignore[attr-defined]
    if k is Slice or k is Array or k is Chan:
        return _mentions(tps, t.elem, seen)  # type: ignore[attr-defined]
    if k is Map:
        return _mentions(tps, t.key, seen) or _mentions(tps, t.elem, seen)  # type: ignore[attr-defined]
    if k is Named:
        return any(_mentions(tps, a, seen) for a in t.targs or ())  # type: ignore[attr-defined]
    if t in seen:
        return False
    seen.add(t)
    if k is Tuple:
        return any(_mentions(tps, v.type, seen) for v in t.vars)  # type: ignore[attr-defined]
    if k is Struct:
        return any(_mentions(tps, f.type, seen) for f in t.fields)  # type: ignore[attr-defined]
    if k is Signature:
        return _mentions(tps, t.params, seen) or _mentions(tps, t.results, seen)  # type: ignore[attr-defined]
    if k is Interface:
        return (any(_mentions(tps, m.signature, seen) for m in t.methods)  # type: ignore[attr-defined]
                or any(_mentions(tps, e, seen) for e in t.embeddeds))  # type: ignore[attr-defined]
    return k is Union and any(_mentions(tps, x.type, seen) for x in t.terms)  # type: ignore[attr-defined]
