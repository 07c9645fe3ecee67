"""The predeclared functions (Go spec, "Built-in functions") and those of package unsafe."""

from __future__ import annotations

from collections.abc import Callable

from rt0.lower import arith, convert, maps, slices
from rt0.lower.calls import frame_or_heap
from rt0.lower.consts import const_value
from rt0.lower.eval import converted, place, scalar, value, values
from rt0.lower.fn import MEM, SSA, Fn, Place, V, check, load_place, panic, runtime_call, store
from rt0.lower.places import index_value
from rt0.lower.program import Unsupported
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import MODE_TYPE, MODE_VALUE, TypeAndValue
from rt0.types.objects import Builtin, Var


def lower_builtin(fn: Fn, e: ast.Call, b: Builtin) -> list[V]:
    """A call of a predeclared function; its results (one or none)."""
    tv = fn.info.types.get(e)
    if tv is not None and tv.value is not None:
        return [const_value(fn, fn.canon(tv.type), tv.value)]
    handler = _TABLE.get(b.id)
    if handler is None:
        raise Unsupported(e.pos, f"the builtin {b.id}")
    if len(e.args) == 1:
        inner = fn.info.types.get(ast.unparen(e.args[0]))
        if inner is not None and type(inner.type) is T.Tuple:
            e = spread(fn, e)
    return handler(fn, e)


def spread(fn: Fn, e: ast.Call) -> ast.Call:
    """println(f()) with f's several results: the same call over fresh variables that hold them."""
    names: list[ast.Expr] = []
    for t, v in values(fn, e.args[0]):
        variable = Var("", t)
        name = ast.Name(e.pos, "")
        fn.info.uses[name] = variable
        fn.info.types[name] = TypeAndValue(MODE_VALUE, t)
        fn.env[variable] = Place(MEM if fn.lay(t).mem else SSA, v)
        names.append(name)
    out = ast.Call(e.pos, e.fun, names, e.has_dots, e.rparen)
    fn.info.types[out] = fn.info.types[e]
    return out


def _length(fn: Fn, e: ast.Call, cap: bool) -> list[V]:
    x = e.args[0]
    t = fn.typ(x)
    u = fn.tab.under(t)
    if type(u) is T.Pointer:  # to an array: only evaluated for its effects
        value(fn, x)
        u = fn.tab.under(u.base)
    elif type(u) is T.Array:
        place(fn, x)
    if type(u) is T.Array:
        return [(str(u.length),)]
    if type(u) is T.Map:
        return [(maps.length(fn, scalar(fn, x)),)]
    if type(u) is T.Chan:
        c = scalar(fn, x)
        fn.at(e.pos)
        return [runtime_call(fn, "chancap" if cap else "chanlen", c)]
    text = None if cap else _text_of_runes(fn, x, u)
    if text is not None:
        return [runtime_call(fn, "countrunes", *value(fn, text))]
    borrowed = convert.unmade(fn, x, t)
    v = load_place(fn, t, place(fn, x)) if borrowed is None else borrowed
    return [(v[2 if cap else 1],)]


def _text_of_runes(fn: Fn, x: ast.Expr, u: T.Type) -> ast.Expr | None:
    """The string s, if x is []rune(s)."""
    e = ast.unparen(x)
    if type(e) is not ast.Call or type(u) is not T.Slice or fn.tab.size(u.elem) != 4:
        return None
    fun = fn.info.types.get(ast.unparen(e.fun))
    return e.args[0] if fun is not None and fun.mode == MODE_TYPE and fn.tab.is_string(fn.typ(e.args[0])) else None


def _make(fn: Fn, e: ast.Call) -> list[V]:
    t = fn.typ(e)
    u = fn.tab.under(t)
    if type(u) is T.Slice:
        return [slices.lower_make_slice(fn, e, t, u)]
    size = index_value(fn, e.args[1])[0] if len(e.args) > 1 else "0"
    fn.at(e.pos)
    desc = fn.prog.descriptor(t)
    if type(u) is T.Map:
        return [runtime_call(fn, "makemap", desc, size, "null")]
    return [runtime_call(fn, "makechan", desc, size)]


def _new(fn: Fn, e: ast.Call) -> list[V]:
    t = fn.typ(e)
    assert type(t) is T.Pointer
    tv = fn.info.types.get(ast.unparen(e.args[0]))
    if tv is not None and tv.mode != MODE_TYPE:  # new(x): a variable with the value of x
        v = converted(fn, e.args[0], t.base)
        fn.at(e.pos)
        p = frame_or_heap(fn, e, t.base)
        store(fn, t.base, v, p)
        return [(p,)]
    fn.at(e.pos)
    return [(frame_or_heap(fn, e, t.base, zeroed=True),)]


