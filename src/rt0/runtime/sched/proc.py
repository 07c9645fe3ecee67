"""The scheduler's round: find a goroutine that can run, and run it.

The order of looking: every 61st tick the global queue (so that two goroutines that ready each other cannot keep
others from running), the P's own queue, the global queue, the poller, other Ps' queues and timers; then the thread
sleeps. The rules for spinning threads are told in m.py.

All of it runs on g0 and never returns to its caller: each round ends in gogo.

Where to read next: park.py, newproc.py, m.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.asm_amd64 import goexit, gogo, mcall
from rt0.runtime.core.chance import fastrand
from rt0.runtime.core.config import LIBRARY, _StackGuard
from rt0.runtime.core.lock_futex import lock, notewakeup, unlock
from rt0.runtime.core.os_linux import nanotime
from rt0.runtime.core.runtime2 import (
    _Gdead,
    _Grunnable,
    _Grunning,
    _Gscan,
    _Gwaiting,
    _Pgcstop,
    _Pidle,
    allp,
    g,
    getg,
    gomaxprocs,
    p,
    sched,
)
from rt0.runtime.core.throw import throw
from rt0.runtime.core.traceback import readgstatus
from rt0.runtime.gc.finq import finq, wakefing
from rt0.runtime.sched.bubble import leavebubble
from rt0.runtime.sched.gfree import gfput
from rt0.runtime.sched.inject import injectglist
from rt0.runtime.sched.m import mexit, startlockedm, stoplockedm, stopm, wakep
from rt0.runtime.sched.netpoll import netpoll, netpollAnyWaiters, pollUntil
from rt0.runtime.sched.p import acquirep, releasep
from rt0.runtime.sched.queues import globrunqput, pidleget, pidleput
from rt0.runtime.sched.runq import globrunqget, runqempty, runqget, runqput, runqsteal
from rt0.runtime.sched.status import casgstatus
from rt0.runtime.stack.newstack import freesegments


@row("g", enter=("g: getg().m.curg.goid",), section=15)
def dropg() -> void:
    """Cut the tie between this m and its current goroutine. Section 15."""
    mp = getg().m
    mp.curg.m = None
    mp.curg = None


@row("g", enter=("g: gp.goid", "inheritTime", "p: getg().m.p.id"), section=16)
@noreturn
def execute(gp: ptr[g], inheritTime: bool) -> void:
    """Run gp on this m, in what remains of the time slice (inheritTime) or in a new one. Never returns. Section 16."""
    mp = getg().m
    mp.curg = gp
    gp.m = mp
    casgstatus(gp, _Grunnable, _Grunning)
    gp.waitsince = 0
    gp.preempt = False
    gp.stackguard0 = gp.stack.lo + _StackGuard
    if not inheritTime:
        mp.p.schedtick += 1
    gogo(addr(gp.sched))


def _resetspinning() -> void:
    """This m found work: it no longer spins; another may have to."""
    mp = getg().m
    mp.spinning = False
    n = i32(atomic.Xadd(addr(sched.nmspinning), 0xFFFFFFFF))
    if n < 0:
        throw("findrunnable: negative nmspinning")
    wakep()


@row("g", enter=("m: getg().m.id",), section=17)
@fills(slots.schedule_slot)
@noreturn
def schedule() -> void:
    """One round of the scheduler: find a runnable goroutine and execute it. Never returns. Section 17."""
    mp = getg().m
    if unlikely(mp.locks != 0):
        throw("schedule: holding locks")
    if unlikely(mp.lockedg is not None):
        stoplockedm()
        execute(mp.lockedg, False)
    if LIBRARY:
        if mp.isextra:
            slots.libwait_slot()
    while True:
        pp = mp.p
        pp.preempt = False
        if unlikely(sched.gcwaiting != 0):
            gcstopm()
            continue
        if unlikely(pp.runSafePointFn != 0):
            runSafePointFn()
        slots.checkTimers_slot(pp, 0)
        gp: ptr[g] = None
        inheritTime = False
        if pp.schedtick % 61 == 0 and sched.runqsize > 0:
            lock(addr(sched.lock))
            gp = globrunqget(pp, 1)
            unlock(addr(sched.lock))
        if gp is None:
            gp, inheritTime = runqget(pp)
        if gp is None:
            gp, inheritTime = findrunnable()
        if mp.spinning:
            _resetspinning()
        if unlikely(gp.lockedm is not None):
            # gp must run on its own m: give it our P and look again when we have another.
            startlockedm(gp)
            continue
        execute(gp, inheritTime)


def gcstopm() -> void:
    """The world is being stopped: give up the P and sleep until it starts again."""
    mp = getg().m
    if sched.gcwaiting == 0:
        throw("gcstopm: not waiting for gc")
    if mp.spinning:
        mp.spinning = False
        # startTheWorld wakes ms itself: no need to look at queues again.
        if i32(atomic.Xadd(addr(sched.nmspinning), 0xFFFFFFFF)) < 0:
            throw("gcstopm: negative nmspinning")
    pp = releasep()
    lock(addr(sched.lock))
    pp.status = _Pgcstop
    sched.stopwait -= 1
    if sched.stopwait == 0:
        notewakeup(addr(sched.stopnote))
    unlock(addr(sched.lock))
    stopm()


def runSafePointFn() -> void:
    """Run the function that forEachP wants run on each P, once."""
    pp = getg().m.p
    if not atomic.Cas(addr(pp.runSafePointFn), 1, 0):
        return
    sched.safePointFn(pp)
    lock(addr(sched.lock))
    sched.safePointWait -= 1
    if sched.safePointWait == 0:
        notewakeup(addr(sched.safePointNote))
    unlock(addr(sched.lock))


# ---- finding work ----------------------------------------------------------------------------------------------------


@row("g", enter=("m: getg().m.id", "spinning: getg().m.spinning"))
@noinline
def findrunnable() -> tuple[ptr[g], bool]:
    """Find a goroutine to run, sleeping until there is one: own queue, global queue, poller, others' queues, timers."""
    mp = getg().m
    while True:
        pp = mp.p
        if sched.gcwaiting != 0:
            gcstopm()
            continue
        if pp.runSafePointFn != 0:
            runSafePointFn()
        now, until, ran = slots.checkTimers_slot(pp, 0)
        if unlikely(finq.first is not None):
            fing = wakefing()
            if fing is not None:
                slots.goready_slot(fing, 0)
        gp, inherit = runqget(pp)
        if gp is not None:
            return gp, inherit
        if sched.runqsize != 0:
            lock(addr(sched.lock))
            gp = globrunqget(pp, 0)
            unlock(addr(sched.lock))
            if gp is not None:
                return gp, False
        if netpollAnyWaiters() and atomic.Load(addr(sched.lastpoll)) != 0:
            gp = netpoll(0)
            if gp is not None:
                _keepfirst(gp)
                return gp, False
        gp, inherit, now, until = _steal(pp, now, until)
        if gp is not None:
            return gp, inherit
        if filled(slots.findgcwork_slot):
            gp = slots.findgcwork_slot(pp)
            if gp is not None:
                return gp, False
        if _idle(pp, now, until):
            return _takeglobal(), False


