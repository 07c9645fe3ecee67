"""Threads that help to mark.

The world is stopped, so processors are idle while one thread marks. A helper is a thread of the runtime without a P (like sysmon) that
sleeps on its note between cycles. Helpers are made one after the other by cycles that find more than a few
megabytes to mark, never more than processors and Ps allow, so a small program has none.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.lock_futex import lock, noteclear, notesleep, notewakeup, unlock
from rt0.runtime.core.runtime2 import gomaxprocs, ncpu, sched
from rt0.runtime.gc.mark import gcDrain, gcDrainParallel
from rt0.runtime.gc.markwork import markwork, maxMarkers
from rt0.runtime.gc.workbuf import freeWorkbufs, gcWork
from rt0.runtime.mem.mstats import memstats

helpFrom = 2 << 20
"""Live bytes from which marking on several threads pays for waking them."""


def markhelper() -> void:
    """The life of a helper, on its thread's g0: wait, mark, say so. Never returns."""
    lock(addr(sched.lock))
    # Not one of those that checkdead expects to run goroutines.
    sched.nmsys += 1
    unlock(addr(sched.lock))
    id = uintptr(atomic.Xadd(addr(markwork.nhelpers), 1))
    while True:
        notesleep(addr(markwork.wake[id]))
        noteclear(addr(markwork.wake[id]))
        systemstack(gcDrainParallel, addr(markwork.works[id]))
        if atomic.Xadd(addr(markwork.ndone), 1) == markwork.nproc - 1:
            notewakeup(addr(markwork.alldone))


def wantHelpers() -> void:
    """Before a cycle stops the world: ask for one more helper if there is work and a processor for it. worldsema is held."""
    if memstats.heap_live < helpFrom * 2:
        return
    n = i32(markwork.wanted) + 1
    if n < gomaxprocs and n < ncpu and n < maxMarkers:
        markwork.wanted += 1
        slots.newsysm_slot(markhelper)


@systemstack
def drainAll(w: ptr[gcWork]) -> void:
    """Scan until nothing grey is left, with every helper that is there if there is enough to do. The world is stopped."""
    n = atomic.Load(addr(markwork.nhelpers))
    # GOMAXPROCS may have become smaller.
    if i32(n) >= gomaxprocs and n != 0:
        n = u32(gomaxprocs - 1)
    if n == 0 or memstats.heap_live < helpFrom:
        gcDrain(w)
        return
    markwork.full = None
    markwork.nwait = 0
    markwork.ndone = 0
    markwork.nproc = n + 1
    noteclear(addr(markwork.alldone))
    for i in range(n):
        h = addr(markwork.works[i + 1])
        h.bytesMarked = 0
        h.scanWork = 0
        notewakeup(addr(markwork.wake[i + 1]))
    gcDrainParallel(w)
    notesleep(addr(markwork.alldone))
    for j in range(n):
        h = addr(markwork.works[j + 1])
        w.bytesMarked += h.bytesMarked
        w.scanWork += h.scanWork
        freeWorkbufs(h)
