"""Composite literals and the address operator.

A literal is built in fresh memory (or from operands, for a small struct), so that it may mention the variable that it is
then assigned to. `&T{...}` is built in the object itself.
"""

from __future__ import annotations

from hashlib import blake2b

from rt0.abi.ir import bytes_constant, bytes_type, symbol
from rt0.base.errors import InternalError
from rt0.lower import maps, places
from rt0.lower.calls import frame_or_heap
from rt0.lower.eval import converted, hoist, value
from rt0.lower.fn import Fn, V, clear, copy, gep, load, private, runtime_call, store, temp, zero
from rt0.lower.program import Unsupported
from rt0.lower.typetab import mem_type
from rt0.syntax import ast
from rt0.types import types as T
from rt0.types.constant import to_int
from rt0.types.info import MODE_NIL


def lower_composite(fn: Fn, e: ast.CompositeLit) -> V:
    """T{...} as a value."""
    return composite(fn, e, fn.typ(e))


def composite(fn: Fn, e: ast.CompositeLit, t: T.Type) -> V:
    """A literal of canonical type t (elided types of elements are given by the caller)."""
    u = fn.tab.under(t)
    if type(u) is T.Pointer:
        return (new_literal(fn, e, u.base),)
    if type(u) is T.Slice:
        return _slice(fn, e, u)
    if type(u) is T.Map:
        return (_map(fn, e, t, u),)
    lay = fn.lay(t)
    if type(u) is T.Struct and not lay.mem and not lay.arrays:
        given = _fields(fn, e, u)
        if all(len(path) == 1 for path, _ in given):
            return _small_struct(fn, given, u)
    address = temp(fn, t)
    fill(fn, e, t, address, False)
    return load(fn, t, address)


def inert(fn: Fn, e: ast.CompositeLit) -> bool:
    """Whether the elements of a struct or array literal are constants, or literals of such: it can be built where something else stands."""
    if type(fn.tab.under(fn.typ(e))) not in (T.Struct, T.Array):
        return False
    for x in e.elems:
        element = ast.unparen(x.value if type(x) is ast.KeyValue else x)
        tv = fn.info.types.get(element)
        if tv is None or tv.value is None and not (type(element) is ast.CompositeLit and inert(fn, element)):
            return False
    return True


def address_of(fn: Fn, e: ast.Unary) -> str:
    """&x: of a literal a new object, of anything else its place."""
    x = ast.unparen(e.x)
    if type(x) is ast.CompositeLit:
        return new_literal(fn, x, fn.typ(x))
    fn.at(e.pos)
    got = places.address(fn, x)
    fn.checked.add(got)
    return got


def new_literal(fn: Fn, e: ast.CompositeLit, t: T.Type) -> str:
    """&T{...}: the object is filled in place; the literal's own operands cannot see it."""
    u = fn.tab.under(t)
    if type(u) in (T.Struct, T.Array) and _simple(e):
        fn.at(e.pos)
        address = frame_or_heap(fn, e, t)
        fill(fn, e, t, address, fn.escapes is None or e not in fn.escapes.stack_nodes)
        return address
    v = composite(fn, e, t)
    fn.at(e.pos)
    address = frame_or_heap(fn, e, t)
    store(fn, t, v, address)
    return address


def _simple(e: ast.CompositeLit) -> bool:
    """Whether filling in place is safe to interrupt: always, since a partly filled object is only seen by us."""
    return True


def _fields(fn: Fn, e: ast.CompositeLit, u: T.Struct) -> list[tuple[tuple[int, ...], ast.Expr]]:
    """The path of the field that each element of a struct literal sets (longer than one for promoted fields)."""
    out: list[tuple[tuple[int, ...], ast.Expr]] = []
    for i, x in enumerate(e.elems):
        if type(x) is ast.KeyValue:
            assert type(x.key) is ast.Name
            path = fn.info.field_paths.get(x) or (_field_number(fn, x.key, u),)
            out.append((path, x.value))
        else:
            out.append(((i,), x))
    return out


def _field_number(fn: Fn, key: ast.Name, u: T.Struct) -> int:
    for i, f in enumerate(u.fields):
        if f.name == key.value:
            return i
    raise InternalError(f"{fn.name}: no field {key.value}", key.pos)


def _field_at(fn: Fn, t: T.Type, path: tuple[int, ...]) -> tuple[T.Type, int]:
    """Type and offset of the field at a path of embedded structs (through no pointer)."""
    offset = 0
    for number in path:
        u = fn.tab.under(t)
        if type(u) is not T.Struct:
            raise Unsupported(0, "a literal's key that is promoted through a pointer")
        offset += fn.lay(t).offsets[number]
        t = u.fields[number].type
    return t, offset


def _element(fn: Fn, x: ast.Expr, t: T.Type) -> V:
    """An element, whose own literal may lack its type."""
    inner = ast.unparen(x)
    if type(inner) is ast.CompositeLit and inner.type is None:
        return composite(fn, inner, t)
    return converted(fn, x, t)


