"""Functions as values: function literals, declared functions, method values and method expressions.

A func value points to `{code, captures...}`. A literal's code takes the func value as its last ordinary parameter
and loads the captures at entry: variables that nobody assigns to are captured by value, others by their address.
"""

from __future__ import annotations

from rt0.abi.ir import symbol
from rt0.base.errors import InternalError
from rt0.lower import debugvars, names
from rt0.lower.calls import (
    call_method,
    check_wrapped_receiver,
    find_method,
    frame_or_heap,
    instance_args,
    method_receiver,
    origin,
    receiver_of,
)
from rt0.lower.fn import MEM, SSA, Fn, Place, V, finish, gep, load, load_place, nil_check, private, store
from rt0.lower.funcs import begin_wrapper, by_value, func_ref, return_values, write_body
from rt0.lower.methods import Method
from rt0.lower.places import var_place
from rt0.lower.program import Prog
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import METHOD_EXPR
from rt0.types.objects import Func, Var


def capture_types(fn: Fn, captured: list[Var]) -> list[tuple[Var, T.Type, bool]]:
    """For each captured variable its canonical type and whether it is captured by value."""
    return [(v, fn.canon(v.type), by_value(fn, v)) for v in captured]


def closure_shape(fn: Fn, types: list[T.Type]) -> tuple[T.Type, list[int]]:
    """The block type of a func value with these capture types, and the offset of each capture."""
    shape = fn.tab.struct([("F", fn.tab.basic(T.UINTPTR)), *((f"X{i}", t) for i, t in enumerate(types))])
    fn.prog.shapes.add(shape)
    return shape, list(fn.lay(shape).offsets[1:])


def capture_shape(fn: Fn, captured: list[Var]) -> tuple[T.Type, list[int]]:
    """The block type of a literal that captures these variables."""
    word = fn.tab.basic(T.UNSAFE_POINTER)
    return closure_shape(fn, [t if val else word for _, t, val in capture_types(fn, captured)])


def lower_func_lit(fn: Fn, e: ast.FuncLit) -> V:
    """A function literal: request its code, make its func value."""
    captured = list(fn.info.captures.get(e, ()))
    name = literal_name(fn)
    prog, info, subst, escapes = fn.prog, fn.info, fn.subst, fn.escapes
    sig = info.types[e].type
    assert type(sig) is T.Signature
    variables = list(sig.params.vars)
    code = prog.request(
        name, lambda: write_body(prog, name, info, subst, e, e.body, sig, variables, captured, escapes)
    )
    if not captured:
        return (constant_funcval(prog, code, name),)
    shape, offsets = capture_shape(fn, captured)
    block = frame_or_heap(fn, e, shape)
    fn.emit(f"store ptr {code}, ptr {block}")
    for (v, t, val), off in zip(capture_types(fn, captured), offsets):
        here = var_place(fn, v)
        if val:
            store(fn, t, load_place(fn, t, here), gep(fn, block, off))
        elif here.kind == MEM:
            fn.emit(f"store ptr {here.ops[0]}, ptr {gep(fn, block, off)}")
        else:
            raise InternalError(f"{fn.name}: captured variable {v.name} is not in memory", e.pos)
    return (block,)


def literal_name(fn: Fn) -> str:
    """The symbol of the next function literal in fn: Go's main.f.func1, main.f.func1.1 for one inside, main.f-range1.func1 for one in
    the body of a loop over a function."""
    fn.closures += 1
    return f"{fn.name}.{fn.closures}" if fn.literal else f"{fn.name}.func{fn.closures}"


def constant_funcval(prog: Prog, code: str, name: str) -> str:
    """A func value without captures, in read-only data."""
    global_name = name + "·f"
    if not prog.module.has(global_name) and not prog.imported(global_name):
        prog.module.define_global(global_name, "ptr", code, constant=True, linkage="linkonce_odr", align=8)
    return symbol(global_name)


