"""What the expressions of a function say about its numbers: the words of prove.py.

A number is the value of a local variable of type int, or the length of a local slice or string variable, that nobody but the function
itself can change: no closure has it, its address is not taken. The variable is its key in a zone. An expression is *linear* if it is a
number and a constant, and their sum is known not to wrap around. Of others, of middles and remainders say, bounds are found.

Read next: zone.py, and prove.py, which walks through the statements.
"""

from __future__ import annotations

from rt0.base.records import dataclass, field
from rt0.lower.eval import is_generic
from rt0.lower.fn import Fn
from rt0.lower.questions import builtin_name, converted_operand, whole_constant
from rt0.lower.zone import MAX, MIN, Key, Zone, add, bound, copied, highest, join, lowest
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import MODE_NIL, MODE_TYPE
from rt0.types.objects import LOCAL_VAR, PARAM_VAR, RECV_VAR, RESULT_VAR, Var

LONGEST = (1 << 62) - 1
"""No slice of anything that has a size and no string is longer: addresses have 47 bits."""
_UNSIGNED = {T.UINT8: 0xFF, T.UINT16: 0xFFFF, T.UINT32: 0xFFFFFFFF}
_NEGATION = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}
_LOCAL = frozenset((LOCAL_VAR, PARAM_VAR, RECV_VAR, RESULT_VAR))

Linear = tuple[Key, int]
"""A key and a constant that is added to it, which does not wrap around."""


@dataclass(slots=True, eq=False)
class Proof:
    """The walk through one function. `proven` holds what the last visit of each index or slice expression found;
    `leaves` the zones at the branches to a statement's end ("break") and next iteration ("continue")."""

    fn: Fn
    steps: int
    natural: dict[Key, tuple[int, int]] = field(default_factory=dict)
    tracked: dict[Var, bool] = field(default_factory=dict)
    proven: dict[ast.Node, bool] = field(default_factory=dict)
    leaves: dict[tuple[str, ast.Node], list[Zone]] = field(default_factory=dict)
    falling: list[Zone] = field(default_factory=list)
    learned: list[tuple[Key, Key, int]] = field(default_factory=list)
    indexes: dict[ast.Node, bool] = field(default_factory=dict)  # whether one is somewhere in an expression
    assigned: dict[ast.Node, set[Var]] = field(default_factory=dict)
    temps: list[object] = field(default_factory=list)


def variable(p: Proof, e: ast.Expr) -> Var | None:
    """The variable that an expression names, if it is one of those looked at."""
    if type(e) is not ast.Name:
        return None
    v = p.fn.info.uses.get(e) or p.fn.info.defs.get(e)
    if type(v) is not Var:
        return None
    found = p.tracked.get(v)
    if found is None:
        found = p.tracked[v] = _track(p, v)
    return v if found else None


def _track(p: Proof, v: Var) -> bool:
    if v.kind not in _LOCAL or v.owner is None or v.addr_taken or v.captured and v.assigned:
        return False
    t = p.fn.canon(v.type)
    u = p.fn.tab.under(t)
    if type(u) is T.Slice:
        p.natural[v] = (0, LONGEST if p.fn.lay(u.elem).size else MAX)
        return True
    if p.fn.tab.is_string(t):
        p.natural[v] = (0, LONGEST)
        return True
    return p.fn.tab.kind(t) == T.INT


def _int(p: Proof, e: ast.Expr) -> Var | None:
    v = variable(p, e)
    return v if v is not None and v not in p.natural else None


def _counted(p: Proof, e: ast.Expr) -> Var | None:
    """The slice or string variable that an expression names."""
    v = variable(p, e)
    return v if v is not None and v in p.natural else None


def length_of(p: Proof, x: ast.Expr) -> Linear | None:
    """The length of what is indexed, sliced or ranged over."""
    x = ast.unparen(x)
    v = _counted(p, x)
    if v is not None:
        return v, 0
    tv = p.fn.info.types.get(x)
    if tv is None or tv.mode == MODE_TYPE or type(tv.type) is T.Tuple or is_generic(tv.type):
        return None
    if type(tv.value) is bytes:
        return None, len(tv.value)
    u = p.fn.tab.under(p.fn.canon(tv.type))
    if type(u) is T.Pointer:
        u = p.fn.tab.under(u.base)
    return (None, u.length) if type(u) is T.Array else None


