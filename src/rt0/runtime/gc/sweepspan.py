"""mspan.sweep: one span's sweep. See gc/sweep.py for who calls it and when.

The span belongs to the caller from the moment it moved sweepgen to h-1 until sweepgen is stored again, here or, when
slots came free, in mcentral.freeSpan under that lock.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.runtime2 import getg
from rt0.runtime.core.throw import throw
from rt0.runtime.gc.sweepspecials import sweepSpecials
from rt0.runtime.mem.gcbits import newMarkBits
from rt0.runtime.mem.mheap import mheap_
from rt0.runtime.mem.mspan import badspan, mspan, mSpanInUse


@method_of(mspan)
@row("gc", enter=("self.startAddr", "self.npages", "self.allocCount"), leave=("result",), section=28)
def sweep(self, preserve: bool) -> bool:
    """Free what is not marked in the span; True if the whole span went back to the heap. The caller moved sweepgen to
    h-1.

    preserve: keep the span where it is, also when it is empty: the caller allocates from it next. The caller's m is
    locked (m.locks, mallocing, or g0), so no cycle starts meanwhile.
    """
    mp = getg().m
    if mp.locks == 0 and mp.mallocing == 0 and getg() != mp.g0:
        throw("mspan.sweep: m is not locked")
    sweepgen = mheap_.sweepgen
    if self.state != mSpanInUse or self.sweepgen != sweepgen - 1:
        badspan(self, "mspan.sweep: bad span state")
    atomic.Xadd(addr(mheap_.pagesSwept), self.npages)
    if unlikely(self.specials is not None):
        sweepSpecials(self)
    sizeclass = self.spanclass >> 1
    size = self.elemsize
    nalloc = u16(self.countAlloc())
    if nalloc > self.allocCount:
        badspan(self, "sweep increased allocation count")
    nfreed = self.allocCount - nalloc
    freeToHeap = sizeclass == 0 and nalloc == 0
    if freeToHeap:
        self.needzero = 1
    self.allocCount = nalloc
    wasempty = self.nextFreeIndex() == self.nelems
    self.freeindex = 0
    self.allocBits = self.gcmarkBits
    self.gcmarkBits = newMarkBits(self.nelems)
    self.refillAllocCache(0)
    if freeToHeap or nfreed == 0:
        # Swept: it may be found by others from here on. With free slots, mcentral.freeSpan says so, under its lock.
        if self.sweepgen != sweepgen - 1:
            badspan(self, "mspan.sweep: bad span state after sweep")
        atomic.Store(addr(self.sweepgen), sweepgen)
    res = False
    c = mp.mcache
    if nfreed > 0 and sizeclass != 0:
        if c is not None:
            c.local_nsmallfree[sizeclass] += uintptr(nfreed)
        res = mheap_.central[self.spanclass].mcentral.freeSpan(self, preserve, wasempty)
    elif freeToHeap:
        if c is not None:
            c.local_nlargefree += 1
            c.local_largefree += size
        mheap_.freeSpan(self, True)
        res = True
    if not res:
        # In use still: into the set of swept spans.
        mheap_.sweepSpans[uintptr(sweepgen) // 2 % 2].push(self)
    return res
