"""Timers: what Go's time package and timeSleep start, and running those that are due.

A timer lives in the heap of the P it was started on (timerheap.py). Every round of the scheduler runs its P's due
timers; an m without work also runs those of other Ps, and sleeps in netpoll until the earliest. A timer's function
runs in the scheduler's round on g0, with a P, and must not block: it readies a goroutine (sleep), or calls f(arg,
seq) of the time package, which sends on a channel without blocking or starts a goroutine.

A timer that a goroutine in a bubble starts lies in the bubble's heap and goes by its clock (synctest.py).

t.kind says what to call: 0 a Go function value `func(any, uintptr)` in t.f, 1 goroutineReady of the g in t.arg.data, 2 as 0, for
a timer that only sends on a channel: the collector drops it when nobody can see that (gc/roots.py).

Where to read next: proc.py (checkTimers' callers).
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.os_linux import nanotime, walltime
from rt0.runtime.core.runtime2 import (
    allp,
    bubble,
    funcval,
    g,
    getg,
    gomaxprocs,
    p,
    timer,
    timers,
    waitReasonSleep,
)
from rt0.runtime.core.throw import fatal, throw
from rt0.runtime.core.type import eface
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.persistent import persistentalloc
from rt0.runtime.sched.bubble import outside
from rt0.runtime.sched.m import wakep
from rt0.runtime.sched.netpoll import wakeNetPoller
from rt0.runtime.sched.park import gopark, goready
from rt0.runtime.sched.timerheap import doaddtimer, dodeltimer, mixtimer, siftdownTimer, updateMinWhen

maxWhen = (1 << 63) - 1

KIND_FUNC = 0
KIND_READY = 1
KIND_CHAN = 2


@row("sched", enter=("t.when", "t.period"))
def addtimer(t: ptr[timer]) -> void:
    """Start t on this P. A time before 0 is overflow: never."""
    _bound(t)
    when = t.when
    mp = getg().m
    mp.locks += 1
    ts = addr(mp.p.timers)
    lock(addr(ts.lock))
    first = doaddtimer(ts, t)
    unlock(addr(ts.lock))
    if first:
        _wake(when)
    mp.locks -= 1


def _bound(t: ptr[timer]) -> void:
    """Make t.when a time: before 0 is overflow, and 0 would say that there is no timer."""
    if t.when < 0:
        t.when = maxWhen
    if t.when == 0:
        t.when = 1


def addbubbled(t: ptr[timer], b: ptr[bubble]) -> void:
    """Start t in b, by whose clock it goes."""
    _bound(t)
    lock(addr(b.timers.lock))
    doaddtimer(addr(b.timers), t)
    mixtimer(addr(b.timers), i64(t.status) - 1)
    unlock(addr(b.timers.lock))


@systemstack
def rundue(b: ptr[bubble]) -> void:
    """Run what is due of b's timers, as if in b. On g0, for a goroutine of b: so b is not idle."""
    gp = getg()
    gp.bubble = b
    ts = addr(b.timers)
    lock(addr(ts.lock))
    while runtimer(ts, b.now) == 0:
        pass
    unlock(addr(ts.lock))
    gp.bubble = None


def _wake(when: i64) -> void:
    """Make sure that somebody looks at a new earliest timer in time."""
    if not wakeNetPoller(when):
        wakep()


def _lockheap(t: ptr[timer]) -> ptr[timers]:
    """The heap that holds t, locked; nil when t is in none. t may move between heaps until the lock is held."""
    while True:
        ts = atomic.Load(addr(t.ts))
        if ts is None:
            return None
        lock(addr(ts.lock))
        if t.ts == ts:
            return ts
        unlock(addr(ts.lock))


def deltimer(t: ptr[timer]) -> bool:
    """Stop t; whether it was waiting (not fired or stopped before)."""
    ts = _lockheap(t)
    if ts is None:
        return False
    dodeltimer(ts, i64(t.status) - 1)
    unlock(addr(ts.lock))
    return True


def modtimer(t: ptr[timer], when: i64, period: i64) -> bool:
    """Start t anew for `when`; whether it was waiting. Any number of goroutines may do so at once."""
    b: ptr[bubble] = None
    if unlikely(t.bubble != 0):
        b = getg().bubble
    lock(addr(t.changing))
    pending = deltimer(t)
    t.when = when
    t.period = period
    if likely(b is None):
        addtimer(t)
    else:
        addbubbled(t, b)
    unlock(addr(t.changing))
    if unlikely(b is not None):
        _runnow(t, b)
    return pending


def _runnow(t: ptr[timer], b: ptr[bubble]) -> void:
    """t was started in b: if it is due, it runs before its starter goes on, not when the bubble is idle next."""
    if t.when <= b.now:
        systemstack(rundue, b)


