"""Timers: what Go's time package and timeSleep start, and running those that are due.

A timer lives in the heap of the P it was started on (timerheap.py). Every round of the scheduler runs its P's due
timers; an m without work also runs those of other Ps, and sleeps in netpoll until the earliest. A timer's function
runs in the scheduler's round on g0, with a P, and must not block: it readies a goroutine (sleep), or calls f(arg,
seq) of the time package, which sends on a channel without blocking or starts a goroutine.

t.kind says what to call: 0 a Go function value `func(any, uintptr)` in t.f, 1 goroutineReady of the g in t.arg.data, 2 as 0, for
a timer that only sends on a channel: the collector drops it when nobody can see that (gc/roots.py).

Where to read next: proc.py (checkTimers' callers).
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.os_linux import nanotime
from rt0.runtime.core.runtime2 import (
    allp,
    funcval,
    g,
    getg,
    gomaxprocs,
    p,
    timer,
    waitReasonSleep,
)
from rt0.runtime.core.throw import throw
from rt0.runtime.core.type import eface
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.persistent import persistentalloc
from rt0.runtime.sched.m import wakep
from rt0.runtime.sched.netpoll import wakeNetPoller
from rt0.runtime.sched.park import gopark, goready
from rt0.runtime.sched.timerheap import doaddtimer, dodeltimer, siftdownTimer, updateTimer0When

maxWhen = (1 << 63) - 1

KIND_FUNC = 0
KIND_READY = 1
KIND_CHAN = 2


@row("sched", enter=("t.when", "t.period"))
def addtimer(t: ptr[timer]) -> void:
    """Start t on this P. A time before 0 is overflow: never."""
    if t.when < 0:
        t.when = maxWhen
    if t.when == 0:
        t.when = 1
    when = t.when
    mp = getg().m
    mp.locks += 1
    pp = mp.p
    lock(addr(pp.timerslock))
    first = doaddtimer(pp, t)
    unlock(addr(pp.timerslock))
    if first:
        _wake(when)
    mp.locks -= 1


def _wake(when: i64) -> void:
    """Make sure that somebody looks at a new earliest timer in time."""
    if not wakeNetPoller(when):
        wakep()


def _lockheap(t: ptr[timer]) -> ptr[p]:
    """The P whose heap holds t, locked; nil when t is in none. t may move between heaps until the lock is held."""
    while True:
        pp = atomic.Load(addr(t.pp))
        if pp is None:
            return None
        lock(addr(pp.timerslock))
        if t.pp == pp:
            return pp
        unlock(addr(pp.timerslock))


def deltimer(t: ptr[timer]) -> bool:
    """Stop t; whether it was waiting (not fired or stopped before)."""
    pp = _lockheap(t)
    if pp is None:
        return False
    dodeltimer(pp, i64(t.status) - 1)
    unlock(addr(pp.timerslock))
    return True


def modtimer(t: ptr[timer], when: i64, period: i64) -> bool:
    """Start t anew for `when`; whether it was waiting. Any number of goroutines may do so at once."""
    lock(addr(t.changing))
    pending = deltimer(t)
    t.when = when
    t.period = period
    addtimer(t)
    unlock(addr(t.changing))
    return pending


def runOneTimer(pp: ptr[p], t: ptr[timer], now: i64) -> void:
    """Run the first timer of pp, which is due. timerslock is held, and given up while the function runs."""
    f = t.f
    arg = t.arg
    seq = t.seq
    kind = t.kind
    if t.period > 0:
        delta = t.when - now
        t.when += t.period * (1 + -delta // t.period)
        if t.when < 0:
            t.when = maxWhen
        siftdownTimer(pp, 0)
        updateTimer0When(pp)
    else:
        dodeltimer(pp, 0)
    unlock(addr(pp.timerslock))
    if kind == KIND_READY:
        goready(cast(ptr[g], arg.data), 0)
    else:
        cast(fn[[eface, uintptr, ptr[funcval]], void], f.fn)(arg, seq, f)
    lock(addr(pp.timerslock))


def runtimer(pp: ptr[p], now: i64) -> i64:
    """Run pp's first timer if it is due: 0. Else when it will be, or -1 for no timer. timerslock held."""
    if pp.ntimers == 0:
        return -1
    t = pp.timers[0]
    if t.when > now:
        return t.when
    runOneTimer(pp, t, now)
    return 0


@fills(slots.checkTimers_slot)
def checkTimers(pp: ptr[p], now: i64) -> tuple[i64, i64, bool]:
    """Run what is due of pp's timers. Returns the time (asked for when now is 0 and there are timers), the next
    timer's time or 0, and whether any ran. Must hold some P."""
    next = atomic.Load(addr(pp.timer0When))
    if next == 0:
        return now, 0, False
    if now == 0:
        now = nanotime()
    if now < next:
        return now, next, False
    ran = False
    until: i64 = 0
    lock(addr(pp.timerslock))
    while True:
        tw = runtimer(pp, now)
        if tw != 0:
            if tw > 0:
                until = tw
            break
        ran = True
    unlock(addr(pp.timerslock))
    return now, until, ran


def timeSleepUntil() -> i64:
    """The earliest timer of all ps, maxWhen for none. For sysmon."""
    next: i64 = maxWhen
    for i in range(i64(gomaxprocs)):
        w = atomic.Load(addr(allp[i].timer0When))
        if w != 0 and w < next:
            next = w
    return next


def _resetForSleep(gp: ptr[g], ut: ptr[void]) -> bool:
    """gopark's unlock function of timeSleep: start the timer once the goroutine waits."""
    addtimer(cast(ptr[timer], ut))
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
    t.when = nanotime() + ns
    if t.when < 0:
        t.when = maxWhen
    gopark(_resetForSleep, cast(ptr[void], t), waitReasonSleep, 0, 1)


def startTimer(t: ptr[timer]) -> void:
    """time.startTimer: t is time's own struct, which begins as `timer` does (docs/abi.md, linknames). It may lie in
    the heap: the collector follows every p's timers (gc/mark)."""
    if t.status != 0:
        throw("startTimer: timer is running")
    if t.kind != KIND_CHAN:
        t.kind = KIND_FUNC
    addtimer(t)


def stopTimer(t: ptr[timer]) -> bool:
    """time.stopTimer: whether t was waiting."""
    return deltimer(t)


def resetTimer(t: ptr[timer], when: i64, period: i64) -> bool:
    """time.resetTimer: start t anew; whether it was waiting."""
    if t.kind != KIND_CHAN:
        t.kind = KIND_FUNC
    return modtimer(t, when, period)
