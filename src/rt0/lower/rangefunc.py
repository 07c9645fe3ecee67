"""for range over a function: the loop's body becomes a function of its own, which the ranged-over function calls.

The body's code takes (k, v, func value, g) and gives a bool. Its func value holds, after the code: the captured variables
as a literal's would (by value or by address), the address of the control block {state, exit}, those of the enclosing
function's results, and its panicbuf. `state` guards against calls at the wrong time (Go spec, "For statements with range
clause"; gc's text through panicrangestate). `exit` says how the body left: 0 normally or by break, -1 by return, n by the
n-th branch to a statement or label further out; the code after the call goes on from there.

The func value and the control block are on the heap, and so are variables captured by address: nobody knows where the
called function keeps what it is given. Results and panicbuf are only touched while the loop runs.
"""

from __future__ import annotations

from rt0.abi.ir import symbol
from rt0.base.records import dataclass, field
from rt0.lower import debugvars
from rt0.lower.calls import call_value
from rt0.lower.closures import capture_types, closure_shape
from rt0.lower.convert import implicit
from rt0.lower.eval import hoist, scalar
from rt0.lower.fn import (
    MEM,
    SSA,
    Fn,
    Place,
    V,
    check,
    finish,
    gep,
    load,
    load_place,
    new_object,
    panic,
    runtime_call,
    store,
    store_place,
)
from rt0.lower.funcs import begin, declare_var, param_lls, return_now
from rt0.lower.places import var_place
from rt0.lower.program import Unsupported
from rt0.lower.stmts import block, goto_label, target
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import Info
from rt0.types.objects import PACKAGE_VAR, Var

DONE, READY, EXECUTING, EXHAUSTED, MISSING_PANIC = 0, 1, 2, 3, 4  # bounds.panicrangestate has a text for each


@dataclass(slots=True, eq=False)
class RangeBody:
    """The state of a body function: its control block's operand, the branches that leave it, in order of number (break or continue and
    its statement, goto and its label), and the labels that stand in it."""

    control: str
    labels: frozenset[str] = frozenset()
    defer_head: str = ""
    exits: list[tuple[str, ast.Node | str]] = field(default_factory=list)
    returns: bool = False


def outer_variables(info: Info, s: ast.RangeStmt) -> list[Var]:
    """The local variables declared outside of the loop that its clause's targets and its body use."""
    inside: set[Var] = set()
    used: dict[Var, None] = {}
    roots: list[ast.Node] = [s.body, *s.lhs]
    for root in roots:
        for n in ast.walk(root):
            if type(n) is ast.Name:
                obj = info.defs.get(n)
                if type(obj) is Var:
                    inside.add(obj)
                obj = info.uses.get(n)
                if type(obj) is Var and obj.kind != PACKAGE_VAR and not obj.is_field:
                    used[obj] = None
            elif type(n) in (ast.CaseClause, ast.FuncLit):
                _declared(info, n, inside)
    return [v for v in used if v not in inside]


def _declared(info: Info, n: ast.Node, inside: set[Var]) -> None:
    """Variables that a node declares without a name that `defs` would have."""
    obj = info.implicits.get(n)
    if type(obj) is Var:
        inside.add(obj)
    if type(n) is ast.FuncLit:
        sig = info.types[n].type
        if type(sig) is T.Signature:
            inside.update(sig.params.vars)
            inside.update(sig.results.vars)


def mark_captured(info: Info, s: ast.RangeStmt) -> list[Var]:
    """Note that the loop's body captures the outer variables it uses; they are returned."""
    found = outer_variables(info, s)
    for v in found:
        v.captured = True
    return found