def runOneTimer(ts: ptr[timers], t: ptr[timer], now: i64) -> void:
    """Run the first timer of ts, which is due. ts.lock is held, and given up while the function runs."""
    f = t.f
    arg = t.arg
    seq = t.seq
    kind = t.kind
    if t.period > 0:
        delta = t.when - now
        t.when += t.period * (1 + -delta // t.period)
        if t.when < 0:
            t.when = maxWhen
        siftdownTimer(ts, 0)
        updateMinWhen(ts)
    else:
        dodeltimer(ts, 0)
    unlock(addr(ts.lock))
    if kind == KIND_READY:
        goready(cast(ptr[g], arg.data), 0)
    else:
        cast(fn[[eface, uintptr, ptr[funcval]], void], f.fn)(arg, seq, f)
    lock(addr(ts.lock))


def runtimer(ts: ptr[timers], now: i64) -> i64:
    """Run the first timer if it is due: 0. Else when it will be, or -1 for no timer. ts.lock held."""
    if ts.n == 0:
        return -1
    t = ts.heap[0]
    if t.when > now:
        return t.when
    runOneTimer(ts, t, now)
    return 0


@fills(slots.checkTimers_slot)
def checkTimers(pp: ptr[p], now: i64) -> tuple[i64, i64, bool]:
    """Run what is due of pp's timers. Returns the time (asked for when now is 0 and there are timers), the next
    timer's time or 0, and whether any ran. Must hold some P."""
    next = atomic.Load(addr(pp.timers.minWhen))
    if next == 0:
        return now, 0, False
    if now == 0:
        now = nanotime()
    if now < next:
        return now, next, False
    ran = False
    until: i64 = 0
    ts = addr(pp.timers)
    lock(addr(ts.lock))
    while True:
        tw = runtimer(ts, now)
        if tw != 0:
            if tw > 0:
                until = tw
            break
        ran = True
    unlock(addr(ts.lock))
    return now, until, ran


def timeSleepUntil() -> i64:
    """The earliest timer of all ps, maxWhen for none. For sysmon."""
    next: i64 = maxWhen
    for i in range(i64(gomaxprocs)):
        w = atomic.Load(addr(allp[i].timers.minWhen))
        if w != 0 and w < next:
            next = w
    return next


def _resetForSleep(gp: ptr[g], ut: ptr[void]) -> bool:
    """gopark's unlock function of timeSleep: start the timer once the goroutine waits."""
    t = cast(ptr[timer], ut)
    if likely(gp.bubble is None):
        addtimer(t)
    else:
        addbubbled(t, gp.bubble)
    return True


@row("sched", enter=("ns",))
@fills(slots.timeSleep_slot)
def timeSleep(ns: i64) -> void:
    """time.Sleep."""
    if ns <= 0:
        return
    gp = getg()
    t = gp.timer
    if t is None:
        t = cast(ptr[timer], persistentalloc(sizeof(timer), 8, addr(memstats.other_sys)))
        gp.timer = t
    t.kind = KIND_READY
    t.arg.data = cast(ptr[void], gp)
    t.period = 0
    t.when = timenano() + ns
    gopark(_resetForSleep, cast(ptr[void], t), waitReasonSleep, 0, 1)


def startTimer(t: ptr[timer]) -> void:
    """time.startTimer: t is time's own struct, which begins as `timer` does (docs/abi.md, linknames). It may lie in
    the heap: the collector follows every p's timers (gc/mark)."""
    if t.status != 0:
        throw("startTimer: timer is running")
    if t.kind != KIND_CHAN:
        t.kind = KIND_FUNC
    b = getg().bubble
    if likely(b is None):
        addtimer(t)
        return
    t.bubble = b.id
    addbubbled(t, b)
    _runnow(t, b)


def stopTimer(t: ptr[timer], resets: bool) -> bool:
    """time.stopTimer: whether t was waiting. resets: it will be started anew."""
    if outside(t.bubble):
        fatal("reset of synctest timer from outside bubble" if resets else "stop of synctest timer from outside bubble")
    return deltimer(t)


def resetTimer(t: ptr[timer], when: i64, period: i64) -> bool:
    """time.resetTimer: start t anew; whether it was waiting."""
    if t.kind != KIND_CHAN:
        t.kind = KIND_FUNC
    return modtimer(t, when, period)


# ---- the clock that package time sees --------------------------------------------------------------------------------


def timenow() -> tuple[i64, i32, i64]:
    """Seconds and nanoseconds since 1970, and the monotonic clock, 0 in a bubble."""
    b = getg().bubble
    if unlikely(b is not None):
        return b.now // 1000000000, i32(b.now % 1000000000), 0
    sec, nsec = walltime()
    return sec, nsec, nanotime()


def timemono() -> i64:
    """The monotonic clock, 0 in a bubble."""
    if unlikely(getg().bubble is not None):
        return 0
    return nanotime()


def timenano() -> i64:
    """What timers go by: the monotonic clock, or the bubble's."""
    b = getg().bubble
    if unlikely(b is not None):
        return b.now
    return nanotime()
