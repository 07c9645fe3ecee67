"""Assignability, interface satisfaction, and the assignment of an operand to a type.

`assignable` answers and gives a cause; `assignment` also converts untyped values and reports.
Source: Go spec, "Assignability", "Implementing an interface", "Satisfying a type constraint".
Read next: assignments.py (the statements).
"""
from __future__ import annotations

from rt0.types.check.checker import Checker, Operand, Target, allow_version, describe, error
from rt0.types.check.consts import OVERFLOW, TRUNCATED, implicit_type, set_type
from rt0.types.check.core import non_generic, single_value
from rt0.types.check.under import common_under
from rt0.types.format import term_string
from rt0.types.generic.typeset import includes, param_terms, subset_of, type_set
from rt0.types.info import MODE_BUILTIN, MODE_INVALID, MODE_NIL, MODE_NOVALUE, MODE_TYPE
from rt0.types.lookup import Missing, missing_method
from rt0.types.predicates import (
    comparable_type,
    has_name,
    identical,
    is_interface,
    is_interface_ptr,
    is_real_interface,
    is_type_param,
    is_untyped,
    is_valid,
)
from rt0.types.types import (
    INVALID_TYPE,
    SEND_RECV,
    Chan,
    Interface,
    Pointer,
    Signature,
    Struct,
    Term,
    Type,
    TypeParam,
    Union,
    unalias,
    under,
)
from rt0.types.universe import default_type

INCOMPATIBLE = "IncompatibleAssign"


def assignable(c: Checker, x: Operand, target: Type) -> tuple[bool, str, str]:
    """Whether x can be assigned to a variable of type target; if not, a cause ("" if none) and an error code."""
    if x.mode == MODE_INVALID or not is_valid(target):
        return True, "", ""
    v, t = unalias(x.type), unalias(target)
    if v is t or identical(v, t):
        return True, "", ""
    vu, tu = under(v), under(t)
    vp = v if type(v) is TypeParam else None
    tp = t if type(t) is TypeParam else None
    if is_untyped(vu):
        if tp is not None:
            terms = param_terms(tp)
            ok = bool(terms) and all(implicit_type(c, x, m.type)[0] is not None for m in terms or ())
            return ok, "", INCOMPATIBLE
        return implicit_type(c, x, target)[0] is not None, "", INCOMPATIBLE
    if vp is None and tp is None and (not has_name(v) or not has_name(t)) and identical(vu, tu):
        return True, "", ""
    if type(tu) is Interface and tp is None or is_interface_ptr(tu):
        ok, cause = implements(c, v, t, False)
        if ok:
            return True, "", ""
        if vp is None:
            return False, cause, "InvalidIfaceAssign"
    if type(vu) is Interface and vp is None and implements(c, t, v, False)[0]:
        return False, "need type assertion", INCOMPATIBLE
    if type(vu) is Chan and vu.dir == SEND_RECV and type(tu) is Chan and identical(vu.elem, tu.elem):
        return not has_name(v) or not has_name(t), "", "InvalidChanAssign"
    if vp is None and tp is None:
        return False, "", INCOMPATIBLE
    return _assignable_params(c, x, target, vp, tp)


def _assignable_params(c: Checker, x: Operand, target: Type, vp: TypeParam | None,
                       tp: TypeParam | None) -> tuple[bool, str, str]:
    v = unalias(x.type)
    if tp is not None and not has_name(v):
        for term in param_terms(tp) or ():
            ok, cause, code = assignable(c, x, term.type)
            if not ok:
                text = f"cannot assign {c.ts(x.type)} to {c.ts(term.type)} (in {c.ts(tp)})"
                return False, text + ("\n\t" + cause if cause else ""), code
        return bool(param_terms(tp)), "", INCOMPATIBLE
    if vp is not None and not has_name(target):
        y = x.copy()
        for term in param_terms(vp) or ():
            y.type = term.type
            ok, cause, code = assignable(c, y, target)
            if not ok:
                text = f"cannot assign {c.ts(term.type)} (in {c.ts(vp)}) to {c.ts(target)}"
                return False, text + ("\n\t" + cause if cause else ""), code
        return bool(param_terms(vp)), "", INCOMPATIBLE
    return False, "", INCOMPATIBLE


