"""Declarations: constants, variables, types and functions, at package level and inside functions.

`decl_object` gives an object its type when it is first needed; objects on the way to one are on `obj_path`, so that
cycles are seen. Source: Go spec, "Declarations and scope". Read next: package.py, complete.py.
"""
from __future__ import annotations

from bisect import bisect_right

from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types.check.assignability import new_target
from rt0.types.check.assignments import init_const, init_var, init_vars, new_local
from rt0.types.check.bodies import func_body
from rt0.types.check.checker import (
    Checker,
    DeclInfo,
    Operand,
    close_scope,
    declare,
    error,
    later,
    open_scope,
    process_delayed,
    restore_env,
    save_env,
    soft_error,
    verify_version,
)
from rt0.types.check.complete import pop, push, valid_cycle
from rt0.types.check.core import expr, type_expr
from rt0.types.check.signatures import collect_type_params, func_type
from rt0.types.check.validity import imported_constraint, valid_type, var_type
from rt0.types.objects import Const, Func, Object, TypeName, Var
from rt0.types.predicates import is_const_type, is_type_param
from rt0.types.types import INVALID_TYPE, Alias, Named, Signature, Struct, Tuple, Type, TypeParam, unalias, under


def decl_object(c: Checker, obj: Object) -> None:
    """Determines obj's type (and value), unless that is done or being done."""
    if obj in c.obj_path_idx:
        _meet_again(c, obj)
        return
    typ: Type | None = obj.type
    if typ is not None:
        return
    d = c.obj_map[obj]
    push(c, obj)
    env = save_env(c)
    c.scope = d.file
    c.version = d.version
    c.decl, c.iota, c.errpos, c.sig, c.func, c.func_chain = None, None, 0, None, None, ()
    c.in_tparam_list = False
    k = type(obj)
    if k is Const:
        c.decl = d
        const_decl(c, obj, d.vtyp, d.init, d.inherited, d.iota)  # type: ignore[arg-type]
    elif k is Var:
        c.decl = d
        var_decl(c, obj, d.lhs, d.vtyp, d.init)  # type: ignore[arg-type]
    elif k is TypeName:
        assert d.tdecl is not None
        type_decl(c, obj, d.tdecl)  # type: ignore[arg-type]
        collect_methods(c, obj)  # type: ignore[arg-type]
    else:
        func_decl(c, obj, d)  # type: ignore[arg-type]
    restore_env(c, env)
    pop(c)


def _meet_again(c: Checker, obj: Object) -> None:
    """obj refers to itself: fine for some, else its type becomes invalid."""
    typ: Type | None = obj.type
    if type(obj) is Const or type(obj) is Var:
        if not valid_cycle(c, obj) or typ is None:
            obj.type = INVALID_TYPE  # reported with the initialisation order, if not here
    elif not valid_cycle(c, obj) and type(obj) is TypeName:
        obj.type = INVALID_TYPE


def const_decl(c: Checker, obj: Const, typ: ast.Expr | None, init: ast.Expr | None, inherited: bool,
               iota: int) -> None:
    """Declares a constant. `inherited`: init was written for an earlier constant; errors go to this one's name."""
    old = c.iota, c.errpos
    c.iota, c.errpos = iota, 0
    x = Operand()
    ok = True
    if typ is not None:
        t = type_expr(c, typ)
        if not is_const_type(t):
            if under(t) is not INVALID_TYPE:
                error(c, typ, "InvalidConstType", f"invalid constant type {c.ts(t)}")
            obj.type = INVALID_TYPE
            ok = False
        else:
            obj.type = t
    if ok:
        if init is not None:
            if inherited:
                c.errpos = obj.pos
            expr(c, x, init)
        init_const(c, obj, x)
    c.iota, c.errpos = old


def var_decl(c: Checker, obj: Var, lhs: list[Var] | None, typ: ast.Expr | None, init: ast.Expr | None) -> None:
    """Declares a variable; `lhs` are all that one multi-valued init sets."""
    if typ is not None:
        obj.type = var_type(c, typ)
    if init is None:
        if typ is None:
            obj.type = INVALID_TYPE
        return
    if lhs is None or len(lhs) == 1:
        x = Operand()
        expr(c, x, init, new_target(c, obj.type, obj.name))
        init_var(c, obj, x, "variable declaration")
        return
    if typ is not None:
        for v in lhs:
            v.type = obj.type
    init_vars(c, lhs, [init], None)


# ---- types ----------------------------------------------------------------------------------------------------------


