"""Functions: signatures in LLVM's terms, references to declared functions, and the lowering of bodies.

The convention is docs/abi.md's: parameters are flattened into leaves (which LLVM would do with aggregates anyway), a mem
result is written through a leading pointer, all other results are one flat struct, g is the last parameter.

Linkage: everything is linkonce_odr, so that LLVM drops what was inlined everywhere but never changes a signature (the
stack check and signals rely on g's register), except for the few symbols that the runtime calls.
"""

from __future__ import annotations

from rt0.abi.ir import symbol
from rt0.base.errors import InternalError
from rt0.base.source import SourceFile
from rt0.lower import debugvars, intrinsics, lending, linknames, names
from rt0.lower.escape import Escapes
from rt0.lower.eval import HOOKS, stmt
from rt0.lower.facts import facts_of
from rt0.lower.fn import (
    ATTRIBUTES,
    LEAVES,
    MEM,
    NO_TAIL_CALLS,
    SSA,
    Fn,
    Place,
    V,
    clear,
    finish,
    join,
    load_place,
    new_object,
    store,
    store_leaf,
    zero,
)
from rt0.lower.program import NeedSource, Prog, Unit, Unsupported
from rt0.lower.typetab import Subst, mem_type
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import Info
from rt0.types.objects import RESULT_VAR, Func, Var

EXPORTED = frozenset({"main.main", "go:main.init"})
BY_VALUE_LIMIT = 128
CHAN_ELEM_LIMIT = 1 << 16

METHOD_MARK = "go:reflectmethod"

_NO_INFO = Info()


# ---- signatures -----------------------------------------------------------------------------------------------------


def result_ll(prog: Prog, results: list[T.Type]) -> str:
    """The LLVM result type for Go results (mem results are not in it)."""
    leaves = [ll for t in results for ll, _ in prog.tab.layout(t).leaves]
    if not leaves:
        return "void"
    return leaves[0] if len(leaves) == 1 else "{ " + ", ".join(leaves) + " }"


def param_lls(prog: Prog, t: T.Type) -> list[str]:
    """The LLVM parameter types of one Go parameter."""
    lay = prog.tab.layout(t)
    return ["ptr"] if lay.mem else [ll for ll, _ in lay.leaves]


def big_count(prog: Prog, results: list[T.Type]) -> int:
    """How many results are written through leading pointers."""
    return sum(prog.tab.layout(t).mem for t in results)


def tuple_types(t: T.Tuple) -> list[T.Type]:
    """The types of a canonical tuple."""
    return [v.type for v in t.vars]


# ---- definitions ----------------------------------------------------------------------------------------------------


def begin(
    prog: Prog,
    name: str,
    ret: str,
    params: list[str],
    *,
    suffix: str = "",
    info: Info = _NO_INFO,
    subst: Subst | None = None,
    source: SourceFile | None = None,
    line: int = 0,
    attributes: str = "",
    linkage: str = "linkonce_odr",
    tail_calls: bool = False,
    ctx: bool = False,
) -> Fn:
    """Start the definition of the function `name`; g is added to the parameters, and then the func value if `ctx`. The symbol is the
    name with `suffix`, which nobody is shown.

    ctx comes last so that a call through a func value with a declared function's own code has an argument too many, which
    that does not look at, and which LLVM drops when it finds out whom it calls.
    """
    scope = prog.debug_scope(name, source, line)
    f = prog.module.function(
        name + suffix,
        ret,
        [*params, "ptr swiftself %g", *(["ptr %ctx"] if ctx else [])],
        cc="swiftcc",
        linkage="" if name in EXPORTED else linkage,
        attributes=" ".join(a for a in (ATTRIBUTES, "" if tail_calls else NO_TAIL_CALLS, attributes) if a),
        section=".text." + name + suffix if linkage else "",
        scope=scope,
    )
    fn = Fn(prog, f, name, info, subst, source)
    fn.checked.add("%g")
    if line:
        fn.line = line
        f.at(line)
    return fn


