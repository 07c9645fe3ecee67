"""Intrinsics: their arguments and types. What they compile to is emit_intrin.py, what they mean in Python interp/.

Each function has the signature (body, call node, name, wanted type) and gives a value. The tables at the end say which
intrinsic is checked by which.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from rt0.rtlang.compile.body import Body, coerce, fields_of, spell
from rt0.rtlang.compile.expressions import address, condition, operand, place, type_of, value
from rt0.rtlang.compile.program import slot_filler
from rt0.rtlang.compile.tree import Bitcast, Comp, Const, Convert, Expr, Intrin, Operand, PtrAdd, Text, Zero
from rt0.rtlang.vocab_marks import Slot
from rt0.rtlang.vocab_types import (
    BOOL,
    Bool,
    Float,
    Fn,
    Int,
    Ptr,
    Struct,
    Type,
    i64,
    pointer_to,
    u8,
    u64,
    uintptr,
    void,
)

Checker = Callable[[Body, ast.Call, str, "Type | None"], Operand]


def arguments(b: Body, node: ast.Call, name: str, least: int, most: int | None = None) -> list[ast.expr]:
    """The positional arguments, `least` to `most` of them."""
    most = least if most is None else most
    count = len(node.args) + len(node.keywords)
    if node.keywords or not least <= count <= most:
        expected = str(least) if least == most else f"{least} to {most}"
        b.refuse(node, "RT009", f"{name}: found {count} arguments, expected {expected}")
    return node.args


def pointer(b: Body, node: ast.expr, name: str) -> Expr:
    """A pointer value, of any element."""
    e = value(b, node, None)
    if not isinstance(e.type, Ptr):
        b.refuse(node, "RT005", f"{name}: found {e.type}, expected a pointer")
    return e


def raw_pointer(b: Body, node: ast.expr, name: str) -> Expr:
    """A pointer or uintptr, as ptr[void]."""
    found = operand(b, node, pointer_to(void))
    e = coerce(b, found, pointer_to(void) if type(found) is Comp and found.value is None else None, node)
    if e.type is uintptr or isinstance(e.type, (Ptr, Fn)):
        return Convert(pointer_to(void), e)
    return b.refuse(node, "RT005", f"{name}: found {e.type}, expected a pointer or uintptr")


def size(b: Body, node: ast.expr, name: str) -> Expr:
    """A count of bytes: any integer, as u64 by its own sign."""
    found = operand(b, node, u64)
    e = coerce(b, found, u64 if type(found) is Comp else None, node)
    if not isinstance(e.type, Int):
        b.refuse(node, "RT005", f"{name}: found {e.type}, expected an integer")
    return e if e.type is u64 else Convert(u64, e)


def integer(b: Body, node: ast.expr, name: str) -> Expr:
    """An integer of any type; constants are u64."""
    found = operand(b, node, None)
    e = coerce(b, found, u64 if type(found) is Comp else None, node)
    if not isinstance(e.type, Int):
        b.refuse(node, "RT005", f"{name}: found {e.type}, expected an integer")
    return e


# Addresses and conversions.


def _addr(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    (arg,) = arguments(b, node, name, 1)
    return address(b, place(b, arg, name))


def _add(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    p, n = arguments(b, node, name, 2)
    base = pointer(b, p, name)
    found = operand(b, n, i64)
    count = coerce(b, found, i64 if type(found) is Comp else None, n)
    if not isinstance(count.type, Int):
        b.refuse(n, "RT005", f"add: found {count.type}, expected a number of bytes")
    return PtrAdd(base.type, base, count)


def _cast(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    first, second = arguments(b, node, name, 2)
    t = type_of(b, first)
    found = operand(b, second, t)
    if not (isinstance(t, (Ptr, Fn)) or t is uintptr):
        b.refuse(first, "RT012", f"cast: found {t}, expected a pointer type, fn, cfn or uintptr")
    if type(found) is Comp:
        if found.value is None:
            return Const(t, 0 if t is uintptr else None)
        if type(found.value) is int:
            return Convert(t, coerce(b, found, uintptr, second))
    e = coerce(b, found, None, second)
    if not (isinstance(e.type, (Ptr, Fn)) or e.type is uintptr):
        b.refuse(second, "RT012", f"cast: found {e.type}, expected a pointer, function or uintptr")
    return e if e.type is t else Convert(t, e)


def _bitcast(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    first, second = arguments(b, node, name, 2)
    t = type_of(b, first)
    e = value(b, second, None)
    kinds = (Int, Float)
    if not isinstance(t, kinds) or not isinstance(e.type, kinds) or t.size != e.type.size:
        b.refuse(node, "RT012", f"bitcast: found {e.type} to {t}, expected numbers of one size")
    return Bitcast(t, e)


def _zero(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    args = arguments(b, node, name, 0, 1)
    t = type_of(b, args[0]) if args else want
    if t is None:
        b.refuse(node, "RT005", "zero(): found no expected type here, expected an annotation or zero(T)")
    if isinstance(t, Struct):
        fields_of(b, t, node)
    return Zero(t)


def _cstr(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    (arg,) = arguments(b, node, name, 1)
    found = operand(b, arg, None)
    if type(found) is not Comp or not isinstance(found.value, (str, bytes)):
        b.refuse(node, "RT005", f"cstr: found {spell(arg)}, expected a constant text")
    data = found.value.encode() if isinstance(found.value, str) else found.value
    return Text(pointer_to(u8), data + b"\0")


def _filled(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    (arg,) = arguments(b, node, name, 1)
    found = operand(b, arg, None)
    if type(found) is not Comp or not isinstance(found.value, Slot):
        b.refuse(node, "RT005", f"filled: found {spell(arg)}, expected a slot")
    return Comp(slot_filler(b.program, found.value) is not None)


# Atomics.


def _target(b: Body, node: ast.expr, name: str) -> tuple[Expr, Type]:
    p = pointer(b, node, name)
    assert isinstance(p.type, Ptr)
    t = p.type.elem
    if not isinstance(t, (Int, Ptr, Fn, Bool)):
        b.refuse(node, "RT005", f"{name}: found the address of {t}, expected that of an integer or pointer")
    return p, t


def _atomic_load(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    (arg,) = arguments(b, node, name, 1)
    p, t = _target(b, arg, name)
    return Intrin(t, name, [p], node.lineno)


def _atomic_store(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    first, second = arguments(b, node, name, 2)
    p, t = _target(b, first, name)
    return Intrin(void, name, [p, value(b, second, t)], node.lineno)


def _atomic_exchange(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    first, second = arguments(b, node, name, 2)
    p, t = _target(b, first, name)
    return Intrin(t, name, [p, value(b, second, t)], node.lineno)


def _atomic_rmw(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    first, second = arguments(b, node, name, 2)
    p, t = _target(b, first, name)
    if not isinstance(t, Int):
        b.refuse(first, "RT005", f"{name}: found the address of {t}, expected that of an integer")
    found = operand(b, second, t)
    if type(found) is Comp and type(found.value) is int and -(t.mask + 1) // 2 <= found.value < 0:
        return Intrin(t, name, [p, Const(t, t.wrap(found.value))], node.lineno)  # Xadd(u32, -1)
    return Intrin(t, name, [p, coerce(b, found, t, second)], node.lineno)


def _atomic_cas(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    first, second, third = arguments(b, node, name, 3)
    p, t = _target(b, first, name)
    return Intrin(BOOL, name, [p, value(b, second, t), value(b, third, t)], node.lineno)


# Memory, bits, machine.


def _memmove(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    dst, src, n = arguments(b, node, name, 3)
    args = [raw_pointer(b, dst, name), raw_pointer(b, src, name), size(b, n, name)]
    return Intrin(BOOL if name == "memequal" else void, name, args, node.lineno)


def _memclr(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    p, n = arguments(b, node, name, 2)
    return Intrin(void, name, [raw_pointer(b, p, name), size(b, n, name)], node.lineno)


def _bits(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    (arg,) = arguments(b, node, name, 1)
    e = integer(b, arg, name)
    return Intrin(e.type, name, [e], node.lineno)


def _mulhi(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    first, second = arguments(b, node, name, 2)
    return Intrin(u64, name, [value(b, first, u64), value(b, second, u64)], node.lineno)


def _sqrt(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    (arg,) = arguments(b, node, name, 1)
    e = value(b, arg, None if not isinstance(want, Float) else want)
    if not isinstance(e.type, Float):
        b.refuse(node, "RT005", f"sqrt: found {e.type}, expected f64 or f32")
    return Intrin(e.type, name, [e], node.lineno)


def _hint(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    (arg,) = arguments(b, node, name, 1)
    c = condition(b, arg)
    if type(c) is Comp:
        return c
    return Intrin(BOOL, name, [c], node.lineno)  # type: ignore[list-item]


def _effect(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    arguments(b, node, name, 0)
    return Intrin(void, name, [], node.lineno)


def _procyield(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    (arg,) = arguments(b, node, name, 1)
    return Intrin(void, name, [size(b, arg, name)], node.lineno)


def _prefetch(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    (arg,) = arguments(b, node, name, 1)
    return Intrin(void, name, [raw_pointer(b, arg, name)], node.lineno)


def _word(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    arguments(b, node, name, 0)
    if name.startswith("get"):
        b.instance.own_frame = True
    t = i64 if name == "cputicks" else uintptr
    return Intrin(t, name, [], node.lineno)


def _stackalloc_local(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    (arg,) = arguments(b, node, name, 1)
    n = operand(b, arg, None)
    if type(n) is not Comp or type(n.value) is not int or n.value <= 0:
        b.refuse(node, "RT005", f"stackalloc_local: found {spell(arg)}, expected a constant number of bytes > 0")
    return Intrin(pointer_to(u8), name, [], node.lineno, n.value)


def _setg(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    (arg,) = arguments(b, node, name, 1)
    if "cabi" not in b.func.marks.flags or b.program.g is None:
        b.refuse(node, "RT023", "setg: found a function that has its g, expected a @cabi function")
    b.has_g = b.instance.sets_g = True
    return Intrin(void, name, [value(b, arg, pointer_to(b.program.g))], node.lineno)


def _syscall(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    args: list[Expr] = []
    for a in arguments(b, node, name, 1, 7):
        found = operand(b, a, i64)
        if type(found) is Comp and found.value is None:
            args.append(Const(u64, 0))
            continue
        if type(found) is Comp and type(found.value) is int:
            args.append(Const(u64, u64.wrap(found.value)))
            continue
        e = coerce(b, found, None, a)
        if not isinstance(e.type, (Int, Ptr, Fn)):
            b.refuse(a, "RT005", f"syscall: found {e.type}, expected integers or pointers")
        args.append(e if e.type is u64 else Convert(u64, e))
    return Intrin(i64, name, args, node.lineno)


def intrinsic_minmax(b: Body, node: ast.Call, name: str, want: Type | None) -> Operand:
    """min(a, b) and max(a, b) of two numbers of one type."""
    first, second = arguments(b, node, name, 2)
    left = operand(b, first, want)
    right = operand(b, second, want)
    if type(left) is Comp and type(right) is Comp:
        return Comp(min(left.value, right.value) if name == "min" else max(left.value, right.value))
    if type(left) is Comp:
        rv = coerce(b, right, None, second)
        lv = coerce(b, left, rv.type, first)
    else:
        lv = coerce(b, left, None, first)
        rv = coerce(b, right, lv.type, second)
    if not isinstance(lv.type, Int):
        b.refuse(node, "RT008", f"{name}: found {lv.type}, expected integers")
    return Intrin(lv.type, name, [lv, rv], node.lineno)


INTRINSICS: dict[str, Checker] = {
    "addr": _addr,
    "add": _add,
    "cast": _cast,
    "bitcast": _bitcast,
    "zero": _zero,
    "cstr": _cstr,
    "filled": _filled,
    "syscall": _syscall,
    "setg": _setg,
    "procyield": _procyield,
    "publicationBarrier": _effect,
    "ctz": _bits,
    "clz": _bits,
    "popcount": _bits,
    "bswap": _bits,
    "mulhi": _mulhi,
    "memmove": _memmove,
    "memclr": _memclr,
    "memequal": _memmove,
    "cputicks": _word,
    "getcallerpc": _word,
    "getcallersp": _word,
    "getfp": _word,
    "sqrt": _sqrt,
    "likely": _hint,
    "unlikely": _hint,
    "unreachable": _effect,
    "breakpoint": _effect,
    "prefetch": _prefetch,
    "stackalloc_local": _stackalloc_local,
    "atomic.Load": _atomic_load,
    "atomic.LoadAcq": _atomic_load,
    "atomic.Store": _atomic_store,
    "atomic.StoreRel": _atomic_store,
    "atomic.Xadd": _atomic_rmw,
    "atomic.Xchg": _atomic_exchange,
    "atomic.Cas": _atomic_cas,
    "atomic.CasRel": _atomic_cas,
    "atomic.Or": _atomic_rmw,
    "atomic.And": _atomic_rmw,
    "atomic.fence": _effect,
}
