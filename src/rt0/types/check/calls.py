"""Calls: of functions and methods, conversions that look like calls, and the passing of arguments.

Generic functions are instantiated by their arguments here; see instances.py and generic/infer.py.
Source: Go spec, "Calls", "Passing arguments to ... parameters", "Type inference".
"""
from __future__ import annotations

from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types.check.assignability import assignment, new_target
from rt0.types.check.builtins import builtin_call
from rt0.types.check.checker import (
    CONVERSION,
    EXPR,
    EXPRESSION,
    INVALID_OP,
    STATEMENT,
    Checker,
    Operand,
    Target,
    allow_version,
    describe,
    error,
    record,
    record_type,
    verify_version,
)
from rt0.types.check.complete import is_complete
from rt0.types.check.conversions import conversion
from rt0.types.check.core import exclude, expr, expr_or_type, generic_expr, non_generic, raw_expr, use
from rt0.types.check.counts import count_error
from rt0.types.check.index import index_expr
from rt0.types.check.instances import func_arguments, func_inst, instantiate_call, type_list
from rt0.types.check.under import Cause, common_under
from rt0.types.generic.infer import is_parameterized
from rt0.types.generic.typeset import type_set
from rt0.types.info import MODE_BUILTIN, MODE_CONST, MODE_INVALID, MODE_NOVALUE, MODE_TYPE, MODE_VALUE
from rt0.types.objects import PARAM_VAR, Var
from rt0.types.predicates import is_type_param
from rt0.types.types import Interface, Signature, Slice, Tuple, Type, under
from rt0.types.universe import BUILTINS


def _call(c: Checker, x: Operand, e: ast.Call, hint: Type | None, target: Target | None) -> int:
    inst: ast.Index | None = None
    if type(e.fun) is ast.Index:
        if index_expr(c, x, e.fun):
            inst = e.fun
        x.expr = e.fun
        record(c, x)
    else:
        expr_or_type(c, x, e.fun, True)
    if x.mode == MODE_INVALID:
        use(c, e.args)
        return STATEMENT
    if x.mode == MODE_TYPE:
        _conversion(c, x, e)
        return CONVERSION
    if x.mode == MODE_BUILTIN:
        name = x.id
        if not builtin_call(c, x, e, name):
            x.mode = MODE_INVALID
        elif x.mode != MODE_CONST:
            c.has_call_or_recv = True
        return BUILTINS[name][2]
    return _function_call(c, x, e, inst)


def _conversion(c: Checker, x: Operand, e: ast.Call) -> None:
    non_generic(c, x, None)
    if x.mode == MODE_INVALID:
        return
    t = x.type
    x.mode = MODE_INVALID
    if not is_complete(c, t):
        return
    n = len(e.args)
    if n == 0:
        error(c, e, "WrongArgCount", f"missing argument in conversion to {c.ts(t)}")
        return
    if n > 1:
        use(c, e.args)
        error(c, e.args[-1], "WrongArgCount", f"too many arguments in conversion to {c.ts(t)}")
        x.mode = MODE_INVALID
        return
    expr(c, x, e.args[0], new_target(c, t, "conversion"))
    if x.mode == MODE_INVALID:
        return
    u = under(t)
    if type(u) is Interface and not is_type_param(t) and not type_set(u).is_method_set:
        error(c, e, "MisplacedConstraintIface", f"cannot use interface {c.ts(t)} in conversion "
              "(contains specific type constraints or is comparable)")
        x.mode = MODE_INVALID
    elif e.has_dots:
        error(c, e.args[0], "BadDotDotDotSyntax", f"invalid use of ... in conversion to {c.ts(t)}")
        x.mode = MODE_INVALID
    else:
        conversion(c, x, t)


def _callee(c: Checker, x: Operand) -> Signature | None:
    """The signature of what is called; None after reporting that it cannot be called."""
    if type(x.type) is Signature:
        return x.type

    def cond(t: Type | None, u: Type | None) -> Cause | None:
        if u is not None and type(u) is not Signature:
            assert t is not None
            return Cause(f"{c.ts(t)} is not a function")
        return None

    u, cause = common_under(c, x.type, cond)
    if type(u) is Signature:
        return u
    text = cause.text if cause is not None else ""
    error(c, x, "InvalidCall", f"{INVALID_OP}cannot call {describe(c, x)}: {text}")
    return None


