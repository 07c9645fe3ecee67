"""Ms: threads made, woken, put to sleep and ended; and who gets an M when there is work.

When does an M run? Three ways were rejected long ago, by Go's designers: a central state (does not scale), handing
each ready goroutine to a new thread with its P (thrashes, and destroys locality), waking a thread at every ready
without handing over (too many wake up and find nothing). So: a thread that has no work *spins*, looking at all Ps,
before it sleeps; `wakep` wakes one more only when a P is idle and nobody spins; and whoever stops spinning because it
found work wakes another. The delicate point is the way from spinning to sleeping: nmspinning is lowered first, then
all queues are looked at once more; whoever makes a goroutine ready puts it on the queue first and looks at nmspinning
then. With a full fence between the two steps on both sides, one of them sees the other.

sched.lock protects the lists; an m's own fields are its own thread's.

Where to read next: proc.py, os (core/os_linux.py), p.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.asm_amd64 import clone, exitThread, gosave
from rt0.runtime.core.chance import seed64
from rt0.runtime.core.config import LIBRARY, G0StackSize, GsignalStackSize, _StackGuard
from rt0.runtime.core.cpuprof import starttimer, stoptimer
from rt0.runtime.core.lock_futex import lock, noteclear, notesleep, notewakeup, unlock
from rt0.runtime.core.os_linux import EAGAIN, gettid
from rt0.runtime.core.print import printint, printstring
from rt0.runtime.core.runtime2 import (
    _Pgcstop,
    allm,
    g,
    getg,
    gomaxprocs,
    m,
    m0,
    p,
    sched,
)
from rt0.runtime.core.signals import (
    LIB_SIGMASK,
    altstack,
    clearsignalstack,
    initsig,
    newasyncbuf,
    setsignalstack,
    sigblock,
    sigrestore,
)
from rt0.runtime.core.throw import throw
from rt0.runtime.mem.mstats import memstats
from rt0.runtime.mem.persistent import persistentalloc
from rt0.runtime.sched.netpoll import wakeNetPoller
from rt0.runtime.sched.p import acquirep, releasep
from rt0.runtime.sched.queues import checkdead, mcount, mget, mput, pidleget, pidleput
from rt0.runtime.sched.runq import runqempty
from rt0.runtime.stack.stackalloc import round2, stackalloc, stackfree

_CLONE_FLAGS = 0x100 | 0x200 | 0x400 | 0x800 | 0x40000 | 0x10000 | 0x80000 | 0x200000
"""VM, FS, FILES, SIGHAND, SYSVSEM, THREAD, SETTLS, CHILD_CLEARTID."""

pthread_starter: fn[[ptr[m]], bool] = static()
"""Library host: starts a thread for an m by pthread_create (sched/library.py)."""


@asm_func
@nosplit
@noreturn
def libback() -> void:
    """On a host thread's g0: leave the scheduler, return from libenter."""
    ...


@asm_func
@nosplit
@noreturn
def libthreadend() -> void:
    """On g0 of an own thread of the library host: return from its start. The thread has no m from here on: C gives its block, the
    slot of m in it as it is, to the next thread that it makes, which must not take m for its own (gettls_m).
    """
    ...


# ---- making ----------------------------------------------------------------------------------------------------------


@row("m", enter=("stacksize",), leave=("lo: result.stack.lo", "hi: result.stack.hi"), section=45)
def malg(stacksize: i32) -> ptr[g]:
    """A new g; with a stack of at least stacksize bytes (rounded up to a power of two) and its guard unless negative.

    Section 45.
    """
    newg = cast(ptr[g], persistentalloc(sizeof(g), 8, addr(memstats.other_sys)))
    if stacksize >= 0:
        size = round2(u32(stacksize))
        newg.stack = systemstack(stackalloc, size)
        newg.stackguard0 = newg.stack.lo + _StackGuard
        newg.stacksize = uintptr(size)
    return newg


@row("m", enter=("m: mp.id",), leave=("gsignal: mp.gsignal.stack.hi - mp.gsignal.stack.lo",), section=44)
def mpreinit(mp: ptr[m]) -> void:
    """Give mp the goroutine and stack that its signal handlers run on. Section 44."""
    mp.gsignal = malg(GsignalStackSize)
    mp.gsignal.stackguard0 = 0
    mp.gsignal.m = mp


