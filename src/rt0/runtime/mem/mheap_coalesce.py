"""Freeing spans: freeSpanLocked and coalesce.

A freed span is joined with free neighbours at once, so two neighbours in the treaps are never both resident or both
scavenged (the invariant that random tests check). Neighbours of different kind stay apart, because merging would lose
track of which pages are there; their border is moved to a physical page when pages of the system are larger than ours.

mheap_.lock is held throughout. Sources: document sections 33, 38.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.config import PageShift, PageSize
from rt0.runtime.core.runtime2 import physPageSize
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.mheap import mheap, pageIndexOf
from rt0.runtime.mem.mheap_lookup import spanOf
from rt0.runtime.mem.mspan import badspan, mspan, mSpanDead, mSpanFree, mSpanInUse, mSpanManual
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.sysmem_linux import sysHugePage


@method_of(mheap)
@row("heap", enter=("base: s.startAddr", "npages: s.npages", "s.state", "s.sweepgen"), section=33)
def freeSpanLocked(self, s: ptr[mspan], acctinuse: bool, acctidle: bool) -> void:
    """Put s, which holds nothing any more, into a treap, counted as asked. lock is held."""
    if s.state == mSpanManual:
        if s.allocCount != 0:
            badspan(s, "mheap.freeSpanLocked - invalid stack free")
    elif s.state == mSpanInUse:
        if s.allocCount != 0 or s.sweepgen != self.sweepgen:
            badspan(s, "mheap.freeSpanLocked - invalid free")
        self.pagesInUse -= s.npages
        arena, pageIdx, pageMask = pageIndexOf(s.startAddr)
        arena.pageInUse[pageIdx] &= ~pageMask
    else:
        badspan(s, "mheap.freeSpanLocked - invalid span state")
    nbytes = s.npages << PageShift
    if acctinuse:
        memstats.heap_inuse -= nbytes
    if acctidle:
        memstats.heap_idle += nbytes
    s.state = mSpanFree
    self.coalesce(s)
    self.treeOf(s).insert(s)


@method_of(mheap)
@row("heap", enter=("base: s.startAddr", "npages: s.npages"), leave=("base: s.startAddr", "npages: s.npages"), section=38)
def coalesce(self, s: ptr[mspan]) -> void:
    """Join s, which is free but in no treap, with its free neighbours; they disappear into it. lock is held."""
    hpMiddle = s.hugePages()
    hpBefore: uintptr = 0
    hpAfter: uintptr = 0
    before = spanOf(s.startAddr - 1)
    if before is not None and before.state == mSpanFree:
        if s.scavenged == before.scavenged:
            hpBefore = before.hugePages()
            self.merge(before, s, before, s)
        else:
            self.realign(before, s, before)
    after = spanOf(s.startAddr + (s.npages << PageShift))
    if after is not None and after.state == mSpanFree:
        if s.scavenged == after.scavenged:
            hpAfter = after.hugePages()
            self.merge(s, after, after, s)
        else:
            self.realign(s, after, after)
    # More whole huge pages than the parts had: some straddled a border, and may not be backed by one yet.
    if not s.scavenged and s.hugePages() > hpBefore + hpMiddle + hpAfter:
        sysHugePage(cast(ptr[void], s.startAddr), s.npages << PageShift)


@method_of(mheap)
@row("heap", enter=("a.startAddr", "a.npages", "b.startAddr", "b.npages"), section=38)
def merge(self, a: ptr[mspan], b: ptr[mspan], other: ptr[mspan], s: ptr[mspan]) -> void:
    """Let s swallow `other`; a and b are the two in order of address. `other` is in a treap, s is not."""
    if PageSize < physPageSize and a.scavenged and b.scavenged:
        _, start = a.physPageBounds()
        end, _ = b.physPageBounds()
        if start != end:
            throw("neighboring scavenged spans boundary is not a physical page boundary")
    # Out of the tree first: it goes by a size that is about to be no one's.
    self.treeOf(other).removeSpan(other)
    s.npages += other.npages
    s.needzero |= other.needzero
    if a == s:
        self.setSpan(s.startAddr + (s.npages << PageShift) - 1, s)
    else:
        s.startAddr = other.startAddr
        self.setSpan(s.startAddr, s)
    other.state = mSpanDead
    self.spanalloc.free(cast(ptr[void], other))


@method_of(mheap)
@row("heap", enter=("a.startAddr", "b.startAddr", "other.startAddr"), section=38)
def realign(self, a: ptr[mspan], b: ptr[mspan], other: ptr[mspan]) -> void:
    """Move the border of neighbours a and b, of which one is scavenged, to that one's first whole physical page: a page that
    both share is resident.

    `other` is the one in a treap. Nothing to do where our pages are at least as large as the system's.
    """
    if PageSize >= physPageSize:
        return
    tree = self.treeOf(other)
    tree.removeSpan(other)
    boundary = b.startAddr
    if a.scavenged:
        boundary = boundary & ~(physPageSize - 1)
    else:
        boundary = (boundary + (physPageSize - 1)) & ~(physPageSize - 1)
    end = b.startAddr + (b.npages << PageShift)
    a.npages = (boundary - a.startAddr) >> PageShift
    b.npages = (end - boundary) >> PageShift
    b.startAddr = boundary
    self.setSpan(boundary - 1, a)
    self.setSpan(boundary, b)
    tree.insert(other)
