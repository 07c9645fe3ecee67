"""Interfaces: boxing of values and type assertions. The table of itabs is in itab.py.

An interface's data word is the value itself for pointer-shaped types and the address of an immutable copy otherwise; small
integers and zero values share read-only copies.

Source: Go specification, "Interface types", "Type assertions"; Go's runtime design (convT, assertE2I).
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.type import _type, interfacetype, itab, kindInterface, kindStruct, structtype
from rt0.runtime.gc.barrier import typedmemmove
from rt0.runtime.lang.concat import concatstrings
from rt0.runtime.lang.errors import panicassertion
from rt0.runtime.lang.itab import findItab, missingMethod
from rt0.runtime.lang.map import zeroVal
from rt0.runtime.mem.malloc import mallocgc

staticuint64s = const_array(u64, list(range(256)))
"""Copies of the integers that fit a byte, for boxing without allocation."""


def convT(t: ptr[_type], v: ptr[void]) -> ptr[void]:
    """Box a copy of the value of type t at v."""
    x = mallocgc(t.size, t, False)
    typedmemmove(t, cast(ptr[u8], x), cast(ptr[u8], v))
    return x


def convT16(v: u16) -> ptr[void]:
    """Box a two-byte value without pointers."""
    if v < 256:
        return cast(ptr[void], addr(staticuint64s[v]))
    x = mallocgc(2, None, False)
    cast(ptr[u16], x)[0] = v
    return x


def convT32(v: u32) -> ptr[void]:
    """Box a four-byte value without pointers."""
    if v < 256:
        return cast(ptr[void], addr(staticuint64s[v]))
    x = mallocgc(4, None, False)
    cast(ptr[u32], x)[0] = v
    return x


def convT64(v: u64) -> ptr[void]:
    """Box an eight-byte value without pointers."""
    if v < 256:
        return cast(ptr[void], addr(staticuint64s[v]))
    x = mallocgc(8, None, False)
    cast(ptr[u64], x)[0] = v
    return x


stringBits = const_array(u8, [1])
stringType: _type = static()
sliceType: _type = static()


def _headertype(t: ptr[_type], size: uintptr) -> ptr[_type]:
    """A descriptor for a header whose first word is its one pointer. Racing fills write the same values, size last."""
    if atomic.LoadAcq(addr(t.size)) == 0:
        t.ptrdata = 8
        t.gcdata = addr(stringBits[0])
        t.align = 8
        t.fieldAlign = 8
        atomic.StoreRel(addr(t.size), size)
    return t


def convTstring(v: string) -> ptr[void]:
    """Box a string."""
    if v.len == 0:
        return cast(ptr[void], addr(zeroVal[0]))
    x = mallocgc(16, _headertype(addr(stringType), 16), False)
    cast(ptr[string], x)[0] = v
    return x


def convTslice(v: slice[u8]) -> ptr[void]:
    """Box a slice of any element type."""
    if v.ptr is None:
        return cast(ptr[void], addr(zeroVal[0]))
    x = mallocgc(24, _headertype(addr(sliceType), 24), False)
    cast(ptr[slice[u8]], x)[0] = v
    return x


def getitab(inter: ptr[interfacetype], typ: ptr[_type], canfail: bool) -> ptr[itab]:
    """The itab of the pair. When typ lacks a method: None if canfail, else a panic with a *TypeAssertionError."""
    tab = findItab(inter, typ)
    if tab is None and not canfail:
        missing = missingMethod(inter, typ, None)
        panicassertion(string(None, 0), typ.str, inter.typ.str, missing.name)
    return tab


def assertE2I(inter: ptr[interfacetype], t: ptr[_type]) -> ptr[itab]:
    """x.(I) for a dynamic type t (None when x is nil): its itab; panics when t does not implement inter."""
    if t is None:
        panicassertion(string(None, 0), string(None, 0), inter.typ.str, string(None, 0))
    return getitab(inter, t, False)


def assertE2I2(inter: ptr[interfacetype], t: ptr[_type]) -> ptr[itab]:
    """v, ok := x.(I): the itab, or None."""
    if t is None:
        return None
    return findItab(inter, t)


@noreturn
@cold
@noinline
def panicdottypeE(have: ptr[_type], want: ptr[_type], inter: ptr[_type]) -> void:
    """x.(T) failed: x, of static type inter, holds have (None for a nil x), not want."""
    if have is None:
        panicassertion(inter.str, string(None, 0), want.str, string(None, 0))
    wanted = want.str
    if have.str.len == wanted.len and memequal(cast(ptr[void], have.str.ptr), cast(ptr[void], wanted.ptr), u64(wanted.len)):
        # Two types of one name: say how they differ.
        parts: array[string, 2] = zero()
        parts[0] = wanted
        parts[1] = " (types from different packages)"
        if _samestring(_pkgpath(have), _pkgpath(want)):
            parts[1] = " (types from different scopes)"
        wanted = concatstrings(None, addr(parts[0]), 2)
    panicassertion(inter.str, have.str, wanted, string(None, 0))


def _samestring(s: string, t: string) -> bool:
    return s.len == t.len and memequal(cast(ptr[void], s.ptr), cast(ptr[void], t.ptr), u64(s.len))


def _pkgpath(t: ptr[_type]) -> string:
    """The package that a type was declared in, for a struct or an interface the one of its unexported parts; "" for none."""
    if t.uncommon is not None and t.uncommon.pkgPath.len > 0:
        return t.uncommon.pkgPath
    if t.kind == kindStruct:
        return cast(ptr[structtype], t).pkgPath
    if t.kind == kindInterface:
        return cast(ptr[interfacetype], t).pkgPath
    return ""


@noreturn
@cold
@noinline
def panicdottypeI(have: ptr[itab], want: ptr[_type], inter: ptr[_type]) -> void:
    """panicdottypeE for an x of an interface type with methods."""
    t: ptr[_type] = None
    if have is not None:
        t = have.typ
    panicdottypeE(t, want, inter)


@noreturn
@cold
@noinline
def panicnildottype(want: ptr[_type]) -> void:
    """x.(T) on a nil x of type interface{}."""
    panicassertion(string(None, 0), string(None, 0), want.str, string(None, 0))
