"""go and defer: calls whose function and arguments are evaluated now and which run later.

Both put the evaluated operands into a block: for `go` in the caller's frame (the runtime copies it to the new goroutine's
stack), for `defer` behind a func value in the frame (on the heap in a loop). A thunk loads them and makes the call.
A call without operands needs neither: its func value is handed to the runtime as it is.

A function that defers has a panicbuf in its frame: savepanic fills it at entry, and gives 1 when a recovered panic comes
back; either way the deferred calls run at `return_label`, then the results are loaded from their places.
"""

from __future__ import annotations

from collections.abc import Callable

from rt0.abi import layouts
from rt0.abi.ir import symbol
from rt0.base.records import dataclass
from rt0.lower import builtins, maps, slices
from rt0.lower.calls import (
    MOST_INLINED,
    Typed,
    arguments,
    call_method,
    call_value,
    emit_call,
    keep_pointers,
    kept_arguments,
    origin,
    receiver_of,
    resolve,
    typed_operands,
)
from rt0.lower.closures import closure_shape
from rt0.lower.eval import converted, hoist, scalar, value
from rt0.lower.facts import facts_of
from rt0.lower.fn import (
    Fn,
    V,
    finish,
    gep,
    load,
    new_object,
    nil_check,
    panic,
    private,
    runtime_call,
    store,
    temp,
    zero,
)
from rt0.lower.funcs import begin, func_ref, return_places, tuple_types
from rt0.lower.methods import Method
from rt0.lower.program import Unsupported
from rt0.lower.questions import builtin_of
from rt0.lower.rangefunc import RangeBody
from rt0.syntax import ast
from rt0.types import types as T

_DEFER = layouts.offsets("_defer")

Invoke = Callable[[Fn, list[V]], None]


@dataclass(slots=True)
class Later:
    """A call prepared to run later: the evaluated operands with their types, and how to make the call with them.

    `plain`: there is one operand, a func value without parameters and results, that can be called by itself.
    """

    operands: list[Typed]
    invoke: Invoke
    plain: bool = False


def prepare(fn: Fn, e: ast.Call) -> Later:
    """Evaluate the function and the arguments of a go or defer statement."""
    hoist(fn, e)
    fun = ast.unparen(e.fun)
    b = builtin_of(fn.info, fun)
    if b is not None:
        return _prepare_builtin(fn, e, b.id)
    target = resolve(fn, fun)
    sig = fn.tab.under(fn.typ(fun))
    assert type(sig) is T.Signature
    results = tuple_types(sig.results)
    if target.method is not None and target.recv is not None:
        m, targs = target.method, target.targs
        recv = receiver_of(fn, target.recv, m)
        if not m.concrete:
            nil_check(fn, recv[1][0])
            fn.prog.called_methods.add(m.func.name)
        types = [recv[0], *tuple_types(sig.params)]
        args, words = kept_arguments(fn, e, sig, target.func)
        direct = Method((), m.func, m.owner, m.indirect)

        def invoke_method(f: Fn, v: list[V]) -> None:
            call_method(f, direct, (types[0], v[0]), list(zip(types[1:], v[1:])), results, targs)

        return _keeping(fn, Later([recv, *args], invoke_method), words)
    params = tuple_types(sig.params)
    if target.func is not None:
        ref = func_ref(fn.prog, origin(target.func), None, target.targs)

        def invoke_func(f: Fn, v: list[V]) -> None:
            emit_call(f, ref, results, typed_operands(f, list(zip(params, v))))

        args, words = kept_arguments(fn, e, sig, target.func)
        return _keeping(fn, Later(args, invoke_func), words)
    funcval = scalar(fn, fun)
    word = fn.tab.basic(T.UNSAFE_POINTER)

    def invoke_value(f: Fn, v: list[V]) -> None:
        call_value(f, v[0][0], list(zip(params, v[1:])), results)

    args = arguments(fn, e, sig)
    return Later([(word, (funcval,)), *args], invoke_value, plain=not params and not results)


