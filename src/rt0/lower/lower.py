"""The entry point: from checked packages to one LLVM module.

`lower_program` lowers what main.main and the packages' initialisers reach. Faults of the user's program that only show
here (constructs that rt0 does not compile yet) are Diagnostics in the sink; the module is then not to be used.

Read next: program.py, funcs.py.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rt0.abi.ir import Module
from rt0.base.deep import run_deep
from rt0.base.diagnostics import Sink
from rt0.base.errors import InternalError
from rt0.base.options import Options
from rt0.load.directives import LINKNAMES
from rt0.lower import debugvars, descriptors, dispatch, ifaces, inits
from rt0.lower.funcs import func_ref
from rt0.lower.program import Prog, Unit
from rt0.lower.typetab import TypeTab
from rt0.syntax import ast
from rt0.types.info import Info
from rt0.types.objects import Func, Package


def make_unit(pkg: Package, info: Info, files: list[ast.File], said: dict[str, str] | None = None, std: bool = True) -> Unit:
    """A package as lower wants it; collects its //go:linkname directives. `said`: texts of a main package, by names that the runtime
    knows (runtime/core/linksyms.py: go:main.NAME); `std`: a standard package."""
    unit = Unit(pkg, info, files, said=said or {}, std=std)
    for f in files:
        for d in f.directives:
            words = d.words
            if words[0] in LINKNAMES and len(words) == 3:
                unit.linknames[words[1]] = words[2]
    return unit


def start(units: Sequence[Unit], options: Options, sink: Sink, check_body: Callable[[Func], None]) -> Prog:
    """An empty program over these packages (in dependency order)."""
    if not dispatch:
        raise InternalError("no dispatch tables")
    module = Module("program")
    return Prog(options, sink.files, sink, module, {u.pkg.path: u for u in units}, check_body, TypeTab())


def lower_program(units: Sequence[Unit], options: Options, sink: Sink, check_body: Callable[[Func], None]) -> str:
    """The IR text of a whole program: main.main, the initialisers and all they reach."""
    return lower_module(units, options, sink, check_body).render()


def lower_module(units: Sequence[Unit], options: Options, sink: Sink, check_body: Callable[[Func], None]) -> Module:
    """A whole program as one module of IR, to be rendered whole or cut by rt0.abi.irsplit."""
    prog = start(units, options, sink, check_body)
    return run_deep(lambda: _lower(prog, units))


def _lower(prog: Prog, units: Sequence[Unit]) -> Module:
    main = prog.units["main"].pkg.scope.lookup("main")
    if type(main) is not Func:
        raise InternalError("package main has no function main")
    func_ref(prog, main, None, ())
    inits.define_inits(prog, list(units))
    descriptors.finish(prog)
    ifaces.define_table(prog)
    debugvars.finish(prog)
    return prog.module
