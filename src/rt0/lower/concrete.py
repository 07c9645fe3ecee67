"""Which concrete type an interface value holds, where the program's text tells: calls of its methods are then direct.

The text tells it of a conversion to an interface, of an assertion on such a value, and of a local variable (its address not taken) all
of whose values tell the same type; nil counts for none, since calling a method of nil panics whatever the type might have been. gc
finds the same, and more where it has inlined a function; LLVM finds that too, but after escape analysis, which here learns what the
method keeps.

Invariants: None when in doubt. Read next: calls.py (call_target) and flowcalls.py (_method_call), which ask.
"""

from __future__ import annotations

from collections.abc import Callable

from rt0.lower.program import Prog
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import MODE_NIL, MODE_TYPE, Info
from rt0.types.objects import LOCAL_VAR, Var

Canon = Callable[[T.Type], T.Type]


def concrete_type(prog: Prog, info: Info, canon: Canon, e: ast.Expr) -> T.Type | None:
    """The concrete type that the value of e holds whenever it is not nil, if that is known; `canon` gives a checker's type its form."""
    return _held(prog, info, canon, e, set())


def _held(prog: Prog, info: Info, canon: Canon, e: ast.Expr, busy: set[Var]) -> T.Type | None:
    e = ast.unparen(e)
    tv = info.types.get(e)
    if type(e) is ast.Name:
        v = info.uses.get(e)
        if type(v) is Var and prog.tab.is_interface(canon(v.type)):
            return _of_variable(prog, info, canon, v, busy)
    if tv is None or tv.mode in (MODE_TYPE, MODE_NIL) or type(tv.type) is T.Tuple:
        return None
    t = canon(tv.type)
    if not prog.tab.is_interface(t):
        return None if prog.tab.kind(t) == T.UNTYPED_NIL else t
    if type(e) is ast.Call and len(e.args) == 1:
        fun = info.types.get(ast.unparen(e.fun))
        return _held(prog, info, canon, e.args[0], busy) if fun is not None and fun.mode == MODE_TYPE else None
    return _held(prog, info, canon, e.x, busy) if type(e) is ast.TypeAssert else None


def _of_variable(prog: Prog, info: Info, canon: Canon, v: Var, busy: set[Var]) -> T.Type | None:
    if v.kind != LOCAL_VAR or v.addr_taken or v.owner is None or v.owner.body is None or v in busy:
        return None
    key = ("sources", v.owner)
    if key not in prog.method_cache:
        prog.method_cache[key] = _sources(info, v.owner.body)
    busy.add(v)
    found: T.Type | None = None
    for x in prog.method_cache[key].get(v, ()):
        if x is not None and _is_nil(info, x):
            continue
        t = _held(prog, info, canon, x, busy) if x is not None else None
        if t is None or found is not None and t is not found:
            return None
        found = t
    busy.discard(v)
    return found


def _is_nil(info: Info, e: ast.Expr) -> bool:
    tv = info.types.get(ast.unparen(e))
    return tv is not None and tv.mode == MODE_NIL


def _sources(info: Info, body: ast.Node) -> dict[Var, list[ast.Expr | None]]:
    """What each variable is given in a function's body, its literals included; None for one of several results or of a range."""
    out: dict[Var, list[ast.Expr | None]] = {}

    def note(x: ast.Expr, source: ast.Expr | None) -> None:
        x = ast.unparen(x)
        v = (info.defs.get(x) or info.uses.get(x)) if type(x) is ast.Name else None
        if type(v) is Var:
            out.setdefault(v, []).append(source)

    for n in ast.walk(body):
        if type(n) is ast.AssignStmt:
            for i, x in enumerate(n.lhs):
                note(x, n.rhs[i] if len(n.lhs) == len(n.rhs) else None)
        elif type(n) is ast.VarDecl and n.values:
            for i, x in enumerate(n.names):
                note(x, n.values[i] if len(n.names) == len(n.values) else None)
        elif type(n) is ast.RangeStmt:
            for x in n.lhs:
                note(x, None)
    return out
