"""What gc looks at when nothing is wrong with a package's types: anonymous interfaces in a circle, and sizes.

The checker notes the type expressions that can have such faults (Checker.noted) while it meets them; here each is looked at
once types are complete. gc finds too large types in its back end and reports them at the declaration around; here they are
reported where they are written. Types of type parameters are left alone.

Read next: package.py (the caller), typexprs.py (who notes them).
"""
from __future__ import annotations

from rt0.syntax import ast
from rt0.types.check.checker import Checker, error
from rt0.types.generic.typeset import type_set
from rt0.types.objects import Func
from rt0.types.sizes import sizeof
from rt0.types.types import (
    Array,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParam,
    unalias,
    under,
)

ADDRESS_SPACE = 1 << 50
_CHAN_ELEM = 1 << 16
_MAP_PART = 1 << 31


def last_checks(c: Checker) -> None:
    """Reports anonymous interfaces that refer to themselves or, if there are none, types that are too large."""
    noted = sorted(c.noted, key=lambda pair: pair[0].pos)
    _interface_cycles(c, noted)
    if c.first_error:
        return
    for e, typ in noted:
        what = _too_large(c, typ)
        if what:
            error(c, e, "TypeTooLarge", what)


# ---- anonymous interfaces -------------------------------------------------------------------------------------------


def _interface_cycles(c: Checker, noted: list[tuple[ast.Expr, Type]]) -> None:
    """Source order; an interface inside of another is reached from there."""
    seen: dict[Interface, bool] = {}
    end = 0
    for e, typ in noted:
        if type(typ) is not Interface or e.pos < end:
            continue
        end = ast.end_pos(e)
        if _reaches_itself(typ, seen):
            error(c, e.pos, "InvalidTypeCycle", "invalid recursive type: anonymous interface refers to itself "
                  "(see https://go.dev/issue/56103)")
            seen = dict.fromkeys(seen, False)  # once is enough


def _reaches_itself(t: Interface, seen: dict[Interface, bool]) -> bool:
    return any(_cyclic(m.signature, seen) for m in type_set(t).methods if type(m) is Func)


def _cyclic(t: Type, seen: dict[Interface, bool]) -> bool:
    """Whether a type leads, by unnamed types only, to an interface that is being looked at (seen: True)."""
    t = unalias(t)
    k = type(t)
    if k is Pointer:
        return _cyclic(t.base, seen)  # type: ignore[attr-defined]
    if k is Array or k is Slice or k is Chan:
        return _cyclic(t.elem, seen)  # type: ignore[attr-defined]
    if k is Map:
        return _cyclic(t.key, seen) or _cyclic(t.elem, seen)  # type: ignore[attr-defined]
    if k is Struct:
        return any(_cyclic(f.type, seen) for f in t.fields)  # type: ignore[attr-defined]
    if k is Signature:
        return _cyclic(t.params, seen) or _cyclic(t.results, seen)  # type: ignore[attr-defined]
    if k is Tuple:
        return any(_cyclic(v.type, seen) for v in t.vars)  # type: ignore[attr-defined]
    if type(t) is not Interface or not t.methods and not t.embeddeds:
        return False
    known = seen.get(t)
    if known is not None:
        return known
    seen[t] = True
    found = _reaches_itself(t, seen)
    if not found:
        seen[t] = False
    return found


# ---- sizes ----------------------------------------------------------------------------------------------------------


def _too_large(c: Checker, typ: Type) -> str:
    """What is wrong with the size of a type or of its parts, "" if nothing is."""
    parts: list[Type] = [typ.elem, typ.key] if type(typ) is Map else [typ.elem] if isinstance(typ, (Array, Chan)) else []
    if any(_open(t, 0) for t in parts):
        return ""
    if type(typ) is Array and typ.length > 0:
        size = sizeof(typ.elem)
        return f"type {c.ts(typ)} larger than address space" if size and typ.length > (ADDRESS_SPACE - 1) // size else ""
    if type(typ) is Chan:
        return "channel element type too large (>64kB)" if sizeof(typ.elem) >= _CHAN_ELEM else ""
    if type(typ) is Map:
        if sizeof(typ.elem) >= _MAP_PART:
            return "map element type too large"
        return "map key type too large" if sizeof(typ.key) >= _MAP_PART else ""
    return ""


def _open(t: Type, depth: int) -> bool:
    """Whether the size of a type depends on type parameters."""
    t = unalias(t)
    if type(t) is TypeParam or depth > 100:
        return True
    u = under(t) if type(t) is Named else t
    if type(u) is Array:
        return _open(u.elem, depth + 1)
    return type(u) is Struct and any(_open(f.type, depth + 1) for f in u.fields)
