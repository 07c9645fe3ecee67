"""Expressions of the typed tree as LLVM instructions.

`expr` gives the operand text of a value, `address` that of a place's address, `branch` jumps on a condition without
making a value of it. One function a node, found by a table.

Invariants: a bool value is i1; loads and stores of bools go through i8. Every emitted call of a runtime function
passes the hidden g last.

Where to read next: emit_stmt.py, emit_intrin.py, rt0/abi/ir.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rt0.abi.ir import Function, Module, symbol
from rt0.base.errors import InternalError
from rt0.base.records import dataclass, field
from rt0.rtlang.compile.emit_types import Types, scalar, text_value
from rt0.rtlang.compile.program import Program
from rt0.rtlang.compile.tree import (
    AddrOf,
    Binary,
    Bind,
    Bitcast,
    Call,
    CallPtr,
    Choose,
    Compare,
    Const,
    Convert,
    Deref,
    ElemPlace,
    Expr,
    Extract,
    FieldPlace,
    FuncAddr,
    GetG,
    Instance,
    Intrin,
    Load,
    LocalPlace,
    Logic,
    Make,
    Not,
    OnSystemStack,
    Place,
    PtrAdd,
    PtrIndex,
    StaticPlace,
    Text,
    Zero,
)
from rt0.rtlang.vocab_types import Bool, Float, Fn, Int, Ptr, Struct, Tuple, Type, Void

SWITCH = "runtime.systemstack_switch"
"""The assembly function swiftcc (ptr thunk, ptr args, ptr swiftself g) that runs thunk(args) on g0."""


@dataclass(slots=True, eq=False)
class Emitter:
    """What all functions of one module share."""

    program: Program
    module: Module
    types: Types
    optimized: bool
    declared: set[str] = field(default_factory=set)
    thunks: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Source file -> (DIFile, DICompileUnit)."""
    sections: bool = True
    inline: bool = True


@dataclass(slots=True, eq=False)
class FunctionState:
    """One function being emitted."""

    e: Emitter
    f: Function
    instance: Instance
    g: str
    """The operand of the hidden g: `%g`; in a @cabi function the slot that setg fills, or `null`."""
    g_slot: bool = False
    loops: list[tuple[str, str]] = field(default_factory=list)
    """(label of continue, label of break) of the loops around."""


def expr(s: FunctionState, node: Expr) -> str:
    """The operand of a value."""
    return _EXPR[type(node)](s, node)


def hidden_g(s: FunctionState) -> str:
    """The operand of the g that calls pass on."""
    if s.g_slot:
        return s.f.value(f"load ptr, ptr {s.g}")
    return s.g


def _const(s: FunctionState, node: Const) -> str:
    return scalar(node.type, node.value)


def _zero(s: FunctionState, node: Zero) -> str:
    t = node.type
    if isinstance(t, Int):
        return "0"
    if isinstance(t, (Ptr, Fn)):
        return "null"
    if isinstance(t, Bool):
        return "false"
    return scalar(t, 0.0) if isinstance(t, Float) else "zeroinitializer"


def _text(s: FunctionState, node: Text) -> str:
    if isinstance(node.type, Ptr):
        return s.e.module.constant_bytes(node.data)
    return text_value(s.e.module, node.data)


def _func_addr(s: FunctionState, node: FuncAddr) -> str:
    return declaration(s.e, node.instance)


def _get_g(s: FunctionState, node: GetG) -> str:
    return hidden_g(s)


def load(s: FunctionState, t: Type, pointer: str) -> str:
    """The value at an address."""
    if isinstance(t, Bool):
        byte = s.f.value(f"load i8, ptr {pointer}")
        return s.f.value(f"trunc nuw i8 {byte} to i1")
    return s.f.value(f"load {s.e.types.memory(t)}, ptr {pointer}")


def store(s: FunctionState, t: Type, v: str, pointer: str) -> None:
    """Put a value at an address."""
    if isinstance(t, Bool):
        byte = v if v in ("0", "1") else {"true": "1", "false": "0"}.get(v) or s.f.value(f"zext i1 {v} to i8")
        s.f.emit(f"store i8 {byte}, ptr {pointer}")
        return
    s.f.emit(f"store {s.e.types.memory(t)} {v}, ptr {pointer}")


def _load(s: FunctionState, node: Load) -> str:
    return load(s, node.type, address(s, node.place))


def _addr_of(s: FunctionState, node: AddrOf) -> str:
    return address(s, node.place)


# Places.


