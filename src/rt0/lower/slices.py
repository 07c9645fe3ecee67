"""Slices and strings: slice expressions, append, copy, make.

Checks are Go's, in its order (max, then high, then low), each with its own panic. The pointer of an empty result must not
point past its object (it would keep the next object alive, or be lost): it is advanced only when the new capacity is not 0.
"""

from __future__ import annotations

from rt0.base.errors import InternalError
from rt0.lower import arith, lending
from rt0.lower.calls import frame_or_heap
from rt0.lower.convert import borrowed
from rt0.lower.escape import SMALL_MAKE
from rt0.lower.eval import converted, place, scalar, value
from rt0.lower.fn import (
    MEM,
    Fn,
    V,
    check,
    clear,
    load_place,
    nil_check,
    panic,
    place_address,
    private,
    runtime_call,
    store,
)
from rt0.lower.places import element, index_value
from rt0.lower.prove import proven
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import MODE_BUILTIN, MODE_NIL


def lower_slice(fn: Fn, e: ast.SliceExpr) -> V:
    """x[lo:hi] and x[lo:hi:max]."""
    t = fn.typ(e.x)
    u = fn.tab.under(t)
    if fn.tab.is_string(t):
        return _slice_string(fn, e)
    if type(u) is T.Slice:
        base = load_place(fn, t, place(fn, e.x))
        elem, p, n, cap = u.elem, base[0], base[1], base[2]
        word = "Acap"
    else:
        if type(u) is T.Pointer:
            array = fn.tab.under(u.base)
            p = scalar(fn, e.x)
            nil_check(fn, p)
        else:
            array = u
            here = place(fn, e.x)
            p = here.ops[0] if here.kind == MEM else place_address(fn, t, here)
        assert type(array) is T.Array
        elem, n, cap = array.elem, str(array.length), str(array.length)
        word = "Alen"
    lo, lo_u = index_value(fn, e.lo) if e.lo is not None else ("0", False)
    hi, hi_u = index_value(fn, e.hi) if e.hi is not None else (n, False)
    fn.at(e.pos)
    if proven(fn, e):
        return _result(fn, elem, p, lo, hi, cap)
    if e.max is not None:
        top, top_u = index_value(fn, e.max)
        _limit(fn, top, cap, "panicSlice3" + word + _u(top_u))
        _limit(fn, hi, top, "panicSlice3B" + _u(hi_u))
        _limit(fn, lo, hi, "panicSlice3C" + _u(lo_u))
        cap = top
    else:
        if e.hi is not None or word == "Alen":
            _limit(fn, hi, cap, "panicSlice" + word + _u(hi_u))
        _limit(fn, lo, hi, "panicSliceB" + _u(lo_u))
    return _result(fn, elem, p, lo, hi, cap)


def _u(unsigned: bool) -> str:
    return "U" if unsigned else ""


def _limit(fn: Fn, x: str, limit: str, name: str) -> None:
    """Panic unless 0 <= x <= limit."""
    if x == "0" or x == limit or arith.is_literal(x) and arith.is_literal(limit) and 0 <= int(x) <= int(limit):
        return
    bad = fn.val(f"icmp ugt i64 {x}, {limit}")
    check(fn, bad, "slice", lambda: panic(fn, name, x, limit))


def _sub(fn: Fn, x: str, y: str) -> str:
    if y == "0":
        return x
    if arith.is_literal(x) and arith.is_literal(y):
        return str(int(x) - int(y))
    return fn.val(f"sub nuw nsw i64 {x}, {y}")


def _result(fn: Fn, elem: T.Type, p: str, lo: str, hi: str, cap: str) -> V:
    if lo == "0":
        return (p, hi, cap)
    new_cap = _sub(fn, cap, lo)
    size = fn.lay(elem).size
    if size == 0:
        return (p, _sub(fn, hi, lo), new_cap)
    if arith.is_literal(new_cap):
        delta = "0" if new_cap == "0" else str(int(lo) * size)
    else:
        offset = lo if size == 1 else fn.val(f"mul i64 {lo}, {size}")
        empty = fn.val(f"icmp eq i64 {new_cap}, 0")
        delta = fn.val(f"select i1 {empty}, i64 0, i64 {offset}")
    moved = fn.val(f"getelementptr inbounds i8, ptr {p}, i64 {delta}") if delta != "0" else p
    return (moved, _sub(fn, hi, lo), new_cap)


def _slice_string(fn: Fn, e: ast.SliceExpr) -> V:
    p, n = value(fn, e.x)
    lo, lo_u = index_value(fn, e.lo) if e.lo is not None else ("0", False)
    hi, hi_u = index_value(fn, e.hi) if e.hi is not None else (n, False)
    fn.at(e.pos)
    if not proven(fn, e):
        if e.hi is not None:
            _limit(fn, hi, n, "panicSliceAlen" + _u(hi_u))
        _limit(fn, lo, hi, "panicSliceB" + _u(lo_u))
    if lo == "0":
        return (p, hi)
    length = _sub(fn, hi, lo)
    if arith.is_literal(length):
        delta = lo if length != "0" else "0"
    else:
        delta = fn.val(f"select i1 {fn.val(f'icmp eq i64 {length}, 0')}, i64 0, i64 {lo}")
    return (fn.val(f"getelementptr inbounds i8, ptr {p}, i64 {delta}"), length)


