"""Endless instantiation: generic code that needs ever new instances of itself cannot be stenciled and is refused.

A graph of type flow: its vertices are type parameters (a method's receiver parameters count as those of the type)
and types declared inside generic functions; an edge from A to B says that B is instantiated with something made of
A, with weight 0 if it is A itself. A cycle of positive weight never ends. Found by relaxing longest paths until nothing
changes, or until a path is longer than there are vertices.

Read next: check/instances.py, which records the instances.
"""
from __future__ import annotations

from rt0.base.records import dataclass, field
from rt0.types.objects import Package, TypeName
from rt0.types.types import (
    Array,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
    unalias,
)


@dataclass(slots=True, eq=False)
class Edge:
    """One flow of types into `dst`, at a position of the source."""

    dst: int
    src: int
    weight: int
    pos: int
    type: Type


@dataclass(slots=True, eq=False)
class Graph:
    """The flow of one package's types."""

    vertices: list[TypeName] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    canon: dict[TypeParam, TypeParam] = field(default_factory=dict)
    index: dict[TypeName, int] = field(default_factory=dict)
    ambient: dict[TypeName, list[TypeParam]] = field(default_factory=dict)  # of types declared in generic functions
    mentioned: dict[Named, dict[TypeParam | Named, None]] = field(default_factory=dict)  # see _mentioned


def record_instance(g: Graph, pkg: Package, pos: int, tparams: list[TypeParam], targs: tuple[Type, ...],
                    places: list[int]) -> None:
    """Notes that tparams were instantiated with targs; places are those of the arguments written out."""
    for i, (p, a) in enumerate(zip(tparams, targs)):
        if p.obj.pkg is pkg:
            _flows(g, places[i] if i < len(places) else pos, p, a)


def _vertex(g: Graph, obj: TypeName) -> int:
    i = g.index.get(obj)
    if i is None:
        i = g.index[obj] = len(g.vertices)
        g.vertices.append(obj)
    return i


def _param(g: Graph, p: TypeParam) -> int:
    return _vertex(g, g.canon.get(p, p).obj)


def _flows(g: Graph, pos: int, p: TypeParam, targ: Type) -> None:
    whole = unalias(targ)
    for t in _mentioned(g, whole, set()):
        src = _param(g, t) if isinstance(t, TypeParam) else _local_type(g, t)
        if src is not None:
            g.edges.append(Edge(_param(g, p), src, int(t is not whole), pos, targ))


def _mentioned(g: Graph, t: Type, seen: set[Type]) -> dict[TypeParam | Named, None]:
    """The type parameters and local types of generic functions that a type is made of, in order. What instances are made of is kept:
    arguments may be nested deep, and each of them is asked for."""
    t = unalias(t)
    if type(t) is TypeParam:
        return {t: None}
    if type(t) is Named:
        found = g.mentioned.get(t)
        if found is None:
            found = {t: None} if g.ambient.get(t.obj) else {}
            for a in t.targs or ():
                found.update(_mentioned(g, a, set()))
            g.mentioned[t] = found
        return found
    out: dict[TypeParam | Named, None] = {}
    if t not in seen:
        seen.add(t)
        for x in _parts(t):
            out.update(_mentioned(g, x, seen))
    return out


def _parts(t: Type) -> list[Type]:
    if isinstance(t, (Array, Slice, Chan)):
        return [t.elem]
    if isinstance(t, Pointer):
        return [t.base]
    if isinstance(t, Map):
        return [t.key, t.elem]
    if isinstance(t, Struct):
        return [f.type for f in t.fields]
    if isinstance(t, Signature):
        return [t.params, t.results]
    if isinstance(t, Tuple):
        return [v.type for v in t.vars]
    return [m.signature for m in t.methods] if isinstance(t, Interface) else []


def _local_type(g: Graph, n: Named) -> int | None:
    obj = n.obj
    params = g.ambient.get(obj)
    if not params:
        return None
    if obj in g.index:
        return g.index[obj]
    i = _vertex(g, obj)
    for p in params:
        g.edges.append(Edge(i, _param(g, p), 1, obj.pos, p))
    return i


def find_loop(g: Graph) -> list[Edge]:
    """The edges of a cycle of positive weight, [] if there is none."""
    n = len(g.vertices)
    weight, length = [0] * n, [0] * n
    pre = [-1] * n
    again = True
    while again:
        again = False
        for i, e in enumerate(g.edges):
            w = weight[e.src] + e.weight
            if w <= weight[e.dst]:
                continue
            pre[e.dst] = i
            length[e.dst] = length[e.src] + 1
            if length[e.dst] >= n:
                return _loop(g, pre, e.dst)
            weight[e.dst] = w
            again = True
    return []


def _loop(g: Graph, pre: list[int], v: int) -> list[Edge]:
    seen: list[int] = []
    while v not in seen:
        seen.append(v)
        v = g.edges[pre[v]].src
    return [g.edges[pre[x]] for x in seen[seen.index(v):]]
