"""Sizes, alignments and offsets of types for 64-bit targets, as gc lays them out.

Needed by unsafe.Sizeof and friends, which are constants; lower lays values out by the same rules. All numbers are
bytes. A type that is invalid has size 0. Read next: types.py.
"""
from __future__ import annotations

from rt0.types import types as t
from rt0.types.types import Array, Basic, Chan, Interface, Map, Pointer, Signature, Slice, Struct, Type, under

WORD = 8

_SIZES = {
    t.BOOL: 1, t.INT: 8, t.INT8: 1, t.INT16: 2, t.INT32: 4, t.INT64: 8, t.UINT: 8, t.UINT8: 1, t.UINT16: 2,
    t.UINT32: 4, t.UINT64: 8, t.UINTPTR: 8, t.FLOAT32: 4, t.FLOAT64: 8, t.COMPLEX64: 8, t.COMPLEX128: 16,
    t.STRING: 16, t.UNSAFE_POINTER: 8,
}


def align_up(n: int, a: int) -> int:
    """The smallest multiple of a that is not below n."""
    return (n + a - 1) // a * a


def alignof(typ: Type) -> int:
    """The alignment of a variable of that type."""
    u = under(typ)
    if type(u) is Array:
        return alignof(u.elem)
    if type(u) is Struct:
        if not u.fields and is_sync_align64(typ):
            return 8
        return max((alignof(f.type) for f in u.fields), default=1)
    if type(u) is Basic:
        if u.flags & t.IS_COMPLEX:
            return _SIZES[u.kind] // 2
        return min(_SIZES.get(u.kind, 1), WORD)
    return WORD


def is_sync_align64(typ: Type) -> bool:
    """Whether this is sync/atomic's align64 marker; on 64-bit targets it changes nothing but the empty struct's."""
    n = t.unalias(typ)
    return (type(n) is t.Named and n.obj.name == "align64" and n.obj.pkg is not None
            and n.obj.pkg.path in ("sync/atomic", "internal/runtime/atomic"))


def offsets(fields: list[Type]) -> tuple[list[int], int]:
    """The offset of each field of a struct, and the offset after the last (not yet aligned)."""
    out = []
    at = 0
    for f in fields:
        at = align_up(at, alignof(f))
        out.append(at)
        at += sizeof(f)
    return out, at


def sizeof(typ: Type) -> int:
    """The size of a variable of that type."""
    u = under(typ)
    c = type(u)
    if c is Basic:
        return _SIZES.get(u.kind, 0)  # type: ignore[attr-defined]
    if c in (Pointer, Map, Chan, Signature):
        return WORD
    if c is Array:
        return max(u.length, 0) * sizeof(u.elem)  # type: ignore[attr-defined, no-any-return]
    if c is Slice:
        return 3 * WORD
    if c is Interface:
        return 2 * WORD
    if c is Struct:
        return _struct_size(u)  # type: ignore[arg-type]
    return WORD


def _struct_size(u: Struct) -> int:
    if not u.fields:
        return 0
    types = [f.type for f in u.fields]
    offs, end = offsets(types)
    if end and offs[-1] == end and sizeof(types[-1]) == 0:
        end += 1  # the address of a trailing zero-size field must lie inside the object
    return align_up(end, max(alignof(f) for f in types))


def offsetof(typ: Type, index: tuple[int, ...]) -> int:
    """The offset of a field reached by a path of embedded fields, none of them a pointer."""
    at = 0
    for i in index:
        u = under(typ)
        assert type(u) is Struct
        at += offsets([f.type for f in u.fields[: i + 1]])[0][i]
        typ = u.fields[i].type
    return at