def func_ref(prog: Prog, f: Func, owner: T.Named | None, targs: tuple[T.Type, ...]) -> str:
    """The reference of a declared function or method (an instance, for generic ones), lowered on first request.

    `f` is the origin's object, `owner` the canonical receiver base type, `targs` the function's own type arguments.
    """
    if f.name == "_" or f.decl is None:
        raise InternalError(f"function {f.name} has no declaration", f.pos)
    decl = f.decl
    name = names.func_symbol(f, owner, f.ptr_recv, targs)
    unit = prog.unit_of(f.pkg)
    if decl.body is None:
        return external_ref(prog, unit, f)
    if owner is None and f.name in unit.linknames and not targs and linknames.may_define(prog, unit, f, unit.linknames[f.name]):
        name = unit.linknames[f.name]  # it implements a function of another package
    if prog.imported(name):
        return symbol(name)
    if unit.light:
        raise NeedSource(unit.pkg.path)
    return prog.request(name, lambda: lower_func(prog, unit, f, owner, targs, name))


def lent_ref(prog: Prog, f: Func, owner: T.Named | None, targs: tuple[T.Type, ...]) -> str:
    """The reference of the copy of a declared function that takes memory from its caller (lending.py)."""
    name = names.func_symbol(f, owner, f.ptr_recv, targs)
    unit = prog.unit_of(f.pkg)
    if not prog.imported(name + lending.SUFFIX) and unit.light:
        raise NeedSource(unit.pkg.path)
    return prog.request(name + lending.SUFFIX, lambda: lower_func(prog, unit, f, owner, targs, name, lent=True))


def external_ref(prog: Prog, unit: Unit, f: Func) -> str:
    """The reference of a function without body: the runtime's or another package's, as a //go:linkname here or there says. That
    there is none only shows when the program is linked (build/pipeline.py)."""
    target = unit.linknames.get(f.name) or names.func_symbol(f, None, False, ())
    if target == METHOD_MARK:
        return method_mark(prog)
    if not unit.std:
        target = linknames.allowed(prog, f, target, _words(prog, f))
    if prog.imported(target):
        return symbol(target)
    found = implementation(prog, target)
    if found is not None:
        if not unit.std:
            linknames.same_words(prog, f, target, _words(prog, f), _words(prog, found))
        return func_ref(prog, found, None, ())
    if target in intrinsics.TABLE and unit.std:
        sig = prog.tab.canon(f.type)
        assert type(sig) is T.Signature
        return prog.request(target, lambda: _write_instruction(prog, target, f, sig))
    prog.external.add(target)
    result, params = _words(prog, f)
    return prog.module.declare(target, result, ", ".join([*params, "ptr swiftself"]), "swiftcc", "nounwind")


def _words(prog: Prog, f: Func) -> tuple[str, list[str]]:
    """The LLVM types of what a function without receiver gives and takes, pointers to large results first."""
    sig = prog.tab.canon(f.type)
    assert type(sig) is T.Signature
    results = tuple_types(sig.results)
    params = ["ptr"] * big_count(prog, results) + [ll for t in tuple_types(sig.params) for ll in param_lls(prog, t)]
    return result_ll(prog, results), params


def _write_instruction(prog: Prog, target: str, f: Func, sig: T.Signature) -> None:
    """The code of a function that calls become an instruction of: for func values, go and defer."""
    fn, args = begin_wrapper(prog, target, f, sig, [])
    got = intrinsics.TABLE[target](fn, [ops[0] for _, ops in args])
    return_values(fn, intrinsics.unpack(f.name, got))
    finish(fn)


def implementation(prog: Prog, target: str) -> Func | None:
    """The function of a loaded package that has a symbol: by its own name, or because a //go:linkname gives it that one."""
    path, _, name = target.rpartition(".")
    unit = prog.units.get(path)
    found = unit.pkg.scope.names.get(name) if unit is not None else None
    if type(found) is not Func or found.decl is None or found.decl.body is None:
        found = prog.given_away().get(target)
    return found if found is None or found.decl is not None else None


def method_mark(prog: Prog) -> str:
    """The reference of a function that does nothing. Whoever may ask reflect for a method calls it, so that where it is reached the
    methods of all types are needed (descriptors.py, native/link/gotypes.py). The empty assembly keeps LLVM from leaving the call out."""

    def write() -> None:
        fn = begin(prog, METHOD_MARK, "void", [], attributes="noinline")
        fn.emit('call void asm sideeffect "", ""()')
        fn.f.ret()
        finish(fn)

    return prog.request(METHOD_MARK, write)


def signature_of(f: Func) -> T.Signature:
    """The checker's signature of a declared function."""
    if type(f.type) is not T.Signature:
        raise InternalError(f"function {f.name} has no signature", f.pos)
    return f.type


