"""A collection cycle, from the trigger to the end.

    gcStart:  finish the last sweep; stop the world
    gcMark:   forget tiny blocks; clear pageMarks; mark from the roots until nothing is grey
    gcSweep:  sweepgen += 2, so every span needs its sweep; flush the mcaches; new goal and pace
    start the world; wake bgsweep and bgscavenge

The world is stopped while marking. gcphase stays _GCoff throughout: nothing but the collector runs while it marks, and
at every other time spans may be freed. Concurrent marking will raise it between two shorter stops (DESIGN.md, decision
7).

worldsema serialises cycles with whoever else stops the world. Everything in `work` is written with the world stopped.
Source: document section 10 (gcenable).
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.chance import now
from rt0.runtime.core.env import debug
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.os_linux import walltime
from rt0.runtime.core.runtime2 import (
    allgs,
    allp,
    allplen,
    funcval,
    g,
    getg,
    panicking,
    runtimeInitTime,
    sched,
    worldsema,
)
from rt0.runtime.gc.forcegc import forceGCDue, forcegchelper
from rt0.runtime.gc.mark import gcDrain, gcw
from rt0.runtime.gc.markhelpers import drainAll, wantHelpers
from rt0.runtime.gc.memprofile import PROFILING, profilealloc
from rt0.runtime.gc.pacer import gcSetTriggerRatio
from rt0.runtime.gc.roots import dropTimers, gcMarkRoots
from rt0.runtime.gc.scavenge import bgscavenge, notePeak, wakeScavenger
from rt0.runtime.gc.sweep import bgsweep, finishsweep_m, nothingToSweep, sweep, sweepone
from rt0.runtime.gc.trace import gctraceEnd
from rt0.runtime.gc.workbuf import freeWorkbufs
from rt0.runtime.mem.gcbits import nextMarkBitArenaEpoch
from rt0.runtime.mem.gcphase import _GCoff, gcphase, mallocslow
from rt0.runtime.mem.mheap import mheap_, pagesPerArena
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.refill import purgecachedstats
from rt0.runtime.stack.newstack import shrinkstack
from rt0.runtime.stack.stackalloc import freeStackSpans, stackfree

gcTriggerHeap = 0
"""heap_live has reached gc_trigger."""
gcTriggerTime = 1
"""No cycle for two minutes (gc/forcegc.py)."""
gcTriggerAlways = 2
"""runtime.GC, gcstress."""


@notinheap
@struct
class workType:
    """Times and sizes of the cycle under way, for the trace and runtime.GC."""

    cycles: u32  # cycles done; atomic
    tstart: i64  # when the world was asked to stop
    tstw: i64  # when it had stopped
    tend: i64  # when marking was done
    heap0: u64  # heap_live before
    heap2: u64  # live after
    heapgoal: u64
    stress: u32  # allocations since the last collection of gcstress; not exact between threads


work: workType = static()


@row("boot", leave=("memstats.enablegc",), section=10)
def gcenable() -> void:
    """Start the background sweeper and scavenger, wait until both are there, and allow collections.

    From runtime.main.
    """
    c = slots.makechan_int_slot(2)
    slots.newproc_system_slot(bgsweep, c)
    slots.newproc_system_slot(bgscavenge, c)
    slots.chanrecv_int_slot(c)
    slots.chanrecv_int_slot(c)
    trigger: fn[[], void] = _timeTrigger
    slots.newproc_system_slot(forcegchelper, cast(ptr[void], trigger))
    memstats.enablegc = True
    if debug.gcstress > 0:
        atomic.Or(addr(mallocslow), 2)


@nosplit
def gcTriggerTest(kind: i32) -> bool:
    """Report whether a cycle should start for the reason `kind`."""
    if not memstats.enablegc or panicking != 0 or gcphase != _GCoff:
        return False
    if kind == gcTriggerHeap:
        return memstats.heap_live >= memstats.gc_trigger
    if kind == gcTriggerTime:
        return forceGCDue(now())
    return True


@fills(slots.gcHeapTrigger_slot)
def _heapTrigger() -> void:
    """mallocgc took a span and heap_live is past the trigger."""
    gcStart(gcTriggerHeap)


@fills(slots.mallocHook_slot)
def _mallocHook(x: uintptr, size: uintptr) -> void:
    """After each allocation while mallocslow is set: the memory profile samples, gcstress collects at every n-th. x keeps the new
    object alive in this frame.
    """
    if (mallocslow & PROFILING) != 0:
        profilealloc(x, size)
    if debug.gcstress > 0 and atomic.Xadd(addr(work.stress), 1) % u32(debug.gcstress) == 0:
        gcStart(gcTriggerAlways)


@row("gc", enter=("kind",))
def gcStart(kind: i32) -> void:
    """Run a cycle if there is reason to and this is a place for it: a user goroutine that holds no lock. Else do
    nothing.
    """
    gp = getg()
    mp = gp.m
    if gp == mp.g0 or gp == mp.gsignal or mp.locks != 0 or mp.mallocing != 0 or mp.preemptoff is not None:
        return
    # Before the world stops: what the last cycle left to sweep.
    while gcTriggerTest(kind) and sweepone() != nothingToSweep:
        sweep.nbgsweep += 1
    slots.semacquire_slot(addr(worldsema))
    # Somebody may have collected while we waited.
    if not gcTriggerTest(kind):
        slots.semrelease_slot(addr(worldsema))
        return
    wantHelpers()
    work.tstart = now()
    if kind == gcTriggerAlways:
        memstats.numforcedgc += 1
    # This m and its P stay ours until the world runs again.
    getg().m.locks += 1
    systemstack(gcCycle)
    getg().m.locks -= 1
    slots.semrelease_slot(addr(worldsema))
    wakeSweeper()
    wakeScavenger()


@systemstack
def gcCycle() -> void:
    """Stop the world, mark, begin the sweep, start the world."""
    slots.stopTheWorldWithSema_slot()
    work.tstw = now()
    finishsweep_m()
    work.heap0 = memstats.heap_live
    work.heapgoal = memstats.next_gc
    notePeak()
    clearpools()
    gcResetMarkState()
    gcMark()
    gcSweep()
    work.tend = now()
    gcEndCycle()
    slots.startTheWorldWithSema_slot(False)
    gctraceEnd(work.cycles, work.tstart, work.tstw, work.tend, now(), work.heap0, work.heap2, work.heapgoal)


poolcleanup: ptr[funcval] = static()
"""sync's function that empties its pools; nil before there are any."""


