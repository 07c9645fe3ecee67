"""Statements: declarations, assignments, if, for, switch, labels, branches and return.

Dead code after a return, break or panic is lowered into a block of its own, which LLVM deletes: it may hold labels.
"""

from __future__ import annotations

from collections.abc import Callable

from rt0.base.errors import InternalError
from rt0.lower import arith, composite, debugvars
from rt0.lower.calls import call
from rt0.lower.compare import equal
from rt0.lower.convert import borrowed, implicit, unmade
from rt0.lower.eval import HOOKS, condition, converted, hoist, place, scalar, stmt, value, value_place, values
from rt0.lower.fn import (
    MEM,
    Fn,
    Place,
    V,
    copy,
    load,
    load_place,
    new_object,
    nil_check,
    private,
    store,
    store_place,
    zero,
)
from rt0.lower.funcs import declare_var, needs_heap, return_values
from rt0.lower.given import given_up
from rt0.lower.ifaces import extract, holds
from rt0.lower.maps import assign_slot, load_entry, map_type
from rt0.lower.places import index_value, indexed_place, walk_fields
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import MODE_NIL
from rt0.types.objects import TypeName, Var


def block(fn: Fn, body: list[ast.Stmt]) -> None:
    """A list of statements, which is a block."""
    around = debugvars.open_block(fn, body[0].pos) if body else fn.f.scope
    for s in body:
        fn.revive()
        stmt(fn, s)
    debugvars.close_block(fn, around)


def lower_block(fn: Fn, s: ast.BlockStmt) -> None:
    """{ ... }"""
    block(fn, s.stmts)


def lower_empty(fn: Fn, s: ast.EmptyStmt) -> None:
    """Nothing."""


def lower_expr_stmt(fn: Fn, s: ast.ExprStmt) -> None:
    """A call or receive for its effect."""
    fn.revive()
    fn.at(s.pos)
    e = ast.unparen(s.x)
    hoist(fn, e)
    if type(e) is ast.Call:
        call(fn, e)
    else:
        value(fn, e)


# ---- declarations and assignments -----------------------------------------------------------------------------------


def lower_decl_stmt(fn: Fn, s: ast.DeclStmt) -> None:
    """var declarations; constants and types need no code."""
    for d in s.decls:
        if type(d) is ast.VarDecl:
            fn.at(d.pos)
            declare(fn, list(d.names), d.values)


def declare(fn: Fn, lhs: list[ast.Name], rhs: list[ast.Expr]) -> None:
    """New variables with initial values, or zero."""
    variables = [fn.info.defs.get(n) for n in lhs]
    if not rhs:
        for v in variables:
            if type(v) is Var and v.name != "_":
                t = fn.canon(v.type)
                declare_var(fn, v, t, zero(fn, t))
        return
    hoist(fn, *rhs)
    got = _right_sides(fn, [fn.canon(v.type) if type(v) is Var else None for v in variables], rhs)
    for v, (t, val) in zip(variables, got):
        if type(v) is Var and v.name != "_":
            declare_var(fn, v, t, val)


def _right_sides(fn: Fn, types: list[T.Type | None], rhs: list[ast.Expr]) -> list[tuple[T.Type, V]]:
    """The values of right-hand sides as the given types (None: the expression's own)."""
    if len(rhs) == 1 and len(types) > 1:
        out = []
        for (source, v), t in zip(values(fn, rhs[0]), types):
            out.append((t or source, implicit(fn, v, source, t) if t is not None else v))
        return out
    out = []
    for e, t in zip(rhs, types):
        t = t or fn.typ(e)
        v = converted(fn, e, t)
        out.append((t, private(fn, t, v) if len(rhs) > 1 else v))
    return out


def lower_assign(fn: Fn, s: ast.AssignStmt) -> None:
    """=, := and the operators with =."""
    fn.revive()
    fn.at(s.pos)
    if s.op == ":=":
        _define(fn, s)
    elif s.op == "=":
        _assign(fn, s)
    else:
        _operate(fn, s.lhs[0], s.op[:-1], s.rhs[0], s.pos)


