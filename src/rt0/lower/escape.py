"""Escape analysis: which variables and allocations may stay in the frame.

First form: everything whose address is taken lives on the heap, except what is plainly used up where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from rt0.lower.program import Prog
from rt0.lower.typetab import Subst
from rt0.syntax import ast
from rt0.types.info import Info
from rt0.types.objects import Func, Var


@dataclass(slots=True, eq=False)
class Escapes:
    """The result for one function with its literals: variables that need the heap, nodes that may use the frame."""

    heap_vars: set[Var] = field(default_factory=set)
    stack_nodes: set[ast.Node] = field(default_factory=set)


def analyze(prog: Prog, info: Info, decl: ast.FuncDecl, f: Func, subst: Subst | None) -> Escapes | None:
    """The escapes of a declared function; None means that all is on the heap."""
    return None


def analyze_init(prog: Prog, info: Info, e: ast.Expr) -> Escapes | None:
    """The escapes of a package variable's initial value."""
    return None
