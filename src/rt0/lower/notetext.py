"""Expressions in gc's words, for the lines of -m: constants as their values, a method call as a call of T.m, no parentheses but those
that the operators need.

What gc words in yet another way (literals, functions, types) is left as it stands in the source. Read next: notes.py.
"""

from __future__ import annotations

from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.syntax.tokens import PRECEDENCE
from rt0.types import types as T
from rt0.types.format import type_string
from rt0.types.info import METHOD_VAL, Info
from rt0.types.objects import Builtin, Func, Package

EXPRESSIONS = (ast.Binary, ast.Call, ast.Index, ast.Selector, ast.Star, ast.Unary, ast.Paren, ast.BasicLit, ast.Name)


def text_of(info: Info, e: ast.Expr, pkg: Package) -> str:
    """The expression as gc's -m prints it in package pkg."""
    return _text(info, e, pkg, 0)


def _text(info: Info, e: ast.Expr, pkg: Package, around: int) -> str:
    e = ast.unparen(e)
    constant = _constant(info, e)
    if constant:
        return constant
    if type(e) is ast.Binary:
        level = PRECEDENCE[e.op]
        out = f"{_text(info, e.x, pkg, level)} {e.op} {_text(info, e.y, pkg, level + 1)}"
        return f"({out})" if level < around else out
    if type(e) is ast.Call:
        return _call(info, e, pkg)
    if type(e) is ast.Index and info.types.get(e.x) is not None and not info.types[e.x].is_type:
        return f"{_text(info, e.x, pkg, 9)}[{', '.join([_text(info, i, pkg, 0) for i in e.indices])}]"
    if type(e) is ast.Selector and e in info.selections:
        return f"{_text(info, e.x, pkg, 9)}.{e.sel.value}"
    if type(e) is ast.Star and not _is_type(info, e):
        return f"*{_text(info, e.x, pkg, 8)}"
    if type(e) is ast.Unary and type(ast.unparen(e.x)) is not ast.CompositeLit:
        return f"{e.op}{_text(info, e.x, pkg, 8)}"
    return expr_text(e).replace("…", "...")


def _is_type(info: Info, e: ast.Expr) -> bool:
    tv = info.types.get(e)
    return tv is not None and tv.is_type


def _constant(info: Info, e: ast.Expr) -> str:
    """The value of a constant number, "" of anything else: strings and runes stand as they are written."""
    tv = info.types.get(e)
    value = tv.value if tv is not None else None
    if value is None or isinstance(value, bytes):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    u = T.under(tv.type) if tv is not None else None
    if type(u) is not T.Basic or type(e) is ast.BasicLit and e.value[:1] == "'":
        return ""
    if u.flags & T.IS_INTEGER and isinstance(value, int):
        return str(value)
    try:
        return f"{float(value):.6g}"  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return ""


def _call(info: Info, e: ast.Call, pkg: Package) -> str:
    fun = ast.unparen(e.fun)
    args = [_text(info, a, pkg, 0) for a in e.args]
    dots = "..." if e.has_dots else ""
    if _is_type(info, fun):
        to = expr_text(fun)
        return f"({to})({args[0]})" if to.startswith("[") else f"{to}({args[0]})"
    name = info.uses.get(fun) if type(fun) is ast.Name else None
    if type(name) is Builtin and e.args and _is_type(info, e.args[0]):
        args[0] = expr_text(e.args[0])
    elif type(fun) is ast.Selector:
        sel = info.selections.get(fun)
        if sel is not None and sel.kind == METHOD_VAL and type(sel.obj) is Func and len(sel.index) == 1:
            sig = sel.obj.type
            owner = T.unalias(sig.recv.type) if type(sig) is T.Signature and sig.recv is not None else None
            if owner is not None and type(T.under(owner)) is not T.Interface:
                shown = type_string(owner, pkg)
                shown = f"({shown})" if type(owner) is T.Pointer else shown
                have = T.unalias(info.type_of(fun.x))
                receiver = _text(info, fun.x, pkg, 8)
                if type(owner) is T.Pointer and type(have) is not T.Pointer:
                    receiver = "&" + receiver
                elif type(owner) is not T.Pointer and type(have) is T.Pointer:
                    receiver = "*" + receiver
                return f"{shown}.{fun.sel.value}({', '.join([receiver, *args])}{dots})"
        return f"{_text(info, fun, pkg, 9)}({', '.join(args)}{dots})"
    return f"{_text(info, fun, pkg, 9)}({', '.join(args)}{dots})"
