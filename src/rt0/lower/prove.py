"""Indexes that are proven to be in range: their checks are left out.

LLVM takes away most checks that it need not make. It does not find what holds of two variables that a loop changes together, in
the order of a search by halves, an exchange from both ends, or an insertion: its ways to look at loops want numbers that do not wrap
around, and Go's do. Here each function with a loop is walked once more, statement by statement, with a zone (zone.py) of what is
known at each point about

    a local variable of type int        its value
    a local slice or string variable    its length

that nobody but the function itself can change (no closure has it, its address is not taken). Conditions add to it, assignments change
it, where ways meet only what all of them know stays, and a loop is walked until what holds at its head comes back from its end
(Cousot and Halbwachs 1978; of gc's pass of the same name only the aim was taken). A sum counts only where it is known not to
wrap around.

The node of an index or slice expression is proven, not a place in the IR: what is evaluated when stays as it is, and no variable that is
looked at here changes within a statement, but by the assignment that ends it.

Invariants: in doubt nothing is proven. A fact that an index expression teaches (it did not panic) counts only after its statement, for
the order within one is the lowering's. Limits: functions with goto; bodies of loops over functions; more than LIMIT visits.

Read next: places.py and slices.py, which ask.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rt0.lower.facts import facts_of
from rt0.lower.fn import Fn
from rt0.lower.linear import (
    Linear,
    Proof,
    combined,
    compared,
    decide,
    describe,
    describe_length,
    ends,
    equal,
    length_of,
    linear,
    meet,
    ordered,
    temporary,
    variable,
)
from rt0.lower.questions import builtin_name
from rt0.lower.zone import Zone, add, bound, copied, forget, rename, widen
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.objects import Var

LIMIT = 10
"""Visits of statements for each node of a function; beyond them nothing is proven."""
Iteration = Callable[[Zone], tuple[Zone | None, Zone | None]]
"""One walk through a loop from what holds at its head: what holds where its condition ends it, and where it begins again."""


class _Limit(Exception):
    """The function is too much work."""


def proven(fn: Fn, e: ast.Node) -> bool:
    """Whether an index or slice expression of the function being written needs no check."""
    if fn.body is None:
        return False
    if fn.in_range is None:
        fn.in_range = _prove(fn, fn.body)
    return e in fn.in_range


def _prove(fn: Fn, body: ast.BlockStmt) -> set[ast.Node]:
    options = fn.prog.options
    facts = facts_of(fn.prog.facts, body)
    if options.opt_level == 0 or options.no_optimize or facts.gotos or not facts.loops or not facts.indexes:
        return set()
    p = Proof(fn, LIMIT * facts.nodes)
    try:
        _statements(p, Zone(p.natural), body.stmts)
    except _Limit:
        return set()
    return {e for e, found in p.proven.items() if found}


# ---- expressions -----------------------------------------------------------------------------------------------------


def _scan(p: Proof, z: Zone, e: ast.Node | None, sure: bool = True) -> None:
    """Judge the index and slice expressions in e. `sure`: e is evaluated whenever its statement is."""
    if e is None or not _has_index(p, e):
        return
    if type(e) is ast.Binary and e.op in ("&&", "||"):
        _condition(p, z, e, sure)
        return
    for child in ast.children(e):
        _scan(p, z, child, sure)
    if type(e) is ast.Index and len(e.indices) == 1:
        _judge_index(p, z, e, sure)
    elif type(e) is ast.SliceExpr and e.max is None:
        _judge_slice(p, z, e)


def _condition(p: Proof, z: Zone, e: ast.Expr, sure: bool = True) -> tuple[Zone | None, Zone | None]:
    """Judge what is in a condition; zones of their own for when it is true and when it is false."""
    e = ast.unparen(e)
    if type(e) is ast.Unary and e.op == "!":
        yes, no = _condition(p, z, e.x, sure)
        return no, yes
    if type(e) is not ast.Binary or e.op not in ("&&", "||"):
        _scan(p, z, e, sure)
        return decide(p, z, e)
    yes, no = _condition(p, z, e.x, sure)
    if e.op == "&&":
        more, less = _condition(p, yes, e.y, False) if yes is not None else (None, None)
        return more, meet(no, less)
    more, less = _condition(p, no, e.y, False) if no is not None else (None, None)
    return meet(yes, more), less


def _tested(p: Proof, z: Zone, e: ast.Expr) -> tuple[Zone | None, Zone | None]:
    """The condition of a statement, with what its indexes teach."""
    yes, no = _condition(p, z, e)
    learned = list(p.learned)
    yes = _learn(p, yes)
    p.learned = learned
    return yes, _learn(p, no)


def _has_index(p: Proof, e: ast.Node) -> bool:
    """Whether an index or slice expression is in e, those of function literals apart."""
    kind = type(e)
    if kind is ast.Name or kind is ast.BasicLit:
        return False
    found = p.indexes.get(e)
    if found is None:
        found = kind is ast.Index or kind is ast.SliceExpr
        for child in ast.children(e) if not found and kind is not ast.FuncLit else ():
            if _has_index(p, child):  # no any(): deep expressions would need C's stack
                found = True
                break
        p.indexes[e] = found
    return found


def _judge_index(p: Proof, z: Zone, e: ast.Index, sure: bool) -> None:
    p.proven[e] = False
    limit, at = length_of(p, e.x), ast.unparen(e.indices[0])
    if limit is None or p.fn.tab.kind(p.fn.typ(at)) != T.INT:
        return
    index = linear(p, z, at)
    if index is None:
        temp = temporary(p, 0)
        index = (temp, 0) if describe(p, z, temp, at) else None
    if index is not None:
        (a, c), (b, d) = index, limit
        p.proven[e] = bound(z, None, a) <= c and bound(z, a, b) <= d - c - 1
        if sure and a is not temporary(p, 0):
            p.learned += [(None, a, c), (a, b, d - c - 1)]
    forget(z, temporary(p, 0))


def _judge_slice(p: Proof, z: Zone, e: ast.SliceExpr) -> None:
    limit, lo, hi = ends(p, z, e)
    p.proven[e] = False
    if limit is not None and lo is not None and hi is not None:
        (a, c), (b, d) = lo, hi
        p.proven[e] = bound(z, None, a) <= c and bound(z, a, b) <= d - c and bound(z, b, limit[0]) <= limit[1] - d


def _learn(p: Proof, z: Zone | None) -> Zone | None:
    """What the indexes of a statement that is over have taught."""
    learned, p.learned = p.learned, []
    for a, b, c in learned:
        if z is not None and not add(z, a, b, c):
            z = None
    return z


# ---- assignments -----------------------------------------------------------------------------------------------------


def _assign(p: Proof, z: Zone, lhs: list[ast.Expr], rhs: list[ast.Expr]) -> Zone | None:
    """lhs = rhs, all at once; without right-hand sides the left ones get values of which nothing is known."""
    targets: list[tuple[Var, object | None]] = []
    for i, x in enumerate(lhs):
        v = variable(p, ast.unparen(x))
        if v is None:
            continue
        temp = temporary(p, i) if len(lhs) == len(rhs) else None
        targets.append((v, temp))
        learn = describe_length if v in p.natural else describe
        if temp is not None and not learn(p, z, temp, ast.unparen(rhs[i])):
            return None
    for v, temp in targets:
        forget(z, v)
        if temp is not None:
            rename(z, temp, v)
    return z


# ---- statements ------------------------------------------------------------------------------------------------------


def _statements(p: Proof, z: Zone | None, body: list[ast.Stmt]) -> Zone | None:
    for s in body:
        if z is None:
            return None
        z = _statement(p, z, s)
    return z


def _statement(p: Proof, z: Zone, s: ast.Stmt) -> Zone | None:
    """What is known behind a statement, None if it does not end; z is given away."""
    p.steps -= 1
    if p.steps < 0:
        raise _Limit
    return _VISIT[type(s)](p, z, s)


def _simple(p: Proof, z: Zone, s: ast.Stmt) -> Zone | None:
    """Statements that assign nothing: calls, sends, go, defer, the empty one."""
    _scan(p, z, s)
    if type(s) is ast.ExprStmt and builtin_name(p.fn.info, ast.unparen(s.x)) == "panic":
        p.learned.clear()
        return None
    return _learn(p, z)


def _return(p: Proof, z: Zone, s: ast.Stmt) -> Zone | None:
    _scan(p, z, s)
    p.learned.clear()
    return None


def _declaration(p: Proof, z: Zone, s: ast.DeclStmt) -> Zone | None:
    found: Zone | None = z
    for d in s.decls:
        if type(d) is not ast.VarDecl or found is None:
            continue
        for e in d.values:
            _scan(p, found, e)
        found = _learn(p, found)
        if found is not None:
            found = _assign(p, found, list(d.names), d.values)
        for name in d.names if not d.values else ():
            v = variable(p, name)
            if v is not None and found is not None and not equal(found, v, (None, 0)):
                found = None
    return found


def _assignment(p: Proof, z: Zone, s: ast.AssignStmt) -> Zone | None:
    _scan(p, z, s)
    known = _learn(p, z)
    if known is None:
        return None
    if s.op in ("=", ":="):
        return _assign(p, known, s.lhs, s.rhs)
    return _step(p, known, s.lhs[0], s.op[:-1], linear(p, known, s.rhs[0]))


def _inc_dec(p: Proof, z: Zone, s: ast.IncDecStmt) -> Zone | None:
    _scan(p, z, s)
    known = _learn(p, z)
    return _step(p, known, s.x, s.op[0], (None, 1)) if known is not None else None


def _step(p: Proof, z: Zone, x: ast.Expr, op: str, by: Linear | None) -> Zone | None:
    """x op= by."""
    v = variable(p, ast.unparen(x))
    if v is None:
        return z
    new = combined(z, op, (v, 0), by) if by is not None and v not in p.natural and op in ("+", "-") else None
    temp = temporary(p, 0)
    if not equal(z, temp, new):
        return None
    forget(z, v)
    rename(z, temp, v)
    return z


def _behind_init(p: Proof, z: Zone, s: ast.IfStmt | ast.ForStmt | ast.SwitchStmt | ast.TypeSwitchStmt) -> Zone | None:
    """What is known behind the simple statement that s may begin with."""
    return _statement(p, z, s.init) if s.init is not None else z


def _if(p: Proof, z: Zone, s: ast.IfStmt) -> Zone | None:
    found = _behind_init(p, z, s)
    if found is None:
        return None
    then, other = _tested(p, found, s.cond)
    if then is not None:
        then = _statements(p, then, s.then.stmts)
    if other is not None and s.orelse is not None:
        other = _statement(p, other, s.orelse)
    return meet(then, other)


def _branch(p: Proof, z: Zone, s: ast.BranchStmt) -> Zone | None:
    if s.tok == "fallthrough":
        p.falling.append(z)
    elif s.target is not None:
        p.leaves.setdefault((s.tok, s.target), []).append(z)
    return None


def _left(p: Proof, tok: str, s: ast.Stmt, z: Zone | None) -> Zone | None:
    """z and the zones of the branches to s."""
    for other in p.leaves.pop((tok, s), ()):
        z = meet(z, other)
    return z


def _for(p: Proof, z: Zone, s: ast.ForStmt) -> Zone | None:
    def iteration(head: Zone) -> tuple[Zone | None, Zone | None]:
        known, end = (copied(head), None) if s.cond is None else _tested(p, head, s.cond)
        back = _statements(p, known, s.body.stmts)
        back = _left(p, "continue", s, back)
        if back is not None and s.post is not None:
            back = _statement(p, back, s.post)
        return end, back

    return _loop(p, _behind_init(p, z, s), s, iteration)


def _loop(p: Proof, head: Zone | None, s: ast.ForStmt | ast.RangeStmt, iteration: Iteration) -> Zone | None:
    """Walk a loop until what is known at its head comes back from its end."""
    if head is None:
        return None
    for attempt in range(8):
        if attempt == 7:
            for v in _assigned(p, s):
                forget(head, v)
        end, back = iteration(head)
        if back is None or attempt == 7:
            break
        new = widen(head, back)
        if new.lo == head.lo and new.hi == head.hi and new.less == head.less:
            break
        p.leaves.pop(("break", s), None)
        head = new
    return _left(p, "break", s, end)


def _assigned(p: Proof, node: ast.Node) -> set[Var]:
    """The variables looked at that are assigned to somewhere in a statement."""
    found = p.assigned.get(node)
    if found is None:
        names: list[ast.Expr] = []
        for n in ast.walk(node):
            if type(n) is ast.AssignStmt or type(n) is ast.RangeStmt:
                names += n.lhs
            elif type(n) is ast.IncDecStmt:
                names.append(n.x)
            elif type(n) is ast.VarDecl:
                names += n.names
        found = p.assigned[node] = {v for v in (variable(p, ast.unparen(x)) for x in names) if v is not None}
    return found


def _range(p: Proof, z: Zone, s: ast.RangeStmt) -> Zone | None:
    for e in (s.x, *s.lhs):
        _scan(p, z, e)
    start = _learn(p, z)
    if start is None:
        return None
    t = p.fn.typ(s.x)
    if type(p.fn.tab.under(t)) is T.Signature:
        return _range_func(p, start, s)
    limit = linear(p, start, s.x) if p.fn.tab.kind(t) == T.INT else length_of(p, s.x)
    if limit is not None and limit[0] in _assigned(p, s):
        limit = None
    counts = p.fn.tab.is_integer(t) or p.fn.tab.is_string(t) or type(p.fn.tab.under(t)) in (T.Slice, T.Array, T.Pointer)
    variables = [variable(p, ast.unparen(x)) for x in s.lhs]

    def iteration(head: Zone) -> tuple[Zone | None, Zone | None]:
        end = copied(head)
        for v in variables:
            if v is not None:
                forget(end, v)
        known = copied(end)
        key = variables[0] if variables else None  # None is zero, which the limit is above as well
        inside = not counts or add(known, None, key, 0) and (limit is None or add(known, key, limit[0], limit[1] - 1))
        back = _statements(p, known if inside else None, s.body.stmts)
        return end, _left(p, "continue", s, back)

    return _loop(p, start, s, iteration)


def _range_func(p: Proof, z: Zone, s: ast.RangeStmt) -> Zone:
    """A loop over a function: its body is another function's, and is not looked into."""
    for v in _assigned(p, s):
        forget(z, v)
    for n in ast.walk(s.body):
        if type(n) is ast.BranchStmt and n.target is not None:
            p.leaves.setdefault((n.tok, n.target), []).append(copied(z))
    return z


