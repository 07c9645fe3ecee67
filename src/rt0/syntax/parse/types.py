"""Rules for types, parameter lists and constraints.

The hard part is `[` after a name: in a field `a [n]T` it begins an array, in `T[A]` type arguments; a list of
parameters may be names, types or both, which is known only at its end. Both are parsed as what they have in common
and sorted out afterwards (`array_or_type_args`, `parameters`).

Source: Go specification, "Types", "Type parameter declarations"; the words of errors: gc. See `rt0.syntax.parse`.
"""

from __future__ import annotations

from rt0.base.source import NO_POS, Pos
from rt0.syntax import ast
from rt0.syntax.parse.state import (
    Parser,
    after_element,
    bad_expr,
    enter,
    error_at,
    got,
    here,
    literal_or_none,
    name,
    name_list,
    skip_to,
    step,
    syntax_error,
    syntax_error_at,
    want,
)
from rt0.syntax.tokens import EOF, LITERAL, NAME, SEMI


def type_(p: Parser) -> ast.Expr:
    """Type = TypeName [ TypeArgs ] | TypeLit | "(" Type ")" ."""
    found = type_or_none(p)
    if found is None:
        found = bad_expr(p)
        syntax_error(p, "expected type")
        skip_to(p, ",", ":", SEMI, ")", "]", "}")
    return found


def type_or_none(p: Parser) -> ast.Expr | None:
    """`type_`, or None without a report when no type begins here."""
    tok = p.tok
    if tok == NAME:
        return qualified_name(p, None)
    rule = _TYPE_RULES.get(tok)
    if rule is None:
        return None
    enter(p)
    found = rule(p)
    p.depth -= 1
    return found


def _pointer_type(p: Parser) -> ast.Expr:
    """PointerType = "*" Type ."""
    pos = here(p)
    step(p)
    return ast.Star(pos, type_(p))


def _receive_chan_type(p: Parser) -> ast.Expr:
    """ChannelType = ... | "<-" "chan" Type ."""
    pos = here(p)
    step(p)
    want(p, "chan")
    return ast.ChanType(pos, "recv", chan_elem(p))


def _chan_type(p: Parser) -> ast.Expr:
    """ChannelType = "chan" [ "<-" ] Type | ... ."""
    pos = here(p)
    step(p)
    direction = "send" if got(p, "<-") else ""
    return ast.ChanType(pos, direction, chan_elem(p))


def chan_elem(p: Parser) -> ast.Expr:
    """The element type of a channel."""
    elem = type_or_none(p)
    if elem is None:
        elem = bad_expr(p)
        syntax_error(p, "missing channel element type")
    return elem


def _func_type_literal(p: Parser) -> ast.Expr:
    """FunctionType = "func" Signature ."""
    step(p)
    return func_type(p, "function type")[1]


def _array_or_slice_type(p: Parser) -> ast.Expr:
    """ArrayType = "[" ArrayLength "]" Type .  SliceType = "[" "]" Type ."""
    pos = here(p)
    step(p)
    if got(p, "]"):
        return ast.SliceType(pos, type_(p))
    return array_type(p, pos, None)


def array_type(p: Parser, pos: Pos, length: ast.Expr | None) -> ast.Expr:
    """ArrayType after its `[`, which is at `pos`, and after its length if that is parsed already."""
    if length is None and not got(p, "..."):
        p.xnest += 1
        length = p.parse_expr(p)
        p.xnest -= 1
    if p.tok == ",":
        syntax_error(p, "unexpected comma; expected ]")  # it would be right in a list of type parameters
        step(p)
    want(p, "]")
    return ast.ArrayType(pos, length, type_(p))


def _map_type(p: Parser) -> ast.Expr:
    """MapType = "map" "[" KeyType "]" ElementType ."""
    pos = here(p)
    step(p)
    want(p, "[")
    key = type_(p)
    want(p, "]")
    return ast.MapType(pos, key, type_(p))


def _parenthesized_type(p: Parser) -> ast.Expr:
    """ "(" Type ")" ; the parentheses are not kept."""
    step(p)
    found = type_(p)
    want(p, ")")
    return found


def qualified_name(p: Parser, first: ast.Name | None) -> ast.Expr:
    """TypeName = identifier | PackageName "." identifier , then [ TypeArgs ].  `first` is parsed already."""
    x: ast.Expr
    if first is not None:
        x = first
    elif p.tok == NAME:
        x = name(p)
    else:
        x = ast.Name(here(p), "_")
        syntax_error(p, "expected name")
        skip_to(p, ".", SEMI, "}")
    if p.tok == ".":
        pos = here(p)
        step(p)
        x = ast.Selector(pos, x, name(p))
    if p.tok == "[":
        x = type_instance(p, x)
    return x