@row("m", enter=("sched.maxmcount",), section=43)
def checkmcount() -> void:
    """Too many threads are fatal. sched.lock held."""
    if mcount() > sched.maxmcount:
        printstring("runtime: program exceeds ")
        printint(i64(sched.maxmcount))
        printstring("-thread limit\n")
        throw("thread exhaustion")


@row("m", leave=("m: mp.id", "fastrand: mp.fastrand[0]"), section=(7, 43))
def mcommoninit(mp: ptr[m]) -> void:
    """Number mp, seed its random numbers, make its gsignal, publish it in allm. Sections 7 and 43."""
    lock(addr(sched.lock))
    if sched.mnext + 1 < sched.mnext:
        throw("runtime: thread ID overflow")
    mp.id = sched.mnext
    sched.mnext += 1
    checkmcount()
    seed = seed64() + u64(mp.id) * 0x9E3779B97F4A7C15
    mp.fastrand[0] = u32(seed)
    mp.fastrand[1] = u32(seed >> 32) | 1
    unlock(addr(sched.lock))
    mpreinit(mp)
    lock(addr(sched.lock))
    # The collector and sysmon walk allm without a lock: link first, publish then.
    mp.alllink = allm
    atomic.StoreRel(addr(allm), mp)
    unlock(addr(sched.lock))


@row("m", enter=("p: pp.id if pp is not None else -1",), leave=("m: result.id",), section=24)
def allocm(pp: ptr[p], f: fn[[], void]) -> ptr[m]:
    """An m with its g0, tied to no thread yet; f runs first on it.

    pp is borrowed for allocation when this m has no P. Section 24.
    """
    gp = getg()
    gp.m.locks += 1
    borrowed = gp.m.p is None
    if borrowed:
        acquirep(pp)
    if sched.freem is not None:
        _freems()
    mp = cast(ptr[m], persistentalloc(sizeof(m), 64, addr(memstats.other_sys)))
    mp.mstartfn = f
    mcommoninit(mp)
    if LIBRARY:
        mp.g0 = malg(-1)
    else:
        mp.g0 = malg(G0StackSize)
    mp.g0.stackguard0 = 0
    mp.g0.m = mp
    if borrowed:
        releasep()
    gp.m.locks -= 1
    return mp


def _freems() -> void:
    """Free the stacks of ms whose threads have ended (the kernel has cleared freewait)."""
    lock(addr(sched.lock))
    keep: ptr[m] = None
    mp = sched.freem
    while mp is not None:
        next = mp.freelink
        if atomic.Load(addr(mp.freewait)) != 0:
            mp.freelink = keep
            keep = mp
        else:
            if mp.g0.stack.lo != 0:
                systemstack(stackfree, mp.g0.stack)
                mp.g0.stack.lo = 0
            if mp.gsignal is not None and mp.gsignal.stack.lo != 0:
                systemstack(stackfree, mp.gsignal.stack)
                mp.gsignal.stack.lo = 0
        mp = next
    sched.freem = keep
    unlock(addr(sched.lock))


@row("m", enter=("p: pp.id if pp is not None else -1",), section=23)
def newm(f: fn[[], void], pp: ptr[p]) -> void:
    """Make an m and its thread, which runs f, then the scheduler on pp. Section 23."""
    mp = allocm(pp, f)
    mp.nextp = pp
    newosproc(mp)


@row("m", enter=("m: mp.id",))
def newosproc(mp: ptr[m]) -> void:
    """Start mp's thread. Signals are blocked meanwhile, so that none meets a thread that has no gsignal yet."""
    mp.freewait = 1
    if LIBRARY:
        if not pthread_starter(mp):
            throw("runtime: pthread_create failed")
        return
    mp.tls[0] = uintptr(addr(mp.tls[0]))
    mp.tlsbase = uintptr(addr(mp.tls[0]))
    mask = sigblock()
    r = clone(_CLONE_FLAGS, mp.g0.stack.hi, mp, mp.tlsbase, addr(mp.freewait))
    sigrestore(mask)
    if r < 0:
        printstring("runtime: failed to create new OS thread (have ")
        printint(i64(mcount()))
        printstring(" already; errno=")
        printint(-r)
        printstring(")\n")
        if r == -EAGAIN:
            printstring("runtime: may need to increase max user processes (ulimit -u)\n")
        throw("newosproc")


