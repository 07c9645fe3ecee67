"""Type expressions: arrays, slices, pointers, maps, channels, structs, interfaces and unions.

Names, qualified names, instantiations and function types are in names.py, selectors.py, instances.py and
signatures.py. Source: Go spec, "Types".
"""
from __future__ import annotations

from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types import constant
from rt0.types.check.checker import TYPE, Checker, Operand, describe, error, later, lookup, record_type, soft_error
from rt0.types.check.consts import representable_value
from rt0.types.check.core import expr, not_a_type, type_expr
from rt0.types.check.validity import judge, var_type
from rt0.types.format import term_string
from rt0.types.generic.typeset import MAX_TERMS, disjoint, type_set
from rt0.types.info import MODE_CONST, MODE_INVALID, MODE_TYPE
from rt0.types.literal import quote, unquote_string
from rt0.types.lookup import deref
from rt0.types.objects import FIELD_VAR, RECV_VAR, Const, Func, TypeName, Var, exported
from rt0.types.predicates import (
    comparable,
    identical,
    is_integer,
    is_interface,
    is_type_param,
    is_unsafe_pointer,
    is_untyped,
    is_valid,
)
from rt0.types.types import (
    INVALID_TYPE,
    RECV_ONLY,
    SEND_ONLY,
    SEND_RECV,
    Array,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Term,
    Type,
    Union,
    unalias,
    under,
)
from rt0.types.universe import COMPARABLE, INT


def _paren(c: Checker, e: ast.Paren, definition: TypeName | None) -> Type:
    return type_expr(c, e.x, definition)


def _array(c: Checker, e: ast.ArrayType, definition: TypeName | None) -> Type:
    if e.len is None:
        error(c, e, "BadDotDotDotSyntax", "invalid use of [...] array (outside a composite literal)")
        var_type(c, e.elem)
        return INVALID_TYPE
    n = array_length(c, e.len)
    elem = var_type(c, e.elem)
    if n < 0:
        return INVALID_TYPE
    typ = Array(n, elem)
    c.noted.append((e, typ))
    return typ


def array_length(c: Checker, e: ast.Expr) -> int:
    """The constant length that e denotes, -1 after an error."""
    if type(e) is ast.Name:
        obj = lookup(c, e.value)
        if obj is None:
            error(c, e, "InvalidArrayLen", f"undefined array length {e.value} or missing type constraint")
            return -1
        if type(obj) is not Const:
            error(c, e, "InvalidArrayLen", f"invalid array length {e.value}")
            return -1
    x = Operand()
    expr(c, x, e)
    if x.mode != MODE_CONST:
        if x.mode != MODE_INVALID:
            error(c, x, "InvalidArrayLen", f"array length {describe(c, x)} must be constant")
        return -1
    integer = is_integer(x.type)
    if (integer or is_untyped(x.type)) and x.val is not None and type(x.val) not in (bool, bytes):
        n = constant.to_int(x.val)
        if n is not None and n >= 0 and representable_value(n, INT)[0]:
            return n
        if n is not None:
            integer = True
    what = "invalid array length %s" if integer and is_integer(x.type) else "array length %s must be integer"
    if x.val is not None:
        error(c, x, "InvalidArrayLen", what % describe(c, x))
    return -1


def _slice(c: Checker, e: ast.SliceType, definition: TypeName | None) -> Type:
    return Slice(var_type(c, e.elem))


def _pointer(c: Checker, e: ast.Star, definition: TypeName | None) -> Type:
    base = var_type(c, e.x)
    return Pointer(base) if base is not INVALID_TYPE else INVALID_TYPE


def _map(c: Checker, e: ast.MapType, definition: TypeName | None) -> Type:
    typ = Map(var_type(c, e.key), var_type(c, e.value))
    c.noted.append((e, typ))

    def check() -> None:
        if is_valid(typ.key) and not comparable(typ.key):
            why = " (missing comparable constraint)" if is_type_param(typ.key) else ""
            error(c, e.key, "IncomparableMapKey", f"invalid map key type {c.ts(typ.key)}{why}")

    later(c, check)
    return typ


_DIRS = {"": SEND_RECV, "send": SEND_ONLY, "recv": RECV_ONLY}


def _chan(c: Checker, e: ast.ChanType, definition: TypeName | None) -> Type:
    typ = Chan(_DIRS[e.dir], var_type(c, e.elem))
    c.noted.append((e, typ))
    return typ


