"""Channels and select. Elements travel by address: the runtime copies them."""

from __future__ import annotations

from rt0.base.errors import InternalError
from rt0.lower.convert import implicit
from rt0.lower.eval import converted, hoist, place, scalar, stmt
from rt0.lower.fn import Fn, V, gep, load, runtime_call, spill, store, store_place, temp, zero
from rt0.lower.funcs import declare_var
from rt0.lower.maps import assign_slot, map_type
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.objects import Var


def chan_type(fn: Fn, t: T.Type) -> T.Chan:
    """The underlying channel type."""
    u = fn.tab.under(t)
    if type(u) is not T.Chan:
        raise InternalError(f"{fn.name}: not a channel")
    return u


def _buffer(fn: Fn, elem: T.Type) -> str:
    return temp(fn, elem) if fn.lay(elem).size else "null"


def lower_send(fn: Fn, s: ast.SendStmt) -> None:
    """c <- x."""
    elem = chan_type(fn, fn.typ(s.chan)).elem
    hoist(fn, s.chan, s.value)
    c = scalar(fn, s.chan)
    v = converted(fn, s.value, elem)
    fn.at(s.pos)
    runtime_call(fn, "chansend1", c, spill(fn, elem, v) if fn.lay(elem).size else fn.prog.zero_base())


def receive(fn: Fn, e: ast.Unary) -> V:
    """<-c."""
    elem = chan_type(fn, fn.typ(e.x)).elem
    c = scalar(fn, e.x)
    fn.at(e.pos)
    buffer = _buffer(fn, elem)
    runtime_call(fn, "chanrecv1", c, buffer)
    return load(fn, elem, buffer) if fn.lay(elem).size else zero(fn, elem)


def receive2(fn: Fn, e: ast.Unary) -> list[V]:
    """v, ok := <-c."""
    elem = chan_type(fn, fn.typ(e.x)).elem
    c = scalar(fn, e.x)
    fn.at(e.pos)
    return receive_into(fn, c, elem)


def receive_into(fn: Fn, c: str, elem: T.Type) -> list[V]:
    """Receive from an evaluated channel: value and ok."""
    buffer = _buffer(fn, elem)
    ok = runtime_call(fn, "chanrecv2", c, buffer)
    return [load(fn, elem, buffer) if fn.lay(elem).size else zero(fn, elem), ok]


# ---- select ---------------------------------------------------------------------------------------------------------


class _Case:
    """One communication of a select: its clause, channel operand, element type, buffer, and for a receive its node."""

    __slots__ = ("clause", "chan", "elem", "buffer", "recv")

    def __init__(self, clause: ast.CommClause, chan: str, elem: T.Type, buffer: str, recv: ast.Unary | None) -> None:
        self.clause = clause
        self.chan = chan
        self.elem = elem
        self.buffer = buffer
        self.recv = recv


def _receive_of(s: ast.Stmt) -> ast.Unary:
    x = s.x if type(s) is ast.ExprStmt else s.rhs[0]  # type: ignore[union-attr]
    x = ast.unparen(x)
    assert type(x) is ast.Unary
    return x


def lower_select_stmt(fn: Fn, s: ast.SelectStmt) -> None:
    """select: channels and values are evaluated in source order, then the runtime chooses."""
    cases: list[_Case] = []
    default: ast.CommClause | None = None
    for clause in s.clauses:
        if clause.comm is None:
            default = clause
            continue
        fn.at(clause.comm.pos)
        if type(clause.comm) is ast.SendStmt:
            elem = chan_type(fn, fn.typ(clause.comm.chan)).elem
            c = scalar(fn, clause.comm.chan)
            v = converted(fn, clause.comm.value, elem)
            buffer = temp(fn, elem)
            store(fn, elem, v, buffer)
            cases.append(_Case(clause, c, elem, buffer, None))
        else:
            recv = _receive_of(clause.comm)
            elem = chan_type(fn, fn.typ(recv.x)).elem
            cases.append(_Case(clause, scalar(fn, recv.x), elem, _buffer(fn, elem), recv))
    fn.at(s.pos)
    done = fn.block("selected")
    fn.targets[s] = (done, "")
    if not cases:
        if default is None:
            runtime_call(fn, "block")
            fn.f.unreachable()
        else:
            _body(fn, default.body, done)
        fn.place(done)
        return
    if len(cases) == 1 and default is None:
        _single(fn, cases[0], done)
    elif len(cases) == 1 and default is not None:
        _try_one(fn, cases[0], default, done)
    else:
        _general(fn, s, cases, default, done)
    fn.place(done)