def type_instance(p: Parser, generic: ast.Expr) -> ast.Expr:
    """TypeArgs = "[" TypeList [ "," ] "]" ."""
    pos = here(p)
    want(p, "[")
    args: list[ast.Expr]
    if p.tok == "]":
        syntax_error(p, "expected type argument list")
        args = [bad_expr(p)]
    else:
        args = type_list(p, strict=True)[0]
    want(p, "]")
    return ast.Index(pos, generic, args)


def type_list(p: Parser, strict: bool) -> tuple[list[ast.Expr], bool]:
    """TypeList = Type { "," Type } .  Also says whether there was a comma, which may be after the last one.

    Unless `strict`, the first may be an expression, for `x[i]` looks the same.
    """
    enter(p)
    p.xnest += 1
    types = [type_(p) if strict else p.parse_expr(p)]
    comma = p.tok == ","
    while got(p, ","):
        more = type_or_none(p)
        if more is None:
            break
        types.append(more)
    p.xnest -= 1
    p.depth -= 1
    return types, comma


# ---- structs --------------------------------------------------------------------------------------------------------


def struct_type(p: Parser) -> ast.Expr:
    """StructType = "struct" "{" { FieldDecl ";" } "}" ."""
    pos = here(p)
    want(p, "struct")
    want(p, "{")
    fields: list[ast.Field] = []
    while p.tok != EOF and p.tok != "}":
        field_decl(p, fields)
        if not after_element(p, "struct type", SEMI, "}"):
            return ast.StructType(pos, fields)
    want(p, "}")
    return ast.StructType(pos, fields)


def field_decl(p: Parser, fields: list[ast.Field]) -> None:
    """FieldDecl = ( IdentifierList Type | [ "*" ] TypeName [ TypeArgs ] ) [ Tag ] ."""
    pos = here(p)
    tok = p.tok
    if tok == NAME:
        _named_fields(p, pos, fields)
    elif tok == "*":
        step(p)
        paren = p.tok == "("
        if paren:
            syntax_error(p, "cannot parenthesize embedded type")
            step(p)
        embedded: ast.Expr = ast.Star(pos, qualified_name(p, None))
        if paren:
            got(p, ")")
        fields.append(ast.Field(pos, None, embedded, literal_or_none(p)))
    elif tok == "(":
        syntax_error(p, "cannot parenthesize embedded type")
        step(p)
        star = here(p)
        embedded = ast.Star(star, qualified_name(p, None)) if got(p, "*") else qualified_name(p, None)
        got(p, ")")
        fields.append(ast.Field(pos, None, embedded, literal_or_none(p)))
    else:
        syntax_error(p, "expected field name or embedded type")
        skip_to(p, SEMI, "}")


_AFTER_EMBEDDED = frozenset([".", LITERAL, SEMI, "}"])


def _named_fields(p: Parser, pos: Pos, fields: list[ast.Field]) -> None:
    """FieldDecl that begins with a name: fields, or an embedded type without `*`."""
    first = name(p)
    tok = p.tok
    if tok in _AFTER_EMBEDDED:
        embedded = qualified_name(p, first)
        fields.append(ast.Field(pos, None, embedded, literal_or_none(p)))
        return
    names = name_list(p, first)
    if len(names) == 1 and p.tok == "[":
        typ = array_or_type_args(p, first)
        if type(typ) is ast.Index:
            fields.append(ast.Field(pos, None, typ, literal_or_none(p)))
            return
    else:
        typ = type_(p)
    tag = literal_or_none(p)
    for each in names:
        fields.append(ast.Field(each.pos, each, typ, tag))


def array_or_type_args(p: Parser, before: ast.Name) -> ast.Expr:
    """What begins with `[` after a name: the array or slice type of a field or parameter of that name, or type
    arguments of the type of that name (the result is then an Index)."""
    pos = here(p)
    want(p, "[")
    if got(p, "]"):
        return ast.SliceType(pos, type_(p))
    args, comma = type_list(p, strict=False)
    want(p, "]")
    if not comma:
        elem = type_or_none(p)
        if elem is not None:
            return ast.ArrayType(pos, args[0], elem)
    return ast.Index(pos, before, args)


# ---- interfaces and constraints -------------------------------------------------------------------------------------


def interface_type(p: Parser) -> ast.Expr:
    """InterfaceType = "interface" "{" { ( MethodSpec | TypeElem ) ";" } "}" ."""
    pos = here(p)
    want(p, "interface")
    want(p, "{")
    methods: list[ast.Field] = []
    while p.tok != EOF and p.tok != "}":
        field = method_spec(p) if p.tok == NAME else embedded_elem(p, None)
        methods.append(field if field.name is not None else embedded_elem(p, field))
        if not after_element(p, "interface type", SEMI, "}"):
            return ast.InterfaceType(pos, methods)
    want(p, "}")
    return ast.InterfaceType(pos, methods)