def new_target(c: Checker, typ: Type | None, desc: str) -> Target | None:
    """A Target for a variable of that type; None if it is no function type."""
    if typ is None or type(typ) is not Signature and type(under(typ)) not in (Signature, Interface):
        return None
    u = common_under(c, typ)[0]
    return Target(u, desc) if type(u) is Signature else None


def assignment(c: Checker, x: Operand, target: Type | None, context: str) -> None:
    """Checks the assignment of x to a variable of type target (None: the blank identifier), converting it.

    On an error x becomes invalid. `context` describes the assignment in messages.
    """
    mode = x.mode
    if mode == MODE_INVALID:
        return
    single_value(c, x)
    if x.mode == MODE_INVALID:
        return
    if mode in (MODE_NOVALUE, MODE_BUILTIN, MODE_TYPE):
        to = c.ts(target) if target is not None else "_"
        error(c, x, INCOMPATIBLE, f"cannot assign {describe(c, x)} to {to} in {context}")
        x.mode = MODE_INVALID
        return
    if x.type is target:
        if type(target) is Signature:
            non_generic(c, x, new_target(c, target, context))
        return
    if is_untyped(x.type) and not _untyped_assignment(c, x, target, context):
        x.mode = MODE_INVALID
        return
    if type(x.type) is Signature and x.type.tparams:
        non_generic(c, x, new_target(c, target, context))
        if x.mode == MODE_INVALID:
            return
    if target is None:
        return
    ok, cause, code = assignable(c, x, target)
    if not ok:
        text = f"cannot use {describe(c, x)} as {c.ts(target)} value in {context}"
        error(c, x, code, f"{text}: {cause}" if cause else text)
        x.mode = MODE_INVALID


def _untyped_assignment(c: Checker, x: Operand, target: Type | None, context: str) -> bool:
    goal = target
    if x.mode == MODE_NIL:
        if target is None:
            error(c, x, "UntypedNilUse", f"use of untyped nil in {context}")
            return False
    elif target is None or is_real_interface(target):
        goal = default_type(x.type)
    assert goal is not None
    new, val, code = implicit_type(c, x, goal)
    if code:
        msg = f"cannot use {describe(c, x)} as {c.ts(goal)} value in {context}"
        if code == TRUNCATED:
            msg += " (truncated)"
        elif code == OVERFLOW:
            msg += " (overflows)"
        else:
            code = INCOMPATIBLE
        error(c, x, code, msg)
        return False
    set_type(c, x, new, val)
    return True


# ---- interfaces -----------------------------------------------------------------------------------------------------


def implements(c: Checker, v: Type, t: Type, constraint: bool) -> tuple[bool, str]:
    """Whether v implements interface t or, with `constraint`, satisfies it; if not, why."""
    vu, tu = under(v), under(t)
    if vu is INVALID_TYPE or tu is INVALID_TYPE:
        return True, ""
    if type(vu) is Pointer and under(vu.base) is INVALID_TYPE:
        return True, ""
    verb = "satisfy" if constraint else "implement"
    if type(tu) is not Interface:
        detail = interface_ptr_error(c, t) if is_interface_ptr(tu) else f"{c.ts(t)} is not an interface"
        return False, f"{c.ts(v)} does not {verb} {c.ts(t)} ({detail})"
    ts = type_set(tu)
    if ts.is_all:
        return True, ""
    vs = type_set(vu) if type(vu) is Interface else None
    if vs is not None and vs.is_empty:
        return True, ""
    if ts.is_empty:
        return False, f"cannot {verb} {c.ts(t)} (empty type set)"
    m = missing_method(v, tu, True)
    if m is not None and not _invalid_embedded(v, []):
        return False, f"{c.ts(v)} does not {verb} {c.ts(t)} {missing_cause(c, v, t, m)}"
    if ts.terms is None:
        return _comparable(c, v, ts.comparable, constraint, verb)
    if vs is not None:
        if not subset_of(vs.terms, ts.terms):
            return False, f"{c.ts(v)} does not {verb} {c.ts(t)}"
        return _comparable(c, v, ts.comparable, constraint, verb)
    if any(includes(term, v) for term in ts.terms):
        return True, ""
    return False, f"{c.ts(v)} does not {verb} {c.ts(t)} ({_term_detail(c, v, t, tu, ts.terms)})"