def linear(p: Proof, z: Zone, e: ast.Expr) -> Linear | None:
    """An expression of type int as a variable or length and a constant, if it is that and does not wrap around."""
    e = ast.unparen(e)
    c = whole_constant(p.fn.info, e)
    if c is not None:
        return (None, c) if MIN <= c <= MAX else None
    if type(e) is ast.Name:
        v = _int(p, e)
        return (v, 0) if v is not None else None
    if type(e) is ast.Call:
        v = _counted(p, ast.unparen(e.args[0])) if builtin_name(p.fn.info, e) == "len" else None
        return (v, 0) if v is not None else None
    if type(e) is ast.Binary and e.op in ("+", "-"):
        a = linear(p, z, e.x)
        b = linear(p, z, e.y) if a is not None else None
        return combined(z, e.op, a, b) if a is not None and b is not None else None
    return None


def combined(z: Zone, op: str, a: Linear, b: Linear) -> Linear | None:
    """a + b or a - b."""
    if op == "-" and a[0] is b[0]:
        return None, a[1] - b[1]
    if b[0] is None:
        total = a[0], a[1] + b[1] if op == "+" else a[1] - b[1]
    elif a[0] is None and op == "+":
        total = b[0], a[1] + b[1]
    else:
        return None
    return total if _fits(z, *total) else None


def _fits(z: Zone, a: Key, c: int) -> bool:
    """Whether a + c does not wrap around: it is in range, or some number is known to be beyond it."""
    if lowest(z, a) + c >= MIN and highest(z, a) + c <= MAX:
        return True
    if c > 0:
        return any(x is a and (k <= -c or highest(z, y) + k + c <= MAX) for (x, y), k in z.less.items())
    return any(y is a and (k <= c or lowest(z, x) - k + c >= MIN) for (x, y), k in z.less.items())


# ---- conditions ------------------------------------------------------------------------------------------------------


def decide(p: Proof, z: Zone, e: ast.Expr) -> tuple[Zone | None, Zone | None]:
    """Zones of their own for when e, of type bool and no && or ||, is true and when it is false; None for what never is."""
    tv = p.fn.info.types.get(e)
    if tv is not None and type(tv.value) is bool:
        return (copied(z), None) if tv.value else (None, copied(z))
    if type(e) is ast.Binary and e.op in _NEGATION:
        a, b = compared(p, z, e.x, e.y), compared(p, z, e.y, e.x)
        if a is not None and b is not None:
            return ordered(copied(z), a, e.op, b), ordered(copied(z), a, _NEGATION[e.op], b)
    return copied(z), copied(z)


def compared(p: Proof, z: Zone, e: ast.Expr, other: ast.Expr) -> Linear | None:
    """An operand of a comparison of ints, or of a string with ""."""
    found = linear(p, z, e)
    if found is None:
        e, other = ast.unparen(e), ast.unparen(other)
        texts = [p.fn.info.types.get(x) for x in (e, other)]
        if any(tv is not None and tv.value == b"" for tv in texts):
            return length_of(p, e)
    return found


def ordered(z: Zone, a: Linear, op: str, b: Linear) -> Zone | None:
    """z with a op b; None if that cannot be."""
    (x, c), (y, d) = a, b
    if op in (">", ">="):
        (x, c), (y, d) = b, a
        op = "<" if op == ">" else "<="
    gap = d - c
    if op == "!=":
        if bound(z, x, y) == gap and not add(z, x, y, gap - 1):
            return None
        return z if bound(z, y, x) != -gap or add(z, y, x, -gap - 1) else None
    if not add(z, x, y, gap - 1 if op == "<" else gap):
        return None
    return z if op != "==" or add(z, y, x, -gap) else None


def meet(a: Zone | None, b: Zone | None) -> Zone | None:
    """Where two ways meet."""
    return join(a, b) if a is not None and b is not None else a if a is not None else b


# ---- values -----------------------------------------------------------------------------------------------------------


def temporary(p: Proof, number: int) -> object:
    """The key of a value that no variable has yet. Whoever is through with one forgets or renames it."""
    while len(p.temps) <= number:
        p.temps.append(object())
    return p.temps[number]


