"""Calls: of declared functions, methods, interface methods and function values; arguments and results.

Order of evaluation is Go's: the function value and the operands of calls, receives and conversions from left to right,
then the call. A mem argument is copied unless it is fresh (the result of a call, a literal), since the callee owns it.
"""

from __future__ import annotations

from rt0.base.errors import InternalError
from rt0.base.records import dataclass
from rt0.lower import intrinsics, lending, names
from rt0.lower.concrete import concrete_type
from rt0.lower.eval import HOOKS, converted, is_generic, place, scalar, values
from rt0.lower.fn import (
    MEM,
    NOTAIL,
    SSA,
    Fn,
    G,
    Place,
    V,
    clear,
    cold_block,
    const_string,
    gep,
    load,
    load_place,
    nil_check,
    panic,
    place_address,
    private,
    split,
    store,
    temp,
)
from rt0.lower.funcs import lent_ref, method_mark, param_lls, result_ll, tuple_types
from rt0.lower.methods import Method, find
from rt0.lower.places import element, walk_fields
from rt0.lower.questions import builtin_of
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import METHOD_VAL, MODE_BUILTIN, MODE_TYPE
from rt0.types.objects import Func, exported

Typed = tuple[T.Type, V]
ITAB_FUN = 24
MOST_INLINED = 500
"""Calls of one function that may be inlined. Generated code has functions of thousands of calls, each of a function that is called once:
inlining them all makes one function that takes LLVM minutes."""

_REFLECTED = frozenset({"Method", "MethodByName", "Methods"})
"""Methods of reflect.Type by which a program gets at any method."""


def call(fn: Fn, e: ast.Call) -> list[V]:
    """Lower a call expression: a conversion, a builtin, or a call; its results."""
    fun = ast.unparen(e.fun)
    tv = fn.info.types.get(fun)
    if tv is not None and tv.mode == MODE_TYPE:
        return [HOOKS["convert"](fn, e)]
    builtin = builtin_of(fn.info, fun)
    if builtin is not None:
        return HOOKS["builtin"](fn, e, builtin)  # type: ignore[no-any-return]
    target = resolve(fn, fun)
    if isinstance(target.func, Func) and target.method is None:
        quick = intrinsics.lower(fn, e, target.func, target.targs)
        if quick is not None:
            return quick
    return call_target(fn, e, target)


@dataclass(slots=True)
class Target:
    """What is called: a declared function, a method (with the expression of its receiver), or a function value."""

    func: Func | None = None
    targs: tuple[T.Type, ...] = ()
    method: Method | None = None
    recv: ast.Expr | None = None
    value: ast.Expr | None = None


def resolve(fn: Fn, fun: ast.Expr) -> Target:
    """Find out what a call's function expression denotes, without evaluating anything."""
    base = fun
    if type(fun) is ast.Index and (fn.info.types.get(fun.x) is None or is_generic(fn.info.types[fun.x].type)):
        base = ast.unparen(fun.x)
    if type(base) is ast.Name:
        obj = fn.info.uses.get(base)
        if type(obj) is Func:
            return Target(func=obj, targs=instance_args(fn, base))
    elif type(base) is ast.Selector:
        sel = fn.info.selections.get(base)
        if sel is None:
            obj = fn.info.uses.get(base.sel)
            if type(obj) is Func:
                return Target(func=obj, targs=instance_args(fn, base.sel))
        elif sel.kind == METHOD_VAL:
            m = find_method(fn, base)
            return Target(func=m.func, targs=instance_args(fn, base.sel), method=m, recv=base.x)
    return Target(value=fun)


def instance_args(fn: Fn, name: ast.Name) -> tuple[T.Type, ...]:
    """The canonical type arguments with which a generic function is named."""
    inst = fn.info.instances.get(name)
    return tuple(fn.canon(t) for t in inst.targs) if inst is not None else ()


def find_method(fn: Fn, e: ast.Selector) -> Method:
    """The method that x.m selects, on the canonical type of x (a type argument where x is of a type parameter)."""
    sel = fn.info.selections[e]
    t = fn.canon(sel.recv)
    path = sel.obj.pkg.path if sel.obj.pkg is not None else ""
    m = find(fn.prog, t, sel.obj.name, path)
    if m is None:
        raise InternalError(f"{fn.name}: no method {sel.obj.name}", e.pos)
    return m


# ---- arguments ------------------------------------------------------------------------------------------------------


def arguments(fn: Fn, e: ast.Call, sig: T.Signature) -> list[Typed]:
    """The arguments of a call as values of the parameters' types, variadic ones packed into a slice."""
    params = tuple_types(sig.params)
    if len(e.args) == 1 and type(fn.info.types[ast.unparen(e.args[0])].type) is T.Tuple:
        return _spread(fn, e, sig, params)
    fixed = len(params) - 1 if sig.variadic and not e.has_dots else len(params)
    out = [(t, argument(fn, a, t)) for a, t in zip(e.args[:fixed], params)]
    if fixed < len(params):
        out.append((params[-1], pack(fn, e, params[-1], e.args[fixed:])))
    return out


