"""Checks of the heap as a whole: what must be true of it whenever mheap_.lock can be taken.

Not on any path of a program; tests and debugging sessions call it. Each function throws at the first thing that is
wrong.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.config import PageShift
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.mem.mheap import heapArenaBytes, logHeapArenaBytes, mheap_
from rt0.runtime.mem.mheap_lookup import spanOf
from rt0.runtime.mem.mspan import badspan, mspan, mSpanFree, mSpanInUse, mSpanManual
from rt0.runtime.mem.mstats import memstats


@systemstack
def checkheap() -> uintptr:
    """Walk every page of every arena and both treaps; return the number of spans in use by objects or by hand.

    Checks: spans cover the arenas without gap or overlap up to curArena; the page map leads to them; free neighbours of
    one kind are merged; every free span is in the treap of its kind; pages in use and idle bytes add up to the
    statistics.
    """
    lock(addr(mheap_.lock))
    inFree = mheap_.free.validate()
    inScav = mheap_.scav.validate()
    used: uintptr = 0
    nfree: uintptr = 0
    nscav: uintptr = 0
    inUsePages: uintptr = 0
    idle: uintptr = 0
    released: uintptr = 0
    i: uintptr = 0
    last: uintptr = 0
    after: uintptr = 0
    while i < mheap_.allArenas.len:
        base = uintptr(mheap_.allArenas.ptr[i]) << logHeapArenaBytes
        p = base
        # The last span of the arena before may reach into this one, whose inner pages lead anywhere when it is free.
        if last < base and after > base:
            p = after
        before: ptr[mspan] = None
        while p < base + heapArenaBytes:
            if p >= mheap_.curArena.base and p < mheap_.curArena.end:
                break
            s = spanOf(p)
            if s is None or p < s.startAddr or p >= s.startAddr + (s.npages << PageShift):
                badspan(s, "checkheap: page outside of its span")
            nbytes = s.npages << PageShift
            if p == s.startAddr:
                if spanOf(s.startAddr + nbytes - 1) != s:
                    badspan(s, "checkheap: last page leads elsewhere")
                if s.state == mSpanFree:
                    idle += nbytes
                    if s.treapnode is None:
                        badspan(s, "checkheap: free span in no treap")
                    if s.scavenged:
                        nscav += 1
                        start, end = s.physPageBounds()
                        if end > start:
                            released += end - start
                    else:
                        nfree += 1
                    if before is not None and before.state == mSpanFree and before.scavenged == s.scavenged:
                        badspan(s, "checkheap: free neighbours are not merged")
                elif s.state == mSpanInUse or s.state == mSpanManual:
                    used += 1
                    if s.treapnode is not None or s.scavenged:
                        badspan(s, "checkheap: used span looks free")
                    if s.state == mSpanInUse:
                        inUsePages += s.npages
                    _checkPages(s)
                else:
                    badspan(s, "checkheap: bad state")
            before = s
            p = s.startAddr + nbytes
            last = s.startAddr
            after = p
        i += 1
    if nfree != inFree or nscav != inScav:
        badspan(None, "checkheap: treaps and page map disagree")
    if inUsePages != mheap_.pagesInUse:
        badspan(None, "checkheap: pagesInUse is wrong")
    if idle != memstats.heap_idle or released != memstats.heap_released:
        badspan(None, "checkheap: idle or released bytes are wrong")
    unlock(addr(mheap_.lock))
    return used


def _checkPages(s: ptr[mspan]) -> void:
    """Check that every page of a used span leads to it."""
    q = s.startAddr
    while q < s.startAddr + (s.npages << PageShift):
        if spanOf(q) != s:
            badspan(s, "checkheap: page of a used span leads elsewhere")
        q += 1 << PageShift
