"""Package initialisation: one function a package that initialises its variables and runs its init functions.

The table `go:main.inittasks` lists them in dependency order for the runtime. A variable whose initial value is a constant
or made of constants could be static data; here only zero values are, the rest is code that LLVM folds where it can.
"""

from __future__ import annotations

from rt0.abi.ir import symbol
from rt0.base.errors import InternalError
from rt0.lower.calls import emit_call
from rt0.lower.convert import implicit
from rt0.lower.eval import HOOKS, converted, hoist, value, values
from rt0.lower.fn import Fn, finish, private, store
from rt0.lower.funcs import begin, lower_func
from rt0.lower.places import global_ref
from rt0.lower.program import Prog, Unit, Unsupported
from rt0.types.info import Initializer
from rt0.types.objects import Var


def define_inits(prog: Prog, units: list[Unit]) -> None:
    """The initialisation functions of the packages, in the given order, the table of them, the program's own GODEBUG, and the processors
    it is made for."""
    rows = []
    for unit in units:
        name = f"{unit.pkg.path}.init"
        if not prog.imported(name):
            if not unit.info.init_order and not unit.info.init_funcs:
                continue
            write_init(prog, unit, name)
        path = unit.pkg.path.encode()
        p = prog.module.constant_bytes(path)
        rows.append(f"{{ ptr, {{ ptr, i64 }} }} {{ ptr {symbol(name)}, {{ ptr, i64 }} {{ ptr {p}, i64 {len(path)} }} }}")
    n = len(rows)
    row = "{ ptr, { ptr, i64 } }"
    prog.module.define_global("go:main.inittasks", f"{{ i64, [{n} x {row}] }}",
                              f"{{ i64 {n}, [{n} x {row}] [{', '.join(rows)}] }}", constant=True, align=8)  # fmt: skip
    settings = units[-1].godebug.encode()
    if settings:
        text = f"{{ ptr {prog.module.constant_bytes(settings)}, i64 {len(settings)} }}"
        prog.module.define_global("go:main.godebug", "{ ptr, i64 }", text, constant=True, align=8)
    if prog.options.goamd64 > "v1":
        prog.module.define_global("go:main.goamd64", "i64", prog.options.goamd64[1:], constant=True, align=8)


def write_init(prog: Prog, unit: Unit, name: str) -> None:
    """The initialisation function of one package."""
    source = unit.files[0].source if unit.files else None
    fn = begin(prog, name, "void", [], info=unit.info, source=source, line=1)
    for i, init in enumerate(unit.info.init_order):
        try:
            _initialise(fn, init)
        except Unsupported as u:
            prog.sink.error("Unsupported", u.pos, f"rt0 does not support {u.what} yet")
            return
        except InternalError as e:
            if not e.pos:
                e.pos = init.rhs.pos
            raise
        del i
    for i, f in enumerate(unit.info.init_funcs):
        sym = f"{unit.pkg.path}.init.{i}"
        prog.requested.add(sym)
        prog.queue.append(lambda f=f, sym=sym: lower_func(prog, unit, f, None, (), sym))  # type: ignore[misc]
        emit_call(fn, symbol(sym), [], [])
    fn.revive()
    fn.f.ret()
    finish(fn)


def _initialise(fn: Fn, init: Initializer) -> None:
    """One variable declaration's initial values."""
    fn.source = fn.prog.files.file(init.rhs.pos)
    fn.escapes = HOOKS["escapes_init"](fn.prog, fn.info, init.rhs)
    fn.at(init.rhs.pos)
    hoist(fn, init.rhs)
    if len(init.lhs) > 1:
        for v, (t, got) in zip(init.lhs, values(fn, init.rhs)):
            if v.name != "_":
                want = fn.canon(v.type)
                store(fn, want, implicit(fn, got, t, want), global_ref(fn.prog, v))
        return
    if not init.lhs:
        value(fn, init.rhs)
        return
    only: Var = init.lhs[0]
    t = fn.canon(only.type)
    got = converted(fn, init.rhs, t)
    if only.name != "_":
        store(fn, t, private(fn, t, got) if got != ("null",) else got, global_ref(fn.prog, only))

