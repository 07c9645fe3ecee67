"""What has to be known of a function's body before its first statement is lowered, found in one walk over it.

Function literals inside are not part of the body; they are listed and have facts of their own.
"""

from __future__ import annotations

from rt0.base.records import dataclass, field
from rt0.syntax import ast


@dataclass(slots=True)
class Facts:
    """`defers`, `recovers`, `gotos`, `loops`, `indexes`: whether the body has such a statement, call or expression (a slice expression
    counts as an index); its range statements and literals; `nodes`: its size."""

    defers: bool = False
    recovers: bool = False
    gotos: bool = False
    loops: bool = False
    indexes: bool = False
    nodes: int = 0
    ranges: list[ast.RangeStmt] = field(default_factory=list)
    literals: list[ast.FuncLit] = field(default_factory=list)


def facts_of(known: dict[ast.Node, Facts], body: ast.Node) -> Facts:
    """The facts of a body; `known` keeps them."""
    found = known.get(body)
    if found is None:
        found = known[body] = _walk(body)
    return found


def _walk(body: ast.Node) -> Facts:
    out = Facts()
    stack = [body]
    children = ast.children
    while stack:
        n = stack.pop()
        kind = type(n)
        if kind is ast.Name or kind is ast.BasicLit:
            continue
        if kind is ast.FuncLit and n is not body:
            out.literals.append(n)  # type: ignore[arg-type]
            continue
        if kind is ast.CallStmt:
            out.defers |= n.tok == "defer"  # type: ignore[attr-defined]
        elif kind is ast.RangeStmt:
            out.ranges.append(n)  # type: ignore[arg-type]
            out.loops = True
        elif kind is ast.ForStmt:
            out.loops = True
        elif kind is ast.Index or kind is ast.SliceExpr:
            out.indexes = True
        elif kind is ast.BranchStmt:
            out.gotos |= n.tok == "goto"  # type: ignore[attr-defined]
        elif kind is ast.Call:
            fun = n.fun  # type: ignore[attr-defined]
            out.recovers |= type(fun) is ast.Name and fun.value == "recover"
        out.nodes += 1
        stack.extend(children(n))
    return out