def argument(fn: Fn, e: ast.Expr, t: T.Type) -> V:
    """One argument; mem values are copied unless fresh."""
    v = converted(fn, e, t)
    return private(fn, t, v) if fn.lay(t).mem and not is_fresh(fn, e) else v


def is_fresh(fn: Fn, e: ast.Expr) -> bool:
    """Whether the value of e, where it stands in memory, stands there alone: a call's result or a literal."""
    e = ast.unparen(e)
    if type(e) is ast.Call:
        tv = fn.info.types.get(ast.unparen(e.fun))
        return tv is None or tv.mode not in (MODE_TYPE, MODE_BUILTIN)
    return type(e) is ast.CompositeLit


def _spread(fn: Fn, e: ast.Call, sig: T.Signature, params: list[T.Type]) -> list[Typed]:
    """f(g()) with g's several results."""
    got = values(fn, e.args[0])
    fixed = len(params) - 1 if sig.variadic else len(params)
    out = [(t, HOOKS["convert_value"](fn, v, s, t)) for (s, v), t in zip(got[:fixed], params)]
    if sig.variadic:
        u = fn.tab.under(params[-1])
        assert type(u) is T.Slice
        rest = [HOOKS["convert_value"](fn, v, s, u.elem) for s, v in got[fixed:]]
        out.append((params[-1], _pack_values(fn, e, u.elem, rest)))
    return out


def pack(fn: Fn, e: ast.Call, t: T.Type, args: list[ast.Expr]) -> V:
    """The slice of the variadic arguments."""
    u = fn.tab.under(t)
    assert type(u) is T.Slice
    if not args:
        return ("null", "0", "0")
    array = fn.tab.array(len(args), u.elem)
    block = frame_or_heap(fn, e, array)
    for i, a in enumerate(args):
        store(fn, u.elem, converted(fn, a, u.elem), element(fn, u.elem, block, str(i)))
    return (block, str(len(args)), str(len(args)))


def _pack_values(fn: Fn, e: ast.Call, elem: T.Type, got: list[V]) -> V:
    if not got:
        return ("null", "0", "0")
    block = frame_or_heap(fn, e, fn.tab.array(len(got), elem))
    for i, v in enumerate(got):
        store(fn, elem, v, element(fn, elem, block, str(i)))
    return (block, str(len(got)), str(len(got)))


def frame_or_heap(fn: Fn, node: ast.Node, t: T.Type, *, zeroed: bool = False) -> str:
    """Memory for what `node` allocates: in the frame when escape analysis allows it. Zeroed when asked, or on the heap."""
    if fn.escapes is not None and node in fn.escapes.stack_nodes:
        address = temp(fn, t)
        fn.checked.add(address)
        if zeroed:
            lay = fn.lay(t)
            clear(fn, lay.size, lay.align, address)
        return address
    return lending.memory(fn, node, t)


# ---- the call itself ------------------------------------------------------------------------------------------------


def emit_call(fn: Fn, callee: str, results: list[T.Type], operands: list[tuple[str, str]], tail: str = "",
              ctx: str = "") -> list[V]:  # fmt: skip
    """The call instruction: operands are (LLVM type, operand) without result pointers and g, `ctx` is the func value of a call
    through one; the results' values.

    With `tail` ("tail ") it is the last of a wrapper with the same results, and no operand is the address of something in fn's frame:
    the frame may be gone when the callee runs. Large results go where the wrapper's caller wants them.
    """
    bigs = fn.big_results if tail else [temp(fn, t) for t in results if fn.lay(t).mem]
    args = ", ".join([*(f"ptr {b}" for b in bigs), *(f"{ll} {op}" for ll, op in operands), G, *([f"ptr {ctx}"] if ctx else [])])
    ll = result_ll(fn.prog, results)
    fn.calls += 1
    inline = "" if fn.calls <= MOST_INLINED else " noinline"
    fn.checked.intersection_update(fn.checked)  # operands stay what they are across a call
    if ll == "void":
        fn.emit(f"{tail or NOTAIL}call swiftcc void {callee}({args}){inline}")
        leaves: V = ()
    else:
        leaves = split(fn, ll, fn.val(f"{tail or NOTAIL}call swiftcc {ll} {callee}({args}){inline}"))
    out: list[V] = []
    at, big = 0, 0
    for t in results:
        lay = fn.lay(t)
        if lay.mem:
            out.append((bigs[big],))
            big += 1
        else:
            out.append(leaves[at : at + len(lay.leaves)])
            at += len(lay.leaves)
    return out


