"""The small expressions: functions as values, element of a string, unary and binary operators.

Each other construct's own file does the rest; eval.py dispatches.
"""

from __future__ import annotations

from rt0.base.errors import InternalError
from rt0.lower import arith, chans, closures, compare, composite, convert, maps
from rt0.lower.calls import call
from rt0.lower.eval import condition, hoist, is_generic, scalar, value, value_of_other
from rt0.lower.fn import Fn, V
from rt0.lower.places import bounds_check, index_value
from rt0.lower.prove import proven
from rt0.lower.triangular import halves_even
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.objects import Func


def lower_name(fn: Fn, e: ast.Name) -> V:
    """A function used as a value."""
    obj = fn.info.uses.get(e)
    if type(obj) is Func:
        return closures.function_value(fn, e, obj)
    raise InternalError(f"{fn.name}: name {e.value} has no value", e.pos)


def lower_selector(fn: Fn, e: ast.Selector) -> V:
    """A function of another package, a method value or a method expression."""
    if e in fn.info.selections:
        return closures.method_value(fn, e)
    obj = fn.info.uses.get(e.sel)
    if type(obj) is Func:
        return closures.function_value(fn, e.sel, obj)
    raise InternalError(f"{fn.name}: selector {e.sel.value} has no value", e.pos)


def lower_index(fn: Fn, e: ast.Index) -> V:
    """m[k], s[i] of a string, or an instance of a generic function."""
    tv = fn.info.types.get(e.x)
    if tv is None or is_generic(tv.type):
        return value_of_instance(fn, e)
    t = fn.typ(e.x)
    u = fn.tab.under(t)
    if type(u) is T.Map:
        return maps.lookup(fn, e)
    if type(u) is T.Signature:
        return value_of_instance(fn, e)
    s = convert.borrowed(fn, e.x, t)
    index, unsigned = index_value(fn, e.indices[0])
    fn.at(e.pos)
    if not proven(fn, e):
        bounds_check(fn, index, s[1], unsigned)
    p = fn.val(f"getelementptr inbounds i8, ptr {s[0]}, i64 {index}")
    return (fn.val(f"load i8, ptr {p}"),)


def value_of_instance(fn: Fn, e: ast.Index) -> V:
    """f[T] as a value."""
    x = ast.unparen(e.x)
    if type(x) is ast.Selector and x in fn.info.selections:
        return closures.method_value(fn, x, fn.typ(e))
    return value_of_other(fn, x)


def lower_unary(fn: Fn, e: ast.Unary) -> V:
    """The unary operators."""
    if e.op == "&":
        return (composite.address_of(fn, e),)
    if e.op == "<-":
        return chans.receive(fn, e)
    x = value(fn, e.x)
    t = fn.typ(e)
    if e.op == "-":
        return arith.negate(fn, t, x)
    if e.op == "^":
        return (arith.invert(fn, arith.ll_of(fn, t), x[0]),)
    if e.op == "!":
        return (fn.val(f"xor i1 {x[0]}, true"),)
    return x


def lower_binary(fn: Fn, e: ast.Binary) -> V:
    """The binary operators."""
    op = e.op
    if op in ("&&", "||"):
        return (_logical(fn, e),)
    if op in ("<<", ">>"):
        x = scalar(fn, e.x)
        count = scalar(fn, e.y)
        fn.at(e.pos)
        return (arith.shift(fn, op, fn.typ(e), x, fn.typ(e.y), count),)
    if op in ("==", "!="):
        return (compare.lower_equal(fn, e),)
    if op in ("<", "<=", ">", ">="):
        a, b = convert.operands(fn, e.x, e.y, fn.typ(e.x))
        fn.at(e.pos)
        return (arith.ordered(fn, op, fn.typ(e.x), a, b),)
    t = fn.typ(e)
    if op == "+" and fn.tab.is_string(t):
        parts: list[ast.Expr] = []
        _operands(fn, e, parts)
        return convert.joined(fn, e, parts, t)
    a, b = value(fn, e.x), value(fn, e.y)
    fn.at(e.pos)
    if op == "/" and fn.tab.is_signed(t) and halves_even(fn, e):
        return (fn.val(f"ashr {arith.ll_of(fn, t)} {a[0]}, 1"),)
    return arith.binary(fn, op, t, a, b)


def _operands(fn: Fn, e: ast.Expr, out: list[ast.Expr]) -> None:
    """The operands of a chain of string additions, constants folded by the checker kept whole."""
    e = ast.unparen(e)
    tv = fn.info.types.get(e)
    if type(e) is ast.Binary and e.op == "+" and (tv is None or tv.value is None):
        _operands(fn, e.x, out)
        _operands(fn, e.y, out)
    else:
        out.append(e)


def _logical(fn: Fn, e: ast.Binary) -> str:
    right, done = fn.block("right"), fn.block("done")
    if e.op == "&&":
        condition(fn, e.x, right, short := fn.block("short"))
    else:
        condition(fn, e.x, short := fn.block("short"), right)
    fn.place(short)
    fn.f.br(done)
    fn.place(right)
    hoist(fn, e.y)
    v = value(fn, e.y)[0]
    arm = fn.f.current
    fn.f.br(done)
    fn.place(done)
    return fn.f.phi("i1", [("false" if e.op == "&&" else "true", short), (v, arm)])


def lower_call(fn: Fn, e: ast.Call) -> V:
    """A call with one result, a conversion, or a builtin."""
    got = call(fn, e)
    if len(got) != 1:
        raise InternalError(f"{fn.name}: call with {len(got)} results where one is wanted", e.pos)
    return got[0]
