"""Statements and whole functions of the typed tree as LLVM IR.

Invariants: every local is an alloca (LLVM's mem2reg makes values of them); parameters are stored into theirs at
entry. After a terminator the rest of a block is dead and not emitted.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from rt0.rtlang.compile.emit_expr import (
    Emitter,
    FunctionState,
    address,
    apply,
    branch,
    c_type,
    expr,
    load,
    splits,
    store,
)
from rt0.rtlang.compile.emit_intrin import clear, copy, trap
from rt0.rtlang.compile.emit_types import scalar
from rt0.rtlang.compile.statements import breaks, never_returns
from rt0.rtlang.compile.tree import (
    Assert,
    Assign,
    AugAssign,
    Break,
    Continue,
    Do,
    Expr,
    For,
    If,
    Instance,
    Load,
    Local,
    Place,
    Return,
    Stmt,
    Unpack,
    While,
    Zero,
)
from rt0.rtlang.vocab_types import Array, Float, Int, Struct, Tuple, Type, Void

BY_MEMORY = 64
"""Structs over so many bytes, and all arrays, are copied and cleared in memory instead of as values."""

OWN_HELPERS = frozenset(("memcpy", "memmove", "memset", "memcmp", "bcmp"))
"""What LLVM calls by name: in their own bodies it must not see its idioms."""


def emit_function(e: Emitter, instance: Instance) -> None:
    """Define a checked instance in the module."""
    func = instance.func
    flags = func.marks.flags
    types = e.types
    c = "cabi" in flags
    if c:
        params = [f"{c_type(types, p.type)} %a{i}" for i, p in enumerate(instance.params)]
        result = c_type(types, instance.result)
        prefix, _, result = result.rpartition(" ") if result.startswith(("zeroext", "signext")) else ("", "", result)
    else:
        params = [f"{types.register(p.type)} %a{i}" for i, p in enumerate(instance.params)]
        params.append("ptr swiftself %g")
        prefix, result = "", types.register(instance.result)
    file, unit = debug_file(e, func.file)
    scope = e.module.debug_function(instance.symbol, file, func.node.lineno, unit, optimized=e.optimized)
    f = e.module.function(
        instance.symbol,
        result,
        params,
        cc="" if c else "swiftcc",
        prefix=prefix,
        attributes=attributes(instance, e.inline),
        section=f".text.{instance.symbol}" if e.sections else "",
        scope=scope,
    )
    f.at(func.node.lineno)
    s = FunctionState(e, f, instance, "null" if c else "%g")
    if instance.sets_g:
        s.g, s.g_slot = f.alloca("ptr", name="g"), True
        f.emit(f"store ptr null, ptr {s.g}")
    for i, p in enumerate(instance.params):
        p.slot = alloca(s, p)
        store(s, p.type, f"%a{i}", p.slot)
    for v in instance.locals:
        v.slot = alloca(s, v)
        if v.nested:
            set_zero(s, v.type, v.slot)
    block(s, instance.before)
    if instance.enter is not None:
        expr(s, instance.enter)
    block(s, instance.body)
    if f.open:
        if "noreturn" in flags:
            trap(s)  # its callers were compiled on its word
        elif isinstance(instance.result, Void):
            _leave(s)
            f.ret()
        else:
            f.unreachable()
    f.finish()


def attributes(instance: Instance, inline: bool = True) -> str:
    """The LLVM attributes of a definition."""
    flags = instance.func.marks.flags
    words = ["nounwind", '"frame-pointer"="non-leaf"']
    if splits(flags):
        words.append('"split-stack"')
    if "inline" in flags and (inline or instance.func.marks.row is None):
        words.append("alwaysinline")
    elif "noinline" in flags or instance.own_frame or not inline:
        words.append("noinline")
        if not inline and not instance.body and "inline" not in flags:
            words.append("optnone")  # else calls of a function that does nothing are dropped, and with them the function
    for word in ("cold", "noreturn", "returns_twice"):
        if word in flags:
            words.append(word)
    if instance.symbol in OWN_HELPERS:
        words.append('"no-builtins"')
    return " ".join(words)


def debug_file(e: Emitter, path: str) -> tuple[str, str]:
    """(DIFile, DICompileUnit) of a source file; shown from the package's folder on."""
    found = e.files.get(path)
    if found is None:
        marker = os.sep + "rt0" + os.sep
        at = path.rfind(marker)
        if at >= 0:
            shown, directory = path[at + 1 :], path[:at]
        else:
            directory, shown = os.path.split(path)
        file = e.module.debug_file(shown, directory)
        found = e.files[path] = (file, e.module.debug_unit(file, optimized=e.optimized))
    return found


def alloca(s: FunctionState, v: Local) -> str:
    """The stack slot of a local."""
    align = v.type.align if isinstance(v.type, (Struct, Array)) else 0
    return s.f.alloca(s.e.types.memory(v.type), align, name=v.name)


def set_zero(s: FunctionState, t: Type, slot: str) -> None:
    """Zero a place."""
    if by_memory(t):
        clear(s, slot, str(t.size))
    elif isinstance(t, (Struct, Tuple)):
        s.f.emit(f"store {s.e.types.memory(t)} zeroinitializer, ptr {slot}")
    else:
        zero: Any = 0.0 if isinstance(t, Float) else 0
        text = scalar(t, zero, memory=True) if isinstance(t, (Int, Float)) else None
        if text is None:
            text = "null" if s.e.types.memory(t) == "ptr" else "0"
        s.f.emit(f"store {s.e.types.memory(t)} {text}, ptr {slot}")