def _define(fn: Fn, s: ast.AssignStmt) -> None:
    types: list[T.Type | None] = []
    for x in s.lhs:
        assert type(x) is ast.Name
        obj = fn.info.defs.get(x) or fn.info.uses.get(x)
        types.append(fn.canon(obj.type) if type(obj) is Var else None)
    hoist(fn, *s.rhs)
    got = _right_sides(fn, types, s.rhs)
    for x, (t, v) in zip(s.lhs, got):
        assert type(x) is ast.Name
        obj = fn.info.defs.get(x)
        if type(obj) is Var and obj.name != "_":
            declare_var(fn, obj, t, v)
        elif x.value != "_":
            store_place(fn, t, v, place(fn, x))


Setter = Callable[[V], None]


def target(fn: Fn, e: ast.Expr) -> tuple[T.Type | None, Setter]:
    """What an assignment to e needs: e's type (None for _) and the function that stores; operands are evaluated now."""
    e = ast.unparen(e)
    if type(e) is ast.Name and e.value == "_":
        return None, lambda v: None
    t = fn.typ(e)
    if type(e) is ast.Index and type(fn.tab.under(fn.typ(e.x))) is T.Map:
        mt = fn.typ(e.x)
        m = scalar(fn, e.x)
        kt = map_type(fn, mt).key
        key = private(fn, kt, converted(fn, e.indices[0], kt))
        return t, lambda v: store(fn, t, v, assign_slot(fn, mt, m, key))
    find = later_place(fn, e)
    return t, lambda v: store_place(fn, t, v, find())


def later_place(fn: Fn, e: ast.Expr) -> Callable[[], Place]:
    """The place of an assignable expression in two steps: its operands are evaluated now, what may panic (a nil pointer, an
    index out of range) is tested when the place is asked for: after the assignments further left (specification,
    "Assignment statements")."""
    e = ast.unparen(e)
    if type(e) is ast.Star:
        pointer, pos = scalar(fn, e.x), e.pos
        return lambda: _through(fn, pointer, pos)
    if type(e) is ast.Index:
        return _later_element(fn, e)
    if type(e) is ast.Selector and e in fn.info.selections:
        sel, pos = fn.info.selections[e], e.sel.pos
        base = fn.typ(e.x)
        inner = later_place(fn, e.x)
        if type(fn.tab.under(base)) is T.Pointer:
            here = value_place(fn, base, load_place(fn, base, inner()))
            return lambda: _field(fn, base, here, sel.index, pos)
        return lambda: _field(fn, base, inner(), sel.index, pos)
    found = place(fn, e)
    return lambda: found


def _through(fn: Fn, pointer: str, pos: int) -> Place:
    fn.at(pos)
    nil_check(fn, pointer)
    return Place(MEM, (pointer,))


def _field(fn: Fn, base: T.Type, here: Place, path: tuple[int, ...], pos: int) -> Place:
    fn.at(pos)
    return walk_fields(fn, base, here, path)[1]


def _later_element(fn: Fn, e: ast.Index) -> Callable[[], Place]:
    """later_place of an element of a slice, an array or a pointer to one."""
    t = fn.typ(e.x)
    u = fn.tab.under(t)
    if type(u) not in (T.Slice, T.Array, T.Pointer):
        found = place(fn, e)
        return lambda: found
    inner = later_place(fn, e.x)
    if type(u) is not T.Array:
        held = value_place(fn, t, load_place(fn, t, inner()))
        inner = lambda: held  # noqa: E731
    index, unsigned = index_value(fn, e.indices[0])
    return lambda: indexed_place(fn, e, t, inner(), index, unsigned)


def _assign(fn: Fn, s: ast.AssignStmt) -> None:
    hoist(fn, *(x for x in s.lhs if not (type(x) is ast.Name and x.value == "_")), *s.rhs)
    if len(s.lhs) == 1:
        x = ast.unparen(s.lhs[0])
        if type(x) is ast.Name and x.value == "_":
            value(fn, s.rhs[0]) if not _is_nil_or_const(fn, s.rhs[0]) else None
            return
        t = fn.typ(x)
        if _assign_in_place(fn, x, t, ast.unparen(s.rhs[0]), s.pos):
            return
        v = converted(fn, s.rhs[0], t)
        fn.at(s.pos)
        if type(x) is ast.Index and type(fn.tab.under(fn.typ(x.x))) is T.Map:
            v = private(fn, t, v)  # it may stand in the map, whose growth moves and clears what it held
        _, put = target(fn, x)
        put(v)
        return
    setters = [target(fn, x) for x in s.lhs]
    got = _right_sides(fn, [t for t, _ in setters], s.rhs)
    fn.at(s.pos)
    for (_, put), (_, v) in zip(setters, got):
        put(v)