def _switch(p: Proof, z: Zone, s: ast.SwitchStmt) -> Zone | None:
    known = _behind_init(p, z, s)
    if known is None:
        return None
    _scan(p, known, s.tag)
    known = _learn(p, known)
    entries: list[Zone | None] = []
    for clause in s.clauses:
        entry: Zone | None = None
        for e in clause.exprs or ():
            if known is not None:
                yes, known = _case(p, known, s.tag, e)
                entry = meet(entry, yes)
        entries.append(entry)
    out = None if any(clause.exprs is None for clause in s.clauses) else known
    for clause, entry in zip(s.clauses, entries):
        if clause.exprs is None:
            entry = copied(known) if known is not None else None
        falling, p.falling = p.falling, []
        for other in falling:
            entry = meet(entry, other)
        out = meet(out, _statements(p, entry, clause.body))
    return _left(p, "break", s, out)


def _case(p: Proof, z: Zone, tag: ast.Expr | None, e: ast.Expr) -> tuple[Zone | None, Zone | None]:
    """The zones for when a case is the one, and when it is not."""
    if tag is None:
        return _condition(p, z, e, False)
    _scan(p, z, e, False)
    a, b = compared(p, z, tag, e), compared(p, z, e, tag)
    if a is None or b is None:
        return copied(z), copied(z)
    return ordered(copied(z), a, "==", b), ordered(copied(z), a, "!=", b)


