"""synctest.Run and Wait: what a bubble's root does, and its clock.

The goroutine that calls Run is the bubble's root. It starts the main goroutine, runs the bubble's timers that are due, and sleeps; it
is woken when the bubble is idle (bubble.py) and nobody is in Wait, sets the clock to the next timer and goes on. It ends when there is
no timer, or the main goroutine has ended: then time stands still. Goroutines that are left can never go on: a deadlock.

A bubble's clock starts at midnight UTC of 2000-01-01 and counts nanoseconds since 1970, its timers' `when` too; there is no monotonic
clock inside. Only the root sets it, while all others wait, so that reading it needs no lock.

Records of bubbles are reused, their numbers are not: channels, timers and wait groups keep the number.

Source: Go's testing/synctest package (documentation). Where to read next: timer.py, std/runtime/linkedsync.go.
"""

from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.runtime2 import (
    bubble,
    bubbles,
    g,
    getg,
    waitReasonSynctestRun,
    waitReasonSynctestWait,
)
from rt0.runtime.mem.mheap_lookup import spanOf
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.persistent import persistentalloc
from rt0.runtime.sched.bubble import bubbleid, hold, release
from rt0.runtime.sched.park import gopark
from rt0.runtime.sched.timer import rundue
from rt0.runtime.sched.timerheap import dodeltimer

_START = 946684800 * 1000000000
"""2000-01-01 00:00:00 UTC in nanoseconds since 1970."""

ALL_ENDED, ALL_WAIT, MAIN_ENDED = 0, 1, 2
"""How Run ends: well; every goroutine waits and there is no timer; the main one has ended and others have not."""
WAITED, NO_BUBBLE, WAITED_FOR = 0, 1, 2
"""How Wait ends: well; outside of a bubble; another goroutine of the bubble is in Wait."""


def synctestbegin() -> bool:
    """Make this goroutine the root of a new bubble; False if it is in one."""
    gp = getg()
    if gp.bubble is not None:
        return False
    lock(addr(bubbles.lock))
    b = bubbles.free
    if b is not None:
        bubbles.free = b.alllink
    else:
        b = cast(ptr[bubble], persistentalloc(sizeof(bubble), 8, addr(memstats.other_sys)))
    bubbles.last += 1
    if bubbles.last == 0:
        bubbles.last = 1
    b.id = bubbles.last
    b.now = _START
    b.root = gp
    b.main = None
    b.waiter = None
    b.waiting = False
    b.done = False
    b.total = 1
    b.running = 1
    b.active = 0
    b.alllink = bubbles.all
    bubbles.all = b
    unlock(addr(bubbles.lock))
    gp.bubble = b
    return True


def synctestloop(deadlock: ptr[void]) -> i64:
    """The root's life, once it has started the main goroutine: ALL_ENDED, ALL_WAIT or MAIN_ENDED. deadlock: the descriptor of the error
    that it panics with at such an end."""
    b = getg().bubble
    bubbles.deadlock = deadlock
    while True:
        systemstack(rundue, b)
        gopark(None, None, waitReasonSynctestRun, 0, 1)
        lock(addr(b.lock))
        b.active -= 1
        next = atomic.Load(addr(b.timers.minWhen))
        if next == 0 or b.done:
            break
        if next > b.now:
            b.now = next
        unlock(addr(b.lock))
    how: i64 = ALL_ENDED
    if b.total != 1:
        how = MAIN_ENDED if b.done else ALL_WAIT
    unlock(addr(b.lock))
    return how


def synctestend() -> void:
    """This goroutine, a root, leaves its bubble, which is gone unless others still wait in it. Its timers never fire."""
    gp = getg()
    b = gp.bubble
    gp.bubble = None
    if b.total != 1:
        return
    ts = addr(b.timers)
    lock(addr(ts.lock))
    while ts.n > 0:
        dodeltimer(ts, ts.n - 1)
    unlock(addr(ts.lock))
    lock(addr(bubbles.lock))
    at = addr(bubbles.all)
    while at[0] != b:
        at = addr(at[0].alllink)
    at[0] = b.alllink
    b.alllink = bubbles.free
    bubbles.free = b
    unlock(addr(bubbles.lock))


def _waits(gp: ptr[g], _: ptr[void]) -> bool:
    """gopark's function of synctestwait: from now on gp is woken when the bubble is idle."""
    b = gp.bubble
    lock(addr(b.lock))
    b.waiter = gp
    unlock(addr(b.lock))
    return True


def synctestwait() -> i64:
    """Sleep until every other goroutine of the bubble waits durably: WAITED, NO_BUBBLE or WAITED_FOR."""
    b = getg().bubble
    if b is None:
        return NO_BUBBLE
    lock(addr(b.lock))
    taken = b.waiting
    b.waiting = True
    unlock(addr(b.lock))
    if taken:
        return WAITED_FOR
    gopark(_waits, None, waitReasonSynctestWait, 0, 1)
    lock(addr(b.lock))
    b.active -= 1
    b.waiter = None
    b.waiting = False
    unlock(addr(b.lock))
    return WAITED


def synctestid() -> u32:
    """The number of this goroutine's bubble, 0 outside."""
    return bubbleid()


def synctestglobal(p: ptr[void]) -> bool:
    """Whether p points to a variable of a package: such a one is in no bubble. (Heap and stacks are made of spans.)"""
    return spanOf(uintptr(p)) is None


def synctestacquire() -> ptr[bubble]:
    """This goroutine's bubble, held until synctestrelease; nil outside."""
    b = getg().bubble
    if b is not None:
        hold(b)
    return b


def synctestrelease(b: ptr[bubble]) -> void:
    """Give up what synctestacquire gave."""
    release(b)


def synctestenter(b: ptr[bubble]) -> bool:
    """This goroutine, in no bubble yet, acts for b, which the caller holds; nil: for none. False if it is in another one."""
    gp = getg()
    if b is not None and gp.bubble is not None:
        return False
    gp.bubble = b
    return True
