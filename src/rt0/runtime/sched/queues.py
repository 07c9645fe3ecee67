"""The scheduler's global lists: runnable gs, idle ps, idle ms, all gs; and the check for deadlock when an m goes idle.

Everything here but the atomics is protected by sched.lock, which the caller holds.

Where to read next: runq.py (a p's own queue), proc.py (who takes from where).
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.config import LIBRARY
from rt0.runtime.core.lock_futex import unlock
from rt0.runtime.core.print import printint, printnl, printstring
from rt0.runtime.core.runtime2 import (
    _Gpreempted,
    _Grunnable,
    _Grunning,
    _Gscan,
    _Gsyscall,
    _Gwaiting,
    allglen,
    allgs,
    allm,
    allp,
    allplen,
    g,
    gQueue,
    m,
    p,
    panicking,
    sched,
)
from rt0.runtime.core.throw import fatal, throw
from rt0.runtime.core.traceback import readgstatus


def qpushback(q: ptr[gQueue], gp: ptr[g]) -> void:
    """Append gp to q."""
    gp.schedlink = None
    if q.tail is not None:
        q.tail.schedlink = gp
    else:
        q.head = gp
    q.tail = gp


def qpush(q: ptr[gQueue], gp: ptr[g]) -> void:
    """Put gp at the head of q."""
    gp.schedlink = q.head
    q.head = gp
    if q.tail is None:
        q.tail = gp


def qpop(q: ptr[gQueue]) -> ptr[g]:
    """Take the head of q, nil when empty."""
    gp = q.head
    if gp is not None:
        q.head = gp.schedlink
        if q.head is None:
            q.tail = None
    return gp


def globrunqput(gp: ptr[g]) -> void:
    """Append gp to the global queue."""
    qpushback(addr(sched.runq), gp)
    sched.runqsize += 1


def globrunqputhead(gp: ptr[g]) -> void:
    """Put gp at the head of the global queue."""
    qpush(addr(sched.runq), gp)
    sched.runqsize += 1


def globrunqputbatch(batch: ptr[gQueue], n: i32) -> void:
    """Append n linked gs to the global queue."""
    if n == 0:
        return
    batch.tail.schedlink = None
    if sched.runq.tail is not None:
        sched.runq.tail.schedlink = batch.head
    else:
        sched.runq.head = batch.head
    sched.runq.tail = batch.tail
    sched.runqsize += n
    batch.head = None
    batch.tail = None


def pidleput(pp: ptr[p]) -> void:
    """Put pp on the idle list. Its queue is empty."""
    pp.link = sched.pidle
    sched.pidle = pp
    atomic.Xadd(addr(sched.npidle), 1)


def pidleget() -> ptr[p]:
    """Take an idle p, nil for none."""
    pp = sched.pidle
    if pp is not None:
        sched.pidle = pp.link
        atomic.Xadd(addr(sched.npidle), 0xFFFFFFFF)
    return pp


def mput(mp: ptr[m]) -> void:
    """Put mp on the idle list; the last one to go idle may find that nothing can ever run again."""
    mp.schedlink = sched.midle
    sched.midle = mp
    sched.nmidle += 1
    checkdead()


def mget() -> ptr[m]:
    """Take an idle m, nil for none."""
    mp = sched.midle
    if mp is not None:
        sched.midle = mp.schedlink
        sched.nmidle -= 1
    return mp


def mcount() -> i32:
    """Ms that exist."""
    return i32(sched.mnext - sched.nmfreed)


def incidlelocked(v: i32) -> void:
    """Count ms that are locked to a goroutine and wait for it."""
    sched.nmidlelocked += v
    if v > 0:
        checkdead()


def checkdead() -> void:
    """If no m runs and no g ever can, die: all goroutines are asleep. sched.lock is held.

    In a library the host's threads may still call in, so the check is not made there.
    """
    if LIBRARY:
        return
    # A panic under way reports itself.
    if panicking > 0:
        return
    run = mcount() - sched.nmidle - sched.nmidlelocked - sched.nmsys
    if run > 0:
        return
    if run < 0:
        printstring("runtime: checkdead: nmidle=")
        printint(i64(sched.nmidle))
        printstring(" nmidlelocked=")
        printint(i64(sched.nmidlelocked))
        printstring(" mcount=")
        printint(i64(mcount()))
        printstring(" nmsys=")
        printint(i64(sched.nmsys))
        printnl()
        unlock(addr(sched.lock))
        throw("checkdead: inconsistent counts")
    grunning = 0
    gp = atomic.LoadAcq(addr(allgs))
    while gp is not None:
        s = readgstatus(gp) & ~u32(_Gscan)
        if not gp.isSystem:
            if s == _Gwaiting or s == _Gpreempted:
                grunning += 1
            elif s == _Grunnable or s == _Grunning or s == _Gsyscall:
                printstring("runtime: checkdead: find g ")
                printint(gp.goid)
                printstring(" in status ")
                printint(i64(s))
                printnl()
                unlock(addr(sched.lock))
                throw("checkdead: runnable g")
        gp = gp.alllink
    if grunning == 0:
        unlock(addr(sched.lock))
        fatal("no goroutines (main called runtime.Goexit) - deadlock!")
    for i in range(i64(allplen)):
        if allp[i].timers.n > 0:
            return
    unlock(addr(sched.lock))
    fatal("all goroutines are asleep - deadlock!")


def allgadd(gp: ptr[g]) -> void:
    """Add a new g to the list of all; readers need no lock."""
    while True:
        head = atomic.Load(addr(allgs))
        gp.alllink = head
        if atomic.Cas(addr(allgs), head, gp):
            break
    atomic.Xadd(addr(allglen), 1)


def gcount() -> i64:
    """Goroutines that exist, the system's not counted: runtime.NumGoroutine.

    May be off by those being made or ending.
    """
    n = i64(atomic.Load(addr(allglen))) - i64(sched.gFree.n) - i64(atomic.Load(addr(sched.ngsys)))
    for i in range(i64(allplen)):
        n -= i64(allp[i].gFree.n)
    if LIBRARY:
        n += _libcalls()
    return n if n >= 1 else 1


def _libcalls() -> i64:
    """Library host: goroutines that run calls. All goroutines for calls are counted among the system's."""
    n: i64 = 0
    mp = atomic.LoadAcq(addr(allm))
    while mp is not None:
        if mp.isextra and mp.libincall:
            n += 1
        mp = mp.alllink
    return n