def address(s: FunctionState, p: Place) -> str:
    """The operand of a place's address."""
    kind = type(p)
    if kind is LocalPlace:
        return p.local.slot  # type: ignore[union-attr]
    if kind is Deref:
        return expr(s, p.pointer)  # type: ignore[union-attr]
    if kind is FieldPlace:
        assert isinstance(p, FieldPlace)
        base = address(s, p.base)
        if p.field.offset == 0:
            return base
        index = s.e.types.field_index(p.struct, p.field.index)
        return s.f.value(f"getelementptr inbounds {s.e.types.memory(p.struct)}, ptr {base}, i32 0, i32 {index}")
    if kind is ElemPlace:
        assert isinstance(p, ElemPlace)
        base = address(s, p.base)
        at = index64(s, p.index)
        return s.f.value(f"getelementptr inbounds {s.e.types.memory(p.type)}, ptr {base}, i64 {at}")
    assert isinstance(p, StaticPlace)
    return symbol(s.e.program.static_symbols[p.var])


def index64(s: FunctionState, node: Expr) -> str:
    """An integer value as i64, extended by its own sign."""
    v = expr(s, node)
    t = node.type
    assert isinstance(t, Int)
    if t.bits == 64 or type(node) is Const:
        return v
    return s.f.value(f"{'sext' if t.signed else 'zext'} i{t.bits} {v} to i64")


def _ptr_add(s: FunctionState, node: PtrAdd) -> str:
    p = expr(s, node.pointer)
    return s.f.value(f"getelementptr i8, ptr {p}, i64 {index64(s, node.count)}")


def _ptr_index(s: FunctionState, node: PtrIndex) -> str:
    assert isinstance(node.type, Ptr)
    p = expr(s, node.pointer)
    return s.f.value(f"getelementptr {s.e.types.memory(node.type.elem)}, ptr {p}, i64 {index64(s, node.index)}")


# Arithmetic.

_PLAIN = {"add": "add", "sub": "sub", "mul": "mul", "and": "and", "or": "or", "xor": "xor"}
_FLOAT = {"add": "fadd", "sub": "fsub", "mul": "fmul", "div": "fdiv"}


def _binary(s: FunctionState, node: Binary) -> str:
    left = expr(s, node.left)
    return apply(s, node.type, node.op, left, node.right)


def apply(s: FunctionState, t: Type, op: str, left: str, right_node: Expr) -> str:
    """`left op right`, the right side not evaluated yet."""
    right = expr(s, right_node)
    if isinstance(t, Float):
        return s.f.value(f"{_FLOAT[op]} {s.e.types.memory(t)} {left}, {right}")
    if isinstance(t, Bool):
        return s.f.value(f"{op} i1 {left}, {right}")
    assert isinstance(t, Int)
    plain = _PLAIN.get(op)
    if plain is not None:
        return s.f.value(f"{plain} i{t.bits} {left}, {right}")
    if op == "shl" or op == "shr":
        return _shift(s, t, op, left, right, right_node)
    return _divide(s, t, op, left, right, right_node)


def _shift(s: FunctionState, t: Int, op: str, left: str, right: str, node: Expr) -> str:
    name = "shl" if op == "shl" else "ashr" if t.signed else "lshr"
    bits = t.bits
    if type(node) is Const:
        count = node.value
        if count >= bits:
            if name != "ashr":
                return "0"
            count = bits - 1
        return s.f.value(f"{name} i{bits} {left}, {count}")
    ct = node.type
    assert isinstance(ct, Int)
    fits = s.f.value(f"icmp ult i{ct.bits} {right}, {bits}")
    if name == "ashr":
        right = s.f.value(f"select i1 {fits}, i{ct.bits} {right}, i{ct.bits} {bits - 1}")
    if ct.bits > bits:
        right = s.f.value(f"trunc i{ct.bits} {right} to i{bits}")
    elif ct.bits < bits:
        right = s.f.value(f"zext i{ct.bits} {right} to i{bits}")
    v = s.f.value(f"{name} i{bits} {left}, {right}")
    if name == "ashr":
        return v
    return s.f.value(f"select i1 {fits}, i{bits} {v}, i{bits} 0")


