"""Messages about wrong numbers of arguments and results: what there is and what is wanted, as lists of types."""
from __future__ import annotations

from rt0.syntax import ast
from rt0.syntax.printer import expr_text
from rt0.types.check.checker import At, Checker, Operand, error
from rt0.types.predicates import is_numeric, is_untyped, is_valid
from rt0.types.types import Slice, Type


def count_error(c: Checker, e: ast.Call, args: list[Operand], params: list[Type], variadic: bool, want: int) -> None:
    """Reports a call with too few or too many arguments; `want` is the number that would do."""
    at: At = e
    what = "not enough"
    if len(args) > want:
        at = args[want].expr
        what = "too many"
    elif args:
        at = args[-1].expr
    have = types_summary(c, [a.type for a in args], False, e.has_dots)
    wanted = types_summary(c, params, variadic, False)
    error(c, at, "WrongArgCount",
          f"{what} arguments in call to {expr_text(e.fun)}", more=f"\n\thave {have}\n\twant {wanted}")


def types_summary(c: Checker, types: list[Type], variadic: bool, dots: bool) -> str:
    """Types in parentheses as messages about counts show them: "(number, string, ...int)"."""
    out = []
    for i, t in enumerate(types):
        if not is_valid(t):
            s = "unknown type"
        elif is_untyped(t):
            s = "number" if is_numeric(t) else c.ts(t).replace("untyped ", "")
        else:
            s = c.ts(t)
        if i == len(types) - 1:
            if variadic:
                s = "..." + (c.ts(t.elem) if type(t) is Slice else s)
            elif dots:
                s += "..."
        out.append(s)
    return "(" + ", ".join(out) + ")"
