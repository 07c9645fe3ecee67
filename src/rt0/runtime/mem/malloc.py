"""mallocgc: what `new`, `make` and escaping variables come to.

Small objects (up to 32 KB) come from the span of their class in the P's mcache: nextFreeFast finds the next free slot
by counting the trailing zeros of a word. Objects of under 16 bytes without pointers share 16-byte blocks (the tiny
allocator). Large ones get a span of their own. Nothing here takes a lock until a span is used up.

m.mallocing is non-zero throughout, so the goroutine keeps its P and its mcache (newstack does not preempt it then).
The slow parts (refill, large objects, starting a cycle) are functions of their own, so that the fast path stays short.
Who may call: Go code and the runtime on a user goroutine's stack, or on g0 with a P; never with mheap_.lock or an
mcentral.lock held. Sources: document section 6 (mallocinit).
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.config import PageShift, PageSize
from rt0.runtime.core.runtime2 import getg, physPageSize
from rt0.runtime.core.throw import throw
from rt0.runtime.core.type import _type
from rt0.runtime.mem.gcphase import mallocslow
from rt0.runtime.mem.mbitmap import heapBitsSetType
from rt0.runtime.mem.mcache import mcache
from rt0.runtime.mem.mheap import mheap_
from rt0.runtime.mem.mheap_grow import addArenaHint
from rt0.runtime.mem.mspan import makeSpanClass, mspan, tinySpanClass
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.refill import allocmcache
from rt0.runtime.mem.sizeclasses import (
    _MaxSmallSize,
    class_to_size,
    largeSizeDiv,
    size_to_class8,
    size_to_class128,
    smallSizeDiv,
    smallSizeMax,
)

maxSmallSize = _MaxSmallSize
maxTinySize = 16
maxAlloc = 1 << 47
"""No object is larger than the address space."""

zerobase: uintptr = static()
"""What pointers to objects of size zero point to."""


@row("heap", leave=("physPageSize",), section=6)
def mallocinit() -> void:
    """Make the heap ready: mheap_.init, the first mcache, the hints where arenas go.

    From schedinit, on g0, before any allocation.
    """
    if physPageSize == 0:
        throw("failed to get system page size")
    if physPageSize & (physPageSize - 1) != 0 or physPageSize < 4096:
        throw("bad system page size")
    mheap_.init()
    mp = getg().m
    if mp.mcache is None:
        mp.mcache = allocmcache()
    # 0x00c0…: not valid UTF-8 in either byte order, unlike most data, so a conservative scan seldom errs, and easy to
    # know in
    # a dump. One hint a terabyte; the first is tried first.
    i: uintptr = 0x7F
    while True:
        addArenaHint(addr(mheap_), (i << 40) | (uintptr(0x00C0) << 32))
        if i == 0:
            break
        i -= 1


@nosplit
@inline
def nextFreeFast(s: ptr[mspan]) -> uintptr:
    """Return the next free slot of s if allocCache shows one, else 0. The owner of the mcache that s is in.

    nosplit: its caller _mallocTiny is.
    """
    theBit = ctz(s.allocCache)
    if theBit < 64:
        result = s.freeindex + theBit
        if result < s.nelems:
            freeidx = result + 1
            if freeidx & 63 == 0 and freeidx != s.nelems:
                # The cached word is used up: nextFree loads another.
                return 0
            # theBit < 63 here, or the span ends: two shifts keep 64 away from the shifter.
            s.allocCache = (s.allocCache >> theBit) >> 1
            s.freeindex = freeidx
            s.allocCount += 1
            return s.startAddr + result * s.elemsize
    return 0


@method_of(mcache)
@noinline
def nextFree(self, spc: u8) -> uintptr:
    """Return the next free slot of class spc, replacing the span when it is full. For when nextFreeFast found none."""
    s = self.alloc[spc]
    freeIndex = s.nextFreeIndex()
    if freeIndex == s.nelems:
        if uintptr(s.allocCount) != s.nelems:
            throw("s.allocCount != s.nelems && freeIndex == s.nelems")
        self.refill(spc)
        s = self.alloc[spc]
        freeIndex = s.nextFreeIndex()
        # A span was taken: the time to ask whether a cycle should start.
        getg().m.mallocing |= 2
    if freeIndex >= s.nelems:
        throw("freeIndex is not valid")
    s.allocCount += 1
    if uintptr(s.allocCount) > s.nelems:
        throw("s.allocCount > s.nelems")
    return s.startAddr + freeIndex * s.elemsize


@nosplit
@inline
def sizeToClass(size: uintptr) -> u8:
    """Return the size class for `size` bytes, 1 <= size <= maxSmallSize. nosplit: its caller roundupsize is."""
    if size <= smallSizeMax - 8:
        return size_to_class8[(size + (smallSizeDiv - 1)) // smallSizeDiv]
    return size_to_class128[(size - smallSizeMax + (largeSizeDiv - 1)) // largeSizeDiv]


def mallocgc(size: uintptr, typ: ptr[_type], needzero: bool) -> ptr[void]:
    """Return `size` bytes for values of typ (None: bytes without pointers), zeroed if needzero. Out of memory is fatal.

    Without needzero, memory that holds no pointers may hold anything.

    size may be a multiple of typ.size (an array), or more than that (a slice's spare capacity without values).
    """
    if size == 0:
        return cast(ptr[void], addr(zerobase))
    mp = getg().m
    if mp.mallocing != 0:
        throw("malloc deadlock")
    mp.mallocing = 1
    c = mp.mcache
    noscan = typ is None or typ.ptrdata == 0
    x: uintptr = 0
    if size > maxSmallSize:
        x = _mallocLarge(size, typ, noscan, needzero)
    elif noscan and size < maxTinySize:
        x = _mallocTiny(c, size, needzero)
    else:
        spc = (sizeToClass(size) << 1) | (1 if noscan else 0)
        span = c.alloc[spc]
        x = nextFreeFast(span)
        if x == 0:
            x = c.nextFree(spc)
            span = c.alloc[spc]
        elemsize = span.elemsize
        # Memory with pointers is always zeroed: a collection may look at it before its owner has filled it.
        if (needzero or not noscan) and span.needzero != 0:
            memclr(cast(ptr[void], x), elemsize)
        if not noscan:
            heapBitsSetType(x, elemsize, size, typ)
            c.local_scan += size
    # What follows sees a whole object: its bits and zeros are stored before its address can be.
    publicationBarrier()
    if mp.mallocing != 1 or mallocslow != 0:
        # It gives mallocing back itself: after it this may be another m.
        _mallocAfter(x, size)
    else:
        mp.mallocing = 0
    return cast(ptr[void], x)


@noinline
def _mallocAfter(x: uintptr, size: uintptr) -> void:
    """Do what is seldom needed at the end of an allocation: mark the new object, start a cycle. Ends the allocation."""
    mp = getg().m
    refilled = mp.mallocing != 1
    mp.mallocing = 0
    if mallocslow != 0:
        slots.mallocHook_slot(x, size)
    if refilled:
        slots.profileCheck_slot()
    if refilled and memstats.heap_live >= memstats.gc_trigger:
        slots.gcHeapTrigger_slot()


@nosplit
@inline
def _mallocTiny(c: ptr[mcache], size: uintptr, needzero: bool) -> uintptr:
    """Return `size` < 16 bytes without pointers, out of the current block of 16 or a new one."""
    off = c.tinyoffset
    if size & 7 == 0:
        off = (off + 7) & ~uintptr(7)
    elif size & 3 == 0:
        off = (off + 3) & ~uintptr(3)
    elif size & 1 == 0:
        off = (off + 1) & ~uintptr(1)
    if off + size <= maxTinySize and c.tiny != 0:
        c.tinyoffset = off + size
        c.local_tinyallocs += 1
        return c.tiny + off
    x = nextFreeFast(c.alloc[tinySpanClass])
    if x == 0:
        x = c.nextFree(tinySpanClass)
    # Always zeroed: the objects that follow in the block expect it.
    cast(ptr[u64], x)[0] = 0
    cast(ptr[u64], x)[1] = 0
    # Keep the block with more room.
    if size < c.tinyoffset or c.tiny == 0:
        c.tiny = x
        c.tinyoffset = size
    return x


@noinline
def _mallocLarge(size: uintptr, typ: ptr[_type], noscan: bool, needzero: bool) -> uintptr:
    """Return `size` > maxSmallSize bytes in a span of their own."""
    s = largeAlloc(size, needzero or not noscan, noscan)
    s.freeindex = 1
    s.allocCount = 1
    s.allocCache = 0
    mp = getg().m
    if not noscan:
        heapBitsSetType(s.startAddr, s.elemsize, size, typ)
        mp.mcache.local_scan += size
    mp.mallocing |= 2
    return s.startAddr


@row("heap", enter=("size",), leave=("result",))
def largeAlloc(size: uintptr, needzero: bool, noscan: bool) -> ptr[mspan]:
    """Return an in-use span for one object of `size` bytes. Sweeps as many pages first."""
    if size + PageSize < size or size > maxAlloc:
        throw("out of memory")
    npages = (size + (PageSize - 1)) >> PageShift
    slots.deductSweepCredit_slot(npages << PageShift, npages)
    s = mheap_.alloc(npages, makeSpanClass(0, noscan), True, needzero)
    if s is None:
        throw("out of memory")
    s.limit = s.startAddr + size
    return s


def newobject(typ: ptr[_type]) -> ptr[void]:
    """Return a zeroed value of typ on the heap: Go's new(T)."""
    return mallocgc(typ.size, typ, True)


def newarray(typ: ptr[_type], n: i64) -> ptr[void]:
    """Return n zeroed values of typ in a row. The caller checked that the size does not overflow."""
    return mallocgc(typ.size * uintptr(n), typ, True)


@nosplit
def roundupsize(size: uintptr) -> uintptr:
    """Return the size that mallocgc takes for `size` bytes: what growslice may use."""
    if size < _MaxSmallSize:
        return uintptr(class_to_size[sizeToClass(size)]) if size != 0 else 8
    if size + PageSize < size:
        return size
    return (size + (PageSize - 1)) & ~uintptr(PageSize - 1)