def _body(fn: Fn, body: list[ast.Stmt], done: str) -> None:
    for x in body:
        stmt(fn, x)
    fn.br(done)


def _single(fn: Fn, case: _Case, done: str) -> None:
    ok = "true"
    if case.recv is None:
        runtime_call(fn, "chansend1", case.chan, case.buffer)
    else:
        ok = runtime_call(fn, "chanrecv2", case.chan, case.buffer)[0]
    _received(fn, case, ok)
    _body(fn, case.clause.body, done)


def _try_one(fn: Fn, case: _Case, default: ast.CommClause, done: str) -> None:
    ok = "true"
    if case.recv is None:
        chosen = runtime_call(fn, "selectnbsend", case.chan, case.buffer)[0]
    else:
        chosen, ok = runtime_call(fn, "selectnbrecv", case.buffer, case.chan)
    yes, no = fn.block("comm"), fn.block("default")
    fn.f.cond_br(chosen, yes, no)
    fn.place(yes)
    _received(fn, case, ok)
    _body(fn, case.clause.body, done)
    fn.place(no)
    _body(fn, default.body, done)


def _general(fn: Fn, s: ast.SelectStmt, cases: list[_Case], default: ast.CommClause | None, done: str) -> None:
    """The runtime wants sends first, then receives."""
    ordered = [c for c in cases if c.recv is None] + [c for c in cases if c.recv is not None]
    sends = sum(c.recv is None for c in cases)
    n = len(cases)
    block = fn.f.alloca(f"[{2 * n} x ptr]", 8, "cases")
    order = fn.f.alloca(f"[{2 * n} x i16]", 2, "order")
    for i, c in enumerate(ordered):
        fn.emit(f"store ptr {c.chan}, ptr {gep(fn, block, 16 * i)}")
        fn.emit(f"store ptr {c.buffer}, ptr {gep(fn, block, 16 * i + 8)}")
    index, ok = runtime_call(fn, "selectgo", block, order, str(sends), str(n - sends),
                             "true" if default is None else "false")  # fmt: skip
    labels = [fn.block("comm") for _ in ordered]
    other = fn.block("default")
    fn.f.switch("i64", index, other, [(str(i), label) for i, label in enumerate(labels)])
    for c, label in zip(ordered, labels):
        fn.place(label)
        _received(fn, c, ok)
        _body(fn, c.clause.body, done)
    fn.place(other)
    if default is not None:
        _body(fn, default.body, done)
    else:
        fn.f.unreachable()


def _received(fn: Fn, case: _Case, ok: str) -> None:
    """Assign what a receive got to the variables of its clause."""
    comm = case.clause.comm
    if case.recv is None or type(comm) is not ast.AssignStmt:
        return
    got = load(fn, case.elem, case.buffer) if fn.lay(case.elem).size else zero(fn, case.elem)
    bool_type = fn.tab.basic(T.BOOL)
    for x, (t, v) in zip(comm.lhs, [(case.elem, got), (bool_type, (ok,))]):
        if type(x) is ast.Name and x.value == "_":
            continue
        if comm.op == ":=":
            obj = fn.info.defs.get(x)  # type: ignore[arg-type]
            if type(obj) is Var:
                declare_var(fn, obj, fn.canon(obj.type), v)
            continue
        target = fn.typ(x)
        v = implicit(fn, v, t, target)
        inner = ast.unparen(x)
        if type(inner) is ast.Index and type(fn.tab.under(fn.typ(inner.x))) is T.Map:
            mt = fn.typ(inner.x)
            m = scalar(fn, inner.x)
            key = converted(fn, inner.indices[0], map_type(fn, mt).key)
            store(fn, target, v, assign_slot(fn, mt, m, key))
        else:
            store_place(fn, target, v, place(fn, x))
