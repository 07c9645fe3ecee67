"""for range over integers, slices, arrays, strings, maps, channels and functions.

The operand is evaluated once. Variables that the statement declares are new for each iteration; in a file of a language
before Go 1.22 (`Info.shared_loops`) they are declared once, and each iteration assigns to them.
"""

from __future__ import annotations

from collections.abc import Callable

from rt0.base.errors import InternalError
from rt0.lower import arith
from rt0.lower.chans import chan_type, receive_into
from rt0.lower.convert import borrowed
from rt0.lower.eval import hoist, place, scalar, value
from rt0.lower.fn import (
    MEM,
    Fn,
    V,
    clear,
    copy,
    gep,
    load,
    nil_check,
    place_address,
    runtime_call,
    temp,
    zero,
)
from rt0.lower.funcs import declare_var
from rt0.lower.places import element
from rt0.lower.rangefunc import assign_clause, lower_range_func
from rt0.lower.stmts import lower_block
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.objects import Var

HITER_SIZE = 128


def lower_range(fn: Fn, s: ast.RangeStmt) -> None:
    """Dispatch on what is ranged over."""
    fn.revive()
    fn.at(s.pos)
    hoist(fn, s.x)
    t = fn.typ(s.x)
    u = fn.tab.under(t)
    if s.define and s in fn.info.shared_loops:
        for var in _declared(fn, s):
            declare_var(fn, var, fn.canon(var.type), zero(fn, fn.canon(var.type)))
    if fn.tab.is_integer(t):
        _range_int(fn, s, t)
    elif fn.tab.is_string(t):
        _range_string(fn, s)
    elif type(u) is T.Slice:
        v = borrowed(fn, s.x, t)
        _range_elements(fn, s, u.elem, v[0], v[1])
    elif type(u) is T.Array:
        _range_array(fn, s, t, u)
    elif type(u) is T.Pointer:
        array = fn.tab.under(u.base)
        assert type(array) is T.Array
        p = value(fn, s.x)[0]
        if _used(s, 1):
            nil_check(fn, p)
        _range_elements(fn, s, array.elem, p, str(array.length))
    elif type(u) is T.Map:
        _range_map(fn, s, t, u)
    elif type(u) is T.Chan:
        _range_chan(fn, s, t)
    elif type(u) is T.Signature:
        lower_range_func(fn, s, u)
    else:
        raise InternalError(f"{fn.name}: range over something unknown", s.pos)


def _used(s: ast.RangeStmt, number: int) -> bool:
    """Whether variable `number` of the clause is there and not blank."""
    if len(s.lhs) <= number:
        return False
    x = s.lhs[number]
    return not (type(x) is ast.Name and x.value == "_")


def _declared(fn: Fn, s: ast.RangeStmt) -> list[Var]:
    """The variables that the clause declares, blank ones left out."""
    found = [fn.info.defs.get(x) for i, x in enumerate(s.lhs) if _used(s, i)]  # type: ignore[arg-type]
    return [v for v in found if type(v) is Var]


def _bind(fn: Fn, s: ast.RangeStmt, got: list[tuple[T.Type, Callable[[], V]]]) -> None:
    """Give the clause's variables their values of this iteration; values that are not wanted are not made."""
    wanted = [(s.lhs[i], t, make()) for i, (t, make) in enumerate(got) if _used(s, i)]
    assign_clause(fn, s, wanted)


def _body(fn: Fn, s: ast.RangeStmt, again: str, done: str) -> None:
    fn.targets[s] = (done, again)
    fn.defer_loop += 1
    lower_block(fn, s.body)
    fn.defer_loop -= 1
    fn.br(again)


class _Counter:
    """A hidden index from 0 up to a limit."""

    __slots__ = ("slot", "head", "body", "post", "done", "ll", "index")

    def __init__(self, fn: Fn, ll: str) -> None:
        self.ll = ll
        self.slot = fn.f.alloca(ll, 0, "i")
        fn.emit(f"store {ll} 0, ptr {self.slot}")
        self.head, self.body, self.post, self.done = (
            fn.block("range"), fn.block("body"), fn.block("post"), fn.block("endrange"),
        )  # fmt: skip
        self.index = ""

    def begin(self, fn: Fn, limit: str, signed: bool = True) -> None:
        """The head: leave when the limit is reached."""
        fn.place(self.head)
        self.index = fn.val(f"load {self.ll}, ptr {self.slot}")
        word = "slt" if signed else "ult"
        fn.f.cond_br(fn.val(f"icmp {word} {self.ll} {self.index}, {limit}"), self.body, self.done)
        fn.place(self.body)

    def end(self, fn: Fn, s: ast.RangeStmt, wrap: str = "nuw nsw") -> None:
        """The body and the step."""
        _body(fn, s, self.post, self.done)
        fn.place(self.post)
        fn.emit(f"store {self.ll} {fn.val(f'add {wrap} {self.ll} {self.index}, 1')}, ptr {self.slot}")
        fn.f.br(self.head)
        fn.place(self.done)