def substitution(f: Func, owner: T.Named | None, targs: tuple[T.Type, ...]) -> Subst | None:
    """What the type parameters in the body of f stand for."""
    sig = signature_of(f)
    out: Subst = {}
    if owner is not None and sig.recv_tparams:
        out.update(zip(sig.recv_tparams, owner.targs or ()))
    if sig.tparams:
        out.update(zip(sig.tparams, targs))
    return out or None


def lower_func(prog: Prog, unit: Unit, f: Func, owner: T.Named | None, targs: tuple[T.Type, ...], name: str,
               lent: bool = False) -> None:  # fmt: skip
    """Lower the body of a declared function, or with `lent` its copy that takes memory from callers. A package that is compiled for
    others has the copies that they may call."""
    prog.check_body(f)
    decl = f.decl
    assert decl is not None and decl.body is not None
    subst = substitution(f, owner, targs)
    sig = signature_of(f)
    variables = ([sig.recv] if sig.recv is not None else []) + list(sig.params.vars)
    escapes = HOOKS["escapes"](prog, unit.info, decl, f, owner, targs, subst, body=True)
    write_body(prog, name, unit.info, subst, decl, decl.body, sig, variables, [], escapes, lent)
    if escapes.lent and not lent and prog.imports is not None and unit.pkg.path != "main":
        lent_ref(prog, f, owner, targs)


def source_of(prog: Prog, pos: int) -> SourceFile | None:
    """The file of a position."""
    return prog.files.file(pos)


def write_body(prog: Prog, name: str, info: Info, subst: Subst | None, node: ast.FuncDecl | ast.FuncLit,
               body: ast.BlockStmt, sig: T.Signature, variables: list[Var], captured: list[Var],
               escapes: Escapes | None, lent: bool = False) -> None:  # fmt: skip
    """Write a definition: parameters into places, the statements, the return.

    `node` is the FuncDecl or FuncLit, `variables` the receiver and parameters in order, `captured` the closure's
    captured variables (then there is a ctx parameter).
    """
    tab = prog.tab
    results = [tab.canon(v.type, subst) for v in sig.results.vars]
    params: list[str] = []
    bigs = [f"%r{i}" for i in range(big_count(prog, results))]
    params += [f"ptr noalias {b}" for b in bigs]
    incoming: list[tuple[Var, T.Type, V]] = []
    for i, v in enumerate(variables):
        t = tab.canon(v.type, subst)
        ops = tuple([f"%p.{i}.{j}" for j in range(len(param_lls(prog, t)))])
        params += [f"{ll} {op}" for ll, op in zip(param_lls(prog, t), ops)]
        incoming.append((v, t, ops))
    source = source_of(prog, node.pos)
    line = source.line(node.pos) if source else 0
    attributes = "noinline" if prog.options.no_inline or _directive(node, "go:noinline") else ""
    facts = facts_of(prog.facts, body)
    if facts.recovers or facts.defers:  # recover looks at their frames, a recovered panic comes back to them
        attributes = "noinline"
    taken = {what: f"%l.{i}.0" for what, i in escapes.lendable.items()} if lent and escapes is not None else {}
    params += [f"ptr {p}" for p in taken.values()]
    fn = begin(prog, name, result_ll(prog, results), params, suffix=lending.SUFFIX if lent else "", info=info, subst=subst,
               source=source, line=line, attributes=attributes, ctx=type(node) is ast.FuncLit)  # fmt: skip
    fn.results, fn.big_results, fn.escapes, fn.recovers = results, bigs, escapes, facts.recovers
    fn.lent = taken
    fn.literal = type(node) is ast.FuncLit
    fn.body = body
    fn.ctx = "%ctx" if fn.literal else ""
    try:
        _fill(fn, node, body, sig, incoming, captured)
    except Unsupported as u:
        prog.sink.error("Unsupported", u.pos, f"rt0 does not support {u.what} yet")
        return
    except InternalError as e:
        if not e.pos:
            e.pos = body.pos
        raise
    if tab.stenciled_chans:
        _judge_chans(prog, node.name.pos if type(node) is ast.FuncDecl else node.pos)


def _judge_chans(prog: Prog, pos: int) -> None:
    """Refuse channels whose elements turn out to be too large now that type arguments are known; `pos` is the function's."""
    for t, place in prog.tab.stenciled_chans:
        if prog.tab.size(t.elem) >= CHAN_ELEM_LIMIT:
            prog.sink.error("TypeTooLarge", place or pos, "channel element type too large (>64kB)")
    prog.tab.stenciled_chans.clear()


