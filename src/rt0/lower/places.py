"""Places: where variables, fields, elements and dereferenced pointers stand, and what is read from them.

`place` works for every expression: what is not addressable is evaluated and stands in SSA operands or in the frame.
Only `addressable` places (the checker saw to that) are assigned to or have their address taken.
"""

from __future__ import annotations

from rt0.base.errors import InternalError
from rt0.lower import arith, debugvars, linknames, names
from rt0.lower.eval import place, scalar, value_of_other, value_place
from rt0.lower.fn import MEM, SSA, Fn, Place, check, gep, load_place, nil_check, panic, place_address, zero
from rt0.lower.program import Prog
from rt0.lower.prove import proven
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.info import FIELD_VAL
from rt0.types.objects import PACKAGE_VAR, Var


def name_place(fn: Fn, e: ast.Name) -> Place:
    """A variable's place."""
    obj = fn.info.uses.get(e) or fn.info.defs.get(e)
    if type(obj) is Var:
        return var_place(fn, obj)
    raise InternalError(f"{fn.name}: {e.value} is no variable", e.pos)


def star_place(fn: Fn, e: ast.Star) -> Place:
    """*p."""
    pointer = scalar(fn, e.x)
    fn.at(e.pos)
    nil_check(fn, pointer)
    return Place(MEM, (pointer,))


def var_place(fn: Fn, v: Var) -> Place:
    """Where a variable stands."""
    found = fn.env.get(v)
    if found is not None:
        return found
    if v.kind == PACKAGE_VAR:
        return Place(MEM, (global_ref(fn.prog, v),))
    raise InternalError(f"{fn.name}: variable {v.name} has no place", v.pos)


def global_ref(prog: Prog, v: Var) -> str:
    """The reference of a package variable; its definition is requested with the first one."""
    found = prog.globals.get(v)
    if found is None:
        path = v.pkg.path if v.pkg is not None else ""
        name = f"{path}.{v.name}" if v.name != "_" else f"{path}._·{v.pos}"
        given = linknames.variable(prog, v)
        other = linknames.other_variable(prog, given) if given else None
        if other is not None and other is not v and not linknames.variable(prog, other):
            found = prog.globals[v] = global_ref(prog, other)
            return found
        if given and prog.imports is not None and not prog.imported(given) and not linknames.initialised(prog, v):
            # The package that has it may be compiled later.
            found = prog.globals[v] = prog.module.declare_global(given, prog.tab.layout(prog.tab.canon(v.type)).slot)
            return found
        name = given or name
        found = prog.globals[v] = prog.request(name, lambda: define_global(prog, v, name))
    return found


def define_global(prog: Prog, v: Var, name: str) -> None:
    """Define a package variable, zeroed, in the section that says whether the collector scans it."""
    t = prog.tab.canon(v.type)
    lay = prog.tab.layout(t)
    section = (".bss." if prog.tab.pointers(t) else ".bss.noptr.") + name
    slot = lay.slot if lay.size else "[1 x i8]"
    debug = debugvars.of_package(prog, v, t, name)
    prog.module.define_global(name, slot, "zeroinitializer", align=max(lay.align, 8), section=section, debug=debug)


def selector_place(fn: Fn, e: ast.Selector) -> Place:
    """A field, or a variable of another package."""
    sel = fn.info.selections.get(e)
    if sel is None:  # package.Var
        obj = fn.info.uses.get(e.sel)
        if type(obj) is Var:
            return var_place(fn, obj)
        raise InternalError(f"{fn.name}: selector {e.sel.value} denotes no variable", e.pos)
    if sel.kind != FIELD_VAL:
        return value_place(fn, fn.typ(e), value_of_other(fn, e))
    base = fn.typ(e.x)
    here = place(fn, e.x)
    fn.at(e.sel.pos)
    return walk_fields(fn, base, here, sel.index)[1]


def walk_fields(fn: Fn, t: T.Type, here: Place, path: tuple[int, ...]) -> tuple[T.Type, Place]:
    """Follow a path of field numbers from a place of type t, through pointers; the last field's type and place."""
    for number in path:
        u = fn.tab.under(t)
        if type(u) is T.Pointer:
            pointer = load_place(fn, t, here)[0]
            nil_check(fn, pointer, _offset_of(fn, u.base, number))
            here = Place(MEM, (pointer,))
            t = u.base
            u = fn.tab.under(t)
        if type(u) is not T.Struct:
            raise InternalError(f"{fn.name}: field of {names.text(t)}")
        here = field_place(fn, t, here, number)
        t = u.fields[number].type
    return t, here


