"""Packages compiled apart: one package -> one module, for good, and the program's own package on top of them.

A package is lowered whole, because nobody knows yet what programs will use of it: all functions and methods but the generic
ones, its variables, the descriptors of its types with all their methods, its initialiser. Instances, wrappers, itabs and
descriptors of other types are defined by whoever comes to need them first; when two packages do, the linker takes one.
What is not reached is left out by the linker (native/link/gotypes.py).

What later modules know of a package is a `Compiled`: declarations, small bodies and what functions do with their
parameters. It is plain data, for the cache (build/packages.py).

Not so small programs at -O2: those are lowered and compiled whole (lower.py; build.pipeline.whole says which).

Read next: program.Imports, abi/irunit.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rt0.abi.ir import Module
from rt0.abi.irunit import Body, Importer, bodies, declarations, others
from rt0.base.deep import run_deep
from rt0.base.diagnostics import Sink
from rt0.base.errors import InternalError
from rt0.base.options import Options
from rt0.base.records import dataclass
from rt0.lower import descriptors, inits
from rt0.lower.escape import Escapes, Leaks, Lent
from rt0.lower.funcs import func_ref, signature_of
from rt0.lower.lower import start
from rt0.lower.places import global_ref
from rt0.lower.program import Imports, Prog, Unit
from rt0.types import types as T
from rt0.types.objects import Func, TypeName, Var

Summary = tuple[list[tuple[int | None, dict[int, int]]], list[tuple[tuple[int, ...], int, int]], int | None]
"""For each parameter the least number of dereferences after which it leaks to the heap, and to each result; what memory may be lent
for (escape.Lent); what inlining.py says that the body costs."""


@dataclass(slots=True)
class Compiled:
    """What a compiled package's importers need of its code. Plain data, but for being a class."""

    declared: dict[str, str]  # what it defines -> declaration
    others: dict[str, str]  # what it uses of the runtime -> declaration
    bodies: dict[str, Body]
    summaries: dict[str, Summary]


def merge(module: Module, compiled: Iterable[Compiled], options: Options) -> Imports:
    """What a module may use of the packages that were compiled before it, in any order."""
    defined: dict[str, str] = {}
    declared: dict[str, str] = {}
    found: dict[str, Body] = {}
    summaries: dict[str, Escapes] = {}
    for one in compiled:
        defined.update(one.declared)
        declared.update(one.others)
        found.update(one.bodies)
        for name, (leaks, lent, cost) in one.summaries.items():
            rows = [Leaks(heap, results) for heap, results in leaks]
            summaries[name] = Escapes(summary=rows, lent=[Lent(*one) for one in lent], cost=cost)
    inline = options.opt_level > 0 and not options.no_inline and not options.no_optimize
    return Imports(set(defined), Importer(module, declared | defined, found, inline), summaries)


def lower_package(
    unit: Unit, units: Sequence[Unit], compiled: Iterable[Compiled], options: Options, sink: Sink,
    check_body: Callable[[Func], None],
) -> tuple[Module, Compiled]:  # fmt: skip
    """One package, whole. `units` are it and all it imports, directly or not; `compiled` the latter's results.

    Faults go to the sink; the result is then not to be used.
    """
    prog = start(units, options, sink, check_body)
    prog.imports = merge(prog.module, compiled, options)

    def work() -> None:
        _whole(prog, unit)
        descriptors.finish(prog)

    run_deep(work)
    _finish(prog)
    module = prog.module
    summaries = {name: _plain(found) for name, found in prog.summaries.items() if found is not None}
    return module, Compiled(declarations(module), others(module), bodies(module), summaries)


def _plain(found: Escapes) -> Summary:
    leaks = [(one.heap, one.results) for one in found.summary]
    return leaks, [(one.results, one.size, one.align) for one in found.lent], found.cost


def lower_main(
    units: Sequence[Unit], compiled: Iterable[Compiled], options: Options, sink: Sink, check_body: Callable[[Func], None]
) -> Module:
    """The program's own package, the last of `units`, over all the others compiled."""
    prog = start(units, options, sink, check_body)
    prog.imports = merge(prog.module, compiled, options)
    main = prog.units["main"].pkg.scope.lookup("main")
    if type(main) is not Func:
        raise InternalError("package main has no function main")

    def work() -> None:
        func_ref(prog, main, None, ())
        _linked(prog, units)
        inits.define_inits(prog, list(units))
        descriptors.finish(prog)

    run_deep(work)
    _finish(prog)
    return prog.module


def _linked(prog: Prog, units: Sequence[Unit]) -> None:
    """Ask for what the packages below main reach of it by go:linkname, and for what it gives them."""
    main = units[-1]
    wanted = {target.removeprefix("main.") for unit in units if not unit.std or unit.light for target in unit.linknames.values()}
    for name in sorted({*wanted, *main.linknames}):
        found = main.pkg.scope.names.get(name)
        if type(found) is Func and found.decl is not None and found.decl.body is not None and not signature_of(found).tparams:
            func_ref(prog, found, None, ())
        elif type(found) is Var and name in wanted:
            global_ref(prog, found)


def _finish(prog: Prog) -> None:
    """Bring the bodies that may be inlined."""
    assert prog.imports is not None
    prog.imports.importer.unit = prog.unit_debug
    prog.imports.importer.finish()


def _whole(prog: Prog, unit: Unit) -> None:
    """Ask for everything of a package that is not generic."""
    for f in unit.info.funcs:
        sig = signature_of(f)
        if f.decl is None or f.decl.body is None or f.name in ("_", "init") or sig.tparams or sig.recv_tparams:
            continue
        func_ref(prog, f, owner_of(prog, sig), ())
    for obj in unit.pkg.scope.names.values():
        if type(obj) is TypeName and type(obj.type) is T.Named and not obj.type.tparams and obj.pkg is unit.pkg:
            t = prog.tab.canon(obj.type)
            prog.descriptor(t)
            prog.descriptor(prog.tab.pointer(t))
        elif type(obj) is Var:
            global_ref(prog, obj)
    if inits.has_init(unit):
        inits.write_init(prog, unit, f"{unit.pkg.path}.init")


def owner_of(prog: Prog, sig: T.Signature) -> T.Named | None:
    """The canonical type that a method belongs to."""
    if sig.recv is None:
        return None
    t = T.unalias(sig.recv.type)
    if type(t) is T.Pointer:
        t = T.unalias(t.base)
    owner = prog.tab.canon(t)
    assert type(owner) is T.Named
    return owner
