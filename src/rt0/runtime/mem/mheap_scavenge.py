"""Giving free pages back to the system: the mechanism. gc/scavenge.py decides when and how many.

Scavenging walks the treap `free` from its largest span down, since large spans are the least likely to be needed soon
in one piece and cost the fewest system calls. A scavenged span moves to the treap `scav`, where it may merge with
scavenged neighbours. Where huge pages exist, whole ones are given back, so that none is broken up without need.

mheap_.lock is held by every caller.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.config import PageShift
from rt0.runtime.mem.mheap import mheap
from rt0.runtime.mem.mspan import mspan
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.sysmem_linux import sysUnused


@method_of(mheap)
def heapRetained(self) -> u64:
    """Return the bytes that the heap keeps from the system: mapped and not given back."""
    return memstats.heap_sys - memstats.heap_released - self.untouched()


@method_of(mheap)
def untouched(self) -> u64:
    """Return the bytes of curArena that are in no span yet: mapped, counted in heap_sys, never touched."""
    return self.curArena.end - self.curArena.base


@method_of(mheap)
@row("gc", enter=("nbytes",), leave=("result",))
def scavengeLocked(self, nbytes: uintptr) -> uintptr:
    """Give back at least nbytes of free memory, if there is that much, and return how many it was. lock is held."""
    released: uintptr = 0
    t = self.free.end()
    while released < nbytes and t.valid():
        # Merging removes nodes of the other tree only, so the place before stays good.
        before = t.prev()
        released += self.scavengeSpan(t.span())
        t = before
    return released


@method_of(mheap)
def scavengeSpan(self, s: ptr[mspan]) -> uintptr:
    """Give back the pages of a span of the treap `free`, move it to `scav`, and return the number of bytes."""
    start, end = s.physPageBounds()
    if end <= start:
        # No whole physical page in it.
        return 0
    self.free.removeSpan(s)
    released = end - start
    memstats.heap_released += released
    sysUnused(cast(ptr[void], start), released)
    s.scavenged = True
    if start == s.startAddr and end == s.startAddr + (s.npages << PageShift):
        # Pages come back as zeros.
        s.needzero = 0
    self.coalesce(s)
    self.scav.insert(s)
    return released


@method_of(mheap)
def scavengeIfNeededLocked(self, size: uintptr) -> void:
    """Before the heap grows by size bytes: give back as much as takes it over the goal. lock is held."""
    if self.scavengeRetainedGoal == 0:
        return
    retained = self.heapRetained()
    if retained + size > self.scavengeRetainedGoal:
        todo = retained + size - self.scavengeRetainedGoal
        if todo > size:
            todo = size
        self.scavengeLocked(todo)


@method_of(mheap)
def scavengeAll(self) -> uintptr:
    """Give back every free page (debug.FreeOSMemory). lock is held."""
    return self.scavengeLocked(~uintptr(0))
