"""mcache's operations: refill, nextFree, releaseAll, prepareForSweep, and making and freeing a cache.

Whoever holds the P (or has stopped the world) may call; nothing here is safe for two at once.
Sources: document sections 6, 26, 27.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.mcache import mcache
from rt0.runtime.mem.mheap import mheap_
from rt0.runtime.mem.mspan import badspan, emptymspan
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.sizeclasses import _NumSizeClasses, numSpanClasses


@row("heap", leave=("result",))
def allocmcache() -> ptr[mcache]:
    """Return an empty mcache, up to date with the sweep."""
    c = systemstack(_allocmcache)
    for i in range(numSpanClasses):
        c.alloc[i] = addr(emptymspan)
    return c


@systemstack
def _allocmcache() -> ptr[mcache]:
    lock(addr(mheap_.lock))
    c = cast(ptr[mcache], mheap_.cachealloc.alloc())
    c.flushGen = mheap_.sweepgen
    unlock(addr(mheap_.lock))
    return c


@row("heap", enter=("c",))
def freemcache(c: ptr[mcache]) -> void:
    """Give back an mcache and all that it holds. The world is stopped (procresize)."""
    systemstack(_freemcache, c)


@systemstack
def _freemcache(c: ptr[mcache]) -> void:
    c.releaseAll()
    slots.stackcache_clear_slot(cast(ptr[void], c))
    lock(addr(mheap_.lock))
    purgecachedstats(c)
    mheap_.cachealloc.free(cast(ptr[void], c))
    unlock(addr(mheap_.lock))


def purgecachedstats(c: ptr[mcache]) -> void:
    """Move a cache's counts into memstats and mheap_. mheap_.lock is held, or the world is stopped."""
    memstats.heap_scan += c.local_scan
    c.local_scan = 0
    memstats.tinyallocs += c.local_tinyallocs
    c.local_tinyallocs = 0
    memstats.nlookup += c.local_nlookup
    c.local_nlookup = 0
    mheap_.largefree += c.local_largefree
    c.local_largefree = 0
    mheap_.nlargefree += c.local_nlargefree
    c.local_nlargefree = 0
    for i in range(_NumSizeClasses):
        mheap_.nsmallfree[i] += c.local_nsmallfree[i]
        c.local_nsmallfree[i] = 0


@method_of(mcache)
@noinline
@row("heap", enter=("spc",))
def refill(self, spc: u8) -> void:
    """Replace the full span of class spc by one with a free slot. Out of memory is fatal."""
    s = self.alloc[spc]
    if uintptr(s.allocCount) != s.nelems:
        badspan(s, "refill of span with free space remaining")
    if s != addr(emptymspan):
        if s.sweepgen != mheap_.sweepgen + 3:
            badspan(s, "bad sweepgen in refill")
        # Not cached any more; it is in `empty`, where it belongs.
        atomic.Store(addr(s.sweepgen), mheap_.sweepgen)
    s = mheap_.central[spc].mcentral.cacheSpan()
    if s is None:
        throw("out of memory")
    if uintptr(s.allocCount) == s.nelems:
        badspan(s, "span has no free space")
    # Cached: background sweepers keep off.
    atomic.Store(addr(s.sweepgen), mheap_.sweepgen + 3)
    self.alloc[spc] = s


@method_of(mcache)
@row("heap", enter=("self",), section=27)
def releaseAll(self) -> void:
    """Give all spans back to their centrals."""
    for i in range(numSpanClasses):
        s = self.alloc[i]
        if s != addr(emptymspan):
            mheap_.central[i].mcentral.uncacheSpan(s)
            self.alloc[i] = addr(emptymspan)
    self.tiny = 0
    self.tinyoffset = 0


@method_of(mcache)
@row("heap", enter=("self.flushGen", "mheap_.sweepgen"), section=26)
def prepareForSweep(self) -> void:
    """Flush the cache if a sweep began since it was flushed last.

    Before the P's first allocation in a cycle (acquirep, or the start of the world).
    """
    sg = mheap_.sweepgen
    if self.flushGen == sg:
        return
    if self.flushGen != sg - 2:
        throw("bad flushGen")
    self.releaseAll()
    slots.stackcache_clear_slot(cast(ptr[void], self))
    atomic.Store(addr(self.flushGen), sg)