def _divide(s: FunctionState, t: Int, op: str, left: str, right: str, node: Expr) -> str:
    """Floor division: Python's on signed integers."""
    ty = f"i{t.bits}"
    f = s.f
    if not t.signed:
        return f.value(f"{'udiv' if op == 'floordiv' else 'urem'} {ty} {left}, {right}")
    if type(node) is Const and node.value > 0 and node.value & (node.value - 1) == 0:
        if op == "mod":
            return f.value(f"and {ty} {left}, {node.value - 1}")
        return f.value(f"ashr {ty} {left}, {node.value.bit_length() - 1}")
    rest = f.value(f"srem {ty} {left}, {right}")
    inexact = f.value(f"icmp ne {ty} {rest}, 0")
    mixed = f.value(f"icmp slt {ty} {f.value(f'xor {ty} {rest}, {right}')}, 0")
    adjust = f.value(f"and i1 {inexact}, {mixed}")
    if op == "mod":
        return f.value(f"select i1 {adjust}, {ty} {f.value(f'add {ty} {rest}, {right}')}, {ty} {rest}")
    quotient = f.value(f"sdiv {ty} {left}, {right}")
    return f.value(f"add {ty} {quotient}, {f.value(f'sext i1 {adjust} to {ty}')}")


_UNSIGNED = {"eq": "eq", "ne": "ne", "lt": "ult", "le": "ule", "gt": "ugt", "ge": "uge"}
_SIGNED = {"eq": "eq", "ne": "ne", "lt": "slt", "le": "sle", "gt": "sgt", "ge": "sge"}
_ORDERED = {"eq": "oeq", "ne": "une", "lt": "olt", "le": "ole", "gt": "ogt", "ge": "oge"}


def _compare(s: FunctionState, node: Compare) -> str:
    left = expr(s, node.left)
    right = expr(s, node.right)
    t = node.left.type
    if isinstance(t, Float):
        return s.f.value(f"fcmp {_ORDERED[node.op]} {s.e.types.memory(t)} {left}, {right}")
    table = _SIGNED if isinstance(t, Int) and t.signed else _UNSIGNED
    return s.f.value(f"icmp {table[node.op]} {s.e.types.register(t)} {left}, {right}")


def _not(s: FunctionState, node: Not) -> str:
    return s.f.value(f"xor i1 {expr(s, node.value)}, true")


def _logic(s: FunctionState, node: Logic) -> str:
    f = s.f
    left = expr(s, node.left)
    before = f.current
    more, done = f.block("more"), f.block("logic")
    if node.op == "and":
        f.cond_br(left, more, done)
    else:
        f.cond_br(left, done, more)
    f.place(more)
    right = expr(s, node.right)
    after = f.current
    f.br(done)
    f.place(done)
    return f.phi("i1", [("false" if node.op == "and" else "true", before), (right, after)])


def branch(s: FunctionState, node: Expr, then: str, other: str, weights: tuple[int, int] | None = None) -> None:
    """Jump to `then` when the condition holds, else to `other`."""
    kind = type(node)
    if kind is Logic:
        assert isinstance(node, Logic)
        more = s.f.block("and" if node.op == "and" else "or")
        if node.op == "and":
            branch(s, node.left, more, other, weights)
        else:
            branch(s, node.left, then, more, weights)
        s.f.place(more)
        branch(s, node.right, then, other, weights)
    elif kind is Not:
        branch(s, node.value, other, then, (weights[1], weights[0]) if weights else None)  # type: ignore[union-attr]
    elif kind is Intrin and node.name in ("likely", "unlikely"):  # type: ignore[union-attr]
        odds = (2000, 1) if node.name == "likely" else (1, 2000)  # type: ignore[union-attr]
        branch(s, node.args[0], then, other, odds)  # type: ignore[union-attr]
    else:
        s.f.cond_br(expr(s, node), then, other, weights)


def _choose(s: FunctionState, node: Choose) -> str:
    f = s.f
    yes, no, done = f.block("then"), f.block("else"), f.block("chosen")
    branch(s, node.cond, yes, no)
    f.place(yes)
    first = expr(s, node.then)
    first_from = f.current
    f.br(done)
    f.place(no)
    second = expr(s, node.other)
    second_from = f.current
    f.br(done)
    f.place(done)
    return f.phi(s.e.types.register(node.type), [(first, first_from), (second, second_from)])


# Conversions.


def _convert(s: FunctionState, node: Convert) -> str:
    return convert(s, expr(s, node.value), node.value.type, node.type)


