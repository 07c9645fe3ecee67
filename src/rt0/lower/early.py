"""Recursive functions that begin with a test for the end of the recursion: the test is made where they are called.

Half of the calls of a doubly recursive function do nothing but that test. LLVM inlines no recursive function, and gives a
function with a stack check its whole prologue before the test. So a function f of this form,

    func f(n int) int {
        if n < 2 {
            return n
        }
        ...

gets an entry `f·e` that makes the test and calls f, and that LLVM always inlines at direct calls. f itself stays whole: func
values, itabs and debuggers know nothing of it. Test and results may only be made of parameters, constants and operators that
cannot fail, so that making the test twice means nothing. Frames are as ever: the entry has no debug information of its own.
"""

from __future__ import annotations

from rt0.abi.ir import symbol
from rt0.lower.calls import emit_call, typed_operands
from rt0.lower.eval import condition, value
from rt0.lower.fn import SSA, Fn, Place, V, finish
from rt0.lower.funcs import begin, func_ref, param_lls, result_ll, return_values, signature_of, substitution
from rt0.lower.program import Prog, Unit
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import MODE_NIL, Info
from rt0.types.objects import Func, Var

_PURE = frozenset({"+", "-", "*", "&", "|", "^", "&^", "==", "!=", "<", "<=", ">", ">=", "&&", "||"})


def entry_ref(prog: Prog, f: Func, owner: T.Named | None, targs: tuple[T.Type, ...]) -> str:
    """What a direct call of a declared function calls: its entry where it has one, else the function itself."""
    ref = func_ref(prog, f, owner, targs)
    if prog.options.opt_level == 0 or prog.options.no_optimize or prog.options.no_inline:
        return ref
    entry = ref[1:].strip('"') + "·e"
    if prog.imported(entry):
        return symbol(entry)
    if prog.imported(ref[1:].strip('"')):
        return ref
    decl = f.decl
    if decl is None or decl.body is None or not decl.body.stmts or type(decl.body.stmts[0]) is not ast.IfStmt:
        return ref
    key = ("early", ref)
    if key not in prog.method_cache:
        prog.method_cache[key] = _make(prog, f, owner, targs, ref, decl)
    return prog.method_cache[key]  # type: ignore[no-any-return]


def _make(prog: Prog, f: Func, owner: T.Named | None, targs: tuple[T.Type, ...], ref: str, decl: ast.FuncDecl) -> str:
    unit = prog.unit_of(f.pkg)
    prog.check_body(f)
    first = decl.body.stmts[0] if decl.body is not None else None
    if type(first) is not ast.IfStmt or not _fits(prog, unit.info, f, decl, first):
        return ref
    name = ref[1:].strip('"') + "·e"
    return prog.request(name, lambda: _write(prog, unit, f, owner, targs, name, first))


def _fits(prog: Prog, info: Info, f: Func, decl: ast.FuncDecl, first: ast.IfStmt) -> bool:
    """Whether f is recursive and begins with a test that can be made at its calls."""
    if first.init is not None or first.orelse is not None or len(first.then.stmts) != 1:
        return False
    back = first.then.stmts[0]
    sig = signature_of(f)
    if type(back) is not ast.ReturnStmt or any(v.name for v in sig.results.vars) or sig.variadic:
        return False
    if len(back.results) != len(sig.results.vars) or len(sig.results.vars) > 1:
        return False
    if any(type(T.under(v.type)) not in (T.Basic, T.Pointer) for v in sig.results.vars):
        return False
    params = set(sig.params.vars) | ({sig.recv} if sig.recv is not None else set())
    if any(d.text.startswith("go:noinline") for d in decl.directives):
        return False
    if not all(_pure(info, e, params) for e in [first.cond, *back.results]):
        return False
    return decl.body is not None and _calls_itself(info, f, decl.body)


def _pure(info: Info, e: ast.Expr, params: set[Var]) -> bool:
    e = ast.unparen(e)
    tv = info.types.get(e)
    if tv is not None and (tv.value is not None or tv.mode == MODE_NIL):
        return True
    if type(e) is ast.Name:
        obj = info.uses.get(e)
        return type(obj) is Var and obj in params and type(T.under(obj.type)) in (T.Basic, T.Pointer)
    if type(e) is ast.Binary and e.op in _PURE:
        basic = tv is not None and type(T.under(tv.type)) is T.Basic
        operand = info.types.get(ast.unparen(e.x))
        string = operand is None or type(T.under(operand.type)) is T.Basic and str(T.under(operand.type)) == "string"
        return basic and not string and _pure(info, e.x, params) and _pure(info, e.y, params)
    return False


def _calls_itself(info: Info, f: Func, body: ast.BlockStmt) -> bool:
    for n in ast.walk(body):
        if type(n) is ast.Name:
            obj = info.uses.get(n)
            if type(obj) is Func and (obj is f or obj.origin is f):
                return True
    return False


def _write(prog: Prog, unit: Unit, f: Func, owner: T.Named | None, targs: tuple[T.Type, ...], name: str,
           first: ast.IfStmt) -> None:  # fmt: skip
    subst = substitution(f, owner, targs)
    sig = signature_of(f)
    tab = prog.tab
    results = [tab.canon(v.type, subst) for v in sig.results.vars]
    params: list[str] = []
    args: list[tuple[T.Type, V]] = []
    variables = ([sig.recv] if sig.recv is not None else []) + list(sig.params.vars)
    for i, v in enumerate(variables):
        t = tab.canon(v.type, subst)
        ops = tuple([f"%p.{i}.{j}" for j in range(len(param_lls(prog, t)))])
        params += [f"{ll} {op}" for ll, op in zip(param_lls(prog, t), ops)]
        args.append((t, ops))
    fn = begin(prog, name, result_ll(prog, results), params, info=unit.info, subst=subst, attributes="alwaysinline",
               tail_calls=True)  # fmt: skip
    fn.results = results
    for v, (_, ops) in zip(variables, args):
        fn.env[v] = Place(SSA, ops)
    end, go_on = fn.block("end"), fn.block("call")
    condition(fn, first.cond, end, go_on)
    fn.place(end)
    back = first.then.stmts[0]
    assert type(back) is ast.ReturnStmt
    return_values(fn, [value(fn, e) for e in back.results])
    fn.place(go_on)
    _call_whole(fn, func_ref(prog, f, owner, targs), results, args)
    finish(fn)


def _call_whole(fn: Fn, ref: str, results: list[T.Type], args: list[tuple[T.Type, V]]) -> None:
    return_values(fn, emit_call(fn, ref, results, typed_operands(fn, args)))
