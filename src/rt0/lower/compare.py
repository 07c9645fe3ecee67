"""Equality: == and != of every type, and the equality and hash functions that descriptors name.

Small values compare leaf by leaf in line; large ones call the function of their type, which is written once
(`type:.eq.NAME`). Types whose equality is that of their bytes share one function a size (`type:.eq.memN`).

A comparison of interfaces compares the type words first and calls the runtime only when they agree (and are not nil).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from rt0.base.errors import InternalError
from rt0.lower import names
from rt0.lower.convert import operands
from rt0.lower.eval import value
from rt0.lower.fn import MEM, Fn, Place, V, declare_entry, finish, gep, load, load_place, panic, runtime_call, spill
from rt0.lower.funcs import begin
from rt0.lower.places import element, field_place
from rt0.lower.program import Prog
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import MODE_NIL

Pair = Callable[[], tuple[V, V]]
"""Loads the same part of two values."""


def lower_equal(fn: Fn, e: ast.Binary) -> str:
    """x == y or x != y as an i1."""
    got = _equal_exprs(fn, e)
    if e.op == "==":
        return got
    if got in ("true", "false"):
        return "false" if got == "true" else "true"
    return fn.val(f"xor i1 {got}, true")


def _is_nil(fn: Fn, e: ast.Expr) -> bool:
    tv = fn.info.types.get(ast.unparen(e))
    return tv is not None and tv.mode == MODE_NIL


def _equal_exprs(fn: Fn, e: ast.Binary) -> str:
    for x, other in ((e.x, e.y), (e.y, e.x)):
        if _is_nil(fn, other):
            if _is_nil(fn, x):
                return "true"
            return fn.val(f"icmp eq ptr {value(fn, x)[0]}, null")
    tx, ty = fn.typ(e.x), fn.typ(e.y)
    t = tx
    if fn.tab.is_interface(ty) and not fn.tab.is_interface(tx):
        t = ty
    elif tx is not ty and fn.tab.is_interface(tx) and fn.tab.is_interface(ty):
        # One of them implements the other, which is the one with fewer methods.
        t = min(tx, ty, key=lambda each: len(fn.tab.under(each).methods))  # type: ignore[attr-defined]
    a, b = operands(fn, e.x, e.y, t)
    fn.at(e.pos)
    return equal(fn, t, a, b)


def equal(fn: Fn, t: T.Type, a: V, b: V) -> str:
    """Whether two values of canonical type t are equal, as an i1."""
    tab = fn.tab
    u = tab.under(t)
    c = type(u)
    if fn.lay(t).mem:
        return call_eq(fn, t, spill(fn, t, a), spill(fn, t, b))
    if c is T.Interface:
        return _equal_interfaces(fn, "efaceeq" if tab.is_empty_interface(t) else "ifaceeq", a, b)
    if c is T.Struct:
        return _equal_parts(fn, [(f.name, f.type) for f in u.fields], a, b)  # type: ignore[attr-defined]
    if c is T.Array:
        return _equal_parts(fn, [("", u.elem)] * u.length, a, b)  # type: ignore[attr-defined]
    if tab.is_string(t):
        return _equal_strings(fn, a, b)
    out = ""
    for (ll, _), x, y in zip(fn.lay(t).leaves, a, b):
        word = "fcmp oeq" if ll in ("float", "double") else "icmp eq"
        one = fn.val(f"{word} {ll} {x}, {y}")
        out = one if not out else fn.val(f"and i1 {out}, {one}")
    return out


def _equal_parts(fn: Fn, parts: list[tuple[str, T.Type]], a: V, b: V) -> str:
    """Fields of one value after those of the other, stopping where they differ."""
    done = fn.block("eq")
    arms: list[tuple[str, str]] = []
    start = 0
    last = "true"
    each: list[tuple[T.Type, Pair]] = []
    for name, t in parts:
        n = len(fn.lay(t).leaves)
        if name != "_" and n != 0:
            each.append((t, partial(_both, a[start : start + n], b[start : start + n])))
        start += n
    for step in _in_order(fn, each):
        if last != "true":
            more = fn.block("more")
            arms.append(("false", fn.f.current))
            fn.f.cond_br(last, more, done)
            fn.place(more)
        last = step()
    if not arms:
        return last
    arms.append((last, fn.f.current))
    fn.f.br(done)
    fn.place(done)
    return fn.f.phi("i1", arms)


def _both(a: V, b: V) -> tuple[V, V]:
    return a, b


def _in_order(fn: Fn, parts: list[tuple[T.Type, Pair]]) -> list[Callable[[], str]]:
    """The comparisons of parts of two values. Between interfaces, whose comparison may panic and is done in the order of the source,
    what costs little goes first, as with gc: numbers, and the lengths of strings before any string's bytes."""
    out: list[Callable[[], str]] = []
    late: list[Callable[[], str]] = []
    for t, pair in parts:
        if _may_panic(fn, t):
            out += [*late, partial(_equal_pair, fn, t, pair)]
            late = []
        elif fn.tab.is_string(t):
            out.append(partial(_same_length, fn, pair))
            late.append(partial(_same_bytes, fn, pair))
        else:
            (late if fn.lay(t).mem else out).append(partial(_equal_pair, fn, t, pair))
    return out + late