def type_decl(c: Checker, obj: TypeName, d: ast.TypeDecl) -> None:
    """Declares a defined type or an alias."""
    allowed = _version_has(c, d)
    rhs: Type = INVALID_TYPE

    def check() -> None:
        n = unalias(obj.type)
        if type(n) is Named and n.obj is obj:
            valid_type(c, n)
        # A constraint of this package was reported where it is declared.
        if allowed and imported_constraint(c, rhs):
            verify_version(c, d.type, 18, f"using type constraint {c.ts(rhs)}")

    later(c, check)
    rhs = _alias_decl(c, obj, d) if d.alias else _defined_type(c, obj, d)


def _version_has(c: Checker, d: ast.TypeDecl) -> bool:
    """Whether the language in force has such a declaration; reported if not."""
    if not d.alias:
        return not d.tparams or verify_version(c, d.tparams[0], 18, "type parameter")
    # The newest thing first, so that nobody has to change the version twice.
    if d.tparams and not verify_version(c, d.tparams[0], 23, "generic type alias"):
        return False
    return verify_version(c, d, 9, "type alias")


def _defined_type(c: Checker, obj: TypeName, d: ast.TypeDecl) -> Type:
    """Declares `type obj rhs`; returns rhs."""
    named = Named(obj)
    obj.type = named
    if d.tparams:
        open_scope(c, d)
        named.tparams = collect_type_params(c, d.tparams, named)
    rhs = type_expr(c, d.type, obj)
    named.rhs = rhs
    if is_type_param(rhs):
        error(c, d.type, "MisplacedTypeParam", "cannot use a type parameter as RHS in type declaration")
        named.rhs = named.underlying = INVALID_TYPE
    elif type(rhs) is not Named and type(rhs) is not Alias:
        named.underlying = under(rhs)
    if d.tparams:
        close_scope(c)
    if named.underlying is None:
        later(c, lambda: _settle(named))
    return rhs


def _settle(n: Named) -> None:
    n.underlying = under(n)


def _alias_decl(c: Checker, obj: TypeName, d: ast.TypeDecl) -> Type:
    """Declares `type obj = rhs`; returns rhs."""
    alias = Alias(obj)
    obj.type = alias
    if d.tparams:
        open_scope(c, d)
        alias.tparams = collect_type_params(c, d.tparams, alias)
    rhs = type_expr(c, d.type, obj)
    alias.rhs = rhs
    if type(rhs) is TypeParam and alias.tparams and rhs in alias.tparams:
        error(c, d.type, "MisplacedTypeParam", "cannot use type parameter declared in alias declaration as RHS")
        alias.rhs = INVALID_TYPE
    alias.actual = unalias(alias.rhs)
    if d.tparams:
        close_scope(c)
    return rhs


def collect_methods(c: Checker, obj: TypeName) -> None:
    """Attaches to a type the methods that were declared for it; duplicate names are reported."""
    methods = c.methods.pop(obj, None)
    if methods is None:
        return
    base = unalias(obj.type)
    if type(base) is not Named:
        return
    later(c, lambda: _unique_fields(c, base))
    seen: dict[str, Func] = {}
    for m in methods:
        alt = seen.setdefault(m.name, m)
        if alt is not m:
            error(c, m.pos, "DuplicateMethod",
                  f"method {obj.name}.{m.name} already declared at {c.files.position(alt.pos)}")
        else:
            base.methods.append(m)


def _unique_fields(c: Checker, base: Named) -> None:
    u = under(base)
    if type(u) is not Struct:
        return
    methods = {m.name: m for m in base.methods}
    for f in u.fields:
        m = methods.get(f.name)
        if m is not None and f.name != "_":
            error(c, m.pos, "DuplicateFieldAndMethod", f"field and method with the same name {f.name}",
                  (f.pos, f"other declaration of {f.name}"))


# ---- functions ------------------------------------------------------------------------------------------------------


def func_decl(c: Checker, obj: Func, d: DeclInfo) -> None:
    """Declares a function or method; its body is checked when the declarations are finished, or on demand."""
    f = d.fdecl
    assert f is not None
    sig = Signature(Tuple([]), Tuple([]))
    obj.type = sig  # guards against cycles
    c.func = f  # the parameters belong to it
    func_type(c, sig, f.recv, f.tparams, f.type)
    c.func = None
    if f.tparams and f.body is None:
        soft_error(c, f, "BadDecl", "generic function is missing function body")
    if f.body is not None:
        body = f.body
        c.bodies[obj] = lambda: func_body(c, d, sig, f, body, None, (f,))
        if c.eager:
            later(c, c.bodies.pop(obj))


# ---- declarations in functions --------------------------------------------------------------------------------------


