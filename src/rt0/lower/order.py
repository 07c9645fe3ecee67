"""Order of evaluation as gc has it: the calls of a statement first, what variables hold afterwards.

The specification orders calls, receives and the like from left to right, and leaves open when a variable between them is read:
in `f(x, g())` it may be before or after g changes x. gc takes all calls of a statement out of it, in their order, and
reads variables, fields, elements and dereferenced pointers when it then evaluates what is left (cmd/compile/internal/walk,
order.go); programs rely on that without knowing. `hoist` does the same: it evaluates what stands before the last call and is of a
kind that gc takes out, and leaves the values in `fn.early`, where eval.value finds them.

Invariants: a statement whose calls stand where nothing else is read before them hoists nothing. What stands to the right of
&& or || is a statement of its own, as are the entries of a map literal; function literals are not looked into.

Read next: eval.py (hoist, value), stmts.py (who calls it).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rt0.lower.fn import Fn
from rt0.lower.questions import builtin_of
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import MODE_TYPE

Taken = list[tuple[ast.Expr, bool]]
"""What gc takes out of a statement, in the order of evaluation, and whether it may change variables."""

_PURE = frozenset(("cap", "complex", "imag", "len", "make", "max", "min", "new", "real"))
"""Predeclared functions that are taken out and change nothing themselves."""

_NOT_TAKEN = frozenset((
    "unsafe.Add", "unsafe.Slice", "unsafe.SliceData", "unsafe.String", "unsafe.StringData", "unsafe.Sizeof",
    "unsafe.Alignof", "unsafe.Offsetof",
))  # fmt: skip


_MADE = (ast.Binary, ast.Unary, ast.CompositeLit)


def taken(fn: Fn, roots: Sequence[ast.Expr]) -> list[ast.Expr]:
    """What has to be evaluated before the rest of the statement that consists of these expressions."""
    found: Taken = []
    for e in roots:
        _scan(fn, e, found)
    if len(roots) == 1 and found and found[-1][0] is ast.unparen(roots[0]):
        found.pop()
    while found and not found[-1][1]:
        found.pop()
    return [e for e, _ in found]


def _scan(fn: Fn, e: Any, out: Taken) -> bool:
    """Append what is to be taken out of e; whether something in e may change variables."""
    kind = type(e)
    if kind is ast.Name or kind is ast.BasicLit or kind is ast.FuncLit:
        return False
    tv = fn.info.types.get(e)
    if tv is not None and (tv.value is not None or tv.mode == MODE_TYPE):
        return False
    if kind is ast.Call:
        return _scan_call(fn, e, out)
    if kind is ast.Binary and e.op in ("&&", "||") or kind is ast.CompositeLit and _is_map(fn, e):
        inside: Taken = []
        changes = any(_scan(fn, x, inside) for x in ast.children(e))
        out.append((e, changes))
        return changes
    changes = False
    for x in ast.children(e):
        changes |= _scan(fn, x, out)
    if kind is ast.Unary and e.op == "<-":
        changes = True
    elif kind is not ast.SliceExpr and (kind is not ast.TypeAssert or tv is None or type(tv.type) is T.Tuple):
        return changes
    if tv is None or type(tv.type) is not T.Tuple:
        out.append((e, changes))
    return changes


def _is_map(fn: Fn, e: ast.Expr) -> bool:
    tv = fn.info.types.get(e)
    return tv is not None and type(fn.tab.under(fn.canon(tv.type))) is T.Map


def _scan_call(fn: Fn, e: ast.Call, out: Taken) -> bool:
    fun = ast.unparen(e.fun)
    tv = fn.info.types.get(fun)
    changes = False
    if tv is not None and tv.mode == MODE_TYPE:  # a conversion
        for a in e.args:
            changes |= _scan(fn, a, out)
        if type(fn.tab.under(fn.typ(e))) is T.Slice and fn.tab.is_string(fn.typ(e.args[0])):
            out.append((e, changes))
        return changes
    builtin = builtin_of(fn.info, fun)
    if builtin is not None:
        if builtin.id in ("unsafe.Sizeof", "unsafe.Alignof", "unsafe.Offsetof"):
            return False
        for a in e.args:
            changes |= _scan(fn, a, out)
        if builtin.id in _NOT_TAKEN:
            return changes
        changes |= builtin.id not in _PURE and builtin.id != "append"
    else:
        _scan(fn, fun, out)
        for i, x in enumerate(e.args):
            inner = _scan(fn, x, out)
            if type(x) in _MADE and not (out and out[-1][0] is x) and _boxed_by_address(fn, fun, x, i):
                out.append((x, inner))
        changes = True
    result = fn.info.types.get(e)
    if result is not None and type(result.type) is not T.Tuple:
        out.append((e, changes))
    return changes


def _boxed_by_address(fn: Fn, fun: ast.Expr, x: ast.Expr, number: int) -> bool:
    """Whether argument x, no variable, becomes an interface by way of its address: gc makes a temporary for it in its turn."""
    sig = fn.tab.under(fn.typ(fun))
    if type(sig) is not T.Signature or number >= len(sig.params.vars) and not sig.variadic:
        return False
    param = sig.params.vars[min(number, len(sig.params.vars) - 1)].type
    last = fn.tab.under(param)
    if sig.variadic and number >= len(sig.params.vars) - 1 and type(last) is T.Slice:
        param = last.elem
    t = fn.typ(x)
    if not fn.tab.is_interface(param) or fn.tab.is_interface(t) or fn.tab.direct(t):
        return False
    lay = fn.lay(t)
    return not (lay.scalar and lay.size > 1 or fn.tab.is_string(t) or type(fn.tab.under(t)) is T.Slice)
