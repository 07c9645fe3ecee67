"""What the checker has said of an expression: small questions that several constructs ask of its Info alone.

Read next: types/info.py.
"""

from __future__ import annotations

from rt0.syntax import ast
from rt0.types.info import MODE_BUILTIN, Info
from rt0.types.objects import Builtin


def builtin_of(info: Info, fun: ast.Expr) -> Builtin | None:
    """The predeclared function (one of package unsafe too) that an expression without parentheses denotes, if it does."""
    tv = info.types.get(fun)
    if tv is not None and tv.mode != MODE_BUILTIN:
        return None
    name = fun.sel if type(fun) is ast.Selector else fun
    obj = info.uses.get(name) if type(name) is ast.Name else None
    return obj if type(obj) is Builtin else None


def builtin_name(info: Info, e: ast.Expr) -> str:
    """The name of the predeclared function that e calls; "" where it calls none."""
    found = builtin_of(info, ast.unparen(e.fun)) if type(e) is ast.Call and type(ast.unparen(e.fun)) is ast.Name else None
    return found.name if found is not None else ""


def converted_operand(info: Info, e: ast.Expr) -> ast.Expr | None:
    """The x, without parentheses, of a conversion T(x); None of all else."""
    if type(e) is not ast.Call or len(e.args) != 1:
        return None
    tv = info.types.get(ast.unparen(e.fun))
    return ast.unparen(e.args[0]) if tv is not None and tv.is_type else None


def whole_constant(info: Info, e: ast.Expr) -> int | None:
    """The value of e, if it is a constant and an integer."""
    tv = info.types.get(e)
    return tv.value if tv is not None and type(tv.value) is int else None
