"""Ps: made, tied to an m, cut loose, and their number changed.

A p has an m exactly while its status is _Prunning (or _Psyscall, when the m may lose it). acquirep and releasep are
called by the m itself; procresize runs with the world stopped.

Where to read next: m.py (handoffp), stw.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.config import MaxGomaxprocs
from rt0.runtime.core.os_linux import nanotime
from rt0.runtime.core.runtime2 import (
    _Pdead,
    _Pgcstop,
    _Pidle,
    _Prunning,
    allp,
    allplen,
    getg,
    gomaxprocs,
    p,
    sched,
)
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.persistent import persistentalloc
from rt0.runtime.mem.refill import allocmcache, freemcache
from rt0.runtime.sched.gfree import gfpurge
from rt0.runtime.sched.queues import globrunqputhead, pidleput
from rt0.runtime.sched.runq import runqempty
from rt0.runtime.sched.timerheap import moveTimers


@row("p", enter=("p: pp.id", "pp.status", "m: getg().m.id"), section=25)
@nosplit
def wirep(pp: ptr[p]) -> void:
    """Tie pp to this m. The first step of acquirep, which needs no P. nosplit: exitsyscall calls it. Section 25."""
    mp = getg().m
    if mp.p is not None:
        throw("wirep: already in go")
    if pp.m is not None or pp.status != _Pidle:
        throw("wirep: invalid p state")
    mp.p = pp
    mp.mcache = pp.mcache
    pp.m = mp
    pp.status = _Prunning


@row("p", enter=("p: pp.id",), section=25)
def acquirep(pp: ptr[p]) -> void:
    """Tie pp to this m and flush its mcache if a sweep began since it was last used. Section 25."""
    wirep(pp)
    pp.mcache.prepareForSweep()


@row("p", leave=("p: result.id", "result.status"), section=19)
def releasep() -> ptr[p]:
    """Cut this m's P loose: it is idle, and the caller's. Section 19."""
    mp = getg().m
    pp = mp.p
    if pp is None:
        throw("releasep: invalid arg")
    if pp.m != mp or pp.mcache != mp.mcache or pp.status != _Prunning:
        throw("releasep: invalid p state")
    mp.p = None
    mp.mcache = None
    pp.m = None
    pp.status = _Pidle
    return pp


@method_of(p)
@row("p", enter=("id",), leave=("self.status",), section=8)
def init(self: ptr[p], id: i32) -> void:
    """Set up a new (or formerly dead) p: stopped, with an mcache. The first p takes the one that mallocinit made."""
    self.id = id
    self.status = _Pgcstop
    if self.mcache is None:
        mp = getg().m
        if id == 0 and mp.mcache is not None:
            self.mcache = mp.mcache
        else:
            self.mcache = allocmcache()


def _destroy(pp: ptr[p]) -> void:
    """Take from a p that goes out of use all that it holds: gs, timers, dead gs, caches. World stopped."""
    while pp.runqhead != pp.runqtail:
        pp.runqtail -= 1
        globrunqputhead(pp.runq[pp.runqtail % 256])
    if pp.runnext is not None:
        globrunqputhead(pp.runnext)
        pp.runnext = None
    heir = getg().m.p if getg().m.p is not None and getg().m.p != pp else allp[0]
    moveTimers(addr(heir.timers), addr(pp.timers))
    gfpurge(pp)
    freemcache(pp.mcache)
    pp.mcache = None
    pp.status = _Pdead


@row("p", enter=("nprocs",), leave=("u64(gomaxprocs)",), section=8)
def procresize(nprocs: i32) -> ptr[p]:
    """Make GOMAXPROCS nprocs: ps made or retired, this m on one of them. Returns the ps that have work, linked.
    Section 8.

    The world is stopped and sched.lock is held (at boot: nothing else runs yet).
    """
    old = gomaxprocs
    if old < 0 or nprocs <= 0 or nprocs > MaxGomaxprocs:
        throw("procresize: invalid arg")
    now = nanotime()
    if sched.procresizetime != 0:
        sched.totaltime += i64(old) * (now - sched.procresizetime)
    sched.procresizetime = now
    for i in range(old, nprocs):
        pp = allp[i]
        if pp is None:
            pp = cast(ptr[p], persistentalloc(sizeof(p), 64, addr(memstats.other_sys)))
        pp.init(i)
        atomic.StoreRel(addr(allp[i]), pp)
        if i >= allplen:
            allplen = i + 1
    mp = getg().m
    if mp.p is not None and mp.p.id < nprocs:
        # Go on with the P that we have.
        mp.p.status = _Prunning
        mp.p.mcache.prepareForSweep()
    else:
        if mp.p is not None:
            mp.p.m = None
        mp.p = None
        mp.mcache = None
        first = allp[0]
        first.m = None
        first.status = _Pidle
        acquirep(first)
    for i in range(nprocs, old):
        _destroy(allp[i])
    runnable: ptr[p] = None
    i2 = nprocs - 1
    while i2 >= 0:
        pp = allp[i2]
        i2 -= 1
        if mp.p == pp:
            continue
        pp.status = _Pidle
        if runqempty(pp):
            pidleput(pp)
        else:
            pp.link = runnable
            runnable = pp
    atomic.Store(addr(gomaxprocs), nprocs)
    return runnable
