"""Waiting and being made ready: gopark, goparkunlock, goready.

A goroutine that waits switches to g0 (park_m), which gives up the M's tie to it and schedules another one. Once its
status is _Gwaiting somebody else may make it ready at any moment, also before park_m is done with it: so what unlockf
does (releasing the lock under which the goroutine was queued) comes after the status change, and its stack is not
touched any more.

Where to read next: proc.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.asm_amd64 import mcall
from rt0.runtime.core.lock_futex import unlock
from rt0.runtime.core.runtime2 import (
    _Grunnable,
    _Grunning,
    _Gscan,
    _Gwaiting,
    bubble,
    g,
    getg,
    mutex,
)
from rt0.runtime.core.throw import throw
from rt0.runtime.sched.bubble import calledoff, parking, release, unparked
from rt0.runtime.sched.m import wakep
from rt0.runtime.sched.proc import dropg, execute, schedule
from rt0.runtime.sched.runq import runqput
from rt0.runtime.sched.status import casgstatus


@row("g", enter=("g: getg().goid", "reason"), section=11)
@fills(slots.gopark_slot)
def gopark(
    unlockf: fn[[ptr[g], ptr[void]], bool], lock: ptr[void], reason: u8, traceEv: u8, traceskip: i64
) -> void:
    """Put the goroutine to sleep; unlockf(gp, lock) runs on g0 once it waits, and may call it off by returning false.
    Section 11.

    reason is shown in tracebacks. Returns when somebody has made the goroutine ready. m.locks must be 0.
    """
    gp = getg()
    mp = gp.m
    if unlikely((gp.atomicstatus & ~u32(_Gscan)) != _Grunning):
        throw("gopark: bad g status")
    mp.waitlock = lock
    mp.waitunlockf = unlockf
    gp.waitreason = reason
    mp.waittraceev = traceEv
    mp.waittraceskip = traceskip
    mcall(park_m)


def _parkunlock(gp: ptr[g], l: ptr[void]) -> bool:
    unlock(cast(ptr[mutex], l))
    return True


@fills(slots.goparkunlock_slot)
def goparkunlock(l: ptr[mutex], reason: u8, traceEv: u8, traceskip: i64) -> void:
    """Sleep and release l once asleep."""
    gopark(_parkunlock, cast(ptr[void], l), reason, traceEv, traceskip)


@row("g", enter=("g: gp.goid",), section=13)
@noreturn
def park_m(gp: ptr[g]) -> void:
    """gopark on g0. Section 13."""
    mp = getg().m
    b: ptr[bubble] = None
    if unlikely(gp.bubble is not None):
        b = parking(gp)
    casgstatus(gp, _Grunning, _Gwaiting)
    dropg()
    f = mp.waitunlockf
    if f is not None:
        l = mp.waitlock
        mp.waitunlockf = None
        mp.waitlock = None
        if not f(gp, l):
            casgstatus(gp, _Gwaiting, _Grunnable)
            if b is not None:
                calledoff(gp, b)
            execute(gp, True)
    if unlikely(b is not None):
        release(b)
    schedule()


@row("g", enter=("g: gp.goid",))
@fills(slots.goready_slot)
def goready(gp: ptr[g], traceskip: i64) -> void:
    """Make a waiting goroutine runnable, next on this P."""
    ready(gp, traceskip, True)


@row("g", enter=("g: gp.goid", "next"))
def ready(gp: ptr[g], traceskip: i64, next: bool) -> void:
    """Mark gp runnable and put it on this P's queue. May run on g0 or on the readying goroutine, but with a P."""
    mp = getg().m
    mp.locks += 1
    if unlikely(gp.bubble is not None):
        unparked(gp)
    casgstatus(gp, _Gwaiting, _Grunnable)
    runqput(mp.p, gp, next)
    wakep()
    mp.locks -= 1
