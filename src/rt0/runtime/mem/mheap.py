"""mheap: the heap in pages. One variable, mheap_.

The address space of the heap is cut into arenas of 64 MB, aligned to their size. `arenas` maps an arena's index to its
heapArena, which lies outside the heap and holds the pointer bitmap, the span of every page and two bits a page for the
collector. Pages belong to spans; free spans are in the treaps `free` (pages behind them) and `scav` (given back to the
system, or never touched).

mheap_.lock protects everything here but what says otherwise. It is taken on the system stack only: a goroutine that
held it and then had to grow its stack would wait for itself in stackalloc.

This file: the structure, mheap.init, allocation and freeing of spans. mem/mheap_coalesce.py: freeSpanLocked and
coalesce. mem/mheap_grow.py: new arenas. mem/mheap_lookup.py: from addresses to spans. mem/mheap_scavenge.py: giving
pages back. Sources: document sections 6, 34-37, 42, 49, 50.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.config import PageShift, PageSize, PtrSize
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import getg, mutex, physPageSize
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.fixalloc import fixalloc
from rt0.runtime.mem.gcbits import newAllocBits, newMarkBits
from rt0.runtime.mem.gcsweepbuf import gcSweepBuf
from rt0.runtime.mem.mcache import mcache
from rt0.runtime.mem.mcentral import mcentral
from rt0.runtime.mem.mspan import mspan, mSpanFree, mSpanInUse, mSpanManual, special
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.mtreap import mTreap, treapNode
from rt0.runtime.mem.sizeclasses import (
    _NumSizeClasses,
    class_to_basemask,
    class_to_divmul,
    class_to_divshift,
    class_to_divshift2,
    class_to_size,
    numSpanClasses,
)
from rt0.runtime.mem.sysmem_linux import sysAlloc, sysFree, sysUsed

heapAddrBits = 48
logHeapArenaBytes = 26
heapArenaBytes = 1 << logHeapArenaBytes
pagesPerArena = heapArenaBytes // PageSize
arenaL1Bits = 0
arenaL2Bits = heapAddrBits - logHeapArenaBytes
heapArenaBitmapWords = heapArenaBytes // PtrSize // 64
"""u64s of an arena's pointer bitmap: one bit for each 8-byte word of the arena."""


