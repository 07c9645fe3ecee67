"""Interfaces: values boxed into them, itabs, assertions and type switches.

An interface value is (type or itab word, data word). The data word of a pointer-shaped type is the value; of any other it
is the address of a copy that nobody changes: constants are read-only data, one-byte values point into
runtime.staticuint64s, the rest is boxed in the frame or on the heap as escape analysis says.
"""

from __future__ import annotations

from rt0.abi.ir import symbol
from rt0.base.errors import InternalError
from rt0.lower import names
from rt0.lower.calls import call_method, check_wrapped_receiver, frame_or_heap, method_receiver
from rt0.lower.eval import value
from rt0.lower.fn import (
    MEM,
    SSA,
    Fn,
    Place,
    V,
    cold_block,
    finish,
    gep,
    load,
    panic,
    phi,
    runtime_call,
    store,
    variable,
    zero,
)
from rt0.lower.funcs import begin_wrapper, func_ref, return_values
from rt0.lower.methods import Method, find, in_method_set
from rt0.lower.program import Prog
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.constant import Value

TYPE_IN_ITAB = 8

ITABS = ".rodata."
"""Each itab has a section of its own, by which the linker finds those that are used."""


def convert_expr(fn: Fn, e: ast.Expr, source: T.Type, target: T.Type) -> V:
    """The expression e of type source as an interface of type target."""
    tv = fn.info.types.get(ast.unparen(e))
    if tv is not None and tv.value is not None and not fn.tab.is_interface(source):
        return (type_word(fn, source, target), _constant_box(fn, source, tv.value, value(fn, e)))
    return convert(fn, value(fn, e), source, target, ast.unparen(e))


def convert(fn: Fn, v: V, source: T.Type, target: T.Type, node: ast.Node | None) -> V:
    """A value of type source as an interface of type target; `node` is what escape analysis knows the box by."""
    if fn.tab.is_interface(source):
        return _convert_interface(fn, v, source, target)
    return (type_word(fn, source, target), box(fn, source, v, node))


def type_word(fn: Fn, source: T.Type, target: T.Type) -> str:
    """The first word of an interface of type target that holds a source: the descriptor or the itab."""
    if fn.tab.is_empty_interface(target):
        return fn.prog.descriptor(source)
    return itab(fn.prog, source, target)


def _constant_box(fn: Fn, t: T.Type, exact: Value, v: V) -> str:
    """The address of read-only data that holds a constant."""
    lay = fn.lay(t)
    module = fn.prog.module
    if fn.tab.direct(t):
        return v[0]
    if fn.tab.is_string(t):
        assert isinstance(exact, bytes)
        key = f"go:string.{v[0][1:]}.{v[1]}"
        if not module.has(key):
            module.define_global(key, "{ ptr, i64 }", f"{{ ptr {v[0]}, i64 {v[1]} }}",
                                 constant=True, linkage="private", unnamed_addr=True, align=8)  # fmt: skip
        return symbol(key)
    if lay.size == 1 and not fn.tab.is_string(t):
        number = {"true": 1, "false": 0}.get(v[0])
        number = (int(v[0]) & 255) if number is None else number
        return gep(fn, variable(fn.prog, "staticuint64s"), 8 * number) if number else variable(fn.prog, "staticuint64s")
    parts = ", ".join(f"{ll} {op}" for (ll, _), op in zip(lay.leaves, v))
    types = ", ".join(ll for ll, _ in lay.leaves)
    key = "go:const." + parts.replace(" ", "").replace("%", "")
    if not module.has(key):
        module.define_global(key, f"{{ {types} }}", f"{{ {parts} }}", constant=True, linkage="private",
                             unnamed_addr=True, align=8)  # fmt: skip
    return symbol(key)