def equal(z: Zone, a: Key, b: Linear | None) -> bool:
    """Learn that a is b; nothing of None. False if the point is never reached."""
    return b is None or add(z, a, b[0], b[1]) and add(z, b[0], a, -b[1])


def describe(p: Proof, z: Zone, t: Key, e: ast.Expr) -> bool:
    """Learn of t that it is the value of e, of type int. False if the point is never reached."""
    exact = linear(p, z, e)
    if exact is not None:
        return equal(z, t, exact)
    if builtin_name(p.fn.info, e) in ("min", "max"):
        assert type(e) is ast.Call
        least = builtin_name(p.fn.info, e) == "min"
        for other in [linear(p, z, a) for a in e.args]:
            if other is not None and not (add(z, t, *other) if least else add(z, other[0], t, -other[1])):
                return False
        return True
    if type(e) is ast.Call:
        return _describe_conversion(p, z, t, e)
    if type(e) is ast.Binary and p.fn.tab.kind(p.fn.typ(e)) == T.INT:
        return _describe_binary(p, z, t, e)
    return True


def _describe_conversion(p: Proof, z: Zone, t: Key, e: ast.Call) -> bool:
    """int(x) of a short unsigned x; int(uint(a+b) >> 1)."""
    x = converted_operand(p.fn.info, e)
    if x is None:
        return True
    most = _UNSIGNED.get(p.fn.tab.kind(p.fn.typ(x)))
    if most is not None:
        return add(z, None, t, 0) and add(z, t, None, most)
    if type(x) is ast.Binary and x.op == ">>" and whole_constant(p.fn.info, x.y) == 1 and p.fn.tab.kind(p.fn.typ(x)) in (T.UINT, T.UINT64):
        total = converted_operand(p.fn.info, ast.unparen(x.x))
        if type(total) is ast.Binary and total.op == "+":
            return _describe_middle(p, z, t, total, MAX)
    return True


def _describe_middle(p: Proof, z: Zone, t: Key, total: ast.Binary, most: int) -> bool:
    """t is half of a+b, rounded down: between a and b, if those are not negative and at most `most`."""
    a, b = linear(p, z, total.x), linear(p, z, total.y)
    if a is None or b is None or lowest(z, a[0]) + a[1] < 0 or lowest(z, b[0]) + b[1] < 0:
        return True
    if highest(z, a[0]) + a[1] > most or highest(z, b[0]) + b[1] > most:
        return True
    if bound(z, a[0], b[0]) > b[1] - a[1]:
        a, b = b, a
    return add(z, None, t, 0) and _between(z, a, t, b)


def _between(z: Zone, a: Linear, t: Key, b: Linear) -> bool:
    """t is the middle of a and b, rounded towards a, if it is known that a <= b: not below a, and below b unless they are equal."""
    (x, c), (y, d) = a, b
    apart = bound(z, x, y)
    if apart > d - c:
        return True
    return add(z, x, t, -c) and add(z, t, y, d - 1 if apart < d - c else d)


def _halved(p: Proof, e: ast.Binary) -> bool:
    return e.op == ">>" and whole_constant(p.fn.info, e.y) == 1 or e.op == "/" and whole_constant(p.fn.info, e.y) == 2


