"""Function types, receivers and type parameters (Go spec, "Function types", "Method declarations").

Read next: decls.py, typexprs.py.
"""
from __future__ import annotations

from rt0.base.source import NO_POS
from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types.check.checker import (
    TYPE,
    Checker,
    close_scope,
    declare,
    error,
    later,
    open_scope,
    record_type,
    verify_version,
)
from rt0.types.check.core import type_expr
from rt0.types.check.instances import generic_type
from rt0.types.check.validity import var_type
from rt0.types.generic.subst import instantiate_named, substitute
from rt0.types.info import MODE_TYPE, Instance
from rt0.types.lookup import deref
from rt0.types.objects import PARAM_VAR, RECV_VAR, RESULT_VAR, TypeName, Var
from rt0.types.predicates import is_type_param, is_unsafe_pointer, is_valid
from rt0.types.types import (
    INVALID_TYPE,
    Alias,
    Basic,
    Interface,
    Named,
    Pointer,
    Signature,
    Slice,
    Tuple,
    Type,
    TypeParam,
    unalias,
    under,
)


def _func_type(c: Checker, e: ast.FuncType, definition: TypeName | None) -> Type:
    sig = Signature(Tuple([]), Tuple([]))
    func_type(c, sig, None, [], e)
    return sig


def func_type(c: Checker, sig: Signature, recv: ast.Field | None, tparams: list[ast.Field], e: ast.FuncType) -> None:
    """Fills in sig from its syntax and declares receiver, type parameters, parameters and results in its scope."""
    open_scope(c, e)
    c.scope.is_func = True
    sig.scope = c.scope
    recv_var: Var | None = None
    if recv is not None:
        recv_var, sig.recv_tparams = _collect_recv(c, recv, e.pos)
        sig.recv = recv_var
    if tparams:
        sig.tparams = collect_type_params(c, tparams, None, sig)
    params, sig.variadic = _collect_params(c, e.params, PARAM_VAR)
    results, _ = _collect_params(c, e.results, RESULT_VAR)
    named = any(f.name is not None for f in e.params) or any(f.name is not None for f in e.results) or recv is not None
    end = ast.end_pos(e) if named else NO_POS
    if recv is not None and recv_var is not None and recv.name is not None:
        declare(c, c.scope, recv.name, recv_var, end)
    for fields, variables in ((e.params, params), (e.results, results)):
        for f, v in zip(fields, variables):
            if f.name is not None:
                declare(c, c.scope, f.name, v, end)
    sig.params, sig.results = Tuple(params), Tuple(results)
    close_scope(c)


def _collect_params(c: Checker, fields: list[ast.Field], kind: int) -> tuple[list[Var], bool]:
    out: list[Var] = []
    variadic = False
    typ: Type = INVALID_TYPE
    previous: ast.Expr | None = None
    for i, f in enumerate(fields):
        if f.type is not previous:
            previous = te = f.type
            if type(te) is ast.DotsType:
                if kind == PARAM_VAR and i == len(fields) - 1:
                    variadic = True
                else:
                    error(c, te, "InvalidSyntaxTree", "invalid syntax tree: invalid use of ...")
                te = te.elem
            typ = var_type(c, te)
        if f.name is not None:
            v = Var(f.name.value, typ, c.pkg, f.name.pos, kind, owner=c.func)
            if f.name.value == "_":
                c.info.defs[f.name] = v
        else:
            v = Var("", typ, c.pkg, f.pos, kind, owner=c.func)
            c.info.implicits[f] = v
        out.append(v)
    if variadic:
        last = out[-1]
        last.type = Slice(last.type)
        record_type(c, fields[-1].type, MODE_TYPE, last.type)
    return out, variadic


# ---- receivers ------------------------------------------------------------------------------------------------------


def unpack_recv(e: ast.Expr) -> tuple[bool, ast.Expr, list[ast.Expr]]:
    """The parts of a receiver's type: whether it is a pointer, the base type's name and its type parameters."""
    base = ast.unparen(e)
    ptr = False
    if type(base) is ast.Star:
        ptr = True
        base = ast.unparen(base.x)
    if type(base) is ast.Index:
        return ptr, base.x, base.indices
    return ptr, base, []


def _collect_recv(c: Checker, f: ast.Field, pos: int) -> tuple[Var, list[TypeParam] | None]:
    ptr, base, names = unpack_recv(f.type)
    tparams: list[TypeParam] | None = None
    if not names:
        typ = var_type(c, f.type)
        typ = _check_alias_recv(c, base, typ)
    else:
        typ, tparams = _generic_recv(c, f, ptr, base, names, pos)
    if f.name is not None:
        v = Var(f.name.value, typ, c.pkg, f.name.pos, RECV_VAR, owner=c.func)
    else:
        v = Var("", typ, c.pkg, f.pos, RECV_VAR, owner=c.func)
        c.info.implicits[f] = v
    later(c, lambda: _valid_recv(c, base, v))
    return v, tparams


def _check_alias_recv(c: Checker, base: ast.Expr, typ: Type) -> Type:
    """typ, or INVALID_TYPE after reporting that an alias leads to an instantiated type."""
    t = _unpointer(typ)
    while type(t) is Alias and t.rhs is not None:
        t = _unpointer(t.rhs)
        if (type(t) is Named or type(t) is Alias) and t.targs is not None:
            error(c, base, "InvalidRecv", f"cannot define new methods on instantiated type {c.ts(t)}")
            return INVALID_TYPE
    return typ