def box(fn: Fn, t: T.Type, v: V, node: ast.Node | None) -> str:
    """The data word for a value of concrete type t."""
    lay = fn.lay(t)
    if fn.tab.direct(t):
        return v[0]
    if lay.size == 0:
        return fn.prog.zero_base()
    if lay.size == 1 and len(lay.leaves) == 1:
        ll = lay.leaves[0][0]
        wide = fn.val(f"zext {ll} {v[0]} to i64")
        base = variable(fn.prog, "staticuint64s")
        return fn.val(f"getelementptr inbounds i64, ptr {base}, i64 {wide}")
    on_stack = fn.escapes is not None and node is not None and node in fn.escapes.stack_nodes
    if not on_stack and node not in fn.lent:
        if lay.scalar and lay.leaves[0][0] == "i64":
            return runtime_call(fn, "convT64", v[0])[0]
        if fn.tab.is_string(t):
            return runtime_call(fn, "convTstring", *v)[0]
        if type(fn.tab.under(t)) is T.Slice:
            return runtime_call(fn, "convTslice", *v)[0]
    address = frame_or_heap(fn, node, t) if node is not None else frame_or_heap(fn, ast.EmptyStmt(0), t)
    store(fn, t, v, address)
    return address


def _convert_interface(fn: Fn, v: V, source: T.Type, target: T.Type) -> V:
    if fn.tab.under(source) is fn.tab.under(target):
        return v
    if fn.tab.is_empty_interface(target):
        return (dynamic_type(fn, source, v), v[1])
    wanted = fn.prog.descriptor(fn.tab.under(target))
    some, done = fn.block("some"), fn.block("done")
    typ = dynamic_type(fn, source, v)
    nil = fn.f.current
    fn.f.cond_br(fn.val(f"icmp eq ptr {typ}, null"), done, some)
    fn.place(some)
    tab = runtime_call(fn, "getitab", wanted, typ, "false")[0]
    arm = fn.f.current
    fn.f.br(done)
    fn.place(done)
    return (fn.f.phi("ptr", [("null", nil), (tab, arm)]), v[1])


def dynamic_type(fn: Fn, t: T.Type, v: V) -> str:
    """The descriptor of the dynamic type of an interface value, null for nil."""
    if fn.tab.is_empty_interface(t):
        return v[0]
    nil, some, done = fn.f.current, fn.block("tab"), fn.block("typ")
    fn.f.cond_br(fn.val(f"icmp eq ptr {v[0]}, null"), done, some)
    fn.place(some)
    typ = fn.val(f"load ptr, ptr {gep(fn, v[0], TYPE_IN_ITAB)}")
    fn.f.br(done)
    fn.place(done)
    return fn.f.phi("ptr", [("null", nil), (typ, some)])


def unbox(fn: Fn, t: T.Type, data: str) -> V:
    """The value of concrete type t from the data word of an interface that holds one."""
    if fn.tab.direct(t):
        return (data,)
    if fn.lay(t).size == 0 and not fn.lay(t).mem:
        return ()
    return load(fn, t, data)


# ---- itabs and the methods in them ----------------------------------------------------------------------------------


def itab(prog: Prog, t: T.Type, iface: T.Type) -> str:
    """The reference of the itab of concrete type t for an interface type; its methods are requested.

    One pair has one itab in a run: the runtime takes the program's (`go:main.itabs`) into its table. An itab belongs to the
    interface's underlying type, so that interface types with equal methods share it.
    """
    inter = prog.tab.under(iface)
    key = (t, inter)
    found = prog.itabs.get(key)
    if found is None:
        name = f"go:itab.{names.link(t)},{names.link(inter)}"
        found = prog.itabs[key] = symbol(name)
        if prog.imported(name):
            return found
        prog.descriptor(t)
        prog.descriptor(inter)
        prog.queue.append(lambda: _write_itab(prog, name, t, inter))
    return found


