"""Maps: lookup, assignment, deletion. Keys of 4 and 8 bytes and strings take the runtime's fast forms."""

from __future__ import annotations

from rt0.base.errors import InternalError
from rt0.lower.convert import borrowed
from rt0.lower.eval import scalar
from rt0.lower.fn import Fn, V, load, runtime_call, spill
from rt0.lower.ifaces import zero_memory
from rt0.syntax import ast
from rt0.types import types as T

ZERO_VAL_SIZE = 1024


def map_type(fn: Fn, t: T.Type) -> T.Map:
    """The underlying map type."""
    u = fn.tab.under(t)
    if type(u) is not T.Map:
        raise InternalError(f"{fn.name}: not a map")
    return u


def fast_form(fn: Fn, key: T.Type) -> str:
    """Which fast form a key type takes: "32", "64", "str", or "" for none."""
    if fn.tab.is_string(key):
        return "str"
    lay = fn.lay(key)
    u = fn.tab.under(key)
    if lay.scalar and (fn.tab.is_integer(key) or type(u) in (T.Pointer, T.Chan) or fn.tab.kind(key) == T.UNSAFE_POINTER):
        return {4: "32", 8: "64"}.get(lay.size, "")
    return ""


def _operation(fn: Fn, name: str, t: T.Type, m: str, key: V) -> V:
    """Call mapaccess1, mapaccess2, mapassign or mapdelete in the form for the key."""
    kt = map_type(fn, t).key
    form = fast_form(fn, kt)
    desc = fn.prog.descriptor(t)
    if form:
        if fn.lay(kt).leaves[0][0] == "ptr" and form == "64":
            key = (fn.val(f"ptrtoint ptr {key[0]} to i64"),)
        return runtime_call(fn, f"{name}_fast{form}", desc, m, *key)
    return runtime_call(fn, name, desc, m, spill(fn, kt, key))


def lookup(fn: Fn, e: ast.Index) -> V:
    """m[k]."""
    t = fn.typ(e.x)
    u = map_type(fn, t)
    m = scalar(fn, e.x)
    key = borrowed(fn, e.indices[0], u.key)
    fn.at(e.pos)
    return load_entry(fn, t, m, key)


def load_entry(fn: Fn, t: T.Type, m: str, key: V) -> V:
    """The value of a key in a map of type t, zero where there is none."""
    u = map_type(fn, t)
    if fn.lay(u.elem).size > ZERO_VAL_SIZE:
        return _lookup_big(fn, t, u, m, key)[0]
    return load(fn, u.elem, _operation(fn, "mapaccess1", t, m, key)[0])


def lookup2(fn: Fn, e: ast.Index) -> list[V]:
    """v, ok := m[k]."""
    t = fn.typ(e.x)
    u = map_type(fn, t)
    m = scalar(fn, e.x)
    key = borrowed(fn, e.indices[0], u.key)
    fn.at(e.pos)
    if fn.lay(u.elem).size > ZERO_VAL_SIZE:
        return _lookup_big(fn, t, u, m, key)
    p, ok = _operation(fn, "mapaccess2", t, m, key)
    return [load(fn, u.elem, p), (ok,)]


def _lookup_big(fn: Fn, t: T.Type, u: T.Map, m: str, key: V) -> list[V]:
    """A value larger than the runtime's zero value: read-only zeroes of our own when the key is not there."""
    p, ok = _operation(fn, "mapaccess2", t, m, key)
    return [(fn.val(f"select i1 {ok}, ptr {p}, ptr {zero_memory(fn, u.elem)}"),), (ok,)]


def assign_slot(fn: Fn, t: T.Type, m: str, key: V) -> str:
    """The address of the value of a key, which is made if it is not there; panics for a nil map."""
    return _operation(fn, "mapassign", t, m, key)[0]


def delete(fn: Fn, t: T.Type, m: str, key: V) -> None:
    """delete(m, key)."""
    _operation(fn, "mapdelete", t, m, key)


def length(fn: Fn, m: str) -> str:
    """len(m): the first word of the map, 0 for nil."""
    before, some, done = fn.f.current, fn.block("map"), fn.block("len")
    fn.f.cond_br(fn.val(f"icmp eq ptr {m}, null"), done, some)
    fn.place(some)
    n = fn.val(f"load i64, ptr {m}")
    fn.f.br(done)
    fn.place(done)
    return fn.f.phi("i64", [("0", before), (n, some)])

