"""Cycles of declarations: types that are used before they are complete, and declarations that refer to themselves.

Objects being declared stand on `Checker.obj_path` (with their places in `obj_path_idx`); meeting one of them again is
a cycle, which may be fine (recursive types through pointers, recursive functions) or an error.
Source: gc's words. Read next: decl.py, validity.py.
"""
from __future__ import annotations

from collections.abc import Sequence

from rt0.types.check.checker import Checker, error
from rt0.types.objects import Const, Object, TypeName, Var
from rt0.types.predicates import is_generic
from rt0.types.types import INVALID_TYPE, Alias, Named, Type

# A link of a cycle: an object being declared, or an instance of a generic type.
Link = Object | Named


def push(c: Checker, obj: Object) -> None:
    """Marks obj as being declared."""
    c.obj_path_idx[obj] = len(c.obj_path)
    c.obj_path.append(obj)


def pop(c: Checker) -> None:
    """Marks the object pushed last as declared."""
    del c.obj_path_idx[c.obj_path.pop()]


def is_complete(c: Checker, typ: Type) -> bool:
    """Whether typ's declaration is finished; reports the cycle if it is not."""
    if not c.obj_path_idx:
        return True
    t: Type | None = typ
    while type(t) is Named or type(t) is Alias:
        i = c.obj_path_idx.get(t.obj)
        if i is not None and t.targs is None:
            cycle = c.obj_path[i:]
            cycle_error(c, cycle, first_in_source(cycle))
            return False
        t = t.rhs
    return True


def valid_cycle(c: Checker, obj: Object) -> bool:
    """Whether the cycle that starts at obj, which is being declared, is allowed; reports it if not."""
    cycle = c.obj_path[c.obj_path_idx[obj]:]
    values = definitions = 0
    for o in cycle:
        if type(o) is Const or type(o) is Var:
            values += 1
        elif type(o) is TypeName:
            if c.in_tparam_list and o.type is not None and is_generic(o.type):
                return True
            if type(o.type) is not Alias:
                definitions += 1
    # Only values: the initialisation order will report it. Only types: fine if one of them is a definition.
    if values == len(cycle) or values == 0 and definitions > 0:
        return True
    cycle_error(c, cycle, first_in_source(cycle))
    return False


def first_in_source(cycle: Sequence[Link]) -> int:
    """The number of the link that stands first in the source."""
    return min(range(len(cycle)), key=lambda i: _place(cycle[i]))


def _place(x: Link) -> int:
    if type(x) is Named:
        return x.pos or x.obj.pos
    return x.pos


def _name(c: Checker, obj: Link) -> str:
    if type(obj) is Named:
        if obj.targs is not None:
            return c.ts(obj)
        obj = obj.obj
    assert not isinstance(obj, Named)
    if obj.pkg is not None and obj.pkg is not c.pkg:
        return f"{obj.pkg.name}.{obj.name}"
    return obj.name


def cycle_error(c: Checker, cycle: Sequence[Link], start: int) -> None:
    """Reports a cycle of declarations, beginning with cycle[start]."""
    obj = cycle[start]
    is_type = type(obj) is TypeName or type(obj) is Named
    if type(obj) is TypeName and type(obj.type) is Alias:
        obj.type.rhs = obj.type.actual = INVALID_TYPE  # no follow-on errors
    name, pos = _name(c, obj), _place(obj)
    if len(cycle) == 1:
        what = "invalid recursive type:" if is_type else "invalid cycle in declaration:"
        error(c, pos, "InvalidDeclCycle", f"{what} {name} refers to itself")
        return
    lines = []
    at = obj
    for i in range(len(cycle)):
        following = cycle[(start + i + 1) % len(cycle)]
        lines.append((_place(at), f"{_name(c, at)} refers to {_name(c, following)}"))
        at = following
    what = "invalid recursive type" if is_type else "invalid cycle in declaration of"
    error(c, pos, "InvalidDeclCycle", f"{what} {name}", *lines)


__all__ = ["push", "pop", "is_complete", "valid_cycle", "first_in_source", "cycle_error"]