@notinheap
@struct
class heapArena:
    """What is known about one arena; lies outside of the heap, is never freed."""

    bitmap: array[u64, heapArenaBitmapWords]
    """Bit i: word i of the arena may hold a pointer.

    Written by whoever allocates the object; unspecified in noscan spans.
    """
    spans: array[ptr[mspan], pagesPerArena]
    """Page to span. Of a free span only the first and the last page are right.

    Changed under mheap_.lock, read without.
    """
    pageInUse: array[u8, pagesPerArena // 8]
    """Bit for the first page of each in-use span. mheap_.lock."""
    pageMarks: array[u8, pagesPerArena // 8]
    """Bit for the first page of each span with a marked object. Set atomically while marking, read while sweeping."""


arenaMapBytes = PtrSize << arenaL2Bits
"""Size of the second level of the arena map: one pointer for each arena that the address space could have."""


@notinheap
@struct
class arenaHint:
    """An address where the heap may grow next, up or down."""

    addr: uintptr
    down: bool
    next: ptr["arenaHint"]


@notinheap
@struct
class linearAlloc:
    """A pre-reserved stretch of address space handed out in order (32-bit systems; empty on 64-bit ones)."""

    next: uintptr  # next free byte
    mapped: uintptr  # end of the mapped part
    end: uintptr


@notinheap
@struct
class curArena:
    """The rest of the newest arena: Prepared, not yet in any span."""

    base: uintptr
    end: uintptr


@notinheap
@struct
class idxList:
    """Arena indices in the order they came; memory outgrown is not freed, so readers may keep a copy."""

    ptr: ptr[u32]
    len: uintptr
    cap: uintptr


@notinheap
@struct
class spanList:
    """Every mspan ever made, each once (allspans)."""

    ptr: ptr[ptr[mspan]]
    len: uintptr
    cap: uintptr


@notinheap
@struct(align=64)
class paddedMcentral:
    """An mcentral alone on its cache lines, so that locks of neighbouring classes do not disturb each other."""

    mcentral: mcentral


@notinheap
@struct
class mheap:
    """The heap; fields in the document's order (section 37)."""

    lock: mutex
    free: mTreap
    scav: mTreap
    sweepgen: u32  # written with the world stopped
    sweepdone: u32  # all spans are swept; atomic
    sweepers: u32  # sweepones at work; atomic
    allspans: spanList
    sweepSpans: array[gcSweepBuf, 2]
    """[sweepgen/2%2]: swept in-use spans; the other: those still to be swept. Each has its own atomics."""

    # Proportional sweep (gc/sweep.py). Written with the world stopped; pagesSwept atomic.
    pagesInUse: u64  # pages of in-use spans; atomic
    pagesSwept: u64
    pagesSweptBasis: u64
    sweepHeapLiveBasis: u64
    sweepPagesPerByte: f64

    # The scavenger's pace (gc/scavenge.py); lock.
    scavengeTimeBasis: i64
    scavengeRetainedBasis: u64
    scavengeBytesPerNS: f64
    scavengeRetainedGoal: u64
    scavengeGen: u64

    # Page reclaimer (gc/reclaim.py). Atomic.
    reclaimIndex: u64
    reclaimCredit: uintptr

    # Statistics; lock, read with the world stopped.
    largealloc: u64
    nlargealloc: u64
    largefree: u64
    nlargefree: u64
    nsmallfree: array[u64, _NumSizeClasses]

    arenas: array[ptr[ptr[heapArena]], 1 << arenaL1Bits]
    """Index of the address space's part, then of the arena in it.

    Changed under lock, read without: an entry goes from None to non-None once.
    """
    heapArenaAlloc: linearAlloc
    arenaHints: ptr[arenaHint]
    arena: linearAlloc
    allArenas: idxList
    sweepArenas: idxList  # allArenas as it was when the sweep began
    curArena: curArena
    central: array[paddedMcentral, numSpanClasses]

    spanalloc: fixalloc
    cachealloc: fixalloc
    treapalloc: fixalloc
    specialfinalizeralloc: fixalloc
    specialprofilealloc: fixalloc
    speciallock: mutex  # protects the two above
    arenaHintAlloc: fixalloc


mheap_: mheap = static(align=64)


def recordspan(vh: ptr[void], p: ptr[void]) -> void:
    """Add a span that spanalloc hands out for the first time to allspans. mheap_.lock is held."""
    h = cast(ptr[mheap], vh)
    if h.allspans.len >= h.allspans.cap:
        cap = h.allspans.cap * 2
        if cap == 0:
            cap = (64 << 10) // PtrSize
        fresh = cast(ptr[ptr[mspan]], sysAlloc(cap * PtrSize, addr(memstats.other_sys)))
        if fresh is None:
            throw("runtime: cannot allocate memory")
        if h.allspans.len > 0:
            memmove(fresh, h.allspans.ptr, h.allspans.len * PtrSize)
            # A stopped-world reader has no copy, and everybody else holds the lock.
            sysFree(cast(ptr[void], h.allspans.ptr), h.allspans.cap * PtrSize, addr(memstats.other_sys))
        h.allspans.ptr = fresh
        h.allspans.cap = cap
    h.allspans.ptr[h.allspans.len] = cast(ptr[mspan], p)
    h.allspans.len += 1


@method_of(mheap)
@row("heap", section=6)
def init(self) -> void:
    """Make the allocators of records and the empty central lists. From mallocinit, before anything is allocated."""
    self.treapalloc.init(sizeof(treapNode), None, None, addr(memstats.other_sys))
    self.spanalloc.init(sizeof(mspan), recordspan, cast(ptr[void], self), addr(memstats.mspan_sys))
    self.cachealloc.init(sizeof(mcache), None, None, addr(memstats.mcache_sys))
    self.specialfinalizeralloc.init(48, None, None, addr(memstats.other_sys))
    self.specialprofilealloc.init(sizeof(special) + 8, None, None, addr(memstats.other_sys))
    self.arenaHintAlloc.init(sizeof(arenaHint), None, None, addr(memstats.other_sys))
    # A background sweep may look at a span's sweepgen while the span is being made anew: it must survive.
    self.spanalloc.zero = False
    self.free.nodes = addr(self.treapalloc)
    self.scav.nodes = addr(self.treapalloc)
    for i in range(numSpanClasses):
        self.central[i].mcentral.init(u8(i))


@method_of(mheap)
@row("heap", enter=("npage", "spanclass"), leave=("base: result.startAddr if result is not None else 0",))
def alloc(self, npage: uintptr, spanclass: u8, large: bool, needzero: bool) -> ptr[mspan]:
    """Return an in-use span of npage pages for objects of spanclass, zeroed on demand; None when out of memory."""
    s = systemstack(alloc_m, self, npage, spanclass, large)
    if s is not None:
        if needzero and s.needzero != 0:
            memclr(cast(ptr[void], s.startAddr), s.npages << PageShift)
        s.needzero = 0
    return s


@systemstack
def alloc_m(h: ptr[mheap], npage: uintptr, spanclass: u8, large: bool) -> ptr[mspan]:
    """Do the work of mheap.alloc, on the system stack. Sweeps first so that the heap does not outgrow its goal."""
    if h.sweepdone == 0:
        slots.reclaim_slot(npage)
    lock(addr(h.lock))
    c = getg().m.mcache
    if c is not None:
        memstats.heap_scan += c.local_scan
        c.local_scan = 0
        memstats.tinyallocs += c.local_tinyallocs
        c.local_tinyallocs = 0
    s = h.allocSpanLocked(npage, addr(memstats.heap_inuse))
    if s is not None:
        # The span must look swept before anybody can find it through the bits and lists below.
        atomic.Store(addr(s.sweepgen), h.sweepgen)
        h.sweepSpans[uintptr(h.sweepgen) // 2 % 2].push(s)
        s.state = mSpanInUse
        s.allocCount = 0
        s.spanclass = spanclass
        initSlots(s)
        arena, pageIdx, pageMask = pageIndexOf(s.startAddr)
        arena.pageInUse[pageIdx] |= pageMask
        h.pagesInUse += npage
        if large:
            memstats.heap_objects += 1
            h.largealloc += s.elemsize
            h.nlargealloc += 1
            atomic.Xadd(addr(memstats.heap_live), npage << PageShift)
    unlock(addr(h.lock))
    return s


@systemstack
def initSlots(s: ptr[mspan]) -> void:
    """Set what depends on the span's class: slot size, its magic numbers, and fresh bits."""
    sizeclass = s.spanclass >> 1
    if sizeclass == 0:
        s.elemsize = s.npages << PageShift
        s.divShift = 0
        s.divMul = 0
        s.divShift2 = 0
        s.baseMask = 0
        s.nelems = 1
    else:
        s.elemsize = uintptr(class_to_size[sizeclass])
        s.divShift = class_to_divshift[sizeclass]
        s.divMul = class_to_divmul[sizeclass]
        s.divShift2 = class_to_divshift2[sizeclass]
        s.baseMask = class_to_basemask[sizeclass]
        s.nelems = (s.npages << PageShift) // s.elemsize
    s.limit = s.startAddr + s.nelems * s.elemsize
    s.freeindex = 0
    s.allocCache = ~u64(0)
    s.gcmarkBits = newMarkBits(s.nelems)
    s.allocBits = newAllocBits(s.nelems)


@method_of(mheap)
@systemstack
@row("heap", enter=("npage",), leave=("base: result.startAddr if result is not None else 0",), section=49)
def allocManual(self, npage: uintptr, stat: ptr[u64]) -> ptr[mspan]:
    """Return a span of npage pages that its user manages, counted in *stat instead of the heap; None when out of
    memory.

    Its memory is not zero when s.needzero is set. On the system stack, because of the lock.
    """
    lock(addr(self.lock))
    s = self.allocSpanLocked(npage, stat)
    if s is not None:
        s.state = mSpanManual
        s.manualFreeList = 0
        s.allocCount = 0
        s.spanclass = 0
        s.nelems = 0
        s.elemsize = 0
        s.limit = s.startAddr + (s.npages << PageShift)
        memstats.heap_sys -= s.npages << PageShift
    unlock(addr(self.lock))
    return s


@method_of(mheap)
def setSpan(self, base: uintptr, s: ptr[mspan]) -> void:
    """Make s the span of the page at base. lock is held."""
    arena = self.arenas[0][base >> logHeapArenaBytes]
    arena.spans[(base >> PageShift) % pagesPerArena] = s


@method_of(mheap)
def setSpans(self, base: uintptr, npage: uintptr, s: ptr[mspan]) -> void:
    """Make s the span of npage pages from base on, which may cross arenas. lock is held."""
    p = base >> PageShift
    end = p + npage
    while p < end:
        arena = self.arenas[0][p // pagesPerArena]
        stop = (p // pagesPerArena + 1) * pagesPerArena
        if stop > end:
            stop = end
        while p < stop:
            arena.spans[p % pagesPerArena] = s
            p += 1


@method_of(mheap)
@systemstack
@row(
    "heap",
    enter=("npage",),
    leave=(
        "base: result.startAddr if result is not None else 0",
        "scavenged: result.scavenged if result is not None else False",
    ),
    section=50,
)
def allocSpanLocked(self, npage: uintptr, stat: ptr[u64]) -> ptr[mspan]:
    """Take a span of npage pages out of the treaps, growing the heap if need be; None when out of memory. lock is held.

    Best fit among spans whose pages are there, and only then among those without: their first touch is what costs.
    The span's state is still mSpanFree.
    """
    t = self.free.find(npage)
    if not t.valid():
        t = self.scav.find(npage)
    if not t.valid():
        if not self.grow(npage):
            return None
        t = self.scav.find(npage)
        if not t.valid():
            t = self.free.find(npage)
        if not t.valid():
            throw("grew heap, but no adequate free span found")
    s = t.span()
    if s.state != mSpanFree:
        throw("candidate mspan for allocation is not free")
    if s.npages < npage:
        throw("candidate mspan for allocation is too small")
    self.treeOf(s).erase(t)
    scavenged = s.scavenged
    if scavenged:
        start, end = s.physPageBounds()
        memstats.heap_released -= end - start
        s.scavenged = False
    if s.npages > npage:
        self._trim(s, npage, scavenged)
    nbytes = npage << PageShift
    if scavenged:
        sysUsed(cast(ptr[void], s.startAddr), nbytes)
    self.setSpans(s.startAddr, npage, s)
    atomic.Xadd(stat, nbytes)
    memstats.heap_idle -= nbytes
    if s.list is not None:
        throw("still in list")
    return s


@method_of(mheap)
def _trim(self, s: ptr[mspan], npage: uintptr, scavenged: bool) -> void:
    """Cut s, which is in no tree, down to npage pages and put the rest into a tree.

    scavenged: s was; then the rest is, if it holds a whole physical page.
    """
    rest = cast(ptr[mspan], self.spanalloc.alloc())
    rest.init(s.startAddr + (npage << PageShift), s.npages - npage)
    s.npages = npage
    self.setSpan(rest.startAddr - 1, s)
    self.setSpan(rest.startAddr, rest)
    self.setSpan(rest.startAddr + (rest.npages << PageShift) - 1, rest)
    rest.needzero = s.needzero
    if scavenged:
        start, end = rest.physPageBounds()
        if start < end:
            memstats.heap_released += end - start
            rest.scavenged = True
    rest.state = mSpanFree
    if PageSize < physPageSize:
        # The border may lie inside a physical page, and the rest may be of its neighbour's kind now. s is as good as
        # in use.
        s.state = mSpanManual
        self.coalesce(rest)
        s.state = mSpanFree
    self.treeOf(rest).insert(rest)


@method_of(mheap)
def treeOf(self, s: ptr[mspan]) -> ptr[mTreap]:
    """Return the treap that a free span belongs into."""
    return addr(self.scav) if s.scavenged else addr(self.free)


@method_of(mheap)
def freeSpan(self, s: ptr[mspan], large: bool) -> void:
    """Return an in-use span without objects to the heap. The sweeper that owns the span calls, on any stack."""
    systemstack(_freeSpan, self, s, large)


@systemstack
def _freeSpan(h: ptr[mheap], s: ptr[mspan], large: bool) -> void:
    lock(addr(h.lock))
    c = getg().m.mcache
    if c is not None:
        memstats.heap_scan += c.local_scan
        c.local_scan = 0
        memstats.tinyallocs += c.local_tinyallocs
        c.local_tinyallocs = 0
    if large:
        memstats.heap_objects -= 1
    h.freeSpanLocked(s, True, True)
    unlock(addr(h.lock))


@method_of(mheap)
@systemstack
@row("heap", enter=("base: s.startAddr", "npages: s.npages"), section=32)
def freeManual(self, s: ptr[mspan], stat: ptr[u64]) -> void:
    """Return a span of allocManual, with the same stat.

    Only while gcphase is _GCoff; on the system stack, because of the lock.
    """
    s.needzero = 1
    lock(addr(self.lock))
    atomic.Xadd(stat, uintptr(0) - (s.npages << PageShift))
    memstats.heap_sys += s.npages << PageShift
    self.freeSpanLocked(s, False, True)
    unlock(addr(self.lock))


@nosplit
@row("heap", enter=("p",), section=34)
def pageIndexOf(p: uintptr) -> tuple[ptr[heapArena], uintptr, u8]:
    """Return the arena of p, which is in the heap, and the byte and bit of p's page in pageInUse and pageMarks.

    nosplit: alloc_m, on the system stack, may have it inlined.
    """
    arena = mheap_.arenas[0][p >> logHeapArenaBytes]
    return arena, (p >> (PageShift + 3)) % (pagesPerArena // 8), u8(1) << u8((p >> PageShift) & 7)