def _term_detail(c: Checker, v: Type, t: Type, tu: Interface, terms: list[Term]) -> str:
    for term in terms:
        if not term.tilde and identical(term.type, under(term.type)) and identical(term.type, under(v)):
            return f"possibly missing ~ for {c.ts(term.type)} in {c.ts(t)}"
    if _mentions(tu, v):
        return f"{c.ts(t)} mentions {c.ts(v)}, but {c.ts(v)} is not in the type set of {c.ts(t)}"
    listed = " | ".join(term_string(x) for x in terms)
    return f"{c.ts(v)} missing in {listed}"


def _mentions(t: Type, typ: Type) -> bool:
    if type(t) is Interface:
        return any(_mentions(e, typ) for e in t.embeddeds)
    if type(t) is Union:
        return any(_mentions(x.type, typ) for x in t.terms)
    return identical(t, typ)


def _comparable(c: Checker, v: Type, wanted: bool, constraint: bool, verb: str) -> tuple[bool, str]:
    if not wanted or comparable_type(v, False) is None:
        return True, ""
    if constraint and comparable_type(v, True) is None:
        if allow_version(c, 20):
            return True, ""
        return False, f"{c.ts(v)} to {verb} comparable requires go1.20 or later"
    return False, f"{c.ts(v)} does not {verb} comparable"


def _invalid_embedded(t: Type, seen: list[Struct]) -> bool:
    u = under(t)
    if type(u) is Pointer:
        u = under(u.base)
    if type(u) is not Struct or any(u is s for s in seen):
        return False
    seen.append(u)
    return any(f.embedded and (not is_valid(f.type) or _invalid_embedded(f.type, seen)) for f in u.fields)


def interface_ptr_error(c: Checker, t: Type) -> str:
    """What is wrong with a pointer to an interface."""
    u = under(t)
    if type(u) is Pointer and is_type_param(u.base):
        return f"type {c.ts(t)} is pointer to type parameter, not type parameter"
    return f"type {c.ts(t)} is pointer to interface, not interface"


def missing_cause(c: Checker, v: Type, t: Type, m: Missing) -> str:
    """Why v lacks a method of t, in parentheses as gc says it."""
    name = m.want.name
    s = m.state
    if s == "notFound":
        for x in (v, t):
            if is_interface_ptr(x):
                return f"({interface_ptr_error(c, x)})"
        return f"(missing method {name})"
    if s == "unexported":
        return f"(unexported method {name})"
    if s == "ambiguous":
        return f"(ambiguous selector {c.ts(v)}.{name})"
    if s == "ptrRecv":
        return f"(method {name} has pointer receiver)"
    if s == "field":
        return f"({c.ts(v)}.{name} is a field, not a method)"
    assert m.have is not None
    have, want = c.fs(m.have), c.fs(m.want)
    if s == "wrongName":
        return f"(missing method {name})\n\t\thave {have}\n\t\twant {want}"
    if have == want:
        have, want = c.fs(m.have, True), c.fs(m.want, True)
    if have == want:
        return f"(wrong type for method {name})"
    return f"(wrong type for method {name})\n\t\thave {have}\n\t\twant {want}"


def assertable_to(c: Checker, v: Type, t: Type) -> tuple[bool, str]:
    """Whether the interface value of type v may hold a t; if not, why."""
    if is_interface(t):
        return True, ""
    u = under(v)
    assert type(u) is Interface
    if not is_valid(t):
        return True, ""
    m = missing_method(t, u, False)
    if m is None or _invalid_embedded(t, []):
        return True, ""
    return False, missing_cause(c, t, v, m)
