"""Instantiation of generic functions and types, with and without inference.

`func_arguments` combines a call's type arguments, its arguments and generic functions among them; `func_inst` serves
values (`f[int]`, `var g func(int) = f`). Constraints are verified when the declarations around are finished.
Source: Go spec, "Instantiations", "Type inference". Read next: generic/infer.py.
"""
from __future__ import annotations

from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types.check.assignability import implements, missing_cause
from rt0.types.check.checker import (
    INVALID_OP,
    TYPE,
    Checker,
    Operand,
    Target,
    allow_version,
    error,
    later,
    record,
    record_type,
    soft_error,
    verify_version,
)
from rt0.types.check.core import type_expr
from rt0.types.check.validity import var_type
from rt0.types.generic.infer import Arg, Inference, InferError, infer
from rt0.types.generic.mono import record_instance
from rt0.types.generic.subst import (
    instantiate_alias,
    instantiate_named,
    instantiate_signature,
    rename_tparams,
    substitute,
)
from rt0.types.info import MODE_INVALID, MODE_NIL, MODE_TYPE, MODE_VALUE, Instance
from rt0.types.objects import PARAM_VAR, TypeName, Var
from rt0.types.predicates import is_generic, is_valid
from rt0.types.types import INVALID_TYPE, Alias, Named, Signature, Tuple, Type, TypeParam, constraint_interface


def type_list(c: Checker, es: list[ast.Expr]) -> list[Type] | None:
    """The types that es denote; None if one of them is wrong (all are checked)."""
    out = [var_type(c, e) for e in es]
    return None if any(t is INVALID_TYPE for t in out) else out


def verify(c: Checker, tparams: list[TypeParam], targs: tuple[Type, ...]) -> tuple[int, str] | None:
    """The first type argument that does not satisfy its constraint, and why; None if all do."""
    smap = dict(zip(tparams, targs))
    for i, p in enumerate(tparams):
        constraint_interface(p)  # a constraint that is no interface gets one around it
        ok, cause = implements(c, targs[i], substitute(p.bound, smap), True)
        if not ok:
            return i, cause
    return None


def instantiate_call(c: Checker, pos: int, e: ast.Node, sig: Signature, targs: list[Type],
                     xlist: list[ast.Expr]) -> Signature:
    """sig with its type parameters replaced; notes the instance for e's name and has the constraints verified."""
    tup = tuple(targs)
    inst = instantiate_signature(sig, tup)
    _record_instance(c, e, tup, inst)
    tparams = sig.tparams or []

    def check() -> None:
        bad = verify(c, tparams, tup)
        if bad is not None:
            at = ast.start_pos(xlist[bad[0]]) if bad[0] < len(xlist) else pos
            soft_error(c, at, "InvalidTypeArg", bad[1])
        else:
            record_instance(c.mono, c.pkg, pos, tparams, tup, [ast.start_pos(x) for x in xlist])

    later(c, check)
    return inst


def _record_instance(c: Checker, e: ast.Node, targs: tuple[Type, ...], typ: Type) -> None:
    while True:
        k = type(e)
        if k is ast.Index or k is ast.Paren:
            e = e.x  # type: ignore[attr-defined]
        elif k is ast.Selector:
            e = e.sel  # type: ignore[attr-defined]
        else:
            break
    if type(e) is ast.Name:
        c.info.instances[e] = Instance(targs, typ)