# ---- starting --------------------------------------------------------------------------------------------------------


@row("m", section=1)
@export("runtime.mstart")
@nosplit
def mstart() -> void:
    """Where a thread begins, on its g0. nosplit: the stack's bounds are not known yet on the first one."""
    mstart1()


@row("m", enter=("getg().m.id",))
@noinline
@nosplit
def mstart1() -> void:
    """Note where the scheduler's stack begins, set the thread up, run mstartfn, take the P meant for us, schedule.

    Never returns.

    nosplit: its caller mstart is.
    """
    gp = getg()
    mp = gp.m
    if gp != mp.g0:
        throw("bad runtime.mstart")
    gosave(addr(gp.sched))
    minit()
    if mp == addr(m0):
        initsig()
    f = mp.mstartfn
    if f is not None:
        f()
    if mp != addr(m0):
        acquirep(mp.nextp)
        mp.nextp = None
    slots.schedule_slot()


def minit() -> void:
    """What each thread does for itself: its id, its signal stack."""
    mp = getg().m
    mp.procid = gettid()
    if LIBRARY:
        altstack(mp)
        sigrestore(LIB_SIGMASK)
    else:
        setsignalstack(mp.gsignal.stack.lo, mp.gsignal.stack.hi - mp.gsignal.stack.lo)
        mp.asyncbuf = newasyncbuf()
    starttimer(mp)


def mexit() -> void:
    """End this thread: its goroutine was locked to it and has ended.

    The first thread only sleeps (the process is its). On g0.
    """
    mp = getg().m
    if mp == addr(m0):
        handoffp(releasep())
        lock(addr(sched.lock))
        sched.nmfreed += 1
        checkdead()
        unlock(addr(sched.lock))
        noteclear(addr(mp.park))
        notesleep(addr(mp.park))
        throw("locked m0 woke up")
    stoptimer(mp)
    clearsignalstack()
    lock(addr(sched.lock))
    prev = addr(allm)
    while prev[0] != mp:
        prev = addr(prev[0].alllink)
    prev[0] = mp.alllink
    mp.freelink = sched.freem
    sched.freem = mp
    unlock(addr(sched.lock))
    handoffp(releasep())
    lock(addr(sched.lock))
    sched.nmfreed += 1
    checkdead()
    unlock(addr(sched.lock))
    if LIBRARY:
        # The thread is C's: it ends by returning from its start routine, and its stack is C's to free.
        mp.g0.stack.lo = 0
        mp.freewait = 0
        libthreadend()
    exitThread(addr(mp.freewait))


# ---- waking and sleeping ---------------------------------------------------------------------------------------------


def mspinning() -> void:
    """mstartfn of a thread that is made to look for work."""
    getg().m.spinning = True


@row("m", enter=("p: pp.id if pp is not None else -1", "spinning"), section=22)
def startm(pp: ptr[p], spinning: bool) -> void:
    """Run pp (or some idle p) on an idle m or a new one.

    With spinning the caller has counted it in nmspinning. Section 22.
    """
    getg().m.locks += 1
    lock(addr(sched.lock))
    if pp is None:
        pp = pidleget()
        if pp is None:
            unlock(addr(sched.lock))
            if spinning and i32(atomic.Xadd(addr(sched.nmspinning), 0xFFFFFFFF)) < 0:
                throw("startm: negative nmspinning")
            getg().m.locks -= 1
            return
    mp = mget()
    unlock(addr(sched.lock))
    if mp is None:
        if spinning:
            newm(mspinning, pp)
        else:
            newm(None, pp)
        getg().m.locks -= 1
        return
    if mp.spinning:
        throw("startm: m is spinning")
    if mp.nextp is not None:
        throw("startm: m has p")
    if spinning and not runqempty(pp):
        throw("startm: p has runnable gs")
    mp.spinning = spinning
    mp.nextp = pp
    notewakeup(addr(mp.park))
    getg().m.locks -= 1


