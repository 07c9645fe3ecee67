"""Expressions in gc's words, for the lines of -m: constants as their values, a method call as a call of T.m, a call that gc inlines as
its result, no parentheses but those that the operators need.

What gc words in yet another way (literals, functions, types) is left as it stands in the source. Read next: notes.py.
"""

from __future__ import annotations

from collections.abc import Callable

from rt0.base.records import dataclass
from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.syntax.tokens import PRECEDENCE
from rt0.types import types as T
from rt0.types.format import type_string
from rt0.types.info import METHOD_VAL, Info
from rt0.types.objects import Builtin, Func, Package, Var
from rt0.types.predicates import is_string

EXPRESSIONS = (ast.Binary, ast.Call, ast.Index, ast.Selector, ast.Star, ast.Unary, ast.Paren, ast.BasicLit, ast.Name, ast.CompositeLit)


@dataclass(slots=True)
class Words:
    """Whose expressions they are: of package `own` with this info, told in package `pkg`; `result` says what gc has instead of a call:
    a result's name, or "" where it has the call."""

    info: Info
    own: Package
    pkg: Package
    result: Callable[[ast.Call], str]


def text_of(w: Words, e: ast.Expr) -> str:
    """The expression as gc's -m prints it."""
    return _text(w, e, 0)


def literal_text(w: Words, e: ast.CompositeLit, addressed: bool) -> str:
    """A composite literal, of which -m tells no more than the type and whether it has elements."""
    t = T.unalias(w.info.type_of(e))
    if type(t) is T.Pointer and e.type is None:
        addressed, t = True, t.base
    shown = expr_text(e.type) if e.type is not None and w.pkg is w.own else type_string(t, w.pkg)
    return f"{'&' if addressed else ''}{shown}{{{'...' if e.elems else ''}}}"


def _text(w: Words, e: ast.Expr, around: int) -> str:
    e = ast.unparen(e)
    info = w.info
    constant = _constant(info, e)
    if constant:
        return constant
    if type(e) is ast.CompositeLit:
        return literal_text(w, e, False)
    if type(e) is ast.Name:
        v = info.uses.get(e)
        if type(v) is Var and v.pkg is not None and v.pkg is not w.pkg:
            return f"{v.pkg.name}.{v.name}"
        return e.value
    if type(e) is ast.Binary:
        level = PRECEDENCE[e.op]
        inner = 0 if is_string(info.type_of(e)) else level  # a concatenation is a list
        out = f"{_text(w, e.x, inner)} {e.op} {_text(w, e.y, inner and level + 1)}"
        return f"({out})" if level < around else out
    if type(e) is ast.Call:
        return _call(w, e, around)
    if type(e) is ast.Index and info.types.get(e.x) is not None and not info.types[e.x].is_type:
        return f"{_text(w, e.x, 9)}[{', '.join([_text(w, i, 0) for i in e.indices])}]"
    if type(e) is ast.Selector and e in info.selections:
        return f"{_text(w, e.x, 9)}.{e.sel.value}"
    if type(e) is ast.Star and not _is_type(info, e):
        return f"*{_text(w, e.x, 8)}"
    if type(e) is ast.Unary:
        x = ast.unparen(e.x)
        if type(x) is not ast.CompositeLit:
            return f"{e.op}{_text(w, e.x, 8)}"
        if e.op == "&":
            return literal_text(w, x, True)
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


def _type(w: Words, e: ast.Expr) -> str:
    """A type as it stands in the source, or of another package, as this one would name it."""
    own = w.info.types[ast.unparen(e)].type
    return expr_text(e) if w.pkg is w.own else type_string(own, w.pkg)


def _call(w: Words, e: ast.Call, around: int) -> str:
    info, pkg = w.info, w.pkg
    result = w.result(e)
    if result:
        return f"({result})" if around else result
    fun = ast.unparen(e.fun)
    args = [_text(w, a, 0) for a in e.args]
    dots = "..." if e.has_dots else ""
    if _is_type(info, fun):
        to = _type(w, fun)
        return f"({to})({args[0]})" if to.startswith("[") else f"{to}({args[0]})"
    name = info.uses.get(fun) if type(fun) is ast.Name else None
    if type(name) is Builtin and e.args and _is_type(info, e.args[0]):
        args[0] = _type(w, e.args[0])
    elif type(fun) is ast.Selector:
        sel = info.selections.get(fun)
        if sel is not None and sel.kind == METHOD_VAL and type(sel.obj) is Func and len(sel.index) == 1:
            sig = sel.obj.type
            owner = T.unalias(sig.recv.type) if type(sig) is T.Signature and sig.recv is not None else None
            if owner is not None and type(T.under(owner)) is not T.Interface:
                shown = type_string(owner, pkg)
                shown = f"({shown})" if type(owner) is T.Pointer else shown
                have = T.unalias(info.type_of(fun.x))
                receiver = _text(w, fun.x, 8)
                if type(owner) is T.Pointer and type(have) is not T.Pointer:
                    receiver = "&" + receiver
                elif type(owner) is not T.Pointer and type(have) is T.Pointer:
                    receiver = "*" + receiver
                return f"{shown}.{fun.sel.value}({', '.join([receiver, *args])}{dots})"
        return f"{_text(w, fun, 9)}({', '.join(args)}{dots})"
    return f"{_text(w, fun, 9)}({', '.join(args)}{dots})"