def _dots(c: Checker, e: ast.DotsType, definition: TypeName | None) -> Type:
    error(c, e, "InvalidSyntaxTree", "invalid syntax tree: invalid use of ...")
    return INVALID_TYPE


def _bad(c: Checker, e: ast.BadExpr, definition: TypeName | None) -> Type:
    return INVALID_TYPE  # the parser has reported it


def _binary(c: Checker, e: ast.Binary, definition: TypeName | None) -> Type:
    return not_a_type(c, e)


# ---- structs --------------------------------------------------------------------------------------------------------


def _struct(c: Checker, e: ast.StructType, definition: TypeName | None) -> Type:
    typ = Struct([], [])
    fields: list[Var] = []
    tags: list[str] = []
    seen: dict[str, Var] = {}
    ftype: Type = INVALID_TYPE
    previous: ast.Expr | None = None
    for f in e.fields:
        if f.type is not previous:
            ftype = var_type(c, f.type)
            previous = f.type
        name = f.name
        if name is None:
            name = _embedded_name(f.type)
            if name is None:
                error(c, f.type, "InvalidSyntaxTree",
                      f"invalid syntax tree: invalid embedded field type {expr_text(f.type)}")
                continue
            _check_embedded(c, ast.start_pos(f.type), ftype)
        v = Var(name.value, ftype, c.pkg, name.pos, FIELD_VAR, f.name is None)
        if name.value != "_":
            alt = seen.setdefault(name.value, v)
            if alt is not v:
                error(c, name.pos, "DuplicateDecl", f"{name.value} redeclared",
                      (alt.pos, f"other declaration of {name.value}"))
                continue
        fields.append(v)
        tags.append(_tag(c, f.tag))
        if f.name is not None:
            c.info.defs[name] = v
        else:
            c.info.implicits[f] = v
    typ.fields = fields
    typ.tags = tags if any(tags) else []
    return typ


def _tag(c: Checker, t: ast.BasicLit | None) -> str:
    if t is None or t.bad:
        return ""
    if t.kind != "string":
        shown = quote(t.value.encode("utf-8", "surrogateescape"))
        error(c, t, "InvalidSyntaxTree", f"invalid syntax tree: incorrect tag syntax: {shown}")
        return ""
    return unquote_string(t.value).decode("utf-8", "surrogateescape")


def _embedded_name(e: ast.Expr) -> ast.Name | None:
    if type(e) is ast.Star:
        return None if type(e.x) is ast.Star else _embedded_name(e.x)
    if type(e) is ast.Name:
        return e
    if type(e) is ast.Selector:
        return e.sel
    if type(e) is ast.Index or type(e) is ast.Paren:
        return _embedded_name(e.x)
    return None


def _check_embedded(c: Checker, pos: int, typ: Type) -> None:
    def check() -> None:
        t, is_ptr = deref(typ)
        if not is_valid(t):
            return
        u = under(t)
        if is_unsafe_pointer(u):
            error(c, pos, "InvalidPtrEmbed", "embedded field type cannot be unsafe.Pointer")
        elif type(u) is Pointer:
            error(c, pos, "InvalidPtrEmbed", "embedded field type cannot be a pointer")
        elif type(u) is Interface:
            if is_type_param(t):
                error(c, pos, "MisplacedTypeParam", "embedded field type cannot be a (pointer to a) type parameter")
            elif is_ptr:
                error(c, pos, "InvalidPtrEmbed", "embedded field type cannot be a pointer to an interface")

    later(c, check)


# ---- interfaces -----------------------------------------------------------------------------------------------------