# ---- append and copy ------------------------------------------------------------------------------------------------


def lower_append(fn: Fn, e: ast.Call) -> V:
    """append(s, x...) and append(s, t...)."""
    t = fn.typ(e)
    u = fn.tab.under(t)
    assert type(u) is T.Slice
    s = converted(fn, e.args[0], t)
    if e.has_dots:
        made = _made(fn, e.args[1])
        if made is not None:
            return _append_zeros(fn, e, u.elem, s, made)
        source = borrowed(fn, e.args[1], fn.typ(e.args[1])) if not _nil(fn, e.args[1]) else ("null", "0", "0")
        fn.at(e.pos)
        return append_many(fn, u.elem, s, source[0], source[1])
    if len(e.args) == 1:
        return s
    got = []
    for a in e.args[1:]:
        v = converted(fn, a, u.elem)
        if fn.lay(u.elem).mem and len(e.args) > 2:
            v = private(fn, u.elem, v)
        got.append(v)
    fn.at(e.pos)
    p, n, cap = grown(fn, u.elem, s, str(len(got)))
    for i, v in enumerate(got):
        at = n if i == 0 else fn.val(f"add nuw nsw i64 {n}, {i}")
        store(fn, u.elem, v, element(fn, u.elem, p, at))
    return (p, fn.val(f"add nuw nsw i64 {n}, {len(got)}"), cap)


def _made(fn: Fn, e: ast.Expr) -> ast.Expr | None:
    """The n of make([]T, n), if that is what an expression is."""
    e = ast.unparen(e)
    if type(e) is not ast.Call or len(e.args) != 2 or type(e.fun) is not ast.Name:
        return None
    tv = fn.info.types.get(e.fun)
    return e.args[1] if e.fun.value == "make" and tv is not None and tv.mode == MODE_BUILTIN else None


def _append_zeros(fn: Fn, e: ast.Call, elem: T.Type, s: V, length: ast.Expr) -> V:
    """append(s, make([]T, n)...) without the slice that make would give: n zero elements."""
    n, _ = index_value(fn, length)
    size = fn.lay(elem).size
    fn.at(e.args[1].pos)
    check(fn, fn.val(f"icmp slt i64 {n}, 0"), "len", lambda: panic(fn, "panicmakeslicelen"))
    fn.at(e.pos)
    p, old, cap = grown(fn, elem, s, n)
    if size:
        clear(fn, fn.val(f"mul i64 {n}, {size}"), fn.lay(elem).align, element(fn, elem, p, old))
    return (p, fn.val(f"add nuw nsw i64 {old}, {n}"), cap)


def _nil(fn: Fn, e: ast.Expr) -> bool:
    tv = fn.info.types.get(ast.unparen(e))
    return tv is not None and tv.mode == MODE_NIL


def grown(fn: Fn, elem: T.Type, s: V, count: str) -> V:
    """The slice s with room for `count` more: (pointer, OLD length, capacity). The call of growslice is the cold way."""
    p, n, cap = s
    need = fn.val(f"add i64 {n}, {count}")
    more = fn.val(f"icmp ugt i64 {need}, {cap}")
    grow, done = fn.block("grow"), fn.block("room")
    before = fn.f.current
    fn.f.cond_br(more, grow, done, (1, 50))
    fn.place(grow)
    new = runtime_call(fn, "growslice", p, need, cap, count, fn.prog.descriptor(elem))
    arm = fn.f.current
    fn.f.br(done)
    fn.place(done)
    return (
        fn.f.phi("ptr", [(p, before), (new[0], arm)]), n,
        fn.f.phi("i64", [(cap, before), (new[2], arm)]),
    )  # fmt: skip


def append_many(fn: Fn, elem: T.Type, s: V, source: str, count: str) -> V:
    """append(s, t...) with t's pointer and length."""
    p, n, cap = grown(fn, elem, s, count)
    move(fn, elem, element(fn, elem, p, n), source, count)
    return (p, fn.val(f"add nuw nsw i64 {n}, {count}"), cap)


def move(fn: Fn, elem: T.Type, target: str, source: str, count: str) -> None:
    """Copy elements that may overlap."""
    size = fn.lay(elem).size
    if size == 0:
        return
    fn.prog.module.declare("llvm.memmove.p0.p0.i64", "void", "ptr, ptr, i64, i1")
    total = count if size == 1 else fn.val(f"mul i64 {count}, {size}")
    align = fn.lay(elem).align
    fn.emit(f"call void @llvm.memmove.p0.p0.i64(ptr align {align} {target}, ptr align {align} {source}, i64 {total}, "
            "i1 false)")  # fmt: skip


