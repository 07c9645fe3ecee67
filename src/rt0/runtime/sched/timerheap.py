"""The timers of a p: a 4-ary min-heap by `when`.

p.timerslock protects the heap and the fields `pp`, `when`, `period` and `status` of the timers in it; `status` is 0
outside of any heap, else the index plus 1. p.timer0When repeats the first timer's `when` (0 for none), so that
schedule() need not lock to see that nothing is due. Four children a node: half the depth of a binary heap, and
siblings share a cache line.

Where to read next: timer.py (what Go's time package calls, and who runs timers).
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import p, timer
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.sysmem_linux import sysAlloc, sysFree


def _place(pp: ptr[p], t: ptr[timer], i: i64) -> void:
    """Put t at index i."""
    pp.timers[i] = t
    t.status = u32(i) + 1


def siftupTimer(pp: ptr[p], i: i64) -> void:
    """Move the timer at i towards the root until its parent is not later."""
    t = pp.timers[i]
    while i > 0:
        parent = (i - 1) // 4
        if t.when >= pp.timers[parent].when:
            break
        _place(pp, pp.timers[parent], i)
        i = parent
    _place(pp, t, i)


def siftdownTimer(pp: ptr[p], i: i64) -> void:
    """Move the timer at i towards the leaves until no child is earlier."""
    n = pp.ntimers
    t = pp.timers[i]
    while True:
        c = i * 4 + 1
        if c >= n:
            break
        best = c
        k = c + 1
        while k < n and k < c + 4:
            if pp.timers[k].when < pp.timers[best].when:
                best = k
            k += 1
        if pp.timers[best].when >= t.when:
            break
        _place(pp, pp.timers[best], i)
        i = best
    _place(pp, t, i)


def updateTimer0When(pp: ptr[p]) -> void:
    """Repeat the first timer's time where others read it."""
    if pp.ntimers == 0:
        atomic.Store(addr(pp.timer0When), 0)
    else:
        atomic.Store(addr(pp.timer0When), pp.timers[0].when)


def _grow(pp: ptr[p]) -> void:
    """Double the heap's array. Its memory comes from the system: the array may be large and is not the collector's."""
    cap = pp.captimers * 2
    if cap == 0:
        cap = 512
    a = cast(ptr[ptr[timer]], sysAlloc(uintptr(cap) * 8, addr(memstats.other_sys)))
    if a is None:
        throw("out of memory for timers")
    if pp.ntimers > 0:
        memmove(cast(ptr[void], a), cast(ptr[void], pp.timers), pp.ntimers * 8)
    if pp.timers is not None:
        sysFree(cast(ptr[void], pp.timers), uintptr(pp.captimers) * 8, addr(memstats.other_sys))
    pp.timers = a
    pp.captimers = cap


def doaddtimer(pp: ptr[p], t: ptr[timer]) -> bool:
    """Put t into pp's heap; whether it is the first one now. timerslock held."""
    if t.status != 0:
        throw("doaddtimer: timer is in a heap")
    if pp.ntimers == pp.captimers:
        _grow(pp)
    t.pp = pp
    i = pp.ntimers
    pp.ntimers = i + 1
    _place(pp, t, i)
    siftupTimer(pp, i)
    updateTimer0When(pp)
    return pp.timers[0] == t


def dodeltimer(pp: ptr[p], i: i64) -> void:
    """Take the timer at i out of pp's heap. timerslock held."""
    t = pp.timers[i]
    last = pp.ntimers - 1
    moved = pp.timers[last]
    pp.timers[last] = None
    pp.ntimers = last
    if i != last:
        _place(pp, moved, i)
        siftupTimer(pp, i)
        siftdownTimer(pp, i64(moved.status) - 1)
    t.status = 0
    t.pp = None
    updateTimer0When(pp)


@fills(slots.compacttimers_slot)
def compacttimers(pp: ptr[p]) -> void:
    """Make a heap again of the timers that are left after the collector has set some entries to nil. The world is stopped, so
    nobody holds timerslock."""
    n = pp.ntimers
    k: i64 = 0
    for i in range(n):
        t = pp.timers[i]
        if t is not None:
            _place(pp, t, k)
            k += 1
    pp.ntimers = k
    for j in range(k, n):
        pp.timers[j] = None
    parent = (k - 2) // 4 if k >= 2 else -1
    while parent >= 0:
        siftdownTimer(pp, parent)
        parent -= 1
    updateTimer0When(pp)


def moveTimers(to: ptr[p], pp: ptr[p]) -> void:
    """Give all of pp's timers to another p. The world is stopped."""
    if pp.ntimers == 0:
        return
    lock(addr(to.timerslock))
    lock(addr(pp.timerslock))
    while pp.ntimers > 0:
        t = pp.timers[pp.ntimers - 1]
        dodeltimer(pp, pp.ntimers - 1)
        doaddtimer(to, t)
    unlock(addr(pp.timerslock))
    unlock(addr(to.timerslock))
