"""The flow graph of a function, its calls: of functions and methods by their summaries, of func values, conversions and builtins.
`call` is the entry.

Read first: flow.py, flowexprs.py. Read next: lending.py, which asks what called functions make.
"""

from __future__ import annotations

from rt0.lower import intrinsics, names
from rt0.lower.concrete import concrete_type
from rt0.lower.escape import SMALL_MAKE, Hole, Leaks, Loc, flow, new_loc
from rt0.lower.flow import (
    Build,
    addr,
    analyze,
    canon,
    deref,
    expr,
    expr_place,
    heap,
    note_only,
    nowhere,
    pointers,
    spill,
    text_made,
    typ,
    variable,
)
from rt0.lower.flowexprs import method_of, receiver, through
from rt0.lower.funcs import substitution
from rt0.lower.methods import Method, find
from rt0.lower.program import NeedSource
from rt0.lower.questions import builtin_of
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.constant import to_int
from rt0.types.info import METHOD_VAL, MODE_NIL, MODE_TYPE
from rt0.types.objects import Func


def call(b: Build, ks: list[Hole], e: ast.Call, mode: str) -> None:
    """A call whose results go to the holes; with a mode ("go", a defer in a loop) the operands are kept on the heap."""
    fun = ast.unparen(e.fun)
    tv = b.info.types.get(fun)
    if tv is not None and tv.mode == MODE_TYPE:
        _conversion(b, ks[0] if ks else nowhere(b), e)
        return
    builtin = builtin_of(b.info, fun)
    if builtin is not None:
        _builtin(b, ks[0] if ks else nowhere(b), e, builtin.id, mode)
        return
    sig = b.prog.tab.under(typ(b, fun))
    assert type(sig) is T.Signature
    base = ast.unparen(fun.x) if type(fun) is ast.Index else fun
    sel = b.info.selections.get(base) if type(base) is ast.Selector else None
    name = base.sel if type(base) is ast.Selector and sel is None else base
    f = b.info.uses.get(name) if type(name) is ast.Name else None
    if type(name) is ast.Name and type(f) is Func:
        _static(b, ks, e, sig, f, name, mode)
        return
    if type(base) is ast.Selector and sel is not None and sel.kind == METHOD_VAL:
        m = method_of(b, base)
        if m is not None:
            _method_call(b, ks, e, sig, base, m, mode)
            return
    if type(fun) is ast.FuncLit and not mode:
        _direct_literal(b, e, sig, fun)
        return
    expr(b, heap(b) if mode else nowhere(b), fun)
    _all_escape(b, e, sig)


def _all_escape(b: Build, e: ast.Call, sig: T.Signature) -> None:
    _arguments(b, e, sig, [heap(b)] * len(sig.params.vars))


def _direct_literal(b: Build, e: ast.Call, sig: T.Signature, fun: ast.FuncLit) -> None:
    """func(...) {...}(...): the arguments flow to the literal's own parameters."""
    expr(b, nowhere(b), fun)
    own = b.info.types[fun].type
    assert type(own) is T.Signature
    outer, depth = b.func, b.depth
    b.func, b.depth = fun, 1
    holes: list[Hole] = [(variable(b, v), 0) for v in own.params.vars]
    b.func, b.depth = outer, depth
    _arguments(b, e, sig, holes)


def _instance(b: Build, name: ast.Name) -> tuple[T.Type, ...]:
    inst = b.info.instances.get(name)
    return tuple(canon(b, t) for t in inst.targs) if inst is not None else ()


def _static(b: Build, ks: list[Hole], e: ast.Call, sig: T.Signature, f: Func, name: ast.Name, mode: str) -> None:
    f = f.origin or f
    path = f"{f.pkg.path}.{f.name}" if f.pkg is not None else f.name
    if intrinsics.is_keep_alive(f) and not mode:
        expr(b, nowhere(b), e.args[0])
        return
    if path in intrinsics.TABLE:
        keep = heap(b) if "Pointer" in f.name else nowhere(b)  # the new value of an atomic pointer
        _arguments(b, e, sig, [heap(b) if mode else nowhere(b)] + [keep] * (len(sig.params.vars) - 1))
        return
    holes = callee_holes(b, ks, f, None, _instance(b, name), len(sig.params.vars), mode, e)
    _arguments(b, e, sig, holes)