def define_table(prog: Prog) -> None:
    """`go:main.itabs`: how many itabs the program has, and their addresses."""
    refs = ", ".join(f"ptr {ref}" for ref in prog.itabs.values())
    n = len(prog.itabs)
    prog.module.define_global("go:main.itabs", f"{{ i64, [{n} x ptr] }}", f"{{ i64 {n}, [{n} x ptr] [{refs}] }}",
                              constant=True, align=8)  # fmt: skip


def _write_itab(prog: Prog, name: str, t: T.Type, iface: T.Type) -> None:
    funcs = [itab_method(prog, t, m.name, m.pkg.path if m.pkg is not None else "") for m in prog.tab.interface_methods(iface)]
    n = len(funcs)
    body = ", ".join(f"ptr {f}" for f in funcs)
    prog.module.define_global(
        name,
        f"{{ ptr, ptr, i32, i32, [{n} x ptr] }}",
        f"{{ ptr {prog.descriptor(iface)}, ptr {prog.descriptor(t)}, i32 {names.type_hash(t)}, i32 0, [{n} x ptr] [{body}] }}",
        constant=True, linkage="linkonce_odr", align=8, section=ITABS + name,
    )  # fmt: skip


def itab_method(prog: Prog, t: T.Type, name: str, path: str) -> str:
    """The reference of a method's form in itabs: the data word is the first parameter."""
    m = find(prog, t, name, path)
    if m is None:
        raise InternalError(f"{names.text(t)} has no method {name}")
    if m.concrete and not m.path and type(t) is T.Pointer and m.func.ptr_recv:
        assert type(m.owner) is T.Named
        return func_ref(prog, m.func.origin or m.func, m.owner, ())
    sym = f"{names.link(t)}.{name}·i" + (f"·{path}" if name[:1].islower() else "")
    return prog.request(sym, lambda: _write_itab_method(prog, sym, t, m))


def _write_itab_method(prog: Prog, sym: str, t: T.Type, m: Method) -> None:
    sig = method_signature(prog, m)
    fn, args = begin_wrapper(prog, sym, m.func, sig, ["ptr %data"])
    if fn.tab.direct(t):
        here = Place(SSA, ("%data",))
    else:
        here = Place(MEM, ("%data",))
    check_wrapped_receiver(fn, t, "%data", m)
    receiver = method_receiver(fn, t, here, m)
    copied = fn.lay(receiver[0]).mem  # the callee gets the address of the copy in this frame
    return_values(fn, call_method(fn, m, receiver, args, fn.results, tail="" if copied else "tail "))
    finish(fn)


def method_signature(prog: Prog, m: Method) -> T.Signature:
    """The canonical signature of a found method, without receiver."""
    subst = None
    if m.concrete and type(m.owner) is T.Named and m.owner.targs:
        sig = (m.func.origin or m.func).type
        assert type(sig) is T.Signature
        subst = dict(zip(sig.recv_tparams or [], m.owner.targs))
    got = prog.tab.canon(m.func.type, subst)
    assert type(got) is T.Signature
    return got


# ---- assertions -----------------------------------------------------------------------------------------------------


def holds(fn: Fn, source: T.Type, v: V, target: T.Type) -> tuple[str, str]:
    """Whether the interface value v of type source holds target: the i1, and for a non-empty interface target its itab
    (null when it does not)."""
    if not fn.tab.is_interface(target):
        if fn.tab.is_empty_interface(source):
            return fn.val(f"icmp eq ptr {v[0]}, {fn.prog.descriptor(target)}"), ""
        if not implements(fn.prog, target, source):  # only type arguments come here: the checker refuses it elsewhere
            return "false", ""
        return fn.val(f"icmp eq ptr {v[0]}, {itab(fn.prog, target, source)}"), ""
    if fn.tab.is_empty_interface(target):
        return fn.val(f"icmp ne ptr {v[0]}, null"), ""
    typ = dynamic_type(fn, source, v)
    tab = runtime_call(fn, "assertE2I2", fn.prog.descriptor(fn.tab.under(target)), typ)[0]
    return fn.val(f"icmp ne ptr {tab}, null"), tab