def _small_struct(fn: Fn, given: list[tuple[tuple[int, ...], ast.Expr]], u: T.Struct) -> V:
    parts: list[V] = [zero(fn, f.type) for f in u.fields]
    for (i,), x in given:
        part = _element(fn, x, u.fields[i].type)
        if u.fields[i].name != "_":
            parts[i] = part
    return tuple([op for part in parts for op in part])


def fill(fn: Fn, e: ast.CompositeLit, t: T.Type, address: str, zeroed: bool) -> None:
    """Build the literal at an address; `zeroed`: the memory is zero already."""
    u = fn.tab.under(t)
    lay = fn.lay(t)
    if _constants(fn, e) >= MANY:
        constant = _constant_data(fn, e, t)
        if constant:
            copy(fn, t, constant, address)
            return
    if type(u) is T.Struct:
        given = _fields(fn, e, u)
        if not zeroed and (len(given) < len(u.fields) or any(len(path) > 1 for path, _ in given)):
            clear(fn, lay.size, lay.align, address)
            zeroed = True
        for path, x in given:
            field, offset = _field_at(fn, t, path)
            if u.fields[path[0]].name == "_":  # stays zero, as in gc
                _element(fn, x, field)
                if not zeroed:
                    store(fn, field, zero(fn, field), gep(fn, address, offset))
                continue
            _put(fn, x, field, gep(fn, address, offset), zeroed)
        return
    if type(u) is T.Array:
        _fill_array(fn, e, u, address, zeroed)
        return
    store(fn, t, composite(fn, e, t), address)


def _put(fn: Fn, x: ast.Expr, t: T.Type, address: str, zeroed: bool) -> None:
    """Store an element; nested literals are built in place."""
    inner = ast.unparen(x)
    if type(inner) is ast.CompositeLit:
        it = t if inner.type is None else fn.typ(inner)
        if it is t and type(fn.tab.under(t)) in (T.Struct, T.Array) and fn.lay(t).mem:
            fill(fn, inner, t, address, zeroed)
            return
    store(fn, t, _element(fn, x, t), address)


def _indexed(fn: Fn, e: ast.CompositeLit) -> tuple[list[tuple[int, ast.Expr]], int]:
    """The index of each element of an array or slice literal, and the length."""
    out: list[tuple[int, ast.Expr]] = []
    at = most = 0
    for x in e.elems:
        if type(x) is ast.KeyValue:
            tv = fn.info.types.get(ast.unparen(x.key))
            at = to_int(tv.value) or 0 if tv is not None and tv.value is not None else 0
            x = x.value
        out.append((at, x))
        at += 1
        most = max(most, at)
    return out, most


def _fill_array(fn: Fn, e: ast.CompositeLit, u: T.Array, address: str, zeroed: bool) -> None:
    given, _ = _indexed(fn, e)
    lay = fn.lay(u)
    size = fn.lay(u.elem).size
    if not zeroed and len(given) < u.length:
        clear(fn, lay.size, lay.align, address)
        zeroed = True
    for i, x in given:
        _put(fn, x, u.elem, gep(fn, address, i * size), zeroed)


def _slice(fn: Fn, e: ast.CompositeLit, u: T.Slice) -> V:
    _, n = _indexed(fn, e)
    if n == 0:
        return (fn.prog.zero_base(), "0", "0")
    array = fn.tab.array(n, u.elem)
    constant = constant_array(fn, e, u.elem, n)
    fn.at(e.pos)
    on_stack = fn.escapes is not None and e in fn.escapes.stack_nodes
    block = frame_or_heap(fn, e, array)
    if constant:
        copy(fn, array, constant, block)
    else:
        _fill_array(fn, e, array, block, not on_stack)
    return (block, str(n), str(n))


def constant_array(fn: Fn, e: ast.CompositeLit, elem: T.Type, n: int) -> str:
    """The address of read-only data with all elements of a slice literal of constants; "" when they are not all constant."""
    return "" if n < 4 else _constant_data(fn, e, fn.tab.array(n, elem))


MANY = 8
"""From so many constants on, an array or a struct is copied from read-only data."""


def _constant_data(fn: Fn, e: ast.CompositeLit, t: T.Type) -> str:
    """The address of read-only data with the value of an array or struct literal; "" when not all of it is constant."""
    if not _all_constant(fn, e, t):
        return ""
    ll, init = _constant(fn, e, t)
    name = "go:array." + blake2b(f"{ll} {init}".encode(), digest_size=12).hexdigest()
    module = fn.prog.module
    if not module.has(name):
        module.define_global(name, ll, init, constant=True, linkage="private", unnamed_addr=True, align=8)
    return symbol(name)


def _elements(fn: Fn, e: ast.CompositeLit, t: T.Type) -> list[tuple[int, ast.Expr, T.Type]] | None:
    """Index, expression and type of each element or field that an array or struct literal gives; None for other literals, and
    for fields of embedded structs."""
    u = fn.tab.under(t)
    if type(u) is T.Array:
        return [(i, x, u.elem) for i, x in _indexed(fn, e)[0]]
    if type(u) is not T.Struct:
        return None
    given = _fields(fn, e, u)
    if any(len(path) > 1 for path, _ in given):
        return None
    return [(path[0], x, u.fields[path[0]].type) for path, x in given]