def by_memory(t: Type) -> bool:
    """Whether values of the type are moved in memory rather than in registers."""
    return isinstance(t, Array) or (isinstance(t, Struct) and t.size > BY_MEMORY)


def block(s: FunctionState, body: list[Stmt]) -> None:
    """The statements of a block, up to the first that ends it."""
    f = s.f
    for node in body:
        if not f.open:
            return
        f.at(node.line)
        _STMT[type(node)](s, node)


def assign(s: FunctionState, p: Place, v: Expr) -> None:
    """Store a value in a place."""
    t = p.type
    if by_memory(t):
        if type(v) is Zero:
            clear(s, address(s, p), str(t.size))
            return
        if type(v) is Load:
            source = address(s, v.place)
            copy(s, address(s, p), source, t.size)
            return
    value = expr(s, v)
    if s.f.open:
        store(s, t, value, address(s, p))


def _assign(s: FunctionState, node: Assign) -> None:
    assign(s, node.place, node.value)


def _augassign(s: FunctionState, node: AugAssign) -> None:
    at = address(s, node.place)
    old = load(s, node.place.type, at)
    store(s, node.place.type, apply(s, node.place.type, node.op, old, node.value), at)


def _unpack(s: FunctionState, node: Unpack) -> None:
    v = expr(s, node.value)
    t = node.value.type
    assert isinstance(t, Tuple)
    for i, p in enumerate(node.places):
        if p is not None:
            part = s.f.value(f"extractvalue {s.e.types.memory(t)} {v}, {i}")
            store(s, p.type, part, address(s, p))


def _do(s: FunctionState, node: Do) -> None:
    expr(s, node.value)
    if s.f.open and never_returns(node.value):
        s.f.unreachable()


def _if(s: FunctionState, node: If) -> None:
    f = s.f
    then, done = f.block("then"), f.block("fi")
    other = f.block("else") if node.other else done
    branch(s, node.cond, then, other)
    f.place(then)
    block(s, node.then)
    if f.open:
        f.br(done)
        reached = True
    else:
        reached = False
    if node.other:
        f.place(other)
        block(s, node.other)
        reached = reached or f.open
        if not reached:
            return
    f.place(done)


def _while(s: FunctionState, node: While) -> None:
    f = s.f
    top, body, done = f.block("while"), f.block("body"), f.block("done")
    f.place(top)
    if node.cond is None:
        f.br(body)
    else:
        branch(s, node.cond, body, done)
    f.place(body)
    s.loops.append((top, done))
    block(s, node.body)
    s.loops.pop()
    if f.open:
        f.br(top)
    f.place(done)
    if node.cond is None and not breaks(node.body):
        f.unreachable()


def _for(s: FunctionState, node: For) -> None:
    """A hidden counter runs, the variable is set from it in each round; the bounds are evaluated once."""
    f = s.f
    t = node.var.type
    assert isinstance(t, Int)
    ty = f"i{t.bits}"
    start, stop = expr(s, node.start), expr(s, node.stop)
    counter = f.alloca(ty, name="counter")
    f.emit(f"store {ty} {start}, ptr {counter}")
    top, body, following, done = f.block("for"), f.block("body"), f.block("next"), f.block("done")
    f.place(top)
    i = f.value(f"load {ty}, ptr {counter}")
    sign = "s" if t.signed else "u"
    f.cond_br(f.value(f"icmp {sign}{'lt' if node.step > 0 else 'gt'} {ty} {i}, {stop}"), body, done)
    f.place(body)
    f.emit(f"store {ty} {i}, ptr {node.var.slot}")
    s.loops.append((following, done))
    block(s, node.body)
    s.loops.pop()
    if f.open:
        f.br(following)
    f.place(following)
    f.at(node.line)
    if abs(node.step) > 1:
        # The next value may pass the type's end: leave when the distance that is left is not over the step.
        gap = f.value(f"sub {ty} {stop}, {i}" if node.step > 0 else f"sub {ty} {i}, {stop}")
        more = f.block("step")
        f.cond_br(f.value(f"icmp ugt {ty} {gap}, {abs(node.step)}"), more, done)
        f.place(more)
    f.emit(f"store {ty} {f.value(f'add {ty} {i}, {t.wrap(node.step)}')}, ptr {counter}")
    f.br(top)
    f.place(done)


def _break(s: FunctionState, node: Break) -> None:
    s.f.br(s.loops[-1][1])


def _continue(s: FunctionState, node: Continue) -> None:
    s.f.br(s.loops[-1][0])


def _leave(s: FunctionState) -> None:
    if s.instance.leave is not None:
        expr(s, s.instance.leave)


def _return(s: FunctionState, node: Return) -> None:
    instance = s.instance
    if node.value is None:
        _leave(s)
        s.f.ret()
        return
    v = expr(s, node.value)
    if instance.leave is not None:
        if instance.result_local is not None:
            store(s, instance.result, v, instance.result_local.slot)
        _leave(s)
    s.f.ret(s.e.types.register(instance.result), v)


def _assert(s: FunctionState, node: Assert) -> None:
    f = s.f
    failed, fine = f.block("assert"), f.block("holds")
    branch(s, node.cond, fine, failed, (2000, 1))
    f.place(failed)
    if node.throw is not None:
        expr(s, node.throw)
        f.unreachable()
    else:
        trap(s)
    f.place(fine)


_STMT: dict[type, Callable[[FunctionState, Any], None]] = {
    Assign: _assign,
    AugAssign: _augassign,
    Unpack: _unpack,
    Do: _do,
    If: _if,
    While: _while,
    For: _for,
    Break: _break,
    Continue: _continue,
    Return: _return,
    Assert: _assert,
}