def _keepfirst(list: ptr[g]) -> void:
    """Make the first of the poller's gs runnable, for the caller to run; the others go to everybody."""
    rest = list.schedlink
    list.schedlink = None
    if rest is not None:
        injectglist(rest)
    casgstatus(list, _Gwaiting, _Grunnable)


def _takeglobal() -> ptr[g]:
    """The g that _idle left in m.nextg."""
    mp = getg().m
    gp = mp.nextg
    mp.nextg = None
    return gp


def _steal(pp: ptr[p], now: i64, until: i64) -> tuple[ptr[g], bool, i64, i64]:
    """Spin over all Ps for work and due timers, in random order, four times; runnext only the last time."""
    mp = getg().m
    if not mp.spinning:
        # As many spinning ms as half the busy Ps, lest they use up the processor when there is little parallelism.
        if 2 * i32(atomic.Load(addr(sched.nmspinning))) >= gomaxprocs - i32(atomic.Load(addr(sched.npidle))):
            return None, False, now, until
        mp.spinning = True
        atomic.Xadd(addr(sched.nmspinning), 1)
    n = u32(gomaxprocs)
    for turn in range(4):
        start = fastrand() % n
        # A step that has no factor in common with n visits every P once.
        step = _coprime(n)
        pos = start
        for i in range(i64(n)):
            if sched.gcwaiting != 0:
                return None, False, now, until
            p2 = allp[pos]
            pos = (pos + step) % n
            if p2 == pp or p2 is None:
                continue
            if turn == 3 and p2.timers.minWhen != 0:
                now, w, ran = slots.checkTimers_slot(p2, now)
                if w != 0 and (until == 0 or w < until):
                    until = w
                if ran:
                    # Timers of p2 have made goroutines ready on our queue.
                    gp, inherit = runqget(pp)
                    if gp is not None:
                        return gp, inherit, now, until
            if p2.status == _Pidle and p2.runqhead == p2.runqtail and p2.runnext is None:
                continue
            gp = runqsteal(pp, p2, turn == 3)
            if gp is not None:
                return gp, False, now, until
    return None, False, now, until