def lower_range_func(fn: Fn, s: ast.RangeStmt, sig: T.Signature) -> None:
    """The loop: make the func value of the body, call, go on as the body left."""
    yield_type = fn.tab.under(sig.params.vars[0].type)
    assert type(yield_type) is T.Signature
    captured = outer_variables(fn.info, s)
    funcval = scalar(fn, s.x)
    fn.at(s.pos)
    word = fn.tab.basic(T.UNSAFE_POINTER)
    integer = fn.tab.basic(T.INT)
    control_type = fn.tab.struct([("State", integer), ("Exit", integer), ("Defer", integer)])
    control = new_object(fn, control_type)
    fn.emit(f"store i64 {READY}, ptr {control}")
    results = fn.result_places or []
    extra = [control, *(p.ops[0] for p in results)]
    if fn.panicbuf:
        extra += [fn.panicbuf, _defer_head(fn, control)]
    kinds = capture_types(fn, captured)
    shape, offsets = closure_shape(fn, [t if val else word for _, t, val in kinds] + [word] * len(extra))
    fn.ranges += 1
    name = f"{fn.name}-range{fn.ranges}"
    body = _write_body(fn, s, name, yield_type, kinds, offsets, len(results))
    value = new_object(fn, shape)
    fn.emit(f"store ptr {_symbol(name)}, ptr {value}")
    for (v, t, val), off in zip(kinds, offsets):
        here = var_place(fn, v)
        if val:
            store(fn, t, load_place(fn, t, here), gep(fn, value, off))
        else:
            fn.emit(f"store ptr {here.ops[0]}, ptr {gep(fn, value, off)}")
    for operand, off in zip(extra, offsets[len(kinds) :]):
        fn.emit(f"store ptr {operand}, ptr {gep(fn, value, off)}")
    call_value(fn, funcval, [(sig.params.vars[0].type, (value,))], [])
    _after(fn, control, body)


def _defer_head(fn: Fn, control: str) -> str:
    """The place that holds the newest deferred call from before the outermost loop: a defer in a body goes above it, below
    those of the functions that the loop calls."""
    if isinstance(fn.range_body, RangeBody):
        return fn.range_body.defer_head
    head = runtime_call(fn, "deferhead")[0]
    place = gep(fn, control, 16)
    fn.emit(f"store ptr {head}, ptr {place}")
    return place


def _symbol(name: str) -> str:
    return symbol(name)


def _after(fn: Fn, control: str, body: RangeBody) -> None:
    """After the call: the loop is over, whatever happens; leave as the body said."""
    state = fn.val(f"load i64, ptr {control}")
    check(fn, fn.val(f"icmp eq i64 {state}, {EXECUTING}"), "state", lambda: panic(fn, "panicrangestate", str(MISSING_PANIC)))
    fn.emit(f"store i64 {EXHAUSTED}, ptr {control}")
    if not body.exits and not body.returns:
        return
    code = fn.val(f"load i64, ptr {gep(fn, control, 8)}")
    done = fn.block("endrange")
    labels = [fn.block("leave") for _ in body.exits]
    cases = [(str(i + 1), label) for i, label in enumerate(labels)]
    back = fn.block("return")
    if body.returns:
        cases.append(("-1", back))
    fn.f.switch("i64", code, done, cases)
    for (tok, to), label in zip(body.exits, labels):
        fn.place(label)
        if isinstance(to, str):
            go_to(fn, to)
        else:
            branch_to(fn, tok, to)
    if body.returns:
        fn.place(back)
        return_from(fn)
    fn.place(done)


def branch_to(fn: Fn, tok: str, to: ast.Node) -> None:
    """break or continue of a statement of this function, or of one around the body function."""
    if to in fn.targets:
        leave, again = fn.targets[to]
        fn.f.br(leave if tok == "break" else again)
        return
    body = fn.range_body
    if not isinstance(body, RangeBody):
        raise Unsupported(to.pos, f"{tok} without a target")
    _leave(fn, body, tok, to)


def go_to(fn: Fn, label: str) -> None:
    """goto: to a label of this function, or of one around the body function."""
    body = fn.range_body
    if isinstance(body, RangeBody) and label not in body.labels:
        _leave(fn, body, "goto", label)
    else:
        fn.f.br(goto_label(fn, label))


def _labels(node: ast.Node) -> frozenset[str]:
    """The labels in a body, not those of function literals in it."""
    found: set[str] = set()
    left = [node]
    while left:
        n = left.pop()
        if type(n) is ast.LabeledStmt:
            found.add(n.label.value)
        left += [c for c in ast.children(n) if type(c) is not ast.FuncLit]
    return frozenset(found)


def _leave(fn: Fn, body: RangeBody, tok: str, to: ast.Node | str) -> None:
    if (tok, to) not in body.exits:
        body.exits.append((tok, to))
    fn.emit(f"store i64 {body.exits.index((tok, to)) + 1}, ptr {gep(fn, body.control, 8)}")
    _stop(fn, body)


