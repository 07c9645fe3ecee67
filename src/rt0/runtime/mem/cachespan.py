"""mcentral's operations: spans to and from mcaches, swept on the way.

cacheSpan sweeps as it looks: a span of `nonempty`, or one of `empty` that a sweep shows to have free slots, and only
when there is none asks the heap for a new one. So the cost of sweeping is paid by those who allocate, span by span.

Locks: mcentral.lock protects the two lists; it is never held during a sweep. Sources: document section 28.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.config import PageShift
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.mcentral import mcentral
from rt0.runtime.mem.mheap import mheap_
from rt0.runtime.mem.mspan import badspan, class_size, mspan
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.sizeclasses import class_to_allocnpages


@method_of(mcentral)
@row("heap", enter=("self.spanclass",), leave=("base: result.startAddr if result is not None else 0",))
def cacheSpan(self) -> ptr[mspan]:
    """Return a swept span with a free slot for an mcache; None when out of memory. The caller holds its P."""
    spanBytes = uintptr(class_to_allocnpages[self.spanclass >> 1]) << PageShift
    slots.deductSweepCredit_slot(spanBytes, 0)
    s = self._takeSwept()
    if s is None:
        # No free slot anywhere: a new span.
        s = self.grow()
        if s is None:
            return None
        lock(addr(self.lock))
        self.empty.insertBack(s)
        unlock(addr(self.lock))
    # Here s is in `empty`, swept, ours, and has a free slot.
    n = s.nelems - uintptr(s.allocCount)
    if n == 0 or s.freeindex == s.nelems or uintptr(s.allocCount) == s.nelems:
        badspan(s, "span has no free objects")
    # Counted as if all its slots were allocated now; uncacheSpan takes back what was not.
    atomic.Xadd(addr(self.nmalloc), n)
    usedBytes = uintptr(s.allocCount) * s.elemsize
    atomic.Xadd(addr(memstats.heap_live), spanBytes - usedBytes)
    s.refillAllocCache((s.freeindex & ~uintptr(63)) >> 3)
    s.allocCache = s.allocCache >> (s.freeindex & 63)
    return s


@method_of(mcentral)
def _takeSwept(self) -> ptr[mspan]:
    """Take a span with a free slot out of the lists, sweeping those that need it, put it into `empty`; None if there
    is none.
    """
    sg = mheap_.sweepgen
    lock(addr(self.lock))
    while True:
        s = self.nonempty.first
        while s is not None:
            if s.sweepgen == sg - 2 and atomic.Cas(addr(s.sweepgen), sg - 2, sg - 1):
                self.nonempty.remove(s)
                self.empty.insertBack(s)
                unlock(addr(self.lock))
                slots.mspan_sweep_slot(s, True)
                return s
            if s.sweepgen != sg - 1:
                # Swept already.
                self.nonempty.remove(s)
                self.empty.insertBack(s)
                unlock(addr(self.lock))
                return s
            # The background sweeper has it.
            s = s.next
        s = self._sweepEmpty(sg)
        if s is None:
            unlock(addr(self.lock))
            return None
        # lock was let go for the sweep.
        freeIndex = s.nextFreeIndex()
        if freeIndex != s.nelems:
            s.freeindex = freeIndex
            return s
        # Full still; by now there may be something in nonempty.
        lock(addr(self.lock))


@method_of(mcentral)
def _sweepEmpty(self, sg: u32) -> ptr[mspan]:
    """Sweep the first span of `empty` that needs it, letting lock go; None, and lock still held, when none does."""
    s = self.empty.first
    while s is not None:
        if s.sweepgen == sg - 2 and atomic.Cas(addr(s.sweepgen), sg - 2, sg - 1):
            self.empty.remove(s)
            # Swept spans go to the end, so those that need a sweep are in front.
            self.empty.insertBack(s)
            unlock(addr(self.lock))
            slots.mspan_sweep_slot(s, True)
            return s
        if s.sweepgen != sg - 1:
            # This one is swept, and so are all behind it.
            return None
        s = s.next
    return None


@method_of(mcentral)
@row("heap", enter=("base: s.startAddr", "s.allocCount", "s.nelems", "s.sweepgen"), section=28)
def uncacheSpan(self, s: ptr[mspan]) -> void:
    """Take a span back from an mcache, sweeping it if it was cached before the cycle began. The cache's owner calls."""
    if s.allocCount == 0:
        throw("uncaching span but s.allocCount == 0")
    sg = mheap_.sweepgen
    stale = s.sweepgen == sg + 1
    if stale:
        # Being swept, by us: nobody may allocate from it before.
        atomic.Store(addr(s.sweepgen), sg - 1)
    else:
        atomic.Store(addr(s.sweepgen), sg)
    n = i64(s.nelems) - i64(s.allocCount)
    if n > 0:
        # cacheSpan counted the free slots as allocated. For a stale span heap_live was computed anew by the mark.
        atomic.Xadd(addr(self.nmalloc), u64(-n))
        lock(addr(self.lock))
        self.empty.remove(s)
        self.nonempty.insert(s)
        if not stale:
            atomic.Xadd(addr(memstats.heap_live), u64(-n) * s.elemsize)
        unlock(addr(self.lock))
    if stale:
        # In the right list now.
        slots.mspan_sweep_slot(s, False)


@method_of(mcentral)
def freeSpan(self, s: ptr[mspan], preserve: bool, wasempty: bool) -> bool:
    """Put a span whose sweep freed slots where it belongs; True if it went back to the heap. The sweeper calls,
    sweepgen still old.

    preserve: the caller keeps the span (cacheSpan does), it stays in its list. wasempty: it had no free slot before.
    """
    if s.sweepgen == mheap_.sweepgen + 1 or s.sweepgen == mheap_.sweepgen + 3:
        throw("freeSpan given cached span")
    s.needzero = 1
    if preserve:
        # The caller has taken it off the lists' way.
        if s.list is None:
            throw("can't preserve unlinked span")
        atomic.Store(addr(s.sweepgen), mheap_.sweepgen)
        return False
    lock(addr(self.lock))
    if wasempty:
        self.empty.remove(s)
        self.nonempty.insert(s)
    # Only now: once it looks swept, others may allocate from it.
    atomic.Store(addr(s.sweepgen), mheap_.sweepgen)
    if s.allocCount != 0:
        unlock(addr(self.lock))
        return False
    self.nonempty.remove(s)
    unlock(addr(self.lock))
    mheap_.freeSpan(s, False)
    return True


@method_of(mcentral)
def grow(self) -> ptr[mspan]:
    """Return a new span of this class from the heap; None when out of memory."""
    npages = uintptr(class_to_allocnpages[self.spanclass >> 1])
    s = mheap_.alloc(npages, self.spanclass, False, True)
    if s is None:
        return None
    if s.elemsize != class_size(self.spanclass):
        badspan(s, "mcentral.grow: wrong slot size")
    return s