def _coprime(n: u32) -> u32:
    """A random step below n that has no factor in common with n."""
    if n <= 2:
        return 1
    while True:
        s = fastrand() % (n - 1) + 1
        a = n
        b = s
        while b != 0:
            t = a % b
            a = b
            b = t
        if a == 1:
            return s


def _idle(pp: ptr[p], now: i64, until: i64) -> bool:
    """Give the P up and sleep. True when m.nextg holds a goroutine to run; false: look again (we have a P)."""
    mp = getg().m
    lock(addr(sched.lock))
    if sched.gcwaiting != 0 or pp.runSafePointFn != 0:
        unlock(addr(sched.lock))
        return False
    if sched.runqsize != 0:
        mp.nextg = globrunqget(pp, 0)
        unlock(addr(sched.lock))
        return True
    if releasep() != pp:
        throw("findrunnable: wrong p")
    pidleput(pp)
    unlock(addr(sched.lock))
    # From spinning to sleeping: lower nmspinning first, then look at everything once more (see m.py).
    wasSpinning = mp.spinning
    if mp.spinning:
        mp.spinning = False
        if i32(atomic.Xadd(addr(sched.nmspinning), 0xFFFFFFFF)) < 0:
            throw("findrunnable: negative nmspinning")
    # Other Ps: work that came while we looked. Their timers are looked at too, so the earliest is known.
    for i in range(i64(gomaxprocs)):
        p2 = allp[i]
        if not runqempty(p2) and wasSpinning:
            if _regain(True):
                return False
        w = atomic.Load(addr(p2.timers.minWhen))
        if w != 0 and (until == 0 or w < until):
            until = w
    if (until != 0 or netpollAnyWaiters()) and atomic.Xchg(addr(sched.lastpoll), 0) != 0:
        return _poll(now, until)
    stopm()
    return False


def _regain(spin: bool) -> bool:
    """Take an idle P again, to look for work once more."""
    mp = getg().m
    lock(addr(sched.lock))
    pp = pidleget()
    unlock(addr(sched.lock))
    if pp is None:
        return False
    acquirep(pp)
    if spin:
        mp.spinning = True
        atomic.Xadd(addr(sched.nmspinning), 1)
    return True