def func_inst(c: Checker, x: Operand, inst: ast.Index | None, target: Target | None,
              infer_missing: bool) -> list[Type] | None:
    """Instantiates the generic function x by the type arguments of `inst` and by what it is assigned to.

    If some are missing and `infer_missing` is not set, x is left alone and they are returned.
    """
    pos = inst.pos if inst is not None else ast.start_pos(x.expr)
    targs: list[Type] = []
    xlist: list[ast.Expr] = []
    known = verify_version(c, pos, 18, "function instantiation")
    if inst is not None:
        x.expr = inst
        xlist = inst.indices
        given = type_list(c, xlist)
        if given is None:
            x.mode = MODE_INVALID
            return None
        targs = given
    sig = x.type
    assert type(sig) is Signature and sig.tparams is not None
    want = len(sig.tparams)
    if len(targs) > want:
        error(c, xlist[-1], "WrongTypeArgCount", f"got {len(targs)} type arguments but want {want}")
        x.mode = MODE_INVALID
        return None
    if len(targs) < want:
        if not infer_missing:
            return targs
        if target is not None and known:
            how = "partially" if inst is not None else "implicitly"
            verify_version(c, pos, 21, f"{how} instantiated function in assignment")
        got = _infer_by_target(c, pos, sig, targs, target)
        if got is None:
            x.mode = MODE_INVALID
            return None
        targs = got
    x.type = instantiate_call(c, x.expr.pos, x.expr, sig, targs, xlist)
    x.mode = MODE_VALUE
    return None


def _infer_by_target(c: Checker, pos: int, sig: Signature, targs: list[Type],
                     target: Target | None) -> list[Type] | None:
    assert sig.tparams is not None
    params: list[Var] = []
    args: list[Operand] = []
    if target is not None:
        # Like a call g(target) of a function g[...](func type of x): the type of the target is the argument's.
        plain = Signature(sig.params, sig.results, sig.variadic)
        params = [Var("", plain, c.pkg, pos, PARAM_VAR)]
        args = [Operand(MODE_VALUE, target.sig, ast.Name(pos, target.desc))]
    tparams, renamed = rename_tparams(sig.tparams, Tuple(params))
    assert type(renamed) is Tuple
    given: list[Type | None] = [*targs, *[None] * (len(tparams) - len(targs))]
    try:
        return infer(_task(c, pos, tparams, given, renamed.vars, args, True))
    except InferError as err:
        if err.text:
            error(c, err.at or pos, "CannotInferTypeArgs", err.text)
        return None


def _task(c: Checker, pos: int, tparams: list[TypeParam], targs: list[Type | None], params: list[Var],
          args: list[Operand], reverse: bool) -> Inference:
    shown = [Arg(a.type, a.mode == MODE_NIL, a.mode != MODE_INVALID, a.expr, ast.start_pos(a.expr))
             for a in args]
    return Inference(pos, tparams, targs, params, shown, reverse, allow_version(c, 21), c.ts, lambda p: str(c.files.position(p)),
                     lambda v, t, m: missing_cause(c, v, t, m))


def func_arguments(c: Checker, e: ast.Call, sig: Signature, targs: list[Type | None], xlist: list[ast.Expr],
                   args: list[Operand], atargs: list[list[Type]], params: list[Var], adjusted: bool,
                   ) -> tuple[Signature, list[Var]] | None:
    """Infers the type arguments of a call of sig and of the generic functions among its arguments.

    `params` are sig's parameters, one for each argument (`adjusted`: the variadic one was spread). Returns the
    instantiated signature and parameters; None after an error.
    """
    tparams: list[TypeParam] = []
    own = list(sig.tparams or [])
    given: list[Type | None] = []
    plist: list[Var] = params
    if own:
        if type(e.fun) is ast.Index:
            verify_version(c, e.fun, 18, "function instantiation")
        else:
            verify_version(c, e, 18, "implicit function instantiation")
        tparams, renamed = rename_tparams(own, Tuple(params))
        assert type(renamed) is Tuple
        plist = renamed.vars
        given = [*targs, *[None] * (len(tparams) - len(targs))]
    generic_args: list[tuple[int, Signature, int]] = []
    for i, a in enumerate(args):
        asig = a.type
        if type(asig) is Signature and asig.tparams:
            fresh, renamed_sig = rename_tparams(asig.tparams, Signature(asig.params, asig.results, asig.variadic))
            assert type(renamed_sig) is Signature
            a.type = Signature(renamed_sig.params, renamed_sig.results, asig.variadic, tparams=fresh)
            part: list[Type] = atargs[i] if i < len(atargs) else []
            generic_args.append((i, asig, len(tparams)))
            tparams = tparams + fresh
            given = [*given, *part, *[None] * (len(fresh) - len(part))]
    if generic_args:
        verify_version(c, args[generic_args[0][0]], 21, "implicitly instantiated function as argument")
    try:
        inferred = infer(_task(c, e.pos, tparams, given, plist, args, False))
    except InferError as err:
        if err.text:
            error(c, err.at or e.pos, "CannotInferTypeArgs", f"in call to {expr_text(e.fun)}, {err.text}")
        return None
    n = len(own)
    if n:
        new = instantiate_call(c, e.pos, e.fun, sig, inferred[:n], xlist)
        if adjusted:
            smap = dict(zip(tparams[:n], inferred[:n]))
            plist = [Var(v.name, substitute(v.type, smap), v.pkg, v.pos, v.kind) for v in plist]
        else:
            plist = new.params.vars
        sig = new
    for i, asig, at in generic_args:
        k = len(asig.tparams or ())
        args[i].type = instantiate_call(c, e.pos, args[i].expr, asig, inferred[at:at + k], [])
        record(c, args[i])
    return sig, plist