def _directive(node: ast.Node, word: str) -> bool:
    return type(node) is ast.FuncDecl and any(d.text.startswith(word) for d in node.directives)


def _fill(fn: Fn, node: ast.Node, body: ast.BlockStmt, sig: T.Signature, incoming: list[tuple[Var, T.Type, V]],
          captured: list[Var]) -> None:  # fmt: skip
    debugvars.settling(fn)
    if captured:
        HOOKS["bind_captures"](fn, captured)
    for number, (v, t, ops) in enumerate(incoming, 1):
        if v.name not in ("", "_"):
            bind_param(fn, v, t, ops, number)
    deferring = facts_of(fn.prog.facts, body).defers
    over_functions = escapes_mark(fn, body)
    if deferring or over_functions or any(v.name for v in sig.results.vars):
        bind_results(fn, sig.results.vars, deferring or over_functions)
    if deferring:
        # A fault of the processor (debug.SetPanicOnFault) may come between any two instructions, and the caller sees the results then.
        fn.volatile = {op for v, p in zip(sig.results.vars, fn.result_places or []) if v.name for op in p.ops}
        HOOKS["enter_defers"](fn, body)
    debugvars.settled(fn)
    for s in body.stmts:
        fn.revive()
        stmt(fn, s)
    if fn.f.open:
        fn.at(body.rbrace)
        if fn.results and fn.result_places is None:
            fn.f.unreachable()
        else:
            return_now(fn)
    if fn.return_label:
        HOOKS["leave_defers"](fn)
    finish(fn)


def escapes_mark(fn: Fn, body: ast.BlockStmt) -> bool:
    """Whether a loop over a function stands in the body itself: its returns come back through the results' places."""
    if fn.escapes is None or not fn.escapes.over_functions:
        return False
    return any(r in fn.escapes.over_functions for r in facts_of(fn.prog.facts, body).ranges)


def needs_heap(fn: Fn, v: Var) -> bool:
    """Whether a variable has to live on the heap."""
    if fn.escapes is not None:
        return v in fn.escapes.heap_vars
    return v.addr_taken or v.captured and not by_value(fn, v)


def in_memory(fn: Fn, v: Var, t: T.Type) -> bool:
    """Whether a variable needs an address of its own in the frame."""
    lay = fn.lay(t)
    return v.addr_taken or v.captured and not by_value(fn, v) or lay.mem or lay.arrays or debugvars.wanted(fn)


def by_value(fn: Fn, v: Var) -> bool:
    """Whether closures capture a copy of the variable: nobody assigns to it and it is small."""
    if v.addr_taken or v.assigned or v.kind == RESULT_VAR:
        return False
    return fn.lay(fn.canon(v.type)).size <= BY_VALUE_LIMIT


def constant_var(fn: Fn, v: Var) -> bool:
    """Whether a variable keeps the value of its declaration, so that SSA operands are place enough."""
    changes = v.assigned or v.addr_taken or v.captured and not by_value(fn, v) or v.kind == RESULT_VAR
    return not changes and not debugvars.wanted(fn)


def bind_param(fn: Fn, v: Var, t: T.Type, ops: V, number: int) -> None:
    """Give a parameter its place, the `number`-th. A mem parameter already is a private copy of the caller's."""
    if constant_var(fn, v) and not fn.lay(t).mem:
        fn.env[v] = Place(SSA, ops)
        return
    if fn.lay(t).mem and not needs_heap(fn, v):
        fn.env[v] = Place(MEM, ops)
        debugvars.elsewhere(fn, v, t, ops[0], number)
        return
    declare_var(fn, v, t, ops, number)


def declare_var(fn: Fn, v: Var, t: T.Type, value: V, number: int = 0) -> None:
    """Make a variable with an initial value. It is a new variable each time this point is reached. `number`: of a parameter."""
    if needs_heap(fn, v):
        address = lending.memory(fn, v, t)
        store(fn, t, value, address)
        fn.env[v] = Place(MEM, (address,))
        debugvars.elsewhere(fn, v, t, address, number)
        return
    lay = fn.lay(t)
    if in_memory(fn, v, t):
        place = fn.env.get(v)
        if place is None or place.kind != MEM:
            place = fn.env[v] = Place(MEM, (fn.f.alloca(lay.slot, lay.align, v.name),))
            fn.checked.add(place.ops[0])
            debugvars.in_frame(fn, v, t, place.ops[0], number)
        if value[0:1] == ("null",) and lay.mem:
            clear(fn, lay.size, lay.align, place.ops[0])
        else:
            store(fn, t, value, place.ops[0])
        return
    if constant_var(fn, v):
        fn.env[v] = Place(SSA, value)
        return
    place = fn.env.get(v)
    if place is None:
        slots = tuple([fn.f.alloca(mem_type(ll), 0, v.name) for ll, _ in lay.leaves])
        place = fn.env[v] = Place(LEAVES, slots)
    for (ll, _), op, slot in zip(lay.leaves, value, place.ops):
        store_leaf(fn, ll, op, slot)