def wakep() -> void:
    """Wake one more m to look for work, if a P is idle and nobody looks yet."""
    if atomic.Load(addr(sched.npidle)) == 0 or atomic.Load(addr(sched.nmspinning)) != 0:
        return
    if not atomic.Cas(addr(sched.nmspinning), 0, 1):
        return
    startm(None, True)


@row("m")
def stopm() -> void:
    """Sleep until somebody has a P for us."""
    mp = getg().m
    if mp.locks != 0:
        throw("stopm holding locks")
    if mp.p is not None:
        throw("stopm holding p")
    if mp.spinning:
        throw("stopm spinning")
    lock(addr(sched.lock))
    mput(mp)
    unlock(addr(sched.lock))
    notesleep(addr(mp.park))
    noteclear(addr(mp.park))
    acquirep(mp.nextp)
    mp.nextp = None


@row("p", enter=("p: pp.id", "sched.runqsize"), section=20)
def handoffp(pp: ptr[p]) -> void:
    """Find an m for pp, whose m blocks or is locked, if there is any work for it; else make it idle. Section 20."""
    if not runqempty(pp) or sched.runqsize != 0:
        startm(pp, False)
        return
    if filled(slots.gcworkavailable_slot):
        if slots.gcworkavailable_slot():
            startm(pp, False)
            return
    # Nobody looks for work: this p might have to.
    if (
        atomic.Load(addr(sched.nmspinning)) + atomic.Load(addr(sched.npidle)) == 0
        and atomic.Cas(addr(sched.nmspinning), 0, 1)
    ):
        startm(pp, True)
        return
    lock(addr(sched.lock))
    if sched.gcwaiting != 0:
        pp.status = _Pgcstop
        sched.stopwait -= 1
        if sched.stopwait == 0:
            notewakeup(addr(sched.stopnote))
        unlock(addr(sched.lock))
        return
    if pp.runSafePointFn != 0 and atomic.Cas(addr(pp.runSafePointFn), 1, 0):
        sched.safePointFn(pp)
        sched.safePointWait -= 1
        if sched.safePointWait == 0:
            notewakeup(addr(sched.safePointNote))
    if sched.runqsize != 0:
        unlock(addr(sched.lock))
        startm(pp, False)
        return
    # The last running P, with nobody in the network poller: somebody has to wait for timers and descriptors.
    if sched.npidle == u32(gomaxprocs - 1) and atomic.Load(addr(sched.lastpoll)) != 0:
        unlock(addr(sched.lock))
        startm(pp, False)
        return
    when = atomic.Load(addr(pp.timers.minWhen))
    pidleput(pp)
    unlock(addr(sched.lock))
    if when != 0:
        wakeNetPoller(when)


@row("m", enter=("m: getg().m.id", "lockedg: getg().m.lockedg.goid"), section=18)
def stoplockedm() -> void:
    """This m is locked to a g that does not run: hand the P off and sleep until the g runs again. Section 18."""
    mp = getg().m
    if mp.lockedg is None or mp.lockedg.lockedm != mp:
        throw("stoplockedm: inconsistent locking")
    if mp.p is not None:
        handoffp(releasep())
    lock(addr(sched.lock))
    sched.nmidlelocked += 1
    checkdead()
    unlock(addr(sched.lock))
    notesleep(addr(mp.park))
    noteclear(addr(mp.park))
    acquirep(mp.nextp)
    mp.nextp = None


@row("m", enter=("g: gp.goid", "m: gp.lockedm.id"))
def startlockedm(gp: ptr[g]) -> void:
    """gp is runnable and locked to an m: give that m our P and sleep."""
    mp = gp.lockedm
    me = getg().m
    if mp == me:
        throw("startlockedm: locked to me")
    if mp.nextp is not None:
        throw("startlockedm: m has p")
    lock(addr(sched.lock))
    sched.nmidlelocked -= 1
    unlock(addr(sched.lock))
    pp = releasep()
    mp.nextp = pp
    notewakeup(addr(mp.park))
    stopm()
