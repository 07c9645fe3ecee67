"""`return string(b)` of bytes that nobody else has: the string takes them over, where gc copies them.

A function that fills a slice and returns it as a string is as common as functions get. When the slice's variable is the only way to
its bytes, they cannot change any more once the function has ended, and a string may be made of them as they stand (strings.Builder
does the same by hand). What has to hold of the variable, a local []byte: no closure has it, its address is not taken, each value
that it is given is fresh (`make`, a literal, a conversion of a string) or made of its own (`b = append(b, ...)`, `b = b[:n]`), and all
else that is done with it looks at its bytes or changes them at once: elements, len, cap, copy, range, what append copies, string(b).
Where its bytes stand (a frame has to be copied out of) and whether they fill their object is found at run time
(runtime.slicebytetostringgiven): a short string shall not keep a large buffer alive.

Invariants: in doubt, copy. Read next: convert.py, which asks; runtime/lang/string.py.
"""

from __future__ import annotations

from rt0.lower.fn import Fn
from rt0.lower.questions import builtin_name
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import MODE_NIL, MODE_TYPE
from rt0.types.objects import LOCAL_VAR, Var

_LOOKS = frozenset(("len", "cap", "copy", "clear"))


def given_up(fn: Fn, s: ast.ReturnStmt) -> set[ast.Expr]:
    """The conversions string(b) among the results of a return statement that may take b's bytes."""
    out: set[ast.Expr] = set()
    for e in s.results:
        call = ast.unparen(e)
        if type(call) is ast.Call and len(call.args) == 1 and _mode(fn, call.fun) == MODE_TYPE:
            v = _bytes_var(fn, call.args[0])
            if v is not None and fn.tab.is_string(fn.typ(call)) and fn.range_body is None:
                once = sum(fn.info.uses.get(n) is v for n in ast.walk(s) if type(n) is ast.Name) == 1
                if once and _alone(fn, v):
                    out.add(call)
    return out


def _mode(fn: Fn, e: ast.Expr) -> int:
    tv = fn.info.types.get(ast.unparen(e))
    return tv.mode if tv is not None else -1


def _bytes_var(fn: Fn, e: ast.Expr) -> Var | None:
    """The variable that an expression names, if it is a local one of a type of which only this function can have a pointer."""
    e = ast.unparen(e)
    v = fn.info.uses.get(e) if type(e) is ast.Name else None
    if type(v) is not Var or v.kind != LOCAL_VAR or v.captured or v.addr_taken or v.owner is None:
        return None
    u = fn.tab.under(fn.canon(v.type))
    return v if type(u) is T.Slice and u.elem is fn.tab.basic(T.UINT8) else None


def _alone(fn: Fn, v: Var) -> bool:
    """Whether nothing but v leads to its bytes."""
    if v not in fn.alone:
        fn.alone[v] = v.owner is not None and v.owner.body is not None and _harmless(fn, v, v.owner.body)
    return fn.alone[v]


def _harmless(fn: Fn, v: Var, body: ast.Node) -> bool:
    """Whether every use of v in the body is one of those above."""
    uses, defs = fn.info.uses, fn.info.defs
    todo: list[tuple[ast.Node, tuple[ast.Node, ...]]] = [(body, ())]
    while todo:
        n, around = todo.pop()
        if type(n) is ast.Name:
            if (uses.get(n) is v or defs.get(n) is v) and not _fits(fn, v, n, around):
                return False
            continue
        inner = around if type(n) is ast.Paren else (*around[-2:], n)
        todo += [(child, inner) for child in ast.children(n)]
    return True


def _fits(fn: Fn, v: Var, n: ast.Node, around: tuple[ast.Node, ...]) -> bool:
    """One use of v, inside of the nodes `around`, the nearest last."""
    outer = around[-1]
    if type(outer) is ast.SliceExpr and ast.unparen(outer.x) is n:
        return _looks(fn, v, outer, around[:-1]) or _assigns(fn, v, outer, around[-2])
    if type(outer) is ast.Index and ast.unparen(outer.x) is n:
        return not (type(around[-2]) is ast.Unary and around[-2].op == "&")
    if type(outer) is ast.VarDecl:
        return n in outer.names and (not outer.values or _sources(fn, v, list(outer.names), outer.values, n))
    if type(outer) is ast.AssignStmt and any(ast.unparen(x) is n for x in outer.lhs):
        return outer.op in ("=", ":=") and _sources(fn, v, outer.lhs, outer.rhs, n)
    return _looks(fn, v, n, around)


def _sources(fn: Fn, v: Var, lhs: list[ast.Expr], rhs: list[ast.Expr], n: ast.Node) -> bool:
    """Whether what n is given in an assignment is fresh, or v's own."""
    return len(lhs) == len(rhs) and all(_own(fn, v, y) for x, y in zip(lhs, rhs) if ast.unparen(x) is n)


def _own(fn: Fn, v: Var, e: ast.Expr) -> bool:
    """Whether the bytes of e are fresh, or v's own."""
    e = ast.unparen(e)
    if type(e) is ast.SliceExpr:
        return _own(fn, v, e.x)
    if type(e) is ast.Name and fn.info.uses.get(e) is v or _mode(fn, e) == MODE_NIL or type(e) is ast.CompositeLit:
        return True
    if type(e) is not ast.Call:
        return False
    if _mode(fn, e.fun) == MODE_TYPE:
        return fn.tab.is_string(fn.typ(e.args[0])) or _mode(fn, e.args[0]) == MODE_NIL
    name = builtin_name(fn.info, e)
    return name == "make" or name == "append" and _own(fn, v, e.args[0])


def _assigns(fn: Fn, v: Var, e: ast.Expr, outer: ast.Node) -> bool:
    """Whether e, a slice of v, is what v is given."""
    return type(outer) is ast.AssignStmt and all(_is(fn, x, v) for x, y in zip(outer.lhs, outer.rhs) if ast.unparen(y) is e)


def _looks(fn: Fn, v: Var, e: ast.Node, around: tuple[ast.Node, ...]) -> bool:
    """Whether e, which is v or a slice of it, is looked at or written to at once and kept by nobody."""
    outer = around[-1]
    if type(outer) is ast.RangeStmt:
        return ast.unparen(outer.x) is e
    if type(outer) is ast.Binary:
        return outer.op in ("==", "!=")
    if type(outer) is not ast.Call or len(around) > 1 and type(around[-2]) is ast.CallStmt:  # deferred, it is yet to come
        return False
    if _mode(fn, outer.fun) == MODE_TYPE:
        return fn.tab.is_string(fn.typ(outer))
    name = builtin_name(fn.info, outer)
    if name == "append":
        first = ast.unparen(outer.args[0]) is e
        return not first and outer.has_dots or first and len(around) > 1 and _assigns(fn, v, outer, around[-2])
    return name in _LOOKS


def _is(fn: Fn, e: ast.Expr, v: Var) -> bool:
    e = ast.unparen(e)
    return type(e) is ast.Name and (fn.info.uses.get(e) is v or fn.info.defs.get(e) is v)
