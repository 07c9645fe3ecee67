"""Interfaces: boxing of values and type assertions. The table of itabs is in itab.py.

An interface's data word is the value itself for pointer-shaped types and the address of an immutable copy otherwise; small
integers and zero values share read-only copies.

Source: Go specification, "Interface types", "Type assertions"; Go's runtime design (convT, assertE2I).
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.type import _type, interfacetype, itab
from rt0.runtime.gc.barrier import typedmemmove
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
    concrete = string(None, 0)
    if have is not None:
        concrete = have.str
    panicassertion(inter.str, concrete, want.str, string(None, 0))


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
