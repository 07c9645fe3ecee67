"""Escape analysis: which variables and allocations may stay in the frame.

The model is Go's (cmd/compile's escape package): a graph whose nodes are locations (variables, parameters, results, and
the expressions that allocate) and whose edges say that a value flows from one to another after so many dereferences, -1
for an address. A location has to live on the heap when its address flows to something that outlives it: the heap, a
result, a variable declared outside of its loop or its function literal. Stores through pointers flow to the heap.

One function is analysed with its literals. What its parameters do (leak to the heap or to a result, after how many
dereferences) is its summary, which callers use; a function that is under analysis already, or that is not known, leaks all.

Invariants: when in doubt, heap. Types without pointers carry no flow. Nothing is changed but the graph.

Where the result is used: funcs.needs_heap (variables), calls.frame_or_heap (allocations). Read next: flow.py, which
builds the graph from the syntax tree.
"""

from __future__ import annotations

from rt0.base.records import dataclass, field
from rt0.syntax import ast
from rt0.types.objects import Var

FuncNode = ast.Node
"""The FuncDecl or FuncLit that a location belongs to."""


@dataclass(slots=True)
class Leaks:
    """Where a parameter's value goes: least number of dereferences to the heap (None: never), and to each result."""

    heap: int | None = None
    results: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Escapes:
    """The result for one function with its literals: variables that need the heap, nodes that may use the frame.

    `summary`: for each parameter (receiver first) its leaks.
    """

    heap_vars: set[Var] = field(default_factory=set)
    stack_nodes: set[ast.Node] = field(default_factory=set)
    summary: list[Leaks] = field(default_factory=list)
    over_functions: set[ast.Node] = field(default_factory=set)  # the loops over functions


@dataclass(slots=True, eq=False)
class Loc:
    """A location. `edges` are (source, dereferences) of the values that flow into it."""

    func: FuncNode | None
    depth: int
    var: Var | None = None
    node: ast.Node | None = None
    result: int = -1  # number of the result of func that this is
    param: int = -1  # the outermost function's parameters are numbered first, then those of the literals
    escapes: bool = False
    edges: list[tuple[Loc, int]] = field(default_factory=list)
    gen: int = 0
    derefs: int = 0
    queued: bool = False


Hole = tuple[Loc, int]
"""Where a value goes: a location, after so many dereferences (-1: its address does)."""


@dataclass(slots=True, eq=False)
class Graph:
    """The graph of one function. `inside` maps each literal to the function node around it."""

    heap: Loc
    blank: Loc
    locs: list[Loc] = field(default_factory=list)
    inside: dict[ast.Node, ast.Node | None] = field(default_factory=dict)
    leaks: dict[int, Leaks] = field(default_factory=dict)
    generation: int = 0


def new_graph() -> Graph:
    """An empty graph with the heap and the place of values that nobody wants."""
    return Graph(Loc(None, -1, escapes=True), Loc(None, -1))


def new_loc(g: Graph, loc: Loc) -> Loc:
    """Enter a location."""
    g.locs.append(loc)
    return loc


def flow(g: Graph, hole: Hole, source: Loc) -> None:
    """A value (address, dereferenced value) of source goes to the hole."""
    target, derefs = hole
    if target is g.blank or target is source and derefs >= 0 or source is g.heap:
        return
    if target.escapes and derefs < 0:
        source.escapes = True
        return
    target.edges.append((source, derefs))


def solve(g: Graph) -> None:
    """Follow all flows until nothing more escapes."""
    todo = [*g.locs, g.heap]
    for loc in todo:
        loc.queued = True
    while todo:
        root = todo.pop()
        root.queued = False
        _walk(g, root, todo)


def _walk(g: Graph, root: Loc, todo: list[Loc]) -> None:
    """Everything whose value or address flows to root (Bellman-Ford over the least number of dereferences)."""
    g.generation += 1
    gen = g.generation
    root.gen, root.derefs = gen, 0
    stack = [root]
    while stack:
        loc = stack.pop()
        derefs = loc.derefs
        address = derefs < 0
        if address:
            derefs = 0  # root = &loc; loc = x: the address of loc flows to root, that of x does not
        if _outlives(g, root, loc):
            if loc.param >= 0:
                _leak(g, loc, root, derefs)
            if address and not loc.escapes:
                loc.escapes = True
                if not loc.queued:
                    loc.queued = True
                    todo.append(loc)
                continue
        for source, step in loc.edges:
            if source.escapes:
                continue  # a root of its own
            d = derefs + step
            if source.gen != gen or source.derefs > d:
                source.gen, source.derefs = gen, d
                stack.append(source)


def _leak(g: Graph, param: Loc, root: Loc, derefs: int) -> None:
    """Note that a parameter's value flows to the heap or to a result."""
    leaks = g.leaks.setdefault(param.param, Leaks())
    if root.result >= 0 and root.func is param.func and not root.escapes:
        old = leaks.results.get(root.result)
        leaks.results[root.result] = derefs if old is None else min(old, derefs)
    elif leaks.heap is None or leaks.heap > derefs:
        leaks.heap = derefs


def _outlives(g: Graph, a: Loc, b: Loc) -> bool:
    """Whether a may be there when b is not."""
    if a.escapes or a.result >= 0:
        return True
    if a.func is b.func:
        return a.depth < b.depth
    inner = g.inside.get(b.func) if b.func is not None else None
    while inner is not None:
        if inner is a.func:
            return True
        inner = g.inside.get(inner)
    return False