def typed_operands(fn: Fn, args: list[Typed]) -> list[tuple[str, str]]:
    """(LLVM type, operand) pairs of argument values."""
    out: list[tuple[str, str]] = []
    for t, v in args:
        if v == ("null",) and fn.lay(t).mem:
            v = private(fn, t, v)
        out += zip(param_lls(fn.prog, t), v)
    return out


def call_target(fn: Fn, e: ast.Call, target: Target) -> list[V]:
    """Evaluate the function, the arguments, and call."""
    fun = ast.unparen(e.fun)
    sig = fn.tab.under(fn.typ(fun))
    if type(sig) is not T.Signature:
        raise InternalError(f"{fn.name}: call of something that is no function", e.pos)
    results = tuple_types(sig.results)
    if target.method is not None and target.recv is not None:
        receiver = receiver_of(fn, target.recv, target.method)
        args, words = kept_arguments(fn, e, sig, target.func)
        fn.at(e.pos)
        known = None if target.method.concrete or target.method.path else concrete_type(fn.prog, fn.info, fn.canon, target.recv)
        if known is not None:
            return _call_known(fn, target.method, known, receiver[1], args, results)
        lent = lending.operands(fn, e)
        if lent:
            assert type(target.method.owner) is T.Named
            ref = lent_ref(fn.prog, origin(target.method.func), target.method.owner, target.targs)
            got = emit_call(fn, ref, results, [*typed_operands(fn, [receiver, *args]), *(("ptr", p) for p in lent)])
        else:
            got = call_method(fn, target.method, receiver, args, results, target.targs)
        keep_pointers(fn, words)
        return got
    if target.func is not None:
        args, words = kept_arguments(fn, e, sig, target.func)
        fn.at(e.pos)
        lent = lending.operands(fn, e)
        ref = (lent_ref if lent else HOOKS["entry_ref"])(fn.prog, origin(target.func), None, target.targs)
        got = emit_call(fn, ref, results, [*typed_operands(fn, args), *(("ptr", p) for p in lent)])
        keep_pointers(fn, words)
        return got
    funcval = scalar(fn, fun)
    args = arguments(fn, e, sig)
    fn.at(e.pos)
    return call_value(fn, funcval, args, results)


def keeps_pointers(f: Func | None) -> bool:
    """Whether //go:uintptrescapes (or, in the standard library, //go:uintptrkeepalive) says of a function that what its arguments
    uintptr(p) point to stays alive until it returns."""
    decl = f.decl if f is not None else None
    return decl is not None and any(d.words[0] in ("go:uintptrescapes", "go:uintptrkeepalive") for d in decl.directives)


def kept_arguments(fn: Fn, e: ast.Call, sig: T.Signature, f: Func | None) -> tuple[list[Typed], list[str]]:
    """The arguments of a call of f, and those that are pointers which have to be alive until it returns, as integers."""
    args = arguments(fn, e, sig)
    if not keeps_pointers(f):
        return args, []
    fixed = len(args) - 1 if sig.variadic and not e.has_dots else len(args)
    words = [v[0] for a, (_, v) in zip(e.args, args[:fixed]) if _is_pointer(fn, a)]
    for i, a in enumerate(e.args[fixed:]):
        if _is_pointer(fn, a):
            words.append(fn.val(f"load i64, ptr {gep(fn, args[-1][1][0], 8 * i)}"))
    return args, words


def _is_pointer(fn: Fn, e: ast.Expr) -> bool:
    """Whether e is a conversion of an unsafe.Pointer to uintptr."""
    e = ast.unparen(e)
    if type(e) is not ast.Call or len(e.args) != 1:
        return False
    tv = fn.info.types.get(ast.unparen(e.fun))
    if tv is None or tv.mode != MODE_TYPE:
        return False
    return fn.tab.kind(fn.typ(e)) == T.UINTPTR and fn.tab.kind(fn.typ(e.args[0])) == T.UNSAFE_POINTER


def keep_pointers(fn: Fn, words: list[str]) -> None:
    """The pointers that are in these words are in use until here."""
    for word in words:
        fn.emit(f'call void asm sideeffect "", "r"(i64 {word})')


def _call_known(fn: Fn, m: Method, t: T.Type, iface: V, args: list[Typed], results: list[T.Type]) -> list[V]:
    """Call the interface method m of a value that holds a t, or is nil."""
    nil_check(fn, iface[0], ITAB_FUN + 8 * method_number(fn, m))
    own = find(fn.prog, t, m.func.name, m.func.pkg.path if m.func.pkg is not None else "")
    if own is None:
        raise InternalError(f"{fn.name}: no method {m.func.name}")
    here = Place(SSA if fn.tab.direct(t) else MEM, (iface[1],))
    return call_method(fn, own, method_receiver(fn, t, here, own), args, results)


