"""Stopping the world, starting it again, and asking goroutines to yield.

Whoever stops the world holds worldsema and runs with m.locks up. Ps that are idle or in system calls are taken at
once; running ones are asked by poisoning their guard (and by signal when that does not help) and give up their P in
the scheduler (gcstopm). sched.stopwait counts those not stopped yet.

Where to read next: p.py (procresize), proc.py (gcstopm), core/signals.py (preemptM).
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.config import TLS_GUARD, MaxGomaxprocs, stackPreempt
from rt0.runtime.core.lock_futex import lock, noteclear, notetsleep, notewakeup, unlock
from rt0.runtime.core.os_linux import nanotime, usleep
from rt0.runtime.core.runtime2 import (
    _Pgcstop,
    _Prunning,
    _Psyscall,
    allp,
    getg,
    gomaxprocs,
    newprocs,
    p,
    sched,
    worldsema,
)
from rt0.runtime.core.signals import preemptM
from rt0.runtime.core.throw import throw
from rt0.runtime.sched.m import newm, wakep
from rt0.runtime.sched.p import procresize
from rt0.runtime.sched.queues import mget, pidleget
from rt0.runtime.sched.sema import _WORLD, semacquire, semrelease


@nosplit
def preemptone(pp: ptr[p], signal: bool) -> bool:
    """Ask the goroutine on pp to yield.

    Best effort: it may just be changing. nosplit: called while the guard is poisoned.
    """
    mp = pp.m
    if mp is None or mp == getg().m:
        return False
    gp = mp.curg
    if gp is None or gp == mp.g0:
        return False
    gp.preempt = True
    gp.stackguard0 = stackPreempt
    # The guard that its thread compares with: that thread may be switching now, then it is lost; callers ask again.
    base = mp.tlsbase
    if base != 0:
        atomic.Store(cast(ptr[uintptr], base + TLS_GUARD), uintptr(stackPreempt))
    if signal:
        pp.preempt = True
        systemstack(preemptM, mp)
    return True


def preemptall(signal: bool) -> bool:
    """Ask all running goroutines to yield; whether any was asked."""
    res = False
    for i in range(i64(gomaxprocs)):
        pp = allp[i]
        if pp.status == _Prunning and preemptone(pp, signal):
            res = True
    return res


@row("sched")
@fills(slots.stopTheWorldWithSema_slot)
def stopTheWorldWithSema() -> void:
    """Stop all other Ps. On g0, holding worldsema, with m.locks up; undone by startTheWorldWithSema."""
    mp = getg().m
    if mp.locks > 0x7FFFFF:
        throw("stopTheWorld: holding locks")
    lock(addr(sched.lock))
    sched.stopwait = gomaxprocs
    atomic.Store(addr(sched.gcwaiting), 1)
    preemptall(False)
    mp.p.status = _Pgcstop
    sched.stopwait -= 1
    for i in range(i64(gomaxprocs)):
        pp = allp[i]
        if pp.status == _Psyscall and atomic.Cas(addr(pp.status), _Psyscall, _Pgcstop):
            pp.syscalltick += 1
            sched.stopwait -= 1
    while True:
        pp = pidleget()
        if pp is None:
            break
        pp.status = _Pgcstop
        sched.stopwait -= 1
    wait = sched.stopwait > 0
    unlock(addr(sched.lock))
    if wait:
        turn = 0
        while not notetsleep(addr(sched.stopnote), 100000):
            turn += 1
            preemptall(turn > 1)
        noteclear(addr(sched.stopnote))
    if sched.stopwait != 0:
        throw("stopTheWorld: not stopped (stopwait != 0)")
    for i in range(i64(gomaxprocs)):
        if allp[i].status != _Pgcstop:
            throw("stopTheWorld: not stopped (status != _Pgcstop)")


@row("sched")
@fills(slots.startTheWorldWithSema_slot)
def startTheWorldWithSema(emitTraceEvent: bool) -> i64:
    """Start the world: GOMAXPROCS changed if wanted, Ps with work get ms.

    On g0. Returns the time it was running again.
    """
    mp = getg().m
    mp.locks += 1
    lock(addr(sched.lock))
    procs = gomaxprocs
    if newprocs != 0:
        procs = newprocs
        newprocs = 0
    p1 = procresize(procs)
    atomic.Store(addr(sched.gcwaiting), 0)
    if sched.sysmonwait != 0:
        sched.sysmonwait = 0
        notewakeup(addr(sched.sysmonnote))
    unlock(addr(sched.lock))
    while p1 is not None:
        pp = p1
        p1 = pp.link
        lock(addr(sched.lock))
        idle = mget()
        unlock(addr(sched.lock))
        if idle is not None:
            if idle.nextp is not None:
                throw("startTheWorld: inconsistent mp->nextp")
            idle.nextp = pp
            notewakeup(addr(idle.park))
        else:
            newm(None, pp)
    now = nanotime()
    wakep()
    mp.locks -= 1
    return now


def stopTheWorld() -> void:
    """Stop the world from a goroutine: takes worldsema, keeps this m."""
    semacquire(addr(worldsema), False, _WORLD)
    getg().m.locks += 1
    systemstack(stopTheWorldWithSema)


def startTheWorld() -> void:
    """Undo stopTheWorld."""
    systemstack(startTheWorldWithSema, False)
    getg().m.locks -= 1
    semrelease(addr(worldsema), False)


@fills(slots.freezetheworld_slot)
def freezetheworld() -> void:
    """The process dies: stop the others as well as can be, without waiting for long."""
    sched.stopwait = 0x7FFFFFFF
    atomic.Store(addr(sched.gcwaiting), 1)
    for i in range(5):
        if not preemptall(True):
            break
        usleep(1000)
    usleep(1000)


@export("runtime.GOMAXPROCS")
def GOMAXPROCS(n: i64) -> i64:
    """runtime.GOMAXPROCS: set the number of Ps when n > 0; the number before."""
    ret = i64(gomaxprocs)
    if n <= 0 or n == ret:
        return ret
    if n > MaxGomaxprocs:
        n = MaxGomaxprocs
    stopTheWorld()
    newprocs = i32(n)
    startTheWorld()
    return ret