def convert(s: FunctionState, v: str, source: Type, t: Type) -> str:
    """A number or pointer as another type."""
    f = s.f
    if isinstance(source, (Ptr, Fn)):
        if isinstance(t, (Ptr, Fn)):
            return v
        assert isinstance(t, Int)
        return f.value(f"ptrtoint ptr {v} to i{t.bits}")
    if isinstance(t, (Ptr, Fn)):
        return f.value(f"inttoptr i64 {v} to ptr")
    if isinstance(source, Bool):
        assert isinstance(t, Int)
        return f.value(f"zext i1 {v} to i{t.bits}")
    if isinstance(source, Int):
        if isinstance(t, Int):
            if t.bits == source.bits:
                return v
            if t.bits < source.bits:
                return f.value(f"trunc i{source.bits} {v} to i{t.bits}")
            return f.value(f"{'sext' if source.signed else 'zext'} i{source.bits} {v} to i{t.bits}")
        word = "sitofp" if source.signed else "uitofp"
        return f.value(f"{word} i{source.bits} {v} to {s.e.types.memory(t)}")
    assert isinstance(source, Float)
    if isinstance(t, Float):
        if t.bits == source.bits:
            return v
        if t.bits > source.bits:
            return f.value(f"fpext float {v} to double")
        return f.value(f"fptrunc double {v} to float")
    assert isinstance(t, Int)
    if source.bits == 32:
        v = f.value(f"fpext float {v} to double")
    return _truncate(s, v, t)


_CVT = "llvm.x86.sse2.cvttsd2si64"


def _truncate(s: FunctionState, v: str, t: Int) -> str:
    """Float to integer as Go does on amd64: cvttsd2si, out of range is the indefinite integer."""
    f = s.f
    if t.signed and t.bits == 32:
        s.e.module.declare("llvm.x86.sse2.cvttsd2si", "i32", "<2 x double>")
        vector = f.value(f"insertelement <2 x double> zeroinitializer, double {v}, i32 0")
        return f.value(f"call i32 @llvm.x86.sse2.cvttsd2si(<2 x double> {vector})")
    s.e.module.declare(_CVT, "i64", "<2 x double>")

    def cvt(x: str) -> str:
        vector = f.value(f"insertelement <2 x double> zeroinitializer, double {x}, i32 0")
        return f.value(f"call i64 @{_CVT}(<2 x double> {vector})")

    low = cvt(v)
    if t.bits == 64 and not t.signed:
        # From 2**63 on the difference is converted and the top bit set, as Go's compiler does.
        high = cvt(f.value(f"fsub double {v}, 0x43E0000000000000"))
        high = f.value(f"xor i64 {high}, -9223372036854775808")
        small = f.value(f"fcmp olt double {v}, 0x43E0000000000000")
        return f.value(f"select i1 {small}, i64 {low}, i64 {high}")
    return low if t.bits == 64 else f.value(f"trunc i64 {low} to i{t.bits}")


def _bitcast(s: FunctionState, node: Bitcast) -> str:
    v = expr(s, node.value)
    a, b = s.e.types.memory(node.value.type), s.e.types.memory(node.type)
    return v if a == b else s.f.value(f"bitcast {a} {v} to {b}")


# Struct and tuple values.


def _extract(s: FunctionState, node: Extract) -> str:
    v = expr(s, node.value)
    t = node.value.type
    if isinstance(t, Tuple):
        return s.f.value(f"extractvalue {s.e.types.memory(t)} {v}, {node.index}")
    assert isinstance(t, Struct)
    index = s.e.types.field_index(t, node.index)
    part = s.f.value(f"extractvalue {s.e.types.memory(t)} {v}, {index}")
    if isinstance(node.type, Bool):
        return s.f.value(f"trunc nuw i8 {part} to i1")
    return part


def _make(s: FunctionState, node: Make) -> str:
    t = node.type
    whole = s.e.types.memory(t)
    parts = [expr(s, p) for p in node.parts]
    v = "zeroinitializer" if isinstance(t, Struct) else "poison"
    for i, (part, p) in enumerate(zip(parts, node.parts, strict=True)):
        if isinstance(t, Struct):
            if type(p) is Zero:
                continue
            index = s.e.types.field_index(t, i)
            if isinstance(p.type, Bool):
                part = s.f.value(f"zext i1 {part} to i8")
            v = s.f.value(f"insertvalue {whole} {v}, {s.e.types.memory(p.type)} {part}, {index}")
        else:
            v = s.f.value(f"insertvalue {whole} {v}, {s.e.types.register(p.type)} {part}, {i}")
    return v


def _bind(s: FunctionState, node: Bind) -> str:
    v = expr(s, node.value)
    store(s, node.type, v, node.local.slot)
    return v


# Calls.


