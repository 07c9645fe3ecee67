"""Conversions T(x) (Go spec, "Conversions") and implicit ones of values that are already evaluated."""

from __future__ import annotations

from rt0.base.errors import InternalError
from rt0.lower import arith, ifaces, names
from rt0.lower.consts import const_value
from rt0.lower.escape import TEXT_ROOM
from rt0.lower.eval import converted, value
from rt0.lower.fn import Fn, V, check, load, panic, runtime_call
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import MODE_TYPE


def lower_conversion(fn: Fn, e: ast.Call) -> V:
    """T(x)."""
    tv = fn.info.types.get(e)
    target = fn.typ(e)
    if tv is not None and tv.value is not None and not fn.tab.is_interface(target):
        return const_value(fn, target, tv.value)
    x = e.args[0]
    if fn.tab.is_interface(target):
        return converted(fn, x, target)
    source = fn.typ(x)
    if source is fn.tab.basic(T.UNTYPED_NIL):
        return converted(fn, x, target)
    known = fn.info.types.get(ast.unparen(x))
    if known is not None and known.value is not None and _numeric(fn, fn.tab.under(target)):
        return const_value(fn, target, known.value)  # a constant converted to a type parameter is exact
    v = value(fn, x)
    fn.at(e.pos)
    if e in fn.given:
        return runtime_call(fn, "slicebytetostringgiven", v[0], v[1])
    return explicit(fn, v, source, target, e)


def frame_text(fn: Fn, node: ast.Node | None, elem: int = 1) -> str:
    """Room in the frame for the string or slice that node makes, TEXT_ROOM elements of a size, or what the caller has lent for it;
    "null" if it may be kept."""
    if node is None or fn.escapes is None or node not in fn.escapes.stack_nodes:
        return fn.lent.get(node, "null") if node is not None else "null"
    return fn.f.alloca(f"[{TEXT_ROOM * elem} x i8]", 8)


def joined(fn: Fn, e: ast.Binary, parts: list[ast.Expr], t: T.Type) -> V:
    """The concatenation e of the parts. Conversions among them are not made: what they would copy is copied once."""
    got, entry = [], "concatstrings"
    for p in parts:
        v = unmade(fn, p, t)
        entry = "concatborrowed" if v is not None else entry
        got.append(value(fn, p) if v is None else v)
    fn.at(e.pos)
    return arith.concat(fn, [g for g in got if g[1] != "0"] or got[:1], frame_text(fn, e), entry)


def borrowed(fn: Fn, e: ast.Expr, target: T.Type) -> V:
    """The value of e as a `target` that is looked at at once and kept by nobody: string(b) of bytes is those bytes, not a copy, and
    so is []byte(s).
    """
    v = unmade(fn, e, target)
    return converted(fn, e, target) if v is None else v


def unmade(fn: Fn, e: ast.Expr, target: T.Type) -> V | None:
    """The operand of a conversion between strings and bytes as what the conversion would make; None if e is no such conversion."""
    call = ast.unparen(e)
    if type(call) is ast.Call and _converts(fn, call) and not fn.tab.is_interface(target):
        tv, x = fn.info.types.get(call), call.args[0]
        wanted, source = fn.tab.under(fn.typ(call)), fn.tab.under(fn.typ(x))
        if tv is None or tv.value is None:
            if fn.tab.is_string(wanted) and type(source) is T.Slice and fn.tab.size(source.elem) == 1:
                return value(fn, x)[:2]
            if fn.tab.is_string(source) and type(wanted) is T.Slice and fn.tab.size(wanted.elem) == 1:
                p, n = value(fn, x)
                return (p, n, n)
    return None


def operands(fn: Fn, x: ast.Expr, y: ast.Expr, target: T.Type) -> tuple[V, V]:
    """Both operands of a comparison in the type `target`. Strings made of bytes are borrowed: where y calls something that changes the
    bytes of x, the comparison sees the change. The specification leaves that order open, and gc does the same."""
    if not fn.tab.is_string(target):
        return converted(fn, x, target), converted(fn, y, target)
    return borrowed(fn, x, target), borrowed(fn, y, target)