def _function_call(c: Checker, x: Operand, e: ast.Call, inst: ast.Index | None) -> int:
    sig = _callee(c, x)
    if sig is None:
        use(c, e.args)
        x.mode = MODE_INVALID
        return STATEMENT
    was_generic = bool(sig.tparams)
    targs: list[Type | None] = []
    xlist: list[ast.Expr] = []
    if inst is not None:
        given = type_list(c, inst.indices)
        want = len(sig.tparams or ())
        if given is not None and len(given) > want:
            error(c, inst.indices[want], "WrongTypeArgCount",
                  f"got {len(given)} type arguments but want {want}")
            given = None
        if given is None:
            use(c, e.args)
            x.mode = MODE_INVALID
            return STATEMENT
        xlist = inst.indices
        if len(given) == want > 0:
            verify_version(c, inst, 18, "function instantiation")
            sig = instantiate_call(c, inst.pos, inst, sig, given, xlist)
            xlist = []
        else:
            targs = list(given)
    args, atargs = generic_expr_list(c, e.args)
    sig = arguments(c, e, sig, targs, xlist, args, atargs)
    if was_generic and not sig.tparams:
        record_type(c, e.fun, MODE_VALUE, sig)
    results = sig.results.vars
    if not results:
        x.mode = MODE_NOVALUE
    elif len(results) == 1:
        x.mode = MODE_VALUE
        x.type = results[0].type
        if c.obj_path_idx and not is_complete(c, x.type):
            x.mode = MODE_INVALID
            return STATEMENT
    else:
        x.mode = MODE_VALUE
        x.type = sig.results
    c.has_call_or_recv = True
    if sig.tparams and x.mode == MODE_VALUE and is_parameterized(sig.tparams, x.type):
        x.mode = MODE_INVALID  # inference failed
    return STATEMENT


# For each argument that is a generic function with some type arguments given: these.
PartialArgs = list[list[Type]]


def generic_expr_list(c: Checker, es: list[ast.Expr]) -> tuple[list[Operand], PartialArgs]:
    """The arguments of a call; generic functions among them may still be uninstantiated."""
    if len(es) == 1 and type(es[0]) is not ast.Index:
        x = Operand()
        raw_expr(c, x, es[0], None, None, True)
        if x.mode <= MODE_TYPE:
            exclude(c, x, True, True)
        if x.mode != MODE_INVALID and type(x.type) is Tuple:
            return [Operand(MODE_VALUE, v.type, es[0]) for v in x.type.vars], []
        return [x], []
    out: list[Operand] = []
    partial: PartialArgs = []
    for e in es:
        x = Operand()
        given: list[Type] = []
        if type(e) is ast.Index:
            given = _index_argument(c, x, e)
            if len(es) == 1 and x.mode != MODE_INVALID and type(x.type) is Tuple:
                return [Operand(MODE_VALUE, v.type, e) for v in x.type.vars], []
        else:
            generic_expr(c, x, e)
        out.append(x)
        partial.append(given)
    return out, partial


def _index_argument(c: Checker, x: Operand, e: ast.Index) -> list[Type]:
    """An argument of the form f[...]: the type arguments if f is a generic function that lacks some still."""
    if index_expr(c, x, e):
        # Before Go 1.21 an argument must be instantiated by itself.
        given = func_inst(c, x, e, None, not allow_version(c, 21))
        x.expr = e
        if given:
            return given
        record(c, x)
        return []
    x.expr = e
    if x.mode != MODE_INVALID:
        non_generic(c, x, None)
        record(c, x)
    if x.mode <= MODE_TYPE:
        exclude(c, x, True, True)
    return []


def arguments(c: Checker, e: ast.Call, sig: Signature, targs: list[Type | None], xlist: list[ast.Expr],
              args: list[Operand], atargs: PartialArgs) -> Signature:
    """Checks the passing of args to a function of type sig; returns sig, instantiated if it was generic.

    targs are the type arguments given (xlist their expressions), fewer than sig's type parameters.
    """
    params = sig.params.vars
    npars, nargs = len(params), len(args)
    adjusted = False
    if sig.variadic:
        if e.has_dots:
            if len(e.args) == 1 and nargs > 1:
                error(c, e, "InvalidDotDotDot", f"cannot use ... with {nargs}-valued {expr_text(e.args[0])}")
                return sig
        elif nargs >= npars - 1:
            last = params[-1]
            s = under(last.type)
            assert type(s) is Slice
            extra = Var(last.name, s.elem, last.pkg, last.pos, PARAM_VAR)
            params = params[:-1] + [extra] * (nargs - npars + 1)
            adjusted = True
            npars = nargs
        else:
            npars -= 1
    elif e.has_dots:
        error(c, e, "NonVariadicDotDotDot", f"cannot use ... in call to non-variadic {expr_text(e.fun)}")
        return sig
    if nargs != npars:
        count_error(c, e, args, [v.type for v in sig.params.vars], sig.variadic, npars)
        return sig
    if sig.tparams or any(type(a.type) is Signature and a.type.tparams for a in args):
        got = func_arguments(c, e, sig, targs, xlist, args, atargs, params, adjusted)
        if got is None:
            return sig
        sig, params = got
    if args:
        context = ""
        for a, p in zip(args, params):
            if a.type is p.type and a.mode > MODE_TYPE and type(a.type) is not Signature:
                continue
            if not context:
                context = f"argument to {expr_text(e.fun)}"
            assignment(c, a, p.type, context)
    return sig


def _index(c: Checker, x: Operand, e: ast.Index, hint: Type | None, target: Target | None) -> int:
    if index_expr(c, x, e):
        func_inst(c, x, e, target, True)
    return EXPRESSION


EXPR[ast.Call] = _call
EXPR[ast.Index] = _index