def _offset_of(fn: Fn, t: T.Type, number: int) -> int:
    """The offset of field `number` in the struct type t."""
    return fn.lay(t).offsets[number]


def field_place(fn: Fn, t: T.Type, here: Place, number: int) -> Place:
    """The place of field `number` in a place of struct type t."""
    lay = fn.lay(t)
    if here.kind == MEM:
        return Place(MEM, (gep(fn, here.ops[0], lay.offsets[number]),))
    u = fn.tab.under(t)
    assert type(u) is T.Struct
    inner = u.fields[number].type
    if lay.mem:  # the zero of a mem type
        return Place(SSA, zero(fn, inner))
    start = sum(len(fn.lay(f.type).leaves) for f in u.fields[:number])
    return Place(here.kind, here.ops[start : start + len(fn.lay(inner).leaves)])


def index_value(fn: Fn, e: ast.Expr) -> tuple[str, bool]:
    """An index or length as an i64 operand, and whether it is of an unsigned type (which names the panic)."""
    t = fn.typ(e)
    signed = fn.tab.is_signed(t)
    x = scalar(fn, e)
    return arith.resize(fn, x, arith.ll_of(fn, t), "i64", signed), not signed


def bounds_check(fn: Fn, index: str, length: str, unsigned: bool) -> None:
    """Panic unless 0 <= index < length."""
    if arith.is_literal(index) and arith.is_literal(length) and 0 <= int(index) < int(length):
        return
    bad = fn.val(f"icmp uge i64 {index}, {length}")
    name = "panicIndexU" if unsigned else "panicIndex"
    check(fn, bad, "index", lambda: panic(fn, name, index, length))


def index_place(fn: Fn, e: ast.Index) -> Place:
    """An element of a slice or array."""
    t = fn.typ(e.x)
    u = fn.tab.under(t)
    if type(u) not in (T.Slice, T.Pointer, T.Array):
        return value_place(fn, fn.typ(e), value_of_other(fn, e))
    here = place(fn, e.x)
    if type(u) is not T.Array:
        here = Place(SSA, load_place(fn, t, here))
    index, unsigned = index_value(fn, e.indices[0])
    return indexed_place(fn, e, t, here, index, unsigned)


def indexed_place(fn: Fn, e: ast.Index, t: T.Type, here: Place, index: str, unsigned: bool) -> Place:
    """Element `index` of what stands at `here`, of type t: a slice, an array or a pointer to one; with all checks."""
    u = fn.tab.under(t)
    fn.at(e.pos)
    safe = proven(fn, e)
    if type(u) is T.Slice:
        s = load_place(fn, t, here)
        if not safe:
            bounds_check(fn, index, s[1], unsigned)
        return Place(MEM, (element(fn, u.elem, s[0], index),))
    if type(u) is T.Pointer:
        pointer = load_place(fn, t, here)[0]
        array = fn.tab.under(u.base)
        assert type(array) is T.Array
        constant = arith.is_literal(index) and 0 <= int(index) < array.length
        nil_check(fn, pointer, int(index) * fn.lay(array.elem).size if constant else 0)
        if not safe:
            bounds_check(fn, index, str(array.length), unsigned)
        return Place(MEM, (element(fn, array.elem, pointer, index),))
    assert type(u) is T.Array
    if not safe:
        bounds_check(fn, index, str(u.length), unsigned)
    if here.kind != MEM and arith.is_literal(index) and not fn.lay(t).mem and 0 <= int(index) < u.length:
        step = len(fn.lay(u.elem).leaves)
        return Place(here.kind, here.ops[int(index) * step : (int(index) + 1) * step])
    return Place(MEM, (element(fn, u.elem, place_address(fn, t, here), index),))


def element(fn: Fn, elem: T.Type, base: str, index: str) -> str:
    """The address of element `index` (checked) of elements of type elem at base."""
    lay = fn.lay(elem)
    if lay.size == 0 or index == "0":
        return base
    if arith.is_literal(index):
        return gep(fn, base, int(index) * lay.size)
    return fn.val(f"getelementptr inbounds {lay.slot}, ptr {base}, i64 {index}")


def address(fn: Fn, e: ast.Expr) -> str:
    """The address of an addressable expression."""
    got = place(fn, e)
    if got.kind != MEM:
        raise InternalError(f"{fn.name}: address of something that is not in memory", e.pos)
    return got.ops[0]

