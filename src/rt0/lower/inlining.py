"""Which functions gc inlines: its estimate of what a body costs, and its budget.

LLVM decides for itself which calls rt0 inlines. gc's decision matters beyond them: what it finds out about a call that it has
inlined (an object that the function makes does not outlive the caller) programs rely on, and -m tells. lending.py does the same for the
same calls, notes.py words them.

A body's cost is the number of its nodes as gc counts them after type checking: declarations of variables count twice, conversions that
change no bits not at all, calls of functions that are inlined themselves with their bodies, other calls 57 more. Bodies over 80 are
not inlined, nor are recursive ones, and those with go, defer or recover.

Source: cmd/compile/internal/inline, for the rules and figures. Read next: lending.py, notes.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rt0.base.records import dataclass
from rt0.lower import intrinsics, names
from rt0.lower.program import Prog
from rt0.lower.questions import builtin_of
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import METHOD_VAL, Info
from rt0.types.objects import PARAM_VAR, Func, Var
from rt0.types.predicates import is_interface, is_string

BUDGET = 80
CALL = 57
"""What the call of a function costs that is not inlined."""
PARAM_CALL = 17
"""The same of a func value that is a parameter."""
CLOSURE = 15

_AROUND = {"math.Sqrt": 4}
"""What is an instruction for rt0, and for gc a function around one."""

_NOT_INLINED = ("go:noinline", "go:uintptrescapes", "go:uintptrkeepalive")


class _TooMuch(Exception):
    """Not to be inlined. Never seen outside of this module."""


@dataclass(slots=True)
class _Body:
    """The body that is looked at, of f (None: a literal). `seen` counts its nodes, so that large ones are soon left."""

    prog: Prog
    info: Info
    f: Func | None
    results: Sequence[Var]
    seen: int = 0


def inline_cost(prog: Prog, f: Func) -> int | None:
    """The cost of a declared function's body, None when gc does not inline it."""
    f = f.origin or f
    key = ("inline", f)
    if key not in prog.method_cache:
        prog.method_cache[key] = None  # of itself, while it is looked at
        prog.method_cache[key] = _cost_of(prog, f)
    found: int | None = prog.method_cache[key]
    return found


def static_callee(info: Info, e: ast.Call) -> Func | None:
    """The declared function or method that a call calls for certain, None of conversions, builtins, func values and interfaces."""
    fun = ast.unparen(e.fun)
    if type(fun) is ast.Index:
        fun = ast.unparen(fun.x)
    name = fun.sel if type(fun) is ast.Selector else fun
    if type(fun) is ast.Selector and fun in info.selections:
        kind, f = info.selections[fun].kind, info.selections[fun].obj
        return (f.origin or f) if kind == METHOD_VAL and type(f) is Func and f.decl is not None else None
    obj = info.uses.get(name) if type(name) is ast.Name else None
    return (obj.origin or obj) if type(obj) is Func else None


def inlined(prog: Prog, info: Info, e: ast.Call) -> Func | None:
    """The function whose body gc puts in the place of a call, None when it does not."""
    f = static_callee(info, e)
    return f if f is not None and not _instruction(f) and inline_cost(prog, f) is not None else None


def _instruction(f: Func) -> bool:
    """Whether gc has an instruction for f."""
    return _path(f) in intrinsics.TABLE and _path(f) not in _AROUND


def _path(f: Func) -> str:
    return f"{f.pkg.path}.{f.name}" if f.pkg is not None else ""


def _cost_of(prog: Prog, f: Func) -> int | None:
    decl = f.decl
    if decl is None or decl.body is None or any(d.words[0] in _NOT_INLINED for d in decl.directives):
        return None
    if _path(f) in _AROUND:
        return _AROUND[_path(f)]
    unit = prog.unit_of(f.pkg)
    if unit.light:
        return _noted(prog, f)
    prog.check_body(f)
    assert type(f.type) is T.Signature
    return _within(_Body(prog, unit.info, f, f.type.results.vars), decl.body)


def literal_cost(prog: Prog, info: Info, lit: ast.FuncLit) -> int | None:
    """The cost of a function literal's body where a variable that keeps it is called, None when it is not inlined."""
    sig = info.types[lit].type
    assert type(sig) is T.Signature
    return _within(_Body(prog, info, None, sig.results.vars), lit.body)