def _all_constant(fn: Fn, e: ast.CompositeLit, t: T.Type) -> bool:
    given = _elements(fn, e, t)
    if given is None:
        return False
    for _, x, elem in given:
        x = ast.unparen(x)
        if type(x) is ast.CompositeLit:
            if not _all_constant(fn, x, elem):
                return False
            continue
        tv = fn.info.types.get(x)
        if tv is None or tv.mode != MODE_NIL and (tv.value is None or fn.tab.is_interface(elem)):
            return False
    return True


def _constants(fn: Fn, e: ast.CompositeLit) -> int:
    """How many elements a literal gives, those of literals in it counted, up to MANY."""
    n = 0
    for x in e.elems:
        inner = ast.unparen(x.value if type(x) is ast.KeyValue else x)
        n += _constants(fn, inner) if type(inner) is ast.CompositeLit else 1
        if n >= MANY:
            break
    return n


def _constant(fn: Fn, x: ast.Expr, t: T.Type) -> tuple[str, str]:
    """The type and value, for LLVM, of a constant element or of a literal of such."""
    if type(x) is not ast.CompositeLit:
        return _constant_scalars(fn, x, t)
    u = fn.tab.under(t)
    lay = fn.lay(t)
    given = _elements(fn, x, t)
    assert given is not None
    if type(u) is T.Array:
        return _constant_elements(fn, given, u)
    assert type(u) is T.Struct
    known = {i: _constant(fn, ast.unparen(y), f) for i, y, f in given if u.fields[i].name != "_"}
    parts: list[tuple[str, str]] = []
    end = 0
    for i, (f, offset) in enumerate(zip(u.fields, lay.offsets)):
        if offset > end:
            parts.append((f"[{offset - end} x i8]", "zeroinitializer"))
        size = fn.lay(f.type).size
        parts.append(known.get(i) or (f"[{size} x i8]", "zeroinitializer"))
        end = offset + size
    if lay.size > end:
        parts.append((f"[{lay.size - end} x i8]", "zeroinitializer"))
    return "<{ " + ", ".join(ll for ll, _ in parts) + " }>", "<{ " + ", ".join(f"{ll} {v}" for ll, v in parts) + " }>"


def _constant_elements(fn: Fn, given: list[tuple[int, ast.Expr, T.Type]], u: T.Array) -> tuple[str, str]:
    lay = fn.lay(u.elem)
    if fn.tab.is_integer(u.elem):  # tables may be long
        ll = lay.leaves[0][0]
        known = {i: (ll, str(to_int(fn.info.types[ast.unparen(x)].value or 0))) for i, x, _ in given}
    else:
        known = {i: _constant(fn, ast.unparen(x), u.elem) for i, x, _ in given}
    if lay.scalar and lay.size == 1:
        data = bytearray(u.length)
        for i, (_, v) in known.items():
            data[i] = int(v) & 0xFF
        return bytes_type(bytes(data)), bytes_constant(bytes(data))
    slot = next((ll for ll, _ in known.values()), f"[{lay.size} x i8]")
    if any(ll != slot for ll, _ in known.values()):  # literals that differ in what they leave out
        whole = [known.get(i, (f"[{lay.size} x i8]", "zeroinitializer")) for i in range(u.length)]
        return "<{ " + ", ".join(ll for ll, _ in whole) + " }>", "<{ " + ", ".join(f"{ll} {v}" for ll, v in whole) + " }>"
    texts = [f"{slot} {known[i][1] if i in known else 'zeroinitializer'}" for i in range(u.length)]
    return f"[{u.length} x {slot}]", "[" + ", ".join(texts) + "]"


def _constant_scalars(fn: Fn, x: ast.Expr, t: T.Type) -> tuple[str, str]:
    lay = fn.lay(t)
    tv = fn.info.types[x]
    if tv.mode == MODE_NIL:
        return f"[{lay.size} x i8]", "zeroinitializer"
    words = {"true": "1", "false": "0"}
    parts = [(mem_type(ll), words.get(op, op) if ll == "i1" else op) for (ll, _), op in zip(lay.leaves, value(fn, x))]
    if len(parts) == 1:
        return parts[0]
    return "<{ " + ", ".join(ll for ll, _ in parts) + " }>", "<{ " + ", ".join(f"{ll} {v}" for ll, v in parts) + " }>"


def _map(fn: Fn, e: ast.CompositeLit, t: T.Type, u: T.Map) -> str:
    fn.at(e.pos)
    m = runtime_call(fn, "makemap", fn.prog.descriptor(t), str(len(e.elems)), "null")[0]
    for x in e.elems:
        assert type(x) is ast.KeyValue
        hoist(fn, x.key, x.value)
        k = private(fn, u.key, _element(fn, x.key, u.key))
        v = _element(fn, x.value, u.elem)
        store(fn, u.elem, v, maps.assign_slot(fn, t, m, k))
    return m
