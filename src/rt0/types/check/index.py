"""Index expressions, slice expressions and constant indices (Go spec, "Index expressions", "Slice expressions").

An index expression whose operand is a generic function or type is an instantiation: see instances.py.
"""
from __future__ import annotations

from rt0.syntax import ast
from rt0.types import constant
from rt0.types.check.assignability import assignment
from rt0.types.check.checker import EXPR, EXPRESSION, INVALID_ARG, INVALID_OP, Checker, Operand, Target, describe, error
from rt0.types.check.complete import is_complete
from rt0.types.check.consts import convert_untyped, representable_value
from rt0.types.check.core import expr, expr_or_type, generic_expr, non_generic, use
from rt0.types.check.operators import mark_address
from rt0.types.check.validity import var_type
from rt0.types.generic.typeset import type_pairs
from rt0.types.info import MODE_CONST, MODE_INVALID, MODE_MAPINDEX, MODE_TYPE, MODE_VALUE, MODE_VARIABLE
from rt0.types.predicates import all_integer, identical, is_string, is_type_param, is_untyped
from rt0.types.types import INVALID_TYPE, Array, Basic, Map, Pointer, Signature, Slice, Type, under
from rt0.types.universe import BYTE, INT, STRING


def index_expr(c: Checker, x: Operand, e: ast.Index) -> bool:
    """Checks e.x[indices] into x. True if it instantiates a function: then x is the generic function still."""
    expr_or_type(c, x, e.x, True)
    if x.mode == MODE_INVALID:
        use(c, e.indices)
        return False
    if x.mode == MODE_TYPE:
        x.mode = MODE_INVALID
        x.type = var_type(c, e)
        if x.type is not INVALID_TYPE:
            x.mode = MODE_TYPE
        return False
    if x.mode == MODE_VALUE:
        sig = under(x.type)
        if type(sig) is Signature and sig.tparams:
            return True
    non_generic(c, x, None)
    if x.mode == MODE_INVALID or c.obj_path_idx and not _operand_complete(c, x):
        x.mode = MODE_INVALID
        return False
    u = under(x.type)
    if type(u) is Map:
        _map_index(c, x, e, u.key, u.elem)
        return False
    if is_untyped(x.type) and is_string(u):
        convert_untyped(c, x, STRING)
    length = _element(x, u)
    if length is None and is_type_param(x.type):
        length = _param_element(c, x, e)
        if x.mode == MODE_MAPINDEX:
            return False
    if length is None:
        error(c, e.pos, "NonIndexableOperand", f"cannot index {describe(c, x)}")
        use(c, e.indices)
        x.mode = MODE_INVALID
        return False
    i = single_index(c, e)
    if i is None:
        x.mode = MODE_INVALID
        return False
    typ, mode = x.type, x.mode
    constant_index(c, i, length)
    x.type, x.mode = typ, mode
    return False


def _operand_complete(c: Checker, x: Operand) -> bool:
    if not is_complete(c, x.type):
        return False
    u = under(x.type)
    if type(u) is Pointer:
        return is_complete(c, u.base)
    return type(u) is not Map or is_complete(c, u.elem)


def _element(x: Operand, u: Type) -> int | None:
    """Makes x an element of itself, of underlying type u. The known length, -1 if unknown; None: no such thing."""
    k = type(u)
    if k is Slice:
        x.mode = MODE_VARIABLE
        x.type = u.elem  # type: ignore[attr-defined]
        return -1
    if k is Array:
        if x.mode != MODE_VARIABLE:
            x.mode = MODE_VALUE
        x.type = u.elem  # type: ignore[attr-defined]
        return u.length  # type: ignore[attr-defined, no-any-return]
    if k is Basic and is_string(u):
        n = len(x.val) if x.mode == MODE_CONST and type(x.val) is bytes else -1
        x.mode = MODE_VALUE
        x.type = BYTE
        return n
    if k is Pointer:
        a = under(u.base)  # type: ignore[attr-defined]
        if type(a) is Array:
            x.mode = MODE_VARIABLE
            x.type = a.elem
            return a.length
    return None


def _param_element(c: Checker, x: Operand, e: ast.Index) -> int | None:
    key: Type | None = None
    elem: Type | None = None
    mode = MODE_VARIABLE
    length = -1
    for _, u in type_pairs(x.type):
        k = u.key if type(u) is Map else None
        y = Operand(x.mode, x.type, x.expr)
        n = -1
        if type(u) is Map:
            y.type = u.elem
        else:
            got = _element(y, u) if u is not None else None
            if got is None:
                return None
            n = got
            if y.mode != MODE_VARIABLE:
                mode = MODE_VALUE
        if elem is None:
            key, elem, length = k, y.type, n
            continue
        if (key is None) != (k is None) or key is not None and k is not None and not identical(key, k):
            return None
        if not identical(elem, y.type):
            return None
        if n >= 0 and (length < 0 or n < length):
            length = n
    if elem is None:
        return None
    if key is not None:
        _map_index(c, x, e, key, elem)
        return -1
    x.mode = mode
    x.type = elem
    return length


def _map_index(c: Checker, x: Operand, e: ast.Index, key: Type, elem: Type) -> None:
    i = single_index(c, e)
    if i is None:
        x.mode = MODE_INVALID
        return
    k = Operand()
    generic_expr(c, k, i)
    assignment(c, k, key, "map index")
    x.mode = MODE_MAPINDEX
    x.type = elem


def single_index(c: Checker, e: ast.Index) -> ast.Expr | None:
    """The one index of an index expression; more than one are reported."""
    if len(e.indices) > 1:
        error(c, e.indices[1], "InvalidIndex", f"{INVALID_OP}more than one index")
    return e.indices[0] if e.indices else None


