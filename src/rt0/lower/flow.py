"""The flow graph of a function: from its syntax tree to escape.py's locations and edges.

`analyze` is the entry: it builds the graph, solves it and keeps the result by function instance. Then come the words in which
the kinds of nodes are handled: `expr(b, hole, e)` says where the value of an expression goes, `spill` that one allocates.

Read first: escape.py. Read next: flowexprs.py, flowcalls.py, flowstmts.py (what each kind of node does), lending.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rt0.base.records import dataclass, field
from rt0.lower import inlining, lending, names
from rt0.lower.escape import (
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
from rt0.lower.program import Prog
from rt0.lower.rangefunc import mark_captured
from rt0.lower.typetab import Subst
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import MODE_NIL, MODE_TYPE, Info
from rt0.types.objects import Func, Var

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
    look_ahead(b, decl.body)
    for i, v in enumerate(([sig.recv] if sig.recv is not None else []) + list(sig.params.vars)):
        loc = variable(b, v)
        loc.param = i
        b.params.append(loc)
    _results(b, decl, sig)
    block(b, decl.body.stmts)
    done = finish(b)
    done.summary = [g.leaks.get(i, Leaks()) for i in range(len(b.params))]
    if g.lendable and lending.may_be_lent(prog, f):
        lending.number(g, done)
    if prog.imports is not None:
        done.cost = inlining.inline_cost(prog, f)
    prog.summaries[key] = done
    return done


def look_ahead(b: Build, body: ast.Node) -> None:
    """What has to be known before the first statement: gotos, and which variables loops over functions capture."""
    todo = [body]
    while todo:
        found = facts_of(b.prog.facts, todo.pop())
        b.gotos |= found.gotos
        for s in found.ranges:
            if type(b.prog.tab.under(typ(b, s.x))) is T.Signature:
                b.loops[s] = mark_captured(b.info, s)
        todo += [lit.body for lit in found.literals]


def finish(b: Build) -> Escapes:
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
        if type(node) is not ast.Call or not constant(b, node.args[0]):
            u = b.prog.tab.under(typ(b, node))
            loc.room = (TEXT_ROOM * (b.prog.tab.size(u.elem) if type(u) is T.Slice else 1), 8)
    flow(b.g, addr(k), loc)


def constant(b: Build, e: ast.Expr) -> bool:
    tv = b.info.types.get(ast.unparen(e))
    return tv is not None and tv.value is not None


def note_only(b: Build, k: Hole, node: ast.Node, depth: int) -> None:
    """node makes a map, or memory for append, always on the heap: only the notes tell whether it could stand in the frame."""
    if b.prog.graphs is not None:
        loc = b.noted.setdefault(node, Loc(b.func, depth, node=node))
        flow(b.g, addr(k), new_loc(b.g, loc))


# ---- expressions and statements -------------------------------------------------------------------------------------

EXPRS: dict[type, Callable[[Build, Hole, Any], None]] = {}
"""What handles each kind of expression (dispatch.py fills it from flowexprs.py and flowcalls.py)."""

STMTS: dict[type, Callable[[Build, Any], None]] = {}
"""What handles each kind of statement (dispatch.py fills it from flowstmts.py)."""


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
    handler = EXPRS.get(type(e))
    if handler is not None:
        handler(b, k, e)


def _convert(b: Build, k: Hole, e: ast.Expr, source: T.Type, target: T.Type) -> Hole:
    """The hole of a value of type source that becomes a target: boxing it allocates."""
    tab = b.prog.tab
    if tab.is_interface(target) and not tab.is_interface(source) and not tab.direct(source):
        inner = spill(b, k, e, source)
        if tab.size(source) == 1 or constant(b, e):  # no box is made
            inner[0].room = None
        return inner
    return k


def expr_place(b: Build, k: Hole, x: ast.Expr) -> None:
    """As expr for an expression of which the address may be wanted: that its type has no pointers does not matter."""
    x = ast.unparen(x)
    handler = EXPRS.get(type(x))
    if handler is not None:
        handler(b, k, x)


def block(b: Build, stmts: list[ast.Stmt]) -> None:
    """A list of statements."""
    for s in stmts:
        stmt(b, s)


def stmt(b: Build, s: ast.Stmt | None) -> None:
    """One statement."""
    handler = STMTS.get(type(s))
    if handler is not None:
        handler(b, s)
