"""Package initialisation: one function a package that initialises its variables and runs its init functions.

The table `go:main.inittasks` lists them in dependency order for the runtime. A variable whose initial value is a constant
or made of constants could be static data; here only zero values are, the rest is code that LLVM folds where it can. A variable whose
first value nobody would miss (`pure`) gets it in a function of its own, which the linker keeps only if the variable is reached.
"""

from __future__ import annotations

from rt0.abi.ir import bytes_constant, bytes_type, symbol
from rt0.abi.symbols import INITIALISER
from rt0.base.errors import InternalError
from rt0.lower.calls import emit_call
from rt0.lower.convert import implicit
from rt0.lower.eval import HOOKS, converted, hoist, value, values
from rt0.lower.fn import Fn, finish, private, store
from rt0.lower.funcs import begin, lower_func
from rt0.lower.places import global_ref
from rt0.lower.program import Prog, Unit, Unsupported
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import MODE_BUILTIN, MODE_NIL, Embed, Info, Initializer
from rt0.types.objects import Func, Var


def define_inits(prog: Prog, units: list[Unit]) -> None:
    """The initialisation functions of the packages, in the given order, the table of them, what the program says of itself,
    and the processors it is made for."""
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
    for name, said in units[-1].said.items():
        text = said.encode()
        value = f"{{ ptr {prog.module.constant_bytes(text)}, i64 {len(text)} }}"
        prog.module.define_global(f"go:main.{name}", "{ ptr, i64 }", value, constant=True, align=8)


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
            if pure(unit.info, init):
                _apart(fn, unit, init)
            else:
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


def _apart(fn: Fn, unit: Unit, init: Initializer) -> None:
    """Initialise a variable in a function of its own, which the linker leaves out when the variable is not read."""
    var = init.lhs[0]
    own = begin(fn.prog, f"{unit.pkg.path}.{var.name}{INITIALISER}", "void", [], info=unit.info,
                source=fn.prog.files.file(init.rhs.pos), line=1, attributes="noinline")  # fmt: skip
    _initialise(own, init)
    own.revive()
    own.f.ret()
    finish(own)
    emit_call(fn, symbol(own.name), [], [])


def pure(info: Info, init: Initializer) -> bool:
    """Whether an initialisation does nothing but give one variable a value: it cannot panic, and nobody misses it unless the
    variable is read."""
    return len(init.lhs) == 1 and init.lhs[0].name != "_" and _pure(info, init.rhs)


def _pure(info: Info, e: ast.Node) -> bool:
    """Whether the value of an expression can be computed without anybody noticing."""
    known = info.types.get(e)
    if known is not None and (known.is_const or known.mode == MODE_NIL):
        return True
    match e:
        case ast.Paren() | ast.Unary(op="-" | "+" | "!" | "^"):
            return _pure(info, e.x)
        case ast.Unary(op="&"):
            x = e.x
            while type(x) is ast.Paren:
                x = x.x
            return type(x) is ast.CompositeLit and _pure(info, x)
        case ast.Name():
            return type(info.uses.get(e)) in (Func, Var)
        case ast.Selector():
            return e not in info.selections and type(info.uses.get(e.sel)) in (Func, Var)
        case ast.FuncLit():
            return True
        case ast.KeyValue():
            return _pure(info, e.value)
        case ast.CompositeLit():
            kind = known.type if known is not None else None
            keyed = kind is not None and type(T.under(kind)) is T.Map
            return all(_pure(info, x) and (not keyed or _constant(info, x)) for x in e.elems)
        case ast.Call():
            return _pure_call(info, e)
    return False


def _constant(info: Info, pair: ast.Expr) -> bool:
    """Whether the key of a map literal's element is a constant: it needs no hash function of the program's."""
    known = info.types.get(pair.key) if type(pair) is ast.KeyValue else None
    return known is not None and known.is_const


def _pure_call(info: Info, e: ast.Call) -> bool:
    """errors.New, new and make of constant sizes, conversions that cannot panic, and functions of unicode that say so (//go:pure)."""
    known = info.types.get(e.fun)
    if known is not None and known.is_type:
        return type(T.under(known.type)) not in (T.Array, T.Pointer) and all(_pure(info, x) for x in e.args)
    if known is not None and known.mode == MODE_BUILTIN:
        given = [info.types.get(x) for x in e.args[1:]]
        return type(e.fun) is ast.Name and e.fun.value in ("new", "make") and all(t is not None and t.is_const for t in given)
    named = e.fun.sel if type(e.fun) is ast.Selector else e.fun
    called = info.uses.get(named) if type(named) is ast.Name else None
    if type(called) is not Func or called.pkg is None or not all(_pure(info, x) for x in e.args):
        return False
    if called.name == "New" and called.pkg.path == "errors":
        return True
    marked = type(called.decl) is ast.FuncDecl and any(d.text == "go:pure" for d in called.decl.directives)
    return marked and called.pkg.path == "unicode"


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