def bind_captures(fn: Fn, captured: list[Var]) -> None:
    """At the entry of a literal: places for the captured variables, loaded from the func value."""
    _, offsets = capture_shape(fn, captured)
    for (v, t, val), off in zip(capture_types(fn, captured), offsets):
        address = gep(fn, "%ctx", off)
        if val:
            debugvars.elsewhere(fn, v, t, address)
            if fn.lay(t).mem or fn.lay(t).arrays:
                fn.env[v] = Place(MEM, (address,))
            else:
                fn.env[v] = Place(SSA, load(fn, t, address))
        else:
            empty = fn.prog.module.metadata("!{}")
            pointer = fn.val(f"load ptr, ptr {address}, !nonnull {empty}, !invariant.load {empty}")
            fn.checked.add(pointer)
            fn.env[v] = Place(MEM, (pointer,))
            debugvars.elsewhere(fn, v, t, pointer)


# ---- declared functions and methods as values -----------------------------------------------------------------------


def function_value(fn: Fn, name: ast.Name, f: Func) -> V:
    """A declared function (or instance) as a value: a constant func value with its own code, which looks at no ctx."""
    targs = instance_args(fn, name)
    ref = func_ref(fn.prog, origin(f), None, targs)
    return (constant_funcval(fn.prog, ref, ref[1:].strip('"')),)


def method_value(fn: Fn, e: ast.Selector, instance: T.Type | None = None) -> V:
    """x.m as a value (the receiver is evaluated and kept now), or T.m (a function of the receiver); of type `instance` where type
    arguments are written behind it."""
    sel = fn.info.selections[e]
    m = find_method(fn, e)
    sig = fn.tab.under(instance or fn.typ(e))
    assert type(sig) is T.Signature
    targs = instance_args(fn, e.sel)
    if sel.kind == METHOD_EXPR:
        return _method_expression(fn, fn.canon(sel.recv), m, sig, targs)
    t, recv = receiver_of(fn, e.x, m)
    prog = fn.prog
    if not m.concrete:
        nil_check(fn, recv[0])
        prog.called_methods.add(m.func.name)
    name = method_symbol(fn, m, targs) + "-fm"
    shape, offsets = closure_shape(fn, [t])
    code = prog.request(name, lambda: _write_method_value(prog, name, m, t, offsets[0], sig, targs))
    block = frame_or_heap(fn, e, shape)
    fn.emit(f"store ptr {code}, ptr {block}")
    store(fn, t, recv, gep(fn, block, offsets[0]))
    return (block,)


def method_symbol(fn: Fn, m: Method, targs: tuple[T.Type, ...]) -> str:
    """A name for wrappers of a method: its symbol, or the interface's name and the method's."""
    if m.concrete:
        assert type(m.owner) is T.Named
        return names.func_symbol(origin(m.func), m.owner, m.func.ptr_recv, targs)
    return f"{names.link(m.owner)}.{m.func.name}"


def _write_method_value(prog: Prog, name: str, m: Method, t: T.Type, offset: int, sig: T.Signature,
                        targs: tuple[T.Type, ...]) -> None:  # fmt: skip
    fn, args = begin_wrapper(prog, name, m.func, sig, [], ctx=True)
    recv = load(fn, t, gep(fn, "%ctx", offset))
    if fn.lay(t).mem:
        recv = private(fn, t, recv)
    return_values(fn, call_method(fn, Method((), m.func, m.owner, False), (t, recv), args, fn.results, targs))
    finish(fn)


def _method_expression(fn: Fn, recv: T.Type, m: Method, sig: T.Signature, targs: tuple[T.Type, ...]) -> V:
    prog = fn.prog
    name = f"{names.link(recv)}.{m.func.name}·x" + ("[" + ",".join(names.link(t) for t in targs) + "]" if targs else "")
    if type(recv) is T.Pointer:
        name = f"(*{names.link(recv.base)}).{m.func.name}·x"

    def write() -> None:
        inner, args = begin_wrapper(prog, name, m.func, sig, [], ctx=True)
        t, ops = args[0]
        here = Place(MEM, ops) if inner.lay(t).mem else Place(SSA, ops)
        check_wrapped_receiver(inner, t, ops[0] if ops else "null", m)
        receiver = method_receiver(inner, t, here, m)
        return_values(inner, call_method(inner, m, receiver, args[1:], inner.results, targs))
        finish(inner)

    return (constant_funcval(prog, prog.request(name, write), name),)

