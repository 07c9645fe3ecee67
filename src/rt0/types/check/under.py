"""Common underlying types of type sets, with causes in words.

A `Cause` is why something does not hold, as text for the end of a message. Read next: generic/typeset.py.
"""
from __future__ import annotations

from collections.abc import Callable

from rt0.base.records import dataclass
from rt0.types.check.checker import Checker
from rt0.types.generic.typeset import type_pairs
from rt0.types.predicates import identical
from rt0.types.types import SEND_RECV, Array, Chan, Pointer, Type, TypeParam, unalias, under


@dataclass(slots=True)
class Cause:
    """Why something does not hold."""

    text: str


def common_under(c: Checker, t: Type, cond: Callable[[Type | None, Type | None], Cause | None] | None = None,
                 ) -> tuple[Type | None, Cause | None]:
    """The one underlying type that all types of t's type set have, or None and the cause.

    Channels that differ in direction only have the more restricted one in common. `cond` may refuse each
    (type, underlying type) with a cause; (None, None) stands for "no specific types".
    """
    if type(t) is not TypeParam and type(unalias(t)) is not TypeParam:
        u = under(t)
        cause = cond(t, u) if cond is not None else None
        return (None, cause) if cause is not None else (u, None)
    ct: Type | None = None
    cu: Type | None = None
    for typ, u2 in type_pairs(t):
        cause = cond(typ, u2) if cond is not None else None
        if cause is not None:
            return None, cause
        if typ is None or u2 is None:
            return None, Cause("no specific type")
        if cu is None or ct is None:
            ct, cu = typ, u2
            continue
        if type(cu) is Chan and type(u2) is Chan:
            if not identical(cu.elem, u2.elem):
                return None, Cause(f"channels {c.ts(ct)} and {c.ts(typ)} have different element types")
            if cu.dir == SEND_RECV:
                ct, cu = typ, u2
            elif u2.dir not in (SEND_RECV, cu.dir):
                return None, Cause(f"channels {c.ts(ct)} and {c.ts(typ)} have conflicting directions")
            continue
        if not identical(cu, u2):
            return None, Cause(f"{c.ts(ct)} and {c.ts(typ)} have different underlying types")
    return cu, None


def array_ptr_deref(t: Type) -> Type:
    """The array type that t points to, if it is an unnamed pointer to an array; else t."""
    p = unalias(t)
    if type(p) is Pointer:
        a = under(p.base)
        if type(a) is Array:
            return a
    return t