_METHOD = "interface method"


def method_spec(p: Parser) -> ast.Field:
    """MethodSpec = MethodName Signature .  Also an embedded type, which begins with a name as well."""
    pos = here(p)
    first = name(p)
    if p.tok == "(":
        return ast.Field(pos, first, func_type(p, _METHOD)[1])
    if p.tok == "[":
        return _method_or_instance(p, pos, first)
    return ast.Field(pos, None, qualified_name(p, first))


def _method_or_instance(p: Parser, pos: Pos, first: ast.Name) -> ast.Field:
    """`name[` in an interface: an instantiated type, or a method with type parameters, which is reported."""
    bracket = here(p)
    step(p)
    if p.tok == "]":
        empty = here(p)
        step(p)
        if p.tok == "(":
            error_at(p, empty, "empty type parameter list")
            return ast.Field(pos, first, func_type(p, _METHOD)[1])
        error_at(p, empty, "empty type argument list")
        return ast.Field(pos, None, first)
    args = parameters(p, "]", require_names=False, dots_ok=False)
    if not args:  # errors were reported: as if the brackets were not there
        return ast.Field(pos, first, func_type(p, _METHOD)[1]) if p.tok == "(" else ast.Field(pos, None, first)
    if args[0].name is not None:
        signature = func_type(p, _METHOD)[1]
        error_at(p, bracket, "interface method must have no type parameters")
        return ast.Field(pos, first, signature)
    return ast.Field(pos, None, ast.Index(bracket, first, [arg.type for arg in args]))


def embedded_elem(p: Parser, first: ast.Field | None) -> ast.Field:
    """TypeElem = TypeTerm { "|" TypeTerm } .  The first term may be parsed already."""
    field = first if first is not None else ast.Field(here(p), None, embedded_term(p))
    while p.tok == "|":
        pos = here(p)
        step(p)
        field.type = ast.Binary(pos, "|", field.type, embedded_term(p))
    return field


def embedded_term(p: Parser) -> ast.Expr:
    """TypeTerm = [ "~" ] Type ."""
    if p.tok == "~":
        pos = here(p)
        step(p)
        return ast.Unary(pos, "~", type_(p))
    found = type_or_none(p)
    if found is None:
        found = bad_expr(p)
        syntax_error(p, "expected ~ term or type")
        skip_to(p, *_OPERATORS, SEMI, ")", "]", "}")
    return found


_OPERATORS = (
    "+",
    "-",
    "/",
    "%",
    "&",
    "|",
    "^",
    "&^",
    "<<",
    ">>",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "&&",
    "||",
    "!",
    "~",
)


# ---- signatures -----------------------------------------------------------------------------------------------------


def func_type(p: Parser, context: str) -> tuple[list[ast.Field], ast.FuncType]:
    """[ TypeParameters ] Signature .  Signature = Parameters [ Result ] .

    Type parameters are refused, by the name in `context`, where it is not "".
    """
    pos = here(p)
    tparams: list[ast.Field] = []
    if got(p, "["):
        if context:
            syntax_error_at(p, pos, context + " must have no type parameters")
        if p.tok == "]":
            syntax_error(p, "empty type parameter list")
            step(p)
        else:
            tparams = parameters(p, "]", require_names=True, dots_ok=False)
    want(p, "(")
    params = parameters(p, ")", require_names=False, dots_ok=True)
    return tparams, ast.FuncType(pos, params, func_result(p))


def func_result(p: Parser) -> list[ast.Field]:
    """Result = Parameters | Type ."""
    if got(p, "("):
        return parameters(p, ")", require_names=False, dots_ok=False)
    pos = here(p)
    typ = type_or_none(p)
    return [ast.Field(pos, None, typ)] if typ is not None else []


class _Param:
    """A parameter while it is not known whether its name is a name: either may be missing, not both."""

    __slots__ = ("name", "pos", "type")

    def __init__(self, pos: Pos, name: ast.Name | None, type: ast.Expr | None) -> None:
        self.pos = pos
        self.name = name
        self.type = type


def parameters(
    p: Parser,
    close: str,
    require_names: bool,
    dots_ok: bool,
    first_name: ast.Name | None = None,
    first_type: ast.Expr | None = None,
) -> list[ast.Field]:
    """Parameters = "(" [ ParameterList [ "," ] ] ")" , and TypeParameters with `close` "]" and `require_names`.

    The opening token is passed already, and so may be the first name, and that with its type. Either all are named
    or none.
    """
    found: list[_Param] = []
    more = True
    if first_name is not None and first_type is not None:
        found.append(_Param(first_name.pos, first_name, first_type))
        first_name = None
        more = after_element(p, "parameter list", ",", close)
    while more and (first_name is not None or p.tok != close) and p.tok != EOF:
        param = parameter_decl_or_none(p, first_name, close)
        first_name = None
        if param is not None:
            found.append(param)
        more = after_element(p, "parameter list", ",", close)
    end = here(p)
    if more:
        want(p, close)
    if not found:
        return []
    _name_parameters(p, found, end, require_names)
    _check_dots(p, found, dots_ok)
    return _fields(found)


