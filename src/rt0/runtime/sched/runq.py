"""A p's run queue: 256 runnable gs in a ring, and runnext.

The owner adds at the tail without atomics but a releasing store of it, and takes at the head by compare-and-swap;
thieves take half from the head by compare-and-swap. runnext is a g that the running one made ready: it runs next and
inherits the time slice, so that two goroutines that pass messages to and fro run as one unit. A full ring sends half
of itself to the global queue.

Where to read next: queues.py, proc.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core.lock_futex import lock, unlock
from rt0.runtime.core.os_linux import osyield, usleep
from rt0.runtime.core.runtime2 import _Prunning, g, gomaxprocs, gQueue, ncpu, p, sched
from rt0.runtime.core.throw import throw
from rt0.runtime.sched.queues import globrunqputbatch, qpop

_LEN = 256


@row("p", enter=("p: pp.id",), leave=("result",), section=21)
def runqempty(pp: ptr[p]) -> bool:
    """Whether pp has no runnable g. Section 21 of the document.

    Head, tail and runnext are read one after the other: a kick of runnext into the ring in between would look empty,
    so the tail must be the same at the end.
    """
    while True:
        head = atomic.Load(addr(pp.runqhead))
        tail = atomic.Load(addr(pp.runqtail))
        next = atomic.Load(addr(pp.runnext))
        if tail == atomic.Load(addr(pp.runqtail)):
            return head == tail and next is None


@row("p", enter=("p: pp.id", "g: gp.goid", "next"))
def runqput(pp: ptr[p], gp: ptr[g], next: bool) -> void:
    """Make gp runnable on pp, as runnext (what was there is kicked out to the tail) or at the tail. Owner only."""
    if next:
        while True:
            old = pp.runnext
            if atomic.Cas(addr(pp.runnext), old, gp):
                break
        if old is None:
            return
        gp = old
    while True:
        h = atomic.LoadAcq(addr(pp.runqhead))
        t = pp.runqtail
        if t - h < _LEN:
            pp.runq[t % _LEN] = gp
            atomic.StoreRel(addr(pp.runqtail), t + 1)
            return
        if runqputslow(pp, gp, h, t):
            return


@noinline
def runqputslow(pp: ptr[p], gp: ptr[g], h: u32, t: u32) -> bool:
    """Move half of a full ring and gp to the global queue; false when a thief was faster."""
    n = (t - h) // 2
    if n != _LEN // 2:
        throw("runqputslow: queue is not full")
    batch: array[ptr[g], 129] = zero()
    for i in range(n):
        batch[i] = pp.runq[(h + i) % _LEN]
    if not atomic.CasRel(addr(pp.runqhead), h, h + n):
        return False
    batch[n] = gp
    for i in range(n):
        batch[i].schedlink = batch[i + 1]
    q: gQueue = zero()
    q.head = batch[0]
    q.tail = batch[n]
    lock(addr(sched.lock))
    globrunqputbatch(addr(q), i32(n) + 1)
    unlock(addr(sched.lock))
    return True


@row("p", enter=("p: pp.id",))
def runqget(pp: ptr[p]) -> tuple[ptr[g], bool]:
    """Take the next g of pp, and whether it inherits the time slice (it was runnext). Owner only."""
    next = pp.runnext
    if next is not None and atomic.Cas(addr(pp.runnext), next, None):
        return next, True
    while True:
        h = atomic.LoadAcq(addr(pp.runqhead))
        t = pp.runqtail
        if t == h:
            return None, False
        gp = pp.runq[h % _LEN]
        if atomic.CasRel(addr(pp.runqhead), h, h + 1):
            return gp, False


@row("p", enter=("p: pp.id", "stealRunNextG"), leave=("n: result",))
def runqgrab(pp: ptr[p], batch: ptr[ptr[g]], batchHead: u32, stealRunNextG: bool) -> u32:
    """Take half of pp's gs into the ring `batch` from batchHead on; how many. Any thread.

    runnext is taken only when asked and when nothing else is there, and after a pause while pp runs: its running g is
    probably about to block and hand over to runnext by itself.
    """
    while True:
        h = atomic.LoadAcq(addr(pp.runqhead))
        t = atomic.LoadAcq(addr(pp.runqtail))
        n = t - h
        n = n - n // 2
        if n == 0:
            if stealRunNextG:
                next = atomic.Load(addr(pp.runnext))
                if next is not None:
                    if pp.status == _Prunning:
                        if ncpu > 1:
                            usleep(3)
                        else:
                            osyield()
                    if not atomic.Cas(addr(pp.runnext), next, None):
                        continue
                    batch[batchHead % _LEN] = next
                    return 1
            return 0
        if n > _LEN // 2:
            # h and t were read apart and do not belong together.
            continue
        for i in range(n):
            batch[(batchHead + i) % _LEN] = pp.runq[(h + i) % _LEN]
        if atomic.CasRel(addr(pp.runqhead), h, h + n):
            return n


@row("p", enter=("p: pp.id", "from: p2.id"), leave=("g: result.goid if result is not None else 0",))
def runqsteal(pp: ptr[p], p2: ptr[p], stealRunNextG: bool) -> ptr[g]:
    """Steal half of p2's gs for pp; one of them to run at once, nil for none. Owner of pp."""
    t = pp.runqtail
    n = runqgrab(p2, addr(pp.runq[0]), t, stealRunNextG)
    if n == 0:
        return None
    n -= 1
    gp = pp.runq[(t + n) % _LEN]
    if n == 0:
        return gp
    h = atomic.LoadAcq(addr(pp.runqhead))
    if t - h + n >= _LEN:
        throw("runqsteal: runq overflow")
    atomic.StoreRel(addr(pp.runqtail), t + n)
    return gp


@row("p", enter=("p: pp.id", "max"), leave=("g: result.goid if result is not None else 0",))
def globrunqget(pp: ptr[p], max: i32) -> ptr[g]:
    """Take a fair share of the global queue for pp (at most max when > 0); the first to run, nil for none.

    sched.lock held.
    """
    if sched.runqsize == 0:
        return None
    n = sched.runqsize // gomaxprocs + 1
    if n > sched.runqsize:
        n = sched.runqsize
    if max > 0 and n > max:
        n = max
    if n > _LEN // 2:
        n = _LEN // 2
    sched.runqsize -= n
    gp = qpop(addr(sched.runq))
    n -= 1
    while n > 0:
        runqput(pp, qpop(addr(sched.runq)), False)
        n -= 1
    return gp
