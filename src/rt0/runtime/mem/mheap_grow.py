"""Growing the heap: grow, mheap.sysAlloc, linearAlloc.alloc.

Address space is reserved and mapped an arena (64 MB) at a time, at hint addresses that make heap pointers easy to
recognise (0x00c0…), so arenas mostly follow each other and `curArena` simply gets longer. Out of curArena the heap
takes steps of at least 4 MB: the first with ordinary pages, since a small program touches little, later ones with huge
pages where they pay (hugepage_linux.py).

New pages are zero and not resident: they enter the treap `scav`. mheap_.lock is held throughout.
Sources: document sections 51-53.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.config import PageShift, PtrSize
from rt0.runtime.core.print import printlock, printnl, printstring, printuint, printunlock
from rt0.runtime.core.runtime2 import physPageSize
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.hugepage_linux import tryHugePages
from rt0.runtime.mem.mheap import (
    arenaHint,
    arenaL2Bits,
    arenaMapBytes,
    heapArena,
    heapArenaBytes,
    linearAlloc,
    logHeapArenaBytes,
    mheap,
)
from rt0.runtime.mem.mspan import mspan, mSpanFree
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.persistent import persistentalloc
from rt0.runtime.mem.sysmem_linux import sysAlloc as _sysAlloc
from rt0.runtime.mem.sysmem_linux import sysFree, sysMap, sysReserve

heapGrowBytes = 4 << 20
"""Least step by which the heap grows; a multiple of the huge page."""


@method_of(mheap)
@row("heap", enter=("npage",), leave=("result",), section=51)
def grow(self, npage: uintptr) -> bool:
    """Add at least npage pages of free spans to the heap; False when the system has no more. lock is held."""
    ask = ((npage << PageShift) + (heapGrowBytes - 1)) & ~uintptr(heapGrowBytes - 1)
    first = self.allArenas.len == 0
    nBase = self.curArena.base + ask
    if nBase > self.curArena.end or nBase < self.curArena.base:
        # Not enough left. The new memory may lie elsewhere, so ask for all of it.
        av, asize = self.sysAlloc(ask)
        if av is None:
            printlock()
            printstring("runtime: out of memory: cannot allocate ")
            printuint(ask)
            printstring("-byte block (")
            printuint(memstats.heap_sys)
            printstring(" in use)")
            printnl()
            printunlock()
            return False
        if uintptr(av) == self.curArena.end:
            self.curArena.end = uintptr(av) + asize
        else:
            # Elsewhere: what is left of the old arena becomes a span, and the new one takes its place.
            left = self.curArena.end - self.curArena.base
            if left != 0:
                self.growAddSpan(self.curArena.base, left)
            self.curArena.base = uintptr(av)
            self.curArena.end = uintptr(av) + asize
        nBase = self.curArena.base + ask
    v = self.curArena.base
    self.curArena.base = nBase
    if not first and ask == heapGrowBytes:
        tryHugePages(v, ask)
    self.growAddSpan(v, nBase - v)
    return True


@method_of(mheap)
@row("heap", enter=("v", "size"))
def growAddSpan(self, v: uintptr, size: uintptr) -> void:
    """Make a free, scavenged span of [v, v+size), which was never used. lock is held."""
    self.scavengeIfNeededLocked(size)
    s = cast(ptr[mspan], self.spanalloc.alloc())
    s.init(v, size >> PageShift)
    self.setSpan(v, s)
    self.setSpan(v + size - 1, s)
    atomic.Store(addr(s.sweepgen), self.sweepgen)
    s.state = mSpanFree
    # Prepared, not Ready: whoever allocates from it makes the pages come.
    s.scavenged = True
    memstats.heap_idle += size
    memstats.heap_released += size
    self.coalesce(s)
    self.treeOf(s).insert(s)


@method_of(mheap)
@row("heap", enter=("n",), leave=(), section=52)
def sysAlloc(self, n: uintptr) -> tuple[ptr[void], uintptr]:
    """Get n bytes of Prepared address space, in whole arenas, with their heapArenas made; (None, 0) when there is none.

    lock is held. First the pre-reserved area, then the hints, each dropped when the system does not give what it says,
    and at last any aligned place.
    """
    n = (n + (heapArenaBytes - 1)) & ~uintptr(heapArenaBytes - 1)
    v = self.arena.alloc(n, heapArenaBytes, addr(memstats.heap_sys))
    if v is not None:
        self._addArenas(uintptr(v), n)
        return v, n
    v = self._atHints(n)
    if v is None:
        v = _reserveAligned(n)
        if v is None:
            return None, 0
        if (uintptr(v) + n - 1) >> logHeapArenaBytes >= 1 << arenaL2Bits:
            throw("memory reservation exceeds address space limit")
        self._hintAround(uintptr(v), n)
    sysMap(v, n, addr(memstats.heap_sys))
    self._addArenas(uintptr(v), n)
    return v, n


@method_of(mheap)
def _atHints(self, n: uintptr) -> ptr[void]:
    """Reserve n bytes at the first hint where the system allows it; hints that fail are dropped."""
    while self.arenaHints is not None:
        hint = self.arenaHints
        p = hint.addr
        if hint.down:
            p -= n
        v: ptr[void] = None
        if p + n >= p and (p + n - 1) >> logHeapArenaBytes < 1 << arenaL2Bits:
            v = sysReserve(cast(ptr[void], p), n)
        if v is not None and uintptr(v) == p:
            if not hint.down:
                p += n
            hint.addr = p
            return v
        if v is not None:
            # Somewhere else: not what we want.
            sysFree(v, n, None)
        self.arenaHints = hint.next
        self.arenaHintAlloc.free(cast(ptr[void], hint))
    return None


def _reserveAligned(n: uintptr) -> ptr[void]:
    """Reserve n bytes at a multiple of the arena size, anywhere."""
    v = uintptr(sysReserve(None, n + heapArenaBytes))
    if v == 0:
        return None
    p = (v + (heapArenaBytes - 1)) & ~uintptr(heapArenaBytes - 1)
    if p != v:
        sysFree(cast(ptr[void], v), p - v, None)
    rest = v + n + heapArenaBytes - (p + n)
    if rest != 0:
        sysFree(cast(ptr[void], p + n), rest, None)
    return cast(ptr[void], p)


@method_of(mheap)
def _hintAround(self, p: uintptr, n: uintptr) -> void:
    """Make hints to go on above and below the arena at p."""
    hint = cast(ptr[arenaHint], self.arenaHintAlloc.alloc())
    hint.addr = p
    hint.down = True
    hint.next = self.arenaHints
    self.arenaHints = hint
    hint = cast(ptr[arenaHint], self.arenaHintAlloc.alloc())
    hint.addr = p + n
    hint.down = False
    hint.next = self.arenaHints
    self.arenaHints = hint


@method_of(mheap)
def _addArenas(self, v: uintptr, n: uintptr) -> void:
    """Make the heapArenas of [v, v+n) and publish them. lock is held."""
    l2 = self.arenas[0]
    if l2 is None:
        # 32 MB of address space, of which only the touched pages exist.
        l2 = cast(ptr[ptr[heapArena]], _sysAlloc(arenaMapBytes, None))
        if l2 is None:
            throw("out of memory allocating heap arena map")
        atomic.Store(addr(self.arenas[0]), l2)
    ri = v >> logHeapArenaBytes
    end = (v + n) >> logHeapArenaBytes
    while ri < end:
        if l2[ri] is not None:
            throw("arena already initialized")
        r = cast(ptr[heapArena], persistentalloc(sizeof(heapArena), PtrSize, addr(memstats.gc_sys)))
        self._noteArena(u32(ri))
        # Readers take no lock: the heapArena is complete before it can be found.
        atomic.Store(addr(l2[ri]), r)
        ri += 1


@method_of(mheap)
def _noteArena(self, ri: u32) -> void:
    """Append to allArenas. Old arrays are kept: a reader may hold the header."""
    a = addr(self.allArenas)
    if a.len == a.cap:
        cap = a.cap * 2
        if cap == 0:
            cap = physPageSize // 4
        fresh = cast(ptr[u32], persistentalloc(cap * 4, PtrSize, addr(memstats.gc_sys)))
        if a.len != 0:
            memmove(fresh, a.ptr, a.len * 4)
        a.ptr = fresh
        a.cap = cap
    a.ptr[a.len] = ri
    a.len += 1


@method_of(linearAlloc)
@row("heap", enter=("size", "align"), leave=("result",), section=53)
def alloc(self, size: uintptr, align: uintptr, sysStat: ptr[u64]) -> ptr[void]:
    """Hand out `size` bytes of the pre-reserved area, mapping as far as needed; None when it has no room (always, when
    it is empty).
    """
    p = (self.next + (align - 1)) & ~(align - 1)
    if p + size > self.end:
        return None
    self.next = p + size
    pEnd = (self.next + (physPageSize - 1)) & ~(physPageSize - 1)
    if pEnd > self.mapped:
        sysMap(cast(ptr[void], self.mapped), pEnd - self.mapped, sysStat)
        self.mapped = pEnd
    return cast(ptr[void], p)


@method_of(linearAlloc)
def init(self, base: uintptr, size: uintptr) -> void:
    """Describe a reserved area [base, base+size)."""
    self.next = base
    self.mapped = base
    self.end = base + size


def addArenaHint(h: ptr[mheap], p: uintptr) -> void:
    """Put an address in front of the hints. From mallocinit."""
    hint = cast(ptr[arenaHint], h.arenaHintAlloc.alloc())
    hint.addr = p
    hint.down = False
    hint.next = h.arenaHints
    h.arenaHints = hint

