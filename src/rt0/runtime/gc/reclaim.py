"""The page reclaimer: before the heap grows for a large span, sweep until as many pages came free.

It goes through the arenas' pageInUse and pageMarks: a span that is in use and has no marked object is wholly free, so
its sweep gives all of its pages. Work is handed out in chunks of 512 pages by an atomic index (reclaimIndex); pages
freed beyond what was asked for are credit for the next (reclaimCredit).

Source: document section 37 (reclaimIndex, reclaimCredit).
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import getg
from rt0.runtime.mem.mheap import mheap_, pagesPerArena

pagesPerReclaimerChunk = 512
_exhausted = 1 << 63


@fills(slots.reclaim_slot)
@systemstack
@row("gc", enter=("npage",))
def reclaim(npage: uintptr) -> void:
    """Sweep until npage pages were freed, or no span is left to look at. On the system stack, mheap_.lock not held."""
    if mheap_.reclaimIndex >= _exhausted:
        return
    # A cycle must not start while we go through sweepArenas.
    mp = getg().m
    mp.locks += 1
    while npage > 0:
        credit = atomic.Load(addr(mheap_.reclaimCredit))
        if credit > 0:
            take = credit if credit < npage else npage
            if atomic.Cas(addr(mheap_.reclaimCredit), credit, credit - take):
                npage -= take
            continue
        # A chunk for us alone.
        idx = atomic.Xadd(addr(mheap_.reclaimIndex), pagesPerReclaimerChunk) - pagesPerReclaimerChunk
        if idx // pagesPerArena >= mheap_.sweepArenas.len:
            atomic.Store(addr(mheap_.reclaimIndex), u64(_exhausted))
            break
        nfound = reclaimChunk(idx, pagesPerReclaimerChunk)
        if nfound <= npage:
            npage -= nfound
        else:
            atomic.Xadd(addr(mheap_.reclaimCredit), nfound - npage)
            npage = 0
    mp.locks -= 1


@systemstack
@row("gc", enter=("pageIdx", "n"), leave=("result",))
def reclaimChunk(pageIdx: uintptr, n: uintptr) -> uintptr:
    """Sweep the unmarked spans that begin in pages [pageIdx, pageIdx+n) of sweepArenas; return the pages freed."""
    nFreed: uintptr = 0
    sg = mheap_.sweepgen
    lock(addr(mheap_.lock))
    ai = mheap_.sweepArenas.ptr[pageIdx // pagesPerArena]
    ha = mheap_.arenas[0][ai]
    first = pageIdx % pagesPerArena // 8
    for i in range(first, first + n // 8):
        inUseUnmarked = ha.pageInUse[i] & ~ha.pageMarks[i]
        if inUseUnmarked == 0:
            continue
        for j in range(8):
            if inUseUnmarked & (u8(1) << u8(j)) == 0:
                continue
            s = ha.spans[i * 8 + uintptr(j)]
            if s is not None and s.sweepgen == sg - 2 and atomic.Cas(addr(s.sweepgen), sg - 2, sg - 1):
                npages = s.npages
                # Sweeping frees the span, which takes the lock.
                unlock(addr(mheap_.lock))
                if s.sweep(False):
                    nFreed += npages
                lock(addr(mheap_.lock))
                # What we read may have changed meanwhile.
                inUseUnmarked = ha.pageInUse[i] & ~ha.pageMarks[i]
    unlock(addr(mheap_.lock))
    return nFreed
