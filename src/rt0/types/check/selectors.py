"""Selectors: qualified identifiers, fields, method values and method expressions (Go spec, "Selectors").

Read next: lookup.py (the search), names.py.
"""
from __future__ import annotations

from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types.check.assignability import interface_ptr_error
from rt0.types.check.checker import (
    EXPR,
    EXPRESSION,
    TYPE,
    Checker,
    Operand,
    Target,
    add_dep,
    describe,
    error,
    lookup,
    record_selection,
)
from rt0.types.check.complete import is_complete
from rt0.types.check.core import expr_or_type
from rt0.types.check.names import operand_type
from rt0.types.check.operators import mark_address
from rt0.types.info import (
    FIELD_VAL,
    METHOD_EXPR,
    METHOD_VAL,
    MODE_BUILTIN,
    MODE_CONST,
    MODE_INVALID,
    MODE_TYPE,
    MODE_VALUE,
    MODE_VARIABLE,
)
from rt0.types.lookup import Found, lookup_field_or_method
from rt0.types.objects import PARAM_VAR, Builtin, Const, Func, Object, PkgName, TypeName, Var, exported
from rt0.types.predicates import is_interface_ptr
from rt0.types.types import INVALID_TYPE, Pointer, Signature, Tuple, Type, under


def selector(c: Checker, x: Operand, e: ast.Selector, want_type: bool) -> None:
    """Checks x.sel into x; with want_type set only a type will do."""
    if type(e.x) is ast.Name:
        p = lookup(c, e.x.value)
        if type(p) is PkgName:
            _qualified(c, x, e, p)
            x.expr = e
            return
    expr_or_type(c, x, e.x)
    if x.mode == MODE_BUILTIN:
        error(c, e.pos, "UncalledBuiltin", f"invalid use of {describe(c, x)} in selector expression")
        x.mode = MODE_INVALID
    elif x.mode != MODE_INVALID:
        _select(c, x, e, want_type)
    if x.mode == MODE_INVALID:
        x.type = INVALID_TYPE
    x.expr = e


def _qualified(c: Checker, x: Operand, e: ast.Selector, p: PkgName) -> None:
    c.info.uses[e.x] = p  # type: ignore[index]
    p.used = True
    pkg = p.imported
    name = e.sel.value
    obj = pkg.scope.lookup(name)
    x.mode = MODE_INVALID
    if obj is None:
        if not pkg.fake:
            alt = next((n for n in sorted(pkg.scope.names) if n.lower() == name.lower() and exported(n)), None)
            but = f" (but have {alt})" if alt is not None else ""
            error(c, e.sel, "UndeclaredImportedName", f"undefined: {expr_text(e)}{but}")
        return
    if not exported(name):
        error(c, e.sel, "UnexportedName", f"name {name} not exported by package {pkg.name}")
    c.info.uses[e.sel] = obj
    imported_operand(x, obj)


def imported_operand(x: Operand, obj: Object) -> None:
    """Makes x the operand that an imported object denotes."""
    k = type(obj)
    if k is Const:
        x.mode = MODE_CONST
        x.val = obj.value  # type: ignore[union-attr]
    elif k is TypeName:
        x.mode = MODE_TYPE
    elif k is Var:
        x.mode = MODE_VARIABLE
    elif k is Func:
        x.mode = MODE_VALUE
        x.type = obj.signature  # type: ignore[union-attr]
        return
    elif k is Builtin:
        x.mode = MODE_BUILTIN
        x.id = obj.id  # type: ignore[union-attr]
    x.type = obj.type
    if x.type is INVALID_TYPE and k is not Builtin:
        x.mode = MODE_INVALID


def _select(c: Checker, x: Operand, e: ast.Selector, want_type: bool) -> None:
    typ = x.type
    name = e.sel.value
    if not is_complete(c, typ):
        x.mode = MODE_INVALID
        return
    if want_type:
        error(c, e.sel, "NotAType", f"{expr_text(e)} is not a type")
        x.mode = MODE_INVALID
        return
    if c.obj_path_idx:
        u = under(typ)
        if type(u) is Pointer and not is_complete(c, u.base):
            x.mode = MODE_INVALID
            return
    found = lookup_field_or_method(typ, x.mode == MODE_VARIABLE, c.pkg, name)
    obj = found.obj
    if type(obj) is Var:
        _field(c, x, e, obj, found)
    elif type(obj) is Func:
        add_dep(c, obj.origin or obj)
        if x.mode == MODE_TYPE:
            _method_expr(c, x, e, obj, found)
        else:
            _method_value(c, x, e, obj, found)
    else:
        if under(typ) is not INVALID_TYPE:
            _not_found(c, x, e, found)
        x.mode = MODE_INVALID