def _unpointer(t: Type) -> Type:
    while type(t) is Pointer:
        t = t.base
    return t


def _generic_recv(c: Checker, f: ast.Field, ptr: bool, base: ast.Expr, names: list[ast.Expr],
                  pos: int) -> tuple[Type, list[TypeParam]]:
    gtyp, cause = generic_type(c, base)
    if gtyp is INVALID_TYPE and cause:
        error(c, base, "InvalidRecv", cause)
    elif type(gtyp) is Alias:
        error(c, base, "InvalidRecv", f"cannot define new methods on generic alias type {c.ts(gtyp)}")
    tparams: list[TypeParam] = []
    for i, n in enumerate(names):
        if type(n) is not ast.Name:
            error(c, n, "BadDecl", f"receiver type parameter {expr_text(n)} must be an identifier")
            n = ast.Name(ast.start_pos(n), "_")
        p = _declare_type_param(c, n, i, pos)
        tparams.append(p)
        c.info.uses[n] = p.obj
        record_type(c, n, MODE_TYPE, p)
    if type(gtyp) is not Named:
        return INVALID_TYPE, tparams
    own = gtyp.tparams or []
    if len(own) == len(tparams):
        smap: dict[TypeParam, Type] = dict(zip(own, tparams))
        for p, q in zip(tparams, own):
            p.bound = substitute(q.bound, smap)
            c.mono.canon[p] = q
    else:
        n_text = f"{len(tparams)} type parameter" + ("" if len(tparams) == 1 else "s")
        error(c, base, "BadRecv", f"receiver declares {n_text}, but receiver base type declares {len(own)}")
        return INVALID_TYPE, tparams
    verify_version(c, base, 18, "type instantiation")
    inst: Type = instantiate_named(gtyp, tuple(tparams))
    if type(base) is ast.Name:
        c.info.instances[base] = Instance(tuple(tparams), inst)
    typ = Pointer(inst) if ptr else inst
    _record_recv(c, f.type, typ)
    return typ, tparams


def _record_recv(c: Checker, e: ast.Expr, typ: Type) -> None:
    while True:
        record_type(c, e, MODE_TYPE, typ)
        if type(e) is ast.Paren:
            e = e.x
        elif type(e) is ast.Star and type(typ) is Pointer:
            e, typ = e.x, typ.base
        else:
            return


def _valid_recv(c: Checker, at: ast.Expr, v: Var) -> None:
    rtyp, _ = deref(v.type)
    t = unalias(rtyp)
    if not is_valid(t):
        return
    if type(t) is Named:
        if t.obj.pkg is not c.pkg:
            error(c, at, "InvalidRecv", f"cannot define new methods on non-local type {c.ts(rtyp)}")
            return
        u = under(t)
        cause = ""
        if is_unsafe_pointer(u):
            cause = "unsafe.Pointer"
        elif type(u) is Pointer or type(u) is Interface:
            cause = "pointer or interface type"
        if cause:
            error(c, at, "InvalidRecv", f"invalid receiver type {c.ts(rtyp)} ({cause})")
    elif type(t) is Basic:
        error(c, at, "InvalidRecv", f"cannot define new methods on non-local type {c.ts(rtyp)}")
    else:
        error(c, at, "InvalidRecv", f"invalid receiver type {c.ts(v.type)}")


# ---- type parameters ------------------------------------------------------------------------------------------------


def _declare_type_param(c: Checker, name: ast.Name, index: int, pos: int) -> TypeParam:
    obj = TypeName(name.value, INVALID_TYPE, c.pkg, name.pos)
    p = TypeParam(obj, INVALID_TYPE, index)
    obj.type = p
    declare(c, c.scope, name, obj, pos)
    return p


def collect_type_params(c: Checker, fields: list[ast.Field], owner: Named | Alias | None,
                        sig: Signature | None = None) -> list[TypeParam]:
    """Declares type parameters and their constraints. They are set on the owner before the constraints are
    looked at, since those may mention it."""
    tparams = []
    for i, f in enumerate(fields):
        assert f.name is not None
        tparams.append(_declare_type_param(c, f.name, i, fields[0].pos))
    if owner is not None:
        owner.tparams = tparams
    if sig is not None:
        sig.tparams = tparams
    outer = c.in_tparam_list
    c.in_tparam_list = True
    bound: Type = INVALID_TYPE
    for i, f in enumerate(fields):
        if i == 0 or f.type is not fields[i - 1].type:
            bound = _bound(c, f.type)
            if is_type_param(bound):
                error(c, f.type, "MisplacedTypeParam", "cannot use a type parameter as constraint")
                bound = INVALID_TYPE
        tparams[i].bound = bound
    c.in_tparam_list = outer
    return tparams


def _bound(c: Checker, e: ast.Expr) -> Type:
    """A constraint; ~T and A|B stand for interfaces around them."""
    if type(e) is ast.Unary and e.op == "~" or type(e) is ast.Binary and e.op == "|":
        t = type_expr(c, ast.InterfaceType(e.pos, [ast.Field(ast.start_pos(e), None, e)]))
        if type(t) is Interface:
            t.implicit = True
        return t
    return type_expr(c, e)


TYPE[ast.FuncType] = _func_type