def _equal_pair(fn: Fn, t: T.Type, pair: Pair) -> str:
    return equal(fn, t, *pair())


def _same_length(fn: Fn, pair: Pair) -> str:
    a, b = pair()
    return fn.val(f"icmp eq i64 {a[1]}, {b[1]}")


def _same_bytes(fn: Fn, pair: Pair) -> str:
    """Whether two strings that are of one length are equal."""
    a, b = pair()
    return "true" if "0" in (a[1], b[1]) else bytes_equal(fn, a[0], b[0], a[1])


def _may_panic(fn: Fn, t: T.Type) -> bool:
    """Whether comparing values of a type may meet an interface."""
    u = fn.tab.under(t)
    if type(u) is T.Struct:
        return any(_may_panic(fn, f.type) for f in u.fields)
    return type(u) is T.Interface or type(u) is T.Array and _may_panic(fn, u.elem)


def _equal_strings(fn: Fn, a: V, b: V) -> str:
    if a[1] == "0" or b[1] == "0":
        return fn.val(f"icmp eq i64 {b[1] if a[1] == '0' else a[1]}, 0")
    same = fn.val(f"icmp eq i64 {a[1]}, {b[1]}")
    compare, done = fn.block("bytes"), fn.block("eq")
    before = fn.f.current
    fn.f.cond_br(same, compare, done)
    fn.place(compare)
    got = bytes_equal(fn, a[0], b[0], a[1])
    arm = fn.f.current
    fn.f.br(done)
    fn.place(done)
    return fn.f.phi("i1", [("false", before), (got, arm)])


def _equal_interfaces(fn: Fn, entry: str, a: V, b: V) -> str:
    same = fn.val(f"icmp eq ptr {a[0]}, {b[0]}")
    compare, done = fn.block("iface"), fn.block("eq")
    before = fn.f.current
    fn.f.cond_br(same, compare, done)
    fn.place(compare)
    got = runtime_call(fn, entry, a[0], a[1], b[1])[0]
    arm = fn.f.current
    fn.f.br(done)
    fn.place(done)
    return fn.f.phi("i1", [("false", before), (got, arm)])


def bytes_equal(fn: Fn, p: str, q: str, n: str) -> str:
    """Whether n bytes are equal. bcmp is the runtime's; LLVM knows what it means and compares few bytes in line."""
    fn.prog.module.declare("bcmp", "i32", "ptr, ptr, i64", "", "nounwind willreturn memory(argmem: read)")
    got = fn.val(f"call i32 @bcmp(ptr {p}, ptr {q}, i64 {n})")
    return fn.val(f"icmp eq i32 {got}, 0")


