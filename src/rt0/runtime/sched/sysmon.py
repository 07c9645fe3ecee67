"""sysmon: the thread without a P that looks after the others.

Every 20 us to 10 ms (longer when nothing happens) it takes Ps from system calls that last, asks goroutines that have
run for 10 ms to yield, wakes somebody for timers that nobody waits for, polls when nobody has for 10 ms, and starts a
collection when none ran for two minutes. When all Ps are idle or the world stops, it sleeps until somebody runs again.

Where to read next: stw.py (preemptone), syscall.py.
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.lock_futex import lock, noteclear, notetsleep, unlock
from rt0.runtime.core.os_linux import nanotime, usleep
from rt0.runtime.core.runtime2 import (
    _Pidle,
    _Prunning,
    _Psyscall,
    allp,
    allplen,
    g,
    gomaxprocs,
    sched,
)
from rt0.runtime.sched.inject import injectglist
from rt0.runtime.sched.m import handoffp, startm, wakep
from rt0.runtime.sched.netpoll import netpoll, netpollInited
from rt0.runtime.sched.queues import checkdead, incidlelocked
from rt0.runtime.sched.runq import runqempty
from rt0.runtime.sched.stw import preemptone
from rt0.runtime.sched.timer import timeSleepUntil

forcePreemptNS = 10 * 1000 * 1000
askAgainUS = 100
"""A goroutine that was asked to yield and stands in the runtime's code (it calls time.Now over and over, say) does not hear
it: it is asked again soon, not after another 10 ms."""
pollPeriodNS = 10 * 1000 * 1000
forcegcperiod = 120 * 1000 * 1000 * 1000


@row("sched")
def sysmon() -> void:
    """The loop of the system monitor; mstartfn of its own m. Never returns, never has a P."""
    lock(addr(sched.lock))
    sched.nmsys += 1
    checkdead()
    unlock(addr(sched.lock))
    idle = 0
    delay: u32 = 0
    while True:
        if idle == 0:
            delay = 20
        elif idle > 50:
            delay *= 2
        if delay > 10000:
            delay = 10000
        usleep(delay)
        now = nanotime()
        next = timeSleepUntil()
        if sched.gcwaiting != 0 or i32(atomic.Load(addr(sched.npidle))) == gomaxprocs:
            if _sleep(now, next):
                idle = 0
                delay = 20
        last = i64(atomic.Load(addr(sched.lastpoll)))
        if netpollInited != 0 and last != 0 and last + pollPeriodNS < now:
            atomic.Cas(addr(sched.lastpoll), u64(last), u64(now))
            _inject(netpoll(0))
        # A timer is due and nobody polls: somebody must look.
        if next < now and i32(atomic.Load(addr(sched.npidle))) > 0:
            startm(None, False)
        taken, asked = retake(now)
        if taken != 0:
            idle = 0
        else:
            idle += 1
        if asked and delay > askAgainUS:
            delay = askAgainUS
        if filled(slots.sysmongc_slot):
            slots.sysmongc_slot(now)


def _inject(list: ptr[g]) -> void:
    """Hand out what the poller found. One idle m more is counted as running meanwhile: else another that finds no work while
    the Ps are taken and their ms not started yet would report a deadlock."""
    if list is None:
        return
    lock(addr(sched.lock))
    incidlelocked(-1)
    unlock(addr(sched.lock))
    injectglist(list)
    lock(addr(sched.lock))
    incidlelocked(1)
    unlock(addr(sched.lock))


def _sleep(now: i64, next: i64) -> bool:
    """Sleep while nothing runs, at most until shortly after the next timer or half a forced collection's period."""
    lock(addr(sched.lock))
    if sched.gcwaiting == 0 and i32(atomic.Load(addr(sched.npidle))) != gomaxprocs:
        unlock(addr(sched.lock))
        return False
    if next <= now:
        unlock(addr(sched.lock))
        return False
    sched.sysmonwait = 1
    unlock(addr(sched.lock))
    sleep: i64 = forcegcperiod // 2
    if next - now < sleep:
        sleep = next - now
    notetsleep(addr(sched.sysmonnote), sleep)
    lock(addr(sched.lock))
    sched.sysmonwait = 0
    noteclear(addr(sched.sysmonnote))
    unlock(addr(sched.lock))
    return True


@row("sched")
def retake(now: i64) -> tuple[i64, bool]:
    """Take Ps out of system calls that last more than a tick, ask those that run one goroutine for too long to yield.

    How many it took, and whether it asked one that runs.
    """
    n = 0
    asked = False
    for i in range(i64(allplen)):
        pp = allp[i]
        if pp is None:
            continue
        pd = addr(pp.sysmontick)
        s = pp.status
        sysretake = False
        if s == _Prunning or s == _Psyscall:
            t = pp.schedtick
            if pd.schedtick != t:
                pd.schedtick = t
                pd.schedwhen = now
            elif pd.schedwhen + forcePreemptNS <= now:
                preemptone(pp, True)
                # In a system call preemptone finds no goroutine: then the P is taken below.
                sysretake = True
                asked = asked or s == _Prunning
            elif s == _Prunning and pp.runnext is not None and atomic.Load(addr(sched.npidle)) != 0:
                # Its goroutine readied another and went on by itself (see park.py's ready): an idle P may have that.
                wakep()
        if s == _Psyscall:
            t2 = pp.syscalltick
            if not sysretake and pd.syscalltick != t2:
                pd.syscalltick = t2
                pd.syscallwhen = now
                continue
            if (
                runqempty(pp)
                and atomic.Load(addr(sched.nmspinning)) + atomic.Load(addr(sched.npidle)) > 0
                and pd.syscallwhen + forcePreemptNS > now
            ):
                continue
            if atomic.Cas(addr(pp.status), s, _Pidle):
                n += 1
                pp.syscalltick += 1
                handoffp(pp)
    return n, asked