def _describe_binary(p: Proof, z: Zone, t: Key, e: ast.Binary) -> bool:
    """%, &, >> and / of what is not negative; a + (b-a)/2."""
    y = linear(p, z, e.y)
    if e.op == "&":
        masks = [c for c in (whole_constant(p.fn.info, ast.unparen(x)) for x in (e.x, e.y)) if c is not None and c >= 0]
        return not masks or add(z, None, t, 0) and add(z, t, None, masks[0])
    total = ast.unparen(e.x)
    if _halved(p, e) and type(total) is ast.Binary and total.op == "+" and linear(p, z, total) is None:
        return _describe_middle(p, z, t, total, MAX // 2)
    x = linear(p, z, e.x)
    if x is not None and lowest(z, x[0]) + x[1] >= 0:
        if e.op == "%" and y is not None and lowest(z, y[0]) + y[1] >= 0:
            return add(z, None, t, 0) and add(z, t, y[0], y[1] - 1) and add(z, t, x[0], x[1])
        if e.op == ">>" or e.op == "/" and y is not None and lowest(z, y[0]) + y[1] >= 0:
            return add(z, None, t, 0) and add(z, t, x[0], x[1])
    return _describe_between(p, z, t, e) if e.op == "+" else True


def _describe_between(p: Proof, z: Zone, t: Key, e: ast.Binary) -> bool:
    """a + (b-a)/2, of a <= b, neither negative."""
    a, half = linear(p, z, e.x), ast.unparen(e.y)
    if a is None or type(half) is not ast.Binary or not _halved(p, half):
        return True
    gap = ast.unparen(half.x)
    if type(gap) is not ast.Binary or gap.op != "-":
        return True
    b, again = linear(p, z, gap.x), linear(p, z, gap.y)
    if b is None or again is None or again[0] is not a[0] or again[1] != a[1]:
        return True
    return lowest(z, a[0]) + a[1] < 0 or _between(z, a, t, b)


def ends(p: Proof, z: Zone, e: ast.SliceExpr) -> tuple[Linear | None, Linear | None, Linear | None]:
    """Of x[lo:hi] the length of x, lo and hi, as far as they are linear."""
    limit = length_of(p, e.x)
    lo: Linear | None = (None, 0) if e.lo is None else linear(p, z, e.lo)
    return limit, lo, limit if e.hi is None else linear(p, z, e.hi)


def describe_length(p: Proof, z: Zone, t: Key, e: ast.Expr) -> bool:
    """Learn of t that it is the length of the slice or string e."""
    v = _counted(p, e)
    tv = p.fn.info.types.get(e)
    if v is not None:
        return equal(z, t, (v, 0))
    if tv is not None and (tv.mode == MODE_NIL or type(tv.value) is bytes):
        return equal(z, t, (None, len(tv.value) if type(tv.value) is bytes else 0))
    if not add(z, None, t, 0):
        return False
    if type(e) is ast.Call:
        return _describe_made(p, z, t, e)
    if type(e) is not ast.SliceExpr:
        return True
    _, lo, hi = ends(p, z, e)
    if hi is None or lo is None:
        return hi is None or add(z, t, *hi)
    if lo[0] is None or lo[0] is hi[0]:
        return equal(z, t, combined(z, "-", hi, lo))
    return add(z, t, hi[0], hi[1] - max(lowest(z, lo[0]) + lo[1], 0))


def _describe_made(p: Proof, z: Zone, t: Key, e: ast.Call) -> bool:
    """append, make, and conversions between strings and bytes."""
    name = builtin_name(p.fn.info, e)
    if name == "make":
        return equal(z, t, _made_length(p, z, ast.unparen(e.args[1])))
    if name == "append":
        s = _counted(p, ast.unparen(e.args[0]))
        more = 0 if e.has_dots else len(e.args) - 1
        if s is None:
            return add(z, None, t, -more)
        return add(z, s, t, -more) and (e.has_dots or add(z, t, s, more))
    x = converted_operand(p.fn.info, e)
    s = _counted(p, x) if x is not None else None
    return s is None or not _same_length(p, p.fn.typ(e), p.fn.typ(e.args[0])) or equal(z, t, (s, 0))


def _made_length(p: Proof, z: Zone, e: ast.Expr) -> Linear | None:
    """The length that make is given: had a sum wrapped around, it would be negative, and make would have panicked."""
    exact = linear(p, z, e)
    if exact is None and type(e) is ast.Binary and e.op == "+":
        a, b = linear(p, z, e.x), linear(p, z, e.y)
        if a is not None and b is not None and b[0] is None and 0 < b[1] <= MAX and highest(z, a[0]) + a[1] <= MAX:
            return a[0], a[1] + b[1]
    return exact


def _same_length(p: Proof, a: T.Type, b: T.Type) -> bool:
    """Whether a conversion of b to a keeps the length: not that between runes and strings."""
    for u in (p.fn.tab.under(a), p.fn.tab.under(b)):
        if type(u) is T.Slice and p.fn.lay(u.elem).size != 1 and (p.fn.tab.is_string(a) or p.fn.tab.is_string(b)):
            return False
    return True
