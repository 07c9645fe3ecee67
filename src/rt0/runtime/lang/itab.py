"""Itabs: for a pair of interface type and dynamic type, the methods' codes in the interface's order.

Those that compiled code knows at compile time are constants of the program (go:itab.T,I); the others are made here when an assertion
or a conversion first asks, kept for ever in itabTable, and found again there. A pair that does not fit is kept too, with fun[0] nil,
so that a failing assertion in a loop is cheap.

itabTable is an open hash table with a power of two slots, quadratic probing, at most three quarters full. Readers take no
lock: entries and the table pointer are published with release stores, entries never change or leave, an outgrown table stays valid
for those who still read it. itabLock serialises writers; nothing but persistentalloc is called under it.

Source: Go's runtime design (itab, getitab, itabAdd).
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.linksyms import SYM_main_itabs, linksym
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import mutex
from rt0.runtime.core.throw import throw
from rt0.runtime.core.type import _type, imethod, interfacetype, itab, method
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.persistent import persistentalloc

itabInitSize = 512


@notinheap
@struct
class itabTableType:
    """A generation of the table; `entries` really has `size` slots."""

    size: uintptr
    count: uintptr
    entries: array[ptr[itab], 1]


itabLock: mutex = static()
itabTable: ptr[itabTableType] = static()


@row("boot", section=5)
@fills(slots.itabsinit_slot)
def itabsinit() -> void:
    """Make the table and put the program's own itabs into it (`go:main.itabs`: how many, then their addresses), so that a
    pair has one itab, which == and assertions rely on. Called once, by schedinit."""
    known = cast(ptr[uintptr], linksym(SYM_main_itabs))
    n: uintptr = 0
    if known is not None:
        n = known[0]
    size: uintptr = itabInitSize
    while 2 * n > size:
        size *= 2
    itabTable = _newtable(size)
    for i in range(n):
        _insert(itabTable, cast(ptr[itab], known[i + 1]))


def _newtable(size: uintptr) -> ptr[itabTableType]:
    t = cast(
        ptr[itabTableType],
        persistentalloc(16 + size * 8, 8, addr(memstats.other_sys)),
    )
    t.size = size
    t.count = 0
    return t


@inline
def _slotof(inter: ptr[interfacetype], typ: ptr[_type], mask: uintptr) -> uintptr:
    return (uintptr(inter.typ.hash) ^ uintptr(typ.hash)) & mask


def _lookup(t: ptr[itabTableType], inter: ptr[interfacetype], typ: ptr[_type]) -> ptr[itab]:
    """The pair's entry in t, or None. Without the lock."""
    mask = t.size - 1
    h = _slotof(inter, typ, mask)
    i: uintptr = 1
    while True:
        e = atomic.LoadAcq(addr(addr(t.entries[0])[h]))
        if e is None:
            return None
        if e.inter == inter and e.typ == typ:
            return e
        h = (h + i) & mask
        i += 1


def _insert(t: ptr[itabTableType], e: ptr[itab]) -> void:
    """Enter e. itabLock is held, or t is not published yet."""
    mask = t.size - 1
    h = _slotof(e.inter, e.typ, mask)
    i: uintptr = 1
    while addr(t.entries[0])[h] is not None:
        h = (h + i) & mask
        i += 1
    atomic.StoreRel(addr(addr(t.entries[0])[h]), e)
    t.count += 1


def _samestring(a: string, b: string) -> bool:
    return a.len == b.len and memequal(a.ptr, b.ptr, uintptr(a.len))


def _namebefore(a: string, b: string) -> bool:
    """Whether a sorts before b, bytewise."""
    n = a.len
    if b.len < n:
        n = b.len
    for i in range(n):
        if a.ptr[i] != b.ptr[i]:
            return a.ptr[i] < b.ptr[i]
    return a.len < b.len


def missingMethod(inter: ptr[interfacetype], typ: ptr[_type], fun: ptr[ptr[void]]) -> ptr[imethod]:
    """Fill fun (None: only look) with typ's codes for inter's methods; the first method that typ lacks, or None.

    Both method lists are sorted, so one pass over each suffices."""
    x = typ.uncommon
    nt: uintptr = 0
    methods: ptr[method] = None
    if x is not None:
        nt = x.nmethods
        methods = x.methods
    j: uintptr = 0
    for k in range(inter.nmethods):
        want = addr(inter.methods[k])
        found = False
        while j < nt:
            have = addr(methods[j])
            if have.mtyp == want.typ and _samestring(have.name, want.name) and _samestring(have.pkgPath, want.pkgPath):
                if fun is not None:
                    fun[k] = have.ifn
                found = True
                j += 1
                break
            if _namebefore(want.name, have.name):
                break
            j += 1
        if not found:
            return want
    return None


def findItab(inter: ptr[interfacetype], typ: ptr[_type]) -> ptr[itab]:
    """The itab of the pair, made at first asking; None when typ does not implement inter. inter has methods."""
    e = _lookup(atomic.LoadAcq(addr(itabTable)), inter, typ)
    if e is None:
        e = _makeItab(inter, typ)
    if e.fun[0] is None:
        return None
    return e


@noinline
def _makeItab(inter: ptr[interfacetype], typ: ptr[_type]) -> ptr[itab]:
    lock(addr(itabLock))
    e = _lookup(itabTable, inter, typ)
    if e is not None:
        unlock(addr(itabLock))
        return e
    size = uintptr(sizeof(itab)) + (inter.nmethods - 1) * 8
    e = cast(ptr[itab], persistentalloc(size, 8, addr(memstats.other_sys)))
    e.inter = inter
    e.typ = typ
    e.hash = typ.hash
    if missingMethod(inter, typ, addr(e.fun[0])) is not None:
        e.fun[0] = None
    t = itabTable
    if 4 * t.count >= 3 * t.size:
        bigger = _newtable(2 * t.size)
        for i in range(t.size):
            old = addr(t.entries[0])[i]
            if old is not None:
                _insert(bigger, old)
        atomic.StoreRel(addr(itabTable), bigger)
        t = bigger
    _insert(t, e)
    unlock(addr(itabLock))
    return e


@noinline
def unreachableMethod() -> void:
    """What stands in a type's table for a method that the compiler saw nobody call. Reaching it is a bug of the compiler."""
    throw("unreachable method called. compiler bug?")


@noinline
def unreadVariable() -> void:
    """What the linker puts in the place of the first value of a variable that nobody reads (rt0.abi.symbols, INITIALISER)."""
    pass