def call_eq(fn: Fn, t: T.Type, p: str, q: str) -> str:
    """Compare two values in memory by their type's function, or by their bytes."""
    if fn.tab.regular_memory(t):
        return bytes_equal(fn, p, q, str(fn.lay(t).size))
    return fn.val(f"call swiftcc i1 {eq_func(fn.prog, t)}(ptr {p}, ptr {q}, ptr swiftself %g)")


# ---- the functions of descriptors -----------------------------------------------------------------------------------


def eq_func(prog: Prog, t: T.Type) -> str:
    """The reference of `bool(ptr, ptr, g)` for a comparable type; "null" for others."""
    if not prog.tab.comparable(t):
        return "null"
    if prog.tab.regular_memory(t):
        size = prog.tab.size(t)
        return prog.request(f"type:.eq.mem{size}", lambda: _write_eq_mem(prog, size))
    t = _alg_type(prog, t)
    name = f"type:.eq.{names.link(t)}"
    return prog.request(name, lambda: _write_eq(prog, t, name))


def _alg_type(prog: Prog, t: T.Type) -> T.Type:
    """The type whose functions t shares: its underlying type."""
    u = prog.tab.under(t)
    return prog.tab.canon(T.EMPTY_INTERFACE) if type(u) is T.Interface and not u.methods else u


def _write_eq_mem(prog: Prog, size: int) -> None:
    fn = begin(prog, f"type:.eq.mem{size}", "i1", ["ptr %p", "ptr %q"])
    if size in (1, 2, 4, 8):
        ll = f"i{size * 8}"
        x, y = fn.val(f"load {ll}, ptr %p"), fn.val(f"load {ll}, ptr %q")
        got = fn.val(f"icmp eq {ll} {x}, {y}")
    elif size == 0:
        got = "true"
    else:
        got = bytes_equal(fn, "%p", "%q", str(size))
    fn.f.ret("i1", got)
    finish(fn)


def _write_eq(prog: Prog, t: T.Type, name: str) -> None:
    fn = begin(prog, name, "i1", ["ptr %p", "ptr %q"])
    u = prog.tab.under(t)
    lay = prog.tab.layout(t)
    if type(u) is T.Struct and lay.mem:
        _eq_fields(fn, t, u)
    elif type(u) is T.Array and lay.mem:
        _eq_elements(fn, u)
    else:
        fn.f.ret("i1", equal(fn, t, load(fn, t, "%p"), load(fn, t, "%q")))
    finish(fn)


def _eq_fields(fn: Fn, t: T.Type, u: T.Struct) -> None:
    def load_field(i: int) -> tuple[V, V]:
        x, y = (load_place(fn, u.fields[i].type, field_place(fn, t, Place(MEM, (base,)), i)) for base in ("%p", "%q"))
        return x, y

    parts: list[tuple[T.Type, Pair]] = [(f.type, partial(load_field, i)) for i, f in enumerate(u.fields) if f.name != "_"]
    for step in _in_order(fn, parts):
        _go_on_if(fn, step(), "i1", "false")
    fn.f.ret("i1", "true")


def _go_on_if(fn: Fn, same: str, ll: str, otherwise: str) -> None:
    more, stop = fn.block("more"), fn.block("stop")
    fn.f.cond_br(same, more, stop)
    fn.place(stop)
    fn.f.ret(ll, otherwise)
    fn.place(more)


def _eq_elements(fn: Fn, u: T.Array) -> None:
    index = _loop_head(fn, u.length)
    x = load(fn, u.elem, element(fn, u.elem, "%p", index))
    y = load(fn, u.elem, element(fn, u.elem, "%q", index))
    _go_on_if(fn, equal(fn, u.elem, x, y), "i1", "false")
    _loop_end(fn, index)
    fn.f.ret("i1", "true")