def _range_int(fn: Fn, s: ast.RangeStmt, t: T.Type) -> None:
    if s.lhs and _used(s, 0) and s.define:
        obj = fn.info.defs.get(s.lhs[0])  # type: ignore[arg-type]
        if type(obj) is Var:
            t = fn.canon(obj.type)
    n = scalar(fn, s.x)
    signed = fn.tab.is_signed(t)
    c = _Counter(fn, arith.ll_of(fn, t))
    c.begin(fn, n, signed)
    _bind(fn, s, [(t, lambda: (c.index,))])
    c.end(fn, s, "nsw" if signed else "nuw")


def _range_elements(fn: Fn, s: ast.RangeStmt, elem: T.Type, base: str, n: str) -> None:
    c = _Counter(fn, "i64")
    c.begin(fn, n)
    _bind(fn, s, [
        (fn.tab.basic(T.INT), lambda: (c.index,)),
        (elem, lambda: load(fn, elem, element(fn, elem, base, c.index))),
    ])  # fmt: skip
    c.end(fn, s)


def _range_array(fn: Fn, s: ast.RangeStmt, t: T.Type, u: T.Array) -> None:
    """The array is copied when its elements are asked for: the loop does not see later changes."""
    base = "null"
    if _used(s, 1):
        here = place(fn, s.x)
        base = place_address(fn, t, here)
        if here.kind == MEM and fn.lay(t).size:
            fresh = temp(fn, t)
            copy(fn, t, base, fresh)
            base = fresh
    elif _calls(s.x):
        value(fn, s.x)  # its length is known, and yet it is no constant: it is evaluated
    _range_elements(fn, s, u.elem, base, str(u.length))


def _calls(x: ast.Expr) -> bool:
    """Whether x contains a call or a receive operation, so that len(x) is no constant (specification, "Length and capacity")."""
    return any(isinstance(node, ast.Call) or (isinstance(node, ast.Unary) and node.op == "<-") for node in ast.walk(x))


def _range_string(fn: Fn, s: ast.RangeStmt) -> None:
    p, n = value(fn, s.x)
    slot = fn.f.alloca("i64", 8, "i")
    after = fn.f.alloca("i64", 8, "next")
    fn.emit(f"store i64 0, ptr {slot}")
    head, body, post, done = fn.block("range"), fn.block("body"), fn.block("post"), fn.block("endrange")
    fn.place(head)
    index = fn.val(f"load i64, ptr {slot}")
    fn.f.cond_br(fn.val(f"icmp slt i64 {index}, {n}"), body, done)
    fn.place(body)
    byte = fn.val(f"load i8, ptr {fn.val(f'getelementptr inbounds i8, ptr {p}, i64 {index}')}")
    quick = fn.val(f"zext i8 {byte} to i32")
    following = fn.val(f"add nuw nsw i64 {index}, 1")
    slow, both = fn.block("rune"), fn.block("char")
    ascii_arm = fn.f.current
    fn.f.cond_br(fn.val(f"icmp slt i8 {byte}, 0"), slow, both)
    fn.place(slow)
    rune, end = runtime_call(fn, "decoderune", p, n, index)
    slow_arm = fn.f.current
    fn.f.br(both)
    fn.place(both)
    r = fn.f.phi("i32", [(quick, ascii_arm), (rune, slow_arm)])
    e = fn.f.phi("i64", [(following, ascii_arm), (end, slow_arm)])
    fn.emit(f"store i64 {e}, ptr {after}")
    _bind(fn, s, [(fn.tab.basic(T.INT), lambda: (index,)), (fn.tab.basic(T.INT32), lambda: (r,))])
    _body(fn, s, post, done)
    fn.place(post)
    fn.emit(f"store i64 {fn.val(f'load i64, ptr {after}')}, ptr {slot}")
    fn.f.br(head)
    fn.place(done)


def _range_map(fn: Fn, s: ast.RangeStmt, t: T.Type, u: T.Map) -> None:
    m = scalar(fn, s.x)
    it = fn.f.alloca(f"[{HITER_SIZE} x i8]", 8, "hiter")
    clear(fn, HITER_SIZE, 8, it)
    runtime_call(fn, "mapiterinit", fn.prog.descriptor(t), m, it)
    head, body, post, done = fn.block("range"), fn.block("body"), fn.block("post"), fn.block("endrange")
    fn.place(head)
    key = fn.val(f"load ptr, ptr {it}")
    fn.f.cond_br(fn.val(f"icmp eq ptr {key}, null"), done, body)
    fn.place(body)
    elem = fn.val(f"load ptr, ptr {gep(fn, it, 8)}") if _used(s, 1) else ""
    _bind(fn, s, [(u.key, lambda: load(fn, u.key, key)), (u.elem, lambda: load(fn, u.elem, elem))])
    _body(fn, s, post, done)
    fn.place(post)
    fn.at(s.pos)
    runtime_call(fn, "mapiternext", it)
    fn.f.br(head)
    fn.place(done)


def _range_chan(fn: Fn, s: ast.RangeStmt, t: T.Type) -> None:
    elem = chan_type(fn, t).elem
    c = scalar(fn, s.x)
    head, body, done = fn.block("range"), fn.block("body"), fn.block("endrange")
    fn.place(head)
    fn.at(s.pos)
    v, ok = receive_into(fn, c, elem)
    fn.f.cond_br(ok[0], body, done)
    fn.place(body)
    _bind(fn, s, [(elem, lambda: v)])
    _body(fn, s, head, done)
    fn.place(done)