def _converts(fn: Fn, e: ast.Call) -> bool:
    tv = fn.info.types.get(ast.unparen(e.fun))
    return tv is not None and tv.mode == MODE_TYPE


def implicit(fn: Fn, v: V, source: T.Type, target: T.Type) -> V:
    """A value assigned to something of type target: only interfaces change it."""
    if source is target or not fn.tab.is_interface(target):
        return v
    return ifaces.convert(fn, v, source, target, None)


def explicit(fn: Fn, v: V, source: T.Type, target: T.Type, node: ast.Node | None = None) -> V:
    """A value converted to a type that is no interface, by the conversion `node`."""
    tab = fn.tab
    su, tu = tab.under(source), tab.under(target)
    if su is tu:
        return v
    if _numeric(fn, su) and _numeric(fn, tu):
        return arith.convert_number(fn, v, source, target)
    if tab.is_string(target):
        return _to_string(fn, v, source, su, node)
    if tab.is_string(source) and type(tu) is T.Slice:
        size = tab.size(tu.elem)
        if size == 1 and arith.is_literal(v[1]) and int(v[1]) <= CONSTANT_LIMIT:
            return _constant_bytes(fn, v, node)
        return runtime_call(fn, "stringtoslicerune" if size == 4 else "stringtoslicebyte", frame_text(fn, node, size), *v)
    if tab.kind(target) == T.UNSAFE_POINTER:
        return (fn.val(f"inttoptr i64 {v[0]} to ptr"),) if tab.is_integer(source) else v
    if tab.kind(source) == T.UNSAFE_POINTER:
        return (fn.val(f"ptrtoint ptr {v[0]} to i64"),) if tab.is_integer(target) else v
    if type(su) is T.Slice and type(tu) is T.Pointer:
        return (_slice_to_array(fn, v, tu.base),)
    if type(su) is T.Slice and type(tu) is T.Array:
        return load(fn, target, _slice_to_array(fn, v, tu))
    if tab.layout(source) == tab.layout(target):
        return v  # types that differ in names or tags only
    raise InternalError(f"{fn.name}: conversion from {names.text(source)} to {names.text(target)}")


CONSTANT_LIMIT = 64 * 1024


def _constant_bytes(fn: Fn, v: V, node: ast.Node | None) -> V:
    """[]byte of a constant: as long as it is, in the frame if nobody keeps it."""
    n = int(v[1])
    if node is not None and fn.escapes is not None and node in fn.escapes.stack_nodes:
        p = fn.f.alloca(f"[{max(n, 1)} x i8]", 1)
    else:
        p = runtime_call(fn, "mallocgc", v[1], "null", "false")[0]
    fn.prog.module.declare("llvm.memcpy.p0.p0.i64", "void", "ptr, ptr, i64, i1")
    if n:
        fn.emit(f"call void @llvm.memcpy.p0.p0.i64(ptr {p}, ptr {v[0]}, i64 {n}, i1 false)")
    return (p, v[1], v[1])


def _numeric(fn: Fn, u: T.Type) -> bool:
    return fn.tab.is_integer(u) or fn.tab.is_float(u) or fn.tab.is_complex(u)


def _to_string(fn: Fn, v: V, source: T.Type, su: T.Type, node: ast.Node | None) -> V:
    if fn.tab.is_string(source):
        return v
    if type(su) is T.Slice:
        if fn.tab.size(su.elem) == 4:
            return runtime_call(fn, "slicerunetostring", frame_text(fn, node), *v)
        return runtime_call(fn, "slicebytetostring", frame_text(fn, node), v[0], v[1])
    wide = arith.resize(fn, v[0], arith.ll_of(fn, source), "i64", fn.tab.is_signed(source))
    return runtime_call(fn, "intstring", frame_text(fn, node), wide)


def _slice_to_array(fn: Fn, v: V, t: T.Type) -> str:
    """The address of a slice's elements as an array, panics when the slice is too short."""
    array = fn.tab.under(t)
    assert type(array) is T.Array
    short = fn.val(f"icmp slt i64 {v[1]}, {array.length}")
    check(fn, short, "short", lambda: panic(fn, "panicSliceConvert", v[1], str(array.length)))
    return v[0]
