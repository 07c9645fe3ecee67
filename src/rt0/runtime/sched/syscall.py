"""System calls that may block, and the P meanwhile.

entersyscall leaves the P in _Psyscall, still remembered by its M; if the call lasts, sysmon takes the P by
compare-and-swap and hands it off. exitsyscall takes the old P back by the same compare-and-swap, else an idle one,
else the goroutine goes to the global queue and the M to sleep. Between the two the goroutine's stack may be scanned
from syscallsp; its callee-saved registers were noted by the assembly entry. nosplit all the way: the stack must not
grow while its bounds are promised to the scanner.

Where to read next: sysmon.py (retake), core/asm_amd64.py (entersyscall).
"""
from __future__ import annotations

from rt0.rtlang import *
from rt0.runtime.core import slots
from rt0.runtime.core.asm_amd64 import mcall, setguard
from rt0.runtime.core.config import LIBRARY, stackPreempt
from rt0.runtime.core.lock_futex import lock, notewakeup, unlock
from rt0.runtime.core.runtime2 import (
    _Grunnable,
    _Grunning,
    _Gsyscall,
    _Pgcstop,
    _Pidle,
    _Psyscall,
    g,
    getg,
    p,
    sched,
)
from rt0.runtime.sched.m import handoffp, stoplockedm, stopm
from rt0.runtime.sched.p import acquirep, releasep, wirep
from rt0.runtime.sched.proc import dropg, execute, runSafePointFn, schedule
from rt0.runtime.sched.queues import globrunqput, pidleget
from rt0.runtime.sched.status import casgstatus


@row("sched", enter=("g: getg().goid", "p: getg().m.p.id"))
@export("runtime.reentersyscall")
@nosplit
def reentersyscall(pc: uintptr, sp: uintptr, bp: uintptr) -> void:
    """entersyscall after the registers were saved. nosplit: see the module's docstring."""
    gp = getg()
    mp = gp.m
    mp.locks += 1
    gp.syscallsp = sp
    gp.syscallpc = pc
    gp.syscallbp = bp
    gp.sched.sp = sp
    gp.sched.pc = pc
    gp.sched.bp = bp
    casgstatus(gp, _Grunning, _Gsyscall)
    if sched.sysmonwait != 0:
        systemstack(_wakesysmon)
    pp = mp.p
    if pp.runSafePointFn != 0:
        systemstack(_safepoint)
    mp.syscalltick = pp.syscalltick
    pp.m = None
    mp.oldp = pp
    mp.p = None
    atomic.Store(addr(pp.status), _Psyscall)
    if sched.gcwaiting != 0:
        systemstack(_entersyscall_gcwait)
    mp.locks -= 1


def _wakesysmon() -> void:
    lock(addr(sched.lock))
    if sched.sysmonwait != 0:
        sched.sysmonwait = 0
        notewakeup(addr(sched.sysmonnote))
    unlock(addr(sched.lock))


def _safepoint() -> void:
    runSafePointFn()


def _entersyscall_gcwait() -> void:
    """The world is being stopped: give the P up for it."""
    pp = getg().m.oldp
    lock(addr(sched.lock))
    if sched.stopwait > 0 and atomic.Cas(addr(pp.status), _Psyscall, _Pgcstop):
        pp.syscalltick += 1
        sched.stopwait -= 1
        if sched.stopwait == 0:
            notewakeup(addr(sched.stopnote))
    unlock(addr(sched.lock))


@row("sched", enter=("g: getg().goid", "p: getg().m.p.id"))
@export("runtime.reentersyscallblock")
@nosplit
def reentersyscallblock(pc: uintptr, sp: uintptr, bp: uintptr) -> void:
    """entersyscallblock after the registers were saved: the P is handed off. nosplit as reentersyscall."""
    gp = getg()
    mp = gp.m
    mp.locks += 1
    gp.syscallsp = sp
    gp.syscallpc = pc
    gp.syscallbp = bp
    gp.sched.sp = sp
    gp.sched.pc = pc
    gp.sched.bp = bp
    mp.syscalltick = mp.p.syscalltick
    mp.p.syscalltick += 1
    casgstatus(gp, _Grunning, _Gsyscall)
    systemstack(_handoff)
    mp.locks -= 1


def _handoff() -> void:
    handoffp(releasep())


@row("sched", enter=("getg().goid",))
@fills(slots.exitsyscall_slot)
@nosplit
def exitsyscall() -> void:
    """The goroutine is back from the system: it goes on at once if a P can be had.

    nosplit: the stack's bounds are in use.
    """
    gp = getg()
    mp = gp.m
    mp.locks += 1
    gp.waitsince = 0
    oldp = mp.oldp
    mp.oldp = None
    if exitsyscallfast(oldp):
        mp.p.syscalltick += 1
        casgstatus(gp, _Gsyscall, _Grunning)
        gp.syscallsp = 0
        mp.locks -= 1
        if unlikely(gp.preempt):
            gp.stackguard0 = stackPreempt
            setguard(stackPreempt)
        return
    mp.locks -= 1
    mcall(exitsyscall0)
    # Back, perhaps on another m, with a P.
    gp.syscallsp = 0
    gp.m.p.syscalltick += 1


@nosplit
def exitsyscallfast(oldp: ptr[p]) -> bool:
    """Get a P without giving the M up: the old one by compare-and-swap, else an idle one. nosplit as exitsyscall."""
    if sched.stopwait == 0x7FFFFFFF:
        # freezetheworld: nobody runs any more.
        return False
    if oldp is not None and oldp.status == _Psyscall and atomic.Cas(addr(oldp.status), _Psyscall, _Pidle):
        wirep(oldp)
        return True
    if sched.pidle is not None:
        return systemstack(exitsyscallfast_pidle)
    return False


def exitsyscallfast_pidle() -> bool:
    """Take an idle P."""
    lock(addr(sched.lock))
    pp = pidleget()
    if pp is not None and sched.sysmonwait != 0:
        sched.sysmonwait = 0
        notewakeup(addr(sched.sysmonnote))
    unlock(addr(sched.lock))
    if pp is None:
        return False
    acquirep(pp)
    return True


@noreturn
def exitsyscall0(gp: ptr[g]) -> void:
    """No P to be had: gp becomes runnable for others, this M sleeps. On g0, without a P."""
    casgstatus(gp, _Gsyscall, _Grunnable)
    dropg()
    lock(addr(sched.lock))
    pp: ptr[p] = None
    if sched.stopwait != 0x7FFFFFFF:
        pp = pidleget()
    locked = gp.lockedm is not None
    if pp is None:
        globrunqput(gp)
    elif sched.sysmonwait != 0:
        sched.sysmonwait = 0
        notewakeup(addr(sched.sysmonnote))
    unlock(addr(sched.lock))
    if pp is not None:
        acquirep(pp)
        execute(gp, False)
    if locked:
        # gp is ours alone: wait until somebody schedules it, which gives us a P.
        stoplockedm()
        execute(gp, False)
    if LIBRARY:
        if getg().m.isextra:
            slots.libwait_slot()
    stopm()
    schedule()

