"""Terminating statements (Go spec, "Terminating statements").

Calls of panic are known from checking: `Checker.is_panic`. Read next: bodies.py.
"""
from __future__ import annotations

from collections.abc import Sequence

from rt0.syntax import ast
from rt0.types.check.checker import Checker


def is_terminating(c: Checker, s: ast.Node, label: str) -> bool:
    """Whether control never goes past s; label is s's own, or ""."""
    k = type(s)
    if k is ast.ReturnStmt:
        return True
    if k is ast.BranchStmt:
        return s.tok in ("goto", "fallthrough")  # type: ignore[attr-defined]
    if k is ast.ExprStmt:
        return ast.unparen(s.x) in c.is_panic  # type: ignore[attr-defined]
    if k is ast.BlockStmt:
        return _list(c, s.stmts)  # type: ignore[attr-defined]
    if k is ast.IfStmt:
        other = s.orelse  # type: ignore[attr-defined]
        return other is not None and is_terminating(c, s.then, "") and is_terminating(c, other, "")  # type: ignore[attr-defined]
    if k is ast.ForStmt:
        return s.cond is None and not _has_break(s.body, label, True)  # type: ignore[attr-defined]
    if k is ast.LabeledStmt:
        return is_terminating(c, s.stmt, s.label.value)  # type: ignore[attr-defined]
    if k is ast.SwitchStmt or k is ast.TypeSwitchStmt:
        clauses = s.clauses  # type: ignore[attr-defined]
        return any(cl.exprs is None for cl in clauses) and _clauses(c, clauses, label)
    return k is ast.SelectStmt and _clauses(c, s.clauses, label)  # type: ignore[attr-defined]


def _clauses(c: Checker, clauses: Sequence[ast.CaseClause | ast.CommClause], label: str) -> bool:
    return all(_list(c, cl.body) and not any(_has_break(s, label, True) for s in cl.body) for cl in clauses)


def _list(c: Checker, stmts: list[ast.Stmt]) -> bool:
    for s in reversed(stmts):
        if type(s) is not ast.EmptyStmt:
            return is_terminating(c, s, "")
    return False


def _has_break(s: ast.Node, label: str, implicit: bool) -> bool:
    """Whether s holds a break that leaves the statement called label or, if implicit, the one right around s."""
    k = type(s)
    if k is ast.BranchStmt:
        if s.tok != "break":  # type: ignore[attr-defined]
            return False
        target = s.label  # type: ignore[attr-defined]
        return implicit if target is None else target.value == label
    if k is ast.BlockStmt:
        return any(_has_break(x, label, implicit) for x in s.stmts)  # type: ignore[attr-defined]
    if k is ast.IfStmt:
        other = s.orelse  # type: ignore[attr-defined]
        return _has_break(s.then, label, implicit) or other is not None and _has_break(other, label, implicit)  # type: ignore[attr-defined]
    if k is ast.LabeledStmt:
        return _has_break(s.stmt, label, implicit)  # type: ignore[attr-defined]
    if not label:
        return False
    if k in (ast.SwitchStmt, ast.TypeSwitchStmt, ast.SelectStmt):
        return any(_has_break(x, label, False) for cl in s.clauses for x in cl.body)  # type: ignore[attr-defined]
    return k in (ast.ForStmt, ast.RangeStmt) and _has_break(s.body, label, False)  # type: ignore[attr-defined]