def decl_stmt(c: Checker, decls: list[ast.Decl]) -> None:
    """Checks const, var and type declarations of a function."""
    iotas = const_groups(decls)
    for i, d in enumerate(decls):
        k = type(d)
        if k is ast.VarDecl:
            _local_vars(c, d)  # type: ignore[arg-type]
        elif k is ast.ConstDecl:
            iota, last, inherited = iotas[i]
            _local_consts(c, d, iota, last, inherited)  # type: ignore[arg-type]
        elif k is ast.TypeDecl:
            _local_type(c, d)  # type: ignore[arg-type]


ConstGroup = tuple[int, "ast.ConstDecl | None", bool]


def const_groups(decls: list[ast.Decl]) -> dict[int, ConstGroup]:
    """For the number of each constant declaration: its iota, the one whose values it has, whether inherited."""
    out: dict[int, ConstGroup] = {}
    first = -1
    last: ast.ConstDecl | None = None
    previous: ast.Decl | None = None
    for i, d in enumerate(decls):
        if type(d) is ast.ConstDecl:
            same = type(previous) is ast.ConstDecl and d.group is not None and previous.group is d.group
            if first < 0 or not same:
                first = i
                last = None
            inherited = True
            if d.type is not None or d.values:
                last = d
                inherited = False
            elif last is None:
                inherited = False
            out[i] = (i - first, last, inherited)
        else:
            first = -1
        previous = d
    return out


def arity(c: Checker, pos: int, names: list[ast.Name], inits: list[ast.Expr], is_const: bool, inherited: bool) -> None:
    """Reports missing and superfluous initialisation expressions."""
    n, r = len(names), len(inits)
    if n < r:
        e = inits[n]
        if inherited:
            error(c, pos, "WrongAssignCount", f"extra init expr at {c.files.position(ast.start_pos(e))}")
        else:
            error(c, e, "WrongAssignCount", f"extra init expr {expr_text(e)}")
    elif n > r and (is_const or r != 1):
        error(c, names[r], "WrongAssignCount", f"missing init expr for {names[r].value}")


def _local_consts(c: Checker, d: ast.ConstDecl, iota: int, last: ast.ConstDecl | None, inherited: bool) -> None:
    top = len(c.delayed)
    values = last.values if last is not None else []
    out: list[Const] = []
    for i, name in enumerate(d.names):
        k = Const(name.value, None, None, c.pkg, name.pos)  # type: ignore[arg-type]
        out.append(k)
        const_decl(c, k, last.type if last is not None else None, values[i] if i < len(values) else None,
                   inherited, iota)
    arity(c, d.pos, d.names, values, True, inherited)
    process_delayed(c, top)
    end = ast.end_pos(d)
    for name, k in zip(d.names, out):
        declare(c, c.scope, name, k, end)


def _local_vars(c: Checker, d: ast.VarDecl) -> None:
    top = len(c.delayed)
    variables = [new_local(c, name) for name in d.names]
    values = d.values
    for i, v in enumerate(variables):
        lhs = None
        init: ast.Expr | None = None
        if len(values) == len(d.names):
            init = values[i]
        elif len(values) == 1:
            lhs, init = variables, values[0]
        elif i < len(values):
            init = values[i]
        var_decl(c, v, lhs, d.type, init)
        if len(values) == 1:
            break
    if d.type is None or values:
        arity(c, d.pos, d.names, values, False, False)
    if len(c.delayed) > top:
        process_delayed(c, top)
    end = ast.end_pos(d)
    for name, v in zip(d.names, variables):
        declare(c, c.scope, name, v, end)


def _local_type(c: Checker, d: ast.TypeDecl) -> None:
    top = len(c.delayed)
    obj = TypeName(d.name.value, None, c.pkg, d.name.pos, owner=c.func)  # type: ignore[arg-type]
    key = (id(c.func_chain[0]) if c.func_chain else 0, obj.name)
    obj.local_index = c.local_types[key] = c.local_types.get(key, -1) + 1
    obj.mark = _mark(c, d.name.pos)
    declare(c, c.scope, d.name, obj, d.name.pos)
    outer = c.func_chain[0] if c.func_chain else None
    if type(outer) is ast.FuncDecl:
        f = c.info.defs.get(outer.name)
        if type(f) is Func and type(f.type) is Signature:
            c.mono.ambient[obj] = (f.type.recv_tparams or []) + (f.type.tparams or [])
    push(c, obj)
    type_decl(c, obj, d)
    pop(c)
    process_delayed(c, top)


def _mark(c: Checker, pos: int) -> str:
    """A position by the number of its file in the package and the offset in it."""
    number = bisect_right([f.source.base for f in c.parsed], pos) - 1
    return f"{number}.{pos - c.parsed[number].source.base}"


__all__ = ["decl_object", "decl_stmt", "const_groups", "arity"]
