"""Identifiers and literals of basic types.

Every use of a variable passes through `ident`: there it is marked used, noted as captured by the function literals
around, and entered into the dependencies of the declaration being checked.

Read next: selectors.py (qualified identifiers), consts.py.
"""
from __future__ import annotations

from collections.abc import Callable

from rt0.syntax import ast
from rt0.types import literal
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
    object_kind,
    verify_version,
)
from rt0.types.check.consts import overflow
from rt0.types.constant import Complex, Value
from rt0.types.info import (
    MODE_BUILTIN,
    MODE_CONST,
    MODE_INVALID,
    MODE_NIL,
    MODE_NOVALUE,
    MODE_TYPE,
    MODE_VALUE,
    MODE_VARIABLE,
)
from rt0.types.objects import Builtin, Const, Func, Nil, Object, PkgName, Scope, TypeName, Var
from rt0.types.reals import ZERO
from rt0.types.types import INVALID_TYPE, Type
from rt0.types.universe import IOTA, UNTYPED_COMPLEX, UNTYPED_FLOAT, UNTYPED_INT, UNTYPED_RUNE, UNTYPED_STRING


def ident(c: Checker, x: Operand, e: ast.Name, want_type: bool) -> None:
    """Checks an identifier into x; with want_type set anything but a type is an error."""
    x.mode = MODE_INVALID
    x.expr = e
    name = e.value
    s: Scope | None = c.scope
    obj: Object | None = None
    while s is not None:
        obj = s.names.get(name)
        if obj is not None:
            break
        s = s.outer or s.parent
    if obj is None:
        if name == "_":
            error(c, e, "InvalidBlank", "cannot use _ as value or type")
        else:
            error(c, e, "UndeclaredName", f"undefined: {name}")
        return
    c.info.uses[e] = obj
    kind = type(obj)
    if want_type and kind is not TypeName:
        error(c, e, "NotAType", f"{name} ({object_kind(obj)}) is not a type")
        if kind is Var and obj.pkg is c.pkg:
            obj.used = True
        return
    typ = obj.type
    if typ is None or want_type and obj.pkg is c.pkg:
        c.decl_object(c, obj)
        typ = obj.type
    if c.dot_imports:
        assert s is not None
        p = c.dot_imports.get((id(s), name))
        if p is not None:
            p.used = True
    _OBJECT[kind](c, x, e, obj)
    x.type = typ


def _var(c: Checker, x: Operand, e: ast.Name, v: Var) -> None:
    if v.pkg is c.pkg:
        v.used = True
    owner = v.owner
    if owner is None:
        add_dep(c, v)
    elif owner is not c.func:
        capture(c, v)
    if v.type is not INVALID_TYPE:
        x.mode = MODE_VARIABLE


def capture(c: Checker, v: Var) -> None:
    """Notes that the function literals between v's owner and here capture v."""
    v.captured = True
    chain = c.func_chain
    i = len(chain) - 1
    while i >= 0 and chain[i] is not v.owner:
        f = chain[i]
        if type(f) is ast.FuncLit:
            c.captures.setdefault(f, {})[v] = None
        i -= 1


def _const(c: Checker, x: Operand, e: ast.Name, k: Const) -> None:
    add_dep(c, k)
    if k.type is INVALID_TYPE:
        return
    if k is IOTA:
        if c.iota is None:
            error(c, e, "InvalidIota", "cannot use iota outside constant declaration")
            return
        x.val = c.iota
    else:
        x.val = k.value
    x.mode = MODE_CONST


def _type_name(c: Checker, x: Operand, e: ast.Name, obj: TypeName) -> None:
    if obj.pkg is None and obj.name in ("any", "comparable"):
        if not verify_version(c, e, 18, f"predeclared {obj.name}"):
            return
    x.mode = MODE_TYPE


def _func(c: Checker, x: Operand, e: ast.Name, f: Func) -> None:
    add_dep(c, f)
    x.mode = MODE_VALUE


def _builtin(c: Checker, x: Operand, e: ast.Name, b: Builtin) -> None:
    x.id = b.id
    x.mode = MODE_BUILTIN


def _nil(c: Checker, x: Operand, e: ast.Name, n: Nil) -> None:
    x.mode = MODE_NIL


def _pkg_name(c: Checker, x: Operand, e: ast.Name, p: PkgName) -> None:
    error(c, e, "InvalidPkgUse", f"use of package {p.name} not in selector")


_OBJECT: dict[type, Callable[..., None]] = {
    Var: _var, Const: _const, TypeName: _type_name, Func: _func, Builtin: _builtin, Nil: _nil, PkgName: _pkg_name,
}


def _name_expr(c: Checker, x: Operand, e: ast.Name, hint: Type | None, target: Target | None) -> int:
    ident(c, x, e, False)
    return EXPRESSION


def _name_type(c: Checker, e: ast.Name, definition: TypeName | None) -> Type:
    x = Operand()
    ident(c, x, e, True)
    return operand_type(c, x)


def operand_type(c: Checker, x: Operand) -> Type:
    """The type that x denotes; anything but a type is reported."""
    if x.mode == MODE_TYPE:
        return x.type
    if x.mode == MODE_NOVALUE:
        error(c, x, "NotAType", f"{describe(c, x)} used as type")
    elif x.mode != MODE_INVALID:
        error(c, x, "NotAType", f"{describe(c, x)} is not a type")
    return INVALID_TYPE


_LIT_TYPES = {"int": UNTYPED_INT, "float": UNTYPED_FLOAT, "imag": UNTYPED_COMPLEX, "rune": UNTYPED_RUNE,
              "string": UNTYPED_STRING}


def _basic_lit(c: Checker, x: Operand, e: ast.BasicLit, hint: Type | None, target: Target | None) -> int:
    if e.bad:
        return EXPRESSION
    kind, text = e.kind, e.value
    if kind != "string" and kind != "rune" and len(text) > 2 and not _number_ok(c, e):
        return EXPRESSION
    v = literal_value(kind, text)
    if v is None:
        error(c, e, "InvalidConstVal", f"malformed constant: {text}")
        return EXPRESSION
    x.mode = MODE_CONST
    x.type = _LIT_TYPES[kind]
    x.val = v
    if type(v) is int and v > 0xFFFFFFFF:
        x.expr = e
        overflow(c, x, e)
    return EXPRESSION


def _number_ok(c: Checker, e: ast.BasicLit) -> bool:
    s = e.value
    if len(s) > 10000:
        error(c, e, "InvalidConstVal", f"excessively long constant: {s[:10]}... ({len(s)} chars)")
        return False
    if c.version != "1.27":
        if "_" in s:
            return verify_version(c, e, 13, "underscore in numeric literal")
        if s[:2] in ("0b", "0B"):
            return verify_version(c, e, 13, "binary literal")
        if s[:2] in ("0o", "0O"):
            return verify_version(c, e, 13, "0o/0O-style octal literal")
        if s[:2] in ("0x", "0X") and e.kind != "int":
            return verify_version(c, e, 13, "hexadecimal floating-point literal")
    return True


def literal_value(kind: str, text: str) -> Value | None:
    """The exact value of a literal; None for a number that is out of all bounds."""
    if kind == "int":
        return literal.int_value(text)
    if kind == "string":
        return literal.unquote_string(text)
    if kind == "rune":
        return literal.unquote_rune(text)
    if kind == "float":
        return literal.float_value(text)
    part = literal.imaginary_value(text)
    return None if part is None else Complex(ZERO, part)


EXPR[ast.Name] = _name_expr
EXPR[ast.BasicLit] = _basic_lit
TYPE[ast.Name] = _name_type