def c_type(s: Types, t: Type) -> str:
    """A parameter or result in C's convention: narrow integers are extended."""
    if isinstance(t, Bool):
        return "zeroext i1"
    if isinstance(t, Int) and t.bits < 32:
        return f"{'signext' if t.signed else 'zeroext'} i{t.bits}"
    return s.register(t)


def declaration(e: Emitter, instance: Instance) -> str:
    """The reference of a function, declared when it is not defined in this module."""
    func = instance.func
    if "asm_func" in func.marks.flags and instance.symbol not in e.declared:
        e.declared.add(instance.symbol)
        flags = func.marks.flags
        attributes = "nounwind"
        for word in ("noreturn", "returns_twice", "cold"):
            if word in flags:
                attributes += " " + word
        if "cabi" in flags:
            params = ", ".join(c_type(e.types, p.type) for p in instance.params)
            e.module.declare(instance.symbol, c_type(e.types, instance.result), params, attributes=attributes)
        else:
            params = ", ".join([*(e.types.register(p.type) for p in instance.params), "ptr swiftself"])
            e.module.declare(instance.symbol, e.types.register(instance.result), params, "swiftcc", attributes)
    return symbol(instance.symbol)


def _call(s: FunctionState, node: Call) -> str:
    args = [(a.type, expr(s, a)) for a in node.args]
    if node.enter is not None:
        expr(s, node.enter)
    result = direct(s, node.instance, args, node.line)
    if node.leave is not None:
        expr(s, node.leave)
    return result


def direct(s: FunctionState, instance: Instance, args: list[tuple[Type, str]], line: int) -> str:
    """A direct call with evaluated arguments."""
    callee = instance.func.marks.flags
    tail = ""
    mine = s.instance.func.marks.flags
    if "inline" not in callee and splits(callee) and not splits(mine):
        # A callee with a stack check must not be inlined where none is made: the frame of a @nosplit function would
        # grow by its frame, unchecked. The other way round is fine, the caller's check covers both.
        tail = " noinline"
    if "returns_twice" in callee:
        tail += " returns_twice"
    s.f.at(line)
    return raw_call(s, "cabi" in callee, declaration(s.e, instance), instance.result, args, tail)


def splits(flags: set[str]) -> bool:
    """Whether a function with these marks has a stack check."""
    return not flags & {"nosplit", "systemstack", "asm_func", "cabi"}


def raw_call(
    s: FunctionState, c: bool, target: str, result: Type, args: list[tuple[Type, str]], tail: str = ""
) -> str:
    """The call instruction in C's or the runtime's convention; the result's operand."""
    types = s.e.types
    if c:
        given = ", ".join(f"{c_type(types, t)} {v}" for t, v in args)
        text = f"call {c_type(types, result)} {target}({given}){tail}"
    else:
        parts = [f"{types.register(t)} {v}" for t, v in args]
        parts.append(f"ptr swiftself {hidden_g(s)}")
        # LLVM 22 crashes when it considers a tail call between conventions that return many registers differently.
        word = "notail call" if "cabi" in s.instance.func.marks.flags else "call"
        text = f"{word} swiftcc {types.register(result)} {target}({', '.join(parts)}){tail}"
    if isinstance(result, Void):
        s.f.emit(text)
        return ""
    return s.f.value(text)


def _call_ptr(s: FunctionState, node: CallPtr) -> str:
    target = expr(s, node.target)
    args = [(a.type, expr(s, a)) for a in node.args]
    s.f.at(node.line)
    return raw_call(s, node.fn.c, target, node.type, args)


