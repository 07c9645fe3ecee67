"""Sweeping: freeing what the last mark did not reach, span by span.

A cycle ends by adding 2 to mheap_.sweepgen; from then on every in-use span needs a sweep before it is allocated from,
and all must be swept before the next cycle marks. Who sweeps: an allocator that needs a span (mcentral.cacheSpan), the
owner of a span that was cached when the cycle began (uncacheSpan), large allocations (reclaim.py), everybody in
proportion to what they allocate (deductSweepCredit), and the goroutine bgsweep when nothing else runs. Whoever moves a
span's sweepgen from h-2 to h-1 by compare-and-swap owns it until it stores h.

To sweep is cheap: mark bits become allocation bits, fresh mark bits are taken, objects are not touched.

Proportional sweep: pages swept must keep up with a line from (sweepHeapLiveBasis, pagesSweptBasis), where the cycle
began, to (gc_trigger, all pages), where the next will: slope sweepPagesPerByte.

Sources: document section 29 (sweepgen) and 37. A goroutine that sweeps holds its m (m.locks): a cycle must not start
in the middle.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import g, getg, m, mutex, waitReasonGCSweepWait
from rt0.runtime.gc.sweepspan import sweep as _mspan_sweep
from rt0.runtime.mem.mheap import mheap_
from rt0.runtime.mem.mspan import mspan, mSpanInUse
from rt0.runtime.mem.mstats import memstats


@notinheap
@struct
class sweepdata:
    """State of the background sweeper; lock protects g and parked."""

    lock: mutex
    g: ptr[g]
    parked: bool
    started: bool
    nbgsweep: u32
    npausesweep: u32


sweep: sweepdata = static()

nothingToSweep = 0xFFFFFFFFFFFFFFFF
"""sweepone's answer when every span is swept or being swept."""


@nosplit
def acquirem() -> ptr[m]:
    """Keep the goroutine on its m until releasem: it is not preempted."""
    mp = getg().m
    mp.locks += 1
    return mp


@nosplit
def releasem(mp: ptr[m]) -> void:
    """Undo acquirem. A preemption that was asked for meanwhile comes at the next request or lock release."""
    mp.locks -= 1


@fills(slots.mspan_sweep_slot)
def _sweepSpan(s: ptr[mspan], preserve: bool) -> bool:
    """What mem calls for s.sweep(preserve)."""
    return s.sweep(preserve)


@row("gc", leave=("result",))
def sweepone() -> uintptr:
    """Sweep one span; return the pages that went back to the heap by it (0 if none), or nothingToSweep."""
    mp = acquirem()
    if atomic.Load(addr(mheap_.sweepdone)) != 0:
        releasem(mp)
        return nothingToSweep
    atomic.Xadd(addr(mheap_.sweepers), 1)
    sg = mheap_.sweepgen
    s: ptr[mspan] = None
    while True:
        s = mheap_.sweepSpans[1 - uintptr(sg) // 2 % 2].pop()
        if s is None:
            atomic.Store(addr(mheap_.sweepdone), 1)
            break
        if s.state != mSpanInUse:
            # Freed by a direct sweep, and perhaps made into something else.
            continue
        if s.sweepgen == sg - 2 and atomic.Cas(addr(s.sweepgen), sg - 2, sg - 1):
            break
    npages: uintptr = nothingToSweep
    if s is not None:
        npages = s.npages
        if s.sweep(False):
            # For reclaim: whoever needs pages can take these without sweeping more.
            atomic.Xadd(addr(mheap_.reclaimCredit), npages)
        else:
            npages = 0
    atomic.Xadd(addr(mheap_.sweepers), u32(0xFFFFFFFF))
    releasem(mp)
    return npages


def isSweepDone() -> bool:
    """Report whether no span waits for its sweep (some may be in the middle of one)."""
    return atomic.Load(addr(mheap_.sweepdone)) != 0


@row("gc", enter=("s.startAddr", "s.sweepgen"))
def ensureSwept(s: ptr[mspan]) -> void:
    """Return when s is swept in this cycle, by us or by another. The m is locked."""
    sg = mheap_.sweepgen
    spangen = atomic.Load(addr(s.sweepgen))
    if spangen == sg or spangen == sg + 3:
        return
    if atomic.Cas(addr(s.sweepgen), sg - 2, sg - 1):
        s.sweep(False)
        return
    while True:
        spangen = atomic.Load(addr(s.sweepgen))
        if spangen == sg or spangen == sg + 3:
            break
        procyield(10)


@systemstack
def finishsweep_m() -> void:
    """Sweep whatever is left, with the world stopped, and start a new generation of mark bits."""
    while sweepone() != nothingToSweep:
        sweep.npausesweep += 1


@row("gc", enter=("getg().goid",), section=10)
def bgsweep(c: ptr[void]) -> void:
    """The background sweeper: sweeps when nothing else runs, sleeps between cycles. gcenable starts it and hears from
    it on c.
    """
    sweep.g = getg()
    lock(addr(sweep.lock))
    sweep.parked = True
    sweep.started = True
    # The channel has room, so the send does not block; the lock keeps whoever sees `parked` waiting until we are.
    slots.chansend_int_slot(c, 1)
    slots.goparkunlock_slot(addr(sweep.lock), u8(waitReasonGCSweepWait), 0, 1)
    while True:
        while sweepone() != nothingToSweep:
            sweep.nbgsweep += 1
            slots.gosched_slot()
        lock(addr(sweep.lock))
        if not isSweepDone():
            # A cycle ended between the two.
            unlock(addr(sweep.lock))
            continue
        sweep.parked = True
        slots.goparkunlock_slot(addr(sweep.lock), u8(waitReasonGCSweepWait), 0, 1)


@fills(slots.deductSweepCredit_slot)
@row("gc", enter=("spanBytes", "callerSweepPages"))
def deductSweepCredit(spanBytes: uintptr, callerSweepPages: uintptr) -> void:
    """Before spanBytes are allocated: sweep as many pages as keep sweeping on its line. callerSweepPages: the caller
    will sweep itself.
    """
    if mheap_.sweepPagesPerByte == 0.0:
        return
    while True:
        sweptBasis = atomic.Load(addr(mheap_.pagesSweptBasis))
        newHeapLive = i64(atomic.Load(addr(memstats.heap_live)) - mheap_.sweepHeapLiveBasis) + i64(spanBytes)
        pagesTarget = i64(mheap_.sweepPagesPerByte * f64(newHeapLive)) - i64(callerSweepPages)
        again = False
        while pagesTarget > i64(atomic.Load(addr(mheap_.pagesSwept)) - sweptBasis):
            if sweepone() == nothingToSweep:
                mheap_.sweepPagesPerByte = 0.0
                return
            if atomic.Load(addr(mheap_.pagesSweptBasis)) != sweptBasis:
                # The line was drawn anew.
                again = True
                break
        if not again:
            return
