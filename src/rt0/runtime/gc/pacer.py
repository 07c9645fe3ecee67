"""Pacing: when the next cycle starts, and how fast sweeping and scavenging must go until then.

The goal of a cycle is GOGC percent above what the last mark found live, at least heapminimum (4 MB at GOGC=100), and at least 1 MB
above what is live: a small heap with a small GOGC would be collected at every few allocations, without time to sweep.
Marking stops the world, so nothing is allocated while it runs and the trigger is the goal itself; a concurrent mark
will start earlier, by what the program allocates meanwhile (triggerRatio). A memory limit (GOMEMLIMIT) lowers the goal
when the heap would pass it.

Everything here is written with the world stopped, or under mheap_.lock by setGCPercent. heap_live is compared with
gc_trigger by mallocgc whenever it took a span, so a cycle starts at most a span per P late. Source: document section
37 (sweepPagesPerByte and its basis).
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.env import atoi, debug, gogetenv
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.gc.scavenge import gcPaceScavenger
from rt0.runtime.mem.mheap import mheap_
from rt0.runtime.mem.mstats import memstats

defaultHeapMinimum = 4 << 20
_never = 0xFFFFFFFFFFFFFFFF
sweepMinHeapDistance = 1 << 20
"""However small GOGC and the heap, cycles are this many bytes of allocation apart, as Go's are."""
_minLimitStep = 1 << 20
"""With a memory limit below the live heap, cycles are still at least this much allocation apart."""


@notinheap
@struct
class gcControllerState:
    """What decides the next cycle."""

    gcpercent: i64
    """GOGC; negative: off."""
    heapminimum: u64
    """No cycle below this many live bytes: 4 MB * GOGC / 100."""
    memlimit: u64
    """GOMEMLIMIT in bytes; all ones: none."""


gcController: gcControllerState = static()


@row("gc", leave=("gcController.gcpercent", "memstats.gc_trigger"), section=5)
def gcinit() -> void:
    """Set the first goal. From schedinit, after the environment was read."""
    gcController.memlimit = _readGOMEMLIMIT()
    mheap_.sweepdone = 1
    memstats.heap_marked = 0
    memstats.triggerRatio = 1.0
    _setPercent(debug.gcpercent)
    gcSetTriggerRatio()


def _setPercent(percent: i64) -> void:
    gcController.gcpercent = percent
    if percent < 0:
        gcController.heapminimum = defaultHeapMinimum
    else:
        gcController.heapminimum = u64(defaultHeapMinimum) * u64(percent) // 100


def _readGOMEMLIMIT() -> u64:
    """Return GOMEMLIMIT in bytes (a number with B, KiB, MiB, GiB or TiB); all ones for off, unset or malformed."""
    s = gogetenv("GOMEMLIMIT")
    n = s.len
    shift: u64 = 0
    if n > 0 and s.ptr[n - 1] == 66:
        n -= 1
        if n > 1 and s.ptr[n - 1] == 105:
            unit = s.ptr[n - 2]
            n -= 2
            if unit == 75:
                shift = 10
            elif unit == 77:
                shift = 20
            elif unit == 71:
                shift = 30
            elif unit == 84:
                shift = 40
            else:
                return _never
    v, ok = atoi(string(s.ptr, n))
    if not ok or v < 0 or (u64(v) << shift) >> shift != u64(v):
        return _never
    return u64(v) << shift


def overhead() -> u64:
    """Return the bytes of the runtime's memory that no collection frees, for the memory limit."""
    return (
        memstats.stacks_inuse
        + memstats.mspan_sys
        + memstats.mcache_sys
        + memstats.gc_sys
        + memstats.other_sys
        + memstats.buckhash_sys
    )


@row("gc", leave=("memstats.next_gc", "memstats.gc_trigger"))
def gcSetTriggerRatio() -> void:
    """Compute the goal and trigger from heap_marked, and from them the pace of sweeping and scavenging.

    The world is stopped, or mheap_.lock is held.
    """
    goal: u64 = _never
    marked = memstats.heap_marked
    if gcController.gcpercent >= 0:
        goal = marked + u64(f64(marked) * f64(gcController.gcpercent) / 100.0)
        if goal < gcController.heapminimum:
            goal = gcController.heapminimum
        if goal < marked + sweepMinHeapDistance:
            goal = marked + sweepMinHeapDistance
    if gcController.memlimit != _never:
        used = overhead()
        room: u64 = 0
        if gcController.memlimit > used:
            room = gcController.memlimit - used
        if room < marked + _minLimitStep:
            room = marked + _minLimitStep
        if room < goal:
            goal = room
    memstats.next_gc = goal
    memstats.gc_trigger = goal
    _setSweepPace(goal)
    gcPaceScavenger()


def _setSweepPace(trigger: u64) -> void:
    """Draw the line of proportional sweep from here to the trigger."""
    if mheap_.sweepdone != 0:
        mheap_.sweepPagesPerByte = 0.0
        return
    heapLiveBasis = atomic.Load(addr(memstats.heap_live))
    # Done a little before the trigger.
    distance = i64(trigger) - i64(heapLiveBasis) - 1024 * 1024
    if trigger == _never or distance < 0x2000:
        distance = 0x2000 if trigger != _never else 1 << 40
    pagesSwept = atomic.Load(addr(mheap_.pagesSwept))
    pagesInUse = atomic.Load(addr(mheap_.pagesInUse))
    sweepDistancePages = i64(pagesInUse) - i64(pagesSwept)
    if sweepDistancePages <= 0:
        mheap_.sweepPagesPerByte = 0.0
    else:
        mheap_.sweepPagesPerByte = f64(sweepDistancePages) / f64(distance)
        mheap_.sweepHeapLiveBasis = heapLiveBasis
        # Last: it tells sweepers that the line is new.
        atomic.Store(addr(mheap_.pagesSweptBasis), pagesSwept)


def setGCPercent(percent: i32) -> i32:
    """Set GOGC and return what it was (debug.SetGCPercent). Negative turns collection off."""
    return systemstack(_setGCPercent, percent)


@systemstack
def _setGCPercent(percent: i32) -> i32:
    lock(addr(mheap_.lock))
    old = i32(gcController.gcpercent)
    _setPercent(i64(-1 if percent < 0 else percent))
    gcSetTriggerRatio()
    unlock(addr(mheap_.lock))
    return old


def setMemoryLimit(limit: i64) -> i64:
    """Set the memory limit in bytes and return what it was (debug.SetMemoryLimit); negative only asks."""
    return systemstack(_setMemoryLimit, limit)


@systemstack
def _setMemoryLimit(limit: i64) -> i64:
    lock(addr(mheap_.lock))
    old = i64(gcController.memlimit)
    if gcController.memlimit == _never:
        old = 0x7FFFFFFFFFFFFFFF
    if limit >= 0:
        gcController.memlimit = u64(limit) if limit != 0x7FFFFFFFFFFFFFFF else u64(_never)
        gcSetTriggerRatio()
    unlock(addr(mheap_.lock))
    return old