def implements(prog: Prog, t: T.Type, iface: T.Type) -> bool:
    """Whether the concrete type t has the methods of an interface type."""
    for wanted in prog.tab.interface_methods(iface):
        m = find(prog, t, wanted.name, wanted.pkg.path if wanted.pkg is not None else "")
        if m is None or not in_method_set(t, m) or method_signature(prog, m) is not wanted.type:
            return False
    return True


def extract(fn: Fn, source: T.Type, v: V, target: T.Type, tab: str) -> V:
    """The value of type target out of an interface value known to hold one (`tab` from `holds`)."""
    if not fn.tab.is_interface(target):
        return unbox(fn, target, v[1])
    if fn.tab.is_empty_interface(target):
        return (dynamic_type(fn, source, v), v[1])
    return (tab, v[1])


def lower_assert(fn: Fn, e: ast.TypeAssert) -> V:
    """x.(T), which panics when x holds something else."""
    source, target = fn.typ(e.x), fn.typ(e)
    v = value(fn, e.x)
    fn.at(e.pos)
    if fn.tab.is_interface(target):
        return _assert_interface(fn, source, v, target)
    ok, _ = holds(fn, source, v, target)
    wanted, iface = fn.prog.descriptor(target), fn.prog.descriptor(source)

    def fail() -> None:
        have = dynamic_type(fn, source, v)
        panic(fn, "panicdottypeE", have, wanted, iface)

    label, go_on = cold_block(fn, "assert", fail), fn.block("ok")
    fn.f.cond_br(ok, go_on, label, (2000, 1))
    fn.place(go_on)
    return unbox(fn, target, v[1])


def _assert_interface(fn: Fn, source: T.Type, v: V, target: T.Type) -> V:
    """x.(I). The table is asked for I's underlying type; the panic names I itself."""
    typ = dynamic_type(fn, source, v)
    named = fn.prog.descriptor(target)
    if fn.tab.is_empty_interface(target):
        word = typ
    else:
        word = runtime_call(fn, "assertE2I2", fn.prog.descriptor(fn.tab.under(target)), typ)[0]
    label, go_on = cold_block(fn, "assert", lambda: _missing(fn, named, typ)), fn.block("ok")
    fn.f.cond_br(fn.val(f"icmp eq ptr {word}, null"), label, go_on, (1, 2000))
    fn.place(go_on)
    return (word, v[1])


def _missing(fn: Fn, named: str, typ: str) -> None:
    runtime_call(fn, "assertE2I", named, typ)
    fn.f.unreachable()


def assert2(fn: Fn, e: ast.TypeAssert) -> list[V]:
    """v, ok := x.(T)."""
    source = fn.typ(e.x)
    t = fn.typ(e)
    target = t.vars[0].type if type(t) is T.Tuple else t
    v = value(fn, e.x)
    fn.at(e.pos)
    ok, tab = holds(fn, source, v, target)
    before, yes, done = fn.f.current, fn.block("is"), fn.block("done")
    fn.f.cond_br(ok, yes, done)
    fn.place(yes)
    got = extract(fn, source, v, target, tab)
    arm = fn.f.current
    fn.f.br(done)
    fn.place(done)
    if fn.lay(target).mem:
        none = zero_memory(fn, target)
        return [(fn.f.phi("ptr", [(got[0], arm), (none, before)]),), (ok,)]
    return [phi(fn, target, [(got, arm), (zero(fn, target), before)]), (ok,)]


def zero_memory(fn: Fn, t: T.Type) -> str:
    """The address of read-only zeroes for a mem type."""
    size = fn.lay(t).size
    name = f"go:zero.{size}"
    if not fn.prog.module.has(name):
        fn.prog.module.define_global(name, f"[{size} x i8]", constant=True, linkage="private", align=16)
    return symbol(name)

