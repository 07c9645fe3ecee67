"""The order in which package variables are initialised (Go spec, "Package initialization"), and cycles in it.

Dependencies through functions are made direct ones between variables first; then variables are taken in order of
declaration, those without unready dependencies first. Cost: linear in variables and their direct dependencies, apart
from functions, whose callers get their dependencies once each.
"""
from __future__ import annotations

import heapq

from rt0.types.check.checker import Checker, error
from rt0.types.info import Initializer
from rt0.types.objects import Const, Func, Object, Var


def init_order(c: Checker) -> None:
    """Fills in info.init_order; reports initialisation cycles. Bodies that initialisation reaches are checked."""
    deps = _value_deps(c)
    users: dict[Object, list[Object]] = {}
    counts: dict[Object, int] = {}
    for obj, ds in deps.items():
        counts[obj] = len(ds)
        for d in ds:
            users.setdefault(d, []).append(obj)
    order = {o: d.order for o, d in c.obj_map.items()}

    def key(o: Object) -> tuple[bool, int, int]:
        return (type(o) is not Const, counts[o], order[o])

    heap = [(key(o), i, o) for i, o in enumerate(deps)]
    heapq.heapify(heap)
    serial = len(heap)
    done: set[Object] = set()
    emitted: set[int] = set()
    while heap:
        k, _, obj = heapq.heappop(heap)
        if obj in done or k != key(obj):
            continue
        if counts[obj] > 0:
            cycle = _find_cycle(c, obj)
            if cycle:
                _report_cycle(c, cycle)
        done.add(obj)
        for p in users.get(obj, ()):
            if p not in done:
                counts[p] -= 1
                heapq.heappush(heap, (key(p), serial, p))
                serial += 1
        if type(obj) is not Var:
            continue
        info = c.obj_map[obj]
        if info.init is not None and id(info) not in emitted:
            emitted.add(id(info))
            c.info.init_order.append(Initializer(info.lhs if info.lhs is not None else [obj], info.init))


def _value_deps(c: Checker) -> dict[Object, dict[Object, None]]:
    """For each package constant and variable, those that its initialisation reaches, through functions too."""
    reach: dict[Func, dict[Object, None]] = {}
    out: dict[Object, dict[Object, None]] = {}
    for obj in c.obj_list:
        if type(obj) is not Var and type(obj) is not Const:
            continue
        ds: dict[Object, None] = {}
        for d in list(c.obj_map[obj].deps):
            if type(d) is Func:
                ds.update(_func_deps(c, d, reach))
            elif type(d) is Var or type(d) is Const:
                ds[d] = None
        out[obj] = ds
    return out


def _func_deps(c: Checker, f: Func, known: dict[Func, dict[Object, None]]) -> dict[Object, None]:
    """The values that f reaches. Its body, and those it reaches, are checked if they were not."""
    if f in known:
        return known[f]
    out: dict[Object, None] = {}
    seen = {f}
    stack = [f]
    while stack:
        g = stack.pop()
        body = c.bodies.pop(g, None)
        if body is not None:
            body()
        for d in list(c.obj_map[g].deps):
            if type(d) is Func:
                if d not in seen:
                    seen.add(d)
                    stack.append(d)
            elif type(d) is Var or type(d) is Const:
                out[d] = None
    known[f] = out
    return out


def _find_cycle(c: Checker, start: Object) -> list[Object]:
    """The objects of a path of dependencies from start back to it, last first; [] if there is none."""
    seen: set[Object] = set()
    stack: list[tuple[Object, list[Object]]] = [(start, _sorted_deps(c, start))]
    path: list[Object] = [start]
    while stack:
        _, ds = stack[-1]
        if not ds:
            stack.pop()
            path.pop()
            continue
        d = ds.pop(0)
        if d is start:
            return [start, *reversed(path[1:])]
        if d not in seen:
            seen.add(d)
            stack.append((d, _sorted_deps(c, d)))
            path.append(d)
    return []


def _sorted_deps(c: Checker, obj: Object) -> list[Object]:
    return sorted(c.obj_map[obj].deps, key=lambda o: c.obj_map[o].order)


def _report_cycle(c: Checker, cycle: list[Object]) -> None:
    obj = cycle[0]
    if len(cycle) == 1:
        error(c, obj.pos, "InvalidInitCycle", f"initialization cycle: {obj.name} refers to itself")
        return
    lines = []
    at = obj
    for following in [*reversed(cycle[1:]), cycle[0]]:
        lines.append((at.pos, f"{at.name} refers to {following.name}"))
        at = following
    error(c, obj.pos, "InvalidInitCycle", f"initialization cycle for {obj.name}", *lines)