def lower_copy(fn: Fn, e: ast.Call) -> V:
    """copy(dst, src)."""
    t = fn.typ(e.args[0])
    u = fn.tab.under(t)
    assert type(u) is T.Slice
    dst = value(fn, e.args[0])
    src = borrowed(fn, e.args[1], fn.typ(e.args[1]))
    fn.at(e.pos)
    return copy_values(fn, u.elem, dst, src)


def copy_values(fn: Fn, elem: T.Type, dst: V, src: V) -> V:
    """copy of two evaluated operands."""
    less = fn.val(f"icmp slt i64 {dst[1]}, {src[1]}")
    n = fn.val(f"select i1 {less}, i64 {dst[1]}, i64 {src[1]}")
    move(fn, elem, dst[0], src[0], n)
    return (n,)


# ---- make -----------------------------------------------------------------------------------------------------------

STACK_MAKE_LIMIT = 64 * 1024

def lower_make_slice(fn: Fn, e: ast.Call, t: T.Type, u: T.Slice) -> V:
    """make([]T, n) and make([]T, n, cap)."""
    n, _ = index_value(fn, e.args[1])
    cap = index_value(fn, e.args[2])[0] if len(e.args) > 2 else n
    fn.at(e.pos)
    size = fn.lay(u.elem).size
    if (
        fn.escapes is not None and e in fn.escapes.stack_nodes and arith.is_literal(cap)
        and 0 <= int(cap) * size <= STACK_MAKE_LIMIT and (not arith.is_literal(n) or 0 <= int(n) <= int(cap))
    ):  # fmt: skip
        if not arith.is_literal(n):
            _limit_len(fn, n, cap)
        array = fn.tab.array(int(cap), u.elem)
        return (frame_or_heap(fn, e, array, zeroed=True), n, cap)
    room = SMALL_MAKE // size if size and not arith.is_literal(cap) else 0
    if room and fn.escapes is not None and e in fn.escapes.stack_nodes:
        return (_small_make(fn, u.elem, n, cap, room), n, cap)
    return (_lent_make(fn, e, u.elem, n, cap), n, cap)


def _lent_make(fn: Fn, e: ast.Call, elem: T.Type, n: str, cap: str) -> str:
    """The memory of a slice that outlives the frame: the caller's, if it has lent enough, or the heap's."""
    lay = fn.lay(elem)

    def make() -> str:
        return runtime_call(fn, "makeslice", fn.prog.descriptor(elem), n, cap)[0]

    if e not in fn.lent:
        return make()
    room = int(cap) if arith.is_literal(cap) else SMALL_MAKE // lay.size
    fits = "true" if n == cap and arith.is_literal(cap) else fn.val(f"icmp ule i64 {n}, {cap}")
    if not arith.is_literal(cap):
        fits = fn.val(f"and i1 {fits}, {fn.val(f'icmp ule i64 {cap}, {room}')}")
    return lending.or_else(fn, e, room * lay.size, lay.align, make, fits)


def _small_make(fn: Fn, elem: T.Type, n: str, cap: str, room: int) -> str:
    """The memory of a slice that nobody keeps, of a length that is known at run time: in the frame up to `room` elements."""
    lay = fn.lay(elem)
    frame = fn.f.alloca(f"[{room * lay.size} x i8]", lay.align)
    fits = fn.val(f"icmp ule i64 {cap}, {room}")
    if n != cap:
        fits = fn.val(f"and i1 {fits}, {fn.val(f'icmp ule i64 {n}, {cap}')}")
    small, large, done = fn.block("small"), fn.block("large"), fn.block("made")
    fn.f.cond_br(fits, small, large)
    fn.place(small)
    clear(fn, room * lay.size, lay.align, frame)
    fn.f.br(done)
    fn.place(large)
    p = runtime_call(fn, "makeslice", fn.prog.descriptor(elem), n, cap)[0]
    fn.f.br(done)
    fn.place(done)
    return fn.f.phi("ptr", [(frame, small), (p, large)])


def _limit_len(fn: Fn, n: str, cap: str) -> None:
    """As runtime.makeslice: a length above the capacity is the capacity's fault, a negative one its own."""
    check(fn, fn.val(f"icmp slt i64 {n}, 0"), "len", lambda: panic(fn, "panicmakeslicelen"))
    check(fn, fn.val(f"icmp sgt i64 {n}, {cap}"), "cap", lambda: panic(fn, "panicmakeslicecap"))


def lower_clear(fn: Fn, e: ast.Call) -> None:
    """clear(s) of a slice or map."""
    v = value(fn, e.args[0])
    fn.at(e.pos)
    clear_value(fn, fn.typ(e.args[0]), v)


def clear_value(fn: Fn, t: T.Type, v: V) -> None:
    """clear of an evaluated operand of type t."""
    u = fn.tab.under(t)
    if type(u) is T.Map:
        runtime_call(fn, "mapclear", fn.prog.descriptor(t), v[0])
        return
    if type(u) is not T.Slice:
        raise InternalError("clear of something that is no map or slice")
    p, n, _ = v
    size = fn.lay(u.elem).size
    if size:
        clear(fn, fn.val(f"mul i64 {n}, {size}"), fn.lay(u.elem).align, p)