def origin(f: Func) -> Func:
    """The declared function of an instance."""
    return f.origin or f


def call_value(fn: Fn, funcval: str, args: list[Typed], results: list[T.Type]) -> list[V]:
    """Call a func value."""
    nil_check(fn, funcval)
    code = fn.val(f"load ptr, ptr {funcval}, !invariant.load {fn.prog.module.metadata('!{}')}")
    return emit_call(fn, code, results, typed_operands(fn, args), ctx=funcval)


# ---- methods --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Receiver:
    """An evaluated receiver: where it stands, and its type, before the path of embedded fields was followed."""

    type: T.Type
    place: Place


def receiver_of(fn: Fn, e: ast.Expr, m: Method) -> Typed:
    """Evaluate a method's receiver to what the method takes: an address, a value, or an interface value."""
    t = fn.typ(e)
    return method_receiver(fn, t, place(fn, e), m)


def method_receiver(fn: Fn, t: T.Type, here: Place, m: Method) -> Typed:
    """From a place of type t to the receiver operand of m, through embedded fields and pointers."""
    t, here = walk_fields(fn, t, here, m.path)
    if not m.concrete:
        return t, load_place(fn, t, here)
    u = t if type(t) is T.Pointer else None
    if m.func.ptr_recv:
        if u is not None:
            return t, load_place(fn, t, here)
        return fn.tab.pointer(t), (place_address(fn, t, here),)
    if u is not None:
        pointer = load_place(fn, t, here)[0]
        nil_check(fn, pointer)
        return u.base, private(fn, u.base, load(fn, u.base, pointer))
    return t, private(fn, t, load_place(fn, t, here))


def check_wrapped_receiver(fn: Fn, t: T.Type, data: str, m: Method) -> None:
    """In a wrapper that calls the value method m through `data` of pointer type t: a nil pointer's panic names package, type and
    method."""
    if type(t) is not T.Pointer or not m.concrete or m.func.ptr_recv or m.path:
        return
    go_on = fn.block("ok")
    label = cold_block(fn, "nil", lambda: _nil_receiver(fn, m))
    fn.f.cond_br(fn.val(f"icmp eq ptr {data}, null"), label, go_on, (1, 2000))
    fn.f.place(go_on)
    fn.checked.add(data)


def _nil_receiver(fn: Fn, m: Method) -> None:
    owner = m.owner
    assert type(owner) is T.Named
    package = owner.obj.pkg.path if owner.obj.pkg is not None else ""
    words = [const_string(fn, text.encode()) for text in (package, owner.obj.name, m.func.name)]
    panic(fn, "panicwrap", *words[0], *words[1], *words[2])


def call_method(fn: Fn, m: Method, receiver: Typed, args: list[Typed], results: list[T.Type],
                targs: tuple[T.Type, ...] = (), tail: str = "") -> list[V]:  # fmt: skip
    """Call a method with an evaluated receiver (as `method_receiver` gives it)."""
    if m.concrete:
        assert type(m.owner) is T.Named
        quick = intrinsics.lower_method(fn, m, [receiver, *args])
        if quick is not None:
            return quick
        ref = HOOKS["entry_ref"](fn.prog, origin(m.func), m.owner, targs)
        return emit_call(fn, ref, results, typed_operands(fn, [receiver, *args]), tail)
    code, data = interface_method(fn, m, receiver[1])
    return emit_call(fn, code, results, [("ptr", data), *typed_operands(fn, args)], tail)


def interface_method(fn: Fn, m: Method, iface: V) -> tuple[str, str]:
    """The code of an interface's method and the data word to call it with; panics when the interface is nil."""
    slot_offset = ITAB_FUN + 8 * method_number(fn, m)
    nil_check(fn, iface[0], slot_offset)
    fn.prog.called_methods.add(m.func.name)
    if m.func.name in _REFLECTED and "reflect.Method" in names.link(fn.canon(m.func.type)):
        fn.emit(f"call swiftcc void {method_mark(fn.prog)}({G})")
    slot = gep(fn, iface[0], slot_offset)
    return fn.val(f"load ptr, ptr {slot}, !invariant.load {fn.prog.module.metadata('!{}')}"), iface[1]


def method_number(fn: Fn, m: Method) -> int:
    """The place of an interface's method in its itabs."""
    for i, other in enumerate(fn.tab.interface_methods(m.owner)):
        if other.name == m.func.name and (
            exported(other.name) or other.pkg is None or m.func.pkg is None or other.pkg.path == m.func.pkg.path
        ):
            return i
    raise InternalError(f"{fn.name}: interface has no method {m.func.name}")

