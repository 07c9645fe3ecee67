"""The timers of a p, or of a bubble: a 4-ary min-heap by `when`.

timers.lock protects the heap and the fields `ts`, `when`, `period` and `status` of the timers in it; `status` is 0
outside of any heap, else the index plus 1. timers.minWhen repeats the first timer's `when` (0 for none), so that
schedule() need not lock to see that nothing is due. Four children a node: half the depth of a binary heap, and
siblings share a cache line.

Where to read next: timer.py (what Go's time package calls, and who runs timers).
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.chance import fastrand
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import timer, timers
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.sysmem_linux import sysAlloc, sysFree


def _place(ts: ptr[timers], t: ptr[timer], i: i64) -> void:
    """Put t at index i."""
    ts.heap[i] = t
    t.status = u32(i) + 1


def siftupTimer(ts: ptr[timers], i: i64) -> void:
    """Move the timer at i towards the root until its parent is not later."""
    t = ts.heap[i]
    while i > 0:
        parent = (i - 1) // 4
        if t.when >= ts.heap[parent].when:
            break
        _place(ts, ts.heap[parent], i)
        i = parent
    _place(ts, t, i)


def siftdownTimer(ts: ptr[timers], i: i64) -> void:
    """Move the timer at i towards the leaves until no child is earlier."""
    n = ts.n
    t = ts.heap[i]
    while True:
        c = i * 4 + 1
        if c >= n:
            break
        best = c
        k = c + 1
        while k < n and k < c + 4:
            if ts.heap[k].when < ts.heap[best].when:
                best = k
            k += 1
        if ts.heap[best].when >= t.when:
            break
        _place(ts, ts.heap[best], i)
        i = best
    _place(ts, t, i)


def mixtimer(ts: ptr[timers], i: i64) -> void:
    """Move the timer at i, which has just been added, by chance before those of the same time: a bubble's clock has many of these, and no
    program is to rely on their order. ts.lock held."""
    t = ts.heap[i]
    while i > 0:
        parent = (i - 1) // 4
        if ts.heap[parent].when != t.when or fastrand() & 1 != 0:
            break
        _place(ts, ts.heap[parent], i)
        i = parent
    _place(ts, t, i)


def updateMinWhen(ts: ptr[timers]) -> void:
    """Repeat the first timer's time where others read it."""
    if ts.n == 0:
        atomic.Store(addr(ts.minWhen), 0)
    else:
        atomic.Store(addr(ts.minWhen), ts.heap[0].when)


def _grow(ts: ptr[timers]) -> void:
    """Double the heap's array. Its memory comes from the system: the array may be large and is not the collector's."""
    cap = ts.cap * 2
    if cap == 0:
        cap = 512
    a = cast(ptr[ptr[timer]], sysAlloc(uintptr(cap) * 8, addr(memstats.other_sys)))
    if a is None:
        throw("out of memory for timers")
    if ts.n > 0:
        memmove(cast(ptr[void], a), cast(ptr[void], ts.heap), ts.n * 8)
    if ts.heap is not None:
        sysFree(cast(ptr[void], ts.heap), uintptr(ts.cap) * 8, addr(memstats.other_sys))
    ts.heap = a
    ts.cap = cap


def doaddtimer(ts: ptr[timers], t: ptr[timer]) -> bool:
    """Put t into ts; whether it is the first one now. ts.lock held."""
    if t.status != 0:
        throw("doaddtimer: timer is in a heap")
    if ts.n == ts.cap:
        _grow(ts)
    t.ts = ts
    i = ts.n
    ts.n = i + 1
    _place(ts, t, i)
    siftupTimer(ts, i)
    updateMinWhen(ts)
    return ts.heap[0] == t


def dodeltimer(ts: ptr[timers], i: i64) -> void:
    """Take the timer at i out of ts. ts.lock held."""
    t = ts.heap[i]
    last = ts.n - 1
    moved = ts.heap[last]
    ts.heap[last] = None
    ts.n = last
    if i != last:
        _place(ts, moved, i)
        siftupTimer(ts, i)
        siftdownTimer(ts, i64(moved.status) - 1)
    t.status = 0
    t.ts = None
    updateMinWhen(ts)


@fills(slots.compacttimers_slot)
def compacttimers(ts: ptr[timers]) -> void:
    """Make a heap again of the timers that are left after the collector has set some entries to nil. The world is stopped, so
    nobody holds the lock."""
    n = ts.n
    k: i64 = 0
    for i in range(n):
        t = ts.heap[i]
        if t is not None:
            _place(ts, t, k)
            k += 1
    ts.n = k
    for j in range(k, n):
        ts.heap[j] = None
    parent = (k - 2) // 4 if k >= 2 else -1
    while parent >= 0:
        siftdownTimer(ts, parent)
        parent -= 1
    updateMinWhen(ts)


def moveTimers(to: ptr[timers], ts: ptr[timers]) -> void:
    """Give all timers to another p's heap. The world is stopped."""
    if ts.n == 0:
        return
    lock(addr(to.lock))
    lock(addr(ts.lock))
    while ts.n > 0:
        t = ts.heap[ts.n - 1]
        dodeltimer(ts, ts.n - 1)
        doaddtimer(to, t)
    unlock(addr(ts.lock))
    unlock(addr(to.lock))