def constant_index(c: Checker, e: ast.Expr, limit: int) -> tuple[Type, int]:
    """Checks an index: its type (INVALID_TYPE after an error) and, if constant, its value, else -1.

    A limit >= 0 is what a constant must be below.
    """
    x = Operand()
    expr(c, x, e)
    if not valid_index(c, x, "InvalidIndex", "index", False):
        return INVALID_TYPE, -1
    if x.mode != MODE_CONST:
        return x.type, -1
    if x.val is None:
        return INVALID_TYPE, -1
    v = constant.to_int(x.val)
    assert v is not None
    if 0 <= limit <= v:
        error(c, x, "InvalidIndex", f"{INVALID_ARG}index {constant.format_value(x.val)} out of bounds [0:{limit}]")
        return INVALID_TYPE, -1
    return x.type, v


def valid_index(c: Checker, x: Operand, code: str, what: str, negative_ok: bool) -> bool:
    """Whether x may be an index, length or capacity (`what`); reports it if not."""
    if x.mode == MODE_INVALID:
        return False
    if is_untyped(x.type):
        convert_untyped(c, x, INT)
        if x.mode == MODE_INVALID:
            return False
    if not all_integer(x.type):
        error(c, x, code, f"{INVALID_ARG}{what} {describe(c, x)} must be integer")
        return False
    if x.mode == MODE_CONST and x.val is not None:
        if not negative_ok and constant.sign(x.val) < 0:
            error(c, x, code, f"{INVALID_ARG}{what} {describe(c, x)} must not be negative")
            return False
        ok, x.val = representable_value(x.val, INT)
        if not ok:
            error(c, x, code, f"{INVALID_ARG}{what} {describe(c, x)} overflows int")
            return False
    return True


def _slice_expr(c: Checker, x: Operand, e: ast.SliceExpr, hint: Type | None, target: Target | None) -> int:
    expr(c, x, e.x)
    if x.mode == MODE_INVALID:
        use(c, (e.lo, e.hi, e.max))
        return EXPRESSION
    u = _slice_under(c, x)
    length = _sliced(c, x, u, e) if u is not None else None
    if length is None:
        x.mode = MODE_INVALID
        return EXPRESSION
    x.mode = MODE_VALUE
    if e.full and (e.hi is None or e.max is None):
        error(c, e, "InvalidSyntaxTree", "invalid syntax tree: 2nd and 3rd index required in 3-index slice")
        x.mode = MODE_INVALID
        return EXPRESSION
    _slice_indices(c, e, length)
    return EXPRESSION


def _slice_under(c: Checker, x: Operand) -> Type | None:
    """The common underlying type of what is sliced, strings counting as byte slices; None after an error."""
    if not is_type_param(x.type):
        u = under(x.type)
        if type(u) is Pointer and not is_complete(c, u.base):
            return None
        return u
    ct: Type | None = None
    cu: Type | None = None
    has_string = False
    for typ, ut in type_pairs(x.type):
        if typ is None or ut is None:
            error(c, x, "NonSliceableOperand",
                  f"cannot slice {describe(c, x)}: no specific type in {c.ts(x.type)}")
            return None
        if is_string(ut):
            ut = Slice(BYTE)
            has_string = True
        if cu is None or ct is None:
            ct, cu = typ, ut
        elif not identical(cu, ut):
            error(c, x, "NonSliceableOperand",
                  f"cannot slice {describe(c, x)}: {c.ts(ct)} and {c.ts(typ)} have different underlying types")
            return None
    return STRING if has_string else cu


def _sliced(c: Checker, x: Operand, u: Type, e: ast.SliceExpr) -> int | None:
    """Gives x the type of a slice of itself. Its known length, -1 if unknown; None after an error."""
    if type(u) is Slice:
        return -1
    if type(u) is Basic and is_string(u):
        if e.full:
            error(c, e.max if e.max is not None else e, "InvalidSliceExpr", f"{INVALID_OP}3-index slice of string")
            return None
        n = len(x.val) if x.mode == MODE_CONST and type(x.val) is bytes else -1
        if is_untyped(x.type):
            # The operand stands for a string value at run time.
            convert_untyped(c, x, STRING)
            x.type = STRING
        return n
    if type(u) is Array:
        if x.mode != MODE_VARIABLE:
            error(c, x, "NonSliceableOperand", f"cannot slice unaddressable value {describe(c, x)}")
            return None
        mark_address(c, e.x)
        x.type = Slice(u.elem)
        return u.length
    if type(u) is Pointer:
        a = under(u.base)
        if type(a) is Array:
            x.type = Slice(a.elem)
            return a.length
    error(c, x, "NonSliceableOperand", f"cannot slice {describe(c, x)}")
    return None


def _slice_indices(c: Checker, e: ast.SliceExpr, length: int) -> None:
    known: list[int] = []
    exprs = (e.lo, e.hi, e.max) if e.full else (e.lo, e.hi)
    for i, ie in enumerate(exprs):
        v = -1
        if ie is not None:
            v = constant_index(c, ie, length + 1 if length >= 0 else -1)[1]
        elif i == 0:
            v = 0
        elif length >= 0:
            v = length
        known.append(v)
    for i, a in enumerate(known):
        for j in range(i + 1, len(known)):
            b, at = known[j], exprs[j]
            if a > 0 and 0 <= b < a and at is not None:
                error(c, at, "SwappedSliceIndices", f"invalid slice indices: {b} < {a}")
                return


EXPR[ast.SliceExpr] = _slice_expr
