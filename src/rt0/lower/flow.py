"""The flow graph of a function: from its syntax tree to escape.py's locations and edges.

`analyze` is the entry: it builds the graph, solves it and keeps the result by function instance. `expr(b, hole, e)`
says where the value of an expression goes, `call` where a call's operands and results go.

Read first: escape.py. Read next: flowstmts.py (statements), lending.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rt0.base.records import dataclass, field
from rt0.lower import inlining, intrinsics, lending, names
from rt0.lower.concrete import concrete_type
from rt0.lower.escape import (
    SMALL_MAKE,
    TEXT_ROOM,
    Escapes,
    Graph,
    Hole,
    Leaks,
    Lent,
    Loc,
    Made,
    flow,
    new_graph,
    new_loc,
    solve,
)
from rt0.lower.facts import facts_of
from rt0.lower.funcs import substitution
from rt0.lower.methods import Method, find
from rt0.lower.program import NeedSource, Prog
from rt0.lower.questions import builtin_of
from rt0.lower.rangefunc import mark_captured
from rt0.lower.typetab import Subst
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.constant import to_int
from rt0.types.info import METHOD_EXPR, METHOD_VAL, MODE_NIL, MODE_TYPE, Info
from rt0.types.objects import PACKAGE_VAR, RESULT_VAR, Func, Var

VAR_LIMIT = 128 * 1024
"""Variables larger than this live on the heap whatever is done with them (bytes, as gc's limit)."""

NODE_LIMIT = 64 * 1024
"""The same for what new, make, literals and boxes allocate."""


@dataclass(slots=True, eq=False)
class Build:
    """The state while a graph is built. `depth` counts loops, from 1 in each function."""

    prog: Prog
    info: Info
    subst: Subst | None
    g: Graph
    func: ast.Node
    key: str
    depth: int = 1
    vars: dict[Var, Loc] = field(default_factory=dict)
    nodes: dict[ast.Node, Loc] = field(default_factory=dict)
    params: list[Loc] = field(default_factory=list)
    literals: list[tuple[ast.FuncLit, list[Loc]]] = field(default_factory=list)  # and their parameters
    texts: dict[ast.Node, Loc] = field(default_factory=dict)  # concatenations and conversions that make strings or slices
    noted: dict[ast.Node, Loc] = field(default_factory=dict)  # what makes maps and what append makes, for notes.py
    known: dict[ast.Call, T.Type] = field(default_factory=dict)  # method calls on interfaces of which the type is known
    results: dict[ast.Node, list[Loc]] = field(default_factory=dict)
    lends: dict[Made, Loc] = field(default_factory=dict)  # what called functions make that memory may be lent for
    later: list[ast.FuncLit] = field(default_factory=list)
    lent: dict[ast.Call, list[Lent]] = field(default_factory=dict)  # of the functions called
    called: dict[ast.Call, tuple[Func, Escapes, ast.Node]] = field(default_factory=dict)  # where, for notes.py
    selves: list[tuple[ast.AssignStmt, ast.Node]] = field(default_factory=list)  # assignments that move nothing, and where
    deferred: bool = False  # a call that is yet to come is under way
    gotos: bool = False
    loops: dict[ast.RangeStmt, list[Var]] = field(default_factory=dict)  # those over functions, and what they capture


# ---- entry points ---------------------------------------------------------------------------------------------------


def analyze(prog: Prog, info: Info, decl: ast.FuncDecl, f: Func, owner: T.Named | None, targs: tuple[T.Type, ...],
            subst: Subst | None, body: bool = False) -> Escapes | None:  # fmt: skip
    """The escapes of a declared function's instance. None while it is being analysed. Of a function of a package that was compiled before
    only what callers need, unless its body is wanted: a package may have looked at an instance of a generic function and not
    have defined it, or its lent copy only."""
    key = names.func_symbol(f, owner, f.ptr_recv, targs) if f.name not in ("init", "_") else f"init·{f.pos}"
    if key in prog.summaries:
        return prog.summaries[key]  # type: ignore[no-any-return]
    if not body and prog.imports is not None and key in prog.imports.summaries:
        return prog.imports.summaries[key]
    prog.summaries[key] = None
    prog.check_body(f)
    sig = f.type
    assert type(sig) is T.Signature and decl.body is not None
    g = new_graph()
    b = Build(prog, info, subst, g, decl, key)
    g.inside[decl] = None
    _look_ahead(b, decl.body)
    for i, v in enumerate(([sig.recv] if sig.recv is not None else []) + list(sig.params.vars)):
        loc = variable(b, v)
        loc.param = i
        b.params.append(loc)
    _results(b, decl, sig)
    block(b, decl.body.stmts)
    done = _finish(b)
    done.summary = [g.leaks.get(i, Leaks()) for i in range(len(b.params))]
    if g.lendable and lending.may_be_lent(prog, f):
        lending.number(g, done)
    if prog.imports is not None:
        done.cost = inlining.inline_cost(prog, f)
    prog.summaries[key] = done
    return done


def _look_ahead(b: Build, body: ast.Node) -> None:
    """What has to be known before the first statement: gotos, and which variables loops over functions capture."""
    todo = [body]
    while todo:
        found = facts_of(b.prog.facts, todo.pop())
        b.gotos |= found.gotos
        for s in found.ranges:
            if type(b.prog.tab.under(typ(b, s.x))) is T.Signature:
                b.loops[s] = mark_captured(b.info, s)
        todo += [lit.body for lit in found.literals]


def analyze_init(prog: Prog, info: Info, e: ast.Expr) -> Escapes:
    """The escapes of a package variable's initial value: it flows to the heap."""
    g = new_graph()
    b = Build(prog, info, None, g, e, "")
    g.inside[e] = None
    _look_ahead(b, e)
    inner = ast.unparen(e)
    if type(inner) is ast.Call and type(info.type_of(inner)) is T.Tuple:
        call(b, [heap(b)] * 16, inner, "")
    else:
        expr(b, (g.heap, 0), e)
    return _finish(b)


def _finish(b: Build) -> Escapes:
    while b.later:
        _literal_body(b, b.later.pop())
    solve(b.g)
    out = Escapes()
    tab = b.prog.tab
    for v, loc in b.vars.items():
        if loc.escapes or tab.size(tab.canon(v.type, b.subst)) > VAR_LIMIT:
            out.heap_vars.add(v)
    out.over_functions = set(b.loops)
    out.calls = b.lent
    for made in (b.nodes, b.texts, b.lends):
        out.stack_nodes.update(n for n, loc in made.items() if not loc.escapes)
    if b.prog.graphs is not None:
        b.prog.graphs.append((b, out))
    return out


def _literal_body(b: Build, lit: ast.FuncLit) -> None:
    outer, depth = b.func, b.depth
    b.func, b.depth = lit, 1
    sig = b.info.types[lit].type
    assert type(sig) is T.Signature
    number = len(b.params) + sum(len(params) for _, params in b.literals)
    params = [variable(b, v) for v in sig.params.vars]
    for i, loc in enumerate(params):
        loc.param = number + i
    b.literals.append((lit, params))
    _results(b, lit, sig)
    block(b, lit.body.stmts)
    b.func, b.depth = outer, depth


def _results(b: Build, node: ast.Node, sig: T.Signature) -> None:
    locs = []
    for i, v in enumerate(sig.results.vars):
        loc = variable(b, v)
        loc.result = i
        locs.append(loc)
    b.results[node] = locs


def variable(b: Build, v: Var) -> Loc:
    """The location of a local variable, made where it is first met: at its declaration."""
    found = b.vars.get(v)
    if found is None:
        found = b.vars[v] = new_loc(b.g, Loc(b.func, b.depth, var=v))
        if v.addr_taken:
            found.room = _room(b, canon(b, v.type))
    return found


# ---- small words ----------------------------------------------------------------------------------------------------


def canon(b: Build, t: T.Type) -> T.Type:
    """The canonical form of a checker's type in this function."""
    return b.prog.tab.canon(t, b.subst)


def typ(b: Build, e: ast.Expr) -> T.Type:
    """The canonical type of an expression."""
    return b.prog.tab.canon(b.info.type_of(e), b.subst)


def pointers(b: Build, t: T.Type) -> bool:
    """Whether values of a canonical type hold pointers."""
    if type(t) is T.Tuple:
        return any(pointers(b, v.type) for v in t.vars)
    return bool(b.prog.tab.pointers(t))


def addr(k: Hole) -> Hole:
    """The hole for x when &x goes to k."""
    return (k[0], k[1] - 1)


def deref(k: Hole) -> Hole:
    """The hole for x when *x goes to k."""
    return (k[0], k[1] + 1)


def heap(b: Build) -> Hole:
    """The hole that is the heap."""
    return (b.g.heap, 0)


def nowhere(b: Build) -> Hole:
    """The hole of values that nobody keeps."""
    return (b.g.blank, 0)


def spill(b: Build, k: Hole, node: ast.Node, t: T.Type | None) -> Hole:
    """node allocates something of type t (None: of no type that is known here) whose address goes to k; the hole for what is put
    into it."""
    loc = b.nodes.get(node)
    if loc is None:
        loc = b.nodes[node] = new_loc(b.g, Loc(b.func, b.depth, node=node))
        loc.room = _room(b, t) if t is not None else None
    else:  # a slice that becomes an interface is two objects
        loc.room = None
    if t is not None and b.prog.tab.size(t) > NODE_LIMIT:
        loc.escapes = True
    flow(b.g, addr(k), loc)
    return (loc, 0)


def _room(b: Build, t: T.Type) -> tuple[int, int] | None:
    """The size and alignment of memory that a caller may lend for a t."""
    lay = b.prog.tab.layout(t)
    return (lay.size, lay.align) if 0 < lay.size <= NODE_LIMIT else None


def text_made(b: Build, k: Hole, node: ast.Call | ast.Binary) -> None:
    """node makes a string or a slice of one, which may stand in the frame when it is short (convert.frame_text)."""
    loc = b.texts.get(node)
    if loc is None:  # the operands of x op= y are met twice
        loc = b.texts[node] = new_loc(b.g, Loc(b.func, b.depth, node=node))
        if type(node) is not ast.Call or not _constant(b, node.args[0]):
            u = b.prog.tab.under(typ(b, node))
            loc.room = (TEXT_ROOM * (b.prog.tab.size(u.elem) if type(u) is T.Slice else 1), 8)
    flow(b.g, addr(k), loc)


def _constant(b: Build, e: ast.Expr) -> bool:
    tv = b.info.types.get(ast.unparen(e))
    return tv is not None and tv.value is not None


def _noted(b: Build, k: Hole, node: ast.Node, depth: int) -> None:
    """node makes a map, or memory for append, always on the heap: only the notes tell whether it could stand in the frame."""
    if b.prog.graphs is not None:
        loc = b.noted.setdefault(node, Loc(b.func, depth, node=node))
        flow(b.g, addr(k), new_loc(b.g, loc))


# ---- expressions ----------------------------------------------------------------------------------------------------


def expr(b: Build, k: Hole, e: ast.Expr, target: T.Type | None = None) -> None:
    """The value of e, converted to target, goes to k."""
    e = ast.unparen(e)
    tv = b.info.types.get(e)
    if tv is not None and tv.mode in (MODE_TYPE, MODE_NIL):
        return
    source = typ(b, e) if tv is not None or type(e) is ast.Name else None
    if target is not None and source is not None and source is not target and type(source) is not T.Tuple:
        k = _convert(b, k, e, source, target)
    if tv is not None and tv.value is not None:
        return
    if source is not None and not pointers(b, source):
        k = nowhere(b)
    handler = _EXPRS.get(type(e))
    if handler is not None:
        handler(b, k, e)


def _convert(b: Build, k: Hole, e: ast.Expr, source: T.Type, target: T.Type) -> Hole:
    """The hole of a value of type source that becomes a target: boxing it allocates."""
    tab = b.prog.tab
    if tab.is_interface(target) and not tab.is_interface(source) and not tab.direct(source):
        inner = spill(b, k, e, source)
        if tab.size(source) == 1 or _constant(b, e):  # no box is made
            inner[0].room = None
        return inner
    return k


def expr_place(b: Build, k: Hole, x: ast.Expr) -> None:
    """As expr for an expression of which the address may be wanted: that its type has no pointers does not matter."""
    x = ast.unparen(x)
    handler = _EXPRS.get(type(x))
    if handler is not None:
        handler(b, k, x)


def _name(b: Build, k: Hole, e: ast.Name) -> None:
    obj = b.info.uses.get(e) or b.info.defs.get(e)
    if type(obj) is Var and obj.kind != PACKAGE_VAR:
        flow(b.g, k, variable(b, obj))


def _unary(b: Build, k: Hole, e: ast.Unary) -> None:
    if e.op != "&":
        expr(b, nowhere(b), e.x)
        return
    x = ast.unparen(e.x)
    if type(x) is ast.CompositeLit:
        t = typ(b, x)
        _literal(b, spill(b, k, x, t), x, t)
    else:
        expr_place(b, addr(k), x)


def _binary(b: Build, k: Hole, e: ast.Binary) -> None:
    tx, ty = typ(b, e.x), typ(b, e.y)
    tab = b.prog.tab
    if e.op == "+" and tab.is_string(tx):
        tv = b.info.types.get(e)
        if tv is not None and tv.value is None:
            text_made(b, k, e)
        for x in _terms(e):
            expr(b, nowhere(b), x)
        return
    mixed = e.op in ("==", "!=") and tab.is_interface(tx) != tab.is_interface(ty)
    expr(b, nowhere(b), e.x, ty if mixed and tab.is_interface(ty) else None)
    expr(b, nowhere(b), e.y, tx if mixed and tab.is_interface(tx) else None)


def _terms(e: ast.Binary) -> list[ast.Expr]:
    """The terms of a concatenation, which is one whatever its parentheses."""
    out: list[ast.Expr] = []
    for x in (e.x, e.y):
        inner = ast.unparen(x)
        out += _terms(inner) if type(inner) is ast.Binary and inner.op == "+" else [inner]
    return out


def _star(b: Build, k: Hole, e: ast.Star) -> None:
    expr(b, deref(k), e.x)


def _selector(b: Build, k: Hole, e: ast.Selector) -> None:
    sel = b.info.selections.get(e)
    if sel is None or sel.kind == METHOD_EXPR:
        return
    if sel.kind == METHOD_VAL:
        _method_value(b, k, e)
        return
    expr_place(b, through(b, k, canon(b, sel.recv), sel.index), e.x)


def through(b: Build, k: Hole, t: T.Type, path: tuple[int, ...]) -> Hole:
    """The hole for x when the field of x at a path goes to k: one dereference for each pointer on the way."""
    tab = b.prog.tab
    for number in path:
        u = tab.under(t)
        if type(u) is T.Pointer:
            k = deref(k)
            t = u.base
            u = tab.under(t)
        if type(u) is not T.Struct:
            break
        t = u.fields[number].type
    return k


def _method_value(b: Build, k: Hole, e: ast.Selector) -> None:
    """x.m kept as a value: nobody knows what the method will do with the receiver."""
    spill(b, k, e, None)
    m = _method(b, e)
    if m is not None:
        receiver(b, heap(b), e.x, m)


def _method(b: Build, e: ast.Selector) -> Method | None:
    sel = b.info.selections[e]
    path = sel.obj.pkg.path if sel.obj.pkg is not None else ""
    return find(b.prog, canon(b, sel.recv), sel.obj.name, path)


def receiver(b: Build, k: Hole, x: ast.Expr, m: Method) -> None:
    """The receiver that m gets from x goes to k: its address, its value, or an interface's data."""
    t = typ(b, x)
    tab = b.prog.tab
    walked = t
    hole = k
    for number in m.path:
        u = tab.under(walked)
        if type(u) is T.Pointer:
            walked = u.base
        u = tab.under(walked)
        if type(u) is not T.Struct:
            break
        walked = u.fields[number].type
    is_pointer = type(walked) is T.Pointer
    if m.concrete and m.func.ptr_recv and not is_pointer:
        hole = addr(k)
    elif m.concrete and not m.func.ptr_recv:
        if not pointers(b, m.owner):
            hole = nowhere(b)
        elif is_pointer:
            hole = deref(k)
    expr_place(b, through(b, hole, t, m.path), x)


def _index(b: Build, k: Hole, e: ast.Index) -> None:
    tv = b.info.types.get(e.x)
    if tv is None or type(tv.type) is T.Signature:
        return
    u = b.prog.tab.under(typ(b, e.x))
    if type(u) is T.Map:
        expr(b, nowhere(b), e.x)
        expr(b, nowhere(b), e.indices[0], u.key)
        return
    expr(b, nowhere(b), e.indices[0])
    if type(u) is T.Array:
        expr_place(b, k, e.x)
    elif type(u) in (T.Slice, T.Pointer):
        expr(b, deref(k), e.x)
    else:
        expr(b, nowhere(b), e.x)


def _slice(b: Build, k: Hole, e: ast.SliceExpr) -> None:
    for i in (e.lo, e.hi, e.max):
        if i is not None:
            expr(b, nowhere(b), i)
    if type(b.prog.tab.under(typ(b, e.x))) is T.Array:
        expr_place(b, addr(k), e.x)
    else:
        expr(b, k, e.x)


def _assert(b: Build, k: Hole, e: ast.TypeAssert) -> None:
    t = typ(b, e)
    if type(t) is T.Tuple:
        t = t.vars[0].type
    expr(b, unboxed(b, k, t), e.x)


def unboxed(b: Build, k: Hole, t: T.Type) -> Hole:
    """The hole for an interface value when the t in it goes to k."""
    tab = b.prog.tab
    if not pointers(b, t):
        return nowhere(b)
    return k if tab.is_interface(t) or tab.direct(t) else deref(k)


def _composite(b: Build, k: Hole, e: ast.CompositeLit) -> None:
    _literal(b, k, e, typ(b, e))


def _literal(b: Build, k: Hole, e: ast.CompositeLit, t: T.Type) -> None:
    """The elements of a literal of type t go to k (or into what it allocates)."""
    u = b.prog.tab.under(t)
    if type(u) is T.Pointer:  # an elided &T
        _literal(b, spill(b, k, e, u.base), e, u.base)
    elif type(u) is T.Slice:
        inner = spill(b, k, e, b.prog.tab.array(_length(b, e), u.elem))
        for x in e.elems:
            _element(b, inner, x.value if type(x) is ast.KeyValue else x, u.elem)
    elif type(u) is T.Map:
        _noted(b, k, e, b.depth)
        for x in e.elems:
            assert type(x) is ast.KeyValue
            _element(b, heap(b), x.key, u.key)
            _element(b, heap(b), x.value, u.elem)
    elif type(u) is T.Array:
        for x in e.elems:
            _element(b, k, x.value if type(x) is ast.KeyValue else x, u.elem)
    elif type(u) is T.Struct:
        _struct_elements(b, k, e, u)


def _struct_elements(b: Build, k: Hole, e: ast.CompositeLit, u: T.Struct) -> None:
    for i, x in enumerate(e.elems):
        if type(x) is not ast.KeyValue:
            _element(b, k, x, u.fields[i].type)
            continue
        path: tuple[int, ...] | None = b.info.field_paths.get(x)
        t: T.Type | None = next((f.type for f in u.fields if type(x.key) is ast.Name and f.name == x.key.value), None)
        if path is not None and len(path) > 1:
            t = u
            for number in path:
                inner = b.prog.tab.under(t)
                t = inner.fields[number].type if type(inner) is T.Struct else t
        _element(b, k, x.value, t)


def _length(b: Build, e: ast.CompositeLit) -> int:
    at = most = 0
    for x in e.elems:
        if type(x) is ast.KeyValue:
            tv = b.info.types.get(ast.unparen(x.key))
            at = (to_int(tv.value) or 0) if tv is not None and tv.value is not None else at
        at += 1
        most = max(most, at)
    return most


def _element(b: Build, k: Hole, x: ast.Expr, t: T.Type | None) -> None:
    inner = ast.unparen(x)
    if type(inner) is ast.CompositeLit and inner.type is None and t is not None:
        _literal(b, k, inner, t)
        return
    if t is not None and not pointers(b, t):
        k = nowhere(b)
    expr(b, k, x, t)


def _func_lit(b: Build, k: Hole, e: ast.FuncLit) -> None:
    inner = spill(b, k, e, None)
    b.g.inside[e] = b.func
    for v in b.info.captures.get(e, ()):
        t = canon(b, v.type)
        by_value = not (v.addr_taken or v.assigned or v.kind == RESULT_VAR) and b.prog.tab.size(t) <= 128
        loc = variable(b, v)
        if not by_value:
            flow(b.g, addr(inner), loc)
        elif pointers(b, t):
            flow(b.g, inner, loc)
    b.later.append(e)


# ---- calls ----------------------------------------------------------------------------------------------------------


def _call(b: Build, k: Hole, e: ast.Call) -> None:
    call(b, [k], e, "")


def call(b: Build, ks: list[Hole], e: ast.Call, mode: str) -> None:
    """A call whose results go to the holes; with a mode ("go", a defer in a loop) the operands are kept on the heap."""
    fun = ast.unparen(e.fun)
    tv = b.info.types.get(fun)
    if tv is not None and tv.mode == MODE_TYPE:
        _conversion(b, ks[0] if ks else nowhere(b), e)
        return
    builtin = builtin_of(b.info, fun)
    if builtin is not None:
        _builtin(b, ks[0] if ks else nowhere(b), e, builtin.id, mode)
        return
    sig = b.prog.tab.under(typ(b, fun))
    assert type(sig) is T.Signature
    base = ast.unparen(fun.x) if type(fun) is ast.Index else fun
    if type(base) is ast.Name and type(b.info.uses.get(base)) is Func:
        _static(b, ks, e, sig, b.info.uses[base], base, mode)  # type: ignore[arg-type]
        return
    if type(base) is ast.Selector:
        sel = b.info.selections.get(base)
        if sel is None and type(b.info.uses.get(base.sel)) is Func:
            _static(b, ks, e, sig, b.info.uses[base.sel], base.sel, mode)  # type: ignore[arg-type]
            return
        if sel is not None and sel.kind == METHOD_VAL:
            m = _method(b, base)
            if m is not None:
                _method_call(b, ks, e, sig, base, m, mode)
                return
    if type(fun) is ast.FuncLit and not mode:
        _direct_literal(b, e, sig, fun)
        return
    expr(b, heap(b) if mode else nowhere(b), fun)
    _all_escape(b, e, sig)


def _all_escape(b: Build, e: ast.Call, sig: T.Signature) -> None:
    _arguments(b, e, sig, [heap(b)] * len(sig.params.vars))


def _direct_literal(b: Build, e: ast.Call, sig: T.Signature, fun: ast.FuncLit) -> None:
    """func(...) {...}(...): the arguments flow to the literal's own parameters."""
    expr(b, nowhere(b), fun)
    own = b.info.types[fun].type
    assert type(own) is T.Signature
    outer, depth = b.func, b.depth
    b.func, b.depth = fun, 1
    holes: list[Hole] = [(variable(b, v), 0) for v in own.params.vars]
    b.func, b.depth = outer, depth
    _arguments(b, e, sig, holes)


def _instance(b: Build, name: ast.Name) -> tuple[T.Type, ...]:
    inst = b.info.instances.get(name)
    return tuple(canon(b, t) for t in inst.targs) if inst is not None else ()


def _static(b: Build, ks: list[Hole], e: ast.Call, sig: T.Signature, f: Func, name: ast.Name, mode: str) -> None:
    f = f.origin or f
    path = f"{f.pkg.path}.{f.name}" if f.pkg is not None else f.name
    if intrinsics.is_keep_alive(f) and not mode:
        expr(b, nowhere(b), e.args[0])
        return
    if path in intrinsics.TABLE:
        keep = heap(b) if "Pointer" in f.name else nowhere(b)  # the new value of an atomic pointer
        _arguments(b, e, sig, [heap(b) if mode else nowhere(b)] + [keep] * (len(sig.params.vars) - 1))
        return
    holes = callee_holes(b, ks, f, None, _instance(b, name), len(sig.params.vars), mode, e)
    _arguments(b, e, sig, holes)


def callee_holes(b: Build, ks: list[Hole], f: Func, owner: T.Named | None, targs: tuple[T.Type, ...], n: int,
                 mode: str, e: ast.Call | None = None) -> list[Hole]:  # fmt: skip
    """Where a declared function's parameters (receiver first) go, by its summary; results go to ks. `e`: the call, where memory may be
    lent for what the function makes."""
    if mode or f.decl is None or f.decl.body is None:
        return [heap(b)] * n
    if names.func_symbol(f, owner, f.ptr_recv, targs) == b.key:  # itself: its parameters and results are in this graph
        for k, loc in zip(ks, b.results[_outermost(b)]):
            flow(b.g, k, loc)
        return [(loc, 0) for loc in b.params]
    unit = b.prog.unit_of(f.pkg)
    if unit.light and not (b.prog.imports and names.func_symbol(f, owner, f.ptr_recv, targs) in b.prog.imports.summaries):
        raise NeedSource(unit.pkg.path)
    found = analyze(b.prog, unit.info, f.decl, f, owner, targs, substitution(f, owner, targs))
    if found is None:
        return [heap(b)] * n
    if b.prog.graphs is not None and e is not None:
        b.called[e] = (f, found, b.func)
    if e is not None and not b.deferred:
        for i, lent in enumerate(found.lent):
            if (e, i) not in b.lends:
                b.lent[e] = found.lent
                b.lends[e, i] = new_loc(b.g, Loc(b.func, b.depth, node=(e, i), room=(lent.size, lent.align)))
            for number in lent.results:
                if number < len(ks):
                    flow(b.g, addr(ks[number]), b.lends[e, i])
    return [_leak_hole(b, ks, leaks) for leaks in found.summary]


def _outermost(b: Build) -> ast.Node:
    node = b.func
    while True:
        outer = b.g.inside.get(node)
        if outer is None:
            return node
        node = outer


def _leak_hole(b: Build, ks: list[Hole], leaks: Leaks) -> Hole:
    """The hole of a parameter that leaks so."""
    wanted = [(i, d) for i, d in leaks.results.items() if i < len(ks) and ks[i][0] is not b.g.blank]
    if leaks.heap is None and not wanted:
        return nowhere(b)
    if not wanted:
        return (b.g.heap, leaks.heap or 0)
    if leaks.heap is None and len(wanted) == 1:
        i, d = wanted[0]
        return (ks[i][0], ks[i][1] + d)
    loc = new_loc(b.g, Loc(b.func, b.depth))
    if leaks.heap is not None:
        flow(b.g, (b.g.heap, leaks.heap), loc)
    for i, d in wanted:
        flow(b.g, (ks[i][0], ks[i][1] + d), loc)
    return (loc, 0)


def _method_call(b: Build, ks: list[Hole], e: ast.Call, sig: T.Signature, base: ast.Selector, m: Method,
                 mode: str) -> None:  # fmt: skip
    if not m.concrete and not m.path:
        t = concrete_type(b.prog, b.info, lambda t: canon(b, t), base.x)
        if t is not None:
            _known_call(b, ks, e, sig, base, m, t, mode)
            return
    if not m.concrete:
        expr_place(b, through(b, heap(b), typ(b, base.x), m.path), base.x)
        _all_escape(b, e, sig)
        return
    assert type(m.owner) is T.Named
    f = m.func.origin or m.func
    holes = callee_holes(b, ks, f, m.owner, _instance(b, base.sel), len(sig.params.vars) + 1, mode, e)
    receiver(b, holes[0], base.x, m)
    _arguments(b, e, sig, holes[1:])


def _known_call(b: Build, ks: list[Hole], e: ast.Call, sig: T.Signature, base: ast.Selector, m: Method, t: T.Type,
                mode: str) -> None:  # fmt: skip
    """A call of an interface's method m on a value that holds a t."""
    b.known[e] = t
    own = find(b.prog, t, m.func.name, m.func.pkg.path if m.func.pkg is not None else "")
    if own is None or not own.concrete or own.path:
        expr(b, heap(b), base.x)
        _all_escape(b, e, sig)
        return
    assert type(own.owner) is T.Named
    holes = callee_holes(b, ks, own.func.origin or own.func, own.owner, (), len(sig.params.vars) + 1, mode)
    hole = holes[0]
    if not own.func.ptr_recv:  # the value is behind the data word, unless it is the word itself
        hole = nowhere(b) if not pointers(b, own.owner) else hole if t is own.owner and b.prog.tab.direct(t) else deref(hole)
    expr(b, hole, base.x)
    _arguments(b, e, sig, holes[1:])


def _arguments(b: Build, e: ast.Call, sig: T.Signature, holes: list[Hole]) -> None:
    """The arguments go to the parameters' holes; variadic ones into the slice that the call makes."""
    params = [v.type for v in sig.params.vars]
    if len(e.args) == 1 and type(b.info.types[ast.unparen(e.args[0])].type) is T.Tuple:
        inner = ast.unparen(e.args[0])
        spill(b, heap(b), e, None)  # a slice of variadic arguments, if any
        if type(inner) is ast.Call:
            call(b, [heap(b)] * 16, inner, "")
        else:
            expr(b, heap(b), inner)
        return
    fixed = len(params) - 1 if sig.variadic and not e.has_dots else len(params)
    for a, t, k in zip(e.args[:fixed], params, holes):
        expr(b, k if pointers(b, t) else nowhere(b), a, t)
    if fixed < len(params) and len(e.args) > fixed:
        u = b.prog.tab.under(params[-1])
        assert type(u) is T.Slice
        inner_hole = spill(b, holes[-1], e, b.prog.tab.array(len(e.args) - fixed, u.elem))
        for a in e.args[fixed:]:
            expr(b, inner_hole, a, u.elem)


def _conversion(b: Build, k: Hole, e: ast.Call) -> None:
    x = e.args[0]
    target = typ(b, e)
    tab = b.prog.tab
    tv = b.info.types.get(ast.unparen(x))
    if tv is not None and tv.mode == MODE_NIL:
        return
    source = typ(b, x)
    if tab.is_interface(target):
        expr(b, k, x, target)
    elif tab.kind(target) == T.UNSAFE_POINTER and tab.is_integer(source):
        _unsafe(b, k, x)
    elif tab.is_string(target) != tab.is_string(source) or not pointers(b, target):
        whole = b.info.types.get(e)
        if tab.is_string(target) != tab.is_string(source) and (whole is None or whole.value is None):
            text_made(b, k, e)
        expr(b, nowhere(b), x)
    elif type(tab.under(source)) is T.Slice and type(tab.under(target)) is T.Array:
        expr(b, deref(k), x)
    else:
        expr(b, k, x)


def _unsafe(b: Build, k: Hole, e: ast.Expr) -> None:
    """A uintptr that becomes a pointer again: look for the pointer that it was made of."""
    e = ast.unparen(e)
    if type(e) is ast.Binary:
        _unsafe(b, k, e.x)
        _unsafe(b, k, e.y)
        return
    if type(e) is ast.Call and len(e.args) == 1:
        tv = b.info.types.get(ast.unparen(e.fun))
        if tv is not None and tv.mode == MODE_TYPE and pointers(b, typ(b, e.args[0])):
            expr(b, k, e.args[0])
            return
    expr(b, nowhere(b), e)


def _builtin(b: Build, k: Hole, e: ast.Call, name: str, mode: str) -> None:
    args = e.args
    spread = b.info.types.get(ast.unparen(args[0])) if len(args) == 1 else None
    if spread is not None and type(spread.type) is T.Tuple:  # println(f())
        inner = ast.unparen(args[0])
        assert type(inner) is ast.Call
        call(b, [heap(b)] * 16, inner, "")
    elif name in ("unsafe.Sizeof", "unsafe.Alignof", "unsafe.Offsetof"):  # the operand is not evaluated
        return
    elif name == "append":
        _append(b, k, e)
    elif name == "copy":
        u = b.prog.tab.under(typ(b, args[0]))
        expr(b, nowhere(b), args[0])
        has = type(u) is T.Slice and pointers(b, u.elem)
        expr(b, deref(heap(b)) if has else nowhere(b), args[1])
    elif name == "panic":
        expr(b, heap(b), args[0], b.prog.tab.canon(T.EMPTY_INTERFACE))
    elif name == "new":
        _new(b, k, e)
    elif name == "make":
        _make(b, k, e)
    elif name in ("min", "max", "unsafe.Add", "unsafe.Slice", "unsafe.String", "unsafe.StringData", "unsafe.SliceData"):
        for a in args:
            expr(b, k, a)
    else:  # len, cap, close, delete, clear, print, complex, real, imag, recover
        for a in args:
            tv = b.info.types.get(ast.unparen(a))
            if tv is None or tv.mode != MODE_TYPE:
                key = b.prog.tab.under(typ(b, args[0])) if name == "delete" and a is not args[0] else None
                expr(b, heap(b) if mode else nowhere(b), a, key.key if type(key) is T.Map else None)


def _append(b: Build, k: Hole, e: ast.Call) -> None:
    u = b.prog.tab.under(typ(b, e))
    assert type(u) is T.Slice
    has = pointers(b, u.elem)
    if len(e.args) > 1:
        _noted(b, k, e, 1)  # gc does not mind that loops make more of it
    if has:  # growing copies the old elements to the heap
        both = new_loc(b.g, Loc(b.func, b.depth))
        flow(b.g, k, both)
        flow(b.g, deref(heap(b)), both)
        expr(b, (both, 0), e.args[0])
    else:
        expr(b, k, e.args[0])
    for a in e.args[1:]:
        if e.has_dots:
            expr(b, deref(heap(b)) if has else nowhere(b), a)
        else:
            expr(b, heap(b) if has else nowhere(b), a, u.elem)


def _new(b: Build, k: Hole, e: ast.Call) -> None:
    t = typ(b, e)
    assert type(t) is T.Pointer
    inner = spill(b, k, e, t.base)
    tv = b.info.types.get(ast.unparen(e.args[0]))
    if tv is not None and tv.mode != MODE_TYPE:
        expr(b, inner, e.args[0], t.base)


def _make(b: Build, k: Hole, e: ast.Call) -> None:
    for a in e.args[1:]:
        expr(b, nowhere(b), a)
    u = b.prog.tab.under(typ(b, e))
    if type(u) is T.Map:
        _noted(b, k, e, b.depth)
    if type(u) is not T.Slice:
        return
    tv = b.info.types.get(ast.unparen(e.args[-1]))
    size = to_int(tv.value) if tv is not None and tv.value is not None else None
    if size is None or size >= 0:
        inner = spill(b, k, e, b.prog.tab.array(size, u.elem) if size is not None else None)
        elem = b.prog.tab.layout(u.elem)
        if size is None and elem.size:  # short ones may be in a frame
            inner[0].room = (SMALL_MAKE // elem.size * elem.size, elem.align) if elem.size <= SMALL_MAKE else None


_EXPRS: dict[type, Callable[[Build, Hole, Any], None]] = {
    ast.Name: _name, ast.Unary: _unary, ast.Binary: _binary, ast.Star: _star, ast.Selector: _selector,
    ast.Index: _index, ast.SliceExpr: _slice, ast.TypeAssert: _assert, ast.CompositeLit: _composite,
    ast.FuncLit: _func_lit, ast.Call: _call,
}  # fmt: skip


# ---- statements -----------------------------------------------------------------------------------------------------

STMTS: dict[type, Callable[[Build, Any], None]] = {}
"""What handles each kind of statement (dispatch.py fills it from flowstmts.py)."""


def block(b: Build, stmts: list[ast.Stmt]) -> None:
    """A list of statements."""
    for s in stmts:
        stmt(b, s)


def stmt(b: Build, s: ast.Stmt | None) -> None:
    """One statement."""
    handler = STMTS.get(type(s))
    if handler is not None:
        handler(b, s)