def _delete(fn: Fn, e: ast.Call) -> list[V]:
    t = fn.typ(e.args[0])
    m = scalar(fn, e.args[0])
    key = converted(fn, e.args[1], maps.map_type(fn, t).key)
    fn.at(e.pos)
    maps.delete(fn, t, m, key)
    return []


def _clear(fn: Fn, e: ast.Call) -> list[V]:
    slices.lower_clear(fn, e)
    return []


def _close(fn: Fn, e: ast.Call) -> list[V]:
    c = scalar(fn, e.args[0])
    fn.at(e.pos)
    runtime_call(fn, "closechan", c)
    return []


def _panic(fn: Fn, e: ast.Call) -> list[V]:
    any_type = fn.tab.canon(T.EMPTY_INTERFACE)
    v = converted(fn, e.args[0], any_type)
    fn.at(e.pos)
    panic(fn, "gopanic", *v)
    fn.revive()
    return []


def _recover(fn: Fn, e: ast.Call) -> list[V]:
    fn.at(e.pos)
    if fn.range_body is not None:  # gc makes the body of a loop over a function one of its own, which no panic called
        return [("null", "null")]
    fn.prog.module.declare("llvm.frameaddress.p0", "ptr", "i32 immarg")
    frame = fn.val("call ptr @llvm.frameaddress.p0(i32 0)")
    return [runtime_call(fn, "gorecover", frame)]


def _minmax(fn: Fn, e: ast.Call, op: str) -> list[V]:
    t = fn.typ(e)
    got = [convert.implicit(fn, value(fn, a), fn.typ(a), t) for a in e.args]
    fn.at(e.pos)
    best = got[0]
    for v in got[1:]:
        best = _better(fn, t, op, best, v)
    return [best]


def _better(fn: Fn, t: T.Type, op: str, x: V, y: V) -> V:
    """The smaller (op "<") or larger of two; floats treat NaN and the sign of zero as Go does."""
    if fn.tab.is_float(t):
        ll = arith.ll_of(fn, t)
        name = f"llvm.{'minimum' if op == '<' else 'maximum'}.{'f64' if ll == 'double' else 'f32'}"
        fn.prog.module.declare(name, ll, f"{ll}, {ll}")
        return (fn.val(f"call {ll} @{name}({ll} {x[0]}, {ll} {y[0]})"),)
    take = arith.ordered(fn, op, t, y, x)
    return tuple([fn.val(f"select i1 {take}, {ll} {b}, {ll} {a}") for (ll, _), a, b in zip(fn.lay(t).leaves, x, y)])


def _complex(fn: Fn, e: ast.Call) -> list[V]:
    a, b = value(fn, e.args[0]), value(fn, e.args[1])
    return [(a[0], b[0])]


_PRINTERS = {T.BOOL: "printbool", T.STRING: "printstring"}


def _print(fn: Fn, e: ast.Call, newline: bool) -> list[V]:
    got = [(fn.typ(a), value(fn, a)) for a in e.args]
    fn.at(e.pos)
    print_values(fn, got, newline)
    return []


def print_values(fn: Fn, got: list[tuple[T.Type, V]], newline: bool) -> None:
    """print or println of evaluated operands."""
    runtime_call(fn, "printlock")
    for i, (t, v) in enumerate(got):
        if i and newline:
            runtime_call(fn, "printsp")
        _print_one(fn, t, v)
    if newline:
        runtime_call(fn, "printnl")
    runtime_call(fn, "printunlock")


def _print_one(fn: Fn, t: T.Type, v: V) -> None:
    tab = fn.tab
    u = tab.under(t)
    if tab.is_integer(t):
        wide = arith.resize(fn, v[0], arith.ll_of(fn, t), "i64", tab.is_signed(t))
        runtime_call(fn, "printint" if tab.is_signed(t) else "printuint", wide)
    elif tab.is_float(t) and arith.ll_of(fn, t) == "float":
        runtime_call(fn, "printfloat32", *v)
    elif tab.is_complex(t) or tab.is_float(t):
        if arith.ll_of(fn, t) == "float":
            v = tuple([fn.val(f"fpext float {x} to double") for x in v])
        runtime_call(fn, "printcomplex" if tab.is_complex(t) else "printfloat", *v)
    elif tab.kind(t) in _PRINTERS:
        runtime_call(fn, _PRINTERS[tab.kind(t)], *v)
    elif type(u) is T.Interface:
        runtime_call(fn, "printiface" if u.methods else "printeface", *v)
    elif type(u) is T.Slice:
        runtime_call(fn, "printslice", *v)
    else:
        runtime_call(fn, "printpointer", v[0])


# ---- unsafe ---------------------------------------------------------------------------------------------------------


def _unsafe_add(fn: Fn, e: ast.Call) -> list[V]:
    p = scalar(fn, e.args[0])
    n, _ = index_value(fn, e.args[1])
    return [(fn.val(f"getelementptr i8, ptr {p}, i64 {n}"),)]


