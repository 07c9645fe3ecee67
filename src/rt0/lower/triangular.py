"""n*(n+1)/2: a product that is known to be even is halved by a shift.

Halving a signed integer rounds towards zero, so a negative odd number needs a correction, two more instructions. Of two
neighbours one is even, and so is their product, also when it wraps around (its lowest bit is right at any width). LLVM does
not know that. It takes 11 % off spectralnorm (docs/benchmarks.md).

Read next: arith.py (the other divisions).
"""

from __future__ import annotations

from rt0.lower.fn import LEAVES, SSA, Fn
from rt0.lower.questions import whole_constant
from rt0.syntax import ast
from rt0.types.objects import Var

Neighbour = tuple[Var, int]
"""A variable and a constant that is added to it."""


def halves_even(fn: Fn, e: ast.Binary) -> bool:
    """Whether the division e is by 2, and its dividend a product with two factors v+a and v+b of which a-b is odd.

    v has to be a variable that only this function writes: between the two reads of another one it could change.
    """
    if e.op != "/" or whole_constant(fn.info, e.y) != 2:
        return False
    known: dict[Var, int] = {}
    for factor in _factors(e.x):
        found = _neighbour(fn, factor)
        if found is not None and known.setdefault(found[0], found[1]) % 2 != found[1] % 2:
            return True
    return False


def _factors(e: ast.Expr) -> list[ast.Expr]:
    e = ast.unparen(e)
    return _factors(e.x) + _factors(e.y) if type(e) is ast.Binary and e.op == "*" else [e]


def _neighbour(fn: Fn, e: ast.Expr) -> Neighbour | None:
    e = ast.unparen(e)
    if type(e) is ast.Name:
        v = fn.info.uses.get(e)
        place = fn.env.get(v) if type(v) is Var else None
        return (v, 0) if type(v) is Var and place is not None and place.kind in (SSA, LEAVES) else None
    if type(e) is ast.Binary and e.op in "+-":
        added, base = whole_constant(fn.info, e.y), e.x
        if added is None and e.op == "+":
            added, base = whole_constant(fn.info, e.x), e.y
        found = _neighbour(fn, base) if added is not None else None
        if found is not None and added is not None:
            return found[0], found[1] + added  # the sign does not matter for whether it is odd
    return None