def _interface(c: Checker, e: ast.InterfaceType, definition: TypeName | None) -> Type:
    typ = Interface([], [], [])
    c.noted.append((e, typ))
    recv: Type = typ
    if definition is not None:
        d: Type | None = definition.type
        if type(d) is Named:
            recv = d
    seen: dict[str, Func] = {}
    for f in e.methods:
        if f.name is None:
            typ.embeddeds.append(_union(c, f.type))
            typ.embed_pos.append(ast.start_pos(f.type))
            continue
        if f.name.value == "_":
            error(c, f.name, "BlankIfaceMethod", "methods must have a unique non-blank name")
            continue
        owner, c.func = c.func, None
        sig = type_expr(c, f.type)
        c.func = owner
        if type(sig) is not Signature:
            continue
        sig.recv = Var("", recv, c.pkg, f.name.pos, RECV_VAR)
        m = Func(f.name.value, sig, c.pkg, f.name.pos)
        c.info.defs[f.name] = m
        alt = seen.setdefault(f.name.value, m)
        if alt is not m:
            error(c, m.pos, "DuplicateDecl", f"duplicate method {m.name}",
                  (alt.pos, f"other declaration of method {m.name}"))
        else:
            typ.methods.append(m)
    typ.complete = True
    typ.methods.sort(key=_method_order)
    if typ.embeddeds:
        later(c, lambda: _compute(c, typ))
    return typ


def _method_order(m: Func) -> tuple[bool, str]:
    return (not exported(m.name), m.name)


def _compute(c: Checker, typ: Interface) -> None:
    typ.tset = None  # may have been computed already, by one who could not report
    type_set(typ, judge(c))


def _union(c: Checker, e: ast.Expr) -> Type:
    """An embedded element of an interface: a type, ~type, or several joined by |."""
    parts: list[ast.Expr] = []
    ops: list[ast.Expr] = []
    x = e
    while type(x) is ast.Binary and x.op == "|":
        parts.append(x.y)
        ops.append(x)
        x = x.x
    parts.append(x)
    parts.reverse()
    terms = [_term(c, p) for p in parts]
    if len(terms) == 1 and not terms[0].tilde:
        return terms[0].type
    if len(terms) > MAX_TERMS:
        error(c, parts[MAX_TERMS], "InvalidUnion",
              f"cannot handle more than {MAX_TERMS} union terms (implementation limitation)")
        return INVALID_TYPE
    u = Union(terms)
    for op in ops:
        record_type(c, op, MODE_TYPE, u)
    later(c, lambda: _check_terms(c, parts, terms))
    return u


def _term(c: Checker, e: ast.Expr) -> Term:
    x = e
    tilde = False
    if type(e) is ast.Unary and e.op == "~":
        x, tilde = e.x, True
    typ = type_expr(c, x)
    if is_type_param(typ):
        if tilde:
            error(c, x, "MisplacedTypeParam", f"type in term {expr_text(e)} cannot be a type parameter")
        else:
            error(c, x, "MisplacedTypeParam", "term cannot be a type parameter")
        typ = INVALID_TYPE
    term = Term(tilde, typ)
    if tilde:
        record_type(c, e, MODE_TYPE, Union([term]))
    return term


def _check_terms(c: Checker, parts: list[ast.Expr], terms: list[Term]) -> None:
    for i, term in enumerate(terms):
        if not is_valid(term.type):
            continue
        u = under(term.type)
        at = parts[i]
        if term.tilde and type(u) is Interface:
            error(c, at, "InvalidUnion", f"invalid use of ~ ({c.ts(term.type)} is an interface)")
        elif term.tilde and not identical(u, term.type):
            error(c, at, "InvalidUnion",
                  f"invalid use of ~ (underlying type of {c.ts(term.type)} is {c.ts(u)})")
        elif type(u) is Interface:
            _check_interface_term(c, at, term, u)
        else:
            for o in terms[:i]:
                if not is_interface(o.type) and not disjoint(o, term):
                    a, b = term_string(term), term_string(o)
                    soft_error(c, at, "InvalidUnion", f"overlapping terms {a} and {b}")
                    break


def _check_interface_term(c: Checker, at: ast.Expr, term: Term, u: Interface) -> None:
    ts = type_set(u)
    s = term_string(term)
    if ts.methods:
        error(c, at, "InvalidUnion", f"cannot use {s} in union ({s} contains methods)")
    elif unalias(term.type) is COMPARABLE:
        error(c, at, "InvalidUnion", "cannot use comparable in union")
    elif ts.comparable:
        error(c, at, "InvalidUnion", f"cannot use {s} in union ({s} embeds comparable)")


TYPE.update({
    ast.Paren: _paren, ast.ArrayType: _array, ast.SliceType: _slice, ast.Star: _pointer, ast.MapType: _map,
    ast.ChanType: _chan, ast.DotsType: _dots, ast.BadExpr: _bad, ast.StructType: _struct,
    ast.InterfaceType: _interface, ast.Binary: _binary,
})