def _loop_head(fn: Fn, length: int) -> str:
    """Begin a loop over 0..length-1; the index operand. `_loop_end` closes it."""
    slot = fn.f.alloca("i64", 8, "i")
    fn.emit(f"store i64 0, ptr {slot}")
    head, body, done = fn.block("head"), fn.block("body"), fn.block("done")
    fn.place(head)
    index = fn.val(f"load i64, ptr {slot}")
    fn.f.cond_br(fn.val(f"icmp slt i64 {index}, {length}"), body, done)
    fn.place(body)
    fn.labels["·loop"] = f"{slot} {head} {done}"
    return index


def _loop_end(fn: Fn, index: str) -> None:
    slot, head, done = fn.labels["·loop"].split()
    fn.emit(f"store i64 {fn.val(f'add i64 {index}, 1')}, ptr {slot}")
    fn.f.br(head)
    fn.place(done)


# ---- hashing --------------------------------------------------------------------------------------------------------

_HASHERS = {
    T.STRING: "strhash", T.FLOAT32: "f32hash", T.FLOAT64: "f64hash", T.COMPLEX64: "c64hash", T.COMPLEX128: "c128hash",
}  # fmt: skip


def hash_func(prog: Prog, t: T.Type) -> str:
    """The reference of `u64(ptr, u64 seed, g)` for a comparable type; "null" for others."""
    tab = prog.tab
    if not tab.comparable(t):
        return "null"
    if tab.regular_memory(t):
        size = tab.size(t)
        if size in (4, 8):  # the fast forms of map operations hash so
            return declare_entry(prog, f"memhash{size * 8}")[0]
        return prog.request(f"type:.hash.mem{size}", lambda: _write_hash_mem(prog, size))
    t = _alg_type(prog, t)
    if tab.kind(t) in _HASHERS:
        return declare_entry(prog, _HASHERS[tab.kind(t)])[0]
    if tab.is_interface(t):
        return declare_entry(prog, "nilinterhash" if tab.is_empty_interface(t) else "interhash")[0]
    name = f"type:.hash.{names.link(t)}"
    return prog.request(name, lambda: _write_hash(prog, t, name))


def _write_hash_mem(prog: Prog, size: int) -> None:
    fn = begin(prog, f"type:.hash.mem{size}", "i64", ["ptr %p", "i64 %seed"])
    fn.f.ret("i64", runtime_call(fn, "memhash", "%p", "%seed", str(size))[0])
    finish(fn)


def _write_hash(prog: Prog, t: T.Type, name: str) -> None:
    fn = begin(prog, name, "i64", ["ptr %p", "i64 %seed"])
    u = prog.tab.under(t)
    if type(u) is T.Struct:
        h = "%seed"
        for f, off in zip(u.fields, prog.tab.layout(t).offsets):
            if f.name != "_":
                h = _hash_part(fn, f.type, gep(fn, "%p", off), h)
        fn.f.ret("i64", h)
    elif type(u) is T.Array:
        slot = fn.f.alloca("i64", 8, "h")
        fn.emit(f"store i64 %seed, ptr {slot}")
        index = _loop_head(fn, u.length)
        h = _hash_part(fn, u.elem, element(fn, u.elem, "%p", index), fn.val(f"load i64, ptr {slot}"))
        fn.emit(f"store i64 {h}, ptr {slot}")
        _loop_end(fn, index)
        fn.f.ret("i64", fn.val(f"load i64, ptr {slot}"))
    else:
        raise InternalError(f"hash function of {names.link(t)}")
    finish(fn)


def _hash_part(fn: Fn, t: T.Type, address: str, seed: str) -> str:
    ref = hash_func(fn.prog, t)
    if ref == "null":
        panic(fn, "panicnil", "0")
    return fn.val(f"call swiftcc i64 {ref}(ptr {address}, i64 {seed}, ptr swiftself %g)")

