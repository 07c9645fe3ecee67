"""Another entry point: a package whose exported functions are called from outside (rt0.load), without main.main.

Each exported function gets a wrapper `go:export.NAME.gowrap1` of the form that the runtime's library host calls (docs/abi.md,
"Library host"): code void(ptr block, ptr ctx, g). Arguments and results lie in the block in memory form, each at a
multiple of 8 bytes, first all parameters, then all results.

Read next: lower.py (the other entry point), embed/signatures.py (what can be called from Python).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rt0.abi.ir import Module
from rt0.base.deep import run_deep
from rt0.base.diagnostics import Sink
from rt0.base.errors import InternalError
from rt0.base.options import Options
from rt0.base.records import dataclass
from rt0.lower import descriptors, ifaces, inits
from rt0.lower.calls import Typed, emit_call, typed_operands
from rt0.lower.fn import finish, gep, load, store
from rt0.lower.funcs import begin, func_ref, signature_of, source_of, tuple_types
from rt0.lower.lower import start
from rt0.lower.program import Prog, Unit, Unsupported
from rt0.types import types as T
from rt0.types.objects import Func

WRAPPER = "go:export.{}.gowrap1"
"""The wrapper's symbol: a thunk to tracebacks, which leave it out, and the program's code to preemption."""
BLOCK = 1024
"""Bytes of a call's block (runtime/sched/library.py's LIB_BLOCK)."""


@dataclass(slots=True, frozen=True)
class Export:
    """A function to call from outside: its name and its canonical signature."""

    name: str
    func: Func
    params: tuple[T.Type, ...]
    results: tuple[T.Type, ...]
    variadic: bool


def lower_library(
    units: Sequence[Unit],
    exports: Sequence[Func],
    options: Options,
    sink: Sink,
    check_body: Callable[[Func], None],
    wanted: Callable[[Export, Prog], bool],
) -> tuple[Module, list[Export]]:
    """The IR of the packages' initialisers and of those `exports` that are `wanted` (others get no wrapper).

    The exports returned are all of them. An empty `exports` makes a module of initialisers alone.
    """
    prog = start(units, options, sink, check_body)
    return prog.module, run_deep(lambda: _lower(prog, units, exports, wanted))


def _lower(
    prog: Prog, units: Sequence[Unit], exports: Sequence[Func], wanted: Callable[[Export, Prog], bool]
) -> list[Export]:
    found = []
    for f in exports:
        sig = signature_of(f)
        params = tuple(prog.tab.canon(v.type) for v in sig.params.vars)
        results = tuple(prog.tab.canon(v.type) for v in sig.results.vars)
        export = Export(f.name, f, params, results, sig.variadic)
        found.append(export)
        if wanted(export, prog):
            try:
                _wrapper(prog, export)
            except Unsupported as u:
                prog.sink.error("Unsupported", u.pos, f"rt0 does not support {u.what} yet")
    # What a panic in a call prints, and what a result of type error is turned into.
    prog.called_methods.update(("Error", "String"))
    inits.define_inits(prog, list(units))
    descriptors.finish(prog)
    ifaces.define_table(prog)
    return found


def slots(prog: Prog, types: Sequence[T.Type]) -> int:
    """How many words values of these types take in a block."""
    return sum((prog.tab.layout(t).size + 7) // 8 for t in types)


def _wrapper(prog: Prog, e: Export) -> None:
    """Write go:export.NAME.gowrap1."""
    if 8 * (slots(prog, e.params) + slots(prog, e.results)) > BLOCK:
        raise InternalError(f"export {e.name}: arguments and results take more than a block")
    source = source_of(prog, e.func.pos)
    line = source.line(e.func.pos) if source else 0
    fn = begin(prog, WRAPPER.format(e.name), "void", ["ptr %block"], source=source, line=line, linkage="", ctx=True)
    at = 0
    args: list[Typed] = []
    for t in e.params:
        args.append((t, load(fn, t, gep(fn, "%block", at))))
        at += 8 * slots(prog, [t])
    results = list(e.results)
    got = emit_call(fn, func_ref(prog, e.func, None, ()), results, typed_operands(fn, args))
    for t, v in zip(results, got):
        store(fn, t, v, gep(fn, "%block", at))
        at += 8 * slots(prog, [t])
    fn.f.ret()
    finish(fn)


__all__ = ["BLOCK", "WRAPPER", "Export", "lower_library", "slots", "tuple_types"]