def callee_holes(b: Build, ks: list[Hole], f: Func, owner: T.Named | None, targs: tuple[T.Type, ...], n: int,
                 mode: str, e: ast.Call | None = None) -> list[Hole]:  # fmt: skip
    """Where a declared function's parameters (receiver first) go, by its summary; results go to ks. `e`: the call, where memory may be
    lent for what the function makes."""
    if mode or f.decl is None or f.decl.body is None:
        return [heap(b)] * n
    if names.func_symbol(f, owner, f.ptr_recv, targs) == b.key:  # itself: its parameters and results are in this graph
        for k, loc in zip(ks, b.results[_outermost(b)]):
            flow(b.g, k, loc)
        return [(loc, 0) for loc in b.params]
    unit = b.prog.unit_of(f.pkg)
    if unit.light and not (b.prog.imports and names.func_symbol(f, owner, f.ptr_recv, targs) in b.prog.imports.summaries):
        raise NeedSource(unit.pkg.path)
    found = analyze(b.prog, unit.info, f.decl, f, owner, targs, substitution(f, owner, targs))
    if found is None:
        return [heap(b)] * n
    if b.prog.graphs is not None and e is not None:
        b.called[e] = (f, found, b.func)
    if e is not None and not b.deferred:
        for i, lent in enumerate(found.lent):
            if (e, i) not in b.lends:
                b.lent[e] = found.lent
                b.lends[e, i] = new_loc(b.g, Loc(b.func, b.depth, node=(e, i), room=(lent.size, lent.align)))
            for number in lent.results:
                if number < len(ks):
                    flow(b.g, addr(ks[number]), b.lends[e, i])
    return [_leak_hole(b, ks, leaks) for leaks in found.summary]


def _outermost(b: Build) -> ast.Node:
    node = b.func
    while True:
        outer = b.g.inside.get(node)
        if outer is None:
            return node
        node = outer


def _leak_hole(b: Build, ks: list[Hole], leaks: Leaks) -> Hole:
    """The hole of a parameter that leaks so."""
    wanted = [(i, d) for i, d in leaks.results.items() if i < len(ks) and ks[i][0] is not b.g.blank]
    if leaks.heap is None and not wanted:
        return nowhere(b)
    if not wanted:
        return (b.g.heap, leaks.heap or 0)
    if leaks.heap is None and len(wanted) == 1:
        i, d = wanted[0]
        return (ks[i][0], ks[i][1] + d)
    loc = new_loc(b.g, Loc(b.func, b.depth))
    if leaks.heap is not None:
        flow(b.g, (b.g.heap, leaks.heap), loc)
    for i, d in wanted:
        flow(b.g, (ks[i][0], ks[i][1] + d), loc)
    return (loc, 0)


def _method_call(b: Build, ks: list[Hole], e: ast.Call, sig: T.Signature, base: ast.Selector, m: Method,
                 mode: str) -> None:  # fmt: skip
    if not m.concrete and not m.path:
        t = concrete_type(b.prog, b.info, lambda t: canon(b, t), base.x)
        if t is not None:
            _known_call(b, ks, e, sig, base, m, t, mode)
            return
    if not m.concrete:
        expr_place(b, through(b, heap(b), typ(b, base.x), m.path), base.x)
        _all_escape(b, e, sig)
        return
    assert type(m.owner) is T.Named
    f = m.func.origin or m.func
    holes = callee_holes(b, ks, f, m.owner, _instance(b, base.sel), len(sig.params.vars) + 1, mode, e)
    receiver(b, holes[0], base.x, m)
    _arguments(b, e, sig, holes[1:])


def _known_call(b: Build, ks: list[Hole], e: ast.Call, sig: T.Signature, base: ast.Selector, m: Method, t: T.Type,
                mode: str) -> None:  # fmt: skip
    """A call of an interface's method m on a value that holds a t."""
    b.known[e] = t
    own = find(b.prog, t, m.func.name, m.func.pkg.path if m.func.pkg is not None else "")
    if own is None or not own.concrete or own.path:
        expr(b, heap(b), base.x)
        _all_escape(b, e, sig)
        return
    assert type(own.owner) is T.Named
    holes = callee_holes(b, ks, own.func.origin or own.func, own.owner, (), len(sig.params.vars) + 1, mode)
    hole = holes[0]
    if not own.func.ptr_recv:  # the value is behind the data word, unless it is the word itself
        hole = nowhere(b) if not pointers(b, own.owner) else hole if t is own.owner and b.prog.tab.direct(t) else deref(hole)
    expr(b, hole, base.x)
    _arguments(b, e, sig, holes[1:])


def _arguments(b: Build, e: ast.Call, sig: T.Signature, holes: list[Hole]) -> None:
    """The arguments go to the parameters' holes; variadic ones into the slice that the call makes."""
    params = [v.type for v in sig.params.vars]
    if len(e.args) == 1 and type(b.info.types[ast.unparen(e.args[0])].type) is T.Tuple:
        inner = ast.unparen(e.args[0])
        spill(b, heap(b), e, None)  # a slice of variadic arguments, if any
        if type(inner) is ast.Call:
            call(b, [heap(b)] * 16, inner, "")
        else:
            expr(b, heap(b), inner)
        return
    fixed = len(params) - 1 if sig.variadic and not e.has_dots else len(params)
    for a, t, k in zip(e.args[:fixed], params, holes):
        expr(b, k if pointers(b, t) else nowhere(b), a, t)
    if fixed < len(params) and len(e.args) > fixed:
        u = b.prog.tab.under(params[-1])
        assert type(u) is T.Slice
        inner_hole = spill(b, holes[-1], e, b.prog.tab.array(len(e.args) - fixed, u.elem))
        for a in e.args[fixed:]:
            expr(b, inner_hole, a, u.elem)