def _on_systemstack(s: FunctionState, node: OnSystemStack) -> str:
    """A direct call when already on g0 or gsignal, else a thunk run by the switch."""
    f, types = s.f, s.e.types
    callee = node.call.instance
    args = [(a.type, expr(s, a)) for a in node.call.args]
    result = node.type
    returns = not isinstance(result, Void)
    f.at(node.line)
    g = hidden_g(s)
    m = f.value(f"load ptr, ptr {_g_field(s, g)}")
    here, there, done = f.block("g0"), f.block("switch"), f.block("back")
    maybe = f.block("gsignal")
    g0, gsignal = _m_field(s, m, "g0"), _m_field(s, m, "gsignal")
    f.cond_br(f.value(f"icmp eq ptr {g}, {f.value(f'load ptr, ptr {g0}')}"), here, maybe)
    f.place(maybe)
    f.cond_br(f.value(f"icmp eq ptr {g}, {f.value(f'load ptr, ptr {gsignal}')}"), here, there)
    f.place(here)
    inline = "" if "systemstack" in s.instance.func.marks.flags else " noinline"
    first = raw_call(s, False, declaration(s.e, callee), result, args, inline)
    f.br(done)
    f.place(there)
    parts = [types.memory(t) for t, _ in args] + ([types.memory(result)] if returns else [])
    frame = "{ " + ", ".join(parts) + " }" if parts else "{ i8 }"
    packed = f.alloca(frame)
    for i, (t, v) in enumerate(args):
        store(s, t, v, f.value(f"getelementptr inbounds {frame}, ptr {packed}, i32 0, i32 {i}"))
    s.e.module.declare(SWITCH, "void", "ptr, ptr, ptr swiftself", "swiftcc", "nounwind")
    thunk = systemstack_thunk(s.e, callee, frame)
    if node.enter is not None:
        expr(s, node.enter)
        f.at(node.line)
    f.emit(f"call swiftcc void {symbol(SWITCH)}(ptr {thunk}, ptr {packed}, ptr swiftself {g})")
    if node.leave is not None:
        expr(s, node.leave)
    second = ""
    if returns:
        second = load(s, result, f.value(f"getelementptr inbounds {frame}, ptr {packed}, i32 0, i32 {len(args)}"))
    last = f.current
    f.br(done)
    f.place(done)
    return f.phi(types.register(result), [(first, here), (second, last)]) if returns else ""


def _g_field(s: FunctionState, g: str) -> str:
    t = s.e.program.g
    found = t.field("m") if t is not None else None
    if t is None or found is None or not isinstance(found.type, Ptr) or not isinstance(found.type.elem, Struct):
        raise InternalError("systemstack needs g.m to be a ptr to the struct m")
    index = s.e.types.field_index(t, found.index)
    return s.f.value(f"getelementptr inbounds {s.e.types.memory(t)}, ptr {g}, i32 0, i32 {index}")


def _m_field(s: FunctionState, m: str, name: str) -> str:
    assert s.e.program.g is not None
    g_m = s.e.program.g.field("m")
    assert g_m is not None and isinstance(g_m.type, Ptr) and isinstance(g_m.type.elem, Struct)
    t = g_m.type.elem
    found = t.field(name)
    if found is None:
        raise InternalError(f"systemstack needs a field {name} in struct {t.name}")
    index = s.e.types.field_index(t, found.index)
    return s.f.value(f"getelementptr inbounds {s.e.types.memory(t)}, ptr {m}, i32 0, i32 {index}")


def systemstack_thunk(e: Emitter, callee: Instance, frame: str) -> str:
    """The function that unpacks arguments, calls, and packs the result; made once a callee."""
    name = f"{callee.symbol}.systemstack"
    if name not in e.thunks:
        e.thunks[name] = name
        f = e.module.function(
            name,
            "void",
            ["ptr %args", "ptr swiftself %g"],
            cc="swiftcc",
            linkage="internal",
            attributes='nounwind "frame-pointer"="non-leaf"',
            section=f".text.{name}" if e.sections else "",
        )
        s = FunctionState(e, f, callee, "%g")
        args = []
        for i, p in enumerate(callee.params):
            slot = f.value(f"getelementptr inbounds {frame}, ptr %args, i32 0, i32 {i}")
            args.append((p.type, load(s, p.type, slot)))
        v = raw_call(s, False, declaration(e, callee), callee.result, args)
        if not isinstance(callee.result, Void):
            slot = f.value(f"getelementptr inbounds {frame}, ptr %args, i32 0, i32 {len(args)}")
            store(s, callee.result, v, slot)
        f.ret()
        f.finish()
    return symbol(name)


_EXPR: dict[type, Callable[[FunctionState, Any], str]] = {
    Const: _const,
    Zero: _zero,
    Text: _text,
    FuncAddr: _func_addr,
    GetG: _get_g,
    Load: _load,
    AddrOf: _addr_of,
    Binary: _binary,
    Compare: _compare,
    Not: _not,
    Logic: _logic,
    Choose: _choose,
    Convert: _convert,
    Bitcast: _bitcast,
    PtrAdd: _ptr_add,
    PtrIndex: _ptr_index,
    Extract: _extract,
    Make: _make,
    Bind: _bind,
    Call: _call,
    CallPtr: _call_ptr,
    OnSystemStack: _on_systemstack,
}


def handle_intrinsics(handler: Callable[[FunctionState, Any], str]) -> None:
    """Give the table the handler of intrinsics: emit_intrin.py builds on this module."""
    _EXPR[Intrin] = handler