def _assign_in_place(fn: Fn, x: ast.Expr, t: T.Type, e: ast.Expr, pos: int) -> bool:
    """x = T{...} without a copy of a large literal in the frame, when all it holds are constants. Whether it was done."""
    if type(e) is not ast.CompositeLit or not fn.lay(t).mem or fn.typ(e) is not t or not composite.inert(fn, e):
        return False
    if type(x) is ast.Index and type(fn.tab.under(fn.typ(x.x))) is T.Map:
        return False
    fn.at(pos)
    here = place(fn, x)
    if here.kind != MEM:
        raise InternalError(f"{fn.name}: a large variable that is not in memory", pos)
    store(fn, t, zero(fn, t), here.ops[0])
    composite.fill(fn, e, t, here.ops[0], True)
    return True


def _is_nil_or_const(fn: Fn, e: ast.Expr) -> bool:
    tv = fn.info.types.get(ast.unparen(e))
    return tv is not None and tv.value is not None


def _operate(fn: Fn, x: ast.Expr, op: str, y: ast.Expr | None, pos: int) -> None:
    """x op= y; y None means 1 (x++)."""
    x = ast.unparen(x)
    hoist(fn, x, y)
    t = fn.typ(x)
    is_map = type(x) is ast.Index and type(fn.tab.under(fn.typ(x.x))) is T.Map
    if is_map and op in ("/", "%"):  # the division may panic, and then the key must not be there
        assert type(x) is ast.Index and y is not None
        _divide_entry(fn, x, t, op, y, pos)
        return
    if is_map:
        assert type(x) is ast.Index
        mt = fn.typ(x.x)
        m = scalar(fn, x.x)
        kt = map_type(fn, mt).key
        key = private(fn, kt, converted(fn, x.indices[0], kt))
        part = unmade(fn, y, t) if op == "+" and y is not None else None
        right = _operand(fn, t, op, y) if part is None else part
        fn.at(pos)
        here = Place(MEM, (assign_slot(fn, mt, m, key),))
    else:
        part = unmade(fn, y, t) if op == "+" and y is not None else None
        right = _operand(fn, t, op, y) if part is None else part
        here = place(fn, x)
    fn.at(pos)
    old = load_place(fn, t, here)
    if part is not None:
        new: V = arith.concat(fn, [old, part], entry="concatborrowed")
    elif op in ("<<", ">>"):
        assert y is not None
        new = (arith.shift(fn, op, t, old[0], fn.typ(y), right[0]),)
    else:
        new = arith.binary(fn, op, t, old, right)
    store_place(fn, t, new, here)


def _divide_entry(fn: Fn, x: ast.Index, t: T.Type, op: str, y: ast.Expr, pos: int) -> None:
    """m[k] /= y and m[k] %= y."""
    mt = fn.typ(x.x)
    m = scalar(fn, x.x)
    kt = map_type(fn, mt).key
    key = private(fn, kt, converted(fn, x.indices[0], kt))
    right = value(fn, y)
    fn.at(pos)
    new = arith.binary(fn, op, t, load_entry(fn, mt, m, key), right)
    store(fn, t, new, assign_slot(fn, mt, m, key))


def _operand(fn: Fn, t: T.Type, op: str, y: ast.Expr | None) -> V:
    if y is None:
        if fn.tab.is_integer(t):
            return ("1",)
        return ("1.0",) if fn.tab.is_float(t) else ("1.0", "0.0")
    return value(fn, y)


def lower_inc_dec(fn: Fn, s: ast.IncDecStmt) -> None:
    """x++ and x--."""
    fn.revive()
    fn.at(s.pos)
    _operate(fn, s.x, s.op[0], None, s.pos)


# ---- control flow ---------------------------------------------------------------------------------------------------