def _keeping(fn: Fn, later: Later, words: list[str]) -> Later:
    """The same call, with the pointers that are in these words among its operands: they are only kept alive until it returns."""
    if not words:
        return later
    n, invoke = len(later.operands), later.invoke

    def invoke_keeping(f: Fn, v: list[V]) -> None:
        invoke(f, v[:n])
        keep_pointers(f, [f.val(f"ptrtoint ptr {p} to i64") for (p,) in v[n:]])

    word = fn.tab.basic(T.UNSAFE_POINTER)
    return Later([*later.operands, *((word, (fn.val(f"inttoptr i64 {w} to ptr"),)) for w in words)], invoke_keeping)


def _prepare_builtin(fn: Fn, e: ast.Call, name: str) -> Later:
    word = fn.tab.basic(T.UNSAFE_POINTER)
    if len(e.args) == 1 and type(fn.typ(e.args[0])) is T.Tuple:
        e = builtins.spread(fn, e)
    if name == "close":
        return Later([(word, (scalar(fn, e.args[0]),))], lambda f, v: _drop(runtime_call(f, "closechan", v[0][0])))
    if name == "panic":
        any_type = fn.tab.canon(T.EMPTY_INTERFACE)

        def raise_it(f: Fn, v: list[V]) -> None:
            panic(f, "gopanic", *v[0])
            f.revive()

        return Later([(any_type, converted(fn, e.args[0], any_type))], raise_it)
    if name == "recover":
        if fn.range_body is not None:
            return Later([], lambda f, v: None)
        return Later([(word, (_frame(fn),))], lambda f, v: _drop(runtime_call(f, "recoverdeferred", _frame(f), v[0][0])))
    if name in ("print", "println"):
        types = [fn.typ(a) for a in e.args]
        return Later(
            [(t, private(fn, t, value(fn, a))) for t, a in zip(types, e.args)],
            lambda f, v: builtins.print_values(f, list(zip(types, v)), name == "println"),
        )
    if name == "delete":
        t = fn.typ(e.args[0])
        kt = maps.map_type(fn, t).key
        return Later(
            [(t, value(fn, e.args[0])), (kt, private(fn, kt, converted(fn, e.args[1], kt)))],
            lambda f, v: maps.delete(f, t, v[0][0], v[1]),
        )
    if name == "copy":
        u = fn.tab.under(fn.typ(e.args[0]))
        assert type(u) is T.Slice
        elem = u.elem
        source = fn.typ(e.args[1])
        return Later(
            [(u, value(fn, e.args[0])), (source, value(fn, e.args[1]))], lambda f, v: _drop(slices.copy_values(f, elem, *v))
        )
    if name == "clear":
        t = fn.typ(e.args[0])
        return Later([(t, value(fn, e.args[0]))], lambda f, v: slices.clear_value(f, t, v[0]))
    raise Unsupported(e.pos, f"go or defer of the builtin {name}")


def _drop(v: V) -> None:
    """A result that nobody wants."""


# ---- go -------------------------------------------------------------------------------------------------------------


def lower_go(fn: Fn, s: ast.CallStmt) -> None:
    """go f(x)."""
    e = ast.unparen(s.call)
    assert type(e) is ast.Call
    later = prepare(fn, e)
    fn.at(s.pos)
    fn.wraps += 1
    name = f"{fn.name}.gowrap{fn.wraps}"
    shape = fn.tab.struct([(f"X{i}", t) for i, (t, _) in enumerate(later.operands)])
    offsets = fn.lay(shape).offsets
    types = [t for t, _ in later.operands]
    thunk = begin(fn.prog, name, "void", ["ptr %argp"], source=fn.source, line=fn.line, ctx=True)
    got = [load(thunk, t, gep(thunk, "%argp", off)) for t, off in zip(types, offsets)]
    for t, off in zip(types, offsets):
        if not fn.lay(t).mem:
            _forget(thunk, t, gep(thunk, "%argp", off))
    later.invoke(thunk, got)
    if thunk.f.open:
        thunk.f.ret()
    finish(thunk)
    block = temp(fn, shape)
    for (t, v), off in zip(later.operands, offsets):
        store(fn, t, v, gep(fn, block, off))
    code = fn.prog.module
    funcval = name + "·f"
    code.define_global(funcval, "ptr", f"@{_quote(name)}", constant=True, linkage="linkonce_odr", align=8)
    runtime_call(fn, "newproc", str(fn.lay(shape).size), f"@{_quote(funcval)}", block)
    for t, off in zip(types, offsets):
        _forget(fn, t, gep(fn, block, off))