def return_from(fn: Fn) -> None:
    """Return from the function in which the loop stands; its results are in their places."""
    body = fn.range_body
    if not isinstance(body, RangeBody):
        return_now(fn)
        return
    body.returns = True
    fn.emit(f"store i64 -1, ptr {gep(fn, body.control, 8)}")
    _stop(fn, body)


def _stop(fn: Fn, body: RangeBody) -> None:
    fn.emit(f"store i64 {DONE}, ptr {body.control}")
    fn.f.ret("i1", "false")


def _write_body(outer: Fn, s: ast.RangeStmt, name: str, sig: T.Signature, kinds: list[tuple[Var, T.Type, bool]],
                offsets: list[int], results: int) -> RangeBody:  # fmt: skip
    """The body's function."""
    prog = outer.prog
    params: list[str] = []
    got: list[tuple[T.Type, tuple[str, ...]]] = []
    for i, v in enumerate(sig.params.vars):
        lls = param_lls(prog, v.type)
        ops = tuple([f"%p.{i}.{j}" for j in range(len(lls))])
        params += [f"{ll} {op}" for ll, op in zip(lls, ops)]
        got.append((v.type, ops))
    fn = begin(prog, name, "i1", params, info=outer.info, subst=outer.subst, source=outer.source,
               line=outer.line, ctx=True)  # fmt: skip
    fn.ctx, fn.literal, fn.escapes, fn.results = "%ctx", outer.literal, outer.escapes, outer.results
    debugvars.settling(fn)
    for (v, t, val), off in zip(kinds, offsets):
        address = gep(fn, "%ctx", off)
        if val and not fn.lay(t).mem and not fn.lay(t).arrays:
            fn.env[v] = Place(SSA, load(fn, t, address))
        elif val:
            fn.env[v] = Place(MEM, (address,))
        else:
            fn.env[v] = Place(MEM, (fn.val(f"load ptr, ptr {address}"),))
        debugvars.elsewhere(fn, v, t, address if val else fn.env[v].ops[0])
    debugvars.settled(fn)
    extra = [fn.val(f"load ptr, ptr {gep(fn, '%ctx', off)}") for off in offsets[len(kinds) :]]
    body = RangeBody(extra[0], _labels(s.body))
    fn.range_body = body
    if outer.result_places is not None:
        fn.result_places = [Place(MEM, (p,)) for p in extra[1 : 1 + results]]
    if outer.panicbuf:
        fn.panicbuf, body.defer_head = extra[1 + results], extra[2 + results]
    fn.defer_loop = 1
    if not s.define:
        _bind(fn, s, got)  # before anything else, as gc does
    state = fn.val(f"load i64, ptr {body.control}")
    fn.emit(f"store i64 {EXECUTING}, ptr {body.control}")
    check(fn, fn.val(f"icmp ne i64 {state}, {READY}"), "state", lambda: panic(fn, "panicrangestate", state))
    if s.define:
        _bind(fn, s, got)
    again, leave = fn.block("continue"), fn.block("break")
    fn.targets[s] = (leave, again)
    block(fn, s.body.stmts)
    fn.br(again)
    fn.place(again)
    fn.emit(f"store i64 {READY}, ptr {body.control}")
    fn.f.ret("i1", "true")
    fn.place(leave)
    _stop(fn, body)
    finish(fn)
    return body


def _bind(fn: Fn, s: ast.RangeStmt, got: list[tuple[T.Type, V]]) -> None:
    """Give the clause's variables their values. Those that are assigned get theirs one after the other: gc does so here, and only here."""
    for x, (t, v) in zip(s.lhs, got):
        if not (type(x) is ast.Name and x.value == "_"):
            assign_clause(fn, s, [(x, t, v)])


def assign_clause(fn: Fn, s: ast.RangeStmt, got: list[tuple[ast.Expr, T.Type, V]]) -> None:
    """Declare or assign the variables of a range clause. All operands on the left are evaluated before any is assigned."""
    if s.define:
        for x, _, v in got:
            obj = fn.info.defs.get(x)  # type: ignore[arg-type]
            if type(obj) is Var and s in fn.info.shared_loops:
                store_place(fn, fn.canon(obj.type), v, fn.env[obj])
            elif type(obj) is Var:
                declare_var(fn, obj, fn.canon(obj.type), v)
        return
    hoist(fn, *(x for x, _, _ in got))
    setters = [target(fn, x) for x, _, _ in got]
    for (want, put), (_, t, v) in zip(setters, got):
        if want is not None:
            put(implicit(fn, v, t, want))