def _unsafe_slice(fn: Fn, e: ast.Call) -> list[V]:
    p = scalar(fn, e.args[0])
    n, _ = index_value(fn, e.args[1])
    fn.at(e.pos)
    check(fn, fn.val(f"icmp slt i64 {n}, 0"), "len", lambda: panic(fn, "panicunsafeslicelen"))
    pointer = fn.tab.under(fn.typ(e.args[0]))
    assert type(pointer) is T.Pointer
    size = max(1, fn.lay(pointer.base).size)
    # Bytes there are from p to the end of the address space: none where p is nil.
    room = fn.val(f"sub i64 0, {fn.val(f'ptrtoint ptr {p} to i64')}")
    product = fn.val(f"call {{ i64, i1 }} @llvm.umul.with.overflow.i64(i64 {n}, i64 {size})")
    bytes_ = fn.val(f"extractvalue {{ i64, i1 }} {product}, 0")
    over = fn.val(f"extractvalue {{ i64, i1 }} {product}, 1")
    bad = fn.val(f"or i1 {over}, {fn.val(f'icmp ugt i64 {bytes_}, {room}')}")
    no_pointer = fn.val(f"icmp eq ptr {p}, null")
    check(fn, fn.val(f"and i1 {bad}, {no_pointer}"), "nil", lambda: panic(fn, "panicunsafeslicenilptr"))
    check(fn, bad, "len", lambda: panic(fn, "panicunsafeslicelen"))
    return [(p, n, n)]


def _unsafe_string(fn: Fn, e: ast.Call) -> list[V]:
    p = scalar(fn, e.args[0])
    n, _ = index_value(fn, e.args[1])
    fn.at(e.pos)
    check(fn, fn.val(f"icmp slt i64 {n}, 0"), "len", lambda: panic(fn, "panicunsafestringlen"))
    room = fn.val(f"sub i64 0, {fn.val(f'ptrtoint ptr {p} to i64')}")
    bad = fn.val(f"icmp ugt i64 {n}, {room}")
    no_pointer = fn.val(f"icmp eq ptr {p}, null")
    check(fn, fn.val(f"and i1 {bad}, {no_pointer}"), "nil", lambda: panic(fn, "panicunsafestringnilptr"))
    check(fn, bad, "len", lambda: panic(fn, "panicunsafestringlen"))
    return [(p, n)]


def _data(fn: Fn, e: ast.Call) -> list[V]:
    return [value(fn, e.args[0])[:1]]


# Sizes are constants for the checker, except of types that depend on type parameters. Their operand is not evaluated.


def _sizeof(fn: Fn, e: ast.Call) -> list[V]:
    return [(str(fn.lay(fn.typ(e.args[0])).size),)]


def _alignof(fn: Fn, e: ast.Call) -> list[V]:
    return [(str(fn.lay(fn.typ(e.args[0])).align),)]


def _offsetof(fn: Fn, e: ast.Call) -> list[V]:
    x = ast.unparen(e.args[0])
    assert type(x) is ast.Selector
    t = fn.typ(x.x)
    u = fn.tab.under(t)
    if type(u) is T.Pointer:
        t = u.base
    total = 0
    for number in fn.info.selections[x].index:
        u = fn.tab.under(t)
        assert type(u) is T.Struct
        total += fn.lay(t).offsets[number]
        t = u.fields[number].type
    return [(str(total),)]


_TABLE: dict[str, Callable[[Fn, ast.Call], list[V]]] = {
    "append": lambda fn, e: [slices.lower_append(fn, e)],
    "cap": lambda fn, e: _length(fn, e, True),
    "clear": _clear,
    "close": _close,
    "complex": _complex,
    "copy": lambda fn, e: [slices.lower_copy(fn, e)],
    "delete": _delete,
    "imag": lambda fn, e: [value(fn, e.args[0])[1:]],
    "len": lambda fn, e: _length(fn, e, False),
    "make": _make,
    "max": lambda fn, e: _minmax(fn, e, ">"),
    "min": lambda fn, e: _minmax(fn, e, "<"),
    "new": _new,
    "panic": _panic,
    "print": lambda fn, e: _print(fn, e, False),
    "println": lambda fn, e: _print(fn, e, True),
    "real": lambda fn, e: [value(fn, e.args[0])[:1]],
    "recover": _recover,
    "unsafe.Add": _unsafe_add,
    "unsafe.Alignof": _alignof,
    "unsafe.Offsetof": _offsetof,
    "unsafe.Sizeof": _sizeof,
    "unsafe.Slice": _unsafe_slice,
    "unsafe.SliceData": _data,
    "unsafe.String": _unsafe_string,
    "unsafe.StringData": _data,
}