def _within(b: _Body, body: ast.BlockStmt) -> int | None:
    try:
        cost = _all(b, body.stmts)
    except _TooMuch:
        return None
    return cost if cost <= BUDGET else None


def _noted(prog: Prog, f: Func) -> int | None:
    """The same of a function of a package that was compiled before."""
    sig = f.type
    assert type(sig) is T.Signature
    if prog.imports is None or sig.tparams or sig.recv_tparams:
        return None
    owner = prog.tab.canon(_named(sig.recv.type)) if sig.recv is not None else None
    assert owner is None or type(owner) is T.Named
    found = prog.imports.summaries.get(names.func_symbol(f, owner, f.ptr_recv, ()))
    return found.cost if found is not None else None


def _named(t: T.Type) -> T.Type:
    t = T.unalias(t)
    return T.unalias(t.base) if type(t) is T.Pointer else t


def _cost(b: _Body, n: ast.Node | None) -> int:
    if n is None:
        return 0
    b.seen += 1
    if b.seen > 4 * BUDGET:
        raise _TooMuch
    tv = b.info.types.get(n)
    if tv is not None:
        if tv.is_type:
            return 0
        if tv.value is not None:
            return 1
    handler = _COSTS.get(type(n))
    return handler(b, n) if handler is not None else 1 + _all(b, ast.children(n))


def _all(b: _Body, nodes: Any) -> int:
    return sum(_cost(b, n) for n in nodes)


def _refuse(b: _Body, n: ast.Node) -> int:
    raise _TooMuch


def _selector(b: _Body, e: ast.Selector) -> int:
    sel = b.info.selections.get(e)
    return len(sel.index) + _cost(b, e.x) if sel is not None else 1


def _unary(b: _Body, e: ast.Unary) -> int:
    x = ast.unparen(e.x)
    if e.op == "&" and type(x) is ast.Selector and type(ast.unparen(x.x)) is ast.Name:
        sel = b.info.selections.get(x)
        if sel is not None and sel.index == (0,):  # &s.f, the first field
            return _cost(b, x.x)
    return 1 + _cost(b, x)


def _binary(b: _Body, e: ast.Binary) -> int:
    own = 1
    if e.op == "+" and is_string(b.info.type_of(e)):  # a concatenation is one
        own -= sum(type(x) is ast.Binary and b.info.types[x].value is None for x in map(ast.unparen, (e.x, e.y)))
    return own + _cost(b, e.x) + _cost(b, e.y)


def _slice(b: _Body, e: ast.SliceExpr) -> int:
    zero = type(e.lo) is ast.BasicLit and e.lo.value == "0"
    return 1 - zero + _all(b, [e.x, *(i for i in (e.lo, e.hi, e.max) if i is not None)])


def _composite(b: _Body, e: ast.CompositeLit) -> int:
    u = T.under(b.info.type_of(e))
    own = 1
    if type(u) is T.Pointer:  # an elided &T
        own, u = 2, T.under(u.base)
    own += type(u) is T.Slice
    keyed = type(u) is T.Struct
    for x in e.elems:
        if type(x) is ast.KeyValue:
            own += 1 + (0 if keyed else _cost(b, x.key)) + _cost(b, x.value)
        else:
            own += keyed + _cost(b, x)
    return own


def _call(b: _Body, e: ast.Call) -> int:
    fun = ast.unparen(e.fun)
    tv = b.info.types.get(fun)
    args = _all(b, e.args)
    if tv is not None and tv.is_type:
        return _conversion(b, e, tv.type) + args
    builtin = builtin_of(b.info, fun)
    if builtin is not None:
        if builtin.name == "recover":
            raise _TooMuch
        return 1 + args + (builtin.name == "panic")
    f = static_callee(b.info, e)
    if f is None:
        obj = b.info.uses.get(fun) if type(fun) is ast.Name else None
        is_param = type(obj) is Var and obj.kind == PARAM_VAR
        return 1 + (PARAM_CALL if is_param else CALL) + _cost(b, fun) + args
    if f is b.f:
        raise _TooMuch
    cost = None if _instruction(f) else inline_cost(b.prog, f)
    sig = f.type
    assert type(sig) is T.Signature
    method = sig.recv is not None
    own = 1 if method else 2
    if method and type(fun) is ast.Selector:
        own += _cost(b, fun.x)
    own += _boxes(b, sig.params.vars, e.args)
    own += 2 if sig.variadic and not e.has_dots and len(e.args) >= len(sig.params.vars) else 0
    return own + (0 if _instruction(f) else CALL if cost is None else cost) + args


