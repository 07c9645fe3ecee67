"""Statements, except switch, select and range (switches.py, ranges.py).

Labels, break, continue, goto and fallthrough were checked with the syntax (rt0.syntax.branches).
Source: Go spec, "Statements".
"""
from __future__ import annotations

from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types.check.assignability import assignment
from rt0.types.check.assignments import assign_var, assign_vars, init_vars, short_var_decl
from rt0.types.check.bodies import stmt_list
from rt0.types.check.checker import (
    CONVERSION,
    INVALID_OP,
    STATEMENT,
    STMT,
    Checker,
    Operand,
    allow_version,
    close_scope,
    describe,
    error,
    lookup,
    open_scope,
    process_delayed,
)
from rt0.types.check.core import expr, generic_expr, raw_expr, use
from rt0.types.check.decls import decl_stmt
from rt0.types.check.operators import binary, chan_elem
from rt0.types.info import MODE_BUILTIN, MODE_INVALID, MODE_TYPE
from rt0.types.predicates import all_boolean, all_numeric


def stmt(c: Checker, s: ast.Node) -> None:
    """Checks one statement."""
    STMT[type(s)](c, s)


def _empty(c: Checker, s: ast.Node) -> None:
    pass  # nothing to check


def _decl(c: Checker, s: ast.DeclStmt) -> None:
    decl_stmt(c, s.decls)


def _labeled(c: Checker, s: ast.LabeledStmt) -> None:
    stmt(c, s.stmt)


def _expr(c: Checker, s: ast.ExprStmt) -> None:
    x = Operand()
    top = len(c.delayed)
    kind = raw_expr(c, x, s.x)
    if x.mode == MODE_BUILTIN:
        error(c, x, "UncalledBuiltin", f"{describe(c, x)} must be called")
    elif x.mode == MODE_TYPE:
        error(c, x, "NotAnExpr", f"{describe(c, x)} is not an expression")
    elif kind != STATEMENT:
        error(c, x, "UnusedExpr", f"{describe(c, x)} is not used")
    if len(c.delayed) > top:
        process_delayed(c, top)


def _send(c: Checker, s: ast.SendStmt) -> None:
    top = len(c.delayed)
    ch, val = Operand(), Operand()
    expr(c, ch, s.chan)
    generic_expr(c, val, s.value)
    if ch.mode != MODE_INVALID and val.mode != MODE_INVALID:
        elem = chan_elem(c, s, ch, False)
        if elem is not None:
            assignment(c, val, elem, "send")
    process_delayed(c, top)


def _inc_dec(c: Checker, s: ast.IncDecStmt) -> None:
    top = len(c.delayed)
    x = Operand()
    expr(c, x, s.x)
    if x.mode == MODE_INVALID:
        return
    if not all_numeric(x.type):
        error(c, s.x, "NonNumericIncDec",
              f"{INVALID_OP}{expr_text(s.x)}{s.op} (non-numeric type {c.ts(x.type)})")
        return
    assign_var(c, s.x, None, x, "assignment")
    process_delayed(c, top)


def _assign(c: Checker, s: ast.AssignStmt) -> None:
    top = len(c.delayed)
    op = s.op
    if op == "=":
        assign_vars(c, s.lhs, s.rhs)
    elif op == ":=":
        short_var_decl(c, s.pos, s.lhs, s.rhs)
    elif len(s.lhs) != 1 or len(s.rhs) != 1:
        error(c, s, "MultiValAssignOp", f"assignment operation {op[:-1]} requires single-valued expressions")
    else:
        x = Operand()
        binary(c, x, None, s.lhs[0], s.rhs[0], op[:-1])
        assign_var(c, s.lhs[0], None, x, "assignment")
    if len(c.delayed) > top:
        process_delayed(c, top)


def _call(c: Checker, s: ast.CallStmt) -> None:
    top = len(c.delayed)
    code = "InvalidGo" if s.tok == "go" else "InvalidDefer"
    if type(s.call) is not ast.Call:
        error(c, s.call, code, f"expression in {s.tok} must be function call")
        use(c, [s.call])
    else:
        x = Operand()
        kind = raw_expr(c, x, s.call)
        if kind == CONVERSION:
            error(c, x, code, f"{s.tok} requires function call, not conversion {describe(c, x)}")
        elif kind != STATEMENT:
            error(c, x, "UnusedResults", f"{s.tok} discards result of {describe(c, x)}")
    process_delayed(c, top)


def _return(c: Checker, s: ast.ReturnStmt) -> None:
    top = len(c.delayed)
    assert c.sig is not None
    results = c.sig.results.vars
    if not s.results and results and results[0].name:
        for v in results:
            alt = lookup(c, v.name)
            if alt is not None and alt is not v and v.name != "_":
                error(c, s, "OutOfScopeResult", f"result parameter {v.name} not in scope at return",
                      (alt.pos, f"inner declaration of var {v.name} {c.ts(v.type)}"))
    elif s.results or results:
        init_vars(c, results, s.results, s)
    if len(c.delayed) > top:
        process_delayed(c, top)


def _branch(c: Checker, s: ast.BranchStmt) -> None:
    """Nothing: the parser has checked labels, branches and fallthrough (syntax/branches.py)."""


def _block(c: Checker, s: ast.BlockStmt) -> None:
    open_scope(c, s)
    stmt_list(c, s.stmts)
    close_scope(c)


def condition(c: Checker, e: ast.Expr, what: str) -> None:
    """Checks the condition of an if or for statement."""
    top = len(c.delayed)
    x = Operand()
    expr(c, x, e)
    if x.mode != MODE_INVALID and not all_boolean(x.type):
        error(c, e, "InvalidCond", f"non-boolean condition in {what} statement")
    if len(c.delayed) > top:
        process_delayed(c, top)


def _if(c: Checker, s: ast.IfStmt) -> None:
    depth = 0
    branch: ast.Stmt | None = s
    # Long else-if chains are walked in a loop; each if opens a scope around its else.
    while type(branch) is ast.IfStmt:
        open_scope(c, branch)
        depth += 1
        if branch.init is not None:
            stmt(c, branch.init)
        condition(c, branch.cond, "if")
        stmt(c, branch.then)
        branch = branch.orelse
    if branch is not None:
        stmt(c, branch)
    for _ in range(depth):
        close_scope(c)


def _for(c: Checker, s: ast.ForStmt) -> None:
    open_scope(c, s)
    if not allow_version(c, 22):
        c.info.shared_loops.add(s)
    if s.init is not None:
        stmt(c, s.init)
    if s.cond is not None:
        condition(c, s.cond, "for")
    if s.post is not None:
        stmt(c, s.post)
        if type(s.post) is ast.AssignStmt and s.post.op == ":=":
            use(c, s.post.lhs)  # the parser has reported it
    stmt(c, s.body)
    close_scope(c)


STMT.update({
    ast.EmptyStmt: _empty, ast.DeclStmt: _decl, ast.LabeledStmt: _labeled, ast.ExprStmt: _expr, ast.SendStmt: _send,
    ast.IncDecStmt: _inc_dec, ast.AssignStmt: _assign, ast.CallStmt: _call, ast.ReturnStmt: _return,
    ast.BranchStmt: _branch, ast.BlockStmt: _block, ast.IfStmt: _if, ast.ForStmt: _for,
})