def registerPoolCleanup(f: ptr[funcval]) -> void:
    """Have f called at the start of each cycle, with the world stopped: it allocates nothing and takes no lock."""
    poolcleanup = f


@systemstack
def clearpools() -> void:
    """Empty sync's pools."""
    f = poolcleanup
    if f is not None:
        cast(fn[[ptr[funcval]], void], f.fn)(f)


@systemstack
def gcResetMarkState() -> void:
    """Make the heap white: mark bits are fresh since the sweep, pageMarks are cleared here. The world is stopped."""
    nextMarkBitArenaEpoch()
    gcw.bytesMarked = 0
    gcw.scanWork = 0
    for i in range(mheap_.allArenas.len):
        ha = mheap_.arenas[0][mheap_.allArenas.ptr[i]]
        memclr(cast(ptr[void], addr(ha.pageMarks)), pagesPerArena // 8)
    for j in range(allplen):
        pp = allp[j]
        if pp is not None and pp.mcache is not None:
            # The block of tiny objects is no root: it lives if one of them does.
            pp.mcache.tiny = 0
            pp.mcache.tinyoffset = 0


@systemstack
@row("gc", enter=("memstats.heap_live",), leave=("memstats.heap_marked",))
def gcMark() -> void:
    """Mark everything reachable. The world is stopped."""
    w = addr(gcw)
    gcMarkRoots(w)
    drainAll(w)
    dropTimers(w)
    gcDrain(w)
    gp = allgs
    while gp is not None:
        shrinkstack(gp)
        gp = gp.alllink
    markrootFreeGStacks()


@systemstack
def markrootFreeGStacks() -> void:
    """Free the stacks of dead goroutines that no P keeps for reuse; their gs stay, without one. The world is stopped."""
    lock(addr(sched.gFree.lock))
    gp = sched.gFree.stack.head
    sched.gFree.stack.head = None
    while gp is not None:
        next = gp.schedlink
        stackfree(gp.stack)
        gp.stack.lo = 0
        gp.stack.hi = 0
        gp.stackguard0 = 0
        gp.schedlink = sched.gFree.noStack.head
        sched.gFree.noStack.head = gp
        gp = next
    unlock(addr(sched.gFree.lock))


@systemstack
@row("gc", leave=("mheap_.sweepgen",))
def gcSweep() -> void:
    """Begin a sweep: all in-use spans need one from here on. The world is stopped and the heap is marked."""
    lock(addr(mheap_.lock))
    mheap_.sweepgen += 2
    mheap_.sweepdone = 0
    if mheap_.sweepSpans[uintptr(mheap_.sweepgen) // 2 % 2].index != 0:
        # The list that is now for swept spans was drained by the sweep before.
        mheap_.sweepSpans[uintptr(mheap_.sweepgen) // 2 % 2].index = 0
    mheap_.pagesSwept = 0
    mheap_.sweepArenas = mheap_.allArenas
    mheap_.reclaimIndex = 0
    mheap_.reclaimCredit = 0
    memstats.heap_marked = gcw.bytesMarked
    memstats.heap_live = gcw.bytesMarked
    memstats.heap_scan = gcw.scanWork
    unlock(addr(mheap_.lock))
    for i in range(allplen):
        pp = allp[i]
        if pp is not None and pp.mcache is not None:
            purgecachedstats(pp.mcache)
            memstats.heap_scan = gcw.scanWork
            pp.mcache.prepareForSweep()
    freeStackSpans()
    freeWorkbufs(addr(gcw))


@systemstack
def gcEndCycle() -> void:
    """Account for the cycle and set the next goal. The world is stopped."""
    work.heap2 = memstats.heap_marked
    memstats.last_next_gc = memstats.next_gc
    memstats.last_heap_inuse = memstats.heap_inuse
    gcSetTriggerRatio()
    sec, nsec = walltime()
    memstats.last_gc_unix = u64(sec) * 1000000000 + u64(nsec)
    atomic.Store(addr(memstats.last_gc_nanotime), u64(work.tend))
    pause = u64(work.tend - work.tstart)
    memstats.pause_ns[memstats.numgc % 256] = pause
    memstats.pause_end[memstats.numgc % 256] = memstats.last_gc_unix
    memstats.pause_total_ns += pause
    memstats.pauses[63 - clz(pause | 1)] += 1
    memstats.numgc += 1
    total = work.tend - runtimeInitTime
    if total > 0:
        memstats.gc_cpu_fraction = f64(memstats.pause_total_ns) / f64(total)
    atomic.Xadd(addr(work.cycles), 1)


def wakeSweeper() -> void:
    """Wake the background sweeper if it sleeps."""
    lock(addr(sweep.lock))
    gp: ptr[g] = None
    if sweep.g is not None and sweep.parked:
        sweep.parked = False
        gp = sweep.g
    unlock(addr(sweep.lock))
    if gp is not None:
        slots.goready_slot(gp, 0)


@row("gc", leave=("memstats.numgc",))
def GC() -> void:
    """runtime.GC: a whole cycle, mark and sweep, begun after the call."""
    n = atomic.Load(addr(work.cycles))
    while atomic.Load(addr(work.cycles)) == n:
        gcStart(gcTriggerAlways)
        if atomic.Load(addr(work.cycles)) == n:
            if not memstats.enablegc or panicking != 0:
                return
            slots.gosched_slot()
    while atomic.Load(addr(work.cycles)) == n + 1 and sweepone() != nothingToSweep:
        sweep.nbgsweep += 1
        slots.gosched_slot()
    # The last spans may be in somebody else's hands.
    while atomic.Load(addr(work.cycles)) == n + 1 and atomic.Load(addr(mheap_.sweepers)) != 0:
        slots.gosched_slot()


def _timeTrigger() -> void:
    """forcegchelper was woken: no cycle ran for two minutes."""
    gcStart(gcTriggerTime)
