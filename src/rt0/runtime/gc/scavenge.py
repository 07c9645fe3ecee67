"""The scavenger's pace: when free pages go back to the system.

A first touch is what memory costs (README of the benchmarks), so pages that the next cycle will use again must stay.
What the heap retains may therefore be a tenth above the most that was in use at the end of the last few cycles, scaled
by how the goal moved (scavengeRetainedGoal). What is beyond it goes back over a minute (scavengeBytesPerNS), by the
goroutine bgscavenge, a huge page at a time, and at once only when the heap must grow (mheap.scavengeIfNeededLocked) or
the memory limit is near.

The goal and the rate are written by gcPaceScavenger with mheap_.lock held or the world stopped; scavenge.lock protects
g and parked. Source: document section 37 (scavengeRetainedGoal and its neighbours).
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.chance import now
from rt0.runtime.core.env import debug
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.print import printint, printlock, printnl, printstring, printuint, printunlock
from rt0.runtime.core.runtime2 import (
    g,
    getg,
    mutex,
    physHugePageSize,
    physPageSize,
    waitReasonGCScavengeWait,
)
from rt0.runtime.mem.mheap import mheap_
from rt0.runtime.mem.mstats import memstats

retainExtraPercent = 10
"""How much more than the heap's size at the goal is kept."""
scavengePeriod = 60 * 1000 * 1000 * 1000
"""Nanoseconds over which what is beyond the goal goes back."""
_minSleep = 1000 * 1000
_history = 4


@notinheap
@struct
class scavengedata:
    """State of the background scavenger; lock protects g and parked."""

    lock: mutex
    g: ptr[g]
    parked: bool
    gen: u64  # mheap_.scavengeGen that the goroutine works for; its own
    released: u64  # bytes given back since gcPaceScavenger; its own
    peak: array[u64, _history]  # heap_inuse at the last cycles' starts; written with the world stopped
    npeak: u64


scavenge: scavengedata = static()


def notePeak() -> void:
    """Remember how much of the heap was in use at the start of a cycle, which is when it is most.

    The world is stopped.
    """
    scavenge.peak[scavenge.npeak % _history] = memstats.heap_inuse
    scavenge.npeak += 1


def _peak() -> u64:
    top: u64 = 0
    for i in range(_history):
        if scavenge.peak[i] > top:
            top = scavenge.peak[i]
    return top


@row("gc", leave=("mheap_.scavengeRetainedGoal", "mheap_.heapRetained()"))
def gcPaceScavenger() -> void:
    """Set the scavenger's goal and rate for the time until the next cycle.

    The world is stopped, or mheap_.lock is held.
    """
    if scavenge.npeak == 0:
        # No cycle yet: nothing is known to be too much.
        mheap_.scavengeBytesPerNS = 0.0
        return
    inuse = _peak()
    if memstats.heap_inuse > inuse:
        inuse = memstats.heap_inuse
    growth = 1.0
    if memstats.last_next_gc != 0 and memstats.next_gc > memstats.last_next_gc and memstats.next_gc >> 62 == 0:
        growth = f64(memstats.next_gc) / f64(memstats.last_next_gc)
    goal = u64(f64(inuse) * growth * (1.0 + f64(retainExtraPercent) / 100.0))
    goal = (goal + (physPageSize - 1)) & ~(physPageSize - 1)
    mheap_.scavengeRetainedGoal = goal
    retained = mheap_.heapRetained()
    if retained <= goal or retained - goal < physPageSize:
        mheap_.scavengeBytesPerNS = 0.0
        return
    mheap_.scavengeTimeBasis = now()
    mheap_.scavengeRetainedBasis = retained
    mheap_.scavengeBytesPerNS = f64(retained - goal) / f64(scavengePeriod)
    mheap_.scavengeGen += 1


@row("gc")
def wakeScavenger() -> void:
    """Wake the background scavenger if it sleeps. After a cycle, on a goroutine or g0, no lock held."""
    lock(addr(scavenge.lock))
    gp: ptr[g] = None
    if scavenge.g is not None and scavenge.parked:
        scavenge.parked = False
        gp = scavenge.g
    unlock(addr(scavenge.lock))
    if gp is not None:
        slots.goready_slot(gp, 0)


@row("gc", enter=("getg().goid",), section=10)
def bgscavenge(c: ptr[void]) -> void:
    """The background scavenger: gives pages back at the pace set, sleeps when there is nothing to do. gcenable starts
    it.
    """
    scavenge.g = getg()
    lock(addr(scavenge.lock))
    scavenge.parked = True
    # As in bgsweep: the channel has room.
    slots.chansend_int_slot(c, 1)
    slots.goparkunlock_slot(addr(scavenge.lock), u8(waitReasonGCScavengeWait), 0, 1)
    while True:
        wait = systemstack(scavengeStep)
        if wait > 0:
            slots.timeSleep_slot(wait)
            continue
        lock(addr(scavenge.lock))
        scavenge.parked = True
        slots.goparkunlock_slot(addr(scavenge.lock), u8(waitReasonGCScavengeWait), 0, 1)


@systemstack
@row("gc", leave=("result",))
def scavengeStep() -> i64:
    """Give back one huge page's worth if the pace says so; return nanoseconds to wait, 0 if there is no more to do."""
    lock(addr(mheap_.lock))
    rate = mheap_.scavengeBytesPerNS
    retained = mheap_.heapRetained()
    goal = mheap_.scavengeRetainedGoal
    if rate == 0.0 or retained <= goal:
        mheap_.scavengeBytesPerNS = 0.0
        unlock(addr(mheap_.lock))
        return 0
    if mheap_.scavengeGen != scavenge.gen:
        scavenge.gen = mheap_.scavengeGen
        scavenge.released = 0
    due = f64(now() - mheap_.scavengeTimeBasis) * rate
    step = physHugePageSize
    if step == 0:
        step = 64 * physPageSize
    if step > retained - goal:
        step = retained - goal
    wait: i64 = 0
    if f64(scavenge.released) + f64(step) <= due:
        r = mheap_.scavengeLocked(step)
        if r == 0:
            # What is free is free in part of a physical page only.
            mheap_.scavengeBytesPerNS = 0.0
            unlock(addr(mheap_.lock))
            return 0
        scavenge.released += r
        wait = _minSleep
    else:
        wait = i64((f64(scavenge.released) + f64(step) - due) / rate)
        if wait < _minSleep:
            wait = _minSleep
    unlock(addr(mheap_.lock))
    if debug.scavtrace > 0:
        _tracescavenge(scavenge.released, retained)
    return wait


@noinline
def _tracescavenge(released: u64, retained: u64) -> void:
    """GODEBUG=scavtrace=1: one line a step."""
    printlock()
    printstring("scav ")
    printuint(released >> 10)
    printstring(" KiB work, ")
    printuint(retained >> 10)
    printstring(" KiB total, ")
    inuse = memstats.heap_inuse
    printint(i64(inuse * 100 // retained) if retained > 0 else 0)
    printstring("% util")
    printnl()
    printunlock()


def freeOSMemory() -> void:
    """Give back every free page now (debug.FreeOSMemory, after a collection)."""
    systemstack(_freeOSMemory)


@systemstack
def _freeOSMemory() -> void:
    lock(addr(mheap_.lock))
    mheap_.scavengeAll()
    unlock(addr(mheap_.lock))