def _boxes(b: _Body, targets: Sequence[Var], values: Sequence[ast.Expr]) -> int:
    """How many of the values become interfaces on their way to the variables."""
    return sum(is_interface(v.type) and not is_interface(b.info.type_of(ast.unparen(e))) for v, e in zip(targets, values))


def _return(b: _Body, s: ast.ReturnStmt) -> int:
    return 1 + _boxes(b, b.results, s.results) + _all(b, s.results)


def _conversion(b: _Body, e: ast.Call, to: T.Type) -> int:
    source = b.info.type_of(e.args[0])
    if is_interface(to):
        return 0 if is_interface(source) else 1
    x, y = T.under(source), T.under(to)
    return int(type(x) is T.Basic and type(y) is T.Basic and x is not y or type(x) is not type(y))


def _func_lit(b: _Body, e: ast.FuncLit) -> int:
    return CLOSURE + 1


def _new(b: _Body, lhs: Sequence[ast.Expr]) -> int:
    """How many variables an assignment declares."""
    return sum(type(x) is ast.Name and x.value != "_" and b.info.defs.get(x) is not None for x in lhs)


def _assign(b: _Body, s: ast.AssignStmt) -> int:
    return 1 + 2 * (_new(b, s.lhs) if s.op == ":=" else 0) + _all(b, s.lhs) + _all(b, s.rhs)


def _decl(b: _Body, s: ast.DeclStmt) -> int:
    total = 0
    for d in s.decls:
        if type(d) is ast.VarDecl:
            total += 3 * len(d.names) + (1 + _all(b, d.values) if d.values else len(d.names))
    return total


def _if(b: _Body, s: ast.IfStmt) -> int:
    tv = b.info.types.get(s.cond)
    if tv is not None and isinstance(tv.value, bool):
        return _cost(b, s.init) + (_cost(b, s.then) if tv.value else _cost(b, s.orelse))
    return 1 + _all(b, [x for x in (s.init, s.cond, s.then, s.orelse) if x is not None])


def _range(b: _Body, s: ast.RangeStmt) -> int:
    return 1 + 2 * _new(b, s.lhs) + _cost(b, s.x) + _all(b, s.lhs) + _cost(b, s.body)


def _switch(b: _Body, s: ast.SwitchStmt) -> int:
    return 1 + _cost(b, s.init) + _cost(b, s.tag) + sum(1 + _all(b, c.exprs or ()) + _all(b, c.body) for c in s.clauses)


def _type_switch(b: _Body, s: ast.TypeSwitchStmt) -> int:
    clauses = sum(1 + len(c.exprs or ()) + _all(b, c.body) for c in s.clauses)
    return 3 + _cost(b, s.init) + _cost(b, s.guard.x) + clauses


def _inside(b: _Body, n: ast.Node) -> int:
    return _all(b, ast.children(n))


_COSTS: dict[type, Callable[[_Body, Any], int]] = {
    ast.Name: lambda b, e: 1, ast.BasicLit: lambda b, e: 1, ast.Paren: _inside, ast.Selector: _selector, ast.Unary: _unary,
    ast.Binary: _binary, ast.SliceExpr: _slice, ast.CompositeLit: _composite, ast.Call: _call, ast.FuncLit: _func_lit,
    ast.TypeAssert: lambda b, e: 1 + _cost(b, e.x), ast.ExprStmt: _inside, ast.BlockStmt: _inside, ast.EmptyStmt: lambda b, s: 0,
    ast.AssignStmt: _assign, ast.IncDecStmt: lambda b, s: 2 + _cost(b, s.x), ast.DeclStmt: _decl, ast.IfStmt: _if, ast.RangeStmt: _range,
    ast.SwitchStmt: _switch, ast.TypeSwitchStmt: _type_switch, ast.ReturnStmt: _return, ast.CallStmt: _refuse, ast.SelectStmt: _refuse,
    ast.BranchStmt: lambda b, s: int(s.tok != "fallthrough"), ast.LabeledStmt: lambda b, s: 1 + _cost(b, s.stmt),
}  # fmt: skip