def _field(c: Checker, x: Operand, e: ast.Selector, v: Var, found: Found) -> None:
    if x.mode == MODE_TYPE:
        error(c, e.x, "MissingFieldOrMethod",
              f"operand for field selector {v.name} must be value of type {c.ts(x.type)}")
        x.mode = MODE_INVALID
        return
    record_selection(c, e, FIELD_VAL, x.type, v, found.index, found.indirect, v.type)
    x.mode = MODE_VARIABLE if x.mode == MODE_VARIABLE or found.indirect else MODE_VALUE
    x.type = v.type


def _method_value(c: Checker, x: Operand, e: ast.Selector, f: Func, found: Found) -> None:
    if f.ptr_recv and not found.indirect and x.mode == MODE_VARIABLE:
        mark_address(c, e.x)
    sig = f.signature
    typ = Signature(sig.params, sig.results, sig.variadic, None, sig.tparams)
    record_selection(c, e, METHOD_VAL, x.type, f, found.index, found.indirect, typ)
    x.mode = MODE_VALUE
    x.type = typ


def _method_expr(c: Checker, x: Operand, e: ast.Selector, f: Func, found: Found) -> None:
    sig = f.signature
    if sig.recv is None:
        error(c, e, "InvalidDeclCycle", "illegal cycle in method declaration")
        x.mode = MODE_INVALID
        return
    name = ""
    if sig.params.vars and sig.params.vars[0].name:
        name = sig.recv.name or "_"
    recv = Var(name, x.type, sig.recv.pkg, sig.recv.pos, PARAM_VAR)
    typ = Signature(Tuple([recv, *sig.params.vars]), sig.results, sig.variadic, None, sig.tparams)
    record_selection(c, e, METHOD_EXPR, x.type, f, found.index, found.indirect, typ)
    x.mode = MODE_VALUE
    x.type = typ


def _not_found(c: Checker, x: Operand, e: ast.Selector, found: Found) -> None:
    name, typ = e.sel.value, x.type
    s = c.ts(typ)
    if found.index:
        error(c, e.sel, "AmbiguousSelector", f"ambiguous selector {expr_text(e.x)}.{name}")
        return
    if found.indirect:
        if x.mode == MODE_TYPE:
            text = f"invalid method expression {s}.{name} (needs pointer receiver (*{s}).{name})"
        else:
            text = f"cannot call pointer method {name} on {s}"
        error(c, e.sel, "InvalidMethodExpr", text)
        return
    if is_interface_ptr(typ):
        why = interface_ptr_error(c, typ)
    else:
        alt = lookup_field_or_method(typ, x.mode == MODE_VARIABLE, c.pkg, name, True).obj
        why = lookup_error(c, typ, name, alt, False)
    error(c, e.sel, "MissingFieldOrMethod", f"{expr_text(e.x)}.{name} undefined ({why})")


def lookup_error(c: Checker, typ: Type, sel: str, alt: Var | Func | None, literal: bool) -> str:
    """Why typ.sel (or the field sel of a struct literal) cannot be; `alt` is what has nearly that name."""
    s = c.ts(typ)
    case = _miss_case(c, sel, alt)
    name = alt.name if alt is not None else ""
    if literal:
        if case == "inaccessible":
            return f"cannot refer to unexported field {name} in struct literal of type {s}"
        but = {"misspelled": f", but does have {name}",
               "unexported": f", but does have unexported {name}"}.get(case, "")
        return f"unknown field {sel} in struct literal of type {s}{but}"
    what = "field" if type(alt) is Var else "method"
    if case == "inaccessible":
        return f"cannot refer to unexported {what} {name}"
    but = {"misspelled": f", but does have {what} {name}",
           "unexported": f", but does have unexported {what} {name}"}.get(case, "")
    return f"type {s} has no field or method {sel}{but}"


def _miss_case(c: Checker, sel: str, alt: Var | Func | None) -> str:
    if alt is None:
        return "missing"
    if alt.pkg is c.pkg:
        return "misspelled"
    if exported(sel):
        if exported(alt.name):
            return "misspelled"
        return "unexported" if sel[1:] == alt.name[1:] else "missing"
    if exported(alt.name):
        return "misspelled" if sel[1:] == alt.name[1:] else "missing"
    return "inaccessible" if sel == alt.name else "missing"


def _selector_expr(c: Checker, x: Operand, e: ast.Selector, hint: Type | None, target: Target | None) -> int:
    selector(c, x, e, False)
    return EXPRESSION


def _selector_type(c: Checker, e: ast.Selector, definition: TypeName | None) -> Type:
    x = Operand()
    selector(c, x, e, True)
    return operand_type(c, x)


EXPR[ast.Selector] = _selector_expr
TYPE[ast.Selector] = _selector_type