# ---- types ----------------------------------------------------------------------------------------------------------


def generic_type(c: Checker, e: ast.Node) -> tuple[Type, str]:
    """The generic type that e denotes, or INVALID_TYPE and, unless reported already, why it is none."""
    f = TYPE.get(type(e))
    typ = f(c, e, None) if f is not None else type_expr(c, e)
    cause = ""
    if not is_valid(typ):
        typ = INVALID_TYPE
    elif not is_generic(typ):
        cause = f"{c.ts(typ)} is not a generic type"
        typ = INVALID_TYPE
    record_type(c, e, MODE_TYPE, typ)
    return typ, cause


def _instantiated_type(c: Checker, e: ast.Index, definition: TypeName | None) -> Type:
    verify_version(c, e, 18, "type instantiation")
    gtyp, cause = generic_type(c, e.x)
    if cause:
        args = ", ".join(expr_text(i) for i in e.indices)
        error(c, e.x, "NotAGenericType", f"{INVALID_OP}{expr_text(e.x)}[{args}] ({cause})")
    if gtyp is INVALID_TYPE:
        return gtyp
    targs = type_list(c, e.indices)
    if targs is None:
        return INVALID_TYPE
    tup = tuple(targs)
    inst: Named | Alias
    if type(gtyp) is Alias:
        if not _arg_count_ok(c, e, gtyp, tup):
            return INVALID_TYPE
        inst = instantiate_alias(gtyp, tup)
    else:
        assert type(gtyp) is Named
        inst = instantiate_named(gtyp, tup, e.x.pos)

    def check() -> None:
        _record_instance(c, e.x, tup, inst)
        # A defined type's parameters may have been unknown until now; with another number the instance is invalid.
        if type(gtyp) is Named and not _arg_count_ok(c, e, gtyp, tup):
            return
        bad = verify(c, gtyp.tparams or [], tup)
        if bad is not None:
            at = ast.start_pos(e.indices[bad[0]]) if bad[0] < len(e.indices) else e.x.pos
            soft_error(c, at, "InvalidTypeArg", bad[1])
        else:
            record_instance(c.mono, c.pkg, e.x.pos, gtyp.tparams or [], tup,
                            [ast.start_pos(i) for i in e.indices])

    later(c, check)
    return inst


def _arg_count_ok(c: Checker, e: ast.Index, g: Type, targs: tuple[Type, ...]) -> bool:
    assert type(g) is Named or type(g) is Alias
    want, got = len(g.tparams or ()), len(targs)
    if want == got:
        return True
    what = "not enough" if got < want else "too many"
    error(c, e.x.pos, "WrongTypeArgCount",
          f"{what} type arguments for type {g.obj.name}: have {got}, want {want}")
    return False


TYPE[ast.Index] = _instantiated_type