def _forget(fn: Fn, t: T.Type, address: str) -> None:
    """Clear a copy that nobody reads any more, so that it keeps nothing alive: the block of a go statement stays in the frame, and at the
    top of the new goroutine's stack, as long as they."""
    if fn.tab.pointers(t):
        store(fn, t, zero(fn, t), address)


def _quote(name: str) -> str:
    return symbol(name)[1:]


# ---- defer ----------------------------------------------------------------------------------------------------------


def enter_defers(fn: Fn, body: ast.BlockStmt) -> None:
    """At entry: the panicbuf, and where to go when a recovered panic comes back."""
    size = layouts.sizeof("panicbuf")
    fn.panicbuf = fn.f.alloca(f"[{size} x i8]", 16, "panicbuf")
    fn.return_label = fn.block("deferreturn")
    fn.defer_loop = 1 if facts_of(fn.prog.facts, body).gotos else 0
    again = runtime_call(fn, "savepanic", fn.panicbuf)[0]
    go_on = fn.block("go")
    fn.f.cond_br(fn.val(f"icmp ne i32 {again}, 0"), fn.return_label, go_on, (1, 2000))
    fn.place(go_on)


def leave_defers(fn: Fn) -> None:
    """The way out of a function that defers: run the deferred calls, return what stands in the results' places."""
    fn.place(fn.return_label)
    runtime_call(fn, "deferreturn", fn.panicbuf)
    return_places(fn)


def lower_defer(fn: Fn, s: ast.CallStmt) -> None:
    """defer f(x)."""
    e = ast.unparen(s.call)
    assert type(e) is ast.Call
    later = prepare(fn, e)
    fn.at(s.pos)
    in_loop = fn.defer_loop > 0
    if in_loop:
        record = runtime_call(fn, "newdefer")[0]
    else:
        record = fn.f.alloca(f"[{layouts.sizeof('_defer')} x i8]", 8, "defer")
        fn.emit(f"store i64 0, ptr {gep(fn, record, _DEFER['flags'])}")
    if later.plain:
        funcval = later.operands[0][1][0]
    else:
        funcval = _deferred_value(fn, later, in_loop)
    if isinstance(fn.range_body, RangeBody):
        runtime_call(fn, "deferprocat", record, funcval, fn.panicbuf, fn.range_body.defer_head)
    else:
        runtime_call(fn, "deferproc", record, funcval, fn.panicbuf)


def _deferred_value(fn: Fn, later: Later, in_loop: bool) -> str:
    """The func value that makes the call with its operands."""
    fn.wraps += 1
    name = f"{fn.name}.deferwrap{fn.wraps}"
    types = [t for t, _ in later.operands]
    shape, offsets = closure_shape(fn, types)
    thunk = begin(fn.prog, name, "void", [], source=fn.source, line=fn.line, attributes="noinline", ctx=True)
    got = [load(thunk, t, gep(thunk, "%ctx", off)) for t, off in zip(types, offsets)]
    _pass_recover(thunk)
    thunk.calls = MOST_INLINED  # inlined, the function's own callees would look as if the panic had called them
    later.invoke(thunk, [private(thunk, t, v) for t, v in zip(types, got)])
    if thunk.f.open:
        thunk.f.ret()
    finish(thunk)
    block = new_object(fn, shape) if in_loop else temp(fn, shape)
    fn.emit(f"store ptr @{_quote(name)}, ptr {block}")
    for (t, v), off in zip(later.operands, offsets):
        store(fn, t, v, gep(fn, block, off))
    return block


def _pass_recover(thunk: Fn) -> None:
    """Tell a panic under way that the function called by this thunk may recover as if the panic had called it."""
    runtime_call(thunk, "deferwrap", _frame(thunk))


def _frame(fn: Fn) -> str:
    """The address of the running function's frame."""
    fn.prog.module.declare("llvm.frameaddress.p0", "ptr", "i32 immarg")
    return fn.val("call ptr @llvm.frameaddress.p0(i32 0)")


def lower_call_stmt(fn: Fn, s: ast.CallStmt) -> None:
    """go and defer statements."""
    fn.revive()
    fn.at(s.pos)
    if s.tok == "go":
        lower_go(fn, s)
    else:
        lower_defer(fn, s)