def _conversion(b: Build, k: Hole, e: ast.Call) -> None:
    x = e.args[0]
    target = typ(b, e)
    tab = b.prog.tab
    tv = b.info.types.get(ast.unparen(x))
    if tv is not None and tv.mode == MODE_NIL:
        return
    source = typ(b, x)
    if tab.is_interface(target):
        expr(b, k, x, target)
    elif tab.kind(target) == T.UNSAFE_POINTER and tab.is_integer(source):
        _unsafe(b, k, x)
    elif tab.is_string(target) != tab.is_string(source) or not pointers(b, target):
        whole = b.info.types.get(e)
        if tab.is_string(target) != tab.is_string(source) and (whole is None or whole.value is None):
            text_made(b, k, e)
        expr(b, nowhere(b), x)
    elif type(tab.under(source)) is T.Slice and type(tab.under(target)) is T.Array:
        expr(b, deref(k), x)
    else:
        expr(b, k, x)


def _unsafe(b: Build, k: Hole, e: ast.Expr) -> None:
    """A uintptr that becomes a pointer again: look for the pointer that it was made of."""
    e = ast.unparen(e)
    if type(e) is ast.Binary:
        _unsafe(b, k, e.x)
        _unsafe(b, k, e.y)
        return
    if type(e) is ast.Call and len(e.args) == 1:
        tv = b.info.types.get(ast.unparen(e.fun))
        if tv is not None and tv.mode == MODE_TYPE and pointers(b, typ(b, e.args[0])):
            expr(b, k, e.args[0])
            return
    expr(b, nowhere(b), e)


def _builtin(b: Build, k: Hole, e: ast.Call, name: str, mode: str) -> None:
    args = e.args
    spread = b.info.types.get(ast.unparen(args[0])) if len(args) == 1 else None
    if spread is not None and type(spread.type) is T.Tuple:  # println(f())
        inner = ast.unparen(args[0])
        assert type(inner) is ast.Call
        call(b, [heap(b)] * 16, inner, "")
    elif name in ("unsafe.Sizeof", "unsafe.Alignof", "unsafe.Offsetof"):  # the operand is not evaluated
        return
    elif name == "append":
        _append(b, k, e)
    elif name == "copy":
        u = b.prog.tab.under(typ(b, args[0]))
        expr(b, nowhere(b), args[0])
        has = type(u) is T.Slice and pointers(b, u.elem)
        expr(b, deref(heap(b)) if has else nowhere(b), args[1])
    elif name == "panic":
        expr(b, heap(b), args[0], b.prog.tab.canon(T.EMPTY_INTERFACE))
    elif name == "new":
        _new(b, k, e)
    elif name == "make":
        _make(b, k, e)
    elif name in ("min", "max", "unsafe.Add", "unsafe.Slice", "unsafe.String", "unsafe.StringData", "unsafe.SliceData"):
        for a in args:
            expr(b, k, a)
    else:  # len, cap, close, delete, clear, print, complex, real, imag, recover
        for a in args:
            tv = b.info.types.get(ast.unparen(a))
            if tv is None or tv.mode != MODE_TYPE:
                key = b.prog.tab.under(typ(b, args[0])) if name == "delete" and a is not args[0] else None
                expr(b, heap(b) if mode else nowhere(b), a, key.key if type(key) is T.Map else None)


def _append(b: Build, k: Hole, e: ast.Call) -> None:
    u = b.prog.tab.under(typ(b, e))
    assert type(u) is T.Slice
    has = pointers(b, u.elem)
    if len(e.args) > 1:
        note_only(b, k, e, 1)  # gc does not mind that loops make more of it
    if has:  # growing copies the old elements to the heap
        both = new_loc(b.g, Loc(b.func, b.depth))
        flow(b.g, k, both)
        flow(b.g, deref(heap(b)), both)
        expr(b, (both, 0), e.args[0])
    else:
        expr(b, k, e.args[0])
    for a in e.args[1:]:
        if e.has_dots:
            expr(b, deref(heap(b)) if has else nowhere(b), a)
        else:
            expr(b, heap(b) if has else nowhere(b), a, u.elem)


def _new(b: Build, k: Hole, e: ast.Call) -> None:
    t = typ(b, e)
    assert type(t) is T.Pointer
    inner = spill(b, k, e, t.base)
    tv = b.info.types.get(ast.unparen(e.args[0]))
    if tv is not None and tv.mode != MODE_TYPE:
        expr(b, inner, e.args[0], t.base)


def _make(b: Build, k: Hole, e: ast.Call) -> None:
    for a in e.args[1:]:
        expr(b, nowhere(b), a)
    u = b.prog.tab.under(typ(b, e))
    if type(u) is T.Map:
        note_only(b, k, e, b.depth)
    if type(u) is not T.Slice:
        return
    tv = b.info.types.get(ast.unparen(e.args[-1]))
    size = to_int(tv.value) if tv is not None and tv.value is not None else None
    if size is None or size >= 0:
        inner = spill(b, k, e, b.prog.tab.array(size, u.elem) if size is not None else None)
        elem = b.prog.tab.layout(u.elem)
        if size is None and elem.size:  # short ones may be in a frame
            inner[0].room = (SMALL_MAKE // elem.size * elem.size, elem.align) if elem.size <= SMALL_MAKE else None
