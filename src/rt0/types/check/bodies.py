"""Function bodies: the environment they are checked in, unused variables and missing returns.

Read next: stmts.py, returns.py.
"""
from __future__ import annotations

from rt0.syntax import ast
from rt0.types.check.checker import STMT, Checker, DeclInfo, FuncNode, error, restore_env, save_env, soft_error
from rt0.types.check.returns import is_terminating
from rt0.types.objects import LOCAL_VAR, Scope, Var
from rt0.types.types import Signature


def func_body(c: Checker, decl: DeclInfo | None, sig: Signature, node: FuncNode, body: ast.BlockStmt,
              iota: int | None, chain: tuple[FuncNode, ...]) -> None:
    """Checks a body. `chain` are the functions from the outermost to this one (node)."""
    env = save_env(c)
    assert sig.scope is not None
    c.decl, c.scope, c.iota, c.sig, c.func, c.func_chain = decl, sig.scope, iota, sig, node, chain
    c.errpos = 0
    c.has_call_or_recv = False
    c.in_tparam_list = False
    c.is_panic = set()
    if decl is not None and decl.version:
        c.version = decl.version
    stmt_list(c, body.stmts)
    if sig.results.vars and not is_terminating(c, body, ""):
        error(c, body.rbrace, "MissingReturn", "missing return")
    usage(c, sig.scope)
    if type(node) is ast.FuncLit:
        c.info.captures[node] = list(c.captures.get(node, ()))
    restore_env(c, env)


def usage(c: Checker, scope: Scope) -> None:
    """Reports the unused variables of a scope and those inside it, function literals' apart."""
    for v in scope.names.values():
        if type(v) is Var and not v.used and v.kind == LOCAL_VAR:
            soft_error(c, v.pos, "UnusedVar", f"declared and not used: {v.name}")
    for s in scope.children:
        if not s.is_func:
            usage(c, s)


def stmt_list(c: Checker, stmts: list[ast.Stmt]) -> None:
    """Checks statements."""
    for s in stmts:
        STMT[type(s)](c, s)