def lower_if(fn: Fn, s: ast.IfStmt) -> None:
    """if, with its init and else."""
    fn.revive()
    if s.init is not None:
        stmt(fn, s.init)
    fn.at(s.pos)
    tv = fn.info.types.get(ast.unparen(s.cond))
    then, done = fn.block("then"), fn.block("endif")
    other = fn.block("else") if s.orelse is not None else done
    if tv is not None and tv.value is not None:
        fn.f.br(then if tv.value else other)
    else:
        condition(fn, s.cond, then, other)
    fn.place(then)
    lower_block(fn, s.then)
    fn.br(done)
    if s.orelse is not None:
        fn.place(other)
        stmt(fn, s.orelse)
        fn.br(done)
    fn.place(done)


def lower_for(fn: Fn, s: ast.ForStmt) -> None:
    """for init; cond; post. Variables of init whose address matters are new for each iteration."""
    fn.revive()
    if s.init is not None:
        stmt(fn, s.init)
    fresh = _per_iteration(fn, s)
    slots: list[tuple[Var, T.Type, str]] = []
    for v in fresh:
        slot = fn.f.alloca("ptr", 8, v.name)
        fn.emit(f"store ptr {fn.env[v].ops[0]}, ptr {slot}")
        slots.append((v, fn.canon(v.type), slot))
    head, body, post, done = fn.block("for"), fn.block("body"), fn.block("post"), fn.block("endfor")
    fn.targets[s] = (done, post)
    fn.place(head)
    for v, _, slot in slots:
        fn.env[v] = Place(MEM, (fn.val(f"load ptr, ptr {slot}"),))
    fn.at(s.pos)
    if s.cond is not None:
        condition(fn, s.cond, body, done)
        fn.place(body)
    fn.defer_loop += 1
    lower_block(fn, s.body)
    fn.defer_loop -= 1
    fn.br(post)
    fn.place(post)
    for v, t, slot in slots:
        old = fn.env[v].ops[0]
        new = new_object(fn, t)
        if fn.lay(t).mem:
            copy(fn, t, old, new)
        else:
            store(fn, t, load(fn, t, old), new)
        fn.emit(f"store ptr {new}, ptr {slot}")
        fn.env[v] = Place(MEM, (new,))
        debugvars.moved(fn, v, new)
    if s.post is not None:
        stmt(fn, s.post)
    fn.br(head)
    fn.place(done)


def _per_iteration(fn: Fn, s: ast.ForStmt) -> list[Var]:
    """The variables of a for clause that live on the heap, of which each iteration has its own (since Go 1.22)."""
    if type(s.init) is not ast.AssignStmt or s.init.op != ":=" or s in fn.info.shared_loops:
        return []
    found = []
    for x in s.init.lhs:
        obj = fn.info.defs.get(x)  # type: ignore[arg-type]
        if type(obj) is Var and needs_heap(fn, obj):
            found.append(obj)
    return found


def lower_labeled(fn: Fn, s: ast.LabeledStmt) -> None:
    """label: stmt"""
    name = goto_label(fn, s.label.value)
    fn.place(name)
    stmt(fn, s.stmt)


def goto_label(fn: Fn, name: str) -> str:
    """The block of a label of this function, perhaps still to be placed."""
    found = fn.labels.get(name)
    if found is None:
        found = fn.labels[name] = fn.block("label")
    return found


def lower_branch(fn: Fn, s: ast.BranchStmt) -> None:
    """break, continue, goto and fallthrough."""
    fn.revive()
    fn.at(s.pos)
    if s.tok == "fallthrough":
        fn.f.br(fn.fallthrough)
        return
    if s.tok == "goto":
        assert s.label is not None
        HOOKS["go_to"](fn, s.label.value)
        return
    if s.target is None:
        raise InternalError(f"{fn.name}: {s.tok} without a target", s.pos)
    HOOKS["branch_to"](fn, s.tok, s.target)


def lower_return(fn: Fn, s: ast.ReturnStmt) -> None:
    """return, with or without values."""
    fn.revive()
    fn.at(s.pos)
    if not s.results:
        HOOKS["return_from"](fn)
        return
    fn.given |= given_up(fn, s)
    hoist(fn, *s.results)
    got = _right_sides(fn, list(fn.results), s.results)
    fn.at(s.pos)
    if fn.return_label or fn.range_body is not None:
        for (t, v), here in zip(got, fn.result_places or []):
            store_place(fn, t, v, here)
        HOOKS["return_from"](fn)
        return
    return_values(fn, [v for _, v in got])


