"""The flow graph of a function, its statements: where an assigned value goes (`assign_hole`), loops and their variables, returns,
switches. And that of a package variable's initial value.

Read first: flow.py, flowexprs.py, flowcalls.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rt0.lower.escape import Escapes, Hole, Loc, flow, new_graph, new_loc
from rt0.lower.flow import (
    Build,
    addr,
    block,
    canon,
    deref,
    expr,
    expr_place,
    finish,
    heap,
    look_ahead,
    nowhere,
    pointers,
    stmt,
    typ,
    variable,
)
from rt0.lower.flowcalls import call
from rt0.lower.flowexprs import through, unboxed
from rt0.lower.program import Prog
from rt0.lower.selfassign import moves_nothing
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import FIELD_VAL, Info
from rt0.types.objects import LOCAL_VAR, PACKAGE_VAR, RESULT_VAR, Var


def assign_hole(b: Build, e: ast.Expr) -> tuple[Hole, T.Type | None]:
    """Where a value assigned to e goes, and e's type; evaluates e's operands."""
    e = ast.unparen(e)
    if type(e) is ast.Name:
        if e.value == "_":
            return nowhere(b), None
        obj = b.info.defs.get(e) or b.info.uses.get(e)
        if type(obj) is Var and obj.kind != PACKAGE_VAR:
            return (variable(b, obj), 0), canon(b, obj.type)
        return heap(b), typ(b, e)
    t = typ(b, e)
    if type(e) is ast.Selector:
        sel = b.info.selections.get(e)
        if sel is None or sel.kind != FIELD_VAL:
            return heap(b), t
        if through(b, nowhere(b), canon(b, sel.recv), sel.index)[1]:
            expr(b, nowhere(b), e.x)
            return heap(b), t
        return assign_hole(b, e.x)[0], t
    if type(e) is ast.Index:
        u = b.prog.tab.under(typ(b, e.x))
        if type(u) is T.Map:
            expr(b, nowhere(b), e.x)
            expr(b, heap(b) if pointers(b, u.key) else nowhere(b), e.indices[0], u.key)
            return heap(b), t
        expr(b, nowhere(b), e.indices[0])
        if type(u) is T.Array:
            return assign_hole(b, e.x)[0], t
        expr(b, nowhere(b), e.x)
    elif type(e) is ast.Star:
        expr(b, nowhere(b), e.x)
    return heap(b), t


def assign(b: Build, lhs: list[ast.Expr], rhs: list[ast.Expr], s: ast.AssignStmt | None = None) -> None:
    """lhs = rhs, also with one call or comma-ok on the right; `s` is the assignment statement that it is."""
    targets = [assign_hole(b, x) for x in lhs]
    if len(rhs) == 1 and len(lhs) > 1:
        several(b, [k for k, _ in targets], [t for _, t in targets], rhs[0])
        return
    for x, (k, t), e in zip(lhs, targets, rhs):
        if s is not None and moves_nothing(b.info, x, e):
            b.selves.append((s, b.func))
            k = nowhere(b)
        expr(b, k if t is None or pointers(b, t) else nowhere(b), e, t)


def several(b: Build, ks: list[Hole], types: list[T.Type | None], e: ast.Expr) -> None:
    """The values of a call or of a comma-ok expression go to the holes."""
    inner = ast.unparen(e)
    if type(inner) is not ast.Call:
        expr_place(b, ks[0] if types[0] is None or pointers(b, types[0]) else nowhere(b), inner)
        return
    result = typ(b, inner)
    if type(result) is T.Tuple:
        ks = [_several_hole(b, k, t, v.type) for k, t, v in zip(ks, types, result.vars)]
    call(b, ks, inner, "")


def _several_hole(b: Build, k: Hole, target: T.Type | None, source: T.Type) -> Hole:
    """A result among several that has to be boxed is boxed on the heap."""
    if not pointers(b, source):
        return nowhere(b)
    boxed = target is not None and target is not source and b.prog.tab.is_interface(target)
    return heap(b) if boxed else k


def _assign_stmt(b: Build, s: ast.AssignStmt) -> None:
    if s.op in ("=", ":="):
        assign(b, s.lhs, s.rhs, s if s.op == "=" else None)
        return
    assign_hole(b, s.lhs[0])
    expr(b, nowhere(b), s.lhs[0])
    expr(b, nowhere(b), s.rhs[0])


def _decl(b: Build, s: ast.DeclStmt) -> None:
    for d in s.decls:
        if type(d) is ast.VarDecl:
            if d.values:
                assign(b, list(d.names), d.values)
            else:
                for n in d.names:
                    assign_hole(b, n)


def _if(b: Build, s: ast.IfStmt) -> None:
    stmt(b, s.init)
    expr(b, nowhere(b), s.cond)
    block(b, s.then.stmts)
    stmt(b, s.orelse)


def _for(b: Build, s: ast.ForStmt) -> None:
    stmt(b, s.init)
    deeper = 1
    if type(s.init) is ast.AssignStmt and s.init.op == ":=" and s not in b.info.shared_loops:
        # Each iteration has its own variables, whose values it hands on to the next: what an iteration makes must not outlive it in them.
        deeper = 2
        for x in s.init.lhs:
            obj = b.info.defs.get(x) if type(x) is ast.Name else None
            if type(obj) is Var:
                variable(b, obj).depth = b.depth + 1
    b.depth += deeper
    if s.cond is not None:
        expr(b, nowhere(b), s.cond)
    block(b, s.body.stmts)
    stmt(b, s.post)
    b.depth -= deeper


def _range(b: Build, s: ast.RangeStmt) -> None:
    u = b.prog.tab.under(typ(b, s.x))
    own = s not in b.info.shared_loops
    b.depth += own
    holes = [assign_hole(b, x) for x in s.lhs]
    b.depth -= own
    k = nowhere(b)
    if len(holes) > 1:
        hole, want = holes[1]
        elem: T.Type | None = None
        if type(u) is T.Slice:
            elem, hole = u.elem, deref(hole)
        elif type(u) is T.Array:
            elem = u.elem
        elif type(u) is T.Pointer:
            array = b.prog.tab.under(u.base)
            elem, hole = (array.elem if type(array) is T.Array else None), deref(hole)
        if elem is not None and pointers(b, elem):
            k = heap(b) if want is not None and want is not elem and b.prog.tab.is_interface(want) else hole
    if type(u) is T.Array:
        expr_place(b, k, s.x)
    else:
        expr(b, heap(b) if type(u) is T.Signature else k, s.x)
    for v in b.loops.get(s, ()):  # the body's func value is on the heap
        by_value = not (v.addr_taken or v.assigned or v.kind == RESULT_VAR) and b.prog.tab.size(canon(b, v.type)) <= 128
        flow(b.g, heap(b) if by_value else addr(heap(b)), variable(b, v))
    b.depth += 1
    block(b, s.body.stmts)
    b.depth -= 1


def _switch(b: Build, s: ast.SwitchStmt) -> None:
    stmt(b, s.init)
    if s.tag is not None:
        expr(b, nowhere(b), s.tag)
    tag = typ(b, s.tag) if s.tag is not None else None
    boxed = tag if tag is not None and b.prog.tab.is_interface(tag) else None
    for c in s.clauses:
        for e in c.exprs or ():
            expr(b, nowhere(b), e, boxed)
        block(b, c.body)


def _type_switch(b: Build, s: ast.TypeSwitchStmt) -> None:
    stmt(b, s.init)
    whole = new_loc(b.g, Loc(b.func, b.depth))
    expr(b, (whole, 0), s.guard.x)
    for c in s.clauses:
        obj = b.info.implicits.get(c)
        if type(obj) is Var:
            k: Hole = (variable(b, obj), 0)
            flow(b.g, unboxed(b, k, canon(b, obj.type)), whole)
        block(b, c.body)


def _select(b: Build, s: ast.SelectStmt) -> None:
    for c in s.clauses:
        stmt(b, c.comm)
        block(b, c.body)


def _send(b: Build, s: ast.SendStmt) -> None:
    expr(b, nowhere(b), s.chan)
    u = b.prog.tab.under(typ(b, s.chan))
    if type(u) is T.Chan:
        expr(b, heap(b) if pointers(b, u.elem) else nowhere(b), s.value, u.elem)


def _return(b: Build, s: ast.ReturnStmt) -> None:
    locs = b.results[b.func]
    holes: list[Hole] = [(loc, 0) for loc in locs]
    types = [canon(b, loc.var.type) if loc.var is not None else None for loc in locs]
    if len(s.results) == 1 and len(locs) > 1:
        several(b, holes, types, s.results[0])
        return
    for k, t, e in zip(holes, types, s.results):
        expr(b, k if t is None or pointers(b, t) else nowhere(b), e, t)
        text = b.texts.get(ast.unparen(e))
        if text is not None and _of_variable(b, ast.unparen(e)):
            text.room = None


def _of_variable(b: Build, e: ast.Expr) -> bool:
    """Whether e converts a local variable: the string may take its bytes over (given.py)."""
    x = ast.unparen(e.args[0]) if type(e) is ast.Call else e
    v = b.info.uses.get(x) if type(x) is ast.Name else None
    return type(v) is Var and v.kind == LOCAL_VAR


def _call_stmt(b: Build, s: ast.CallStmt) -> None:
    e = ast.unparen(s.call)
    assert type(e) is ast.Call
    in_loop = b.depth > 1 or b.gotos
    b.deferred = True  # only of this call: what its operands call is called now, but lent memory for that gains nothing
    call(b, [], e, s.tok if s.tok == "go" or in_loop else "")
    b.deferred = False


def _labeled(b: Build, s: ast.LabeledStmt) -> None:
    if b.gotos:
        b.depth += 1  # a goto may come back to here: what follows is like a loop's body, until the function ends
    stmt(b, s.stmt)


def _expr_stmt(b: Build, s: ast.ExprStmt) -> None:
    e = ast.unparen(s.x)
    if type(e) is ast.Call:
        call(b, [], e, "")
    else:
        expr(b, nowhere(b), e)


def _inc_dec(b: Build, s: ast.IncDecStmt) -> None:
    assign_hole(b, s.x)  # m[k]++ keeps k
    expr(b, nowhere(b), s.x)


def analyze_init(prog: Prog, info: Info, e: ast.Expr) -> Escapes:
    """The escapes of a package variable's initial value: it flows to the heap."""
    g = new_graph()
    b = Build(prog, info, None, g, e, "")
    g.inside[e] = None
    look_ahead(b, e)
    inner = ast.unparen(e)
    if type(inner) is ast.Call and type(info.type_of(inner)) is T.Tuple:
        call(b, [heap(b)] * 16, inner, "")
    else:
        expr(b, (g.heap, 0), e)
    return finish(b)


STATEMENTS: dict[type, Callable[[Build, Any], None]] = {
    ast.BlockStmt: lambda b, s: block(b, s.stmts),
    ast.ExprStmt: _expr_stmt,
    ast.DeclStmt: _decl,
    ast.AssignStmt: _assign_stmt,
    ast.IfStmt: _if,
    ast.ForStmt: _for,
    ast.RangeStmt: _range,
    ast.SwitchStmt: _switch,
    ast.TypeSwitchStmt: _type_switch,
    ast.SelectStmt: _select,
    ast.SendStmt: _send,
    ast.ReturnStmt: _return,
    ast.CallStmt: _call_stmt,
    ast.LabeledStmt: _labeled,
    ast.IncDecStmt: _inc_dec,
}