def bind_results(fn: Fn, variables: list[Var], deferring: bool) -> None:
    """Places for the results: named ones are variables; a function with defer keeps all in memory that LLVM cannot
    promote, because a recovered panic returns to the middle of the function by another way than its code shows."""
    places: list[Place] = []
    for v, t in zip(variables, fn.results):
        lay = fn.lay(t)
        named = v.name not in ("", "_")
        if named and needs_heap(fn, v):
            address = new_object(fn, t)
            place = Place(MEM, (address,))
            debugvars.elsewhere(fn, v, t, address)
        elif deferring or named and in_memory(fn, v, t) or lay.mem:
            address = fn.f.alloca(lay.slot, lay.align, v.name or "result")
            place = Place(MEM, (address,))
            debugvars.in_frame(fn, v, t, address)
            store(fn, t, zero(fn, t), address)
            if deferring:
                fn.emit(f'call void asm sideeffect "", "r,~{{memory}}"(ptr {address})')
        else:
            place = Place(LEAVES, tuple([fn.f.alloca(mem_type(ll), 0, v.name or "result") for ll, _ in lay.leaves]))
            for (ll, _), z, slot in zip(lay.leaves, zero(fn, t), place.ops):
                store_leaf(fn, ll, z, slot)
        if v.name:
            fn.env[v] = place
        places.append(place)
    fn.result_places = places


def return_now(fn: Fn) -> None:
    """Return what stands in the results' places (or run the deferred calls first)."""
    if fn.return_label:
        fn.f.br(fn.return_label)
        return
    if fn.result_places is None:
        fn.f.ret()
        return
    return_places(fn)


def return_places(fn: Fn) -> None:
    """Return the values of the results' places."""
    got = [load_place(fn, t, p) for t, p in zip(fn.results, fn.result_places or [])]
    return_values(fn, got)


def return_values(fn: Fn, got: list[V]) -> None:
    """The ret instruction for these result values."""
    leaves: list[str] = []
    bigs = iter(fn.big_results)
    for t, v in zip(fn.results, got):
        if fn.lay(t).mem:
            store(fn, t, v, next(bigs))
        else:
            leaves += v
    ll = result_ll(fn.prog, fn.results)
    if ll == "void":
        fn.f.ret()
    else:
        fn.f.ret(ll, join(fn, ll, tuple(leaves)))


def wrapper_params(fn_prog: Prog, sig: T.Signature) -> tuple[list[str], list[str], list[tuple[T.Type, V]]]:
    """Parameters of a wrapper of a signature: the result pointers, the rest as text, and the argument values."""
    types = tuple_types(sig.params)
    bigs = [f"%r{i}" for i in range(big_count(fn_prog, tuple_types(sig.results)))]
    args: list[tuple[T.Type, V]] = []
    text: list[str] = []
    for i, t in enumerate(types):
        ops = tuple([f"%p.{i}.{j}" for j in range(len(param_lls(fn_prog, t)))])
        text += [f"{ll} {op}" for ll, op in zip(param_lls(fn_prog, t), ops)]
        args.append((t, ops))
    return bigs, text, args


def begin_wrapper(prog: Prog, name: str, f: Func, sig: T.Signature, before: list[str], ctx: bool = False) -> tuple[
    Fn, list[tuple[T.Type, V]]]:  # fmt: skip
    """Start a wrapper of f with the parameters of sig after `before`. It has a place, f's, without which LLVM would forget the
    frames of what it inlines."""
    bigs, text, args = wrapper_params(prog, sig)
    results = tuple_types(sig.results)
    params = [*(f"ptr noalias {b}" for b in bigs), *before, *text]
    source = source_of(prog, f.pos)
    line = source.line(f.pos) if source else 0
    fn = begin(prog, name, result_ll(prog, results), params, source=source, line=line, tail_calls=True, ctx=ctx)
    fn.results, fn.big_results = results, bigs
    return fn, args
