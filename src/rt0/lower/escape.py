"""Escape analysis: which variables and allocations may stay in the frame.

The model is Go's (cmd/compile's escape package): a graph whose nodes are locations (variables, parameters, results, and
the expressions that allocate) and whose edges say that a value flows from one to another after so many dereferences, -1
for an address. A location has to live on the heap when its address flows to something that outlives it: the heap, a
result, a variable declared outside of its loop or its function literal. Stores through pointers flow to the heap.

One function is analysed with its literals. What its parameters do (leak to the heap or to a result, after how many
dereferences) is its summary, which callers use; a function that is under analysis already, or that is not known, leaks all.
Flows to the results are followed last: what goes to the heap only because of them may stand in the caller's frame (lending.py).

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

Made = ast.Node | tuple[ast.Node, int]
"""What allocates: a node, or a call for the n-th object that its function makes for its caller."""


@dataclass(slots=True)
class Leaks:
    """Where a parameter's value goes: least number of dereferences to the heap (None: never), and to each result."""

    heap: int | None = None
    results: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True, frozen=True)
class Lent:
    """An object of which only results have the address: which results, and how many bytes it takes, aligned how."""

    results: tuple[int, ...]
    size: int
    align: int


@dataclass(slots=True, eq=False)
class Escapes:
    """The result for one function with its literals: variables that need the heap, nodes that may use the frame.

    `summary`: for each parameter (receiver first) its leaks. `lent`: what callers may lend memory for, and `lendable` where each of
    them is in the function: its number by variable, allocating node, or (call, number of what that call's function has lent).
    """

    heap_vars: set[Var] = field(default_factory=set)
    stack_nodes: set[Made] = field(default_factory=set)
    summary: list[Leaks] = field(default_factory=list)
    lent: list[Lent] = field(default_factory=list)
    lendable: dict[Var | Made, int] = field(default_factory=dict)
    calls: dict[ast.Call, list[Lent]] = field(default_factory=dict)  # what the called functions have lent
    cost: int | None = None  # as inlining.inline_cost, noted when packages are compiled apart
    over_functions: set[ast.Node] = field(default_factory=set)  # the loops over functions


@dataclass(slots=True, eq=False)
class Loc:
    """A location. `edges` are (source, dereferences) of the values that flow into it."""

    func: FuncNode | None
    depth: int
    var: Var | None = None
    node: Made | None = None
    room: tuple[int, int] | None = None  # size and alignment, where a caller could lend memory for it
    result: int = -1  # number of the result of func that this is
    param: int = -1  # the outermost function's parameters are numbered first, then those of the literals
    escapes: bool = False
    edges: list[tuple[Loc, int]] = field(default_factory=list)
    gen: int = 0
    derefs: int = 0
    queued: bool = False


SMALL_MAKE = 32
"""Bytes of the frame for a slice whose length is not constant; as many as gc's."""

TEXT_ROOM = 32
"""Bytes (runes of a []rune) of the frame that a conversion or concatenation has for a result that nobody keeps; as many as gc's."""

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
    lendable: dict[Loc, list[int]] = field(default_factory=dict)  # and the results that have the address
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
    """Follow all flows until nothing more escapes: first to the heap and all that outlives a location but the results of the function
    itself, then to these."""
    results = [loc for loc in g.locs if loc.result >= 0 and loc.func is not None and g.inside.get(loc.func) is None]
    last = set(results)
    _follow(g, [*(loc for loc in g.locs if loc not in last), g.heap])
    stayed = [loc for loc in g.locs if not loc.escapes]
    _follow(g, list(results))
    _find_lendable(g, [loc for loc in stayed if loc.escapes], results)


def _follow(g: Graph, todo: list[Loc]) -> None:
    for loc in todo:
        loc.queued = True
    while todo:
        root = todo.pop()
        root.queued = False
        _walk(g, root, todo)


def _find_lendable(g: Graph, returned: list[Loc], results: list[Loc]) -> None:
    """Which of the locations `returned`, which escape because of the results alone, a caller may lend memory for.

    It is made at most once a call: outside of loops and function literals, or a second one would overwrite the first. Its address
    is in no other of the objects returned (nor in itself): the caller decides for each by the flows of the results alone, and could
    keep the holder for longer than its frame. What it holds itself has been taken for kept on the heap, wherever it stands.
    """
    fit: dict[Loc, list[int]] = {}
    for loc in returned:
        if loc.room and loc.depth == 1 and loc.result < 0 and loc.func is not None and g.inside.get(loc.func) is None:
            fit[loc] = []
    if not fit:
        return
    through = set(returned)
    for root in returned:
        for loc in _addressed(g, root, through):
            fit.pop(loc, None)
    for root in results:
        for loc in _addressed(g, root, through):
            if loc in fit and root.result not in fit[loc]:
                fit[loc].append(root.result)
    g.lendable = {loc: sorted(numbers) for loc, numbers in fit.items() if numbers}


def _addressed(g: Graph, root: Loc, through: set[Loc]) -> list[Loc]:
    """The locations whose address flows to root, also by way of those in `through`."""
    g.generation += 1
    gen = g.generation
    root.gen, root.derefs = gen, 0
    out = []
    stack = [root]
    while stack:
        loc = stack.pop()
        derefs = loc.derefs
        if derefs < 0:
            out.append(loc)
            derefs = 0
        for source, step in loc.edges:
            d = derefs + step
            if (not source.escapes or source in through) and (source.gen != gen or source.derefs > d):
                source.gen, source.derefs = gen, d
                stack.append(source)
    return out


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