def _type_switch(p: Proof, z: Zone, s: ast.TypeSwitchStmt) -> Zone | None:
    known = _behind_init(p, z, s)
    if known is None:
        return None
    _scan(p, known, s.guard.x)
    known = _learn(p, known)
    out = None if any(clause.exprs is None for clause in s.clauses) else known
    for clause in s.clauses:
        out = meet(out, _statements(p, copied(known) if known is not None else None, clause.body))
    return _left(p, "break", s, out)


def _select(p: Proof, z: Zone, s: ast.SelectStmt) -> Zone | None:
    out: Zone | None = None
    for clause in s.clauses:
        known: Zone | None = copied(z)
        if clause.comm is not None and known is not None:
            known = _statement(p, known, clause.comm)
        out = meet(out, _statements(p, known, clause.body))
    return _left(p, "break", s, out)


_VISIT: dict[type, Callable[[Proof, Zone, Any], Zone | None]] = {
    ast.EmptyStmt: lambda p, z, s: z,
    ast.ExprStmt: _simple,
    ast.SendStmt: _simple,
    ast.CallStmt: _simple,
    ast.ReturnStmt: _return,
    ast.DeclStmt: _declaration,
    ast.AssignStmt: _assignment,
    ast.IncDecStmt: _inc_dec,
    ast.LabeledStmt: lambda p, z, s: _statement(p, z, s.stmt),
    ast.BlockStmt: lambda p, z, s: _statements(p, z, s.stmts),
    ast.IfStmt: _if,
    ast.ForStmt: _for,
    ast.RangeStmt: _range,
    ast.SwitchStmt: _switch,
    ast.TypeSwitchStmt: _type_switch,
    ast.SelectStmt: _select,
    ast.BranchStmt: _branch,
}