def _fields(found: list[_Param]) -> list[ast.Field]:
    return [ast.Field(param.pos, param.name, param.type) for param in found if param.type is not None]


def _name_parameters(p: Parser, found: list[_Param], end: Pos, require_names: bool) -> None:
    """Decide what lone names are: types when nothing has name and type, else names that share the type after them."""
    named = sum(1 for param in found if param.name is not None and param.type is not None)
    if named == 0 and not require_names:
        for param in found:
            if param.name is not None:
                param.type, param.name = param.name, None
        return
    if named == len(found):
        return
    typed = sum(1 for param in found if param.type is not None)
    fault = NO_POS  # the leftmost one
    typ: ast.Expr | None = None
    for param in reversed(found):
        if param.type is not None:
            typ = param.type
            if param.name is None:
                fault = ast.start_pos(typ)
                param.name = ast.Name(fault, "_")
        elif typ is not None:
            param.type = typ
        else:
            assert param.name is not None
            fault = param.name.pos
            param.type = ast.BadExpr(fault)
    if fault == NO_POS:
        return
    if named == typed:  # the names at the end have no type
        fault = end
        message = "missing type constraint" if require_names else "missing parameter type"
    elif require_names:
        message = "missing type parameter name"
        if len(found) == 1:
            message += " or invalid array length"
    else:
        message = "missing parameter name"
    syntax_error_at(p, fault, message)


def _check_dots(p: Parser, found: list[_Param], dots_ok: bool) -> None:
    """`...T` is allowed for the last parameter only; elsewhere it is reported once and taken for T."""
    reported = False
    for index, param in enumerate(found):
        typ = param.type
        if type(typ) is ast.DotsType and (not dots_ok or index + 1 < len(found)):
            if not reported:
                reported = True
                words = "can only use ... with final parameter" if dots_ok else "invalid use of ..."
                error_at(p, typ.pos, words)
            param.type = typ.elem


def parameter_decl_or_none(p: Parser, first: ast.Name | None, close: str) -> _Param | None:
    """ParameterDecl = [ IdentifierList ] [ "..." ] Type , one name at a time; TypeParamDecl with `close` "]".

    `first` is a name that is parsed already. None, after a report, when there is neither a name nor a type.
    """
    constraint = close == "]"
    pos = first.pos if first is not None else here(p)
    if first is None and constraint and p.tok == "~":
        return _Param(pos, None, embedded_elem(p, None).type)
    if first is None and p.tok == NAME:
        first = name(p)
    if first is not None:
        tok = p.tok
        if tok == "[":
            typ: ast.Expr | None = array_or_type_args(p, first)
            param = _Param(pos, None if type(typ) is ast.Index else first, typ)
            return _with_union(p, param, constraint)
        if tok == ".":
            return _with_union(p, _Param(pos, None, qualified_name(p, first)), constraint)
        if constraint and tok == "|":
            return _with_union(p, _Param(pos, None, first), constraint)
    if p.tok == "...":
        return _Param(pos, first, _dots_type(p))
    if constraint and p.tok == "~":
        return _Param(pos, first, embedded_elem(p, None).type)
    typ = type_or_none(p)
    if typ is None and first is None:
        syntax_error(p, "expected " + close)
        skip_to(p, ",", close)
        return None
    param = _Param(pos, first, typ)
    return _with_union(p, param, constraint) if typ is not None else param


def _with_union(p: Parser, param: _Param, constraint: bool) -> _Param:
    """The parameter with the terms that follow its type, which only constraints have."""
    if constraint and p.tok == "|":
        assert param.type is not None
        param.type = embedded_elem(p, ast.Field(param.pos, None, param.type)).type
    return param


def _dots_type(p: Parser) -> ast.Expr:
    """ "..." Type ."""
    pos = here(p)
    step(p)
    elem = type_or_none(p)
    if elem is None:
        bad = bad_expr(p)
        syntax_error(p, "... is missing type")
        return bad
    return ast.DotsType(pos, elem)


_TYPE_RULES = {
    "*": _pointer_type,
    "<-": _receive_chan_type,
    "func": _func_type_literal,
    "[": _array_or_slice_type,
    "chan": _chan_type,
    "map": _map_type,
    "struct": struct_type,
    "interface": interface_type,
    "(": _parenthesized_type,
}