def _poll(now: i64, until: i64) -> bool:
    """Be the thread that sleeps until the next timer (0 for none) or a ready descriptor.

    True when m.nextg holds a goroutine to run; false: look again, with a P.
    """
    mp = getg().m
    if now == 0:
        now = nanotime()
    delay: i64 = -1
    if until != 0:
        delay = until - now if until > now else 0
    atomic.Store(addr(pollUntil), until)
    # A timer may have been added between our look at the Ps and now, by somebody who still saw a time in lastpoll.
    w = _earliest()
    if w != 0 and (until == 0 or w < until):
        delay = w - now if w > now else 0
    list = netpoll(delay)
    atomic.Store(addr(pollUntil), 0)
    atomic.Store(addr(sched.lastpoll), u64(nanotime()))
    if _regain(False):
        if list is None:
            return False
        _keepfirst(list)
        mp.nextg = list
        return True
    if list is not None:
        injectglist(list)
    stopm()
    return False


def _earliest() -> i64:
    """The earliest timer of all Ps, 0 for none."""
    until: i64 = 0
    for i in range(i64(gomaxprocs)):
        w = atomic.Load(addr(allp[i].timers.minWhen))
        if w != 0 and (until == 0 or w < until):
            until = w
    return until


# ---- giving way and ending -------------------------------------------------------------------------------------------


def _gosched(gp: ptr[g]) -> void:
    """Put the running gp on the global queue and schedule. On g0."""
    if (readgstatus(gp) & ~u32(_Gscan)) != _Grunning:
        throw("bad g status")
    casgstatus(gp, _Grunning, _Grunnable)
    dropg()
    lock(addr(sched.lock))
    globrunqput(gp)
    unlock(addr(sched.lock))
    schedule()


@row("g", enter=("g: gp.goid",))
def gosched_m(gp: ptr[g]) -> void:
    """Gosched on g0."""
    _gosched(gp)


@fills(slots.gosched_slot)
def Gosched() -> void:
    """runtime.Gosched: let other goroutines run."""
    mcall(gosched_m)


def goyield_m(gp: ptr[g]) -> void:
    """Put the running gp at the tail of its P's queue and schedule, on g0: the P's runnext runs now."""
    casgstatus(gp, _Grunning, _Grunnable)
    dropg()
    runqput(getg().m.p, gp, False)
    schedule()


@row("g", enter=("g: gp.goid",))
@fills(slots.gopreempt_m_slot)
def gopreempt_m(gp: ptr[g]) -> void:
    """gp was asked to yield: back to the global queue. newstack calls it on g0."""
    _gosched(gp)


@row("g", enter=("g: getg().goid",), came=(goexit,), came_if="getcallerpc() - cast(uintptr, goexit) < 64")
@export("runtime.goexit1")
def goexit1() -> void:
    """The goroutine's function has returned (or Goexit has run its deferred calls): end it. Never returns."""
    if LIBRARY:
        if getg().libm is not None:
            slots.libgoexit_slot(getg())
    mcall(goexit0)


@systemstack
@row("g", enter=("g: gp.goid",))
@noreturn
def goexit0(gp: ptr[g]) -> void:
    """End gp on g0, then the next round."""
    if bury(gp):
        # It ended without unlocking its thread: nobody knows what state the thread is in, so that ends too.
        mexit()
    schedule()


@systemstack
def bury(gp: ptr[g]) -> bool:
    """The running gp is dead, its fields cleared, kept for reuse; whether it was tied to its thread, which must end then. On g0."""
    mp = getg().m
    casgstatus(gp, _Grunning, _Gdead)
    if gp.isSystem:
        atomic.Xadd(addr(sched.ngsys), 0xFFFFFFFF)
    if unlikely(gp.bubble is not None):
        leavebubble(gp)
    locked = gp.lockedm is not None
    gp.m = None
    gp.lockedm = None
    mp.lockedg = None
    gp.paniconfault = False
    gp._defer = None
    gp._panic = None
    gp.waitreason = 0
    gp.param = None
    gp.labels = None
    gp.isSystem = False
    gp.sig = 0
    mp.curg = None
    if gp.segnext is not None or gp.seg is not None:
        freesegments(gp)
    gfput(mp.p, gp)
    if locked:
        mp.lockedExt = 0
    return locked
