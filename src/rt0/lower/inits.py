"""Package initialisation: one function a package that initialises its variables and runs its init functions.

The table `go:main.inittasks` lists them in dependency order for the runtime. A variable whose initial value is a constant
or made of constants could be static data; here only zero values are, the rest is code that LLVM folds where it can.
"""

from __future__ import annotations

from rt0.abi.ir import bytes_constant, bytes_type, symbol
from rt0.base.errors import InternalError
from rt0.lower.calls import emit_call
from rt0.lower.convert import implicit
from rt0.lower.eval import HOOKS, converted, hoist, value, values
from rt0.lower.fn import Fn, finish, private, store
from rt0.lower.funcs import begin, lower_func
from rt0.lower.places import global_ref
from rt0.lower.program import Prog, Unit, Unsupported
from rt0.types.info import Embed, Initializer
from rt0.types.objects import Var


def define_inits(prog: Prog, units: list[Unit]) -> None:
    """The initialisation functions of the packages, in the given order, the table of them, the program's own GODEBUG, and the processors
    it is made for."""
    rows = []
    for unit in units:
        name = f"{unit.pkg.path}.init"
        if not prog.imported(name):
            if not has_init(unit):
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


def has_init(unit: Unit) -> bool:
    """Whether a package has anything to initialise."""
    return bool(unit.info.init_order or unit.info.init_funcs or unit.info.embeds)


def write_init(prog: Prog, unit: Unit, name: str) -> None:
    """The initialisation function of one package."""
    source = unit.files[0].source if unit.files else None
    fn = begin(prog, name, "void", [], info=unit.info, source=source, line=1)
    for var, embed in unit.info.embeds.items():
        _embed(fn, var, embed)
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


def _embed(fn: Fn, var: Var, embed: Embed) -> None:
    """Give a variable what go:embed embeds. Before all other initialisation, which may use it."""
    module = fn.prog.module
    t = fn.canon(var.type)
    if embed.kind == "FS":
        rows = []
        for name, data in embed.tree:
            text, content = module.constant_bytes(name.encode()), module.constant_bytes(data)
            rows.append(f"{{ ptr, i64, ptr, i64 }} {{ ptr {text}, i64 {len(name.encode())}, ptr {content}, i64 {len(data)} }}")
        files, n = f"{var.pkg.path}.{var.name}·files" if var.pkg is not None else "", len(rows)
        kind = f"[{n} x {{ ptr, i64, ptr, i64 }}]"
        module.define_global(files, kind, f"[{', '.join(rows)}]", constant=True, align=8)
        head = f"{files}.slice"
        module.define_global(head, "{ ptr, i64, i64 }", f"{{ ptr {symbol(files)}, i64 {n}, i64 {n} }}", constant=True, align=8)
        store(fn, t, (symbol(head),), global_ref(fn.prog, var))
        return
    data = embed.content[0]
    if embed.kind == "string":
        store(fn, t, (module.constant_bytes(data), str(len(data))), global_ref(fn.prog, var))
        return
    # Bytes may be written to.
    name = f"{var.pkg.path}.{var.name}·bytes" if var.pkg is not None else ""
    section = f".data.noptr.{name}"
    module.define_global(name, bytes_type(data), bytes_constant(data), align=8, section=section)
    store(fn, t, (symbol(name), str(len(data)), str(len(data))), global_ref(fn.prog, var))


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