# ---- switch ---------------------------------------------------------------------------------------------------------


def lower_switch(fn: Fn, s: ast.SwitchStmt) -> None:
    """switch with or without a tag."""
    fn.revive()
    if s.init is not None:
        stmt(fn, s.init)
    fn.at(s.pos)
    tag: tuple[T.Type, V] | None = None
    if s.tag is not None:
        hoist(fn, s.tag)
        t = fn.typ(s.tag)
        constant = all(_is_nil_or_const(fn, e) for clause in s.clauses for e in clause.exprs or ())
        tag = (t, private(fn, t, borrowed(fn, s.tag, t) if constant else value(fn, s.tag)))
    done = fn.block("endswitch")
    fn.targets[s] = (done, "")
    labels = [fn.block("case") for _ in s.clauses]
    default = done
    for clause, label in zip(s.clauses, labels):
        if clause.exprs is None:
            default = label
            continue
        for e in clause.exprs:
            following = fn.block("next")
            fn.at(e.pos)
            if tag is None and not fn.tab.is_interface(fn.typ(e)):
                condition(fn, e, label, following)
            elif tag is None:  # case i for an interface i: true == i
                fn.f.cond_br(_case_equal(fn, (fn.tab.basic(T.BOOL), ("true",)), e, equal), label, following)
            else:
                fn.f.cond_br(_case_equal(fn, tag, e, equal), label, following)
            fn.place(following)
    fn.f.br(default)
    outer = fn.fallthrough
    for i, (clause, label) in enumerate(zip(s.clauses, labels)):
        fn.place(label)
        fn.fallthrough = labels[i + 1] if i + 1 < len(labels) else done
        block(fn, clause.body)
        fn.br(done)
    fn.fallthrough = outer
    fn.place(done)


def _case_equal(fn: Fn, tag: tuple[T.Type, V], e: ast.Expr, equal: Callable[[Fn, T.Type, V, V], str]) -> str:
    t, v = tag
    hoist(fn, e)
    tv = fn.info.types.get(ast.unparen(e))
    if tv is not None and tv.mode == MODE_NIL:
        return fn.val(f"icmp eq ptr {v[0]}, null")
    other = fn.typ(e)
    if fn.tab.is_interface(other) and not fn.tab.is_interface(t):
        return equal(fn, other, implicit(fn, v, t, other), value(fn, e))
    return equal(fn, t, v, converted(fn, e, t))


def lower_type_switch(fn: Fn, s: ast.TypeSwitchStmt) -> None:
    """switch x := v.(type)."""
    fn.revive()
    if s.init is not None:
        stmt(fn, s.init)
    fn.at(s.pos)
    source = fn.typ(s.guard.x)
    hoist(fn, s.guard.x)
    v = value(fn, s.guard.x)
    done = fn.block("endswitch")
    fn.targets[s] = (done, "")
    labels = [fn.block("case") for _ in s.clauses]
    single: dict[int, tuple[T.Type, str]] = {}
    default = done
    for i, (clause, label) in enumerate(zip(s.clauses, labels)):
        if clause.exprs is None:
            default = label
            continue
        for e in clause.exprs:
            following = fn.block("next")
            tv = fn.info.types.get(ast.unparen(e))
            if tv is not None and tv.mode == MODE_NIL:
                ok = fn.val(f"icmp eq ptr {v[0]}, null")
            else:
                t = fn.typ(e)
                ok, tab = holds(fn, source, v, t)
                if len(clause.exprs) == 1:
                    single[i] = (t, tab)
            fn.f.cond_br(ok, label, following)
            fn.place(following)
    fn.f.br(default)
    for i, (clause, label) in enumerate(zip(s.clauses, labels)):
        fn.place(label)
        around = debugvars.open_block(fn, clause.pos)
        obj = fn.info.implicits.get(clause)
        if type(obj) is Var:
            if i in single:
                t, tab = single[i]
                declare_var(fn, obj, t, extract(fn, source, v, t, tab))
            else:
                declare_var(fn, obj, source, v)
        block(fn, clause.body)
        debugvars.close_block(fn, around)
        fn.br(done)
    fn.place(done)


def type_names(objs: list[object]) -> list[TypeName]:
    """The declared types among objects."""
    return [o for o in objs if type(o) is TypeName]

